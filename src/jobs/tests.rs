use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::sync::mpsc;

use super::*;
use crate::domain::{
    id::{JobId, OrganisationId},
    limits::RERANK_CHUNK_ATTEMPTS_MAX,
};

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
    let work = Work::new(move |task: ChunkTask, attempt| {
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
    let stuck = Work::new(move |task: ChunkTask, attempt| {
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

#[tokio::test(flavor = "multi_thread")]
async fn a_chunk_that_fails_every_time_is_begun_once_more_than_its_job_may_fail() {
    let directory = tempfile::tempdir().unwrap();
    let queue = Queue::open(&Place::File(directory.path().join("queue.db"))).await.unwrap();
    queue.push(vec![task(0)]).await.unwrap();
    let (tell, mut told) = mpsc::unbounded_channel();
    let work = Work::new(move |_: ChunkTask, attempt| {
        let _ = tell.send(attempt);
        Box::pin(async { Err("every time".into()) })
    });
    let worker = tokio::spawn(async move { queue.work("one", work).await });
    for attempt in 1..=RERANK_CHUNK_ATTEMPTS_MAX + 1 {
        let next = tokio::time::timeout(Duration::from_mins(1), told.recv()).await;
        assert_eq!(next.expect("it is handed out again"), Some(attempt));
    }
    worker.abort();
}

/// Done at some time, and how many seconds ago.
async fn ages(queue: &Queue) -> Vec<(String, i64)> {
    let statement = "select status, cast(strftime('%s', 'now') as integer) - done_at from Jobs \
                     order by status, done_at";
    let Tables::Sqlite(pool) = &queue.tables else { unreachable!("it is a file") };
    sqlx::query_as(statement).fetch_all(pool).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_long_ago_is_forgotten() {
    let directory = tempfile::tempdir().unwrap();
    let queue = Queue::open(&Place::File(directory.path().join("queue.db"))).await.unwrap();
    let Tables::Sqlite(pool) = &queue.tables else { unreachable!("it is a file") };
    let add = "insert into Jobs (job, id, job_type, status, done_at, run_at, attempts) \
               values (x'00', $1, 'hinterland::rerank', $2, strftime('%s', 'now') - $3, 0, $4)";
    for (id, status, age, attempts) in [
        ("a", "Done", 25 * 3_600, 1),
        ("b", "Done", 23 * 3_600, 1),
        ("c", "Killed", 25 * 3_600, 1),
        ("d", "Failed", 25 * 3_600, 25),
        ("e", "Failed", 25 * 3_600, 24), // it is tried once more
        ("f", "Running", 25 * 3_600, 1),
    ] {
        let row = sqlx::query(add).bind(id).bind(status).bind(age).bind(attempts);
        row.execute(pool).await.unwrap();
    }
    queue.prune(24).await.unwrap();
    let left: Vec<String> = ages(&queue).await.into_iter().map(|(status, _)| status).collect();
    assert_eq!(left, ["Done", "Failed", "Running"]);
    queue.prune(23).await.unwrap();
    assert_eq!(ages(&queue).await.len(), 3, "not yet");
    queue.prune(22).await.unwrap();
    assert_eq!(ages(&queue).await.len(), 2);
}

#[tokio::test]
async fn a_file_that_is_no_queue_is_set_up_anew() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("queue.db");
    std::fs::write(&path, "no database at all, but long enough to be taken for one".repeat(100))
        .unwrap();
    let queue: Queue = Queue::open(&Place::File(path)).await.unwrap();
    queue.push(vec![task(0)]).await.unwrap();
}
