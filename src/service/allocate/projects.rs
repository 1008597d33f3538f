//! Where all stored projects could go at once, so that not all are sent to the same few regions.

use std::collections::BTreeSet;

use super::{
    Side, crowding,
    market::{Applicant, Choice, Market},
    project_allocation::{
        NoRegion, ProjectAllocation, ProjectAllocationQuestion, RegionLoad, UnassignedProject,
    },
};
use crate::{
    allocation::{
        Instance, Matching, Unassigned,
        congestion::{Concentration, sharing},
    },
    domain::{
        audit::AuditAction,
        id::{ProjectId, RegionId},
        invalid::Invalid,
        kind::DocumentKind,
        limits::LIMIT_MAX,
        project::ProjectProfile,
        stop::Stop,
        workload::Workload,
    },
    scoring::{
        region_side::{self, RegionMethod},
        survey::Inquiry,
    },
    service::{
        App, Error,
        app::Derived,
        audit,
        landing::parcel::{ParcelOffer, parcels},
        rank_projects::region_weights,
        rank_regions::{Known, Wishes, candidates, in_context, summarise},
        resolve::{Asked, resolve, weights},
    },
};

/// Allocates the stored projects of the organisation: each applies to the best regions of its own
/// ranking, each region orders its applicants by its own criteria, and no two would rather have each
/// other. Within a region a project takes the smallest published parcel that fits it and is left,
/// else land that is not published.
///
/// # Errors
/// Choices out of range, an unknown region among the capacities, an unavailable store.
pub async fn allocate_projects(
    app: &App,
    question: ProjectAllocationQuestion,
) -> Result<ProjectAllocation, Error> {
    let derived = app.derived().await?;
    check(&derived, &question)?;
    let turn = app.turn().await?;
    turn.charge(Workload {
        projects: u64::try_from(derived.projects.len()).unwrap_or(u64::MAX),
        ..Workload::of_regions(derived.atlas.at_level(question.level).count())
    })?;
    let app = app.clone();
    let asker = app.clone();
    let found = turn.compute(move |stop| answer(&app, &derived, &question, stop)).await??;
    let assigned = found.assigned.iter().map(|assigned| assigned.project.clone());
    let unassigned = found.unassigned.iter().map(|unassigned| unassigned.project.clone());
    let shown: Vec<ProjectId> = assigned.chain(unassigned).collect();
    audit::note_disclosure(&asker, AuditAction::Allocate, &shown).await?;
    Ok(found)
}

fn check(derived: &Derived, question: &ProjectAllocationQuestion) -> Result<(), Error> {
    if !(1..=LIMIT_MAX).contains(&question.choices) {
        let expected = format!("between 1 and {LIMIT_MAX}");
        return Err(Invalid::new("choices", question.choices, &expected).into());
    }
    for id in question.capacities.keys() {
        let on_level = derived
            .atlas
            .find(id)
            .is_some_and(|at| derived.atlas.profile(at).levels.contains(&question.level));
        if !on_level {
            let expected = format!("a known region of level `{}`", question.level.as_str());
            return Err(Invalid::new("capacities", id, &expected).into());
        }
    }
    Ok(())
}

fn answer(
    app: &App,
    derived: &Derived,
    question: &ProjectAllocationQuestion,
    stop: Stop<'_>,
) -> Result<ProjectAllocation, Error> {
    let projects = stop.until(derived.projects.iter());
    let applicants = projects.map(|project| {
        Ok(Applicant { project, choices: apply(app, derived, question, project, stop)? })
    });
    let applicants: Vec<Applicant<'_>> = applicants.collect::<Result<_, Error>>()?;
    let market = Market::new(&applicants, question);
    let instance = market.instance(&applicants);
    let matching = match question.side {
        Side::Applicants => instance.applicant_optimal(),
        Side::Owners => instance.owner_optimal(),
    };
    let blocking = instance.blocking_pairs(&matching).unwrap_or_default();
    let rules = app.definition().parameters.congestion;
    let summary = |id: &RegionId| summarise(&derived.atlas, id, question.level);
    let mut regions = market.loads(&applicants, &matching, rules, summary);
    let mut assigned = market.assigned(&applicants, &matching, summary);
    crowding::spread(&applicants, &market, &regions, &mut assigned);
    let wins = crowding::wins(&derived.atlas, &applicants, &assigned, &mut regions);
    let firsts = applicants.iter().filter_map(|one| one.choices.as_ref()?.first());
    let share = |count: fn(&RegionLoad) -> usize| concentration(&regions, count);
    Ok(ProjectAllocation {
        warnings: derived.damage.warning(&DocumentKind::ALL, &derived.atlas).into_iter().collect(),
        generation: derived.generation,
        definition: app.definition_hash().to_owned(),
        assigned,
        unassigned: unassigned(&applicants, &instance, &matching),
        blocking_pairs: blocking
            .iter()
            .map(|pair| {
                let region = market.region_of(pair.place).clone();
                (applicants[pair.applicant].project.id.clone(), region)
            })
            .collect(),
        maximum_size: instance.maximum_size(),
        concentration_wanted: share(|load| load.wanted),
        concentration_assigned: share(|load| load.assigned),
        sharing_first_choice: sharing(firsts.map(|choice| &choice.region)),
        wins,
        regions,
    })
}

