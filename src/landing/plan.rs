use super::finance::{DiscountRate, annuity_factor};
use crate::domain::money::{Fen, FenEstimate};

/// How far ahead a project plans, and what a year's delay costs it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan {
    years: f64,
    discount_rate: DiscountRate,
    annuity_factor: f64,
}

impl Plan {
    /// A plan of so many years, above 0, at a discount rate per year of at least 0; `None` beyond.
    pub fn new(years: f64, discount_rate: f64) -> Option<Plan> {
        let discount_rate =
            DiscountRate::new(discount_rate).ok().filter(|rate| 0.0 <= rate.get())?;
        let annuity_factor = annuity_factor(discount_rate, years).ok()?;
        Some(Plan { years, discount_rate, annuity_factor })
    }

    /// How many years.
    pub fn years(self) -> f64 {
        self.years
    }

    /// The discount rate per year, as a share.
    pub fn discount_rate(self) -> f64 {
        self.discount_rate.get()
    }

    /// What one yuan at the end of each year of the plan is worth today; see
    /// [`annuity_factor`].
    pub fn annuity_factor(self) -> f64 {
        self.annuity_factor
    }

    /// What the same amount at the end of each year is worth today; `None` beyond the bounds of
    /// [`Fen`].
    pub fn present_value(self, per_year: Fen) -> Option<Fen> {
        Fen::from_yuan_f64(per_year.yuan_f64() * self.annuity_factor())
    }

    /// [`Plan::present_value`] of all three values.
    pub fn present_estimate(self, per_year: FenEstimate) -> Option<FenEstimate> {
        FenEstimate::new(
            self.present_value(per_year.low)?,
            self.present_value(per_year.likely)?,
            self.present_value(per_year.high)?,
        )
    }
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;

    use super::*;

    #[test]
    fn a_plan_has_years_and_a_rate() {
        let cases = [
            (10.0, 0.0, Some(10.0)),   // nothing is discounted
            (1.0, 0.25, Some(0.8)),    // 1 / 1.25
            (2.0, 0.25, Some(1.44)),   // and 1 / 1.25² more
            (10.0, 1e-12, Some(10.0)), // a tiny rate does not cancel
            (0.0, 0.08, None),         // no plan
            (f64::NAN, 0.08, None),
            (10.0, -0.01, None),
            (10.0, f64::INFINITY, None),
        ];
        for (years, rate, expected) in cases {
            let factor = Plan::new(years, rate).map(Plan::annuity_factor);
            assert_eq!(factor.is_some(), expected.is_some(), "{years} at {rate}");
            assert_abs_diff_eq!(factor.unwrap_or(0.0), expected.unwrap_or(0.0), epsilon = 1e-9);
        }
    }
}
