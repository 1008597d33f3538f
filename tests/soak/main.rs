//! The faults in their full sizes, against a server of its own process:
//! `cargo bench --bench soak -- NAME…`, or all of them without a name. Each prints what it measured
//! and ends with a panic where an outcome is not what `tests/README.md` says.
//!
//! More connections than the default limit of open files need `ulimit -n 20000` before.

#![expect(clippy::print_stdout, reason = "a soak reports on its standard output")]
#![expect(clippy::unwrap_used, reason = "a panic is the report")]
#![expect(dead_code, reason = "the tests use what is not used here")]

/// A server and raw connections to it, as the tests have them.
#[path = "../it/faults/server.rs"]
mod server;

/// Disks that fail or are full.
mod disk;
/// Little memory.
mod memory;
/// The same load for as long as is asked.
mod steady;
/// A write of which any single call to the disk fails.
#[path = "../it/faults/nth_call.rs"]
mod nth_call;

use std::{
    future::Future,
    pin::Pin,
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    task::JoinSet,
    time::{MissedTickBehavior, interval},
};

use server::{Server, connect, exchange, golden_question, long_question, request};

type Run = fn() -> Pin<Box<dyn Future<Output = ()>>>;

fn main() {
    let known: [(&str, Run); 9] = [
        ("slow-loris", || Box::pin(slow_loris())),
        ("silent", || Box::pin(silent())),
        ("pipelined", || Box::pin(pipelined())),
        ("overload", || Box::pin(overload())),
        ("hang-up", || Box::pin(hang_up())),
        ("steady", || Box::pin(steady::steady())),
        ("little-memory", || Box::pin(memory::little_memory())),
        ("every-call", || Box::pin(disk::every_call())),
        ("full-disk", || Box::pin(disk::full_disk())),
    ];
    let asked: Vec<String> =
        std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for (name, run) in known {
        if asked.is_empty() || asked.iter().any(|word| word == name) {
            let started = Instant::now();
            runtime.block_on(run());
            println!("{name}: passed in {:.1} s", started.elapsed().as_secs_f64());
        }
    }
}

/// The time that the golden question takes, in the middle and of the slowest hundredth.
async fn golden_times(server: &Server, golden: &str, count: usize) -> (Duration, Duration) {
    let mut times = Vec::with_capacity(count);
    for _ in 0..count {
        let started = Instant::now();
        let reply = server.ask(&golden_question()).await;
        assert_eq!((reply.status, reply.body.as_str()), (200, golden));
        times.push(started.elapsed());
    }
    times.sort_unstable();
    (times[count / 2], times[count * 99 / 100])
}

/// 23: 2,000 half heads.
async fn slow_loris() {
    let server = Server::start("").await;
    let golden = server.golden().await;
    let before = golden_times(&server, &golden, 200).await;
    let started = Instant::now();
    let mut ends = JoinSet::new();
    for _ in 0..2_000 {
        let mut stream = connect(server.address).await;
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: loc").await.unwrap();
        ends.spawn(async move {
            let begun = Instant::now();
            let _ = stream.read_to_end(&mut Vec::new()).await;
            begun.elapsed()
        });
    }
    let meanwhile = golden_times(&server, &golden, 200).await;
    let longest = ends.join_all().await.into_iter().max().unwrap();
    println!(
        "slow-loris: golden p50 and p99 {before:?} before, {meanwhile:?} meanwhile; the longest \
         connection lived {longest:?}, all {:?}",
        started.elapsed()
    );
    assert!(longest < Duration::from_secs(6), "{longest:?}");
    server.is_well(&golden).await;
}

/// 24: 5,000 connections that say nothing, nearly five times as many as there are seats.
async fn silent() {
    let server = Server::start("").await;
    let golden = server.golden().await;
    let before = golden_times(&server, &golden, 200).await;
    let mut ends = JoinSet::new();
    for _ in 0..5_000 {
        let mut stream = connect(server.address).await;
        ends.spawn(async move {
            let begun = Instant::now();
            let _ = stream.read_to_end(&mut Vec::new()).await;
            begun.elapsed()
        });
    }
    let started = Instant::now();
    assert_eq!(server.get("/healthz").await.status, 200);
    println!("silent: a new client was served within {:?}", started.elapsed());
    let meanwhile = golden_times(&server, &golden, 200).await;
    let longest = ends.join_all().await.into_iter().max().unwrap();
    println!(
        "silent: golden p50 and p99 {before:?} before, {meanwhile:?} meanwhile; the longest \
         connection lived {longest:?}"
    );
    assert!(longest < Duration::from_secs(6), "{longest:?}");
    server.is_well(&golden).await;
}

