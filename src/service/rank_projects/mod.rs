/// What is asked and what is answered.
mod ranking;
/// The sentences of the region's side.
mod reasons;
/// What would lift the region in the projects' own lists.
mod prospects;
/// The same in sentences.
mod prospect_words;

use std::{cmp::Ordering, collections::BTreeSet};

use super::{
    App, Error,
    app::Derived,
    audit,
    rank_regions::{
        Known, Wishes, candidates, check_limit, in_context, is_candidate, name_of, summarise,
    },
    rationale,
    resolve::{Asked, Resolved, resolve, weights},
    warnings,
};
use crate::{
    domain::{
        audit::AuditAction,
        id::RegionId,
        invalid::Invalid,
        kind::DocumentKind,
        limits::{OWN_RANKS_MAX, PROSPECT_PROJECTS_MAX, REFUSED_NAMED_MAX},
        matching::Refusal,
        project::ProjectProfile,
        reciprocal::{MutualMatch, RegionWeights},
        region::Level,
        stop::Stop,
        text::Text,
        workload::Workload,
    },
    scoring::{
        rank::{self, Method, Position},
        region_side::{self, RegionMethod},
        survey::Inquiry,
    },
};

pub use prospects::{FigureLevel, FigureProspect, FigureSubject, ProjectPlans, RegionProspects};
pub use ranking::{
    ProjectCounts, ProjectRanking, ProjectSummary, Prospects, RankedProject, RefusedProject,
    RegionQuestion,
};

/// Ranks the stored projects for a region: each pair is gated and scored as the project's own
/// ranking does it (under the preset, if one is asked for), the region scores the project by its
/// own criteria, and the order is by the harmonic mean of both.
///
/// # Errors
/// An unknown region, a level that it does not stand on, a limit out of range, an unavailable
/// store.
pub async fn rank_projects(app: &App, question: RegionQuestion) -> Result<ProjectRanking, Error> {
    check_limit(question.limit)?;
    let derived = app.derived().await?;
    let turn = app.turn().await?;
    let ranked_in_full = match question.prospects {
        Prospects::Sought => derived.projects.len().clamp(OWN_RANKS_MAX, PROSPECT_PROJECTS_MAX),
        Prospects::Omitted => OWN_RANKS_MAX,
    };
    let own_ranks = Workload {
        projects: u64::try_from(ranked_in_full).unwrap_or(u64::MAX),
        ..Workload::of_regions(derived.atlas.len())
    };
    turn.charge(Workload::of_projects(derived.projects.len()))?;
    turn.charge(own_ranks)?;
    let app = app.clone();
    let asker = app.clone();
    let ranking = turn.compute(move |stop| answer(&app, &derived, &question, stop)).await??;
    audit::note_disclosure(&asker, AuditAction::Reverse, &ranking.named()).await?;
    Ok(ranking)
}

/// What is the same for every project.
struct Scene<'a> {
    app: &'a App,
    derived: &'a Derived,
    question: &'a RegionQuestion,
    place: usize,
    level: Level,
    weights: &'a RegionWeights,
    stop: Stop<'a>,
}

/// What became of one project.
enum Verdict {
    InHostCity,
    Unresolved(ProjectProfile),
    Refused(Resolved, Refusal),
    Matched(Resolved, MutualMatch),
}

fn answer(
    app: &App,
    derived: &Derived,
    question: &RegionQuestion,
    stop: Stop<'_>,
) -> Result<ProjectRanking, Error> {
    let place = find(derived, &question.region)?;
    let level = level_of(derived, place, question.level)?;
    let host = question.host_city.as_ref().map(|id| find(derived, id)).transpose()?;
    let weights = region_weights(app)?;
    let scene = Scene { app, derived, question, place, level, weights: &weights, stop };
    let asked = derived.projects.iter().filter(|project| is_of(derived, project, host));
    let verdicts: Vec<Verdict> = stop.until(asked).map(|project| scene.judge(project)).collect();
    let sorted = Sorted::new(verdicts);
    let counts = sorted.counts(question.limit);
    let prospects = match question.prospects {
        Prospects::Sought => Some(scene.prospects(&sorted.matched)),
        Prospects::Omitted => None,
    };
    let named = |refused: Vec<(Resolved, Refusal)>| {
        let named = refused.into_iter().take(REFUSED_NAMED_MAX);
        named
            .map(|(resolved, refusal)| RefusedProject {
                project: scene.summarise(&resolved),
                refusal,
            })
            .collect()
    };
    let damage = derived.damage.warning(&DocumentKind::ALL, &derived.atlas);
    let mut warnings: Vec<Text> =
        damage.into_iter().chain(unresolved_warning(&sorted.unresolved)).collect();
    let sides = sorted.matched.iter().take(question.limit);
    warnings.extend(warnings::of_evidence(sides.map(|(_, matched)| &matched.project_side)));
    let shown = sorted.matched.into_iter().take(question.limit).enumerate();
    Ok(ProjectRanking {
        region: summarise(&derived.atlas, &question.region, level),
        host_city: question.host_city.clone(),
        host_city_name: host.map(|at| derived.atlas.profile(at).name.clone()).unwrap_or_default(),
        generation: derived.generation,
        definition: app.definition_hash().to_owned(),
        as_of: question.as_of,
        projects: shown.map(|(at, (resolved, m))| scene.ranked(at + 1, &resolved, m)).collect(),
        near_misses: named(sorted.near_misses),
        refused: named(sorted.refused),
        warnings,
        counts,
        prospects,
        weights: weights.clone(),
        preset: question.preset,
    })
}

