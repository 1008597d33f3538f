use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::{Error, table::Table};
use crate::industry::siting::metro::Supply;

/// The use table in producers' prices, summary level (Bureau of Economic Analysis, 2022).
pub(super) const USE_TABLE: &str = "bea_2022_summary_use_producer.csv";
/// Industries of the use table and codes of NAICS 2017.
pub(super) const INDUSTRIES: &str = "bea_naics_crosswalk_2017.csv";

/// The row of the use table that holds what an industry buys in all.
const TOTAL: &str = "Total Intermediate";

/// Reads who supplies whom; `jobs` says which codes are counted at all.
pub(super) fn read(folder: &Path, jobs: &BTreeMap<String, Vec<f64>>) -> Result<Supply, Error> {
    let industries = industries(&folder.join(INDUSTRIES))?;
    let shares = shares(&folder.join(USE_TABLE))?;
    // A code that lies in several industries cannot be told apart.
    let mut codes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (code, of) in &industries {
        if let ([industry], true) = (of.as_slice(), jobs.contains_key(code)) {
            codes.entry(industry.clone()).or_default().push(code.clone());
        }
    }
    for codes in codes.values_mut() {
        let all = codes.clone();
        codes.retain(|code| !all.iter().any(|other| other != code && code.starts_with(other)));
    }
    Ok(Supply { shares, industries, codes })
}

/// The industries of each code.
fn industries(path: &Path) -> Result<BTreeMap<String, Vec<String>>, Error> {
    let mut table = Table::open(path)?;
    let [industry, code] =
        [table.column("BEA_2017_Summary_Code")?, table.column("NAICS_2017_Code")?];
    let mut industries: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    while table.advance()? {
        if !table.text(code).is_empty() {
            let of = industries.entry(table.text(code).to_owned()).or_default();
            of.insert(table.text(industry).to_owned());
        }
    }
    Ok(industries.into_iter().map(|(code, of)| (code, of.into_iter().collect())).collect())
}

/// What each industry buys from each, as a share of all that it buys.
fn shares(path: &Path) -> Result<BTreeMap<String, BTreeMap<String, f64>>, Error> {
    let mut table = Table::open(path)?;
    let supplier = table.column("commodity_or_va")?;
    let users: Vec<String> = table.header().map(str::to_owned).collect();
    let mut bought: BTreeMap<String, BTreeMap<String, f64>> = BTreeMap::new();
    while table.advance()? {
        for user in &users[1..] {
            if let Some(value) = table.number::<f64>(table.column(user)?)? {
                let row = bought.entry(user.clone()).or_default();
                row.insert(table.text(supplier).to_owned(), value);
            }
        }
    }
    for row in bought.values_mut() {
        let total = row.get(TOTAL).copied().unwrap_or_default();
        row.retain(|_, value| 0.0 < *value && 0.0 < total);
        for value in row.values_mut() {
            *value /= total;
        }
    }
    // Totals and final uses are no industries.
    let is_industry: BTreeSet<String> = bought.keys().cloned().collect();
    for row in bought.values_mut() {
        row.retain(|supplier, _| is_industry.contains(supplier));
    }
    Ok(bought)
}
