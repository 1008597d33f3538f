use std::convert::Infallible;

use anyhow::Context as _;
use tokio::signal::unix::{SignalKind, signal};

use super::{
    context::{Context, now},
    failure::Outcome,
    output::print,
    receivers::ReceiverFlags,
    value,
};
use crate::{
    http::rerank_jobs::result_line,
    service::{
        App, Error, ErrorKind,
        alerts::{self, AlertWorker},
        app::{Access, Database},
        computing::ComputingLimits,
        rerank_jobs::{self, Worker},
    },
};

/// The flags of `work`.
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = "Any number of workers, on any machines, join the PostgreSQL of \
    `--database-url`. A data directory has one process that writes to it: a running server does the \
    work there by itself, on the threads of its `--job-threads`.")]
pub struct Arguments {
    /// Threads on which chunks are ranked; all cores by default
    #[arg(long, env = "HINTERLAND_WORK_THREADS", value_name = "NUMBER")]
    #[arg(value_parser = value::worker_threads)]
    threads: Option<usize>,

    /// Whom alerts may be posted to.
    #[command(flatten)]
    receivers: ReceiverFlags,
}

/// Does chunks of jobs, and notices and tells alerts, until SIGINT or SIGTERM. What was begun by then is done by another worker.
///
/// # Errors
/// The database cannot be reached; another process holds the data directory.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let mut interrupt = signal(SignalKind::interrupt()).context("signals")?;
    let mut terminate = signal(SignalKind::terminate()).context("signals")?;
    let opened = context.open(Access::Write).await;
    let app = opened.map_err(|error| explain(error, context))?;
    let app = app.with_receivers(context.receivers(&arguments.receivers)?);
    let limits = ComputingLimits::default();
    let threads = arguments.threads.unwrap_or(limits.threads);
    print(&format!("working on jobs as process {}\n", std::process::id()))?;
    tokio::select! {
        never = on_threads(&app, threads) => match never {},
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    Ok(Outcome::Done)
}

/// Says what to do where a server holds the data directory.
fn explain(error: anyhow::Error, context: &Context) -> anyhow::Error {
    let is_held =
        error.downcast_ref::<Error>().is_some_and(|error| error.kind() == ErrorKind::Busy);
    if is_held && matches!(context.database(), Ok(Database::File)) {
        return error.context(
            "a data directory has one process that writes to it, and a server does its jobs by \
             itself; workers join a PostgreSQL, with `--database-url`",
        );
    }
    error
}

/// Does chunks of jobs, and notices and tells alerts, for ever, on so many threads of their own,
/// beside all else.
pub(super) async fn on_threads(app: &App, threads: usize) -> Infallible {
    let limits = ComputingLimits { threads, ..ComputingLimits::default() };
    let app = app.clone().with_computing(limits);
    tokio::select! {
        never = rerank_jobs::work(&app, Worker { line: result_line, now }) => never,
        never = alerts::work(&app, AlertWorker { now }) => never,
    }
}
