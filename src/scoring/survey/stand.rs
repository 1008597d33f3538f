use super::{Inquiry, Survey, Surveyed, refused::Refused};
use crate::domain::matching::Points;

/// Where a place stands, whether it is ranked or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stand {
    /// The place.
    pub place: usize,
    /// Its total.
    pub total: Points,
    /// From 1: one more than the ranked candidates that are better.
    pub rank: usize,
    /// Whether it is ranked itself: it is a candidate, and no gate refuses it.
    pub is_ranked: bool,
}

impl Survey {
    /// Where every place of the level stands among those that are ranked, in the order of a
    /// ranking; `None` if it was given up.
    pub fn stands(&self, inquiry: &Inquiry<'_>, candidates: &Surveyed) -> Option<Vec<Stand>> {
        let method = self.method(inquiry.weights, inquiry.stop);
        let day = self.day(inquiry.context, &method);
        let all = Surveyed { positions: (0..self.places.len()).collect(), left_out: 0 };
        let nobody = Refused::find(self, inquiry, &day, &[]);
        let scored = self.score((inquiry, &[]), &day, &nobody, &all)?;
        let refused = Refused::find(self, inquiry, &day, &candidates.positions);
        let is_ranked =
            |at: &usize| candidates.positions.binary_search(at).is_ok() && !refused.refuses(*at);
        let mut before = 0;
        let stand = |(at, score): (&usize, &crate::domain::matching::Score)| {
            let is_ranked = is_ranked(at);
            let (place, rank) = (self.places[*at], before + 1);
            before += usize::from(is_ranked);
            Stand { place, total: score.total, rank, is_ranked }
        };
        Some(scored.positions.iter().zip(&scored.scores).map(stand).collect())
    }
}
