use std::collections::HashMap;

use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

/// A park that lies in no host city of the built-in projects, and the prefecture around it.
const PARK: &str = "CN-S339078";
const PREFECTURE: &str = "CN-330800";

fn ids(answer: &Answer) -> Vec<&str> {
    answer.list("/projects").iter().filter_map(|one| one["project"]["id"].as_str()).collect()
}

fn sum_of_points(side: &Value) -> i64 {
    let contributions = side["contributions"].as_array().unwrap().iter();
    contributions.map(|one| one["points"].as_i64().unwrap()).sum()
}

/// Whether `shared` is 2ab / (a + b) but for the rounding.
fn is_harmonic(shared: i64, [one, other]: [i64; 2]) -> bool {
    let sum = one + other;
    2 * (shared * sum - 2 * one * other).abs() <= sum
}

#[tokio::test]
async fn both_sides_add_up_and_their_harmonic_mean_orders_the_projects() {
    let app = TestApp::with_world().await;
    let path = format!("/v1/regions/{PREFECTURE}/matches?limit=100&as_of=2026-01-31");
    let answer = app.get(&path).await;
    assert_eq!((answer.status.as_u16(), answer.body["schema"].as_u64()), (200, Some(1)));
    assert_eq!(answer.body["region"]["level"], "prefecture");
    let weights = answer.body["weights"].as_object().unwrap().values();
    assert_eq!(weights.filter_map(Value::as_i64).sum::<i64>(), 1_000_000);
    let mut above = (i64::MAX, i64::MAX, i64::MAX);
    for (position, ranked) in answer.list("/projects").iter().enumerate() {
        assert_eq!(ranked["rank"], position + 1);
        let [project, region] = [&ranked["project_side"], &ranked["region_side"]];
        let totals = [project, region].map(|side| side["total"].as_i64().unwrap());
        assert_eq!(totals, [sum_of_points(project), sum_of_points(region)]);
        let shared = ranked["reciprocal"].as_i64().unwrap();
        assert!(is_harmonic(shared, totals), "{ranked}");
        let bounds = &ranked["bounds"];
        assert!(bounds["low"].as_i64() <= Some(shared) && Some(shared) <= bounds["high"].as_i64());
        let here = (shared, totals[1], totals[0]);
        assert!(here <= above, "{here:?} stands below {above:?}");
        above = here;
        for side in [project, region] {
            assert!(!side["rationale"]["zh"].as_str().unwrap().is_empty());
            assert!(!side["rationale"]["en"].as_str().unwrap().is_empty());
        }
    }
    let count = |name: &str| answer.body["counts"][name].as_u64().unwrap();
    assert!(0 < count("ranked"), "{}", answer.body["counts"]);
    assert_eq!(count("projects"), 60);
    let parts = ["in_host_city", "unresolved", "refused", "ranked"].map(count);
    assert_eq!(parts.iter().sum::<u64>(), 60);
    assert_eq!(Some(answer.list("/projects").len()), usize::try_from(count("returned")).ok());
}

/// What every project's own ranking gives for a region, or that a gate refuses it.
async fn own_total(app: &TestApp, project: &str, region: &str) -> Option<Value> {
    let wishes = json!({ "target_regions": [region] });
    let question = json!({ "project_id": project, "level": "prefecture", "limit": 100,
                           "as_of": "2026-01-31", "wishes": wishes });
    let answer = app.post("/v1/matches", &question).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let candidates = answer.list("/candidates").iter();
    let found = candidates.filter(|one| one["region"]["id"] == region);
    found.map(|one| one["total"].clone()).next()
}

#[tokio::test]
async fn the_side_of_the_project_is_exactly_what_its_own_matches_give() {
    let app = TestApp::with_world().await;
    let path = format!("/v1/regions/{PREFECTURE}/matches?limit=4&as_of=2026-01-31");
    let answer = app.get(&path).await;
    let projects = answer.list("/projects");
    assert_eq!(projects.len(), 4);
    for ranked in projects {
        let id = ranked["project"]["id"].as_str().unwrap();
        let own = own_total(&app, id, PREFECTURE).await;
        assert_eq!(own.as_ref(), Some(&ranked["project_side"]["total"]), "{id}");
        let path = format!("/v1/projects/{id}/matches?level=prefecture&limit=100&as_of=2026-01-31");
        let own = app.get(&path).await;
        let own_rank = &ranked["project_side"]["own_rank"];
        assert_eq!(own_rank["of"], own.body["counts"]["ranked"], "{id}");
        let stands = own.list("/candidates").iter().find(|one| one["region"]["id"] == PREFECTURE);
        match stands {
            Some(candidate) => assert_eq!(candidate["rank"], own_rank["rank"], "{id}"),
            None => assert!(Some(100) < own_rank["rank"].as_u64(), "{id}"),
        }
    }
}

