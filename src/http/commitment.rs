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
    domain::{commitment::Commitment, id::CommitmentId, kind::DocumentKind},
    service::{history::get_version, outcome_documents},
};

/// Get a commitment
#[utoipa::path(
    get, path = "/v1/commitments/{id}", tag = "outcomes",
    params(("id" = CommitmentId, Path, description = "The id of the commitment"), VersionQuery, Preconditions),
    responses(
        (status = 200, description = "The commitment", body = Commitment,
         headers(("ETag" = String, description = "The version of the document"))),
        (status = 304, description = "The commitment is as `If-None-Match` has it",
         headers(("ETag" = String, description = "The version of the document"))),
        (status = 404, description = "No commitment has this id, or this version of it is not kept"),
        (status = 412, description = "The commitment is not as `If-Match` requires; `etag` says how it is",
         headers(("ETag" = String, description = "The version of the document"))),
    )
)]
pub async fn get_commitment(
    Acting(app): Acting,
    Path(id): Path<CommitmentId>,
    Query(query): Query<VersionQuery>,
    preconditions: Preconditions,
) -> Result<Found<Commitment>, Problem> {
    let stored = match query.version {
        Some(version) => {
            get_version(&app, (DocumentKind::Commitments, id.as_str()), version).await?
        }
        None => outcome_documents::get_commitment(&app, &id).await?,
    };
    Found::under(preconditions, stored)
}

/// Write a commitment, new or changed
#[utoipa::path(
    put, path = "/v1/commitments/{id}", tag = "outcomes",
    params(
        ("id" = CommitmentId, Path, description = "The id of the commitment, as in the document"),
        Preconditions
    ),
    request_body = Commitment,
    responses(
        (status = 200, description = "The changed or unchanged commitment", body = Commitment,
         headers(("ETag" = String, description = "The version of the document"))),
        (status = 201, description = "The new commitment", body = Commitment,
         headers(("ETag" = String, description = "The version of the document"))),
        (status = 412, description = "The commitment is not as the conditions require; `etag` says how it is",
         headers(("ETag" = String, description = "The version of the document, if there is one"))),
    )
)]
pub async fn put_commitment(
    Acting(app): Acting,
    Path(id): Path<CommitmentId>,
    preconditions: Preconditions,
    JsonBytes(bytes): JsonBytes,
) -> Result<Versioned<Commitment>, Problem> {
    let commitment = outcome_documents::read_commitment(&bytes)?;
    require_same_id(commitment.id.as_str(), id.as_str())?;
    let condition = preconditions.condition();
    Ok(Versioned(
        outcome_documents::put_commitment(&app, commitment, &condition, Timestamp::now()).await?,
    ))
}

/// Delete a commitment
#[utoipa::path(
    delete, path = "/v1/commitments/{id}", tag = "outcomes",
    params(("id" = CommitmentId, Path, description = "The id of the commitment"), Preconditions),
    responses(
        (status = 204, description = "The commitment is gone; its history tells of it"),
        (status = 404, description = "No commitment has this id"),
        (status = 412, description = "The commitment is not as the conditions require; `etag` says how it is",
         headers(("ETag" = String, description = "The version of the document"))),
    )
)]
pub async fn delete_commitment(
    Acting(app): Acting,
    Path(id): Path<CommitmentId>,
    preconditions: Preconditions,
) -> Result<StatusCode, Problem> {
    let condition = preconditions.condition();
    outcome_documents::delete_commitment(&app, &id, &condition, Timestamp::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}
