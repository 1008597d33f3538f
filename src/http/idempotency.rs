use std::{
    collections::HashSet,
    fmt::Write as _,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use utoipa::IntoParams;

use super::{PROBLEM_JSON, Problem};
use crate::{
    domain::{
        id::OrganisationId,
        invalid::{Invalid, shorten},
        limits::IDEMPOTENCY_KEY_CHARACTERS_MAX,
    },
    service::Answer,
};

/// The header that names a request, so that sent again it is carried out once:
/// draft-ietf-httpapi-idempotency-key-header-06, section 2.
pub(super) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The header that says of an answer that it was given before.
pub(super) const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// What the documentation says of the header.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "only its documentation is used; the header is read with the body")]
pub struct IdempotencyHeader {
    /// A name for this request, unique in the organisation and chosen by the client: sent again
    /// with the same content it changes nothing and gets the same answer, for a day
    #[param(rename = "Idempotency-Key", min_length = 1, max_length = 255)]
    #[param(value_type = String, required = false, pattern = "^[!-~]+$")]
    #[param(example = "8e03978e-40d5-43dd-bc93-6894a57f9324")]
    key: Option<String>,
}

/// The key of a request: 1 to 255 visible ASCII characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct IdempotencyKey(String);

impl IdempotencyKey {
    /// Reads the key of a request, bare or as the draft's quoted string; both are the same key.
    ///
    /// # Errors
    /// 400 if there are several, or one of another form.
    pub(super) fn of(headers: &HeaderMap) -> Result<Option<IdempotencyKey>, Problem> {
        let mut given = headers.get_all(IDEMPOTENCY_KEY).iter();
        let Some(value) = given.next() else { return Ok(None) };
        let text = std::str::from_utf8(value.as_bytes()).unwrap_or_default().trim();
        let quoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        let key = quoted.unwrap_or(text);
        let is_key = (1..=IDEMPOTENCY_KEY_CHARACTERS_MAX).contains(&key.len())
            && key.bytes().all(|byte| byte.is_ascii_graphic());
        if is_key && given.next().is_none() {
            return Ok(Some(IdempotencyKey(key.to_owned())));
        }
        let shown = shorten(&String::from_utf8_lossy(value.as_bytes()));
        let expected = format!(
            "given once, of 1 to {IDEMPOTENCY_KEY_CHARACTERS_MAX} visible ASCII characters"
        );
        let fault = Invalid::new("Idempotency-Key", shown, &expected);
        Err(Problem::malformed(fault.to_string()).closing())
    }
}

impl IdempotencyKey {
    /// A name that the key and a body have together, and no other pair of them.
    pub(super) fn name(&self, body: &[u8]) -> String {
        // A key has no line break.
        let mut digest = RequestDigest(Sha256::new());
        digest.update(self.0.as_bytes());
        digest.update(b"\n");
        digest.update(body);
        digest.finish()
    }
}

/// A digest of what a request asks for, taken as its body arrives.
pub(super) struct RequestDigest(Sha256);

impl RequestDigest {
    /// Begins with the method, the path with its query, and how the body is to be read.
    pub(super) fn new(method: &str, path_and_query: &str, media_type: &str) -> RequestDigest {
        let mut digest = Sha256::new();
        for part in [method, path_and_query, media_type] {
            digest.update(part.as_bytes());
            // Nothing of it has a line break, so that no two heads read alike.
            digest.update(b"\n");
        }
        RequestDigest(digest)
    }

    /// Goes on with the next part of the body.
    pub(super) fn update(&mut self, chunk: &[u8]) {
        self.0.update(chunk);
    }

    /// The digest in hexadecimal digits.
    pub(super) fn finish(self) -> String {
        let mut digits = String::new();
        for byte in self.0.finalize() {
            // Writing to a text cannot fail.
            write!(digits, "{byte:02x}").ok();
        }
        digits
    }
}

/// A request that is to be carried out once.
pub(super) struct Once {
    pub(super) key: IdempotencyKey,
    pub(super) digest: String,
    pub(super) running: Running,
    /// How long its answer is kept.
    pub(super) kept_for: Duration,
}

impl Once {
    /// The key as text.
    pub(super) fn key(&self) -> &str {
        &self.key.0
    }

    /// Begins to carry it out.
    ///
    /// # Errors
    /// 409 if the same key of the same organisation is being answered by this server. Where another
    /// server answers it, the turn to write decides, and the second finds the answer of the first.
    pub(super) fn begin(&self, organisation: &OrganisationId) -> Result<Begun, Problem> {
        let name = (organisation.clone(), self.key.0.clone());
        if !self.running.lock(|names| names.insert(name.clone())) {
            let detail = format!(
                "the request with the key `{}` is still being answered: ask again soon",
                shorten(&self.key.0)
            );
            return Err(Problem::still_running(detail));
        }
        Ok(Begun { name, running: self.running.clone() })
    }
}

/// The keys whose requests are being answered.
#[derive(Debug, Clone, Default)]
pub(super) struct Running(Arc<Mutex<HashSet<(OrganisationId, String)>>>);

impl Running {
    fn lock<T>(&self, with: impl FnOnce(&mut HashSet<(OrganisationId, String)>) -> T) -> T {
        with(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Ends with the answer, or with whoever no longer waits for it.
#[derive(Debug)]
pub(super) struct Begun {
    name: (OrganisationId, String),
    running: Running,
}

impl Drop for Begun {
    fn drop(&mut self) {
        self.running.lock(|names| names.remove(&self.name));
    }
}

/// An answer of a status and a body, as it is kept.
pub(super) fn answer(status: StatusCode, body: &impl Serialize) -> Answer {
    let body = serde_json::to_string(body).expect("bodies of strings and numbers have a JSON form");
    Answer { status: status.as_u16(), body }
}

/// An answer, whether it is given for the first time or again.
pub(super) fn response(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let media_type = if status.is_success() { "application/json" } else { PROBLEM_JSON };
    (status, [(header::CONTENT_TYPE, media_type)], Body::from(answer.body)).into_response()
}

/// An answer that was given before, and says so.
pub(super) fn replay(answer: Answer) -> Response {
    let mut response = response(answer);
    response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(values: &[&str]) -> Result<Option<String>, u16> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(IDEMPOTENCY_KEY, HeaderValue::from_str(value).unwrap());
        }
        let key = IdempotencyKey::of(&headers);
        key.map(|key| key.map(|key| key.0)).map_err(|problem| problem.status().as_u16())
    }

    #[test]
    fn a_key_is_visible_ascii_of_some_length() {
        let longest = "k".repeat(255);
        let cases = [
            ("a", Ok("a")),
            ("\"8e03-97\"", Ok("8e03-97")), // a string of structured fields
            (longest.as_str(), Ok(longest.as_str())),
            ("", Err(400)),
            ("\"\"", Err(400)),
            ("a b", Err(400)),
            ("钥匙", Err(400)),
        ];
        for (value, expected) in cases {
            assert_eq!(read(&[value]), expected.map(|key| Some(key.to_owned())), "{value}");
        }
        assert_eq!(read(&[&"k".repeat(256)]), Err(400));
        assert_eq!(read(&["a", "b"]), Err(400), "two keys");
        assert_eq!(read(&[]), Ok(None));
    }

    #[test]
    fn a_digest_tells_every_part_of_a_request_apart() {
        let digest = |method: &str, path: &str, media_type: &str, chunks: &[&str]| {
            let mut digest = RequestDigest::new(method, path, media_type);
            for chunk in chunks {
                digest.update(chunk.as_bytes());
            }
            digest.finish()
        };
        let first = digest("POST", "/v1/outcomes", "text/csv", &["ab", "c"]);
        assert_eq!(first, digest("POST", "/v1/outcomes", "text/csv", &["a", "bc"]));
        assert_eq!(first.len(), 64);
        for other in [
            digest("PUT", "/v1/outcomes", "text/csv", &["abc"]),
            digest("POST", "/v1/outcomes?a", "text/csv", &["abc"]),
            digest("POST", "/v1/outcomes", "application/json", &["abc"]),
            digest("POST", "/v1/outcomes", "text/csv", &["abx"]),
        ] {
            assert_ne!(first, other);
        }
    }

    #[test]
    fn a_key_runs_once_at_a_time_in_each_organisation() {
        let once = Once {
            key: IdempotencyKey("k".to_owned()),
            digest: String::new(),
            running: Running::default(),
            kept_for: Duration::from_secs(1),
        };
        let [ours, theirs] = ["ours", "theirs"].map(|name| OrganisationId::parse(name).unwrap());
        let first = once.begin(&ours).unwrap();
        assert_eq!(once.begin(&ours).unwrap_err().status(), StatusCode::CONFLICT);
        let _other = once.begin(&theirs).unwrap();
        drop(first);
        assert!(once.begin(&ours).is_ok());
    }
}
