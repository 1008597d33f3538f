use axum::{
    body::Body,
    http::{Request, header},
};
use hinterland::{
    http::{self, Metrics, Seconds, ServerLimits},
    service::{App, transfer},
};
use http_body_util::BodyExt;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::support::{Answer, TestApp};

const IMPORT: &str = "/v1/projects:import";

fn rows(name: &str, count: usize) -> Value {
    let row = |number| json!({ "schema": 1, "id": format!("p-{number}"), "name": { "en": name } });
    (0..count).map(row).collect()
}

async fn send(app: &TestApp, path: &str, key: &str, rows: &Value) -> Answer {
    app.send_with("POST", path, &[("idempotency-key", key)], rows).await
}

fn generation(answer: &Answer) -> &Value {
    &answer.body["generation"]
}

#[tokio::test]
async fn a_request_that_is_sent_again_gets_its_answer_again_and_changes_nothing() {
    let app = TestApp::empty().await;
    let first = send(&app, IMPORT, "key-1", &rows("a", 3)).await;
    assert_eq!((first.status.as_u16(), &first.body["inserted"]), (200, &json!(3)));
    assert_eq!(first.header("idempotency-replayed"), "");
    // Somebody else changes a document: the second sending must not undo that.
    let theirs = json!({ "schema": 1, "id": "p-1", "name": { "en": "theirs" } });
    app.put("/v1/projects/p-1", &theirs).await;
    let second = send(&app, IMPORT, "\"key-1\"", &rows("a", 3)).await;
    assert_eq!((second.status, &second.body), (first.status, &first.body));
    assert_eq!(second.header("content-type"), first.header("content-type"));
    assert_eq!(second.header("idempotency-replayed"), "true");
    assert_eq!(app.get("/v1/projects/p-1").await.body, theirs);
    // Without a key, or with another, it is another request.
    let other = send(&app, IMPORT, "key-2", &rows("a", 3)).await;
    assert_eq!((&other.body["updated"], &other.body["unchanged"]), (&json!(1), &json!(2)));
}

#[tokio::test]
async fn a_key_of_another_request_is_refused() {
    let app = TestApp::empty().await;
    let first = send(&app, IMPORT, "k", &rows("a", 1)).await;
    let others = [
        (IMPORT, rows("b", 1)),                            // another body
        ("/v1/projects:import?atomic=true", rows("a", 1)), // another query
        ("/v1/outcomes", rows("a", 1)),                    // another path
    ];
    for (path, rows) in others {
        let answer = send(&app, path, "k", &rows).await;
        assert_eq!(answer.status, 422, "{path}");
        assert_eq!(answer.body["type"], "/problems/idempotency-key-reused");
        assert_eq!(
            answer.body["detail"],
            "the key `k` belongs to another request: a new request needs a new key"
        );
    }
    let sheet = app.send_body("POST", IMPORT, "text/csv", "id\np-1\n").await;
    assert_eq!(sheet.status, 200, "{}", sheet.body);
    assert_eq!(generation(&send(&app, IMPORT, "k", &rows("a", 1)).await), generation(&first));
}

#[tokio::test]
async fn a_refusal_is_kept_like_any_answer_and_what_was_never_read_is_not() {
    let app = TestApp::empty().await;
    let mut bad = rows("a", 2);
    bad[1]["size"] = json!(1);
    let path = "/v1/projects:import?atomic=true";
    let first = send(&app, path, "k", &bad).await;
    assert_eq!(
        (first.status.as_u16(), first.header("content-type")),
        (422, "application/problem+json")
    );
    let again = send(&app, path, "k", &bad).await;
    assert_eq!((again.status, &again.body), (first.status, &first.body));
    assert_eq!(again.header("content-type"), "application/problem+json");
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(app.get("/v1/projects/p-0").await.status, 404);
    // A body of another type was not carried out: the key is free.
    let request = Request::post(IMPORT).header("idempotency-key", "free");
    let request = request.header(header::CONTENT_TYPE, "text/plain").body(Body::from("x")).unwrap();
    assert_eq!(app.send(request).await.status, 415);
    assert_eq!(send(&app, IMPORT, "free", &rows("a", 1)).await.status, 200);
}

