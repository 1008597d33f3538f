use std::sync::Arc;

use axum::{
    Extension,
    body::Bytes,
    http::header,
    response::{IntoResponse, Response},
};
use tokio::sync::Semaphore;

use super::{Acting, Problem, parts::parts};
use crate::{
    domain::{
        commitment::Commitment, limits::EXPORTS_MAX, outcome::OutcomeEvent,
        project::ProjectProfile, region::RegionProfile,
    },
    service::{App, exported::DocumentLines, transfer::DocumentKind},
};

/// One document per line.
const NDJSON: &str = "application/x-ndjson";

/// How many exports may run at a time.
#[derive(Debug, Clone)]
pub struct Slots(Arc<Semaphore>);

impl Default for Slots {
    fn default() -> Slots {
        Slots(Arc::new(Semaphore::new(EXPORTS_MAX)))
    }
}

/// Export all regions
///
/// As they are at one moment, in the order of their ids: they are shared. What comes can be imported as it is;
/// an answer that breaks off is not whole.
#[utoipa::path(
    get, path = "/v1/regions:export", tag = "regions",
    responses(
        (status = 200, description = "A document on each line",
         body = RegionProfile, content_type = "application/x-ndjson"),
        (status = 503, description = "As many exports are running already as may run at a time"),
    )
)]
pub async fn export_regions(
    Acting(app): Acting,
    Extension(slots): Extension<Slots>,
) -> Result<Response, Problem> {
    export(app, DocumentKind::Regions, slots).await
}

/// Export all projects
///
/// As they are at one moment, in the order of their ids: those of the organisation. What comes can be imported as it is;
/// an answer that breaks off is not whole.
#[utoipa::path(
    get, path = "/v1/projects:export", tag = "projects",
    responses(
        (status = 200, description = "A document on each line",
         body = ProjectProfile, content_type = "application/x-ndjson"),
        (status = 503, description = "As many exports are running already as may run at a time"),
    )
)]
pub async fn export_projects(
    Acting(app): Acting,
    Extension(slots): Extension<Slots>,
) -> Result<Response, Problem> {
    export(app, DocumentKind::Projects, slots).await
}

/// Export all outcomes
///
/// As they are at one moment, in the order of their ids: those of the organisation. What comes can be imported as it is;
/// an answer that breaks off is not whole.
#[utoipa::path(
    get, path = "/v1/outcomes:export", tag = "outcomes",
    responses(
        (status = 200, description = "A document on each line",
         body = OutcomeEvent, content_type = "application/x-ndjson"),
        (status = 503, description = "As many exports are running already as may run at a time"),
    )
)]
pub async fn export_outcomes(
    Acting(app): Acting,
    Extension(slots): Extension<Slots>,
) -> Result<Response, Problem> {
    export(app, DocumentKind::Outcomes, slots).await
}

/// Export all commitments
///
/// As they are at one moment, in the order of their ids: those of the organisation. What comes can be imported as it is;
/// an answer that breaks off is not whole.
#[utoipa::path(
    get, path = "/v1/commitments:export", tag = "outcomes",
    responses(
        (status = 200, description = "A document on each line",
         body = Commitment, content_type = "application/x-ndjson"),
        (status = 503, description = "As many exports are running already as may run at a time"),
    )
)]
pub async fn export_commitments(
    Acting(app): Acting,
    Extension(slots): Extension<Slots>,
) -> Result<Response, Problem> {
    export(app, DocumentKind::Commitments, slots).await
}

async fn export(app: App, kind: DocumentKind, slots: Slots) -> Result<Response, Problem> {
    let slot = slots
        .0
        .try_acquire_owned()
        .map_err(|_| Problem::busy("as many exports are running already as may run at a time"))?;
    let mut lines = DocumentLines::open(&app, kind).await?;
    let (sender, body) = parts();
    tokio::spawn(async move {
        loop {
            let part = lines.next_part().await.map(Bytes::from);
            let is_last = part.as_ref().map_or(true, Bytes::is_empty);
            let is_worth_it = part.as_ref().map_or(true, |part| !part.is_empty());
            if (is_worth_it && sender.send(part).await.is_err()) || is_last {
                drop(slot);
                return;
            }
        }
    });
    Ok(([(header::CONTENT_TYPE, NDJSON)], body).into_response())
}
