use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread,
};

use hinterland::{
    domain::{
        access::{Grant, Role},
        id::OrganisationId,
    },
    service::{
        App, OpenOptions, WorldChoice,
        app::{Access, Database},
        keys::create_key,
    },
};
use jiff::{Timestamp, civil::date};
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::{CHINESE, ENGLISH, text};

/// What could lead the program elsewhere, or let it trust somebody.
const VARIABLES: [&str; 4] =
    ["HINTERLAND_DATA_DIR", "HINTERLAND_SERVER", "HINTERLAND_KEY_FILE", "HINTERLAND_CA_FILE"];
/// The day of every question.
pub(super) const DAY: &str = "2026-06-30";

/// The program without anything from outside that could lead it elsewhere.
pub(super) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hinterland"));
    for variable in VARIABLES {
        command.env_remove(variable);
    }
    command.stdin(Stdio::null());
    command
}

pub(super) fn run(arguments: &[&str]) -> Output {
    program().args(arguments).output().unwrap()
}

/// A server on a data directory of its own; it is stopped when the test ends, however it ends.
pub(super) struct Server {
    pub(super) directory: TempDir,
    child: Child,
    pub(super) url: String,
}

impl Server {
    pub(super) fn start(world: &str, further: &[&str]) -> Server {
        let directory = TempDir::new().unwrap();
        let data = directory.path().join("data");
        Server::start_on(directory, &data, &[&["--world", world], further].concat())
    }

    pub(super) fn start_on(directory: TempDir, data: &Path, further: &[&str]) -> Server {
        let mut command = program();
        command.arg("--data-dir").arg(data).args(["serve", "--address", "127.0.0.1:0"]);
        // A busy machine takes its own time over what is quick elsewhere.
        command.args(["--request-seconds-max", "120"]).args(further);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim_end().strip_prefix("listening on ").unwrap().to_owned();
        Server { directory, child, url }
    }

    fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    /// Where it listens, as `127.0.0.1:40000`.
    pub(super) fn host(&self) -> &str {
        self.url.strip_prefix("http://").unwrap()
    }

    /// Runs a command on the documents themselves, beside the server.
    pub(super) fn here(&self, arguments: &[&str]) -> Output {
        program().arg("--data-dir").arg(self.data()).args(arguments).output().unwrap()
    }

    /// Runs a command through the server.
    pub(super) fn there(&self, arguments: &[&str]) -> Output {
        run(&[&["--server", &self.url], arguments].concat())
    }

