use std::{
    collections::BTreeMap,
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::Notify;

/// The connections whose first request has not arrived yet, in the order in which they came.
///
/// Who has asked once is no longer among them: between two requests a browser or a proxy may be
/// about to send the next.
#[derive(Debug, Clone, Default)]
pub(super) struct Waiting(Arc<Mutex<Queue>>);

#[derive(Debug, Default)]
struct Queue {
    came: u64,
    places: BTreeMap<u64, Arc<Notify>>,
}

impl Waiting {
    /// A place for a connection that was just accepted, behind all others.
    pub(super) fn enter(&self) -> Place {
        let mut queue = self.queue();
        let number = queue.came;
        queue.came += 1;
        let dismissal = Arc::new(Notify::new());
        queue.places.insert(number, dismissal.clone());
        Place { waiting: self.clone(), number, dismissal }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.queue().places.is_empty()
    }

    /// Tells the connection that has waited longest to end; `false` if none waits.
    pub(super) fn dismiss_oldest(&self) -> bool {
        let oldest = self.queue().places.pop_first();
        oldest.inspect(|(_, dismissal)| dismissal.notify_one()).is_some()
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The place of one connection; it ends with it.
#[derive(Debug)]
pub(super) struct Place {
    waiting: Waiting,
    number: u64,
    dismissal: Arc<Notify>,
}

impl Place {
    /// A request has arrived.
    pub(super) fn leave(&self) {
        self.waiting.queue().places.remove(&self.number);
    }

    /// Ends when the connection has to make room; never after it has left.
    pub(super) fn dismissed(&self) -> impl Future<Output = ()> + use<> {
        let dismissal = self.dismissal.clone();
        async move { dismissal.notified().await }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.leave();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_longest_waiting_makes_room_and_who_has_asked_stays() {
        let waiting = Waiting::default();
        let [asked, oldest, youngest] = [waiting.enter(), waiting.enter(), waiting.enter()];
        asked.leave();
        assert!(waiting.dismiss_oldest());
        oldest.dismissed().await;
        drop(youngest);
        assert!(waiting.is_empty() && !waiting.dismiss_oldest(), "nobody waits any more");
    }
}
