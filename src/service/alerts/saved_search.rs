use std::{collections::BTreeSet, fmt};

use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{corrupt, noticing::first_look};
use crate::{
    domain::{
        alert::Tell,
        condition::Condition,
        id::{ProjectId, SavedSearchId},
        invalid::Invalid,
        limits::{SAVED_SEARCH_TOP_MAX, SAVED_SEARCHES_MAX, WEBHOOK_ROTATION_HOURS},
        region::Level,
        text::Language,
    },
    service::{
        Answer, App, Error, Secret,
        documents::{not_found, refuse},
        rank_regions::{Advice, Question, Subject, Wishes},
        secret,
    },
    store::{KeptSearch, Keyed, LookDone, NewSearch, SearchChange, SecretChange},
};

/// What is asked again and again, and what is told of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SavedSearch {
    /// What it is about.
    pub subject: SavedSubject,
    /// Corrections and wishes that stand above what the subject says.
    pub wishes: Wishes,
    /// The level of the regions.
    pub level: Level,
    /// Among how many first regions changes are told, 1 to 20.
    pub top: usize,
    /// What is told; something is.
    pub tell: BTreeSet<Tell>,
    /// Where a receiver listens; `None` if alerts are only listed.
    pub webhook: Option<String>,
    /// In which language a receiver is told.
    pub language: Language,
}

/// What a saved search is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SavedSubject {
    /// A stored project, as it is at each look.
    Project(ProjectId),
    /// Plain words in Chinese or English.
    Text(String),
}

/// A saved search as it stands.
#[derive(Debug, Clone)]
pub struct StoredSearch {
    /// Its identifier.
    pub id: SavedSearchId,
    /// From 1, plus one per change.
    pub version: u64,
    /// What is asked and told.
    pub search: SavedSearch,
    /// When it was saved.
    pub created: Timestamp,
    /// The last look; `None` before the first.
    pub state: Option<SearchState>,
    /// When the receiver said that it wants nothing any more; `None` if it did not.
    pub stopped: Option<Timestamp>,
}

/// The last look at a saved search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchState {
    /// The generation of the store.
    pub generation: u64,
    /// When.
    pub at: Timestamp,
    /// Why the regions could not be ranked; `None` if they were.
    pub fault: Option<String>,
}

/// A saved search that was written, and the secret that was made for it.
#[derive(Debug, Clone)]
pub struct Saved {
    /// The saved search.
    pub stored: StoredSearch,
    /// What signs what the receiver is told, shown this once; `None` if none was made.
    pub secret: Option<Secret>,
}

/// The key of a request that saves a search once, however often it is sent.
pub struct OnceKey<'a> {
    /// As the client chose it.
    pub key: &'a str,
    /// A digest of what is asked for: the same key with another is refused.
    pub digest: &'a str,
    /// Until when the answer is kept.
    pub expires_at: Timestamp,
    /// Composes the answer that is kept.
    pub answer: &'a (dyn Fn(&Saved) -> Answer + Send + Sync),
}

impl fmt::Debug for OnceKey<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("OnceKey").field("key", &self.key).finish_non_exhaustive()
    }
}

impl SavedSearch {
    /// What is wrong with it.
    fn validate(&self, app: &App) -> Vec<Invalid> {
        let mut faults = Vec::new();
        if !(1..=SAVED_SEARCH_TOP_MAX).contains(&self.top) {
            let expected = format!("a whole number between 1 and {SAVED_SEARCH_TOP_MAX}");
            faults.push(Invalid::new("top", self.top, &expected));
        }
        if self.tell.is_empty() {
            let words = Tell::ALL.map(|tell| format!("`{}`", tell.as_str())).join(", ");
            faults.push(Invalid::new("tell", "[]", &format!("at least one of {words}")));
        }
        let target = self.webhook.as_deref().map(|url| app.receivers().target(url));
        let fault = target.and_then(Result::err);
        faults.extend(fault.map(|fault| fault.within("webhook")));
        faults
    }

