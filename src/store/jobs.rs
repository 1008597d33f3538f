use async_trait::async_trait;
use jiff::Timestamp;

use super::Error;
use crate::domain::{
    id::{JobId, OrganisationId},
    job::{ChunkTask, Job, ProjectResult},
};

/// A job that is to be kept.
#[derive(Debug, Clone)]
pub struct NewJob<'a> {
    /// Its identifier, which no other has.
    pub id: &'a JobId,
    /// What is asked of every project, as JSON.
    pub question: &'a str,
    /// The profiles as JSON, in order.
    pub projects: &'a [String],
    /// Projects of a chunk; the last may have fewer.
    pub chunk_projects: usize,
    /// Now.
    pub created: Timestamp,
}

/// What is to be done in a chunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChunkWork {
    /// What is asked of every project, as JSON.
    pub question: String,
    /// The position of the first profile in its job.
    pub first: u64,
    /// The profiles as JSON, in order.
    pub projects: Vec<String>,
}

/// What is done in a chunk.
#[derive(Debug, Clone, Copy)]
pub struct ChunkDone<'a> {
    /// Which chunk.
    pub task: &'a ChunkTask,
    /// The generation on which it was ranked.
    pub generation: u64,
    /// One result for each project, in order.
    pub results: &'a [ProjectResult],
    /// Now.
    pub ended: Timestamp,
    /// How many bytes the results of all open jobs of the organisation may have together.
    pub bytes_max: u64,
    /// Why the largest of these jobs has failed if they have more.
    pub too_many: &'a str,
}

/// How much of the ended jobs of one organisation is kept, the newest first; the newest of all is kept
/// in any case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct JobsKept {
    /// Projects that they have together, at most.
    pub projects: u64,
    /// Bytes that their results have together, at most.
    pub bytes: u64,
}

/// Jobs. They are no documents: the generation stays.
#[async_trait]
pub trait Jobs: Send + Sync {
    /// Keeps a new job with its projects.
    async fn add_job(&self, organisation: &OrganisationId, job: &NewJob<'_>) -> Result<(), Error>;

    /// Finds a job.
    async fn get_job(
        &self,
        organisation: &OrganisationId,
        id: &JobId,
    ) -> Result<Option<Job>, Error>;

    /// All jobs of the organisation, the newest first.
    async fn list_jobs(&self, organisation: &OrganisationId) -> Result<Vec<Job>, Error>;

    /// Whether any organisation has an open job; a cheap read.
    async fn has_open_job(&self) -> Result<bool, Error>;

    /// The chunks to hand to the queue, of all organisations, job by job: those that are open of a
    /// job that was not handed over yet, or in which nothing happened since `stalled`.
    async fn list_unqueued_chunks(&self, stalled: Timestamp) -> Result<Vec<ChunkTask>, Error>;

    /// Notes that the open chunks of a job were handed to the queue.
    async fn note_queued(
        &self,
        organisation: &OrganisationId,
        id: &JobId,
        at: Timestamp,
    ) -> Result<(), Error>;

    /// What is to be done in a chunk; `None` if its job is not open any more, or it is done.
    async fn find_chunk(&self, task: &ChunkTask) -> Result<Option<ChunkWork>, Error>;

    /// Writes the results of a chunk, and ends its job with the last; `false`, and nothing is
    /// written, if its job is not open any more, or it is done already. If the results of the
    /// organisation's open jobs would take more than they may, the job that has the most of them fails
    /// first, which may be this one.
    async fn end_chunk(&self, done: ChunkDone<'_>) -> Result<bool, Error>;

    /// Cancels a job that is open; one that has ended stays as it is. The job afterwards, `None` if
    /// there is none.
    async fn cancel_job(
        &self,
        organisation: &OrganisationId,
        id: &JobId,
        at: Timestamp,
    ) -> Result<Option<Job>, Error>;

    /// Ends a job that is open as failed, because of `reason`.
    async fn fail_job(
        &self,
        organisation: &OrganisationId,
        id: &JobId,
        reason: &str,
        at: Timestamp,
    ) -> Result<(), Error>;

    /// The results of the next `limit` projects from the position `first` on, in order; of a job
    /// that is not finished, those that are there.
    async fn list_results(
        &self,
        organisation: &OrganisationId,
        id: &JobId,
        first: u64,
        limit: usize,
    ) -> Result<Vec<String>, Error>;

    /// Forgets the jobs of all organisations that ended before `before`, and of each organisation
    /// all ended ones but the newest, of which as much as `kept` says is kept. Of jobs that were
    /// cancelled or failed, what was done by then is forgotten at once.
    async fn forget_jobs(&self, before: Timestamp, kept: JobsKept) -> Result<(), Error>;
}
