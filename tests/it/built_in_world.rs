use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{TestApp, encode};

/// The zones' codes, names and leading industries, read from the file itself.
fn zones() -> Vec<(String, String, String)> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/world/zones.csv");
    let mut reader = csv::Reader::from_path(path).unwrap();
    let headers = reader.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let (code, name, industries) = (column("code"), column("zh"), column("industries"));
    let row = |row: Result<csv::StringRecord, csv::Error>| {
        let row = row.unwrap();
        (row[code].to_owned(), row[name].to_owned(), row[industries].to_owned())
    };
    reader.records().map(row).collect()
}

async fn search(app: &TestApp, words: &str) -> Value {
    let answer =
        app.get(&format!("/v1/search?kind=regions&level=park&limit=100&q={}", encode(words))).await;
    assert_eq!(answer.status, 200, "{words}: {:?}", answer.body);
    answer.body
}

#[tokio::test]
async fn chinese_words_find_the_zones_that_contain_them() {
    let app = TestApp::with_world().await;
    let zones = zones();
    for words in ["医药", "生物医药", "光伏", "装备制造", "新能源汽车", "食品"] {
        let expected =
            zones.iter().filter(|(_, name, labels)| name.contains(words) || labels.contains(words));
        let expected: BTreeSet<&str> = expected.map(|(code, _, _)| code.as_str()).collect();
        let page = search(&app, words).await;
        assert_eq!(page["total"], expected.len(), "{words}");
        for hit in page["hits"].as_array().unwrap() {
            assert!(expected.contains(hit["id"].as_str().unwrap()), "{words}: {hit}");
        }
    }
}

#[tokio::test]
async fn an_english_word_finds_what_the_chinese_one_finds() {
    let app = TestApp::with_world().await;
    let zones = zones();
    let page = search(&app, "biopharma").await;
    assert!(page["total"].as_u64().unwrap() >= 155, "{}", page["total"]);
    let same = search(&app, "biomedicine").await;
    assert!(page["total"].as_u64() <= same["total"].as_u64(), "{}", same["total"]);
    for hit in page["hits"].as_array().unwrap() {
        let (_, name, labels) = zones.iter().find(|(code, _, _)| *code == hit["id"]).unwrap();
        let text = format!("{name}{labels}");
        assert!(["生物", "制药", "医药"].iter().any(|word| text.contains(word)), "{hit}");
    }
}

/// The invariant that everything stands on, over every project of the world.
#[tokio::test]
async fn every_total_is_the_sum_of_its_contributions() {
    let app = TestApp::with_world().await;
    let projects = app.get("/v1/search?kind=projects&limit=100").await;
    let ids: Vec<&str> =
        projects.body["hits"].as_array().unwrap().iter().filter_map(|h| h["id"].as_str()).collect();
    assert!(30 <= ids.len(), "{}", ids.len());
    for id in ids {
        for level in ["park", "prefecture"] {
            let question = json!({"project_id": id, "level": level, "limit": 100});
            let answer = app.post("/v1/matches", &question).await;
            assert_eq!(answer.status, 200, "{id}: {:?}", answer.body);
            let weights = answer.body["weights"].as_object().unwrap();
            let sum: i64 = weights.values().map(|weight| weight.as_i64().unwrap()).sum();
            assert_eq!(sum, 1_000_000, "{id}");
            let candidates = answer.body["candidates"].as_array().unwrap();
            assert_eq!(candidates.len(), 100, "{id} {level}");
            for candidate in candidates {
                adds_up(id, candidate);
            }
        }
    }
}

fn adds_up(project: &str, candidate: &Value) {
    let contributions = candidate["contributions"].as_array().unwrap();
    let integer = |value: &Value| value.as_i64().unwrap();
    let points: i64 = contributions.iter().map(|c| integer(&c["points"])).sum();
    assert_eq!(integer(&candidate["total"]), points, "{project}: {}", candidate["region"]["id"]);
    let of = |known: bool, field: &str| -> i64 {
        let chosen = contributions.iter().filter(|c| c["known"] == known);
        chosen.map(|contribution| integer(&contribution[field])).sum()
    };
    assert_eq!(integer(&candidate["bounds"]["low"]), of(true, "points"), "{project}");
    let high = of(true, "points") + of(false, "weight");
    assert_eq!(integer(&candidate["bounds"]["high"]), high, "{project}");
    for contribution in contributions {
        assert_eq!(contribution["known"] == false, contribution["measure"].is_null());
    }
}
