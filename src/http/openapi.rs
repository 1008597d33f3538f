use std::sync::LazyLock;

use axum::{body::Bytes, http::header, response::IntoResponse};
use utoipa::openapi::{
    Content, OpenApi, Ref, RefOr,
    path::{Operation, PathItem},
    response::{Response, Responses},
};

use super::problem::PROBLEM_JSON;

/// The document as it is served; composed once.
static TEXT: LazyLock<Bytes> = LazyLock::new(|| {
    let text = super::openapi().to_pretty_json();
    Bytes::from(text.expect("a document of strings and numbers has a JSON form"))
});

/// This document
#[utoipa::path(
    get, path = "/openapi.json", tag = "health",
    responses((status = 200, description = "OpenAPI 3.1", body = Object))
)]
pub(super) async fn get_openapi() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], TEXT.clone())
}

/// Adds to every operation the refusals that all operations of its shape share, and gives every
/// refusal the body of a problem, so that no handler has to repeat them.
pub(super) fn complete(document: &mut OpenApi) {
    for (path, item) in &mut document.paths.paths {
        for operation in operations(item) {
            add_shared_refusals(operation);
            if path.contains('{') {
                add(&mut operation.responses, &[("404", "Nothing has such an id")]);
            }
            operation.responses.responses.iter_mut().for_each(describe_refusal);
        }
    }
}

/// The operations of a path.
fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.put, &mut item.post, &mut item.delete]
        .into_iter()
        .filter_map(Option::as_mut)
}

fn add_shared_refusals(operation: &mut Operation) {
    const ALL: &[(&str, &str)] = &[
        ("400", "The head of the request, or its input, is not of the announced form"),
        ("406", "`Accept` does not allow the form of the answer"),
        ("414", "Path and query are too long"),
        ("415", "The body has another media type or is compressed"),
        ("429", "The caller asks too often, or for too much; `Retry-After` says when to come back"),
        ("431", "The headers of the request are too long or too many"),
        ("500", "The server made a mistake"),
        (
            "503",
            "The data cannot be reached, another process writes, or too much is being computed",
        ),
        ("504", "No answer was found in time"),
    ];
    const INPUT: &[(&str, &str)] = &[("422", "Values are refused; `errors` names each")];
    const BODY: &[(&str, &str)] =
        &[("408", "The body did not arrive in time"), ("413", "The body is too large")];
    let has_body = operation.request_body.is_some();
    let has_input = has_body || operation.parameters.as_ref().is_some_and(|list| !list.is_empty());
    add(&mut operation.responses, ALL);
    if has_input {
        add(&mut operation.responses, INPUT);
    }
    if has_body {
        add(&mut operation.responses, BODY);
    }
}

fn add(responses: &mut Responses, refusals: &[(&str, &str)]) {
    for (status, description) in refusals {
        let response = Response::new(*description);
        responses.responses.entry((*status).to_owned()).or_insert(RefOr::T(response));
    }
}

fn describe_refusal((status, response): (&String, &mut RefOr<Response>)) {
    let is_refusal = status.starts_with(['4', '5']);
    if let (true, RefOr::T(response)) = (is_refusal, response) {
        let content = Content::new(Some(Ref::from_schema_name("ProblemBody")));
        response.content.insert(PROBLEM_JSON.to_owned(), RefOr::T(content));
    }
}
