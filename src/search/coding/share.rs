//! What each code of a phrase gets of what the phrase says, by the role that it plays.

use std::collections::BTreeMap;

use super::role::Role;

/// Share of the second, third … code of a phrase relative to the first.
const RANK_FACTORS: [f64; 5] = [1.0, 0.5, 0.3, 0.2, 0.15];

/// The divisions of a phrase with shares that add up to one.
pub(super) fn divisions(codes: &[String]) -> BTreeMap<u8, f64> {
    let mut divisions = BTreeMap::new();
    for (code, share) in shares(codes, Role::Product) {
        if let Some(division) = super::division(&code) {
            *divisions.entry(division).or_insert(0.0) += share;
        }
    }
    divisions
}

/// The codes of a phrase in a role with shares that add up to one.
pub(super) fn shares(codes: &[String], role: Role) -> BTreeMap<String, f64> {
    let total: f64 = RANK_FACTORS[..codes.len().min(RANK_FACTORS.len())].iter().sum();
    let mut shares = BTreeMap::new();
    for (code, factor) in codes.iter().zip(RANK_FACTORS) {
        let code = match role {
            Role::Recycled => recovered(code),
            Role::Repaired => repaired(code),
            _ => code.clone(),
        };
        *shares.entry(code).or_insert(0.0) += factor / total;
    }
    shares
}

/// Where waste of an industry's product is made usable: metal and what holds it, or the rest.
fn recovered(code: &str) -> String {
    match super::division(code) {
        Some(42) => code.to_owned(),
        Some(1..=5 | 13..=30) => "4220".to_owned(),
        _ => "4210".to_owned(),
    }
}

/// Who repairs an industry's product.
fn repaired(code: &str) -> String {
    let class = match (super::division(code), code.get(..3)) {
        (_, Some("371" | "372")) => "4341",
        (_, Some("373")) => "4342",
        (_, Some("374")) => "4343",
        (Some(37), _) => "4349",
        (Some(33), _) => "4310",
        (Some(34), _) => "4320",
        (Some(35), _) => "4330",
        (Some(38), _) => "4350",
        (Some(40), _) => "4360",
        _ => return code.to_owned(),
    };
    class.to_owned()
}
