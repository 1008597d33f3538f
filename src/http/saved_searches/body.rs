use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::{
        id::{ProjectId, SavedSearchId},
        invalid::Invalid,
        limits::SAVED_SEARCH_TOP_DEFAULT,
        preset::PresetId,
        region::Level,
        text::Language,
    },
    http::match_request::{WishesBody, check_level},
    service::{
        alerts::{
            Alert, AlertEntry, Delivery, DeliveryState, Saved, SavedSearch, SavedSubject,
            StoredSearch, Tell,
        },
        document::Validate,
        rank_regions::Wishes,
    },
};

/// A search to be saved: exactly one of `project_id` and `text`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SavedSearchRequestBody {
    /// The id of a stored project, which is taken as it is at each look.
    #[serde(default)]
    project_id: Option<ProjectId>,
    /// The project in plain words, Chinese or English, up to 8,000 characters.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 8_000)]
    text: Option<String>,
    /// The level of the regions: `park` (the default), `county`, `prefecture`, `province`.
    #[serde(default)]
    level: Option<Level>,
    /// Among how many first regions changes are told, 1 to 20; 5 by default.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 20)]
    top: Option<u32>,
    /// What is told: all of it by default.
    #[serde(default)]
    #[schema(min_items = 1)]
    tell: Option<Vec<Tell>>,
    /// Where a receiver listens, at a host that the operator lists; without it, alerts are only
    /// listed.
    #[serde(default)]
    #[schema(max_length = 2_000, example = "https://example.com/hook")]
    webhook: Option<String>,
    /// In which language a receiver is told; Chinese by default.
    #[serde(default)]
    language: Option<Language>,
    /// The weights of a kind of user in place of the default and of the project's own.
    #[serde(default)]
    preset: Option<PresetId>,
    /// Corrections and wishes that stand above what the project says.
    #[serde(default)]
    wishes: Option<WishesBody>,
}

impl Validate for SavedSearchRequestBody {
    fn validate(&self) -> Vec<Invalid> {
        let mut faults = Vec::new();
        let found = match (&self.project_id, &self.text) {
            (Some(_), Some(_)) => Some("both of them"),
            (None, None) => Some("none of them"),
            (Some(_), None) | (None, Some(_)) => None,
        };
        let expected = "exactly one of `project_id` and `text`";
        faults.extend(found.map(|found| Invalid::new("", found, expected)));
        faults.extend(self.level.and_then(|level| check_level(level).err()));
        let wishes = self.wishes.iter().flat_map(WishesBody::validate);
        faults.extend(wishes.map(|fault| fault.within("wishes")));
        faults
    }
}

impl From<SavedSearchRequestBody> for SavedSearch {
    fn from(body: SavedSearchRequestBody) -> SavedSearch {
        SavedSearch {
            subject: match body.project_id {
                Some(id) => SavedSubject::Project(id),
                None => SavedSubject::Text(body.text.unwrap_or_default()),
            },
            wishes: Wishes { preset: body.preset, ..body.wishes.unwrap_or_default().into() },
            level: body.level.unwrap_or(Level::Park),
            top: body.top.map_or(SAVED_SEARCH_TOP_DEFAULT, |top| top as usize),
            tell: body.tell.map_or_else(|| Tell::ALL.into(), |tell| tell.into_iter().collect()),
            webhook: body.webhook,
            language: body.language.unwrap_or(Language::Zh),
        }
    }
}

/// A saved search as it stands.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SavedSearchBody {
    /// By what it is asked for.
    pub id: SavedSearchId,
    /// The stored project that it is about; `null` if it is about words.
    pub project_id: Option<ProjectId>,
    /// The words that it is about; `null` if it is about a stored project.
    pub text: Option<String>,
    /// The level of the regions.
    pub level: Level,
    /// Among how many first regions changes are told.
    pub top: usize,
    /// What is told.
    pub tell: Vec<Tell>,
    /// Where a receiver listens; `null` if alerts are only listed.
    pub webhook: Option<String>,
    /// What signs what the receiver is told: only where it was made just now, and never again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    pub webhook_secret: Option<String>,
    /// When the receiver said that it wants no more; `null` if it did not.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub webhook_stopped_at: Option<Timestamp>,
    /// In which language a receiver is told.
    pub language: Language,
    /// The weights of a kind of user that were asked for; `null` if none were.
    pub preset: Option<PresetId>,
    /// Corrections and wishes; a criterion that is dropped has the weight 0.
    pub wishes: WishesBody,
    /// When it was saved.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// The generation that was looked at last; `null` before the first look.
    pub checked_generation: Option<u64>,
    /// When it was looked at last.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub checked_at: Option<Timestamp>,
    /// Why the regions could not be ranked then; `null` if they were.
    pub fault: Option<String>,
}

impl From<&StoredSearch> for SavedSearchBody {
    fn from(stored: &StoredSearch) -> SavedSearchBody {
        let search = stored.search.clone();
        let (project_id, text) = match search.subject {
            SavedSubject::Project(id) => (Some(id), None),
            SavedSubject::Text(text) => (None, Some(text)),
        };
        let state = stored.state.as_ref();
        SavedSearchBody {
            id: stored.id.clone(),
            project_id,
            text,
            level: search.level,
            top: search.top,
            tell: search.tell.into_iter().collect(),
            webhook: search.webhook,
            webhook_secret: None,
            webhook_stopped_at: stored.stopped,
            language: search.language,
            preset: search.wishes.preset,
            wishes: search.wishes.into(),
            created_at: stored.created,
            checked_generation: state.map(|state| state.generation),
            checked_at: state.map(|state| state.at),
            fault: state.and_then(|state| state.fault.clone()),
        }
    }
}

impl From<&Saved> for SavedSearchBody {
    fn from(saved: &Saved) -> SavedSearchBody {
        let webhook_secret = saved.secret.as_ref().map(|secret| secret.reveal().to_owned());
        SavedSearchBody { webhook_secret, ..SavedSearchBody::from(&saved.stored) }
    }
}

/// The saved searches of the organisation.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct SavedSearchesBody {
    /// The oldest first.
    pub saved_searches: Vec<SavedSearchBody>,
}

/// What was noticed about a saved search.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct AlertsBody {
    /// The newest first.
    pub alerts: Vec<AlertEntryBody>,
}

/// An alert, and how far its delivery is.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct AlertEntryBody {
    /// What was noticed, as it was noticed.
    #[serde(flatten)]
    pub alert: Alert,
    /// How far its delivery is; `null` without a receiver.
    pub delivery: Option<DeliveryBody>,
}

/// How far the delivery of an alert is.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct DeliveryBody {
    /// `waiting` to be tried, `delivered`, `given_up`, or `dropped` with the receiver.
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next; `null` if nothing more happens.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub due_at: Option<Timestamp>,
    /// When nothing more happened; `null` while it waits.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ended_at: Option<Timestamp>,
    /// The status that the receiver answered with last; `null` where it did not answer.
    pub status: Option<u16>,
    /// Why the last try failed; `null` where none did.
    pub fault: Option<String>,
}

impl From<AlertEntry> for AlertEntryBody {
    fn from(entry: AlertEntry) -> AlertEntryBody {
        AlertEntryBody { alert: entry.alert, delivery: entry.delivery.map(DeliveryBody::from) }
    }
}

impl From<Delivery> for DeliveryBody {
    fn from(delivery: Delivery) -> DeliveryBody {
        DeliveryBody {
            state: delivery.state,
            attempts: delivery.attempts,
            due_at: delivery.due,
            ended_at: delivery.ended,
            status: delivery.status,
            fault: delivery.fault,
        }
    }
}
