//! What holds for every request, on a small router, and the OpenAPI document.

use std::{collections::BTreeSet, time::Duration};

use axum::{
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
    response::IntoResponse,
    routing::get,
};
use http_body_util::BodyExt;
use insta::assert_json_snapshot;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::*;
use crate::{
    domain::{
        access::{Grant, Role},
        id::OrganisationId,
        limits::URI_BYTES_MAX,
    },
    service::{
        Error,
        app::{Access, Database, OpenOptions, WorldChoice},
        keys,
    },
};

async fn panics() -> &'static str {
    panic!("a secret path /srv/x")
}

async fn fails() -> impl IntoResponse {
    Problem::from(Error::Unavailable { what: "store", source: "disk I/O error".into() })
}

async fn send(request: Request<Body>) -> (StatusCode, HeaderMap, Value) {
    let router = Router::new()
        .route("/", get(async || "here"))
        .route("/v1/fails", get(fails))
        .route("/panics", get(panics))
        .merge(SwaggerUi::new("/docs").config(Config::from("/openapi.json").validator_url("none")));
    let response = middleware::around(router, None, &ServerLimits::default(), &Metrics::new())
        .oneshot(request)
        .await
        .unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    let body = serde_json::from_slice(&bytes)
        .unwrap_or_else(|_| Value::from(String::from_utf8_lossy(&bytes).into_owned()));
    (status, headers, body)
}

