use axum::{
    extract::{FromRequest, Request},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Serialize, de::DeserializeOwned};

use super::body::JsonBytes;
use crate::{
    http::Problem,
    service::{
        app::blocking,
        document::{self, Validate},
    },
};

const APPLICATION_JSON: &str = "application/json";

/// A JSON body, coming in or going out. It is read as strictly as a profile: unknown and repeated
/// fields are refused, and each refusal names its path.
pub struct Json<T>(pub T);

/// What is longer is read off the thread on which every answer waits: what is wrong with 200 kB takes
/// up to 50 ms to tell.
const LONG_BYTES: usize = 16 * 1024;

impl<T, S> FromRequest<S> for Json<T>
where
    T: DeserializeOwned + Validate + Send + 'static,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Json<T>, Problem> {
        let JsonBytes(bytes) = JsonBytes::from_request(request, state).await?;
        let document = if bytes.len() <= LONG_BYTES {
            document::read_document_bytes(&bytes)
        } else {
            blocking(move || document::read_document_bytes(&bytes)).await?
        };
        Ok(Json(document?))
    }
}

/// Room for a short document. Longer ones double it.
const WRITTEN_BYTES: usize = 16 * 1024;

impl<T: Serialize> Json<T> {
    /// The answer, written into plain memory, to which every piece is a copy; the framework's own
    /// answer asks a growing buffer for room at every piece, and a document has thousands.
    fn written(&self) -> Response {
        self.written_into(WRITTEN_BYTES)
    }

    /// As written into room for `bytes_about`, which a longer document doubles.
    pub(in crate::http) fn written_into(&self, bytes_about: usize) -> Response {
        let mut bytes = Vec::with_capacity(bytes_about);
        match sonic_rs::to_writer(&mut bytes, &self.0) {
            Ok(()) => ([(header::CONTENT_TYPE, APPLICATION_JSON)], bytes).into_response(),
            Err(error) => {
                let status = StatusCode::INTERNAL_SERVER_ERROR;
                Problem::of_status(status, format!("the answer has no form in JSON: {error}"))
                    .into_response()
            }
        }
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        self.written()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use axum::body::to_bytes;
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Serialize)]
    struct Document {
        number: f64,
        single: f32,
        whole: i64,
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        parts: BTreeMap<String, Vec<Option<f64>>>,
    }

    proptest! {
        /// Whoever compares the answer of a server with what a command prints compares bytes.
        #[test]
        fn an_answer_is_written_as_documents_are_written_elsewhere(
            number in any::<f64>(),
            single in any::<f32>(),
            whole in any::<i64>(),
            text in proptest::option::of(".*"),
            parts in proptest::collection::btree_map(
                "\\PC*|[\u{0}-\u{20}]",
                proptest::collection::vec(proptest::option::of(-1e3..1e3), 0..3),
                0..3,
            ),
        ) {
            let document = Document { number, single, whole, text, parts };
            let elsewhere = serde_json::to_vec(&document).unwrap();
            let body = Json(document).written().into_body();
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let written = runtime.block_on(to_bytes(body, usize::MAX)).unwrap();
            prop_assert_eq!(String::from_utf8_lossy(&written), String::from_utf8_lossy(&elsewhere));
        }
    }
}
