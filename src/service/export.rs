use std::io::{self, Write};

use serde::Serialize;

use super::{import::Importable, sheet::neutralise, transfer::Format};
use crate::{
    domain::id::OrganisationId,
    store::{self, Store},
};

/// Why an export stopped.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The output cannot be written.
    #[error("the output cannot be written")]
    Write(#[from] io::Error),
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Writes all regions in the order of their ids and returns how many.
///
/// # Errors
/// If the output or the store fails.
pub async fn export_regions(
    store: &dyn Store,
    organisation: &OrganisationId,
    format: Format,
    output: &mut (impl Write + Send),
) -> Result<usize, Error> {
    let regions = store.list_regions(organisation).await?;
    write_documents(&regions, format, output)?;
    Ok(regions.len())
}

/// Writes all projects in the order of their ids and returns how many.
///
/// # Errors
/// If the output or the store fails.
pub async fn export_projects(
    store: &dyn Store,
    organisation: &OrganisationId,
    format: Format,
    output: &mut (impl Write + Send),
) -> Result<usize, Error> {
    let projects = store.list_projects(organisation).await?;
    write_documents(&projects, format, output)?;
    Ok(projects.len())
}

/// Writes all outcomes in the order of their ids and returns how many.
///
/// # Errors
/// If the output or the store fails.
pub async fn export_outcomes(
    store: &dyn Store,
    organisation: &OrganisationId,
    format: Format,
    output: &mut (impl Write + Send),
) -> Result<usize, Error> {
    let outcomes = store.list_outcomes(organisation, None).await?;
    write_documents(&outcomes, format, output)?;
    Ok(outcomes.len())
}

/// Writes all commitments in the order of their ids and returns how many.
///
/// # Errors
/// If the output or the store fails.
pub async fn export_commitments(
    store: &dyn Store,
    organisation: &OrganisationId,
    format: Format,
    output: &mut (impl Write + Send),
) -> Result<usize, Error> {
    let commitments = store.list_commitments(organisation, None).await?;
    write_documents(&commitments, format, output)?;
    Ok(commitments.len())
}

pub(super) fn write_documents<T: Importable + Serialize>(
    documents: &[T],
    format: Format,
    output: &mut impl Write,
) -> io::Result<()> {
    let mut sheet = Sheet::begin::<T>(format, output)?;
    documents.iter().try_for_each(|document| sheet.add(document))?;
    sheet.finish()
}

/// A file that is written document by document.
pub(super) enum Sheet<W: Write> {
    /// An array with one document on each line, so that a person can compare two of them.
    Array {
        output: W,
        is_empty: bool,
    },
    Lines(W),
    Rows(Box<csv::Writer<W>>),
}

impl<W: Write> Sheet<W> {
    /// Begins a file of documents of this kind.
    pub(super) fn begin<T: Importable>(format: Format, mut output: W) -> io::Result<Sheet<W>> {
        Ok(match format {
            Format::Json => {
                output.write_all(b"[")?;
                Sheet::Array { output, is_empty: true }
            }
            Format::Ndjson => Sheet::Lines(output),
            Format::Csv => {
                let mut writer = csv::Writer::from_writer(output);
                writer.write_record(T::COLUMNS.iter().map(|column| column.name))?;
                Sheet::Rows(Box::new(writer))
            }
        })
    }

    /// Adds a document.
    pub(super) fn add<T: Importable + Serialize>(&mut self, document: &T) -> io::Result<()> {
        match self {
            Sheet::Rows(writer) => Ok(writer.write_record(cells(document))?),
            Sheet::Array { .. } | Sheet::Lines(_) => self.add_text(&serde_json::to_vec(document)?),
        }
    }

    /// Adds a document that was written as a line elsewhere, which stays as it is where lines are
    /// written.
    pub(super) fn add_line<T: Importable>(&mut self, line: &[u8]) -> io::Result<()> {
        match self {
            Sheet::Rows(writer) => {
                Ok(writer.write_record(cells(&serde_json::from_slice::<T>(line)?))?)
            }
            Sheet::Array { .. } | Sheet::Lines(_) => self.add_text(line),
        }
    }

    fn add_text(&mut self, text: &[u8]) -> io::Result<()> {
        match self {
            Sheet::Array { output, is_empty } => {
                output.write_all(if *is_empty { b"\n" } else { b",\n" })?;
                *is_empty = false;
                output.write_all(text)
            }
            Sheet::Lines(output) => {
                output.write_all(text)?;
                output.write_all(b"\n")
            }
            Sheet::Rows(_) => unreachable!("rows are made of cells"),
        }
    }

    /// Ends the file.
    pub(super) fn finish(self) -> io::Result<()> {
        match self {
            Sheet::Array { mut output, .. } => {
                output.write_all(b"\n]\n")?;
                output.flush()
            }
            Sheet::Lines(mut output) => output.flush(),
            Sheet::Rows(mut writer) => writer.flush(),
        }
    }
}

fn cells<T: Importable>(document: &T) -> impl Iterator<Item = String> + '_ {
    T::COLUMNS.iter().map(move |column| {
        let text = (column.get)(document).unwrap_or_default();
        if column.is_text() { neutralise(&text) } else { text }
    })
}
