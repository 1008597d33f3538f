//! The other side of a match: what a region asks of a project, and the score that both sides share.

use std::{cmp::Reverse, collections::BTreeMap};

use serde::{Deserialize, Serialize};

use super::{
    criterion::{Scale, Utility, largest_remainder},
    id::{ProjectId, RegionId},
    matching::{Bounds, Candidate, Detail, Points},
    region::Level,
    text::Text,
};

/// What a region weighs of a project. A criterion stands here once the program computes it.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum RegionCriterionId {
    /// How far the project is of an industry that the region declares as leading.
    LeadingFit,
    /// Tax per year and area of land.
    TaxPerMu,
    /// Fixed investment per area of land.
    CapexPerMu,
    /// Output per year and area of land.
    OutputPerMu,
    /// People to employ.
    Jobs,
    /// Energy per output.
    EnergyPerOutput,
}

impl RegionCriterionId {
    /// All criteria, in the order in which they are reported.
    pub const ALL: [RegionCriterionId; 6] = [
        RegionCriterionId::LeadingFit,
        RegionCriterionId::TaxPerMu,
        RegionCriterionId::CapexPerMu,
        RegionCriterionId::OutputPerMu,
        RegionCriterionId::Jobs,
        RegionCriterionId::EnergyPerOutput,
    ];

    /// The identifier in documents.
    pub fn as_str(self) -> &'static str {
        match self {
            RegionCriterionId::LeadingFit => "leading_fit",
            RegionCriterionId::TaxPerMu => "tax_per_mu",
            RegionCriterionId::CapexPerMu => "capex_per_mu",
            RegionCriterionId::OutputPerMu => "output_per_mu",
            RegionCriterionId::Jobs => "jobs",
            RegionCriterionId::EnergyPerOutput => "energy_per_output",
        }
    }

    /// The criterion's place in [`RegionCriterionId::ALL`].
    pub fn position(self) -> usize {
        self as usize
    }
}

/// One criterion of a region: `index/region_criteria.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct RegionCriterion {
    /// Which.
    pub id: RegionCriterionId,
    /// Its name.
    pub title: Text,
    /// The unit of its measure, as `CNY/mu`.
    pub unit: Text,
    /// Its weight before normalisation.
    pub weight: f64,
    /// The source of the measure and of the scale.
    pub source: String,
    /// The scale, the same at every level: a mu is a mu.
    pub scale: Scale,
    /// The utility that stands in where the measure is unknown, by the level of the region.
    pub medians: BTreeMap<Level, Utility>,
}

/// Weights of a region's criteria that sum to exactly a million points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionWeights([Points; RegionCriterionId::ALL.len()]);

impl RegionWeights {
    /// Normalises a weight for every criterion to a million points by largest remainder; `None` if
    /// one is negative or not finite, or all are zero.
    pub fn by_criterion(weight: impl Fn(RegionCriterionId) -> f64) -> Option<RegionWeights> {
        Some(RegionWeights(largest_remainder(RegionCriterionId::ALL.map(weight))?))
    }

    /// The weight of one criterion.
    pub fn of(&self, criterion: RegionCriterionId) -> Points {
        self.0[criterion.position()]
    }

    /// All weights in the order of the criteria.
    pub fn iter(&self) -> impl Iterator<Item = (RegionCriterionId, Points)> + '_ {
        RegionCriterionId::ALL.into_iter().map(|criterion| (criterion, self.of(criterion)))
    }
}

/// A measure of one criterion of a region for one project, with where it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectMeasure {
    /// The physical value in the criterion's unit.
    pub value: f64,
    /// The citation of the figure or of the document that states it; `None` if neither names one.
    pub source: Option<String>,
    /// The period or date of the figure, as published; `None` if it bears none.
    pub as_of: Option<String>,
    /// The place whose declaration counts; `None` where the project itself states the figure.
    pub from: Option<RegionId>,
    /// What the reader should know to read the value: which label.
    pub detail: Option<Detail>,
}

/// What one criterion of a region adds to a project's total.
#[derive(Debug, Clone, PartialEq)]
pub struct RegionContribution {
    /// Which.
    pub criterion: RegionCriterionId,
    /// The measure; `None` if unknown.
    pub measure: Option<ProjectMeasure>,
    /// The utility of the measure, or the frozen median where it is unknown.
    pub utility: Utility,
    /// The weight of the criterion.
    pub weight: Points,
    /// What it adds: round-half-even(weight × utility).
    pub points: Points,
}

impl RegionContribution {
    /// Computes the points of a known or unknown measure.
    pub fn new(
        criterion: RegionCriterionId,
        measure: Option<ProjectMeasure>,
        utility: Utility,
        weight: Points,
    ) -> RegionContribution {
        let points = weight.earned(utility);
        RegionContribution { criterion, measure, utility, weight, points }
    }
}

/// What a project is worth to a region; the total is the sum of the contributions.
#[derive(Debug, Clone, PartialEq)]
pub struct RegionScore {
    /// One per criterion of positive weight, in the order of the criteria.
    pub contributions: Vec<RegionContribution>,
}

impl RegionScore {
    /// The sum of the contributions. No other code computes this total.
    pub fn total(&self) -> Points {
        self.contributions.iter().map(|contribution| contribution.points).sum()
    }