#[tokio::test]
async fn only_projects_of_the_host_city_are_asked_for() {
    let app = TestApp::with_world().await;
    let path = format!("/v1/regions/{PARK}/matches?limit=100&as_of=2026-01-31");
    let all = app.get(&path).await;
    let of_shanghai = app.get(&format!("{path}&host_city=CN-310000")).await;
    assert_eq!(of_shanghai.body["host_city"], "CN-310000");
    assert!(!ids(&of_shanghai).is_empty() && ids(&of_shanghai).len() < ids(&all).len());
    let by_id: HashMap<&str, &Value> = ids(&all).into_iter().zip(all.list("/projects")).collect();
    for ranked in of_shanghai.list("/projects") {
        let id = ranked["project"]["id"].as_str().unwrap();
        assert!(ranked["project"]["host_city"].as_str().unwrap().starts_with("CN-31"), "{id}");
        // Whoever else is asked for changes no score.
        assert_eq!(ranked["reciprocal"], by_id[id]["reciprocal"], "{id}");
    }
    let order: Vec<&str> =
        ids(&all).into_iter().filter(|id| ids(&of_shanghai).contains(id)).collect();
    assert_eq!(order, ids(&of_shanghai));
}

#[tokio::test]
async fn a_region_in_the_host_city_is_no_candidate_for_its_projects() {
    let app = TestApp::with_world().await;
    let path = "/v1/regions/CN-310000/matches?host_city=CN-310000&as_of=2026-01-31";
    let answer = app.get(path).await;
    assert_eq!(answer.body["region"]["level"], "prefecture", "the lowest of its levels");
    let counts = &answer.body["counts"];
    assert_eq!(counts["in_host_city"], counts["projects"], "{counts}");
    assert!(answer.list("/projects").is_empty());
}

#[tokio::test]
async fn a_gate_refuses_both_ways_and_is_counted() {
    let app = TestApp::with_world().await;
    let project = json!({
        "schema": 1, "id": "elsewhere", "host_city": "CN-310000",
        "industries": [{ "system": "gbt4754", "code": "2761" }],
        "target_regions": ["CN-650000"],
    });
    assert_eq!(app.put("/v1/projects/elsewhere", &project).await.status, 201);
    let answer = app.get(&format!("/v1/regions/{PREFECTURE}/matches?as_of=2026-01-31")).await;
    assert!(answer.body["counts"]["refused_by_gate"]["target_region"].as_u64() >= Some(1));
    let refused = answer.list("/refused");
    assert!(refused.iter().all(|one| 0 < one["gates_failed"].as_u64().unwrap()));
    assert!(refused.is_sorted_by_key(|one| one["project"]["id"].as_str()));
}

#[tokio::test]
async fn what_is_wrong_with_the_question_is_named() {
    let app = TestApp::with_world().await;
    assert_eq!(app.get("/v1/regions/CN-999999/matches").await.status, 404);
    let unknown_host = app.get(&format!("/v1/regions/{PARK}/matches?host_city=CN-999999")).await;
    assert_eq!(unknown_host.status, 404);
    let cases = [
        (format!("{PARK}/matches?level=province"), "level"), // a park is no province
        (format!("{PARK}/matches?limit=0"), "limit"),
        (format!("{PARK}/matches?as_of=yesterday"), "as_of"),
        (format!("{PARK}/matches?host=CN-310000"), "host"), // the parameter has another name
        ("CN/matches".to_owned(), "region"),                // a country is no candidate
    ];
    for (path, expected) in cases {
        let answer = app.get(&format!("/v1/regions/{path}")).await;
        assert_eq!(answer.status, 422, "{path}: {}", answer.body);
        assert_eq!(answer.paths(), [expected], "{path}");
    }
}

