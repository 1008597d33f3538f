//! The fast way to the same ranking.
//!
//! A question reads a few facts of each of thousands of places, and most of them are the same for
//! many places or for every question: the wage of a prefecture, the area of a park on a day, the way
//! to a city. A survey knows which, finds each once, and leaves the words to the few that are shown.
//! What it finds comes from the same functions as in `rank::rank`, so that order, points
//! and counts are the same to the last digit; only the way there is shorter.

/// Utilities of a criterion, place by place.
mod column;
/// What is the same for every question of a day.
mod day;
/// Who is refused.
mod refused;
/// What is added up, as numbers.
mod matrix;
/// Where every place stands.
mod stand;
/// Measures that are assumed.
mod assumed;

use std::{
    cmp::Ordering,
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use super::{
    atlas::Atlas,
    context::Context,
    gate::{self, GateGroups},
    grouping::Grouping,
    kernel::{Instructions, Sums, sums},
    rank::{self, Explained, Method, Position, Ranked, Refusals},
};
use crate::{
    domain::{
        criterion::{Criterion, CriterionId, Weights},
        limits::{REFUSED_NAMED_MAX, SURVEY_DAYS_MAX},
        matching::{Bounds, Points, Refusal, Score, is_near},
        outline::{Outline, OutlinePart},
        project::ProjectProfile,
        region::Level,
        stop::Stop,
    },
    industry::divisions::Divisions,
};
pub use assumed::Assumed;
use column::Column;
use day::Day;
pub use matrix::{Matrix, MatrixColumn};
use refused::Refused;
pub use stand::Stand;

/// What a ranking needs of the places of a level, drawn up once for all questions.
pub struct Survey {
    level: Level,
    criteria: Vec<Criterion>,
    /// In identifier order.
    places: Vec<usize>,
    /// By the prefecture in which they lie, or by themselves above the prefectures.
    around: Grouping,
    /// By the institutional links that count for them.
    linked: Grouping,
    /// Parks that declare and are not measured, by the period of what they declare.
    declaring: Grouping,
    /// By position: the divisions that a place declares, where that alone tells how it is
    /// specialised.
    told: Vec<Option<Divisions>>,
    gates: GateGroups,
    days: Mutex<VecDeque<Arc<Day>>>,
    /// On which points are added up; the sums are the same on all.
    instructions: Instructions,
}

/// The places that are candidates, by their positions in a survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surveyed {
    /// Rising.
    positions: Vec<usize>,
    /// How many places of the level are none.
    pub left_out: usize,
}

impl Surveyed {
    /// How many candidates there are.
    pub fn len(&self) -> usize {
        self.positions.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.positions.is_empty()
    }
}

/// What is asked of a survey.
#[derive(Clone, Copy)]
pub struct Inquiry<'a> {
    /// What is asked, in the terms of the atlas that was surveyed.
    pub context: &'a Context<'a>,
    /// Who asks.
    pub project: &'a ProjectProfile,
    /// The normalised weights.
    pub weights: &'a Weights,
    /// Whether to give up.
    pub stop: Stop<'a>,
}

impl Survey {
    /// Surveys the places of a level, to be scored on the scales of these criteria. All inquiries
    /// must be of this atlas and of the same parameters.
    pub fn new(atlas: &Atlas, criteria: &[Criterion], level: Level) -> Survey {
        let places: Vec<usize> = atlas.at_level(level).collect();
        let prefecture = |place| atlas.at_or_above(place, Level::Prefecture).unwrap_or(place);
        Survey {
            level,
            criteria: criteria.to_vec(),
            around: Grouping::by(&places, prefecture),
            linked: Grouping::by(&places, |place| column::homes(atlas, place)),
            declaring: Grouping::by(&places, |place| column::declared_period(atlas, place)),
            told: places.iter().map(|place| column::told(atlas, *place)).collect(),
            gates: GateGroups::new(atlas, &places),
            places,
            days: Mutex::default(),
            instructions: Instructions::widest(),
        }
    }

    /// All places but those within `host`.
    pub fn outside(&self, atlas: &Atlas, host: Option<usize>) -> Surveyed {
        self.outside_but(atlas, host, &[])
    }

