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
    domain::{id::RegionId, kind::DocumentKind, region::RegionProfile},
    service::{documents, history::get_version},
};

/// Get a region
#[utoipa::path(
    get, path = "/v1/regions/{id}", tag = "regions",
    params(("id" = RegionId, Path, description = "The id of the region"), VersionQuery, Preconditions),
    responses(
        (status = 200, description = "The region", body = RegionProfile,
         headers(("ETag" = String, description = "The version of the document"))),
        (status = 304, description = "The region is as `If-None-Match` has it",
         headers(("ETag" = String, description = "The version of the document"))),
        (status = 404, description = "No region has this id, or this version of it is not kept"),
        (status = 412, description = "The region is not as `If-Match` requires; `etag` says how it is",
         headers(("ETag" = String, description = "The version of the document"))),
    )
)]
pub async fn get_region(
    Acting(app): Acting,
    Path(id): Path<RegionId>,
    Query(query): Query<VersionQuery>,
    preconditions: Preconditions,
) -> Result<Found<RegionProfile>, Problem> {
    let stored = match query.version {
        Some(version) => get_version(&app, (DocumentKind::Regions, id.as_str()), version).await?,
        None => documents::get_region(&app, &id).await?,
    };
    Found::under(preconditions, stored)
}

/// Write a region, new or changed
#[utoipa::path(
    put, path = "/v1/regions/{id}", tag = "regions",
    params(
        ("id" = RegionId, Path, description = "The id of the region, as in the document"),
        Preconditions
    ),
    request_body = RegionProfile,
    responses(
        (status = 200, description = "The changed or unchanged region", body = RegionProfile,
         headers(("ETag" = String, description = "The version of the document"))),
        (status = 201, description = "The new region", body = RegionProfile,
         headers(("ETag" = String, description = "The version of the document"))),
        (status = 412, description = "The region is not as the conditions require; `etag` says how it is",
         headers(("ETag" = String, description = "The version of the document, if there is one"))),
    )
)]
pub async fn put_region(
    Acting(app): Acting,
    Path(id): Path<RegionId>,
    preconditions: Preconditions,
    JsonBytes(bytes): JsonBytes,
) -> Result<Versioned<RegionProfile>, Problem> {
    let region = documents::read_region(&app, &bytes)?;
    require_same_id(region.id.as_str(), id.as_str())?;
    let condition = preconditions.condition();
    Ok(Versioned(documents::put_region(&app, region, &condition, Timestamp::now()).await?))
}

/// Delete a region
#[utoipa::path(
    delete, path = "/v1/regions/{id}", tag = "regions",
    params(("id" = RegionId, Path, description = "The id of the region"), Preconditions),
    responses(
        (status = 204, description = "The region is gone; its history tells of it"),
        (status = 404, description = "No region has this id"),
        (status = 412, description = "The region is not as the conditions require; `etag` says how it is",
         headers(("ETag" = String, description = "The version of the document"))),
    )
)]
pub async fn delete_region(
    Acting(app): Acting,
    Path(id): Path<RegionId>,
    preconditions: Preconditions,
) -> Result<StatusCode, Problem> {
    let condition = preconditions.condition();
    documents::delete_region(&app, &id, &condition, Timestamp::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}
