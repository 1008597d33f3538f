//! A question over HTTP, beside the same one asked in the process.

use std::{
    hint::black_box,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    num::NonZero,
    process::{Child, Command, Stdio},
    thread,
    time::Instant,
};

use axum::{Json, Router, routing::get};
use hinterland::{
    domain::project::ProjectProfile,
    http::{Include, match_body},
    service::{
        App,
        rank_regions::{Advice, Ranking, rank_regions},
    },
    world,
};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;
use serde::Serialize;
use tokio::runtime::{self, Runtime};

use super::{
    ranking::{opened, question, today},
    reference::{SEED, middle, seconds},
};

/// Messages of the reference operation, and requests for nothing but a sign of life.
const EXCHANGES: usize = 5_000;
/// How often each project is asked about.
const ROUNDS: usize = 7;
/// What a message of the reference operation holds.
const MESSAGE: [u8; 64] = [b'x'; 64];

/// A server of its own process; it ends with the benchmark.
struct Served {
    child: Child,
    address: String,
    _folder: tempfile::TempDir,
}

impl Served {
    fn start() -> Served {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut child = Command::new(env!("CARGO_BIN_EXE_hinterland"))
            .arg("--data-dir")
            .arg(folder.path().join("data"))
            .args(["serve", "--address", "127.0.0.1:0", "--requests-per-second-max", "1000000"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        let said = child.stdout.take().expect("its output is a pipe");
        BufReader::new(said).read_line(&mut line).expect("it says where it listens");
        let address = line.trim().trim_start_matches("listening on http://").to_owned();
        Served { child, address, _folder: folder }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One connection, on which one request follows the other.
struct Connection {
    reader: BufReader<TcpStream>,
    body: Vec<u8>,
}

impl Connection {
    fn to(address: &str) -> Connection {
        let stream = TcpStream::connect(address).expect("the server accepts");
        stream.set_nodelay(true).expect("a connection can be set");
        Connection { reader: BufReader::new(stream), body: Vec::new() }
    }

    /// Sends a request and reads its answer.
    fn ask(&mut self, request: &[u8]) {
        self.reader.get_mut().write_all(request).expect("the server reads");
        let mut line = String::new();
        let mut length = 0;
        let mut is_first = true;
        loop {
            line.clear();
            self.reader.read_line(&mut line).expect("the server answers");
            assert!(!is_first || line.starts_with("HTTP/1.1 200"), "{line}");
            is_first = false;
            if let Some(said) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = said.trim().parse().expect("a length is a number");
            }
            if line.trim().is_empty() {
                break;
            }
        }
        self.body.resize(length, 0);
        self.reader.read_exact(&mut self.body).expect("the answer is whole");
    }
}

/// The middle of the questions about all projects of the built-in world over HTTP, in the process,
/// and of what goes to and fro in between.
pub(super) fn served() {
    let there_and_back = there_and_back();
    let served = Served::start();
    let mut connection = Connection::to(&served.address);
    let alive = format!("GET /healthz HTTP/1.1\r\nHost: {}\r\n\r\n", served.address);
    let alive = many(EXCHANGES, || connection.ask(alive.as_bytes()));
    let projects = world::built_in(&|_| None).projects;
    let floor = Floor::start();
    let mut bare = Connection::to(&floor.address);
    let nothing = format!("GET / HTTP/1.1\r\nHost: {}\r\n\r\n", floor.address);
    let alone = Alone::new();
    let mut times: [Vec<f64>; 4] = Default::default();
    for round in 0..=ROUNDS {
        for project in &projects {
            let request = request(&served.address, project);
            let over_http = seconds(|| connection.ask(request.as_bytes()));
            let bare = seconds(|| bare.ask(nothing.as_bytes()));
            let (in_process, ranking) = timed(|| alone.ask(project));
            let (written, _) = timed(|| written(ranking));
            // The first round warms both.
            if 0 < round {
                for (times, time) in times.iter_mut().zip([over_http, bare, in_process, written]) {
                    times.push(time);
                }
            }
        }
    }
    let bytes = connection.body.len();
    let differences = times[0].iter().zip(&times[2]).map(|(one, other)| one - other);
    let over = middle(differences.collect());
    let [asked, bare, in_process, written] = times.map(middle);
    println!(
        "served: one connection, each of {} projects {ROUNDS} times, without further parts, in turn \
         with the others",
        projects.len()
    );
    println!("  RN, 64 bytes there and back     p50 {:.1} µs", there_and_back * 1e6);
    println!("  a sign of life                  p50 {:.1} µs", alive * 1e6);
    println!("  RJ, a bare server's JSON        p50 {:.1} µs", bare * 1e6);
    println!("  a match, some {bytes} bytes      p50 {:.0} µs", asked * 1e6);
    println!("  the same in the process         p50 {:.0} µs", in_process * 1e6);
    println!("  its document, composed, written p50 {:.0} µs", written * 1e6);
    println!(
        "  HTTP and JSON therefore take    p50 {:.0} µs, {:.1} RN, {:.1} RJ",
        over * 1e6,
        over / there_and_back,
        over / bare
    );
}

/// RJ: what a server of the same library takes for as much JSON as a short ranking has: ten hits of
/// twelve contributions, written anew each time, on as many threads as the program carries messages
/// with.
struct Floor {
    address: String,
    _runtime: Runtime,
}

#[derive(Clone, Serialize)]
struct Hit {
    region: &'static str,
    score: f32,
    contributions: [f32; 12],
}

impl Floor {
    fn start() -> Floor {
        let processors = thread::available_parallelism().map_or(1, NonZero::get);
        let runtime = runtime::Builder::new_multi_thread()
            .worker_threads((processors / 2).max(1))
            .enable_all()
            .build()
            .expect("a runtime");
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"));
        let listener = listener.expect("a free port");
        let address = listener.local_addr().expect("it is bound").to_string();
        let mut random = Pcg64::seed_from_u64(SEED);
        let mut share = move || (random.next_u64() >> 40) as f32 / (1_u64 << 24) as f32;
        let contributions = std::array::from_fn(|_| share());
        let hits = [(); 10].map(|()| Hit { region: "CN-G341126", score: share(), contributions });
        let router = Router::new().route("/", get(async move || Json(hits.clone())));
        runtime.spawn(axum::serve(listener, router).into_future());
        Floor { address, _runtime: runtime }
    }
}

/// RN: a few bytes there and back over the loopback.
fn there_and_back() -> f64 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    let echo = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("somebody comes");
        stream.set_nodelay(true).expect("a connection can be set");
        let mut message = MESSAGE;
        while stream.read_exact(&mut message).is_ok() {
            stream.write_all(&message).expect("somebody reads");
        }
    });
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream.set_nodelay(true).expect("a connection can be set");
    let mut message = MESSAGE;
    let time = many(EXCHANGES, || {
        stream.write_all(&MESSAGE).expect("somebody reads");
        stream.read_exact(&mut message).expect("it comes back");
    });
    drop(stream);
    echo.join().expect("it ends with the connection");
    time
}

fn timed<A>(run: impl FnOnce() -> A) -> (f64, A) {
    let start = Instant::now();
    let answer = black_box(run());
    (start.elapsed().as_secs_f64(), answer)
}

fn many(count: usize, mut run: impl FnMut()) -> f64 {
    middle((0..count).map(|_| seconds(&mut run)).collect())
}

fn request(address: &str, project: &ProjectProfile) -> String {
    let body = serde_json::json!({ "project_id": project.id, "as_of": today() }).to_string();
    format!(
        "POST /v1/matches HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// The use case without HTTP.
struct Alone {
    runtime: Runtime,
    app: App,
    _folder: tempfile::TempDir,
}

impl Alone {
    fn new() -> Alone {
        let (runtime, app, folder) = opened();
        Alone { runtime, app, _folder: folder }
    }

    fn ask(&self, project: &ProjectProfile) -> Ranking {
        let asked = rank_regions(&self.app, question(project, Advice::Given));
        self.runtime.block_on(asked).expect("the question is sound")
    }
}

/// The document of an answer.
fn written(ranking: Ranking) -> Vec<u8> {
    let body = match_body(ranking, &Include::none());
    serde_json::to_vec(&body).expect("a document has a form in JSON")
}
