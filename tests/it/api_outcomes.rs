use serde_json::{Value, json};

use crate::support::{TestApp, encode};

const NDJSON: &str = "application/x-ndjson";
const QUZHOU: &str = "/v1/regions/CN-330800/landing-record";

/// An outcome of a project of Quzhou's incubator in Hangzhou.
fn outcome(id: &str, name: &str, stage: &str, date: &str) -> Value {
    json!({
        "schema": 1, "id": id, "project_name": name, "home": "CN-330800",
        "enclave": "衢州海创园", "host_city": "CN-330110", "stage": stage, "date": date,
    })
}

fn near(value: &Value, expected: f64) -> bool {
    value.as_f64().is_some_and(|value| (value - expected).abs() < 1e-12)
}

#[tokio::test]
async fn published_facts_count_with_their_denominator_until_outcomes_are_recorded() {
    let app = TestApp::with_world().await;
    let path = format!("{QUZHOU}?as_of=2024-06-01&enclave={}", encode("衢州海创园"));
    let record = app.get(&path).await.body;
    let rate = &record["rate"];
    assert_eq!((&rate["landed"], &rate["eligible"]), (&json!(9), &json!(75)));
    assert_eq!(rate["denominator"], "eligible_published");
    assert!(near(&rate["rate"], 0.12), "{rate}");
    assert!(near(&rate["low"], 0.064_433_718_239_445_15), "{rate}");
    assert!(near(&rate["high"], 0.212_596_402_047_487_3), "{rate}");
    let published = &record["published"][0];
    assert_eq!((&published["home"], &published["period"]), (&json!("CN-330800"), &json!("2018")));
    let source = published["source"].as_str().unwrap();
    assert!(source.contains("innovation enclaves"), "{source}");
    // Pooled from Quzhou 9 of 75, Nanxun 3 of 32 and Chongfu 6 of 7.
    let ranking = &record["ranking_rate"];
    assert_eq!(ranking["prior_places"], 3);
    assert!(near(&ranking["prior_landed"], 180.0 / 114.0), "{ranking}");
    assert!(near(&ranking["value"], (180.0 / 114.0 + 9.0) / 85.0), "{ranking}");

    let own = json!([
        outcome("a1", "a", "admitted", "2020-01-01"),
        outcome("a2", "a", "producing", "2021-01-01"),
        outcome("b1", "b", "admitted", "2020-01-01"),
    ]);
    let answer = app.post("/v1/outcomes", &own).await;
    assert_eq!((answer.status.as_u16(), &answer.body["inserted"]), (200, &json!(3)));
    let record = app.get(&path).await.body;
    assert_eq!(record["rate"]["denominator"], "production_admitted");
    assert_eq!((&record["rate"]["landed"], &record["rate"]["eligible"]), (&json!(1), &json!(2)));
    assert_eq!(record["time_to_landing"]["median_months"], 12);
    assert_eq!(record["others"]["on_the_way"], 1);
    assert_eq!(record["published"].as_array().unwrap().len(), 1, "shown, and not added");
    let before = app.get(&format!("{QUZHOU}?as_of=2020-06-01")).await.body;
    assert_eq!(before["rate"]["landed"], 0, "the plant came later");
}

/// An outcome by itself is no import: of those, few may run at a time.
#[tokio::test]
async fn a_burst_of_single_outcomes_is_recorded() {
    let app = TestApp::with_world().await;
    let record = async |id: &str| {
        let body = outcome(id, id, "admitted", "2020-01-01");
        let key = [("idempotency-key", id)];
        app.send_with("POST", "/v1/outcomes", &key, &body).await.status.as_u16()
    };
    let recorded = tokio::join!(
        record("a"),
        record("b"),
        record("c"),
        record("d"),
        record("e"),
        record("f"),
        record("g"),
        record("h"),
    );
    assert_eq!(recorded, (200, 200, 200, 200, 200, 200, 200, 200));
}

