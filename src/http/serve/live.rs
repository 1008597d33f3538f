use std::{convert::Infallible, future::pending, sync::Arc};

use axum::Router;
use tokio::sync::watch;

use super::super::{Metrics, ServerLimits, access::Guard, middleware};

/// The routes, and who lets requests pass to them.
pub(super) struct Guarded {
    pub(super) routes: Router,
    /// `None`: nobody is asked who they are.
    pub(super) guard: Option<Guard>,
}

/// What holds for the next connection and the next request: limits, and the routes within them.
#[derive(Debug, Clone)]
pub(super) struct Live {
    pub(super) router: Router,
    pub(super) limits: Arc<ServerLimits>,
}

impl Live {
    /// The same `routes` within other limits. Callers begin anew with all that they may ask.
    pub(super) fn new(guarded: &Guarded, limits: ServerLimits, metrics: &Metrics) -> Live {
        let (limits, Guarded { routes, guard }) = (Arc::new(limits), guarded);
        let router = middleware::around(routes.clone(), guard.clone(), &limits, metrics);
        Live { router, limits }
    }
}

/// Brings what `limits` says to `live` whenever it changes, for ever.
pub(super) async fn follow(
    mut limits: watch::Receiver<ServerLimits>,
    live: watch::Sender<Live>,
    guarded: &Guarded,
    metrics: &Metrics,
) -> Infallible {
    while limits.changed().await.is_ok() {
        let asked = limits.borrow_and_update().clone();
        let before = live.borrow().limits.clone();
        let (next, kept) = before.reloaded(&asked);
        if !kept.is_empty() {
            let kept = kept.join(", ");
            tracing::warn!(kept, "`{kept}` can only change with a new start of the server");
        }
        live.send_replace(Live::new(guarded, next, metrics));
    }
    // Nobody can change them any more.
    pending().await
}
