use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::id::{KeyId, OrganisationId};

/// What was done to a document, or with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuditAction {
    /// It was written for the first time; a key was made.
    Create,
    /// It was changed.
    Update,
    /// It was deleted.
    Delete,
    /// A key was revoked.
    Revoke,
    /// It was read.
    Get,
    /// Regions were ranked for it.
    Match,
    /// Regions were compared for it.
    Compare,
    /// Support was added up for it.
    Policy,
    /// It stood in the ranking of a region.
    Reverse,
    /// It was compared with others like it.
    Similar,
    /// It was found by words.
    Search,
    /// It was sent to a region that has room, among all others.
    Allocate,
    /// What was noticed about it was sent to a receiver outside.
    Deliver,
}

impl AuditAction {
    /// All actions.
    pub const ALL: [AuditAction; 13] = [
        AuditAction::Create,
        AuditAction::Update,
        AuditAction::Delete,
        AuditAction::Revoke,
        AuditAction::Get,
        AuditAction::Match,
        AuditAction::Compare,
        AuditAction::Policy,
        AuditAction::Reverse,
        AuditAction::Similar,
        AuditAction::Search,
        AuditAction::Allocate,
        AuditAction::Deliver,
    ];

    /// The word in documents and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            AuditAction::Create => "create",
            AuditAction::Update => "update",
            AuditAction::Delete => "delete",
            AuditAction::Revoke => "revoke",
            AuditAction::Get => "get",
            AuditAction::Match => "match",
            AuditAction::Compare => "compare",
            AuditAction::Policy => "policy",
            AuditAction::Reverse => "reverse",
            AuditAction::Similar => "similar",
            AuditAction::Search => "search",
            AuditAction::Allocate => "allocate",
            AuditAction::Deliver => "deliver",
        }
    }

    /// The action of a word; `None` for any other.
    pub fn parse(text: &str) -> Option<AuditAction> {
        AuditAction::ALL.into_iter().find(|action| action.as_str() == text)
    }
}

/// One line of the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its place in the log, from 1.
    pub number: u64,
    /// When the request arrived, in whole seconds; `None` where nobody said.
    pub at: Option<Timestamp>,
    /// With which key; `None` where none was asked for.
    pub key: Option<KeyId>,
    /// For which organisation.
    pub organisation: OrganisationId,
    /// What was done.
    pub action: AuditAction,
    /// The kind of document: `regions`, `projects`, `outcomes`, `commitments`, `keys`,
    /// `saved_searches` or `rerank_jobs`.
    pub kind: String,
    /// The id of the document.
    pub document: String,
    /// Its version before; `None` if there was none, or nothing was changed.
    pub version_before: Option<u64>,
    /// Its version afterwards; `None` if it is gone, or nothing was changed.
    pub version_after: Option<u64>,
    /// By what the request is found in the server's log; `None` at the command line.
    pub request: Option<String>,
}

/// Which lines of the audit log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Of this organisation; `None` for all.
    pub organisation: Option<OrganisationId>,
    /// Not before this moment; `None` from the beginning.
    pub since: Option<Timestamp>,
    /// After the line of this number.
    pub after: u64,
}
