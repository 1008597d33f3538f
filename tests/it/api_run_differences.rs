use std::time::Duration;

use hinterland::service::computing::ComputingLimits;
use serde_json::{Value, json};

use crate::{
    api_jobs::{events, hire, post, project},
    support::{Answer, TestApp},
};

/// The day of every question.
const DAY: &str = "2026-06-30";

/// Two projects on the provinces, with further fields of the order.
fn order(further: &Value) -> Value {
    let mut order = json!({ "projects": [project("a", "CN-310000"), project("b", "CN-330100")],
                            "level": "province", "limit": 5, "as_of": DAY });
    for (name, value) in further.as_object().unwrap() {
        order[name] = value.clone();
    }
    order
}

async fn run(test: &TestApp, order: &Value) -> String {
    let id = post(test, order).await;
    let events = events(test, &id).await;
    assert_eq!(events.last().unwrap().1["state"], "finished", "{events:?}");
    id
}

async fn compare(test: &TestApp, before: &str, after: &str) -> Answer {
    test.post("/v1/run-differences", &json!({ "before": before, "after": after })).await
}

fn sum(parts: &Value) -> i64 {
    parts.as_object().unwrap().values().map(|part| part.as_i64().unwrap()).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_between_two_jobs_is_shared_among_its_causes() {
    let test = TestApp::with_world().await;
    hire(&test);
    let before = run(&test, &order(&json!({}))).await;
    let weights = json!({ "wishes": { "weights": { "access": 0.0, "labour_cost": 60.0 } } });
    let after = run(&test, &order(&weights)).await;

    let same = compare(&test, &before, &before).await;
    assert_eq!(same.status, 200, "{}", same.body);
    assert_eq!(same.body["summary"]["unchanged"], 2);
    assert_eq!(same.body["projects"], json!([]));

    let other = compare(&test, &before, &after).await;
    assert_eq!(other.status, 200, "{}", other.body);
    assert_eq!(other.body["unexplained"], Value::Null);
    assert_eq!(other.body["summary"]["compared"], 2);
    // It does not stand in its own way where one question is computed at a time and none may wait.
    let limits = ComputingLimits {
        threads: 1,
        queue_max: 0,
        wait_max: Some(Duration::ZERO),
        ..ComputingLimits::default()
    };
    let narrow = TestApp::over(test.app.clone().with_computing(limits));
    assert_eq!(compare(&narrow, &before, &after).await.body, other.body);
    let projects = other.list("/projects");
    assert!(!projects.is_empty(), "{}", other.body);
    for project in projects {
        assert_eq!(project["reproduced"], true, "{project}");
        for moved in project["moved"].as_array().unwrap() {
            let change =
                moved["points_after"].as_i64().unwrap() - moved["points_before"].as_i64().unwrap();
            assert_eq!(sum(&moved["point_parts"]), 24 * change, "{moved}");
            assert_eq!(moved["cause"], "weights", "{moved}");
        }
        for (list, whole) in [("entered", 24), ("left", -24)] {
            for passage in project[list].as_array().unwrap() {
                assert_eq!(sum(&passage["parts"]), whole, "{passage}");
            }
        }
    }

    // What is gone from the world moves lists because of the candidates.
    let answer = test.delete("/v1/regions/CN-630000").await;
    let first = if answer.status == 204 { "CN-630000".to_owned() } else { String::new() };
    let after = run(&test, &order(&json!({}))).await;
    let third = compare(&test, &before, &after).await;
    assert_eq!(third.status, 200, "{}", third.body);
    let gone: Vec<&str> =
        third.list("/gone_regions").iter().filter_map(|region| region["id"].as_str()).collect();
    assert_eq!(gone.first().copied().unwrap_or_default(), first);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_that_could_not_be_ranked_stands_in_no_run() {
    let test = TestApp::with_world().await;
    hire(&test);
    let stray = json!({ "projects": [project("a", "CN-310000"), project("b", "CN-999999")] });
    let before = run(&test, &order(&stray)).await;
    let after = run(&test, &order(&json!({}))).await;
    let answer = compare(&test, &before, &after).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.body["only_after"], json!(["b"]));
    assert_eq!(answer.body["summary"]["compared"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_that_are_no_runs_are_not_compared() {
    let test = TestApp::with_world().await;
    let open = post(&test, &order(&json!({}))).await;
    let refused = compare(&test, &open, &open).await;
    assert_eq!(
        (refused.status.as_u16(), &refused.body["type"]),
        (409, &json!("/problems/job-not-finished"))
    );
    let path = format!("/v1/rerank-jobs/{open}:cancel");
    assert_eq!(test.post(&path, &Value::Null).await.status, 200);
    let refused = compare(&test, &open, &open).await;
    assert!(refused.body["detail"].as_str().unwrap().contains("cancelled"), "{}", refused.body);
    let missing = compare(&test, "job-000000000000", &open).await;
    assert_eq!(missing.status, 404);
    for body in [json!({}), json!({ "before": "a b", "after": open }), json!({ "before": open })] {
        let refused = test.post("/v1/run-differences", &body).await;
        assert_eq!(refused.status, 422, "{}", refused.body);
    }
}

/// What a run answers for a project, as far as it is read.
fn document(id: &str, generation: u64) -> Value {
    json!({ "project": project(id, "CN-310000"), "generation": generation, "definition": "abc",
            "as_of": DAY, "level": "park", "weights": {}, "candidates": [],
            "counts": { "ranked": 0, "returned": 0 }, "said_by_a_later_program": true })
}

/// Documents of 501 projects, each with one region.
fn many(generation: u64, region: &str) -> Vec<Value> {
    let one = |number: usize| {
        let mut document = document(&format!("p{number}"), generation);
        document["candidates"] =
            json!([{ "region": { "id": region, "name": { "en": region } }, "total": 1 }]);
        document
    };
    (0..501).map(one).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn match_documents_are_compared_as_the_jobs_they_are_of() {
    let test = TestApp::with_world().await;
    hire(&test);
    let before = run(&test, &order(&json!({}))).await;
    let weights = json!({ "wishes": { "weights": { "access": 0.0, "labour_cost": 60.0 } } });
    let after = run(&test, &order(&weights)).await;
    let mut documents = Vec::new();
    for job in [&before, &after] {
        let results = test.get(&format!("/v1/rerank-jobs/{job}/results")).await;
        let lines = results.body.as_str().unwrap().lines().map(serde_json::from_str);
        documents.push(Value::Array(lines.collect::<Result<_, _>>().unwrap()));
    }
    let expected = compare(&test, &before, &after).await.body;
    assert_ne!(expected["projects"], json!([]));
    for body in [
        json!({ "before_documents": documents[0], "after_documents": documents[1] }),
        json!({ "before": before, "after_documents": documents[1] }),
    ] {
        let answer = test.post("/v1/run-differences", &body).await;
        assert_eq!((answer.status.as_u16(), &answer.body), (200, &expected));
    }
    let asked = json!({ "before": before, "after": after, "limit": 1 });
    let spoken = [("accept", "text/plain"), ("accept-language", "zh")];
    let told = test.send_with("POST", "/v1/run-differences", &spoken, &asked).await;
    assert_eq!(told.header("content-type"), "text/plain; charset=utf-8");
    assert!(told.body.as_str().unwrap().contains("比较了2个项目"), "{}", told.body);
}

#[tokio::test]
async fn what_is_no_run_is_refused_by_its_place() {
    let test = TestApp::empty().await;
    let mut broken = document("b", 1);
    broken["project"]["needs"] = json!({ "land": { "value": -3, "unit": "mu" } });
    let good = json!([document("a", 1)]);
    let cases = [
        (json!({ "before": "job-1", "before_documents": good, "after_documents": good }), "before"),
        (json!({ "before_documents": good }), "after"),
        (
            json!({ "before_documents": good, "after_documents": [document("a", 1), broken] }),
            "after_documents[1].project.needs.land.value",
        ),
        (
            json!({ "before_documents": [document("a", 1), document("b", 2)],
                    "after_documents": good }),
            "before_documents[1].generation",
        ),
        (
            json!({ "before_documents": good,
                    "after_documents": [document("a", 1), document("a", 1)] }),
            "after_documents[1].project.id",
        ),
        (
            json!({ "before_documents": [{}], "after_documents": good }),
            "before_documents[0].project",
        ),
        (json!({ "before_documents": good, "after_documents": good, "limit": 0 }), "limit"),
        (
            json!({ "before_documents": vec![json!(document("a", 1)); 1_001],
                    "after_documents": good }),
            "before_documents",
        ),
        (
            json!({ "before_documents": many(1, "XX-1"), "after_documents": many(2, "XX-2") }),
            "after",
        ),
    ];
    for (body, path) in cases {
        let refused = test.post("/v1/run-differences", &body).await;
        assert_eq!((refused.status.as_u16(), refused.paths()), (422, vec![path]));
    }
    let fine = json!({ "before_documents": good, "after_documents": [] });
    let answer = test.post("/v1/run-differences", &fine).await;
    assert_eq!(answer.body["only_before"], json!(["a"]), "{}", answer.body);
    let endless = format!("{}{fine}", " ".repeat(9 * 1024 * 1024));
    let refused = test.send_body("POST", "/v1/run-differences", "application/json", endless).await;
    assert_eq!(refused.status, 413);
}