impl Scene<'_> {
    /// Gates and scores one project, from both sides.
    fn judge(&self, project: &ProjectProfile) -> Verdict {
        let (app, derived) = (self.app, self.derived);
        let asked = Asked::Project(Box::new(project.clone()));
        let wishes = Wishes { preset: self.question.preset, ..Wishes::default() };
        let resolved = resolve(app, derived, asked, &wishes);
        let Ok(resolved) = resolved else { return Verdict::Unresolved(project.clone()) };
        let Ok(weights) = weights(app, &resolved.project) else {
            return Verdict::Unresolved(project.clone());
        };
        let project = &resolved.project;
        let judged = in_context(app, derived, &resolved, self.known(), |context| {
            if !is_candidate(context, project, self.place) {
                return None;
            }
            let criteria = &app.definition().criteria;
            let (level, stop) = (self.level, self.stop);
            let method = Method { criteria, weights: &weights, level, stop };
            let ranked = rank::rank(context, project, &method, &[self.place], 1);
            if let Some((candidate, _)) = ranked.candidates.into_iter().next() {
                let criteria = &app.definition().region_criteria;
                let method = RegionMethod { criteria, weights: self.weights, level: self.level };
                let region_side = region_side::score(context, project, &method, self.place);
                let project = project.id.clone();
                return Some(Ok(MutualMatch { project, project_side: candidate, region_side }));
            }
            ranked.near_misses.into_iter().chain(ranked.refused).next().map(Err)
        });
        match judged {
            None => Verdict::InHostCity,
            Some(Ok(matched)) => Verdict::Matched(resolved, matched),
            Some(Err(refusal)) => Verdict::Refused(resolved, refusal),
        }
    }

    fn ranked(&self, rank: usize, resolved: &Resolved, matched: MutualMatch) -> RankedProject {
        let definition = self.app.definition();
        let name = |id: &RegionId| name_of(&self.derived.atlas, id);
        RankedProject {
            rank,
            own_rank: if rank <= OWN_RANKS_MAX { self.own_rank(resolved) } else { None },
            project: self.summarise(resolved),
            project_reasons: rationale::explain(&matched.project_side, &definition.criteria, &name),
            region_reasons: reasons::explain(
                &matched.region_side,
                &definition.region_criteria,
                &name,
            ),
            warnings: warnings::of_candidate(&matched.project_side),
            matched,
        }
    }

    /// Where the region stands in the project's own list.
    fn own_rank(&self, resolved: &Resolved) -> Option<Position> {
        let (app, project) = (self.app, &resolved.project);
        let weights = weights(app, project).ok()?;
        in_context(app, self.derived, resolved, self.known(), |context| {
            let survey = self.derived.survey(self.level);
            let candidates = candidates(context, project, survey);
            let inquiry = Inquiry { context, project, weights: &weights, stop: self.stop };
            survey.position(&inquiry, &candidates, self.place)
        })
    }

    fn known(&self) -> Known {
        Known { as_of: self.question.as_of, excluded_links: BTreeSet::new() }
    }

    fn summarise(&self, resolved: &Resolved) -> ProjectSummary {
        let project = &resolved.project;
        let host = project.host_city.as_ref();
        ProjectSummary {
            id: project.id.clone(),
            name: project.name.clone(),
            host_city: host.cloned(),
            host_city_name: host.map(|id| name_of(&self.derived.atlas, id)).unwrap_or_default(),
            industries: resolved.industries.clone(),
        }
    }
}

/// All projects by what became of them, each list in its order.
#[derive(Default)]
struct Sorted {
    in_host_city: usize,
    unresolved: Vec<ProjectProfile>,
    matched: Vec<(Resolved, MutualMatch)>,
    near_misses: Vec<(Resolved, Refusal)>,
    refused: Vec<(Resolved, Refusal)>,
}

