use std::collections::BTreeMap;

use super::{Coding, File, region::Regions, source::Sources, table};
use crate::domain::{
    code::IndustryCode,
    figure::{Figure, Method},
    id::RegionId,
    invalid::InvalidLine,
    policy::StandardLand,
    row::Row,
    text::Text,
    unit::Unit,
};

/// Reads `thresholds.csv`: the rows of one place, label and list of codes are one set of
/// thresholds.
pub(super) fn add(
    regions: &mut Regions,
    file: File<'_>,
    sources: &Sources,
    label: &Coding<'_>,
) -> Result<(), InvalidLine> {
    let columns =
        &["place", "label", "codes", "gate", "bound", "value", "unit", "period", "source", "note"];
    let mut sets: BTreeMap<(RegionId, String, String), StandardLand> = BTreeMap::new();
    let rows = table::rows(file, columns)?;
    for row in &rows {
        if !["min", "max"].contains(&row.text("bound")) {
            return Err(row.refuse("bound", "`min` or `max`"));
        }
        let cell = |column| row.text(column).to_owned();
        let key = (regions.id(row, "place")?, cell("label"), cell("codes"));
        let set = sets.entry(key).or_insert_with(|| named(row, label));
        put(set, row, sources)?;
    }
    for ((place, ..), set) in sets {
        if let Some(region) = regions.find(&place) {
            region.standard_land.push(set);
        }
    }
    Ok(())
}

fn named(row: &Row, label: &Coding<'_>) -> StandardLand {
    let zh = row.owned("label");
    let en = zh.as_deref().and_then(label).and_then(|coded| coded.en);
    let industries = row.list("codes", ';').map(IndustryCode::gbt).collect();
    StandardLand { label: Text { zh, en }, industries, ..StandardLand::default() }
}

fn put(set: &mut StandardLand, row: &Row, sources: &Sources) -> Result<(), InvalidLine> {
    match (row.text("gate"), row.text("bound")) {
        ("capex_per_mu", "min") => once(&mut set.capex_per_mu, row, sources),
        ("output_per_mu", "min") => once(&mut set.output_per_mu, row, sources),
        ("tax_per_mu", "min") => once(&mut set.tax_per_mu, row, sources),
        ("rd_share", "min") => once(&mut set.rd_share, row, sources),
        ("energy_per_output", "max") => once(&mut set.energy_per_output, row, sources),
        ("energy_per_value_added", "max") => once(&mut set.energy_per_value_added, row, sources),
        ("floor_area_ratio", "min") => once(&mut set.floor_area_ratio, row, sources),
        ("floor_area_ratio", "max") => once(&mut set.floor_area_ratio_max, row, sources),
        _ => Err(row.refuse("gate", "a gate and a bound that fixtures/README.md describes")),
    }
}

fn once<U: Unit>(
    slot: &mut Option<Figure<U>>,
    row: &Row,
    sources: &Sources,
) -> Result<(), InvalidLine> {
    match slot.replace(sources.figure(row, Method::Declared)?) {
        None => Ok(()),
        Some(_) => Err(row.refuse("gate", "a gate that stands once per place and label")),
    }
}
