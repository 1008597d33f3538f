use serde_json::{Value, json};

use crate::support::TestApp;

const ANTIBODY: &str = "抗体药物,在上海张江孵化,需要GMP生产基地40亩";

#[tokio::test]
async fn a_match_says_how_firm_it_stands_where_it_is_asked() {
    let app = TestApp::with_world().await;
    let mut question = json!({ "text": ANTIBODY, "level": "prefecture", "as_of": "2026-01-01",
                               "limit": 4 });
    let plain = app.post("/v1/matches", &question).await;
    question["include"] = json!(["robustness"]);
    let answer = app.post("/v1/matches", &question).await;
    assert_eq!(answer.body, app.post("/v1/matches", &question).await.body, "seeded");
    let robustness = &answer.body["robustness"];
    let mut without = answer.body.clone();
    without.as_object_mut().unwrap().remove("robustness");
    assert_eq!(without, plain.body, "nothing else changes");

    assert_eq!((&robustness["draws"], &robustness["seed"]), (&json!(10_000), &json!(20_240_601)));
    assert_eq!(robustness["field"], answer.body["counts"]["ranked"].as_u64().unwrap().min(200));
    let methods = answer.list("/robustness/methods");
    let names: Vec<&Value> = methods.iter().map(|verdict| &verdict["method"]).collect();
    assert_eq!(names, ["topsis", "vikor", "promethee_ii"]);
    let ids: Vec<&Value> =
        answer.list("/candidates").iter().map(|one| &one["region"]["id"]).collect();
    for verdict in methods {
        let top: Vec<&Value> = verdict["top"].as_array().unwrap().iter().collect();
        assert_eq!(verdict["changes_order"], json!(top != ids[..3]));
        assert_eq!(verdict["changes_members"], json!(top.iter().any(|id| !ids[..3].contains(id))));
    }
    let candidates = answer.list("/robustness/candidates");
    assert_eq!(candidates.iter().map(|one| &one["region"]).collect::<Vec<_>>(), ids);
    for (position, one) in candidates.iter().enumerate() {
        let ranks: Vec<f64> = numbers(&one["rank_acceptability"]);
        assert!(ranks.len() == 3 && ranks.iter().sum::<f64>() <= 1.0 + 1e-9, "{one}");
        assert_eq!(one["central_weights"].is_null(), ranks[0] <= 0.0, "{one}");
        if let Some(weights) = one["central_weights"].as_object() {
            let sum: f64 = weights.values().filter_map(Value::as_f64).sum();
            assert!((sum - 1.0).abs() < 1e-9, "{one}");
        }
        let lifts = one["to_first"].as_array().unwrap();
        assert!(lifts.is_empty() || position != 0, "{one}");
        assert!(lifts.is_empty() || one["best_lift"].is_null(), "{one}");
        assert!(lifts.iter().all(|lift| lift["criterion"] != "access" && lift["rank"] == 1));
    }
    for (position, one) in candidates.iter().enumerate() {
        for plan in one["cheapest_plans"].as_array().unwrap() {
            let [wanted, rank] = ["wanted_rank", "rank"].map(|name| plan[name].as_u64().unwrap());
            assert!(rank <= wanted && wanted <= position as u64, "{plan}");
            let changes = plan["changes"].as_array().unwrap();
            assert!(changes.iter().all(|change| change["criterion"] != "access"), "{plan}");
            let costs = changes.iter().map(|change| yuan(&change["cost"]));
            assert!((costs.sum::<f64>() - yuan(&plan["cost"])).abs() < 0.005, "{plan}");
        }
    }
    assert!(candidates.iter().any(|one| one["cheapest_plans"][0].is_object()));
    assert_eq!(answer.list("/robustness/swaps").len(), 3);
    let sentences = answer.list("/robustness/sentences");
    assert!(sentences.iter().all(|one| one["zh"].is_string() && one["en"].is_string()));
}

fn yuan(amount: &Value) -> f64 {
    amount.as_str().unwrap().parse().unwrap()
}

fn numbers(list: &Value) -> Vec<f64> {
    list.as_array().unwrap().iter().filter_map(Value::as_f64).collect()
}

#[tokio::test]
async fn the_weights_after_a_swap_leave_two_neighbours_level() {
    let app = TestApp::with_world().await;
    let question = json!({ "text": ANTIBODY, "level": "prefecture", "as_of": "2026-01-01",
                           "limit": 5, "include": ["robustness"] });
    let answer = app.post("/v1/matches", &question).await;
    let mut swapped = 0;
    for swap in answer.list("/robustness/swaps") {
        let Some(moves) = swap["moves"].as_array().filter(|moves| !moves.is_empty()) else {
            continue;
        };
        let mut weights = answer.body["weights"].clone();
        for step in moves {
            let millionths = step["share"].as_f64().unwrap() * 1e6;
            for (end, sign) in [("from", -1.0), ("to", 1.0)] {
                let weight = &mut weights[step[end].as_str().unwrap()];
                *weight = json!((weight.as_f64().unwrap() + sign * millionths).max(0.0));
            }
        }
        let regions = [&swap["ahead"], &swap["behind"]];
        let again = json!({ "text": ANTIBODY, "as_of": "2026-01-01", "level": "prefecture",
                            "regions": regions, "wishes": { "weights": weights } });
        let compared = app.post("/v1/comparisons", &again).await;
        let total = compared.list("/pairs")[0]["total"].as_i64().unwrap();
        // Weights and points are whole millionths: one each may be rounded per criterion.
        assert!(total.abs() <= 18, "{swap}: {total}");
        swapped += 1;
    }
    assert!(0 < swapped, "{}", answer.body["robustness"]["swaps"]);
}
