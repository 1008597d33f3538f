//! Money over years: discounting, and sums paid at once as amounts per year.

/// Why a sum cannot be spread or discounted.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum FinanceError {
    /// At −100 % per year a later payment has no worth today.
    #[error("`discount_rate` must be a finite number above -1, got `{0}`")]
    RateOutOfRange(f64),
    /// No year to pay in.
    #[error("`years` must be a finite number above 0, got `{0}`")]
    YearsOutOfRange(f64),
    /// Nothing to discount, or not even one year after today.
    #[error("`cash_flows` must hold at least {least} amounts, got {got}")]
    TooFewCashFlows {
        /// How many there must be.
        least: usize,
        /// How many there are.
        got: usize,
    },
}

/// A rate per period, above −1: 0.08 is 8 %.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct DiscountRate(f64);

impl DiscountRate {
    /// Checks the rate.
    ///
    /// # Errors
    /// A rate of −1 or less, or one that is not finite.
    pub fn new(rate: f64) -> Result<DiscountRate, FinanceError> {
        if rate.is_finite() && -1.0 < rate {
            return Ok(DiscountRate(rate));
        }
        Err(FinanceError::RateOutOfRange(rate))
    }

    /// The rate per period.
    pub fn get(self) -> f64 {
        self.0
    }
}

/// The present value of cash flows, the first of which is paid today (t = 0) and each further one
/// a period later: Σ cₜ / (1 + r)ᵗ. In the unit of the cash flows.
///
/// Spreadsheets place the first flow at t = 1; divide by 1 + r for theirs.
///
/// ```
/// use hinterland::landing::finance::{DiscountRate, net_present_value};
/// let rate = DiscountRate::new(0.05)?;
/// let flows = [-15_000.0, 1_500.0, 2_500.0, 3_500.0, 4_500.0, 6_000.0];
/// assert_eq!((net_present_value(rate, &flows) * 100.0).round(), 12_289.0);
/// # Ok::<(), hinterland::landing::finance::FinanceError>(())
/// ```
pub fn net_present_value(rate: DiscountRate, cash_flows: &[f64]) -> f64 {
    let growth = 1.0 + rate.0;
    // Horner's scheme: the last flow is discounted once more at each step towards today.
    cash_flows.iter().rev().fold(0.0, |value, flow| flow + value / growth)
}

/// What one unit at the end of each of `years` years is worth today: (1 − (1 + r)⁻ⁿ) / r, and n at
/// r = 0. `years` need not be whole.
///
/// Source: the uniform series present worth factor of W. G. Sullivan, E. M. Wicks and
/// C. P. Koelling, "Engineering Economy", chapter 4, and of any textbook of the field.
///
/// # Errors
/// No year, or a number that is not finite.
///
/// ```
/// use hinterland::landing::finance::{DiscountRate, annuity_factor};
/// // Ten years at 8 %: 6.7101, as the tables print it.
/// let factor = annuity_factor(DiscountRate::new(0.08)?, 10.0)?;
/// assert!((factor - 6.7101).abs() < 5e-5);
/// # Ok::<(), hinterland::landing::finance::FinanceError>(())
/// ```
pub fn annuity_factor(rate: DiscountRate, years: f64) -> Result<f64, FinanceError> {
    if !(years.is_finite() && 0.0 < years) {
        return Err(FinanceError::YearsOutOfRange(years));
    }
    if rate.0 == 0.0 {
        return Ok(years);
    }
    // By ln_1p and exp_m1: exact for small rates, finite for long terms.
    Ok(-(-years * rate.0.ln_1p()).exp_m1() / rate.0)
}

/// The share of a sum that is paid back at the end of each of `years` years, interest included:
/// r (1 + r)ⁿ / ((1 + r)ⁿ − 1), and 1 / n at r = 0; the inverse of [`annuity_factor`].
///
/// # Errors
/// As for [`annuity_factor`].
///
/// ```
/// use hinterland::landing::finance::{DiscountRate, capital_recovery_factor};
/// let factor = capital_recovery_factor(DiscountRate::new(0.1)?, 10.0)?;
/// assert_eq!((factor * 1000.0).round(), 163.0);
/// # Ok::<(), hinterland::landing::finance::FinanceError>(())
/// ```
pub fn capital_recovery_factor(rate: DiscountRate, years: f64) -> Result<f64, FinanceError> {
    Ok(1.0 / annuity_factor(rate, years)?)
}

