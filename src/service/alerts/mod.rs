//! Saved searches: told when the first regions of a project are others than before.
//!
//! Whenever the store has moved, each saved search is ranked again and compared with what was seen
//! before. What is to be told is kept as an alert, and sent to a receiver if there is one, by
//! whichever process is free.

/// Saving, changing and deleting a search.
mod saved_search;
/// What a look finds.
mod noticing;
/// Telling a receiver.
mod delivering;
/// An alert in a sentence.
mod words;
/// Who looks and tells.
mod worker;

use jiff::{SignedDuration, Timestamp};

use super::{App, Error, audit};
use crate::domain::{
    audit::AuditAction,
    id::SavedSearchId,
    limits::{ALERT_DAYS_KEPT, ALERTS_KEPT_MAX},
};

pub use crate::{
    domain::alert::{Alert, AlertMessage, Delivery, DeliveryCounts, DeliveryState, Tell},
    notify::Receivers,
};
pub use saved_search::{
    OnceKey, Saved, SavedSearch, SavedSubject, SearchState, StoredSearch, add_search,
    change_search, delete_search, get_search, list_searches, rotate_secret,
};
pub use worker::{AlertWorker, CheckReport, check_now, work};

/// An alert with its delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertEntry {
    /// What was noticed.
    pub alert: Alert,
    /// How far its delivery is; `None` without a receiver.
    pub delivery: Option<Delivery>,
}

/// The newest alerts of a saved search, the newest first, at most `limit`.
///
/// # Errors
/// Not found, also if it is another organisation's; store unavailable.
pub async fn list_alerts(
    app: &App,
    id: &SavedSearchId,
    limit: usize,
) -> Result<Vec<AlertEntry>, Error> {
    let stored = get_search(app, id).await?;
    let limit = u32::try_from(limit).unwrap_or(u32::MAX);
    let kept = app.store().list_alerts(app.organisation(), id, limit).await?;
    if let SavedSubject::Project(project) = stored.search.subject {
        audit::note_disclosure(app, AuditAction::Match, &[project]).await?;
    }
    let entry = |kept: crate::store::KeptAlert| {
        let alert = serde_json::from_str(&kept.document).map_err(corrupt)?;
        Ok(AlertEntry { alert, delivery: kept.delivery })
    };
    kept.into_iter().map(entry).collect()
}

/// How many deliveries of all organisations are in each state.
///
/// # Errors
/// Store unavailable.
pub async fn count_deliveries(app: &App) -> Result<DeliveryCounts, Error> {
    Ok(app.store().count_deliveries().await?)
}

/// Forgets the alerts of all organisations that were noticed long before `now`, or are too many.
///
/// # Errors
/// Store unavailable.
pub async fn forget_alerts(app: &App, now: Timestamp) -> Result<(), Error> {
    let kept = SignedDuration::from_hours(24 * ALERT_DAYS_KEPT);
    let before = now.checked_sub(kept).unwrap_or(Timestamp::MIN);
    Ok(app.store().forget_alerts(before, ALERTS_KEPT_MAX).await?)
}

/// What should not be.
fn corrupt(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::Unavailable { what: "a saved search", source: source.into() }
}
