use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread::{self, Thread},
};

/// The stack of a thread that computes: that of a main thread. Documents nest up to 128 levels.
const STACK_BYTES: usize = 8 * 1024 * 1024;

/// A piece of work; it must not panic.
pub(super) type Job = Box<dyn FnOnce() + Send>;

/// A few threads that do one job after another; they begin with the first job, and end when nobody
/// can bring another.
///
/// A job goes to the thread that rests since the shortest time, whose processor has most of what is
/// needed at hand, and wakes no other.
pub(super) struct Threads {
    count: usize,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// Whether the threads were started.
    are_started: bool,
    /// Whether no further job comes.
    is_over: bool,
    /// What no thread has taken, the first first.
    jobs: VecDeque<Job>,
    /// Threads at rest, the last to come to it last.
    resting: Vec<Thread>,
}

impl Threads {
    pub(super) fn new(count: usize) -> Threads {
        Threads { count, state: Arc::default() }
    }

    /// Hands over a job. It is dropped unrun only where the system gives no thread at all.
    pub(super) fn run(&self, job: Job) {
        let mut state = lock(&self.state);
        if !state.are_started {
            state.are_started = start(self.count, &self.state);
            if !state.are_started {
                tracing::error!("no thread is left to compute");
                return;
            }
        }
        state.jobs.push_back(job);
        let woken = state.resting.pop();
        drop(state);
        if let Some(thread) = woken {
            thread.unpark();
        }
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        let mut state = lock(&self.state);
        state.is_over = true;
        for thread in state.resting.drain(..) {
            thread.unpark();
        }
    }
}

/// Starts threads; whether there is one at least.
fn start(count: usize, state: &Arc<Mutex<State>>) -> bool {
    let start = |number: usize| {
        let state = state.clone();
        let named = thread::Builder::new().name(format!("computing-{number}"));
        let started = named.stack_size(STACK_BYTES).spawn(move || work(&state));
        if let Err(error) = &started {
            tracing::error!(%error, "a thread for computing could not be started");
        }
        started.is_ok()
    };
    (0..count).map(start).filter(|is_started| *is_started).count() > 0
}

/// Does one job after another, those that are left when no further one comes, too.
fn work(state: &Mutex<State>) {
    loop {
        let mut held = lock(state);
        if let Some(job) = held.jobs.pop_front() {
            drop(held);
            job();
        } else if held.is_over {
            return;
        } else {
            held.resting.push(thread::current());
            drop(held);
            thread::park();
            // Whoever wakes a thread takes it off the list; a thread may also wake by itself.
            let itself = thread::current().id();
            lock(state).resting.retain(|thread| thread.id() != itself);
        }
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::{sync::mpsc, thread::ThreadId};

    use super::*;

    #[test]
    fn a_job_goes_to_the_thread_that_rests_since_the_shortest_time() {
        let threads = Threads::new(3);
        let worker = || -> ThreadId {
            let (sender, told) = mpsc::channel();
            threads.run(Box::new(move || sender.send(thread::current().id()).unwrap()));
            let worker = told.recv().unwrap();
            while lock(&threads.state).resting.len() < 3 {
                thread::yield_now();
            }
            worker
        };
        // Before the first job all come to rest in any order.
        worker();
        let last = worker();
        for _ in 0..100 {
            assert_eq!(worker(), last);
        }
    }

    #[test]
    fn what_was_handed_over_is_done_though_no_more_can_come() {
        let threads = Threads::new(1);
        let (go_on, wait) = mpsc::channel::<()>();
        threads.run(Box::new(move || wait.recv().unwrap()));
        let (sender, done) = mpsc::channel();
        for number in 0..10 {
            let sender = sender.clone();
            threads.run(Box::new(move || sender.send(number).unwrap()));
        }
        drop((threads, sender));
        go_on.send(()).unwrap();
        assert_eq!(done.iter().collect::<Vec<_>>(), (0..10).collect::<Vec<_>>());
    }
}
