use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{matching::Points, region::Level, text::Text};

/// What is weighed. A criterion stands here once the program computes it.
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
pub enum CriterionId {
    /// How far the region declares the project's industry as leading, or is specialised in it.
    Specialisation,
    /// How related the industries around the region are to the project's.
    Relatedness,
    /// How much of what production buys and sells has a partner near.
    SupplyChain,
    /// How often the places around the region declare the project's field.
    DeclaredWill,
    /// Land against need.
    LandAvailability,
    /// Price of industrial land.
    LandCost,
    /// Wages.
    LabourCost,
    /// Travel to the host city.
    Access,
    /// Enclaves, joint parks and pairings with the host city.
    InstitutionalLink,
}

impl CriterionId {
    /// All criteria, in the order in which they are reported.
    pub const ALL: [CriterionId; 9] = [
        CriterionId::Specialisation,
        CriterionId::Relatedness,
        CriterionId::SupplyChain,
        CriterionId::DeclaredWill,
        CriterionId::LandAvailability,
        CriterionId::LandCost,
        CriterionId::LabourCost,
        CriterionId::Access,
        CriterionId::InstitutionalLink,
    ];

    /// The identifier in documents.
    pub fn as_str(self) -> &'static str {
        match self {
            CriterionId::Specialisation => "specialisation",
            CriterionId::Relatedness => "relatedness",
            CriterionId::SupplyChain => "supply_chain",
            CriterionId::DeclaredWill => "declared_will",
            CriterionId::LandAvailability => "land_availability",
            CriterionId::LandCost => "land_cost",
            CriterionId::LabourCost => "labour_cost",
            CriterionId::Access => "access",
            CriterionId::InstitutionalLink => "institutional_link",
        }
    }

    /// The criterion's place in [`CriterionId::ALL`].
    pub fn position(self) -> usize {
        self as usize
    }
}

/// A utility: how good a measure is, 0 the worst and 1 the best. Finite, never out of range.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Utility(f64);

impl Utility {
    /// Returns `None` if `value` is not between 0 and 1.
    pub fn new(value: f64) -> Option<Utility> {
        (0.0..=1.0).contains(&value).then_some(Utility(value))
    }

    /// The number, 0 to 1.
    pub fn get(self) -> f64 {
        self.0
    }
}

/// A frozen scale: from a physical measure to a utility, piecewise linear in the measure or in
/// its logarithm.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    points: Vec<(f64, Utility)>,
    logarithmic: bool,
}

impl Scale {
    /// Builds a scale from at least two points with rising measures (positive ones if
    /// logarithmic); utilities must all rise or all fall (or stay). `None` otherwise.
    pub fn new(points: &[(f64, f64)], logarithmic: bool) -> Option<Scale> {
        let rising = points.windows(2).all(|pair| pair[0].0 < pair[1].0);
        let positive = !logarithmic || points.iter().all(|point| 0.0 < point.0);
        let better = points.windows(2).all(|pair| pair[0].1 <= pair[1].1);
        let worse = points.windows(2).all(|pair| pair[1].1 <= pair[0].1);
        let finite = points.iter().all(|point| point.0.is_finite());
        if points.len() < 2 || !rising || !positive || !finite || !(better || worse) {
            return None;
        }
        let points = points
            .iter()
            .map(|(measure, utility)| Utility::new(*utility).map(|utility| (*measure, utility)))
            .collect::<Option<Vec<_>>>()?;
        Some(Scale { points, logarithmic })
    }

    /// The lowest and the highest measure that make a difference, each with its utility.
    pub fn ends(&self) -> [(f64, Utility); 2] {
        [self.points[0], self.points[self.points.len() - 1]]
    }

    /// The points between which it interpolates, by rising measure, each with its utility.
    pub fn points(&self) -> &[(f64, Utility)] {
        &self.points
    }

    /// Whether it interpolates in the logarithm of the measure.
    pub fn is_logarithmic(&self) -> bool {
        self.logarithmic
    }

