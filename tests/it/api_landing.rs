use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

const PARTS: [&str; 5] = ["cost", "policies", "modes", "quadrant", "gates"];

/// A plant from Songjiang that looks around Lu'an, and states what only it can know.
fn question(include: &Value) -> Value {
    let cny = |value: &str| json!({ "value": value, "unit": "CNY" });
    json!({
        "project": {
            "schema": 1,
            "id": "plant",
            "host_city": "CN-310117",
            "industries": [{ "system": "gbt4754", "code": "2926" }],
            "needs": {
                "land": { "value": "80", "unit": "mu" },
                "headcount": { "value": "200", "unit": "person" },
            },
            "money": { "capex": cny("110000000"), "tax_per_year": cny("12000000") },
            "assumptions": {
                "innovation_return_host": cny("9000000"),
                "innovation_return_home": cny("2000000"),
            },
            "trips_per_year": { "value": "50", "unit": "count" },
            "accepts": { "modes": ["single", "collaborative"] },
            "target_regions": ["CN-341500"],
        },
        "level": "prefecture",
        "as_of": "2026-01-01",
        "include": include,
    })
}

async fn ask(app: &TestApp, include: &Value) -> Answer {
    let answer = app.post("/v1/matches", &question(include)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer
}

/// An amount as whole fen.
fn fen(amount: &Value) -> i64 {
    let digits = amount.as_str().unwrap_or_else(|| panic!("an amount is a string, got {amount}"));
    let (_, decimals) = digits.split_once('.').unwrap();
    assert_eq!(decimals.len(), 2, "{digits}");
    digits.replace('.', "").parse().unwrap()
}

/// The sum of a field's known amounts, in fen.
fn sum<'a>(items: impl IntoIterator<Item = &'a Value>, pointer: &str) -> i64 {
    let known = items.into_iter().filter_map(|item| item.pointer(pointer));
    known.filter(|amount| !amount.is_null()).map(fen).sum()
}

fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect()
}

#[tokio::test]
async fn without_include_the_document_is_what_it_was() {
    let app = TestApp::with_world().await;
    let mut bare = question(&json!([]));
    bare.as_object_mut().unwrap().remove("include");
    let answer = app.post("/v1/matches", &bare).await;
    let fields = [
        "bounds",
        "contributions",
        "gates",
        "rank",
        "rationale",
        "region",
        "standing",
        "total",
        "warnings",
    ];
    assert_eq!(keys(&answer.list("/candidates")[0]), fields);
    assert_eq!(ask(&app, &json!([])).await.body, answer.body);
    // What is included stands beside the score and changes nothing of it.
    let mut full = ask(&app, &json!(PARTS)).await.body;
    for candidate in full["candidates"].as_array_mut().unwrap() {
        assert!(candidate.as_object_mut().unwrap().remove("landing").is_some());
    }
    assert_eq!(full, answer.body);
}

#[tokio::test]
async fn each_word_brings_its_own_parts() {
    let app = TestApp::with_world().await;
    let cases = [
        (json!(["cost"]), vec!["cost"]),
        (json!(["policies"]), vec!["overbid", "policies"]),
        (json!(["modes"]), vec!["link", "modes"]),
        (json!(["quadrant"]), vec!["quadrant"]),
        (json!(["gates"]), vec!["parcels"]),
        (json!(["cost", "gates", "cost"]), vec!["cost", "parcels"]), // twice is once
    ];
    for (include, expected) in cases {
        let answer = ask(&app, &include).await;
        assert_eq!(keys(&answer.list("/candidates")[0]["landing"]), expected, "{include}");
    }
}

#[tokio::test]
async fn a_word_that_names_no_part_is_refused_with_those_that_do() {
    let app = TestApp::empty().await;
    let by_body = app.post("/v1/matches", &question(&json!(["cost", "beauty"]))).await;
    assert_eq!((by_body.status.as_u16(), by_body.paths()), (422, vec!["include[1]"]));
    let by_path = app.get("/v1/projects/a/matches?include=cost,beauty").await;
    assert_eq!((by_path.status.as_u16(), by_path.paths()), (422, vec!["include"]));
    for answer in [by_body, by_path] {
        let detail = answer.body["detail"].as_str().unwrap();
        for word in PARTS.iter().chain(&["beauty"]) {
            assert!(detail.contains(&format!("`{word}`")), "{word}: {detail}");
        }
    }
    for include in [json!("cost"), json!({ "cost": true }), json!([null])] {
        assert_eq!(app.post("/v1/matches", &question(&include)).await.status, 422, "{include}");
    }
}

