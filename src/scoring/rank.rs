use std::{cmp::Ordering, collections::BTreeMap};

use super::{
    access,
    ageing::{age, aged},
    context::Context,
    declared_will,
    found::Found,
    gate,
    information::{Information, most_informative},
    institutional_link, labour_cost, land_availability, land_cost, relatedness, specialisation,
    supply_chain,
};
use crate::domain::{
    criterion::{Criterion, CriterionId, Scale, Utility, Weights},
    limits::{INFORMATIVE_MAX, REFUSED_NAMED_MAX, ROBUSTNESS_FIELD_MAX},
    matching::{Candidate, Contribution, Gate, GateStatus, Part, Points, Refusal, Score, Standing},
    outline::{Outline, OutlinePart},
    project::ProjectProfile,
    region::Level,
    stop::Stop,
};

pub(super) const CRITERIA: usize = CriterionId::ALL.len();

/// How the candidates of a level are scored.
pub struct Method<'a> {
    /// The criteria with their scales, in any order, each once.
    pub criteria: &'a [Criterion],
    /// The normalised weights.
    pub weights: &'a Weights,
    /// The level whose scales apply.
    pub level: Level,
    /// Whether to give up.
    pub stop: Stop<'a>,
}

/// What a ranking found.
#[derive(Debug, Default, PartialEq)]
pub struct Ranked {
    /// The best candidates, the best first, with their explanation.
    pub candidates: Vec<(Candidate, Standing)>,
    /// Those that follow, best first: as many as `limits::ROBUSTNESS_FIELD_MAX` allows of both.
    pub following: Vec<Outline>,
    /// Refused by little, the nearest first; at most `limits::REFUSED_NAMED_MAX` are named.
    pub near_misses: Vec<Refusal>,
    /// The others that were refused, in identifier order; at most `limits::REFUSED_NAMED_MAX` are
    /// named.
    pub refused: Vec<Refusal>,
    /// How many were refused, named or not.
    pub refusals: Refusals,
    /// How many candidates there were, shown or not.
    pub ranked: usize,
    /// The unknown figures of the best that could change the first three.
    pub informative: Vec<Information>,
}

/// How many candidates were refused.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refusals {
    /// By little.
    pub near_misses: usize,
    /// By more.
    pub others: usize,
    /// By gate; a candidate may count under several.
    pub by_gate: BTreeMap<&'static str, usize>,
}

impl Refusals {
    /// All of them.
    pub fn all(&self) -> usize {
        self.near_misses + self.others
    }
}

/// Gates and ranks `places`; the best `limit` are explained.
///
/// The order is by points, then lower bound, then identifier; it depends on nothing but the
/// candidate itself, so that adding or removing another never changes it.
pub fn rank(
    context: &Context<'_>,
    project: &ProjectProfile,
    method: &Method<'_>,
    places: &[usize],
    limit: usize,
) -> Ranked {
    let mut admitted = Vec::new();
    let mut near_misses = Vec::new();
    let mut refused = Vec::new();
    for &place in method.stop.until(places.iter()) {
        let gates = gate::check(context, project, place);
        if is_refused(&gates) {
            let refusal = refusal(context, place, gates);
            let list = if refusal.is_near_miss() { &mut near_misses } else { &mut refused };
            list.push(refusal);
        } else {
            admitted.push((place, gates));
        }
    }
    near_misses.sort_by(nearest);
    let mut by_gate = BTreeMap::new();
    for gate in near_misses.iter().chain(&refused).flat_map(|refusal| &refusal.gates) {
        *by_gate.entry(gate.gate).or_default() += 1;
    }
    let refusals = Refusals { near_misses: near_misses.len(), others: refused.len(), by_gate };
    near_misses.truncate(REFUSED_NAMED_MAX);
    refused.truncate(REFUSED_NAMED_MAX);
    let ranked = admitted.len();
    let Explained { candidates, following, informative } =
        explain(context, method, admitted, limit);
    Ranked { candidates, following, near_misses, refused, refusals, ranked, informative }
}

