//! Whose turn it is to compute.
//!
//! Cores are few and a ranking fills one. So computing has threads of its own, as many questions
//! are in flight as there are threads, a few more wait for a moment, and the others are told at
//! once to come back. A question that nobody waits for any more stops at its next tile.

/// The threads.
mod threads;

use std::{
    any::Any,
    panic,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::Error;
use crate::domain::{limits::PAIRS_MAX, stop::Stop, workload::Workload};

/// How much may be computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComputingLimits {
    /// Threads that compute, and so the questions in flight; at least 1.
    pub threads: usize,
    /// Questions that wait for their turn.
    pub queue_max: usize,
    /// How long a question waits for its turn; `None` for as long as it takes.
    pub wait_max: Option<Duration>,
    /// Pairs of project, region and draw of one question.
    pub pairs_max: u64,
}

impl Default for ComputingLimits {
    /// All cores, and whoever asks waits: right for one user at a command line.
    fn default() -> ComputingLimits {
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        ComputingLimits { threads, queue_max: usize::MAX, wait_max: None, pairs_max: PAIRS_MAX }
    }
}

/// What was computed since the start, and what is being computed now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ComputingUsage {
    /// Pairs of project, region and draw that were scored.
    pub pairs: u64,
    /// Questions that were refused because too many were waiting, or waiting too long.
    pub refused: u64,
    /// Questions that were given up because nobody waited for the answer.
    pub given_up: u64,
    /// Questions in flight.
    pub in_flight: usize,
    /// The most questions that were ever in flight at a time.
    pub in_flight_most: usize,
    /// Questions that wait for their turn.
    pub waiting: usize,
}

tokio::task_local! {
    /// The pairs that the requests of a task were charged.
    static CHARGED: Arc<AtomicU64>;
}

/// Does `work`; `charged` grows by the pairs that it computes.
pub async fn metered<T>(charged: Arc<AtomicU64>, work: impl Future<Output = T>) -> T {
    CHARGED.scope(charged, work).await
}

/// The threads and the turns.
pub(super) struct Computing {
    limits: ComputingLimits,
    turns: Arc<Semaphore>,
    /// One comparison of runs at a time takes turn after turn.
    comparisons: Arc<Semaphore>,
    threads: threads::Threads,
    meters: Arc<Meters>,
}

#[derive(Default)]
struct Meters {
    pairs: AtomicU64,
    refused: AtomicU64,
    given_up: AtomicU64,
    in_flight: AtomicUsize,
    in_flight_most: AtomicUsize,
    waiting: AtomicUsize,
}

impl Computing {
    pub(super) fn new(limits: ComputingLimits) -> Computing {
        let count = limits.threads.clamp(1, Semaphore::MAX_PERMITS);
        Computing {
            turns: Arc::new(Semaphore::new(count)),
            comparisons: Arc::new(Semaphore::new(1)),
            threads: threads::Threads::new(count),
            meters: Arc::default(),
            limits,
        }
    }

    /// How many questions are computed at a time.
    pub(super) fn threads(&self) -> usize {
        self.limits.threads
    }

    /// Waits for the turn to compute.
    ///
    /// # Errors
    /// Overloaded: too many wait already, or it was not this one's turn in time.
    pub(super) async fn turn(&self) -> Result<Turn<'_>, Error> {
        self.acquire(&self.turns).await.map(|permit| self.begin(permit))
    }

    /// Waits to compare runs, as others wait for their turn: comparisons take one turn after the other,
    /// and two that did so beside one another would both end too late.
    ///
    /// # Errors
    /// Overloaded: too many wait already, or another comparison went on for too long.
    pub(super) async fn comparison(&self) -> Result<Comparison, Error> {
        self.acquire(&self.comparisons).await.map(|permit| Comparison { _permit: permit })
    }

    /// Waits to compare runs, without an end.
    ///
    /// # Errors
    /// Overloaded: nothing is computed any more.
    pub(super) async fn comparison_at_last(&self) -> Result<Comparison, Error> {
        let permit = self.comparisons.clone().acquire_owned().await;
        permit.map(|permit| Comparison { _permit: permit }).map_err(|_closed| Error::Overloaded)
    }

    /// Waits for another turn of whoever compares runs, without an end; as many wait here at a time as
    /// there are threads.
    ///
    /// # Errors
    /// Overloaded: nothing is computed any more.
    pub(super) async fn next_turn(&self) -> Result<Turn<'_>, Error> {
        let permit = self.turns.clone().acquire_owned().await;
        permit.map(|permit| self.begin(permit)).map_err(|_closed| Error::Overloaded)
    }

    fn begin(&self, permit: OwnedSemaphorePermit) -> Turn<'_> {
        let held = Arc::new(Held::new(permit, self.meters.clone()));
        Turn { computing: self, held, given_up: Arc::default() }
    }

    /// Takes what is free, or waits for it; whoever is refused is counted.
    async fn acquire(&self, free: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Error> {
        if let Ok(permit) = free.clone().try_acquire_owned() {
            return Ok(permit);
        }
        self.wait(free).await.ok_or_else(|| {
            self.meters.refused.fetch_add(1, Ordering::Relaxed);
            Error::Overloaded
        })
    }

    /// Waits in the queue; `None` if that is too long, or the queue.
    async fn wait(&self, free: &Arc<Semaphore>) -> Option<OwnedSemaphorePermit> {
        let _place = Place::take(&self.meters.waiting, self.limits.queue_max)?;
        let acquired = free.clone().acquire_owned();
        match self.limits.wait_max {
            None => acquired.await.ok(),
            Some(most) => tokio::time::timeout(most, acquired).await.ok()?.ok(),
        }
    }

    /// What was computed since the start, and what is being computed now.
    pub(super) fn usage(&self) -> ComputingUsage {
        let Meters { pairs, refused, given_up, in_flight, in_flight_most, waiting } = &*self.meters;
        ComputingUsage {
            pairs: pairs.load(Ordering::Relaxed),
            refused: refused.load(Ordering::Relaxed),
            given_up: given_up.load(Ordering::Relaxed),
            in_flight: in_flight.load(Ordering::Relaxed),
            in_flight_most: in_flight_most.load(Ordering::Relaxed),
            waiting: waiting.load(Ordering::Relaxed),
        }
    }
}

