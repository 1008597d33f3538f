use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::TestApp;

/// Whether a place declares medicine as leading: division 27.
fn declares_medicine(profile: &Value) -> bool {
    let items = profile["leading_industries"]["items"].as_array();
    let codes = items.into_iter().flatten().filter_map(|item| item["codes"].as_array()).flatten();
    codes.into_iter().any(|code| code["code"].as_str().is_some_and(|code| code.starts_with("27")))
}

#[tokio::test]
async fn a_biomedicine_zone_is_like_biomedicine_zones() {
    let app = TestApp::with_world().await;
    // Wuqing in Tianjin declares biomedicine and nothing else.
    let answer = app.get("/v1/regions/CN-G121053/similar?as_of=2026-01-31").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.body["region"]["level"], "park");
    assert_eq!(answer.list("/regions").len(), 10);
    let mut last = i64::MAX;
    for row in answer.list("/regions") {
        let id = row["region"]["id"].as_str().unwrap();
        let profile = app.get(&format!("/v1/regions/{id}")).await.body;
        assert!(declares_medicine(&profile), "{id}: {profile}");
        let found = &row["resemblance"];
        let similarity = found["similarity"].as_i64().unwrap();
        let points = found["parts"].as_array().unwrap().iter();
        let sum: i64 = points.filter_map(|part| part["points"].as_i64()).sum();
        assert_eq!(sum, similarity, "the parts add up");
        assert!(similarity <= last);
        last = similarity;
        let (low, high) = (&found["bounds"]["low"], &found["bounds"]["high"]);
        assert!(low.as_i64() <= Some(similarity) && Some(similarity) <= high.as_i64());
        assert!(found["rationale"]["zh"].as_str().unwrap().starts_with("共同："), "{found}");
        for figure in found["figures"].as_array().unwrap() {
            let both = figure["here"].is_object() && figure["there"].is_object();
            assert!(both || figure["similarity"].is_null(), "unknown stays unknown: {figure}");
        }
    }
    let counts = &answer.body["counts"];
    let counted = counts["compared"].as_u64().unwrap() + counts["incomparable"].as_u64().unwrap();
    assert_eq!(counted, 2406, "all other parks");
}

#[tokio::test]
async fn a_place_above_the_parks_is_compared_on_its_own_level() {
    let app = TestApp::with_world().await;
    let answer = app.get("/v1/regions/CN-330800/similar?limit=3").await;
    assert_eq!((answer.status.as_u16(), answer.list("/regions").len()), (200, 3));
    assert!(answer.list("/regions").iter().all(|row| row["region"]["level"] == "prefecture"));
    assert!(answer.list("/regions").iter().all(|row| row["region"]["id"] != "CN-330800"));
    let cases = [
        ("/v1/regions/CN-999999/similar", 404),
        ("/v1/regions/CN-330800/similar?level=park", 422),
        ("/v1/regions/CN-330800/similar?limit=0", 422),
        ("/v1/regions/CN-330800/similar?as_of=yesterday", 422),
        ("/v1/regions/CN/similar", 422),
        ("/v1/projects/no-such/similar", 404),
        ("/v1/projects/mansheng-packaging-2025/similar?limit=101", 422),
    ];
    for (path, status) in cases {
        assert_eq!(app.get(path).await.status, status, "{path}");
    }
}

#[tokio::test]
async fn a_battery_project_is_like_battery_projects() {
    let app = TestApp::with_world().await;
    let answer = app.get("/v1/projects/pangu-sodium-2023/similar?limit=5").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let first = &answer.list("/projects")[0];
    let shared = first["resemblance"]["industries"]["shared"].as_array().unwrap();
    assert_eq!(shared[0]["code"], "38", "electrical machinery: {first}");
    let ids: BTreeSet<&str> =
        answer.list("/projects").iter().filter_map(|row| row["project"]["id"].as_str()).collect();
    assert!(ids.len() == 5 && !ids.contains("pangu-sodium-2023"), "{ids:?}");
}

#[tokio::test]
async fn what_is_not_known_is_said() {
    let app = TestApp::empty().await;
    let places = [("CN", None, "country"), ("CN-330000", Some("CN"), "province")];
    for (id, parent, level) in places {
        let mut region = json!({ "schema": 1, "id": id, "levels": [level], "name": { "en": id } });
        if let Some(parent) = parent {
            region["parent"] = json!(parent);
        }
        assert_eq!(app.put(&format!("/v1/regions/{id}"), &region).await.status, 201);
    }
    let answer = app.get("/v1/regions/CN-330000/similar").await;
    assert_eq!((answer.status.as_u16(), answer.list("/regions").len()), (200, 0));
    let warning = answer.body["warnings"][0]["en"].as_str().unwrap();
    assert!(warning.contains("there is nothing to compare"), "{warning}");
}
