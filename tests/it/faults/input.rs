use serde_json::{Value, json};

use super::server::golden_question;
use crate::support::{Answer, TestApp, encode};

const NDJSON: &str = "application/x-ndjson";

/// A country with so many parks.
async fn with_parks(parks: usize) -> TestApp {
    let app = TestApp::empty().await;
    let country =
        json!({ "schema": 1, "id": "CN", "levels": ["country"], "name": { "en": "China" } });
    let park = |number: usize| {
        json!({ "schema": 1, "id": format!("CN-P{number}"), "parent": "CN", "levels": ["park"],
                "name": { "en": format!("Park {number}") } })
    };
    let rows = std::iter::once(country).chain((0..parks).map(park));
    let rows: Vec<String> = rows.map(|row| row.to_string()).collect();
    let answer = app.send_body("POST", "/v1/regions:import", NDJSON, rows.join("\n")).await;
    assert_eq!(answer.body["rows_refused"], 0, "{}", answer.body);
    app
}

fn assert_all_finite(answer: &Answer) {
    let text = answer.body.to_string();
    assert!(!text.contains("NaN") && !text.contains("Infinity"), "{text}");
    for candidate in answer.list("/candidates") {
        assert!(candidate["total"].is_i64(), "{candidate}");
    }
}

/// 2
#[tokio::test]
async fn weights_at_the_edge_of_numbers_are_weights() {
    let app = with_parks(2).await;
    for weight in ["-0.0", "5e-324", "1e-40", "1e6"] {
        let mut question = golden_question();
        question["wishes"] = json!({ "weights": { "access": "HERE" } });
        let body = question.to_string().replace("\"HERE\"", weight);
        let answer = app.send_body("POST", "/v1/matches", "application/json", body).await;
        assert_eq!(answer.status, 200, "{weight}: {}", answer.body);
        assert_all_finite(&answer);
    }
}

/// 5
#[tokio::test]
async fn ten_megabytes_of_brackets_are_refused() {
    let app = TestApp::empty().await;
    let body = "[".repeat(10 * 1024 * 1024);
    let answer = app.send_body("POST", "/v1/matches", "application/json", body).await;
    assert_eq!(answer.status, 413);
    for path in ["/v1/matches", "/v1/comparisons", "/v1/industries:code"] {
        for deep in ["[".repeat(100_000), "{\"text\":".repeat(20_000)] {
            let answer = app.send_body("POST", path, "application/json", deep).await;
            assert_eq!(answer.status, 400, "{path}: {}", answer.body);
        }
    }
}

/// 8
#[tokio::test]
async fn texts_of_every_script_are_answered_or_refused_by_name() {
    let app = with_parks(3).await;
    let texts = [
        "\0",
        "a\0b",
        "\u{feff}光伏",
        "\u{202e}ytilauq",
        "🏭🏭🏭",
        "𠮷野家𠮷",
        "e\u{301}\u{301}\u{301}",
        "\u{ffff}\u{fffe}",
        "ｂａｔｔｅｒｙ",
        "电\u{200d}池",
        "ﷺﷺﷺ",
        "a\u{0300}\u{0316}\u{0317}中\u{3099}",
    ];
    for text in texts {
        let code = app.post("/v1/industries:code", &json!({ "text": text })).await;
        assert!([200, 422].contains(&code.status.as_u16()), "{text:?}: {}", code.body);
        let question = json!({ "text": text, "as_of": "2026-01-01" });
        let found = app.post("/v1/matches", &question).await;
        assert!([200, 422].contains(&found.status.as_u16()), "{text:?}: {}", found.body);
        let search = app.get(&format!("/v1/search?q={}", encode(text))).await;
        assert!([200, 422].contains(&search.status.as_u16()), "{text:?}: {}", search.body);
    }
    // One word in two forms is one word.
    let codes = async |text: &str| {
        let answer = app.post("/v1/industries:code", &json!({ "text": text })).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.list("/industries").iter().map(|one| one["code"].clone()).collect::<Vec<Value>>()
    };
    assert_eq!(codes("battery plant").await, codes("ｂａｔｔｅｒｙ ｐｌａｎｔ").await);
    assert_eq!(codes("café furniture").await, codes("cafe\u{301} furniture").await);
}

/// 10
#[tokio::test]
async fn a_limit_above_the_number_of_regions_gives_all_of_them() {
    let app = with_parks(3).await;
    let mut question = golden_question();
    question["limit"] = json!(100);
    let answer = app.post("/v1/matches", &question).await;
    assert_eq!((answer.status.as_u16(), answer.list("/candidates").len()), (200, 3));
    assert_eq!(answer.body["counts"]["returned"], 3);
}

/// 11
#[tokio::test]
async fn a_project_that_no_region_satisfies_is_told_by_what_each_is_refused() {
    let app = with_parks(3).await;
    let mut question = golden_question();
    question["wishes"] = json!({ "must_not": ["CN"] });
    let answer = app.post("/v1/matches", &question).await;
    assert_eq!((answer.status.as_u16(), answer.list("/candidates").len()), (200, 0));
    assert_eq!(answer.body["counts"]["refused"], 3, "{}", answer.body["counts"]);
    let by_gate = answer.body["counts"]["refused_by_gate"].as_object().unwrap();
    assert!(by_gate.values().any(|count| count == 3), "{by_gate:?}");
}

/// 15
#[tokio::test]
async fn few_regions_and_no_projects_have_an_answer() {
    for parks in 0..=2 {
        let app = with_parks(parks).await;
        let mut question = golden_question();
        question["include"] = json!(["robustness", "cost", "policies", "modes", "gates"]);
        let answer = app.post("/v1/matches", &question).await;
        assert_eq!(answer.status, 200, "{parks}: {}", answer.body);
        assert_eq!(answer.list("/candidates").len(), parks);
        assert_all_finite(&answer);
        if 0 < parks {
            let answer = app.get("/v1/regions/CN-P0/matches").await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            assert_eq!(answer.body["counts"]["projects"], 0, "{}", answer.body);
        }
    }
    let nothing = TestApp::empty().await;
    let answer = nothing.post("/v1/matches", &golden_question()).await;
    assert_eq!((answer.status.as_u16(), answer.list("/candidates").len()), (200, 0));
}

/// 29
#[tokio::test]
async fn another_form_of_answer_than_there_is_is_refused() {
    let app = TestApp::empty().await;
    let ask = async |accept: &str| {
        let request = axum::http::Request::get("/v1/industries").header("Accept", accept);
        app.send(request.body(axum::body::Body::empty()).unwrap()).await
    };
    for accept in ["text/html", "image/*", "application/json;q=0", "application/xml, text/*"] {
        let answer = ask(accept).await;
        assert_eq!(answer.status, 406, "{accept}");
        assert_eq!(answer.headers["content-type"], "application/problem+json");
    }
    for accept in ["*/*", "text/html, */*;q=0.1", "application/json", "Application/*; q=0.5"] {
        assert_eq!(ask(accept).await.status, 200, "{accept}");
    }
}