/// The choices of one project with both sides' scores; `None` if it cannot be resolved.
fn apply(
    app: &App,
    derived: &Derived,
    question: &ProjectAllocationQuestion,
    project: &ProjectProfile,
    stop: Stop<'_>,
) -> Result<Option<Vec<Choice>>, Error> {
    let region_weights = region_weights(app)?;
    let wishes = Wishes { preset: question.preset, ..Wishes::default() };
    let asked = Asked::Project(Box::new(project.clone()));
    let Ok(resolved) = resolve(app, derived, asked, &wishes) else { return Ok(None) };
    let Ok(weights) = weights(app, &resolved.project) else { return Ok(None) };
    let (project, level, definition) = (&resolved.project, question.level, app.definition());
    let known = Known { as_of: question.as_of, excluded_links: BTreeSet::new() };
    Ok(Some(in_context(app, derived, &resolved, known, |context| {
        let survey = derived.survey(level);
        let inquiry = Inquiry { context, project, weights: &weights, stop };
        let places = candidates(context, project, survey);
        let ranked = survey.rank(&inquiry, &places, question.choices);
        let criteria = &definition.region_criteria;
        let region_method = RegionMethod { criteria, weights: &region_weights, level };
        let of_region = |region: &RegionId| {
            let place = derived.atlas.find(region)?;
            let offers = parcels(&derived.atlas, project, place, question.as_of);
            let fitting = offers.into_iter().filter(ParcelOffer::fits);
            let score = region_side::score(context, project, &region_method, place);
            Some((fitting.map(|offer| (offer.park, offer.parcel.id)).collect(), score.total()))
        };
        let choices = ranked.candidates.into_iter().filter_map(|(candidate, _)| {
            let (parcels, region_points) = of_region(&candidate.region)?;
            let project_points = candidate.total();
            Some(Choice { region: candidate.region, parcels, project_points, region_points })
        });
        choices.collect()
    })))
}

fn unassigned(
    applicants: &[Applicant<'_>],
    instance: &Instance,
    matching: &Matching,
) -> Vec<UnassignedProject> {
    let without = applicants.iter().enumerate().filter(|(at, _)| matching.place_of[*at].is_none());
    without
        .map(|(at, applicant)| UnassignedProject {
            project: applicant.project.id.clone(),
            name: applicant.project.name.clone(),
            because: match &applicant.choices {
                None => NoRegion::Unresolved,
                Some(_) if instance.why_unassigned(at, &[]) == Unassigned::Outranked => {
                    NoRegion::Outranked
                }
                Some(_) => NoRegion::NoneFits,
            },
        })
        .collect()
}

/// The Herfindahl–Hirschman index of a count over regions.
fn concentration(regions: &[RegionLoad], count: fn(&RegionLoad) -> usize) -> Option<f64> {
    let whole = |number: usize| u32::try_from(number).map_or(f64::INFINITY, f64::from);
    let sum: usize = regions.iter().map(count).sum();
    let shares: Vec<f64> =
        regions.iter().map(count).filter(|n| 0 < *n).map(|n| whole(n) / whole(sum)).collect();
    Concentration::exact(&shares).map(|index| index.low)
}
