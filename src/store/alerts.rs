use async_trait::async_trait;
use jiff::Timestamp;

use super::{Error, Keyed};
use crate::domain::{
    alert::{AlertTask, Delivery, DeliveryCounts},
    condition::Condition,
    id::{AlertId, OrganisationId, SavedSearchId},
};

/// What is kept of a saved search beside the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSearch {
    /// Its identifier.
    pub id: SavedSearchId,
    /// From 1, plus one per change.
    pub version: u64,
    /// What is asked and what is told, as JSON.
    pub document: String,
    /// When it was saved.
    pub created: Timestamp,
    /// The last look; `None` before the first.
    pub look: Option<Look>,
    /// When the receiver said that it wants nothing any more.
    pub stopped: Option<Timestamp>,
}

/// A look at the first regions of a saved search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The generation of the store.
    pub generation: u64,
    /// When.
    pub at: Timestamp,
    /// What the next look compares with, as JSON; `None` if the regions could not be ranked.
    pub baseline: Option<String>,
    /// Why they could not be; `None` if they were.
    pub fault: Option<String>,
}

/// A saved search that is to be kept.
#[derive(Debug, Clone, Copy)]
pub struct NewSearch<'a> {
    /// Its identifier, which no other has.
    pub id: &'a SavedSearchId,
    /// What is asked and what is told, as JSON.
    pub document: &'a str,
    /// What signs deliveries; `None` without a receiver.
    pub secret: Option<&'a str>,
    /// Now.
    pub created: Timestamp,
}

/// What becomes of a saved search that is changed.
#[derive(Debug, Clone, Copy)]
pub struct SearchChange<'a> {
    /// What is asked and what is told, as JSON.
    pub document: &'a str,
    /// What becomes of the secret.
    pub secret: SecretChange<'a>,
    /// Whether something else is asked, so that the next look is the first.
    pub asks_anew: bool,
    /// Now.
    pub at: Timestamp,
}

/// What becomes of the secret of a saved search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretChange<'a> {
    /// It stays.
    Kept,
    /// There is no receiver any more.
    Removed,
    /// It is this one from now on; the one before signs nothing any more.
    New(&'a str),
    /// It is this one from now on; the one before signs, too, until a time.
    Rotated(&'a str, Timestamp),
}

/// An alert as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAlert {
    /// The alert, as JSON.
    pub document: String,
    /// Its delivery; `None` without a receiver.
    pub delivery: Option<Delivery>,
}

/// What a look has found.
#[derive(Debug, Clone, Copy)]
pub struct LookDone<'a> {
    /// Whose.
    pub organisation: &'a OrganisationId,
    /// Which saved search.
    pub search: &'a SavedSearchId,
    /// The version of it that was looked at.
    pub version: u64,
    /// The generation of the look before; `None` if this is the first.
    pub before: Option<u64>,
    /// What was found.
    pub look: &'a Look,
    /// What is to be told; `None` if nothing is.
    pub alert: Option<NewAlert<'a>>,
}

/// An alert that is to be kept.
#[derive(Debug, Clone, Copy)]
pub struct NewAlert<'a> {
    /// Its identifier, which no other has.
    pub id: &'a AlertId,
    /// The alert, as JSON.
    pub document: &'a str,
}

/// What is to be delivered.
#[derive(Clone, PartialEq, Eq)]
pub struct DeliveryWork {
    /// The alert, as JSON.
    pub alert: String,
    /// The saved search, as JSON.
    pub search: String,
    /// What signs it, the newest first.
    pub secrets: Vec<String>,
    /// Which try this is, from 1.
    pub attempt: u32,
}

/// What came of a try to deliver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryEnd {
    /// The receiver has taken it.
    Delivered,
    /// It is tried again at a time.
    Again(Timestamp),
    /// It is given up.
    GivenUp,
    /// It is given up, and so is all that waits for the same receiver, which wants nothing any more.
    Stopped,
}

