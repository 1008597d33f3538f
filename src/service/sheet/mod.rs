//! The flat form of documents: one row each, one column per common field, the unit in the
//! column's name. An empty cell is unknown.
//!
//! A sheet holds less than a document: a row that is imported replaces the whole document of its
//! id, and what has no column (links, policies, notes …) is then unknown. One period and one
//! source count for all figures of a row; an exported row names them only if all its figures
//! agree.

use serde_json::{Map, Value, json};

use crate::domain::invalid::Invalid;

/// The columns of regions.
pub(super) mod region;
/// The columns of projects.
pub(super) mod project;
/// The columns of outcomes.
pub(super) mod outcome;
/// The columns of commitments.
pub(super) mod commitment;
/// Values as the text of a cell.
mod cell;

pub(super) use cell::{neutralise, restore};

/// A column of a sheet of documents `T`.
pub(super) struct Column<T> {
    /// Its header.
    pub(super) name: &'static str,
    /// Where its value stands in the document; its cells begin with this in faults too.
    path: &'static str,
    cell: Cell,
    /// The text of its cell, `None` if unknown.
    pub(super) get: fn(&T) -> Option<String>,
}

impl<T> Column<T> {
    /// Whether its cells are free text, which a spreadsheet could take for a formula.
    pub(super) fn is_text(&self) -> bool {
        matches!(self.cell, Cell::Text | Cell::Labels | Cell::Source)
    }
}

/// What stands in the cells of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    /// Free text.
    Text,
    /// A word, an identifier or a date.
    Word,
    /// Words joined by `;`.
    Words,
    /// A number.
    Number,
    /// A figure in this unit: `40`, or a range `40..60`.
    Figure(&'static str),
    /// Labels of leading industries joined by `;`.
    Labels,
    /// Codes of the labels in the same order, joined by `;`; several codes of one label stand
    /// side by side, `27 276`.
    LabelCodes,
    /// Production industries joined by `;`, each a code or `code=weight`.
    Industries,
    /// Promises joined by `;`, each a kind, when it is due and the least amount:
    /// `production@2026-06-30`, `jobs@24m=100`, `capex@2026-12-31=120000000`.
    Promises,
    /// The period of all figures of the row.
    Period,
    /// The title or the address of the source of all figures of the row.
    Source,
}

/// The columns that a file has, in its order.
pub(super) struct Header<T: 'static> {
    columns: Vec<&'static Column<T>>,
}

impl<T> Header<T> {
    /// Reads the header row.
    ///
    /// # Errors
    /// Unknown or repeated columns, or no `id`.
    pub(super) fn read(
        known: &'static [Column<T>],
        names: &[String],
    ) -> Result<Header<T>, Vec<Invalid>> {
        let mut faults = Vec::new();
        let mut columns: Vec<&'static Column<T>> = Vec::new();
        for name in names.iter().map(|name| name.trim()) {
            match known.iter().find(|column| column.name == name) {
                Some(column) if columns.iter().any(|other| other.name == name) => {
                    faults.push(Invalid::new("header", column.name, "each column once"));
                }
                Some(column) => columns.push(column),
                None => {
                    let names: Vec<&str> = known.iter().map(|column| column.name).collect();
                    let expected = format!("columns out of {}", names.join(", "));
                    faults.push(Invalid::new("header", name, &expected));
                }
            }
        }
        if faults.is_empty() && columns.iter().all(|column| column.name != "id") {
            faults.push(Invalid::new("header", names.join(","), "columns with `id` among them"));
        }
        if faults.is_empty() { Ok(Header { columns }) } else { Err(faults) }
    }

