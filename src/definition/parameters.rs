use super::{
    File,
    table::{self, line_at},
};
use crate::domain::{
    invalid::{Invalid, InvalidLine},
    link::LinkKind,
    parameters::{Parameters, SimilarityParameters},
};

/// Reads `index/parameters.toml`; strengths and factors lie between 0 and 1, but for the largest
/// factor of a landing rate, which is at least 1; speeds are above 0.
pub(super) fn parse(file: File<'_>) -> Result<Parameters, InvalidLine> {
    let parameters: Parameters = table::toml(file)?;
    let refuse = |path: &str, value: f64, expected: &str| {
        let name = path.rsplit('.').next().unwrap_or(path);
        InvalidLine::new(file.0, line_of(file.1, name), Invalid::new(path, value, expected))
    };
    for kind in LINK_KINDS {
        if !parameters.link.kinds.contains_key(&kind) {
            return Err(refuse("link.kinds", f64::NAN, &format!("given for {kind:?} too")));
        }
    }
    for (path, value) in shares(&parameters) {
        if !(0.0..=1.0).contains(&value) {
            return Err(refuse(path, value, "between 0 and 1"));
        }
    }
    let positive = [
        ("panel.half_trust_declarations", parameters.panel.half_trust_declarations),
        ("employment.half_capacity_people", parameters.employment.half_capacity_people),
        ("travel.circuity", parameters.travel.circuity),
        ("travel.road_km_per_hour", parameters.travel.road_km_per_hour),
        ("travel.rail_terminal_minutes", parameters.travel.rail_terminal_minutes),
        ("travel.ferry_minutes", parameters.travel.ferry_minutes),
        ("supply.hours_max", parameters.supply.hours_max),
        ("supply.quotient_min", parameters.supply.quotient_min),
        ("gate.port_km_max", parameters.gate.port_km_max),
        ("gate.coal_equivalent_kg_per_kwh", parameters.gate.coal_equivalent_kg_per_kwh),
    ];
    for (path, value) in positive.into_iter().chain(parameters.half_life_years.named()) {
        if !(value.is_finite() && 0.0 < value) {
            return Err(refuse(path, value, "a number above 0"));
        }
    }
    let congestion = &parameters.congestion;
    for (path, value) in [
        ("congestion.free_utilisation", congestion.free_utilisation),
        ("congestion.slope", congestion.slope),
    ] {
        if !(value.is_finite() && 0.0 <= value) {
            return Err(refuse(path, value, "a number of at least 0"));
        }
    }
    let largest = parameters.link.landing_factor_max;
    if !(largest.is_finite() && 1.0 <= largest) {
        return Err(refuse("link.landing_factor_max", largest, "a number of at least 1"));
    }
    let robustness = &parameters.robustness;
    if !(1..=100_000).contains(&robustness.draws) {
        let draws = u32::try_from(robustness.draws).map_or(f64::INFINITY, f64::from);
        return Err(refuse("robustness.draws", draws, "a whole number between 1 and 100000"));
    }
    if robustness.promethee_preference <= robustness.promethee_indifference {
        let (path, value) = ("robustness.promethee_preference", robustness.promethee_preference);
        return Err(refuse(path, value, "above `promethee_indifference`"));
    }
    if let Some((path, value, expected)) = unusable(&parameters.similarity) {
        return Err(refuse(path, value, expected));
    }
    if parameters.declaration.position_factors.is_empty() {
        return Err(refuse("declaration.position_factors", f64::NAN, "at least one factor"));
    }
    Ok(parameters)
}

/// What of the likeness cannot be used: path, value and what would be right.
fn unusable(similarity: &SimilarityParameters) -> Option<(&'static str, f64, &'static str)> {
    let (regions, projects) = (similarity.region, similarity.project);
    let aspects = [
        ("similarity.region", regions.industry),
        ("similarity.region", regions.land),
        ("similarity.region", regions.land_price),
        ("similarity.region", regions.wage),
        ("similarity.project", projects.industry),
        ("similarity.project", projects.land),
        ("similarity.project", projects.power),
        ("similarity.project", projects.capex),
        ("similarity.project", projects.headcount),
    ];
    for (path, weight) in aspects {
        if !(weight.is_finite() && 0.0 < weight) {
            return Some((path, weight, "weights above 0"));
        }
    }
    let apart = similarity.apart_factor;
    if !(apart.is_finite() && 1.0 < apart) {
        return Some(("similarity.apart_factor", apart, "a number above 1"));
    }
    None
}

const LINK_KINDS: [LinkKind; 6] = [
    LinkKind::Enclave,
    LinkKind::IndustryEnclave,
    LinkKind::JointPark,
    LinkKind::Pairing,
    LinkKind::CounterpartAssistance,
    LinkKind::Corridor,
];

/// The line on which a name is given.
fn line_of(text: &str, name: &str) -> u64 {
    line_at(text, text.find(&format!("{name} =")).unwrap_or_default())
}

fn shares(parameters: &Parameters) -> Vec<(&'static str, f64)> {
    let mut shares = vec![
        ("declaration.agreement_min", parameters.declaration.agreement_min),
        ("link.production_at_partner", parameters.link.production_at_partner),
        ("link.partner_same_prefecture", parameters.link.partner_same_prefecture),
        ("link.partner_province", parameters.link.partner_province),
        ("link.home_other_level", parameters.link.home_other_level),
        ("link.other_focus", parameters.link.other_focus),
        ("link.landing_factor_min", parameters.link.landing_factor_min),
        ("stand_in.approved_area", parameters.stand_in.approved_area),
        ("stand_in.floor_price", parameters.stand_in.floor_price),
        ("congestion.floor", parameters.congestion.floor),
        ("robustness.weight_spread", parameters.robustness.weight_spread),
        ("robustness.vikor_group_share", parameters.robustness.vikor_group_share),
        ("robustness.promethee_indifference", parameters.robustness.promethee_indifference),
        ("robustness.promethee_preference", parameters.robustness.promethee_preference),
    ];
    let factors = &parameters.declaration.position_factors;
    shares.extend(factors.iter().map(|factor| ("declaration.position_factors", *factor)));
    shares.extend(parameters.link.kinds.values().map(|strength| ("link.kinds", *strength)));
    shares
}
