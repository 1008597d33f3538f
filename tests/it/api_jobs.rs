use std::time::Duration;

use hinterland::{
    http::rerank_jobs::result_line,
    service::rerank_jobs::{Worker, work},
};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

/// The day of every question.
const DAY: &str = "2026-06-30";

/// A worker of its own for the application, until the test ends.
pub(crate) fn hire(test: &TestApp) {
    let app = test.app.clone();
    let worker = Worker { line: result_line, now: Timestamp::now };
    tokio::spawn(async move { work(&app, worker).await });
}

pub(crate) fn project(id: &str, host_city: &str) -> Value {
    json!({
        "schema": 1, "id": id, "name": { "en": id }, "host_city": host_city,
        "industries": [{ "system": "gbt4754", "code": "3841", "weight": 1.0 }],
    })
}

pub(crate) async fn post(test: &TestApp, job: &Value) -> String {
    let posted = test.post("/v1/rerank-jobs", job).await;
    assert_eq!(posted.status, 202, "{}", posted.body);
    assert_eq!(posted.body["state"], "queued", "{}", posted.body);
    posted.body["id"].as_str().unwrap().to_owned()
}

async fn ask(test: &TestApp, id: &str, end: &str) -> Answer {
    test.get(&format!("/v1/rerank-jobs/{id}{end}")).await
}

