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
    let matched = json!({ "text": ANTIBODY, "preset": "advisor" });
    let matched = app.post("/v1/matches", &matched).await;
    assert_eq!(compared.body["preset"]["id"], "advisor");
    assert_eq!(compared.body["weights"], matched.body["weights"]);
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

fn assert_weights(answer: &Answer, expected: &[f64], epsilon: f64) {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let found: Vec<f64> = answer.list("/weights").iter().map(|one| one.as_f64().unwrap()).collect();
    assert_eq!(found.len(), expected.len());
    for (one, other) in found.iter().zip(expected) {
        assert!((one - other).abs() <= epsilon, "{found:?} are not {expected:?}");
    }
}

/// A table whose alternatives are A1, A2, … and criteria C1, C2, …, of all of which more is better.
fn table(rows: &[&[f64]]) -> Value {
    let criteria = (1..=rows[0].len()).map(|at| {
        json!({ "name": format!("C{at}"),
                                                        "direction": "max" })
    });
    let alternatives = rows.iter().enumerate();
    let alternatives =
        alternatives.map(|(at, row)| json!({ "name": format!("A{}", at + 1), "values": row }));
    json!({ "criteria": criteria.collect::<Vec<Value>>(),
            "alternatives": alternatives.collect::<Vec<Value>>() })
}

#[tokio::test]
async fn judgments_become_weights_that_a_match_takes_as_they_are() {
    let app = TestApp::with_world().await;
    let swings = json!({ "access": 100, "specialisation": 60, "land_cost": 40 });
    let swing = app.post("/v1/weights", &json!({ "method": "swing", "swings": swings })).await;
    assert_weights(&swing, &[0.5, 0.2, 0.3], 1e-15); // by name
    assert_eq!(swing.body["names"], json!(["access", "land_cost", "specialisation"]));
    assert_eq!(swing.body["given"], json!([100.0, 40.0, 60.0]));
    let asked = json!({ "text": ANTIBODY, "wishes": swing.body["wishes"] });
    let ranked = app.post("/v1/matches", &asked).await;
    assert_eq!(ranked.status, 200, "{}", ranked.body);
    let weights = &ranked.body["weights"];
    assert_eq!(
        (&weights["access"], &weights["specialisation"]),
        (&json!(500_000), &json!(300_000))
    );
    assert_eq!(weights["relatedness"], 0, "what was not weighed has no weight");
    let points = json!({ "access": 5, "specialisation": 3, "land_cost": 2 });
    let direct = app.post("/v1/weights", &json!({ "method": "direct", "points": points })).await;
    assert_eq!(direct.body["wishes"], swing.body["wishes"]);
    let own = json!({ "method": "direct", "points": { "access": 1, "view": 1 } });
    let own = app.post("/v1/weights", &own).await;
    assert_eq!(own.body["wishes"], Value::Null, "a criterion of one's own");
}

/// Wang and Chin 2011; Saaty's table of random indices and another.
#[tokio::test]
async fn comparisons_become_weights_with_their_consistency() {
    let app = TestApp::empty().await;
    let third = 1.0 / 3.0;
    let rows = json!([
        [1, 4, 3, 1, 3, 4],
        [0.25, 1, 7, 3, 0.2, 1],
        [third, 1.0 / 7.0, 1, 0.2, 0.2, 1.0 / 6.0],
        [1, third, 5, 1, 1, third],
        [third, 5, 5, 1, 1, 3],
        [0.25, 1, 6, 3, third, 1]
    ]);
    let school = app.post("/v1/weights", &json!({ "method": "ahp", "comparisons": rows })).await;
    let expected =
        [0.320_770_18, 0.139_502_75, 0.034_768_31, 0.128_486_02, 0.237_389_99, 0.139_082_75];
    assert_weights(&school, &expected, 5e-9);
    assert_eq!(school.body["names"], json!(["1", "2", "3", "4", "5", "6"]));
    assert_eq!(school.body["consistency"]["is_consistent"], false);
    let ratio = |answer: &Answer| answer.body["consistency"]["cr"].as_f64().unwrap();
    assert!((ratio(&school) - 0.229_011_306_761_495_3).abs() < 1e-12);
    let four =
        json!([[1, 0.25, 4, 1.0 / 6.0], [4, 1, 4, 0.25], [0.25, 0.25, 1, 0.2], [6, 4, 5, 1]]);
    for (table, expected) in
        [("saaty", 0.160_997_259_576_236_3), ("aguaron-moreno", 0.164_282_917_934_935_02)]
    {
        let asked = json!({ "method": "ahp", "comparisons": four, "names": ["a", "b", "c", "d"],
                            "random_index": table });
        let answer = app.post("/v1/weights", &asked).await;
        assert!((ratio(&answer) - expected).abs() < 1e-12, "{}", answer.body);
        assert_eq!(answer.body["consistency"]["random_index"], table);
    }
}

