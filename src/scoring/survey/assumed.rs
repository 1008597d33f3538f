use std::sync::Arc;

use super::{Survey, column::Column};
use crate::{
    domain::{
        criterion::{CriterionId, Utility},
        matching::{Age, Candidate, Contribution, Detail, Measure, Points},
    },
    scoring::rank::{self, Method},
};

/// A measure of a place that a question assumes in place of what is known of it.
///
/// It acts on points alone, as what would change a ranking does: it is trusted fully and does not
/// age, and gates keep to what is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Assumed {
    /// The place.
    pub place: usize,
    /// The criterion whose measure it is.
    pub criterion: CriterionId,
    /// The measure, in the criterion's unit.
    pub value: f64,
}

impl Assumed {
    /// `None` where the definition has no scale for it.
    fn utility(&self, method: &Method<'_>) -> Option<Utility> {
        let (scale, _) = rank::scales(method)[self.criterion.position()]?;
        Some(scale.utility(self.value))
    }

    /// Puts the measure into the candidate that it is of.
    fn apply(&self, method: &Method<'_>, candidate: &mut Candidate) {
        let of_criterion = |part: &&mut Contribution| part.criterion == self.criterion;
        let contribution = candidate.contributions.iter_mut().find(of_criterion);
        if let (Some(contribution), Some(utility)) = (contribution, self.utility(method)) {
            let measure = Measure {
                value: self.value,
                source: None,
                as_of: None,
                from: candidate.region.clone(),
                confidence: 1.0,
                age: Age::Ageless,
                detail: Some(Detail::Assumed),
            };
            let weight = contribution.weight;
            *contribution = Contribution::new(self.criterion, Some(measure), utility, weight);
        }
    }
}

impl Survey {
    /// Puts what is assumed into columns; places of other levels have no position in them.
    pub(super) fn assume(
        &self,
        method: &Method<'_>,
        assumed: &[Assumed],
        columns: &mut [(CriterionId, Points, Arc<Column>)],
    ) {
        for one in assumed {
            let position = self.places.iter().position(|place| *place == one.place);
            let column = columns.iter_mut().find(|(criterion, ..)| *criterion == one.criterion);
            if let (Some(position), Some((_, _, column)), Some(utility)) =
                (position, column, one.utility(method))
            {
                Arc::make_mut(column).set(position, utility);
            }
        }
    }
}

/// A candidate at a place in words, with what is assumed of it.
pub(super) fn applied(
    mut candidate: Candidate,
    place: usize,
    method: &Method<'_>,
    assumed: &[Assumed],
) -> Candidate {
    for one in assumed.iter().filter(|one| one.place == place) {
        one.apply(method, &mut candidate);
    }
    candidate
}
