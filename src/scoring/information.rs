use super::robustness::TOP;
use crate::domain::{criterion::CriterionId, id::RegionId, matching::Points, outline::Outline};

/// An unknown figure that could change who stands at the top, and how much hangs on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Information {
    /// The region whose figure it is.
    pub region: RegionId,
    /// The criterion that the figure is for.
    pub criterion: CriterionId,
    /// Over which share of the figure's utilities, 0 to 1, the first three or their order would
    /// change, everything else as it is; above 0. Where every utility is as likely as another, the
    /// chance that learning it changes them.
    pub top_share: f64,
    /// How many other candidates the region would pass or fall behind, at the figure's best and
    /// worst, everything else as it is: the number of pairwise orders that learning it could flip.
    pub orders: usize,
}

/// The value of information of the unknown figures of the best candidates, which stand in their
/// order: those that, if learned, could change the first [`TOP`], the most likely to do so first,
/// then those that could flip the most orders; equals in the order of the candidates and of the
/// criteria. At most `limit`. `totals` are those of all candidates, in order. A criterion of which
/// nothing is known for any of them is left out: there the project says too little, and no region
/// can tell.
///
/// Source: the interval that an unknown criterion leaves is its whole weight, and the value of a
/// figure is what learning it could flip (pairwise orders); to ask first for what could change the
/// decision at the top follows R. A. Howard, Information value theory, IEEE Transactions on Systems
/// Science and Cybernetics 2 (1966), pages 22–26. Even utilities are the assumption of the drawn
/// ones in [`super::robustness`].
pub fn most_informative<'a>(
    best: impl Iterator<Item = &'a Outline> + Clone,
    totals: &[Points],
    limit: usize,
) -> Vec<Information> {
    let mut known = [false; CriterionId::ALL.len()];
    for contribution in best.clone().flat_map(|candidate| &candidate.parts) {
        known[contribution.criterion.position()] |= contribution.is_known;
    }
    let mut found: Vec<Information> = Vec::new();
    for (position, candidate) in best.enumerate() {
        for contribution in &candidate.parts {
            if contribution.is_known
                || contribution.weight <= Points::ZERO
                || !known[contribution.criterion.position()]
            {
                continue;
            }
            let worst = totals[position] - contribution.points;
            let best = worst + contribution.weight;
            let top_share = top_share(totals, position, [worst, best]);
            if 0.0 < top_share {
                let passed =
                    position - totals.partition_point(|total| best <= *total).min(position);
                let behind = totals.partition_point(|total| worst < *total).max(position + 1);
                let orders = passed + (behind - position - 1);
                let (region, criterion) = (candidate.region.clone(), contribution.criterion);
                found.push(Information { region, criterion, top_share, orders });
            }
        }
    }
    // Stable: equals keep the order of candidates and criteria.
    found.sort_by(|one, other| {
        other.top_share.total_cmp(&one.top_share).then(other.orders.cmp(&one.orders))
    });
    found.truncate(limit);
    found
}

