use async_trait::async_trait;
use jiff::{Timestamp, civil::Date};

use super::{
    SqlStore,
    audit::moment,
    connection::{Argument, Connection},
};
use crate::{
    domain::{
        access::{Grant, Key, Role, SecretHash, Session},
        audit::AuditAction,
        id::{KeyId, OrganisationId, RegionId},
    },
    store::{Error, Keys},
};

const ADD: &str = "insert into access_keys \
     (id, hash, organisation, role, region, created, expires) \
     values ($1, $2, $3, $4, $5, $6, $7)";
const LIST: &str = "select id, hash, organisation, role, region, created, expires, revoked, \
     last_used from access_keys";
const REVOKE: &str = "update access_keys set revoked = $2 where id = $1 and revoked is null";
const NOTE_USE: &str = "update access_keys set last_used = $2 \
     where id = $1 and (last_used is null or last_used < $2)";
const OPEN_SESSION: &str = "insert into sessions (hash, access_key, ends) values ($1, $2, $3)";
const FIND_SESSION: &str = "select hash, access_key, ends from sessions where hash = $1";
const END_SESSION: &str = "delete from sessions where hash = $1";
const FORGET_SESSIONS: &str = "delete from sessions where ends < $1";

/// Id, hash, organisation, role, region, created, expires, revoked, last used.
type KeyRow = (
    String,
    String,
    String,
    String,
    Option<String>,
    String,
    Option<String>,
    Option<String>,
    Option<String>,
);

#[async_trait]
impl Keys for SqlStore {
    async fn add_key(&self, key: &Key, hash: SecretHash) -> Result<(), Error> {
        let mut write = self.write().await?;
        add(&mut write.transaction.connection(), key, hash).await?;
        write.audit_key(AuditAction::Create, &key.id, &key.grant.organisation).await?;
        write.commit(false).await.map(|_| ())
    }

    async fn list_keys(&self) -> Result<Vec<Key>, Error> {
        let mut session = self.pool.session().await?;
        let rows: Vec<KeyRow> = session.connection().fetch_all(LIST.to_owned(), &[]).await?;
        let keys: Result<Vec<Key>, Error> =
            rows.into_iter().map(|row| read_key(row).map(|(key, _)| key)).collect();
        let mut keys = keys?;
        keys.sort_by(|one, other| (one.created, &one.id).cmp(&(other.created, &other.id)));
        Ok(keys)
    }

    async fn get_key(&self, id: &KeyId) -> Result<Option<Key>, Error> {
        let mut session = self.pool.session().await?;
        let found = find(&mut session.connection(), "id", id.as_str()).await?;
        Ok(found.map(|(key, _)| key))
    }

    async fn find_key(&self, hash: SecretHash) -> Result<Option<(Key, SecretHash)>, Error> {
        let mut session = self.pool.session().await?;
        find(&mut session.connection(), "hash", &digits(hash)).await
    }

    async fn revoke_key(&self, id: &KeyId, at: Timestamp) -> Result<bool, Error> {
        let mut write = self.write().await?;
        let revoked = revoke(&mut write.transaction.connection(), id, at).await?;
        if let Some(organisation) = &revoked {
            write.audit_key(AuditAction::Revoke, id, organisation).await?;
        }
        write.commit(false).await?;
        Ok(revoked.is_some())
    }

    async fn replace_key(&self, old: &KeyId, new: &Key, hash: SecretHash) -> Result<bool, Error> {
        let mut write = self.write().await?;
        let mut connection = write.transaction.connection();
        let revoked = revoke(&mut connection, old, new.created).await?;
        let Some(organisation) = revoked else { return Ok(false) };
        add(&mut connection, new, hash).await?;
        write.audit_key(AuditAction::Revoke, old, &organisation).await?;
        write.audit_key(AuditAction::Create, &new.id, &new.grant.organisation).await?;
        write.commit(false).await?;
        Ok(true)
    }

    async fn note_use(&self, id: &KeyId, day: Date) -> Result<(), Error> {
        let day = day.to_string();
        let arguments = [Argument::Text(id.as_str()), Argument::Text(&day)];
        let mut write = self.write().await?;
        write.transaction.connection().execute(NOTE_USE.to_owned(), &arguments).await?;
        write.commit(false).await.map(|_| ())
    }

    async fn open_session(
        &self,
        hash: SecretHash,
        session: &Session,
        now: Timestamp,
    ) -> Result<(), Error> {
        let (hash, ends, now) = (digits(hash), moment(session.ends), moment(now));
        let mut write = self.write().await?;
        let mut connection = write.transaction.connection();
        connection.execute(FORGET_SESSIONS.to_owned(), &[Argument::Text(&now)]).await?;
        let arguments = [&hash, session.key.id.as_str(), &ends].map(Argument::Text);
        connection.execute(OPEN_SESSION.to_owned(), &arguments).await?;
        write.commit(false).await.map(|_| ())
    }

