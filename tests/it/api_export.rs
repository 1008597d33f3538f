use serde_json::{Value, json};

use crate::support::TestApp;

const NDJSON: &str = "application/x-ndjson";

/// The lines of an export.
async fn export(app: &TestApp, kind: &str) -> String {
    let path = format!("/v1/{kind}:export");
    let answer = app.send_with("GET", &path, &[("accept", NDJSON)], &Value::Null).await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, NDJSON));
    // A single line is read as JSON.
    answer.body.as_str().map_or_else(|| format!("{}\n", answer.body), str::to_owned)
}

async fn import(app: &TestApp, kind: &str, lines: impl Into<axum::body::Body>) -> Value {
    let path = format!("/v1/{kind}:import?atomic=true");
    let answer = app.send_body("POST", &path, NDJSON, lines).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

fn documents() -> [(&'static str, Vec<Value>); 2] {
    let outcome = |id: &str, stage: &str, date: &str| {
        json!({ "schema": 1, "id": id, "project_name": "甲", "home": "CN-330800",
                "enclave": "衢州海创园", "stage": stage, "date": date })
    };
    let outcomes =
        vec![outcome("a2", "producing", "2021-01-01"), outcome("a1", "admitted", "2020-01-01")];
    let commitment = json!({ "schema": 1, "id": "c", "project_name": "乙", "home": "CN-330800",
                             "agreed": "2020-06-01", "promises": [{ "kind": "production", "months": 24 }] });
    [("outcomes", outcomes), ("commitments", vec![commitment])]
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_exported_is_the_same_when_it_is_imported_elsewhere() {
    let (here, there) = (TestApp::with_world().await, TestApp::empty().await);
    assert_eq!(export(&there, "regions").await, "");
    for (kind, documents) in documents() {
        let lines: Vec<String> = documents.iter().map(Value::to_string).collect();
        import(&here, kind, lines.join("\n")).await;
    }
    let above = json!({ "schema": 1, "id": "CN-X2", "parent": "CN", "levels": ["province"], "name": { "zh": "新省" } });
    let below = json!({ "schema": 1, "id": "CN-X1", "parent": "CN-X2", "levels": ["park"], "name": { "zh": "新园区" } });
    import(&here, "regions", format!("{above}\n{below}")).await;
    for (kind, least) in [("regions", 5_000), ("projects", 60), ("outcomes", 2), ("commitments", 1)]
    {
        let exported = export(&here, kind).await;
        let lines: Vec<Value> =
            exported.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert!(least <= lines.len(), "{} {kind}", lines.len());
        let ids = || lines.iter().map(|line| line["id"].as_str().unwrap());
        let after = ids().filter(|id| *id != "CN-X2");
        assert!(after.is_sorted(), "{kind}: in the order of ids but for a parent that sorts later");
        let report = import(&there, kind, exported.clone()).await;
        assert_eq!(report["inserted"], lines.len(), "{kind}");
        assert_eq!(export(&there, kind).await, exported, "{kind}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn as_many_exports_run_as_may_at_a_time() {
    let app = TestApp::with_world().await;
    let path = "/v1/regions:export";
    let (first, second) = (app.begin(path).await, app.begin(path).await);
    assert_eq!((first.status().as_u16(), second.status().as_u16()), (200, 200));
    let refused = app.get(path).await;
    assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (503, "2"));
    assert_eq!(refused.body["type"], "/problems/busy");
    // Whoever goes away makes room.
    drop(first);
    let mut answer = app.get(path).await;
    while answer.status == 503 {
        tokio::task::yield_now().await;
        answer = app.get(path).await;
    }
    assert_eq!(answer.status, 200);
    drop(second);
    let refused = app.send_with("GET", path, &[("accept", "text/csv")], &Value::Null).await;
    assert_eq!(refused.status, 406);
}
