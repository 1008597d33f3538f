use std::{error::Error as StdError, sync::Arc};

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::preconditions::entity_tag;
use crate::{
    domain::invalid::Invalid,
    service::{self, ErrorKind, document::DocumentFault, transfer::RowFault},
};

/// The media type of a problem document.
pub const PROBLEM_JSON: &str = "application/problem+json";

const INVALID: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
const UNAVAILABLE: StatusCode = StatusCode::SERVICE_UNAVAILABLE;

/// Seconds after which a busy server may be asked again.
const RETRY_SECONDS: &str = "2";
/// Seconds after which a server may be asked again that has more to compute than it can: its queue
/// is empty by then.
const SHED_RETRY_SECONDS: &str = "1";

/// A refusal: RFC 9457. Every error that leaves the server is one.
///
/// The cause, if there is one, travels beside the body to the log and never into it.
#[derive(Debug, Clone)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: String,
    errors: Vec<FaultBody>,
    headers: Vec<(HeaderName, HeaderValue)>,
    cause: Option<Cause>,
}

/// What stands behind a problem; a response extension that the log layer reads.
#[derive(Debug, Clone)]
pub struct Cause(pub Arc<dyn StdError + Send + Sync>);

/// A problem document: RFC 9457.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemBody {
    /// The kind of problem, as `/problems/not-found`; decide by this.
    #[serde(rename = "type")]
    #[schema(example = "/problems/invalid-input")]
    kind: String,
    /// The name of the status.
    #[schema(example = "Unprocessable Entity")]
    title: &'static str,
    /// The status.
    #[schema(example = 422)]
    status: u16,
    /// What is wrong with this request and what would be right.
    #[schema(example = "`limit` must be a whole number between 1 and 100, got `0`")]
    detail: String,
    /// Every fault found, one by one; absent if there is nothing to mend in the input.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<FaultBody>,
    /// The entity tag of the document as it is, where a condition of the request does not hold of
    /// it; absent if there is no document.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "\"3\"")]
    etag: Option<String>,
}

/// One thing wrong with an input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FaultBody {
    /// The line of an imported file, from 1; absent elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The field, as `needs.land.value`, or the parameter; empty for the whole.
    #[schema(example = "limit")]
    pub path: String,
    /// What stood there, shortened.
    #[schema(example = "0")]
    pub value: String,
    /// What would be right.
    #[schema(example = "a whole number between 1 and 100")]
    pub expected: String,
}

