use std::{
    fmt,
    io::{BufRead, Write},
};

use jiff::Timestamp;

use super::{
    App, Error,
    documents::{self, Parents},
    export,
    import::{self, Import},
    outcomes, territory,
};
use crate::{
    domain::{
        commitment::Commitment, id::OrganisationId, outcome::OutcomeEvent, project::ProjectProfile,
        region::RegionProfile,
    },
    store::{Answer, Committed},
};

pub use crate::domain::kind::DocumentKind;

/// What to import, how and when.
#[derive(Debug, Clone, Copy)]
pub struct ImportOrder<'a> {
    /// Which documents the file holds.
    pub kind: DocumentKind,
    /// The form of the file.
    pub format: Format,
    /// What happens to the good rows of a file with bad ones.
    pub mode: ImportMode,
    /// Now.
    pub now: Timestamp,
    /// The key of the request, if it has one.
    pub key: Option<RequestKey<'a>>,
}

/// The key of a request that changes something only once, however often it is sent.
#[derive(Clone, Copy)]
pub struct RequestKey<'a> {
    /// Who asks.
    pub organisation: &'a OrganisationId,
    /// As the client chose it.
    pub key: &'a str,
    /// A digest of what is asked for: the same key with another is refused.
    pub digest: &'a str,
    /// Until when the answer is kept.
    pub expires_at: Timestamp,
    /// Composes the answer that is kept.
    pub answer: &'a (dyn Fn(&ImportReport) -> Answer + Send + Sync),
}

impl fmt::Debug for RequestKey<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = formatter.debug_struct("RequestKey");
        parts.field("key", &self.key).field("digest", &self.digest).finish_non_exhaustive()
    }
}

/// What came of an order to import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Imported {
    /// It was carried out.
    Done(ImportReport),
    /// It had been carried out before: this was the answer, and nothing is changed.
    Before(Answer),
}

/// File formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One document or an array of them.
    Json,
    /// One document per line.
    Ndjson,
    /// One row per document, common figures only.
    Csv,
}

/// What happens to the good rows of a file with bad ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportMode {
    /// They load.
    RowWise,
    /// None load.
    Atomic,
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Rows read.
    pub rows: usize,
    /// New documents.
    pub inserted: usize,
    /// Changed documents.
    pub updated: usize,
    /// Documents that were there already, byte for byte.
    pub unchanged: usize,
    /// Refused rows, the first `limits::IMPORT_ERRORS_MAX` of them.
    pub faults: Vec<RowFault>,
    /// How many rows were refused.
    pub rows_refused: usize,
    /// The generation after the import.
    pub generation: u64,
}

impl ImportReport {
    /// Counts what is committed.
    pub(super) fn add(&mut self, committed: &Committed) {
        self.inserted += committed.inserted;
        self.updated += committed.updated;
        self.unchanged += committed.unchanged;
        self.generation = committed.generation;
    }
}

/// Why a row was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// The line in the file, from 1.
    pub line: usize,
    /// The path or column; empty for the whole row.
    pub field: String,
    /// What stood there, shortened.
    pub value: String,
    /// What would be right.
    pub expected: String,
}

/// Imports documents from a stream.
///
/// Idempotent by id. Killing the process at any moment leaves whole documents only. An order with a
/// key is carried out once: the answer is kept in one transaction with the last rows, which are all
/// rows where all are imported or none. Sent again after it was cut off, it finds its first rows
/// unchanged.
///
/// # Errors
/// The key belongs to another order. Held by another process, store unavailable, the stream cannot
/// be read. Bad rows are no error: they stand in the report.
pub async fn import_documents(
    app: &App,
    order: &ImportOrder<'_>,
    input: impl BufRead + Send + 'static,
) -> Result<Imported, Error> {
    let &ImportOrder { kind, format, mode, now, key } = order;
    // Whoever sends the same order to another process meanwhile waits here, and finds the answer.
    let turn = app.writer().await?;
    if let Some(key) = key
        && let Some(kept) = app.store().find_answer(key.organisation, key.key, now).await?
    {
        return if kept.digest == key.digest {
            Ok(Imported::Before(kept.answer))
        } else {
            Err(Error::KeyReused { key: key.key.to_owned() })
        };
    }
    let derived = turn.derived().await?;
    let occasion = app.occasion(kind, now);
    let import = Import { store: app.store(), occasion, format, mode, key };
    let asking = app.clone();
    let report = match kind {
        DocumentKind::Regions => {
            // A parent may stand higher up in the same file.
            let mut brought = Parents::new();
            let check = Box::new(move |region: &RegionProfile| {
                let mut faults = documents::unknown_codes_of_region(&asking, region);
                faults.extend(documents::bad_parent(&derived, &brought, region));
                faults.extend(territory::fault(&asking, &derived, &brought, region));
                if faults.is_empty() {
                    brought.insert(region.id.clone(), region.parent.clone());
                }
                faults
            });
            import::import_regions(&import, input, check).await?
        }
        DocumentKind::Projects => {
            let check = Box::new(move |project: &ProjectProfile| {
                let mut faults = documents::unknown_codes(&asking, project);
                faults.extend(documents::unknown_regions(&derived, project));
                faults
            });
            import::import_projects(&import, input, check).await?
        }
        DocumentKind::Outcomes => {
            let check =
                Box::new(move |outcome: &OutcomeEvent| outcomes::unknown_parts(&derived, outcome));
            import::import_outcomes(&import, input, check).await?
        }
        DocumentKind::Commitments => {
            let check = Box::new(move |commitment: &Commitment| {
                outcomes::unknown_parties(&derived, commitment)
            });
            import::import_commitments(&import, input, check).await?
        }
    };
    Ok(Imported::Done(report))
}

/// Forgets the answers to orders with a key whose time has come by `now`.
///
/// # Errors
/// Store unavailable.
pub async fn forget_answers(app: &App, now: Timestamp) -> Result<(), Error> {
    Ok(app.store().forget_answers(now).await?)
}

/// Exports all documents in the order of their identifiers; returns how many.
///
/// # Errors
/// Store unavailable, the stream cannot be written.
pub async fn export_documents(
    app: &App,
    kind: DocumentKind,
    format: Format,
    mut output: impl Write + Send + 'static,
) -> Result<usize, Error> {
    let (store, organisation) = (app.store(), app.owner(kind));
    let written = match kind {
        DocumentKind::Regions => {
            export::export_regions(store, organisation, format, &mut output).await?
        }
        DocumentKind::Projects => {
            export::export_projects(store, organisation, format, &mut output).await?
        }
        DocumentKind::Outcomes => {
            export::export_outcomes(store, organisation, format, &mut output).await?
        }
        DocumentKind::Commitments => {
            export::export_commitments(store, organisation, format, &mut output).await?
        }
    };
    Ok(written)
}
