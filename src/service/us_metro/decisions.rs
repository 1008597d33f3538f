use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
};

use jiff::civil::Date;

use super::{
    Error, UsMetros, county_code,
    table::{Column, Table},
};
use crate::industry::siting::decision::Decision;

/// The names of the columns of a list of plants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionColumns {
    /// The plant's identifier.
    pub id: String,
    /// What it makes.
    pub technology: String,
    /// When it was announced, as `2021-07-15`.
    pub date: String,
    /// The five digits of its county; empty if not known.
    pub county: String,
    /// `New` for a new plant; anything else extends or restarts one.
    pub kind: String,
    /// Whose it is; a file without this column names no companies.
    pub company: String,
}

/// Lists of plants, read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Decisions {
    /// In the order of the files; of plants with the same identifier the first.
    pub plants: Vec<Decision>,
    /// Rows left out because an earlier one has their identifier.
    pub repeated: usize,
    /// Rows left out because they bear no date.
    pub undated: usize,
}

/// Reads lists of plants.
///
/// # Errors
/// A file that cannot be read, or the first fault in one, with its line.
pub fn read(
    files: &[PathBuf],
    columns: &DecisionColumns,
    world: &UsMetros,
) -> Result<Decisions, Error> {
    let mut decisions = Decisions::default();
    let mut seen = HashSet::new();
    for file in files {
        read_file(file, columns, &world.by_county, &mut seen, &mut decisions)?;
    }
    Ok(decisions)
}

fn read_file(
    file: &Path,
    columns: &DecisionColumns,
    by_county: &HashMap<String, usize>,
    seen: &mut HashSet<String>,
    decisions: &mut Decisions,
) -> Result<(), Error> {
    let mut table = Table::open(file)?;
    let [id, technology] = [table.column(&columns.id)?, table.column(&columns.technology)?];
    let [date, county] = [table.column(&columns.date)?, table.column(&columns.county)?];
    let kind = table.column(&columns.kind)?;
    let company = table.find(&columns.company);
    while table.advance()? {
        let id = table.text(id);
        if !id.is_empty() && !seen.insert(id.to_owned()) {
            decisions.repeated += 1;
            continue;
        }
        let Some(day) = day(&table, date)? else {
            decisions.undated += 1;
            continue;
        };
        let company = company.map(|column| table.text(column)).filter(|name| !name.is_empty());
        decisions.plants.push(Decision {
            technology: table.text(technology).to_owned(),
            company: company.map(str::to_owned),
            day,
            area: area(&table, county, by_county)?,
            is_new: table.text(kind).eq_ignore_ascii_case("new"),
        });
    }
    Ok(())
}

/// The day of a cell; a time after it is passed over.
fn day(table: &Table, column: Column) -> Result<Option<Date>, Error> {
    let text = table.text(column);
    if text.is_empty() {
        return Ok(None);
    }
    let day = text.split([' ', 'T']).next().unwrap_or_default();
    day.parse().map(Some).map_err(|_| table.fault(column, "a day such as `2021-07-15`"))
}

fn area(
    table: &Table,
    column: Column,
    by_county: &HashMap<String, usize>,
) -> Result<Option<usize>, Error> {
    let text = table.text(column);
    if text.is_empty() {
        return Ok(None);
    }
    let code = county_code(text);
    if code.len() != 5 || !code.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(table.fault(column, "the five digits of a county, such as `26163`"));
    }
    Ok(by_county.get(&code).copied())
}
