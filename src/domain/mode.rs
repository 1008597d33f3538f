use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Deserialize;

use super::{
    link::EnclaveMode,
    money::{Fen, FenEstimate},
};

/// What is assumed of enclave modes where a project says nothing: `index/modes.toml`, where each
/// number stands with its source.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModeParameters {
    /// The part of a plant's tax that stays in its province.
    pub tax: TaxParameters,
    /// How two governments bargain.
    pub bargain: BargainParameters,
    /// How far ahead a project plans.
    pub plan: PlanParameters,
    /// What it costs once to set a mode up, in CNY; a mode without an entry: unknown.
    #[serde(default)]
    pub setup_cny: BTreeMap<EnclaveMode, Decimal>,
}

/// The part of a plant's tax that stays in its province, 0 to 1.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaxParameters {
    /// Of value-added tax.
    pub value_added_local_share: f64,
    /// Of corporate income tax.
    pub corporate_income_local_share: f64,
}

/// How two governments bargain.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BargainParameters {
    /// The host's power β, 0 to 1.
    pub host_power: f64,
}

/// How far ahead a project plans.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanParameters {
    /// In years, above 0.
    pub years: f64,
}

impl TaxParameters {
    /// The local part of a tax whose make-up is not known: between the smaller and the larger of
    /// the two shares, most likely the middle. `None` beyond the bounds of [`Fen`].
    pub fn local(&self, tax: FenEstimate) -> Option<FenEstimate> {
        let (one, other) = (self.value_added_local_share, self.corporate_income_local_share);
        let part = |tax: Fen, share: f64| Fen::from_yuan_f64(tax.yuan_f64() * share);
        FenEstimate::new(
            part(tax.low, one.min(other))?,
            part(tax.likely, f64::midpoint(one, other))?,
            part(tax.high, one.max(other))?,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_local_part_lies_between_both_shares() {
        let shares =
            TaxParameters { value_added_local_share: 0.5, corporate_income_local_share: 0.4 };
        let found = shares.local(FenEstimate::exact(Fen::new(1_000))).unwrap();
        assert_eq!(found, FenEstimate::new(Fen::new(400), Fen::new(450), Fen::new(500)).unwrap());
    }
}
