use std::net::SocketAddr;

use anyhow::Context as _;
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
};

use super::{context::Context, failure::Outcome, output::print};
use crate::{domain::invalid::Invalid, http, service::app::Access};

/// The flags of `serve`.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// The address to listen on; only this machine's own until keys exist, and port 0 takes a
    /// free one
    #[arg(long, env = "HINTERLAND_ADDRESS", default_value = "127.0.0.1:8080")]
    #[arg(value_name = "ADDRESS:PORT", value_parser = own_address)]
    address: SocketAddr,
}

/// Reads an address that only this machine reaches.
fn own_address(text: &str) -> Result<SocketAddr, String> {
    let expected = "an address and a port such as `127.0.0.1:8080` or `[::1]:8080`";
    let address = text.parse().map_err(|_| Invalid::new("", text, expected).to_string())?;
    http::check_address(address).map_err(|error| error.to_string())?;
    Ok(address)
}

/// Serves until SIGINT or SIGTERM, then lets the requests in flight end.
///
/// # Errors
/// An address that is in use, a data directory that another process holds.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let address = arguments.address;
    // Before the store is opened: who interrupts the start gets a whole stop, too.
    let shutdown = Shutdown::new()?;
    let app = context.open(Access::Write).await?;
    let bound = TcpListener::bind(address).await;
    let listener = bound.with_context(|| format!("cannot listen on {address}"))?;
    print(&format!("listening on http://{}\n", listener.local_addr()?))?;
    tokio::select! {
        served = http::serve(app.clone(), listener, shutdown.wait()) => served?,
        () = app.follow() => {}
    }
    Ok(Outcome::Done)
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

    async fn wait(mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => tracing::info!("stopping after SIGINT"),
            _ = self.terminate.recv() => tracing::info!("stopping after SIGTERM"),
        }
    }
}