    /// What the total would be with every unknown measure at its worst and at its best.
    pub fn bounds(&self) -> Bounds {
        let part = |contribution: &RegionContribution| match contribution.measure {
            Some(_) => (contribution.points, contribution.points),
            None => (Points::ZERO, contribution.weight),
        };
        let parts: Vec<_> = self.contributions.iter().map(part).collect();
        Bounds {
            low: parts.iter().map(|(low, _)| *low).sum(),
            high: parts.iter().map(|(_, high)| *high).sum(),
        }
    }
}

/// A project and a region that refuse each other by no gate, scored from both sides.
#[derive(Debug, Clone, PartialEq)]
pub struct MutualMatch {
    /// Which project.
    pub project: ProjectId,
    /// How good the region is for the project: exactly what the project's own ranking gives.
    pub project_side: Candidate,
    /// How good the project is for the region.
    pub region_side: RegionScore,
}

impl MutualMatch {
    /// The score that both sides share: [`reciprocal`] of their totals.
    pub fn reciprocal(&self) -> Points {
        reciprocal(self.project_side.total(), self.region_side.total())
    }

    /// The reciprocal score with every unknown measure of both sides at its worst and at its best.
    pub fn bounds(&self) -> Bounds {
        let (project, region) = (self.project_side.bounds(), self.region_side.bounds());
        Bounds {
            low: reciprocal(project.low, region.low),
            high: reciprocal(project.high, region.high),
        }
    }

    /// The total order: reciprocal score, then the region's side, then the project's, then the
    /// identifier.
    pub fn order(&self) -> (Reverse<Points>, Reverse<Points>, Reverse<Points>, &ProjectId) {
        (
            Reverse(self.reciprocal()),
            Reverse(self.region_side.total()),
            Reverse(self.project_side.total()),
            &self.project,
        )
    }
}

/// The harmonic mean of two scores, 2ab / (a + b), rounded half to even; 0 where both are 0.
///
/// It lies nearer to the lower of the two, so that a match counts only as far as both sides want
/// it. Both scores lie between 0 and a million points; a negative one counts as 0.
///
/// Source: L. Pizzato et al., RECON: a reciprocal recommender for online dating, fourth
/// ACM conference on recommender systems, 2010; I. Palomares et al., Reciprocal recommender systems,
/// arXiv:2007.16120.
pub fn reciprocal(one: Points, other: Points) -> Points {
    let (one, other) = (one.get().max(0), other.get().max(0));
    let sum = one + other;
    if sum == 0 {
        return Points::ZERO;
    }
    let doubled = 2 * one * other;
    let (whole, rest) = (doubled / sum, doubled % sum);
    let up = sum < 2 * rest || (2 * rest == sum && whole % 2 == 1);
    Points::new(whole + i64::from(up))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(one: i64, other: i64) -> i64 {
        reciprocal(Points::new(one), Points::new(other)).get()
    }

    #[test]
    fn the_harmonic_mean_is_rounded_half_to_even() {
        let cases = [
            (0, 0, 0),                         // by definition
            (0, 1_000_000, 0),                 // one side does not want it at all
            (1_000_000, 1_000_000, 1_000_000), // full on both sides
            (600_000, 300_000, 400_000),       // 2·6·3 / 9 = 4
            (500_000, 1_000_000, 666_667),     // 2/3, rounded up
            (1, 3, 2),                         // 6/4 = 1.5, to the even 2
            (3, 15, 5),                        // 90/18
            (3, 5, 4),                         // 30/8 = 3.75
            (9, 3, 4),                         // 54/12 = 4.5, to the even 4
            (-1, 5, 0),                        // never below 0
        ];
        for (one, other, expected) in cases {
            assert_eq!(of(one, other), expected, "{one} and {other}");
        }
    }

    proptest! {
        #[test]
        fn the_reciprocal_score_is_symmetric_and_between_its_sides(
            one in 0i64..=1_000_000, other in 0i64..=1_000_000,
        ) {
            let score = of(one, other);
            prop_assert_eq!(score, of(other, one));
            prop_assert!(one.min(other) <= score || score == 0 && one.min(other) == 0);
            prop_assert!(score <= one.max(other));
            // Harmonic below arithmetic, but for the rounding.
            prop_assert!(2 * score <= one + other + 1);
        }

        #[test]
        fn more_on_either_side_never_lowers_it(
            one in 0i64..1_000_000, other in 0i64..=1_000_000, more in 1i64..1_000,
        ) {
            prop_assert!(of(one, other) <= of(one + more, other));
        }

        #[test]
        fn equal_sides_give_their_own_score(side in 0i64..=1_000_000) {
            prop_assert_eq!(of(side, side), side);
        }

        #[test]
        fn weights_of_a_region_sum_to_a_million(weights in prop::array::uniform6(0.0..1e6)) {
            prop_assume!(weights.iter().any(|weight| 0.0 < *weight));
            let normalised = RegionWeights::by_criterion(|id| weights[id.position()]).unwrap();
            let sum: i64 = normalised.iter().map(|(_, points)| points.get()).sum();
            prop_assert_eq!(sum, 1_000_000);
        }
    }
}