/// What is paid at the end of each year to pay back `present_value` in `years` years, in its unit:
/// positive, where numpy-financial's `pmt` is negative.
///
/// # Errors
/// As for [`capital_recovery_factor`].
pub fn annuity_payment(
    rate: DiscountRate,
    years: f64,
    present_value: f64,
) -> Result<f64, FinanceError> {
    Ok(capital_recovery_factor(rate, years)? * present_value)
}

/// The equal yearly amount that is worth the same as the cash flows: their net present value
/// times the capital recovery factor over the years after the first flow.
///
/// # Errors
/// Fewer than two cash flows: there is no year to spread them over.
pub fn equivalent_annual_cost(rate: DiscountRate, cash_flows: &[f64]) -> Result<f64, FinanceError> {
    let got = cash_flows.len();
    if got < 2 {
        return Err(FinanceError::TooFewCashFlows { least: 2, got });
    }
    #[expect(clippy::cast_precision_loss, reason = "years are few")]
    let years = (got - 1) as f64;
    annuity_payment(rate, years, net_present_value(rate, cash_flows))
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    use super::*;

    fn rate(rate: f64) -> DiscountRate {
        DiscountRate::new(rate).unwrap()
    }

    /// numpy-financial, `tests/test_financial.py`: printed 122.89.
    #[test]
    fn the_first_cash_flow_is_paid_today() {
        let flows = [-15_000.0, 1_500.0, 2_500.0, 3_500.0, 4_500.0, 6_000.0];
        let value = net_present_value(rate(0.05), &flows);
        assert_abs_diff_eq!(value, 122.894_854_950_939_59, epsilon = 1e-9);
    }

    /// The same file, `pmt`, of which the sign is the borrower's; and the published worked example
    /// of the capital recovery factor: 1,000 at 10 % over 10 years are 163 a year.
    #[test]
    fn payments_come_out_as_published() {
        let cases = [
            (0.08 / 12.0, 60.0, 15_000.0, 304.145_914, 5e-7),
            (0.0, 60.0, 15_000.0, 250.0, 0.0), // without interest, a plain division
            (0.1, 10.0, 1_000.0, 162.745_394_882_511_53, 1e-9),
        ];
        for (per_period, periods, sum, expected, epsilon) in cases {
            let payment = annuity_payment(rate(per_period), periods, sum).unwrap();
            assert_abs_diff_eq!(payment, expected, epsilon = epsilon);
        }
    }

    #[test]
    fn what_has_no_worth_or_no_year_is_refused() {
        for refused in [-1.0, -2.0, f64::NAN, f64::INFINITY] {
            let error = DiscountRate::new(refused).unwrap_err();
            assert!(error.to_string().starts_with("`discount_rate` must be a finite number"));
        }
        for refused in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            let error = capital_recovery_factor(rate(0.1), refused).unwrap_err();
            assert!(matches!(error, FinanceError::YearsOutOfRange(_)));
        }
        let error = equivalent_annual_cost(rate(0.1), &[5.0]).unwrap_err();
        assert_eq!(error, FinanceError::TooFewCashFlows { least: 2, got: 1 });
    }

    proptest! {
        #[test]
        fn an_equal_amount_each_year_is_its_own_equivalent(
            per_year in -0.5..0.5_f64, amount in 1.0..1e6_f64, years in 1..60_usize,
        ) {
            let mut flows = vec![amount; years + 1];
            flows[0] = 0.0;
            let found = equivalent_annual_cost(rate(per_year), &flows).unwrap();
            prop_assert!((found / amount - 1.0).abs() < 1e-6, "{found} for {amount}");
        }

        #[test]
        fn a_longer_term_costs_less_per_year_and_a_higher_rate_more(
            low in 0.0..0.3_f64, more in 0.001..0.3_f64, years in 1.0..50.0_f64,
        ) {
            let of = |per_year, years| capital_recovery_factor(rate(per_year), years).unwrap();
            prop_assert!(of(low, years + 1.0) < of(low, years));
            prop_assert!(of(low, years) < of(low + more, years));
            // Never less than the interest, nor than the bare instalment.
            prop_assert!(low <= of(low, years) && 1.0 / years <= of(low, years) + 1e-12);
        }
    }
}
