use axum::{
    extract::{MatchedPath, Request},
    http::{HeaderValue, Method, StatusCode, header},
};

use jiff::Timestamp;

use super::{
    Acting, Admission, Credentials, Door,
    known::Known,
    origin::{is_from_own_page, refuse_stranger},
    recognise,
    table::{self, Row, Who},
};
use crate::{
    domain::{
        access::{Actor, Key},
        id::KeyId,
    },
    http::{Problem, request_id::RequestId},
    service::App,
};

/// Asks every request who it is, and lets it do what its role may.
#[derive(Clone)]
pub(in crate::http) struct Guard {
    app: App,
    door: Door,
    known: Known,
}

/// What the guard says of a request.
#[derive(Debug, Default)]
pub(in crate::http) struct Verdict {
    /// The key that was recognised; it pays for the request, be it refused or not.
    pub(in crate::http) key: Option<KeyId>,
    /// Why the request goes no further.
    pub(in crate::http) refusal: Option<Problem>,
    /// Whether the address has paid for the request already, because it tried an unknown key.
    pub(in crate::http) has_paid: bool,
}

impl Verdict {
    fn refuse(problem: Problem) -> Verdict {
        Verdict { refusal: Some(problem), ..Verdict::default() }
    }
}

impl Guard {
    pub(in crate::http) fn new(app: App, door: Door) -> Guard {
        Guard { app, door, known: Known::default() }
    }

    /// Lets a request in or not; one that is let in knows for whom it acts. Before the store is asked for
    /// a key that has opened nothing lately, `pay_to_try` says why the address may not try it, if so.
    pub(in crate::http) async fn admit(
        &self,
        request: &mut Request,
        pay_to_try: &(dyn Fn() -> Option<Problem> + Sync),
    ) -> Verdict {
        let now = Timestamp::now();
        let id = request.extensions().get::<RequestId>().map(ToString::to_string);
        if self.door != Door::Keys {
            if let Some(problem) = refuse_stranger(self.door, request) {
                return Verdict::refuse(problem);
            }
            let actor = Actor { request: id, at: Some(now), ..Actor::default() };
            request.extensions_mut().insert(Acting(self.app.acting_for(actor)));
            return Verdict::default();
        }
        // What no route serves is nobody's.
        let Some(route) = request.extensions().get::<MatchedPath>().cloned() else {
            return Verdict::default();
        };
        let Some(row) = table::find(request.method().as_str(), route.as_str()) else {
            return Verdict::refuse(unserved(request.method(), route.as_str()));
        };
        if row.who == Who::Everybody {
            return Verdict::default();
        }
        let credentials = Credentials::of(request.headers());
        if row.who == Who::Guests && credentials == Credentials::None {
            return Verdict::default();
        }
        let secret = self.known.hash(&credentials);
        let has_paid = secret.is_some_and(|secret| !self.known.has(secret));
        if has_paid && let Some(problem) = pay_to_try() {
            return Verdict { has_paid, ..Verdict::refuse(problem) };
        }
        let recognised = recognise(&self.app, &credentials, now).await;
        if let (Some(secret), Ok(admission)) = (secret, &recognised) {
            self.known.note(secret, admission.is_some());
        }
        let admission = match recognised {
            Ok(Some(admission)) => admission,
            _ if row.who == Who::Guests => return Verdict { has_paid, ..Verdict::default() },
            Ok(None) => {
                return Verdict { has_paid, ..Verdict::refuse(unauthenticated(&credentials)) };
            }
            Err(error) => return Verdict { has_paid, ..Verdict::refuse(error.into()) },
        };
        let key = admission.key();
        let refusal = forbidden(request, &admission, row);
        let verdict = Verdict { key: Some(key.id.clone()), refusal, has_paid: false };
        if verdict.refusal.is_none() {
            let actor = Actor { request: id, at: Some(now), ..Actor::from(key) };
            let app = self.app.acting_for(actor);
            request.extensions_mut().insert(Acting(app));
            request.extensions_mut().insert(admission);
        }
        verdict
    }
}

/// What stands in no row of the table is not served, whatever the router has.
fn unserved(method: &Method, path: &str) -> Problem {
    let mut methods: Vec<&str> = Vec::new();
    for row in table::of_path(path) {
        methods.push(row.method);
        methods.extend((row.method == "GET").then_some("HEAD"));
    }
    if methods.is_empty() {
        return Problem::of_status(StatusCode::NOT_FOUND, "nothing is served at this path");
    }
    let detail = format!("`{method}` is not served at this path; `Allow` names what is");
    let problem = Problem::of_status(StatusCode::METHOD_NOT_ALLOWED, detail);
    match HeaderValue::try_from(methods.join(",")) {
        Ok(methods) => problem.with_header(header::ALLOW, methods),
        Err(_) => problem,
    }
}

/// One answer for every key that opens nothing, be it unknown, expired or revoked.
fn unauthenticated(credentials: &Credentials) -> Problem {
    let (detail, challenge) = match credentials {
        Credentials::None => {
            ("a key is needed: send it as `Authorization: Bearer …`", "Bearer realm=\"hinterland\"")
        }
        Credentials::Malformed => (
            "`Authorization` must stand once and be `Bearer` and a key",
            "Bearer realm=\"hinterland\", error=\"invalid_request\"",
        ),
        Credentials::Key(_) => (
            "the key is unknown, expired or revoked",
            "Bearer realm=\"hinterland\", error=\"invalid_token\"",
        ),
        Credentials::Session(_) => (
            "the session is over: open another with a key",
            "Bearer realm=\"hinterland\", error=\"invalid_token\"",
        ),
    };
    Problem::new(StatusCode::UNAUTHORIZED, "unauthenticated", detail)
        .with_header(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge))
}

/// Why a request of a valid key goes no further, if so.
fn forbidden(request: &Request, admission: &Admission, row: &Row) -> Option<Problem> {
    let Key { grant, .. } = admission.key();
    if matches!(admission, Admission::Session(_))
        && !is_from_own_page(request.method(), request.headers())
    {
        let detail = "a session writes from the page of this server alone";
        return Some(Problem::new(StatusCode::FORBIDDEN, "forbidden", detail));
    }
    match row.who {
        Who::Holders(roles) if !row.admits(grant.role) => {
            let roles: Vec<String> =
                roles.iter().map(|role| format!("`{}`", role.as_str())).collect();
            let detail = format!(
                "the role `{}` may not do this; it takes {}",
                grant.role.as_str(),
                roles.join(" or ")
            );
            Some(Problem::new(StatusCode::FORBIDDEN, "forbidden", detail))
        }
        Who::Everybody | Who::Guests | Who::Holders(_) => None,
    }
}
