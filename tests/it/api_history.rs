use jiff::Timestamp;
use serde_json::{Value, json};

use crate::support::TestApp;

fn project(name: &str) -> Value {
    json!({ "schema": 1, "id": "cells", "name": { "en": name } })
}

const PATH: &str = "/v1/projects/cells";
const HISTORY: &str = "/v1/projects/cells/history";

#[tokio::test]
async fn what_was_overwritten_or_deleted_can_be_read_again() {
    let app = TestApp::empty().await;
    let begun = Timestamp::now();
    app.put(PATH, &project("a")).await;
    app.put(PATH, &project("b")).await;
    app.put(PATH, &project("b")).await; // no change
    assert_eq!(app.delete(PATH).await.status, 204);
    assert_eq!(app.get(PATH).await.status, 404);
    let history = app.get(HISTORY).await;
    assert_eq!(history.status, 200, "a deleted document has a history still");
    let told: Vec<(&Value, &Value, &Value, &Value)> = history
        .list("/revisions")
        .iter()
        .map(|it| (&it["number"], &it["version"], &it["change"], &it["etag"]))
        .collect();
    let expected = [
        (json!(3), json!(2), json!("deleted"), json!("\"2\"")),
        (json!(2), json!(2), json!("updated"), json!("\"2\"")),
        (json!(1), json!(1), json!("created"), json!("\"1\"")),
    ];
    assert_eq!(told, expected.each_ref().map(|(a, b, c, d)| (a, b, c, d)));
    assert_eq!((&history.body["total"], &history.body["dropped"]), (&json!(3), &json!(0)));
    assert_eq!(history.body["generation"], app.get("/readyz").await.body["generation"]);
    for revision in history.list("/revisions") {
        assert_eq!(revision["origin"], "user");
        let text = revision["written_at"].as_str().unwrap();
        assert!(text.ends_with('Z'), "{text}");
        let time: Timestamp = text.parse().unwrap();
        let now = Timestamp::now();
        assert!(begun.as_millisecond() <= time.as_millisecond() && time <= now, "{text}");
    }
    let was = app.get(&format!("{PATH}?version=1")).await;
    assert_eq!((was.status.as_u16(), &was.body, was.header("etag")), (200, &project("a"), "\"1\""));
    let path = format!("{PATH}?version=2");
    let same = app.send_with("GET", &path, &[("if-none-match", "\"2\"")], &Value::Null).await;
    assert_eq!(same.status, 304);
    let never = app.get(&format!("{PATH}?version=3")).await;
    assert_eq!((never.status.as_u16(), &never.body["type"]), (404, &json!("/problems/not-found")));
    assert_eq!(
        never.body["detail"],
        "version 3 of the project `cells` is not kept: its history names those that are"
    );
    let restored = app.send_with("PUT", PATH, &[("if-none-match", "*")], &was.body).await;
    assert_eq!((restored.status.as_u16(), restored.header("etag")), (201, "\"3\""));
    let newest = app.get(&format!("{HISTORY}?limit=1")).await;
    assert_eq!(newest.body["revisions"][0]["change"], "created");
}

#[tokio::test]
async fn what_the_world_brought_is_kept_when_it_is_first_changed() {
    let app = TestApp::with_world().await;
    let path = "/v1/regions/CN-330800";
    let brought = app.get(path).await;
    let before = app.get(&format!("{path}/history")).await;
    let only = json!([{ "number": 1, "version": 1, "etag": "\"1\"", "change": "created",
                        "origin": "world", "written_at": null }]);
    assert_eq!((&before.body["revisions"], &before.body["total"]), (&only, &json!(1)));
    let mut changed = brought.body.clone();
    changed["name"]["en"] = json!("Quzhou, changed");
    assert_eq!(app.put(path, &changed).await.header("etag"), "\"2\"");
    let after = app.get(&format!("{path}/history")).await;
    assert_eq!(after.body["revisions"][1], only[0], "as it was told before");
    assert_eq!(after.body["revisions"][0]["origin"], "user");
    assert_eq!(app.get(&format!("{path}?version=1")).await.body, brought.body);
    assert_eq!(app.get(&format!("{path}?version=2")).await.body, changed);
}

