use std::fmt;

use jiff::Timestamp;

use super::Committed;
use crate::domain::id::OrganisationId;

/// An answer as it was given: what a repeated request gets again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
}

/// An answer that is kept under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    /// The digest of the request that was answered.
    pub digest: String,
    /// The answer.
    pub answer: Answer,
}

/// The key of a request whose answer is kept, in one transaction with what the request changes:
/// both are there or neither is.
#[derive(Clone, Copy)]
pub struct Keyed<'a> {
    /// Whose the key is: not whose the documents are, for regions are shared.
    pub organisation: &'a OrganisationId,
    /// The key.
    pub key: &'a str,
    /// A digest of what is asked for.
    pub digest: &'a str,
    /// Until when the answer is kept.
    pub expires_at: Timestamp,
    /// Composes the answer from what is being committed.
    pub answer: &'a (dyn Fn(&Committed) -> Answer + Send + Sync),
}

impl fmt::Debug for Keyed<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = formatter.debug_struct("Keyed");
        parts.field("key", &self.key).field("digest", &self.digest).finish_non_exhaustive()
    }
}
