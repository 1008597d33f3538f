use super::{App, Error};
use crate::domain::{
    audit::{AuditAction, AuditEntry, AuditFilter},
    id::{JobId, ProjectId},
};

/// Some lines of the audit log.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditPage {
    /// In their order.
    pub entries: Vec<AuditEntry>,
    /// Whether more follow.
    pub has_more: bool,
}

/// Lists lines of the organisation for which the application acts, at most `limit` of them.
///
/// # Errors
/// Store unavailable.
pub async fn list_own_audit(
    app: &App,
    filter: AuditFilter,
    limit: usize,
) -> Result<AuditPage, Error> {
    let organisation = Some(app.organisation().clone());
    list_audit(app, &AuditFilter { organisation, ..filter }, limit).await
}

/// Lists lines of any organisation, for the operator.
///
/// # Errors
/// Store unavailable.
pub async fn list_audit(app: &App, filter: &AuditFilter, limit: usize) -> Result<AuditPage, Error> {
    let asked = u32::try_from(limit.saturating_add(1)).unwrap_or(u32::MAX);
    let mut entries = app.store().list_audit(filter, asked).await?;
    let has_more = limit < entries.len();
    entries.truncate(limit);
    Ok(AuditPage { entries, has_more })
}

/// Notes that the holder of a key is about to see projects; without the note they are not shown.
/// Where no key is asked for there is nobody to name, and nothing is noted.
///
/// # Errors
/// Store unavailable.
pub(super) async fn note_disclosure(
    app: &App,
    action: AuditAction,
    projects: &[ProjectId],
) -> Result<(), Error> {
    if app.actor().holder.is_none() {
        return Ok(());
    }
    Ok(app.store().note_disclosure(action, projects).await?)
}

/// Notes that the holder of a key is about to see the results of a job, in one line: whose profiles
/// stand in them was noted when it was posted, or they were brought along.
///
/// # Errors
/// Store unavailable.
pub(super) async fn note_results_disclosure(app: &App, job: &JobId) -> Result<(), Error> {
    if app.actor().holder.is_none() {
        return Ok(());
    }
    Ok(app.store().note_results_disclosure(job).await?)
}
