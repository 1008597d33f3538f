use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

use crate::process::program;

/// A server that requires keys and logs all that it can.
struct Server {
    child: Child,
    address: String,
    folder: TempDir,
}

impl Server {
    fn start() -> Server {
        let folder = TempDir::new().unwrap();
        let mut command = program(&folder.path().join("data"), None);
        command.args(["serve", "--require-keys", "--address", "127.0.0.1:0", "--log", "trace"]);
        let log = std::fs::File::create(folder.path().join("log")).unwrap();
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("listening on http://").unwrap().to_owned();
        Server { child, address, folder }
    }

    fn keys(&self, arguments: &[&str]) -> String {
        let mut command: Command = program(&self.folder.path().join("data"), None);
        let output = command.arg("keys").args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
    }

    /// The whole answer, head and body; empty if the server closes without one.
    fn send(&self, head: &str) -> String {
        let mut connection = TcpStream::connect(&self.address).unwrap();
        let host = &self.address;
        // A server that refuses a head may close before it has arrived.
        write!(connection, "{head}Host: {host}\r\nConnection: close\r\n\r\n").ok();
        let mut answer = Vec::new();
        connection.read_to_end(&mut answer).ok();
        String::from_utf8(answer).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

#[test]
fn keys_are_made_beside_a_server_and_secrets_stand_nowhere() {
    let mut server = Server::start();
    let create = ["create", "--role", "admin", "--organisation", "ours"];
    let secret = server.keys(&create);
    let get = |path: &str, line: &str| server.send(&format!("GET {path} HTTP/1.1\r\n{line}"));
    let bearer = format!("Authorization: Bearer {secret}\r\n");
    let found = get("/v1/audit", &bearer);
    assert!(found.starts_with("HTTP/1.1 200"), "{found}");
    let wrong = secret.replace("key_", "key_0");
    let mut answers = vec![found];
    for (path, line, status) in [
        ("/v1/audit", format!("Authorization: Bearer {wrong}\r\n"), 401),
        ("/v1/audit", format!("Authorization: {secret}\r\n"), 401),
        ("/v1/audit", format!("Cookie: hinterland_session={secret}\r\n"), 401),
        ("/v1/projects/none", bearer.clone(), 404),
        ("/metrics", String::new(), 401),
        ("/metrics", bearer.clone(), 200),
        ("/healthz", String::new(), 200),
    ] {
        let answer = get(path, &line);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{path} {status}: {answer}");
        answers.push(answer);
    }
    let with = |token: &str| get("/v1/audit", &format!("Authorization: Bearer {token}\r\n"));
    assert!(with(&"x".repeat(20_000)).starts_with("HTTP/1.1 431"));
    let ten_megabytes = with(&"x".repeat(10_000_000));
    assert!(ten_megabytes.is_empty() || ten_megabytes.starts_with("HTTP/1.1 431"));

    let opened =
        server.send(&format!("POST /v1/session HTTP/1.1\r\n{bearer}Content-Length: 0\r\n"));
    let session = opened.split("hinterland_session=").nth(1).unwrap();
    let session = session.split(';').next().unwrap().to_owned();
    let list = server.keys(&["list", "--json"]);
    let keys: serde_json::Value = serde_json::from_str(&list).unwrap();
    server.keys(&["revoke", keys[0]["id"].as_str().unwrap()]);
    for line in [&bearer, &format!("Cookie: hinterland_session={session}\r\n")] {
        let answer = server.send(&format!("GET /v1/audit HTTP/1.1\r\n{line}"));
        assert!(answer.starts_with("HTTP/1.1 401"), "revoked at once: {answer}");
        answers.push(answer);
    }
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    let log = std::fs::read(server.folder.path().join("log")).unwrap();
    let log = String::from_utf8_lossy(&log).into_owned();
    assert!(log.contains("/v1/audit"), "the log tells of the requests");
    let database = std::fs::read(server.folder.path().join("data/hinterland.db-wal")).unwrap();
    let database = String::from_utf8_lossy(&database).into_owned();
    let digits = |secret: &str| secret.rsplit('_').next().unwrap().to_owned();
    for secret in [&secret, &wrong, &session] {
        for (place, text) in [("log", &log), ("list", &list), ("database", &database)] {
            assert!(!text.contains(&digits(secret)), "a secret stands in the {place}");
        }
        for answer in answers.iter().filter(|answer| !answer.contains("Set-Cookie")) {
            assert!(!answer.contains(&digits(secret)), "{answer}");
        }
    }
}
