use axum::http::StatusCode;

use super::{
    Acting, Problem,
    body::{Versioned, require_same_id},
    extract::{JsonBytes, Path},
};
use crate::{
    domain::{id::ProjectId, project::ProjectProfile},
    service::documents,
};

/// Get a project
#[utoipa::path(
    get, path = "/v1/projects/{id}", tag = "projects",
    params(("id" = ProjectId, Path, description = "The id of the project")),
    responses(
        (status = 200, description = "The project", body = ProjectProfile,
         headers(("ETag" = String, description = "The version of the document"))),
        (status = 404, description = "No project has this id"),
    )
)]
pub async fn get_project(
    Acting(app): Acting,
    Path(id): Path<ProjectId>,
) -> Result<Versioned<ProjectProfile>, Problem> {
    let mut stored = documents::get_project(&app, &id).await?;
    stored.created = false;
    Ok(Versioned(stored))
}

/// Write a project, new or changed
#[utoipa::path(
    put, path = "/v1/projects/{id}", tag = "projects",
    params(("id" = ProjectId, Path, description = "The id of the project, as in the document")),
    request_body = ProjectProfile,
    responses(
        (status = 200, description = "The changed or unchanged project", body = ProjectProfile,
         headers(("ETag" = String, description = "The version of the document"))),
        (status = 201, description = "The new project", body = ProjectProfile,
         headers(("ETag" = String, description = "The version of the document"))),
    )
)]
pub async fn put_project(
    Acting(app): Acting,
    Path(id): Path<ProjectId>,
    JsonBytes(bytes): JsonBytes,
) -> Result<Versioned<ProjectProfile>, Problem> {
    let project = documents::read_project(&app, &bytes)?;
    require_same_id(project.id.as_str(), id.as_str())?;
    Ok(Versioned(documents::put_project(&app, project).await?))
}

/// Delete a project
#[utoipa::path(
    delete, path = "/v1/projects/{id}", tag = "projects",
    params(("id" = ProjectId, Path, description = "The id of the project")),
    responses(
        (status = 204, description = "The project is gone"),
        (status = 404, description = "No project has this id"),
    )
)]
pub async fn delete_project(
    Acting(app): Acting,
    Path(id): Path<ProjectId>,
) -> Result<StatusCode, Problem> {
    documents::delete_project(&app, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
