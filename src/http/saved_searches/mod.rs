/// What is posted and answered.
mod body;
/// Posting once, however often it is sent.
mod once;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use utoipa::IntoParams;

pub use body::{
    AlertEntryBody, AlertsBody, DeliveryBody, SavedSearchBody, SavedSearchRequestBody,
    SavedSearchesBody,
};

use self::once::KeyedJson;
use super::{
    Acting, Problem,
    body::Versioned,
    extract::{
        Json, Path, Query,
        path::PathId,
        query::{FromParameters, Parameters},
    },
    idempotency::{self, IdempotencyHeader},
    preconditions::{Found, Preconditions, entity_tag},
};
use crate::{
    domain::{
        id::SavedSearchId,
        invalid::Invalid,
        limits::{LIMIT_DEFAULT, LIMIT_MAX},
    },
    service::{
        Answer,
        alerts::{self, OnceKey, Saved},
        documents::Stored,
    },
};

/// What stands behind the id of a saved search whose secret is to be replaced.
const ROTATE: &str = ":rotate-secret";

/// Save a search, to be told when its first regions are others
///
/// What it finds now is what is compared with, each time that regions, projects or outcomes have
/// changed. What is noticed is listed at `/v1/saved-searches/{id}/alerts`, and posted to `webhook` if
/// there is one, as an `AlertMessage` that is signed as Standard Webhooks 1.0.0 says: any 2xx within
/// 10 seconds has taken it, 410 wants no more, anything else is tried again over some twenty hours.
/// The secret that signs is shown this once.
#[utoipa::path(
    post, path = "/v1/saved-searches", tag = "alerts",
    params(IdempotencyHeader),
    request_body = SavedSearchRequestBody,
    responses(
        (status = 201, description = "The saved search, with the secret of its receiver",
         body = SavedSearchBody,
         headers(("Location" = String, description = "The path of the saved search"),
                 ("ETag" = String, description = "The version of the saved search"),
                 ("Idempotency-Replayed" = String,
                  description = "`true` if the answer was given before; absent if not"))),
        (status = 404, description = "No project has this id"),
        (status = 409, description = "The request with this key is still being answered",
         headers(("Retry-After" = String, description = "Seconds after which to ask again"))),
    )
)]
pub async fn post_saved_search(
    Acting(app): Acting,
    KeyedJson { body, once }: KeyedJson<SavedSearchRequestBody>,
) -> Result<Response, Problem> {
    let now = Timestamp::now();
    let begun = once.as_ref().map(|once| once.begin(app.organisation())).transpose()?;
    let key = once.as_ref().map(|once| OnceKey {
        key: once.key(),
        digest: &once.digest,
        expires_at: now.saturating_add(once.kept_for).unwrap_or(now),
        answer: &answer,
    });
    let saved = Box::pin(alerts::add_search(&app, body.into(), key, now)).await?;
    drop(begun);
    Ok(match saved {
        Ok(saved) => {
            let id = saved.stored.id.clone();
            let mut response = idempotency::response(answer(&saved));
            let headers = [
                (header::LOCATION, format!("/v1/saved-searches/{id}")),
                (header::ETAG, entity_tag(saved.stored.version)),
            ];
            for (name, value) in headers {
                if let Ok(value) = HeaderValue::try_from(value) {
                    response.headers_mut().insert(name, value);
                }
            }
            response
        }
        Err(before) => idempotency::replay(before),
    })
}

fn answer(saved: &Saved) -> Answer {
    idempotency::answer(StatusCode::CREATED, &SavedSearchBody::from(saved))
}

/// List the saved searches of the organisation
#[utoipa::path(
    get, path = "/v1/saved-searches", tag = "alerts",
    responses((status = 200, description = "The saved searches", body = SavedSearchesBody))
)]
pub async fn list_saved_searches(Acting(app): Acting) -> Result<Json<SavedSearchesBody>, Problem> {
    let found = alerts::list_searches(&app).await?;
    Ok(Json(SavedSearchesBody {
        saved_searches: found.iter().map(SavedSearchBody::from).collect(),
    }))
}

/// Get a saved search
#[utoipa::path(
    get, path = "/v1/saved-searches/{id}", tag = "alerts",
    params(("id" = SavedSearchId, Path, description = "The id of the saved search"), Preconditions),
    responses(
        (status = 200, description = "The saved search", body = SavedSearchBody,
         headers(("ETag" = String, description = "The version of the saved search"))),
        (status = 304, description = "The saved search is as `If-None-Match` has it",
         headers(("ETag" = String, description = "The version of the saved search"))),
        (status = 412, description = "The saved search is not as `If-Match` requires; `etag` says how it is",
         headers(("ETag" = String, description = "The version of the saved search"))),
    )
)]
pub async fn get_saved_search(
    Acting(app): Acting,
    Path(id): Path<SavedSearchId>,
    preconditions: Preconditions,
) -> Result<Found<SavedSearchBody>, Problem> {
    let stored = alerts::get_search(&app, &id).await?;
    let (version, document) = (stored.version, SavedSearchBody::from(&stored));
    Found::under(preconditions, Stored { document, version, created: false })
}

