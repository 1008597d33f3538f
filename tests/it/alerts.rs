use std::{
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    api_alerts::{park, regions},
    database::TestDatabase,
    process::{ServerProcess, program},
    receiver::{Hook, Reply},
    tls::{Authority, Front, Seen},
};

/// Within which time a busy machine has noticed and told.
const PATIENCE: Duration = Duration::from_mins(2);

fn fill(server: &ServerProcess) {
    let rows = |rows: &[Value]| rows.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
    let project = json!({ "schema": 1, "id": "p", "name": { "en": "Project" } });
    for (path, rows) in
        [("regions", rows(&regions(&[100_000, 110_000]))), ("projects", rows(&[project]))]
    {
        let path = format!("/v1/{path}:import?atomic=true");
        let (status, body) = server.ask("POST", &path, &rows).unwrap();
        assert_eq!(status, 200, "{body}");
    }
}

fn save(server: &ServerProcess, webhook: &str) -> (String, String) {
    let asked = json!({ "project_id": "p", "top": 1, "webhook": webhook }).to_string();
    let (status, body) = server.ask("POST", "/v1/saved-searches", &asked).unwrap();
    assert_eq!(status, 201, "{body}");
    let text = |name: &str| body[name].as_str().unwrap().to_owned();
    (text("id"), text("webhook_secret"))
}

/// Makes the second park the first choice, or the first again.
fn move_on(server: &ServerProcess, wage: u32) {
    let (status, body) =
        server.ask("PUT", "/v1/regions/XX-1-1", &park(1, wage).to_string()).unwrap();
    assert_eq!(status, 200, "{body}");
}

/// Waits until the newest alert is delivered, and returns all.
fn delivered(server: &ServerProcess, search: &str) -> Vec<Value> {
    alerts_when(server, search, |delivery| delivery["state"] == "delivered")
}