    /// How far two measures are apart, as a share of the way between the ends of the scale: 0 for
    /// the same, above 1 for measures that lie further apart than its ends, in the logarithm where
    /// the scale is logarithmic (there, what is not above 0 counts as its lowest end).
    pub fn distance(&self, one: f64, other: f64) -> f64 {
        let [(low, _), (high, _)] = self.ends();
        let position = |x: f64| match self.logarithmic {
            true if 0.0 < x => x.ln(),
            true => low.ln(),
            false => x,
        };
        (position(one) - position(other)).abs() / (position(high) - position(low))
    }

    /// The utility of `measure`; beyond the ends it stays at the end's utility. A NaN counts as
    /// the worst end, so that no caller can gain by it.
    pub fn utility(&self, measure: f64) -> Utility {
        let first = self.points[0];
        let last = self.points[self.points.len() - 1];
        if measure.is_nan() {
            return if first.1.0 < last.1.0 { first.1 } else { last.1 };
        }
        if measure <= first.0 {
            return first.1;
        }
        if last.0 <= measure {
            return last.1;
        }
        let upper = self.points.partition_point(|point| point.0 <= measure);
        let (low, high) = (self.points[upper - 1], self.points[upper]);
        let position = |x: f64| if self.logarithmic { x.ln() } else { x };
        let share = (position(measure) - position(low.0)) / (position(high.0) - position(low.0));
        let value = low.1.0 + share * (high.1.0 - low.1.0);
        Utility(value.clamp(0.0, 1.0))
    }
}

/// One criterion of the definition: `index/criteria.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct Criterion {
    /// Which.
    pub id: CriterionId,
    /// Its name.
    pub title: Text,
    /// The unit of its measure, as `minute`.
    pub unit: Text,
    /// Its default weight before normalisation.
    pub weight: f64,
    /// The source of the measure and of the scale.
    pub source: String,
    /// The scale of each level.
    pub scales: BTreeMap<Level, Scale>,
    /// The median utility of the reference set at each level, taken where the measure is unknown.
    pub medians: BTreeMap<Level, Utility>,
}

/// Weights that sum to exactly a million points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weights([Points; CriterionId::ALL.len()]);

impl Weights {
    /// Normalises a weight for every criterion; see [`Weights::normalised`].
    pub fn by_criterion(weight: impl Fn(CriterionId) -> f64) -> Option<Weights> {
        Weights::normalised(CriterionId::ALL.map(weight))
    }

    /// Normalises `weights` (in the order of [`CriterionId::ALL`]) to a million points by largest
    /// remainder, ties by the order of the criteria. `None` if one is negative or not finite, or
    /// all are zero.
    ///
    /// ```
    /// use hinterland::domain::criterion::{CriterionId, Weights};
    /// let mut weights = [0.0; CriterionId::ALL.len()];
    /// weights[..3].fill(1.0);
    /// let weights = Weights::normalised(weights).unwrap();
    /// let points: Vec<i64> = weights.iter().map(|(_, points)| points.get()).collect();
    /// assert_eq!(points[..4], [333_334, 333_333, 333_333, 0]);
    /// ```
    ///
    /// Source: the method of largest remainders (Hamilton's), M. Balinski and H. P. Young, Fair
    /// Representation, 1982, chapter 2.
    pub fn normalised(weights: [f64; CriterionId::ALL.len()]) -> Option<Weights> {
        Some(Weights(largest_remainder(weights)?))
    }

    /// The weight of one criterion.
    pub fn of(&self, criterion: CriterionId) -> Points {
        self.0[criterion.position()]
    }

    /// All weights in the order of the criteria.
    pub fn iter(&self) -> impl Iterator<Item = (CriterionId, Points)> + '_ {
        CriterionId::ALL.into_iter().map(|criterion| (criterion, self.of(criterion)))
    }
}