/// Scores `places` beside each other, also those that a gate refuses: first the admitted ones, then
/// the refused ones, each in the order of a ranking. The totals are those of [`rank`]. A refused
/// place cannot be first, so that it is behind.
pub fn compare(
    context: &Context<'_>,
    project: &ProjectProfile,
    method: &Method<'_>,
    places: &[usize],
) -> Vec<(Candidate, Standing)> {
    let checked = places.iter().map(|&place| (place, gate::check(context, project, place)));
    let fails = |gates: &[Gate]| gates.iter().any(|gate| gate.status == GateStatus::Fail);
    let (refused, admitted): (Vec<_>, Vec<_>) = checked.partition(|(_, gates)| fails(gates));
    let mut candidates = explain(context, method, admitted, places.len()).candidates;
    let refused = explain(context, method, refused, places.len()).candidates;
    candidates.extend(refused.into_iter().map(|(candidate, _)| (candidate, Standing::Behind)));
    candidates
}

/// Where a place stands in a ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// From 1.
    pub rank: usize,
    /// How many are ranked.
    pub of: usize,
}

/// Where `place` stands among `places` in the order of [`rank`]; `None` if it is none of them, or a
/// gate refuses it.
pub fn position(
    context: &Context<'_>,
    project: &ProjectProfile,
    method: &Method<'_>,
    places: &[usize],
    place: usize,
) -> Option<Position> {
    let places = method.stop.until(places.iter());
    let checked = places.map(|&place| (place, gate::check(context, project, place)));
    let admitted = checked.filter(|(_, gates)| !is_refused(gates)).collect();
    let scored = sorted(context, method, admitted);
    let at = scored.iter().position(|one| one.place == place)?;
    Some(Position { rank: at + 1, of: scored.len() })
}

/// Whether a gate fails; one with an unknown figure never refuses.
fn is_refused(gates: &[Gate]) -> bool {
    gates.iter().any(|gate| gate.status == GateStatus::Fail)
}

/// What every criterion finds for a place, trusted less for its age, in the order of [`CriterionId::ALL`].
pub fn find_all<'a>(context: &Context<'a>, place: usize) -> [Option<Found<'a>>; CRITERIA] {
    CriterionId::ALL.map(|criterion| {
        let found = match criterion {
            CriterionId::Specialisation => specialisation::find(context, place),
            CriterionId::Relatedness => relatedness::find(context, place),
            CriterionId::SupplyChain => supply_chain::find(context, place),
            CriterionId::DeclaredWill => declared_will::find(context, place),
            CriterionId::LandAvailability => land_availability::find(context, place),
            CriterionId::LandCost => land_cost::find(context, place),
            CriterionId::LabourCost => labour_cost::find(context, place),
            CriterionId::Access => access::find(context, place),
            CriterionId::InstitutionalLink => institutional_link::find(context, place),
        };
        found.map(|found| aged(context, criterion, found))
    })
}

/// Why a place is refused, by its gates.
pub(super) fn refusal(context: &Context<'_>, place: usize, gates: Vec<Gate>) -> Refusal {
    let of = |status| move |gate: &Gate| gate.status == status;
    let checked = gates.len();
    let unknown = gates.iter().filter(|gate| of(GateStatus::Unknown)(gate)).count();
    let failed = gates.into_iter().filter(of(GateStatus::Fail)).collect();
    let region = context.atlas.profile(place).id.clone();
    Refusal { region, gates: failed, checked, unknown }
}

/// The fewest failed gates first, then those that fail by least, then by identifier.
fn nearest(one: &Refusal, other: &Refusal) -> Ordering {
    let margin = |refusal: &Refusal| refusal.margin().unwrap_or(f64::NEG_INFINITY);
    let by_number = one.gates.len().cmp(&other.gates.len());
    by_number
        .then_with(|| margin(other).total_cmp(&margin(one)))
        .then_with(|| one.region.cmp(&other.region))
}

