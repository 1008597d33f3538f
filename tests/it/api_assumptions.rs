use serde_json::{Value, json};

use crate::support::TestApp;

fn question(assume: &Value) -> Value {
    json!({ "text": "抗体药物,在上海张江孵化,需要GMP生产基地40亩", "level": "province",
            "limit": 40, "as_of": "2026-06-30", "assume": assume })
}

fn totals(answer: &Value) -> Vec<(String, i64)> {
    let candidates = answer["candidates"].as_array().unwrap();
    let total = |one: &Value| {
        (one["region"]["id"].as_str().unwrap().to_owned(), one["total"].as_i64().unwrap())
    };
    candidates.iter().map(total).collect()
}

fn contribution<'a>(candidate: &'a Value, criterion: &str) -> &'a Value {
    let parts = candidate["contributions"].as_array().unwrap();
    parts.iter().find(|part| part["criterion"] == criterion).unwrap()
}

#[tokio::test]
async fn an_assumed_figure_moves_one_candidate_and_is_not_written() {
    let test = TestApp::with_world().await;
    let plain = test.post("/v1/matches", &question(&json!([]))).await.body;
    assert!(plain["assumed"].is_null(), "nothing is said where nothing is assumed");
    let order = totals(&plain);
    let region = &order[7].0;

    // At the better end of the frozen scale the whole weight is earned.
    let criteria = test.get("/v1/criteria").await.body;
    let criteria = criteria["criteria"].as_array().unwrap();
    let access = criteria.iter().find(|one| one["id"] == "access").unwrap();
    assert_eq!(access["direction"], "less_is_better");
    let best = &access["scales"]["province"]["points"][0];
    let assume = json!([{ "region": region, "criterion": "access", "value": best["measure"] }]);
    let moved = test.post("/v1/matches", &question(&assume)).await.body;
    assert_eq!(moved["assumed"], assume);
    assert!(moved["warnings"][0]["en"].as_str().unwrap().contains("assumed"), "{moved}");
    let after = totals(&moved);
    let candidates = moved["candidates"].as_array().unwrap();
    let candidate = candidates.iter().find(|one| one["region"]["id"] == **region).unwrap();
    let part = contribution(candidate, "access");
    assert_eq!(part["points"], part["weight"]);
    assert_eq!((&part["known"], &part["source"]), (&json!(true), &Value::Null));
    let told = format!("ccess, assumed to be {} minutes", best["measure"].as_f64().unwrap());
    assert!(candidate["rationale"]["en"].as_str().unwrap().contains(&told), "{candidate}");
    let sum: i64 = candidate["contributions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["points"].as_i64().unwrap())
        .sum();
    assert_eq!(candidate["total"], sum);
    assert!(order[7].1 < sum, "{sum}");

    // The others keep their totals and their order, and the whole is in order.
    let others = |list: &[(String, i64)]| -> Vec<(String, i64)> {
        list.iter().filter(|(id, _)| id != region).cloned().collect()
    };
    assert_eq!(others(&order), others(&after));
    assert!(after.is_sorted_by(|one, next| next.1 <= one.1), "{after:?}");
    assert_eq!(test.post("/v1/matches", &question(&json!([]))).await.body, plain);
}

#[tokio::test]
async fn what_cannot_be_assumed_is_refused_by_its_path() {
    let test = TestApp::with_world().await;
    let one = |region: &str, criterion: &str, value: f64| json!({ "region": region, "criterion": criterion, "value": value });
    let cases = [
        (json!([one("CN-999999", "access", 1.0)]), "assume[0].region"), // nowhere
        (json!([one("CN-330800", "access", 1.0)]), "assume[0].region"), // of another level
        (json!([one("CN-330000", "access", -1.0)]), "assume[0].value"),
        (json!([one("CN-330000", "access", 1.0), one("CN-330000", "access", 2.0)]), "assume[1]"),
        (json!(vec![one("CN-330000", "access", 1.0); 21]), "assume"),
        (json!([one("CN-330000", "distance", 1.0)]), "assume[0].criterion"),
    ];
    for (assume, path) in cases {
        let refused = test.post("/v1/matches", &question(&assume)).await;
        assert_eq!(refused.status, 422, "{}", refused.body);
        assert_eq!(refused.paths()[0], path, "{}", refused.body);
    }
}
