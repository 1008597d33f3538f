use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process,
    time::Duration,
};

use anyhow::Context as _;
use serde::Deserialize;
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
    sync::watch,
};

use super::{
    context::{Context, now},
    failure::Outcome,
    output::{note, print},
    receivers::ReceiverFlags,
    value, work,
};
use crate::{
    domain::{access::KeyStatus, invalid::Invalid, limits::CONFIGURATION_BYTES_MAX},
    http::{self, Door, Seconds, ServerLimits},
    service::{self, App, alerts, app::Access, keys, rerank_jobs, transfer},
};

/// The address if nothing else is said.
const ADDRESS: &str = "127.0.0.1:8080";
/// Threads for jobs: one, so that the others answer those who wait.
const JOB_THREADS: usize = 1;
/// How often to look for answers that need not be kept any more; each has its end to the second.
const UPKEEP: Duration = Duration::from_hours(1);

/// The flags of `serve`.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// The address to listen on; without `--require-keys` only this machine's own, and port 0 takes
    /// a free one [default: 127.0.0.1:8080]
    #[arg(long, env = "HINTERLAND_ADDRESS")]
    #[arg(value_name = "ADDRESS:PORT", value_parser = parse_address)]
    address: Option<SocketAddr>,

    /// Answer holders of a key alone, each what its role and organisation may see; `keys create`
    /// makes one
    #[arg(long, env = "HINTERLAND_REQUIRE_KEYS", conflicts_with = "insecure_open")]
    require_keys: bool,

    /// Listen on an address that other machines reach, without keys: whoever reaches it may read and
    /// change everything
    #[arg(long)]
    insecure_open: bool,

    /// A TOML file with `address`, `require_keys` and every limit of the server under `[limits]`; flags win over it
    #[arg(long, env = "HINTERLAND_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,

    /// Open connections [default: 1024]
    #[arg(long, env = "HINTERLAND_CONNECTIONS_MAX", value_name = "NUMBER")]
    connections_max: Option<usize>,

    /// Open connections of one address [default: 64]
    #[arg(long, env = "HINTERLAND_CONNECTIONS_PER_ADDRESS_MAX", value_name = "NUMBER")]
    connections_per_address_max: Option<usize>,

    /// Requests per second of one caller, over time; at once twice as many, or the
    /// `requests_burst_max` of the configuration file, 100 by default, if that is more [default: 50]
    #[arg(long, env = "HINTERLAND_REQUESTS_PER_SECOND_MAX", value_name = "NUMBER")]
    requests_per_second_max: Option<u32>,

    /// Seconds until a request is answered or given up [default: 10]
    #[arg(long, env = "HINTERLAND_REQUEST_SECONDS_MAX", value_name = "SECONDS")]
    #[arg(value_parser = seconds)]
    request_seconds_max: Option<Seconds>,

    /// Questions that are computed at a time, each on a thread [default: 2]
    #[arg(long, env = "HINTERLAND_COMPUTING_THREADS", value_name = "NUMBER")]
    computing_threads: Option<usize>,

    /// Threads beside those on which the jobs of `/v1/rerank-jobs` are ranked and saved searches
    /// looked at; 0 leaves both to `hinterland work`
    #[arg(long, env = "HINTERLAND_JOB_THREADS", value_name = "NUMBER", default_value_t = JOB_THREADS)]
    #[arg(value_parser = value::job_threads)]
    job_threads: usize,

    /// Whom alerts may be posted to.
    #[command(flatten)]
    receivers: ReceiverFlags,
}

