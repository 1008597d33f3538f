//! What every store must do with jobs.

use jiff::Timestamp;

use super::{ChunkDone, JobsKept, NewJob, Store, suite::ours};
use crate::domain::{
    id::{JobId, OrganisationId},
    job::{ChunkTask, Job, JobState, ProjectResult},
};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn id(name: &str) -> JobId {
    JobId::parse(name).unwrap()
}

/// A job of five projects in chunks of two.
async fn add(store: &dyn Store, name: &str, created: i64) -> JobId {
    let (id, projects) = (id(name), ["a", "b", "c", "d", "e"].map(str::to_owned));
    let (question, created) = ("{}", at(created));
    let job = NewJob { id: &id, question, projects: &projects, chunk_projects: 2, created };
    store.add_job(&ours(), &job).await.unwrap();
    id
}

fn task(job: &JobId, chunk: u32) -> ChunkTask {
    ChunkTask { organisation: ours(), job: job.clone(), chunk }
}

/// Does a chunk as a worker named `who` does: each line names who wrote it.
async fn end(store: &dyn Store, task: &ChunkTask, (who, generation): (&str, u64)) -> bool {
    let Some(work) = store.find_chunk(task).await.unwrap() else { return false };
    let result = |(position, project): (u64, &String)| ProjectResult {
        position,
        line: format!("{project} by {who}"),
        is_refused: project == "d",
    };
    let results: Vec<_> = (work.first..).zip(&work.projects).map(result).collect();
    let done = ChunkDone { ended: at(50), ..done(task, generation, &results) };
    store.end_chunk(done).await.unwrap()
}

/// A chunk whose results find room.
fn done<'a>(task: &'a ChunkTask, generation: u64, results: &'a [ProjectResult]) -> ChunkDone<'a> {
    let (bytes_max, too_many) = (1_000, "too many");
    ChunkDone { task, generation, results, ended: at(60), bytes_max, too_many }
}

async fn get(store: &dyn Store, id: &JobId) -> Job {
    store.get_job(&ours(), id).await.unwrap().unwrap()
}

pub(super) async fn a_job_is_done_chunk_by_chunk_and_each_once(store: &dyn Store) {
    let job = add(store, "job-1", 10).await;
    assert!(store.has_open_job().await.unwrap());
    assert_eq!(get(store, &job).await.state, JobState::Queued);
    let late = task(&job, 1);
    let results = [2, 3].map(|position| ProjectResult {
        position,
        line: "too late".to_owned(),
        is_refused: false,
    });
    assert!(end(store, &task(&job, 2), ("one", 7)).await);
    assert!(end(store, &late, ("one", 7)).await);
    // Whoever was slower changes nothing.
    assert!(store.find_chunk(&late).await.unwrap().is_none());
    assert!(!store.end_chunk(done(&late, 9, &results)).await.unwrap());
    let running = get(store, &job).await;
    assert_eq!((running.state, running.projects_done), (JobState::Running, 3));
    assert!(end(store, &task(&job, 0), ("two", 8)).await);
    let finished = get(store, &job).await;
    let expected = Job {
        id: job.clone(),
        state: JobState::Finished,
        question: "{}".to_owned(),
        projects: 5,
        projects_done: 5,
        projects_refused: 1,
        generations: vec![7, 8],
        created: at(10),
        ended: Some(at(50)),
        reason: None,
    };
    assert_eq!(finished, expected);
    assert!(!store.has_open_job().await.unwrap());
    let page = store.list_results(&ours(), &job, 1, 3).await.unwrap();
    assert_eq!(page, ["b by two", "c by one", "d by one"]);
    assert_eq!(store.list_results(&ours(), &job, 4, 3).await.unwrap(), ["e by one"]);
    let theirs = OrganisationId::parse("theirs").unwrap();
    assert_eq!(store.get_job(&theirs, &job).await.unwrap(), None);
    assert!(store.list_results(&theirs, &job, 0, 9).await.unwrap().is_empty());
    assert_eq!(store.generation().await.unwrap(), 0, "jobs are no documents");
}

pub(super) async fn a_job_that_ended_stays_as_it_is(store: &dyn Store) {
    let job = add(store, "job-1", 10).await;
    assert!(end(store, &task(&job, 0), ("one", 7)).await);
    let cancelled = store.cancel_job(&ours(), &job, at(20)).await.unwrap().unwrap();
    assert_eq!((cancelled.state, cancelled.ended), (JobState::Cancelled, Some(at(20))));
    assert!(!end(store, &task(&job, 1), ("one", 7)).await);
    store.fail_job(&ours(), &job, "why", at(30)).await.unwrap();
    assert_eq!(store.cancel_job(&ours(), &job, at(40)).await.unwrap(), Some(cancelled));
    let other = add(store, "job-2", 11).await;
    store.fail_job(&ours(), &other, "why", at(30)).await.unwrap();
    let failed = get(store, &other).await;
    assert_eq!((failed.state, failed.reason.as_deref()), (JobState::Failed, Some("why")));
    assert_eq!(store.cancel_job(&ours(), &id("job-9"), at(40)).await.unwrap(), None);
    let listed = store.list_jobs(&ours()).await.unwrap();
    assert_eq!(listed.iter().map(|job| job.id.as_str()).collect::<Vec<_>>(), ["job-2", "job-1"]);
}

