use std::{
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    database::TestDatabase,
    process::{ServerProcess, exchange, program},
};

/// Rows of an import: six times what is committed at once.
const ROWS: usize = 3_000;
/// Imports that are cut off and sent again, every second of them all or none.
const ROUNDS: u64 = 6;
/// Of so many documents one is asked for its history.
const STRIDE: usize = 60;

/// A project per row; each round changes every second one.
fn rows(round: u64) -> String {
    let row = |number: usize| {
        let name = if number.is_multiple_of(2) { round } else { 0 };
        json!({ "schema": 1, "id": format!("p-{number:04}"), "name": { "en": name.to_string() } })
    };
    (0..ROWS).map(|number| row(number).to_string() + "\n").collect()
}

fn path(round: u64) -> &'static str {
    if is_atomic(round) { "/v1/projects:import?atomic=true" } else { "/v1/projects:import" }
}

fn is_atomic(round: u64) -> bool {
    round % 2 == 1
}

/// Whether the answer was given before, and the report.
fn import(server: &ServerProcess, round: u64) -> std::io::Result<(bool, Value)> {
    let key = format!("Idempotency-Key: round-{round}\r\n");
    let (head, body) = exchange(server.address(), "POST", path(round), &key, &rows(round))?;
    assert!(head.starts_with("HTTP/1.1 200"), "{head} {body}");
    Ok((head.to_ascii_lowercase().contains("idempotency-replayed: true"), body))
}

/// How many changes of one document are noted, the version of the newest, and the document's name.
fn told(server: &ServerProcess, number: usize) -> (Value, Value, Value) {
    let path = format!("/v1/projects/p-{number:04}");
    let (status, history) = server.get(&format!("{path}/history"));
    if status == 404 {
        return (json!(0), json!(0), Value::Null);
    }
    let name = server.get(&path).1["name"]["en"].clone();
    (history["total"].clone(), history["revisions"][0]["version"].clone(), name)
}

fn export(folder: &Path, url: Option<&str>) -> Vec<u8> {
    let output = program(folder, url).args(["export", "--kind", "projects"]).output();
    let output = output.expect("the export runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn kill_after(life: Duration, process: u32) {
    thread::sleep(life);
    let status = Command::new("kill").args(["-9", &process.to_string()]).status();
    assert!(status.expect("`kill` runs").success());
}

/// What a server that is killed in the midst of imports keeps, and what sending them again makes of
/// it, is what a server keeps that nobody kills.
fn compare_with_an_unkilled_server(url: Option<&str>) {
    let directory = TempDir::new().expect("a temporary folder");
    let folder = |name: &str| directory.path().join(name);
    let unkilled = ServerProcess::start(&folder("unkilled"), None);
    let mut chance: u64 = 88_172_645_463_325_252;
    let mut cuts = 0;
    for round in 0..ROUNDS {
        let begun = Instant::now();
        let (_, expected) = import(&unkilled, round).expect("nobody kills it");
        let lasted = begun.elapsed();
        // Marsaglia's xorshift64: somewhere in the midst.
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        let thousandths = u32::try_from(200 + chance % 600).unwrap();
        let life = lasted * thousandths / 1_000;

        let mut killed = ServerProcess::start(&folder("killed"), url);
        let process = killed.id();
        let kill = thread::spawn(move || kill_after(life, process));
        let cut = import(&killed, round).is_err();
        kill.join().expect("the killer ends");
        killed.kill();
        cuts += u32::from(cut);

        let again = ServerProcess::start(&folder("killed"), url);
        let before = told(&again, 0);
        let (is_replayed, report) = import(&again, round).expect("nobody kills it");
        let count = |name: &str| usize::try_from(report[name].as_u64().unwrap()).unwrap();
        let whole = count("inserted") + count("updated") + count("unchanged");
        assert_eq!((whole, count("rows_refused")), (ROWS, 0), "{report}");
        if is_replayed || is_atomic(round) {
            // One transaction holds the key and all rows: the counts are those of an import that
            // was never cut off, whether this one or the one before it was carried out.
            for name in ["inserted", "updated", "unchanged"] {
                assert_eq!(report[name], expected[name], "round {round}: {name}");
            }
        }
        if is_replayed {
            assert_eq!(told(&again, 0), before, "round {round}: a replay changes nothing");
        } else {
            assert!(cut, "round {round}: an acknowledged import was carried out again");
        }
        for number in (0..ROWS).step_by(STRIDE) {
            assert_eq!(told(&again, number), told(&unkilled, number), "round {round}: {number}");
        }
        let (is_replayed, once_more) = import(&again, round).expect("nobody kills it");
        assert!(is_replayed && once_more == report, "round {round}: {once_more}");
    }
    assert!(0 < cuts, "no import was cut off");
    drop(unkilled);
    assert_eq!(export(&folder("killed"), url), export(&folder("unkilled"), None));
}

#[test]
fn an_import_that_a_kill_cut_off_is_sent_again() {
    compare_with_an_unkilled_server(None);
}

#[test]
fn an_import_into_postgres_that_a_kill_cut_off_is_sent_again() {
    let Some(database) = TestDatabase::create() else { return };
    compare_with_an_unkilled_server(Some(&database.url));
}
