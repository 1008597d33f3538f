//! Bodies and paths through a small router: what is refused, and how.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use axum::{
    Router,
    body::{Body, Bytes},
    http::{Request, StatusCode, header},
    routing::{get, post},
};
use http_body_util::BodyExt;
use hyper::body::Frame;
use insta::assert_json_snapshot;
use serde::Deserialize;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::{Json, Path};
use crate::{
    domain::{id::RegionId, invalid::Invalid, limits::BODY_BYTES_MAX},
    service::document::Validate,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    text: String,
    #[serde(default)]
    weight: f64,
    #[serde(default)]
    raw: Value,
    #[serde(default)]
    nested: Vec<Nested>,
}

impl Validate for Sample {
    fn validate(&self) -> Vec<Invalid> {
        let fits = self.text != "refused";
        if fits { Vec::new() } else { vec![Invalid::new("text", &self.text, "another word")] }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nested {
    count: u32,
}

async fn echo(Json(sample): Json<Sample>) -> Json<Value> {
    let counts: Vec<u32> = sample.nested.iter().map(|nested| nested.count).collect();
    Json(json!({ "text": sample.text, "weight": sample.weight, "raw": sample.raw,
                 "counts": counts }))
}

async fn echo_id(Path(id): Path<RegionId>) -> String {
    id.to_string()
}

async fn send(request: Request<Body>) -> (StatusCode, Value) {
    let router = Router::new().route("/", post(echo)).route("/regions/{id}", get(echo_id));
    let response = router.oneshot(request).await.unwrap();
    let status = response.status();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&bytes).unwrap_or_default())
}

fn request(body: impl Into<Body>) -> Request<Body> {
    Request::post("/").header(header::CONTENT_TYPE, "application/json").body(body.into()).unwrap()
}

async fn post_text(body: &str) -> (u16, Value) {
    let (status, body) = send(request(body.to_owned())).await;
    (status.as_u16(), body)
}