    /// The question that it asks on a day.
    pub(super) fn question(&self, as_of: Date) -> Question {
        Question {
            subject: match &self.subject {
                SavedSubject::Project(id) => Subject::Stored(id.clone()),
                SavedSubject::Text(text) => Subject::Text(text.clone()),
            },
            wishes: self.wishes.clone(),
            level: self.level,
            limit: self.top,
            as_of,
            excluded_links: Vec::new(),
            advice: Advice::Wordless,
        }
    }

    /// What decides which regions are first: what is told and to whom is left out.
    fn asked(&self) -> Result<String, Error> {
        let asked = (&self.subject, &self.wishes, self.level, self.top);
        serde_json::to_string(&asked).map_err(corrupt)
    }

    fn to_json(&self) -> Result<String, Error> {
        serde_json::to_string(self).map_err(corrupt)
    }

    pub(super) fn from_json(text: &str) -> Result<SavedSearch, Error> {
        serde_json::from_str(text).map_err(corrupt)
    }
}

/// Saves a search at the time `now`; what it finds now is what the next look compares with. Sent
/// again with its key, it is not saved again: `Err` holds the answer of the first time then.
///
/// # Errors
/// Invalid: a value out of range, too many saved searches, a receiver that the operator does not list,
/// whatever ranking refuses. The key belongs to another request. Store unavailable.
pub async fn add_search(
    app: &App,
    search: SavedSearch,
    key: Option<OnceKey<'_>>,
    now: Timestamp,
) -> Result<Result<Saved, Answer>, Error> {
    refuse(search.validate(app))?;
    let (store, organisation) = (app.store(), app.organisation());
    // As precise as it is kept, so that it is told alike now and later.
    let now = Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now);
    // Whoever sends the same to another process meanwhile waits here, and finds the answer.
    let _turn = match &key {
        Some(_) => Some(app.writer().await?),
        None => None,
    };
    if let Some(OnceKey { key, digest, .. }) = key
        && let Some(kept) = store.find_answer(organisation, key, now).await?
    {
        let is_the_same = kept.digest == digest;
        return if is_the_same {
            Ok(Err(kept.answer))
        } else {
            Err(Error::KeyReused { key: key.to_owned() })
        };
    }
    let count = store.list_searches(organisation).await?.len();
    if SAVED_SEARCHES_MAX <= count {
        let expected = format!("at most {SAVED_SEARCHES_MAX} saved searches of an organisation");
        return Err(Invalid::new("", count + 1, &expected).into());
    }
    let look = first_look(app, &search, now).await?;
    let id = SavedSearchId::parse(&format!("search-{}", secret::digits::<6>()?))?;
    let document = search.to_json()?;
    let secret = search.webhook.is_some().then(Secret::draw_for_receiver).transpose()?;
    let state =
        Some(SearchState { generation: look.generation, at: look.at, fault: look.fault.clone() });
    let stored =
        StoredSearch { id: id.clone(), version: 1, search, created: now, state, stopped: None };
    let saved = Saved { stored, secret };
    let answer = key.as_ref().map(|key| (key.answer)(&saved));
    let compose = |_: &crate::store::Committed| answer.clone().unwrap_or_default();
    let keyed = key.as_ref().map(|key| Keyed {
        organisation,
        key: key.key,
        digest: key.digest,
        expires_at: key.expires_at,
        answer: &compose,
    });
    let new = NewSearch {
        id: &id,
        document: &document,
        secret: saved.secret.as_ref().map(Secret::reveal),
        created: now,
    };
    store.add_search(organisation, new, keyed).await?;
    // Whoever is lost here leaves a search that was not looked at: the next one looks.
    let done =
        LookDone { organisation, search: &id, version: 1, before: None, look: &look, alert: None };
    store.end_look(done).await?;
    Ok(Ok(saved))
}

/// Gets a saved search of the organisation.
///
/// # Errors
/// Not found, also if it is another organisation's; store unavailable.
pub async fn get_search(app: &App, id: &SavedSearchId) -> Result<StoredSearch, Error> {
    let found = app.store().get_search(app.organisation(), id).await?;
    read(found.ok_or_else(|| none(id))?)
}

/// The saved searches of the organisation, the oldest first.
///
/// # Errors
/// Store unavailable.
pub async fn list_searches(app: &App) -> Result<Vec<StoredSearch>, Error> {
    let found = app.store().list_searches(app.organisation()).await?;
    found.into_iter().map(read).collect()
}