/// Waits until the delivery of the newest alert is so, and returns all.
fn alerts_when(server: &ServerProcess, search: &str, is_so: impl Fn(&Value) -> bool) -> Vec<Value> {
    let begun = Instant::now();
    loop {
        let (status, body) = server.get(&format!("/v1/saved-searches/{search}/alerts"));
        assert_eq!(status, 200, "{body}");
        let alerts = body["alerts"].as_array().unwrap();
        if alerts.first().is_some_and(|alert| is_so(&alert["delivery"])) {
            return alerts.clone();
        }
        assert!(begun.elapsed() < PATIENCE, "{body}");
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_server_notices_and_tells_by_itself() {
    let hook = Hook::listen(&[]);
    let folder = TempDir::new().unwrap();
    let server = ServerProcess::telling(folder.path(), None, &hook.host);
    fill(&server);
    let (search, secret) = save(&server, &hook.url());
    // A burst of writes is one change.
    for wage in [109_000, 108_000, 90_000] {
        move_on(&server, wage);
    }
    let told = hook.next();
    assert_eq!(told.signatures_by(&secret), 1);
    assert_eq!(told.body()["data"]["first_choice"]["after"]["id"], "XX-1-1");
    let alerts = delivered(&server, &search);
    assert_eq!((alerts.len(), &alerts[0]["delivery"]["attempts"]), (1, &json!(1)));
    assert_eq!(alerts[0]["id"], told.header("webhook-id"));

    // The command line beside the server, and the doctor.
    let run = |arguments: &[&str]| {
        let output = program(folder.path(), None).args(arguments).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let (code, listed, _) = run(&["alerts", "list", &search]);
    assert!(
        code == Some(0) && listed.contains("came among the first 1: Park 1 (rank 1)"),
        "{listed}"
    );
    let (code, listed, _) = run(&["alerts", "list", "--lang", "zh"]);
    assert!(code == Some(0) && listed.contains(&search) && listed.contains("首选变化"), "{listed}");
    let (code, added, fault) = run(&["alerts", "add", "--id", "p", "--top", "1", "--json"]);
    assert_eq!(code, Some(0), "{fault}");
    let added: Value = serde_json::from_str(&added).unwrap();
    let id = added["id"].as_str().unwrap();
    let (code, _, fault) = run(&["alerts", "add", "--id", "p", "--webhook", "https://a.example/"]);
    assert!(code == Some(2) && fault.contains("--webhook-hosts"), "{fault}");
    let (code, secret, _) = run(&["alerts", "rotate", &search]);
    assert!(code == Some(0) && secret.starts_with("whsec_") && secret.lines().count() == 1);
    let (code, checked, fault) = run(&["alerts", "check", "--json"]);
    assert_eq!(code, Some(0), "{fault}");
    assert!(checked.contains("\"not_delivered\": 0"), "{checked}");
    assert_eq!(run(&["alerts", "remove", id]).0, Some(0));
    assert_eq!(run(&["alerts", "remove", id]).0, Some(1));
    let (_, found, _) = run(&["doctor", "--json"]);
    let found: Value = serde_json::from_str(&found).unwrap();
    let findings = found["findings"].as_array().unwrap();
    let alerts = findings.iter().find(|finding| finding["finding"] == "alerts").unwrap();
    assert_eq!((&alerts["delivered"], &alerts["waiting"]), (&json!(1), &json!(0)));
}

#[test]
fn servers_that_share_a_database_notice_once() {
    let Some(database) = TestDatabase::create() else { return };
    let hook = Hook::listen(&[]);
    let folder = TempDir::new().unwrap();
    let start = |name: &str| {
        ServerProcess::telling(&folder.path().join(name), Some(&database.url), &hook.host)
    };
    let servers = [start("one"), start("two")];
    fill(&servers[0]);
    let (search, secret) = save(&servers[0], &hook.url());
    for (round, wage) in (1..).zip([90_000, 105_000, 95_000]) {
        move_on(&servers[round % 2], wage);
        assert_eq!(hook.next().signatures_by(&secret), 1);
        let alerts = delivered(&servers[0], &search);
        assert_eq!(alerts.len(), round);
        assert_eq!(alerts[0]["delivery"]["attempts"], 1, "{alerts:?}");
    }
    // What is written of the last look leaves nothing for the other to notice.
    let (_, kept) = servers[1].get(&format!("/v1/saved-searches/{search}"));
    assert_eq!(kept["checked_generation"], 2 + 3, "two imports and three changes");
    assert_eq!(delivered(&servers[1], &search).len(), 3);
    assert!(!hook.is_told());
}

#[test]
fn what_a_killed_server_was_telling_another_tells() {
    let Some(database) = TestDatabase::create() else { return };
    let hook = Hook::listen(&[Reply::Silence]);
    let folder = TempDir::new().unwrap();
    let start = |name: &str| {
        ServerProcess::telling(&folder.path().join(name), Some(&database.url), &hook.host)
    };
    let mut first = start("one");
    fill(&first);
    let (search, secret) = save(&first, &hook.url());
    move_on(&first, 90_000);
    let begun = hook.next();
    first.kill();
    let second = start("two");
    let told = hook.next();
    assert_eq!(told.signatures_by(&secret), 1);
    assert_eq!(told.header("webhook-id"), begun.header("webhook-id"));
    let alerts = delivered(&second, &search);
    assert_eq!((alerts.len(), &alerts[0]["delivery"]["attempts"]), (1, &json!(2)));
}

#[test]
fn a_receiver_is_told_over_https_once_somebody_vouches_for_it() {
    let hook = Hook::listen(&[]);
    let folder = TempDir::new().unwrap();
    let authority = Authority::new("House");
    let file = authority.write(folder.path());
    let front = Front::before(&hook.host, authority.certify(&["localhost"]));
    let data = folder.path().join("data");
    let mut server = ServerProcess::telling_over_https(&data, &front.host(), None);
    fill(&server);
    let (search, secret) = save(&server, &format!("{}/hook", front.origin()));
    move_on(&server, 90_000);
    assert_eq!(front.next(), Seen::Refused);
    let failed = alerts_when(&server, &search, |delivery| delivery["fault"].is_string());
    let delivery = &failed[0]["delivery"];
    assert_eq!((&delivery["state"], &delivery["status"]), (&json!("waiting"), &Value::Null));
    let fault = delivery["fault"].as_str().unwrap();
    let expected =
        "no encrypted connection: its certificate is of an authority that is not trusted";
    assert!(fault.starts_with(expected), "{fault}");
    assert!(!hook.is_told(), "nothing was sent");
    server.kill();

    // The operator names the authority, and what was not taken is tried again.
    let server = ServerProcess::telling_over_https(&data, &front.host(), Some(&file));
    let told = hook.next();
    assert_eq!(told.signatures_by(&secret), 1);
    let delivered = delivered(&server, &search);
    assert_eq!(delivered[0]["id"], told.header("webhook-id"));
    assert!(2 <= delivered[0]["delivery"]["attempts"].as_u64().unwrap(), "{delivered:?}");
    assert!(!hook.is_told(), "once");
}