/// Candidates in order, in words.
pub(super) struct Explained {
    pub(super) candidates: Vec<(Candidate, Standing)>,
    pub(super) following: Vec<Outline>,
    pub(super) informative: Vec<Information>,
}

/// Scores all, explains the best, and names what would be worth learning about them.
fn explain(
    context: &Context<'_>,
    method: &Method<'_>,
    admitted: Vec<(usize, Vec<Gate>)>,
    limit: usize,
) -> Explained {
    let ordered = sorted(context, method, admitted);
    let scores: Vec<Score> = ordered.iter().map(|one| one.score).collect();
    let mut ordered = ordered.into_iter();
    let best = ordered.by_ref().take(limit).map(|one| one.candidate(context, method)).collect();
    let following = ordered.map(|one| one.outline(context, method));
    explained(best, following, &scores)
}

/// What is said of the best, of those that follow as far as they count, and of the scores of all;
/// each in order.
pub(super) fn explained(
    best: Vec<Candidate>,
    following: impl Iterator<Item = Outline>,
    scores: &[Score],
) -> Explained {
    let rivals = Rivals::new(scores);
    let following: Vec<Outline> =
        following.take(ROBUSTNESS_FIELD_MAX.saturating_sub(best.len())).collect();
    let totals: Vec<Points> = scores.iter().map(|score| score.total).collect();
    // Who is not shown may still come to the top.
    let outlines: Vec<Outline> = best.iter().map(Outline::from).collect();
    let field = outlines.iter().chain(&following);
    let informative = most_informative(field, &totals, INFORMATIVE_MAX);
    let standings = scores.iter().enumerate().map(|(place, score)| rivals.standing(place, *score));
    Explained { candidates: best.into_iter().zip(standings).collect(), following, informative }
}

/// A place in words, with all that was found and checked of it.
pub(super) fn candidate(
    context: &Context<'_>,
    project: &ProjectProfile,
    method: &Method<'_>,
    place: usize,
) -> Candidate {
    let found = find_all(context, place);
    let way = || found[CriterionId::Access.position()];
    let gates = gate::check_by(context, project, place, way);
    scored(method, &scales(method), place, (gates, found)).candidate(context, method)
}

/// A candidate before it is put into words: cheap enough to make of every place.
struct Scored<'a> {
    place: usize,
    gates: Vec<Gate>,
    found: [Option<Found<'a>>; CRITERIA],
    /// The utility of each measure, or the reference median, in the order of [`CriterionId::ALL`].
    utilities: [Utility; CRITERIA],
    score: Score,
}

impl Scored<'_> {
    fn candidate(self, context: &Context<'_>, method: &Method<'_>) -> Candidate {
        let contributions = weighed(method).map(|(criterion, weight)| {
            let column = criterion.position();
            let measure = self.found[column]
                .map(|found| found.measure(context.atlas, age(context, criterion, &found)));
            Contribution::new(criterion, measure, self.utilities[column], weight)
        });
        Candidate {
            region: context.atlas.profile(self.place).id.clone(),
            contributions: contributions.collect(),
            gates: self.gates,
        }
    }

    fn outline(self, context: &Context<'_>, method: &Method<'_>) -> Outline {
        let parts = weighed(method).map(|(criterion, weight)| {
            let column = criterion.position();
            let (utility, is_known) = (self.utilities[column], self.found[column].is_some());
            OutlinePart { criterion, utility, weight, points: weight.earned(utility), is_known }
        });
        let region = context.atlas.profile(self.place).id.clone();
        Outline { region, parts: parts.collect() }
    }
}

fn scored<'a>(
    method: &Method<'_>,
    scales: &[Option<(&Scale, Utility)>; CRITERIA],
    place: usize,
    (gates, found): (Vec<Gate>, [Option<Found<'a>>; CRITERIA]),
) -> Scored<'a> {
    let utilities = std::array::from_fn(|column| utility(scales[column], found[column].as_ref()));
    let parts = weighed(method).map(|(criterion, weight)| {
        let column = criterion.position();
        let points = weight.earned(utilities[column]);
        Part { weight, points, is_known: found[column].is_some() }
    });
    Scored { place, gates, score: Score::of(parts), found, utilities }
}

