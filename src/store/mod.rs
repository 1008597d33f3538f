//! The ground truth: documents keyed by organisation and id, each with a version.
//!
//! Every method of [`Store`] is one transaction. A transaction that changes a document raises the
//! generation by one; search segments and rankings are derived from the documents and stamped
//! with the generation that they were derived from.

use async_trait::async_trait;

use crate::domain::{
    commitment::Commitment,
    id::{CommitmentId, OrganisationId, OutcomeId, ProjectId, RegionId},
    outcome::OutcomeEvent,
    project::ProjectProfile,
    region::RegionProfile,
};

/// Who changed and who saw what.
mod audit;
/// Who may ask: keys and sessions.
mod keys;
/// The exclusive lock of a data directory.
pub mod lock;
/// The store in a database that speaks SQL.
mod sql;
/// How to open and read the errors of SQLite.
mod sqlite;
/// How to reach, open and read the errors of PostgreSQL.
mod postgres;
/// The SQL that every database understands.
mod statement;
/// What every store must do, whatever it is made of.
#[cfg(test)]
mod suite;
/// … of keys and sessions.
#[cfg(test)]
mod suite_keys;
/// … of the audit log.
#[cfg(test)]
mod suite_audit;

pub use audit::Audit;
pub use keys::Keys;
pub use postgres::DatabaseUrl;
pub use sql::SqlStore;

/// A document and its version.
#[derive(Debug, Clone, PartialEq)]
pub struct Versioned<T> {
    /// The document.
    pub document: T,
    /// Starts at 1 and rises by one with every change of the document, over deletions too.
    pub version: u64,
    /// Who wrote it last.
    pub origin: Origin,
}

/// Who wrote a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The built-in world.
    World,
    /// A user; a newer world leaves the document alone.
    User,
}

impl Origin {
    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Origin::World => "world",
            Origin::User => "user",
        }
    }
}

/// Under which condition a single document is written or deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// Always.
    Always,
    /// Only if the stored document has this version.
    Version(u64),
    /// Only if there is no such document.
    Absent,
}

/// What became of one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// There was none of this id.
    Inserted,
    /// It replaced another.
    Updated,
    /// It was the same already; its version stays.
    Unchanged,
}

/// The result of writing one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stored {
    /// The store's generation afterwards.
    pub generation: u64,
    /// The document's version afterwards.
    pub version: u64,
    /// What became of it.
    pub outcome: Outcome,
}

/// The result of writing many documents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Committed {
    /// The store's generation afterwards.
    pub generation: u64,
    /// New documents.
    pub inserted: usize,
    /// Documents that replaced another.
    pub updated: usize,
    /// Documents that were the same already.
    pub unchanged: usize,
    /// Documents that a user changed or deleted, so that the world left them alone.
    pub kept: usize,
}

/// Which documents a store holds, without saying what stands in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// How many transactions have changed a document so far.
    pub generation: u64,
    /// Drawn by chance at every change: a store that was put back from a copy, and any other
    /// store, has another mark at the same generation. Of letters, digits, signs and points.
    pub mark: String,
}

/// The turn to check and write, which ends when it is dropped. Every other process that asks for
/// one waits meanwhile.
pub struct Turn {
    _held: Option<sql::connection::Transaction>,
}

/// The regions, which are shared, and everything that one organisation holds, all of one
/// generation.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// The generation.
    pub generation: u64,
    /// The mark of [`State`].
    pub mark: String,
    /// All regions in the order of their ids.
    pub regions: Vec<RegionProfile>,
    /// All projects in the order of their ids.
    pub projects: Vec<ProjectProfile>,
    /// All outcomes in the order of their ids.
    pub outcomes: Vec<OutcomeEvent>,
    /// All commitments in the order of their ids.
    pub commitments: Vec<Commitment>,
}

