use serde::Serialize;

use super::{
    criterion::{Utility, largest_remainder},
    matching::Points,
};

/// In what two regions or two projects are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// Their industries.
    Industry,
    /// Land that can be had, or that is needed.
    Land,
    /// Price of industrial land.
    LandPrice,
    /// Average wage.
    Wage,
    /// Power needed.
    Power,
    /// Fixed investment.
    Capex,
    /// People to employ.
    Headcount,
}

impl Aspect {
    /// The identifier in documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Aspect::Industry => "industry",
            Aspect::Land => "land",
            Aspect::LandPrice => "land_price",
            Aspect::Wage => "wage",
            Aspect::Power => "power",
            Aspect::Capex => "capex",
            Aspect::Headcount => "headcount",
        }
    }
}

/// What one aspect adds to a likeness.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LikenessPart {
    /// Which.
    pub aspect: Aspect,
    /// How alike the two are in it, 0 to 1; `None` where one side is not known.
    pub similarity: Option<Utility>,
    /// Its weight among all aspects.
    pub weight: Points,
    /// Its points of the total; `None` where one side is not known.
    pub points: Option<Points>,
}

/// How alike two regions or two projects are.
///
/// S = Σ w s / Σ w over the aspects that are known of both: an unknown figure makes two neither
/// alike nor different. What it could change stands in the bounds.
///
/// Source: J. C. Gower, A general coefficient of similarity and some of its properties, Biometrics
/// 27 (1971), pages 857–871.
#[derive(Debug, Clone, PartialEq)]
pub struct Likeness {
    parts: Vec<LikenessPart>,
}

impl Likeness {
    /// Joins aspects with their weights (shares of their sum) and similarities. `None` if a weight
    /// is below 0 or not finite, or if nothing with a weight is known.
    ///
    /// ```
    /// use hinterland::domain::{criterion::Utility, likeness::{Aspect, Likeness}};
    /// let known = [(Aspect::Industry, 3.0, Utility::new(0.8)), (Aspect::Wage, 1.0, None)];
    /// let likeness = Likeness::new(known).unwrap();
    /// assert_eq!(likeness.total().get(), 800_000);
    /// let (low, high) = likeness.bounds();
    /// assert_eq!((low.get(), high.get()), (600_000, 850_000));
    /// ```
    pub fn new<const N: usize>(aspects: [(Aspect, f64, Option<Utility>); N]) -> Option<Likeness> {
        let weights = largest_remainder(aspects.map(|(_, weight, _)| weight))?;
        let known = aspects.map(|(_, weight, known)| known.map_or(0.0, |_| weight));
        let known_weights = largest_remainder(known)?;
        let mut parts = Vec::with_capacity(N);
        for (position, (aspect, _, similarity)) in aspects.into_iter().enumerate() {
            let points = similarity.map(|similarity| known_weights[position].earned(similarity));
            parts.push(LikenessPart { aspect, similarity, weight: weights[position], points });
        }
        Some(Likeness { parts })
    }

    /// The aspects in their order.
    pub fn parts(&self) -> &[LikenessPart] {
        &self.parts
    }

    /// The sum of the points of what is known.
    pub fn total(&self) -> Points {
        self.parts.iter().filter_map(|part| part.points).sum()
    }

    /// The weight of what is known of both.
    pub fn known_weight(&self) -> Points {
        self.parts.iter().filter(|part| part.points.is_some()).map(|part| part.weight).sum()
    }

    /// What the total would be if they were wholly different, and wholly alike, in all that is
    /// unknown.
    pub fn bounds(&self) -> (Points, Points) {
        let known = |part: &LikenessPart| Some(part.weight.earned(part.similarity?));
        let low: Points = self.parts.iter().filter_map(known).sum();
        let open = self.parts.iter().filter(|part| part.similarity.is_none());
        (low, low + open.map(|part| part.weight).sum())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_unknown_neither_joins_nor_parts() {
        let likeness = |wage: Option<f64>| {
            let known = wage.and_then(Utility::new);
            let aspects = [(Aspect::Industry, 7.0, Utility::new(0.5)), (Aspect::Wage, 3.0, known)];
            Likeness::new(aspects).unwrap()
        };
        // The wage, the total, the lowest and the highest it could be.
        let cases = [
            (Some(1.0), 650_000, 650_000, 650_000),
            (Some(0.0), 350_000, 350_000, 350_000),
            (None, 500_000, 350_000, 650_000),
        ];
        for (wage, total, low, high) in cases {
            let found = likeness(wage);
            let bounds = found.bounds();
            assert_eq!((found.total().get(), bounds.0.get(), bounds.1.get()), (total, low, high));
        }
        assert_eq!(likeness(None).known_weight().get(), 700_000);
    }

    #[test]
    fn what_makes_no_likeness_is_none() {
        assert_eq!(Likeness::new([(Aspect::Wage, 1.0, None)]), None);
        assert_eq!(Likeness::new([(Aspect::Wage, 0.0, Utility::new(1.0))]), None);
        assert_eq!(Likeness::new([(Aspect::Wage, -1.0, Utility::new(1.0))]), None);
    }

    proptest! {
        #[test]
        fn the_total_stays_within_its_bounds(
            aspects in prop::array::uniform4((0.1f64..9.0, prop::option::of(0.0f64..=1.0))),
        ) {
            prop_assume!(aspects.iter().any(|(_, similarity)| similarity.is_some()));
            let aspects = aspects.map(|(weight, similarity)| {
                (Aspect::Wage, weight, similarity.and_then(Utility::new))
            });
            let found = Likeness::new(aspects).unwrap();
            let (low, high) = found.bounds();
            // Each of four parts is rounded by half a point at most, its weight by one.
            let slack = 8;
            prop_assert!(low.get() <= found.total().get() + slack);
            prop_assert!(found.total().get() <= high.get() + slack);
        }
    }
}
