//! A ranking is its explanation: a total is the sum of its contributions, computed nowhere else.

use std::{
    cmp::Reverse,
    iter::Sum,
    ops::{Add, Sub},
};

pub use super::{
    age::Age,
    measure::{Detail, LandingsCounted, Measure, MissingPartner, PartnersNear},
};
use super::{
    criterion::{CriterionId, Utility},
    id::RegionId,
};

/// Millionths of a full score. Integers, so that parts add up to the total exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Points(i64);

impl Points {
    /// A full score.
    pub const WHOLE: Points = Points(1_000_000);
    /// No score.
    pub const ZERO: Points = Points(0);

    /// So many millionths.
    pub fn new(millionths: i64) -> Points {
        Points(millionths)
    }

    /// The number of millionths.
    pub fn get(self) -> i64 {
        self.0
    }

    /// The part of a weight that a utility earns: round-half-even(weight × utility).
    #[must_use]
    pub fn earned(self, utility: Utility) -> Points {
        #[expect(clippy::cast_precision_loss, reason = "a weight is at most a million")]
        let exact = self.0 as f64 * utility.get();
        #[expect(clippy::cast_possible_truncation, reason = "at most a million")]
        let rounded = exact.round_ties_even() as i64;
        Points(rounded)
    }
}

impl Add for Points {
    type Output = Points;

    fn add(self, other: Points) -> Points {
        Points(self.0 + other.0)
    }
}

impl Sub for Points {
    type Output = Points;

    fn sub(self, other: Points) -> Points {
        Points(self.0 - other.0)
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Points>>(points: I) -> Points {
        points.fold(Points::ZERO, Add::add)
    }
}

/// What one criterion adds to a candidate's total.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// Which.
    pub criterion: CriterionId,
    /// The measure; `None` if unknown.
    pub measure: Option<Measure>,
    /// The utility of the measure, or the reference median where it is unknown.
    pub utility: Utility,
    /// The weight of the criterion.
    pub weight: Points,
    /// What it adds: round-half-even(weight × utility).
    pub points: Points,
}

impl Contribution {
    /// Computes the points of a known or unknown measure.
    pub fn new(
        criterion: CriterionId,
        measure: Option<Measure>,
        utility: Utility,
        weight: Points,
    ) -> Contribution {
        Contribution { criterion, measure, utility, weight, points: weight.earned(utility) }
    }

    /// Whether the measure is known.
    pub fn is_known(&self) -> bool {
        self.measure.is_some()
    }
}

/// The totals between which a candidate lies whatever its unknown measures are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Every unknown at its worst.
    pub low: Points,
    /// Every unknown at its best.
    pub high: Points,
}

/// What a score knows of a contribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The weight of the criterion.
    pub weight: Points,
    /// What it adds.
    pub points: Points,
    /// Whether the measure is known.
    pub is_known: bool,
}

/// A total and the bounds between which it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Score {
    /// The sum of the parts.
    pub total: Points,
    /// What it would be with every unknown measure at its worst and at its best.
    pub bounds: Bounds,
}

impl Score {
    /// Adds up parts. The one other code that does, `scoring::kernel::sums`, is held to this one.
    pub fn of(parts: impl Iterator<Item = Part>) -> Score {
        let [mut total, mut low, mut open] = [Points::ZERO; 3];
        for part in parts {
            total = total + part.points;
            if part.is_known {
                low = low + part.points;
            } else {
                open = open + part.weight;
            }
        }
        Score { total, bounds: Bounds { low, high: low + open } }
    }

    /// The order of scores: points, then lower bound; the identifier decides between equals.
    pub fn order(self) -> (Reverse<Points>, Reverse<Points>) {
        (Reverse(self.total), Reverse(self.bounds.low))
    }
}

/// Whether a candidate can be first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Its worst total is above every other's best.
    CertainlyFirst,
    /// Its best total reaches every other's worst.
    PossiblyFirst,
    /// Another is better whatever the unknowns are.
    Behind,
}

/// A condition that must hold between a project and a region.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    /// Its identifier: `land`, `land_price`, `travel`, `capex_per_mu` …
    pub gate: &'static str,
    /// Whether it holds; a gate with an unknown figure never refuses.
    pub status: GateStatus,
    /// What is required, with its unit.
    pub required: String,
    /// What is found, with its unit; `None` if unknown.
    pub actual: Option<String>,
    /// The room to the bound as a share of it, (actual − required) / required, with the sign turned
    /// for an upper bound: negative where the gate fails. `None` where no number stands, or the
    /// bound is not above zero.
    pub margin: Option<f64>,
    /// Where the region's side was published: its bar for the project, or what it offers; `None`
    /// where nothing published stands behind the gate.
    pub source: Option<GateSource>,
}

/// Where the region's side of a gate was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateSource {
    /// The citation; `None` if the figure names no source.
    pub citation: Option<String>,
    /// The period or date as published; `None` if unknown.
    pub as_of: Option<String>,
    /// The region that it was published for.
    pub from: RegionId,
}

/// Whether a gate holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GateStatus {
    /// It holds.
    Pass,
    /// It does not hold.
    Fail,
    /// A figure is missing: to confirm.
    Unknown,
}

/// A candidate and its score; the total is the sum of the contributions.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Which region.
    pub region: RegionId,
    /// One per criterion of positive weight, in the order of the criteria.
    pub contributions: Vec<Contribution>,
    /// The gates that were checked; in a ranking none of them failed.
    pub gates: Vec<Gate>,
}

impl Candidate {
    /// Its score.
    pub fn score(&self) -> Score {
        Score::of(self.contributions.iter().map(|contribution| Part {
            weight: contribution.weight,
            points: contribution.points,
            is_known: contribution.is_known(),
        }))
    }

    /// The sum of the contributions.
    pub fn total(&self) -> Points {
        self.score().total
    }

    /// What the total would be with every unknown measure at its worst and at its best.
    pub fn bounds(&self) -> Bounds {
        self.score().bounds
    }

    /// The total order of candidates: points, then lower bound, then identifier.
    pub fn order(&self) -> (Reverse<Points>, Reverse<Points>, &RegionId) {
        let (total, low) = self.score().order();
        (total, low, &self.region)
    }
}

/// A region that at least one gate refuses.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// Which region.
    pub region: RegionId,
    /// Its failed gates.
    pub gates: Vec<Gate>,
    /// How many gates were checked: passed, failed or unknown.
    pub checked: usize,
    /// How many of them are unknown, and might fail too.
    pub unknown: usize,
}

impl Refusal {
    /// Whether the region fails by little: one gate, with a number, by at most a fifth.
    pub fn is_near_miss(&self) -> bool {
        matches!(self.gates.as_slice(), [gate] if gate.margin.is_some_and(is_near))
    }

    /// By how much the region fails: the margin of the gate that is missed most, at most 0; `None`
    /// where no failed gate has a number.
    pub fn margin(&self) -> Option<f64> {
        self.gates.iter().filter_map(|gate| gate.margin).reduce(f64::min)
    }
}

/// Whether a gate that fails by this margin fails by little.
pub fn is_near(margin: f64) -> bool {
    const NEAR_MARGIN: f64 = -0.2;
    NEAR_MARGIN <= margin
}
