//! The ground truth: documents keyed by organisation and id, each with a version.
//!
//! Every method of [`Store`] is one transaction. A transaction that changes a document raises the
//! generation by one; search segments and rankings are derived from the documents and stamped
//! with the generation that they were derived from.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::domain::{
    commitment::Commitment,
    condition::Condition,
    id::{CommitmentId, OrganisationId, OutcomeId, ProjectId, RegionId},
    kind::DocumentKind,
    outcome::OutcomeEvent,
    project::ProjectProfile,
    region::RegionProfile,
};

/// Who changed and who saw what.
mod audit;
/// Who may ask: keys and sessions.
mod keys;
/// Re-rankings and how far they are.
mod jobs;
/// Saved searches and what is noticed about them.
mod alerts;
/// The exclusive lock of a data directory.
pub mod lock;
/// The past of documents.
mod revision;
/// Answers that are kept for requests that are sent again.
mod answer;
/// Why a store could not do it.
mod error;
/// Whether a write could not be flushed to the disk.
mod alarm;
/// What a store holds at one moment.
mod state;
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
/// … of jobs.
#[cfg(test)]
mod suite_jobs;
/// … of saved searches and alerts.
#[cfg(test)]
mod suite_alerts;

pub use alerts::{
    Alerts, DeliveryDone, DeliveryEnd, DeliveryWork, KeptAlert, KeptSearch, Look, LookDone,
    NewAlert, NewSearch, SearchChange, SecretChange,
};
pub use answer::{Answer, KeptAnswer, Keyed};
pub use audit::Audit;
pub use error::{Error, Source};
pub use jobs::{ChunkDone, ChunkWork, Jobs, JobsKept, NewJob};
pub use keys::Keys;
pub use postgres::{CONNECTIONS_MAX, DatabaseUrl};
pub use revision::{Change, Occasion, Revision, Revisions};
pub use sql::{
    SqlStore,
    archive::{
        ARCHIVED_TABLES, ArchiveSink, ArchiveSource, ArchivedColumn, ArchivedRows, ArchivedState,
        ArchivedTable, Cell,
    },
    examination::{TableExamination, fault_of_row},
};
pub use state::{Damaged, MissingPast, Origin, PastSnapshot, Snapshot, State, Versioned};

