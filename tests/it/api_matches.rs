use hinterland::domain::criterion::CriterionId;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

const ANTIBODY: &str = "抗体药物,在上海张江孵化,需要GMP生产基地40亩";

fn ids(answer: &Answer) -> Vec<&str> {
    answer.list("/candidates").iter().filter_map(|one| one["region"]["id"].as_str()).collect()
}

#[tokio::test]
async fn a_question_in_words_gets_ten_regions_whose_points_add_up() {
    let app = TestApp::with_world().await;
    let answer = app.post("/v1/matches", &json!({ "text": ANTIBODY })).await;
    assert_eq!((answer.status.as_u16(), answer.body["schema"].as_u64()), (200, Some(1)));
    assert_eq!(answer.list("/candidates").len(), 10);
    let weights: i64 =
        answer.body["weights"].as_object().unwrap().values().filter_map(Value::as_i64).sum();
    assert_eq!(weights, 1_000_000);
    for (position, candidate) in answer.list("/candidates").iter().enumerate() {
        assert_eq!(candidate["rank"], position + 1);
        let points = candidate["contributions"].as_array().unwrap().iter();
        let sum: i64 = points.map(|one| one["points"].as_i64().unwrap()).sum();
        assert_eq!(candidate["total"], sum);
        let (low, high) = (&candidate["bounds"]["low"], &candidate["bounds"]["high"]);
        assert!(low.as_i64() <= Some(sum) && Some(sum) <= high.as_i64(), "{candidate}");
        let ancestors = candidate["region"]["ancestors"].as_array().unwrap();
        assert_eq!(ancestors.last().unwrap(), "CN");
    }
    let understood: Vec<&Value> =
        answer.list("/understood").iter().map(|one| &one["what"]).collect();
    assert!(understood.contains(&&json!("land")), "{understood:?}");
    assert!(understood.contains(&&json!("host_city")), "{understood:?}");
}

#[tokio::test]
async fn the_level_and_the_day_are_echoed() {
    let app = TestApp::with_world().await;
    let question = json!({ "text": ANTIBODY, "level": "prefecture", "as_of": "2020-01-01",
                           "limit": 3 });
    let answer = app.post("/v1/matches", &question).await;
    assert_eq!(answer.body["level"], "prefecture");
    assert_eq!(answer.body["as_of"], "2020-01-01");
    assert_eq!(answer.list("/candidates").len(), 3);
    assert!(answer.list("/candidates").iter().all(|one| one["region"]["level"] == "prefecture"));
}

#[tokio::test]
async fn a_stored_project_is_matched_the_same_by_path_and_by_body() {
    let app = TestApp::with_world().await;
    let found = app.get("/v1/search?kind=projects&limit=1").await;
    let id = found.list("/hits")[0]["id"].as_str().unwrap().to_owned();
    let by_path = app.get(&format!("/v1/projects/{id}/matches?as_of=2024-06-30")).await;
    let question = json!({ "project_id": id, "as_of": "2024-06-30" });
    let by_body = app.post("/v1/matches", &question).await;
    let profile = app.get(&format!("/v1/projects/{id}")).await.body;
    let inline = json!({ "project": profile, "as_of": "2024-06-30" });
    let by_profile = app.post("/v1/matches", &inline).await;
    assert_eq!(by_path.status, 200, "{}", by_path.body);
    assert_eq!(by_path.body, by_body.body);
    assert_eq!(ids(&by_path), ids(&by_profile));
}

#[tokio::test]
async fn weights_of_any_sum_are_normalised_and_stated() {
    let app = TestApp::with_world().await;
    let ask = async |weights: Value| {
        app.post("/v1/matches", &json!({ "text": ANTIBODY, "wishes": { "weights": weights } }))
            .await
    };
    let only = |weight: f64| {
        let weight = |id| if id == CriterionId::Access { weight } else { 0.0 };
        let weights = CriterionId::ALL.map(|id| (id.as_str().to_owned(), json!(weight(id))));
        Value::Object(weights.into_iter().collect())
    };
    let answer = ask(only(7.0)).await;
    assert_eq!(answer.body["weights"]["access"], 1_000_000);
    assert_eq!(ids(&answer), ids(&ask(only(0.001)).await));
    assert_eq!(ask(only(0.0)).await.status, 422, "all zero");
    let dropped = json!({ "text": ANTIBODY, "wishes": { "drop": ["access"] } });
    assert_eq!(app.post("/v1/matches", &dropped).await.body["weights"]["access"], 0);
    let both = json!({ "text": ANTIBODY,
                       "wishes": { "drop": ["access"], "weights": { "access": 1 } } });
    assert_eq!(app.post("/v1/matches", &both).await.paths(), ["wishes.drop"]);
}

