//! Regions that are like a region, projects that are like a project, each with what both have in
//! common and what sets them apart.

/// What is asked and what is answered.
mod answer;
/// What two have in common, in sentences.
mod words;

use std::collections::BTreeSet;

use super::{
    App, Error,
    app::Derived,
    audit, documents,
    rank_projects::{ProjectSummary, find, level_of},
    rank_regions::{Wishes, check_limit, name_of, summarise},
    rationale::Rationale,
    resolve::{Asked, Resolved, resolve, trade},
};
use crate::{
    definition::Definition,
    domain::{
        audit::AuditAction, code::IndustryCode, criterion::Utility, id::ProjectId,
        kind::DocumentKind, likeness::Likeness, limits::INDUSTRIES_NAMED_MAX,
        project::ProjectProfile, region::Level, text::Text, workload::Workload,
    },
    scoring::{
        context::Context,
        found::Found,
        likeness::{
            FigurePair, IndustriesCompared, ProjectSide, RegionMethod, SharedIndustry,
            SimilarPlace, SimilarProject, similar_places, similar_projects,
        },
    },
};

pub use answer::{
    Basis, ComparedFigure, FigureSide, IndustryShare, Resemblance, SharedShare, SimilarProjectRow,
    SimilarProjects, SimilarQuestion, SimilarRegionRow, SimilarRegions,
};
pub use words::aspect_name;

/// Finds the regions of a level that are most like a region.
///
/// Formula and sources: [`similar_places`].
///
/// # Errors
/// An unknown region, a level that it does not stand on, a limit out of range, an unavailable
/// store.
pub async fn similar_regions(
    app: &App,
    question: SimilarQuestion,
) -> Result<SimilarRegions, Error> {
    check_limit(question.limit)?;
    let derived = app.derived().await?;
    let turn = app.turn().await?;
    turn.charge(Workload::of_regions(derived.atlas.len()))?;
    let app = app.clone();
    turn.compute(move |_stop| regions(&app, &derived, &question)).await?
}

fn regions(
    app: &App,
    derived: &Derived,
    question: &SimilarQuestion,
) -> Result<SimilarRegions, Error> {
    let definition = app.definition();
    let place = find(derived, &question.region)?;
    let level = level_of(derived, place, question.level)?;
    let context = Context {
        atlas: &derived.atlas,
        parameters: &definition.parameters,
        industries: Vec::new(),
        coverings: Vec::new(),
        partners: None,
        host: None,
        as_of: question.as_of,
        excluded_links: BTreeSet::new(),
        link_records: None,
    };
    let weights = definition.parameters.similarity.region;
    let method = RegionMethod { criteria: &definition.criteria, level, weights };
    let others: Vec<usize> =
        derived.atlas.at_level(level).filter(|&other| other != place).collect();
    let found = similar_places(&context, &method, place, &others, question.limit);
    let row = |(at, similar): (usize, &SimilarPlace<'_>)| {
        region_row(derived, definition, (place, level), (at + 1, similar))
    };
    let rows: Vec<SimilarRegionRow> = found.places.iter().enumerate().map(row).collect();
    Ok(SimilarRegions {
        region: summarise(&derived.atlas, &question.region, level),
        level,
        generation: derived.generation,
        definition: app.definition_hash().to_owned(),
        as_of: question.as_of,
        warnings: warnings(derived, found.compared),
        rows,
        compared: found.compared,
        incomparable: found.incomparable,
    })
}

fn region_row(
    derived: &Derived,
    definition: &Definition,
    (place, level): (usize, Level),
    (rank, similar): (usize, &SimilarPlace<'_>),
) -> SimilarRegionRow {
    let atlas = &derived.atlas;
    let side = |found: &Found<'_>| {
        let (source, as_of) = found.provenance(atlas);
        let from = &atlas.profile(found.from).id;
        FigureSide {
            value: found.value,
            stands_in: found.is_stand_in(),
            from_name: Some(name_of(atlas, from)),
            from: Some(from.clone()),
            source,
            as_of,
        }
    };
    let figure = |pair: &FigurePair<'_>| ComparedFigure {
        aspect: pair.aspect,
        unit: super::criterion_unit(pair.criterion).clone(),
        here: pair.here.as_ref().map(side),
        there: pair.there.as_ref().map(side),
        similarity: pair.similarity.map(Utility::get),
    };
    let locations = (atlas.location(place), atlas.location(similar.place));
    let distance = locations.0.zip(locations.1).map(|(here, there)| here.distance_to(there).get());
    let figures = similar.figures.iter().map(figure).collect();
    SimilarRegionRow {
        rank,
        region: summarise(atlas, &atlas.profile(similar.place).id, level),
        distance_km: distance,
        resemblance: resemblance(
            definition,
            similar.likeness.clone(),
            &similar.industries,
            figures,
        ),
    }
}

/// Finds the stored projects that are most like a stored project.
///
/// Formula and sources: [`similar_projects`].
///
/// # Errors
/// An unknown project, a limit out of range, an unavailable store.
pub async fn similar_projects_of(
    app: &App,
    id: ProjectId,
    limit: usize,
) -> Result<SimilarProjects, Error> {
    check_limit(limit)?;
    let mut derived = app.derived().await?;
    let project = documents::show_project(app, &mut derived, &id, AuditAction::Similar).await?;
    let turn = app.turn().await?;
    turn.charge(Workload::of_projects(derived.projects.len()))?;
    let app = app.clone();
    let asker = app.clone();
    let found = turn.compute(move |_stop| projects(&app, &derived, project, limit)).await??;
    let shown: Vec<ProjectId> = found.rows.iter().map(|row| row.project.id.clone()).collect();
    audit::note_disclosure(&asker, AuditAction::Similar, &shown).await?;
    Ok(found)
}

