/// What the parser does not look at in a head.
pub(super) mod head;
/// A connection with its times.
mod stream;
/// Connections by address.
mod census;
/// How many files the system gives.
mod open_files;

use std::{
    convert::Infallible, future::Future, io, net::SocketAddr, pin::pin, sync::Arc, time::Duration,
};

use axum::{Router, body::Body, extract::Request, http::header, response::Response};
use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
    time::{MissedTickBehavior, interval, sleep},
};
use tower::ServiceExt;

use self::{
    census::{Census, Seat},
    head::Verdicts,
    stream::GuardedStream,
};
use super::{Door, Metrics, Problem, ServerLimits, middleware::Peer};
use crate::{domain::limits::CONNECTION_BYTES_MAX, service::App};

/// The first rest after an error of the server's own when it accepts.
const REST_MIN: Duration = Duration::from_millis(10);
/// The longest rest.
const REST_MAX: Duration = Duration::from_secs(1);
/// How often the measurements are put in order; they would grow for ever if nobody asked for them.
const UPKEEP: Duration = Duration::from_secs(5);

/// Why the server does not run.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address can be reached from other machines.
    #[error(
        "`{0}` can be reached from other machines, and no keys are asked for to keep strangers out: \
         give `--require-keys` (`hinterland keys create --role admin --organisation NAME` makes the \
         first one), use a loopback address such as `127.0.0.1:8080`, or give `--insecure-open` if \
         whoever reaches the server may read and change everything"
    )]
    NotLoopback(SocketAddr),
    /// The listener cannot say where it listens.
    #[error("the listening socket cannot be used")]
    Listener(#[source] io::Error),
    /// The system gives too few open files.
    #[error(
        "`{files}` open files are not enough, at least {needed} are needed: raise `ulimit -n`, \
         best to 4096"
    )]
    OpenFiles {
        /// How many it gives.
        files: usize,
        /// How many would do.
        needed: usize,
    },
}

/// Serves until `shutdown`; then accepts no more, lets requests in flight finish, and closes what
/// is still open after `drain_seconds_max`.
///
/// # Errors
/// The listener is on an address that the door does not suit, or cannot be used; the system gives
/// too few open files.
pub async fn serve(
    app: App,
    door: Door,
    limits: ServerLimits,
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let connections_max = open_files::connections(limits.connections_max)?;
    let limits = Arc::new(ServerLimits { connections_max, ..limits });
    let app = app.with_computing(limits.computing());
    let metrics = Metrics::new();
    let router = super::router_within(app, door, &limits, &metrics);
    Server { router, door, limits, metrics }.serve(listener, shutdown).await
}

/// A router and what holds for its connections.
struct Server {
    router: Router,
    door: Door,
    limits: Arc<ServerLimits>,
    metrics: Metrics,
}

impl Server {
    async fn serve(
        self,
        listener: TcpListener,
        shutdown: impl Future<Output = ()>,
    ) -> Result<(), ServeError> {
        let address = listener.local_addr().map_err(ServeError::Listener)?;
        self.door.check_address(address)?;
        tracing::info!(%address, "listening on http://{address}");
        let (stop, stopped) = watch::channel(());
        let connections = self.accept_until(shutdown, || listener.accept(), stopped);
        let connections = connections.await;
        drop((listener, stop));
        drain(connections, self.limits.drain_seconds_max.duration()).await;
        Ok(())
    }

    /// Accepts connections until `shutdown`; those that are open then.
    async fn accept_until<Accepted: Future<Output = io::Result<(TcpStream, SocketAddr)>>>(
        &self,
        shutdown: impl Future<Output = ()>,
        mut accept: impl FnMut() -> Accepted,
        stopped: watch::Receiver<()>,
    ) -> JoinSet<()> {
        let census = Census::default();
        let mut connections = JoinSet::new();
        let mut shutdown = pin!(shutdown);
        let mut upkeep = interval(UPKEEP);
        upkeep.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut rest = REST_MIN;
        loop {
            let has_room = connections.len() < self.limits.connections_max;
            self.metrics.set_connections(connections.len());
            let accepted = tokio::select! {
                () = &mut shutdown => break,
                Some(_ended) = connections.join_next(), if !connections.is_empty() => continue,
                _ = upkeep.tick() => {
                    self.metrics.keep_up();
                    continue;
                }
                accepted = accept(), if has_room => accepted,
            };
            match accepted {
                Ok((stream, peer)) => {
                    rest = REST_MIN;
                    if let Some(seat) = self.seat(&stream, peer, &census) {
                        let conversation = self.converse(stream, seat, stopped.clone());
                        connections.spawn(conversation);
                    }
                }
                Err(error) if is_peers(&error) => {}
                Err(error) => {
                    // The server's own, such as too many open files: the next try would meet it
                    // again at once.
                    self.metrics.count_accept_error();
                    tracing::error!(%error, ?rest, "no connection can be accepted: {error}");
                    tokio::select! {
                        () = &mut shutdown => break,
                        () = sleep(rest) => rest = REST_MAX.min(rest * 2),
                    }
                }
            }
        }
        connections
    }

