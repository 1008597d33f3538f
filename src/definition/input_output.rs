use std::collections::{BTreeMap, BTreeSet};

use super::{File, Taxonomy, find, table};
use crate::domain::{
    code::IndustryCode,
    input_output::{Flow, InputOutput, Sector},
    invalid::InvalidLine,
    row::{Row, number, word},
    text::Text,
};

/// Reads `index/input_output_sectors.csv` and `index/input_output.csv`; every industry code lies
/// in one sector only, and no sector buys more than it makes.
pub(super) fn parse(files: &[File<'_>], taxonomy: &Taxonomy) -> Result<InputOutput, InvalidLine> {
    let sectors = sectors(find(files, "index/input_output_sectors.csv")?, taxonomy)?;
    let positions: BTreeMap<&str, usize> =
        sectors.iter().enumerate().map(|(at, sector)| (sector.code.as_str(), at)).collect();
    let mut flows = Vec::new();
    let mut pairs = BTreeSet::new();
    let mut bought = vec![0.0; sectors.len()];
    let file = find(files, "index/input_output.csv")?;
    for row in table::rows(file, &["supplier", "user", "input", "sales"])? {
        let sector = |column: &str| {
            let found = positions.get(row.required(column)?).copied();
            found.ok_or_else(|| row.refuse(column, "a sector of index/input_output_sectors.csv"))
        };
        let flow = Flow {
            supplier: sector("supplier")?,
            user: sector("user")?,
            input: share(&row, "input")?,
            sales: share(&row, "sales")?,
        };
        if !pairs.insert((flow.supplier, flow.user)) {
            return Err(row.refuse("user", "a pair of sectors that stands once"));
        }
        bought[flow.user] += flow.input;
        if 1.0 <= bought[flow.user] {
            return Err(row.refuse("input", "such that a user's inputs sum to less than 1"));
        }
        flows.push(flow);
    }
    Ok(InputOutput { sectors, flows })
}

fn sectors(file: File<'_>, taxonomy: &Taxonomy) -> Result<Vec<Sector>, InvalidLine> {
    let mut sectors: Vec<Sector> = Vec::new();
    let mut covered = BTreeSet::new();
    for row in table::rows(file, &["sector", "zh", "en", "gbt", "kind", "output"])? {
        let code = row.required("sector")?.to_owned();
        if sectors.iter().any(|known| known.code == code) {
            return Err(row.refuse("sector", "a sector that stands once"));
        }
        let gbt: Vec<String> = row.list("gbt", ';').map(str::to_owned).collect();
        let known = |code: &String| taxonomy.entry(&IndustryCode::gbt(code)).is_some();
        if gbt.is_empty() || !gbt.iter().all(known) {
            return Err(row.refuse("gbt", "codes of index/gbt4754.csv, joined by `;`"));
        }
        if !gbt.iter().all(|code| covered.insert(code.clone())) {
            return Err(row.refuse("gbt", "codes that stand in one sector only"));
        }
        let output = row.parse("output", |text| number::<f64>(text, "a number above 0"))?;
        if !(output.is_finite() && 0.0 < output) {
            return Err(row.refuse("output", "a number above 0"));
        }
        let name = Text::new(row.required("zh")?, row.required("en")?);
        sectors.push(Sector { code, name, gbt, kind: row.parse("kind", word)?, output });
    }
    Ok(sectors)
}

fn share(row: &Row, column: &str) -> Result<f64, InvalidLine> {
    let value = row.parse(column, |text| number::<f64>(text, "a share from 0 to 1"))?;
    if (0.0..=1.0).contains(&value) {
        Ok(value)
    } else {
        Err(row.refuse(column, "a share from 0 to 1"))
    }
}
