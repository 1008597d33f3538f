//! Whether a home region pays more for a landing than the landing brings in.
//!
//! The winner's curse of subsidy races: who overestimates the tax of a plant most, wins it. E. C.
//! Capen, R. V. Clapp, W. M. Campbell, "Competitive Bidding in High-Risk Situations", Journal of
//! Petroleum Technology 23 (1971), 641–653; for regions T. J. Bartik, "Who Benefits from State and
//! Local Economic Development Policies?" (1991).

use crate::domain::money::Fen;

/// Subsidies against the tax that they buy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overbid {
    /// The present value of the subsidies; `None` if unknown.
    pub subsidies: Option<Fen>,
    /// The present value of the home region's incremental tax if production lands; `None` if
    /// unknown.
    pub tax: Option<Fen>,
    /// The probability that it lands, 0 to 1; `None` if unknown.
    pub landing_probability: Option<f64>,
    /// Subsidy intensity σ = subsidies / (tax × probability), at least 0; `None` if any of the
    /// three is unknown or nothing is expected.
    pub intensity: Option<f64>,
    /// σ if production were sure to land, subsidies / tax: the least that σ can be. Needs no
    /// probability.
    pub intensity_min: Option<f64>,
    /// The probability of landing at which subsidies and expected tax are equal; above 1 no
    /// probability suffices.
    pub break_even_probability: Option<f64>,
    /// Whether subsidies exceed the expected tax, σ > 1. Known without the probability where they
    /// exceed the whole tax; `None` where it cannot be told.
    pub is_overbid: Option<bool>,
}

/// Sets subsidies against expected tax: σ = PV(subsidies) / (PV(tax) × P(landing)).
///
/// `landing_probability` must lie within 0 to 1, and tax above 0 to buy anything; a region that
/// pays nothing never overbids.
///
/// ```
/// use hinterland::domain::money::Fen;
/// use hinterland::landing::overbid::overbid;
/// let found = overbid(Some(Fen::new(300)), Some(Fen::new(1_000)), Some(0.25));
/// assert_eq!((found.intensity, found.is_overbid), (Some(1.2), Some(true)));
/// assert_eq!(found.break_even_probability, Some(0.3));
/// ```
pub fn overbid(
    subsidies: Option<Fen>,
    tax: Option<Fen>,
    landing_probability: Option<f64>,
) -> Overbid {
    let probability = landing_probability.filter(|probability| (0.0..=1.0).contains(probability));
    let certain = ratio(subsidies, tax.map(Fen::yuan_f64));
    let expected = tax.zip(probability).map(|(tax, probability)| tax.yuan_f64() * probability);
    Overbid {
        subsidies,
        tax,
        landing_probability: probability,
        intensity: ratio(subsidies, expected),
        intensity_min: certain,
        break_even_probability: certain,
        is_overbid: is_overbid(subsidies, tax, expected),
    }
}

fn ratio(subsidies: Option<Fen>, tax_yuan: Option<f64>) -> Option<f64> {
    let tax_yuan = tax_yuan.filter(|tax| 0.0 < *tax)?;
    Some(subsidies?.yuan_f64() / tax_yuan)
}

fn is_overbid(
    subsidies: Option<Fen>,
    tax: Option<Fen>,
    expected_yuan: Option<f64>,
) -> Option<bool> {
    let subsidies = subsidies?;
    if subsidies <= Fen::ZERO {
        return Some(false);
    }
    match expected_yuan {
        Some(expected) => Some(expected.max(0.0) < subsidies.yuan_f64()),
        None if tax?.max(Fen::ZERO) < subsidies => Some(true),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_flag_stands_where_subsidies_exceed_what_is_expected() {
        let cases = [
            (Some(500), Some(1_000), Some(0.5), Some(false)), // exactly as much
            (Some(501), Some(1_000), Some(0.5), Some(true)),  // one fen more
            (Some(0), None, None, Some(false)),               // who pays nothing never overbids
            (Some(1_001), Some(1_000), None, Some(true)),     // not even a sure landing pays it
            (Some(999), Some(1_000), None, None),             // it depends on the probability
            (Some(1), Some(0), Some(1.0), Some(true)),        // nothing comes in
            (Some(1), Some(1_000), Some(0.0), Some(true)),    // it never lands
            (Some(1), None, Some(0.5), None),                 // tax unknown
            (None, Some(1_000), Some(0.5), None),             // subsidies unknown
            (Some(1), Some(1_000), Some(1.5), None),          // no probability
        ];
        for (subsidies, tax, probability, expected) in cases {
            let found = overbid(subsidies.map(Fen::new), tax.map(Fen::new), probability);
            assert_eq!(found.is_overbid, expected, "{found:?}");
            if let Some(intensity) = found.intensity {
                assert_eq!(Some(1.0 < intensity), expected, "{found:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn the_flag_flips_at_the_break_even_probability(
            subsidies in 1_i64..1_000_000_000, tax in 1_i64..1_000_000_000, off in 0.001..0.5,
        ) {
            let at = |probability| overbid(Some(Fen::new(subsidies)), Some(Fen::new(tax)), Some(probability));
            let even = at(1.0).break_even_probability.unwrap();
            if even * (1.0 + off) <= 1.0 {
                prop_assert_eq!(at(even * (1.0 + off)).is_overbid, Some(false));
            }
            if even * (1.0 - off) <= 1.0 {
                prop_assert_eq!(at(even * (1.0 - off)).is_overbid, Some(true));
            }
        }
    }
}
