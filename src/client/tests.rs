//! A server that says what it is told to, one answer per connection, and what a client makes of it.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    task::JoinHandle,
};

use super::*;
use crate::tls::Authorities;

/// An answer with a body, after which the connection is closed.
fn answer(head: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}")
}

fn document(body: &str) -> String {
    answer("200 OK\r\nContent-Type: application/json", body)
}

fn problem(head: &str, code: &str, status: u16) -> String {
    let body = format!(r#"{{"type":"/problems/{code}","status":{status},"detail":"no"}}"#);
    answer(&format!("{head}\r\nContent-Type: application/problem+json"), &body)
}

/// Gives an answer to each connection and returns the heads of what was asked.
async fn scripted(answers: Vec<String>) -> (Connection, JoinHandle<Vec<String>>) {
    rustls::crypto::ring::default_provider().install_default().ok();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let mut asked = Vec::new();
        for answer in answers {
            let (mut connection, _) = listener.accept().await.unwrap();
            let (mut bytes, mut part) = (Vec::new(), [0; 4096]);
            while !bytes.windows(4).any(|four| four == b"\r\n\r\n") {
                let read = connection.read(&mut part).await.unwrap();
                assert_ne!(read, 0, "a request has an end");
                bytes.extend_from_slice(&part[..read]);
            }
            connection.write_all(answer.as_bytes()).await.ok();
            asked.push(String::from_utf8(bytes).unwrap());
        }
        asked
    });
    let address = Address::parse(&address, Encryption::Required).unwrap();
    let key = KeyText::parse("hinterland_key_1\n").unwrap();
    let connection =
        Connection::new(address, Some(key), Duration::from_secs(20), &Authorities::default());
    let connection = connection.unwrap();
    (connection, server)
}

fn question() -> Request {
    Request::get(&["search"]).with("q", &"电池")
}

