use serde_json::json;

use crate::support::{Answer, TestApp};

/// Parks that declare one industry each, in whatever classification.
const PARKS: [(&str, &str, &str); 8] = [
    ("XX-GBT", "gbt4754", "397"),
    ("XX-ISIC", "isic4", "2610"),
    ("XX-NAICS", "naics2017", "334413"),
    ("XX-NACE", "nace2", "2611"),
    ("XX-UKSIC", "uksic2007", "26110"),
    ("XX-FOOD", "naics2017", "311812"),
    ("XX-BREAD", "nace2", "1071"),
    ("XX-MIXED", "isic4", "0150"),
];

/// An empty country.
async fn country() -> TestApp {
    let app = TestApp::empty().await;
    let country = json!({ "schema": 1, "id": "XX", "levels": ["country"], "name": { "en": "X" } });
    assert_eq!(app.put("/v1/regions/XX", &country).await.status, 201);
    app
}

/// An empty country but for the parks, each in a prefecture of its own.
async fn world() -> TestApp {
    let app = country().await;
    for (id, system, code) in PARKS {
        let prefecture = format!("{id}-CITY");
        let place = json!({ "schema": 1, "id": prefecture, "parent": "XX", "levels": ["prefecture"],
                            "name": { "en": id } });
        let leading = json!({ "items": [{ "label": { "en": code },
                                          "codes": [{ "system": system, "code": code }] }],
                              "period": "2018" });
        let park = json!({ "schema": 1, "id": id, "parent": prefecture, "levels": ["park"],
                           "name": { "en": id }, "leading_industries": leading });
        for document in [place, park] {
            let path = format!("/v1/regions/{}", document["id"].as_str().unwrap());
            let answer = app.put(&path, &document).await;
            assert_eq!(answer.status, 201, "{}", answer.body);
        }
    }
    app
}

/// The measure of a criterion by park.
fn measure(answer: &Answer, criterion: &str, park: &str) -> Option<f64> {
    let mut candidates = answer.list("/candidates").iter();
    let candidate = candidates.find(|one| one["region"]["id"] == park).unwrap();
    let mut contributions = candidate["contributions"].as_array().unwrap().iter();
    let found = contributions.find(|one| one["criterion"] == criterion).unwrap();
    found["measure"].as_f64()
}

async fn ask(app: &TestApp, system: &str, code: &str) -> Answer {
    let wishes = json!({ "industries": [{ "system": system, "code": code }] });
    let answer = app.post("/v1/matches", &json!({ "text": "x", "wishes": wishes })).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer
}

#[tokio::test]
async fn a_region_of_any_classification_meets_a_project_of_any_other() {
    let app = world().await;
    let projects = [
        ("gbt4754", "397"),
        ("isic4", "2610"),
        ("naics2017", "334413"),
        ("nace2", "2611"),
        ("uksic2007", "26110"),
    ];
    for (system, code) in projects {
        let answer = ask(&app, system, code).await;
        for criterion in ["specialisation", "declared_will"] {
            let of = |park: &str| measure(&answer, criterion, park).unwrap();
            for (park, ..) in &PARKS[..5] {
                assert!(0.5 < of(park), "{code} in {park}: {criterion} {}", of(park));
            }
            for (park, ..) in &PARKS[5..] {
                assert!(of(park) < 0.05, "{code} in {park}: {criterion} {}", of(park));
            }
        }
    }
}

#[tokio::test]
async fn search_by_industry_finds_regions_of_any_classification() {
    let app = world().await;
    let found = app.get("/v1/search?kind=regions&level=park&industry=397&limit=50").await;
    let ids: Vec<&str> = found.list("/hits").iter().filter_map(|hit| hit["id"].as_str()).collect();
    for (park, ..) in &PARKS[..5] {
        assert!(ids.contains(park), "{park} is not among {ids:?}");
    }
    assert_eq!(ids.len(), 5, "{ids:?}");
}

#[tokio::test]
async fn a_foreign_negative_list_refuses_nobody_and_leaves_to_confirm_what_it_touches() {
    let app = country().await;
    let park = json!({ "schema": 1, "id": "XX-1", "parent": "XX", "levels": ["park"], "name": { "en": "A park" },
                       "environment": { "negative_list": [{ "system": "nace2", "code": "2611" }] } });
    assert_eq!(app.put("/v1/regions/XX-1", &park).await.status, 201);
    // What is produced, and how the list judges it.
    for (code, expected) in [("397", "unknown"), ("27", "pass")] {
        let answer = ask(&app, "gbt4754", code).await;
        let gates = answer.list("/candidates/0/gates").iter();
        let status = gates.clone().find(|gate| gate["gate"] == "negative_list");
        assert_eq!(status.unwrap()["status"], expected, "{code}: {}", answer.body);
    }
}

#[tokio::test]
async fn correspondences_carry_weights_that_sum_to_one() {
    let app = TestApp::empty().await;
    let page = app.get("/v1/industries?system=gbt4754&after=383&limit=1").await;
    let entry = &page.list("/industries")[0];
    assert_eq!(entry["code"], "3831", "{entry}");
    let page = app.get("/v1/industries?system=nace2&after=2711&limit=1").await;
    assert_eq!(page.list("/industries")[0]["code"], "2712");
    for entry in page.list("/industries") {
        let others = entry["corresponds_to"].as_array().unwrap();
        for system in ["gbt4754", "isic4", "naics2017", "uksic2007"] {
            let of_system = others.iter().filter(|other| other["system"] == system);
            let weights: Vec<f64> = of_system.filter_map(|one| one["weight"].as_f64()).collect();
            assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{system}: {others:?}");
            assert!(weights.is_sorted_by(|one, next| next <= one), "{system}: {weights:?}");
        }
        assert!(others.contains(&json!({ "system": "isic4", "code": "2710", "weight": 1.0 })));
    }
}