/// The share of the totals between the ends at which the first [`TOP`] are not what they are now:
/// one of them leaves its place between its neighbours, or another passes the last of them.
fn top_share(totals: &[Points], position: usize, [worst, best]: [Points; 2]) -> f64 {
    let last = TOP.min(totals.len()) - 1;
    // Between these totals nothing at the top changes.
    let (low, high) = if position <= last {
        let behind = totals.get(position + 1).copied().unwrap_or(worst);
        let ahead = position.checked_sub(1).map_or(best, |ahead| totals[ahead]);
        (behind.max(worst), ahead.min(best))
    } else {
        (worst, totals[last].min(best))
    };
    let unchanged = (high - low).max(Points::ZERO);
    let changed = (best - worst) - unchanged;
    #[expect(clippy::cast_precision_loss, reason = "points are at most a million")]
    let [changed, all] = [changed, best - worst].map(|points| points.get() as f64);
    changed / all
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{
        criterion::Utility,
        matching::{Age, Candidate, Contribution, Measure},
    };

    fn totals(candidates: &[Candidate]) -> Vec<Points> {
        candidates.iter().map(Candidate::total).collect()
    }

    /// [`super::most_informative`] of all, in outline.
    fn most_informative(best: &[Candidate], totals: &[Points], limit: usize) -> Vec<Information> {
        let outlines: Vec<Outline> = best.iter().map(Outline::from).collect();
        super::most_informative(outlines.iter(), totals, limit)
    }

    fn candidate(id: &str, known: i64, open: Option<(i64, f64)>) -> Candidate {
        let region = RegionId::parse(id).unwrap();
        let measure = Measure {
            value: 1.0,
            source: None,
            as_of: None,
            from: region.clone(),
            confidence: 1.0,
            age: Age::Ageless,
            detail: None,
        };
        let whole = Utility::new(1.0).unwrap();
        let of = |criterion, measure, utility, weight| {
            Contribution::new(criterion, measure, utility, Points::new(weight))
        };
        let land_cost = match open {
            Some((weight, median)) => {
                of(CriterionId::LandCost, None, Utility::new(median).unwrap(), weight)
            }
            None => of(CriterionId::LandCost, Some(measure.clone()), whole, 0),
        };
        let contributions = vec![of(CriterionId::Access, Some(measure), whole, known), land_cost];
        Candidate { region, contributions, gates: Vec::new() }
    }

    #[test]
    fn a_figure_counts_by_how_likely_it_changes_the_first_three() {
        let candidates = [
            candidate("CN-1", 900, None),
            candidate("CN-2", 800, None),
            // Between 600 and 1,000: the top stays between 650 and 800, a quarter and an eighth.
            candidate("CN-3", 600, Some((400, 0.25))),
            candidate("CN-4", 650, None),
            // Between 500 and 720: it passes the third from 700 on, 20 of 220, and may fall behind
            // the last.
            candidate("CN-5", 500, Some((220, 0.5))),
            // Between 400 and 640: it may pass one that stands before it, but nobody at the top.
            candidate("CN-6", 400, Some((240, 0.6))),
        ];
        let expected = [("CN-3", 250.0 / 400.0, 4), ("CN-5", 20.0 / 220.0, 3)];
        let found = most_informative(&candidates, &totals(&candidates), 10);
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (found, (region, top_share, orders)) in found.iter().zip(expected) {
            assert_eq!((found.region.as_str(), found.orders), (region, orders), "{found:?}");
            assert_abs_diff_eq!(found.top_share, top_share, epsilon = 1e-12);
        }
        assert_eq!(
            most_informative(&candidates[..2], &totals(&candidates), 10),
            vec![],
            "only those that are asked of"
        );
        assert_eq!(most_informative(&candidates, &totals(&candidates), 0), vec![]);
        let alone = [candidate("CN-1", 900, Some((100, 0.5)))];
        assert_eq!(
            most_informative(&alone, &totals(&alone), 10),
            vec![],
            "alone it is first whatever it is"
        );
    }

    #[test]
    fn what_no_region_can_tell_is_not_asked_of_one() {
        let nobody_knows = |points| candidate("CN-1", points, Some((400, 0.5)));
        let candidates = [nobody_knows(900), nobody_knows(890), nobody_knows(880)];
        assert_eq!(most_informative(&candidates, &totals(&candidates), 10), vec![]);
    }

    proptest! {
        /// The share is that of the totals at which the first three really change.
        #[test]
        fn the_share_is_what_trying_every_total_gives(
            known in prop::collection::vec(0i64..200, 1..7), at in 0usize..7, median in 0.0..=1.0,
        ) {
            const WEIGHT: i64 = 100;
            let at = at.min(known.len() - 1);
            let of = |place: usize, points: i64, open| {
                // Apart by more than rounding, so that no total is level with another.
                candidate(&format!("CN-{place}"), points * 10 + i64::try_from(place).unwrap(), open)
            };
            let with = |open: Option<(i64, f64)>| {
                let all = known.iter().enumerate();
                let all = all.map(|(place, points)| of(place, *points, open.filter(|_| place == at)));
                let mut all: Vec<Candidate> = all.collect();
                all.sort_by(|one, other| one.order().cmp(&other.order()));
                all
            };
            let top = |all: &[Candidate]| -> Vec<RegionId> {
                all.iter().take(TOP).map(|candidate| candidate.region.clone()).collect()
            };
            let now = with(Some((WEIGHT, median)));
            let tries = 0..=2_000;
            let changed = tries.clone().filter(|step| {
                let utility = f64::from(*step) / 2_000.0;
                top(&with(Some((WEIGHT, utility)))) != top(&now)
            });
            #[expect(clippy::cast_precision_loss, reason = "small")]
            let share = changed.count() as f64 / 2_001.0;
            let found = most_informative(&now, &totals(&now), 10);
            let told = found.first().map_or(0.0, |information| information.top_share);
            prop_assert!((told - share).abs() < 0.04, "{} {}", told, share);
        }
    }
}
