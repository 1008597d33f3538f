use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    id::{AlertId, OrganisationId, ProjectId, RegionId, SavedSearchId},
    region::Level,
    text::{Language, Text},
};

/// What a saved search tells of.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Tell {
    /// A region is among the first that was not.
    Entered,
    /// A region that was among the first is not any more.
    Left,
    /// Another region is first.
    FirstChoice,
}

impl Tell {
    /// Everything that can be told of.
    pub const ALL: [Tell; 3] = [Tell::Entered, Tell::Left, Tell::FirstChoice];

    /// The word in documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Tell::Entered => "entered",
            Tell::Left => "left",
            Tell::FirstChoice => "first_choice",
        }
    }

    /// The one of a word; `None` for any other.
    pub fn parse(text: &str) -> Option<Tell> {
        Tell::ALL.into_iter().find(|tell| tell.as_str() == text)
    }
}

/// What changed among the first regions of a saved search.
///
/// A document: it is kept and sent as it was noticed, whatever is known later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Alert {
    /// Its identifier; a receiver that gets it twice gets it under the same.
    pub id: AlertId,
    /// The saved search.
    pub saved_search: SavedSearchId,
    /// The stored project that it is about; `null` if it is about words.
    pub project: Option<ProjectId>,
    /// When it was noticed.
    #[schema(value_type = String, format = DateTime)]
    pub noticed_at: Timestamp,
    /// The generation of the store at which the first regions were seen before.
    pub generation_before: u64,
    /// The generation at which they were others.
    pub generation_after: u64,
    /// The day whose knowledge counted.
    #[schema(value_type = String, format = Date)]
    pub as_of: Date,
    /// The level of the regions.
    pub level: Level,
    /// Among how many first regions.
    pub top: usize,
    /// The first choices, if they are not the same.
    pub first_choice: Option<AlertFirstChoice>,
    /// Regions that came among the first, by rank.
    pub entered: Vec<AlertPassage>,
    /// Regions that are not among the first any more, by their rank before.
    pub left: Vec<AlertPassage>,
    /// The first regions as they are now.
    pub first: Vec<AlertRegion>,
    /// All of it in a sentence.
    pub summary: Text,
}

/// What a receiver is told: the body of a webhook.
///
/// It is signed as Standard Webhooks 1.0.0 says, by the headers `webhook-id`, `webhook-timestamp` and
/// `webhook-signature`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AlertMessage {
    /// What it is: `alert.noticed`.
    #[serde(rename = "type")]
    #[schema(example = "alert.noticed")]
    pub kind: String,
    /// When it was noticed.
    #[schema(value_type = String, format = DateTime)]
    pub timestamp: Timestamp,
    /// What was noticed, as a sentence in the language of the saved search.
    pub text: String,
    /// The alert.
    pub data: Alert,
}

impl AlertMessage {
    /// What a receiver is told of an alert in a language.
    pub fn of(alert: Alert, language: Language) -> AlertMessage {
        AlertMessage {
            kind: "alert.noticed".to_owned(),
            timestamp: alert.noticed_at,
            text: alert.summary.in_language(language).unwrap_or_default().to_owned(),
            data: alert,
        }
    }
}

/// A first choice that is one no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AlertFirstChoice {
    /// Who was first; `null` if nobody was.
    pub before: Option<AlertRegion>,
    /// Who is first.
    pub after: Option<AlertRegion>,
    /// What each cause is answerable for, 24 in all; `null` where causes are not known.
    pub parts: Option<AlertParts>,
}

/// A region that came among the first or left them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AlertPassage {
    /// Which, with rank and points among the first.
    #[serde(flatten)]
    pub region: AlertRegion,
    /// Its rank on the other side, where it is not among the first; `null` where it is not ranked,
    /// not there, or this is not known.
    pub rank_elsewhere: Option<usize>,
    /// What each cause is answerable for, 24 in all, −24 of one that left; `null` where causes are
    /// not known.
    pub parts: Option<AlertParts>,
}

/// A region among the first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AlertRegion {
    /// Its identifier.
    pub id: RegionId,
    /// Its names.
    pub name: Text,
    /// Its rank, from 1.
    pub rank: usize,
    /// Its points, in millionths of a full score.
    pub points: i64,
}

/// What each cause is answerable for, in whole parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AlertParts {
    /// Figures of regions and of the project, outcomes, the day.
    pub data: i64,
    /// How the criteria are weighed.
    pub weights: i64,
    /// What regions rule.
    pub policies: i64,
    /// Which regions there are.
    pub candidates: i64,
}

/// How far the delivery of an alert to its receiver is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It is to be tried, for the first time or again.
    Waiting,
    /// The receiver has taken it.
    Delivered,
    /// The receiver did not take it, however often it was tried, or wants nothing any more.
    GivenUp,
    /// Nobody wants it any more: the saved search has no receiver now.
    Dropped,
}

impl DeliveryState {
    /// All states.
    pub const ALL: [DeliveryState; 4] = [
        DeliveryState::Waiting,
        DeliveryState::Delivered,
        DeliveryState::GivenUp,
        DeliveryState::Dropped,
    ];

    /// The word in documents and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            DeliveryState::Waiting => "waiting",
            DeliveryState::Delivered => "delivered",
            DeliveryState::GivenUp => "given_up",
            DeliveryState::Dropped => "dropped",
        }
    }

    /// The state of a word; `None` for any other.
    pub fn parse(text: &str) -> Option<DeliveryState> {
        DeliveryState::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// The delivery of an alert as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// How far it is.
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next; `None` if nothing more happens.
    pub due: Option<Timestamp>,
    /// When nothing more happened; `None` while it waits.
    pub ended: Option<Timestamp>,
    /// The status that the receiver answered with last; `None` where it did not answer.
    pub status: Option<u16>,
    /// Why the last try failed; `None` where none did.
    pub fault: Option<String>,
}

/// How many deliveries are in each state, of all organisations.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DeliveryCounts {
    /// To be tried.
    pub waiting: u64,
    /// Taken.
    pub delivered: u64,
    /// Given up.
    pub given_up: u64,
    /// Not wanted any more.
    pub dropped: u64,
    /// Saved searches whose receiver wants nothing any more.
    pub stopped: u64,
}

impl DeliveryCounts {
    /// The number of a state.
    pub fn of(&self, state: DeliveryState) -> u64 {
        match state {
            DeliveryState::Waiting => self.waiting,
            DeliveryState::Delivered => self.delivered,
            DeliveryState::GivenUp => self.given_up,
            DeliveryState::Dropped => self.dropped,
        }
    }
}

/// What is to be done about alerts, as it lies in the queue: what it takes stands in the store.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum AlertTask {
    /// Look whether the first regions of a saved search are others.
    Check {
        /// Whose.
        organisation: OrganisationId,
        /// Which.
        search: SavedSearchId,
    },
    /// Send an alert to its receiver.
    Deliver {
        /// Whose.
        organisation: OrganisationId,
        /// Which.
        alert: AlertId,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back() {
        for tell in Tell::ALL {
            assert_eq!(Tell::parse(tell.as_str()), Some(tell));
        }
        for state in DeliveryState::ALL {
            assert_eq!(DeliveryState::parse(state.as_str()), Some(state));
        }
        assert_eq!(Tell::parse("moved"), None);
    }
}
