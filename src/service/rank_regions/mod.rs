/// What is asked.
mod question;
/// What is answered.
mod ranking;
/// A scored candidate in words.
mod explain;

use std::{collections::BTreeSet, sync::Arc};

use jiff::civil::Date;

use super::{
    App, Error,
    app::Derived,
    landing::AdviceQuestion,
    resolve::{Resolved, fetch, resolve, trade, weights},
    warnings,
};
use crate::{
    domain::{
        assumption::{self, Assumption},
        audit::AuditAction,
        code::IndustryCode,
        criterion::Weights,
        id::RegionId,
        invalid::Invalid,
        kind::DocumentKind,
        limits::LIMIT_MAX,
        matching::{Candidate, GateStatus, Refusal},
        project::ProjectProfile,
        region::Level,
        stop::Stop,
        text::Text,
        workload::Workload,
    },
    scoring::{
        atlas::Atlas,
        context::Context,
        link_records::LinkRecords,
        rank::Ranked,
        supply_chain::Partners,
        survey::{Assumed, Inquiry, Survey, Surveyed},
    },
};

pub(super) use explain::Explainer;
pub use question::{Advice, Question, Subject, Wishes};
pub use ranking::{
    Counts, InformativeFigure, RankedCandidate, Ranking, RefusedRegion, RegionSummary, Understood,
};

/// Ranks the regions of a level for a project: resolve, gate, score, explain.
///
/// # Errors
/// Invalid values, unknown identifiers, an unavailable store.
pub async fn rank_regions(app: &App, question: Question) -> Result<Ranking, Error> {
    check_limit(question.limit)?;
    let derived = app.derived().await?;
    rank_on(app, derived, question).await
}

/// Ranks as if some figures of regions were others: they act on points alone, gates and costs keep to
/// what is known, and nothing is written.
///
/// # Errors
/// As [`rank_regions`]; a figure that cannot be assumed, by its place in `assume`.
pub async fn rank_regions_assuming(
    app: &App,
    question: Question,
    assumptions: Vec<Assumption>,
) -> Result<Ranking, Error> {
    rank_regions_then(app, question, assumptions, |ranking| (ranking, ())).await
}

/// Ranks as [`rank_regions_assuming`] does, and goes on with the ranking on the thread that computed
/// it: a ranking has thousands of pieces, which that processor has at hand, and which are given back
/// cheaper where they were taken. What `then` leaves beside its answer nobody waits for.
///
/// # Errors
/// As [`rank_regions_assuming`].
pub async fn rank_regions_then<T: Send + 'static, L>(
    app: &App,
    question: Question,
    assumptions: Vec<Assumption>,
    then: impl FnOnce(Ranking) -> (T, L) + Send + 'static,
) -> Result<T, Error> {
    check_limit(question.limit)?;
    let derived = app.derived().await?;
    rank_on_assuming(app, derived, question, assumptions, then).await
}

/// Ranks on a given state of the data; many questions on one state share it.
pub(super) async fn rank_on(
    app: &App,
    derived: Arc<Derived>,
    question: Question,
) -> Result<Ranking, Error> {
    rank_on_assuming(app, derived, question, Vec::new(), |ranking| (ranking, ())).await
}

async fn rank_on_assuming<T: Send + 'static, L>(
    app: &App,
    mut derived: Arc<Derived>,
    question: Question,
    assumptions: Vec<Assumption>,
    then: impl FnOnce(Ranking) -> (T, L) + Send + 'static,
) -> Result<T, Error> {
    let Question { subject, wishes, level, limit, as_of, excluded_links, advice } = question;
    let asked = fetch(app, &mut derived, subject, as_of, AuditAction::Match).await?;
    let assumed = find_assumed(&derived.atlas, level, &assumptions)?;
    let turn = app.turn().await?;
    turn.charge(Workload::of_regions(derived.atlas.at_level(level).count()))?;
    let app = app.clone();
    turn.compute_leaving(move |stop| {
        let ranked = || {
            let resolved = resolve(&app, &derived, asked, &wishes)?;
            let weights = weights(&app, &resolved.project)?;
            let scope = Scope { level, limit, weights, advice, assumed, stop };
            let known = Known { as_of, excluded_links: excluded_links.into_iter().collect() };
            let ranking = in_context(&app, &derived, &resolved, known, |context| {
                answer(&app, &derived, &resolved, context, scope)
            })?;
            Ok(assuming(ranking, assumptions, &derived.atlas))
        };
        match ranked().map(then) {
            Ok((answer, left)) => (Ok(answer), Some(left)),
            Err(error) => (Err(error), None),
        }
    })
    .await?
}

