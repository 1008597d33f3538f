use std::{fs::File, io::Write, sync::Arc};

use parquet::{
    file::{
        reader::{FileReader, SerializedFileReader},
        writer::SerializedFileWriter,
    },
    schema::types::Type,
};
use serde_json::Value;

use super::{Error, write::properties};

/// The columns of a shape.
mod schema;
/// A document as entries of columns.
mod shred;
/// Documents out of a file.
mod read;

pub use read::NestedReader;

use schema::schema;
use shred::{Leaf, Shredder};

/// Entries of columns that are held before they are written together: some fifty megabytes.
const GROUP_ENTRIES: usize = 500_000;

/// What a value of a nested table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// UTF-8 text.
    Text,
    /// A whole number of 64 bits.
    Whole,
    /// A number.
    Real,
    /// `true` or `false`.
    Truth,
    /// A day.
    Day,
    /// Whatever JSON can say, as its text.
    Json,
    /// Fields with names.
    Group(&'static [Field]),
    /// Values of one shape, in their order.
    List(&'static Shape),
    /// Values of one shape by texts, in their order.
    Map(&'static Shape),
}

/// A field of a nested table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name: letters, digits and `_`.
    pub name: &'static str,
    /// What it is.
    pub shape: Shape,
    /// Whether it may be unknown: absent or `null` in a document, and null in the table.
    pub may_lack: bool,
}

/// Writes JSON documents into a Parquet file, a row for each, packed with Zstandard. The same
/// documents give the same bytes. Fields that the shape does not name are left out.
pub struct NestedWriter<W: Write + Send> {
    file: SerializedFileWriter<W>,
    fields: &'static [Field],
    leaves: Vec<Leaf>,
}

impl<W: Write + Send> NestedWriter<W> {
    /// Begins a file with these fields.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn new(output: W, fields: &'static [Field]) -> Result<NestedWriter<W>, Error> {
        let schema = Arc::new(schema(fields)?);
        let file = SerializedFileWriter::new(output, schema, Arc::new(properties()))?;
        Ok(NestedWriter { file, fields, leaves: Leaf::all(fields) })
    }

    /// Adds a document. After an error there is no going on.
    ///
    /// # Errors
    /// It is not of the shape; the file cannot be written.
    pub fn push(&mut self, document: &Value) -> Result<(), Error> {
        Shredder::new(&mut self.leaves).document(self.fields, document)?;
        if GROUP_ENTRIES <= self.leaves.iter().map(Leaf::len).sum() {
            self.write_group()?;
        }
        Ok(())
    }

    /// Writes what is held and ends the file.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn finish(mut self) -> Result<W, Error> {
        if self.leaves.iter().any(|leaf| 0 < leaf.len()) {
            self.write_group()?;
        }
        Ok(self.file.into_inner()?)
    }

    fn write_group(&mut self) -> Result<(), Error> {
        let mut group = self.file.next_row_group()?;
        for leaf in &mut self.leaves {
            if let Some(mut column) = group.next_column()? {
                leaf.write(&mut column)?;
                column.close()?;
            }
        }
        group.close()?;
        Ok(())
    }
}

/// Whether a file of Parquet has nested columns.
///
/// # Errors
/// It is no Parquet.
pub fn is_nested(file: &File) -> Result<bool, Error> {
    let reader = SerializedFileReader::new(file.try_clone()?)?;
    let schema = reader.metadata().file_metadata().schema_descr().root_schema().clone();
    Ok(schema.get_fields().iter().any(|field| !Type::is_primitive(field)))
}