#[tokio::test]
async fn the_link_with_a_host_city_brings_its_record() {
    let app = TestApp::with_world().await;
    let at = |place: &str, host: &str| {
        format!("/v1/regions/{place}/landing-record?as_of=2024-01-01&host_city={host}")
    };
    // A county of Quzhou goes through its prefecture's enclave in a district of Hangzhou.
    for (place, host) in [("CN-330800", "CN-330100"), ("CN-330802", "CN-330110")] {
        let link = app.get(&at(place, host)).await.body["link"].clone();
        assert_eq!((&link["home"], &link["partner"]), (&json!("CN-330800"), &json!("CN-330110")));
        assert_eq!(link["rate"]["eligible"], 75, "{place} {host}: {link}");
    }
    let none = app.get(&at("CN-330800", "CN-440300")).await;
    assert_eq!((none.status.as_u16(), &none.body["link"]), (200, &Value::Null));
}

#[tokio::test]
async fn promises_and_substance_are_told_from_outcomes() {
    let app = TestApp::with_world().await;
    let commitment = |id: &str, name: &str| {
        json!({
            "schema": 1, "id": id, "project_name": name, "home": "CN-330800",
            "agreed": "2020-01-01",
            "promises": [
                { "kind": "production", "months": 24 },
                { "kind": "jobs", "months": 36, "people": { "value": 100, "unit": "person" } },
            ],
        })
    };
    let both = json!([commitment("c-a", "a"), commitment("c-b", "b")]);
    assert_eq!(app.post("/v1/commitments", &both).await.status, 200);
    let mut kept = outcome("a1", "a", "producing", "2021-06-01");
    kept["jobs"] = json!({ "value": 120, "unit": "person" });
    kept["subsidy_end"] = json!("2022-12-31");
    let mut name_only = outcome("b1", "b", "agreement", "2020-01-01");
    name_only["insured_people"] = json!({ "value": 0, "unit": "person" });
    assert_eq!(app.post("/v1/outcomes", &json!([kept, name_only])).await.status, 200);
    let record = app.get(&format!("{QUZHOU}?as_of=2024-06-01")).await.body;
    let statuses: Vec<(&Value, &Value)> = record["commitments"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|commitment| commitment["promises"].as_array().unwrap())
        .map(|promise| (&promise["kind"], &promise["status"]))
        .collect();
    let expected = [
        ("production", "met"),
        ("jobs", "met"),
        ("production", "broken"),
        ("jobs", "open"), // nobody reported any
    ]
    .map(|(kind, status)| (json!(kind), json!(status)));
    assert_eq!(statuses, expected.each_ref().map(|(kind, status)| (kind, status)));
    assert_eq!(
        record["flags"],
        json!([{ "project": "b", "registered": "2020-01-01", "substance": "name_only" }])
    );
    let retention = &record["retention"];
    assert_eq!((&retention["present"], &retention["eligible"]), (&json!(1), &json!(1)));
    assert_eq!(retention["end_unknown"], 1);
}

#[tokio::test]
async fn what_is_refused_is_named_and_nothing_is_recorded() {
    let app = TestApp::with_world().await;
    let good = outcome("good", "a", "admitted", "2020-01-01");
    let with = |field: &str, value: Value| {
        let mut bad = outcome("bad", "a", "admitted", "2020-01-01");
        bad[field] = value;
        bad
    };
    let cases = [
        (with("home", json!("CN-999999")), "home"),
        (with("host_city", json!("CN-999999")), "host_city"),
        (with("enclave", json!("海南岛")), "enclave"),
        (with("stage", json!("moved")), "stage"),
        (with("date", json!("2020-13-01")), "date"),
        (with("landed", json!(true)), "landed"),
        (with("project", json!("nobody")), "project_name"),
        (with("capex", json!({ "value": -1, "unit": "CNY" })), "capex.value"),
    ];
    for (bad, path) in cases {
        let rows = format!("{good}\n{bad}\n");
        let answer = app.send_body("POST", "/v1/outcomes", NDJSON, rows).await;
        assert_eq!(answer.status, 422, "{bad}");
        assert_eq!(answer.body["errors"][0]["path"], path, "{}", answer.body);
        assert_eq!(answer.body["errors"][0]["line"], 2, "{}", answer.body);
    }
    let unknown_project = json!({
        "schema": 1, "id": "x", "project": "nobody", "home": "CN-330800", "stage": "admitted",
        "date": "2020-01-01",
    });
    assert_eq!(app.post("/v1/outcomes", &unknown_project).await.paths(), ["project"]);
    assert_eq!(app.get("/v1/outcomes").await.body["total"], 0);
    // By import the good row loads.
    let rows = format!("{good}\n{{}}\n");
    let answer = app.send_body("POST", "/v1/outcomes:import", NDJSON, rows).await;
    assert_eq!((&answer.body["inserted"], &answer.body["rows_refused"]), (&json!(1), &json!(1)));
    let csv = "id,project_name,home,agreed,promises\nc,a,CN-330800,2020-01-01,production@24m\n";
    let answer = app.send_body("POST", "/v1/commitments:import", "text/csv", csv).await;
    assert_eq!((answer.status.as_u16(), &answer.body["inserted"]), (200, &json!(1)));
}