/// A try to deliver that has ended.
#[derive(Debug, Clone, Copy)]
pub struct DeliveryDone<'a> {
    /// Whose.
    pub organisation: &'a OrganisationId,
    /// Which alert.
    pub alert: &'a AlertId,
    /// Which try, from 1.
    pub attempt: u32,
    /// What came of it.
    pub end: DeliveryEnd,
    /// The status that was answered; `None` where nothing was.
    pub status: Option<u16>,
    /// Why it failed; `None` if it did not.
    pub fault: Option<&'a str>,
    /// Now.
    pub at: Timestamp,
}

/// Saved searches and alerts. They are no documents: the generation stays.
#[async_trait]
pub trait Alerts: Send + Sync {
    /// Keeps a new saved search, and the answer under its key with it.
    async fn add_search(
        &self,
        organisation: &OrganisationId,
        search: NewSearch<'_>,
        keyed: Option<Keyed<'_>>,
    ) -> Result<(), Error>;

    /// Finds a saved search.
    async fn get_search(
        &self,
        organisation: &OrganisationId,
        id: &SavedSearchId,
    ) -> Result<Option<KeptSearch>, Error>;

    /// All saved searches of the organisation, the oldest first.
    async fn list_searches(&self, organisation: &OrganisationId) -> Result<Vec<KeptSearch>, Error>;

    /// Changes a saved search, or fails with [`Error::Conflict`]; its version afterwards, `None` if
    /// there is none. Whoever waits for its alerts is told in vain no more once there is no receiver.
    async fn change_search(
        &self,
        organisation: &OrganisationId,
        id: &SavedSearchId,
        change: SearchChange<'_>,
        condition: &Condition,
    ) -> Result<Option<u64>, Error>;

    /// Deletes a saved search with its alerts, or fails with [`Error::Conflict`]; whether there was
    /// one.
    async fn delete_search(
        &self,
        organisation: &OrganisationId,
        id: &SavedSearchId,
        condition: &Condition,
    ) -> Result<bool, Error>;

    /// The newest `limit` alerts of a saved search, the newest first.
    async fn list_alerts(
        &self,
        organisation: &OrganisationId,
        search: &SavedSearchId,
        limit: u32,
    ) -> Result<Vec<KeptAlert>, Error>;

    /// At most `limit` things to be done by `now` that nobody was handed since `stalled`, of all
    /// organisations: looks at saved searches that are new or were looked at before `generation`, and
    /// deliveries that are due.
    async fn list_alert_tasks(
        &self,
        generation: u64,
        (now, stalled): (Timestamp, Timestamp),
        limit: u32,
    ) -> Result<Vec<AlertTask>, Error>;

    /// Notes that tasks were handed to the queue.
    async fn note_alert_tasks(&self, tasks: &[AlertTask], at: Timestamp) -> Result<(), Error>;

    /// Writes what a look has found: the state that the next one compares with, the alert, and the
    /// delivery to be made if there is a receiver that wants any. `false`, and nothing is written, if
    /// somebody else has looked meanwhile, or the saved search is another.
    async fn end_look(&self, done: LookDone<'_>) -> Result<bool, Error>;

    /// Begins a delivery that is due, which belongs to whoever began it until `lease`, and notes in
    /// the audit log that the alert leaves the house. `None` if there is nothing to deliver: it is
    /// not due, has ended, or nobody wants it any more.
    async fn begin_delivery(
        &self,
        organisation: &OrganisationId,
        alert: &AlertId,
        (now, lease): (Timestamp, Timestamp),
    ) -> Result<Option<DeliveryWork>, Error>;

    /// Ends a try to deliver; of one that was begun again meanwhile nothing is written.
    async fn end_delivery(&self, done: DeliveryDone<'_>) -> Result<(), Error>;

    /// How many deliveries are in each state, of all organisations.
    async fn count_deliveries(&self) -> Result<DeliveryCounts, Error>;

    /// Forgets the alerts of all organisations that were noticed before `before`, and of each saved
    /// search all but the newest `kept`; those that wait for delivery stay.
    async fn forget_alerts(&self, before: Timestamp, kept: u32) -> Result<(), Error>;
}
