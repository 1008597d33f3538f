use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

const CHINESE: &str = "集成电路设备，在上海孵化，固定资产投资2亿元";
const ENGLISH: &str =
    "integrated circuit equipment, incubated in Shanghai, invests CNY 200 million";
const DAY: &str = "2024-09-01";

fn text(answer: &Answer) -> &str {
    answer.body.as_str().unwrap()
}

async fn ask(app: &TestApp, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
    app.send_with("POST", path, headers, body).await
}

#[tokio::test]
async fn a_memo_is_a_file_that_stands_alone() {
    let app = TestApp::with_world().await;
    let html = ("accept", "text/html");
    let british = [html, ("accept-language", "en-GB")];
    let cases = [
        (CHINESE, &[][..], "zh", "产业化落地建议书"), // the words decide
        (ENGLISH, &[html], "en", "How firm it is"),
        (CHINESE, &british, "en", "How firm it is"), // or the reader
    ];
    for (said, headers, language, expected) in cases {
        let question = json!({ "text": said, "limit": 2, "as_of": DAY });
        let memo = ask(&app, "/v1/memos", headers, &question).await;
        assert_eq!(memo.status, StatusCode::OK, "{}", memo.body);
        assert_eq!(memo.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(memo.header("content-language"), language);
        assert_eq!(memo.header("content-disposition"), "attachment; filename=\"memo.html\"");
        assert_eq!(
            memo.header("content-security-policy").split(';').next(),
            Some("default-src 'none'")
        );
        assert!(text(&memo).contains(expected) && text(&memo).contains("@page"), "{said}");
        assert!(!text(&memo).contains("<link") && !text(&memo).contains("src="), "{said}");
    }
    // The same candidates as the match document, and what is assumed is weighed.
    let question = json!({ "text": ENGLISH, "limit": 2, "as_of": DAY, "level": "province" });
    let ranked = app.post("/v1/matches", &question).await;
    let memo = ask(&app, "/v1/memos", &[], &question).await;
    for candidate in ranked.list("/candidates") {
        assert!(text(&memo).contains(candidate["region"]["name"]["en"].as_str().unwrap()));
    }
    let mut assumed = question.clone();
    assumed["assume"] = json!([{ "region": ranked.body["candidates"][0]["region"]["id"], "criterion": "labour_cost",
                 "value": 1.0 }]);
    let assumed = ask(&app, "/v1/memos", &[], &assumed).await;
    let footnote = "assumed by the question";
    assert!(text(&assumed).contains(footnote) && !text(&memo).contains(footnote));
}

/// How many pairs of a project and a region the server has computed.
async fn pairs_computed(app: &TestApp) -> u64 {
    let metrics = app.get("/metrics").await;
    let mut lines = text(&metrics).lines();
    let counted = lines.find_map(|line| line.strip_prefix("hinterland_pairs_ranked_total "));
    counted.map_or(0, |count| count.parse().unwrap())
}

#[tokio::test]
async fn a_memo_has_no_form_but_html() {
    let app = TestApp::empty().await;
    let question = json!({ "text": ENGLISH, "as_of": DAY });
    for (accept, status) in [
        ("application/json", 406),
        ("application/problem+json, text/plain", 406),
        ("text/html;q=0, application/*", 406),
        ("text/html", 200),
        ("application/json, text/html;q=0.1", 200),
        ("*/*", 200),
    ] {
        let memo = ask(&app, "/v1/memos", &[("accept", accept)], &question).await;
        assert_eq!(memo.status.as_u16(), status, "{accept}: {}", memo.body);
        if status == 406 {
            assert_eq!(memo.header("content-type"), "application/problem+json");
            assert_eq!(memo.body["detail"], "answers are `text/html`; `Accept` must allow it");
        }
    }
}

/// A board must not be told to go where the reader only guessed.
#[tokio::test]
async fn a_memo_recommends_nothing_where_no_industry_is_known() {
    let app = TestApp::with_world().await;
    for (said, expected) in
        [("你好,在上海孵化", "不作推荐"), ("asdf qwer, incubated in Shanghai", "None: no industry")]
    {
        let memo = ask(&app, "/v1/memos", &[], &json!({ "text": said, "as_of": DAY })).await;
        assert!(text(&memo).contains(expected), "{said}: {}", memo.body);
        assert!(!text(&memo).contains("建议首选"), "{said}");
    }
    // What was understood is said in the memo's language, with its unit.
    let question = json!({ "text": CHINESE, "limit": 1, "as_of": DAY });
    let memo = ask(&app, "/v1/memos", &[("accept-language", "en")], &question).await;
    for fact in ["host city Shanghai", "fixed investment 200 million CNY"] {
        assert!(text(&memo).contains(fact), "{fact}: {}", memo.body);
    }
}

/// A board must not be told to go where another place is first more often than not.
#[tokio::test]
async fn a_memo_recommends_the_first_only_if_it_mostly_is() {
    let app = TestApp::with_world().await;
    let mut told = Vec::new();
    for subject in [
        json!({ "text": CHINESE }),
        json!({ "project_id": "jiabiyuan-coatings-2023" }),
        json!({ "project_id": "pangu-sodium-2023" }),
    ] {
        let mut question = subject;
        question["limit"] = json!(5);
        question["as_of"] = json!(DAY);
        let memo = ask(&app, "/v1/memos", &[("accept-language", "zh")], &question).await;
        question["include"] = json!(["robustness"]);
        let ranked = app.post("/v1/matches", &question).await;
        let first = &ranked.list("/robustness/candidates")[0]["rank_acceptability"][0];
        let is_recommended = text(&memo).contains("建议首选");
        assert_eq!(is_recommended, 0.5 <= first.as_f64().unwrap(), "{question}: {first}");
        assert_ne!(is_recommended, text(&memo).contains("尚不能定案"), "{question}");
        told.push(is_recommended);
    }
    assert!(told.contains(&true) && told.contains(&false), "both were asked for: {told:?}");
}

#[tokio::test]
async fn a_memo_is_refused_as_a_match_is() {
    let app = TestApp::with_world().await;
    let cases = [
        (json!({}), 422, ""),
        (json!({ "text": ENGLISH, "project_id": "x" }), 422, ""),
        (json!({ "text": ENGLISH, "limit": 0 }), 422, "limit"),
        // Nothing of them is understood: neither an industry nor a place nor a need.
        (json!({ "text": "asdf" }), 422, "text"),
        (json!({ "text": "½" }), 422, "text"),
        (json!({ "text": "30-" }), 422, "text"),
        (
            json!({ "text": ENGLISH, "wishes": { "travel_minutes_max": 0 } }),
            422,
            "wishes.travel_minutes_max",
        ),
        (json!({ "project": { "schema": 1, "id": "a", "stage": 7 } }), 422, "project.stage"),
        (json!({ "project_id": "no-such" }), 404, "-"),
        (json!({ "text": ENGLISH, "paper": "A3" }), 422, "paper"),
    ];
    for (body, status, path) in cases {
        let [memo, ranking] =
            [app.post("/v1/memos", &body).await, app.post("/v1/matches", &body).await];
        assert_eq!(memo.status.as_u16(), status, "{body}: {}", memo.body);
        assert_eq!(memo.body, ranking.body, "{body}");
        assert_eq!(memo.header("content-type"), "application/problem+json", "{body}");
        assert!(path == "-" || memo.paths() == [path], "{body}: {}", memo.body);
    }
    let question = json!({ "text": ENGLISH });
    let pictured = ask(&app, "/v1/memos", &[("accept", "image/png")], &question).await;
    assert_eq!(pictured.status, StatusCode::NOT_ACCEPTABLE);
    let ranked = ask(&app, "/v1/matches", &[("accept", "text/html")], &question).await;
    assert_eq!(ranked.status, StatusCode::NOT_ACCEPTABLE, "the form of a memo alone");
}

#[tokio::test]
async fn a_stack_adds_up_and_is_told_as_text_too() {
    let app = TestApp::with_world().await;
    let project = json!({
        "schema": 1, "id": "etcher", "name": { "zh": "刻蚀机", "en": "Etcher" },
        "host_city": "CN-310000", "industries": [{ "system": "gbt4754", "code": "3562" }],
        "money": { "capex": { "value": 120, "unit": "million CNY" },
                   "equipment": { "value": 60, "unit": "million CNY" },
                   "tax_per_year": { "value": 5, "unit": "million CNY" } },
    });
    let question = |further: Value| {
        let mut question = json!({ "project": project, "region": "CN-330200", "as_of": DAY });
        question.as_object_mut().unwrap().extend(further.as_object().unwrap().clone());
        question
    };
    let path = "/v1/policy-stacks";
    let before = pairs_computed(&app).await;
    let plain = app.post(path, &question(json!({}))).await;
    assert_eq!(plain.status, StatusCode::OK, "{}", plain.body);
    assert_eq!(pairs_computed(&app).await - before, 1, "one project at one place");
    assert_eq!(
        (&plain.body["total"]["high"], &plain.body["as_of"]),
        (&json!("6000000.00"), &json!(DAY))
    );
    assert_eq!(plain.body["host"], "CN-310000");
    let doubtful = app.post(path, &question(json!({ "include_doubtful": true }))).await;
    assert_eq!(doubtful.body["total"]["high"], "12000000.00");
    let short = app.post(path, &question(json!({ "years": 3, "discount_rate": 0.0 }))).await;
    assert_eq!((&short.body["years"], &short.body["discount_rate"]), (&json!(3), &json!(0.0)));

    let spoken = |language| [("accept", "text/plain"), ("accept-language", language)];
    for (language, expected) in [("en", "Support for Etcher in Ningbo"), ("zh", "刻蚀机落地宁波市")]
    {
        let told = ask(&app, path, &spoken(language), &question(json!({}))).await;
        assert_eq!(told.header("content-language"), language);
        assert!(text(&told).starts_with(expected), "{}", told.body);
    }
    let words = json!({ "text": CHINESE, "region": "CN-330200" });
    let told = ask(&app, path, &[("accept", "text/plain")], &words).await;
    assert_eq!(told.header("content-language"), "zh");
}

#[tokio::test]
async fn a_stack_names_what_it_does_not_take() {
    let app = TestApp::with_world().await;
    let cases = [
        (json!({}), 422, vec![""]),
        (json!({ "text": CHINESE, "project_id": "x" }), 422, vec![""]),
        (json!({ "text": CHINESE, "years": 0 }), 422, vec!["years"]),
        (json!({ "text": CHINESE, "years": 300 }), 422, vec!["years"]),
        (
            json!({ "text": CHINESE, "discount_rate": 1.5, "as_of": "today" }),
            422,
            vec!["discount_rate", "as_of"],
        ),
        (json!({ "text": CHINESE, "with_host": "yes" }), 422, vec!["with_host"]),
        (json!({ "project": { "schema": 1, "id": "a", "stage": 7 } }), 422, vec!["project.stage"]),
        (json!({ "project_id": "no-such" }), 404, vec![]),
    ];
    for (mut body, status, paths) in cases {
        body["region"] = json!("CN-330200");
        let answer = app.post("/v1/policy-stacks", &body).await;
        assert_eq!(
            (answer.status.as_u16(), answer.paths()),
            (status, paths),
            "{body}: {}",
            answer.body
        );
    }
    let nowhere = json!({ "text": CHINESE, "region": "CN-999999" });
    let answer = app.post("/v1/policy-stacks", &nowhere).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.body["detail"]),
        (404, &json!("no region has id `CN-999999`"))
    );
    let nameless = app.post("/v1/policy-stacks", &json!({ "text": CHINESE })).await;
    assert_eq!(nameless.status.as_u16(), 422, "{}", nameless.body);
}
