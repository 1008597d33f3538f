use hinterland::domain::access::Role;
use serde_json::{Value, json};

use super::{everywhere, project};
use crate::api_jobs::hire;

#[tokio::test]
async fn a_job_of_another_organisation_is_like_one_that_is_not_there() {
    for place in everywhere().await {
        let ours = place.key(Role::Batch, "ours").await;
        let theirs = place.key(Role::Admin, "theirs").await;
        let job = json!({ "projects": [project("p")], "level": "park" });
        let posted = place.ask(&ours, "POST", "/v1/rerank-jobs", &job).await;
        assert_eq!(posted.status, 202, "{}", posted.body);
        let id = posted.body["id"].as_str().unwrap();
        assert_eq!(posted.header("location"), format!("/v1/rerank-jobs/{id}"));
        let asked = [
            ("GET", String::new()),
            ("GET", "/events".to_owned()),
            ("GET", "/results".to_owned()),
            ("POST", ":cancel".to_owned()),
        ];
        for (method, end) in asked {
            let ask = async |id: &str| {
                let path = format!("/v1/rerank-jobs/{id}{end}");
                let answer = place.ask(&theirs, method, &path, &Value::Null).await;
                (answer.status, answer.body["detail"].as_str().unwrap().replace(id, "it"))
            };
            let found = ask(id).await;
            assert_eq!(found.0, 404, "{method} {end}");
            assert_eq!(found, ask("job-000000000000").await, "{method} {end}");
        }
        // Nor is it compared.
        let compare = async |before: &str| {
            let asked = json!({ "before": before, "after": before });
            let answer = place.ask(&theirs, "POST", "/v1/run-differences", &asked).await;
            (answer.status, answer.body["detail"].as_str().unwrap().replace(before, "it"))
        };
        assert_eq!(compare(id).await, compare("job-000000000000").await);
        assert_eq!(compare(id).await.0, 404);
        let list = place.ask(&theirs, "GET", "/v1/rerank-jobs", &Value::Null).await;
        assert_eq!(list.body, json!({ "jobs": [] }));
        let list = place.ask(&ours, "GET", "/v1/rerank-jobs", &Value::Null).await;
        assert_eq!(list.body["jobs"][0], posted.body);
        // Nor are their projects found for ours.
        let stored = place.ask(&theirs, "PUT", "/v1/projects/q", &project("q")).await;
        assert_eq!(stored.status, 201);
        let job = json!({ "project_ids": ["q"] });
        let refused = place.ask(&ours, "POST", "/v1/rerank-jobs", &job).await;
        assert_eq!((refused.status.as_u16(), refused.paths()), (422, vec!["project_ids[0]"]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_reading_of_results_is_a_line_of_the_audit_log() {
    for place in everywhere().await {
        let ours = place.key(Role::Admin, "ours").await;
        hire(&place.test);
        let job = json!({ "projects": [project("p")], "level": "park" });
        let posted = place.ask(&ours, "POST", "/v1/rerank-jobs", &job).await;
        let id = posted.body["id"].as_str().unwrap();
        // Ends with the job.
        let path = format!("/v1/rerank-jobs/{id}/events");
        assert_eq!(place.ask(&ours, "GET", &path, &Value::Null).await.status, 200);
        let path = format!("/v1/rerank-jobs/{id}/results");
        assert_eq!(place.ask(&ours, "GET", &path, &Value::Null).await.status, 200);
        let compared = json!({ "before": id, "after_documents": [] });
        let compared = place.ask(&ours, "POST", "/v1/run-differences", &compared).await;
        assert_eq!(compared.status, 200, "{}", compared.body);
        let log = place.ask(&ours, "GET", "/v1/audit?limit=100", &Value::Null).await;
        let lines = log.list("/entries").iter();
        let lines = lines.filter(|line| line["kind"] == "rerank_jobs");
        let lines: Vec<Value> =
            lines.map(|line| json!([line["action"], line["id"], line["key"]])).collect();
        assert_eq!(lines, vec![json!(["get", id, ours.key.id.to_string()]); 2]);
    }
}
