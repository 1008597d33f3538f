use std::{
    io::{BufReader, Cursor, Read, Seek, SeekFrom},
    sync::Arc,
};

use axum::{
    body::{Body, HttpBody as _},
    extract::{FromRequest, Request},
    http::{StatusCode, uri::PathAndQuery},
    response::Response,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::{io::AsyncWriteExt, sync::Semaphore};
use utoipa::{IntoParams, ToSchema};

use super::{
    Acting, Cause, FaultBody, Problem,
    extract::{
        Query,
        body::{BodyLimits, LimitedBody, refuse_encoding, require_type, server_limits},
        query::{FromParameters, Parameters},
    },
    idempotency::{self, IdempotencyHeader, IdempotencyKey, Once, RequestDigest, Running},
};
use crate::{
    domain::limits::{BODY_BYTES_MAX, IMPORTS_MAX},
    service::{
        Answer, App,
        transfer::{
            DocumentKind, Format, ImportMode, ImportOrder, ImportReport, Imported, RequestKey,
            RowFault, import_documents,
        },
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
#[derive(Debug, Serialize, Deserialize, ToSchema)]
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

impl From<ImportBody> for ImportReport {
    fn from(body: ImportBody) -> ImportReport {
        let fault = |fault: FaultBody| RowFault {
            line: fault.line.unwrap_or(0),
            field: fault.path,
            value: fault.value,
            expected: fault.expected,
        };
        ImportReport {
            rows: body.rows,
            inserted: body.inserted,
            updated: body.updated,
            unchanged: body.unchanged,
            faults: body.errors.into_iter().map(fault).collect(),
            rows_refused: body.rows_refused,
            generation: body.generation,
        }
    }
}

/// Import regions from JSON, NDJSON or CSV
#[utoipa::path(
    post, path = "/v1/regions:import", tag = "regions",
    params(ImportQuery, IdempotencyHeader),
    request_body(
        description = "Region profiles, up to 64 MiB",
        content((String = "application/x-ndjson"), (String = "text/csv"),
                (Vec<crate::domain::region::RegionProfile> = "application/json"))
    ),
    responses(
        (status = 200, description = "What was imported and what refused", body = ImportBody,
         headers(("Idempotency-Replayed" = String,
                  description = "`true` if the answer was given before; absent if not"))),
        (status = 409, description = "The request with this key is still being answered",
         headers(("Retry-After" = String, description = "Seconds after which to ask again"))),
    )
)]
pub async fn import_regions(
    Acting(app): Acting,
    Query(query): Query<ImportQuery>,
    upload: Upload,
) -> Result<Response, Problem> {
    import(&app, DocumentKind::Regions, query.mode(), upload).await
}

/// Import projects from JSON, NDJSON or CSV
#[utoipa::path(
    post, path = "/v1/projects:import", tag = "projects",
    params(ImportQuery, IdempotencyHeader),
    request_body(
        description = "Project profiles, up to 64 MiB",
        content((String = "application/x-ndjson"), (String = "text/csv"),
                (Vec<crate::domain::project::ProjectProfile> = "application/json"))
    ),
    responses(
        (status = 200, description = "What was imported and what refused", body = ImportBody,
         headers(("Idempotency-Replayed" = String,
                  description = "`true` if the answer was given before; absent if not"))),
        (status = 409, description = "The request with this key is still being answered",
         headers(("Retry-After" = String, description = "Seconds after which to ask again"))),
    )
)]
pub async fn import_projects(
    Acting(app): Acting,
    Query(query): Query<ImportQuery>,
    upload: Upload,
) -> Result<Response, Problem> {
    import(&app, DocumentKind::Projects, query.mode(), upload).await
}

/// Import outcomes from JSON, NDJSON or CSV
#[utoipa::path(
    post, path = "/v1/outcomes:import", tag = "outcomes",
    params(ImportQuery, IdempotencyHeader),
    request_body(
        description = "What became of projects, up to 64 MiB",
        content((String = "application/x-ndjson"), (String = "text/csv"),
                (Vec<crate::domain::outcome::OutcomeEvent> = "application/json"))
    ),
    responses(
        (status = 200, description = "What was imported and what refused", body = ImportBody,
         headers(("Idempotency-Replayed" = String,
                  description = "`true` if the answer was given before; absent if not"))),
        (status = 409, description = "The request with this key is still being answered",
         headers(("Retry-After" = String, description = "Seconds after which to ask again"))),
    )
)]
pub async fn import_outcomes(
    Acting(app): Acting,
    Query(query): Query<ImportQuery>,
    upload: Upload,
) -> Result<Response, Problem> {
    import(&app, DocumentKind::Outcomes, query.mode(), upload).await
}

/// Import commitments from JSON, NDJSON or CSV
#[utoipa::path(
    post, path = "/v1/commitments:import", tag = "outcomes",
    params(ImportQuery, IdempotencyHeader),
    request_body(
        description = "What projects promised, up to 64 MiB",
        content((String = "application/x-ndjson"), (String = "text/csv"),
                (Vec<crate::domain::commitment::Commitment> = "application/json"))
    ),
    responses(
        (status = 200, description = "What was imported and what refused", body = ImportBody,
         headers(("Idempotency-Replayed" = String,
                  description = "`true` if the answer was given before; absent if not"))),
        (status = 409, description = "The request with this key is still being answered",
         headers(("Retry-After" = String, description = "Seconds after which to ask again"))),
    )
)]
pub async fn import_commitments(
    Acting(app): Acting,
    Query(query): Query<ImportQuery>,
    upload: Upload,
) -> Result<Response, Problem> {
    import(&app, DocumentKind::Commitments, query.mode(), upload).await
}