#[tokio::test]
async fn a_region_is_told_which_figure_brings_how_many_lists() {
    let app = TestApp::with_world().await;
    let path =
        format!("/v1/regions/{PREFECTURE}/matches?limit=2&as_of=2026-01-31&host_city=CN-330100");
    let plain = app.get(&path).await;
    let answer = app.get(&format!("{path}&include=robustness")).await;
    let mut without = answer.body.clone();
    without.as_object_mut().unwrap().remove("robustness");
    assert_eq!(without, plain.body, "nothing else changes");

    let found = &answer.body["robustness"];
    assert_eq!(found["projects"], answer.body["counts"]["ranked"]);
    let own_ranks = answer.list("/projects").iter();
    let own_ranks = own_ranks.map(|one| one["project_side"]["own_rank"]["rank"].as_u64().unwrap());
    let first = own_ranks.filter(|rank| *rank == 1).count() as u64;
    assert!(first <= found["first"].as_u64().unwrap());
    assert!(found["first"].as_u64() <= found["in_top_three"].as_u64());
    let figures = answer.list("/robustness/figures");
    assert!(!figures.is_empty(), "{found}");
    let cost = |level: &Value| level["cost"].as_str().unwrap().parse::<f64>().unwrap();
    let mut cheapest = 0.0;
    for figure in figures {
        assert_ne!(figure["criterion"], "access");
        let levels = figure["levels"].as_array().unwrap();
        assert!(cheapest <= cost(&levels[0]), "{figure}");
        cheapest = cost(&levels[0]);
        for pair in levels.windows(2) {
            assert!(cost(&pair[0]) < cost(&pair[1]), "{figure}");
            assert!(pair[0]["more_first"].as_u64() <= pair[1]["more_first"].as_u64());
        }
        assert!(levels.iter().all(|level| !level["projects"].as_array().unwrap().is_empty()));
    }
    let sentences = answer.list("/robustness/sentences");
    assert!(sentences.iter().all(|one| one["zh"].is_string() && one["en"].is_string()));
    let refused = app.get(&format!("{path}&include=cost")).await;
    assert_eq!((refused.status.as_u16(), refused.paths()), (422, vec!["include"]));
}

/// The document of a region with another price of land, known without doubt: trusted alike before
/// and after the change.
fn with_price(mut region: Value, price: f64) -> Value {
    region["land"]["industrial_price"] =
        json!({ "value": price, "unit": "CNY/m2", "period": "2026" });
    region
}

#[tokio::test]
async fn a_price_that_is_said_to_lift_the_region_does() {
    let app = TestApp::with_world().await;
    let weights = ["specialisation", "relatedness", "supply_chain", "declared_will", "access"];
    let weights = weights.into_iter().chain(["land_availability", "labour_cost"]);
    let weights: HashMap<&str, f64> = weights.map(|criterion| (criterion, 0.0)).collect();
    let project = json!({
        "schema": 1, "id": "cheap-land", "host_city": "CN-540100", "weights": weights,
        "industries": [{ "system": "gbt4754", "code": "2761" }],
    });
    assert_eq!(app.put("/v1/projects/cheap-land", &project).await.status, 201);
    let path = format!(
        "/v1/regions/{PREFECTURE}/matches?as_of=2026-01-31&host_city=CN-540100&include=robustness"
    );
    let region = app.get(&format!("/v1/regions/{PREFECTURE}")).await.body;
    let put = async |price: f64| {
        let region = with_price(region.clone(), price);
        let answer = app.put(&format!("/v1/regions/{PREFECTURE}"), &region).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    };
    let standing = |answer: &Answer| {
        ["first", "in_top_three"].map(|name| answer.body["robustness"][name].as_u64().unwrap())
    };
    put(1_400.0).await;
    let answer = app.get(&path).await;
    assert_eq!((&answer.body["robustness"]["projects"], standing(&answer)), (&json!(1), [0, 0]));
    let figures = answer.list("/robustness/figures");
    let price = figures.iter().find(|figure| figure["criterion"] == "land_cost").unwrap();
    let level = &price["levels"][0];
    let expected = ["more_first", "more_in_top_three"].map(|name| level[name].as_u64().unwrap());
    let needed = level["needed"].as_f64().unwrap();
    put(needed).await;
    assert_eq!(standing(&app.get(&path).await), expected, "{level}");
    put(needed + 1.0).await;
    assert_eq!(standing(&app.get(&path).await), [0, 0], "{level}");
}
