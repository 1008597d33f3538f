use std::{
    fs::File,
    io::{self, BufReader, Read},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use sha2::{Digest as _, Sha256};

use super::basis::Key;
use crate::{
    columnar::{self, TableReader},
    domain::{invalid::Invalid, project::ProjectProfile},
    service::{
        Error,
        app::Derived,
        import::{Rows, Sheet},
        transfer::{Format, RowFault},
    },
};

/// Where projects come from.
pub enum Input {
    /// A stream of documents or of rows.
    Rows {
        /// What it is called in messages.
        name: String,
        /// Its form.
        format: Format,
        /// How many bytes it has; `None` if nobody knows.
        bytes: Option<u64>,
        /// The stream.
        reader: Box<dyn Read + Send>,
    },
    /// A Parquet file with the columns of a sheet of projects.
    Table {
        /// What it is called in messages.
        name: String,
        /// The file.
        file: File,
    },
    /// The stored projects, in the order of their ids.
    Stored,
}

/// How far a run has come through its input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is counted.
    pub unit: Unit,
    /// How many have been read.
    pub done: u64,
    /// Of how many; `None` if nobody knows.
    pub total: Option<u64>,
}

/// What the progress of a run is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Bytes of a stream.
    Bytes,
    /// Projects.
    Projects,
}

/// One project of the input.
pub(super) struct Item {
    /// Its line or row, from 1.
    pub(super) place: usize,
    pub(super) project: Result<ProjectProfile, Error>,
    /// What it says, in digits.
    pub(super) key: Key,
}

/// The projects of an input, one by one.
pub(super) struct Projects {
    kind: Kind,
    name: String,
    count: Arc<AtomicU64>,
    progress: Progress,
}

enum Kind {
    Rows(Box<Rows<BufReader<Counted>, ProjectProfile>>),
    Table(Box<TableReader>, Sheet<ProjectProfile>),
    Stored(Option<Arc<Derived>>),
}

impl Projects {
    /// Begins to read.
    ///
    /// # Errors
    /// It cannot be read, or is a table with other columns than those of projects.
    pub(super) fn open(input: Input, derived: Option<&Arc<Derived>>) -> Result<Projects, Error> {
        let count = Arc::new(AtomicU64::new(0));
        let (kind, name, unit, total) = match input {
            Input::Rows { name, format, bytes, reader } => {
                let counted = Counted { reader, count: count.clone() };
                let rows = Rows::new(BufReader::new(counted), format);
                (Kind::Rows(Box::new(rows)), name, Unit::Bytes, bytes)
            }
            Input::Table { name, file } => {
                let table = TableReader::open(file).map_err(|error| table_error(&name, error))?;
                // The names of the columns stand in no row.
                let sheet = Sheet::read(0, table.columns()).map_err(|faults| refused(&faults))?;
                let rows = table.rows();
                (Kind::Table(Box::new(table), sheet), name, Unit::Projects, Some(rows))
            }
            Input::Stored => {
                let stored = derived.map(|derived| derived.projects.len());
                let stored = stored.and_then(|stored| u64::try_from(stored).ok());
                (Kind::Stored(derived.cloned()), String::new(), Unit::Projects, stored)
            }
        };
        Ok(Projects { kind, name, count, progress: Progress { unit, done: 0, total } })
    }

    /// How far it has been read.
    pub(super) fn progress(&self) -> Progress {
        match self.progress.unit {
            Unit::Bytes => Progress { done: self.count.load(Ordering::Relaxed), ..self.progress },
            Unit::Projects => self.progress,
        }
    }

    /// The next project, good or bad.
    ///
    /// # Errors
    /// The input cannot be read.
    pub(super) fn next(&mut self) -> Result<Option<Item>, Error> {
        let number = usize::try_from(self.progress.done).unwrap_or(usize::MAX);
        let read = match &mut self.kind {
            Kind::Rows(rows) => {
                let row = rows.next().map_err(|source| unreadable(&self.name, source))?;
                row.map(|row| (row.line, row.document.map_err(|faults| refused(&faults))))
            }
            Kind::Table(table, sheet) => match table.next().transpose() {
                Ok(cells) => cells.map(|cells| {
                    let place = number + 1;
                    (place, sheet.document(place, &cells).map_err(|faults| refused(&faults)))
                }),
                Err(error) => return Err(table_error(&self.name, error)),
            },
            Kind::Stored(derived) => {
                let project = derived.as_ref().and_then(|derived| derived.projects.get(number));
                project.map(|project| (number + 1, Ok(project.clone())))
            }
        };
        let Some((place, project)) = read else { return Ok(None) };
        if self.progress.unit == Unit::Projects {
            self.progress.done += 1;
        }
        let key = key(&project);
        Ok(Some(Item { place, project, key }))
    }
}

/// What stands behind an item, in digits: equal for equal projects alone.
fn key(project: &Result<ProjectProfile, Error>) -> Key {
    let mut sum = Sha256::new();
    match project {
        Ok(project) => sum.update(serde_json::to_vec(project).unwrap_or_default()),
        Err(error) => sum.update(format!("refused: {error}")),
    }
    Key::of(sum)
}

fn refused(faults: &[RowFault]) -> Error {
    let faults = faults.iter().cloned().map(|fault| Invalid {
        path: fault.field,
        value: fault.value,
        expected: fault.expected,
    });
    Error::Invalid(faults.collect())
}

pub(super) fn unreadable(name: &str, source: io::Error) -> Error {
    Error::Unreadable { path: name.to_owned(), source }
}

fn table_error(name: &str, error: columnar::Error) -> Error {
    match error {
        columnar::Error::Io(source) => unreadable(name, source),
        error => unreadable(name, io::Error::new(io::ErrorKind::InvalidData, error)),
    }
}

/// A stream whose bytes are counted.
struct Counted {
    reader: Box<dyn Read + Send>,
    count: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.count.fetch_add(u64::try_from(read).unwrap_or(0), Ordering::Relaxed);
        Ok(read)
    }
}
