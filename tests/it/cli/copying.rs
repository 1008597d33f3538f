use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{
    remote::{DAY, Server, key, program},
    text,
};

/// What a command prints through a server, which leaves nothing behind on this machine.
fn there(server: &Server, arguments: &[&str]) -> String {
    let room = TempDir::new().unwrap();
    let mut command = program();
    command.env("TMPDIR", room.path()).args(["--server", &server.url]).args(arguments);
    let told = command.output().unwrap();
    let errors = text(&told.stderr);
    assert_eq!(told.status.code(), Some(0), "{arguments:?}: {errors}");
    assert!(errors.contains(&format!("a copy of what `{}` shows", server.url)), "{errors}");
    assert_eq!(fs::read_dir(room.path()).unwrap().count(), 0, "{arguments:?}");
    text(&told.stdout)
}

#[test]
fn what_computes_from_all_documents_computes_from_those_of_a_server() {
    let server = Server::start("cn", &[]);
    let path = |name: &str| server.directory.path().join(name).to_str().unwrap().to_owned();
    let project = path("project.ndjson");
    let own = json!({"schema": 1, "id": "cells", "name": {"en": "Cells"}, "host_city": "CN-310000",
        "industries": [{"system": "gbt4754", "code": "3841", "weight": 1.0}]});
    fs::write(&project, own.to_string()).unwrap();
    let told = server.there(&["import", &project, "--kind", "projects"]);
    assert_eq!(told.status.code(), Some(0), "{}", text(&told.stderr));
    let judgments = path("judgments.ndjson");
    let judged = json!({"project": own, "relevant": ["CN-330400"]});
    fs::write(&judgments, judged.to_string()).unwrap();

    let matrix: &[&str] = &["matrix", "cells", "--as-of", DAY];
    let documents = |printed: &str| -> Vec<Value> {
        let mut lines: Vec<Value> =
            printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        for line in &mut lines {
            line.as_object_mut().unwrap().remove("generation");
        }
        lines
    };
    let here = text(&server.here(matrix).stdout);
    assert_eq!(documents(&there(&server, matrix)), documents(&here));
    for arguments in [
        &["generate", "projects", "--number", "3"][..],
        &["generate", "parks", "--number", "3", "--seed", "2"],
        &["evaluate", "ranking", "--judgments", &judgments, "--as-of", DAY, "--resamples", "100"],
    ] {
        let here = server.here(arguments);
        assert_eq!(here.status.code(), Some(0), "{}", text(&here.stderr));
        assert_eq!(there(&server, arguments), text(&here.stdout), "{arguments:?}");
    }
}

#[test]
fn a_copy_holds_what_the_key_may_see_and_a_broken_one_leaves_nothing() {
    let directory = TempDir::new().unwrap();
    let advisor = key(directory.path(), "advisor", &["--role", "advisor"]);
    let data = directory.path().join("data");
    let server = Server::start_on(directory, &data, &["--world", "none", "--require-keys"]);
    let room = TempDir::new().unwrap();
    let ask = |arguments: &[&str]| {
        let mut command = program();
        command.env("TMPDIR", room.path()).args(["--server", &server.url]).args(arguments);
        command.output().unwrap()
    };
    let told = ask(&["matrix", "--key-file", &advisor]);
    assert_eq!((told.status.code(), told.stdout.len()), (Some(0), 0), "{}", text(&told.stderr));
    let told = ask(&["matrix"]);
    assert_eq!((told.status.code(), told.stdout.len()), (Some(1), 0), "{}", text(&told.stderr));
    let told = ask(&["evaluate", "siting", "--decisions", "none.csv", "--before", DAY]);
    let errors = text(&told.stderr);
    assert!(errors.contains("`--server` must be left out: it reads the tables"), "{errors}");
    assert_eq!(fs::read_dir(room.path()).unwrap().count(), 0);
}
