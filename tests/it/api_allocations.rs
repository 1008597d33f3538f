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

#[tokio::test]
async fn crowding_stands_beside_points_and_lists_spread_what_all_want() {
    let app = TestApp::with_world().await;
    let body = allocate(&app, json!({ "capacity": 2 })).await;
    let by_region: BTreeMap<&str, &Value> = list(&body, "regions")
        .iter()
        .map(|load| (load["region"]["id"].as_str().unwrap(), load))
        .collect();
    for load in by_region.values() {
        // 1 up to four fifths, half a point less for each further project per place, half at least.
        let crowded = (load["utilisation"].as_f64().unwrap() - 0.8).max(0.0);
        let expected = (1.0 - 0.5 * crowded).max(0.5);
        assert!((load["crowding"].as_f64().unwrap() - expected).abs() < 1e-12, "{load}");
    }
    let wanted: u64 = by_region.values().map(|load| load["wanted"].as_u64().unwrap()).sum();
    let alone = by_region.values().filter(|load| load["wanted"] == 1).count();
    let alone = u64::try_from(alone).unwrap();
    assert_eq!(body["sharing_first_choice"], wanted - alone);
    // What is known of wins adds up, and its share is between 0 and 1.
    let sum =
        |name: &str| -> u64 { by_region.values().map(|load| load[name].as_u64().unwrap()).sum() };
    let (lost, core) = (sum("wins_from_competitors"), sum("wins_from_core"));
    assert!(0 < lost + core && lost + core <= list(&body, "assigned").len() as u64);
    #[expect(clippy::cast_precision_loss, reason = "a few dozen projects")]
    let share = lost as f64 / (lost + core) as f64;
    assert_eq!(body["zero_sum"].as_f64(), Some(share));
    // The first of all lists together load no region beyond what it takes.
    let mut firsts: BTreeMap<&str, u64> = BTreeMap::new();
    for one in list(&body, "assigned") {
        let spread = list(one, "spread");
        let first = spread[0]["region"].as_str().unwrap();
        assert_eq!(one["region"]["id"], first);
        *firsts.entry(first).or_default() += 1;
        let mut choices: Vec<u64> =
            spread.iter().map(|choice| choice["choice"].as_u64().unwrap()).collect();
        choices.sort_unstable();
        assert!(choices.iter().copied().eq(1..=spread.len() as u64), "each once: {one}");
        let rooms: Vec<bool> =
            spread[1..].iter().map(|choice| choice["has_room"].as_bool().unwrap()).collect();
        assert!(rooms.is_sorted_by(|one, other| one >= other), "those with room first: {rooms:?}");
    }
    assert!(firsts.values().all(|count| *count <= 2), "{firsts:?}");
}