pub(super) async fn chunks_are_handed_over_once_unless_nothing_happens(store: &dyn Store) {
    let job = add(store, "job-1", 10).await;
    let chunks = async |stalled: i64| -> Vec<u32> {
        let tasks = store.list_unqueued_chunks(at(stalled)).await.unwrap();
        tasks.iter().map(|task| task.chunk).collect()
    };
    assert_eq!(chunks(0).await, [0, 1, 2], "never handed over");
    store.note_queued(&ours(), &job, at(40)).await.unwrap();
    assert_eq!(chunks(40).await, [0; 0], "handed over a moment ago");
    assert_eq!(chunks(41).await, [0, 1, 2], "and nothing happened since");
    assert!(end(store, &task(&job, 1), ("one", 7)).await); // at 50
    assert_eq!(chunks(45).await, [0; 0], "something happened since");
    assert_eq!(chunks(51).await, [0, 2]);
    store.cancel_job(&ours(), &job, at(60)).await.unwrap();
    assert_eq!(chunks(99).await, [0; 0], "nobody wants them any more");
}

pub(super) async fn ended_jobs_are_forgotten_by_age_and_number(store: &dyn Store) {
    for (name, ended) in [("job-1", 20), ("job-2", 30), ("job-3", 40), ("job-4", 50)] {
        let job = add(store, name, 10).await;
        store.cancel_job(&ours(), &job, at(ended)).await.unwrap();
    }
    add(store, "job-5", 5).await;
    let left = async || -> Vec<String> {
        let jobs = store.list_jobs(&ours()).await.unwrap();
        let mut ids: Vec<String> = jobs.iter().map(|job| job.id.to_string()).collect();
        ids.sort();
        ids
    };
    store.forget_jobs(at(30), kept(20, 0)).await.unwrap();
    assert_eq!(left().await, ["job-2", "job-3", "job-4", "job-5"], "by age");
    store.forget_jobs(at(0), kept(10, 0)).await.unwrap();
    assert_eq!(left().await, ["job-3", "job-4", "job-5"], "by projects");
    store.forget_jobs(at(0), kept(1, 0)).await.unwrap();
    assert_eq!(left().await, ["job-4", "job-5"], "the newest and what is open stay");
}

fn kept(projects: u64, bytes: u64) -> JobsKept {
    JobsKept { projects, bytes }
}

pub(super) async fn results_have_a_budget_of_bytes(store: &dyn Store) {
    let results = |job: &JobId, chunk: u32, length: usize| {
        let result =
            |position| ProjectResult { position, line: "x".repeat(length), is_refused: false };
        let first = u64::from(chunk) * 2;
        (task(job, chunk), [first, first + 1].map(result))
    };
    let [one, other] = [add(store, "job-1", 10).await, add(store, "job-2", 11).await];
    let (chunk, lines) = results(&one, 0, 300);
    assert!(store.end_chunk(done(&chunk, 7, &lines)).await.unwrap());
    // Open jobs count together: 600 bytes are there, and 602 more do not fit into a thousand.
    let (chunk, lines) = results(&other, 0, 301);
    assert!(!store.end_chunk(done(&chunk, 7, &lines)).await.unwrap());
    let failed = get(store, &other).await;
    assert_eq!((failed.state, failed.reason.as_deref()), (JobState::Failed, Some("too many")));
    assert_eq!(failed.projects_done, 0, "nothing of it is written");
    for chunk in 1..3 {
        assert!(end(store, &task(&one, chunk), ("one", 7)).await);
    }
    assert_eq!(get(store, &one).await.state, JobState::Finished);

    // Of ended jobs the oldest go first; the newest stays, however long it is.
    let third = add(store, "job-3", 12).await;
    let (chunk, lines) = results(&third, 0, 200);
    let late = ChunkDone { ended: at(70), ..done(&chunk, 7, &lines) };
    assert!(store.end_chunk(late).await.unwrap());
    store.cancel_job(&ours(), &third, at(80)).await.unwrap();
    store.forget_jobs(at(0), kept(20, 700)).await.unwrap();
    let left = store.list_jobs(&ours()).await.unwrap();
    assert_eq!(left.len(), 3, "some 600 bytes, and those of a cancelled job are gone: {left:?}");
    assert!(store.list_results(&ours(), &third, 0, 9).await.unwrap().is_empty());
    assert_eq!(store.list_results(&ours(), &one, 0, 9).await.unwrap().len(), 5);
    store.forget_jobs(at(0), kept(20, 500)).await.unwrap();
    let left = store.list_jobs(&ours()).await.unwrap();
    let left: Vec<&str> = left.iter().map(|job| job.id.as_str()).collect();
    assert_eq!(left, ["job-3", "job-2"], "by bytes");

    // The job with the most fails, not the small one that brings the next chunk.
    let [small, large] = [add(store, "job-4", 13).await, add(store, "job-5", 14).await];
    for (job, length, is_written) in [(&large, 450, true), (&small, 60, true), (&large, 1, false)] {
        let (chunk, lines) = results(job, 0, length);
        assert_eq!(store.end_chunk(done(&chunk, 7, &lines)).await.unwrap(), is_written, "{job}");
    }
    let failed = get(store, &large).await;
    assert_eq!((failed.state, failed.reason.as_deref()), (JobState::Failed, Some("too many")));
    let running = get(store, &small).await;
    assert_eq!((running.state, running.projects_done), (JobState::Running, 2));
}