/// The version of the schema that this program writes.
pub fn schema_known() -> i64 {
    sql::schema::latest()
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

/// The turn to check and write, which ends when it is dropped. Every other process that asks for
/// one waits meanwhile.
pub struct Turn {
    _held: Option<sql::connection::Transaction>,
}

/// The documents, whatever database holds them.
///
/// A method that returns has committed: what it acknowledged survives a crash of the machine. A
/// method whose future is dropped has committed all of its work or nothing.
#[async_trait]
pub trait Store: Keys + Audit + Jobs + Alerts {
    /// The state of the documents; a cheap read.
    async fn state(&self) -> Result<State, Error>;

    /// How many transactions have changed a document so far.
    async fn generation(&self) -> Result<u64, Error> {
        Ok(self.state().await?.generation)
    }

    /// Whether every write is refused, because the disk failed to flush an earlier one.
    fn is_read_only(&self) -> bool;

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
        occasion: &Occasion<'_>,
        region: &RegionProfile,
        condition: &Condition,
    ) -> Result<Stored, Error>;

    /// Writes one project for a user, or fails with [`Error::Conflict`].
    async fn put_project(
        &self,
        occasion: &Occasion<'_>,
        project: &ProjectProfile,
        condition: &Condition,
    ) -> Result<Stored, Error>;

    /// Writes all `regions` for a user or none, and the answer under its key with them. An identical
    /// document stays as it is.
    async fn put_regions(
        &self,
        occasion: &Occasion<'_>,
        regions: &[RegionProfile],
        keyed: Option<Keyed<'_>>,
    ) -> Result<Committed, Error>;

    /// Writes all `projects` for a user or none, and the answer under its key with them. An identical
    /// document stays as it is.
    async fn put_projects(
        &self,
        occasion: &Occasion<'_>,
        projects: &[ProjectProfile],
        keyed: Option<Keyed<'_>>,
    ) -> Result<Committed, Error>;

    /// Brings the built-in world up to `version`, all of it or nothing, and remembers the
    /// version. Documents that a user has changed or deleted are kept as they are; a document
    /// that the newer world no longer holds stays, because others may hang on it. What the world
    /// adds is not noted as a change, what it updates is.
    async fn put_world(
        &self,
        organisation: &OrganisationId,
        regions: &[RegionProfile],
        projects: &[ProjectProfile],
        version: &str,
    ) -> Result<Committed, Error>;

    /// The version that [`Store::put_world`] wrote last.
    async fn world_version(&self, organisation: &OrganisationId) -> Result<Option<String>, Error>;

    /// Deletes a region for a user and returns the generation afterwards, `None` if there was none.
    async fn delete_region(
        &self,
        occasion: &Occasion<'_>,
        id: &RegionId,
        condition: &Condition,
    ) -> Result<Option<u64>, Error>;

    /// Deletes a project for a user and returns the generation afterwards, `None` if there was none.
    async fn delete_project(
        &self,
        occasion: &Occasion<'_>,
        id: &ProjectId,
        condition: &Condition,
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

    /// Writes one outcome for a user, or fails with [`Error::Conflict`].
    async fn put_outcome(
        &self,
        occasion: &Occasion<'_>,
        outcome: &OutcomeEvent,
        condition: &Condition,
    ) -> Result<Stored, Error>;

    /// Deletes an outcome for a user and returns the generation afterwards, `None` if there was none.
    async fn delete_outcome(
        &self,
        occasion: &Occasion<'_>,
        id: &OutcomeId,
        condition: &Condition,
    ) -> Result<Option<u64>, Error>;

    /// Writes all `outcomes` for a user or none, and the answer under its key with them. An identical
    /// document stays as it is.
    async fn put_outcomes(
        &self,
        occasion: &Occasion<'_>,
        outcomes: &[OutcomeEvent],
        keyed: Option<Keyed<'_>>,
    ) -> Result<Committed, Error>;

    /// Writes one commitment for a user, or fails with [`Error::Conflict`].
    async fn put_commitment(
        &self,
        occasion: &Occasion<'_>,
        commitment: &Commitment,
        condition: &Condition,
    ) -> Result<Stored, Error>;

    /// Deletes a commitment for a user and returns the generation afterwards, `None` if there was none.
    async fn delete_commitment(
        &self,
        occasion: &Occasion<'_>,
        id: &CommitmentId,
        condition: &Condition,
    ) -> Result<Option<u64>, Error>;

    /// Writes all `commitments` for a user or none, and the answer under its key with them. An identical
    /// document stays as it is.
    async fn put_commitments(
        &self,
        occasion: &Occasion<'_>,
        commitments: &[Commitment],
        keyed: Option<Keyed<'_>>,
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

    /// The next `limit` changes of a document before the change of the number `before`, the newest
    /// first; `None` if there never was such a document.
    async fn list_revisions(
        &self,
        organisation: &OrganisationId,
        (kind, id): (DocumentKind, &str),
        before: Option<u64>,
        limit: u32,
    ) -> Result<Option<Revisions>, Error>;

    /// The text of a document as it was at `version`; `None` if that is not kept.
    async fn find_version(
        &self,
        organisation: &OrganisationId,
        document: (DocumentKind, &str),
        version: u64,
    ) -> Result<Option<Versioned<String>>, Error>;

    /// The answer that is kept under a key until a time after `now`.
    async fn find_answer(
        &self,
        organisation: &OrganisationId,
        key: &str,
        now: Timestamp,
    ) -> Result<Option<KeptAnswer>, Error>;

    /// Forgets the answers of all organisations whose time has come by `now`. They are no
    /// documents, so the generation stays.
    async fn forget_answers(&self, now: Timestamp) -> Result<(), Error>;

    /// The regions of [`OrganisationId::default`], and everything else that the organisation holds,
    /// read in one transaction. Documents that are damaged are left out, and named.
    async fn snapshot(&self, organisation: &OrganisationId) -> Result<Snapshot, Error>;

    /// What [`Store::snapshot`] was at `generation`, or why that cannot be told.
    async fn snapshot_at(
        &self,
        organisation: &OrganisationId,
        generation: u64,
    ) -> Result<PastSnapshot, Error>;

    /// A fact about the store as a whole.
    async fn meta(&self, key: &str) -> Result<Option<String>, Error>;

    /// Notes a fact about the store as a whole. It is no document, so the generation stays.
    ///
    /// # Panics
    /// If `key` is `generation`, `mark` or `history_since`, which the store itself writes.
    async fn set_meta(&self, key: &str, value: &str) -> Result<(), Error>;
}
