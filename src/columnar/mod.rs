//! Tables in columns: Parquet files with flat rows or nested documents, read and written in bounded
//! memory.
//!
//! Source: the format as specified by the Apache Parquet project,
//! <https://parquet.apache.org/docs/file-format/>.

use std::io;

/// Rows of a file.
mod read;
/// Rows into a file.
mod write;
/// Documents with all their parts, in and out of a file.
mod nested;
#[cfg(test)]
mod tests;

pub use nested::{Field, NestedReader, NestedWriter, Shape, is_nested};
pub use read::{TableReader, day_number, iso_day};
pub use write::TableWriter;

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// UTF-8 text.
    Text,
    /// A whole number of 64 bits.
    Whole,
    /// A day: days since 1 January 1970.
    Day,
}

/// A column that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name: letters, digits and `_`.
    pub name: &'static str,
    /// What its cells hold.
    pub kind: Kind,
    /// Whether a cell may be unknown.
    pub may_lack: bool,
}

/// A cell that is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// A text; `None` is unknown.
    Text(Option<String>),
    /// A whole number; `None` is unknown.
    Whole(Option<i64>),
    /// Days since 1 January 1970; `None` is unknown.
    Day(Option<i32>),
}

/// Why a table cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read or written.
    #[error("the file cannot be read or written")]
    Io(#[from] io::Error),
    /// It is no table of this form, or is damaged.
    #[error("the file is no Parquet that can be read: {0}")]
    Form(String),
    /// A document is not of the shape of its table.
    #[error("field `{name}` must be of the shape of its table, got {found}")]
    Misshapen {
        /// Its name.
        name: String,
        /// What stands there.
        found: String,
    },
    /// A column holds what no flat row can hold.
    #[error(
        "column `{name}` must hold text, numbers, truth values or days, got {found}: nested columns \
         and points in time cannot be read"
    )]
    Column {
        /// Its name.
        name: String,
        /// Its type as the file names it.
        found: String,
    },
}

impl From<parquet::errors::ParquetError> for Error {
    fn from(error: parquet::errors::ParquetError) -> Error {
        match error {
            parquet::errors::ParquetError::External(source) => match source.downcast() {
                Ok(source) => Error::Io(*source),
                Err(source) => Error::Form(source.to_string()),
            },
            error => Error::Form(error.to_string()),
        }
    }
}
