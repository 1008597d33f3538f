use std::{
    fs,
    io::{Read, Write},
    net::TcpListener,
    thread,
};

use tempfile::TempDir;

use super::{
    remote::{Server, key, run},
    rows, text,
};

/// Writes documents through the server.
fn import(server: &Server, kind: &str, file: &str) {
    let told = server.there(&["import", file, "--kind", kind, "--atomic"]);
    assert_eq!(told.status.code(), Some(0), "{}", text(&told.stderr));
}

#[test]
fn documents_of_a_server_are_written_as_here_and_are_the_same_elsewhere() {
    let (server, other) = (Server::start("cn", &[]), Server::start("none", &[]));
    let directory = server.directory.path();
    let path = |name: &str| directory.join(name).to_str().unwrap().to_owned();
    let outcomes = path("outcomes.ndjson");
    let outcome = r#"{"schema":1,"id":"a1","project_name":"甲","home":"CN-330800","stage":"admitted","date":"2020-01-01"}"#;
    fs::write(&outcomes, outcome).unwrap();
    import(&server, "outcomes", &outcomes);
    // An import takes no region whose parent it has not met, and one id sorts before its parent's.
    let regions = path("regions.ndjson");
    let above =
        r#"{"schema":1,"id":"CN-X2","parent":"CN","levels":["province"],"name":{"zh":"新省"}}"#;
    let below =
        r#"{"schema":1,"id":"CN-X1","parent":"CN-X2","levels":["park"],"name":{"zh":"新园区"}}"#;
    fs::write(&regions, format!("{above}\n{below}\n")).unwrap();
    import(&server, "regions", &regions);
    for kind in ["regions", "projects", "outcomes", "commitments"] {
        for format in ["ndjson", "json", "csv"] {
            let [here, there] =
                ["here", "there"].map(|name| path(&format!("{name}-{kind}.{format}")));
            for told in [
                server.here(&["export", &here, "--kind", kind]),
                server.there(&["export", &there, "--kind", kind]),
            ] {
                assert_eq!((told.status.code(), text(&told.stdout)), (Some(0), String::new()));
            }
            let written = fs::read(&there).unwrap();
            assert_eq!(written, fs::read(&here).unwrap(), "{kind} {format}");
            assert_eq!(written.is_empty(), kind == "commitments" && format == "ndjson");
        }
        let exported = path(&format!("there-{kind}.ndjson"));
        import(&other, kind, &exported);
        let again = other.there(&["export", "--kind", kind]);
        assert_eq!(again.stdout, fs::read(&exported).unwrap(), "{kind}");
    }
    let told = server.same(&["export", "--kind", "projects", "--format", "csv"], 0);
    assert!(told.lines().count() > 60);
}

#[test]
fn a_key_takes_what_its_role_may_see() {
    let directory = TempDir::new().unwrap();
    let sponsor = key(directory.path(), "sponsor", &["--role", "sponsor"]);
    let advisor = key(directory.path(), "advisor", &["--role", "advisor"]);
    let data = directory.path().join("data");
    let server = Server::start_on(directory, &data, &["--world", "none", "--require-keys"]);
    let export = |key: &str, kind: &str| {
        server.there(&["--key-file", key, "export", "--kind", kind]).status.code()
    };
    assert_eq!(export(&sponsor, "regions"), Some(0));
    assert_eq!(export(&sponsor, "projects"), Some(1));
    let project = server.directory.path().join("project.json");
    fs::write(&project, r#"{"schema":1,"id":"ours","name":{"en":"Ours"}}"#).unwrap();
    let project = project.to_str().unwrap();
    let told = server.there(&["--key-file", &advisor, "import", project, "--kind", "projects"]);
    assert_eq!(told.status.code(), Some(0), "{}", text(&told.stderr));
    let told = server.there(&["--key-file", &advisor, "export", "--kind", "projects"]);
    assert!(text(&told.stdout).contains(r#""id":"ours""#), "{}", text(&told.stdout));
    // That they were shown is noted.
    let log = server.here(&["audit", "--organisation", "acme", "--json"]);
    assert!(text(&log.stdout).contains(r#""action":"get""#), "{}", text(&log.stdout));
}

#[test]
fn an_export_that_breaks_off_leaves_no_file() {
    let broken = [
        // Less than was announced.
        "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nContent-Length: 999\r\n\
         Connection: close\r\n\r\n{\"schema\":1}\n{\"sch",
        // As much as was announced, and yet no whole line.
        "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nContent-Length: 5\r\n\
         Connection: close\r\n\r\n{\"sch",
    ];
    for answer in broken {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = thread::spawn(move || {
            let (mut connection, _) = listener.accept().unwrap();
            let mut head = [0; 4096];
            let _ = connection.read(&mut head);
            connection.write_all(answer.as_bytes()).unwrap();
        });
        let directory = TempDir::new().unwrap();
        let file = directory.path().join("regions.ndjson");
        let told = run(&["--server", &url, "export", file.to_str().unwrap(), "--kind", "regions"]);
        server.join().unwrap();
        assert_eq!(told.status.code(), Some(4), "{}", text(&told.stderr));
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0, "neither file nor part");
    }
}

#[test]
fn many_documents_come_in_many_parts() {
    let server = Server::start("none", &[]);
    let file = server.directory.path().join("regions.ndjson");
    fs::write(&file, rows(3_000).join("\n")).unwrap();
    import(&server, "regions", file.to_str().unwrap());
    assert_eq!(server.same(&["export", "--kind", "regions"], 0).lines().count(), 3_001);
}