    async fn find_session(&self, hash: SecretHash) -> Result<Option<(Session, SecretHash)>, Error> {
        let mut transaction = self.pool.read().await?;
        let mut connection = transaction.connection();
        let asked = digits(hash);
        let row: Option<(String, String, String)> =
            connection.fetch_optional(FIND_SESSION.to_owned(), &[Argument::Text(&asked)]).await?;
        let Some((hash, key, ends)) = row else { return Ok(None) };
        let corrupt = || Error::Corrupt {
            table: "sessions",
            id: key.clone(),
            source: "its hash or its end is not of the form".into(),
        };
        let hash = parse_digits(&hash).ok_or_else(corrupt)?;
        let ends = ends.parse().map_err(|_| corrupt())?;
        let found = find(&mut connection, "id", &key).await?;
        Ok(found.map(|(key, _)| (Session { key, ends }, hash)))
    }

    async fn end_session(&self, hash: SecretHash) -> Result<(), Error> {
        let hash = digits(hash);
        let mut write = self.write().await?;
        let mut connection = write.transaction.connection();
        connection.execute(END_SESSION.to_owned(), &[Argument::Text(&hash)]).await?;
        write.commit(false).await.map(|_| ())
    }
}

async fn add(connection: &mut Connection<'_>, key: &Key, hash: SecretHash) -> Result<(), Error> {
    let (hash, created) = (digits(hash), moment(key.created));
    let expires = key.grant.expires.map(|day| day.to_string());
    let arguments = [
        Argument::Text(key.id.as_str()),
        Argument::Text(&hash),
        Argument::Text(key.grant.organisation.as_str()),
        Argument::Text(key.grant.role.as_str()),
        Argument::Optional(key.grant.region.as_ref().map(RegionId::as_str)),
        Argument::Text(&created),
        Argument::Optional(expires.as_deref()),
    ];
    connection.execute(ADD.to_owned(), &arguments).await
}

/// Revokes a key that is not revoked yet; whose it is.
async fn revoke(
    connection: &mut Connection<'_>,
    id: &KeyId,
    at: Timestamp,
) -> Result<Option<OrganisationId>, Error> {
    let found = find(connection, "id", id.as_str()).await?;
    let Some((key, _)) = found.filter(|(key, _)| key.revoked.is_none()) else { return Ok(None) };
    let at = moment(at);
    let arguments = [Argument::Text(id.as_str()), Argument::Text(&at)];
    connection.execute(REVOKE.to_owned(), &arguments).await?;
    Ok(Some(key.grant.organisation))
}

/// The key whose `column` is `value`; the column is a word of ours.
async fn find(
    connection: &mut Connection<'_>,
    column: &'static str,
    value: &str,
) -> Result<Option<(Key, SecretHash)>, Error> {
    let statement = format!("{LIST} where {column} = $1");
    let row: Option<KeyRow> =
        connection.fetch_optional(statement, &[Argument::Text(value)]).await?;
    row.map(read_key).transpose()
}

fn read_key(row: KeyRow) -> Result<(Key, SecretHash), Error> {
    let id = row.0.clone();
    let parsed = parse_key(row);
    parsed.ok_or_else(|| Error::Corrupt {
        table: "access_keys",
        id,
        source: "one of its columns is not of the form".into(),
    })
}

fn parse_key(row: KeyRow) -> Option<(Key, SecretHash)> {
    let (id, hash, organisation, role, region, created, expires, revoked, last_used) = row;
    let grant = Grant {
        organisation: OrganisationId::parse(&organisation).ok()?,
        role: Role::parse(&role)?,
        region: region.map(|region| RegionId::parse(&region)).transpose().ok()?,
        expires: expires.map(|day| day.parse()).transpose().ok()?,
    };
    let key = Key {
        id: KeyId::parse(&id).ok()?,
        grant,
        created: created.parse().ok()?,
        revoked: revoked.map(|at| at.parse()).transpose().ok()?,
        last_used: last_used.map(|day| day.parse()).transpose().ok()?,
    };
    Some((key, parse_digits(&hash)?))
}

fn digits(hash: SecretHash) -> String {
    hash.0.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

fn parse_digits(text: &str) -> Option<SecretHash> {
    let mut bytes = [0; 32];
    if text.len() != 2 * bytes.len() || !text.is_ascii() {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(SecretHash(bytes))
}
