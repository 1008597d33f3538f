//! The accept loop on a loopback socket.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{Router, routing::get};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{Notify, oneshot},
    task::JoinHandle,
};

use super::*;
use crate::{
    domain::limits::{HEADER_SECONDS_MAX, SILENT_SECONDS_MAX},
    http::Seconds,
};

#[test]
fn only_loopback_is_served() {
    for address in ["127.0.0.1:80", "127.9.9.9:80", "[::1]:80", "[::ffff:127.0.0.1]:80"] {
        assert!(Door::Loopback.check_address(address.parse().unwrap()).is_ok(), "{address}");
    }
    for address in ["0.0.0.0:80", "[::]:80", "10.0.0.1:80", "[fe80::1]:80"] {
        let message =
            Door::Loopback.check_address(address.parse().unwrap()).unwrap_err().to_string();
        assert!(message.contains("loopback") && message.contains("keys"), "{message}");
    }
}

struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<Result<(), ServeError>>,
}

impl Running {
    async fn end(self) {
        self.stop.send(()).unwrap();
        self.ended.await.unwrap().unwrap();
    }
}

fn seconds(seconds: f64) -> Seconds {
    Seconds::new(seconds).unwrap()
}

fn here() -> Router {
    Router::new().route("/", get(async || "here"))
}

async fn start(router: Router) -> Running {
    start_within(router, ServerLimits::default()).await
}

async fn start_within(router: Router, limits: ServerLimits) -> Running {
    let metrics = Metrics::new();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let shutdown = async {
        let _ = stopped.await;
    };
    let guarded = Guarded { routes: router, guard: None };
    let (_, live) = watch::channel(Live::new(&guarded, limits, &metrics));
    let server = Server { live, door: Door::Loopback, metrics };
    let ended = tokio::spawn(async move { server.serve(listener, shutdown).await });
    Running { address, stop, ended }
}