#[tokio::test]
async fn outcomes_are_listed_by_region_and_enclave_in_pages() {
    let app = TestApp::with_world().await;
    let mut events: Vec<Value> = (0..5)
        .map(|number| outcome(&format!("o{number}"), "a", "enquired", "2020-01-01"))
        .collect();
    events[3]["enclave"] = Value::Null;
    events[4]["home"] = json!("CN-330802");
    let first = app.post("/v1/outcomes", &json!(events)).await;
    assert_eq!(first.status, 200, "{}", first.body);
    let again = app.post("/v1/outcomes", &json!(events)).await;
    assert_eq!(again.body["unchanged"], 5);
    assert_eq!(again.body["generation"], first.body["generation"], "the same again is no change");
    let ids = |answer: &Value| -> Vec<String> {
        let outcomes = answer["outcomes"].as_array().unwrap();
        outcomes.iter().map(|outcome| outcome["id"].as_str().unwrap().to_owned()).collect()
    };
    // What became of a project stays, whatever becomes of its home.
    let home = json!({ "schema": 1, "id": "CN-X", "parent": "CN", "levels": ["province"],
                       "name": { "en": "x" } });
    assert_eq!(app.put("/v1/regions/CN-X", &home).await.status, 201);
    let mut elsewhere = outcome("o5", "a", "enquired", "2020-01-01");
    (elsewhere["home"], elsewhere["enclave"]) = (json!("CN-X"), Value::Null);
    assert_eq!(app.post("/v1/outcomes", &json!([elsewhere])).await.status, 200);
    let gone = app.delete("/v1/regions/CN-X").await;
    assert_eq!(gone.status, 204, "{}", gone.body);
    let all = app.get("/v1/outcomes").await.body;
    assert_eq!((all["outcomes"].as_array().unwrap().len(), &all["total"]), (6, &json!(6)));
    let page = app.get("/v1/outcomes?region=CN-330800&limit=3").await.body;
    assert_eq!(
        (ids(&page), &page["total"]),
        (vec!["o0".into(), "o1".into(), "o2".into()], &json!(5))
    );
    let cursor = page["next_cursor"].as_str().unwrap();
    let rest = app.get(&format!("/v1/outcomes?region=CN-330800&limit=3&cursor={cursor}")).await;
    assert_eq!(
        (ids(&rest.body), &rest.body["next_cursor"]),
        (vec!["o3".into(), "o4".into()], &Value::Null)
    );
    let county = app.get("/v1/outcomes?region=CN-330802").await.body;
    assert_eq!(ids(&county), ["o4"]);
    let enclave =
        format!("/v1/outcomes?region=CN-330800&enclave={}", encode("Quzhou Haichuang Park"));
    assert_eq!(app.get(&enclave).await.body["total"], 4);
    for path in [
        "/v1/outcomes?region=CN-999999",
        "/v1/outcomes?region=CN-330800&enclave=none",
        "/v1/regions/CN-999999/landing-record",
        "/v1/regions/CN-330800/landing-record?enclave=none",
        "/v1/regions/CN-330800/landing-record?host_city=CN-999999",
    ] {
        let answer = app.get(path).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.body["type"]),
            (404, &json!("/problems/not-found")),
            "{path}"
        );
    }
    assert_eq!(app.get(&format!("{QUZHOU}?as_of=today")).await.paths(), ["as_of"]);
}
