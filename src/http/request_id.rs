use std::{
    fmt,
    hash::{BuildHasher, Hasher, RandomState},
    sync::{
        LazyLock,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// The header in which it comes and goes.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Longest id that is taken over; a UUID has 36 characters.
const CHARACTERS_MAX: usize = 64;

/// By what a request is found in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RequestId(String);

impl RequestId {
    /// That of the caller, so that its log and ours can be read together; else a new one. One with
    /// other characters than letters, digits, `-`, `_` and `.`, or that is too long, is not taken
    /// over: it would stand in every line of the log.
    pub(super) fn of(headers: &HeaderMap) -> RequestId {
        let given = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok());
        let is_plain = |text: &&str| {
            (1..=CHARACTERS_MAX).contains(&text.len())
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        };
        given.filter(is_plain).map_or_else(RequestId::new, |text| RequestId(text.to_owned()))
    }

    /// Unique within the process, and most likely among processes.
    fn new() -> RequestId {
        static PROCESS: LazyLock<u64> =
            LazyLock::new(|| RandomState::new().build_hasher().finish());
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        RequestId(format!("{:016x}-{count:x}", *PROCESS))
    }

    /// As a header.
    pub(super) fn header(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&self.0).ok()
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &[u8]) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(REQUEST_ID, HeaderValue::from_bytes(text).unwrap());
        RequestId::of(&headers).to_string()
    }

    #[test]
    fn a_plain_id_is_taken_over_and_no_other() {
        let long = "x".repeat(65);
        for text in ["a", "6f1c0a52-92f1-4c1e-a1b5-5e3f8d0c7c11", "job_7.3"] {
            assert_eq!(of(text.as_bytes()), text);
        }
        for text in ["", "a b", "a\"b", "a=b", "\u{e9}", long.as_str()] {
            assert_ne!(of(text.as_bytes()), text);
        }
    }

    #[test]
    fn new_ids_are_different() {
        assert_ne!(RequestId::new(), RequestId::new());
    }
}
