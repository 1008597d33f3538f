use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde_json::Value;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, sqlite::SqliteConnectOptions};

/// How long an answer may take before the test gives up.
const PATIENCE: Duration = Duration::from_mins(1);
/// What could lead the program to another place than the test's.
const VARIABLES: [&str; 11] = [
    "HINTERLAND_DATA_DIR",
    "HINTERLAND_DATABASE_URL",
    "HINTERLAND_DATABASE_URL_FILE",
    "HINTERLAND_LOG",
    "HINTERLAND_ADDRESS",
    "HINTERLAND_JOB_THREADS",
    "HINTERLAND_WORK_THREADS",
    "HINTERLAND_WEBHOOK_HOSTS",
    "HINTERLAND_WEBHOOK_LOOPBACK_HOSTS",
    "HINTERLAND_CA_FILE",
    "PGPASSWORD",
];

/// The program on a data directory and perhaps a PostgreSQL database, beginning with nothing.
pub(crate) fn program(data_dir: &Path, database_url: Option<&str>) -> Command {
    let mut command = on(data_dir, database_url);
    command.args(["--world", "none"]);
    command
}

fn on(data_dir: &Path, database_url: Option<&str>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hinterland"));
    for variable in VARIABLES {
        command.env_remove(variable);
    }
    command.arg("--data-dir").arg(data_dir);
    if let Some(url) = database_url {
        command.env("HINTERLAND_DATABASE_URL", url);
    }
    command
}

/// Asks whoever listens at an address, and returns status and body; an error if the answer does
/// not come to its end.
pub(crate) fn ask(address: &str, method: &str, path: &str, body: &str) -> io::Result<(u16, Value)> {
    let (head, body) = exchange(address, method, path, "", body)?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    Ok((status.ok_or(io::ErrorKind::UnexpectedEof)?, body))
}

/// Asks with further header lines, each with its end, and returns head and body of the answer. `Host` is
/// the address, unless it is one of them.
pub(crate) fn exchange(
    address: &str,
    method: &str,
    path: &str,
    headers: &str,
    body: &str,
) -> io::Result<(String, Value)> {
    let mut connection = TcpStream::connect(address)?;
    connection.set_read_timeout(Some(PATIENCE))?;
    let is_rows = path.contains(":import");
    let content = if is_rows { "application/x-ndjson" } else { "application/json" };
    let is_named = headers.contains("Host: ");
    let host = if is_named { String::new() } else { format!("Host: {address}\r\n") };
    let length = body.len();
    write!(
        connection,
        "{method} {path} HTTP/1.1\r\n{host}Connection: close\r\n{headers}\
         Content-Type: {content}\r\nContent-Length: {length}\r\n\r\n{body}"
    )?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer)?;
    let (head, text) = answer.split_once("\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
    let length: usize = head
        .lines()
        .filter_map(|line| line.split_once(": "))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, length)| length.parse().ok())
        .unwrap_or(0);
    if text.len() < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok((head.to_owned(), serde_json::from_str(text).unwrap_or(Value::Null)))
}

