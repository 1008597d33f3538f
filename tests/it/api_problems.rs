use axum::{
    body::Body,
    http::{Request, header},
};
use insta::{assert_json_snapshot, assert_snapshot};
use serde_json::{Value, json};

use crate::support::TestApp;

#[tokio::test]
async fn an_unknown_project_is_a_404_problem() {
    let app = TestApp::empty().await;

    let answer = app.get("/v1/projects/404/matches").await;

    assert_snapshot!(answer.status, @"404 Not Found");
    assert_json_snapshot!(answer.body, @r#"
    {
      "detail": "no project has id `404`",
      "status": 404,
      "title": "Not Found",
      "type": "/problems/not-found"
    }
    "#);
}

#[tokio::test]
async fn faults_of_a_question_stand_one_by_one() {
    let app = TestApp::empty().await;

    let answer = app
        .post(
            "/v1/matches",
            &json!({ "text": "x", "project_id": "y", "limit": 0,
                     "wishes": { "weights": { "access": -1 } } }),
        )
        .await;

    assert_snapshot!(answer.status, @"422 Unprocessable Entity");
    assert_json_snapshot!(answer.body["errors"], @r#"
    [
      {
        "expected": "exactly one of `text`, `project` and `project_id`",
        "path": "",
        "value": "text and project_id"
      },
      {
        "expected": "a whole number between 1 and 100",
        "path": "limit",
        "value": "0"
      },
      {
        "expected": "a number between 0 and 1000000",
        "path": "wishes.weights.access",
        "value": "-1"
      }
    ]
    "#);
}

#[tokio::test]
async fn bodies_that_are_no_json_are_malformed() {
    let app = TestApp::empty().await;
    let deep = "[".repeat(100_000);
    let bodies = [
        r#"{"text":"a","wishes":{"weights":{"access":NaN}}}"#,
        r#"{"text":"a","wishes":{"weights":{"access":Infinity}}}"#,
        r#"{"text":"a"}{"#,
        r#"{"text":"\ud800"}"#,
        deep.as_str(),
    ];
    for path in ["/v1/matches", "/v1/industries:code"] {
        for body in bodies {
            let answer = app.send_body("POST", path, "application/json", body.to_owned()).await;
            assert_eq!(answer.status, 400, "{path} {body:.40}");
        }
    }
    for path in ["/v1/regions/CN-330800", "/v1/projects/a"] {
        for body in [r#"{"schema":1,}"#, "{} {}", deep.as_str()] {
            let answer = app.send_body("PUT", path, "application/json", body.to_owned()).await;
            assert_eq!(answer.status, 400, "{path} {body:.40}");
        }
    }
}

#[tokio::test]
async fn values_of_the_wrong_kind_name_their_path() {
    let app = TestApp::empty().await;
    let cases = [
        (r#"{"text":"a","wishes":{"weights":{"access":1e999}}}"#, "wishes.weights.access"),
        (r#"{"text":"a","wishes":{"weights":{"access":1e39}}}"#, "wishes.weights.access"),
        (r#"{"text":"a","wishes":{"weights":{"access":"1"}}}"#, "wishes.weights.access"),
        (r#"{"text":"a","wishes":{"land":{"value":1e999,"unit":"mu"}}}"#, "wishes.land.value"),
        (r#"{"text":"a","wishes":{"land":{"value":1e30,"unit":"mu"}}}"#, "wishes.land.value"),
        (r#"{"text":"a","wishes":{"land":{"value":0,"unit":"mu"}}}"#, "wishes.land.value"),
        (r#"{"text":"a","wishes":{"land":{"value":1,"unit":"acre"}}}"#, "wishes.land.unit"),
        (r#"{"text":"a","wishes":{"hosts":"CN-310000"}}"#, "wishes.hosts"),
        (r#"{"text":"a","wishes":{"host_city":"Shanghai"}}"#, "wishes.host_city"),
        (r#"{"text":"a","wishes":{"travel_minutes_max":0}}"#, "wishes.travel_minutes_max"),
        (r#"{"text":"a","text":"b"}"#, "text"),
        (r#"{"text":7}"#, "text"),
        (r#"{"text":"a","level":"country"}"#, "level"),
        (r#"{"text":"a","limit":-1}"#, "limit"),
        (r#"{"text":"a","limit":4294967296}"#, "limit"),
        (r#"{"text":"a","limit":101}"#, "limit"),
        (r#"{"text":"a","as_of":"2024-13-01"}"#, "as_of"),
        (r#"{"project":{"schema":1,"id":"a","size":1}}"#, "project.size"),
        (r#"{"project":{"schema":2,"id":"a"}}"#, "project.schema"),
        (r#"{"project":7}"#, "project"),
    ];
    for (body, path) in cases {
        let answer = app.send_body("POST", "/v1/matches", "application/json", body).await;
        assert_eq!((answer.status.as_u16(), answer.paths()), (422, vec![path]), "{body}");
    }
}

#[tokio::test]
async fn a_weight_that_is_named_twice_or_unknown_is_refused() {
    let app = TestApp::empty().await;
    for (weights, path) in [
        (r#"{"access":1,"access":2}"#, "wishes.weights.access"),
        (r#"{"beauty":1}"#, "wishes.weights.beauty"),
    ] {
        let body = format!(r#"{{"text":"a","wishes":{{"weights":{weights}}}}}"#);
        let answer = app.send_body("POST", "/v1/matches", "application/json", body).await;
        assert_eq!((answer.status.as_u16(), answer.paths()), (422, vec![path]), "{weights}");
    }
}

#[tokio::test]
async fn limits_of_queries_are_refused_by_name() {
    let app = TestApp::empty().await;
    for path in ["/v1/search", "/v1/industries", "/v1/projects/a/matches"] {
        for limit in ["0", "-1", "4294967296", "101", "ten", ""] {
            let answer = app.get(&format!("{path}?limit={limit}")).await;
            assert_eq!((answer.status.as_u16(), answer.paths()), (422, vec!["limit"]), "{limit}");
        }
        let answer = app.get(&format!("{path}?sort=up")).await;
        assert_eq!((answer.status.as_u16(), answer.paths()), (422, vec!["sort"]), "{path}");
        assert_eq!(app.get(&format!("{path}?limit=%ff")).await.status, 400);
    }
}

#[tokio::test]
async fn methods_and_media_types_are_told() {
    let app = TestApp::empty().await;
    let answer = app.send_body("PATCH", "/v1/regions/CN", "application/json", "{}").await;
    assert_snapshot!(answer.status, @"405 Method Not Allowed");
    assert_eq!(answer.headers[header::ALLOW], "GET,HEAD,PUT,DELETE");
    let answer = app.send_body("POST", "/v1/matches", "text/plain", "{}").await;
    assert_snapshot!(answer.status, @"415 Unsupported Media Type");
    let answer = app.send_body("POST", "/v1/regions:import", "application/zip", "PK").await;
    assert_snapshot!(answer.status, @"415 Unsupported Media Type");
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/problem+json");
}

#[tokio::test]
async fn no_compressed_body_is_inflated() {
    let app = TestApp::empty().await;
    for (method, path) in
        [("POST", "/v1/matches"), ("POST", "/v1/regions:import"), ("PUT", "/v1/projects/a")]
    {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::CONTENT_ENCODING, "zstd");
        let answer = app.send(request.body(Body::from(vec![0x28, 0xb5, 0x2f])).unwrap()).await;
        assert_eq!(answer.status, 415, "{path}");
    }
}

#[tokio::test]
async fn a_body_of_one_byte_too_many_is_refused() {
    let app = TestApp::empty().await;
    let body = " ".repeat(256 * 1024 + 1);
    for (method, path) in [("POST", "/v1/matches"), ("PUT", "/v1/regions/CN")] {
        let answer = app.send_body(method, path, "application/json", body.clone()).await;
        assert_eq!(answer.status, 413, "{path}");
    }
}

#[tokio::test]
async fn health_and_readiness_answer() {
    let app = TestApp::empty().await;
    assert_json_snapshot!(app.get("/healthz").await.body, @r#"
    {
      "status": "ok"
    }
    "#);
    let answer = app.get("/readyz").await;
    assert_eq!((answer.status.as_u16(), &answer.body["status"]), (200, &json!("ready")));
    assert!(answer.body["generation"].is_u64(), "{}", answer.body);
    assert_ne!(answer.body["definition"], Value::from(""));
}
