//! Files of documents, read row by row in bounded memory. Bad rows are named and the good rows
//! stored, or none of them; a document of the same id is replaced as a whole, so that importing
//! a file twice changes nothing the second time.

use std::{
    collections::HashMap,
    io::{self, BufRead},
};

use async_trait::async_trait;
use serde::de::DeserializeOwned;
use tokio::sync::mpsc;

use super::{
    document::Validate,
    sheet::{self, Column},
    transfer::{Format, ImportMode, ImportReport, RequestKey, RowFault},
};
use crate::{
    domain::{
        commitment::Commitment,
        invalid::Invalid,
        limits::{IMPORT_BATCH_ROWS, IMPORT_BYTES_MAX, IMPORT_ERRORS_MAX, IMPORT_ROWS_MAX},
        outcome::OutcomeEvent,
        project::ProjectProfile,
        region::RegionProfile,
    },
    store::{self, Answer, Committed, Keyed, Occasion, Store},
};

/// The lines of a file.
mod line;
/// The documents of a JSON file.
mod json;
/// The records of a CSV file.
mod csv;
/// Rows of any format as documents.
mod row;
#[cfg(test)]
mod tests;

pub(super) use row::{Row, Rows, Sheet};

/// Why an import stopped. What was committed before stays.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read.
    #[error("the input cannot be read")]
    Read(#[from] io::Error),
    /// The store cannot be written.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// What an import does with one document and where it goes.
pub struct Import<'a> {
    /// Where the documents go.
    pub store: &'a dyn Store,
    /// Whose they are, and when they come.
    pub occasion: Occasion<'a>,
    /// The form of the file.
    pub format: Format,
    /// What happens to the good rows of a file with bad ones.
    pub mode: ImportMode,
    /// The key of the request, if it has one: its answer is kept in one transaction with the last
    /// rows, so that an import whose answer is not kept may be sent again.
    pub key: Option<RequestKey<'a>>,
}

/// What a use case checks beyond a document itself: that codes and parents exist. It is called
/// once for each otherwise good row, in the order of the file, so that it may count a row that
/// it accepted as existing for the rows below.
pub type Check<T> = Box<dyn FnMut(&T) -> Vec<Invalid> + Send>;

/// Imports regions.
///
/// # Errors
/// If the input or the store fails; bad rows stand in the report.
pub async fn import_regions(
    import: &Import<'_>,
    input: impl BufRead + Send + 'static,
    check: Check<RegionProfile>,
) -> Result<ImportReport, Error> {
    import_rows(import, input, check).await
}

/// Imports projects.
///
/// # Errors
/// If the input or the store fails; bad rows stand in the report.
pub async fn import_projects(
    import: &Import<'_>,
    input: impl BufRead + Send + 'static,
    check: Check<ProjectProfile>,
) -> Result<ImportReport, Error> {
    import_rows(import, input, check).await
}

/// Imports outcomes.
///
/// # Errors
/// If the input or the store fails; bad rows stand in the report.
pub async fn import_outcomes(
    import: &Import<'_>,
    input: impl BufRead + Send + 'static,
    check: Check<OutcomeEvent>,
) -> Result<ImportReport, Error> {
    import_rows(import, input, check).await
}

/// Imports commitments.
///
/// # Errors
/// If the input or the store fails; bad rows stand in the report.
pub async fn import_commitments(
    import: &Import<'_>,
    input: impl BufRead + Send + 'static,
    check: Check<Commitment>,
) -> Result<ImportReport, Error> {
    import_rows(import, input, check).await
}

async fn import_rows<T: Importable>(
    import: &Import<'_>,
    input: impl BufRead + Send + 'static,
    check: Check<T>,
) -> Result<ImportReport, Error> {
    let (sender, mut batches) = mpsc::channel(1);
    let (format, mode) = (import.format, import.mode);
    let reading =
        tokio::task::spawn_blocking(move || read_rows((input, format), mode, check, &sender));
    let mut committed = ImportReport::default();
    // If the store fails, or nobody waits any more, the reader finds nobody to give to and stops.
    while let Some(batch) = batches.recv().await {
        committed.add(&T::put(import, &batch, None).await?);
    }
    let (rest, read) = match reading.await {
        Ok(read) => read?,
        Err(ended) => match ended.try_into_panic() {
            Ok(payload) => std::panic::resume_unwind(payload),
            Err(ended) => return Err(io::Error::other(ended).into()),
        },
    };
    let ImportReport { inserted, updated, unchanged, generation, .. } = committed;
    let mut report = ImportReport { inserted, updated, unchanged, generation, ..read };
    finish(import, &rest, &mut report).await?;
    Ok(report)
}

