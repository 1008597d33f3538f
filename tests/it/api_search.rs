use axum::http::Uri;
use serde_json::json;

use crate::support::{TestApp, encode};

/// Texts that crash, hang or confuse a query parser; here they are words like any other.
fn malformed_queries() -> Vec<String> {
    let parentheses = |count: usize| format!("{}battery{}", "(".repeat(count), ")".repeat(count));
    let words = |count: usize| (0..count).map(|n| format!("t{n}")).collect::<Vec<_>>().join(" ");
    let short = [
        "- *",
        "a:(^",
        "en:(^",
        "\"新能源 动力",
        "",
        "   ",
        "AND",
        "OR OR NOT",
        "id:[1 TO",
        "id:[5 TO 1]",
        "id:[a TO b]",
        "id:abc",
        "id:-1",
        "id:99999999999999999999999",
        "nosuch:1",
        "*",
        "en:*",
        "battery^1e400",
        "battery^nan",
        "battery^-5",
        "\"battery park\"~99999999999",
        "bat\0tery",
        "\u{202e}battery",
        "🏭🏭🏭",
        "en: IN [battery",
        "en:/(a+)+$/",
        "\\",
        ":",
        "^",
        "~",
        "++++battery",
        "（电池）：“新能源”",
        "\"battery pa\"*",
        "(((en:battery)))",
    ];
    let long = [
        parentheses(24),
        parentheses(2_000),
        parentheses(100_000),
        "(".repeat(100_000),
        "-".repeat(100_000),
        "x".repeat(1_000_000),
        words(20_000),
        words(200_000),
    ];
    short.into_iter().map(str::to_owned).chain(long).collect()
}

#[tokio::test]
async fn malformed_queries_are_words_or_refused() {
    let app = TestApp::with_world().await;
    let queries = malformed_queries();
    assert_eq!(queries.len(), 42);
    for query in &queries {
        let shown: String = query.chars().take(20).collect();
        let path = format!("/v1/search?q={}", encode(query));
        // A longer address cannot even be written down; a server refuses it before routing.
        if path.parse::<Uri>().is_ok() {
            let answer = app.get(&path).await;
            let expected: &[u16] = if 8 * 1024 < path.len() { &[414] } else { &[200, 422] };
            assert!(expected.contains(&answer.status.as_u16()), "{shown}: {}", answer.status);
        }
        for path in ["/v1/industries:code", "/v1/matches"] {
            let answer = app.post(path, &json!({ "text": query })).await;
            let expected = [200, 413, 422];
            assert!(expected.contains(&answer.status.as_u16()), "{path} {shown}: {}", answer.body);
        }
    }
    assert_eq!(app.get("/healthz").await.status, 200);
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repetition() {
    let app = TestApp::with_world().await;
    let whole = app.get("/v1/search?q=%E5%8C%BB%E8%8D%AF&limit=50").await;
    let ids = |answer: &crate::support::Answer| -> Vec<String> {
        answer.list("/hits").iter().map(|hit| hit["id"].to_string()).collect()
    };
    let mut paged = Vec::new();
    let mut cursor = String::new();
    for _ in 0..5 {
        let page = app.get(&format!("/v1/search?q=%E5%8C%BB%E8%8D%AF&limit=10{cursor}")).await;
        assert_eq!(page.body["total"], whole.body["total"]);
        paged.extend(ids(&page));
        let next = page.body["next_cursor"].as_str().unwrap();
        cursor = format!("&cursor={next}");
    }
    assert_eq!(paged, ids(&whole));
    assert_eq!(paged.len(), 50);
}

#[tokio::test]
async fn filters_are_refused_by_name() {
    let app = TestApp::with_world().await;
    let cases = [
        ("kind=people", "kind"),
        ("level=town", "level"),
        ("within=CN-999999", "within"), // of the right form, but nobody knows it
        ("within=Zhejiang", "within"),
        ("industry=9999", "industry"),
        ("industry=%3B", "industry"),
        ("mode=double", "mode"),
        ("area_min=-1", "area_min"),
        ("area_min=2&area_max=1", "area_max"),
        ("area_max=1e999", "area_max"),
        ("price_max=NaN", "price_max"),
        ("near=CN-310000", "distance_km_max"),
        ("distance_km_max=100", "near"),
        ("cursor=10", "cursor"),
        ("cursor=offffffff", "cursor"),
        ("q=a&q=b", "q"),
    ];
    for (query, path) in cases {
        let answer = app.get(&format!("/v1/search?{query}")).await;
        assert_eq!((answer.status.as_u16(), answer.paths()), (422, vec![path]), "{query}");
    }
    let long = "x".repeat(257);
    assert_eq!(app.get(&format!("/v1/search?q={long}")).await.paths(), ["q"]);
}

#[tokio::test]
async fn filters_narrow() {
    let app = TestApp::with_world().await;
    let total = async |query: &str| {
        app.get(&format!("/v1/search?{query}")).await.body["total"].as_u64().unwrap()
    };
    let parks = total("level=park").await;
    let here = total("level=park&within=CN-330000").await;
    let either = total("level=park&within=CN-330000,CN-340000").await;
    let near = total("level=park&near=CN-310000&distance_km_max=100").await;
    assert!(0 < here && here < either && either < parks, "{here} {either} {parks}");
    assert!(0 < near && near < parks, "{near}");
}
