use insta::assert_json_snapshot;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

const NDJSON: &str = "application/x-ndjson";

fn region(id: &str, parent: &str) -> Value {
    json!({ "schema": 1, "id": id, "parent": parent, "levels": ["park"], "name": { "en": id } })
}

/// A hundred parks, five of them with a fault each: on lines 10, 20, 30, 40 and 50.
fn hundred_with_five_bad() -> String {
    let mut rows: Vec<Value> = (1..=100).map(|n| region(&format!("CN-P{n}"), "CN")).collect();
    rows[9]["location"] = json!({ "longitude": 200, "latitude": 30 });
    rows[19]["land"] = json!({ "approved_area": { "value": 0, "unit": "hectare" } });
    rows[29]["land"] = json!({ "approved_area": { "value": -5, "unit": "hectare" } });
    rows[39]["land"] = json!({ "industrial_price": { "value": "1e30", "unit": "CNY/m2" } });
    rows[49]["size"] = json!(1);
    rows.iter().map(Value::to_string).collect::<Vec<_>>().join("\n")
}

async fn with_country() -> TestApp {
    let app = TestApp::empty().await;
    let country =
        json!({ "schema": 1, "id": "CN", "levels": ["country"], "name": { "en": "China" } });
    assert_eq!(app.put("/v1/regions/CN", &country).await.status, 201);
    app
}

fn lines(answer: &Answer) -> Vec<u64> {
    answer.list("/errors").iter().filter_map(|error| error["line"].as_u64()).collect()
}

#[tokio::test]
async fn good_rows_load_and_bad_rows_are_named() {
    let app = with_country().await;
    let answer = app.send_body("POST", "/v1/regions:import", NDJSON, hundred_with_five_bad()).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.body["rows"], 100);
    assert_eq!((&answer.body["inserted"], &answer.body["rows_refused"]), (&json!(95), &json!(5)));
    assert_eq!(lines(&answer), [10, 20, 30, 40, 50]);
    assert_json_snapshot!(answer.body["errors"][0], @r#"
    {
      "expected": "between -180 and 180 degrees",
      "line": 10,
      "path": "location.longitude",
      "value": "200"
    }
    "#);
    assert_eq!(app.get("/v1/regions/CN-P11").await.status, 200);
    assert_eq!(app.get("/v1/regions/CN-P10").await.status, 404);
}

#[tokio::test]
async fn an_atomic_import_with_a_bad_row_loads_none() {
    let app = with_country().await;
    let path = "/v1/regions:import?atomic=true";
    let answer = app.send_body("POST", path, NDJSON, hundred_with_five_bad()).await;
    assert_eq!(answer.status, 422, "{}", answer.body);
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    assert_eq!(lines(&answer), [10, 20, 30, 40, 50]);
    assert_eq!(app.get("/v1/regions/CN-P11").await.status, 404);
}

#[tokio::test]
async fn a_second_import_changes_nothing() {
    let app = with_country().await;
    let rows = format!("{}\n{}\n", region("CN-P1", "CN"), region("CN-P2", "CN"));
    app.send_body("POST", "/v1/regions:import", NDJSON, rows.clone()).await;
    let answer = app.send_body("POST", "/v1/regions:import", NDJSON, rows).await;
    assert_eq!((&answer.body["inserted"], &answer.body["unchanged"]), (&json!(0), &json!(2)));
}

#[tokio::test]
async fn json_and_its_empty_forms_import_too() {
    let app = with_country().await;
    let rows = json!([region("CN-P1", "CN"), region("CN-P2", "CN")]).to_string();
    let answer = app.send_body("POST", "/v1/regions:import", "application/json", rows).await;
    assert_eq!(answer.body["inserted"], 2, "{}", answer.body);
    let answer = app.send_body("POST", "/v1/projects:import", NDJSON, "").await;
    assert_eq!((answer.status.as_u16(), &answer.body["rows"]), (200, &json!(0)));
}

#[tokio::test]
async fn what_an_import_may_be_is_refused_by_name() {
    let app = TestApp::empty().await;
    let answer = app.send_body("POST", "/v1/regions:import?atomic=maybe", NDJSON, "").await;
    assert_eq!((answer.status.as_u16(), answer.paths()), (422, vec!["atomic"]));
    let answer = app.send_body("POST", "/v1/regions:import?dry=1", NDJSON, "").await;
    assert_eq!((answer.status.as_u16(), answer.paths()), (422, vec!["dry"]));
}