#[tokio::test]
async fn a_query_includes_by_commas_and_by_repetition() {
    let app = TestApp::with_world().await;
    let path = "/v1/projects/mansheng-packaging-2025/matches?as_of=2026-01-01&limit=2";
    let by_path = app.get(&format!("{path}&include=cost,modes&include=quadrant")).await;
    assert_eq!(by_path.status, 200, "{}", by_path.body);
    let body = json!({ "project_id": "mansheng-packaging-2025", "as_of": "2026-01-01", "limit": 2,
                       "include": ["quadrant", "modes", "cost"] });
    assert_eq!(by_path.body, app.post("/v1/matches", &body).await.body);
    assert!(!by_path.list("/candidates").is_empty());
}

#[tokio::test]
async fn the_lines_of_the_cost_add_up_and_say_where_they_come_from() {
    let app = TestApp::with_world().await;
    let answer = ask(&app, &json!(["cost"])).await;
    let cost = &answer.list("/candidates")[0]["landing"]["cost"];
    let lines = list(cost, "/lines");
    for end in ["low", "likely", "high"] {
        for (line, total) in [("candidate", "total"), ("host", "host_total")] {
            let sum = sum(lines, &format!("/{line}/{end}"));
            assert_eq!(sum, fen(&cost[total][end]), "{total} {end}");
        }
    }
    // The ends of the saving also hold what a line could save whose saving is unknown.
    assert_eq!(sum(lines, "/saving/likely"), fen(&cost["saving"]["likely"]));
    let labour = lines.iter().find(|line| line["line"] == "labour").unwrap();
    let wage = list(labour, "/figures").iter().find(|one| one["kind"] == "average_wage").unwrap();
    assert_eq!((&wage["unit"], &wage["from"]), (&json!("CNY/year"), &json!("CN-341500")));
    assert_eq!((&wage["basis"], &wage["method"]), (&json!("published"), &json!("measured")));
    assert!(wage["source"].is_string() && wage["period"].is_string(), "{wage}");
    let freight = lines.iter().find(|line| line["line"] == "freight").unwrap();
    assert_eq!((&freight["candidate"], &freight["saving"]), (&Value::Null, &Value::Null));
    assert_eq!(freight["missing"], json!(["freight_in", "freight_out"]));
}

#[tokio::test]
async fn the_stack_of_support_adds_up_and_says_what_does_not_count() {
    let app = TestApp::with_world().await;
    let answer = ask(&app, &json!(["policies"])).await;
    let landing = &answer.list("/candidates")[0]["landing"];
    let policies = &landing["policies"];
    assert_eq!(policies["with_host"], Value::Null, "Songjiang publishes no instrument");
    let stack = &policies["without_host"];
    for (selection, end) in [("certain", "low"), ("possible", "high")] {
        let selection = &stack[selection];
        let total = fen(&selection["total"]);
        assert_eq!(total, fen(&stack["total"][end]));
        assert_eq!(sum(list(selection, "/chosen"), "/amount"), fen(&selection["gross"]));
        assert_eq!(sum(list(selection, "/payers"), "/total"), total);
        assert_eq!(sum(list(selection, "/yearly"), ""), total);
    }
    let open = &list(stack, "/to_confirm")[0];
    assert_eq!(open["facts"], json!(["loan_interest"]), "{open}");
    let refused = list(stack, "/refused");
    let fund = refused.iter().find(|one| one["instrument"]["id"] == "CN-341500-01").unwrap();
    assert_eq!(fund["reason"], "amount_unknown");
    assert_eq!(fund["words"], json!({ "zh": "金额未知", "en": "amount unknown" }));
    assert_eq!(landing["overbid"]["is_overbid"], false, "Lu'an itself pays nothing");
    assert_eq!(landing["overbid"]["subsidies"], "0.00");
}