/// The documents, whatever database holds them.
///
/// A method that returns has committed: what it acknowledged survives a crash of the machine. A
/// method whose future is dropped has committed all of its work or nothing.
#[async_trait]
pub trait Store: Keys + Audit {
    /// The state of the documents; a cheap read.
    async fn state(&self) -> Result<State, Error>;

    /// How many transactions have changed a document so far.
    async fn generation(&self) -> Result<u64, Error> {
        Ok(self.state().await?.generation)
    }

    /// Waits for the turn to check and write, so that what a writer has read holds until it is
    /// done. Processes that write without one are not kept out.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if another process has had its turn for too long.
    async fn turn(&self) -> Result<Turn, Error>;

    /// Finds a region.
    async fn get_region(
        &self,
        organisation: &OrganisationId,
        id: &RegionId,
    ) -> Result<Option<Versioned<RegionProfile>>, Error>;

    /// Finds a project.
    async fn get_project(
        &self,
        organisation: &OrganisationId,
        id: &ProjectId,
    ) -> Result<Option<Versioned<ProjectProfile>>, Error>;

    /// Writes one region for a user, or fails with [`Error::Conflict`].
    async fn put_region(
        &self,
        organisation: &OrganisationId,
        region: &RegionProfile,
        condition: Condition,
    ) -> Result<Stored, Error>;

    /// Writes one project for a user, or fails with [`Error::Conflict`].
    async fn put_project(
        &self,
        organisation: &OrganisationId,
        project: &ProjectProfile,
        condition: Condition,
    ) -> Result<Stored, Error>;

    /// Writes all `regions` or none. An identical document stays as it is.
    async fn put_regions(
        &self,
        organisation: &OrganisationId,
        regions: &[RegionProfile],
        origin: Origin,
    ) -> Result<Committed, Error>;

    /// Writes all `projects` or none. An identical document stays as it is.
    async fn put_projects(
        &self,
        organisation: &OrganisationId,
        projects: &[ProjectProfile],
        origin: Origin,
    ) -> Result<Committed, Error>;

    /// Brings the built-in world up to `version`, all of it or nothing, and remembers the
    /// version. Documents that a user has changed or deleted are kept as they are; a document
    /// that the newer world no longer holds stays, because others may hang on it.
    async fn put_world(
        &self,
        organisation: &OrganisationId,
        regions: &[RegionProfile],
        projects: &[ProjectProfile],
        version: &str,
    ) -> Result<Committed, Error>;

    /// The version that [`Store::put_world`] wrote last.
    async fn world_version(&self, organisation: &OrganisationId) -> Result<Option<String>, Error>;

    /// Deletes a region and returns the generation afterwards, `None` if there was none.
    async fn delete_region(
        &self,
        organisation: &OrganisationId,
        id: &RegionId,
        condition: Condition,
    ) -> Result<Option<u64>, Error>;

    /// Deletes a project and returns the generation afterwards, `None` if there was none.
    async fn delete_project(
        &self,
        organisation: &OrganisationId,
        id: &ProjectId,
        condition: Condition,
    ) -> Result<Option<u64>, Error>;

    /// All regions in the order of their ids.
    async fn list_regions(
        &self,
        organisation: &OrganisationId,
    ) -> Result<Vec<RegionProfile>, Error>;

    /// All projects in the order of their ids.
    async fn list_projects(
        &self,
        organisation: &OrganisationId,
    ) -> Result<Vec<ProjectProfile>, Error>;

    /// The next `limit` ids of regions after `after`, in order.
    async fn list_region_ids(
        &self,
        organisation: &OrganisationId,
        after: Option<&RegionId>,
        limit: u32,
    ) -> Result<Vec<RegionId>, Error>;

    /// The next `limit` ids of projects after `after`, in order.
    async fn list_project_ids(
        &self,
        organisation: &OrganisationId,
        after: Option<&ProjectId>,
        limit: u32,
    ) -> Result<Vec<ProjectId>, Error>;

