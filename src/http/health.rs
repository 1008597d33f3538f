use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Host, Problem, extract::Json};

/// The process lives.
#[derive(Debug, Serialize, ToSchema)]
pub struct HealthBody {
    /// `ok`.
    status: &'static str,
}

/// The process can answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReadinessBody {
    /// `ready`.
    status: &'static str,
    /// The store's generation.
    generation: u64,
    /// The hash of the definition.
    definition: String,
}

/// Whether the process lives
#[utoipa::path(
    get, path = "/healthz", tag = "health",
    responses((status = 200, description = "It lives", body = HealthBody))
)]
pub async fn get_health() -> Json<HealthBody> {
    Json(HealthBody { status: "ok" })
}

/// Whether the store answers
#[utoipa::path(
    get, path = "/readyz", tag = "health",
    responses((status = 200, description = "It answers", body = ReadinessBody))
)]
pub async fn get_readiness(State(Host(app)): State<Host>) -> Result<Json<ReadinessBody>, Problem> {
    let generation = app.generation().await?;
    let definition = app.definition_hash().to_owned();
    Ok(Json(ReadinessBody { status: "ready", generation, definition }))
}