    /// The document of a row as a value that is still to be read.
    ///
    /// # Errors
    /// A number of fields that is not the header's, or cells that do not fit each other.
    pub(super) fn value(&self, fields: &[String]) -> Result<Value, Vec<Invalid>> {
        if fields.len() != self.columns.len() {
            let value = format!("{} columns", fields.len());
            let expected = format!("{} columns as in the header", self.columns.len());
            return Err(vec![Invalid::new("", value, &expected)]);
        }
        let mut document = json!({ "schema": 1 });
        let mut row = RowWide::default();
        let filled = self.columns.iter().zip(fields).filter(|(_, field)| !field.trim().is_empty());
        let (wide, own): (Vec<_>, Vec<_>) =
            filled.partition(|(column, _)| matches!(column.cell, Cell::Period | Cell::Source));
        for (column, field) in wide {
            row.note(column.path, field.trim());
        }
        let mut faults = Vec::new();
        let mut labels = "";
        let mut codes = None;
        for (column, field) in own {
            match column.cell {
                Cell::Labels => labels = field,
                Cell::LabelCodes => codes = Some((column.name, field.as_str())),
                cell => place(&mut document, column.path, row.value(cell, field)),
            }
        }
        match cell::leading(labels, codes) {
            Ok(items) if items.is_empty() => {}
            Ok(items) => {
                let leading = row.complete(json!({ "items": items }));
                place(&mut document, "leading_industries", leading);
            }
            Err(invalid) => faults.push(invalid),
        }
        row.finish(&mut document);
        if faults.is_empty() { Ok(document) } else { Err(faults) }
    }
}

/// What counts for the whole row.
#[derive(Default)]
struct RowWide {
    period: Option<Value>,
    source: Map<String, Value>,
    /// Whether the document itself has a source.
    own_source: bool,
}

impl RowWide {
    fn note(&mut self, path: &str, text: &str) {
        match path.rsplit_once('.') {
            None => self.period = Some(text.into()),
            Some((parent, key)) => {
                self.own_source = parent == "source";
                self.source.insert(key.to_owned(), restore(text).into());
            }
        }
    }

    fn value(&self, cell: Cell, field: &str) -> Value {
        match cell {
            Cell::Text => restore(field).into(),
            Cell::Words => cell::split(field).collect::<Vec<_>>().into(),
            Cell::Number => cell::number(field.trim()),
            Cell::Figure(unit) => self.complete(cell::figure(field.trim(), unit)),
            Cell::Industries => cell::split(field).map(cell::production_industry).collect(),
            Cell::Promises => cell::split(field).map(cell::promise).collect(),
            Cell::Word | Cell::Labels | Cell::LabelCodes | Cell::Period | Cell::Source => {
                field.trim().into()
            }
        }
    }

    /// Adds the row's period and source to a figure.
    fn complete(&self, mut value: Value) -> Value {
        if let Some(fields) = value.as_object_mut() {
            if let Some(period) = &self.period {
                fields.insert("period".to_owned(), period.clone());
            }
            if !self.own_source && !self.source.is_empty() {
                fields.insert("source".to_owned(), Value::Object(self.source.clone()));
            }
        }
        value
    }

    fn finish(self, document: &mut Value) {
        if self.own_source {
            place(document, "source", Value::Object(self.source));
        }
    }
}

/// Puts a value at a path of field names joined by `.`.
fn place(document: &mut Value, path: &str, value: Value) {
    let mut at = document;
    for key in path.split('.') {
        at = &mut at[key];
    }
    *at = value;
}

/// Turns a fault's path in the document into the column whose cell is at fault.
pub(super) fn locate<T>(columns: &[Column<T>], mut invalid: Invalid) -> Invalid {
    let path = invalid.path.as_str();
    let wide = if path.ends_with(".period") {
        Some("period")
    } else if path.ends_with("source") || path.ends_with("source.title") {
        Some("source")
    } else if path.contains(".code") {
        Some("leading_codes")
    } else {
        None
    };
    let begins = |path: &str, field: &str| {
        path.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    let found = wide
        .and_then(|name| columns.iter().find(|column| column.name == name))
        .or_else(|| columns.iter().find(|column| begins(path, column.path)))
        // A whole object is missing: its first column stands for it.
        .or_else(|| columns.iter().find(|column| begins(column.path, path)));
    if let Some(column) = found {
        column.name.clone_into(&mut invalid.path);
    }
    invalid
}