/// A place in the queue, left when dropped.
struct Place<'a>(&'a AtomicUsize);

impl Place<'_> {
    fn take(waiting: &AtomicUsize, most: usize) -> Option<Place<'_>> {
        let (set, get) = (Ordering::Relaxed, Ordering::Relaxed);
        let one_more = |waiting: usize| (waiting < most).then_some(waiting + 1);
        waiting.fetch_update(set, get, one_more).ok().map(|_| Place(waiting))
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What is in flight: it ends when both the question and its thread are done with it, so that work
/// that nobody waits for still counts until it has really stopped.
struct Held {
    _permit: OwnedSemaphorePermit,
    meters: Arc<Meters>,
}

impl Held {
    fn new(permit: OwnedSemaphorePermit, meters: Arc<Meters>) -> Held {
        let now = meters.in_flight.fetch_add(1, Ordering::Relaxed) + 1;
        meters.in_flight_most.fetch_max(now, Ordering::Relaxed);
        Held { _permit: permit, meters }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.meters.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The leave to compare runs, which one comparison at a time has.
pub(super) struct Comparison {
    _permit: OwnedSemaphorePermit,
}

/// The turn to compute. Whoever drops it while a thread is at work asks the thread to stop.
pub(super) struct Turn<'a> {
    computing: &'a Computing,
    held: Arc<Held>,
    given_up: Arc<AtomicBool>,
}

impl Turn<'_> {
    /// Counts what a question costs, before anything is computed.
    ///
    /// # Errors
    /// Invalid: more pairs than one question may have.
    pub(super) fn charge(&self, workload: Workload) -> Result<(), Error> {
        let pairs = workload.check(self.computing.limits.pairs_max)?;
        self.computing.meters.pairs.fetch_add(pairs, Ordering::Relaxed);
        // Nobody counts at the command line.
        let _ = CHARGED.try_with(|charged| charged.fetch_add(pairs, Ordering::Relaxed));
        Ok(())
    }

    /// Runs `work` on a thread for computing; it is to look at its [`Stop`] between tiles.
    ///
    /// # Errors
    /// The threads are gone.
    ///
    /// # Panics
    /// As `work` does.
    pub(super) async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce(Stop<'_>) -> T + Send + 'static,
    ) -> Result<T, Error> {
        self.compute_leaving(|stop| (work(stop), ())).await
    }

    /// Runs `work` as [`Turn::compute`] does. What it leaves beside its answer is let go of when the
    /// answer is on its way: nobody is to wait until thousands of pieces are given back.
    ///
    /// # Errors
    /// The threads are gone.
    ///
    /// # Panics
    /// As `work` does.
    pub(super) async fn compute_leaving<T: Send + 'static, L>(
        &self,
        work: impl FnOnce(Stop<'_>) -> (T, L) + Send + 'static,
    ) -> Result<T, Error> {
        let (held, given_up) = (self.held.clone(), self.given_up.clone());
        let meters = self.computing.meters.clone();
        let (answer, answered) = oneshot::channel();
        let span = tracing::Span::current();
        self.computing.threads.run(Box::new(move || {
            let asked = || given_up.load(Ordering::Relaxed);
            let stop = Stop::when(&asked);
            let work = || span.in_scope(|| work(stop));
            // Whoever waits for the answer goes on with the panic; the thread lives.
            let (result, left) = match panic::catch_unwind(panic::AssertUnwindSafe(work)) {
                Ok((result, left)) => (Ok(result), Some(left)),
                Err(payload) => (Err(payload), None),
            };
            if asked() {
                meters.given_up.fetch_add(1, Ordering::Relaxed);
            }
            drop(held);
            let _ = answer.send(result);
            // A thread is not to end for what nobody waits for.
            let _ = panic::catch_unwind(panic::AssertUnwindSafe(|| drop(left)));
        }));
        match answered.await {
            Ok(Ok(result)) => Ok(result),
            Ok(Err(payload)) => resume(payload),
            Err(source) => Err(Error::Unavailable { what: "computing", source: Box::new(source) }),
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.given_up.store(true, Ordering::Relaxed);
    }
}

fn resume(payload: Box<dyn Any + Send>) -> ! {
    panic::resume_unwind(payload)
}

#[cfg(test)]
mod tests;