/// Scores all, the best first.
fn sorted<'a>(
    context: &Context<'a>,
    method: &Method<'_>,
    admitted: Vec<(usize, Vec<Gate>)>,
) -> Vec<Scored<'a>> {
    let scales = scales(method);
    let score = |(place, gates)| scored(method, &scales, place, (gates, find_all(context, place)));
    let admitted = method.stop.until(admitted.into_iter());
    let mut scored: Vec<Scored<'a>> = admitted.map(score).collect();
    scored.sort_by(|one, other| {
        let region = |scored: &Scored<'_>| &context.atlas.profile(scored.place).id;
        one.score.order().cmp(&other.score.order()).then_with(|| region(one).cmp(region(other)))
    });
    scored
}

/// The criteria that count, with their weights.
pub(super) fn weighed<'a>(
    method: &Method<'a>,
) -> impl Iterator<Item = (CriterionId, Points)> + use<'a> {
    method.weights.iter().filter(|(_, weight)| Points::ZERO < *weight)
}

/// The scale and the reference median of each criterion on the level, in the order of
/// [`CriterionId::ALL`]; `None` where the definition has none.
pub(super) fn scales<'a>(method: &Method<'a>) -> [Option<(&'a Scale, Utility)>; CRITERIA] {
    CriterionId::ALL.map(|id| {
        let criterion = method.criteria.iter().find(|criterion| criterion.id == id)?;
        let scale = criterion.scales.get(&method.level)?;
        Some((scale, *criterion.medians.get(&method.level)?))
    })
}

/// The utility of what was found, or the median of the reference set where it is unknown.
pub(super) fn utility(scale: Option<(&Scale, Utility)>, found: Option<&Found<'_>>) -> Utility {
    let Some((scale, median)) = scale else { return Utility::default() };
    let Some(found) = found else { return median };
    let otherwise = found.otherwise().map_or(median, |value| scale.utility(value));
    trusted(scale, otherwise, found.trust, found.value)
}

/// The utility of a measure, moved by the share that the measure is trusted from the utility of
/// what stands in otherwise: the median, mostly.
pub(super) fn trusted(scale: &Scale, otherwise: Utility, trust: f64, measure: f64) -> Utility {
    let own = scale.utility(measure).get();
    let moved = (otherwise.get() + trust * (own - otherwise.get())).clamp(0.0, 1.0);
    Utility::new(moved).unwrap_or(otherwise)
}

/// The two best highs and lows of all candidates, so that each is compared with the best of the
/// others.
struct Rivals {
    highs: [Option<(usize, Points)>; 2],
    lows: [Option<(usize, Points)>; 2],
}

impl Rivals {
    fn new(scores: &[Score]) -> Rivals {
        Rivals {
            highs: best_two(scores.iter().map(|score| score.bounds.high)),
            lows: best_two(scores.iter().map(|score| score.bounds.low)),
        }
    }

    fn standing(&self, position: usize, score: Score) -> Standing {
        let of_others = |best: &[Option<(usize, Points)>; 2]| {
            best.iter().flatten().find(|(other, _)| *other != position).map(|(_, points)| *points)
        };
        let bounds = score.bounds;
        if of_others(&self.highs).is_none_or(|high| high < bounds.low) {
            Standing::CertainlyFirst
        } else if of_others(&self.lows).is_none_or(|low| low <= bounds.high) {
            Standing::PossiblyFirst
        } else {
            Standing::Behind
        }
    }
}

fn best_two(values: impl Iterator<Item = Points>) -> [Option<(usize, Points)>; 2] {
    let mut best: [Option<(usize, Points)>; 2] = [None, None];
    for entry in values.enumerate() {
        let beats = |slot: Option<(usize, Points)>| slot.is_none_or(|(_, points)| points < entry.1);
        if beats(best[0]) {
            best = [Some(entry), best[0]];
        } else if beats(best[1]) {
            best[1] = Some(entry);
        }
    }
    best
}
