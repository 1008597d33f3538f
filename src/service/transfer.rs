use std::io::{BufRead, Write};

use super::{
    App, Error,
    documents::{self, Parents},
    export,
    import::{self, Import},
    outcomes, territory,
};
use crate::domain::{
    commitment::Commitment, id::OrganisationId, outcome::OutcomeEvent, project::ProjectProfile,
    region::RegionProfile,
};

/// Which documents are imported or exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    /// Region profiles.
    Regions,
    /// Project profiles.
    Projects,
    /// What became of projects.
    Outcomes,
    /// What projects promised.
    Commitments,
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
/// Idempotent by id. Killing the process at any moment leaves whole documents only.
///
/// # Errors
/// Held by another process, store unavailable, the stream cannot be read. Bad rows are no error:
/// they stand in the report.
pub async fn import_documents(
    app: &App,
    kind: DocumentKind,
    format: Format,
    mode: ImportMode,
    input: impl BufRead + Send + 'static,
) -> Result<ImportReport, Error> {
    let turn = app.writer().await?;
    let derived = turn.derived().await?;
    let import = Import { store: app.store(), organisation: owner(app, kind), format, mode };
    let report = match kind {
        DocumentKind::Regions => {
            // A parent may stand higher up in the same file.
            let mut brought = Parents::new();
            let mut check = |region: &RegionProfile| {
                let mut faults = documents::unknown_codes_of_region(app, region);
                faults.extend(documents::bad_parent(&derived.atlas, &brought, region));
                faults.extend(territory::fault(app, &derived.atlas, &brought, region));
                if faults.is_empty() {
                    brought.insert(region.id.clone(), region.parent.clone());
                }
                faults
            };
            import::import_regions(&import, input, &mut check).await?
        }
        DocumentKind::Projects => {
            let mut check = |project: &ProjectProfile| {
                let mut faults = documents::unknown_codes(app, project);
                faults.extend(documents::unknown_regions(&derived.atlas, project));
                faults
            };
            import::import_projects(&import, input, &mut check).await?
        }
        DocumentKind::Outcomes => {
            let mut check = |outcome: &OutcomeEvent| outcomes::unknown_parts(&derived, outcome);
            import::import_outcomes(&import, input, &mut check).await?
        }
        DocumentKind::Commitments => {
            let mut check =
                |commitment: &Commitment| outcomes::unknown_parties(&derived, commitment);
            import::import_commitments(&import, input, &mut check).await?
        }
    };
    Ok(report)
}

/// Whose the documents of a kind are.
fn owner(app: &App, kind: DocumentKind) -> &OrganisationId {
    match kind {
        DocumentKind::Regions => app.shared(),
        DocumentKind::Projects | DocumentKind::Outcomes | DocumentKind::Commitments => {
            app.organisation()
        }
    }
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
    let (store, organisation) = (app.store(), owner(app, kind));
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