    /// Asserts that a command says the same both ways, and returns what it says.
    pub(super) fn same(&self, arguments: &[&str], code: i32) -> String {
        let (here, there) = (self.here(arguments), self.there(arguments));
        assert_eq!(here.status.code(), Some(code), "{arguments:?}: {}", text(&here.stderr));
        assert_eq!(there.status.code(), Some(code), "{arguments:?}: {}", text(&there.stderr));
        assert_eq!(text(&there.stdout), text(&here.stdout), "{arguments:?}");
        assert_eq!(text(&there.stderr), text(&here.stderr), "{arguments:?}");
        text(&there.stdout)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

#[test]
fn a_server_answers_what_a_command_prints_here() {
    let server = Server::start("cn", &[]);
    let profile = server.directory.path().join("project.json");
    let project = r#"{"schema":1,"id":"cells","name":{"en":"Cells"},"host_city":"CN-310000",
        "industries":[{"system":"gbt4754","code":"3841","weight":1.0}],
        "needs":{"land":{"value":80,"unit":"mu"}}}"#;
    fs::write(&profile, project).unwrap();
    let profile = profile.to_str().unwrap();
    let cases: [&[&str]; 17] = [
        &["match", CHINESE, "--as-of", DAY, "--limit", "3"],
        &["match", ENGLISH, "--as-of", DAY, "--limit", "2", "--json"],
        &["match", CHINESE, "--lang", "en", "--color", "always", "--limit", "2", "--detail"],
        &[
            "match", ENGLISH, "--robust", "--detail", "--json", "--limit", "2", "--preset",
            "sponsor",
        ],
        &[
            "match",
            "--file",
            profile,
            "--within",
            "CN-330000",
            "--weight",
            "access=30",
            "--drop",
            "land_cost",
            "--power",
            "3 MW",
            "--limit",
            "1",
        ],
        &["reverse", "CN-330800", "--as-of", DAY, "--lang", "zh"],
        &["compare", CHINESE, "--region", "CN-330800", "--region", "CN-330400"],
        &["similar", "CN-330800", "--json", "--limit", "3"],
        &["presets", "--lang", "zh"],
        &["presets", "--json"],
        &["search", "生物医药", "--level", "park", "--within", "CN-330000", "--area-min", "50 mu"],
        &["search", "biomedicine", "--json", "--limit", "2"],
        &["code", "抗体药物的GMP生产"],
        &["code", "antibodies", "--system", "nace2", "--json"],
        &["history", "region", "CN-330800"],
        &["outcomes", "CN-330800", "--json"],
        &["allocate", "--json", "--choices", "3"],
    ];
    for arguments in cases {
        assert!(!server.same(arguments, 0).is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_server_refuses_as_a_command_does_here() {
    let server = Server::start("cn", &[]);
    let directory = server.directory.path();
    let write = |name: &str, text: &str| {
        fs::write(directory.join(name), text).unwrap();
        directory.join(name).to_str().unwrap().to_owned()
    };
    let broken = write("broken.json", "{\"schema\": 1,");
    let refused = write("refused.json", r#"{"schema":1,"id":"a","needs":{"land":{"value":-3}}}"#);
    let unknown = write(
        "unknown.json",
        r#"{"schema":1,"id":"a","industries":[{"system":"gbt4754","code":"0000","weight":1.0}]}"#,
    );
    let cases: [(&[&str], i32); 9] = [
        (&["match", "--id", "no-such"], 1),
        (&["match", "--file", &broken], 2),
        (&["match", "--file", &refused], 2),
        (&["match", "--file", &unknown], 2),
        (&["match", "--file", "/no/such/file"], 1),
        (&["reverse", "CN-999999"], 1),
        (&["similar", "CN-330800", "--level", "park"], 2),
        (&["history", "project", "no-such"], 1),
        (&["compare", ENGLISH, "--region", "CN-330800"], 2),
    ];
    for (arguments, code) in cases {
        assert_eq!(server.same(arguments, code), "", "{arguments:?}");
    }
}

#[test]
fn an_import_says_the_same_and_is_in_the_store_of_the_server() {
    let (here, there) = (Server::start("none", &[]), Server::start("none", &[]));
    let rows = [super::rows(3).join("\n"), "{\"id\": 7}".to_owned()].join("\n");
    let file = there.directory.path().join("regions.ndjson");
    fs::write(&file, rows).unwrap();
    let file = file.to_str().unwrap();
    let import = ["import", file, "--kind", "regions", "--json"];
    let local = TempDir::new().unwrap();
    let mut command = program();
    command.arg("--data-dir").arg(local.path().join("data")).args(["--world", "none"]).args(import);
    let local = command.output().unwrap();
    let remote = there.there(&import);
    assert_eq!((local.status.code(), remote.status.code()), (Some(2), Some(2)));
    assert_eq!(text(&remote.stdout), text(&local.stdout));
    // In words, and the second time nothing changes.
    let again = there.there(&["import", file, "--kind", "regions"]);
    assert_eq!(text(&again.stdout), "5 rows: 0 loaded, 0 updated, 4 unchanged, 1 refused\n");
    assert!(text(&again.stderr).starts_with("line 5: "), "{}", text(&again.stderr));
    assert!(
        text(&there.same(&["history", "region", "XX-000001"], 0).into_bytes()).contains("user")
    );
    drop(here);
}

#[test]
fn a_rerank_of_a_server_writes_the_same_bytes() {
    let server = Server::start("cn", &[]);
    let directory = server.directory.path();
    let projects = directory.join("projects.ndjson");
    let project = |id: &str, host: &str, code: &str| {
        format!(
            r#"{{"schema":1,"id":"{id}","name":{{"en":"{id}"}},"host_city":"{host}","industries":[{{"system":"gbt4754","code":"{code}","weight":1.0}}]}}"#
        )
    };
    let lines = [
        project("a", "CN-310000", "3841"),
        "{\"schema\": 1, \"id\": 7}".to_owned(), // no project
        project("b", "CN-999999", "3841"),       // nowhere
        project("c", "CN-330100", "0000"),       // nothing
        project("d", "CN-330100", "2761"),
    ];
    fs::write(&projects, lines.join("\n")).unwrap();
    let projects = projects.to_str().unwrap();
    let shared = ["--as-of", DAY, "--top", "3"];
    let both = |arguments: &[&str]| {
        let arguments = [&["rerank"], arguments, &shared].concat();
        server.same(&arguments, 2)
    };
    assert_eq!(both(&[projects]).lines().count(), 2);
    assert_eq!(both(&[projects, "--flat"]).lines().count(), 6);
    assert_eq!(both(&[projects, "--to", "csv", "--within", "CN-330000"]).lines().count(), 7);

    // Parquet is no text.
    for nested in [&[][..], &["--nested"]] {
        let [here, there] = ["here.parquet", "there.parquet"].map(|name| directory.join(name));
        let to = |file: &Path| {
            let file = file.to_str().unwrap().to_owned();
            move |run: &dyn Fn(&[&str]) -> Output| {
                run(&[&["rerank", projects, "--output", &file], nested, &shared].concat())
            }
        };
        assert_eq!(to(&here)(&|arguments| server.here(arguments)).status.code(), Some(2));
        assert_eq!(to(&there)(&|arguments| server.there(arguments)).status.code(), Some(2));
        assert_eq!(fs::read(&there).unwrap(), fs::read(&here).unwrap());
    }

    let stored = server.same(&["rerank", "--stored", "--as-of", DAY, "--top", "1"], 0);
    assert!(!stored.is_empty());
    let refused = server.there(&["rerank", "--stored", "--threads", "2"]);
    assert_eq!(refused.status.code(), Some(2));
}

/// Makes a key on the documents of a data directory and keeps it in a file.
pub(super) fn key(directory: &Path, name: &str, further: &[&str]) -> String {
    let made = program()
        .arg("--data-dir")
        .arg(directory.join("data"))
        .args(["--world", "none", "keys", "create", "--organisation", "acme"])
        .args(further)
        .output()
        .unwrap();
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    let file = directory.join(name);
    fs::write(&file, &made.stdout).unwrap();
    file.to_str().unwrap().to_owned()
}

/// Makes a key whose last day is over, as only the clock can make one.
fn expired_key(directory: &Path) -> String {
    let grant = Grant {
        organisation: OrganisationId::parse("acme").unwrap(),
        role: Role::Sponsor,
        region: None,
        expires: Some(date(2020, 9, 30)),
    };
    let made_on: Timestamp = "2020-09-01T00:00:00Z".parse().unwrap();
    let data_dir = directory.join("data");
    let (database, world, access) = (Database::File, WorldChoice::None, Access::Keys);
    let options = OpenOptions { data_dir, database, world, access };
    let key = Runtime::new().unwrap().block_on(async {
        let (app, _notices) = Box::pin(App::open(options)).await.unwrap();
        create_key(&app, grant, made_on).await.unwrap()
    });
    let file = directory.join("expired");
    fs::write(&file, key.secret.reveal()).unwrap();
    file.to_str().unwrap().to_owned()
}

/// Makes a key and revokes it.
fn revoked_key(directory: &Path) -> String {
    let file = key(directory, "revoked", &["--role", "admin"]);
    let keys = |arguments: &[&str]| {
        let mut command = program();
        command.arg("--data-dir").arg(directory.join("data")).args(["--world", "none", "keys"]);
        let told = command.args(arguments).output().unwrap();
        assert_eq!(told.status.code(), Some(0), "{}", text(&told.stderr));
        serde_json::from_slice::<Value>(&told.stdout).unwrap()
    };
    let listed = keys(&["list", "--json"]);
    let admin = listed.as_array().unwrap().iter().find(|key| key["role"] == "admin").unwrap();
    keys(&["revoke", admin["id"].as_str().unwrap(), "--json"]);
    file
}

#[test]
fn a_key_opens_what_its_role_may_do() {
    let directory = TempDir::new().unwrap();
    let sponsor = key(directory.path(), "sponsor", &["--role", "sponsor"]);
    let revoked = revoked_key(directory.path());
    let expired = expired_key(directory.path());
    let wrong = directory.path().join("wrong");
    fs::write(&wrong, format!("hinterland_key_{}\n", "0".repeat(64))).unwrap();
    let wrong = wrong.to_str().unwrap().to_owned();
    let two = directory.path().join("two");
    fs::write(&two, "one two").unwrap();
    let two = two.to_str().unwrap().to_owned();
    let data = directory.path().join("data");
    let server = Server::start_on(directory, &data, &["--world", "none", "--require-keys"]);
    let search: &[&str] = &["search", "--json"];
    let stored: &[&str] = &["rerank", "--stored"];
    let cases: [(Option<&str>, &[&str], i32, &str); 8] = [
        (Some(&sponsor), search, 0, ""),
        (Some(&revoked), search, 1, "error: the key is unknown, expired or revoked"),
        (Some(&expired), search, 1, "error: the key is unknown, expired or revoked"),
        (None, search, 1, "in the file that `--key-file` names"),
        (Some(&wrong), search, 1, "error: the key is unknown, expired or revoked"),
        (Some(&sponsor), stored, 1, "error: the role `sponsor` may not do this"),
        (Some(&two), search, 2, "must hold one key"),
        (Some("/no/such/file"), search, 1, "`/no/such/file`"),
    ];
    for (key, command, code, expected) in cases {
        let key = key.map(|key| vec!["--key-file", key]).unwrap_or_default();
        let told = server.there(&[&key, command].concat());
        let errors = text(&told.stderr);
        assert_eq!(told.status.code(), Some(code), "{command:?}: {errors}");
        assert!(errors.contains(expected), "{command:?}: {errors}");
        assert!(!errors.contains("hinterland_key_") && !errors.contains("one two"), "{errors}");
    }
}

/// Listens, gives each connection an answer, and counts them; with none it says nothing at all.
fn stand_in(answer: Option<&'static str>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let mut kept = Vec::new();
        for connection in listener.incoming() {
            let mut connection = connection.unwrap();
            if let Some(answer) = answer {
                let mut head = [0; 4096];
                let _ = connection.read(&mut head);
                let _ = connection.write_all(answer.as_bytes());
            } else {
                kept.push(connection);
            }
        }
    });
    format!("http://{address}")
}

#[test]
fn what_goes_wrong_on_the_way_is_told() {
    let gone = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let silent = stand_in(None);
    let moved = stand_in(Some(
        "HTTP/1.1 308 Permanent Redirect\r\nLocation: https://other.example/\r\nContent-Length: 0\r\n\r\n",
    ));
    let other =
        stand_in(Some("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi"));
    let search: &[&str] = &["search", "--server-timeout", "0.5"];
    let cases: [(&str, &[&str], i32, &str); 9] = [
        (&gone, search, 4, "cannot be reached"),
        (&silent, search, 4, "said nothing for 0.5 seconds"),
        (&moved, search, 4, "redirects to `https://other.example/`, which is not followed"),
        (&other, search, 4, "does not speak as Hinterland"),
        ("http://hinterland.example", search, 2, "`--unencrypted` says that this may be"),
        ("nowhere", search, 2, "`--server` must be an address"),
        (&gone, &["doctor"], 2, "`--server` must be left out: it looks after the machine"),
        (&gone, &["keys", "list"], 2, "`--server` must be left out: keys are made"),
        (&gone, &["search", "--data-dir", "/tmp"], 2, "give one of both"),
    ];
    for (server, command, code, expected) in cases {
        let told = run(&[&["--server", server], command].concat());
        let errors = text(&told.stderr);
        assert_eq!(told.status.code(), Some(code), "{server} {command:?}: {errors}");
        assert!(errors.contains(expected), "{server} {command:?}: {errors}");
        assert!(told.stdout.is_empty());
    }
    // What needs no documents runs as ever.
    let free = run(&["--server", &gone, "completions", "bash"]);
    assert_eq!(free.status.code(), Some(0));
    // What is not encrypted goes to the server itself, whatever proxy the environment names. By this
    // address a machine reaches itself, though it is no loopback.
    let itself = other.replace("127.0.0.1", "0.0.0.0");
    let direct = ["--server", &itself, "--unencrypted", "search"];
    let told = program().env("http_proxy", &moved).args(direct).output().unwrap();
    assert!(text(&told.stderr).contains("does not speak as Hinterland"), "{}", text(&told.stderr));
}

#[test]
fn a_server_that_dies_in_the_middle_leaves_no_half_file() {
    let job =
        r#"{"id":"job-1","state":"finished","projects":2,"projects_done":2,"projects_refused":0}"#;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = thread::spawn(move || {
        let length = job.len();
        let answers = [
            format!("HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{job}"),
            "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nContent-Length: 999\r\nConnection: close\r\n\r\n{\"schema\":1}\n{\"sch".to_owned(),
        ];
        for answer in answers {
            let (mut connection, _) = listener.accept().unwrap();
            let mut head = [0; 4096];
            let _ = connection.read(&mut head);
            connection.write_all(answer.as_bytes()).unwrap();
        }
    });
    let directory = TempDir::new().unwrap();
    let file = directory.path().join("ranked.ndjson");
    let told = run(&["--server", &url, "rerank", "--stored", "--output", file.to_str().unwrap()]);
    server.join().unwrap();
    assert_eq!(told.status.code(), Some(4), "{}", text(&told.stderr));
    assert!(text(&told.stderr).contains("cannot be reached"), "{}", text(&told.stderr));
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0, "neither the file nor a part");
}

