use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::civil::Date;

use super::{
    App, Error,
    app::{self, Derived},
    code_text::CodedIndustry,
    rationale::{self, Rationale},
    resolve::{Resolved, fetch, resolve, trade, weights},
    warnings,
};
use crate::{
    domain::{
        code::IndustryCode,
        criterion::{CriterionId, Weights},
        figure::Figure,
        geography::Coordinates,
        id::{ProjectId, RegionId},
        invalid::Invalid,
        limits::{LIMIT_MAX, REFUSED_NAMED_MAX},
        matching::{Candidate, GateStatus, Refusal, Standing},
        project::{ProjectProfile, Requirement},
        region::Level,
        text::Text,
        unit::{AreaUnit, MoneyUnit, PowerUnit},
    },
    scoring::{
        atlas::Atlas,
        context::Context,
        rank::{self, Method, Ranked},
        supply_chain::Partners,
    },
};

/// What is asked: who, on which level, how many, as of when.
#[derive(Debug, Clone)]
pub struct Question {
    /// The project.
    pub subject: Subject,
    /// Corrections and wishes that stand above what the subject says.
    pub wishes: Wishes,
    /// The level of the regions that are ranked.
    pub level: Level,
    /// How many candidates to return, 1 to 100.
    pub limit: usize,
    /// Valid time: figures, links and policies of a later day are not known.
    pub as_of: Date,
    /// Institutional links to leave out, as (home, partner): a judgment's own.
    pub excluded_links: Vec<(RegionId, RegionId)>,
}

/// The project of a question.
#[derive(Debug, Clone)]
pub enum Subject {
    /// Plain words in Chinese or English.
    Text(String),
    /// A profile.
    Profile(Box<ProjectProfile>),
    /// A stored profile.
    Stored(ProjectId),
}

/// Corrections and wishes; what is absent or empty changes nothing.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// Where the project is incubated.
    pub host_city: Option<RegionId>,
    /// The production industries.
    pub industries: Vec<IndustryCode>,
    /// Land needed.
    pub land: Option<Figure<AreaUnit>>,
    /// Power needed.
    pub power: Option<Figure<PowerUnit>>,
    /// Fixed investment.
    pub capex: Option<Figure<MoneyUnit>>,
    /// The longest acceptable travel to the host city.
    pub travel_minutes_max: Option<u32>,
    /// The provinces or other regions within which to look.
    pub target_regions: BTreeSet<RegionId>,
    /// What a region must have.
    pub must_have: BTreeSet<Requirement>,
    /// Regions that are out of the question.
    pub must_not: BTreeSet<RegionId>,
    /// Weights by criterion: absent is the default, 0 drops.
    pub weights: BTreeMap<CriterionId, f64>,
    /// Whether the host city itself is a candidate.
    pub stay: Option<bool>,
}

/// An answered question.
#[derive(Debug, Clone)]
pub struct Ranking {
    /// The project as it was understood.
    pub project: ProjectProfile,
    /// What was read from the words, the profile and the wishes.
    pub understood: Vec<Understood>,
    /// The production industries.
    pub industries: Vec<CodedIndustry>,
    /// The store's generation.
    pub generation: u64,
    /// The hash of the definition.
    pub definition: String,
    /// Valid time.
    pub as_of: Date,
    /// The level of the candidates.
    pub level: Level,
    /// The normalised weights; their sum is a million points.
    pub weights: Weights,
    /// The best first.
    pub candidates: Vec<RankedCandidate>,
    /// Refused by little, the nearest first.
    pub near_misses: Vec<RefusedRegion>,
    /// Refused, by identifier; at most `limits::REFUSED_NAMED_MAX` are named.
    pub refused: Vec<RefusedRegion>,
    /// The unknown figures of the candidates that could change the order most.
    pub informative: Vec<InformativeFigure>,
    /// How many of what.
    pub counts: Counts,
    /// What the reader should mind about the whole answer.
    pub warnings: Vec<Text>,
}

/// One thing that was understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Understood {
    /// `land`, `power`, `capex`, `host_city`, `target_region`, `must_have` …
    pub what: &'static str,
    /// The value as text: a decimal, a region id, a word.
    pub value: String,
    /// Its unit, if it has one.
    pub unit: Option<&'static str>,
    /// Where it was read: the words themselves, `profile` or `flag`.
    pub from: String,
}

/// A candidate with its place and its reasons.
#[derive(Debug, Clone)]
pub struct RankedCandidate {
    /// From 1.
    pub rank: usize,
    /// Which region.
    pub region: RegionSummary,
    /// The score: contributions, gates.
    pub candidate: Candidate,
    /// Whether it can be first.
    pub standing: Standing,
    /// The reasons in words.
    pub rationale: Rationale,
    /// What the reader should mind.
    pub warnings: Vec<Text>,
}

/// What is shown of a region.
#[derive(Debug, Clone)]
pub struct RegionSummary {
    /// Its identifier.
    pub id: RegionId,
    /// Its names.
    pub name: Text,
    /// The level on which it was ranked.
    pub level: Level,
    /// The regions above, the nearest first, ending with the country.
    pub ancestors: Vec<RegionId>,
    /// The names of the regions above, in the same order.
    pub ancestor_names: Vec<Text>,
    /// Where it is.
    pub location: Option<Coordinates>,
}

/// A refused region and why.
#[derive(Debug, Clone)]
pub struct RefusedRegion {
    /// Which region.
    pub region: RegionSummary,
    /// The gates that failed, of how many.
    pub refusal: Refusal,
}

/// An unknown figure that is worth asking for.
#[derive(Debug, Clone)]
pub struct InformativeFigure {
    /// The region whose figure it is.
    pub region: RegionSummary,
    /// The criterion that the figure is for.
    pub criterion: CriterionId,
    /// How many pairwise orders of candidates the figure could flip.
    pub orders: usize,
}

