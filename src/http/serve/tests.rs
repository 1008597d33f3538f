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

#[test]
fn only_loopback_is_served() {
    for address in ["127.0.0.1:80", "127.9.9.9:80", "[::1]:80", "[::ffff:127.0.0.1]:80"] {
        assert!(check_address(address.parse().unwrap()).is_ok(), "{address}");
    }
    for address in ["0.0.0.0:80", "[::]:80", "10.0.0.1:80", "[fe80::1]:80"] {
        let message = check_address(address.parse().unwrap()).unwrap_err().to_string();
        assert!(message.contains("loopback") && message.contains("keys"), "{message}");
    }
}

struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<Result<(), ServeError>>,
}

async fn start(router: Router) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let shutdown = async {
        let _ = stopped.await;
    };
    let ended = tokio::spawn(async move { serve_router(router, listener, shutdown).await });
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
    running.stop.send(()).unwrap();
    running.ended.await.unwrap().unwrap();
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
    ];
    for (text, status) in cases {
        let answer = exchange(running.address, &text).await;
        assert_eq!(answer.split(' ').nth(1), Some(status), "{}", &text[..20]);
    }
    running.stop.send(()).unwrap();
    running.ended.await.unwrap().unwrap();
}
