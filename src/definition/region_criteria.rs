use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::{
    File,
    criteria::{Medians, Points, SCALE_EXPECTED, described, fault, medians},
    table,
};
use crate::domain::{
    criterion::Scale,
    invalid::{Invalid, InvalidLine},
    limits::WEIGHT_MAX,
    reciprocal::{RegionCriterion, RegionCriterionId},
    text::Text,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegionCriterionFile {
    region_criterion: Vec<RegionCriterionEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegionCriterionEntry {
    id: Spanned<RegionCriterionId>,
    title: Text,
    unit: Text,
    weight: Spanned<f64>,
    source: Spanned<String>,
    #[serde(default)]
    logarithmic: bool,
    scale: Points,
    medians: Medians,
}

/// Reads `index/region_criteria.toml`; each criterion stands there once, and one has a weight.
pub(super) fn parse(file: File<'_>) -> Result<Vec<RegionCriterion>, InvalidLine> {
    let mut criteria = BTreeMap::new();
    for entry in table::toml::<RegionCriterionFile>(file)?.region_criterion {
        let id = *entry.id.get_ref();
        let refuse = fault(file, &entry.id, "id", id.as_str(), "a criterion that stands once");
        if criteria.insert(id.position(), criterion(file, entry)?).is_some() {
            return Err(refuse);
        }
    }
    let mut all = RegionCriterionId::ALL.iter();
    if let Some(missing) = all.find(|id| !criteria.contains_key(&id.position())) {
        let expected = format!("also the criterion `{}`", missing.as_str());
        return Err(InvalidLine::new(file.0, 1, Invalid::new("", "the file", &expected)));
    }
    let criteria: Vec<RegionCriterion> = criteria.into_values().collect();
    if criteria.iter().all(|criterion| criterion.weight <= 0.0) {
        let invalid = Invalid::new("weight", "all zero", "above 0 for at least one criterion");
        return Err(InvalidLine::new(file.0, 1, invalid));
    }
    Ok(criteria)
}

fn criterion(file: File<'_>, entry: RegionCriterionEntry) -> Result<RegionCriterion, InvalidLine> {
    let weight = *entry.weight.get_ref();
    if !(0.0..=WEIGHT_MAX).contains(&weight) {
        return Err(fault(file, &entry.weight, "weight", weight, "between 0 and 1000000"));
    }
    let texts = [("title", &entry.title), ("unit", &entry.unit)];
    described(file, &entry.id, texts, &entry.source)?;
    let scale = Scale::new(entry.scale.get_ref(), entry.logarithmic).ok_or_else(|| {
        let points = &file.1[entry.scale.span()];
        fault(file, &entry.scale, "scale", points, SCALE_EXPECTED)
    })?;
    Ok(RegionCriterion {
        id: *entry.id.get_ref(),
        title: entry.title,
        unit: entry.unit,
        weight,
        source: entry.source.into_inner(),
        scale,
        medians: medians(file, &entry.medians)?,
    })
}
