use std::{
    io::{BufReader, Seek, SeekFrom},
    sync::Arc,
};

use axum::{
    body::Body,
    extract::{FromRequest, Request},
};
use serde::Serialize;
use tokio::{io::AsyncWriteExt, sync::Semaphore};
use utoipa::{IntoParams, ToSchema};

use super::{
    Acting, Cause, FaultBody, Problem,
    extract::{
        Json, Query,
        body::{BodyLimits, LimitedBody, refuse_encoding, require_type},
        query::{FromParameters, Parameters},
    },
};
use crate::{
    domain::limits::IMPORTS_MAX,
    service::{
        App,
        transfer::{DocumentKind, Format, ImportMode, ImportReport, import_documents},
    },
};

/// How many imports may run at a time.
#[derive(Debug, Clone)]
pub(super) struct Slots(Arc<Semaphore>);

impl Slots {
    pub(super) fn new(imports_max: usize) -> Slots {
        Slots(Arc::new(Semaphore::new(imports_max)))
    }
}

impl Default for Slots {
    fn default() -> Slots {
        Slots::new(IMPORTS_MAX)
    }
}

/// How to import.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ImportQuery {
    /// `true`: one bad row, and none is imported; by default the good rows are
    atomic: Option<bool>,
}

impl FromParameters for ImportQuery {
    fn take_from(parameters: &mut Parameters) -> ImportQuery {
        ImportQuery {
            atomic: parameters.one("atomic", "`true` or `false`", |text| text.parse().ok()),
        }
    }
}

impl ImportQuery {
    fn mode(&self) -> ImportMode {
        if self.atomic == Some(true) { ImportMode::Atomic } else { ImportMode::RowWise }
    }
}

/// What an import did.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportBody {
    /// Rows read.
    pub rows: usize,
    /// New documents.
    pub inserted: usize,
    /// Changed documents.
    pub updated: usize,
    /// Documents that were there already, as they are.
    pub unchanged: usize,
    /// Rows refused.
    pub rows_refused: usize,
    /// Why, row by row; the first 1,000.
    pub errors: Vec<FaultBody>,
    /// The store's generation after the import.
    pub generation: u64,
}

impl From<&ImportReport> for ImportBody {
    fn from(report: &ImportReport) -> ImportBody {
        ImportBody {
            rows: report.rows,
            inserted: report.inserted,
            updated: report.updated,
            unchanged: report.unchanged,
            rows_refused: report.rows_refused,
            errors: report.faults.iter().map(FaultBody::from).collect(),
            generation: report.generation,
        }
    }
}

/// Import regions from JSON, NDJSON or CSV
#[utoipa::path(
    post, path = "/v1/regions:import", tag = "regions",
    params(ImportQuery),
    request_body(
        description = "Region profiles, up to 64 MiB",
        content((String = "application/x-ndjson"), (String = "text/csv"),
                (Vec<crate::domain::region::RegionProfile> = "application/json"))
    ),
    responses((status = 200, description = "What was imported and what refused", body = ImportBody))
)]
pub async fn import_regions(
    Acting(app): Acting,
    Query(query): Query<ImportQuery>,
    upload: Upload,
) -> Result<Json<ImportBody>, Problem> {
    import(&app, DocumentKind::Regions, query.mode(), upload).await
}

/// Import projects from JSON, NDJSON or CSV
#[utoipa::path(
    post, path = "/v1/projects:import", tag = "projects",
    params(ImportQuery),
    request_body(
        description = "Project profiles, up to 64 MiB",
        content((String = "application/x-ndjson"), (String = "text/csv"),
                (Vec<crate::domain::project::ProjectProfile> = "application/json"))
    ),
    responses((status = 200, description = "What was imported and what refused", body = ImportBody))
)]
pub async fn import_projects(
    Acting(app): Acting,
    Query(query): Query<ImportQuery>,
    upload: Upload,
) -> Result<Json<ImportBody>, Problem> {
    import(&app, DocumentKind::Projects, query.mode(), upload).await
}

