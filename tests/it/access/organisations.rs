use hinterland::domain::access::Role;
use serde_json::{Value, json};

use super::{Place, everywhere, project};
use crate::support::Answer;

/// Every question that names a stored project.
fn questions(id: &str) -> Vec<(&'static str, String, Value)> {
    let compared = json!({ "project_id": id, "regions": ["XX-1", "XX-2"] });
    vec![
        ("GET", format!("/v1/projects/{id}"), Value::Null),
        ("GET", format!("/v1/projects/{id}/matches"), Value::Null),
        ("GET", format!("/v1/projects/{id}/similar"), Value::Null),
        ("POST", "/v1/matches".to_owned(), json!({ "project_id": id })),
        ("POST", "/v1/memos".to_owned(), json!({ "project_id": id })),
        ("POST", "/v1/comparisons".to_owned(), compared),
        ("POST", "/v1/policy-stacks".to_owned(), json!({ "project_id": id, "region": "XX-1-P" })),
        ("DELETE", format!("/v1/projects/{id}"), Value::Null),
    ]
}

/// What could tell one answer from another, but for the name that was asked for.
fn told(answer: &Answer, id: &str) -> (u16, Vec<String>, String) {
    let names = answer.headers.iter().filter(|(name, _)| *name != "x-request-id");
    let headers = names.map(|(name, value)| format!("{name}: {value:?}")).collect();
    (answer.status.as_u16(), headers, answer.body.to_string().replace(id, "?"))
}

#[tokio::test]
async fn what_belongs_to_another_is_told_like_what_is_missing() {
    for place in everywhere().await {
        let ours = place.key(Role::Admin, "ours").await;
        let theirs = place.key(Role::Admin, "theirs").await;
        let put = place.ask(&ours, "PUT", "/v1/projects/secret", &project("secret")).await;
        assert_eq!(put.status, 201, "{}", put.body);
        let of_another = questions("secret").into_iter();
        for (asked, missing) in of_another.zip(questions("absent")) {
            let (method, path, body) = &asked;
            let secret = place.ask(&theirs, method, path, body).await;
            let (method, path, body) = &missing;
            let absent = place.ask(&theirs, method, path, body).await;
            assert_eq!(told(&secret, "secret"), told(&absent, "absent"), "{asked:?}");
            assert_eq!(secret.status, 404, "{asked:?}: {}", secret.body);
        }
        for (method, path, body) in &questions("secret") {
            let own = place.ask(&ours, method, path, body).await;
            assert!(own.status.is_success(), "{method} {path}: {}", own.body);
        }
    }
}

/// The ids of an answer's list.
async fn ids(
    place: &Place,
    key: &hinterland::service::keys::NewKey,
    asked: [&str; 3],
) -> Vec<String> {
    let [path, list, id] = asked;
    let answer = place.ask(key, "GET", path, &Value::Null).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    let id = |item: &Value| item.pointer(id).unwrap().as_str().unwrap().to_owned();
    answer.list(list).iter().map(id).collect()
}

#[tokio::test]
async fn what_is_derived_is_derived_for_each_organisation_alone() {
    for place in everywhere().await {
        let ours = place.key(Role::Advisor, "ours").await;
        let theirs = place.key(Role::Advisor, "theirs").await;
        let put = async |key, id: &str| {
            let path = format!("/v1/projects/{id}");
            let answer = place.ask(key, "PUT", &path, &project(id)).await;
            assert_eq!(
                (answer.status.as_u16(), &answer.headers["etag"]),
                (201, &"\"1\"".parse().unwrap())
            );
        };
        put(&ours, "a").await;
        put(&ours, "b").await;
        let outcome = json!({
            "schema": 1, "id": "o", "home": "XX-1", "stage": "producing", "date": "2024-03-01",
            "project": "a",
        });
        let posted = place.ask(&ours, "POST", "/v1/outcomes", &outcome).await;
        assert_eq!(posted.status, 200, "{}", posted.body);
        let refused = place.ask(&theirs, "POST", "/v1/outcomes", &outcome).await;
        assert_eq!(refused.status, 422, "the project is not theirs: {}", refused.body);

        let found = ["/v1/search?kind=projects&q=lithium", "/hits", "/id"];
        let ranked = ["/v1/regions/XX-1-P/matches", "/projects", "/project/id"];
        let outcomes = ["/v1/outcomes", "/outcomes", "/id"];
        for (asked, expected) in [(found, ["a", "b"]), (ranked, ["a", "b"])] {
            let mut own = ids(&place, &ours, asked).await;
            own.sort();
            assert_eq!(own, expected, "{asked:?}");
        }
        assert_eq!(ids(&place, &ours, outcomes).await, ["o"]);
        for asked in [found, ranked, outcomes] {
            assert_eq!(ids(&place, &theirs, asked).await, [""; 0], "{asked:?}");
        }
        // The same id names another document, and a later question knows both.
        put(&theirs, "a").await;
        put(&theirs, "c").await;
        let mut own = ids(&place, &theirs, found).await;
        own.sort();
        assert_eq!(own, ["a", "c"]);
        let similar = |id| [id, "/projects", "/project/id"];
        assert_eq!(ids(&place, &ours, similar("/v1/projects/a/similar")).await, ["b"]);
        assert_eq!(ids(&place, &theirs, similar("/v1/projects/a/similar")).await, ["c"]);
        let record = "/v1/regions/XX-1/landing-record";
        let own = place.ask(&ours, "GET", record, &Value::Null).await.body;
        let other = place.ask(&theirs, "GET", record, &Value::Null).await.body;
        assert_ne!(own.to_string(), other.to_string(), "one landing, none");
        // Regions are shared.
        let regions = ["/v1/search?q=XX-1-P", "/hits", "/id"];
        assert_eq!(ids(&place, &ours, regions).await, ids(&place, &theirs, regions).await);
    }
}