/// Puts a search in the place of a saved one at the time `now`. If it asks something else, what it
/// finds next is what is compared with; a receiver that wanted nothing any more is told again.
///
/// # Errors
/// As [`add_search`]; not found, changed meanwhile.
pub async fn change_search(
    app: &App,
    id: &SavedSearchId,
    search: SavedSearch,
    condition: &Condition,
    now: Timestamp,
) -> Result<Saved, Error> {
    refuse(search.validate(app))?;
    let before = get_search(app, id).await?;
    let asks_anew = before.search.asked()? != search.asked()?;
    if asks_anew {
        // Refuses what cannot be ranked.
        first_look(app, &search, now).await?;
    }
    let secret = match (&before.search.webhook, &search.webhook) {
        (None, Some(_)) => Some(Secret::draw_for_receiver()?),
        _ => None,
    };
    let change = match (&secret, &search.webhook) {
        (Some(secret), _) => SecretChange::New(secret.reveal()),
        (None, None) if before.search.webhook.is_some() => SecretChange::Removed,
        (None, _) => SecretChange::Kept,
    };
    let document = search.to_json()?;
    let change = SearchChange { document: &document, secret: change, asks_anew, at: now };
    write(app, id, change, condition, before.version).await?;
    Ok(Saved { stored: get_search(app, id).await?, secret })
}

/// Makes a new secret for the receiver of a saved search at the time `now`. The one before signs
/// beside it for a day, so that the receiver can change over without missing anything.
///
/// # Errors
/// Not found; invalid: there is no receiver; changed meanwhile; store unavailable.
pub async fn rotate_secret(
    app: &App,
    id: &SavedSearchId,
    condition: &Condition,
    now: Timestamp,
) -> Result<Saved, Error> {
    let before = get_search(app, id).await?;
    if before.search.webhook.is_none() {
        let expected = "there, for a secret to be of any use: `PUT` the saved search with one";
        return Err(Invalid::new("webhook", "null", expected).into());
    }
    let secret = Secret::draw_for_receiver()?;
    let hours = SignedDuration::from_hours(WEBHOOK_ROTATION_HOURS);
    let until = now.checked_add(hours).unwrap_or(Timestamp::MAX);
    let document = before.search.to_json()?;
    let rotated = SecretChange::Rotated(secret.reveal(), until);
    let change = SearchChange { document: &document, secret: rotated, asks_anew: false, at: now };
    write(app, id, change, condition, before.version).await?;
    Ok(Saved { stored: get_search(app, id).await?, secret: Some(secret) })
}

/// Deletes a saved search with its alerts.
///
/// # Errors
/// Not found; changed meanwhile; store unavailable.
pub async fn delete_search(
    app: &App,
    id: &SavedSearchId,
    condition: &Condition,
) -> Result<(), Error> {
    let deleted = app.store().delete_search(app.organisation(), id, condition).await?;
    if deleted { Ok(()) } else { Err(none(id)) }
}

/// Writes a change of the version that it was made of, under the condition of the caller.
async fn write(
    app: &App,
    id: &SavedSearchId,
    change: SearchChange<'_>,
    condition: &Condition,
    version: u64,
) -> Result<(), Error> {
    if !condition.holds(Some(version)) {
        return Err(Error::Conflict { found: Some(version) });
    }
    // Under any condition: what the secret becomes was decided for this version.
    let unchanged = Condition::version(version);
    let written = app.store().change_search(app.organisation(), id, change, &unchanged).await?;
    written.map(|_| ()).ok_or_else(|| none(id))
}

fn none(id: &SavedSearchId) -> Error {
    not_found("saved search", id.as_str())
}

fn read(kept: KeptSearch) -> Result<StoredSearch, Error> {
    let KeptSearch { id, version, document, created, look, stopped } = kept;
    let search = SavedSearch::from_json(&document)?;
    let state = look.map(|look| SearchState {
        generation: look.generation,
        at: look.at,
        fault: look.fault,
    });
    Ok(StoredSearch { id, version, search, created, state, stopped })
}