/// Imports all documents of an upload or none.
pub(super) async fn import_whole(
    app: &App,
    kind: DocumentKind,
    upload: Upload,
) -> Result<Response, Problem> {
    import(app, kind, ImportMode::Atomic, upload).await
}

async fn import(
    app: &App,
    kind: DocumentKind,
    mode: ImportMode,
    upload: Upload,
) -> Result<Response, Problem> {
    let Upload { format, file, slot, once } = upload;
    let now = Timestamp::now();
    let begun = once.as_ref().map(|once| once.begin(app.organisation())).transpose()?;
    let answer = |report: &ImportReport| answer(mode, report);
    let key = once.as_ref().map(|once| RequestKey {
        organisation: app.organisation(),
        key: once.key(),
        digest: &once.digest,
        expires_at: now.saturating_add(once.kept_for).unwrap_or(now),
        answer: &answer,
    });
    let order = ImportOrder { kind, format, mode, now, key };
    let imported = import_documents(app, &order, BufReader::new(file)).await?;
    drop((slot, begun));
    Ok(match imported {
        Imported::Done(report) => idempotency::response(answer(&report)),
        Imported::Before(answer) => idempotency::replay(answer),
    })
}

/// What an import is answered with. An atomic import with bad rows imported nothing: that is no
/// success.
fn answer(mode: ImportMode, report: &ImportReport) -> Answer {
    if mode == ImportMode::RowWise || report.rows_refused == 0 {
        return idempotency::answer(StatusCode::OK, &ImportBody::from(report));
    }
    let detail = format!(
        "none of {} rows were imported, because {} are refused",
        report.rows, report.rows_refused
    );
    let problem = Problem::refused_rows(detail, &report.faults);
    idempotency::answer(problem.status(), &problem.body())
}

/// A file that has arrived whole, on disk unless it is short: a slow or broken sender holds no
/// transaction, and one that is too long has written no row.
pub struct Upload {
    format: Format,
    file: Box<dyn Read + Send>,
    slot: Option<tokio::sync::OwnedSemaphorePermit>,
    once: Option<Once>,
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Upload, Problem> {
        let (head, body) = request.into_parts();
        refuse_encoding(&head.headers)?;
        let types = ["application/json", "application/x-ndjson", "text/csv"];
        let formats = [Format::Json, Format::Ndjson, Format::Csv];
        let at = require_type(&head.headers, &types)?;
        let key = IdempotencyKey::of(&head.headers)?;
        let is_short = is_short(&body);
        let slot = if is_short {
            None
        } else {
            let slots = head.extensions.get::<Slots>().cloned().unwrap_or_default();
            Some(slots.0.try_acquire_owned().map_err(|_| {
                let detail = "as many imports are running already as may run at a time";
                Problem::busy(detail).closing()
            })?)
        };
        let asked = head.uri.path_and_query().map_or("", PathAndQuery::as_str);
        let mut digest = RequestDigest::new(head.method.as_str(), asked, types[at]);
        let body = LimitedBody::new(body, BodyLimits::of_imports(&head.extensions))?;
        let file: Box<dyn Read + Send> = if is_short {
            Box::new(Cursor::new(keep(body, &mut digest).await?))
        } else {
            Box::new(store(body, &mut digest).await?)
        };
        let once = key.map(|key| Once {
            key,
            digest: digest.finish(),
            running: head.extensions.get::<Running>().cloned().unwrap_or_default(),
            kept_for: server_limits(&head.extensions).idempotency_seconds_max.duration(),
        });
        Ok(Upload { format: formats[at], file, slot, once })
    }
}

/// Whether a body is announced to be no longer than that of one document. It costs no more than one
/// that is put: whoever records outcomes one by one, many at once, imports nothing.
fn is_short(body: &Body) -> bool {
    let most = u64::try_from(BODY_BYTES_MAX).unwrap_or(u64::MAX);
    body.size_hint().upper().is_some_and(|length| length <= most)
}

/// Keeps a short body in memory, where it takes no open file.
async fn keep(mut body: LimitedBody, digest: &mut RequestDigest) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = body.next().await? {
        digest.update(&chunk);
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Writes a body to an unnamed temporary file and turns it back to its beginning.
async fn store(
    mut body: LimitedBody,
    digest: &mut RequestDigest,
) -> Result<std::fs::File, Problem> {
    let file = tempfile::tempfile().map_err(unavailable)?;
    let mut file = tokio::fs::File::from_std(file);
    while let Some(chunk) = body.next().await? {
        digest.update(&chunk);
        file.write_all(&chunk).await.map_err(unavailable)?;
    }
    file.flush().await.map_err(unavailable)?;
    let mut file = file.into_std().await;
    file.seek(SeekFrom::Start(0)).map_err(unavailable)?;
    Ok(file)
}

fn unavailable(error: std::io::Error) -> Problem {
    let is_full = error.kind() == std::io::ErrorKind::StorageFull;
    let cause = Cause(Arc::new(error));
    if is_full {
        return Problem::full(cause);
    }
    Problem::unavailable("the import cannot be kept", cause)
}