impl Arguments {
    /// Where to listen, whom to let in and within which limits: the flags and variables, else the configuration
    /// file, else the defaults.
    ///
    /// # Errors
    /// A file that cannot be read, an unknown key, a limit out of range, an address that others
    /// reach while nobody keeps them out.
    fn settings(&self) -> anyhow::Result<(SocketAddr, Door, ServerLimits)> {
        let file = self.config.as_deref().map(read).transpose()?.unwrap_or_default();
        let address = match (self.address, file.address) {
            (Some(address), _) => address,
            (None, given) => {
                let given = given.as_deref().unwrap_or(ADDRESS);
                parse_address(given).map_err(anyhow::Error::msg).context("`address`")?
            }
        };
        let door = if self.require_keys || file.require_keys == Some(true) {
            Door::Keys
        } else if self.insecure_open {
            Door::Open
        } else {
            Door::Loopback
        };
        door.check_address(address)?;
        let mut limits = file.limits.unwrap_or_default();
        set(&mut limits.connections_max, self.connections_max);
        set(&mut limits.connections_per_address_max, self.connections_per_address_max);
        if let Some(rate) = self.requests_per_second_max {
            limits.requests_per_second_max = rate;
            limits.requests_burst_max = limits.requests_burst_max.max(rate.saturating_mul(2));
        }
        set(&mut limits.request_seconds_max, self.request_seconds_max);
        set(&mut limits.computing_threads, self.computing_threads);
        let faults = limits.check().err().into_iter().flatten();
        let faults: Vec<Invalid> = faults.map(|fault| fault.within("limits")).collect();
        if faults.is_empty() {
            Ok((address, door, limits))
        } else {
            Err(service::Error::Invalid(faults).into())
        }
    }
}

fn set<T>(limit: &mut T, given: Option<T>) {
    if let Some(given) = given {
        *limit = given;
    }
}

/// The configuration file. Unknown keys are refused: a limit that is misspelled would not hold.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConfigurationFile {
    address: Option<String>,
    require_keys: Option<bool>,
    limits: Option<ServerLimits>,
}

fn read(path: &Path) -> anyhow::Result<ConfigurationFile> {
    let shown = path.display();
    let length = std::fs::metadata(path).with_context(|| format!("`{shown}`"))?.len();
    if CONFIGURATION_BYTES_MAX < length {
        let expected = format!("a file of at most {CONFIGURATION_BYTES_MAX} bytes");
        return Err(Invalid::new("config", shown, &expected).into());
    }
    let text = std::fs::read_to_string(path).with_context(|| format!("`{shown}`"))?;
    parse(&text).with_context(|| format!("`{shown}`"))
}

fn parse(text: &str) -> Result<ConfigurationFile, service::Error> {
    toml::from_str(text).map_err(|fault| {
        let before = fault.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        service::Error::Malformed {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            message: fault.message().to_owned(),
        }
    })
}

fn seconds(text: &str) -> Result<Seconds, String> {
    let seconds = text.parse().ok().and_then(Seconds::new);
    let expected = "a number of seconds between 0.001 and 86400";
    seconds.ok_or_else(|| Invalid::new("", text, expected).to_string())
}

fn parse_address(text: &str) -> Result<SocketAddr, String> {
    let expected = "an address and a port such as `127.0.0.1:8080` or `[::1]:8080`";
    text.parse().map_err(|_| Invalid::new("", text, expected).to_string())
}

/// Serves until SIGINT or SIGTERM, then lets the requests in flight end; a second signal ends the
/// program at once. At SIGHUP the settings are read again.
///
/// # Errors
/// An address that is in use, a data directory that another process holds, settings that are
/// refused.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let (address, door, limits) = arguments.settings()?;
    // Before the store is opened: who interrupts the start gets a whole stop, too.
    let shutdown = Shutdown::new()?;
    let hangup = signal(SignalKind::hangup()).context("signals")?;
    log_panics();
    let app = context.open(Access::Write).await?;
    let app = app.with_receivers(context.receivers(&arguments.receivers)?);
    if door == Door::Keys {
        warn_without_keys(&app).await?;
    }
    let bound = TcpListener::bind(address).await;
    let listener = bound.with_context(|| format!("cannot listen on {address}"))?;
    print(&format!("listening on http://{}\n", listener.local_addr()?))?;
    let (changes, limits) = watch::channel(limits);
    tokio::select! {
        served = http::serve(app.clone(), door, limits, listener, shutdown.wait()) => served?,
        () = app.follow() => {}
        () = forget(&app) => {}
        () = do_jobs(&app, arguments.job_threads) => {}
        () = reload(&arguments, (address, door), changes, hangup) => {}
    }
    Ok(Outcome::Done)
}

