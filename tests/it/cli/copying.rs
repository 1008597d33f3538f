use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    process::{Command, Stdio},
};

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
    assert!(errors.contains(&format!("a copy of what `{}` showed", server.url)), "{errors}");
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
    hold_what_no_import_would_take(&server, &path("further.ndjson"));
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
    let all = &["matrix", "--as-of", DAY, "--level", "province"];
    assert_eq!(documents(&there(&server, all)), documents(&text(&server.here(all).stdout)));
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

/// A region that sorts before its parent, and what is told of a project that is no more.
fn hold_what_no_import_would_take(server: &Server, file: &str) {
    let of_gone = json!({"schema": 1, "id": "gone", "name": {"en": "Gone"}});
    let landed = json!({"schema": 1, "id": "landed", "project": "gone", "home": "CN-330800",
        "stage": "admitted", "date": "2020-01-01"});
    let parent = json!({"schema": 1, "id": "CN-S999999", "parent": "CN-330000",
        "levels": ["prefecture"], "name": {"en": "Parent"}});
    let child = json!({"schema": 1, "id": "CN-339999", "parent": "CN-S999999",
        "levels": ["county"], "name": {"en": "Child"}});
    for (kind, document) in
        [("regions", parent), ("regions", child), ("projects", of_gone), ("outcomes", landed)]
    {
        fs::write(file, document.to_string()).unwrap();
        let told = server.there(&["import", file, "--kind", kind]);
        assert_eq!(told.status.code(), Some(0), "{}", text(&told.stderr));
    }
    let host = server.host();
    let mut stream = TcpStream::connect(host).unwrap();
    let request =
        format!("DELETE /v1/projects/gone HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 204"), "{answer}");
}

/// A server that says nothing keeps the command waiting.
#[test]
fn a_copy_is_private_and_goes_when_a_signal_comes() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    for (signal, code) in [("-INT", 130), ("-TERM", 143), ("-HUP", 129)] {
        let room = TempDir::new().unwrap();
        let mut command = program();
        command.env("TMPDIR", room.path()).args(["--server", &url, "matrix"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let asked = silent.accept().unwrap();
        let copy = fs::read_dir(room.path()).unwrap().next().unwrap().unwrap();
        assert_eq!(copy.metadata().unwrap().permissions().mode() & 0o777, 0o700);
        let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        assert_eq!(child.wait().unwrap().code(), Some(code), "{signal}");
        assert_eq!(fs::read_dir(room.path()).unwrap().count(), 0, "{signal}");
        drop(asked);
    }
    let room = TempDir::new().unwrap();
    let mut command = Command::new("nohup");
    command.arg(env!("CARGO_BIN_EXE_hinterland")).env("TMPDIR", room.path());
    command.args(["--server", &url, "matrix"]).stdin(Stdio::null());
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let asked = silent.accept().unwrap();
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-HUP", &id]).status().unwrap().success());
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(143), "what it ignores does not end it");
    drop(asked);
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
    let cases = room.path().join("cases.csv");
    fs::write(&cases, "code,text\n3841,锂离子电池\n").unwrap();
    let coding = ["evaluate", "coding", "--system", "gbt4754", "--resamples", "100", "--cases"];
    let told = ask(&[&coding[..], &[cases.to_str().unwrap()]].concat());
    assert_eq!(text(&told.stderr), "", "nobody is asked for a definition");
    assert_eq!(told.status.code(), Some(0));
    fs::remove_file(cases).unwrap();
    let told = ask(&["evaluate", "siting", "--decisions", "none.csv", "--before", DAY]);
    let errors = text(&told.stderr);
    assert!(errors.contains("`--server` must be left out: it reads the tables"), "{errors}");
    assert_eq!(fs::read_dir(room.path()).unwrap().count(), 0);
}