/// Change a saved search
///
/// If it asks something else, what it finds next is what is compared with. A receiver that wanted no
/// more is told again. A receiver that is new gets a secret, which is shown this once.
#[utoipa::path(
    put, path = "/v1/saved-searches/{id}", tag = "alerts",
    params(("id" = SavedSearchId, Path, description = "The id of the saved search"), Preconditions),
    request_body = SavedSearchRequestBody,
    responses(
        (status = 200, description = "The changed or unchanged saved search", body = SavedSearchBody,
         headers(("ETag" = String, description = "The version of the saved search"))),
        (status = 412, description = "The saved search is not as the conditions require; `etag` says how it is",
         headers(("ETag" = String, description = "The version of the saved search"))),
    )
)]
pub async fn put_saved_search(
    Acting(app): Acting,
    Path(id): Path<SavedSearchId>,
    preconditions: Preconditions,
    Json(body): Json<SavedSearchRequestBody>,
) -> Result<Versioned<SavedSearchBody>, Problem> {
    let (condition, now) = (preconditions.condition(), Timestamp::now());
    let saved = Box::pin(alerts::change_search(&app, &id, body.into(), &condition, now)).await?;
    Ok(versioned(&saved))
}

/// Delete a saved search with its alerts
#[utoipa::path(
    delete, path = "/v1/saved-searches/{id}", tag = "alerts",
    params(("id" = SavedSearchId, Path, description = "The id of the saved search"), Preconditions),
    responses(
        (status = 204, description = "The saved search is gone, and what it noticed"),
        (status = 412, description = "The saved search is not as the conditions require; `etag` says how it is",
         headers(("ETag" = String, description = "The version of the saved search"))),
    )
)]
pub async fn delete_saved_search(
    Acting(app): Acting,
    Path(id): Path<SavedSearchId>,
    preconditions: Preconditions,
) -> Result<StatusCode, Problem> {
    alerts::delete_search(&app, &id, &preconditions.condition()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The id of a saved search with `:rotate-secret` behind it.
pub struct RotatedId(SavedSearchId);

impl PathId for RotatedId {
    fn parse(text: &str) -> Result<RotatedId, Invalid> {
        let id = text.strip_suffix(ROTATE).and_then(|id| SavedSearchId::parse(id).ok());
        let expected = "the id of a saved search and `:rotate-secret`, as in \
                        `search-5f0c2a9d17e4:rotate-secret`";
        id.map(RotatedId).ok_or_else(|| Invalid::new("", text, expected))
    }
}

/// Replace the secret of a receiver
///
/// The new one is shown this once. For a day both sign, so that the receiver can change over.
#[utoipa::path(
    post, path = "/v1/saved-searches/{id}", tag = "alerts",
    params(
        ("id" = String, Path, pattern = "^[A-Za-z0-9][A-Za-z0-9._-]*:rotate-secret$",
         example = "search-5f0c2a9d17e4:rotate-secret",
         description = "The id of the saved search with `:rotate-secret` behind it"),
        Preconditions
    ),
    responses(
        (status = 200, description = "The saved search with the new secret", body = SavedSearchBody,
         headers(("ETag" = String, description = "The version of the saved search"))),
        (status = 412, description = "The saved search is not as the conditions require; `etag` says how it is",
         headers(("ETag" = String, description = "The version of the saved search"))),
    )
)]
pub async fn rotate_saved_search_secret(
    Acting(app): Acting,
    Path(RotatedId(id)): Path<RotatedId>,
    preconditions: Preconditions,
) -> Result<Versioned<SavedSearchBody>, Problem> {
    let condition = preconditions.condition();
    let saved = alerts::rotate_secret(&app, &id, &condition, Timestamp::now()).await?;
    Ok(versioned(&saved))
}

fn versioned(saved: &Saved) -> Versioned<SavedSearchBody> {
    let (version, document) = (saved.stored.version, SavedSearchBody::from(saved));
    Versioned(Stored { document, version, created: false })
}

/// Which alerts to list.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListAlerts {
    /// How many alerts
    #[param(minimum = 1, maximum = 100, default = 10)]
    limit: Option<usize>,
}

impl FromParameters for ListAlerts {
    fn take_from(parameters: &mut Parameters) -> ListAlerts {
        ListAlerts { limit: parameters.whole("limit", 1..=LIMIT_MAX) }
    }
}

/// List what was noticed about a saved search
#[utoipa::path(
    get, path = "/v1/saved-searches/{id}/alerts", tag = "alerts",
    params(("id" = SavedSearchId, Path, description = "The id of the saved search"), ListAlerts),
    responses((status = 200, description = "The newest alerts", body = AlertsBody))
)]
pub async fn list_saved_search_alerts(
    Acting(app): Acting,
    Path(id): Path<SavedSearchId>,
    Query(query): Query<ListAlerts>,
) -> Result<Response, Problem> {
    let found = alerts::list_alerts(&app, &id, query.limit.unwrap_or(LIMIT_DEFAULT)).await?;
    let alerts = found.into_iter().map(AlertEntryBody::from).collect();
    Ok(Json(AlertsBody { alerts }).into_response())
}
