use std::{
    any::Any,
    error::Error as StdError,
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{
    Extension, Router,
    extract::{MatchedPath, Request},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tracing::Instrument;

use super::{
    Metrics, ServerLimits,
    access::{Guard, Verdict},
    extract::body::refuse_encoding,
    metrics::Answered,
    plain,
    problem::{Cause, PROBLEM_JSON, Problem},
    rate::{Caller, Exceeded, RateLimiter, Refusal},
    request_id::{REQUEST_ID, RequestId},
    serve::{head::HeadVerdict, refusal},
};
use crate::service::computing::metered;

/// The policy for documents and problems: nothing may be loaded or framed.
const POLICY: &str = "default-src 'none'; frame-ancestors 'none'";
/// The policy for the page of `web`: only what this server sends, and nothing in line.
const WEB_POLICY: &str = "default-src 'self'; object-src 'none'; base-uri 'none'; \
                          form-action 'self'; frame-ancestors 'none'";
/// The policy for the browsable page: only what this server sends. The page styles itself in
/// place and draws its icons from data.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' \
                           'unsafe-inline'; img-src 'self' data:; connect-src 'self'; \
                           base-uri 'none'; frame-ancestors 'none'";
/// What answers with HTML of the page.
const PAGES: [&str; 4] = ["/", "/memo", "/enter", "/leave"];
/// The media type of the page.
const PAGE_HTML: &str = "text/html; charset=utf-8";
/// What is always answered, whatever else is asked: an operator must see what goes on.
const PROBES: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

/// Who sent a request; absent where no connection is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub(super) IpAddr);

/// Puts around `router` what holds for every request: log, measurements, headers, problems, limits.
///
/// One layer of many, the outermost first: each that a router is given by itself is a box more around
/// every route, and a request copies all that are inside at each of them.
pub(super) fn around(
    router: Router,
    guard: Option<Guard>,
    limits: &ServerLimits,
    metrics: &Metrics,
) -> Router {
    let gate = Gate { guard, rates: RateLimiter::new(limits), metrics: metrics.clone() };
    let gate = Arc::new(gate);
    let limits = Arc::new(limits.clone());
    let time_limits = limits.clone();
    let uri_bytes_max = limits.uri_bytes_max;
    let [panics, answers] = [metrics.clone(), metrics.clone()];
    router.layer(
        ServiceBuilder::new()
            .layer(Extension(metrics.clone()))
            .layer(Extension(limits))
            .layer(from_fn(move |request, next| observe(answers.clone(), request, next)))
            .layer(from_fn(add_headers))
            .layer(from_fn(speak_problems))
            .layer(CatchPanicLayer::custom(move |payload| panicked(&panics, payload)))
            .layer(from_fn(move |request, next| limit_uri(uri_bytes_max, request, next)))
            .layer(from_fn(refuse_head))
            .layer(from_fn(move |request, next| pass_gate(gate.clone(), request, next)))
            .layer(from_fn(move |request, next| limit_time(time_limits.clone(), request, next))),
    )
}

/// Gives up on a request that takes too long.
async fn limit_time(limits: Arc<ServerLimits>, request: Request, next: Next) -> Response {
    let is_import = request.uri().path().ends_with(":import");
    let most = if is_import { limits.import_seconds_max } else { limits.request_seconds_max };
    answer_within(most.duration(), next.run(request)).await
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

/// Who is let in, and how often.
struct Gate {
    guard: Option<Guard>,
    rates: RateLimiter,
    metrics: Metrics,
}

impl Gate {
    /// Takes a request off what a caller may ask; why it may not, if so.
    fn refuse(&self, caller: &Caller) -> Option<Problem> {
        let refused = self.rates.admit(caller, Instant::now()).err()?;
        self.metrics.count_refusal(refused.exceeded.as_str());
        Some(come_back(refused))
    }
}

/// Lets in who may, refuses a caller that asks too often, and counts what an answer computed. A key
/// pays for itself, wherever it is used; whoever has none that opens anything pays for the address, and
/// for a key that has opened nothing lately before the store is asked for it. So trying keys is
/// limited, and those of others are not once they have opened something.
async fn pass_gate(gate: Arc<Gate>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<Peer>();
    let address = peer.map(|peer| Caller::from(peer.0));
    let verdict = match &gate.guard {
        Some(guard) => {
            let pay_to_try = || gate.refuse(address.as_ref()?);
            guard.admit(&mut request, &pay_to_try).await
        }
        None => Verdict::default(),
    };
    let caller = verdict.key.map(Caller::Key).or(address);
    // Probes that may be asked are never refused.
    let pays = verdict.refusal.is_some() || !is_probe(&request);
    let caller = caller.filter(|_| pays);
    if let Some(caller) = &caller
        && !verdict.has_paid
        && let Some(problem) = gate.refuse(caller)
    {
        return problem.into_response();
    }
    if let Some(problem) = verdict.refusal {
        return problem.into_response();
    }
    let Some(caller) = caller else { return next.run(request).await };
    let pays = Pays { gate, caller, pairs: Arc::default() };
    metered(pays.pairs.clone(), next.run(request)).await
}

fn come_back(refused: Refusal) -> Problem {
    let what = match refused.exceeded {
        Exceeded::Requests => "requests are sent faster than they may be",
        Exceeded::Pairs => "more is asked to be computed than may be",
    };
    let seconds = refused.retry_after.as_secs() + 1;
    Problem::too_many_requests(format!("{what}: ask again in {seconds} seconds"), seconds)
}

/// Charges a caller for what was computed, also if it hangs up before the answer.
struct Pays {
    gate: Arc<Gate>,
    caller: Caller,
    pairs: Arc<AtomicU64>,
}

impl Drop for Pays {
    fn drop(&mut self) {
        let pairs = self.pairs.load(Ordering::Relaxed);
        if 0 < pairs {
            self.gate.rates.charge(&self.caller, pairs, Instant::now());
        }
    }
}

fn is_probe(request: &Request) -> bool {
    PROBES.contains(&request.uri().path())
}

/// Refuses what the head of a request says: two readings of its end, a compressed body, another
/// form of answer than there is.
async fn refuse_head(request: Request, next: Next) -> Response {
    let verdict = request.extensions().get::<HeadVerdict>();
    if let Some(fault) = verdict.and_then(|verdict| verdict.fault) {
        return refusal(fault).into_response();
    }
    if let Err(problem) = refuse_encoding(request.headers()) {
        return problem.into_response();
    }
    let forms = forms(&request);
    if request.uri().path().starts_with("/v1") && !accepts(request.headers(), forms) {
        return Problem::not_acceptable(forms[0][0]).into_response();
    }
    next.run(request).await
}

/// By what `Accept` allows JSON.
const JSON: &[&str] = &["application/json", "application/*", PROBLEM_JSON];

/// By what `Accept` allows a form of the answer to a request, the form that is asked for by default
/// first, and by what others.
fn forms(request: &Request) -> [&'static [&'static str]; 2] {
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    if route == "/v1/memos" {
        // A paper has no form but one.
        return [&["text/html", "text/*"], &[]];
    }
    if route.ends_with(":export") {
        return [&["application/x-ndjson", "application/*"], &[]];
    }
    [JSON, forms_beside_json(request, route)]
}

/// The forms of answers other than JSON to a request.
fn forms_beside_json(request: &Request, route: &str) -> &'static [&'static str] {
    if plain::is_spoken(request.method().as_str(), route) {
        return &[plain::PLAIN, "text/*"];
    }
    match request
        .uri()
        .path()
        .strip_prefix("/v1/rerank-jobs/")
        .and_then(|path| path.split_once('/'))
    {
        Some((_, "events")) => &["text/event-stream", "text/*"],
        Some((_, "results")) => &["application/x-ndjson"],
        _ => &[],
    }
}

/// Whether `Accept` allows one of `forms`; without it everything is allowed. Weights other than 0 make
/// no difference where there is but one form.
fn accepts(headers: &HeaderMap, forms: [&[&str]; 2]) -> bool {
    let mut given = headers.get_all(header::ACCEPT).iter().peekable();
    if given.peek().is_none() {
        return true;
    }
    let ranges = given.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    ranges.into_iter().any(|range| {
        let mut parts = range.split(';').map(|part| part.trim().to_ascii_lowercase());
        let media_type = parts.next().unwrap_or_default();
        let is_known = media_type == "*/*" || forms.concat().contains(&media_type.as_str());
        let weight = parts.find_map(|part| part.strip_prefix("q=").map(str::to_owned));
        let is_wanted = weight.and_then(|weight| weight.parse().ok()).is_none_or(|q: f64| 0.0 < q);
        is_known && is_wanted
    })
}

/// Refuses an address that is too long.
async fn limit_uri(most: usize, request: Request, next: Next) -> Response {
    let length = request.uri().path_and_query().map_or(0, |path| path.as_str().len());
    if length <= most {
        return next.run(request).await;
    }
    let detail = format!("path and query must be at most {most} bytes, got {length}");
    Problem::new(StatusCode::URI_TOO_LONG, "uri-too-long", detail).into_response()
}

/// Turns a panic into a problem; the connection stays. The last resort: what a caller can send must
/// not come here.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands the payload over")]
fn panicked(metrics: &Metrics, payload: Box<dyn Any + Send>) -> Response {
    metrics.count_panic();
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
    // The page says in HTML what is wrong; nobody else answers in it.
    let is_spoken = |given: &HeaderValue| given == PROBLEM_JSON || given == PAGE_HTML;
    if !is_error || content_type.is_some_and(is_spoken) {
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
    let policy = match path {
        _ if PAGES.contains(&path) => WEB_POLICY,
        _ if path.starts_with("/page/") => WEB_POLICY,
        _ if path.starts_with("/docs") => PAGE_POLICY,
        _ => POLICY,
    };
    // What a project says stands in addresses and answers of the page, too.
    let is_private = path.starts_with("/v1") || PAGES.contains(&path);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    if is_private {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// Gives a request its id, measures its answer and logs a line. What users write is quoted, so that
/// it cannot forge another line.
async fn observe(metrics: Metrics, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = RequestId::of(request.headers());
    request.extensions_mut().insert(id.clone());
    let method = known(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let path = request.uri().path().to_owned();
    let span = tracing::info_span!("request", id = %id);
    let mut response = next.run(request).instrument(span.clone()).await;
    if let Some(header) = id.header() {
        response.headers_mut().insert(REQUEST_ID, header);
    }
    let status = response.status().as_u16();
    let duration = started.elapsed();
    // What no route serves is one label, however many paths are tried.
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    metrics.count_answer(Answered { method, route, status, duration });
    span.in_scope(|| log(&response, (method, &path), duration));
    response
}

fn log(response: &Response, (method, path): (&str, &str), duration: Duration) {
    let status = response.status().as_u16();
    let duration_ms = duration.as_millis();
    if let Some(Cause(error)) = response.extensions().get::<Cause>() {
        let cause = chain(error.as_ref());
        tracing::error!(
            method,
            ?path,
            status,
            duration_ms,
            ?cause,
            "{method} {path:?} failed with {status} after {duration_ms} ms: {cause:?}"
        );
    } else {
        tracing::info!(
            method,
            ?path,
            status,
            duration_ms,
            "{method} {path:?} answered with {status} after {duration_ms} ms"
        );
    }
}

/// The name of a method that is served somewhere; any other is `other`, for callers may invent them.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        _ => "other",
    }
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
