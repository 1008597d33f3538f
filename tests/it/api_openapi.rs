use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::TestApp;

const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];

/// The methods that the document has for each path.
fn documented(document: &Value) -> Vec<(String, BTreeSet<String>)> {
    let paths = document["paths"].as_object().unwrap();
    let methods = |item: &Value| item.as_object().unwrap().keys().cloned().collect();
    paths.iter().map(|(path, item)| (path.clone(), methods(item))).collect()
}

#[tokio::test]
async fn the_router_serves_what_the_document_says_and_nothing_else() {
    let app = TestApp::empty().await;
    let document = app.get("/openapi.json").await.body;
    for (path, methods) in documented(&document) {
        let concrete = path.replace("{id}", "CN-330800");
        for method in METHODS {
            let answer = app.send_body(&method.to_uppercase(), &concrete, "text/plain", "").await;
            let is_refused = answer.status == 405;
            let is_unrouted = answer.body["detail"] == "nothing is served at this path";
            assert!(!is_unrouted, "{method} {path}");
            assert_eq!(is_refused, !methods.contains(method), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn every_answer_has_a_documented_status() {
    let app = TestApp::empty().await;
    let document = app.get("/openapi.json").await.body;
    for (path, methods) in documented(&document) {
        let concrete = path.replace("{id}", "CN-330800");
        for method in methods {
            for (content_type, body) in [("application/json", "{}"), ("text/plain", "")] {
                let answer =
                    app.send_body(&method.to_uppercase(), &concrete, content_type, body).await;
                let responses = &document["paths"][&path][&method]["responses"];
                let status = answer.status.as_u16().to_string();
                assert!(responses[&status].is_object(), "{method} {path}: {status}");
                assert_ne!(status, "500", "{method} {path}: {}", answer.body);
            }
        }
    }
}

/// A parameter that does nothing would be taken for one that does: `DELETE …?version=9`.
#[tokio::test]
async fn no_operation_ignores_a_parameter_that_it_does_not_know() {
    let app = TestApp::empty().await;
    let document = app.get("/openapi.json").await.body;
    let mut asked = 0;
    for (path, methods) in documented(&document) {
        if !path.starts_with("/v1/") {
            continue;
        }
        let id = if path.starts_with("/v1/regions/") { "CN-330800" } else { "an-id" };
        for method in methods.iter().filter(|method| *method != "parameters") {
            let known = document["paths"][&path][method]["parameters"].as_array();
            let known = known.into_iter().flatten().filter(|it| it["in"] == "query");
            let known: Vec<_> = known.map(|it| it["name"].as_str().unwrap()).collect();
            for query in ["no_such=1", "no_such"] {
                let path = format!("{}?{query}", path.replace("{id}", id));
                let method = method.to_uppercase();
                let answer = app.send_body(&method, &path, "application/json", "{}").await;
                assert_eq!(answer.status, 422, "{method} {path}: {}", answer.body);
                let fault = answer.list("/errors").iter().find(|it| it["path"] == "no_such");
                let fault = fault.unwrap_or_else(|| panic!("{method} {path}: {}", answer.body));
                let expected = fault["expected"].as_str().unwrap();
                let is_named = known.iter().all(|name| expected.contains(&format!("`{name}`")));
                assert!(is_named, "{method} {path}: {expected} does not name {known:?}");
                asked += 1;
            }
        }
    }
    assert!(100 < asked, "{asked}");
    let answer = app.delete("/v1/projects/a?version=9").await;
    assert_eq!((answer.status.as_u16(), answer.paths()), (422, vec!["version"]));
    let head = app.send_with("HEAD", "/v1/criteria?x=1", &[], &Value::Null).await;
    assert_eq!(head.status, 422);
}

#[tokio::test]
async fn conditions_keys_and_their_answers_are_documented() {
    let document = TestApp::empty().await.get("/openapi.json").await.body;
    let operation = |path: &str, method: &str| document["paths"][path][method].clone();
    let headers = |operation: &Value| -> Vec<String> {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let headers = parameters.filter(|parameter| parameter["in"] == "header");
        headers.map(|parameter| parameter["name"].as_str().unwrap().to_owned()).collect()
    };
    for kind in ["regions", "projects", "outcomes", "commitments"] {
        let path = format!("/v1/{kind}/{{id}}");
        for method in ["get", "put", "delete"] {
            let operation = operation(&path, method);
            assert_eq!(headers(&operation), ["If-Match", "If-None-Match"], "{method} {path}");
            let tag = &operation["responses"]["412"]["headers"]["ETag"];
            assert!(tag.is_object(), "{method} {path}");
        }
        let not_modified = &operation(&path, "get")["responses"]["304"]["headers"]["ETag"];
        assert!(not_modified.is_object(), "{path}");
        let import = operation(&format!("/v1/{kind}:import"), "post");
        assert_eq!(headers(&import), ["Idempotency-Key"], "{kind}");
        assert!(import["responses"]["409"]["headers"]["Retry-After"].is_object(), "{kind}");
        let replayed = &import["responses"]["200"]["headers"]["Idempotency-Replayed"];
        assert!(replayed.is_object(), "{kind}");
    }
    for path in ["/v1/outcomes", "/v1/commitments"] {
        assert_eq!(headers(&operation(path, "post")), ["Idempotency-Key"], "{path}");
    }
}

#[tokio::test]
async fn answers_lead_to_operations_that_are_there() {
    let document = TestApp::empty().await.get("/openapi.json").await.body;
    let mut operations = BTreeSet::new();
    let mut links = BTreeSet::new();
    for (path, methods) in documented(&document) {
        for method in methods {
            let operation = &document["paths"][&path][&method];
            let id = operation["operationId"].as_str().unwrap();
            operations.insert(id.to_owned());
            let responses = operation["responses"].as_object().unwrap().values();
            for link in responses.filter_map(|response| response["links"].as_object()).flatten() {
                assert!(link.1["parameters"]["id"].is_string(), "{path}: {}", link.0);
                links.insert((id.to_owned(), link.1["operationId"].as_str().unwrap().to_owned()));
            }
        }
    }
    assert!(links.iter().all(|(_, to)| operations.contains(to)), "{links:?}");
    for (from, to) in [
        ("put_project", "list_matches"),
        ("put_region", "list_region_history"),
        ("put_outcome", "delete_outcome"),
    ] {
        assert!(links.contains(&(from.to_owned(), to.to_owned())), "{from} to {to}: {links:?}");
    }
}

#[tokio::test]
async fn answers_are_what_their_schemas_promise() {
    let app = TestApp::with_world().await;
    let document = app.get("/openapi.json").await.body;
    let matches = app
        .post(
            "/v1/matches",
            &json!({ "text": "抗体药物,在上海张江孵化,需要GMP生产基地40亩",
                                        "include": ["robustness"] }),
        )
        .await;
    let landing = app
        .post(
            "/v1/matches",
            &json!({
                "project_id": "mansheng-packaging-2025",
                "include": ["cost", "policies", "modes", "quadrant", "gates"],
            }),
        )
        .await;
    assert!(landing.body.pointer("/candidates/0/landing/modes/options/0").is_some());
    let compared = json!({ "text": "光伏组件", "regions": ["CN-330800", "CN-330400"] });
    let swings = json!({ "method": "swing", "swings": { "access": 100, "land_cost": 60 } });
    let compared_in_pairs = json!({ "method": "ahp", "comparisons": [[1, 2], [0.5, 1]] });
    let coded = app.post("/v1/industries:code", &json!({ "text": "光伏组件" })).await;
    let stack = json!({ "text": "集成电路设备，在上海孵化", "region": "CN-330200" });
    let stack = app.post("/v1/policy-stacks", &stack).await;
    // A zone, below which nothing hangs: the condition alone stands in the way.
    let region = "/v1/regions/CN-S337073";
    let cases = [
        ("MatchBody", matches),
        ("MatchBody", landing),
        ("ComparisonBody", app.post("/v1/comparisons", &compared).await),
        ("PolicyBody", stack),
        ("AuditBody", app.get("/v1/audit").await),
        ("CodedTextBody", coded),
        ("SearchBody", app.get("/v1/search?q=%E5%85%89%E4%BC%8F").await),
        ("IndustriesBody", app.get("/v1/industries?system=isic4&limit=100").await),
        ("ProjectMatchBody", app.get("/v1/regions/CN-330800/matches").await),
        ("RegionProfile", app.get("/v1/regions/CN-330800").await),
        ("LandingRecordBody", app.get("/v1/regions/CN-330800/landing-record").await),
        ("CriteriaBody", app.get("/v1/criteria").await),
        ("PresetsBody", app.get("/v1/weight-presets").await),
        ("WeighingBody", app.post("/v1/weights", &swings).await),
        ("WeighingBody", app.post("/v1/weights", &compared_in_pairs).await),
        ("SimilarRegionsBody", app.get("/v1/regions/CN-330800/similar").await),
        ("SimilarProjectsBody", app.get("/v1/projects/pangu-sodium-2023/similar").await),
        ("OutcomesBody", app.get("/v1/outcomes").await),
        ("HistoryBody", app.get("/v1/regions/CN-330800/history").await),
        (
            "ProblemBody",
            app.send_with("DELETE", region, &[("if-match", "\"7\"")], &Value::Null).await,
        ),
        ("ProblemBody", app.get("/v1/regions/CN-999999").await),
        ("ProblemBody", app.get("/v1/search?limit=0").await),
    ];
    for (name, answer) in cases {
        let schema = json!({
            "$ref": format!("#/components/schemas/{name}"),
            "components": document["components"],
        });
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        let faults: Vec<String> =
            validator.iter_errors(&answer.body).map(|error| error.to_string()).collect();
        assert!(faults.is_empty(), "{name}: {faults:?}");
    }
}
