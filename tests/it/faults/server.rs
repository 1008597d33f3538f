use std::{
    fs,
    io::{BufRead, BufReader},
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

/// So long a test waits for what must come at once; a busy machine is slow.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// Limits that stand in no test's way; a test adds its own behind them.
const GENEROUS: &str = "[limits]\n\
    connections_per_address_max = 20000\n\
    requests_per_second_max = 1000000\n\
    requests_burst_max = 1000000\n\
    pairs_per_second_max = 1000000000000\n\
    pairs_burst_max = 1000000000000\n\
    request_seconds_max = 60\n";

/// A running server on a small world of its own; it ends with the test, however it ends.
pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) address: SocketAddr,
    pub(crate) log: PathBuf,
    directory: TempDir,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

/// How many parks the small world has.
pub(crate) const PARKS: usize = 60;

impl Server {
    /// With the small world, within generous limits and those of `limits`.
    pub(crate) async fn start(limits: &str) -> Server {
        let server = Server::empty(limits, &[]);
        server.fill().await;
        server
    }

    /// Brings the small world to a server without any region.
    pub(crate) async fn fill(&self) {
        let rows = world();
        let path = "/v1/regions:import";
        let reply = self.send("POST", path, Some(("application/x-ndjson", &rows))).await;
        assert_eq!(reply.status, 200, "{reply:?}");
    }

    /// Without any region; `arguments` are further ones of the program.
    pub(crate) fn empty(limits: &str, arguments: &[&str]) -> Server {
        Server::launch(Command::new(env!("CARGO_BIN_EXE_hinterland")), limits, arguments)
    }

    /// With so many open files at most.
    pub(crate) fn with_files(files: usize, limits: &str) -> Server {
        let mut shell = Command::new("sh");
        let script = format!("ulimit -n {files} && exec \"$0\" \"$@\"");
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_hinterland")]);
        Server::launch(shell, limits, &[])
    }

    /// Beginning as `command` in a folder of its own, which holds what the command needs.
    pub(crate) fn beginning_as(directory: TempDir, command: Command, limits: &str) -> Server {
        Server::launch_in(directory, command, limits, &[])
    }

    /// The same server again, killed and started anew.
    pub(crate) fn again(mut self) -> Server {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let directory = std::mem::replace(&mut self.directory, TempDir::new().unwrap());
        let command = Command::new(env!("CARGO_BIN_EXE_hinterland"));
        Server::launch_in(directory, command, "", &[])
    }

    fn launch(command: Command, limits: &str, arguments: &[&str]) -> Server {
        Server::launch_in(TempDir::new().unwrap(), command, limits, arguments)
    }

    fn launch_in(
        directory: TempDir,
        mut command: Command,
        limits: &str,
        arguments: &[&str],
    ) -> Server {
        let config = directory.path().join("server.toml");
        fs::write(&config, merged(limits)).unwrap();
        let log = directory.path().join("log");
        // What is set for the one who tests is not meant for this server.
        let variables = std::env::vars_os().map(|(name, _)| name);
        for name in variables.filter(|name| name.to_string_lossy().starts_with("HINTERLAND_")) {
            command.env_remove(name);
        }
        command.arg("--data-dir").arg(directory.path().join("data"));
        command.args(["--world", "none"]).args(arguments);
        command.args(["serve", "--address", "127.0.0.1:0", "--config"]).arg(config);
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.stderr(fs::File::create(&log).unwrap()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("listening on http://");
        let Some(address) = address.and_then(|address| address.parse().ok()) else {
            child.wait().unwrap();
            panic!("`{line}` {}", fs::read_to_string(log).unwrap());
        };
        Server { child, address, log, directory }
    }

    /// A request on a connection of its own.
    pub(crate) async fn send(&self, method: &str, path: &str, body: Option<(&str, &str)>) -> Reply {
        exchange(self.address, &request(method, path, body)).await
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, None).await
    }

    pub(crate) async fn ask(&self, question: &Value) -> Reply {
        let body = question.to_string();
        self.send("POST", "/v1/matches", Some(("application/json", &body))).await
    }