/// A project that is at hand with its industries in GB/T 4754.
struct Sided {
    resolved: Resolved,
    industries: Vec<(String, f64)>,
}

impl Sided {
    fn side(&self) -> ProjectSide<'_> {
        ProjectSide { project: &self.resolved.project, industries: &self.industries }
    }
}

fn sided(app: &App, derived: &Derived, project: ProjectProfile) -> Result<Sided, Error> {
    let asked = Asked::Project(Box::new(project));
    let resolved = resolve(app, derived, asked, &Wishes::default())?;
    let industries = trade(app, &resolved.project, &resolved.industries).production;
    Ok(Sided { resolved, industries })
}

fn projects(
    app: &App,
    derived: &Derived,
    project: ProjectProfile,
    limit: usize,
) -> Result<SimilarProjects, Error> {
    let definition = app.definition();
    let others = derived.projects.iter().filter(|other| other.id != project.id).cloned();
    // A profile that names what is not known any more cannot be compared.
    let (others, unreadable): (Vec<_>, Vec<_>) =
        others.map(|other| sided(app, derived, other)).partition(Result::is_ok);
    let others: Vec<Sided> = others.into_iter().flatten().collect();
    let one = sided(app, derived, project)?;
    let sides: Vec<ProjectSide<'_>> = others.iter().map(Sided::side).collect();
    let parameters = &definition.parameters.similarity;
    let (similar, incomparable) = similar_projects(parameters, &one.side(), &sides);
    let compared = similar.len();
    let rows = similar.into_iter().take(limit).enumerate().filter_map(|(at, similar)| {
        let other = others.iter().find(|other| other.resolved.project.id == similar.id)?;
        Some(project_row(derived, definition, &other.resolved, (at + 1, similar)))
    });
    Ok(SimilarProjects {
        rows: rows.collect(),
        project: summary(derived, &one.resolved),
        generation: derived.generation,
        definition: app.definition_hash().to_owned(),
        warnings: warnings(derived, compared),
        compared,
        incomparable: incomparable + unreadable.len(),
    })
}

fn project_row(
    derived: &Derived,
    definition: &Definition,
    resolved: &Resolved,
    (rank, similar): (usize, SimilarProject),
) -> SimilarProjectRow {
    let side = |value| FigureSide {
        value,
        stands_in: false,
        from: None,
        from_name: None,
        source: None,
        as_of: None,
    };
    let parts = similar.likeness.parts();
    let figures = similar.figures.iter().map(|(aspect, values)| {
        let [here, there] = values.map(|value| value.map(side));
        let similarity = parts.iter().find(|part| part.aspect == *aspect)?.similarity;
        let similarity = similarity.map(Utility::get);
        Some(ComparedFigure {
            aspect: *aspect,
            unit: words::unit(*aspect),
            here,
            there,
            similarity,
        })
    });
    let figures = figures.flatten().collect();
    SimilarProjectRow {
        rank,
        project: summary(derived, resolved),
        resemblance: resemblance(
            definition,
            similar.likeness.clone(),
            &similar.industries,
            figures,
        ),
    }
}

fn summary(derived: &Derived, resolved: &Resolved) -> ProjectSummary {
    let project = &resolved.project;
    let host = project.host_city.as_ref();
    ProjectSummary {
        id: project.id.clone(),
        name: project.name.clone(),
        host_city: host.cloned(),
        host_city_name: host.map(|id| name_of(&derived.atlas, id)).unwrap_or_default(),
        industries: resolved.industries.clone(),
    }
}

/// What two have in common, with names and in words.
fn resemblance(
    definition: &Definition,
    likeness: Likeness,
    industries: &IndustriesCompared,
    figures: Vec<ComparedFigure>,
) -> Resemblance {
    let title = |industry: &IndustryCode| -> Text {
        let entry = definition.taxonomy.entry(industry);
        entry.map(|entry| entry.title.clone()).unwrap_or_default()
    };
    let share = |(industry, share): &(IndustryCode, f64)| IndustryShare {
        title: title(industry),
        industry: industry.clone(),
        share: *share,
    };
    let shared = |shared: &SharedIndustry| SharedShare {
        title: title(&shared.industry),
        narrowest_title: title(&shared.narrowest),
        industry: shared.industry.clone(),
        narrowest: shared.narrowest.clone(),
        here: shared.share,
        there: shared.other_share,
        part: shared.part,
    };
    let mut resemblance = Resemblance {
        likeness,
        basis: industries.basis,
        shared: industries.shared.iter().take(INDUSTRIES_NAMED_MAX).map(shared).collect(),
        only_here: industries.only.iter().take(INDUSTRIES_NAMED_MAX).map(share).collect(),
        only_there: industries.only_other.iter().take(INDUSTRIES_NAMED_MAX).map(share).collect(),
        figures,
        reasons: Rationale::default(),
    };
    resemblance.reasons = words::reasons(&resemblance);
    resemblance
}

/// What the reader should mind: what is left out, and why nothing was found.
fn warnings(derived: &Derived, compared: usize) -> Vec<Text> {
    let damage = derived.damage.warning(&DocumentKind::ALL, &derived.atlas);
    damage.into_iter().chain(unknown_industries(compared)).collect()
}

/// Says why nothing was found, if nothing could be compared.
fn unknown_industries(compared: usize) -> Option<Text> {
    (compared == 0).then(|| {
        Text::new(
            "产业未知，或没有与之以同样方式已知产业的对象，无从比较",
            "there is nothing to compare: its industries are not known, or nobody else's in the \
             same way",
        )
    })
}
