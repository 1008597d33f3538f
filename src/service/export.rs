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
    match format {
        Format::Json => write_array(documents, output)?,
        Format::Ndjson => {
            for document in documents {
                serde_json::to_writer(&mut *output, document)?;
                output.write_all(b"\n")?;
            }
        }
        Format::Csv => write_sheet(documents, output)?,
    }
    output.flush()
}

/// An array with one document on each line, so that a person can compare two of them.
fn write_array<T: Serialize>(documents: &[T], output: &mut impl Write) -> io::Result<()> {
    output.write_all(b"[")?;
    for (position, document) in documents.iter().enumerate() {
        output.write_all(if position == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *output, document)?;
    }
    output.write_all(b"\n]\n")
}

fn write_sheet<T: Importable>(documents: &[T], output: &mut impl Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(output);
    writer.write_record(T::COLUMNS.iter().map(|column| column.name))?;
    for document in documents {
        writer.write_record(T::COLUMNS.iter().map(|column| {
            let text = (column.get)(document).unwrap_or_default();
            if column.is_text() { neutralise(&text) } else { text }
        }))?;
    }
    writer.flush()
}