#[tokio::test]
async fn what_may_be_sent_again_is_sent_again_when_the_server_asks_for_it() {
    let wait = "Retry-After: 0";
    let busy = problem(&format!("503 Service Unavailable\r\n{wait}"), "busy", 503);
    let often = problem(&format!("429 Too Many Requests\r\n{wait}"), "too-many-requests", 429);
    let (connection, server) = scripted(vec![busy, often, document("{}")]).await;
    let taken = connection.send_for(&question(), "application/json").await.unwrap();
    assert_eq!(taken, b"{}");
    let asked = server.await.unwrap();
    assert_eq!(asked.len(), 3);
    for head in asked {
        assert!(head.starts_with("GET /v1/search?q=%E7%94%B5%E6%B1%A0 HTTP/1.1\r\n"), "{head}");
        assert!(head.contains("authorization: Bearer hinterland_key_1\r\n"), "{head}");
    }
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again_under_the_same_name() {
    let cut = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{";
    let (connection, server) = scripted(vec![String::new(), cut.to_owned(), document("{}")]).await;
    let request = Request::write_once(&["outcomes"], "n-1", "text/csv", b"a".to_vec());
    connection.send_for(&request, "application/json").await.unwrap();
    let asked = server.await.unwrap();
    assert!(asked.iter().all(|head| head.contains("idempotency-key: n-1\r\n")), "{asked:?}");
}

#[tokio::test]
async fn what_may_not_be_sent_again_is_told() {
    let busy = problem("503 Service Unavailable\r\nRetry-After: 0", "busy", 503);
    let (connection, server) = scripted(vec![busy]).await;
    let refused = connection.open(&question().unrepeated()).await.unwrap_err();
    assert!(matches!(&refused, Error::Refused(refusal) if refusal.code() == "busy"), "{refused}");
    assert_eq!(server.await.unwrap().len(), 1);

    let (connection, _server) = scripted(vec![String::new()]).await;
    let lost = connection.open(&question().unrepeated()).await.unwrap_err();
    assert!(matches!(lost, Error::BrokenOff { .. }), "{lost}");
}

#[tokio::test]
async fn a_refusal_for_good_or_for_long_is_told_at_once() {
    let late = problem("503 Service Unavailable\r\nRetry-After: 3600", "overloaded", 503);
    let cases = [
        problem("404 Not Found", "not-found", 404),
        problem("503 Service Unavailable", "read-only", 503),
        late,
    ];
    for case in cases {
        let (connection, server) = scripted(vec![case]).await;
        let refused = connection.open(&question()).await.unwrap_err();
        assert!(matches!(refused, Error::Refused(_)), "{refused}");
        assert_eq!(server.await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_key_is_not_carried_to_where_a_redirect_points() {
    let moved = answer("307 Temporary Redirect\r\nLocation: http://127.0.0.1:9/v1/search", "");
    let (connection, _server) = scripted(vec![moved]).await;
    let told = connection.open(&question()).await.unwrap_err();
    assert!(
        matches!(&told, Error::Redirected { to, .. } if to == "http://127.0.0.1:9/v1/search"),
        "{told}"
    );
}

#[tokio::test]
async fn an_answer_of_another_program_is_no_answer() {
    let page = answer("200 OK\r\nContent-Type: text/html", "<p>hello");
    let gateway = answer("502 Bad Gateway\r\nContent-Type: text/html", "<p>gone");
    for case in [page, gateway] {
        let (connection, _server) = scripted(vec![case]).await;
        let told = connection.send_for(&question(), "application/json").await.unwrap_err();
        assert!(matches!(told, Error::Foreign { .. }), "{told}");
    }
}

const QUEUED: &str = r#"{"id":"job-1","state":"queued","projects":3,"projects_done":0,"projects_refused":0,"reason":null}"#;

fn event(name: &str, state: &str, done: u64) -> String {
    let job = QUEUED.replace("queued", state).replace("done\":0", &format!("done\":{done}"));
    format!("event: {name}\ndata: {job}\n\n")
}

/// A stream that is cut off.
fn stream(media_type: &str, body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nContent-Length: 9999\r\n\r\n{body}")
}

#[tokio::test]
async fn a_job_is_gone_on_with_after_a_lost_connection() {
    let whole = "event: progress".len() + 3;
    let ended = event("ended", "finished", 3);
    let answers = vec![
        answer("202 Accepted\r\nContent-Type: application/json", QUEUED),
        stream(
            "text/event-stream",
            &(":\n\n".to_owned() + &event("progress", "running", 1) + &ended[..whole]),
        ),
        stream("text/event-stream", &ended),
        stream("application/x-ndjson", "{\"a\":1}\n{\"a\":2}\n{\"a\""),
        answer("200 OK\r\nContent-Type: application/x-ndjson", "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n"),
    ];
    let (connection, server) = scripted(answers).await;
    let mut job = RunningJob::post(&connection, b"{}".to_vec(), "n").await.unwrap();
    let mut seen = Vec::new();
    job.follow(&mut |job| seen.push((job.state.clone(), job.projects_done))).await.unwrap();
    let expected = [("queued", 0), ("running", 1), ("finished", 3)];
    assert_eq!(seen, expected.map(|(state, done)| (state.to_owned(), done)));
    let mut lines = Vec::new();
    while let Some(line) = job.next_line().await.unwrap() {
        lines.push(String::from_utf8(line).unwrap());
    }
    assert_eq!(lines, ["{\"a\":1}", "{\"a\":2}", "{\"a\":3}"], "none is lost and none comes twice");
    assert_eq!(server.await.unwrap().len(), 5);
}

#[tokio::test]
async fn a_job_that_comes_to_another_end_is_told() {
    let cases =
        [("cancelled", "the job `job-1` was cancelled"), ("failed", "the job `job-1` failed")];
    for (state, expected) in cases {
        let answers = vec![
            answer("202 Accepted\r\nContent-Type: application/json", QUEUED),
            answer("200 OK\r\nContent-Type: text/event-stream", &event("ended", state, 1)),
        ];
        let (connection, _server) = scripted(answers).await;
        let mut job = RunningJob::post(&connection, b"{}".to_vec(), "n").await.unwrap();
        let told = job.follow(&mut |_| {}).await.unwrap_err();
        assert_eq!(told.to_string(), expected);
    }
    // Fewer results than projects are not taken for all of them.
    let answers = vec![
        answer(
            "202 Accepted\r\nContent-Type: application/json",
            &QUEUED.replace("queued", "finished"),
        ),
        answer("200 OK\r\nContent-Type: application/x-ndjson", "{}\n"),
    ];
    let (connection, _server) = scripted(answers).await;
    let mut job = RunningJob::post(&connection, b"{}".to_vec(), "n").await.unwrap();
    assert!(job.next_line().await.unwrap().is_some());
    assert!(matches!(job.next_line().await.unwrap_err(), Error::JobLost { .. }));
}

#[test]
fn a_line_of_results_is_an_answer_or_a_refusal() {
    let answer = br#"{"schema":1,"candidates":[]}"#.to_vec();
    assert_eq!(job_line(answer.clone()).unwrap(), JobLine::Answer(answer));
    let refused = br#"{"project_id":"a","problem":{"type":"/problems/invalid-input","title":"x",
        "status":422,"detail":"no","errors":[{"path":"host_city","value":"X","expected":"Y"}]}}"#;
    let JobLine::Refused(refusal) = job_line(refused.to_vec()).unwrap() else { panic!() };
    assert_eq!((refusal.code(), refusal.faults[0].path.as_str()), ("invalid-input", "host_city"));
    assert!(job_line(b"no".to_vec()).is_err());
}

#[test]
fn a_key_stands_alone_in_its_file() {
    for text in ["hinterland_key_1", "hinterland_key_1\n", " hinterland_key_1\r\n"] {
        assert!(KeyText::parse(text).is_ok(), "{text:?}");
    }
    for text in ["", "\n", "two words", "密钥", "one\ntwo"] {
        assert!(KeyText::parse(text).is_err(), "{text:?}");
    }
    assert_eq!(format!("{:?}", KeyText::parse("hinterland_key_1").unwrap()), "KeyText");
}
