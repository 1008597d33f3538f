use serde_json::{Value, json};
use tempfile::TempDir;

use crate::process::{ServerProcess, damage, exchange};

fn region(id: &str, parent: Option<&str>, level: &str) -> Value {
    json!({ "schema": 1, "id": id, "parent": parent, "levels": [level], "name": { "en": id } })
}

/// A country of two provinces, each with a park.
fn world() -> Vec<Value> {
    vec![
        region("XX", None, "country"),
        region("XX-1", Some("XX"), "province"),
        region("XX-2", Some("XX"), "province"),
        region("XX-1-P", Some("XX-1"), "park"),
        region("XX-2-P", Some("XX-2"), "park"),
    ]
}

fn project(id: &str) -> String {
    json!({ "schema": 1, "id": id, "name": { "en": "cells" }, "host_city": "XX-1" }).to_string()
}

/// The ids of the ranked parks, and what is said of the answer.
fn ranked(server: &ServerProcess) -> (Vec<String>, String) {
    let question = json!({
        "text": "lithium battery cell plant, 80 mu", "level": "park", "as_of": "2026-01-01",
    });
    let (status, answer) = server.ask("POST", "/v1/matches", &question.to_string()).unwrap();
    assert_eq!(status, 200, "{answer}");
    let candidates = answer["candidates"].as_array().unwrap().iter();
    let id = |candidate: &Value| candidate["region"]["id"].as_str().unwrap().to_owned();
    let mut ids: Vec<String> = candidates.map(id).collect();
    ids.sort();
    (ids, answer["warnings"].to_string())
}

fn readiness(server: &ServerProcess) -> Value {
    let (status, readiness) = server.ask("GET", "/readyz", "").unwrap();
    assert_eq!(status, 200, "{readiness}");
    readiness
}

fn detail((status, problem): (u16, Value)) -> (u16, String) {
    (status, problem["detail"].as_str().unwrap_or_default().to_owned())
}

/// 46: a document that is damaged beside a running server stops nobody, is named wherever something
/// is said without it, and is mended by whoever writes or deletes it.
#[test]
fn a_damaged_region_is_left_out_named_and_mended_beside_a_running_server() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    let server = ServerProcess::start(&data, None);
    let rows: Vec<String> = world().iter().map(Value::to_string).collect();
    let (status, report) = server.ask("POST", "/v1/regions:import", &rows.join("\n")).unwrap();
    assert_eq!((status, &report["inserted"]), (200, &json!(5)), "{report}");
    let both = ["XX-1-P", "XX-2-P"];
    let sound = ranked(&server);
    assert_eq!(sound.0, both);
    assert_eq!(readiness(&server)["status"], "ready");

    damage(&data, "update regions set document = '{' where id = 'XX-1-P'");
    assert_eq!(server.ask("PUT", "/v1/projects/a", &project("a")).unwrap().0, 201);
    let (ids, warnings) = ranked(&server);
    assert_eq!(ids, ["XX-2-P"]);
    assert!(warnings.contains("left out: region `XX-1-P`"), "{warnings}");
    let told = readiness(&server);
    assert_eq!((&told["status"], &told["damaged_documents"]), (&json!("damaged"), &json!(1)));
    assert_eq!(told["damaged_regions"], json!(["XX-1-P"]));
    let (_, found) = server.ask("GET", "/v1/search?q=XX&kind=regions", "").unwrap();
    assert!(found.to_string().contains("XX-2-P"), "{found}");
    assert!(!found["hits"].to_string().contains("XX-1-P"), "{found}");
    let compared = json!({ "text": "cells on 40 mu", "regions": ["XX-1", "XX-2"] });
    let stacked = json!({ "text": "cells on 40 mu", "region": "XX-2" });
    let allocated = json!({ "level": "park", "capacity": 1 });
    let mut told = vec![found];
    for (path, asked) in
        [("comparisons", compared), ("policy-stacks", stacked), ("allocations", allocated)]
    {
        let asked = asked.to_string();
        let (status, answer) = server.ask("POST", &format!("/v1/{path}"), &asked).unwrap();
        assert_eq!(status, 200, "{path} {answer}");
        told.push(answer);
    }
    for answer in told {
        let warnings = answer["warnings"].to_string();
        assert!(warnings.contains("left out: region `XX-1-P`"), "{answer}");
    }
    // Whoever asks for the region itself is told by its name.
    for path in ["", "/matches", "/similar", "/landing-record"] {
        let path = format!("/v1/regions/XX-1-P{path}");
        let (status, said) = detail(server.ask("GET", &path, "").unwrap());
        assert!(status == 503 && said.contains("`XX-1-P` is damaged"), "{path} {status} {said}");
    }
    let stack = json!({ "text": "cells on 40 mu", "region": "XX-1-P" }).to_string();
    let (status, said) = detail(server.ask("POST", "/v1/policy-stacks", &stack).unwrap());
    assert!(status == 503 && said.contains("`XX-1-P` is damaged"), "{status} {said}");
    let (head, problem) = exchange(server.address(), "GET", "/v1/regions/XX-1-P", "", "").unwrap();
    assert!(head.starts_with("HTTP/1.1 503"), "{head}");
    assert_eq!(problem["type"], "/problems/damaged");

    let right = region("XX-1-P", Some("XX-1"), "park").to_string();
    let (status, written) = server.ask("PUT", "/v1/regions/XX-1-P", &right).unwrap();
    assert_eq!(status, 200, "{written}");
    assert_eq!(ranked(&server), sound);
    assert_eq!(readiness(&server)["status"], "ready");
    let (_, was) = server.ask("GET", "/v1/regions/XX-1-P?version=1", "").unwrap();
    assert_eq!(was["id"], "XX-1-P", "what was written first is kept: {was}");
}

