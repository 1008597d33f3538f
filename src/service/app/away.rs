use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use super::{App, Derived, Error};
use crate::service::ErrorKind;

/// Whether the store is away: until somebody reaches it again, nobody waits for it who can do with what
/// is known.
#[derive(Debug, Default)]
pub(super) struct Away {
    is_away: AtomicBool,
    /// How often it was reached.
    reached: AtomicU64,
}

impl App {
    /// Waits for what comes from the store, and notes whether it is away by that.
    pub(in crate::service) async fn reaching<T>(
        &self,
        look: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let Away { is_away, reached } = &self.inner.derivings.away;
        let before = reached.load(Ordering::Acquire);
        let result = look.await;
        let is_failure = result.as_ref().is_err_and(|error| error.kind() == ErrorKind::Unavailable);
        if !is_failure {
            reached.fetch_add(1, Ordering::AcqRel);
            is_away.store(false, Ordering::Release);
        } else if reached.load(Ordering::Acquire) == before {
            // Whoever has waited in vain knows less than somebody who was answered meanwhile, and may
            // have written.
            is_away.store(true, Ordering::Release);
        }
        result
    }

    /// What was derived last, if the store is away and somebody looks whether it is back.
    pub(in crate::service) fn known_while_away(&self) -> Option<Arc<Derived>> {
        let is_away = self.inner.derivings.away.is_away.load(Ordering::Acquire);
        self.deriving.known().filter(|_| is_away)
    }
}
