/// Method × route × role: who may ask what.
pub mod table;
/// The key or session that a request brings.
mod credentials;
/// By what name a server is asked, and by whose page.
mod origin;
/// Which keys have opened something lately.
mod known;
/// What every request passes before a handler sees it.
mod guard;

use std::net::SocketAddr;

use axum::{
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
};

use jiff::Timestamp;

use super::{Problem, serve::ServeError};
use crate::{
    domain::access::{Key, Session},
    service::{App, Error, keys, sessions},
};

pub(super) use credentials::{Credentials, SESSION_COOKIE};
pub(super) use guard::{Guard, Verdict};
pub(super) use origin::{is_from_own_page, is_loopback_host};

/// Who is let in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Door {
    /// Whoever reaches the server by a name of this machine; only its own programs can.
    #[default]
    Loopback,
    /// Whoever has a valid key, from wherever.
    Keys,
    /// Whoever reaches the server, from wherever: the operator has said so.
    Open,
}

impl Door {
    /// Refuses an address that others than this machine's programs reach, unless keys keep
    /// strangers out or the operator wants none kept out.
    ///
    /// # Errors
    /// Names the address and what would be right.
    pub fn check_address(self, address: SocketAddr) -> Result<(), ServeError> {
        match self {
            Door::Keys | Door::Open => Ok(()),
            Door::Loopback if address.ip().to_canonical().is_loopback() => Ok(()),
            Door::Loopback => Err(ServeError::NotLoopback(address)),
        }
    }
}

/// The application, acting for whoever sent the request: the only door from a handler to the use
/// cases. The router's state is of another type, so that no handler can act for nobody by mistake.
#[derive(Clone)]
pub struct Acting(pub App);

impl<S: Send + Sync> FromRequestParts<S> for Acting {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Acting, Problem> {
        let acting = parts.extensions.get::<Acting>().cloned();
        // A route that is open to everybody acts for nobody.
        acting.ok_or_else(|| {
            Problem::of_status(StatusCode::INTERNAL_SERVER_ERROR, "the server made a mistake")
        })
    }
}

/// The application itself, for what concerns the server and nobody's documents.
#[derive(Clone)]
pub struct Host(pub(super) App);

/// With what a request was let in; absent where no key is asked for.
#[derive(Debug, Clone)]
pub enum Admission {
    /// A key.
    Key(Key),
    /// A session that a key opened.
    Session(Session),
}

impl Admission {
    /// The key that lets in, be it through its session.
    pub fn key(&self) -> &Key {
        match self {
            Admission::Key(key) => key,
            Admission::Session(session) => &session.key,
        }
    }
}

/// Who is let in by what a request brings, at this moment; `None` if nobody.
///
/// # Errors
/// Store unavailable.
pub(super) async fn recognise(
    app: &App,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<Option<Admission>, Error> {
    Ok(match credentials {
        Credentials::None | Credentials::Malformed => None,
        Credentials::Key(secret) => {
            let key = keys::authenticate(app, secret, now).await?;
            key.map(Admission::Key)
        }
        Credentials::Session(secret) => {
            let session = sessions::resume_session(app, secret, now).await?;
            session.map(Admission::Session)
        }
    })
}
