/// What the parser does not look at in a head.
pub(super) mod head;
/// A connection with its times.
mod stream;
/// What holds for the next connection and the next request.
mod live;
/// Connections by address.
mod census;
/// Connections without a request, and which of them makes room.
mod waiting;
/// How many files the system gives.
mod open_files;

use std::{convert::Infallible, future::Future, io, net::SocketAddr, pin::pin, time::Duration};

use axum::{
    body::Body,
    extract::{FromRequestParts, Request},
    http::{header, request::Parts},
    response::Response,
};
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
    live::{Guarded, Live, follow},
    stream::GuardedStream,
    waiting::{Place, Waiting},
};
use super::{Door, Metrics, Problem, ServerLimits, access::Guard, middleware::Peer};
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
/// Whenever `limits` changes, the next connections and requests are held to what it says, but for
/// the limits that [`ServerLimits::reloaded`] keeps; each request is held to those of one moment.
///
/// # Errors
/// The listener is on an address that the door does not suit, or cannot be used; the system gives
/// too few open files.
pub async fn serve(
    app: App,
    door: Door,
    mut limits: watch::Receiver<ServerLimits>,
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let first = limits.borrow_and_update().clone();
    let connections_max = open_files::connections(first.connections_max)?;
    let first = ServerLimits { connections_max, ..first };
    let app = app.with_computing(first.computing());
    let metrics = Metrics::new();
    let guarded = Guarded {
        routes: super::routes(app.clone(), first.imports_max),
        guard: Some(Guard::new(app, door)),
    };
    let (sender, live) = watch::channel(Live::new(&guarded, first, &metrics));
    let server = Server { live, door, metrics: metrics.clone() };
    tokio::select! {
        ended = server.serve(listener, shutdown) => ended,
        never = follow(limits, sender, &guarded, &metrics) => match never {},
    }
}

/// What holds for connections and requests, and what is measured of them.
struct Server {
    live: watch::Receiver<Live>,
    door: Door,
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
        let most = self.live.borrow().limits.drain_seconds_max.duration();
        drain(connections, most).await;
        Ok(())
    }

    /// Accepts connections until `shutdown`; those that are open then.
    ///
    /// Where all seats are taken, the connection that has waited longest for its first request
    /// makes room for the next, so that nobody keeps others out by saying nothing.
    async fn accept_until<Accepted: Future<Output = io::Result<(TcpStream, SocketAddr)>>>(
        &self,
        shutdown: impl Future<Output = ()>,
        mut accept: impl FnMut() -> Accepted,
        stopped: watch::Receiver<()>,
    ) -> JoinSet<()> {
        let (census, waiting) = (Census::default(), Waiting::default());
        let mut connections = JoinSet::new();
        let mut shutdown = pin!(shutdown);
        let mut upkeep = interval(UPKEEP);
        upkeep.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut rest = REST_MIN;
        loop {
            let most = self.live.borrow().limits.connections_max;
            let can_make_room = connections.len() == most && !waiting.is_empty();
            let has_room = connections.len() < most || can_make_room;
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
                        if can_make_room && waiting.dismiss_oldest() {
                            self.metrics.count_connection_dismissed();
                        }
                        let place = waiting.enter();
                        connections.spawn(self.converse(stream, seat, place, stopped.clone()));
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
        let most = self.live.borrow().limits.connections_per_address_max;
        let seat = census.admit(address, most);
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
        place: Place,
        stopped: watch::Receiver<()>,
    ) -> impl Future<Output = ()> + use<> {
        let live = self.live.clone();
        async move {
            let dismissed = place.dismissed();
            tokio::select! {
                () = converse(stream, Peer(seat.address()), place, live, stopped) => {}
                () = dismissed => tracing::debug!("a connection without a request made room"),
            }
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

/// Tells a handler when its server begins to stop, so that an answer without an end ends then. Where no
/// server stands around, never.
#[derive(Debug, Clone, Default)]
pub struct Stopping(Option<watch::Receiver<()>>);

impl Stopping {
    /// Waits until the server begins to stop.
    pub(super) async fn begun(&mut self) {
        match &mut self.0 {
            // The sender says nothing: it goes.
            Some(stopped) => while stopped.changed().await.is_ok() {},
            None => std::future::pending().await,
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Stopping {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Stopping, Infallible> {
        Ok(parts.extensions.get().cloned().unwrap_or_default())
    }
}

/// Serves one connection until it ends; after the stop signal, until its request is answered.
async fn converse(
    stream: TcpStream,
    peer: Peer,
    place: Place,
    live: watch::Receiver<Live>,
    mut stopped: watch::Receiver<()>,
) {
    let limits = live.borrow().limits.clone();
    // Answers are written whole, so waiting for more of them only delays.
    let _ = stream.set_nodelay(true);
    let verdicts = Verdicts::default();
    let stream = GuardedStream::new(stream, &limits, verdicts.clone(), place);
    let stopping = Stopping(Some(stopped.clone()));
    let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let verdict = verdicts.next();
        let mut request: Request = request.map(Body::new);
        request.extensions_mut().insert(peer);
        request.extensions_mut().insert(verdict);
        request.extensions_mut().insert(stopping.clone());
        let router = live.borrow().router.clone();
        let answer = router.oneshot(request);
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