/// How many of what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Regions of the level.
    pub regions: usize,
    /// Left out because they lie in the host city.
    pub in_host_city: usize,
    /// Refused by at least one gate.
    pub refused: usize,
    /// Refused by little.
    pub near_misses: usize,
    /// Ranked.
    pub ranked: usize,
    /// Returned.
    pub returned: usize,
    /// Refused, by gate; a region may count under several.
    pub refused_by_gate: BTreeMap<&'static str, usize>,
}

/// Ranks the regions of a level for a project: resolve, gate, score, explain.
///
/// # Errors
/// Invalid values, unknown identifiers, an unavailable store.
pub async fn rank_regions(app: &App, question: Question) -> Result<Ranking, Error> {
    check_limit(question.limit)?;
    let derived = app.derived().await?;
    rank_on(app, derived, question).await
}

/// Ranks on a given state of the data; many questions on one state share it.
pub(super) async fn rank_on(
    app: &App,
    derived: Arc<Derived>,
    question: Question,
) -> Result<Ranking, Error> {
    let Question { subject, wishes, level, limit, as_of, excluded_links } = question;
    let asked = fetch(app, subject).await?;
    let app = app.clone();
    app::blocking(move || {
        let resolved = resolve(&app, &derived, asked, &wishes)?;
        let weights = weights(&app, &resolved.project)?;
        let trade = trade(&app, &resolved.project, &resolved.industries);
        let table = &app.definition().input_output;
        let partners = Partners::new(&derived.network, table, &trade, as_of);
        let context = Context {
            atlas: &derived.atlas,
            parameters: &app.definition().parameters,
            coverings: derived.atlas.coverings(&trade.production),
            industries: trade.production,
            partners: partners.as_ref(),
            host: resolved.project.host_city.as_ref().and_then(|id| derived.atlas.find(id)),
            as_of,
            excluded_links: excluded_links.into_iter().collect(),
        };
        Ok(answer(&app, &derived, resolved, &context, Scope { level, limit, weights }))
    })
    .await?
}

/// What of the answer is wanted, and how it is weighed.
struct Scope {
    level: Level,
    limit: usize,
    weights: Weights,
}

/// The places of a level that are candidates, and how many lie in the host city: a project does
/// not relocate to where it is, unless it accepts to stay.
pub(super) fn candidates(
    context: &Context<'_>,
    project: &ProjectProfile,
    level: Level,
) -> (Vec<usize>, usize) {
    let host = context.host_prefecture().filter(|_| project.accepts.stay != Some(true));
    let in_host = |place: &usize| host.is_some_and(|host| context.atlas.is_within(*place, host));
    let (left_out, places): (Vec<usize>, Vec<usize>) =
        context.atlas.at_level(level).partition(in_host);
    (places, left_out.len())
}

fn answer(
    app: &App,
    derived: &Derived,
    resolved: Resolved,
    context: &Context<'_>,
    scope: Scope,
) -> Ranking {
    let (places, in_host_city) = candidates(context, &resolved.project, scope.level);
    let criteria = &app.definition().criteria;
    let method = Method { criteria, weights: &scope.weights, level: scope.level };
    let ranked = rank::rank(context, &resolved.project, &method, &places, scope.limit);
    let counts = count(&ranked, places.len() + in_host_city, in_host_city);
    let unchecked = unchecked(&ranked);
    let summary = |id: &RegionId| summarise(&derived.atlas, id, scope.level);
    let name = |id: &RegionId| name_of(&derived.atlas, id);
    let candidates = ranked
        .candidates
        .into_iter()
        .enumerate()
        .map(|(position, (candidate, standing))| RankedCandidate {
            rank: position + 1,
            region: summary(&candidate.region),
            rationale: rationale::explain(&candidate, criteria, &name),
            warnings: warnings::of_candidate(&candidate),
            standing,
            candidate,
        })
        .collect();
    let refused_regions = |refusals: Vec<Refusal>| {
        let named = refusals.into_iter().take(REFUSED_NAMED_MAX);
        named.map(|refusal| RefusedRegion { region: summary(&refusal.region), refusal }).collect()
    };
    Ranking {
        warnings: warnings::of_ranking(
            &resolved.project,
            &resolved.industries,
            &counts,
            &unchecked,
        ),
        project: resolved.project,
        understood: resolved.understood,
        industries: resolved.industries,
        generation: derived.generation,
        definition: app.definition_hash().to_owned(),
        as_of: context.as_of,
        level: scope.level,
        weights: scope.weights,
        candidates,
        informative: ranked
            .informative
            .into_iter()
            .map(|i| InformativeFigure {
                region: summary(&i.region),
                criterion: i.criterion,
                orders: i.orders,
            })
            .collect(),
        near_misses: refused_regions(ranked.near_misses),
        refused: refused_regions(ranked.refused),
        counts,
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

fn count(ranked: &Ranked, regions: usize, in_host_city: usize) -> Counts {
    let mut refused_by_gate = BTreeMap::new();
    for gate in ranked.near_misses.iter().chain(&ranked.refused).flat_map(|refusal| &refusal.gates)
    {
        *refused_by_gate.entry(gate.gate).or_default() += 1;
    }
    Counts {
        regions,
        in_host_city,
        refused: ranked.near_misses.len() + ranked.refused.len(),
        near_misses: ranked.near_misses.len(),
        ranked: ranked.ranked,
        returned: ranked.candidates.len(),
        refused_by_gate,
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

fn name_of(atlas: &Atlas, id: &RegionId) -> Text {
    atlas.find(id).map(|place| atlas.profile(place).name.clone()).unwrap_or_default()
}