/// Name and job of each event, once there are no more of them.
pub(crate) async fn events(test: &TestApp, id: &str) -> Vec<(String, Value)> {
    let listened = tokio::time::timeout(Duration::from_mins(2), ask(test, id, "/events")).await;
    let answer = listened.expect("the job ends");
    assert_eq!(answer.header("content-type"), "text/event-stream");
    let stream = answer.body.as_str().unwrap();
    let parts = stream.split("\n\n").filter(|part| part.starts_with("event: "));
    let read = |part: &str| {
        let (name, data) = part.split_once("\ndata: ").unwrap();
        let name = name.strip_prefix("event: ").unwrap().to_owned();
        (name, serde_json::from_str(data).unwrap())
    };
    parts.map(read).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_answers_each_project_as_if_it_were_asked_for_alone() {
    let test = TestApp::with_world().await;
    let projects =
        [project("a", "CN-310000"), project("b", "CN-999999"), project("c", "CN-330100")];
    let wishes = json!({ "must_not": ["CN-320000"], "weights": { "access": 3.0 } });
    let asked = json!({ "projects": projects, "level": "province", "limit": 3, "as_of": DAY,
                        "wishes": wishes });
    let id = post(&test, &asked).await;
    hire(&test);
    let events = events(&test, &id).await;
    assert_eq!(events[0].0, "progress");
    let (last, job) = events.last().unwrap();
    assert_eq!((last.as_str(), &job["state"]), ("ended", &json!("finished")), "{job}");
    assert_eq!(job["projects_done"], 3);
    let told = json!({ "level": "province", "limit": 3, "as_of": DAY, "preset": null });
    assert_eq!(job["asked"], told);
    assert_eq!(job["projects_refused"], 1);
    assert_eq!(job["generations"], json!([test.app.generation().await.unwrap()]));
    assert_eq!(ask(&test, &id, "").await.body, *job);
    let results = ask(&test, &id, "/results").await;
    assert_eq!(results.header("content-type"), "application/x-ndjson");
    let lines: Vec<Value> = results.body.as_str().unwrap().lines().map(parse).collect();
    assert_eq!(lines.len(), 3);
    for (project, line) in projects.iter().zip(&lines) {
        let alone = json!({ "project": project, "level": "province", "limit": 3, "as_of": DAY,
                            "wishes": wishes });
        let alone = test.post("/v1/matches", &alone).await;
        if alone.status == 200 {
            assert_eq!(*line, alone.body, "{project}");
        } else {
            assert_eq!(*line, json!({ "project_id": project["id"], "problem": alone.body }));
        }
    }
}

fn parse(line: &str) -> Value {
    serde_json::from_str(line).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn stored_projects_are_ranked_as_they_were_when_the_job_was_posted() {
    let test = TestApp::with_world().await;
    for id in ["x-2", "x-1"] {
        let path = format!("/v1/projects/{id}");
        assert_eq!(test.put(&path, &project(id, "CN-310000")).await.status, 201);
    }
    let asked = json!({ "project_ids": ["x-2", "x-1"], "level": "province", "as_of": DAY });
    let id = post(&test, &asked).await;
    assert_eq!(test.delete("/v1/projects/x-1").await.status, 204);
    hire(&test);
    let events = events(&test, &id).await;
    assert_eq!(events.last().unwrap().1["projects_refused"], 0, "{events:?}");
    let results = ask(&test, &id, "/results").await.body;
    let ids = results.as_str().unwrap().lines().map(|line| parse(line)["project"]["id"].clone());
    assert_eq!(ids.collect::<Vec<_>>(), ["x-2", "x-1"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_job_is_left_alone() {
    let test = TestApp::with_world().await;
    let asked = json!({ "projects": [project("a", "CN-310000")], "level": "province" });
    let cancelled = post(&test, &asked).await;
    let refused = ask(&test, &cancelled, "/results").await;
    assert_eq!(refused.status, 409);
    assert_eq!(refused.body["type"], "/problems/job-not-finished");
    let path = format!("/v1/rerank-jobs/{cancelled}:cancel");
    let answer = test.post(&path, &json!(null)).await;
    assert_eq!((answer.status.as_u16(), &answer.body["state"]), (200, &json!("cancelled")));
    assert_eq!(events(&test, &cancelled).await, [("ended".to_owned(), answer.body.clone())]);
    // Another that is posted later is done, this one is not.
    let other = post(&test, &asked).await;
    hire(&test);
    assert_eq!(events(&test, &other).await.last().unwrap().1["state"], "finished");
    assert_eq!(ask(&test, &cancelled, "").await.body, answer.body);
    let refused = ask(&test, &cancelled, "/results").await;
    assert!(refused.body["detail"].as_str().unwrap().contains("cancelled"), "{}", refused.body);
    // What has ended stays as it is.
    let again = test.post(&format!("/v1/rerank-jobs/{other}:cancel"), &json!(null)).await;
    assert_eq!(again.body["state"], "finished");
    let list = test.get("/v1/rerank-jobs").await.body;
    let ids: Vec<&str> =
        list["jobs"].as_array().unwrap().iter().filter_map(|job| job["id"].as_str()).collect();
    assert_eq!(ids, [other, cancelled]);
}

#[tokio::test]
async fn what_cannot_be_a_job_is_refused_by_its_path() {
    let test = TestApp::empty().await;
    let bad = json!({ "schema": 1, "id": "a", "name": {}, "needs": { "land": { "value": -1, "unit": "mu" } } });
    let cases = [
        // (body, status, path)
        (json!({}), 422, "projects"), // nothing is stored
        (json!({ "projects": [] }), 422, "projects"),
        (json!({ "projects": [], "project_ids": [] }), 422, ""),
        (json!({ "project_ids": ["a"] }), 422, "project_ids[0]"),
        (json!({ "project_ids": [] }), 422, "project_ids"),
        // For every project it would be.
        (
            json!({ "projects": [project("a", "CN")], "wishes": { "must_not": ["CN-no"] } }),
            422,
            "must_not[0]",
        ),
        (json!({ "projects": [project("a", "CN"), bad] }), 422, "projects[1].needs.land.value"),
        (json!({ "level": "country" }), 422, "level"),
        (json!({ "limit": 101 }), 422, "limit"),
        (json!({ "as_of": "yesterday" }), 422, "as_of"),
        (json!({ "wishes": { "travel_minutes_max": 0 } }), 422, "wishes.travel_minutes_max"),
        (json!({ "project": {} }), 422, "project"), // no such field
    ];
    for (body, status, path) in cases {
        let answer = test.post("/v1/rerank-jobs", &body).await;
        assert_eq!(answer.status.as_u16(), status, "{body}: {}", answer.body);
        assert!(answer.paths().contains(&path), "{body}: {}", answer.body);
    }
    for end in ["", "/events", "/results"] {
        assert_eq!(ask(&test, "job-1", end).await.status, 404, "{end}");
    }
    let cases = [("job-1:cancel", 404), ("job-1", 422), (":cancel", 422), ("job-1:stop", 422)];
    for (end, status) in cases {
        let answer = test.post(&format!("/v1/rerank-jobs/{end}"), &json!(null)).await;
        assert_eq!(answer.status.as_u16(), status, "{end}: {}", answer.body);
    }
}

#[tokio::test]
async fn an_organisation_has_so_many_open_jobs_and_no_more() {
    let test = TestApp::empty().await;
    let asked = json!({ "projects": [project("a", "CN")] });
    let first = post(&test, &asked).await;
    for _ in 1..8 {
        post(&test, &asked).await;
    }
    let refused = test.post("/v1/rerank-jobs", &asked).await;
    assert_eq!(refused.status, 409, "{}", refused.body);
    assert!(!refused.header("retry-after").is_empty());
    test.post(&format!("/v1/rerank-jobs/{first}:cancel"), &json!(null)).await;
    post(&test, &asked).await;
}

#[tokio::test]
async fn streams_are_asked_for_by_their_own_form() {
    let test = TestApp::empty().await;
    let id = post(&test, &json!({ "projects": [project("a", "CN")] })).await;
    test.post(&format!("/v1/rerank-jobs/{id}:cancel"), &json!(null)).await;
    let cases = [
        // (path, form, status)
        ("/events", "text/event-stream", 200),
        ("/events", "*/*", 200),
        ("/events", "text/html", 406),
        ("/results", "application/x-ndjson", 409), // understood; it was cancelled
        ("/results", "text/event-stream", 406),
        ("", "text/event-stream", 406),
    ];
    for (end, form, status) in cases {
        let path = format!("/v1/rerank-jobs/{id}{end}");
        let answer = test.send_with("GET", &path, &[("accept", form)], &Value::Null).await;
        assert_eq!(answer.status.as_u16(), status, "{end} {form}");
    }
}
