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
    domain::{id::ProjectId, kind::DocumentKind, project::ProjectProfile},
    service::{documents, history::get_version},
};

/// Get a project
#[utoipa::path(
    get, path = "/v1/projects/{id}", tag = "projects",
    params(("id" = ProjectId, Path, description = "The id of the project"), VersionQuery, Preconditions),
    responses(
        (status = 200, description = "The project", body = ProjectProfile,
         headers(("ETag" = String, description = "The version of the document"))),
        (status = 304, description = "The project is as `If-None-Match` has it",
         headers(("ETag" = String, description = "The version of the document"))),
        (status = 404, description = "No project has this id, or this version of it is not kept"),
        (status = 412, description = "The project is not as `If-Match` requires; `etag` says how it is",
         headers(("ETag" = String, description = "The version of the document"))),
    )
)]
pub async fn get_project(
    Acting(app): Acting,
    Path(id): Path<ProjectId>,
    Query(query): Query<VersionQuery>,
    preconditions: Preconditions,
) -> Result<Found<ProjectProfile>, Problem> {
    let stored = match query.version {
        Some(version) => get_version(&app, (DocumentKind::Projects, id.as_str()), version).await?,
        None => documents::get_project(&app, &id).await?,
    };
    Found::under(preconditions, stored)
}

/// Write a project, new or changed
#[utoipa::path(
    put, path = "/v1/projects/{id}", tag = "projects",
    params(
        ("id" = ProjectId, Path, description = "The id of the project, as in the document"),
        Preconditions
    ),
    request_body = ProjectProfile,
    responses(
        (status = 200, description = "The changed or unchanged project", body = ProjectProfile,
         headers(("ETag" = String, description = "The version of the document"))),
        (status = 201, description = "The new project", body = ProjectProfile,
         headers(("ETag" = String, description = "The version of the document"))),
        (status = 412, description = "The project is not as the conditions require; `etag` says how it is",
         headers(("ETag" = String, description = "The version of the document, if there is one"))),
    )
)]
pub async fn put_project(
    Acting(app): Acting,
    Path(id): Path<ProjectId>,
    preconditions: Preconditions,
    JsonBytes(bytes): JsonBytes,
) -> Result<Versioned<ProjectProfile>, Problem> {
    let project = documents::read_project(&app, &bytes)?;
    require_same_id(project.id.as_str(), id.as_str())?;
    let condition = preconditions.condition();
    Ok(Versioned(documents::put_project(&app, project, &condition, Timestamp::now()).await?))
}

/// Delete a project
#[utoipa::path(
    delete, path = "/v1/projects/{id}", tag = "projects",
    params(("id" = ProjectId, Path, description = "The id of the project"), Preconditions),
    responses(
        (status = 204, description = "The project is gone; its history tells of it"),
        (status = 404, description = "No project has this id"),
        (status = 412, description = "The project is not as the conditions require; `etag` says how it is",
         headers(("ETag" = String, description = "The version of the document"))),
    )
)]
pub async fn delete_project(
    Acting(app): Acting,
    Path(id): Path<ProjectId>,
    preconditions: Preconditions,
) -> Result<StatusCode, Problem> {
    let condition = preconditions.condition();
    documents::delete_project(&app, &id, &condition, Timestamp::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}
