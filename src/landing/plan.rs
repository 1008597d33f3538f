use crate::domain::money::{Fen, FenEstimate};

/// How far ahead a project plans, and what a year's delay costs it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan {
    years: f64,
    discount_rate: f64,
}

impl Plan {
    /// A plan of so many years, above 0, at a discount rate per year of at least 0; `None` beyond.
    pub fn new(years: f64, discount_rate: f64) -> Option<Plan> {
        let valid = years.is_finite() && 0.0 < years;
        let priced = discount_rate.is_finite() && 0.0 <= discount_rate;
        (valid && priced).then_some(Plan { years, discount_rate })
    }

    /// How many years.
    pub fn years(self) -> f64 {
        self.years
    }

    /// The discount rate per year, as a share.
    pub fn discount_rate(self) -> f64 {
        self.discount_rate
    }

    /// What one yuan at the end of each year of the plan is worth today:
    /// (1 − (1 + r)⁻ⁿ) / r, and n without a discount; the inverse of the capital recovery factor.
    ///
    /// Source: the uniform series present worth factor of W. G. Sullivan, E. M. Wicks and
    /// C. P. Koelling, "Engineering Economy", chapter 4, and of any textbook of the field.
    ///
    /// ```
    /// use hinterland::landing::plan::Plan;
    /// // Ten years at 8 %: 6.7101, as the tables print it.
    /// let plan = Plan::new(10.0, 0.08).unwrap();
    /// assert!((plan.annuity_factor() - 6.7101).abs() < 5e-5);
    /// ```
    pub fn annuity_factor(self) -> f64 {
        if self.discount_rate == 0.0 {
            return self.years;
        }
        // By ln_1p and exp_m1, so that a tiny rate does not cancel.
        -(-self.years * self.discount_rate.ln_1p()).exp_m1() / self.discount_rate
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