#[tokio::test]
async fn modes_come_with_facts_worth_and_the_sharing_of_tax() {
    let app = TestApp::with_world().await;
    let answer = ask(&app, &json!(["modes"])).await;
    let modes = &answer.list("/candidates")[0]["landing"]["modes"];
    let options = list(modes, "/options");
    assert_eq!(options.len(), 6);
    let recommended: Vec<&Value> =
        options.iter().filter(|option| option["is_recommended"] == true).collect();
    assert_eq!(recommended.len(), 1);
    assert_eq!(recommended[0]["mode"], modes["recommended"]);
    for option in options {
        let value = &option["value"];
        for end in ["low", "likely", "high"] {
            let parts = ["cash_flow", "stack"].map(|part| &value[part][end]);
            let parts = parts.into_iter().filter(|amount| !amount.is_null()).map(fen);
            assert_eq!(parts.sum::<i64>(), fen(&value["known"][end]), "{option}");
        }
        assert_eq!(value["unknown"].as_array().unwrap().last(), Some(&json!("setup")));
    }
    let joint = options.iter().find(|option| option["mode"] == "collaborative").unwrap();
    let agreement = &list(joint, "/checks")[1];
    assert_eq!(
        (&agreement["fact"], &agreement["holds"]),
        (&json!("tax_share_agreement"), &json!(true))
    );
    assert_eq!(agreement["evidence"]["partner"], "CN-310117");
    assert!(agreement["evidence"]["citation"].is_string(), "{agreement}");
    let share = &modes["tax_share"];
    assert_eq!((&share["agreement"], &share["deficit"]), (&json!("feasible"), &Value::Null));
    let at = |end: &str| share[end]["host_share"].as_f64().unwrap();
    assert!(at("low") <= at("recommended") && at("recommended") <= at("high"), "{share}");
    let split = &share["recommended"];
    assert_eq!(
        fen(&split["home_gain"]) + fen(&split["host_gain"]),
        fen(&share["all_home"]["home_gain"]) + fen(&share["all_home"]["host_gain"]),
        "what one side gains, the other gives"
    );
    assert_eq!(modes["agreed"]["home_share"], 0.6);
}

#[tokio::test]
async fn the_four_placements_come_with_both_break_evens() {
    let app = TestApp::with_world().await;
    let answer = ask(&app, &json!(["quadrant"])).await;
    let quadrant = &answer.list("/candidates")[0]["landing"]["quadrant"];
    let cells = list(quadrant, "/cells");
    let placements: Vec<&Value> = cells.iter().map(|cell| &cell["placement"]).collect();
    assert_eq!(placements, ["stay", "split", "move", "reversed"]);
    let likely = |cell: &Value| fen(&cell["value"]["likely"]);
    let best = cells.iter().max_by_key(|cell| likely(cell)).unwrap();
    assert_eq!(best["placement"], quadrant["best"]);
    let difference = likely(&cells[1]) - likely(&cells[0]);
    assert_eq!(difference, fen(&quadrant["split_over_stay"]["likely"]));
    assert_eq!(quadrant["break_even_innovation"]["likely"], "7000000.00");
    assert!(fen(&quadrant["break_even_production"]["likely"]) > 0, "{quadrant}");
    assert_eq!(quadrant["is_travel_alone"], true, "no cost of coordination is stated");
}

#[tokio::test]
async fn parcels_that_fit_stand_beside_the_gates() {
    let app = TestApp::with_world().await;
    let mut region = app.get("/v1/regions/CN-341500").await.body;
    let mu = |area: &str| json!({ "value": area, "unit": "mu" });
    region["parcels"] = json!([
        { "id": "A-1", "area": mu("200") },
        { "id": "A-2", "area": mu("60") },
        { "id": "A-3", "area": mu("90") },
    ]);
    let put = app.put("/v1/regions/CN-341500", &region).await;
    assert!(put.status.is_success(), "{}", put.body);
    let answer = ask(&app, &json!(["gates"])).await;
    let candidate = &answer.list("/candidates")[0];
    let parcels = list(candidate, "/landing/parcels");
    let ids: Vec<&Value> = parcels.iter().map(|offer| &offer["parcel"]["id"]).collect();
    assert_eq!(ids, ["A-3", "A-1"], "the smallest that suffices first");
    assert_eq!(parcels[0]["park_name"]["zh"], "六安市");
    assert!(!list(candidate, "/gates").is_empty());
}

#[tokio::test]
async fn without_a_host_city_what_needs_one_is_null() {
    let app = TestApp::with_world().await;
    let mut question = question(&json!(PARTS));
    question["project"].as_object_mut().unwrap().remove("host_city");
    let answer = app.post("/v1/matches", &question).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let landing = &answer.list("/candidates")[0]["landing"];
    let parts = ["cost", "link", "modes", "overbid", "parcels", "policies", "quadrant"];
    assert_eq!(keys(landing), parts);
    for part in ["link", "modes", "quadrant"] {
        assert_eq!(landing[part], Value::Null, "{part}");
    }
    let cost = &landing["cost"];
    for field in ["host_premises", "host_total", "saving", "saving_share"] {
        assert_eq!(cost[field], Value::Null, "{field}");
    }
    assert!(cost["total"].is_object(), "{cost}");
}