    /// A seat for a connection; `None` if its address has seats enough, which it is told.
    fn seat(&self, stream: &TcpStream, peer: SocketAddr, census: &Census) -> Option<Seat> {
        let address = peer.ip().to_canonical();
        let seat = census.admit(address, self.limits.connections_per_address_max);
        if seat.is_none() {
            self.metrics.count_connection_refused();
            tracing::debug!(%address, "an address has too many connections");
            refuse(stream);
        }
        seat
    }

    /// The conversation on a connection, until it ends.
    fn converse(
        &self,
        stream: TcpStream,
        seat: Seat,
        stopped: watch::Receiver<()>,
    ) -> impl Future<Output = ()> + use<> {
        let (router, limits) = (self.router.clone(), self.limits.clone());
        async move {
            converse(stream, Peer(seat.address()), router, &limits, stopped).await;
            drop(seat);
        }
    }
}

/// A connection that broke off before it was accepted concerns nobody.
fn is_peers(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionReset
    )
}

/// Tells a client that its address has connections enough, without waiting for it, and closes.
fn refuse(stream: &TcpStream) {
    const ANSWER: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n\
        Content-Length: 0\r\nConnection: close\r\n\r\n";
    // It fits into the empty buffer of the socket; who does not get it is closed all the same.
    let _ = stream.try_write(ANSWER);
}

/// Serves one connection until it ends; after the stop signal, until its request is answered.
async fn converse(
    stream: TcpStream,
    peer: Peer,
    router: Router,
    limits: &ServerLimits,
    mut stopped: watch::Receiver<()>,
) {
    // Answers are written whole, so waiting for more of them only delays.
    let _ = stream.set_nodelay(true);
    let verdicts = Verdicts::default();
    let stream = GuardedStream::new(stream, limits, verdicts.clone());
    let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let verdict = verdicts.next();
        let mut request: Request = request.map(Body::new);
        request.extensions_mut().insert(peer);
        request.extensions_mut().insert(verdict);
        let answer = router.clone().oneshot(request);
        async move {
            let mut response: Response = answer.await.unwrap_or_else(|never| match never {});
            if verdict.is_last {
                let close = header::HeaderValue::from_static("close");
                response.headers_mut().insert(header::CONNECTION, close);
            }
            Ok::<_, Infallible>(response)
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.idle_seconds_max.duration())
        .max_headers(limits.headers_max)
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
        let error = format!("{error:?}");
        tracing::debug!(?error, "a connection ended early");
    }
}

/// Waits for the connections to end, at most as long as a drain may take.
async fn drain(mut connections: JoinSet<()>, most: Duration) {
    let all_ended = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(most, all_ended).await.is_err() {
        let open = connections.len();
        tracing::warn!(open, "closed {open} connections that did not end in {most:?}");
    }
    connections.shutdown().await;
}

/// The refusal of a head, if it has a fault.
pub(super) fn refusal(fault: head::HeadFault) -> Problem {
    use head::HeadFault::{BareLineFeed, Host, TooLarge, TwoFramings, TwoLengths};
    let detail = match fault {
        BareLineFeed => "every line of a head must end with a carriage return and a line feed",
        TwoFramings => "`Content-Length` and `Transfer-Encoding` must not stand together",
        TwoLengths => "`Content-Length` must stand once",
        Host => "`Host` must stand exactly once",
        TooLarge => return Problem::head_too_large().closing(),
    };
    Problem::malformed(detail).closing()
}

#[cfg(test)]
mod tests;
