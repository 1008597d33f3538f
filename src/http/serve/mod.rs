use std::{future::Future, io, net::SocketAddr, pin::pin, time::Duration};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};

use crate::{
    domain::limits::{
        CONNECTION_BYTES_MAX, CONNECTIONS_MAX, DRAIN_SECONDS_MAX, HEADER_SECONDS_MAX, HEADERS_MAX,
    },
    service::App,
};

/// Why the server does not run.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address can be reached from other machines.
    #[error(
        "`{0}` can be reached from other machines, and there are no keys yet to keep strangers \
         out: use a loopback address such as `127.0.0.1:8080`"
    )]
    NotLoopback(SocketAddr),
    /// The listener cannot say where it listens.
    #[error("the listening socket cannot be used")]
    Listener(#[source] io::Error),
}

/// Refuses every address that is not loopback: until keys exist, whoever reaches the server may
/// read and write everything.
///
/// # Errors
/// Names the address and what would be right.
pub fn check_address(address: SocketAddr) -> Result<(), ServeError> {
    if address.ip().to_canonical().is_loopback() {
        Ok(())
    } else {
        Err(ServeError::NotLoopback(address))
    }
}

/// Serves until `shutdown`; then accepts no more, lets requests in flight finish, and closes what
/// is still open after `limits::DRAIN_SECONDS_MAX`.
///
/// # Errors
/// The listener is not on a loopback address or cannot be used.
pub async fn serve(
    app: App,
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    serve_router(super::router(app), listener, shutdown).await
}

/// [`serve`] for any router.
async fn serve_router(
    router: Router,
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let address = listener.local_addr().map_err(ServeError::Listener)?;
    check_address(address)?;
    tracing::info!(%address, "listening on http://{address}");
    let (stop, stopped) = watch::channel(());
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let has_room = connections.len() < CONNECTIONS_MAX;
        tokio::select! {
            () = &mut shutdown => break,
            Some(_ended) = connections.join_next(), if !connections.is_empty() => {}
            accepted = listener.accept(), if has_room => match accepted {
                Ok((stream, _peer)) => {
                    connections.spawn(converse(stream, router.clone(), stopped.clone()));
                }
                Err(error) => rest_after(&error).await,
            },
        }
    }
    drop((listener, stop));
    drain(connections).await;
    Ok(())
}

/// Waits a moment after an error that is the server's own, such as too many open files: the
/// next try would meet it again at once. A connection that broke off concerns nobody.
async fn rest_after(error: &io::Error) {
    let is_peers = matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionReset
    );
    if !is_peers {
        tracing::error!(%error, "no connection can be accepted: {error}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Serves one connection until it ends; after the stop signal, until its request is answered.
async fn converse(stream: TcpStream, router: Router, mut stopped: watch::Receiver<()>) {
    // Answers are written whole, so waiting for more of them only delays.
    let _ = stream.set_nodelay(true);
    let service = TowerToHyperService::new(router);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(HEADER_SECONDS_MAX))
        .max_headers(HEADERS_MAX)
        .max_buf_size(CONNECTION_BYTES_MAX)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        _ = stopped.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(?error, "a connection ended early: {error}");
    }
}

/// Waits for the connections to end, at most as long as a drain may take.
async fn drain(mut connections: JoinSet<()>) {
    let all_ended = async { while connections.join_next().await.is_some() {} };
    let most = Duration::from_secs(DRAIN_SECONDS_MAX);
    if tokio::time::timeout(most, all_ended).await.is_err() {
        let open = connections.len();
        tracing::warn!(open, "closed {open} connections that did not end in {most:?}");
    }
    connections.shutdown().await;
}

#[cfg(test)]
mod tests;