    /// All places but those within `host`; of these, those within one of `kept` all the same.
    pub fn outside_but(&self, atlas: &Atlas, host: Option<usize>, kept: &[usize]) -> Surveyed {
        let mut is_inside = vec![false; atlas.len()];
        for place in host.into_iter().flat_map(|host| within(atlas, host)) {
            is_inside[place] = true;
        }
        for place in kept.iter().flat_map(|kept| within(atlas, *kept)) {
            is_inside[place] = false;
        }
        let all = 0..self.places.len();
        let positions: Vec<usize> =
            all.filter(|position| !is_inside[self.places[*position]]).collect();
        let left_out = self.places.len() - positions.len();
        Surveyed { positions, left_out }
    }

    /// The places of candidates, in identifier order.
    pub fn places<'a>(&'a self, candidates: &'a Surveyed) -> impl Iterator<Item = usize> + 'a {
        candidates.positions.iter().map(|position| self.places[*position])
    }

    /// Gates and ranks candidates as [`rank::rank`] does.
    pub fn rank(&self, inquiry: &Inquiry<'_>, candidates: &Surveyed, limit: usize) -> Ranked {
        self.rank_assuming(inquiry, candidates, limit, &[])
    }

    /// The same with some measures assumed.
    pub fn rank_assuming(
        &self,
        inquiry: &Inquiry<'_>,
        candidates: &Surveyed,
        limit: usize,
        assumed: &[Assumed],
    ) -> Ranked {
        let Inquiry { context, project, weights, stop } = *inquiry;
        let method = self.method(weights, stop);
        let day = self.day(context, &method);
        let refused = Refused::find(self, inquiry, &day, &candidates.positions);
        let Some(scored) = self.score((inquiry, assumed), &day, &refused, candidates) else {
            return Ranked::default();
        };
        let place = |at: usize| self.places[scored.positions[at]];
        let explained = (0..scored.positions.len().min(limit)).map(|at| {
            let candidate = rank::candidate(context, project, &method, place(at));
            assumed::applied(candidate, place(at), &method, assumed)
        });
        let best: Vec<_> = stop.until(explained).collect();
        let following = (best.len()..scored.positions.len()).map(|at| Outline {
            region: context.atlas.profile(place(at)).id.clone(),
            parts: scored.parts(scored.positions[at]).collect(),
        });
        debug_assert!(best.iter().zip(&scored.scores).all(|(best, score)| best.score() == *score));
        let Explained { candidates, following, informative } =
            rank::explained(best, following, &scored.scores);
        let (near_misses, others) = refused.split();
        let named = |positions: &[usize]| -> Vec<Refusal> {
            let named = positions.iter().take(REFUSED_NAMED_MAX).map(|at| self.places[*at]);
            named.map(|at| rank::refusal(context, at, gate::check(context, project, at))).collect()
        };
        Ranked {
            candidates,
            following,
            near_misses: named(&near_misses),
            refused: named(&others),
            refusals: Refusals {
                near_misses: near_misses.len(),
                others: others.len(),
                by_gate: refused.by_gate(),
            },
            ranked: scored.positions.len(),
            informative,
        }
    }

    /// Where `place` stands among the candidates, as [`rank::position`] says.
    pub fn position(
        &self,
        inquiry: &Inquiry<'_>,
        candidates: &Surveyed,
        place: usize,
    ) -> Option<Position> {
        let method = self.method(inquiry.weights, inquiry.stop);
        let day = self.day(inquiry.context, &method);
        let refused = Refused::find(self, inquiry, &day, &candidates.positions);
        let scored = self.score((inquiry, &[]), &day, &refused, candidates)?;
        let at = scored.positions.iter().position(|at| self.places[*at] == place)?;
        Some(Position { rank: at + 1, of: scored.positions.len() })
    }

