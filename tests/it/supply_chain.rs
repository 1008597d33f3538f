use serde_json::{Value, json};

use crate::support::TestApp;

/// The supply chain of the prefectures within a province for a project of one industry.
async fn supply_chains(app: &TestApp, code: &str, within: &str, extra: Value) -> Vec<Value> {
    let mut project = json!({
        "schema": 1, "id": "supply", "host_city": "CN-310000", "target_regions": [within],
        "industries": [{"system": "gbt4754", "code": code}],
    });
    let fields = extra.as_object().unwrap().clone();
    project.as_object_mut().unwrap().extend(fields);
    let question = json!({"project": project, "level": "prefecture", "limit": 100});
    let answer = app.post("/v1/matches", &question).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    let contribution = |candidate: &Value| {
        let contributions = candidate["contributions"].as_array().unwrap();
        let found = contributions.iter().find(|c| c["criterion"] == "supply_chain").unwrap();
        json!({"region": candidate["region"]["id"], "rationale": candidate["rationale"]["en"],
            "measure": found["measure"], "source": found["source"],
            "supply_chain": found["supply_chain"]})
    };
    answer.body["candidates"].as_array().unwrap().iter().map(contribution).collect()
}

fn names(missing: &Value) -> Vec<&str> {
    missing.as_array().unwrap().iter().map(|m| m["name"]["en"].as_str().unwrap()).collect()
}

fn of<'a>(chains: &'a [Value], region: &str) -> &'a Value {
    chains.iter().find(|chain| chain["region"] == region).unwrap()
}

/// Nantong lies among chemical and electronics parks; from Hulunbuir nothing but its own parks is
/// within three hours; Tibet's parks make no cells.
#[tokio::test]
async fn a_battery_plant_misses_less_among_makers_than_far_away() {
    let app = TestApp::with_world().await;
    let jiangsu = supply_chains(&app, "3841", "CN-320000", json!({})).await;
    let nantong = of(&jiangsu, "CN-320600");
    assert!(0.8 < nantong["measure"].as_f64().unwrap(), "{nantong}");
    let missing = names(&nantong["supply_chain"]["missing_inputs"]);
    for near in ["batteries", "basic chemicals", "electronic components"] {
        assert!(!missing.contains(&near), "{missing:?}");
    }
    let inner_mongolia = supply_chains(&app, "3841", "CN-150000", json!({})).await;
    let hulunbuir = of(&inner_mongolia, "CN-150700");
    assert!(hulunbuir["measure"].as_f64() < Some(0.4), "{hulunbuir}");
    let missing = names(&hulunbuir["supply_chain"]["missing_inputs"]);
    assert_eq!(missing[..3], ["batteries", "rolled non-ferrous metals", "electronic components"]);
    let rationale = hulunbuir["rationale"].as_str().unwrap();
    assert!(rationale.contains("no park within 3 h declares: batteries 22 %"), "{rationale}");
    assert!(hulunbuir["source"].as_str().is_some_and(|source| !source.is_empty()));
}

#[tokio::test]
async fn an_antibody_plant_needs_medicines_and_chemicals_near() {
    let app = TestApp::with_world().await;
    let tibet = supply_chains(&app, "2761", "CN-540000", json!({})).await;
    let lhasa = of(&tibet, "CN-540100");
    let missing = names(&lhasa["supply_chain"]["missing_inputs"]);
    assert_eq!(missing[0], "basic chemicals");
    assert!(missing.contains(&"glass and glass products") && !missing.contains(&"medicines"));
    let jiangsu = supply_chains(&app, "2761", "CN-320000", json!({})).await;
    let lowest = jiangsu.iter().filter_map(|chain| chain["measure"].as_f64()).fold(1.0, f64::min);
    assert!(0.9 < lowest, "{lowest}");
}

#[tokio::test]
async fn the_inputs_and_customers_that_a_project_names_are_asked_for() {
    let app = TestApp::with_world().await;
    let own = json!({
        "inputs": [{"system": "gbt4754", "code": "304"}, {"system": "isic4", "code": "2720"}],
        "customers": [{"system": "gbt4754", "code": "3612"}],
    });
    let tibet = supply_chains(&app, "2761", "CN-540000", own).await;
    let lhasa = &of(&tibet, "CN-540100")["supply_chain"];
    let missing = lhasa["missing_inputs"].as_array().unwrap();
    assert_eq!(missing.len(), 2, "{lhasa}");
    assert!(missing.iter().all(|partner| partner["share"] == 0.5), "{lhasa}");
    assert_eq!(lhasa["missing_customers"].as_array().unwrap().len(), 1, "{lhasa}");
    assert_eq!((&lhasa["inputs_near"], &lhasa["customers_near"]), (&json!(0.0), &json!(0.0)));
}
