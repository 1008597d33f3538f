use axum::{
    Extension,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{AppendHeaders, IntoResponse, Response},
};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Acting, Problem,
    access::{Admission, Credentials, SESSION_COOKIE, is_loopback_host},
    extract::Json,
};
use crate::{
    domain::{
        access::{Grant, Key, Role, Session},
        id::{OrganisationId, RegionId},
    },
    service::{App, sessions},
};

/// Who asks, and until when.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionBody {
    /// Whether this server answers holders of a key alone; if not, the rest is `null`.
    pub keys_required: bool,
    /// Whose projects are seen and written.
    pub organisation: Option<OrganisationId>,
    /// What the key may do.
    pub role: Option<Role>,
    /// The region that an officer answers for.
    pub region: Option<RegionId>,
    /// When the session ends; `null` where a key is sent with every request.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ends: Option<Timestamp>,
}

impl SessionBody {
    fn of(admission: Option<&Admission>) -> SessionBody {
        let grant = admission.map(|admission| admission.key().grant.clone());
        let ends = match admission {
            Some(Admission::Session(session)) => Some(session.ends),
            Some(Admission::Key(_)) | None => None,
        };
        let keys_required = grant.is_some();
        let (organisation, role, region) = match grant {
            Some(Grant { organisation, role, region, .. }) => {
                (Some(organisation), Some(role), region)
            }
            None => (None, None, None),
        };
        SessionBody { keys_required, organisation, role, region, ends }
    }
}

/// Who asks, and until when
#[utoipa::path(
    get, path = "/v1/session", tag = "session",
    responses((status = 200, description = "Who asks", body = SessionBody))
)]
pub async fn get_session(admission: Option<Extension<Admission>>) -> Json<SessionBody> {
    Json(SessionBody::of(admission.as_deref()))
}

/// Open a session
///
/// With a key as `Authorization: Bearer`. The answer sets a cookie that scripts cannot read, with
/// the rights of the key; it ends after half a day, or with the key. A session writes from the page
/// of this server alone.
#[utoipa::path(
    post, path = "/v1/session", tag = "session",
    responses(
        (status = 200, description = "The session is open", body = SessionBody,
         headers(("Set-Cookie" = String, description = "The session"))),
        (status = 404, description = "This server asks for no keys, so that there are no sessions"),
    )
)]
pub async fn open_session(
    Acting(app): Acting,
    admission: Option<Extension<Admission>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Some(Extension(Admission::Key(key))) = admission else {
        return Err(no_session(admission.is_some()));
    };
    let (session, cookie) = begin(&app, key, &headers).await?;
    let body = SessionBody::of(Some(&Admission::Session(session)));
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Json(body)).into_response())
}

/// End the session
#[utoipa::path(
    delete, path = "/v1/session", tag = "session",
    responses((status = 204, description = "The session is over"))
)]
pub async fn end_session(Acting(app): Acting, headers: HeaderMap) -> Result<Response, Problem> {
    let gone = end(&app, &headers).await?;
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(header::SET_COOKIE, gone)])).into_response())
}

/// Opens a session of a key, with the cookie that carries it.
pub(super) async fn begin(
    app: &App,
    key: Key,
    headers: &HeaderMap,
) -> Result<(Session, HeaderValue), Problem> {
    let now = Timestamp::now();
    let opened = sessions::open_session(app, key, now).await?;
    let seconds = opened.session.ends.duration_since(now).as_secs().max(0);
    let cookie = cookie(opened.secret.reveal(), seconds, headers)?;
    Ok((opened.session, cookie))
}

/// Ends the session that a request brings, if it does, with the cookie that removes its own.
pub(super) async fn end(app: &App, headers: &HeaderMap) -> Result<HeaderValue, Problem> {
    if let Credentials::Session(secret) = Credentials::of(headers) {
        sessions::end_session(app, &secret).await?;
    }
    cookie("", 0, headers)
}

/// A session does not open another, or it would never end.
fn no_session(is_session: bool) -> Problem {
    if is_session {
        let detail = "a session is opened with a key, as `Authorization: Bearer`";
        Problem::new(StatusCode::FORBIDDEN, "forbidden", detail)
    } else {
        let detail = "this server asks for no keys, so that there are no sessions";
        Problem::of_status(StatusCode::NOT_FOUND, detail)
    }
}

/// The cookie is sent back to this server alone, never with requests from elsewhere, and over
/// encrypted connections alone unless none leaves this machine.
fn cookie(secret: &str, seconds: i64, headers: &HeaderMap) -> Result<HeaderValue, Problem> {
    let secure = if is_loopback_host(headers) { "" } else { "; Secure" };
    let text = format!(
        "{SESSION_COOKIE}={secret}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}"
    );
    let mut value = HeaderValue::try_from(text).map_err(|_| {
        Problem::of_status(StatusCode::INTERNAL_SERVER_ERROR, "the server made a mistake")
    })?;
    value.set_sensitive(true);
    Ok(value)
}