/// Tells the operator that nobody can ask anything yet; keys may be made while the server runs.
async fn warn_without_keys(app: &App) -> anyhow::Result<()> {
    let now = now();
    let keys = keys::list_keys(app).await?;
    if !keys.iter().any(|key| key.status(now) == KeyStatus::Valid) {
        note(
            "no key is valid yet: `hinterland keys create --role admin --organisation NAME` makes \
             one, also while the server runs",
        );
    }
    Ok(())
}

/// Does chunks of jobs, and notices and tells alerts, for ever, on so many threads.
async fn do_jobs(app: &App, threads: usize) {
    if threads == 0 {
        return std::future::pending().await;
    }
    match work::on_threads(app, threads).await {}
}

/// Forgets, for ever, the answers to requests with a key whose time has come, old jobs and
/// old alerts.
async fn forget(app: &App) {
    loop {
        if let Err(error) = transfer::forget_answers(app, now()).await {
            tracing::warn!(%error, "old answers stay for another hour");
        }
        if let Err(error) = rerank_jobs::forget_jobs(app, now()).await {
            tracing::warn!(%error, "old jobs stay for another hour");
        }
        if let Err(error) = alerts::forget_alerts(app, now()).await {
            tracing::warn!(%error, "old alerts stay for another hour");
        }
        tokio::time::sleep(UPKEEP).await;
    }
}

/// Reads the settings again at each SIGHUP, for ever. Settings that are refused change nothing.
async fn reload(
    arguments: &Arguments,
    started: (SocketAddr, Door),
    changes: watch::Sender<ServerLimits>,
    mut hangup: Signal,
) {
    while hangup.recv().await.is_some() {
        match arguments.settings() {
            Ok((address, door, limits)) => {
                if (address, door) != started {
                    tracing::warn!(
                        %address,
                        "`address` and who is let in can only change with a new start of the server"
                    );
                }
                changes.send_replace(limits);
                tracing::info!("the settings were read again");
            }
            Err(error) => {
                let cause = format!("{error:#}");
                tracing::error!(
                    ?cause,
                    "the settings cannot be read, those of before stay: {cause:?}"
                );
            }
        }
    }
    std::future::pending::<()>().await;
}

/// Puts panics into the log, quoted: on standard error as they are they could forge its lines.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let message = panic.payload_as_str().unwrap_or_default();
        tracing::error!(place, ?message, "a fault of the program");
    }));
}

/// The signals that end a server.
struct Shutdown {
    interrupt: Signal,
    terminate: Signal,
}

impl Shutdown {
    fn new() -> anyhow::Result<Shutdown> {
        let listen = |kind| signal(kind).context("signals");
        Ok(Shutdown {
            interrupt: listen(SignalKind::interrupt())?,
            terminate: listen(SignalKind::terminate())?,
        })
    }

    /// Waits for the first signal; from then on the next ends the program.
    async fn wait(mut self) {
        let (name, _) = self.next().await;
        tracing::info!("stopping after {name}");
        tokio::spawn(async move {
            let (name, code) = self.next().await;
            tracing::warn!("stopped at once after a second signal, {name}");
            process::exit(code);
        });
    }

