//! Documents of another store, taken over as they are.

use std::io::BufRead;

use jiff::Timestamp;

use super::{
    App, Error,
    import::{self, Import, Importable, Rows},
    transfer::{DocumentKind, Format, ImportMode},
};
use crate::domain::{
    commitment::Commitment, invalid::Invalid, limits::IMPORT_BATCH_ROWS, outcome::OutcomeEvent,
    project::ProjectProfile, region::RegionProfile,
};

/// Stores the documents of a kind that another store holds, each on a line, however many there are.
/// Each is checked by itself alone: what it names was there when it was written, and may be gone
/// since, or come later.
///
/// # Errors
/// A line that is no such document, with its number; store unavailable.
pub async fn take_over(
    app: &App,
    kind: DocumentKind,
    lines: impl BufRead,
    now: Timestamp,
) -> Result<(), Error> {
    let _turn = app.writer().await?;
    let import = Import {
        store: app.store(),
        occasion: app.occasion(kind, now),
        format: Format::Ndjson,
        mode: ImportMode::RowWise,
        key: None,
    };
    match kind {
        DocumentKind::Regions => put::<RegionProfile>(&import, lines).await,
        DocumentKind::Projects => put::<ProjectProfile>(&import, lines).await,
        DocumentKind::Outcomes => put::<OutcomeEvent>(&import, lines).await,
        DocumentKind::Commitments => put::<Commitment>(&import, lines).await,
    }
}

async fn put<T: Importable>(import: &Import<'_>, lines: impl BufRead) -> Result<(), Error> {
    let mut rows = Rows::<_, T>::new(lines, import.format);
    let mut batch = Vec::new();
    loop {
        let row = rows.next().map_err(import::Error::from)?;
        let is_last = row.is_none();
        if let Some(row) = row {
            let document = row.document.map_err(|faults| {
                let place = format!("line {}", row.line);
                let named = faults.into_iter().map(|fault| {
                    Invalid::new(fault.field, fault.value, &fault.expected).within(&place)
                });
                Error::Invalid(named.collect())
            });
            batch.push(document?);
        }
        if is_last || batch.len() == IMPORT_BATCH_ROWS {
            T::put(import, &batch, None).await.map_err(import::Error::from)?;
            batch.clear();
        }
        if is_last {
            return Ok(());
        }
    }
}
