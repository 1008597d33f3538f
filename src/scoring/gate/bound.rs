use rust_decimal::Decimal;

use super::Verdict;
use crate::domain::{
    figure::Figure,
    matching::{Gate, GateSource, GateStatus},
    unit::Unit,
};

/// A third of a hectare has no end: who stands on the bound must not fail by the last digit, as a
/// share of the bound.
const ROUNDING: f64 = 1e-9;

/// A bound that a number must keep.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bound {
    gate: &'static str,
    required: f64,
    unit: &'static str,
    direction: Direction,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    AtLeast,
    AtMost,
}

impl Bound {
    /// The number must be at least `required`.
    pub(super) fn at_least(gate: &'static str, required: f64, unit: &'static str) -> Bound {
        Bound { gate, required, unit, direction: Direction::AtLeast }
    }

    /// The number must be at most `required`.
    pub(super) fn at_most(gate: &'static str, required: f64, unit: &'static str) -> Bound {
        Bound { gate, required, unit, direction: Direction::AtMost }
    }

    /// Whether a number keeps the bound, within the rounding of conversions.
    pub(super) fn holds(self, actual: f64) -> bool {
        -ROUNDING * self.required.abs() <= self.room(actual)
    }

    /// Whether `one` keeps the bound by more than `other`.
    pub(super) fn prefers(self, one: f64, other: f64) -> bool {
        self.room(other) < self.room(one)
    }

    /// What becomes of a number, without words; unknown without one.
    pub(super) fn verdict(self, actual: Option<f64>) -> Verdict {
        Verdict {
            gate: self.gate,
            status: actual.map_or(GateStatus::Unknown, |actual| pass_if(self.holds(actual))),
            margin: actual.filter(|_| 0.0 < self.required).map(|actual| self.margin(actual)),
        }
    }

    /// The gate for a number; unknown without one.
    pub(super) fn check(self, actual: Option<f64>) -> Gate {
        let Verdict { gate, status, margin } = self.verdict(actual);
        Gate {
            gate,
            status,
            required: format!("{} {}", tidy(self.required), self.unit),
            actual: actual.map(|actual| format!("{} {}", tidy(actual), self.unit)),
            margin,
            source: None,
        }
    }

    /// The gate for a published figure. A range that holds the bound within it decides nothing.
    pub(super) fn check_figure<U: Unit>(self, figure: &Figure<U>) -> Gate {
        let (Some(low), Some(high)) = (figure.low(), figure.high()) else {
            return self.check(None);
        };
        if self.holds(low) == self.holds(high) {
            return self.check(figure.measure());
        }
        Gate { actual: Some(figure.display()), ..self.check(None) }
    }

    /// The end of a figure's range that keeps the bound by more.
    pub(super) fn favourable<U: Unit>(self, figure: &Figure<U>) -> Option<f64> {
        match self.direction {
            Direction::AtLeast => figure.high(),
            Direction::AtMost => figure.low(),
        }
    }

    /// The room as a share of the bound, never negative where the bound is kept.
    fn margin(self, actual: f64) -> f64 {
        let margin = self.room(actual) / self.required;
        if self.holds(actual) { margin.max(0.0) } else { margin }
    }

    /// The room to the bound, negative where it is broken.
    fn room(self, actual: f64) -> f64 {
        match self.direction {
            Direction::AtLeast => actual - self.required,
            Direction::AtMost => self.required - actual,
        }
    }
}

/// A gate without a number.
pub(super) fn named(gate: &'static str, required: &str, holds: Option<bool>) -> Gate {
    Gate {
        gate,
        status: holds.map_or(GateStatus::Unknown, pass_if),
        required: required.to_owned(),
        actual: holds.map(|holds| if holds { "yes" } else { "no" }.to_owned()),
        margin: None,
        source: None,
    }
}

pub(super) fn pass_if(holds: bool) -> GateStatus {
    if holds { GateStatus::Pass } else { GateStatus::Fail }
}

/// The gate with the source of the region's side.
pub(super) fn published(gate: Gate, source: Option<GateSource>) -> Gate {
    Gate { source, ..gate }
}

/// A number with at most two decimals, or three digits below one, and no trailing zeros.
pub(super) fn tidy(value: f64) -> String {
    const DIGITS_BELOW_ONE: u32 = 3;
    let rounded = |decimal: Decimal| {
        if Decimal::ONE <= decimal.abs() {
            return decimal.round_dp(2);
        }
        decimal.round_sf(DIGITS_BELOW_ONE).unwrap_or(decimal)
    };
    let decimal = Decimal::from_f64_retain(value);
    decimal.map_or_else(|| value.to_string(), |decimal| rounded(decimal).normalize().to_string())
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;

    use super::*;
    use crate::domain::unit::PowerUnit;

    #[test]
    fn a_margin_is_negative_where_the_bound_is_broken_whatever_its_direction() {
        let cases = [
            (Bound::at_least("power", 10.0, "MW"), 12.0, 0.2),
            (Bound::at_least("power", 10.0, "MW"), 10.0, 0.0), // the bound itself is kept
            (Bound::at_least("power", 10.0, "MW"), 9.4, -0.06),
            (Bound::at_most("travel", 180.0, "minute"), 90.0, 0.5),
            (Bound::at_most("travel", 180.0, "minute"), 225.0, -0.25),
        ];
        for (bound, actual, expected) in cases {
            let gate = bound.check(Some(actual));
            assert_abs_diff_eq!(gate.margin.unwrap(), expected, epsilon = 1e-12);
            assert_eq!(gate.status, pass_if(0.0 <= expected), "{bound:?} {actual}");
        }
        assert_eq!(Bound::at_least("power", 10.0, "MW").check(None).status, GateStatus::Unknown);
    }

    #[test]
    fn a_range_around_the_bound_decides_nothing() {
        let cases = [
            (5, 8, GateStatus::Fail),
            (5, 14, GateStatus::Unknown), // perhaps, perhaps not
            (10, 14, GateStatus::Pass),
        ];
        for (value, max, expected) in cases {
            let mut figure = Figure::stated(Decimal::from(value), PowerUnit::Megawatt);
            figure.max = Some(Decimal::from(max));
            let gate = Bound::at_least("power", 10.0, "MW").check_figure(&figure);
            assert_eq!(gate.status, expected, "{value} to {max}");
        }
    }

    #[test]
    fn small_numbers_keep_their_digits() {
        let cases =
            [(0.012_345, "0.0123"), (0.3, "0.3"), (1.005_1, "1.01"), (40.0, "40"), (0.0, "0")];
        for (value, expected) in cases {
            assert_eq!(tidy(value), expected, "{value}");
        }
    }
}
