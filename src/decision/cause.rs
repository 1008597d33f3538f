//! Why two rankings of the same project differ: a number that moved, shared among four causes.

use super::shapley::values_over_orders;

/// What may differ between two runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// What is known of regions and of the project, and the day for which it is known.
    Data,
    /// How the criteria are weighed.
    Weights,
    /// What regions rule.
    Policies,
    /// Which regions there are.
    Candidates,
}

impl Cause {
    /// All of them, in the order in which they are reported.
    pub const ALL: [Cause; 4] = [Cause::Data, Cause::Weights, Cause::Policies, Cause::Candidates];

    /// The identifier in documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Cause::Data => "data",
            Cause::Weights => "weights",
            Cause::Policies => "policies",
            Cause::Candidates => "candidates",
        }
    }
}

/// How many mixed states there are: each cause at its state before or after.
pub const MIXED_STATES: usize = 1 << Cause::ALL.len();

/// How many parts make a whole: the orders in which four causes can come.
pub const PARTS_PER_WHOLE: i64 = 24;

/// Which causes are at their state after; the others are at their state before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MixedState(u8);

impl MixedState {
    /// Everything before.
    pub const BEFORE: MixedState = MixedState(0);
    /// Everything after.
    pub const AFTER: MixedState = MixedState(0b1111);

    /// All mixed states, [`MixedState::BEFORE`] first and [`MixedState::AFTER`] last.
    pub fn all() -> impl Iterator<Item = MixedState> {
        (0..=MixedState::AFTER.0).map(MixedState)
    }

    /// Whether a cause is at its state after.
    pub fn is_after(self, cause: Cause) -> bool {
        self.0 & (1 << cause as u8) != 0
    }

    /// The state that is the same where some causes have not changed: they count as before.
    #[must_use]
    pub fn of_changed(self, is_changed: impl Fn(Cause) -> bool) -> MixedState {
        let changed = Cause::ALL.into_iter().filter(|cause| is_changed(*cause));
        MixedState(self.0 & changed.map(|cause| 1 << cause as u8).sum::<u8>())
    }

    /// Its place among [`MixedState::all`].
    pub fn position(self) -> usize {
        usize::from(self.0)
    }
}

/// A change shared among the causes: Shapley values in twenty-fourths of the unit of what changed, exact
/// whole numbers that add up to the change.
///
/// Source: L. S. Shapley, A value for n-person games, Contributions to the Theory of Games II,
/// Princeton University Press 1953, pages 307–317.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Parts([i64; Cause::ALL.len()]);

impl Parts {
    /// Shares the change between the first and the last of the values at all mixed states, by
    /// [`MixedState::position`]. The values must be below 2⁵⁰.
    pub fn of(values: &[i64; MIXED_STATES]) -> Parts {
        let parts = values_over_orders(Cause::ALL.len(), |set| values[set]).unwrap_or_default();
        let part = |cause: usize| parts.get(cause).and_then(|part| i64::try_from(*part).ok());
        Parts(std::array::from_fn(|cause| part(cause).unwrap_or_default()))
    }

    /// The part of one cause, in twenty-fourths.
    pub fn get(self, cause: Cause) -> i64 {
        self.0[cause as usize]
    }

    /// The whole change, in twenty-fourths.
    pub fn sum(self) -> i64 {
        self.0.iter().sum()
    }

    /// The cause with the largest part in either direction, the first of equals; `None` where
    /// nothing has a part.
    pub fn largest(self) -> Option<Cause> {
        let causes = Cause::ALL.into_iter().filter(|cause| self.get(*cause) != 0);
        causes.max_by_key(|cause| (self.get(*cause).abs(), std::cmp::Reverse(*cause)))
    }

    /// Both added, cause by cause.
    #[must_use]
    pub fn plus(self, other: Parts) -> Parts {
        Parts(std::array::from_fn(|cause| self.0[cause] + other.0[cause]))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn values(of: impl Fn(MixedState) -> i64) -> [i64; MIXED_STATES] {
        let values: Vec<i64> = MixedState::all().map(of).collect();
        values.try_into().unwrap()
    }

    #[test]
    fn what_one_cause_does_alone_is_its_part() {
        let found = Parts::of(&values(|state| {
            let points = |cause, points| if state.is_after(cause) { points } else { 0 };
            1_000 + points(Cause::Data, -70) + points(Cause::Candidates, 30)
        }));
        assert_eq!(Cause::ALL.map(|cause| found.get(cause)), [-70 * 24, 0, 0, 30 * 24]);
        assert_eq!((found.sum(), found.largest()), (-40 * 24, Some(Cause::Data)));
    }

    /// By hand: all three are needed for the one point, so that each has a third of it.
    #[test]
    fn what_causes_do_together_they_share() {
        let needed = [Cause::Data, Cause::Weights, Cause::Policies];
        let found =
            Parts::of(&values(|state| i64::from(needed.iter().all(|it| state.is_after(*it)))));
        assert_eq!(Cause::ALL.map(|cause| found.get(cause)), [8, 8, 8, 0]);
        assert_eq!(found.largest(), Some(Cause::Data), "the first of equals");
        assert_eq!(Parts::of(&[7; MIXED_STATES]).largest(), None);
    }

    #[test]
    fn causes_that_did_not_change_count_as_before() {
        let only_weights = |cause| cause == Cause::Weights;
        assert_eq!(MixedState::AFTER.of_changed(only_weights).position(), 0b10);
        let same: std::collections::BTreeSet<MixedState> =
            MixedState::all().map(|state| state.of_changed(only_weights)).collect();
        assert_eq!(same.len(), 2);
    }

    proptest! {
        #[test]
        fn parts_add_up_to_the_change(
            values in prop::collection::vec(-2_000_000_i64..2_000_000, MIXED_STATES),
        ) {
            let values: [i64; MIXED_STATES] = values.try_into().unwrap();
            let change = values[MIXED_STATES - 1] - values[0];
            prop_assert_eq!(Parts::of(&values).sum(), PARTS_PER_WHOLE * change);
            // The other way round everything has the other sign.
            let mut back = values;
            back.reverse();
            let (there, back) = (Parts::of(&values), Parts::of(&back));
            for cause in Cause::ALL {
                prop_assert_eq!(there.get(cause), -back.get(cause));
            }
        }

        #[test]
        fn who_changes_nothing_has_no_part(
            of_others in prop::collection::vec(-1_000_i64..1_000, MIXED_STATES / 2),
        ) {
            let found = Parts::of(&values(|state| {
                // Without the bit of the weights.
                let others = (state.position() & 1) | ((state.position() >> 2) << 1);
                of_others[others]
            }));
            prop_assert_eq!(found.get(Cause::Weights), 0);
        }
    }
}