async fn get_path(path: &str) -> (StatusCode, HeaderMap, Value) {
    send(Request::get(path).body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn an_unknown_path_is_a_problem() {
    let (status, headers, body) = get_path("/v2/regions").await;
    assert_eq!(status, 404);
    assert_eq!(headers[header::CONTENT_TYPE], PROBLEM_JSON);
    assert_json_snapshot!(body, @r#"
    {
      "detail": "nothing is served at this path",
      "status": 404,
      "title": "Not Found",
      "type": "/problems/not-found"
    }
    "#);
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let (status, headers, body) = send(Request::post("/").body(Body::empty()).unwrap()).await;
    assert_eq!(status, 405);
    assert_eq!(headers[header::ALLOW], "GET,HEAD");
    assert_json_snapshot!(body, @r#"
    {
      "detail": "`POST` is not served at this path; `Allow` names what is",
      "status": 405,
      "title": "Method Not Allowed",
      "type": "/problems/method-not-allowed"
    }
    "#);
}

#[tokio::test]
async fn a_panic_is_a_problem_without_its_words() {
    let (status, headers, body) = get_path("/panics").await;
    assert_eq!(
        (status.as_u16(), &headers[header::CONTENT_TYPE]),
        (500, &PROBLEM_JSON.parse().unwrap())
    );
    assert_json_snapshot!(body, @r#"
    {
      "detail": "the server made a mistake",
      "status": 500,
      "title": "Internal Server Error",
      "type": "/problems/internal"
    }
    "#);
}

#[tokio::test]
async fn a_cause_stays_in_the_log() {
    let (status, _, body) = get_path("/v1/fails").await;
    assert_eq!(status, 503);
    assert!(!body.to_string().contains("disk"));
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_given_up() {
    let most = Duration::from_millis(10);
    let response = middleware::answer_within(most, std::future::pending()).await;
    assert_eq!(
        (response.status().as_u16(), response.headers()["content-type"].as_bytes()),
        (504, PROBLEM_JSON.as_bytes())
    );
}

#[tokio::test]
async fn an_address_too_long_is_refused() {
    let fitting = format!("/?{}", "x".repeat(URI_BYTES_MAX - 2));
    assert_eq!(get_path(&fitting).await.0, 200);
    let (status, _, body) = get_path(&format!("{fitting}x")).await;
    assert_eq!((status.as_u16(), &body["type"]), (414, &json!("/problems/uri-too-long")));
}

#[tokio::test]
async fn browsers_are_told_to_be_careful() {
    let (_, headers, _) = get_path("/v1/fails").await;
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert_eq!(headers["referrer-policy"], "no-referrer");
    assert_eq!(headers["cache-control"], "no-store");
    assert_eq!(headers["content-security-policy"], "default-src 'none'; frame-ancestors 'none'");
}

#[tokio::test]
async fn the_page_needs_no_other_host() {
    let (status, headers, body) = get_path("/docs/").await;
    assert_eq!(status, 200);
    let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("script-src 'self'") && !policy.contains("http"));
    assert!(!body.as_str().unwrap().contains("://"), "{body}");
    let (_, _, script) = get_path("/docs/swagger-initializer.js").await;
    let script = script.as_str().unwrap();
    assert!(script.contains("/openapi.json") && script.contains(r#""validatorUrl": "none""#));
    assert!(!script.contains("://"), "{script}");
    assert_eq!(get_path("/docs/swagger-ui-bundle.js").await.0, 200);
}

/// The operations of the document, as `get /v1/search`.
fn operations(document: &Value) -> BTreeSet<String> {
    let paths = document["paths"].as_object().unwrap().iter();
    let of_path = |(path, item): (&String, &Value)| -> Vec<String> {
        item.as_object().unwrap().keys().map(|method| format!("{method} {path}")).collect()
    };
    paths.flat_map(of_path).collect()
}

#[test]
fn the_document_names_every_operation() {
    let document = serde_json::to_value(openapi()).unwrap();
    assert_json_snapshot!(operations(&document), @r#"
    [
      "delete /v1/commitments/{id}",
      "delete /v1/outcomes/{id}",
      "delete /v1/projects/{id}",
      "delete /v1/regions/{id}",
      "delete /v1/saved-searches/{id}",
      "delete /v1/session",
      "get /healthz",
      "get /metrics",
      "get /openapi.json",
      "get /readyz",
      "get /v1/audit",
      "get /v1/commitments/{id}",
      "get /v1/commitments/{id}/history",
      "get /v1/commitments:export",
      "get /v1/criteria",
      "get /v1/industries",
      "get /v1/outcomes",
      "get /v1/outcomes/{id}",
      "get /v1/outcomes/{id}/history",
      "get /v1/outcomes:export",
      "get /v1/projects/{id}",
      "get /v1/projects/{id}/history",
      "get /v1/projects/{id}/matches",
      "get /v1/projects/{id}/similar",
      "get /v1/projects:export",
      "get /v1/regions/{id}",
      "get /v1/regions/{id}/history",
      "get /v1/regions/{id}/landing-record",
      "get /v1/regions/{id}/matches",
      "get /v1/regions/{id}/similar",
      "get /v1/regions:export",
      "get /v1/rerank-jobs",
      "get /v1/rerank-jobs/{id}",
      "get /v1/rerank-jobs/{id}/events",
      "get /v1/rerank-jobs/{id}/results",
      "get /v1/saved-searches",
      "get /v1/saved-searches/{id}",
      "get /v1/saved-searches/{id}/alerts",
      "get /v1/search",
      "get /v1/session",
      "get /v1/weight-presets",
      "post /v1/allocations",
      "post /v1/commitments",
      "post /v1/commitments:import",
      "post /v1/comparisons",
      "post /v1/industries:code",
      "post /v1/matches",
      "post /v1/memos",
      "post /v1/outcomes",
      "post /v1/outcomes:import",
      "post /v1/policy-stacks",
      "post /v1/projects:import",
      "post /v1/regions:import",
      "post /v1/rerank-jobs",
      "post /v1/rerank-jobs/{id}",
      "post /v1/run-differences",
      "post /v1/saved-searches",
      "post /v1/saved-searches/{id}",
      "post /v1/session",
      "post /v1/weights",
      "put /v1/commitments/{id}",
      "put /v1/outcomes/{id}",
      "put /v1/projects/{id}",
      "put /v1/regions/{id}",
      "put /v1/saved-searches/{id}"
    ]
    "#);
}

#[test]
fn every_operation_says_how_it_refuses() {
    let document = serde_json::to_value(openapi()).unwrap();
    assert_eq!(document["openapi"].as_str().unwrap().split_at(3).0, "3.1");
    let refusals = |path: &str, method: &str| -> Vec<String> {
        let responses = document["paths"][path][method]["responses"].as_object().unwrap();
        responses.keys().cloned().collect()
    };
    assert_eq!(
        refusals("/healthz", "get"),
        ["200", "400", "406", "414", "415", "421", "429", "431", "500", "503", "504"]
    );
    assert_eq!(
        refusals("/v1/matches", "post"),
        [
            "200", "400", "401", "403", "404", "406", "408", "413", "414", "415", "421", "422",
            "429", "431", "500", "503", "504"
        ]
    );
    let problem = &document["paths"]["/v1/search"]["get"]["responses"]["422"]["content"];
    assert_eq!(
        problem["application/problem+json"]["schema"]["$ref"],
        "#/components/schemas/ProblemBody"
    );
}

#[test]
fn every_reference_in_the_document_resolves() {
    let document = serde_json::to_value(openapi()).unwrap();
    let mut open = vec![&document];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(object) => {
                if let Some(Value::String(reference)) = object.get("$ref") {
                    let pointer = reference.strip_prefix('#').unwrap();
                    assert!(document.pointer(pointer).is_some(), "{reference}");
                }
                open.extend(object.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
}

#[tokio::test]
async fn an_address_that_tries_too_many_keys_is_refused_before_the_store_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let options = OpenOptions {
        data_dir: folder.path().to_owned(),
        database: Database::File,
        world: WorldChoice::None,
        access: Access::Write,
    };
    let (app, _notices) = Box::pin(App::open(options)).await.unwrap();
    let grant = Grant {
        organisation: OrganisationId::default(),
        role: Role::Admin,
        region: None,
        expires: None,
    };
    let now = jiff::Timestamp::UNIX_EPOCH;
    let [known, late] = [
        keys::create_key(&app, grant.clone(), now).await.unwrap(),
        keys::create_key(&app, grant, now).await.unwrap(),
    ];
    let limits = ServerLimits {
        requests_per_second_max: 1,
        requests_burst_max: 5,
        ..ServerLimits::default()
    };
    let inner = Router::new().route("/v1/industries", get(async || "here"));
    let guard = access::Guard::new(app, Door::Keys);
    let router = middleware::around(inner, Some(guard), &limits, &Metrics::new());
    let ask = async |secret: &str| {
        let mut request = Request::get("/v1/industries")
            .header(header::AUTHORIZATION, format!("Bearer {secret}"))
            .body(Body::empty())
            .unwrap();
        let address = std::net::IpAddr::from([192, 0, 2, 1]);
        request.extensions_mut().insert(middleware::Peer(address));
        router.clone().oneshot(request).await.unwrap().status().as_u16()
    };
    assert_eq!(ask(known.secret.reveal()).await, 200);
    let mut tried = Vec::new();
    for number in 0..12 {
        let secret = known.secret.reveal();
        let (start, last) = secret.split_at(secret.len() - 2);
        let other = format!("{start}{number:02}");
        assert_ne!(last, &other[start.len()..], "another number for another key");
        tried.push(ask(&other).await);
    }
    assert_eq!((tried[0], tried[11]), (401, 429), "{tried:?}");
    // Nobody can tell a key that has opened nothing yet from an invented one without the store.
    assert_eq!(ask(late.secret.reveal()).await, 429);
    assert_eq!(ask(known.secret.reveal()).await, 200, "whoever is known pays for itself");
}
