use std::collections::BTreeMap;

use super::{File, table};
use crate::domain::{
    figure::{Figure, Method, Period, Publication, Published, Source},
    invalid::InvalidLine,
    row::{Row, decimal, unit},
    unit::Unit,
};

/// Publications by their id.
pub(super) struct Sources(BTreeMap<String, Source>);

/// Reads `sources.csv`; an id stands once.
pub(super) fn parse(file: File<'_>) -> Result<Sources, InvalidLine> {
    let columns = &["id", "title", "publisher", "url", "date", "reliability", "note"];
    let mut sources = BTreeMap::new();
    for row in table::rows(file, columns)? {
        let source = Source::new(Publication {
            title: row.required("title")?.to_owned(),
            url: row.owned("url"),
            date: row.parse_optional("date", Period::parse)?.map(String::from),
            reliability: row.owned("reliability"),
        });
        if sources.insert(row.required("id")?.to_owned(), source).is_some() {
            return Err(row.refuse("id", "an id that stands once"));
        }
    }
    Ok(Sources(sources))
}

impl Sources {
    /// A source by its id.
    pub(super) fn find(&self, id: &str) -> Option<&Source> {
        self.0.get(id)
    }

    /// The source that a row names in its column `source`.
    pub(super) fn of(&self, row: &Row) -> Result<Source, InvalidLine> {
        let id = row.required("source")?;
        let found = self.find(id).cloned();
        found.ok_or_else(|| row.refuse("source", "an id of fixtures/world/sources.csv"))
    }

    /// The source of a whole file.
    pub(super) fn of_file(&self, id: &str, (path, _): File<'_>) -> Result<Source, InvalidLine> {
        use crate::domain::invalid::Invalid;
        let expected = "an id of fixtures/world/sources.csv";
        let missing = || InvalidLine::new(path, 0, Invalid::new("source", id, expected));
        self.find(id).cloned().ok_or_else(missing)
    }

    /// The figure of a row with the columns `value`, `unit`, `period`, `source` and `note`.
    pub(super) fn figure<U: Unit>(
        &self,
        row: &Row,
        method: Method,
    ) -> Result<Figure<U>, InvalidLine> {
        let value = row.parse("value", decimal)?;
        Ok(Figure::new(Published {
            period: row.parse_optional("period", Period::parse)?,
            source: Some(self.of(row)?),
            method: Some(method),
            note: row.owned("note").map(String::into_boxed_str),
            ..Published::stated(value, row.parse("unit", unit)?)
        }))
    }
}
