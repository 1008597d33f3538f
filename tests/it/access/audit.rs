use hinterland::domain::access::Role;
use serde_json::{Value, json};

use super::{everywhere, project};

#[tokio::test]
async fn every_change_and_every_disclosure_of_a_project_is_a_line() {
    for place in everywhere().await {
        let advisor = place.key(Role::Advisor, "ours").await;
        let admin = place.key(Role::Admin, "ours").await;
        let get = Value::Null;
        let mut changed = project("p");
        changed["stage"] = json!("pilot");
        let steps = [
            ("PUT", "/v1/projects/p", project("p")),
            ("PUT", "/v1/projects/p", project("p")), // no change
            ("PUT", "/v1/projects/p", changed),
            ("GET", "/v1/projects/p", get.clone()),
            ("GET", "/v1/projects/q", get.clone()), // not there
            ("POST", "/v1/matches", json!({ "project_id": "p" })),
            ("POST", "/v1/matches", json!({ "text": "lithium cells" })), // nobody's
            ("GET", "/v1/projects/p/matches", get.clone()),
            ("POST", "/v1/comparisons", json!({ "project_id": "p", "regions": ["XX-1", "XX-2"] })),
            ("GET", "/v1/regions/XX-1-P/matches", get.clone()),
            ("GET", "/v1/search?kind=projects", get.clone()),
            ("GET", "/v1/search?kind=regions", get.clone()), // regions are shared
            ("POST", "/v1/memos", json!({ "project_id": "p" })),
            ("POST", "/v1/policy-stacks", json!({ "project_id": "p", "region": "XX-1" })),
            ("DELETE", "/v1/projects/p", get.clone()),
        ];
        for (number, (method, path, body)) in steps.iter().enumerate() {
            let bearer = format!("Bearer {}", advisor.secret.reveal());
            let request = format!("step-{number}");
            let headers = [("authorization", &*bearer), ("x-request-id", &*request)];
            let answer = place.send(&headers, method, path, body).await;
            let is_missing = *path == "/v1/projects/q";
            assert_eq!(answer.status.is_success(), !is_missing, "{path}: {}", answer.body);
        }
        let log = place.ask(&admin, "GET", "/v1/audit?limit=100", &get).await;
        let lines: Vec<Value> = log
            .list("/entries")
            .iter()
            .map(|entry| {
                json!([
                    entry["request"],
                    entry["action"],
                    entry["kind"],
                    entry["id"],
                    entry["version_before"],
                    entry["version_after"]
                ])
            })
            .collect();
        let (ours, others) = (advisor.key.id.to_string(), admin.key.id.to_string());
        let expected = json!([
            [null, "create", "keys", ours, null, null],
            [null, "create", "keys", others, null, null],
            ["step-0", "create", "projects", "p", null, 1],
            ["step-2", "update", "projects", "p", 1, 2],
            ["step-3", "get", "projects", "p", null, null],
            ["step-5", "match", "projects", "p", null, null],
            ["step-7", "match", "projects", "p", null, null],
            ["step-8", "compare", "projects", "p", null, null],
            ["step-9", "reverse", "projects", "p", null, null],
            ["step-10", "search", "projects", "p", null, null],
            ["step-12", "match", "projects", "p", null, null],
            ["step-13", "policy", "projects", "p", null, null],
            ["step-14", "delete", "projects", "p", 2, null],
        ]);
        assert_eq!(json!(lines), expected);
        for entry in &log.list("/entries")[2..] {
            assert_eq!(entry["key"], advisor.key.id.as_str());
            assert!(entry["at"].as_str().is_some_and(|at| at.ends_with('Z')), "{entry}");
        }
    }
}

#[tokio::test]
async fn the_audit_log_is_read_in_pages_and_by_the_own_admins() {
    for place in everywhere().await {
        let admin = place.key(Role::Admin, "ours").await;
        let theirs = place.key(Role::Admin, "theirs").await;
        let get = Value::Null;
        for id in ["a", "b", "c"] {
            place.ask(&admin, "PUT", &format!("/v1/projects/{id}"), &project(id)).await;
        }
        let first = place.ask(&admin, "GET", "/v1/audit?limit=3", &get).await.body;
        let next = format!("/v1/audit?limit=3&cursor={}", first["next_cursor"].as_str().unwrap());
        let rest = place.ask(&admin, "GET", &next, &get).await.body;
        assert_eq!((&rest["entries"][0]["id"], &rest["next_cursor"]), (&json!("c"), &get));
        // As text the number of the last line leads on, and the head stands once.
        let text = async |path: &str| {
            let bearer = format!("Bearer {}", admin.secret.reveal());
            let headers =
                [("authorization", &*bearer), ("accept", "text/plain"), ("accept-language", "en")];
            let answer = place.send(&headers, "GET", path, &get).await;
            assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
            answer.body.as_str().map_or_else(|| answer.body.to_string(), str::to_owned)
        };
        let head = text("/v1/audit?limit=3").await;
        let last = head.lines().last().unwrap().split_whitespace().next().unwrap();
        assert!(head.starts_with("line") && head.lines().count() == 4, "{head}");
        assert_eq!(Some(last), first["next_cursor"].as_str());
        assert_eq!(text(&next).await.lines().count(), 1);
        assert_eq!(text("/v1/audit?limit=3&cursor=999").await, "");
        let late = place.ask(&admin, "GET", "/v1/audit?since=2999-01-01", &get).await.body;
        assert_eq!(late["entries"], json!([]));
        let bad = place.ask(&admin, "GET", "/v1/audit?since=yesterday", &get).await;
        assert_eq!((bad.status.as_u16(), bad.paths()), (422, vec!["since"]));
        let other = place.ask(&theirs, "GET", "/v1/audit", &get).await;
        let kinds: Vec<&Value> = other.list("/entries").iter().map(|line| &line["kind"]).collect();
        assert_eq!(kinds, ["keys"], "only the own key");
    }
}
