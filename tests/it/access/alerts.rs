use hinterland::domain::access::Role;
use serde_json::{Value, json};

use super::{everywhere, project};

#[tokio::test]
async fn a_saved_search_of_another_organisation_is_like_one_that_is_not_there() {
    for place in everywhere().await {
        let ours = place.key(Role::Sponsor, "ours").await;
        let theirs = place.key(Role::Admin, "theirs").await;
        let stored = place.ask(&ours, "PUT", "/v1/projects/p", &project("p")).await;
        assert_eq!(stored.status, 201, "{}", stored.body);
        let search = json!({ "project_id": "p", "level": "park" });
        // Nor is the project there for others.
        let refused = place.ask(&theirs, "POST", "/v1/saved-searches", &search).await;
        assert_eq!(refused.status, 404, "{}", refused.body);
        let posted = place.ask(&ours, "POST", "/v1/saved-searches", &search).await;
        assert_eq!(posted.status, 201, "{}", posted.body);
        let id = posted.body["id"].as_str().unwrap();
        let words = json!({ "text": "lithium cells" });
        let asked = [
            ("GET", "", Value::Null),
            ("PUT", "", words),
            ("GET", "/alerts", Value::Null),
            ("POST", ":rotate-secret", Value::Null),
            ("DELETE", "", Value::Null),
        ];
        for (method, end, body) in asked {
            let ask = async |id: &str| {
                let path = format!("/v1/saved-searches/{id}{end}");
                let answer = place.ask(&theirs, method, &path, &body).await;
                (answer.status, answer.body["detail"].as_str().unwrap().replace(id, "it"))
            };
            let found = ask(id).await;
            assert_eq!(found.0, 404, "{method} {end}: {}", found.1);
            assert_eq!(found, ask("search-000000000000").await, "{method} {end}");
        }
        let list = place.ask(&theirs, "GET", "/v1/saved-searches", &Value::Null).await;
        assert_eq!(list.body, json!({ "saved_searches": [] }));
        let list = place.ask(&ours, "GET", "/v1/saved-searches", &Value::Null).await;
        assert_eq!(list.body["saved_searches"][0], posted.body);
        // Whoever sees what was noticed has seen the project.
        let path = format!("/v1/saved-searches/{id}/alerts");
        let alerts = place.ask(&ours, "GET", &path, &Value::Null).await;
        assert_eq!(alerts.body, json!({ "alerts": [] }));
        let admin = place.key(Role::Admin, "ours").await;
        let log = place.ask(&admin, "GET", "/v1/audit?limit=100", &Value::Null).await;
        let lines: Vec<String> = log
            .list("/entries")
            .iter()
            .filter(|line| line["kind"] != "keys")
            .map(|line| format!("{} {}", line["action"], line["kind"]).replace('"', ""))
            .collect();
        let expected =
            ["create projects", "match projects", "create saved_searches", "match projects"];
        assert_eq!(lines, expected);
    }
}
