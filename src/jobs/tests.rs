use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::sync::mpsc;

use super::*;
use crate::domain::id::{JobId, OrganisationId};

fn task(chunk: u32) -> ChunkTask {
    ChunkTask {
        organisation: OrganisationId::default(),
        job: JobId::parse("job-1").unwrap(),
        chunk,
    }
}

/// Work that tells what it is given, and fails at the first attempt where `fails` says so.
fn telling(fails: fn(u32) -> bool) -> (Work, mpsc::UnboundedReceiver<(u32, usize)>) {
    let (tell, told) = mpsc::unbounded_channel();
    let work = Work::new(move |task, attempt| {
        let tell = tell.clone();
        Box::pin(async move {
            let _ = tell.send((task.chunk, attempt));
            if fails(task.chunk) && attempt == 1 { Err("the first time".into()) } else { Ok(()) }
        })
    });
    (work, told)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_chunk_is_handed_out_and_what_fails_once_more() {
    let directory = tempfile::tempdir().unwrap();
    let queue = Queue::open(&Place::File(directory.path().join("queue.db"))).await.unwrap();
    queue.push((0..5).map(task).collect()).await.unwrap();
    let (work, mut told) = telling(|chunk| chunk == 3);
    let working = queue.clone();
    let worker = tokio::spawn(async move { working.work("one", work).await });
    let mut begun = Vec::new();
    while begun.len() < 6 {
        let next = tokio::time::timeout(Duration::from_mins(1), told.recv()).await;
        begun.push(next.expect("a chunk is handed out").expect("the worker lives"));
    }
    worker.abort();
    begun.sort_unstable();
    assert_eq!(begun, [(0, 1), (1, 1), (2, 1), (3, 1), (3, 2), (4, 1)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_lost_worker_had_is_handed_to_another() {
    let directory = tempfile::tempdir().unwrap();
    let place = Place::File(directory.path().join("queue.db"));
    let queue = Queue::open(&place).await.unwrap();
    queue.push(vec![task(7)]).await.unwrap();
    let (tell, mut told) = mpsc::unbounded_channel();
    // Holds the chunk until it is lost.
    let tell = Arc::new(Mutex::new(tell));
    let stuck = Work::new(move |task, attempt| {
        let _ = tell.lock().unwrap().send((task.chunk, attempt));
        Box::pin(std::future::pending())
    });
    let working = queue.clone();
    let lost = tokio::spawn(async move { working.work("lost", stuck).await });
    assert_eq!(told.recv().await, Some((7, 1)));
    lost.abort();
    let (work, mut told) = telling(|_| false);
    let worker = tokio::spawn(async move { queue.work("other", work).await });
    let next = tokio::time::timeout(Duration::from_mins(1), told.recv()).await;
    assert_eq!(next.expect("it is taken over"), Some((7, 2)));
    worker.abort();
}

#[tokio::test]
async fn a_file_that_is_no_queue_is_set_up_anew() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("queue.db");
    std::fs::write(&path, "no database at all, but long enough to be taken for one".repeat(100))
        .unwrap();
    let queue = Queue::open(&Place::File(path)).await.unwrap();
    queue.push(vec![task(0)]).await.unwrap();
}
