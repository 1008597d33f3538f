use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

const ANTIBODY: &str = "抗体药物,在上海张江孵化,需要GMP生产基地40亩";

fn ids(answer: &Answer) -> Vec<&str> {
    answer.list("/candidates").iter().filter_map(|one| one["region"]["id"].as_str()).collect()
}

/// The weights of a preset as the list has them, as wishes.
async fn stated(app: &TestApp, preset: &str) -> Value {
    let listed = app.get("/v1/weight-presets").await;
    let one = listed.list("/presets").iter().find(|one| one["id"] == preset).unwrap();
    one["weights"].clone()
}

#[tokio::test]
async fn presets_are_listed_with_whole_sets_and_reasons() {
    let app = TestApp::empty().await;
    let answer = app.get("/v1/weight-presets").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let ids: Vec<&Value> = answer.list("/presets").iter().map(|one| &one["id"]).collect();
    assert_eq!(ids, ["advisor", "sponsor", "region_officer", "batch"]);
    for preset in answer.list("/presets") {
        assert_eq!(preset["weights"].as_object().unwrap().len(), 9, "{preset}");
        for text in ["title", "reason"] {
            assert!(preset[text]["zh"].is_string() && preset[text]["en"].is_string(), "{preset}");
        }
    }
    // A batch run weighs as whoever asks for nothing.
    assert_eq!(answer.body["default"], answer.list("/presets")[3]["weights"]);
}

#[tokio::test]
async fn a_preset_weighs_as_its_weights_given_one_by_one() {
    let app = TestApp::with_world().await;
    let plain = app.post("/v1/matches", &json!({ "text": ANTIBODY })).await;
    assert_eq!(plain.body.get("preset"), None, "nobody asked");
    let asked = app.post("/v1/matches", &json!({ "text": ANTIBODY, "preset": "sponsor" })).await;
    assert_eq!(asked.status, 200, "{}", asked.body);
    assert_eq!(asked.body["preset"], json!({ "id": "sponsor", "replaced": [] }));
    assert_ne!(asked.body["weights"], plain.body["weights"]);
    let weights = stated(&app, "sponsor").await;
    let given = json!({ "text": ANTIBODY, "wishes": { "weights": weights } });
    let given = app.post("/v1/matches", &given).await;
    assert_eq!(asked.body["weights"], given.body["weights"]);
    assert_eq!(asked.body["candidates"], given.body["candidates"]);
    // The weights of a batch run are the usual ones.
    let batch = app.post("/v1/matches", &json!({ "text": ANTIBODY, "preset": "batch" })).await;
    assert_eq!(batch.body["candidates"], plain.body["candidates"]);
    assert_eq!(batch.body["preset"]["id"], "batch");
}

#[tokio::test]
async fn single_weights_go_before_the_preset_and_the_preset_before_the_profile() {
    let app = TestApp::with_world().await;
    let wishes = json!({ "weights": { "access": 60 }, "drop": ["land_cost"] });
    let mixed = json!({ "text": ANTIBODY, "preset": "sponsor", "wishes": wishes });
    let mixed = app.post("/v1/matches", &mixed).await;
    let replaced = json!({ "id": "sponsor", "replaced": ["land_cost", "access"] });
    assert_eq!(mixed.body["preset"], replaced, "in the order of the criteria");
    let mut weights = stated(&app, "sponsor").await;
    weights["access"] = json!(60);
    weights["land_cost"] = json!(0);
    let given = json!({ "text": ANTIBODY, "wishes": { "weights": weights } });
    assert_eq!(mixed.body["weights"], app.post("/v1/matches", &given).await.body["weights"]);
    // What a profile weighs is the project's own; a preset is a whole set in its place.
    let project = json!({ "schema": 1, "id": "a", "host_city": "CN-310000",
                          "industries": [{ "system": "gbt4754", "code": "276" }],
                          "weights": { "access": 0, "labour_cost": 900 } });
    let own = app.post("/v1/matches", &json!({ "project": project })).await;
    assert_eq!(own.body["weights"]["access"], 0);
    let preset = app.post("/v1/matches", &json!({ "project": project, "preset": "batch" })).await;
    let usual = app.post("/v1/matches", &json!({ "text": ANTIBODY })).await;
    assert_eq!(preset.body["weights"], usual.body["weights"]);
}

#[tokio::test]
async fn every_route_that_weighs_knows_the_presets() {
    let app = TestApp::with_world().await;
    let regions = json!(["CN-330800", "CN-330400"]);
    let compared = json!({ "text": ANTIBODY, "regions": regions, "preset": "advisor" });
    let compared = app.post("/v1/comparisons", &compared).await;
    let matched = json!({ "text": ANTIBODY, "preset": "advisor", "include": ["robustness"] });
    let matched = app.post("/v1/matches", &matched).await;
    assert_eq!(compared.body["preset"]["id"], "advisor");
    assert_eq!(compared.body["weights"], matched.body["weights"]);
    assert!(matched.body["robustness"].is_object());
    let project = "mansheng-packaging-2025";
    let path = format!("/v1/projects/{project}/matches?preset=region_officer&as_of=2025-06-30");
    let by_path = app.get(&path).await;
    let by_body = json!({ "project_id": project, "preset": "region_officer",
                          "as_of": "2025-06-30" });
    assert_eq!(by_path.body, app.post("/v1/matches", &by_body).await.body);
    // The other side: each project is worth to its region what its own matches say.
    let reverse = "/v1/regions/CN-330800/matches?as_of=2025-06-30&limit=1&preset=region_officer";
    let reverse = app.get(reverse).await;
    assert_eq!(reverse.body["preset"]["id"], "region_officer");
    let first = &reverse.list("/projects")[0];
    let own = json!({ "project_id": first["project"]["id"], "preset": "region_officer",
                      "as_of": "2025-06-30", "level": "prefecture", "limit": 100 });
    let own = app.post("/v1/matches", &own).await;
    let side = own.list("/candidates").iter().find(|one| one["region"]["id"] == "CN-330800");
    assert_eq!(side.unwrap()["contributions"], first["project_side"]["contributions"]);
    assert!(ids(&own).contains(&"CN-330800"));
}

#[tokio::test]
async fn an_unknown_preset_is_refused_with_the_known_ones() {
    let app = TestApp::with_world().await;
    let regions = json!(["CN-330800", "CN-330400"]);
    let answers = [
        app.post("/v1/matches", &json!({ "text": ANTIBODY, "preset": "investor" })).await,
        app.post(
            "/v1/comparisons",
            &json!({ "text": ANTIBODY, "regions": regions, "preset": "investor" }),
        )
        .await,
        app.get("/v1/projects/mansheng-packaging-2025/matches?preset=investor").await,
        app.get("/v1/regions/CN-330800/matches?preset=investor").await,
    ];
    for answer in answers {
        assert_eq!((answer.status.as_u16(), answer.paths()), (422, vec!["preset"]));
        let detail = answer.body["detail"].as_str().unwrap();
        for known in ["`advisor`", "`sponsor`", "`region_officer`", "`batch`", "got `investor`"] {
            assert!(detail.contains(known), "{detail}");
        }
    }
}
