use jiff::Timestamp;

use super::Origin;
use crate::domain::id::OrganisationId;

/// Whose documents a user writes, when, and how much of their past is kept.
#[derive(Debug, Clone, Copy)]
pub struct Occasion<'a> {
    /// The organisation.
    pub organisation: &'a OrganisationId,
    /// Now.
    pub at: Timestamp,
    /// How many revisions of each document are kept at most, the newest.
    pub revisions_max: u32,
}

/// How a document changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// There was none of this id.
    Created,
    /// It took the place of another version.
    Updated,
    /// It was deleted.
    Deleted,
}

impl Change {
    /// The word in the database and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Change::Created => "created",
            Change::Updated => "updated",
            Change::Deleted => "deleted",
        }
    }

    pub(super) fn parse(word: &str) -> Option<Change> {
        let all = [Change::Created, Change::Updated, Change::Deleted];
        all.into_iter().find(|change| change.as_str() == word)
    }
}

/// One change of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revision {
    /// The how-manieth noted change of this document it is, from 1.
    pub number: u64,
    /// The document's version afterwards; of a deletion the version that was deleted.
    pub version: u64,
    /// What happened.
    pub change: Change,
    /// Who did it.
    pub origin: Origin,
    /// When; `None` for what was written before changes were noted, and by the built-in world.
    pub written_at: Option<Timestamp>,
}

/// Some of the changes of one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revisions {
    /// How many are kept, on all pages.
    pub kept: u64,
    /// How many older ones are no longer kept.
    pub dropped: u64,
    /// The newest first.
    pub revisions: Vec<Revision>,
    /// The store's generation.
    pub generation: u64,
}
