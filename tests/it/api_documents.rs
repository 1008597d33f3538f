use axum::http::header;
use insta::assert_json_snapshot;
use serde_json::{Value, json};

use crate::support::TestApp;

fn country() -> Value {
    json!({ "schema": 1, "id": "CN", "levels": ["country"], "name": { "zh": "中国" } })
}

#[tokio::test]
async fn a_region_is_written_read_changed_and_deleted() {
    let app = TestApp::empty().await;
    assert_eq!(app.get("/v1/regions/CN").await.status, 404);

    let created = app.put("/v1/regions/CN", &country()).await;
    assert_eq!(
        (created.status.as_u16(), &created.headers[header::ETAG]),
        (201, &"\"1\"".parse().unwrap())
    );
    assert_eq!(created.body, country());

    let mut changed = country();
    changed["name"]["en"] = json!("China");
    let answer = app.put("/v1/regions/CN", &changed).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.headers[header::ETAG]),
        (200, &"\"2\"".parse().unwrap())
    );

    let read = app.get("/v1/regions/CN").await;
    assert_eq!((read.status.as_u16(), &read.body), (200, &changed));
    assert_eq!(read.headers[header::CACHE_CONTROL], "no-store");

    let deleted = app.delete("/v1/regions/CN").await;
    assert_eq!((deleted.status.as_u16(), deleted.body), (204, json!("")));
    assert_eq!(app.delete("/v1/regions/CN").await.status, 404);
}

#[tokio::test]
async fn a_project_is_written_read_and_deleted() {
    let app = TestApp::empty().await;
    let project = json!({ "schema": 1, "id": "cells", "name": { "en": "Cells" } });
    assert_eq!(app.put("/v1/projects/cells", &project).await.status, 201);
    assert_eq!(app.get("/v1/projects/cells").await.body, project);
    assert_eq!(app.delete("/v1/projects/cells").await.status, 204);
    assert_eq!(app.get("/v1/projects/cells").await.status, 404);
}

#[tokio::test]
async fn a_document_belongs_to_its_path() {
    let app = TestApp::empty().await;
    let answer = app.put("/v1/regions/US", &country()).await;
    assert_json_snapshot!(answer.body, @r#"
    {
      "detail": "`id` must be `US`, the id in the path, got `CN`",
      "errors": [
        {
          "expected": "`US`, the id in the path",
          "path": "id",
          "value": "CN"
        }
      ],
      "status": 422,
      "title": "Unprocessable Entity",
      "type": "/problems/invalid-input"
    }
    "#);
}

#[tokio::test]
async fn values_that_cannot_be_are_refused_by_path() {
    let app = TestApp::empty().await;
    app.put("/v1/regions/CN", &country()).await;
    let province = |field: &str, value: Value| {
        let mut region = json!({ "schema": 1, "id": "CN-330000", "parent": "CN",
                                 "levels": ["province"], "name": { "zh": "浙江省" } });
        region[field] = value;
        region
    };
    let area = |value: Value| json!({ "available_area": { "value": value, "unit": "hectare" } });
    let cases = [
        ("location", json!({ "longitude": 200, "latitude": 30 }), "location.longitude"),
        ("location", json!({ "longitude": 120, "latitude": -91 }), "location.latitude"),
        ("land", area(json!(-1)), "land.available_area.value"),
        ("land", area(json!("1e30")), "land.available_area.value"),
        (
            "land",
            json!({ "approved_area": { "value": 0, "unit": "mu" } }),
            "land.approved_area.value",
        ),
        ("parent", json!("CN-990000"), "parent"), // nobody knows it
        ("levels", json!([]), "levels"),
        ("size", json!(1), "size"),
    ];
    for (field, value, path) in cases {
        let answer = app.put("/v1/regions/CN-330000", &province(field, value.clone())).await;
        assert_eq!((answer.status.as_u16(), answer.paths()), (422, vec![path]), "{field} {value}");
    }
}

#[tokio::test]
async fn a_region_with_others_below_it_stays() {
    let app = TestApp::empty().await;
    app.put("/v1/regions/CN", &country()).await;
    let province = json!({ "schema": 1, "id": "CN-330000", "parent": "CN",
                           "levels": ["province"], "name": { "zh": "浙江省" } });
    assert_eq!(app.put("/v1/regions/CN-330000", &province).await.status, 201);
    assert_eq!(app.delete("/v1/regions/CN").await.status, 422);
    assert_eq!(app.get("/v1/regions/CN").await.status, 200);
}
