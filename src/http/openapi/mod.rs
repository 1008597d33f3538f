/// Where an answer leads.
mod links;
/// Which operations take no parameters.
mod parameters;

use std::sync::LazyLock;

use axum::{body::Bytes, http::header, response::IntoResponse};
use utoipa::openapi::{
    Content, OpenApi, Ref, RefOr,
    path::{Operation, PathItem},
    response::{Response, Responses},
    schema::{ObjectBuilder, SchemaType, Type},
    security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme},
};

pub(super) use parameters::{WithoutParameters, refuse_unknown};

use super::{
    access::{
        SESSION_COOKIE,
        table::{self, Who},
    },
    plain,
    problem::PROBLEM_JSON,
};

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
    add_security_schemes(document);
    for (path, item) in &mut document.paths.paths {
        add_refusals_of_writes(path, item);
        for (method, operation) in operations(item) {
            operation.security = security(method, path);
            if plain::is_spoken(method, path) {
                describe_text(operation);
            }
            add_shared_refusals(path, operation);
            if path.contains('{') {
                add(&mut operation.responses, &[("404", "Nothing has such an id")]);
            }
            operation.responses.responses.iter_mut().for_each(describe_refusal);
        }
    }
    links::add_links(document);
}

/// Adds what only operations answer that write to the store.
fn add_refusals_of_writes(path: &str, item: &mut PathItem) {
    /// These are posted because their questions are long.
    const QUESTIONS: [&str; 8] = [
        "/v1/matches",
        "/v1/memos",
        "/v1/comparisons",
        "/v1/policy-stacks",
        "/v1/allocations",
        "/v1/run-differences",
        "/v1/weights",
        "/v1/industries:code",
    ];
    const FULL: &[(&str, &str)] = &[("507", "The store is full; nothing was written")];
    let post = item.post.as_mut().filter(|_| !QUESTIONS.contains(&path));
    for operation in [item.put.as_mut(), item.delete.as_mut(), post].into_iter().flatten() {
        add(&mut operation.responses, FULL);
    }
}

/// The operations of a path.
fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let methods = ["GET", "PUT", "POST", "DELETE"];
    let operations = [&mut item.get, &mut item.put, &mut item.post, &mut item.delete];
    methods
        .into_iter()
        .zip(operations)
        .filter_map(|(method, operation)| operation.as_mut().map(|operation| (method, operation)))
}

fn add_security_schemes(document: &mut OpenApi) {
    let components = document.components.get_or_insert_default();
    let mut key = Http::new(HttpAuthScheme::Bearer);
    key.description = Some("A key of `hinterland keys create`, where keys are required".to_owned());
    components.add_security_scheme("key", SecurityScheme::Http(key));
    let session = ApiKeyValue::with_description(
        SESSION_COOKIE,
        "A session of `POST /v1/session`, for browsers",
    );
    components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(session)));
}

/// What an operation asks for, as the table of roles says. A server that requires no keys asks for
/// nothing.
fn security(method: &str, path: &str) -> Option<Vec<SecurityRequirement>> {
    let row = table::find(method, path)?;
    let scheme = |name: &str| SecurityRequirement::new::<&str, [&str; 0], &str>(name, []);
    match row.who {
        Who::Everybody | Who::Guests => None,
        Who::Holders(_) => {
            Some(vec![scheme("key"), scheme("session"), SecurityRequirement::default()])
        }
    }
}

fn add_shared_refusals(path: &str, operation: &mut Operation) {
    const ALL: &[(&str, &str)] = &[
        ("400", "The head of the request, or its input, is not of the announced form"),
        ("406", "`Accept` does not allow the form of the answer"),
        ("414", "Path and query are too long"),
        ("415", "The body has another media type or is compressed"),
        ("421", "A server without keys was asked by a name that is not of its machine"),
        ("429", "The caller asks too often, or for too much; `Retry-After` says when to come back"),
        ("431", "The headers of the request are too long or too many"),
        ("500", "The server made a mistake"),
        (
            "503",
            "The data cannot be reached, another process writes, or too much is being computed",
        ),
        ("504", "No answer was found in time"),
    ];
    const KEYS: &[(&str, &str)] = &[
        ("401", "A key is needed, or the key opens nothing; only where keys are required"),
        ("403", "The role of the key may not do this, or a page of another origin writes"),
    ];
    const INPUT: &[(&str, &str)] = &[("422", "Values are refused; `errors` names each")];
    const BODY: &[(&str, &str)] =
        &[("408", "The body did not arrive in time"), ("413", "The body is too large")];
    let has_body = operation.request_body.is_some();
    // Where there is nothing to read, parameters are refused.
    let has_input = has_body || operation.parameters.is_some() || path.starts_with("/v1/");
    add(&mut operation.responses, ALL);
    if operation.security.is_some() {
        add(&mut operation.responses, KEYS);
    }
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

/// Adds the text that is answered in place of a document.
fn describe_text(operation: &mut Operation) {
    let Some(RefOr::T(response)) = operation.responses.responses.get_mut("200") else { return };
    let schema = ObjectBuilder::new()
        .schema_type(SchemaType::new(Type::String))
        .description(Some(
            "What the command line prints, in the language of `Accept-Language` or else of the \
             question; `columns` and `style=ansi` beside the media type in `Accept` lay it out",
        ))
        .build();
    response.content.insert(plain::PLAIN.to_owned(), RefOr::T(Content::new(Some(schema))));
}

fn describe_refusal((status, response): (&String, &mut RefOr<Response>)) {
    let is_refusal = status.starts_with(['4', '5']);
    if let (true, RefOr::T(response)) = (is_refusal, response) {
        let content = Content::new(Some(Ref::from_schema_name("ProblemBody")));
        response.content.insert(PROBLEM_JSON.to_owned(), RefOr::T(content));
    }
}
