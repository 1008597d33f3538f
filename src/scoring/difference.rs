//! Why one candidate stands before another, in points: criterion by criterion, adding up to the
//! difference of the totals exactly.

use std::cmp::Reverse;

use crate::domain::{
    criterion::CriterionId,
    id::RegionId,
    matching::{Candidate, Contribution, Points},
};

/// What separates two candidates.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The one that stands first.
    pub ahead: RegionId,
    /// The one that follows.
    pub behind: RegionId,
    /// Total of the first less total of the second; negative where something else than points,
    /// such as a gate, puts the first there.
    pub total: Points,
    /// One per criterion that either has, the largest difference in either direction first, equal
    /// ones in the order of the criteria. Their sum is `total`.
    pub parts: Vec<DifferencePart>,
}

/// What one criterion adds to a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DifferencePart {
    /// Which.
    pub criterion: CriterionId,
    /// Points of the first less points of the second.
    pub points: Points,
    /// Whether both measures are known; where one is not, the reference median stands in for it.
    pub is_known: bool,
}

/// The difference between two candidates of one question.
pub fn difference(ahead: &Candidate, behind: &Candidate) -> Difference {
    let of = |candidate: &Candidate, criterion| -> Option<Contribution> {
        candidate.contributions.iter().find(|found| found.criterion == criterion).cloned()
    };
    let part = |criterion| {
        let pair = [of(ahead, criterion), of(behind, criterion)];
        if pair.iter().all(Option::is_none) {
            return None;
        }
        let [first, second] =
            [&pair[0], &pair[1]].map(|found| found.as_ref().map_or(Points::ZERO, |c| c.points));
        let is_known = pair.iter().flatten().all(Contribution::is_known);
        Some(DifferencePart { criterion, points: first - second, is_known })
    };
    let mut parts: Vec<DifferencePart> = CriterionId::ALL.into_iter().filter_map(part).collect();
    parts.sort_by_key(|part| (Reverse(part.points.get().abs()), part.criterion));
    Difference {
        ahead: ahead.region.clone(),
        behind: behind.region.clone(),
        total: ahead.total() - behind.total(),
        parts,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{
        criterion::Utility,
        matching::{Age, Measure},
    };

    fn candidate(id: &str, figures: &[(i64, f64, bool)]) -> Candidate {
        let region = RegionId::parse(id).unwrap();
        let contribution = |(criterion, (weight, utility, is_known)): (CriterionId, &_)| {
            let measure = Measure {
                value: 1.0,
                source: None,
                as_of: None,
                from: region.clone(),
                confidence: 1.0,
                age: Age::Ageless,
                detail: None,
            };
            let utility = Utility::new(*utility).unwrap();
            let known: &bool = is_known;
            Contribution::new(criterion, known.then_some(measure), utility, Points::new(*weight))
        };
        let contributions = CriterionId::ALL.into_iter().zip(figures).map(contribution).collect();
        Candidate { region, contributions, gates: Vec::new() }
    }

    #[test]
    fn the_largest_difference_stands_first_whichever_way_it_points() {
        let one =
            candidate("CN-1", &[(500_000, 0.5, true), (300_000, 0.2, true), (200_000, 1.0, false)]);
        let two =
            candidate("CN-2", &[(500_000, 0.4, true), (300_000, 0.9, true), (200_000, 1.0, true)]);
        let found = difference(&one, &two);
        let parts: Vec<_> = found
            .parts
            .iter()
            .map(|part| (part.criterion, part.points.get(), part.is_known))
            .collect();
        let expected = [
            (CriterionId::Relatedness, -210_000, true),
            (CriterionId::Specialisation, 50_000, true),
            (CriterionId::SupplyChain, 0, false), // the same points, but one is a guess
        ];
        assert_eq!((parts.as_slice(), found.total), (expected.as_slice(), Points::new(-160_000)));
    }

    proptest! {
        #[test]
        fn the_parts_add_up_to_the_difference_of_the_totals(
            figures in prop::collection::vec((0i64..1_000_000, 0.0..=1.0, 0.0..=1.0), 1..=9),
        ) {
            let side = |pick: fn(&(i64, f64, f64)) -> f64| -> Vec<(i64, f64, bool)> {
                figures.iter().map(|figure| (figure.0, pick(figure), pick(figure) < 0.8)).collect()
            };
            let one = candidate("CN-1", &side(|figure| figure.1));
            let two = candidate("CN-2", &side(|figure| figure.2));
            let found = difference(&one, &two);
            let sum: Points = found.parts.iter().map(|part| part.points).sum();
            prop_assert_eq!(sum, one.total() - two.total());
            prop_assert_eq!(sum, found.total);
            let back = difference(&two, &one);
            prop_assert_eq!(back.total, Points::ZERO - found.total);
        }
    }
}
