use std::{convert::Infallible, future::pending, sync::Arc};

use axum::Router;
use tokio::sync::watch;

use super::super::{Metrics, ServerLimits, middleware};

/// What holds for the next connection and the next request: limits, and the routes within them.
#[derive(Debug, Clone)]
pub(super) struct Live {
    pub(super) router: Router,
    pub(super) limits: Arc<ServerLimits>,
}

impl Live {
    /// The same `routes` within other limits. Callers begin anew with all that they may ask.
    pub(super) fn new(routes: &Router, limits: ServerLimits, metrics: &Metrics) -> Live {
        let limits = Arc::new(limits);
        Live { router: middleware::around(routes.clone(), &limits, metrics), limits }
    }
}

/// Brings what `limits` says to `live` whenever it changes, for ever.
pub(super) async fn follow(
    mut limits: watch::Receiver<ServerLimits>,
    live: watch::Sender<Live>,
    routes: &Router,
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
        live.send_replace(Live::new(routes, next, metrics));
    }
    // Nobody can change them any more.
    pending().await
}