    /// A measurement by its whole name, with labels.
    pub(crate) async fn measured(&self, name: &str) -> u64 {
        let text = self.get("/metrics").await.body;
        let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        value.and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("{name}:\n{text}"))
    }

    /// Waits until a measurement is what it should be.
    pub(crate) async fn until(&self, name: &str, holds: impl Fn(u64) -> bool) {
        let held = async {
            while !holds(self.measured(name).await) {
                tokio::task::yield_now().await;
            }
        };
        timeout(PATIENCE, held).await.unwrap_or_else(|_| panic!("{name} stays as it is"));
    }

    /// What must hold after every fault: the process lives, answers as before, computes nothing
    /// more and holds no connection.
    pub(crate) async fn is_well(&self, golden: &str) {
        assert_eq!(self.get("/healthz").await.status, 200);
        let reply = self.ask(&golden_question()).await;
        assert_eq!((reply.status, reply.body.as_str()), (200, golden));
        self.until("hinterland_computing_in_flight", |count| count == 0).await;
        // The one that asks.
        self.until("hinterland_http_connections", |count| count <= 1).await;
        assert_eq!(self.measured("hinterland_panics_total").await, 0);
    }

    /// The answer that stays the same.
    pub(crate) async fn golden(&self) -> String {
        let reply = self.ask(&golden_question()).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.body
    }

    /// The open files of the process.
    pub(crate) fn open_files(&self) -> usize {
        fs::read_dir(format!("/proc/{}/fd", self.child.id())).unwrap().count()
    }

    /// Its open connections, and the sockets on which it listens. The files of the database are
    /// left out: it opens more of them the more is asked at a time.
    pub(crate) fn open_sockets(&self) -> usize {
        let files = fs::read_dir(format!("/proc/{}/fd", self.child.id())).unwrap();
        let targets = files.filter_map(|file| fs::read_link(file.ok()?.path()).ok());
        targets.filter(|target| target.to_string_lossy().starts_with("socket:")).count()
    }

    /// Its memory in KiB.
    pub(crate) fn memory_kib(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    pub(crate) fn signal(&self, name: &str) {
        let status = Command::new("kill").args([name, &self.child.id().to_string()]).status();
        assert!(status.unwrap().success());
    }

    /// Waits for the end of the process, off the async threads.
    pub(crate) async fn ended(mut self) -> (ExitStatus, String) {
        let ended = tokio::task::spawn_blocking(move || {
            let status = self.child.wait().unwrap();
            (status, fs::read_to_string(&self.log).unwrap())
        });
        timeout(PATIENCE, ended).await.expect("the server ends").unwrap()
    }

    /// Where its data are.
    pub(crate) fn directory(&self) -> &std::path::Path {
        self.directory.path()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// The generous limits, but where `limits` says something else.
fn merged(limits: &str) -> String {
    let name = |line: &str| line.split('=').next().unwrap_or_default().trim().to_owned();
    let own: Vec<String> = limits.lines().map(name).collect();
    let kept = GENEROUS.lines().filter(|line| !own.contains(&name(line)));
    kept.chain(limits.lines()).fold(String::new(), |text, line| text + line.trim() + "\n")
}

/// A country with parks of which land and place are known.
fn world() -> String {
    let country =
        json!({ "schema": 1, "id": "CN", "levels": ["country"], "name": { "en": "China" } });
    let park = |number: usize| {
        json!({
            "schema": 1, "id": format!("CN-P{number}"), "parent": "CN", "levels": ["park"],
            "name": { "en": format!("Park {number}") },
            "location": { "longitude": 100 + number % 20, "latitude": 22 + number % 17 },
            "land": { "approved_area": { "value": (50 + number).to_string(), "unit": "hectare" } },
        })
    };
    let rows = std::iter::once(country).chain((0..PARKS).map(park));
    rows.fold(String::new(), |text, row| format!("{text}{row}\n"))
}

pub(crate) fn golden_question() -> Value {
    json!({
        "project": {
            "schema": 1, "id": "golden",
            "industries": [{ "system": "gbt4754", "code": "2761", "weight": 1.0 }],
            "needs": { "land": { "value": "40", "unit": "mu" } },
        },
        "as_of": "2026-01-01", "limit": 3,
    })
}

/// A question that takes a while: ten thousand sets of weights, a hundred regions in all detail.
pub(crate) fn long_question() -> Value {
    let mut question = golden_question();
    question["limit"] = json!(100);
    question["include"] = json!(["robustness", "cost", "policies", "modes", "quadrant", "gates"]);
    question
}

/// The text of a request whose connection is closed after the answer.
pub(crate) fn request(method: &str, path: &str, body: Option<(&str, &str)>) -> String {
    let start = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
    match body {
        None => start + "\r\n",
        Some((media_type, text)) => {
            let length = text.len();
            format!("{start}Content-Type: {media_type}\r\nContent-Length: {length}\r\n\r\n{text}")
        }
    }
}

pub(crate) async fn connect(address: SocketAddr) -> TcpStream {
    timeout(PATIENCE, TcpStream::connect(address)).await.expect("a connection").unwrap()
}

/// From another address of this machine.
pub(crate) async fn connect_from(from: IpAddr, address: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((from, 0).into()).unwrap();
    socket.connect(address).await.unwrap()
}

/// Sends `text` and reads until the server closes.
pub(crate) async fn exchange(address: SocketAddr, text: &str) -> Reply {
    let mut stream = connect(address).await;
    // A server may refuse before all has arrived.
    let _ = stream.write_all(text.as_bytes()).await;
    read_reply(stream).await
}

/// What a server says until it closes; status 0 if it says nothing.
pub(crate) async fn read_reply(mut stream: TcpStream) -> Reply {
    let mut bytes = Vec::new();
    // A close in the middle of our sending shows as a reset, after the answer.
    let _ = timeout(PATIENCE, stream.read_to_end(&mut bytes)).await.expect("the server closes");
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    let (head, body) = (head.to_ascii_lowercase(), body.to_owned());
    Reply { status: status.unwrap_or(0), head, body }
}
