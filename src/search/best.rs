//! The best of many documents.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use tantivy::{DocId, Score};

/// A document that was found, by its place in the order of identifiers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Found {
    pub(super) document: DocId,
    pub(super) score: Score,
}

/// Up to so many documents, the best of those that were offered.
pub(super) struct Best {
    wanted: usize,
    /// The least of them on top.
    heap: BinaryHeap<Least>,
}

impl Best {
    pub(super) fn new(wanted: usize) -> Best {
        Best { wanted, heap: BinaryHeap::new() }
    }

    /// The score that a document later in the order must exceed to be among the best; `None` while
    /// any score will do.
    pub(super) fn threshold(&self) -> Option<Score> {
        if self.heap.len() < self.wanted {
            return None;
        }
        Some(self.heap.peek().map_or(Score::INFINITY, |least| least.0.score))
    }

    /// Offers a document; those offered before come before it in the order.
    pub(super) fn offer(&mut self, found: Found) {
        match self.threshold() {
            Some(threshold) if found.score <= threshold => return,
            Some(_) => drop(self.heap.pop()),
            None => {}
        }
        self.heap.push(Least(found));
    }

    /// Higher score first, then in the order of identifiers.
    pub(super) fn sorted(self) -> Vec<Found> {
        self.heap.into_sorted_vec().into_iter().map(|least| least.0).collect()
    }
}

/// Greater the worse it is.
#[derive(PartialEq)]
struct Least(Found);

impl Eq for Least {}

impl Ord for Least {
    fn cmp(&self, other: &Least) -> Ordering {
        let by_score = other.0.score.total_cmp(&self.0.score);
        by_score.then(self.0.document.cmp(&other.0.document))
    }
}

impl PartialOrd for Least {
    fn partial_cmp(&self, other: &Least) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_best_are_the_first_of_all_sorted(
            scores in prop::collection::vec(0u8..9, 0..40),
            wanted in 0usize..12,
        ) {
            let found = |(document, score): (DocId, &u8)| Found { document, score: (*score).into() };
            let mut all: Vec<Found> = (0..).zip(&scores).map(found).collect();
            let mut best = Best::new(wanted);
            for found in &all {
                best.offer(*found);
            }
            all.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.document.cmp(&b.document)));
            all.truncate(wanted);
            prop_assert_eq!(best.sorted(), all);
        }
    }
}