#[tokio::test]
async fn history_comes_in_pages_and_says_what_was_dropped() {
    let TestApp { app, .. } = &TestApp::empty().await;
    let few = TestApp::over(app.clone().with_revisions_max(5));
    for number in 0..8 {
        few.put(PATH, &project(&number.to_string())).await;
    }
    let mut numbers = Vec::new();
    let mut path = format!("{HISTORY}?limit=2");
    loop {
        let page = few.get(&path).await;
        assert_eq!((&page.body["total"], &page.body["dropped"]), (&json!(5), &json!(3)));
        numbers.extend(page.list("/revisions").iter().map(|it| it["number"].clone()));
        let Some(cursor) = page.body["next_cursor"].as_str() else { break };
        path = format!("{HISTORY}?limit=2&cursor={cursor}");
    }
    assert_eq!(numbers, [8, 7, 6, 5, 4]);
    assert_eq!(few.get(&format!("{PATH}?version=3")).await.status, 404);
    assert_eq!(few.get(&format!("{PATH}?version=4")).await.body, project("3"));
}

#[tokio::test]
async fn imports_are_noted_and_every_kind_has_a_history() {
    let app = TestApp::empty().await;
    let rows =
        json!([{ "schema": 1, "id": "CN", "levels": ["country"], "name": { "en": "China" } }]);
    let send = |path: &'static str, rows: Value| {
        let app = &app;
        async move { app.send_body("POST", path, "application/json", rows.to_string()).await }
    };
    assert_eq!(send("/v1/regions:import", rows).await.body["inserted"], 1);
    let outcome = json!({ "schema": 1, "id": "o", "project_name": "a", "home": "CN",
                          "stage": "admitted", "date": "2024-03-01" });
    assert_eq!(send("/v1/outcomes", outcome).await.body["inserted"], 1);
    let commitment = json!({ "schema": 1, "id": "c", "project_name": "a", "home": "CN",
                             "agreed": "2024-03-01",
                             "promises": [{ "kind": "production", "months": 12 }] });
    assert_eq!(send("/v1/commitments", commitment).await.body["inserted"], 1);
    app.put(PATH, &project("a")).await;
    for path in ["/v1/regions/CN", "/v1/outcomes/o", "/v1/commitments/c", PATH] {
        let history = app.get(&format!("{path}/history")).await;
        assert_eq!((history.status.as_u16(), &history.body["total"]), (200, &json!(1)), "{path}");
        assert_eq!(app.get(&format!("{path}?version=1")).await.header("etag"), "\"1\"");
    }
}

#[tokio::test]
async fn what_may_be_asked_of_a_history_is_refused_by_name() {
    let app = TestApp::empty().await;
    app.put(PATH, &project("a")).await;
    let cases = [
        (format!("{HISTORY}?limit=0"), 422, vec!["limit"]),
        (format!("{HISTORY}?limit=101"), 422, vec!["limit"]),
        (format!("{HISTORY}?cursor=0"), 422, vec!["cursor"]),
        (format!("{HISTORY}?cursor=x"), 422, vec!["cursor"]),
        (format!("{HISTORY}?since=1"), 422, vec!["since"]),
        (format!("{PATH}?version=0"), 422, vec!["version"]),
        (format!("{PATH}?version=99999999999999999999"), 422, vec!["version"]),
        ("/v1/projects/never/history".to_owned(), 404, vec![]),
        ("/v1/regions/cells/history".to_owned(), 422, vec!["id"]),
    ];
    for (path, status, paths) in cases {
        let answer = app.get(&path).await;
        assert_eq!((answer.status.as_u16(), answer.paths()), (status, paths), "{path}");
    }
}