    /// Finds an outcome.
    async fn get_outcome(
        &self,
        organisation: &OrganisationId,
        id: &OutcomeId,
    ) -> Result<Option<Versioned<OutcomeEvent>>, Error>;

    /// Finds a commitment.
    async fn get_commitment(
        &self,
        organisation: &OrganisationId,
        id: &CommitmentId,
    ) -> Result<Option<Versioned<Commitment>>, Error>;

    /// Writes all `outcomes` for a user or none. An identical document stays as it is.
    async fn put_outcomes(
        &self,
        organisation: &OrganisationId,
        outcomes: &[OutcomeEvent],
    ) -> Result<Committed, Error>;

    /// Writes all `commitments` for a user or none. An identical document stays as it is.
    async fn put_commitments(
        &self,
        organisation: &OrganisationId,
        commitments: &[Commitment],
    ) -> Result<Committed, Error>;

    /// The outcomes in the order of their ids: all, or those whose home region is `home` itself.
    async fn list_outcomes(
        &self,
        organisation: &OrganisationId,
        home: Option<&RegionId>,
    ) -> Result<Vec<OutcomeEvent>, Error>;

    /// The commitments in the order of their ids: all, or those to the region `home` itself.
    async fn list_commitments(
        &self,
        organisation: &OrganisationId,
        home: Option<&RegionId>,
    ) -> Result<Vec<Commitment>, Error>;

    /// The regions of [`OrganisationId::default`], and everything else that the organisation holds,
    /// read in one transaction.
    async fn snapshot(&self, organisation: &OrganisationId) -> Result<Snapshot, Error>;

    /// A fact about the store as a whole.
    async fn meta(&self, key: &str) -> Result<Option<String>, Error>;

    /// Notes a fact about the store as a whole. It is no document, so the generation stays.
    ///
    /// # Panics
    /// If `key` is `generation` or `mark`, which the store itself writes.
    async fn set_meta(&self, key: &str, value: &str) -> Result<(), Error>;
}

/// Why the store could not do it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It cannot be reached, opened or written to, or is busy for too long.
    #[error("the store is unavailable")]
    Unavailable(#[source] Source),
    /// The server of the database does not answer, or refuses us.
    #[error("PostgreSQL at `{address}` {problem}")]
    Unreachable {
        /// Host and port, or the socket.
        address: String,
        /// What is wrong, and what would be right.
        problem: String,
        /// Why.
        #[source]
        source: Source,
    },
    /// No space is left for it; reading still works.
    #[error("the store is full: free some space on its disk and try again")]
    Full(#[source] Source),
    /// The database as such is not readable.
    #[error("the database is damaged")]
    Damaged(#[source] Source),
    /// A stored document is not readable.
    #[error("the document `{id}` in table `{table}` is damaged")]
    Corrupt {
        /// Its table.
        table: &'static str,
        /// Its id.
        id: String,
        /// What is wrong with it.
        #[source]
        source: Source,
    },
    /// A newer program has written it.
    #[error("the store has schema {found}, this program knows up to {known}: use a newer program")]
    NewerSchema {
        /// The schema of the store.
        found: i64,
        /// The newest schema that this program knows.
        known: i64,
    },
    /// An older program has written it, and it was opened for reading only.
    #[error("the store has schema {found}, this program needs {known}: open it for writing once")]
    OlderSchema {
        /// The schema of the store.
        found: i64,
        /// The schema that this program needs.
        known: i64,
    },
    /// The stored document does not meet the condition.
    #[error("the document has changed: {}", describe_found(*.found))]
    Conflict {
        /// The stored version, `None` if there is no document.
        found: Option<u64>,
    },
}

/// The cause of a store's error.
pub type Source = Box<dyn std::error::Error + Send + Sync>;

fn describe_found(found: Option<u64>) -> String {
    match found {
        Some(version) => format!("its version is {version}"),
        None => "it does not exist".to_owned(),
    }
}
