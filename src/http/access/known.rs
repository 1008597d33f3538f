use std::{
    collections::HashSet,
    hash::{BuildHasher as _, RandomState},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::Credentials;
use crate::domain::limits::CALLERS_MAX;

/// Which secrets have opened something lately, so that whoever floods a server with invented ones is
/// told from whoever has a key before the store is asked. Nobody is let in by this memory.
#[derive(Clone, Default)]
pub(super) struct Known {
    /// Under a key of this process, so that nobody outside finds two secrets with one hash.
    hasher: RandomState,
    hashes: Arc<Mutex<HashSet<u64>>>,
}

impl Known {
    /// What is remembered of credentials; `None` where there is nothing to ask the store for.
    pub(super) fn hash(&self, credentials: &Credentials) -> Option<u64> {
        match credentials {
            Credentials::None | Credentials::Malformed => None,
            Credentials::Key(secret) | Credentials::Session(secret) => {
                Some(self.hasher.hash_one(secret))
            }
        }
    }

    pub(super) fn has(&self, hash: u64) -> bool {
        self.hashes().contains(&hash)
    }

    /// Notes whether a secret has opened something.
    pub(super) fn note(&self, hash: u64, has_opened: bool) {
        let mut hashes = self.hashes();
        if !has_opened {
            hashes.remove(&hash);
            return;
        }
        if CALLERS_MAX <= hashes.len() {
            // Whoever is forgotten pays once for the address.
            hashes.clear();
        }
        hashes.insert(hash);
    }

    fn hashes(&self) -> MutexGuard<'_, HashSet<u64>> {
        self.hashes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opened_something_is_known_until_it_opens_nothing_any_more() {
        let known = Known::default();
        let hash = |secret: &str| known.hash(&Credentials::Key(secret.to_owned())).unwrap();
        assert!(!known.has(hash("one")));
        known.note(hash("one"), true);
        assert!(known.clone().has(hash("one")) && !known.has(hash("other")));
        known.note(hash("one"), false);
        assert!(!known.has(hash("one")), "it was revoked");
        assert_eq!(known.hash(&Credentials::Malformed), None);
    }

    #[test]
    fn the_memory_has_an_end() {
        let known = Known::default();
        for hash in 0..=CALLERS_MAX as u64 {
            known.note(hash, true);
        }
        assert!(known.hashes().len() <= CALLERS_MAX && known.has(CALLERS_MAX as u64));
    }
}
