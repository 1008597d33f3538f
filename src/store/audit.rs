use std::sync::Arc;

use async_trait::async_trait;

use super::{Error, Store};
use crate::domain::{
    access::Actor,
    audit::{AuditAction, AuditEntry, AuditFilter},
    id::{JobId, ProjectId},
};

/// The audit log. A store writes a line for every document that it changes, in the transaction of
/// the change and in the name of the actor for whom it acts. There is no way to change or delete a
/// line.
#[async_trait]
pub trait Audit: Send + Sync {
    /// The same store, acting for somebody.
    fn acting_for(&self, actor: &Actor) -> Arc<dyn Store>;

    /// Writes a line for each of `projects`, which the actor is about to see.
    async fn note_disclosure(
        &self,
        action: AuditAction,
        projects: &[ProjectId],
    ) -> Result<(), Error>;

    /// Writes a line for the results of a job, which the actor is about to see: profiles of projects
    /// stand in them.
    async fn note_results_disclosure(&self, job: &JobId) -> Result<(), Error>;

    /// The first `limit` lines that the filter admits, in their order.
    async fn list_audit(&self, filter: &AuditFilter, limit: u32) -> Result<Vec<AuditEntry>, Error>;
}