#[tokio::test]
async fn every_post_that_changes_something_takes_a_key() {
    let app = TestApp::empty().await;
    let country =
        json!([{ "schema": 1, "id": "CN", "levels": ["country"], "name": { "en": "China" } }]);
    let outcome = json!([{ "schema": 1, "id": "o", "project_name": "a", "home": "CN",
                           "stage": "admitted", "date": "2024-03-01" }]);
    let commitment = json!([{ "schema": 1, "id": "c", "project_name": "a", "home": "CN",
                              "agreed": "2024-03-01",
                              "promises": [{ "kind": "production", "months": 12 }] }]);
    let cases = [
        ("/v1/regions:import", &country),
        ("/v1/projects:import", &rows("a", 1)),
        ("/v1/outcomes:import", &outcome),
        ("/v1/commitments:import", &commitment),
        ("/v1/outcomes", &outcome),
        ("/v1/commitments", &commitment),
    ];
    for (path, rows) in cases {
        let first = send(&app, path, path, rows).await;
        assert_eq!(first.status, 200, "{path}: {}", first.body);
        let second = send(&app, path, path, rows).await;
        assert_eq!((second.header("idempotency-replayed"), &second.body), ("true", &first.body));
        for key in ["", "two words", "钥匙"] {
            let refused = send(&app, path, key, rows).await;
            assert_eq!(refused.status, 400, "{path}: {key}");
            let detail = refused.body["detail"].as_str().unwrap();
            assert!(detail.starts_with("`Idempotency-Key` must be given once"), "{detail}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_still_being_answered_is_told_so() {
    let app = TestApp::empty().await;
    let rows = rows("a", 2_000);
    let (one, other) = tokio::join!(send(&app, IMPORT, "k", &rows), send(&app, IMPORT, "k", &rows));
    let (done, refused) = if one.status == 200 { (one, other) } else { (other, one) };
    assert_eq!((done.status.as_u16(), refused.status.as_u16()), (200, 409));
    assert_eq!(refused.body["type"], "/problems/still-running");
    assert_eq!(refused.header("retry-after"), "2");
    let later = send(&app, IMPORT, "k", &rows).await;
    assert_eq!((later.header("idempotency-replayed"), &later.body), ("true", &done.body));
}

async fn ask(app: &App, limits: &ServerLimits) -> Value {
    let router = http::router_within(app.clone(), http::Door::Loopback, limits, &Metrics::new());
    let request = Request::post(IMPORT).header("idempotency-key", "k");
    let request = request.header(header::CONTENT_TYPE, "application/json");
    let request = request.body(Body::from(rows("a", 1).to_string())).unwrap();
    let response = router.oneshot(request).await.unwrap();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    serde_json::from_slice(&bytes).unwrap()
}

#[tokio::test]
async fn an_answer_is_kept_for_as_long_as_the_operator_says() {
    let place = TestApp::empty().await;
    let app = &place.app;
    let shortest = Seconds::new(0.001).unwrap();
    let brief = ServerLimits { idempotency_seconds_max: shortest, ..ServerLimits::default() };
    let usual = ServerLimits::default();
    assert_eq!(ask(app, &brief).await["inserted"], 1);
    let until = Timestamp::now() + SignedDuration::from_millis(1);
    while Timestamp::now() <= until {
        tokio::task::yield_now().await;
    }
    assert_eq!(ask(app, &usual).await["unchanged"], 1, "carried out again");
    assert_eq!(ask(app, &usual).await["unchanged"], 1);
    assert_eq!(ask(app, &usual).await["inserted"], 0);
    // Sweeping forgets what has ended, and nothing else.
    transfer::forget_answers(app, Timestamp::now()).await.unwrap();
    let other = json!({ "schema": 1, "id": "p-0", "name": { "en": "theirs" } });
    place.put("/v1/projects/p-0", &other).await;
    assert_eq!(ask(app, &usual).await["unchanged"], 1, "the answer of before");
    let next_day = Timestamp::now() + SignedDuration::from_hours(25);
    transfer::forget_answers(app, next_day).await.unwrap();
    assert_eq!(ask(app, &usual).await["updated"], 1, "carried out again");
}
