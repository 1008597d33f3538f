use std::sync::atomic::{AtomicI64, Ordering};

use hinterland::service::{
    App,
    alerts::{AlertWorker, CheckReport, Receivers, check_now},
};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{
    receiver::{Hook, Reply},
    support::{Answer, TestApp},
};

const SEARCHES: &str = "/v1/saved-searches";

/// A small country with parks that differ by what labour costs there.
pub(crate) fn regions(wages: &[u32]) -> Vec<Value> {
    let mut regions = vec![
        json!({ "schema": 1, "id": "XX", "levels": ["country"], "name": { "en": "Xanadu" } }),
        json!({ "schema": 1, "id": "XX-1", "parent": "XX", "levels": ["province"],
                "name": { "en": "Province" } }),
    ];
    regions.extend((0..).zip(wages).map(|(at, wage)| park(at, *wage)));
    regions
}

/// A park of a number and a wage.
pub(crate) fn park(number: u32, wage: u32) -> Value {
    json!({
        "schema": 1, "id": format!("XX-1-{number}"), "parent": "XX-1", "levels": ["park"],
        "name": { "zh": format!("园区{number}"), "en": format!("Park {number}") },
        "labour": { "average_wage": { "value": wage, "unit": "CNY/year", "period": "2025" } },
    })
}

async fn put(test: &TestApp, region: &Value) {
    let path = format!("/v1/regions/{}", region["id"].as_str().unwrap());
    let answer = test.put(&path, region).await;
    assert!(answer.status.is_success(), "{}", answer.body);
}

/// Three parks, of which the first two are first, and a project; receivers at this host are told.
async fn place(host: &str) -> (TestApp, TestApp) {
    // Done by `main` in the program; the second time is none.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let under = TestApp::empty().await;
    let receivers = Receivers::parse(&[], &[host.to_owned()]).unwrap();
    let test = TestApp::over(under.app.clone().with_receivers(receivers));
    for region in regions(&[100_000, 105_000, 110_000]) {
        put(&test, &region).await;
    }
    let project = json!({ "schema": 1, "id": "p", "name": { "zh": "项目", "en": "Project" },
                          "industries": [{ "system": "gbt4754", "code": "2710", "weight": 1.0 }] });
    assert_eq!(test.put("/v1/projects/p", &project).await.status, 201);
    (under, test)
}

async fn check(app: &App) -> (usize, usize, usize, usize) {
    let report = check_now(app, AlertWorker { now: Timestamp::now }).await.unwrap();
    let CheckReport { looked_at, noticed, delivered, not_delivered } = report;
    (looked_at, noticed, delivered, not_delivered)
}

async fn save(test: &TestApp, search: &Value) -> Answer {
    let answer = test.post(SEARCHES, search).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer
}

fn id(answer: &Answer) -> String {
    answer.body["id"].as_str().unwrap().to_owned()
}

