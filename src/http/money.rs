use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::money::{Fen, FenEstimate};

/// An amount of money in CNY, as a decimal with two places: whole fen, so that parts add up to
/// their total exactly. Negative for what is paid or lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[schema(value_type = String, pattern = r"^-?\d+\.\d{2}$", example = "1234567.89")]
pub struct YuanBody(Decimal);

impl From<Fen> for YuanBody {
    fn from(amount: Fen) -> YuanBody {
        YuanBody(amount.yuan())
    }
}

/// An amount that is known between two ends; all three are equal where there is no doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct YuanEstimateBody {
    /// The lower end.
    pub low: YuanBody,
    /// The most plausible amount.
    pub likely: YuanBody,
    /// The upper end.
    pub high: YuanBody,
}

impl From<FenEstimate> for YuanEstimateBody {
    fn from(estimate: FenEstimate) -> YuanEstimateBody {
        YuanEstimateBody {
            low: estimate.low.into(),
            likely: estimate.likely.into(),
            high: estimate.high.into(),
        }
    }
}

/// The least and the most of something; nothing says which is more plausible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct YuanRangeBody {
    /// The lower end.
    pub low: YuanBody,
    /// The upper end.
    pub high: YuanBody,
}

/// A number that is known between two ends, in the unit that stands beside it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct NumberEstimateBody {
    /// The lower end.
    pub low: f64,
    /// The most plausible value.
    pub likely: f64,
    /// The upper end.
    pub high: f64,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn amounts_have_two_decimals_whatever_they_are() {
        let cases = [
            (0, "0.00"),
            (5, "0.05"),
            (-5, "-0.05"), // less than a yuan keeps its sign
            (100, "1.00"), // no decimal is dropped
            (123_456_789, "1234567.89"),
        ];
        for (fen, expected) in cases {
            assert_eq!(serde_json::to_value(YuanBody::from(Fen::new(fen))).unwrap(), expected);
        }
        let estimate = FenEstimate::new(Fen::new(1), Fen::new(20), Fen::new(300)).unwrap();
        assert_eq!(
            serde_json::to_value(YuanEstimateBody::from(estimate)).unwrap(),
            json!({ "low": "0.01", "likely": "0.20", "high": "3.00" })
        );
    }
}
