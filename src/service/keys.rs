use jiff::{Timestamp, civil::Date};

use super::{
    App, Error,
    secret::{self, Secret, SecretKind},
};
use crate::domain::{
    access::{Grant, Key, KeyStatus, SecretHash, day_of},
    id::{KeyId, OrganisationId},
    invalid::Invalid,
};

/// A key that was just made, with the secret that nobody sees again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// The key.
    pub key: Key,
    /// What its holder sends.
    pub secret: Secret,
}

/// Makes a key.
///
/// # Errors
/// Invalid: an officer without a known region, another role with one, a last day that is over.
/// Store unavailable.
pub async fn create_key(app: &App, grant: Grant, now: Timestamp) -> Result<NewKey, Error> {
    check(app, &grant, now).await?;
    let (new, hash) = draw(grant, now)?;
    app.store().add_key(&new.key, hash).await?;
    Ok(new)
}

/// All keys, in the order in which they were made, without their secrets.
///
/// # Errors
/// Store unavailable.
pub async fn list_keys(app: &App) -> Result<Vec<Key>, Error> {
    Ok(app.store().list_keys().await?)
}

/// Revokes a key: from now on it opens nothing, nor do the sessions that it opened. One that is
/// revoked already stays so.
///
/// # Errors
/// Not found, store unavailable.
pub async fn revoke_key(app: &App, id: &KeyId, now: Timestamp) -> Result<Key, Error> {
    app.store().revoke_key(id, now).await?;
    get(app, id).await
}

/// Revokes a key and makes another that is good for the same, until `expires` if a day is given:
/// both or neither.
///
/// # Errors
/// Not found. Invalid: the key is revoked, or its last day is over and no other is given. Store
/// unavailable.
pub async fn rotate_key(
    app: &App,
    id: &KeyId,
    expires: Option<Date>,
    now: Timestamp,
) -> Result<NewKey, Error> {
    let old = get(app, id).await?;
    let grant = Grant { expires: expires.or(old.grant.expires), ..old.grant };
    check(app, &grant, now).await?;
    let (new, hash) = draw(grant, now)?;
    if app.store().replace_key(id, &new.key, hash).await? {
        Ok(new)
    } else {
        let expected = "a key that is not revoked; `hinterland keys create` makes a new one";
        Err(Invalid::new("id", id, expected).into())
    }
}

/// The valid key of a secret; `None` if it is none, unknown, expired or revoked. Whatever has the
/// form of a secret takes one look into the store and one comparison in constant time.
///
/// # Errors
/// Store unavailable.
pub async fn authenticate(app: &App, secret: &str, now: Timestamp) -> Result<Option<Key>, Error> {
    let Some(hash) = secret::hash_of(SecretKind::Key, secret) else { return Ok(None) };
    let found = secret::confirm(hash, app.store().find_key(hash).await?);
    let key = found.filter(|key| key.status(now) == KeyStatus::Valid);
    if let Some(key) = &key {
        note_use(app, key, now).await;
    }
    Ok(key)
}

/// Notes once a day that a key is used. Where that fails the key opens all the same: reading goes
/// on while a disk is full.
pub(super) async fn note_use(app: &App, key: &Key, now: Timestamp) {
    let today = day_of(now);
    if key.last_used.is_some_and(|last| today <= last) {
        return;
    }
    if let Err(error) = app.store().note_use(&key.id, today).await {
        tracing::warn!(key = %key.id, %error, "the use of a key could not be noted");
    }
}

async fn get(app: &App, id: &KeyId) -> Result<Key, Error> {
    let found = app.store().get_key(id).await?;
    found.ok_or_else(|| Error::NotFound { what: "key", id: id.to_string() })
}

async fn check(app: &App, grant: &Grant, now: Timestamp) -> Result<(), Error> {
    grant.check()?;
    let today = day_of(now);
    if let Some(last) = grant.expires.filter(|last| *last < today) {
        let expected = format!("a day that is not over, `{today}` or later");
        return Err(Invalid::new("expires", last, &expected).into());
    }
    let Some(region) = &grant.region else { return Ok(()) };
    if app.store().get_region(&OrganisationId::default(), region).await?.is_none() {
        let expected = "the id of a known region (find one with `hinterland search`)";
        return Err(Invalid::new("region", region, expected).into());
    }
    Ok(())
}

fn draw(grant: Grant, now: Timestamp) -> Result<(NewKey, SecretHash), Error> {
    let secret = Secret::draw(SecretKind::Key)?;
    let id = KeyId::parse(&format!("key-{}", secret::digits::<6>()?))?;
    let key = Key { id, grant, created: now, revoked: None, last_used: None };
    let hash = secret.hash();
    Ok((NewKey { key, secret }, hash))
}