#[tokio::test]
async fn values_that_are_refused_name_their_path() {
    let cases = [
        (r#"{"text":"a","weight":1e999}"#, "weight"), // beyond a double
        (r#"{"text":"a","size":1}"#, "size"),         // unknown
        (r#"{"text":"a","text":"b"}"#, "text"),       // twice
        (r#"{"text":1}"#, "text"),                    // wrong type
        (r#"{"weight":1}"#, "text"),                  // missing
        (r#"{"text":"a","nested":[{"count":1},{"count":-1}]}"#, "nested[1].count"),
        (r#"{"text":"a","nested":[{"count":4294967296}]}"#, "nested[0].count"),
        (r#"{"text":"a","nested":[{"count":1,"x":2}]}"#, "nested[0].x"),
        ("[]", ""),                        // not an object
        (r#"{"text":"refused"}"#, "text"), // of the right form
    ];
    for (body, path) in cases {
        let (status, problem) = post_text(body).await;
        assert_eq!((status, &problem["errors"][0]["path"]), (422, &json!(path)), "{body}");
    }
}

#[tokio::test]
async fn what_is_no_json_is_malformed() {
    let deep = "[".repeat(100_000);
    let deep_value = format!(r#"{{"text":"a","raw":{}{}}}"#, "[".repeat(200), "]".repeat(200));
    let cases = [
        "",
        "NaN",
        r#"{"text":"a","weight":NaN}"#,
        r#"{"text":"a","weight":Infinity}"#,
        r#"{"text":"a"} x"#,           // trailing bytes
        r#"{"text":"a""#,              // cut off
        r#"{"text":"\ud800"}"#,        // half a character
        "{\"text\":\"a\nb\"}",         // a bare control character
        r#"{"text":"a","weight":1e}"#, // half a number
        &deep,
        &deep_value,
    ];
    for body in cases {
        let (status, problem) = post_text(body).await;
        let shown: String = body.chars().take(40).collect();
        assert_eq!((status, &problem["type"]), (400, &json!("/problems/malformed")), "{shown}");
    }
    let (status, _) = send(request(vec![b'"', 0xff, b'"'])).await;
    assert_eq!(status, 400, "invalid UTF-8");
}

#[tokio::test]
async fn numbers_at_the_edge_are_numbers() {
    let (status, body) = post_text(r#"{"text":"a","weight":-0.0}"#).await;
    assert_eq!((status, body["weight"].as_f64()), (200, Some(0.0)));
    let (status, body) = post_text(r#"{"text":"a","weight":5e-324}"#).await;
    assert_eq!((status, body["weight"].as_f64()), (200, Some(5e-324)));
}

#[tokio::test]
async fn texts_of_every_script_arrive_as_they_are() {
    let text = "a\u{0}\u{202e}b🏭𠮷 e\u{301}";
    let body = json!({ "text": text, "raw": { "kept": 1.50 } }).to_string();
    let (status, answer) = post_text(&body).await;
    assert_eq!((status, &answer["text"]), (200, &json!(text)));
    assert_eq!(answer["raw"], json!({ "kept": 1.5 }));
    let marked = post_text("\u{feff}{\"text\":\"a\"}").await;
    assert_eq!(marked.0, 200, "a byte order mark is no text");
}

#[tokio::test]
async fn a_body_too_long_is_refused_announced_or_not() {
    let fitting = json!({ "text": "x".repeat(BODY_BYTES_MAX - 11) }).to_string();
    assert_eq!(fitting.len(), BODY_BYTES_MAX);
    assert_eq!(post_text(&fitting).await.0, 200);
    let (status, problem) = post_text(&format!("{fitting} ")).await;
    assert_eq!((status, &problem["type"]), (413, &json!("/problems/body-too-large")));
    let unannounced = Unannounced { chunks_left: 5 };
    assert_eq!(send(request(Body::new(unannounced))).await.0, 413);
}

/// A body of chunks whose length is not announced, as of a chunked request.
struct Unannounced {
    chunks_left: usize,
}

impl axum::body::HttpBody for Unannounced {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let left = self.chunks_left.checked_sub(1);
        self.chunks_left = left.unwrap_or(0);
        Poll::Ready(left.map(|_| Ok(Frame::data(Bytes::from(vec![b' '; BODY_BYTES_MAX / 4])))))
    }
}

#[tokio::test]
async fn another_media_type_is_told_the_right_one() {
    let cases = [
        (Some("text/plain"), 415),
        (Some("application/json; charset=gbk"), 415),
        (None, 415),
        (Some("application/json"), 200),
        (Some("Application/JSON; charset=\"UTF-8\""), 200),
    ];
    for (content_type, expected) in cases {
        let mut builder = Request::post("/");
        if let Some(content_type) = content_type {
            builder = builder.header(header::CONTENT_TYPE, content_type);
        }
        let (status, problem) = send(builder.body(r#"{"text":"a"}"#.into()).unwrap()).await;
        assert_eq!(status.as_u16(), expected, "{content_type:?}");
        if expected == 415 {
            assert!(problem["detail"].as_str().unwrap().contains("`application/json`"));
        }
    }
}

#[tokio::test]
async fn nothing_is_inflated() {
    for encoding in ["gzip", "zstd", "br", "gzip, identity"] {
        let mut request = request(r#"{"text":"a"}"#);
        request.headers_mut().insert(header::CONTENT_ENCODING, encoding.parse().unwrap());
        let (status, problem) = send(request).await;
        assert_eq!(status, 415, "{encoding}");
        assert_eq!(problem["type"], "/problems/unsupported-media-type");
    }
}

#[tokio::test]
async fn ids_of_the_wrong_form_are_told_and_climbing_ones_not_found() {
    let cases = [
        ("/regions/CN-330800", 200),
        ("/regions/Quzhou", 422),
        ("/regions/..%2f..%2fetc%2fpasswd", 404),
        ("/regions/CN-33%00", 404),
        ("/regions/%ff", 400),
    ];
    for (path, expected) in cases {
        let (status, _) = send(Request::get(path).body(Body::empty()).unwrap()).await;
        assert_eq!(status.as_u16(), expected, "{path}");
    }
    let (_, problem) = send(Request::get("/regions/Quzhou").body(Body::empty()).unwrap()).await;
    assert_json_snapshot!(problem, @r#"
    {
      "detail": "`id` must be a region id such as `CN-330800` or `CN-S339078`, got `Quzhou`",
      "errors": [
        {
          "expected": "a region id such as `CN-330800` or `CN-S339078`",
          "path": "id",
          "value": "Quzhou"
        }
      ],
      "status": 422,
      "title": "Unprocessable Entity",
      "type": "/problems/invalid-input"
    }
    "#);
}