impl Problem {
    /// A problem with a status, a code and a sentence.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Problem {
        let detail = detail.into();
        Problem { status, code, detail, errors: Vec::new(), headers: Vec::new(), cause: None }
    }

    /// 400: the input is no document at all.
    pub fn malformed(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, "malformed", detail)
    }

    /// 422: values that are refused, one by one.
    pub fn invalid(faults: &[Invalid]) -> Problem {
        let detail = match faults {
            [] => "a value is refused".to_owned(),
            [fault] => fault.to_string(),
            [fault, more @ ..] => format!("{fault}; and {} more", more.len()),
        };
        let errors = faults.iter().map(FaultBody::from).collect();
        Problem { errors, ..Problem::new(INVALID, "invalid-input", detail) }
    }

    /// 422: rows that are refused, so that nothing was imported.
    pub fn refused_rows(detail: impl Into<String>, faults: &[RowFault]) -> Problem {
        let errors = faults.iter().map(FaultBody::from).collect();
        Problem { errors, ..Problem::new(INVALID, "invalid-input", detail) }
    }

    /// 412: the document is of version `found`, or there is none, and the request wants another.
    pub fn precondition_failed(detail: impl Into<String>, found: Option<u64>) -> Problem {
        let problem = Problem::new(StatusCode::PRECONDITION_FAILED, "precondition-failed", detail);
        let Some(found) = found else { return problem };
        match HeaderValue::try_from(entity_tag(found)) {
            Ok(tag) => problem.with_header(header::ETAG, tag),
            Err(_) => problem,
        }
    }

    /// 409: the same request is being answered already.
    pub fn still_running(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::CONFLICT, "still-running", detail)
            .with_header(header::RETRY_AFTER, HeaderValue::from_static(RETRY_SECONDS))
    }

    /// 409: one of the open jobs must end first.
    pub fn jobs_open(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::CONFLICT, "jobs-open", detail)
            .with_header(header::RETRY_AFTER, HeaderValue::from_static(RETRY_SECONDS))
    }

    /// 409: a job was ranked while somebody wrote, so that it is no run on one state of the data.
    pub fn job_on_many_generations(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::CONFLICT, "job-on-many-generations", detail)
    }

    /// 431: the headers of a request are too long, or too many.
    pub fn head_too_large() -> Problem {
        let detail = "the headers of the request are too long";
        Problem::new(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "head-too-large", detail)
    }

    /// 429: the caller is to come back after so many seconds.
    pub fn too_many_requests(detail: impl Into<String>, seconds: u64) -> Problem {
        Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", detail)
            .with_header(header::RETRY_AFTER, HeaderValue::from(seconds))
    }

    /// 406: the caller wants another form than there is.
    pub fn not_acceptable(form: &str) -> Problem {
        let detail = format!("answers are `{form}`; `Accept` must allow it");
        Problem::new(StatusCode::NOT_ACCEPTABLE, "not-acceptable", detail)
    }

    /// 503: something that should be there cannot be reached; it may be back in a moment.
    pub fn unavailable(detail: impl Into<String>, cause: Cause) -> Problem {
        let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail)
            .with_header(header::RETRY_AFTER, HeaderValue::from_static(RETRY_SECONDS));
        Problem { cause: Some(cause), ..problem }
    }

    /// 507: there is no space for what was to be written, and none of it is.
    pub fn full(cause: Cause) -> Problem {
        let detail = "the store is full, so nothing was written; reading goes on, and writing as \
                      soon as there is space";
        let problem = Problem::new(StatusCode::INSUFFICIENT_STORAGE, "storage-full", detail);
        Problem { cause: Some(cause), ..problem }
    }

    /// 503: nothing is written any more until the operator has looked after the disk.
    fn read_only(cause: Cause) -> Problem {
        let detail = "the store takes no writes, because its disk failed or its file was taken away; reading goes on";
        let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "read-only", detail);
        Problem { cause: Some(cause), ..problem }
    }

    /// 503: ask again soon.
    pub fn busy(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "busy", detail)
            .with_header(header::RETRY_AFTER, HeaderValue::from_static(RETRY_SECONDS))
    }

    /// 503: too much is asked at the moment.
    pub fn overloaded(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded", detail)
            .with_header(header::RETRY_AFTER, HeaderValue::from_static(SHED_RETRY_SECONDS))
    }

    /// The problem of a status that comes without words of its own.
    pub fn of_status(status: StatusCode, detail: impl Into<String>) -> Problem {
        let code = match status {
            StatusCode::NOT_FOUND => "not-found",
            StatusCode::FORBIDDEN => "forbidden",
            StatusCode::METHOD_NOT_ALLOWED => "method-not-allowed",
            status if status.is_client_error() => "malformed",
            _ => "internal",
        };
        Problem::new(status, code, detail)
    }

    /// The same problem with a response header.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Problem {
        self.headers.push((name, value));
        self
    }

    /// The same problem, closing the connection: the rest of its request is not read.
    #[must_use]
    pub fn closing(self) -> Problem {
        self.with_header(header::CONNECTION, HeaderValue::from_static("close"))
    }

    /// Its status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The entity tag among its headers.
    fn etag(&self) -> Option<String> {
        let (_, tag) = self.headers.iter().find(|(name, _)| *name == header::ETAG)?;
        tag.to_str().ok().map(str::to_owned)
    }

    /// What is wrong, and what would be right.
    pub(super) fn detail(&self) -> &str {
        &self.detail
    }

    /// Its body.
    pub fn body(&self) -> ProblemBody {
        ProblemBody {
            kind: format!("/problems/{}", self.code),
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            detail: self.detail.clone(),
            errors: self.errors.clone(),
            etag: self.etag(),
        }
    }
}

impl From<&Invalid> for FaultBody {
    fn from(invalid: &Invalid) -> FaultBody {
        FaultBody {
            line: None,
            path: invalid.path.clone(),
            value: invalid.value.clone(),
            expected: invalid.expected.clone(),
        }
    }
}

impl From<&RowFault> for FaultBody {
    fn from(fault: &RowFault) -> FaultBody {
        FaultBody {
            line: Some(fault.line),
            path: fault.field.clone(),
            value: fault.value.clone(),
            expected: fault.expected.clone(),
        }
    }
}

impl From<service::Error> for Problem {
    fn from(error: service::Error) -> Problem {
        match error.kind() {
            ErrorKind::NotFound => {
                Problem::new(StatusCode::NOT_FOUND, "not-found", error.to_string())
            }
            ErrorKind::Conflict => {
                Problem::precondition_failed(error.to_string(), error.found_version())
            }
            ErrorKind::KeyReused => {
                Problem::new(INVALID, "idempotency-key-reused", error.to_string())
            }
            ErrorKind::Malformed => Problem::malformed(error.to_string()),
            ErrorKind::InvalidInput => Problem::invalid(error.faults()),
            ErrorKind::Forbidden => {
                Problem::new(StatusCode::FORBIDDEN, "forbidden", error.to_string())
            }
            // These two speak to the operator, of processes and paths: the log has their words.
            ErrorKind::Busy => {
                let problem = Problem::busy("another process is writing to the store");
                Problem { cause: Some(Cause(Arc::new(error))), ..problem }
            }
            ErrorKind::Overloaded => Problem::overloaded(error.to_string()),
            ErrorKind::Full => Problem::full(Cause(Arc::new(error))),
            ErrorKind::ReadOnly => Problem::read_only(Cause(Arc::new(error))),
            // Whose document it is may read its name: it is their own, or a region.
            ErrorKind::Damaged => {
                let problem = Problem::new(UNAVAILABLE, "damaged", error.to_string());
                Problem { cause: Some(Cause(Arc::new(error))), ..problem }
            }
            ErrorKind::Unavailable => {
                let detail = "the service cannot reach its data";
                Problem::unavailable(detail, Cause(Arc::new(error)))
            }
        }
    }
}

