use serde_json::{Value, json};

use crate::support::TestApp;

/// The first code of the narrowest level, and how sure it is.
fn first(body: &Value) -> (String, f64) {
    let levels = body["levels"].as_array().unwrap();
    let found = &levels.last().unwrap()["industries"][0];
    (found["code"].as_str().unwrap().to_owned(), found["confidence"].as_f64().unwrap())
}

#[tokio::test]
async fn a_text_is_coded_in_every_classification() {
    let app = TestApp::empty().await;
    let cases = [
        ("gbt4754", "lithium-ion batteries", "384"),
        ("naics2017", "cheese manufacturing", "311513"),
        ("naics2017", "dairy product merchant wholesalers", "424430"),
        ("isic4", "cheese manufacturing", "1050"),
        ("nace2", "cheese manufacturing", "1051"),
        ("uksic2007", "cheese manufacturing", "1051"),
        // Through GB/T 4754.
        ("isic4", "锂离子电池制造", "2720"),
        ("nace2", "锂离子电池制造", "2720"),
    ];
    for (system, text, expected) in cases {
        let body = json!({ "text": text, "system": system });
        let answer = app.post("/v1/industries:code", &body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.body["system"], system);
        assert_eq!(answer.body["reason"], Value::Null, "{text}: {}", answer.body);
        let (code, _) = first(&answer.body);
        assert!(code.starts_with(expected), "{system} {text}: {code}");
        assert_ne!(answer.body["industries"][0]["words"], json!([]), "{system} {text}");
    }
}

#[tokio::test]
async fn wider_codes_are_at_least_as_sure() {
    let app = TestApp::empty().await;
    let body = json!({ "text": "bicycle parts", "system": "naics2017", "limit": 100 });
    let answer = app.post("/v1/industries:code", &body).await;
    let levels = answer.body["levels"].as_array().unwrap();
    let names: Vec<&str> = levels.iter().filter_map(|level| level["level"].as_str()).collect();
    assert_eq!(names, ["sector", "subsector", "group", "industry", "national_industry"]);
    let sure = |level: &Value| level["industries"][0]["confidence"].as_f64().unwrap();
    for two in levels.windows(2) {
        assert!(sure(&two[1]) <= sure(&two[0]) + 1e-3, "{}", answer.body);
    }
}

#[tokio::test]
async fn not_enough_to_tell_is_an_answer() {
    let app = TestApp::empty().await;
    for system in ["gbt4754", "isic4", "naics2017", "nace2", "uksic2007"] {
        let body = json!({ "text": "qwx zzy", "system": system });
        let answer = app.post("/v1/industries:code", &body).await;
        assert_eq!(answer.status, 200, "{system}");
        assert_eq!(answer.body["industries"], json!([]), "{system}: {}", answer.body);
        assert_eq!(answer.body["reason"], "unknown-words", "{system}");
    }
}