    /// The name of the next signal, and the exit code of a program that it ends.
    async fn next(&mut self) -> (&'static str, i32) {
        tokio::select! {
            _ = self.interrupt.recv() => ("SIGINT", 130),
            _ = self.terminate.recv() => ("SIGTERM", 143),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments() -> Arguments {
        Arguments {
            address: None,
            require_keys: false,
            insecure_open: false,
            config: None,
            connections_max: None,
            connections_per_address_max: None,
            requests_per_second_max: None,
            request_seconds_max: None,
            computing_threads: None,
            job_threads: JOB_THREADS,
            receivers: ReceiverFlags::default(),
        }
    }

    #[test]
    fn a_file_sets_any_limit_and_the_others_stay() {
        let text =
            "address = \"127.0.0.1:0\"\n[limits]\nconnections_max = 7\nidle_seconds_max = 1.5";
        let file = parse(text).unwrap();
        let limits = file.limits.unwrap();
        let expected = ServerLimits {
            connections_max: 7,
            idle_seconds_max: Seconds::new(1.5).unwrap(),
            ..ServerLimits::default()
        };
        assert_eq!((file.address.as_deref(), limits), (Some("127.0.0.1:0"), expected));
        assert!(parse("").unwrap().limits.is_none());
    }

    #[test]
    fn what_a_file_misspells_is_refused_by_name() {
        let cases = [
            ("[limits]\nconnection_max = 7", "connection_max"),
            ("listen = \"127.0.0.1:0\"", "listen"),
            ("[limit]\n", "limit"),
            ("[limits]\nidle_seconds_max = 0", "seconds between 0.001"),
            ("[limits]\nconnections_max = -1", "-1"),
            ("[limits]\nconnections_max = \"many\"", "many"),
            ("[limits", "unclosed table"),
        ];
        for (text, word) in cases {
            let message = format!("{:#}", parse(text).unwrap_err());
            assert!(message.contains(word), "{text}: {message}");
        }
    }

    #[test]
    fn flags_win_over_the_file_and_are_checked() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("server.toml");
        std::fs::write(&path, "address = \"127.0.0.1:9\"\n[limits]\ncomputing_threads = 1")
            .unwrap();
        let from_file = Arguments { config: Some(path), ..arguments() };
        let (address, _, limits) = from_file.settings().unwrap();
        assert_eq!((address.port(), limits.computing_threads), (9, 1));
        let flags = Arguments {
            address: Some(([127, 0, 0, 1], 8).into()),
            computing_threads: Some(3),
            requests_per_second_max: Some(1_000),
            ..from_file.clone()
        };
        let (address, _, limits) = flags.settings().unwrap();
        assert_eq!((address.port(), limits.computing_threads), (8, 3));
        assert_eq!(limits.requests_burst_max, 2_000);
        let refused = Arguments { connections_max: Some(0), ..from_file }.settings().unwrap_err();
        assert!(refused.to_string().contains("`limits.connections_max`"), "{refused}");
    }

    #[test]
    fn others_are_let_in_with_keys_or_at_the_operators_word() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("server.toml");
        std::fs::write(&path, "address = \"0.0.0.0:8080\"").unwrap();
        let open = Arguments { config: Some(path.clone()), ..arguments() };
        let refused = open.settings().unwrap_err().to_string();
        for word in ["`0.0.0.0:8080`", "--require-keys", "hinterland keys create", "127.0.0.1:8080"]
        {
            assert!(refused.contains(word), "{refused}");
        }
        let door = |arguments: Arguments| arguments.settings().unwrap().1;
        assert_eq!(door(arguments()), Door::Loopback);
        assert_eq!(door(Arguments { require_keys: true, ..open.clone() }), Door::Keys);
        assert_eq!(door(Arguments { insecure_open: true, ..open.clone() }), Door::Open);
        std::fs::write(&path, "address = \"0.0.0.0:8080\"\nrequire_keys = true").unwrap();
        assert_eq!(door(open), Door::Keys);
    }

    #[test]
    fn a_server_behind_the_deployed_proxy_asks_for_keys() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/server.toml");
        let deployed = Arguments { config: Some(path), ..arguments() };
        assert_eq!(deployed.settings().unwrap().1, Door::Keys);
    }
}