/// scikit-criteria; Diakoulaki and others 1995.
#[tokio::test]
async fn a_table_suggests_weights_and_what_vanishes_is_named() {
    let app = TestApp::empty().await;
    let rows: [&[f64]; 6] = [
        &[1.0, 20.0, 300.0],
        &[1.0, 20.0, 400.0],
        &[1.0, 30.0, 500.0],
        &[1.0, 30.0, 600.0],
        &[1.0, 40.0, 700.0],
        &[1.0, 40.0, 800.0],
    ];
    let asked = json!({ "method": "entropy", "table": table(&rows) });
    let entropy = app.post("/v1/weights", &asked).await;
    assert_weights(&entropy, &[0.0, 0.431_878_002_219_474_53, 0.568_121_997_780_525_2], 1e-12);
    assert_eq!(entropy.body["constant"], json!(["C1"]));
    let rows: [&[f64]; 8] = [
        &[61.0, 1.08, 4.33],
        &[20.7, 0.26, 4.34],
        &[16.3, 1.98, 2.53],
        &[9.0, 3.29, 1.65],
        &[5.4, 2.77, 2.33],
        &[4.0, 4.12, 1.21],
        &[-6.1, 3.52, 2.1],
        &[-34.6, 3.31, 0.98],
    ];
    let critic =
        app.post("/v1/weights", &json!({ "method": "critic", "table": table(&rows) })).await;
    assert_weights(&critic, &[0.202_225_54, 0.480_901_73, 0.316_872_73], 1e-8);
    assert_eq!(critic.body.get("constant"), None);
}

#[tokio::test]
async fn every_fault_of_a_weighing_names_its_place() {
    let app = TestApp::empty().await;
    let constant = table(&[&[1.0, 2.0], &[1.0, 2.0]]);
    let negative = table(&[&[1.0, -2.0], &[1.0, 2.0]]);
    let mut ragged = table(&[&[1.0, 2.0], &[1.0, 2.0]]);
    ragged["alternatives"][1]["values"] = json!([1.0]);
    ragged["criteria"][1]["direction"] = json!("up");
    let cases = [
        (json!({}), vec!["method"]),
        (json!({ "method": "guess" }), vec!["method"]),
        (json!({ "method": "ahp" }), vec!["comparisons"]),
        (json!({ "method": "ahp", "comparisons": [] }), vec!["comparisons"]),
        (json!({ "method": "ahp", "comparisons": [[1, 2]] }), vec!["comparisons[0]"]),
        (json!({ "method": "ahp", "comparisons": [[1, 2], [2, 1]] }), vec!["comparisons[1][0]"]),
        (json!({ "method": "ahp", "comparisons": [["a"]] }), vec!["comparisons[0][0]"]),
        (json!({ "method": "direct", "points": {} }), vec!["points"]),
        (json!({ "method": "direct", "points": { "a": -1 } }), vec!["points.a"]),
        (json!({ "method": "direct", "points": { "a": 0 } }), vec!["points.a"]),
        (json!({ "method": "direct", "points": { "a": 1 }, "swings": {} }), vec!["swings"]),
        (json!({ "method": "direct", "points": { "a": 1 }, "names": ["a"] }), vec!["names"]),
        (json!({ "method": "swing", "swings": { "a": 100, "b": 101 } }), vec!["swings.b"]),
        (json!({ "method": "swing", "swings": { "a": 99 } }), vec!["swings.a"]),
        (json!({ "method": "entropy", "table": constant }), vec!["table"]),
        (json!({ "method": "critic", "table": constant }), vec!["table"]),
        (
            json!({ "method": "entropy", "table": negative }),
            vec!["table.alternatives[0].values[1]"],
        ),
        (
            json!({ "method": "critic", "table": ragged }),
            vec!["table.criteria[1].direction", "table.alternatives[1].values"],
        ),
    ];
    for (body, expected) in cases {
        let answer = app.post("/v1/weights", &body).await;
        assert_eq!(answer.status, 422, "{body}: {}", answer.body);
        assert_eq!(answer.paths(), expected, "{body}: {}", answer.body);
    }
    let overflowing = r#"{"method":"direct","points":{"a":1e999}}"#;
    let answer = app.send_body("POST", "/v1/weights", "application/json", overflowing).await;
    assert_eq!((answer.status.as_u16(), answer.paths()), (422, vec!["points.a"]));
}