async fn exchange(address: SocketAddr, text: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn a_request_in_flight_is_answered_after_the_stop() {
    let (arrived, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (arrived_inside, go_on_inside) = (arrived.clone(), go_on.clone());
    let handler = async move || {
        arrived_inside.notify_one();
        go_on_inside.notified().await;
        "done"
    };
    let running = start(Router::new().route("/", get(handler))).await;
    let address = running.address;
    let answer = tokio::spawn(async move {
        exchange(address, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await
    });
    // A connection that is open and silent does not delay the end.
    let _silent = TcpStream::connect(address).await.unwrap();
    arrived.notified().await;
    running.stop.send(()).unwrap();
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    go_on.notify_one();
    assert!(answer.await.unwrap().ends_with("done"));
    running.ended.await.unwrap().unwrap();
}

#[tokio::test]
async fn an_answer_without_an_end_ends_with_the_server() {
    let arrived = Arc::new(Notify::new());
    let arrived_inside = arrived.clone();
    let handler = async move |mut stopping: Stopping| {
        arrived_inside.notify_one();
        stopping.begun().await;
        "over"
    };
    let running = start(Router::new().route("/", get(handler))).await;
    let address = running.address;
    let answer = tokio::spawn(async move {
        exchange(address, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await
    });
    arrived.notified().await;
    let begun = Instant::now();
    running.end().await;
    assert!(answer.await.unwrap().ends_with("over"));
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn heads_that_never_end_are_closed() {
    let running = start(Router::new().route("/", get(async || "here"))).await;
    let started = Instant::now();
    let (silent, half) = tokio::join!(
        exchange(running.address, ""),
        exchange(running.address, "GET / HTTP/1.1\r\nHost: local"),
    );
    assert_eq!((silent.as_str(), half.contains(" 200 ")), ("", false));
    let most = Duration::from_secs(HEADER_SECONDS_MAX + 1);
    assert!(started.elapsed() < most, "{:?}", started.elapsed());
    running.end().await;
}

#[tokio::test]
async fn heads_too_large_are_refused() {
    let running = start(Router::new().route("/", get(async || "here"))).await;
    let request = |line: &str, headers: &str| {
        format!("GET {line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n")
    };
    let many = "X-Many: 1\r\n".repeat(200);
    let cases = [
        (request("/", ""), "200"),
        (request("/", &many), "431"),
        (request(&format!("/{}", "x".repeat(100_000)), ""), "414"),
        // More than is followed, and whole before its size is looked at.
        (request("/", &format!("X-Long: {}\r\n", "x".repeat(140_000))), "431"),
        (request("/", &format!("X-Long: {}\r\nHost: other\r\n", "x".repeat(140_000))), "431"),
    ];
    for (text, status) in cases {
        let answer = exchange(running.address, &text).await;
        assert_eq!(answer.split(' ').nth(1), Some(status), "{}", &text[..20]);
    }
    running.end().await;
}

const ASK: &str = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// The status of each answer of a conversation.
fn statuses(answers: &str) -> Vec<&str> {
    let heads = answers.split("HTTP/1.1 ").skip(1);
    heads.map(|head| head.split(' ').next().unwrap_or_default()).collect()
}

#[tokio::test]
async fn a_head_that_comes_byte_by_byte_has_no_more_time() {
    let limits = ServerLimits { header_seconds_max: seconds(0.2), ..ServerLimits::default() };
    let running = start_within(here(), limits).await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    let started = Instant::now();
    let mut step = tokio::time::interval(Duration::from_millis(10));
    while stream.write_all(b"x").await.is_ok() {
        step.tick().await;
        assert!(started.elapsed() < Duration::from_secs(5), "still open");
    }
    running.end().await;
}

#[tokio::test]
async fn an_idle_connection_is_kept_for_a_while() {
    let limits = ServerLimits {
        silent_seconds_max: seconds(0.2),
        header_seconds_max: seconds(0.2),
        idle_seconds_max: seconds(1.0),
        ..ServerLimits::default()
    };
    let running = start_within(here(), limits).await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream.write_all(ASK.as_bytes()).await.unwrap();
    // Longer than a silent connection or a head would have.
    tokio::time::sleep(Duration::from_millis(500)).await;
    stream.write_all(ASK.as_bytes()).await.unwrap();
    let started = Instant::now();
    let mut answers = String::new();
    stream.read_to_string(&mut answers).await.unwrap();
    assert_eq!(statuses(&answers), ["200", "200"]);
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    running.end().await;
}

#[tokio::test]
async fn an_answer_that_nobody_takes_is_given_up() {
    let large = Router::new().route("/", get(async || vec![b'x'; 64 * 1024 * 1024]));
    let limits = ServerLimits { write_stall_seconds_max: seconds(0.2), ..ServerLimits::default() };
    let running = start_within(large, limits).await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream.write_all(ASK.as_bytes()).await.unwrap();
    let started = Instant::now();
    running.end().await;
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    assert!(answer.len() < 64 * 1024 * 1024);
}

#[tokio::test]
async fn an_address_has_so_many_connections() {
    let limits = ServerLimits { connections_per_address_max: 2, ..ServerLimits::default() };
    let running = start_within(here(), limits).await;
    let mut first = TcpStream::connect(running.address).await.unwrap();
    let _second = TcpStream::connect(running.address).await.unwrap();
    let third = exchange(running.address, "").await;
    assert_eq!(statuses(&third), ["503"]);
    // One that ends makes room.
    first.shutdown().await.unwrap();
    first.read_to_end(&mut Vec::new()).await.unwrap();
    let once = ASK.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
    while statuses(&exchange(running.address, &once).await) != ["200"] {
        tokio::task::yield_now().await;
    }
    running.end().await;
}

#[tokio::test]
async fn where_all_seats_are_taken_the_longest_silent_makes_room() {
    let limits = ServerLimits { connections_max: 2, ..ServerLimits::default() };
    let running = start_within(here(), limits).await;
    let mut asked = TcpStream::connect(running.address).await.unwrap();
    asked.write_all(ASK.as_bytes()).await.unwrap();
    let mut answer = [0; 15];
    asked.read_exact(&mut answer).await.unwrap();
    let started = Instant::now();
    let mut silent = TcpStream::connect(running.address).await.unwrap();
    let once = ASK.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
    assert_eq!(statuses(&exchange(running.address, &once).await), ["200"]);
    assert_eq!(silent.read(&mut [0]).await.unwrap_or(0), 0, "closed without a word");
    let most = Duration::from_secs(SILENT_SECONDS_MAX);
    assert!(started.elapsed() < most, "{:?}", started.elapsed());
    // Whoever has asked before is still there.
    asked.write_all(once.as_bytes()).await.unwrap();
    let mut rest = String::new();
    asked.read_to_string(&mut rest).await.unwrap();
    assert_eq!(statuses(&rest), ["200"]);
    running.end().await;
}

#[tokio::test]
async fn heads_of_two_readings_are_refused_and_the_connection_closed() {
    let running = start(here()).await;
    let cases = [
        ("GET / HTTP/1.1\r\n\r\n", "no host"),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "two hosts"),
        ("GET / HTTP/1.1\nHost: a\n\n", "bare line feeds"),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n", "a folded line"),
        ("GET / HTTP/1.1\r\nHost : a\r\n\r\n", "a space before the colon"),
        ("GET /\r\n\r\n", "HTTP/0.9"),
        ("\x16\x03\x01\x02\x00\x01\x00\x01\u{fc}\x03\x03 hello\r\n\r\n", "TLS"),
        (
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n\
             0\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "two framings",
        ),
        (
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 4\r\n\r\nbody\
             GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "two lengths",
        ),
        (
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nbody",
            "two different lengths",
        ),
    ];
    for (text, why) in cases {
        let answer = exchange(running.address, text).await;
        assert_eq!(statuses(&answer), ["400"], "{why}: {answer}");
    }
    running.end().await;
}

#[tokio::test]
async fn after_a_chunked_body_the_connection_ends() {
    let post = Router::new().route("/", axum::routing::post(async |body: String| body));
    let running = start(post).await;
    let text = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\
        3\r\nabc\r\n0\r\n\r\nPOST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";
    let answer = exchange(running.address, text).await;
    assert_eq!(statuses(&answer), ["200"], "{answer}");
    assert!(answer.contains("connection: close") && answer.ends_with("abc"), "{answer}");
    running.end().await;
}

#[tokio::test]
async fn many_requests_on_one_connection_are_answered_in_order() {
    let path = |uri: axum::http::Uri| async move { uri.path().to_owned() };
    let limits = ServerLimits {
        requests_per_second_max: 1_000_000,
        requests_burst_max: 1_000_000,
        ..ServerLimits::default()
    };
    let running = start_within(Router::new().route("/{number}", get(path)), limits).await;
    let ask = |number: usize| {
        let end = if number == 999 { "Connection: close\r\n" } else { "" };
        format!("GET /{number} HTTP/1.1\r\nHost: a\r\n{end}\r\n")
    };
    let asked: String = (0..1_000).map(ask).collect();
    let answers = exchange(running.address, &asked).await;
    let bodies = answers.split("HTTP/1.1 200 OK").skip(1);
    let numbers: Vec<&str> = bodies.map(|text| text.rsplit('/').next().unwrap()).collect();
    let expected: Vec<String> = (0..1_000).map(|number| number.to_string()).collect();
    assert_eq!(numbers, expected);
    running.end().await;
}

#[tokio::test]
async fn a_panic_is_counted_and_the_connection_goes_on() {
    let panics = get(async || -> &'static str { panic!("a fault\nof mine") });
    let metrics = Metrics::new();
    let limits = ServerLimits::default();
    let router = here().route("/panics", panics);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let guarded = Guarded { routes: router, guard: None };
    let (_, live) = watch::channel(Live::new(&guarded, limits, &metrics));
    let server = Server { live, door: Door::Loopback, metrics: metrics.clone() };
    let running = tokio::spawn(async move { server.serve(listener, std::future::pending()).await });
    let text = "GET /panics HTTP/1.1\r\nHost: a\r\n\r\n\
        GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    let answers = exchange(address, text).await;
    assert_eq!(statuses(&answers), ["500", "200"]);
    assert!(answers.contains("application/problem+json") && !answers.contains("of mine"));
    assert_eq!(metrics.panics(), 1);
    running.abort();
}

#[tokio::test]
async fn accepting_rests_after_an_error_and_goes_on() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let limits = ServerLimits::default();
    let metrics = Metrics::new();
    let guarded = Guarded { routes: here(), guard: None };
    let (_, live) = watch::channel(Live::new(&guarded, limits, &metrics));
    let server = Server { live, door: Door::Loopback, metrics };
    let (_stop, stopped) = watch::channel(());
    let tries = std::cell::Cell::new(0_u32);
    // The third try finds files again.
    let accept = || async {
        tries.set(tries.get() + 1);
        match tries.get() {
            1 => Err(io::Error::from_raw_os_error(24)),
            2 => Err(io::ErrorKind::ConnectionAborted.into()),
            _ => listener.accept().await,
        }
    };
    let (answered, done) = oneshot::channel::<()>();
    let shutdown = async { done.await.unwrap_or_default() };
    let client = async {
        let ask = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        let answer = exchange(address, ask).await;
        answered.send(()).unwrap();
        answer
    };
    let (_connections, answer) =
        tokio::join!(server.accept_until(shutdown, accept, stopped), client);
    assert_eq!(statuses(&answer), ["200"]);
    assert!(3 <= tries.get());
}

#[tokio::test]
async fn what_does_not_end_in_time_is_closed_at_the_end() {
    let stuck =
        Router::new().route("/", get(async || -> &'static str { std::future::pending().await }));
    let limits = ServerLimits { drain_seconds_max: seconds(0.2), ..ServerLimits::default() };
    let running = start_within(stuck, limits).await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream.write_all(ASK.as_bytes()).await.unwrap();
    let started = Instant::now();
    running.end().await;
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}
