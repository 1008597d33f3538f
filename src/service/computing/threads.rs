use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, Sender, channel},
    },
    thread,
};

/// The stack of a thread that computes: that of a main thread. Documents nest up to 128 levels.
const STACK_BYTES: usize = 8 * 1024 * 1024;

/// A piece of work; it must not panic.
pub(super) type Job = Box<dyn FnOnce() + Send>;

/// A few threads that do one job after another; they begin with the first job, and end when nobody
/// can bring another.
pub(super) struct Threads {
    count: usize,
    jobs: Mutex<Option<Sender<Job>>>,
}

impl Threads {
    pub(super) fn new(count: usize) -> Threads {
        Threads { count, jobs: Mutex::new(None) }
    }

    /// Hands over a job. It is dropped unrun only where the system gives no thread at all.
    pub(super) fn run(&self, job: Job) {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let sender = jobs.get_or_insert_with(|| start(self.count));
        if sender.send(job).is_err() {
            tracing::error!("no thread is left to compute");
            *jobs = None;
        }
    }
}

fn start(count: usize) -> Sender<Job> {
    let (sender, receiver) = channel();
    let receiver = Arc::new(Mutex::new(receiver));
    for number in 0..count {
        let receiver = receiver.clone();
        let named = thread::Builder::new().name(format!("computing-{number}"));
        if let Err(error) = named.stack_size(STACK_BYTES).spawn(move || work(&receiver)) {
            tracing::error!(%error, "a thread for computing could not be started");
        }
    }
    sender
}

fn work(receiver: &Mutex<Receiver<Job>>) {
    loop {
        // The lock is held while waiting: one thread waits for the next job, the others for it.
        let next = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else { return };
        job();
    }
}
