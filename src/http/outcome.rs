use axum::http::StatusCode;
use jiff::Timestamp;

use super::{
    Acting, Problem,
    body::{Versioned, require_same_id},
    extract::{JsonBytes, Path, Query},
    history::VersionQuery,
    preconditions::{Found, Preconditions},
};
use crate::{
    domain::{id::OutcomeId, kind::DocumentKind, outcome::OutcomeEvent},
    service::{history::get_version, outcome_documents},
};

/// Get an outcome
#[utoipa::path(
    get, path = "/v1/outcomes/{id}", tag = "outcomes",
    params(("id" = OutcomeId, Path, description = "The id of the outcome"), VersionQuery, Preconditions),
    responses(
        (status = 200, description = "The outcome", body = OutcomeEvent,
         headers(("ETag" = String, description = "The version of the document"))),
        (status = 304, description = "The outcome is as `If-None-Match` has it",
         headers(("ETag" = String, description = "The version of the document"))),
        (status = 404, description = "No outcome has this id, or this version of it is not kept"),
        (status = 412, description = "The outcome is not as `If-Match` requires; `etag` says how it is",
         headers(("ETag" = String, description = "The version of the document"))),
    )
)]
pub async fn get_outcome(
    Acting(app): Acting,
    Path(id): Path<OutcomeId>,
    Query(query): Query<VersionQuery>,
    preconditions: Preconditions,
) -> Result<Found<OutcomeEvent>, Problem> {
    let stored = match query.version {
        Some(version) => get_version(&app, (DocumentKind::Outcomes, id.as_str()), version).await?,
        None => outcome_documents::get_outcome(&app, &id).await?,
    };
    Found::under(preconditions, stored)
}

/// Write an outcome, new or changed
#[utoipa::path(
    put, path = "/v1/outcomes/{id}", tag = "outcomes",
    params(
        ("id" = OutcomeId, Path, description = "The id of the outcome, as in the document"),
        Preconditions
    ),
    request_body = OutcomeEvent,
    responses(
        (status = 200, description = "The changed or unchanged outcome", body = OutcomeEvent,
         headers(("ETag" = String, description = "The version of the document"))),
        (status = 201, description = "The new outcome", body = OutcomeEvent,
         headers(("ETag" = String, description = "The version of the document"))),
        (status = 412, description = "The outcome is not as the conditions require; `etag` says how it is",
         headers(("ETag" = String, description = "The version of the document, if there is one"))),
    )
)]
pub async fn put_outcome(
    Acting(app): Acting,
    Path(id): Path<OutcomeId>,
    preconditions: Preconditions,
    JsonBytes(bytes): JsonBytes,
) -> Result<Versioned<OutcomeEvent>, Problem> {
    let outcome = outcome_documents::read_outcome(&bytes)?;
    require_same_id(outcome.id.as_str(), id.as_str())?;
    let condition = preconditions.condition();
    Ok(Versioned(
        outcome_documents::put_outcome(&app, outcome, &condition, Timestamp::now()).await?,
    ))
}

/// Delete an outcome
#[utoipa::path(
    delete, path = "/v1/outcomes/{id}", tag = "outcomes",
    params(("id" = OutcomeId, Path, description = "The id of the outcome"), Preconditions),
    responses(
        (status = 204, description = "The outcome is gone; its history tells of it"),
        (status = 404, description = "No outcome has this id"),
        (status = 412, description = "The outcome is not as the conditions require; `etag` says how it is",
         headers(("ETag" = String, description = "The version of the document"))),
    )
)]
pub async fn delete_outcome(
    Acting(app): Acting,
    Path(id): Path<OutcomeId>,
    preconditions: Preconditions,
) -> Result<StatusCode, Problem> {
    let condition = preconditions.condition();
    outcome_documents::delete_outcome(&app, &id, &condition, Timestamp::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}
