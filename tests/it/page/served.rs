use axum::{
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use hinterland::web;
use serde_json::Value;

use crate::support::{Answer, TestApp, encode};

const ANTIBODIES: &str = "抗体药物,在上海张江孵化,需要GMP生产基地40亩";

fn text(answer: &Answer) -> &str {
    answer.body.as_str().unwrap_or_default()
}

fn header_of(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers.get(name).map_or("", |value| value.to_str().unwrap())
}

async fn file(app: &TestApp, path: &str, headers: &[(header::HeaderName, &str)]) -> Answer {
    let mut request = Request::get(format!("/page/{path}"));
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    app.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_question_is_answered_without_scripts() {
    let app = TestApp::with_world().await;
    let page = app.get(&format!("/?q={}&lang=zh", encode(ANTIBODIES))).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(header_of(&page.headers, header::CONTENT_TYPE), "text/html; charset=utf-8");
    assert_eq!(header_of(&page.headers, header::CACHE_CONTROL), "no-store");
    let policy = header_of(&page.headers, header::CONTENT_SECURITY_POLICY);
    assert!(policy.starts_with("default-src 'self'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(text(&page).matches("<h3>").count(), 10);

    // The list says what the API says.
    let question = serde_json::json!({ "text": ANTIBODIES });
    let answer = app.post("/v1/matches", &question).await;
    for candidate in answer.list("/candidates") {
        let name = candidate["region"]["name"]["zh"].as_str().unwrap();
        assert!(text(&page).contains(&format!("<h3>{name}</h3>")), "{name}");
    }
    let english = app.get(&format!("/?q={}&lang=en", encode(ANTIBODIES))).await;
    assert!(text(&english).contains("Strength 1:") && text(&english).contains("lang=\"en\""));
}

#[tokio::test]
async fn what_a_reader_writes_stays_text() {
    let app = TestApp::with_world().await;
    let said = "</textarea><script>alert(1)</script> {answer}";
    let page = app.get(&format!("/?q={}", encode(said))).await;
    assert!(!text(&page).contains("<script>alert") && text(&page).contains("&lt;script&gt;alert"));
    let memo = app.get(&format!("/memo?q={}", encode(said))).await;
    assert!(!text(&memo).contains("<script>"), "{}", text(&memo));
}

#[tokio::test]
async fn a_wrong_address_is_a_page_that_says_what_is_wrong() {
    let app = TestApp::empty().await;
    let cases = [
        ("/?level=planet", "`level` must be"),
        ("/?q=x&weight=acces:3", "`weight` must be"),
        ("/?q=x&land=40", "`land` must be"),
        ("/?nonsense=1", "a known parameter"),
        ("/?q=x&industry=gbt4754:9", "industr"),
    ];
    for (path, expected) in cases {
        let page = app.get(path).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(text(&page).contains("role=\"alert\""), "{path}");
        let said = text(&page).replace("&#39;", "'");
        assert!(said.contains(expected), "{path}: {said}");
    }
    assert_eq!(app.get("/memo").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_language_is_the_address_or_else_the_browsers() {
    let app = TestApp::empty().await;
    for (accepted, expected) in [("en-GB,zh;q=0.5", "en"), ("fr,zh-TW", "zh-CN"), ("fr", "zh-CN")] {
        let request = Request::get("/").header(header::ACCEPT_LANGUAGE, accepted);
        let page = app.send(request.body(Body::empty()).unwrap()).await;
        assert!(text(&page).contains(&format!("<html lang=\"{expected}\"")), "{accepted}");
    }
}

#[tokio::test]
async fn files_come_packed_and_only_once() {
    let app = TestApp::empty().await;
    for path in web::paths() {
        let plain = file(&app, path, &[]).await;
        assert_eq!(plain.status, StatusCode::OK, "{path}");
        assert_eq!(header_of(&plain.headers, header::CONTENT_ENCODING), "");
        let packed = file(&app, path, &[(header::ACCEPT_ENCODING, "br, gzip")]).await;
        assert_eq!(header_of(&packed.headers, header::CONTENT_ENCODING), "gzip", "{path}");
        let tags = [&plain, &packed].map(|answer| header_of(&answer.headers, header::ETAG));
        assert_ne!(tags[0], tags[1], "two forms have two tags");
        let again = file(&app, path, &[(header::IF_NONE_MATCH, tags[0])]).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{path}");
        assert_eq!(again.body, Value::from(""));
    }
    for path in ["nothing.js", "../mod.rs", "%2e%2e/mod.rs"] {
        assert_eq!(file(&app, path, &[]).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_memo_names_every_source_and_how_to_get_the_same_again() {
    let app = TestApp::with_world().await;
    let memo = app.get(&format!("/memo?q={}&lang=en&limit=3", encode(ANTIBODIES))).await;
    assert_eq!(memo.status, StatusCode::OK);
    let notes = text(&memo).matches("<li id=\"source-").count();
    assert!(0 < notes);
    for number in 1..=notes {
        assert!(text(&memo).contains(&format!("href=\"#source-{number}\"")), "{number}");
    }
    let question = serde_json::json!({ "text": ANTIBODIES, "limit": 3 });
    let answer = app.post("/v1/matches", &question).await;
    for stamp in ["definition", "as_of"] {
        assert!(text(&memo).contains(answer.body[stamp].as_str().unwrap()), "{stamp}");
    }
    assert!(text(&memo).contains("How firm it is"));
}
