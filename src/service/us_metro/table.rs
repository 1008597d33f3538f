use std::{
    fs::File,
    io::BufReader,
    path::{Path, PathBuf},
    str::FromStr,
};

use csv::{Reader, StringRecord};

use crate::{
    domain::invalid::{Invalid, InvalidLine},
    service::Error,
};

/// A CSV file with a header, read line by line; faults name file, line, column and remedy.
pub(super) struct Table {
    path: PathBuf,
    reader: Reader<BufReader<File>>,
    header: StringRecord,
    record: StringRecord,
}

/// The position of a column, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Column(usize);

impl Table {
    /// Opens a file.
    pub(super) fn open(path: &Path) -> Result<Table, Error> {
        let file = File::open(path)
            .map_err(|source| Error::Unreadable { path: path.display().to_string(), source })?;
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(BufReader::new(file));
        let header = reader.headers().map_err(|error| malformed(path, &error))?.clone();
        Ok(Table { path: path.to_owned(), reader, header, record: StringRecord::new() })
    }

    /// The names of the columns.
    pub(super) fn header(&self) -> impl Iterator<Item = &str> {
        self.header.iter().map(|name| name.trim_start_matches('\u{feff}'))
    }

    /// The column of a name, if the file has one.
    pub(super) fn find(&self, name: &str) -> Option<Column> {
        self.header().position(|known| known == name).map(Column)
    }

    /// The column of a name.
    pub(super) fn column(&self, name: &str) -> Result<Column, Error> {
        self.find(name).ok_or_else(|| {
            let known: Vec<&str> = self.header().collect();
            let expected = format!("one of the columns {}", known.join(", "));
            self.fault_at(1, Invalid::new("", name, &expected))
        })
    }

    /// Reads the next line; `false` at the end.
    pub(super) fn advance(&mut self) -> Result<bool, Error> {
        self.reader.read_record(&mut self.record).map_err(|error| malformed(&self.path, &error))
    }

    /// A cell of the line, without blanks around it; empty where the line is too short.
    pub(super) fn text(&self, column: Column) -> &str {
        self.record.get(column.0).unwrap_or_default().trim()
    }

    /// A cell that must be a number, if it is not empty.
    pub(super) fn number<T: FromStr>(&self, column: Column) -> Result<Option<T>, Error> {
        let text = self.text(column);
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().map(Some).map_err(|_| self.fault(column, "a number or an empty cell"))
    }

    /// The fault that a cell of the line is not as expected.
    pub(super) fn fault(&self, column: Column, expected: &str) -> Error {
        let name = self.header.get(column.0).unwrap_or_default();
        let line = self.record.position().map_or(0, csv::Position::line);
        self.fault_at(line, Invalid::new(name, self.text(column), expected))
    }

    fn fault_at(&self, line: u64, invalid: Invalid) -> Error {
        InvalidLine::new(&file_name(&self.path), line, invalid).into()
    }
}

fn malformed(path: &Path, error: &csv::Error) -> Error {
    let line = error.position().map_or(0, csv::Position::line);
    let invalid = Invalid::new("", error, "a line of CSV in UTF-8");
    InvalidLine::new(&file_name(path), line, invalid).into()
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
