use std::collections::BTreeSet;

use hinterland::{
    domain::access::Role,
    http::access::table::{TABLE, find},
};
use serde_json::{Value, json};

use super::everywhere;
use crate::support::TestApp;

#[tokio::test]
async fn every_operation_has_a_row_and_every_row_an_operation() {
    let document = TestApp::empty().await.get("/openapi.json").await.body;
    let paths = document["paths"].as_object().unwrap();
    let documented: BTreeSet<(String, String)> = paths
        .iter()
        .flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().keys();
            methods.map(|method| (method.to_uppercase(), path.clone()))
        })
        .collect();
    for (method, path) in &documented {
        assert!(find(method, path).is_some(), "{method} {path} stands in no row of the table");
    }
    // Pages are no operations.
    let pages = ["/", "/memo", "/page/{*path}", "/enter", "/leave"];
    let is_page = |path: &str| path.starts_with("/docs") || pages.contains(&path);
    for row in TABLE.iter().filter(|row| !is_page(row.path)) {
        let operation = (row.method.to_owned(), row.path.to_owned());
        assert!(documented.contains(&operation), "{row:?} is no operation");
        let security = &document["paths"][row.path][row.method.to_lowercase()]["security"];
        assert_eq!(security.is_array(), row.asks_for_key(), "{row:?}");
    }
}

#[tokio::test]
async fn every_row_admits_its_roles_and_no_other() {
    for place in everywhere().await {
        for role in Role::ALL {
            let key = place.key(role, "ours").await;
            for row in TABLE {
                // What is not there, so that nothing is changed.
                let path = row.path.replace("{id}", "XX-9").replace("{*rest}", "index.html");
                let path = path.replace("{*path}", "icon.svg");
                let body = if row.method == "GET" { Value::Null } else { json!({}) };
                let answer = place.ask(&key, row.method, &path, &body).await;
                let shown = format!("{role:?} {row:?}: {}", answer.body);
                assert_ne!(answer.status, 401, "{shown}");
                assert_eq!(answer.status == 403, !row.admits(role), "{shown}");
                if answer.status == 403 {
                    assert_eq!(answer.body["type"], "/problems/forbidden", "{shown}");
                    assert!(answer.body["detail"].as_str().unwrap().contains(role.as_str()));
                }
                let stranger = place.send(&[], row.method, &path, &body).await;
                // Of a memo, a guest sees where a key is entered.
                let is_stranger = row.asks_for_key() || row.path == "/memo";
                assert_eq!(stranger.status == 401, is_stranger, "{shown}");
            }
        }
    }
}

#[tokio::test]
async fn what_stands_in_no_row_is_not_served() {
    let place = everywhere().await.remove(0);
    let key = place.key(Role::Admin, "ours").await;
    let answer = place.ask(&key, "PATCH", "/v1/regions/XX", &json!({})).await;
    assert_eq!(answer.status, 405);
    assert_eq!(answer.headers["allow"], "GET,HEAD,PUT,DELETE");
    assert_eq!(place.ask(&key, "GET", "/v1/keys", &Value::Null).await.status, 404);
    assert_eq!(place.ask(&key, "HEAD", "/v1/regions/XX", &Value::Null).await.status, 200);
    assert_eq!(place.send(&[], "HEAD", "/v1/regions/XX", &Value::Null).await.status, 401);
}