/// Carries out a statement in the SQLite file of a data directory, also behind a server's back.
#[allow(dead_code, reason = "this file stands in three binaries")]
pub(crate) fn damage(data_dir: &Path, statement: &str) {
    let options = SqliteConnectOptions::new().filename(data_dir.join("hinterland.db"));
    let statement = AssertSqlSafe(statement.to_owned());
    let work = async {
        let mut connection = options.connect().await.unwrap();
        let done = sqlx::query(statement).execute(&mut connection).await.unwrap();
        assert!(0 < done.rows_affected());
        connection.close().await.unwrap();
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.unwrap().block_on(work);
}

/// A server in a process of its own; it is killed when the test ends, however it ends.
pub(crate) struct ServerProcess {
    child: Child,
    address: String,
}

impl ServerProcess {
    /// Starts a server that a single caller may ask as fast as it can, and waits until it listens.
    pub(crate) fn start(data_dir: &Path, database_url: Option<&str>) -> ServerProcess {
        ServerProcess::listen(program(data_dir, database_url), "127.0.0.1:0")
    }

    /// The same at an address, and else as `deploy/server.toml` has it.
    #[allow(dead_code, reason = "this file stands in three binaries")]
    pub(crate) fn deployed_at(
        address: &str,
        data_dir: &Path,
        database_url: Option<&str>,
    ) -> ServerProcess {
        let mut command = program(data_dir, database_url);
        let config = concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/server.toml");
        command.args(["serve", "--config", config, "--address", address]);
        ServerProcess::spawn(command)
    }

    /// One that leaves the jobs to others.
    #[allow(dead_code, reason = "this file stands in three binaries")]
    pub(crate) fn without_worker(data_dir: &Path, database_url: Option<&str>) -> ServerProcess {
        let mut command = program(data_dir, database_url);
        command.env("HINTERLAND_JOB_THREADS", "0");
        ServerProcess::listen(command, "127.0.0.1:0")
    }

    /// One that tells a receiver on this machine.
    #[allow(dead_code, reason = "this file stands in three binaries")]
    pub(crate) fn telling(
        data_dir: &Path,
        database_url: Option<&str>,
        receiver: &str,
    ) -> ServerProcess {
        let mut command = program(data_dir, database_url);
        command.env("HINTERLAND_WEBHOOK_LOOPBACK_HOSTS", receiver);
        ServerProcess::listen(command, "127.0.0.1:0")
    }

    /// The same, trusting the authorities in a file, too.
    #[allow(dead_code, reason = "this file stands in three binaries")]
    pub(crate) fn telling_over_https(
        data_dir: &Path,
        receiver: &str,
        ca_file: Option<&str>,
    ) -> ServerProcess {
        let mut command = program(data_dir, None);
        command.env("HINTERLAND_WEBHOOK_LOOPBACK_HOSTS", receiver);
        if let Some(file) = ca_file {
            command.env("HINTERLAND_CA_FILE", file);
        }
        ServerProcess::listen(command, "127.0.0.1:0")
    }

    /// On the built-in world; a busy machine takes its own time over what is quick elsewhere.
    #[allow(dead_code, reason = "this file stands in three binaries")]
    pub(crate) fn with_world(data_dir: &Path) -> ServerProcess {
        let mut command = on(data_dir, None);
        command.env("HINTERLAND_REQUEST_SECONDS_MAX", "120");
        ServerProcess::listen(command, "127.0.0.1:0")
    }

    /// The same, asking for keys.
    #[allow(dead_code, reason = "this file stands in three binaries")]
    pub(crate) fn with_world_behind_keys(data_dir: &Path) -> ServerProcess {
        let mut command = on(data_dir, None);
        command.env("HINTERLAND_REQUEST_SECONDS_MAX", "120");
        command.args(["serve", "--require-keys", "--address", "127.0.0.1:0"]);
        ServerProcess::spawn(command)
    }

    fn listen(mut command: Command, address: &str) -> ServerProcess {
        command.args(["serve", "--address", address]);
        ServerProcess::spawn(command)
    }

    fn spawn(mut command: Command) -> ServerProcess {
        command.args(["--requests-per-second-max", "1000000"]);
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        let output = child.stdout.take().expect("standard output is a pipe");
        BufReader::new(output).read_line(&mut line).expect("the program speaks");
        let address = line.trim_end().strip_prefix("listening on http://").map(str::to_owned);
        ServerProcess { child, address: address.expect("the server listens") }
    }

    /// Asks, and returns status and body; an error if the server does not answer to the end.
    pub(crate) fn ask(&self, method: &str, path: &str, body: &str) -> io::Result<(u16, Value)> {
        ask(self.address(), method, path, body)
    }

    /// [`ServerProcess::ask`] of a server that nobody kills.
    pub(crate) fn get(&self, path: &str) -> (u16, Value) {
        self.ask("GET", path, "").unwrap_or_else(|error| panic!("GET {path}: {error}"))
    }

    /// Where it listens.
    #[allow(dead_code, reason = "this file stands in three binaries")]
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Where it listens, as `http://127.0.0.1:40000`.
    #[allow(dead_code, reason = "this file stands in three binaries")]
    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The number of the process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it at once, as a power cut of this process alone would.
    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("the process was there");
        self.child.wait().expect("the process ends");
    }

    /// Asks it to end, and waits until it has.
    #[allow(dead_code, reason = "this file stands in three binaries")]
    pub(crate) fn stop(&mut self) {
        let id = self.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status().expect("it is told");
        let status = self.child.wait().expect("the process ends");
        assert!(status.success(), "{status}");
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
