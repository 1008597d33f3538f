use std::{sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{FromRequest, Request},
    http::{Extensions, HeaderMap, HeaderValue, StatusCode, header},
};
use http_body_util::BodyExt;
use tokio::time::{Instant, timeout_at};

use crate::http::{Problem, ServerLimits};

/// A body that is announced as JSON and not too long. What it means is for the reader:
/// [`super::Json`], or the use case that reads profiles.
pub struct JsonBytes(pub Vec<u8>);

impl<S: Send + Sync> FromRequest<S> for JsonBytes {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<JsonBytes, Problem> {
        read(request, "application/json").await.map(JsonBytes)
    }
}

/// The whole body of a request, of one media type and within the limits of the server.
pub(crate) async fn read(request: Request, media_type: &str) -> Result<Vec<u8>, Problem> {
    let limits = BodyLimits::of_bodies(request.extensions());
    read_within(request, media_type, limits).await
}

/// The whole body of a request, of one media type and within limits.
pub(crate) async fn read_within(
    request: Request,
    media_type: &str,
    limits: BodyLimits,
) -> Result<Vec<u8>, Problem> {
    let (head, body) = request.into_parts();
    refuse_encoding(&head.headers)?;
    require_type(&head.headers, &[media_type])?;
    let mut body = LimitedBody::new(body, limits)?;
    let mut bytes = Vec::new();
    while let Some(chunk) = body.next().await? {
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// How large a body may be and how long it may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BodyLimits {
    pub(crate) bytes: usize,
    pub(crate) time: Duration,
}

impl BodyLimits {
    /// Those of a body of a request with these extensions.
    pub(crate) fn of_bodies(extensions: &Extensions) -> BodyLimits {
        let limits = server_limits(extensions);
        BodyLimits { bytes: limits.body_bytes_max, time: limits.body_seconds_max.duration() }
    }

    /// Those of an import.
    pub(crate) fn of_imports(extensions: &Extensions) -> BodyLimits {
        let limits = server_limits(extensions);
        let time = limits.import_body_seconds_max.duration();
        BodyLimits { bytes: limits.import_bytes_max, time }
    }
}

/// The limits of the server; those that hold if nothing is said where no server stands around.
pub(crate) fn server_limits(extensions: &Extensions) -> Arc<ServerLimits> {
    extensions.get::<Arc<ServerLimits>>().cloned().unwrap_or_default()
}

/// A body that is read chunk by chunk within its limits. One that is too long is refused before
/// it is kept: at once where its length is announced, else at the first byte too many.
pub(crate) struct LimitedBody {
    body: Body,
    limits: BodyLimits,
    length: usize,
    deadline: Instant,
}

impl LimitedBody {
    pub(crate) fn new(body: Body, limits: BodyLimits) -> Result<LimitedBody, Problem> {
        if u64::try_from(limits.bytes).is_ok_and(|most| most < body.size_hint().lower()) {
            return Err(too_large(limits.bytes));
        }
        let deadline = Instant::now() + limits.time;
        Ok(LimitedBody { body, limits, length: 0, deadline })
    }

    /// The next chunk, `None` at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, Problem> {
        loop {
            let frame = timeout_at(self.deadline, self.body.frame()).await;
            let Some(frame) = frame.map_err(|_elapsed| too_slow(self.limits.time))? else {
                return Ok(None);
            };
            let frame = frame.map_err(|_| Problem::malformed("the body broke off").closing())?;
            // Trailers say nothing here.
            let Ok(chunk) = frame.into_data() else { continue };
            self.length += chunk.len();
            if self.limits.bytes < self.length {
                return Err(too_large(self.limits.bytes));
            }
            return Ok(Some(chunk));
        }
    }
}

/// Refuses a compressed body: a bomb of 16 kB can become 512 MB.
pub(crate) fn refuse_encoding(headers: &HeaderMap) -> Result<(), Problem> {
    match headers.get(header::CONTENT_ENCODING) {
        None => Ok(()),
        Some(encoding) if encoding == "identity" => Ok(()),
        Some(_) => {
            let detail = "a body must be sent as it is, without `Content-Encoding`";
            let problem = Problem::new(UNSUPPORTED, "unsupported-media-type", detail);
            let identity = HeaderValue::from_static("identity");
            Err(problem.with_header(header::ACCEPT_ENCODING, identity).closing())
        }
    }
}

/// The position in `accepted` of the body's media type; parameters other than another character
/// set are ignored.
pub(crate) fn require_type(headers: &HeaderMap, accepted: &[&str]) -> Result<usize, Problem> {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let mut parts = given.unwrap_or_default().split(';').map(str::trim);
    let media_type = parts.next().unwrap_or_default();
    let position = accepted.iter().position(|known| known.eq_ignore_ascii_case(media_type));
    let foreign = parts.any(|parameter| {
        let parameter = parameter.to_ascii_lowercase().replace('"', "");
        let charset = parameter.strip_prefix("charset=");
        charset.is_some_and(|name| !["utf-8", "utf8", "us-ascii"].contains(&name))
    });
    position.filter(|_| !foreign).ok_or_else(|| {
        let known = accepted.iter().map(|known| format!("`{known}`")).collect::<Vec<_>>();
        let detail = format!("`Content-Type` must be {} in UTF-8", known.join(" or "));
        Problem::new(UNSUPPORTED, "unsupported-media-type", detail).closing()
    })
}

const UNSUPPORTED: StatusCode = StatusCode::UNSUPPORTED_MEDIA_TYPE;

fn too_large(bytes_max: usize) -> Problem {
    let detail = format!("the body must be at most {bytes_max} bytes long");
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body-too-large", detail).closing()
}

fn too_slow(time: Duration) -> Problem {
    let detail = format!("the body must arrive within {} seconds", time.as_secs_f64());
    Problem::new(StatusCode::REQUEST_TIMEOUT, "request-timeout", detail).closing()
}