async fn alerts(test: &TestApp, id: &str) -> Vec<Value> {
    let answer = test.get(&format!("{SEARCHES}/{id}/alerts")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.list("/alerts").to_vec()
}

/// What of an answer is not as the OpenAPI document promises.
async fn faults(test: &TestApp, schema: &str, answer: &Value) -> Vec<String> {
    let document = test.get("/openapi.json").await.body;
    let schema = json!({
        "$ref": format!("#/components/schemas/{schema}"), "components": document["components"],
    });
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    validator.iter_errors(answer).map(|fault| fault.to_string()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_search_is_kept_changed_and_deleted_as_documents_are() {
    let (_under, test) = place("127.0.0.1:9").await;
    let asked = json!({ "project_id": "p", "top": 2, "tell": ["entered"], "preset": "batch",
                        "wishes": { "must_not": ["XX-1-2"], "drop": ["access"] } });
    let answer = save(&test, &asked).await;
    let (path, id) = (format!("{SEARCHES}/{}", id(&answer)), id(&answer));
    assert_eq!((answer.header("location"), answer.header("etag")), (path.as_str(), "\"1\""));
    assert_eq!(answer.body["webhook_secret"], Value::Null, "nobody is told");
    assert_eq!(answer.body["checked_generation"], json!(test.app.generation().await.unwrap()));
    assert_eq!(answer.body["wishes"]["weights"], json!({ "access": 0.0 }), "{}", answer.body);
    assert_eq!(faults(&test, "SavedSearchBody", &answer.body).await, [""; 0]);
    let found = test.get(&path).await;
    assert_eq!((found.header("etag"), &found.body), ("\"1\"", &answer.body));
    let listed = test.get(SEARCHES).await;
    assert_eq!(listed.body, json!({ "saved_searches": [answer.body] }));

    let changed = json!({ "text": "lithium cells", "level": "province" });
    let condition = |tag: &'static str| [("if-match", tag)];
    let refused = test.send_with("PUT", &path, &condition("\"7\""), &changed).await;
    assert_eq!((refused.status.as_u16(), refused.header("etag")), (412, "\"1\""));
    let answer = test.send_with("PUT", &path, &condition("\"1\""), &changed).await;
    assert_eq!((answer.status.as_u16(), answer.header("etag")), (200, "\"2\""), "{}", answer.body);
    assert_eq!(answer.body["tell"], json!(["entered", "left", "first_choice"]));
    assert_eq!((&answer.body["top"], &answer.body["language"]), (&json!(5), &json!("zh")));
    assert_eq!(answer.body["checked_generation"], Value::Null, "it asks something else");
    let again = test.put(&path, &changed).await;
    assert_eq!(again.header("etag"), "\"2\"", "the same once more is no change");

    let [refused, gone, missing] = [
        test.send_with("DELETE", &path, &condition("\"1\""), &Value::Null).await,
        test.delete(&path).await,
        test.delete(&path).await,
    ];
    assert_eq!([refused.status, gone.status, missing.status].map(|s| s.as_u16()), [412, 204, 404]);
    assert_eq!(test.get(&format!("{path}/alerts")).await.status, 404, "{id}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_looked_at_or_told_is_refused() {
    let (under, test) = place("127.0.0.1:9").await;
    let cases = [
        (json!({}), 422, vec![""]),
        (json!({ "project_id": "p", "text": "a" }), 422, vec![""]),
        (json!({ "project_id": "p", "top": 0 }), 422, vec!["top"]),
        (json!({ "project_id": "p", "top": 21 }), 422, vec!["top"]),
        (json!({ "project_id": "p", "tell": [] }), 422, vec!["tell"]),
        (json!({ "project_id": "p", "tell": ["moved"] }), 422, vec!["tell[0]"]),
        (json!({ "project_id": "p", "level": "country" }), 422, vec!["level"]),
        (json!({ "project_id": "p", "webhook": "http://127.0.0.1:10/" }), 422, vec!["webhook"]),
        (json!({ "project_id": "p", "webhook": "https://example.com/" }), 422, vec!["webhook"]),
        (
            json!({ "project_id": "p", "wishes": { "must_not": ["XX-9"] } }),
            422,
            vec!["must_not[0]"],
        ),
        (json!({ "project_id": "q" }), 404, vec![]),
        (json!({ "text": " " }), 422, vec!["text"]),
    ];
    for (asked, status, paths) in cases {
        let answer = test.post(SEARCHES, &asked).await;
        let found = (answer.status.as_u16(), answer.paths());
        assert_eq!(found, (status, paths), "{asked}: {}", answer.body);
    }
    // Where the operator lists nobody, that is said.
    let nobody = TestApp::over(under.app.clone());
    let asked = json!({ "project_id": "p", "webhook": "https://example.com/hook" });
    let refused = nobody.post(SEARCHES, &asked).await;
    assert!(refused.body.to_string().contains("--webhook-hosts"), "{}", refused.body);
    let listed = test.get(SEARCHES).await;
    assert_eq!(listed.list("/saved_searches").len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_that_is_sent_again_with_its_key_is_saved_once() {
    let (_under, test) = place("127.0.0.1:9").await;
    let asked = json!({ "project_id": "p", "webhook": "http://127.0.0.1:9/" });
    let send = async |asked: &Value| {
        test.send_with("POST", SEARCHES, &[("idempotency-key", "k-1")], asked).await
    };
    let first = send(&asked).await;
    assert_eq!(first.status, 201, "{}", first.body);
    let second = send(&asked).await;
    assert_eq!(second.status, 201);
    assert_eq!((second.header("idempotency-replayed"), &second.body), ("true", &first.body));
    let other = send(&json!({ "project_id": "p" })).await;
    assert_eq!(other.status, 422, "{}", other.body);
    assert_eq!(test.get(SEARCHES).await.list("/saved_searches").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_noticed_once_with_its_causes() {
    let (_under, test) = place("127.0.0.1:9").await;
    let search = id(&save(&test, &json!({ "project_id": "p", "top": 2 })).await);
    let first = id(&save(&test, &json!({ "project_id": "p", "tell": ["first_choice"] })).await);
    assert_eq!(
        check(&test.app).await,
        (0, 0, 0, 0),
        "what it found first is what it compares with"
    );
    let before = test.app.generation().await.unwrap();
    // Nothing that matters.
    put(
        &test,
        &json!({ "schema": 1, "id": "XX-2", "parent": "XX", "levels": ["province"],
                        "name": { "en": "Other" } }),
    )
    .await;
    assert_eq!(check(&test.app).await, (2, 0, 0, 0));
    // The third goes ahead of the second, and not of the first.
    put(&test, &park(2, 102_500)).await;
    assert_eq!(check(&test.app).await, (2, 1, 0, 0));
    assert_eq!(check(&test.app).await, (0, 0, 0, 0));
    let found = alerts(&test, &search).await;
    assert_eq!(found.len(), 1);
    assert_eq!(faults(&test, "AlertsBody", &json!({ "alerts": found })).await, [""; 0]);
    let alert = &found[0];
    let regions = |list: &str| -> Vec<(String, Value, Value)> {
        let list = alert[list].as_array().unwrap().iter();
        list.map(|it| {
            (
                it["id"].as_str().unwrap().to_owned(),
                it["rank"].clone(),
                it["rank_elsewhere"].clone(),
            )
        })
        .collect()
    };
    assert_eq!(regions("entered"), [("XX-1-2".to_owned(), json!(2), json!(3))], "{alert}");
    assert_eq!(regions("left"), [("XX-1-1".to_owned(), json!(2), json!(3))], "{alert}");
    let parts = json!({ "data": 24, "weights": 0, "policies": 0, "candidates": 0 });
    assert_eq!(alert["entered"][0]["parts"], parts, "{alert}");
    assert_eq!(alert["left"][0]["parts"]["data"], -24, "{alert}");
    assert_eq!(alert["first_choice"], Value::Null);
    assert_eq!(alert["generation_before"], json!(before + 1));
    assert_eq!(alert["generation_after"], json!(before + 2));
    assert_eq!(alert["delivery"], Value::Null, "nobody is told");
    assert_eq!(alert["summary"]["zh"], "项目：进入前 2 名：园区2（第 2 名）；退出前 2 名：园区1。");
    assert!(alerts(&test, &first).await.is_empty(), "the first choice is the same");

    // A park that was not there is first at once.
    put(&test, &park(3, 95_000)).await;
    assert_eq!(check(&test.app).await, (2, 2, 0, 0));
    let alert = &alerts(&test, &first).await[0];
    let choice = &alert["first_choice"];
    assert_eq!(
        (&choice["before"]["id"], &choice["after"]["id"]),
        (&json!("XX-1-0"), &json!("XX-1-3"))
    );
    assert_eq!(choice["parts"]["candidates"], 24, "{alert}");
    assert_eq!(alerts(&test, &search).await.len(), 2, "the newest first");
    assert_eq!(alerts(&test, &search).await[0]["entered"][0]["id"], "XX-1-3");
    // What cannot be ranked any more is said, and is no alert.
    assert_eq!(test.delete("/v1/projects/p").await.status, 204);
    assert_eq!(check(&test.app).await, (2, 0, 0, 0));
    let kept = test.get(&format!("{SEARCHES}/{search}")).await;
    assert!(
        kept.body["fault"].as_str().unwrap().contains("no project has id `p`"),
        "{}",
        kept.body
    );
}

/// Seconds that have gone by on the clock of each of the tests below.
static SECONDS: [AtomicI64; 2] = [AtomicI64::new(0), AtomicI64::new(0)];

fn now<const CLOCK: usize>() -> Timestamp {
    let seconds = SECONDS[CLOCK].load(Ordering::SeqCst);
    Timestamp::from_second(1_900_000_000 + seconds).unwrap()
}

/// What was taken and what not, so many seconds later.
async fn check_later<const CLOCK: usize>(app: &App, seconds: i64) -> (usize, usize) {
    SECONDS[CLOCK].fetch_add(seconds, Ordering::SeqCst);
    let report = check_now(app, AlertWorker { now: now::<CLOCK> }).await.unwrap();
    (report.delivered, report.not_delivered)
}

/// How far the newest alert is.
async fn delivery(test: &TestApp, search: &str) -> Value {
    alerts(test, search).await[0]["delivery"].clone()
}

const FAILURE: Reply = Reply::Head("500 Oops");

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_is_told_until_it_takes_it() {
    let hook = Hook::listen(&[FAILURE, Reply::Head("302 Found\r\nLocation: http://127.0.0.1:1/")]);
    let (_under, test) = place(&hook.host).await;
    let asked = json!({ "project_id": "p", "top": 1, "webhook": hook.url(), "language": "en" });
    let saved = save(&test, &asked).await;
    let (search, secret) = (id(&saved), saved.body["webhook_secret"].as_str().unwrap().to_owned());
    let kept = test.get(&format!("{SEARCHES}/{search}")).await;
    assert_eq!(kept.body.get("webhook_secret"), None, "shown once");
    let check = async |later: i64| check_later::<0>(&test.app, later).await;
    put(&test, &park(2, 90_000)).await;
    assert_eq!(check(0).await, (0, 1));
    let first = hook.next();
    assert_eq!(first.signatures_by(&secret), 1);
    let waiting = delivery(&test, &search).await;
    assert_eq!((&waiting["state"], &waiting["status"]), (&json!("waiting"), &json!(500)));
    assert_eq!(check(1).await, (0, 0), "not so soon");
    assert_eq!(check(6).await, (0, 1), "a redirect is not followed");
    let second = hook.next();
    assert_eq!(check(25).await, (1, 0));
    let third = hook.next();
    for told in [&second, &third] {
        assert_eq!(told.signatures_by(&secret), 1);
        assert_eq!(told.header("webhook-id"), first.header("webhook-id"));
        assert_eq!(told.body(), first.body(), "the same at each try");
    }
    assert_ne!(third.header("webhook-timestamp"), first.header("webhook-timestamp"));
    let body = third.body();
    assert_eq!(faults(&test, "AlertMessage", &body).await, [""; 0]);
    assert_eq!(body["type"], "alert.noticed");
    assert_eq!(body["data"]["id"], third.header("webhook-id"));
    assert_eq!(
        body["text"],
        "Project: came among the first 1: Park 2 (rank 1); left the first 1: Park 0; first is \
         Park 2, no more Park 0."
    );
    let delivered = delivery(&test, &search).await;
    assert_eq!((&delivered["state"], &delivered["attempts"]), (&json!("delivered"), &json!(3)));
    assert_eq!(check(100_000).await, (0, 0));
    assert!(!hook.is_told(), "and never again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_is_given_up_or_wants_no_more() {
    let hook = Hook::listen(&[]);
    let (_under, test) = place(&hook.host).await;
    let asked = json!({ "project_id": "p", "top": 1, "webhook": hook.url() });
    let saved = save(&test, &asked).await;
    let (search, secret) = (id(&saved), saved.body["webhook_secret"].as_str().unwrap().to_owned());
    let path = format!("{SEARCHES}/{search}");
    let check = async |later: i64| check_later::<1>(&test.app, later).await;
    // The secret is replaced at the time of the server, long before the clock of this test.
    let rotated = test.post(&format!("{path}:rotate-secret"), &Value::Null).await;
    assert_eq!((rotated.status.as_u16(), rotated.header("etag")), (200, "\"2\""));
    let other = rotated.body["webhook_secret"].as_str().unwrap();
    put(&test, &park(1, 90_000)).await;
    assert_eq!(check(0).await, (1, 0));
    let told = hook.next();
    assert_eq!((told.signatures_by(other), told.signatures_by(&secret)), (1, 0));

    // Given up after ten tries.
    for _ in 0..10 {
        hook.then(FAILURE);
    }
    put(&test, &park(0, 85_000)).await;
    let mut tries = 0;
    for _ in 0..12 {
        tries += check(8 * 3_600).await.1;
    }
    assert_eq!(tries, 10);
    let given_up = delivery(&test, &search).await;
    assert_eq!(given_up["state"], "given_up");
    assert_eq!(given_up["fault"], "the receiver answered 500");
    for _ in 0..10 {
        hook.next();
    }

    // One that wants no more is told no more, until it is asked for again.
    hook.then(Reply::Head("410 Gone"));
    put(&test, &park(2, 80_000)).await;
    assert_eq!(check(0).await, (0, 1));
    hook.next();
    let stopped = test.get(&path).await;
    assert!(stopped.body["webhook_stopped_at"].is_string(), "{}", stopped.body);
    put(&test, &park(1, 76_000)).await;
    assert_eq!(check(100_000).await, (0, 0));
    assert_eq!(delivery(&test, &search).await, Value::Null, "noticed all the same");
    assert!(!hook.is_told());
    let again = test.put(&path, &asked).await;
    assert_eq!(again.body["webhook_stopped_at"], Value::Null, "{}", again.body);
    put(&test, &park(0, 70_000)).await;
    assert_eq!(check(0).await, (1, 0));
    hook.next();
    // Every try is in the audit log.
    let log = test.get("/v1/audit?limit=100").await;
    let sent = log.list("/entries").iter().filter(|line| line["action"] == "deliver");
    assert_eq!(sent.count(), 1 + 10 + 1 + 1);
    let metrics = test.get("/metrics").await.body.as_str().unwrap().to_owned();
    for line in [
        "hinterland_alert_deliveries{state=\"delivered\"} 2",
        "hinterland_alert_deliveries{state=\"given_up\"} 2",
        "hinterland_alert_receivers_stopped 0",
    ] {
        assert!(metrics.contains(line), "{line}: {metrics}");
    }
}
