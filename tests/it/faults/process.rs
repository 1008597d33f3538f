use std::{fs, process::Command};

use serde_json::Value;
use tokio::{io::AsyncWriteExt, net::TcpStream};

use super::server::{Server, connect, exchange, golden_question, read_reply, request};

/// A question of which half has been sent; it is in flight until the other half follows.
async fn half_a_question(server: &Server) -> (TcpStream, String) {
    let body = golden_question().to_string();
    let text = request("POST", "/v1/matches", Some(("application/json", &body)));
    let (first, second) = text.split_at(text.len() - 20);
    let mut stream = connect(server.address).await;
    stream.write_all(first.as_bytes()).await.unwrap();
    // Answered on another connection: by then the server has read the first half.
    assert_eq!(server.get("/healthz").await.status, 200);
    (stream, second.to_owned())
}

/// 52
#[tokio::test]
async fn a_signal_lets_what_is_in_flight_end() {
    let server = Server::start("body_seconds_max = 60").await;
    let (mut stream, rest) = half_a_question(&server).await;
    let mut idle = connect(server.address).await;
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    server.signal("-TERM");
    while TcpStream::connect(server.address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    stream.write_all(rest.as_bytes()).await.unwrap();
    assert_eq!(read_reply(stream).await.status, 200);
    let (status, log) = server.ended().await;
    assert_eq!(status.code(), Some(0), "{log}");
}

/// 52
#[tokio::test]
async fn a_second_signal_ends_the_server_at_once() {
    let server = Server::start("body_seconds_max = 60\ndrain_seconds_max = 60").await;
    let (stream, _rest) = half_a_question(&server).await;
    server.signal("-TERM");
    while TcpStream::connect(server.address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    server.signal("-TERM");
    let (status, log) = server.ended().await;
    assert_eq!(status.code(), Some(143), "{log}");
    assert_eq!(read_reply(stream).await.status, 0);
}

/// 37
#[tokio::test]
async fn few_open_files_mean_few_connections_and_no_end() {
    let server = Server::with_files(64, "silent_seconds_max = 2");
    assert_eq!(server.get("/healthz").await.status, 200);
    let log = fs::read_to_string(&server.log).unwrap();
    assert!(log.contains("ulimit -n"), "{log}");
    let mut streams = Vec::new();
    for _ in 0..200 {
        streams.push(connect(server.address).await);
    }
    // One that stands behind all of them is served once they are closed.
    assert_eq!(server.get("/healthz").await.status, 200);
    assert_eq!(server.get("/readyz").await.status, 200);
    assert_eq!(server.measured("hinterland_http_accept_errors_total").await, 0);
    assert!(server.open_files() <= 64);
}

/// 37
#[test]
fn too_few_open_files_are_told_at_the_start() {
    let directory = tempfile::tempdir().unwrap();
    let mut shell = Command::new("sh");
    let script = "ulimit -n 40 && exec \"$0\" \"$@\"";
    shell.args(["-c", script, env!("CARGO_BIN_EXE_hinterland"), "--world", "none", "--data-dir"]);
    shell.arg(directory.path().join("data")).args(["serve", "--address", "127.0.0.1:0"]);
    let output = shell.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(message.contains("`40` open files") && message.contains("ulimit"), "{message}");
}

#[test]
fn a_misspelled_setting_is_refused_at_the_start() {
    let directory = tempfile::tempdir().unwrap();
    let config = directory.path().join("server.toml");
    fs::write(&config, "[limits]\nconnection_max = 5\n").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_hinterland"));
    command.args(["--world", "none", "--data-dir"]).arg(directory.path().join("data"));
    let output = command.args(["serve", "--config"]).arg(config).output().unwrap();
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.contains("`connection_max`") && message.contains("line 2"), "{message}");
    assert!(!directory.path().join("data").exists(), "nothing was begun");
}

/// 59
#[tokio::test]
async fn nobody_forges_a_line_of_the_log() {
    let forged = "/v1/regions/a%0a2026-01-01T00:00:00Z%20ERROR%20hinterland:%20forged";
    for format in ["json", "text"] {
        let arguments = ["--log", "debug", "--log-format", format];
        let server = Server::empty("", &arguments);
        let text =
            request("GET", forged, None).replace("\r\nHost", "\r\nX-Request-Id: my-own.1\r\nHost");
        let reply = exchange(server.address, &text).await;
        assert!(reply.head.contains("x-request-id: my-own.1"), "{reply:?}");
        let bad = request("GET", "/v1/search?q=%0d%0aforged%1b[31m", None)
            .replace("\r\nHost", "\r\nX-Request-Id: a b\"}forged\r\nHost");
        let reply = exchange(server.address, &bad).await;
        assert!(!reply.head.contains("forged"), "{reply:?}");
        exchange(server.address, "GET / HTTP/1.1\r\nHost: localhost\r\nX: \u{1}forged\r\n\r\n")
            .await;
        server.signal("-TERM");
        let (_, log) = server.ended().await;
        assert!(log.contains("my-own.1"), "{log}");
        assert!(!log.contains('\u{1b}'), "{log}");
        for line in log.lines() {
            assert!(!line.starts_with("2026-01-01T00:00:00Z"), "{line}");
            if format == "json" {
                let line: Value = serde_json::from_str(line).unwrap();
                assert!(line["timestamp"].is_string() && line["level"].is_string(), "{line}");
            }
        }
    }
}

/// 59
#[tokio::test]
async fn errors_tell_nothing_of_the_machine() {
    let server = Server::start("").await;
    let directory = server.directory().display().to_string();
    let paths = ["/v1/regions/none", "/v1/nothing", "/v1/search?q=a&limit=0", "/v1/regions/%ff"];
    for path in paths {
        let reply = server.get(path).await;
        assert!((400..500).contains(&reply.status), "{path}: {reply:?}");
        for word in [directory.as_str(), "src/", ".rs:", "panicked", "sqlx", "tantivy", "hyper"] {
            assert!(!reply.body.contains(word) && !reply.head.contains(word), "{word}: {reply:?}");
        }
    }
}

#[tokio::test]
async fn measurements_have_few_labels_whatever_is_asked() {
    let server = Server::start("").await;
    for number in 0..50 {
        server.get(&format!("/nothing/{number}")).await;
        server.get(&format!("/v1/regions/CN-P{number}")).await;
        server.send(&format!("METHOD{number}"), "/v1/industries", None).await;
    }
    let text = server.get("/metrics").await.body;
    let counted: Vec<&str> =
        text.lines().filter(|line| line.starts_with("hinterland_http_requests_total{")).collect();
    assert!(counted.len() < 10, "{counted:#?}");
    let has =
        |parts: [&str; 3]| counted.iter().any(|line| parts.iter().all(|part| line.contains(part)));
    assert!(has(["route=\"/v1/regions/{id}\"", "method=\"GET\"", "status=\"200\"} 50"]), "{text}");
    assert!(has(["route=\"none\"", "method=\"GET\"", "status=\"404\"} 50"]), "{text}");
    assert!(has(["route=\"/v1/industries\"", "method=\"other\"", "status=\"405\"} 50"]), "{text}");
    assert!(text.contains("# TYPE hinterland_http_request_duration_seconds histogram"), "{text}");
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let (_, value) = line.rsplit_once(' ').unwrap();
        assert!(value.parse::<f64>().is_ok(), "{line}");
    }
}
