use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

const ANTIBODY: &str = "抗体药物,在上海张江孵化,需要GMP生产基地40亩";
const DAY: &str = "2026-01-01";

fn ids(answer: &Answer) -> Vec<String> {
    let one = |one: &Value| one["region"]["id"].as_str().unwrap().to_owned();
    answer.list("/candidates").iter().map(one).collect()
}

async fn compare(app: &TestApp, regions: &[String], wishes: &Value) -> Answer {
    let question = json!({ "text": ANTIBODY, "regions": regions, "as_of": DAY, "wishes": wishes });
    app.post("/v1/comparisons", &question).await
}

#[tokio::test]
async fn compared_regions_have_the_totals_of_a_match_and_their_differences_add_up() {
    let app = TestApp::with_world().await;
    let include = ["cost", "policies", "modes", "quadrant", "gates"];
    let question = json!({ "text": ANTIBODY, "as_of": DAY, "limit": 12, "include": include });
    let ranked = app.post("/v1/matches", &question).await;
    let chosen: Vec<String> = ids(&ranked).into_iter().step_by(3).collect();
    // Asked for in another order.
    let asked: Vec<String> = chosen.iter().rev().cloned().collect();
    let answer = compare(&app, &asked, &json!({})).await;
    assert_eq!((answer.status.as_u16(), ids(&answer)), (200, chosen), "{}", answer.body);
    let of_match = |id: &Value| {
        let is_it = |one: &&Value| one["region"]["id"] == *id;
        ranked.list("/candidates").iter().find(is_it).unwrap().clone()
    };
    for (position, candidate) in answer.list("/candidates").iter().enumerate() {
        let mut alone = of_match(&candidate["region"]["id"]);
        // Rank and standing are among the compared.
        alone["rank"] = json!(position + 1);
        alone["standing"] = candidate["standing"].clone();
        assert_eq!(*candidate, alone);
    }
    let pairs = answer.list("/pairs");
    assert_eq!((pairs.len(), &answer.body["refused"]), (3, &json!({})));
    for (pair, candidates) in pairs.iter().zip(answer.list("/candidates").windows(2)) {
        let points: Vec<i64> =
            pair["parts"].as_array().unwrap().iter().filter_map(|p| p["points"].as_i64()).collect();
        let [one, other] = [0, 1].map(|side| candidates[side]["total"].as_i64().unwrap());
        assert_eq!((pair["total"].as_i64(), points.iter().sum()), (Some(one - other), one - other));
        assert!(points.is_sorted_by_key(|points| -points.abs()), "{points:?}");
        let [zh, en] = ["zh", "en"].map(|language| pair["reasons"][language].as_str().unwrap());
        assert!(zh.contains("有利于") && en.contains("In favour of"), "{zh} {en}");
    }
}

#[tokio::test]
async fn a_refused_region_is_compared_and_stands_behind_whatever_its_points() {
    let app = TestApp::with_world().await;
    let question = json!({ "text": ANTIBODY, "as_of": DAY, "limit": 3 });
    let best = ids(&app.post("/v1/matches", &question).await);
    let wishes = json!({ "must_not": [best[0]] });
    let answer = compare(&app, &best, &wishes).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(ids(&answer), [&best[1], &best[2], &best[0]].map(String::as_str));
    assert_eq!(answer.body["refused"], json!({ best[0].as_str(): ["must_not"] }));
    let last = &answer.list("/candidates")[2];
    assert_eq!(last["standing"], "behind");
    let gates = last["gates"].as_array().unwrap();
    assert!(gates.iter().any(|gate| gate["gate"] == "must_not" && gate["status"] == "fail"));
    let [zh, en] = ["zh", "en"].map(|language| last["rationale"][language].as_str().unwrap());
    assert!(zh.starts_with("不符合条件：") && en.starts_with("Refused:"), "{zh} {en}");
    let pair = &answer.list("/pairs")[1];
    assert!(pair["total"].as_i64().unwrap() < 0, "{pair}"); // more points, and yet behind
    assert_eq!(
        (&pair["gates"], &answer.list("/pairs")[0]["gates"]),
        (&json!(["must_not"]), &json!([]))
    );
}

#[tokio::test]
async fn what_cannot_be_compared_is_named() {
    let app = TestApp::with_world().await;
    let cases = [
        (json!([]), vec!["regions"]),
        (json!(["CN-330800"]), vec!["regions"]), // nothing to compare it with
        (json!(["CN-330800", "CN-330400", "CN-330800"]), vec!["regions[2]"]), // twice
        (json!(["CN-330800", "CN-999999"]), vec!["regions[1]"]), // unknown
        (json!(["CN-330800", "CN-330000"]), vec!["regions[1]"]), // a prefecture and a province
        (json!(["CN", "CN-330000"]), vec!["regions[0]"]), // the country is not ranked
    ];
    for (regions, paths) in cases {
        let question = json!({ "text": ANTIBODY, "regions": regions });
        let answer = app.post("/v1/comparisons", &question).await;
        assert_eq!((answer.status.as_u16(), answer.paths()), (422, paths), "{regions}");
    }
    let both =
        json!({ "text": ANTIBODY, "project_id": "x", "regions": ["CN-330800", "CN-330400"] });
    assert_eq!(app.post("/v1/comparisons", &both).await.status, 422);
    let stored = json!({ "project_id": "no-such", "regions": ["CN-330800", "CN-330400"] });
    assert_eq!(app.post("/v1/comparisons", &stored).await.status, 404);
}
