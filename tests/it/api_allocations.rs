use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::TestApp;

const DAY: &str = "2026-06-30";

async fn allocate(app: &TestApp, more: Value) -> Value {
    let mut question = json!({ "capacity": 1, "choices": 5, "as_of": DAY });
    question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let answer = app.post("/v1/allocations", &question).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

fn list<'a>(body: &'a Value, name: &str) -> &'a Vec<Value> {
    body[name].as_array().unwrap()
}

/// The regions of a project's own ranking with its points, the best first.
async fn own_ranking(app: &TestApp, project: &str, count: usize) -> Vec<(String, i64)> {
    let path = format!("/v1/projects/{project}/matches?limit={count}&as_of={DAY}");
    let answer = app.get(&path).await;
    let pair = |candidate: &Value| {
        let id = candidate["region"]["id"].as_str().unwrap().to_owned();
        (id, candidate["total"].as_i64().unwrap())
    };
    list(&answer.body, "candidates").iter().map(pair).collect()
}

#[tokio::test]
async fn no_region_takes_more_than_it_can_and_choices_are_those_of_the_ranking() {
    let app = TestApp::with_world().await;
    let body = allocate(&app, json!({})).await;
    let mut taken = BTreeMap::new();
    for one in list(&body, "assigned") {
        *taken.entry(one["region"]["id"].as_str().unwrap()).or_insert(0) += 1;
    }
    assert!(taken.values().all(|count| *count == 1), "{taken:?}");
    assert_eq!(list(&body, "blocking_pairs").len(), 0);
    assert!(
        list(&body, "assigned").len()
            <= usize::try_from(body["maximum_size"].as_u64().unwrap()).unwrap()
    );
    let (before, after) = (&body["concentration_wanted"], &body["concentration_assigned"]);
    assert!(after.as_f64() < before.as_f64(), "{before} {after}");

    let moved = list(&body, "assigned").iter().find(|one| one["choice"] != 1).unwrap();
    let own = own_ranking(&app, moved["project"].as_str().unwrap(), 5).await;
    let choice = usize::try_from(moved["choice"].as_u64().unwrap()).unwrap();
    assert_eq!(own[choice - 1].0, moved["region"]["id"].as_str().unwrap());
    assert_eq!(own[choice - 1].1, moved["project_points"]);
    assert_eq!(own[0].1 - own[choice - 1].1, moved["points_given_up"]);
    // Who has what it would rather have ranks no lower with its region.
    let first = list(&body, "assigned")
        .iter()
        .find(|one| one["region"]["id"].as_str() == Some(own[0].0.as_str()))
        .unwrap();
    assert_ne!(first["project"], moved["project"]);
}

#[tokio::test]
async fn with_room_for_all_each_has_its_first_choice_and_without_nobody_has_any() {
    let app = TestApp::with_world().await;
    let roomy = allocate(&app, json!({ "capacity": 100 })).await;
    assert!(list(&roomy, "assigned").iter().all(|one| one["choice"] == 1));
    assert_eq!(roomy["concentration_wanted"], roomy["concentration_assigned"]);
    let none = allocate(&app, json!({ "capacity": 0 })).await;
    assert_eq!(list(&none, "assigned").len(), 0);
    assert!(list(&none, "unassigned").iter().all(|one| one["because"] == "outranked"));
    assert_eq!(none["maximum_size"], 0);
    assert_eq!(none["concentration_assigned"], Value::Null);
}

#[tokio::test]
async fn what_cannot_be_allocated_is_refused_by_name() {
    let app = TestApp::empty().await;
    let cases = [
        (json!({ "capacity": 1, "choices": 0 }), "choices"),
        (json!({ "capacity": 1, "level": "country" }), "level"),
        (json!({ "capacity": 1, "capacities": { "CN-330800": 2 } }), "capacities"),
        (json!({ "capacity": -1 }), "capacity"),
        (json!({ "choices": 3 }), "capacity"),
    ];
    for (question, path) in cases {
        let answer = app.post("/v1/allocations", &question).await;
        assert_eq!(answer.status, 422, "{question}");
        assert_eq!(answer.body["errors"][0]["path"], path, "{question}: {}", answer.body);
    }
    let body = allocate(&app, json!({})).await;
    assert_eq!(list(&body, "assigned").len() + list(&body, "unassigned").len(), 0);
}
