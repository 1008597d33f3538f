use std::collections::BTreeMap;

use serde::{Deserialize, de::IgnoredAny};
use toml::Spanned;

use super::{
    File,
    table::{self, line_at},
};
use crate::domain::{
    criterion::{Criterion, CriterionId, Scale, Utility},
    invalid::{Invalid, InvalidLine},
    limits::WEIGHT_MAX,
    region::Level,
    text::Text,
};

/// The levels at which regions are ranked; each criterion has a scale for every one.
const LEVELS: [Level; 4] = [Level::Province, Level::Prefecture, Level::County, Level::Park];

/// Measures and utilities.
pub(super) type Points = Spanned<Vec<(f64, f64)>>;
/// A median utility for every level.
pub(super) type Medians = Spanned<BTreeMap<Level, Spanned<f64>>>;
/// What makes a scale.
pub(super) const SCALE_EXPECTED: &str = "two points or more with rising measures (above 0 if logarithmic) and utilities from 0 to 1 \
     that all rise or all fall";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CriterionFile {
    criterion: Vec<CriterionEntry>,
    /// Read by itself.
    #[serde(default, rename = "preset")]
    _preset: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CriterionEntry {
    id: Spanned<CriterionId>,
    title: Text,
    unit: Text,
    weight: Spanned<f64>,
    source: Spanned<String>,
    #[serde(default)]
    logarithmic: bool,
    scales: Spanned<BTreeMap<Level, Points>>,
    medians: Medians,
}

/// Reads `index/criteria.toml`; each criterion stands there once, with all four levels.
pub(super) fn parse(file: File<'_>) -> Result<Vec<Criterion>, InvalidLine> {
    let mut criteria = BTreeMap::new();
    for entry in table::toml::<CriterionFile>(file)?.criterion {
        let id = *entry.id.get_ref();
        let refuse = fault(file, &entry.id, "id", id.as_str(), "a criterion that stands once");
        if criteria.insert(id.position(), criterion(file, entry)?).is_some() {
            return Err(refuse);
        }
    }
    if let Some(missing) = CriterionId::ALL.iter().find(|id| !criteria.contains_key(&id.position()))
    {
        let expected = format!("also the criterion `{}`", missing.as_str());
        return Err(InvalidLine::new(file.0, 1, Invalid::new("", "the file", &expected)));
    }
    Ok(criteria.into_values().collect())
}

fn criterion(file: File<'_>, entry: CriterionEntry) -> Result<Criterion, InvalidLine> {
    let weight = *entry.weight.get_ref();
    if !(0.0..=WEIGHT_MAX).contains(&weight) {
        return Err(fault(file, &entry.weight, "weight", weight, "between 0 and 1000000"));
    }
    let texts = [("title", &entry.title), ("unit", &entry.unit)];
    described(file, &entry.id, texts, &entry.source)?;
    every_level(file, "scales", &entry.scales)?;
    let mut scales = BTreeMap::new();
    for (level, points) in entry.scales.get_ref() {
        let scale = Scale::new(points.get_ref(), entry.logarithmic).ok_or_else(|| {
            let path = format!("scales.{}", level.as_str());
            let points = &file.1[points.span()];
            fault(file, &entry.scales, &path, points, SCALE_EXPECTED)
        })?;
        scales.insert(*level, scale);
    }
    let medians = medians(file, &entry.medians)?;
    Ok(Criterion {
        id: *entry.id.get_ref(),
        title: entry.title,
        unit: entry.unit,
        weight,
        source: entry.source.into_inner(),
        scales,
        medians,
    })
}

/// Refuses texts that lack a language, and an empty source.
pub(super) fn described<T>(
    file: File<'_>,
    id: &Spanned<T>,
    texts: [(&str, &Text); 2],
    source: &Spanned<String>,
) -> Result<(), InvalidLine> {
    for (path, text) in texts {
        if text.zh.is_none() || text.en.is_none() {
            return Err(fault(file, id, path, "{}", "given in `zh` and `en`"));
        }
    }
    if source.get_ref().trim().is_empty() {
        return Err(fault(file, source, "source", "", "a source, or `our judgement`"));
    }
    Ok(())
}

/// Reads the median utility of every level.
pub(super) fn medians(
    file: File<'_>,
    by_level: &Medians,
) -> Result<BTreeMap<Level, Utility>, InvalidLine> {
    every_level(file, "medians", by_level)?;
    let mut medians = BTreeMap::new();
    for (level, median) in by_level.get_ref() {
        let path = format!("medians.{}", level.as_str());
        let value = *median.get_ref();
        let utility = Utility::new(value)
            .ok_or_else(|| fault(file, median, &path, value, "between 0 and 1"))?;
        medians.insert(*level, utility);
    }
    Ok(medians)
}

/// Refuses a table that lacks a level or has another one.
fn every_level<T>(
    file: File<'_>,
    path: &str,
    by_level: &Spanned<BTreeMap<Level, T>>,
) -> Result<(), InvalidLine> {
    let levels: Vec<Level> = by_level.get_ref().keys().copied().collect();
    if levels == LEVELS {
        return Ok(());
    }
    let names: Vec<&str> = levels.into_iter().map(Level::as_str).collect();
    let expected = "given for province, prefecture, county and park";
    Err(fault(file, by_level, path, names.join(", "), expected))
}

/// A fault at the line of a value.
pub(super) fn fault<T>(
    file: File<'_>,
    at: &Spanned<T>,
    path: &str,
    value: impl std::fmt::Display,
    expected: &str,
) -> InvalidLine {
    let line = line_at(file.1, at.span().start);
    InvalidLine::new(file.0, line, Invalid::new(path, value, expected))
}
