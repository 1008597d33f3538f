use axum::http::StatusCode;

use super::{
    Acting, Problem,
    body::{Versioned, require_same_id},
    extract::{JsonBytes, Path},
};
use crate::{
    domain::{id::RegionId, region::RegionProfile},
    service::documents,
};

/// Get a region
#[utoipa::path(
    get, path = "/v1/regions/{id}", tag = "regions",
    params(("id" = RegionId, Path, description = "The id of the region")),
    responses(
        (status = 200, description = "The region", body = RegionProfile,
         headers(("ETag" = String, description = "The version of the document"))),
        (status = 404, description = "No region has this id"),
    )
)]
pub async fn get_region(
    Acting(app): Acting,
    Path(id): Path<RegionId>,
) -> Result<Versioned<RegionProfile>, Problem> {
    let mut stored = documents::get_region(&app, &id).await?;
    stored.created = false;
    Ok(Versioned(stored))
}

/// Write a region, new or changed
#[utoipa::path(
    put, path = "/v1/regions/{id}", tag = "regions",
    params(("id" = RegionId, Path, description = "The id of the region, as in the document")),
    request_body = RegionProfile,
    responses(
        (status = 200, description = "The changed or unchanged region", body = RegionProfile,
         headers(("ETag" = String, description = "The version of the document"))),
        (status = 201, description = "The new region", body = RegionProfile,
         headers(("ETag" = String, description = "The version of the document"))),
    )
)]
pub async fn put_region(
    Acting(app): Acting,
    Path(id): Path<RegionId>,
    JsonBytes(bytes): JsonBytes,
) -> Result<Versioned<RegionProfile>, Problem> {
    let region = documents::read_region(&app, &bytes)?;
    require_same_id(region.id.as_str(), id.as_str())?;
    Ok(Versioned(documents::put_region(&app, region).await?))
}

/// Delete a region
#[utoipa::path(
    delete, path = "/v1/regions/{id}", tag = "regions",
    params(("id" = RegionId, Path, description = "The id of the region")),
    responses(
        (status = 204, description = "The region is gone"),
        (status = 404, description = "No region has this id"),
    )
)]
pub async fn delete_region(
    Acting(app): Acting,
    Path(id): Path<RegionId>,
) -> Result<StatusCode, Problem> {
    documents::delete_region(&app, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
