use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::id::{JobId, OrganisationId};

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// No chunk is done yet.
    Queued,
    /// Some chunks are done.
    Running,
    /// All chunks are done; the results can be fetched.
    Finished,
    /// Somebody cancelled it; what was not done by then is not done.
    Cancelled,
    /// A chunk could not be done, however often it was begun, or the results find no room.
    Failed,
}

impl JobState {
    /// Whether nothing more happens.
    pub fn is_ended(self) -> bool {
        match self {
            JobState::Queued | JobState::Running => false,
            JobState::Finished | JobState::Cancelled | JobState::Failed => true,
        }
    }
}

/// A job as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its identifier.
    pub id: JobId,
    /// How far it is.
    pub state: JobState,
    /// What is asked of every project, as the service wrote it.
    pub question: String,
    /// Projects to rank.
    pub projects: u64,
    /// Projects that are done, be they ranked or refused.
    pub projects_done: u64,
    /// Projects that cannot be ranked; a problem stands in the place of their ranking.
    pub projects_refused: u64,
    /// The generations of the store on which chunks were ranked, ascending: one, unless somebody
    /// wrote to the store meanwhile.
    pub generations: Vec<u64>,
    /// When it was posted.
    pub created: Timestamp,
    /// When it was finished, cancelled or failed; `None` while it is open.
    pub ended: Option<Timestamp>,
    /// Why it failed; `None` if it did not.
    pub reason: Option<String>,
}

/// A chunk of a job, as it lies in the queue: what is to be done stands in the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChunkTask {
    /// Whose job.
    pub organisation: OrganisationId,
    /// The job.
    pub job: JobId,
    /// The chunk, from 0.
    pub chunk: u32,
}

/// The result of one project of a chunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectResult {
    /// The position of the project in its job, from 0.
    pub position: u64,
    /// One line: the match document, or the problem in its place.
    pub line: String,
    /// Whether the line is a problem.
    pub is_refused: bool,
}