/// Reads rows on a thread of its own, for a file may be long and all of it bad, and hands the good
/// ones over batch by batch. Those of the last batch, or of a file that is imported as a whole, and
/// what is to be said of all rows.
fn read_rows<T: Importable>(
    (input, format): (impl BufRead, Format),
    mode: ImportMode,
    mut check: Check<T>,
    batches: &mpsc::Sender<Vec<T>>,
) -> io::Result<(Vec<T>, ImportReport)> {
    let mut rows = row::Rows::<_, T>::new(input, format);
    let mut lines_by_id = HashMap::new();
    let mut batch: Vec<T> = Vec::new();
    let mut bytes_held = 0;
    let mut report = ImportReport::default();
    while !batches.is_closed()
        && let Some(row) = rows.next()?
    {
        if report.rows == IMPORT_ROWS_MAX {
            let expected = format!("at most {IMPORT_ROWS_MAX} rows: split the file");
            refuse(&mut report, vec![whole_row(row.line, "another row", &expected)]);
            break;
        }
        report.rows += 1;
        bytes_held += row.bytes;
        match accept(row, &mut lines_by_id, &mut check) {
            Ok(document) => batch.push(document),
            Err(faults) => refuse(&mut report, faults),
        }
        match mode {
            ImportMode::RowWise if batch.len() < IMPORT_BATCH_ROWS => {}
            // If nobody takes it, the loop ends.
            ImportMode::RowWise => drop(batches.blocking_send(std::mem::take(&mut batch))),
            ImportMode::Atomic if 0 < report.rows_refused => batch.clear(),
            ImportMode::Atomic if IMPORT_BYTES_MAX < bytes_held => {
                let expected = format!("at most {IMPORT_BYTES_MAX} bytes to load all or none");
                let line = lines_by_id.values().copied().max().unwrap_or(1);
                refuse(&mut report, vec![whole_row(line, "a larger file", &expected)]);
                break;
            }
            ImportMode::Atomic => {}
        }
    }
    if mode == ImportMode::Atomic && 0 < report.rows_refused {
        batch.clear();
    }
    Ok((batch, report))
}

fn accept<T: Importable>(
    row: Row<T>,
    lines_by_id: &mut HashMap<String, usize>,
    check: &mut Check<T>,
) -> Result<T, Vec<RowFault>> {
    let document = row.document?;
    if let Some(earlier) = lines_by_id.get(document.id()) {
        let expected = format!("an id that stands once in the file; line {earlier} has it too");
        let invalid = Invalid::new("id", document.id(), &expected);
        return Err(vec![fault(row.line, invalid)]);
    }
    let faults = check(&document);
    if !faults.is_empty() {
        let located = faults
            .into_iter()
            .map(|invalid| if row.is_sheet { sheet::locate(T::COLUMNS, invalid) } else { invalid });
        return Err(located.map(|invalid| fault(row.line, invalid)).collect());
    }
    lines_by_id.insert(document.id().to_owned(), row.line);
    Ok(document)
}

fn refuse(report: &mut ImportReport, faults: Vec<RowFault>) {
    report.rows_refused += 1;
    let room = IMPORT_ERRORS_MAX.saturating_sub(report.faults.len());
    report.faults.extend(faults.into_iter().take(room));
}

/// Commits the last rows, and with them the answer to a request that has a key.
async fn finish<T: Importable>(
    import: &Import<'_>,
    batch: &[T],
    report: &mut ImportReport,
) -> Result<(), Error> {
    let so_far = report.clone();
    let answer = |committed: &Committed| {
        let mut report = so_far.clone();
        report.add(committed);
        import.key.map_or_else(Answer::default, |key| (key.answer)(&report))
    };
    let keyed = import.key.map(|key| Keyed {
        organisation: key.organisation,
        key: key.key,
        digest: key.digest,
        expires_at: key.expires_at,
        answer: &answer,
    });
    report.add(&T::put(import, batch, keyed).await?);
    Ok(())
}

fn fault(line: usize, invalid: Invalid) -> RowFault {
    RowFault { line, field: invalid.path, value: invalid.value, expected: invalid.expected }
}

fn whole_row(line: usize, value: &str, expected: &str) -> RowFault {
    fault(line, Invalid::new("", value, expected))
}

/// A document that files are made of.
#[async_trait]
pub(super) trait Importable: DeserializeOwned + Validate + Send + Sync + 'static {
    /// Its columns in a CSV file.
    const COLUMNS: &'static [Column<Self>];

    fn id(&self) -> &str;

    async fn put(
        import: &Import<'_>,
        documents: &[Self],
        keyed: Option<Keyed<'_>>,
    ) -> Result<Committed, store::Error>;
}

#[async_trait]
impl Importable for RegionProfile {
    const COLUMNS: &'static [Column<RegionProfile>] = sheet::region::COLUMNS;

    fn id(&self) -> &str {
        self.id.as_str()
    }

    async fn put(
        import: &Import<'_>,
        documents: &[RegionProfile],
        keyed: Option<Keyed<'_>>,
    ) -> Result<Committed, store::Error> {
        import.store.put_regions(&import.occasion, documents, keyed).await
    }
}

#[async_trait]
impl Importable for ProjectProfile {
    const COLUMNS: &'static [Column<ProjectProfile>] = sheet::project::COLUMNS;

    fn id(&self) -> &str {
        self.id.as_str()
    }

    async fn put(
        import: &Import<'_>,
        documents: &[ProjectProfile],
        keyed: Option<Keyed<'_>>,
    ) -> Result<Committed, store::Error> {
        import.store.put_projects(&import.occasion, documents, keyed).await
    }
}

#[async_trait]
impl Importable for OutcomeEvent {
    const COLUMNS: &'static [Column<OutcomeEvent>] = sheet::outcome::COLUMNS;

    fn id(&self) -> &str {
        self.id.as_str()
    }

    async fn put(
        import: &Import<'_>,
        documents: &[OutcomeEvent],
        keyed: Option<Keyed<'_>>,
    ) -> Result<Committed, store::Error> {
        import.store.put_outcomes(&import.occasion, documents, keyed).await
    }
}

#[async_trait]
impl Importable for Commitment {
    const COLUMNS: &'static [Column<Commitment>] = sheet::commitment::COLUMNS;

    fn id(&self) -> &str {
        self.id.as_str()
    }

    async fn put(
        import: &Import<'_>,
        documents: &[Commitment],
        keyed: Option<Keyed<'_>>,
    ) -> Result<Committed, store::Error> {
        import.store.put_commitments(&import.occasion, documents, keyed).await
    }
}