/// The places of what is assumed.
fn find_assumed(
    atlas: &Atlas,
    level: Level,
    assumptions: &[Assumption],
) -> Result<Vec<Assumed>, Error> {
    let mut faults = assumption::validate(assumptions);
    let mut assumed = Vec::with_capacity(assumptions.len());
    for (at, Assumption { region, criterion, value }) in assumptions.iter().enumerate() {
        let is_ranked = |place: &usize| atlas.profile(*place).levels.contains(&level);
        if let Some(place) = atlas.find(region).filter(is_ranked) {
            assumed.push(Assumed { place, criterion: *criterion, value: *value });
        } else {
            let expected = format!("the id of a region of the level `{}`", level.as_str());
            faults.push(Invalid::new(format!("[{at}].region"), region, &expected));
        }
    }
    if faults.is_empty() {
        return Ok(assumed);
    }
    Err(Error::Invalid(faults.into_iter().map(|fault| fault.within("assume")).collect()))
}

/// An answer that says what it assumes.
fn assuming(ranking: Ranking, assumptions: Vec<Assumption>, atlas: &Atlas) -> Ranking {
    let warning = warnings::of_assumptions(&assumptions, |id| name_of(atlas, id));
    let warnings = warning.into_iter().chain(ranking.warnings).collect();
    Ranking { assumptions, warnings, ..ranking }
}

/// What counts as known.
pub(super) struct Known {
    /// Valid time.
    pub(super) as_of: Date,
    /// Institutional links to leave out, as (home, partner).
    pub(super) excluded_links: BTreeSet<(RegionId, RegionId)>,
}

/// Works on a resolved project in the terms of the atlas: the one way from a project to a score,
/// whichever side asks.
pub(super) fn in_context<T>(
    app: &App,
    derived: &Derived,
    resolved: &Resolved,
    known: Known,
    work: impl FnOnce(&Context<'_>) -> T,
) -> T {
    let trade = trade(app, &resolved.project, &resolved.industries);
    let table = &app.definition().input_output;
    let partners = Partners::new(&derived.network, table, &trade, known.as_of);
    let shrinkage = &app.definition().landing_record.shrinkage;
    let outcomes = |home: &RegionId| derived.book.outcomes(home);
    let link_records = LinkRecords::new(&derived.atlas, outcomes, shrinkage, known.as_of);
    let context = Context {
        atlas: &derived.atlas,
        parameters: &app.definition().parameters,
        coverings: derived.atlas.coverings(&trade.production),
        industries: trade.production.clone(),
        partners: partners.as_ref(),
        host: resolved.project.host_city.as_ref().and_then(|id| derived.atlas.find(id)),
        as_of: known.as_of,
        excluded_links: known.excluded_links,
        link_records: Some(&link_records),
    };
    work(&context)
}

/// What of the answer is wanted, and how it is weighed.
struct Scope<'a> {
    level: Level,
    limit: usize,
    weights: Weights,
    advice: Advice,
    assumed: Vec<Assumed>,
    stop: Stop<'a>,
}

/// The places of a level that are candidates; the others lie in the host city, outside of the targets.
pub(super) fn candidates(
    context: &Context<'_>,
    project: &ProjectProfile,
    survey: &Survey,
) -> Surveyed {
    let Some(city) = left_city(context, project) else {
        return survey.outside(context.atlas, None);
    };
    survey.outside_but(context.atlas, Some(city), &targets_in_city(context, project, city))
}

/// Whether a place is a candidate.
pub(super) fn is_candidate(context: &Context<'_>, project: &ProjectProfile, place: usize) -> bool {
    let atlas = context.atlas;
    let is_target = |city| {
        let targets = targets_in_city(context, project, city);
        targets.into_iter().any(|target| atlas.is_within(place, target))
    };
    !left_city(context, project)
        .is_some_and(|city| atlas.is_within(place, city) && !is_target(city))
}

/// The targets within the city that a project leaves: whoever names 涪陵 in 重庆 means it. The whole
/// city is meant only where nothing outside of it is a target too, for an area such as 长三角 has the
/// city among its regions.
fn targets_in_city(context: &Context<'_>, project: &ProjectProfile, city: usize) -> Vec<usize> {
    let atlas = context.atlas;
    let targets = || project.target_regions.iter().filter_map(|id| atlas.find(id));
    let all_inside = targets().all(|target| atlas.is_within(target, city));
    targets()
        .filter(|target| atlas.is_within(*target, city) && (*target != city || all_inside))
        .collect()
}

/// The city that a project leaves: it does not relocate to within its host city, unless it accepts
/// to stay.
fn left_city(context: &Context<'_>, project: &ProjectProfile) -> Option<usize> {
    context.host_prefecture().filter(|_| project.accepts.stay != Some(true))
}

