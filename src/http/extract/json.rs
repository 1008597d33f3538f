use axum::{
    extract::{FromRequest, Request},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Serialize, de::DeserializeOwned};

use super::body::JsonBytes;
use crate::{
    http::Problem,
    service::document::{self, Validate},
};

const APPLICATION_JSON: &str = "application/json";

/// A JSON body, coming in or going out. It is read as strictly as a profile: unknown and repeated
/// fields are refused, and each refusal names its path.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned + Validate, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Json<T>, Problem> {
        let JsonBytes(bytes) = JsonBytes::from_request(request, state).await?;
        Ok(Json(document::read_document_bytes(&bytes)?))
    }
}

/// Room for a short document. Longer ones double it; a ranking of ten regions has some 65 kB.
const WRITTEN_BYTES: usize = 16 * 1024;

impl<T: Serialize> Json<T> {
    /// The answer, written into plain memory, to which every piece is a copy; the framework's own
    /// answer asks a growing buffer for room at every piece, and a document has thousands.
    pub(in crate::http) fn written(&self) -> Response {
        let mut bytes = Vec::with_capacity(WRITTEN_BYTES);
        match serde_json::to_writer(&mut bytes, &self.0) {
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