#[tokio::test]
async fn unknown_regions_and_codes_are_refused() {
    let app = TestApp::with_world().await;
    let cases = [
        json!({ "host_city": "CN-999999" }),
        json!({ "target_regions": ["CN-999999"] }),
        json!({ "must_not": ["CN-999999"] }),
        json!({ "industries": [{ "system": "gbt4754", "code": "9999" }] }),
    ];
    for wishes in cases {
        let answer = app.post("/v1/matches", &json!({ "text": "x", "wishes": wishes })).await;
        assert_eq!(answer.status, 422, "{wishes}: {}", answer.body);
    }
    let project = json!({ "schema": 1, "id": "a", "host_city": "CN-999999" });
    let answer = app.post("/v1/matches", &json!({ "project": project })).await;
    assert_eq!(answer.status, 422, "{}", answer.body);
    assert_eq!(app.post("/v1/matches", &json!({ "project_id": "no-such" })).await.status, 404);
}

#[tokio::test]
async fn a_project_that_no_region_satisfies_gets_counts() {
    let app = TestApp::with_world().await;
    let wishes = json!({ "target_regions": ["CN-330000"], "must_not": ["CN-330000"] });
    let answer = app.post("/v1/matches", &json!({ "text": ANTIBODY, "wishes": wishes })).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!((ids(&answer).len(), &answer.body["counts"]["ranked"]), (0, &json!(0)));
    let by_gate = answer.body["counts"]["refused_by_gate"].as_object().unwrap();
    assert!(!by_gate.is_empty(), "{}", answer.body["counts"]);
}

#[tokio::test]
async fn an_empty_world_and_a_bare_region_have_defined_answers() {
    let app = TestApp::empty().await;
    let answer = app.post("/v1/matches", &json!({ "text": "锂电池" })).await;
    assert_eq!((answer.status.as_u16(), ids(&answer).len()), (200, 0), "{}", answer.body);
    let places = [
        ("CN", Value::Null, "country"),
        ("CN-330000", json!("CN"), "province"),
        ("CN-330800", json!("CN-330000"), "prefecture"),
        ("CN-S339078", json!("CN-330800"), "park"),
    ];
    for (id, parent, level) in places {
        let mut region = json!({ "schema": 1, "id": id, "levels": [level], "name": { "en": id } });
        if !parent.is_null() {
            region["parent"] = parent;
        }
        let answer = app.put(&format!("/v1/regions/{id}"), &region).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
    }
    let answer = app.post("/v1/matches", &json!({ "text": "锂电池", "limit": 100 })).await;
    assert_eq!(ids(&answer), ["CN-S339078"]);
    let candidate = &answer.list("/candidates")[0];
    for contribution in candidate["contributions"].as_array().unwrap() {
        assert_eq!(contribution["known"], false, "{contribution}");
        assert_eq!(contribution["measure"], Value::Null);
        assert!(contribution["points"].is_i64(), "{contribution}");
    }
    assert_eq!(candidate["bounds"], json!({ "low": 0, "high": 1_000_000 }));
    assert_eq!(answer.body["counts"]["returned"], 1);
}

/// Whoever names a place within the host city means it; an area that has the city among its regions
/// names none.
#[tokio::test]
async fn a_target_within_the_host_city_is_ranked() {
    let app = TestApp::with_world().await;
    let cases = [
        ("阀门,在重庆孵化,落户涪陵", "CN-500102", true),
        ("valves, incubated in Shanghai, only in Jiading District", "CN-310114", true),
        ("阀门,在重庆孵化,只考虑重庆", "CN-500000", true),
        ("阀门,在重庆孵化", "CN-500000", false),
        ("阀门,在重庆孵化,只考虑川渝", "CN-500000", false),
        ("阀门,在上海孵化,只在长三角", "CN-310000", false),
    ];
    for (text, place, within) in cases {
        let answer = app.post("/v1/matches", &json!({ "text": text })).await;
        assert!(!answer.list("/candidates").is_empty(), "{text}: {}", answer.body["understood"]);
        for candidate in answer.list("/candidates") {
            let above = candidate["region"]["ancestors"].as_array().unwrap();
            assert_eq!(above.contains(&json!(place)), within, "{text}: {candidate}");
        }
    }
}

/// Where prefectures are ranked, that of a county or a park that is wanted is meant.
#[tokio::test]
async fn a_target_is_ranked_on_the_levels_above_it_too() {
    let app = TestApp::with_world().await;
    let cases = [
        ("county", "阀门,在上海孵化,落户昆山", "CN-320583"),
        ("prefecture", "阀门,在上海孵化,落户昆山", "CN-320500"),
        ("province", "阀门,在上海孵化,落户昆山", "CN-320000"),
        ("prefecture", "阀门,在上海孵化,落户昆山高新技术产业开发区", "CN-320500"),
    ];
    for (level, text, only) in cases {
        let answer = app.post("/v1/matches", &json!({ "text": text, "level": level })).await;
        assert_eq!(ids(&answer), [only], "{level} {text}: {}", answer.body["understood"]);
    }
}