/// Import outcomes from JSON, NDJSON or CSV
#[utoipa::path(
    post, path = "/v1/outcomes:import", tag = "outcomes",
    params(ImportQuery),
    request_body(
        description = "What became of projects, up to 64 MiB",
        content((String = "application/x-ndjson"), (String = "text/csv"),
                (Vec<crate::domain::outcome::OutcomeEvent> = "application/json"))
    ),
    responses((status = 200, description = "What was imported and what refused", body = ImportBody))
)]
pub async fn import_outcomes(
    Acting(app): Acting,
    Query(query): Query<ImportQuery>,
    upload: Upload,
) -> Result<Json<ImportBody>, Problem> {
    import(&app, DocumentKind::Outcomes, query.mode(), upload).await
}

/// Import commitments from JSON, NDJSON or CSV
#[utoipa::path(
    post, path = "/v1/commitments:import", tag = "outcomes",
    params(ImportQuery),
    request_body(
        description = "What projects promised, up to 64 MiB",
        content((String = "application/x-ndjson"), (String = "text/csv"),
                (Vec<crate::domain::commitment::Commitment> = "application/json"))
    ),
    responses((status = 200, description = "What was imported and what refused", body = ImportBody))
)]
pub async fn import_commitments(
    Acting(app): Acting,
    Query(query): Query<ImportQuery>,
    upload: Upload,
) -> Result<Json<ImportBody>, Problem> {
    import(&app, DocumentKind::Commitments, query.mode(), upload).await
}

/// Imports all documents of an upload or none.
pub(super) async fn import_whole(
    app: &App,
    kind: DocumentKind,
    upload: Upload,
) -> Result<Json<ImportBody>, Problem> {
    import(app, kind, ImportMode::Atomic, upload).await
}

async fn import(
    app: &App,
    kind: DocumentKind,
    mode: ImportMode,
    upload: Upload,
) -> Result<Json<ImportBody>, Problem> {
    let Upload { format, file, slot } = upload;
    let report = import_documents(app, kind, format, mode, BufReader::new(file)).await?;
    drop(slot);
    refuse_emptied(mode, &report)?;
    Ok(Json(ImportBody::from(&report)))
}

/// An atomic import with bad rows imported nothing: that is no success.
fn refuse_emptied(mode: ImportMode, report: &ImportReport) -> Result<(), Problem> {
    if mode == ImportMode::RowWise || report.rows_refused == 0 {
        return Ok(());
    }
    let detail = format!(
        "none of {} rows were imported, because {} are refused",
        report.rows, report.rows_refused
    );
    Err(Problem::refused_rows(detail, &report.faults))
}

/// A file that has arrived whole, on disk: a slow or broken sender holds no transaction, and one
/// that is too long has written no row.
pub struct Upload {
    format: Format,
    file: std::fs::File,
    slot: tokio::sync::OwnedSemaphorePermit,
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Upload, Problem> {
        let (head, body) = request.into_parts();
        refuse_encoding(&head.headers)?;
        let types = ["application/json", "application/x-ndjson", "text/csv"];
        let formats = [Format::Json, Format::Ndjson, Format::Csv];
        let format = formats[require_type(&head.headers, &types)?];
        let slots = head.extensions.get::<Slots>().cloned().unwrap_or_default();
        let slot = slots.0.try_acquire_owned().map_err(|_| {
            Problem::busy("as many imports are running already as may run at a time").closing()
        })?;
        let file = store(body, BodyLimits::of_imports(&head.extensions)).await?;
        Ok(Upload { format, file, slot })
    }
}

/// Writes a body to an unnamed temporary file and turns it back to its beginning.
async fn store(body: Body, limits: BodyLimits) -> Result<std::fs::File, Problem> {
    let file = tempfile::tempfile().map_err(unavailable)?;
    let mut file = tokio::fs::File::from_std(file);
    let mut body = LimitedBody::new(body, limits)?;
    while let Some(chunk) = body.next().await? {
        file.write_all(&chunk).await.map_err(unavailable)?;
    }
    file.flush().await.map_err(unavailable)?;
    let mut file = file.into_std().await;
    file.seek(SeekFrom::Start(0)).map_err(unavailable)?;
    Ok(file)
}

fn unavailable(error: std::io::Error) -> Problem {
    Problem::unavailable("the import cannot be kept", Cause(Arc::new(error)))
}