/// Weights as points that sum to exactly a million, by largest remainder, ties by position. `None`
/// if one is negative or not finite, or all are zero. See [`Weights::normalised`].
pub(super) fn largest_remainder<const N: usize>(weights: [f64; N]) -> Option<[Points; N]> {
    let sum: f64 = weights.iter().sum();
    let finite = weights.iter().all(|weight| weight.is_finite() && 0.0 <= *weight);
    if !finite || !sum.is_finite() || sum <= 0.0 {
        return None;
    }
    let whole = Points::WHOLE.get();
    #[expect(clippy::cast_precision_loss, reason = "a million is exact in a float")]
    let quotas = weights.map(|weight| weight / sum * whole as f64);
    #[expect(clippy::cast_possible_truncation, reason = "a quota is at most a million")]
    let mut seats = quotas.map(|quota| quota.floor() as i64);
    let mut order: Vec<usize> = (0..N).filter(|&i| 0.0 < weights[i]).collect();
    order.sort_by(|&a, &b| quotas[b].fract().total_cmp(&quotas[a].fract()).then(a.cmp(&b)));
    let missing = whole - seats.iter().sum::<i64>();
    for position in 0..usize::try_from(missing).ok()? {
        seats[order[position % order.len()]] += 1;
    }
    Some(seats.map(Points::new))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_scale_interpolates_and_stays_at_its_ends() {
        let scale = Scale::new(&[(60.0, 1.0), (240.0, 0.5), (960.0, 0.0)], true).unwrap();
        let cases = [
            (10.0, 1.0),   // nearer than the first point
            (120.0, 0.75), // halfway in the logarithm
            (240.0, 0.5),
            (480.0, 0.25),
            (5_000.0, 0.0),
            (f64::NAN, 0.0), // never a gain
        ];
        for (measure, utility) in cases {
            approx::assert_abs_diff_eq!(scale.utility(measure).get(), utility, epsilon = 1e-12);
        }
    }

    #[test]
    fn distances_are_shares_of_the_scale_and_go_beyond_its_ends() {
        let wages = Scale::new(&[(60_000.0, 1.0), (160_000.0, 0.0)], false).unwrap();
        let areas = Scale::new(&[(100.0, 0.0), (1_000.0, 0.2), (10_000.0, 1.0)], true).unwrap();
        let cases = [
            (&wages, 60_000.0, 85_000.0, 0.25),
            (&wages, 170_000.0, 220_000.0, 0.5), // both beyond the end, and yet apart
            (&areas, 100.0, 1_000.0, 0.5),
            (&areas, 10.0, 100_000.0, 2.0),
            (&areas, 0.0, 100.0, 0.0), // no logarithm
        ];
        for (scale, one, other, expected) in cases {
            for distance in [scale.distance(one, other), scale.distance(other, one)] {
                approx::assert_abs_diff_eq!(distance, expected, epsilon = 1e-12);
            }
        }
    }

    #[test]
    fn scales_that_turn_or_run_backwards_are_refused() {
        assert_eq!(Scale::new(&[(1.0, 0.0), (2.0, 1.0), (3.0, 0.5)], false), None);
        assert_eq!(Scale::new(&[(2.0, 0.0), (1.0, 1.0)], false), None);
        assert_eq!(Scale::new(&[(0.0, 0.0), (1.0, 1.0)], true), None);
        assert_eq!(Scale::new(&[(1.0, 0.0)], false), None);
    }

    /// A value for every criterion.
    fn by_criterion<T: std::fmt::Debug>(
        value: impl Strategy<Value = T>,
    ) -> impl Strategy<Value = [T; CriterionId::ALL.len()]> {
        let values = prop::collection::vec(value, CriterionId::ALL.len());
        values.prop_map(|values| values.try_into().unwrap())
    }

    proptest! {
        #[test]
        fn weights_always_sum_to_a_million(weights in by_criterion(0.0..1e6)) {
            prop_assume!(weights.iter().any(|weight| 0.0 < *weight));
            let normalised = Weights::normalised(weights).unwrap();
            let sum: i64 = normalised.iter().map(|(_, points)| points.get()).sum();
            prop_assert_eq!(sum, 1_000_000);
            for (criterion, points) in normalised.iter() {
                if weights[criterion.position()] == 0.0 {
                    prop_assert_eq!(points.get(), 0);
                }
            }
        }

        #[test]
        fn the_scale_of_weights_does_not_matter(
            weights in by_criterion(1u32..1000), power in 0i32..10,
        ) {
            let plain = weights.map(f64::from);
            let scaled = plain.map(|weight| weight * 2f64.powi(power));
            prop_assert_eq!(Weights::normalised(plain), Weights::normalised(scaled));
        }
    }
}