/// 46: after a start, too, and of a region in which others lie.
#[test]
fn damaged_documents_stop_no_start_and_nobody_who_does_not_name_them() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    let server = ServerProcess::start(&data, None);
    let rows: Vec<String> = world().iter().map(Value::to_string).collect();
    server.ask("POST", "/v1/regions:import", &rows.join("\n")).unwrap();
    for id in ["a", "b"] {
        assert_eq!(server.ask("PUT", &format!("/v1/projects/{id}"), &project(id)).unwrap().0, 201);
    }
    drop(server);
    damage(&data, "update regions set document = '{' where id = 'XX-1'");
    damage(&data, "update projects set document = '{' where id = 'a'");

    let server = ServerProcess::start(&data, None);
    let (_, warnings) = ranked(&server);
    assert!(
        warnings.contains("`XX-1`") && warnings.contains("that lie in them, 1 lack"),
        "{warnings}"
    );
    assert_eq!(readiness(&server)["damaged_documents"], 2);
    // What lies in it, or what it forbids, nobody can tell: a question that names it says so.
    let question = json!({ "project_id": "b", "level": "park" }).to_string();
    let (status, said) = detail(server.ask("POST", "/v1/matches", &question).unwrap());
    assert!(status == 503 && said.contains("the region `XX-1` is damaged"), "{said}");
    // It is there, though, so that documents may name it, and it is not lost with those in it.
    assert_eq!(server.ask("PUT", "/v1/projects/c", &project("c")).unwrap().0, 201);
    let (status, said) = detail(server.ask("DELETE", "/v1/regions/XX-1", "").unwrap());
    assert!(status == 422 && said.contains("`XX-1-P` hangs on it"), "{said}");

    let right = region("XX-1", Some("XX"), "province").to_string();
    assert_eq!(server.ask("PUT", "/v1/regions/XX-1", &right).unwrap().0, 200);
    assert_eq!(server.ask("DELETE", "/v1/projects/a", "").unwrap().0, 204);
    assert_eq!(ranked(&server).0, ["XX-1-P", "XX-2-P"]);
    assert_eq!(readiness(&server)["status"], "ready");
    let (status, said) = detail(server.ask("POST", "/v1/matches", &question).unwrap());
    assert_eq!(status, 200, "{said}");
}