impl Sorted {
    fn new(verdicts: Vec<Verdict>) -> Sorted {
        let mut sorted = Sorted::default();
        for verdict in verdicts {
            match verdict {
                Verdict::InHostCity => sorted.in_host_city += 1,
                Verdict::Unresolved(project) => sorted.unresolved.push(project),
                Verdict::Matched(resolved, matched) => sorted.matched.push((resolved, matched)),
                Verdict::Refused(resolved, refusal) if refusal.is_near_miss() => {
                    sorted.near_misses.push((resolved, refusal));
                }
                Verdict::Refused(resolved, refusal) => sorted.refused.push((resolved, refusal)),
            }
        }
        sorted.matched.sort_by(|(_, one), (_, other)| one.order().cmp(&other.order()));
        sorted.near_misses.sort_by(nearest);
        sorted.refused.sort_by(|(one, _), (other, _)| one.project.id.cmp(&other.project.id));
        sorted.unresolved.sort_by(|one, other| one.id.cmp(&other.id));
        sorted
    }

    fn counts(&self, limit: usize) -> ProjectCounts {
        let refusals = || self.near_misses.iter().chain(&self.refused);
        let mut counts = ProjectCounts {
            in_host_city: self.in_host_city,
            unresolved: self.unresolved.len(),
            refused: refusals().count(),
            near_misses: self.near_misses.len(),
            ranked: self.matched.len(),
            returned: self.matched.len().min(limit),
            ..ProjectCounts::default()
        };
        counts.projects = counts.in_host_city + counts.unresolved + counts.refused + counts.ranked;
        for gate in refusals().flat_map(|(_, refusal)| &refusal.gates) {
            *counts.refused_by_gate.entry(gate.gate).or_default() += 1;
        }
        counts
    }
}

/// Those that fail by least first, then by identifier; a near miss fails one gate.
fn nearest(one: &(Resolved, Refusal), other: &(Resolved, Refusal)) -> Ordering {
    let margin = |(_, refusal): &(Resolved, Refusal)| refusal.margin().unwrap_or(f64::NEG_INFINITY);
    let by_margin = margin(other).total_cmp(&margin(one));
    by_margin.then_with(|| one.0.project.id.cmp(&other.0.project.id))
}

/// The place of a region that must be known.
pub(super) fn find(derived: &Derived, id: &RegionId) -> Result<usize, Error> {
    derived.atlas.find(id).ok_or_else(|| derived.damage.unknown_region(id))
}

/// The level on which a region is scored; a country is no candidate.
pub(super) fn level_of(
    derived: &Derived,
    place: usize,
    wanted: Option<Level>,
) -> Result<Level, Error> {
    let levels = &derived.atlas.profile(place).levels;
    let ranked = |level: &&Level| **level != Level::Country;
    let own: Vec<&str> = levels.iter().filter(ranked).map(|level| level.as_str()).collect();
    let level = match wanted {
        Some(level) => levels.iter().filter(ranked).find(|own| **own == level),
        None => levels.iter().filter(ranked).max(),
    };
    level.copied().ok_or_else(|| {
        let id = &derived.atlas.profile(place).id;
        if own.is_empty() {
            let expected = "a province, prefecture, county or park: a country is no candidate";
            return Invalid::new("region", id, expected).into();
        }
        let expected = format!("a level of `{id}`: {}", own.join(" or "));
        Invalid::new("level", wanted.map_or("none", Level::as_str), &expected).into()
    })
}

/// Whether a project is incubated in `host`, if only those are asked for.
fn is_of(derived: &Derived, project: &ProjectProfile, host: Option<usize>) -> bool {
    let Some(host) = host else { return true };
    let own = project.host_city.as_ref().and_then(|id| derived.atlas.find(id));
    own.is_some_and(|own| derived.atlas.is_within(own, host))
}

/// The weights of the region's side, as the definition has them.
pub(super) fn region_weights(app: &App) -> Result<RegionWeights, Error> {
    let criteria = &app.definition().region_criteria;
    let weight = |id| criteria.iter().find(|known| known.id == id).map_or(0.0, |c| c.weight);
    RegionWeights::by_criterion(weight).ok_or_else(|| {
        Invalid::new("weights", "all zero", "at least one criterion with a weight above 0").into()
    })
}

fn unresolved_warning(unresolved: &[ProjectProfile]) -> Option<Text> {
    const NAMED: usize = 3;
    if unresolved.is_empty() {
        return None;
    }
    let ids: Vec<&str> = unresolved.iter().take(NAMED).map(|project| project.id.as_str()).collect();
    let (count, ids) = (unresolved.len(), ids.join(", "));
    Some(Text::new(
        &format!("{count}个项目的档案含有已不存在的地区或代码，未参与排序：{ids}"),
        &format!(
            "{count} projects are left out, for their profiles name regions or codes that are not \
             known any more: {ids}"
        ),
    ))
}
