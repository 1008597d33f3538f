//! Money as integers, so that parts add up exactly.

use std::{
    iter::Sum,
    ops::{Add, Neg, Sub},
};

use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};

/// An amount of money in whole fen (分), hundredths of a yuan; negative for what is paid.
///
/// Amounts of this program stay far below the bounds of the integer (9.2 × 10¹⁶ CNY); sums
/// saturate there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Fen(i64);

impl Fen {
    /// Nothing.
    pub const ZERO: Fen = Fen(0);
    /// The largest amount; stands for "no cap".
    pub const MAX: Fen = Fen(i64::MAX);

    /// So many fen.
    pub fn new(fen: i64) -> Fen {
        Fen(fen)
    }

    /// The amount nearest to `yuan`, half to even; `None` beyond the integer's bounds.
    pub fn from_yuan(yuan: Decimal) -> Option<Fen> {
        let fen = yuan.checked_mul(Decimal::ONE_HUNDRED)?;
        fen.round_dp_with_strategy(0, RoundingStrategy::MidpointNearestEven).to_i64().map(Fen)
    }

    /// The amount nearest to `yuan`, half to even; `None` for a number that is not finite or
    /// beyond the integer's bounds.
    pub fn from_yuan_f64(yuan: f64) -> Option<Fen> {
        let fen = (yuan * 100.0).round_ties_even();
        #[expect(clippy::cast_possible_truncation, reason = "within ±2⁶², as the line before says")]
        (fen.abs() <= 4_611_686_018_427_387_904.0).then_some(Fen(fen as i64))
    }

    /// The number of fen.
    pub fn get(self) -> i64 {
        self.0
    }

    /// The amount in CNY, with two decimals.
    pub fn yuan(self) -> Decimal {
        Decimal::new(self.0, 2)
    }

    /// The amount in CNY as a float, for ratios and discounting.
    pub fn yuan_f64(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "money below 9 × 10¹³ CNY is exact")]
        let fen = self.0 as f64;
        fen / 100.0
    }
}

impl Add for Fen {
    type Output = Fen;

    fn add(self, other: Fen) -> Fen {
        Fen(self.0.saturating_add(other.0))
    }
}

impl Sub for Fen {
    type Output = Fen;

    fn sub(self, other: Fen) -> Fen {
        Fen(self.0.saturating_sub(other.0))
    }
}

impl Neg for Fen {
    type Output = Fen;

    fn neg(self) -> Fen {
        Fen(self.0.saturating_neg())
    }
}

impl Sum for Fen {
    fn sum<I: Iterator<Item = Fen>>(amounts: I) -> Fen {
        amounts.fold(Fen::ZERO, Add::add)
    }
}

/// An amount that is known between two ends, with the most plausible value between them.
///
/// All three are equal where every figure behind it is published for the place itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FenEstimate {
    /// The lower end.
    pub low: Fen,
    /// The most plausible value.
    pub likely: Fen,
    /// The upper end.
    pub high: Fen,
}

impl FenEstimate {
    /// An amount without doubt.
    pub fn exact(amount: Fen) -> FenEstimate {
        FenEstimate { low: amount, likely: amount, high: amount }
    }

    /// Three amounts in rising order; `None` if they are not.
    pub fn new(low: Fen, likely: Fen, high: Fen) -> Option<FenEstimate> {
        (low <= likely && likely <= high).then_some(FenEstimate { low, likely, high })
    }

    /// Whether both ends are one.
    pub fn is_exact(self) -> bool {
        self.low == self.high
    }
}

impl Add for FenEstimate {
    type Output = FenEstimate;

    fn add(self, other: FenEstimate) -> FenEstimate {
        FenEstimate {
            low: self.low + other.low,
            likely: self.likely + other.likely,
            high: self.high + other.high,
        }
    }
}

impl Sub for FenEstimate {
    type Output = FenEstimate;

    /// The difference of two amounts whose doubts have nothing to do with each other.
    fn sub(self, other: FenEstimate) -> FenEstimate {
        FenEstimate {
            low: self.low - other.high,
            likely: self.likely - other.likely,
            high: self.high - other.low,
        }
    }
}

impl Sum for FenEstimate {
    fn sum<I: Iterator<Item = FenEstimate>>(amounts: I) -> FenEstimate {
        amounts.fold(FenEstimate::default(), Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yuan_are_rounded_once_half_to_even() {
        let of = |text: &str| Fen::from_yuan(text.parse().unwrap());
        assert_eq!(of("0.005"), Some(Fen::new(0)));
        assert_eq!(of("0.015"), Some(Fen::new(2)));
        assert_eq!(of("-1.25"), Some(Fen::new(-125)));
        assert_eq!(Fen::from_yuan(Decimal::MAX), None);
        assert_eq!(Fen::from_yuan_f64(f64::NAN), None);
        assert_eq!(Fen::from_yuan_f64(1e39), None);
        assert_eq!(Fen::from_yuan_f64(2.5), Some(Fen::new(250)));
        assert_eq!(Fen::new(-125).yuan().to_string(), "-1.25");
    }

    #[test]
    fn a_difference_is_as_doubtful_as_both_together() {
        let of = |low, likely, high| {
            FenEstimate::new(Fen::new(low), Fen::new(likely), Fen::new(high)).unwrap()
        };
        assert_eq!(of(10, 20, 40) - of(1, 2, 3), of(7, 18, 39));
        assert_eq!([of(1, 2, 3), of(1, 1, 1)].into_iter().sum::<FenEstimate>(), of(2, 3, 4));
        assert_eq!(FenEstimate::new(Fen::new(2), Fen::new(1), Fen::new(3)), None);
    }
}
