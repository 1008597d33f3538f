use super::File;
use crate::domain::{
    invalid::{Invalid, InvalidLine},
    row::Row,
};

/// The lines of a CSV file under exactly these columns.
pub(super) fn rows(
    (path, text): File<'_>,
    columns: &'static [&'static str],
) -> Result<Vec<Row>, InvalidLine> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for (position, record) in reader.records().enumerate() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            InvalidLine::new(path, line, Invalid::new("", error, "a line of CSV in UTF-8"))
        })?;
        let line = record.position().map_or(0, csv::Position::line);
        let cells: Vec<String> = record.iter().map(str::to_owned).collect();
        if position > 0 {
            rows.push(Row::new(path, line, columns, cells)?);
        } else if cells != columns {
            let expected = format!("the columns {}", columns.join(","));
            let invalid = Invalid::new("", cells.join(","), &expected);
            return Err(InvalidLine::new(path, line, invalid));
        }
    }
    Ok(rows)
}
