use std::{sync::Arc, time::Duration};

use axum::extract::State;
use serde::Serialize;
use tokio::time::timeout;
use utoipa::ToSchema;

use super::{Cause, Host, Problem, extract::Json};
use crate::service::damage::{KnownDamage, known_damage};

/// The process lives.
#[derive(Debug, Serialize, ToSchema)]
pub struct HealthBody {
    /// `ok`.
    status: &'static str,
}

/// The process can answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReadinessBody {
    /// `ready`; `read-only` if questions are answered, but the disk of the store failed and
    /// nothing is written until the server is started again; `damaged` if questions are answered
    /// without documents that cannot be read.
    status: &'static str,
    /// The store's generation.
    generation: u64,
    /// The hash of the definition.
    definition: String,
    /// How many documents of all organisations are known to be damaged; absent if none is.
    #[serde(skip_serializing_if = "Option::is_none")]
    damaged_documents: Option<usize>,
    /// The first damaged regions; absent if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    damaged_regions: Vec<String>,
}

/// How long readiness waits for the store: balancers give up after a second or two, and one that
/// answers at all does so in a thousandth.
const READINESS_WAIT: Duration = Duration::from_millis(800);
/// Damaged regions that readiness names.
const DAMAGED_REGIONS_NAMED: usize = 20;

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
    let generation = timeout(READINESS_WAIT, app.generation()).await.map_err(|elapsed| {
        let detail = "the service cannot reach its data";
        Problem::unavailable(detail, Cause(Arc::new(elapsed)))
    })??;
    let definition = app.definition_hash().to_owned();
    let KnownDamage { documents, regions } = known_damage(&app);
    let status = match (app.is_read_only(), documents) {
        (true, _) => "read-only",
        (false, 0) => "ready",
        (false, _) => "damaged",
    };
    Ok(Json(ReadinessBody {
        status,
        generation,
        definition,
        damaged_documents: (0 < documents).then_some(documents),
        damaged_regions: regions.into_iter().take(DAMAGED_REGIONS_NAMED).collect(),
    }))
}
