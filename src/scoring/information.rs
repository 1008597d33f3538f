use std::cmp::Reverse;

use crate::domain::{
    criterion::CriterionId,
    id::RegionId,
    matching::{Candidate, Points},
};

/// An unknown figure and how much of the order hangs on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Information {
    /// The region whose figure it is.
    pub region: RegionId,
    /// The criterion that the figure is for.
    pub criterion: CriterionId,
    /// How many other candidates the region would pass or fall behind, at the figure's best and
    /// worst, everything else as it is: the number of pairwise orders that learning it could flip.
    pub orders: usize,
}

/// The value of information of the unknown figures of the best candidates, which stand in their
/// order: those that could flip an order, the most orders first; equals in the order of the
/// candidates and of the criteria. At most `limit`. `totals` are those of all candidates, in order.
///
/// Source: `value of information` as the number of pairwise orders that a figure could flip, over
/// the interval that an unknown criterion leaves (its whole weight).
pub fn most_informative(best: &[Candidate], totals: &[Points], limit: usize) -> Vec<Information> {
    let mut found: Vec<Information> = Vec::new();
    for (position, candidate) in best.iter().enumerate() {
        for contribution in &candidate.contributions {
            if contribution.is_known() {
                continue;
            }
            let worst = totals[position] - contribution.points;
            let best = worst + contribution.weight;
            let passed = position - totals.partition_point(|total| best <= *total).min(position);
            let behind = totals.partition_point(|total| worst < *total).max(position + 1);
            let orders = passed + (behind - position - 1);
            if 0 < orders {
                let (region, criterion) = (candidate.region.clone(), contribution.criterion);
                found.push(Information { region, criterion, orders });
            }
        }
    }
    found.sort_by_key(|information| Reverse(information.orders));
    found.truncate(limit);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        criterion::Utility,
        matching::{Contribution, Measure},
    };

    fn candidate(id: &str, known: i64, open: Option<(i64, f64)>) -> Candidate {
        let region = RegionId::parse(id).unwrap();
        let measure = Measure {
            value: 1.0,
            source: None,
            as_of: None,
            from: region.clone(),
            confidence: 1.0,
            detail: None,
        };
        let whole = Utility::new(1.0).unwrap();
        let mut contributions =
            vec![Contribution::new(CriterionId::Access, Some(measure), whole, Points::new(known))];
        contributions.extend(open.map(|(weight, median)| {
            let median = Utility::new(median).unwrap();
            Contribution::new(CriterionId::LandCost, None, median, Points::new(weight))
        }));
        Candidate { region, contributions, gates: Vec::new() }
    }

    #[test]
    fn a_figure_counts_the_orders_that_it_could_flip() {
        let candidates = [
            candidate("CN-1", 900, None),
            candidate("CN-2", 800, None),
            // Between 600 and 1,000: it may pass both above and fall behind one below.
            candidate("CN-3", 600, Some((400, 0.25))),
            candidate("CN-4", 650, None),
            // Between 500 and 620: nobody to pass, nobody to fall behind.
            candidate("CN-5", 500, Some((120, 0.5))),
        ];
        let totals: Vec<Points> = candidates.iter().map(Candidate::total).collect();
        let found = most_informative(&candidates, &totals, 10);
        let expected = Information {
            region: RegionId::parse("CN-3").unwrap(),
            criterion: CriterionId::LandCost,
            orders: 3,
        };
        assert_eq!(found, vec![expected]);
        assert_eq!(
            most_informative(&candidates[..2], &totals, 10),
            vec![],
            "only those that are shown"
        );
        assert_eq!(most_informative(&candidates, &totals, 0), vec![]);
    }
}
