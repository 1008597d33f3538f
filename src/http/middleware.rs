use std::{
    any::Any,
    error::Error as StdError,
    time::{Duration, Instant},
};

use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
};
use tower_http::catch_panic::CatchPanicLayer;

use super::problem::{Cause, PROBLEM_JSON, Problem};
use crate::domain::limits::{IMPORT_SECONDS_MAX, REQUEST_SECONDS_MAX, URI_BYTES_MAX};

/// The policy for documents and problems: nothing may be loaded or framed.
const POLICY: &str = "default-src 'none'; frame-ancestors 'none'";
/// The policy for the browsable page: only what this server sends. The page styles itself in
/// place and draws its icons from data.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' \
                           'unsafe-inline'; img-src 'self' data:; connect-src 'self'; \
                           base-uri 'none'; frame-ancestors 'none'";

/// Puts around `router` what holds for every request: log, headers, problems, limits.
///
/// Reading order is from the outside in, so the last line is the outermost.
pub(super) fn around(router: Router) -> Router {
    router
        .layer(from_fn(limit_time))
        .layer(from_fn(limit_uri))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(speak_problems))
        .layer(from_fn(add_headers))
        .layer(from_fn(log))
}

/// Gives up on a request that takes too long.
async fn limit_time(request: Request, next: Next) -> Response {
    let is_import = request.uri().path().ends_with(":import");
    let seconds = if is_import { IMPORT_SECONDS_MAX } else { REQUEST_SECONDS_MAX };
    answer_within(Duration::from_secs(seconds), next.run(request)).await
}

pub(super) async fn answer_within(
    most: Duration,
    answer: impl Future<Output = Response>,
) -> Response {
    tokio::time::timeout(most, answer).await.unwrap_or_else(|_elapsed| {
        let detail = format!("no answer was found within {} seconds", most.as_secs_f64());
        Problem::new(StatusCode::GATEWAY_TIMEOUT, "deadline-exceeded", detail).into_response()
    })
}

/// Refuses an address that is too long.
async fn limit_uri(request: Request, next: Next) -> Response {
    let length = request.uri().path_and_query().map_or(0, |path| path.as_str().len());
    if length <= URI_BYTES_MAX {
        return next.run(request).await;
    }
    let detail = format!("path and query must be at most {URI_BYTES_MAX} bytes, got {length}");
    Problem::new(StatusCode::URI_TOO_LONG, "uri-too-long", detail).into_response()
}

/// Turns a panic into a problem; the connection stays.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands the payload over")]
fn panicked(payload: Box<dyn Any + Send>) -> Response {
    let text = payload.downcast_ref::<&str>().map(ToString::to_string);
    let message = text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default();
    tracing::error!(?message, "a handler panicked");
    Problem::of_status(StatusCode::INTERNAL_SERVER_ERROR, "the server made a mistake")
        .into_response()
}

/// Gives an error that comes without words, such as the router's own 404 and 405, a problem body.
async fn speak_problems(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let response = next.run(request).await;
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    let content_type = response.headers().get(header::CONTENT_TYPE);
    if !is_error || content_type.is_some_and(|given| given == PROBLEM_JSON) {
        return response;
    }
    let detail = match status {
        StatusCode::NOT_FOUND => "nothing is served at this path".to_owned(),
        StatusCode::METHOD_NOT_ALLOWED => {
            format!("`{method}` is not served at this path; `Allow` names what is")
        }
        _ => "the request could not be answered".to_owned(),
    };
    let mut problem = Problem::of_status(status, detail).into_response();
    if let Some(allow) = response.headers().get(header::ALLOW) {
        problem.headers_mut().insert(header::ALLOW, allow.clone());
    }
    problem
}

/// Adds the headers by which a browser is careful.
async fn add_headers(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_page = path.starts_with("/docs");
    let is_private = path.starts_with("/v1");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    let policy = if is_page { PAGE_POLICY } else { POLICY };
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    if is_private {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// Logs one line per request. What users write is quoted, so that it cannot forge a line.
async fn log(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let duration_ms = started.elapsed().as_millis();
    if let Some(Cause(error)) = response.extensions().get::<Cause>() {
        let cause = chain(error.as_ref());
        tracing::error!(
            %method, ?path, status, duration_ms, ?cause,
            "{method} {path:?} failed with {status} after {duration_ms} ms: {cause:?}"
        );
    } else {
        tracing::info!(
            %method, ?path, status, duration_ms,
            "{method} {path:?} answered with {status} after {duration_ms} ms"
        );
    }
    response
}

/// An error and everything behind it, on one line.
fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}