/// Takes the next request of a client and answers it; its first line comes back.
fn answer(listener: &TcpListener, answer: &str) -> (String, TcpStream) {
    let (mut connection, _) = listener.accept().unwrap();
    let mut head = [0; 4096];
    let length = connection.read(&mut head).unwrap();
    connection.write_all(answer.as_bytes()).unwrap();
    let head = String::from_utf8_lossy(&head[..length]).into_owned();
    (head.lines().next().unwrap().to_owned(), connection)
}

#[test]
fn an_interruption_cancels_the_job_and_leaves_no_file() {
    let job =
        r#"{"id":"job-1","state":"queued","projects":2,"projects_done":0,"projects_refused":0}"#;
    let document = |status: &str| {
        let length = job.len();
        format!(
            "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{job}"
        )
    };
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let directory = TempDir::new().unwrap();
    let file = directory.path().join("ranked.ndjson");
    let mut command = program();
    command.args(["--server", &url, "rerank", "--stored", "--output", file.to_str().unwrap()]);
    let client = command.stderr(Stdio::piped()).spawn().unwrap();
    assert_eq!(answer(&listener, &document("202 Accepted")).0, "POST /v1/rerank-jobs HTTP/1.1");
    // The events of the job begin and do not end.
    let begun = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n:\n\n";
    let (line, _listening) = answer(&listener, begun);
    assert_eq!(line, "GET /v1/rerank-jobs/job-1/events HTTP/1.1");
    let sent = Command::new("kill").args(["-INT", &client.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let (line, _closing) = answer(&listener, &document("200 OK"));
    assert_eq!(line, "POST /v1/rerank-jobs/job-1:cancel HTTP/1.1");
    let told = client.wait_with_output().unwrap();
    let errors = text(&told.stderr);
    assert_eq!(told.status.code(), Some(1), "{errors}");
    assert!(errors.contains("the job `job-1` is cancelled"), "{errors}");
    assert!(errors.contains("error: interrupted"), "{errors}");
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0, "neither the file nor a part");
}
