use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use super::{
    App, Error, keys,
    secret::{self, Secret, SecretKind},
};
use crate::domain::{
    access::{Key, KeyStatus, Session},
    limits::SESSION_HOURS_MAX,
};

/// A session that was just opened, with the secret that the browser keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// The session.
    pub session: Session,
    /// What the browser sends.
    pub secret: Secret,
}

/// Opens a session of a key, which ends with the key's last day if not before.
///
/// # Errors
/// Store unavailable.
pub async fn open_session(app: &App, key: Key, now: Timestamp) -> Result<NewSession, Error> {
    // The store keeps whole seconds.
    let start = Timestamp::from_second(now.as_second()).unwrap_or(now);
    let longest = start.checked_add(SignedDuration::from_hours(SESSION_HOURS_MAX));
    let longest = longest.unwrap_or(start);
    let last = key.grant.expires.and_then(|last| {
        let over = last.tomorrow().ok()?.to_zoned(TimeZone::UTC).ok()?;
        Some(over.timestamp())
    });
    let session = Session { key, ends: last.map_or(longest, |last| last.min(longest)) };
    let secret = Secret::draw(SecretKind::Session)?;
    app.store().open_session(secret.hash(), &session, now).await?;
    Ok(NewSession { session, secret })
}

/// The session of a secret, if it goes on and its key is valid; `None` if not. As
/// [`keys::authenticate`], in equal time.
///
/// # Errors
/// Store unavailable.
pub async fn resume_session(
    app: &App,
    secret: &str,
    now: Timestamp,
) -> Result<Option<Session>, Error> {
    let Some(hash) = secret::hash_of(SecretKind::Session, secret) else { return Ok(None) };
    let found = secret::confirm(hash, app.store().find_session(hash).await?);
    let session =
        found.filter(|session| now < session.ends && session.key.status(now) == KeyStatus::Valid);
    if let Some(session) = &session {
        keys::note_use(app, &session.key, now).await;
    }
    Ok(session)
}

/// Ends the session of a secret; one that is not there has ended already.
///
/// # Errors
/// Store unavailable.
pub async fn end_session(app: &App, secret: &str) -> Result<(), Error> {
    if let Some(hash) = secret::hash_of(SecretKind::Session, secret) {
        app.store().end_session(hash).await?;
    }
    Ok(())
}
