use async_trait::async_trait;
use jiff::{Timestamp, civil::Date};

use super::Error;
use crate::domain::{
    access::{Key, SecretHash, Session},
    id::KeyId,
};

/// Keys and sessions. They are no documents: the generation stays, and a process may write them
/// beside another that writes documents.
///
/// A secret is looked for by its hash. How long that takes can tell at most how hashes begin, and
/// nobody can choose a secret of which the hash begins as wanted; what is found is compared in
/// constant time all the same, by the caller, for which reason the hash comes back.
#[async_trait]
pub trait Keys: Send + Sync {
    /// Keeps a new key, known by the hash of its secret.
    async fn add_key(&self, key: &Key, hash: SecretHash) -> Result<(), Error>;

    /// All keys, in the order in which they were made.
    async fn list_keys(&self) -> Result<Vec<Key>, Error>;

    /// Finds a key by its name.
    async fn get_key(&self, id: &KeyId) -> Result<Option<Key>, Error>;

    /// Finds the key, valid or not, whose secret has this hash.
    async fn find_key(&self, hash: SecretHash) -> Result<Option<(Key, SecretHash)>, Error>;

    /// Revokes a key that is not revoked yet; whether there was one.
    async fn revoke_key(&self, id: &KeyId, at: Timestamp) -> Result<bool, Error>;

    /// Revokes `old`, if it is not revoked yet, and keeps `new` in its place: both or neither.
    /// Whether there was one.
    async fn replace_key(&self, old: &KeyId, new: &Key, hash: SecretHash) -> Result<bool, Error>;

    /// Notes that a key was used on a day, unless a later day stands there.
    async fn note_use(&self, id: &KeyId, day: Date) -> Result<(), Error>;

    /// Opens a session of a key until `ends`, and forgets those that ended before `now`.
    async fn open_session(
        &self,
        hash: SecretHash,
        session: &Session,
        now: Timestamp,
    ) -> Result<(), Error>;

    /// Finds the session, ended or not, whose secret has this hash.
    async fn find_session(&self, hash: SecretHash) -> Result<Option<(Session, SecretHash)>, Error>;

    /// Ends a session; one that is not there has ended already.
    async fn end_session(&self, hash: SecretHash) -> Result<(), Error>;
}
