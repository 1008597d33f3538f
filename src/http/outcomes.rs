use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::{
    Acting, Problem,
    extract::{
        Json, Query,
        query::{FromParameters, Parameters},
    },
    import::{ImportBody, Upload, import_whole},
};
use crate::{
    domain::{
        commitment::Commitment,
        id::{OutcomeId, RegionId},
        limits::{LIMIT_DEFAULT, LIMIT_MAX},
        outcome::OutcomeEvent,
    },
    service::{
        outcomes::{self, OutcomeFilter},
        transfer::DocumentKind,
    },
};

/// Record what became of projects
///
/// One outcome or an array of them, one per line, or a sheet: all are recorded or none. An outcome
/// of the same id is replaced, so that sending it twice changes nothing.
#[utoipa::path(
    post, path = "/v1/outcomes", tag = "outcomes",
    request_body(
        description = "Outcomes, up to 64 MiB",
        content((Vec<OutcomeEvent> = "application/json"), (String = "application/x-ndjson"),
                (String = "text/csv"))
    ),
    responses((status = 200, description = "All are recorded", body = ImportBody))
)]
pub async fn post_outcomes(
    Acting(app): Acting,
    upload: Upload,
) -> Result<Json<ImportBody>, Problem> {
    import_whole(&app, DocumentKind::Outcomes, upload).await
}

/// Record what projects promised
///
/// One commitment or an array of them, one per line, or a sheet: all are recorded or none. A
/// commitment of the same id is replaced.
#[utoipa::path(
    post, path = "/v1/commitments", tag = "outcomes",
    request_body(
        description = "Commitments, up to 64 MiB",
        content((Vec<Commitment> = "application/json"), (String = "application/x-ndjson"),
                (String = "text/csv"))
    ),
    responses((status = 200, description = "All are recorded", body = ImportBody))
)]
pub async fn post_commitments(
    Acting(app): Acting,
    upload: Upload,
) -> Result<Json<ImportBody>, Problem> {
    import_whole(&app, DocumentKind::Commitments, upload).await
}

/// Which outcomes to list.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListOutcomes {
    /// Of this region and those below it
    region: Option<RegionId>,
    /// Through the enclave of this name, in either language
    #[param(example = "衢州海创园")]
    enclave: Option<String>,
    /// How many outcomes
    #[param(minimum = 1, maximum = 100, default = 10)]
    limit: Option<usize>,
    /// `next_cursor` of the page before
    #[param(value_type = Option<String>)]
    cursor: Option<OutcomeId>,
}

impl FromParameters for ListOutcomes {
    fn take_from(parameters: &mut Parameters) -> ListOutcomes {
        ListOutcomes {
            region: parameters.region("region"),
            enclave: parameters.text("enclave"),
            limit: parameters.whole("limit", 1..=LIMIT_MAX),
            cursor: parameters.one("cursor", "the `next_cursor` of an earlier answer", |text| {
                OutcomeId::parse(text).ok()
            }),
        }
    }
}

/// A page of outcomes.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutcomesBody {
    /// All outcomes, not only those of the page.
    pub total: usize,
    /// In the order of their ids.
    pub outcomes: Vec<OutcomeEvent>,
    /// `cursor` for the next page; `null` on the last one.
    pub next_cursor: Option<String>,
    /// The store's generation that was read.
    pub generation: u64,
}

/// List what became of projects
#[utoipa::path(
    get, path = "/v1/outcomes", tag = "outcomes",
    params(ListOutcomes),
    responses(
        (status = 200, description = "A page of outcomes", body = OutcomesBody),
        (status = 404, description = "There is no such region, or no such enclave in it"),
    )
)]
pub async fn list_outcomes(
    Acting(app): Acting,
    Query(query): Query<ListOutcomes>,
) -> Result<Json<OutcomesBody>, Problem> {
    let ListOutcomes { region, enclave, limit, cursor } = query;
    let filter = OutcomeFilter { region, enclave, after: cursor };
    let page = outcomes::list_outcomes(&app, &filter, limit.unwrap_or(LIMIT_DEFAULT)).await?;
    let last = page.outcomes.last().filter(|_| page.has_more);
    Ok(Json(OutcomesBody {
        total: page.total,
        next_cursor: last.map(|last| last.id.to_string()),
        outcomes: page.outcomes,
        generation: page.generation,
    }))
}