impl From<DocumentFault> for Problem {
    fn from(fault: DocumentFault) -> Problem {
        match fault {
            DocumentFault::Syntax { line, column, message } => {
                Problem::malformed(format!("line {line}, column {column}: {message}"))
            }
            DocumentFault::Invalid(faults) => Problem::invalid(&faults),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let media_type = [(header::CONTENT_TYPE, PROBLEM_JSON)];
        let mut response = (self.status, media_type, axum::Json(self.body())).into_response();
        let problem_json = HeaderValue::from_static(PROBLEM_JSON);
        response.headers_mut().insert(header::CONTENT_TYPE, problem_json);
        response.headers_mut().extend(self.headers);
        if let Some(cause) = self.cause {
            response.extensions_mut().insert(cause);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_json_snapshot;

    use super::*;
    use crate::service::Error;

    #[test]
    fn faults_stand_one_by_one_beside_the_first() {
        let faults = vec![
            Invalid::new("needs.land.value", -3, "a number above 0"),
            Invalid::new("schema", 2, "1"),
        ];
        let problem = Problem::from(Error::Invalid(faults));
        assert_json_snapshot!(problem.body(), @r#"
        {
          "type": "/problems/invalid-input",
          "title": "Unprocessable Entity",
          "status": 422,
          "detail": "`needs.land.value` must be a number above 0, got `-3`; and 1 more",
          "errors": [
            {
              "path": "needs.land.value",
              "value": "-3",
              "expected": "a number above 0"
            },
            {
              "path": "schema",
              "value": "2",
              "expected": "1"
            }
          ]
        }
        "#);
    }

    #[test]
    fn every_kind_of_error_has_a_status() {
        let not_found = Error::NotFound { what: "project", id: "no-such".to_owned() };
        let malformed = Error::Malformed { line: 1, column: 5, message: "no comma".to_owned() };
        let path = "/srv/secret".to_owned();
        let directory = Error::DataDirectory { path, message: "not a directory".to_owned() };
        let conflict = Error::Conflict { found: None };
        let reused = Error::KeyReused { key: "k".to_owned() };
        let full = Error::from(crate::store::Error::Full("no space".into()));
        let read_only = Error::from(crate::store::Error::ReadOnly);
        let corrupt = |table| {
            let (id, source) = ("CN-1".to_owned(), "an end too early".into());
            Error::from(crate::store::Error::Corrupt { table, id, source })
        };
        let cases = [
            (
                corrupt("regions"),
                503,
                "the region `CN-1` is damaged in the store: write it anew with `PUT` or `import`, \
                 or delete it",
            ),
            (corrupt("meta"), 503, "the service cannot reach its data"),
            (
                full,
                507,
                "the store is full, so nothing was written; reading goes on, and writing as \
                         soon as there is space",
            ),
            (
                read_only,
                503,
                "the store takes no writes, because its disk failed or its file was taken away; reading goes on",
            ),
            (not_found, 404, "no project has id `no-such`"),
            (conflict, 412, "the document is not as the request requires: it does not exist"),
            (reused, 422, "the key `k` belongs to another request: a new request needs a new key"),
            (malformed, 400, "line 1, column 5: no comma"),
            (directory, 503, "the service cannot reach its data"),
        ];
        for (error, status, detail) in cases {
            let body = Problem::from(error).body();
            assert_eq!((body.status, body.detail.as_str()), (status, detail));
        }
    }

    #[test]
    fn a_cause_reaches_the_log_and_not_the_body() {
        let source = "disk I/O error at /srv/data".into();
        let problem = Problem::from(Error::Unavailable { what: "store", source });
        assert!(!serde_json::to_string(&problem.body()).unwrap().contains("disk"));
        let response = problem.into_response();
        assert!(response.extensions().get::<Cause>().is_some());
        assert_eq!(response.headers()[header::CONTENT_TYPE], PROBLEM_JSON);
    }

    #[test]
    fn a_busy_answer_says_when_to_come_back() {
        let response = Problem::busy("another process is writing").into_response();
        assert_eq!(response.headers()[header::RETRY_AFTER], RETRY_SECONDS);
    }
}
