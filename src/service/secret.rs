use std::fmt;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::Error;
use crate::{domain::access::SecretHash, notify::secret_of};

/// Bytes of chance in a secret: 256 bits, which nobody guesses.
const CHANCE_BYTES: usize = 32;

/// What a secret opens; its first letters say so, for people and for programs that look for
/// secrets where they should not stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SecretKind {
    /// What a key opens, as long as the key is valid.
    Key,
    /// A session of a browser.
    Session,
}

impl SecretKind {
    fn prefix(self) -> &'static str {
        match self {
            SecretKind::Key => "hinterland_key_",
            SecretKind::Session => "hinterland_session_",
        }
    }
}

/// A secret that was just drawn: shown once to whom it is for, and never kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret")
    }
}

impl Secret {
    /// Draws a secret from the system's own chance.
    ///
    /// # Errors
    /// Unavailable: the system gives none.
    pub(super) fn draw(kind: SecretKind) -> Result<Secret, Error> {
        Ok(Secret(format!("{}{}", kind.prefix(), digits::<CHANCE_BYTES>()?)))
    }

    /// Draws what signs the messages to a receiver.
    ///
    /// # Errors
    /// Unavailable: the system gives none.
    pub(super) fn draw_for_receiver() -> Result<Secret, Error> {
        Ok(Secret(secret_of(&chance::<CHANCE_BYTES>()?)))
    }

    /// The secret itself, to be shown to whom it is for.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub(super) fn hash(&self) -> SecretHash {
        hash(&self.0)
    }
}

/// A name of so many digits that no two are alike, `BYTES` bytes of chance.
pub(super) fn digits<const BYTES: usize>() -> Result<String, Error> {
    let bytes = chance::<BYTES>()?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat())
}

/// So many bytes of the system's own chance.
fn chance<const BYTES: usize>() -> Result<[u8; BYTES], Error> {
    let mut bytes = [0_u8; BYTES];
    getrandom::fill(&mut bytes)
        .map_err(|source| Error::Unavailable { what: "chance", source: Box::new(source) })?;
    Ok(bytes)
}

/// Draws a name for a request that is to be carried out once, which no other request has.
///
/// # Errors
/// Unavailable: the system gives no chance.
pub fn request_name() -> Result<String, Error> {
    digits::<16>()
}

/// The hash of a text that has the form of a secret; `None` for any other, which needs no look at
/// the store: its form is public.
pub(super) fn hash_of(kind: SecretKind, text: &str) -> Option<SecretHash> {
    let digits = text.strip_prefix(kind.prefix())?;
    let fits = digits.len() == 2 * CHANCE_BYTES
        && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    fits.then(|| hash(text))
}

fn hash(text: &str) -> SecretHash {
    SecretHash(Sha256::digest(text.as_bytes()).into())
}

/// What was found under a hash, if its own is the same; compared in constant time, and compared
/// with something also where nothing was found, so that both take equally long.
pub(super) fn confirm<T>(asked: SecretHash, found: Option<(T, SecretHash)>) -> Option<T> {
    let (found, hash) = match found {
        Some((found, hash)) => (Some(found), hash),
        None => (None, SecretHash([0; 32])),
    };
    let is_same = bool::from(asked.0.ct_eq(&hash.0));
    found.filter(|_| is_same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_has_a_form_and_is_never_told() {
        let secret = Secret::draw(SecretKind::Key).unwrap();
        assert_eq!(secret.reveal().len(), "hinterland_key_".len() + 64);
        assert_eq!(format!("{secret:?}"), "Secret");
        assert_eq!(hash_of(SecretKind::Key, secret.reveal()), Some(secret.hash()));
        assert_eq!(hash_of(SecretKind::Session, secret.reveal()), None);
        assert_ne!(Secret::draw(SecretKind::Key).unwrap(), secret);
    }

    #[test]
    fn what_has_not_the_form_is_not_looked_for() {
        let digits = "0".repeat(64);
        let cases = [
            (format!("hinterland_key_{digits}"), true),
            (format!("hinterland_key_{digits}0"), false), // too long
            (format!("hinterland_key_{}", &digits[1..]), false), // too short
            (format!("hinterland_key_{}G", &digits[1..]), false), // no digit
            (format!("hinterland_key_{}A", &digits[1..]), false), // not as we write it
            (format!("hinterland_key_{}é", &digits[2..]), false), // as many bytes
            (digits, false),
            (String::new(), false),
        ];
        for (text, expected) in cases {
            assert_eq!(hash_of(SecretKind::Key, &text).is_some(), expected, "{text}");
        }
    }

    /// FIPS 180-4: the published digest of `abc`.
    #[test]
    fn the_hash_is_the_standard_one() {
        assert_eq!(hash("abc").0[..4], [0xba, 0x78, 0x16, 0xbf]);
    }

    #[test]
    fn only_the_same_hash_confirms() {
        let [asked, other] = [SecretHash([1; 32]), SecretHash([2; 32])];
        assert_eq!(confirm(asked, Some(("key", asked))), Some("key"));
        assert_eq!(confirm(asked, Some(("key", other))), None);
        assert_eq!(confirm::<()>(SecretHash([0; 32]), None), None);
    }
}
