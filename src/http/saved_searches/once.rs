use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

use crate::{
    http::{
        Problem,
        extract::body::{self, server_limits},
        idempotency::{IdempotencyKey, Once, RequestDigest, Running},
    },
    service::document::{self, Validate},
};

/// The media type of the body.
const JSON: &str = "application/json";

/// A JSON body, and the key under which its request is carried out once.
pub struct KeyedJson<T> {
    pub(super) body: T,
    pub(super) once: Option<Once>,
}

impl<T: DeserializeOwned + Validate, S: Send + Sync> FromRequest<S> for KeyedJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<KeyedJson<T>, Problem> {
        let key = IdempotencyKey::of(request.headers())?;
        let path = request.uri().path_and_query().map_or("", |asked| asked.as_str());
        let mut digest = RequestDigest::new(request.method().as_str(), path, JSON);
        let running = request.extensions().get::<Running>().cloned().unwrap_or_default();
        let kept_for = server_limits(request.extensions()).idempotency_seconds_max.duration();
        let bytes = body::read(request, JSON).await?;
        digest.update(&bytes);
        let body = document::read_document_bytes(&bytes)?;
        let digest = digest.finish();
        Ok(KeyedJson { body, once: key.map(|key| Once { key, digest, running, kept_for }) })
    }
}
