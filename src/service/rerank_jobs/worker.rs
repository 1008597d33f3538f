use std::{convert::Infallible, sync::Arc};

use jiff::{SignedDuration, Timestamp};
use tokio::{task::JoinSet, time::sleep};

use super::JobQuestion;
use crate::{
    domain::{
        access::Actor,
        id::ProjectId,
        job::{ChunkTask, ProjectResult},
        limits::{RERANK_BYTES_KEPT_MAX, RERANK_CHUNK_ATTEMPTS_MAX, RERANK_STALLED_SECONDS},
        project::ProjectProfile,
    },
    jobs::{Queue, Work},
    service::{
        App, Error,
        app::Derived,
        rank_regions::{Ranking, rank_on},
        worker::{IDLE_LOOKS_MAX, LOOK, do_task, for_ever, name, work_off},
    },
    store::{self, ChunkDone},
};

/// Why a job has failed whose results are too long.
const TOO_MANY_BYTES: &str = "the results of open jobs would take more than the 6 GB that an \
    organisation has, and this one had the most: post fewer projects at a time, ask for fewer regions \
    of each, or for fewer parts with `include`";
/// Why a job has failed whose results find no room.
const FULL: &str = "the store is full, so that results could not be written: free some space on its \
    disk, and post the job again";

/// How a worker works.
#[derive(Debug, Clone, Copy)]
pub struct Worker {
    /// One line for a project: its match document, or the problem in its place.
    pub line: fn(&ProjectId, Result<Ranking, Error>) -> String,
    /// Reads the clock.
    pub now: fn() -> Timestamp,
}

/// Does chunks of jobs, for ever, with the threads for computing that `app` has.
///
/// The queue is opened when there is a job, and left alone when there is none any more. While store
/// or queue cannot be reached, it tries again.
pub async fn work(app: &App, worker: Worker) -> Infallible {
    for_ever("the work on jobs", || try_to_work(app, worker)).await
}

/// Waits for a job, and does chunks until no job is open any more.
async fn try_to_work(app: &App, worker: Worker) -> Result<(), Error> {
    while !app.store().has_open_job().await? {
        sleep(LOOK).await;
    }
    let queue: Queue = Queue::open(&app.queue_place()).await?;
    let name = name("jobs")?;
    tracing::info!(name, "worker `{name}` does chunks of jobs");
    let doing = app.clone();
    let work = Work::new(move |task, attempt| {
        let app = doing.clone();
        let chunk = async move { do_chunk(&app, worker, &task, attempt).await };
        Box::pin(do_task("a chunk of a job", chunk))
    });
    work_off((&queue, &name), work, hand_over(app, worker, &queue)).await
}

/// Puts into the queue what is not there yet, or was lost with it, until no job is open any more.
async fn hand_over(app: &App, worker: Worker, queue: &Queue) -> Result<(), Error> {
    let store = app.store();
    let mut idle_looks = 0;
    while idle_looks < IDLE_LOOKS_MAX {
        idle_looks = if store.has_open_job().await? { 0 } else { idle_looks + 1 };
        let now = (worker.now)();
        let stalled = now.checked_sub(SignedDuration::from_secs(RERANK_STALLED_SECONDS));
        let stalled = stalled.unwrap_or(Timestamp::MIN);
        if !store.list_unqueued_chunks(stalled).await?.is_empty() {
            // One worker at a time; another may have been faster.
            let _turn = app.writer().await?;
            let tasks = store.list_unqueued_chunks(stalled).await?;
            for job in tasks.chunk_by(|one, next| one.job == next.job) {
                // Whoever is lost between these two hands over twice: a chunk that is done is done.
                queue.push(job.to_vec()).await?;
                store.note_queued(&job[0].organisation, &job[0].job, now).await?;
            }
        }
        sleep(LOOK).await;
    }
    Ok(())
}

/// Ranks the projects of a chunk, all on one state of the store, and writes the results.
async fn do_chunk(
    app: &App,
    worker: Worker,
    task: &ChunkTask,
    attempt: usize,
) -> Result<(), Error> {
    let app = app.acting_for(Actor { organisation: task.organisation.clone(), ..Actor::default() });
    let Some(work) = app.store().find_chunk(task).await? else { return Ok(()) };
    if RERANK_CHUNK_ATTEMPTS_MAX < attempt {
        let reason = format!("chunk {} was begun {attempt} times and never done", task.chunk);
        return Ok(app
            .store()
            .fail_job(&task.organisation, &task.job, &reason, (worker.now)())
            .await?);
    }
    let question = JobQuestion::from_json(&work.question)?;
    let derived = app.derived().await?;
    let generation = derived.generation;
    let mut ranking = JoinSet::new();
    for (position, text) in (work.first..).zip(&work.projects) {
        let project: ProjectProfile = serde_json::from_str(text).map_err(corrupt)?;
        let (app, derived, question) = (app.clone(), derived.clone(), question.clone());
        ranking.spawn(async move {
            Box::pin(rank(&app, derived, &question, project, worker))
                .await
                .map(|(line, is_refused)| ProjectResult { position, line, is_refused })
        });
    }
    let mut results = Vec::with_capacity(work.projects.len());
    while let Some(ended) = ranking.join_next().await {
        results.push(ended.map_err(corrupt)??);
    }
    results.sort_unstable_by_key(|result| result.position);
    let ended = (worker.now)();
    let bytes_max = RERANK_BYTES_KEPT_MAX;
    let too_many = TOO_MANY_BYTES;
    let done = ChunkDone { task, generation, results: &results, ended, bytes_max, too_many };
    match app.store().end_chunk(done).await {
        // What is tried again and again would go on for ever. A line finds room where results do not:
        // the log has grown for them, and keeps its length.
        Err(store::Error::Full(_)) => {
            let (organisation, job) = (&task.organisation, &task.job);
            Ok(app.store().fail_job(organisation, job, FULL, (worker.now)()).await?)
        }
        ended => Ok(ended.map(|_| ())?),
    }
}

/// The line of a project, and whether it cannot be ranked.
async fn rank(
    app: &App,
    derived: Arc<Derived>,
    question: &JobQuestion,
    project: ProjectProfile,
    worker: Worker,
) -> Result<(String, bool), Error> {
    let id = project.id.clone();
    let ranked = rank_on(app, derived, question.about(project)).await;
    let is_refused = ranked.is_err();
    match ranked {
        Err(error) if !error.kind().is_of_the_question() => Err(error),
        ranked => Ok(((worker.line)(&id, ranked), is_refused)),
    }
}

/// What should not be.
pub(super) fn corrupt(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::Unavailable { what: "the queue of jobs", source: source.into() }
}