fn answer(
    app: &App,
    derived: &Derived,
    resolved: &Resolved,
    context: &Context<'_>,
    scope: Scope<'_>,
) -> Result<Ranking, Error> {
    let criteria = &app.definition().criteria;
    let Scope { level, stop, .. } = scope;
    let survey = derived.survey(level);
    let candidates = candidates(context, &resolved.project, survey);
    let (project, weights) = (&resolved.project, &scope.weights);
    let inquiry = Inquiry { context, project, weights, stop };
    let ranked = survey.rank_assuming(&inquiry, &candidates, scope.limit, &scope.assumed);
    let counts = count(&ranked, &candidates);
    let unchecked = unchecked(&ranked);
    let summary = |id: &RegionId| summarise(&derived.atlas, id, scope.level);
    let explainer = Explainer {
        atlas: &derived.atlas,
        criteria,
        level: scope.level,
        adviser: adviser(app, resolved, context, scope.advice)?,
    };
    // What is said of a candidate takes longer than a tile of scores.
    let candidates = ranked.candidates.into_iter().take_while(|_| !stop.is_asked()).enumerate();
    let explain = |(position, (candidate, standing))| match scope.advice {
        Advice::Given | Advice::Omitted => explainer.explain(position + 1, candidate, standing),
        Advice::Wordless => explainer.wordless(position + 1, candidate, standing),
    };
    let candidates: Vec<RankedCandidate> = candidates.map(explain).collect();
    let refused_regions = |refusals: Vec<Refusal>| {
        let named = refusals.into_iter();
        named.map(|refusal| RefusedRegion { region: summary(&refusal.region), refusal }).collect()
    };
    drop(explainer);
    // A stored project that cannot be read says nothing of regions.
    let kinds = [DocumentKind::Regions, DocumentKind::Outcomes, DocumentKind::Commitments];
    let mut warnings: Vec<Text> =
        warnings::of_industries(&resolved.industries).into_iter().collect();
    warnings.extend(derived.damage.warning(&kinds, &derived.atlas));
    warnings.extend(warnings::of_ranking(&resolved.project, &counts, &unchecked));
    let shown = candidates.iter().map(|ranked| &ranked.candidate);
    warnings.extend(warnings::of_evidence(shown));
    Ok(Ranking {
        warnings,
        project: resolved.project.clone(),
        understood: resolved.understood.clone(),
        industries: resolved.industries.clone(),
        generation: derived.generation,
        definition: app.definition_hash().to_owned(),
        as_of: context.as_of,
        level: scope.level,
        weights: scope.weights,
        preset: resolved.preset.clone(),
        assumptions: Vec::new(),
        candidates,
        following: ranked.following,
        firmness: None,
        informative: ranked
            .informative
            .into_iter()
            .map(|i| InformativeFigure {
                region: summary(&i.region),
                criterion: i.criterion,
                top_share: i.top_share,
                orders: i.orders,
            })
            .collect(),
        near_misses: refused_regions(ranked.near_misses),
        refused: refused_regions(ranked.refused),
        counts,
    })
}

/// What the advice on all candidates has in common, if any is asked for.
pub(super) fn adviser<'a>(
    app: &App,
    resolved: &'a Resolved,
    context: &'a Context<'a>,
    wanted: Advice,
) -> Result<Option<AdviceQuestion<'a>>, Error> {
    let codes: Vec<IndustryCode> =
        resolved.industries.iter().map(|coded| coded.industry.clone()).collect();
    match wanted {
        Advice::Omitted | Advice::Wordless => Ok(None),
        Advice::Given => {
            let question =
                AdviceQuestion::new(app.definition(), context, &resolved.project, &codes)?;
            Ok(Some(question))
        }
    }
}

/// The gates that are unknown for every candidate that is shown.
fn unchecked(ranked: &Ranked) -> BTreeSet<&'static str> {
    let unknown = |candidate: &Candidate| -> BTreeSet<&'static str> {
        let gates = candidate.gates.iter().filter(|gate| gate.status == GateStatus::Unknown);
        gates.map(|gate| gate.gate).collect()
    };
    let each = ranked.candidates.iter().map(|(candidate, _)| unknown(candidate));
    each.reduce(|all, next| all.intersection(&next).copied().collect()).unwrap_or_default()
}

fn count(ranked: &Ranked, candidates: &Surveyed) -> Counts {
    Counts {
        regions: candidates.len() + candidates.left_out,
        in_host_city: candidates.left_out,
        refused: ranked.refusals.all(),
        near_misses: ranked.refusals.near_misses,
        ranked: ranked.ranked,
        returned: ranked.candidates.len(),
        refused_by_gate: ranked.refusals.by_gate.clone(),
    }
}

/// Refuses a limit that is out of range.
pub(super) fn check_limit(limit: usize) -> Result<(), Error> {
    if (1..=LIMIT_MAX).contains(&limit) {
        return Ok(());
    }
    Err(Invalid::new("limit", limit, &format!("between 1 and {LIMIT_MAX}")).into())
}

/// What is shown of a region; an unknown identifier is shown bare.
pub(super) fn summarise(atlas: &Atlas, id: &RegionId, level: Level) -> RegionSummary {
    let place = atlas.find(id);
    let above = place.map_or(&[][..], |place| atlas.ancestors(place));
    RegionSummary {
        id: id.clone(),
        name: name_of(atlas, id),
        level,
        ancestors: above.iter().map(|&place| atlas.profile(place).id.clone()).collect(),
        ancestor_names: above.iter().map(|&place| atlas.profile(place).name.clone()).collect(),
        location: place.and_then(|place| atlas.profile(place).location),
    }
}

/// The names of a region; none if it is unknown.
pub(super) fn name_of(atlas: &Atlas, id: &RegionId) -> Text {
    atlas.find(id).map(|place| atlas.profile(place).name.clone()).unwrap_or_default()
}