/// 30: 10,000 requests in a row, and 100,000 one after the other.
async fn pipelined() {
    let server = Server::start("").await;
    let golden = server.golden().await;
    let before = server.memory_kib();
    for (count, at_once) in [(10_000, 10_000), (100_000, 10)] {
        let (mut reading, mut writing) = connect(server.address).await.into_split();
        let one = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
        let write = async move {
            for _ in 0..count / at_once {
                writing.write_all(one.repeat(at_once).as_bytes()).await.unwrap();
            }
            writing
        };
        let read = async {
            let (mut answers, mut buffer) = (0, vec![0; 1 << 16]);
            while answers < count {
                let length = reading.read(&mut buffer).await.unwrap();
                assert!(0 < length, "closed after {answers}");
                // Each answer has one body, and each body one brace at its end.
                answers += buffer[..length].split(|byte| *byte == b'}').count() - 1;
            }
        };
        let started = Instant::now();
        tokio::join!(write, read);
        println!("pipelined: {count} requests in {:?}", started.elapsed());
    }
    println!("pipelined: {} KiB before, {} KiB after", before, server.memory_kib());
    assert!(server.memory_kib() < before + 32 * 1024);
    server.is_well(&golden).await;
}

/// 31 and 35: an open loop at three times the capacity for a minute, probes meanwhile.
async fn overload() {
    let server = Server::start("request_seconds_max = 10").await;
    let golden = server.golden().await;
    let body = long_question().to_string();
    let text = request("POST", "/v1/matches", Some(("application/json", &body)));
    let started = Instant::now();
    for _ in 0..20 {
        assert_eq!(exchange(server.address, &text).await.status, 200);
    }
    // One after the other takes one thread, of two.
    let pause = started.elapsed() / 20 / 2 / 3;
    println!("overload: one question each {pause:?}");
    let mut clients = JoinSet::new();
    let mut step = interval(pause.max(Duration::from_micros(100)));
    step.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let begun = Instant::now();
    let mut probes = Vec::new();
    let mut asked = 0_u32;
    while begun.elapsed() < Duration::from_mins(1) {
        step.tick().await;
        let (address, text) = (server.address, text.clone());
        clients.spawn(async move {
            let started = Instant::now();
            let reply = exchange(address, &text).await;
            (reply.status, reply.head.contains("retry-after"), started.elapsed())
        });
        asked += 1;
        if asked.is_multiple_of(100) {
            let started = Instant::now();
            assert_eq!(server.get("/healthz").await.status, 200);
            probes.push(started.elapsed());
        }
    }
    let replies = clients.join_all().await;
    let mut answered: Vec<Duration> =
        replies.iter().filter(|reply| reply.0 == 200).map(|reply| reply.2).collect();
    assert!(replies.iter().all(|reply| reply.0 == 200 || (reply.0 == 503 && reply.1)));
    answered.sort_unstable();
    probes.sort_unstable();
    let at = |times: &[Duration], share: usize| times[(times.len() - 1) * share / 100];
    println!(
        "overload: {} of {} answered, p50 {:?} p99 {:?}; probes p50 {:?} p99 {:?}",
        answered.len(),
        replies.len(),
        at(&answered, 50),
        at(&answered, 99),
        at(&probes, 50),
        at(&probes, 99)
    );
    let started = Instant::now();
    assert_eq!(server.golden().await, golden);
    assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
    server.is_well(&golden).await;
}

/// 33: 1,000 clients that hang up.
async fn hang_up() {
    let server = Server::start("").await;
    let golden = server.golden().await;
    let body = long_question().to_string();
    let text = request("POST", "/v1/matches", Some(("application/json", &body)));
    for _ in 0..10 {
        let mut streams = Vec::new();
        for _ in 0..100 {
            let mut stream = connect(server.address).await;
            stream.write_all(text.as_bytes()).await.unwrap();
            streams.push(stream);
        }
        drop(streams);
    }
    let started = Instant::now();
    server.until("hinterland_computing_in_flight", |count| count == 0).await;
    println!("hang-up: nothing is computed {:?} after the last hung up", started.elapsed());
    server.is_well(&golden).await;
}
