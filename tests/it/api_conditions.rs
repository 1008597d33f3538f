use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

/// A document of each kind: its path, and what is written there the first and the second time.
fn documents() -> [(&'static str, Value, Value); 4] {
    let region =
        json!({ "schema": 1, "id": "CN", "levels": ["country"], "name": { "en": "China" } });
    let project = json!({ "schema": 1, "id": "cells", "name": {} });
    let outcome = json!({ "schema": 1, "id": "o-1", "project_name": "a", "home": "JP",
                          "stage": "admitted", "date": "2024-03-01" });
    let commitment = json!({ "schema": 1, "id": "c-1", "project_name": "a", "home": "JP",
                             "agreed": "2024-03-01",
                             "promises": [{ "kind": "production", "months": 12 }] });
    let changed = |document: &Value, field: &str, value: Value| {
        let mut document = document.clone();
        document[field] = value;
        document
    };
    let named = json!({ "en": "another" });
    [
        ("/v1/regions/CN", region.clone(), changed(&region, "name", named.clone())),
        ("/v1/projects/cells", project.clone(), changed(&project, "name", named)),
        ("/v1/outcomes/o-1", outcome.clone(), changed(&outcome, "stage", json!("producing"))),
        (
            "/v1/commitments/c-1",
            commitment.clone(),
            changed(&commitment, "project_name", json!("b")),
        ),
    ]
}

/// An application in which every document of [`documents`] may be written.
async fn app() -> TestApp {
    let app = TestApp::empty().await;
    let home = json!({ "schema": 1, "id": "JP", "levels": ["country"], "name": { "en": "Japan" } });
    assert_eq!(app.put("/v1/regions/JP", &home).await.status, 201);
    app
}

fn told(answer: &Answer) -> (u16, &str) {
    (answer.status.as_u16(), answer.header("etag"))
}

#[tokio::test]
async fn every_document_is_written_read_and_deleted_under_conditions() {
    let app = app().await;
    for (path, first, second) in documents() {
        let send = async |method: &str, header: (&str, &str), body: &Value| {
            app.send_with(method, path, &[header], body).await
        };
        let (any, none) = (("if-match", "*"), ("if-none-match", "*"));
        let (one, two) = (("if-match", "\"1\""), ("if-match", "\"2\""));
        assert_eq!(app.get(path).await.status, 404, "{path}");
        let refused = send("PUT", any, &first).await;
        assert_eq!(told(&refused), (412, ""), "{path}: there is nothing to change");
        assert_eq!(refused.body["type"], "/problems/precondition-failed");
        assert_eq!(refused.body["etag"], Value::Null);
        assert_eq!(told(&send("PUT", one, &first).await), (412, ""), "{path}");
        assert_eq!(told(&send("PUT", none, &first).await), (201, "\"1\""), "{path}");
        let refused = send("PUT", none, &second).await;
        assert_eq!(told(&refused), (412, "\"1\""), "{path}: there is one already");
        assert_eq!(refused.body["etag"], "\"1\"");
        let weak = ("if-match", "W/\"1\"");
        assert_eq!(told(&send("PUT", weak, &second).await), (412, "\"1\""), "{path}");
        let listed = ("if-match", "\"7\", \"1\"");
        assert_eq!(told(&send("PUT", listed, &second).await), (200, "\"2\""), "{path}");
        assert_eq!(told(&send("PUT", one, &first).await), (412, "\"2\""), "{path}: too late");
        assert_eq!(told(&send("PUT", two, &second).await), (200, "\"2\""), "{path}: as it is");
        // Reading.
        let unchanged = send("GET", ("if-none-match", "\"2\""), &Value::Null).await;
        assert_eq!((told(&unchanged), &unchanged.body), ((304, "\"2\""), &json!("")), "{path}");
        let weak = ("if-none-match", "\"1\", W/\"2\"");
        assert_eq!(told(&send("GET", weak, &Value::Null).await), (304, "\"2\""), "{path}");
        let changed = send("GET", ("if-none-match", "\"1\""), &Value::Null).await;
        assert_eq!((told(&changed), &changed.body), ((200, "\"2\""), &second), "{path}");
        assert_eq!(told(&send("GET", two, &Value::Null).await), (200, "\"2\""), "{path}");
        assert_eq!(told(&send("GET", one, &Value::Null).await), (412, "\"2\""), "{path}");
        // Deleting.
        assert_eq!(told(&send("DELETE", one, &Value::Null).await), (412, "\"2\""), "{path}");
        let unless = ("if-none-match", "\"2\"");
        assert_eq!(told(&send("DELETE", unless, &Value::Null).await), (412, "\"2\""), "{path}");
        assert_eq!(send("DELETE", two, &Value::Null).await.status, 204, "{path}");
        assert_eq!(send("DELETE", two, &Value::Null).await.status, 404, "{path}: it is gone");
        assert_eq!(app.get(path).await.status, 404, "{path}");
        // What was deleted does not match what comes after it.
        assert_eq!(told(&send("PUT", two, &first).await), (412, ""), "{path}");
        assert_eq!(told(&send("PUT", none, &first).await), (201, "\"3\""), "{path}");
    }
}

#[tokio::test]
async fn a_condition_that_cannot_be_read_is_malformed_and_nothing_is_written() {
    let app = app().await;
    let (path, first, _) = &documents()[1];
    for value in ["1", "\"1", "\"1\" \"2\"", "*, \"1\""] {
        for name in ["If-Match", "If-None-Match"] {
            for method in ["GET", "PUT", "DELETE"] {
                let answer = app.send_with(method, path, &[(name, value)], first).await;
                assert_eq!(answer.status, 400, "{method} {name}: {value}");
                let detail = answer.body["detail"].as_str().unwrap();
                assert!(detail.starts_with(&format!("`{name}` must be `*` or")), "{detail}");
                assert!(detail.ends_with(&format!("got `{value}`")), "{detail}");
            }
        }
    }
    assert_eq!(app.get(path).await.status, 404);
}

#[tokio::test]
async fn what_is_refused_anyway_is_refused_before_the_condition() {
    let app = app().await;
    let unknown = json!({ "schema": 1, "id": "cells", "name": {}, "host_city": "CN-99" });
    let answer =
        app.send_with("PUT", "/v1/projects/cells", &[("if-match", "\"1\"")], &unknown).await;
    assert_eq!((answer.status.as_u16(), answer.paths()), (422, vec!["host_city"]));
    let outcome = json!({ "schema": 1, "id": "o-1", "project_name": "a", "home": "CN-99",
                          "stage": "admitted", "date": "2024-03-01" });
    let answer = app.put("/v1/outcomes/o-1", &outcome).await;
    assert_eq!((answer.status.as_u16(), answer.paths()), (422, vec!["home"]));
    assert_eq!(app.put("/v1/outcomes/o-2", &outcome).await.paths(), ["id"]);
}

/// Of many that read the same version and write, one wins and the others are told.
#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_writers_wins() {
    let app = std::sync::Arc::new(app().await);
    let (path, first, _) = documents()[1].clone();
    app.put(path, &first).await;
    let writers = (0..8).map(|number| {
        let (app, mut document) = (app.clone(), first.clone());
        document["name"] = json!({ "en": number.to_string() });
        tokio::spawn(async move {
            app.send_with("PUT", path, &[("if-match", "\"1\"")], &document).await
        })
    });
    let mut statuses = Vec::new();
    for writer in writers.collect::<Vec<_>>() {
        let answer = writer.await.unwrap();
        assert_eq!(answer.header("etag"), "\"2\"");
        statuses.push(answer.status.as_u16());
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412, 412, 412, 412, 412, 412]);
}