    fn method<'a>(&'a self, weights: &'a Weights, stop: Stop<'a>) -> Method<'a> {
        Method { criteria: &self.criteria, weights, level: self.level, stop }
    }

    /// What is the same for every question of the day, drawn up where it is not at hand.
    fn day(&self, context: &Context<'_>, method: &Method<'_>) -> Arc<Day> {
        let known =
            |days: &VecDeque<Arc<Day>>| days.iter().find(|day| day.as_of == context.as_of).cloned();
        let lock = || self.days.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(day) = known(&lock()) {
            return day;
        }
        let day = Arc::new(Day::new(context, method, &self.places));
        let mut days = lock();
        if let Some(day) = known(&days) {
            return day;
        }
        days.truncate(SURVEY_DAYS_MAX - 1);
        days.push_front(day.clone());
        day
    }

    /// Scores those that are admitted, the best first; `None` if it was given up.
    fn score(
        &self,
        (inquiry, assumed): (&Inquiry<'_>, &[Assumed]),
        day: &Day,
        refused: &Refused,
        candidates: &Surveyed,
    ) -> Option<Scored> {
        let method = self.method(inquiry.weights, inquiry.stop);
        let weighed: Vec<(CriterionId, Points)> = rank::weighed(&method).collect();
        let mut columns = Vec::new();
        for (criterion, weight) in weighed {
            let column = self.column(criterion, inquiry, &method, day);
            columns.push((criterion, weight, column));
            if inquiry.stop.is_asked() {
                return None;
            }
        }
        self.assume(&method, assumed, &mut columns);
        let weighed: Vec<_> = columns.iter().map(|(_, weight, it)| it.weighed(*weight)).collect();
        let sums = sums(self.places.len(), &weighed, self.instructions);
        let admitted = candidates.positions.iter().filter(|at| !refused.refuses(**at));
        let mut ordered: Vec<u64> = admitted.map(|at| order(&sums, *at)).collect();
        ordered.sort_unstable();
        let positions: Vec<usize> = ordered.into_iter().map(ordered_position).collect();
        let scores = positions.iter().map(|at| score(&sums, *at)).collect();
        Some(Scored { columns, positions, scores })
    }
}

/// The candidates that are admitted, the best first.
struct Scored {
    columns: Vec<(CriterionId, Points, Arc<Column>)>,
    positions: Vec<usize>,
    scores: Vec<Score>,
}

impl Scored {
    fn parts(&self, position: usize) -> impl Iterator<Item = OutlinePart> {
        self.columns.iter().map(move |(criterion, weight, column)| {
            let (utility, is_known) = column.at(position);
            let points = weight.earned(utility);
            OutlinePart { criterion: *criterion, utility, weight: *weight, points, is_known }
        })
    }
}

/// Bits of a position in [`order`].
const POSITION_BITS: u32 = 24;
/// Bits of points in [`order`]: they are at most a million.
const POINTS_BITS: u32 = 20;

/// Rises from the better total to the worse, among equals from the better lower bound, among these
/// by position, which is the order of identifiers: one number, for numbers are sorted fastest.
fn order(sums: &Sums, position: usize) -> u64 {
    debug_assert!(position >> POSITION_BITS == 0, "{position} places");
    let lacking = |points: i32| u64::from((1_u32 << POINTS_BITS) - 1 - points.cast_unsigned());
    let points = lacking(sums.totals[position]) << POINTS_BITS | lacking(sums.lows[position]);
    points << POSITION_BITS | position as u64
}

/// The position that [`order`] was of.
fn ordered_position(order: u64) -> usize {
    (order & ((1 << POSITION_BITS) - 1)) as usize
}

fn score(sums: &Sums, position: usize) -> Score {
    let [total, low, open] = [&sums.totals, &sums.lows, &sums.open]
        .map(|points| Points::new(i64::from(points[position])));
    Score { total, bounds: Bounds { low, high: low + open } }
}

/// A place and all below it.
fn within(atlas: &Atlas, place: usize) -> impl Iterator<Item = usize> + '_ {
    std::iter::once(place).chain(atlas.descendants(place).iter().copied())
}

/// The least margin of a refusal first that is missed by least, then by identifier.
fn nearest(one: (f64, usize), other: (f64, usize)) -> Ordering {
    other.0.total_cmp(&one.0).then(one.1.cmp(&other.1))
}

#[cfg(test)]
mod tests;
