use std::{
    fmt,
    io::{self, BufRead, Write},
};

use serde_json::Value;

use super::{
    nested,
    row::{COLUMNS, Row},
};
use crate::{
    columnar::{self, Cell, NestedWriter, TableWriter},
    service::{Error, sheet::neutralise},
};

/// How answers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableFormat {
    /// A JSON object on each line.
    Lines,
    /// A header, then a row for each candidate.
    Csv,
    /// Parquet, a row for each candidate.
    Parquet,
    /// Parquet, a row for each project with all that its match document says.
    NestedParquet,
}

/// Takes lines and writes them in a format.
pub(super) enum Table<W: Write + Send> {
    Lines(W),
    Csv(Box<csv::Writer<W>>),
    Parquet(Box<TableWriter<W>>),
    Nested(Box<NestedWriter<W>>),
}

impl<W: Write + Send> Table<W> {
    /// Begins a table.
    ///
    /// # Errors
    /// The output cannot be written.
    pub(super) fn new(format: TableFormat, output: W) -> Result<Table<W>, Error> {
        Ok(match format {
            TableFormat::Lines => Table::Lines(output),
            TableFormat::Csv => {
                let mut writer = csv::Writer::from_writer(output);
                let header = COLUMNS.iter().map(|column| column.name);
                writer.write_record(header).map_err(not_separated)?;
                Table::Csv(Box::new(writer))
            }
            TableFormat::Parquet => {
                let writer = TableWriter::new(output, COLUMNS).map_err(not_written)?;
                Table::Parquet(Box::new(writer))
            }
            TableFormat::NestedParquet => {
                let writer = NestedWriter::new(output, nested::FIELDS).map_err(not_written)?;
                Table::Nested(Box::new(writer))
            }
        })
    }

    /// Adds lines, whole ones.
    ///
    /// # Errors
    /// The output cannot be written.
    pub(super) fn take(&mut self, lines: &[u8]) -> Result<(), Error> {
        match self {
            Table::Lines(output) => output.write_all(lines).map_err(unwritable),
            Table::Csv(writer) => each_row(lines, |cells| {
                writer.write_record(cells.iter().map(csv_text)).map_err(not_separated)
            }),
            Table::Parquet(writer) => {
                each_row(lines, |cells| writer.push(cells).map_err(not_written))
            }
            Table::Nested(writer) => each_line(lines, |line| {
                let document: Value = serde_json::from_slice(line).map_err(unwritable)?;
                writer.push(&document).map_err(not_written)
            }),
        }
    }

    /// Adds all lines of a stream.
    ///
    /// # Errors
    /// The stream cannot be read, the output cannot be written.
    pub(super) fn take_all(&mut self, mut lines: impl BufRead) -> Result<(), Error> {
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line).map_err(unwritable)? != 0 {
            self.take(&line)?;
            line.clear();
        }
        Ok(())
    }

    /// Ends the table.
    ///
    /// # Errors
    /// The output cannot be written.
    pub(super) fn finish(self) -> Result<W, Error> {
        match self {
            Table::Lines(mut output) => {
                output.flush().map_err(unwritable)?;
                Ok(output)
            }
            Table::Csv(writer) => {
                writer.into_inner().map_err(|error| unwritable(error.into_error()))
            }
            Table::Parquet(writer) => writer.finish().map_err(not_written),
            Table::Nested(writer) => writer.finish().map_err(not_written),
        }
    }
}

fn each_row(
    lines: &[u8],
    mut take: impl FnMut(Vec<Cell>) -> Result<(), Error>,
) -> Result<(), Error> {
    each_line(lines, |line| {
        let row: Row<'_> = serde_json::from_slice(line).map_err(unwritable)?;
        let no_day = || unwritable(io::Error::from(io::ErrorKind::InvalidData));
        take(row.cells().ok_or_else(no_day)?)
    })
}

fn each_line(lines: &[u8], take: impl FnMut(&[u8]) -> Result<(), Error>) -> Result<(), Error> {
    lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).try_for_each(take)
}

fn csv_text(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.as_deref().map(neutralise).unwrap_or_default(),
        Cell::Whole(number) => number.map(|number| number.to_string()).unwrap_or_default(),
        Cell::Day(days) => days.and_then(columnar::iso_day).unwrap_or_default(),
    }
}

/// The output cannot be written.
pub(super) fn unwritable(source: impl Into<io::Error> + fmt::Debug) -> Error {
    Error::Unavailable { what: "the output", source: Box::new(source.into()) }
}

fn not_separated(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(source) => unwritable(source),
        other => unwritable(io::Error::other(format!("{other:?}"))),
    }
}

fn not_written(error: columnar::Error) -> Error {
    match error {
        columnar::Error::Io(source) => unwritable(source),
        error => Error::Unavailable { what: "the output", source: Box::new(error) },
    }
}
