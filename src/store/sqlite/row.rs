use sqlx::{SqliteConnection, SqlitePool};

use super::error::database_error;
use crate::{
    domain::id::OrganisationId,
    store::{
        Condition, Error, Origin, Outcome,
        statement::{self, Document},
    },
};

#[derive(Clone, Copy)]
pub(super) struct Key<'a> {
    pub(super) organisation: &'a str,
    pub(super) id: &'a str,
}

pub(super) struct Found {
    pub(super) version: u64,
    pub(super) origin: Origin,
    pub(super) document: String,
}

pub(super) async fn find<D: Document>(
    connection: &mut SqliteConnection,
    key: Key<'_>,
) -> Result<Option<Found>, Error> {
    let row: Option<(i64, String, String)> = sqlx::query_as(D::STATEMENTS.get)
        .bind(key.organisation)
        .bind(key.id)
        .fetch_optional(connection)
        .await
        .map_err(database_error)?;
    let Some((version, origin, document)) = row else { return Ok(None) };
    let corrupt = |what: &str| Error::Corrupt {
        table: D::STATEMENTS.table,
        id: key.id.to_owned(),
        source: what.into(),
    };
    let origin = match origin.as_str() {
        "world" => Origin::World,
        "user" => Origin::User,
        _ => return Err(corrupt("its origin is neither `world` nor `user`")),
    };
    let version = u64::try_from(version).map_err(|_| corrupt("its version is negative"))?;
    Ok(Some(Found { version, origin, document }))
}

/// Whether a user has written or deleted the document, so that a world must leave it alone.
pub(super) async fn touched<D: Document>(
    connection: &mut SqliteConnection,
    key: Key<'_>,
    found: Option<&Found>,
) -> Result<bool, Error> {
    match found {
        Some(found) => Ok(found.origin == Origin::User),
        None => Ok(deleted_version::<D>(connection, key).await?.is_some()),
    }
}

/// Writes a document in place of `found` and returns its version.
pub(super) async fn replace<D: Document>(
    connection: &mut SqliteConnection,
    key: Key<'_>,
    document: &D,
    origin: Origin,
    found: Option<Found>,
) -> Result<(Outcome, u64), Error> {
    let text = serde_json::to_string(document).map_err(|source| Error::Corrupt {
        table: D::STATEMENTS.table,
        id: key.id.to_owned(),
        source: source.into(),
    })?;
    let (statement, outcome, version) = match found {
        Some(found) if found.document == text => return Ok((Outcome::Unchanged, found.version)),
        Some(found) => (D::STATEMENTS.update, Outcome::Updated, found.version + 1),
        None => {
            let deleted = deleted_version::<D>(connection, key).await?;
            if deleted.is_some() {
                let unbury = sqlx::query(D::STATEMENTS.unbury);
                execute(unbury.bind(key.organisation).bind(key.id), connection).await?;
            }
            let version = deleted.and_then(|version| u64::try_from(version).ok());
            (D::STATEMENTS.insert, Outcome::Inserted, version.unwrap_or(0) + 1)
        }
    };
    let query = sqlx::query(statement)
        .bind(key.organisation)
        .bind(key.id)
        .bind(signed(version))
        .bind(origin.as_str())
        .bind(document.searched())
        .bind(text);
    execute(query, connection).await?;
    Ok((outcome, version))
}

async fn deleted_version<D: Document>(
    connection: &mut SqliteConnection,
    key: Key<'_>,
) -> Result<Option<i64>, Error> {
    sqlx::query_scalar(D::STATEMENTS.deleted_version)
        .bind(key.organisation)
        .bind(key.id)
        .fetch_optional(connection)
        .await
        .map_err(database_error)
}

pub(super) async fn list<D: Document>(
    connection: &mut SqliteConnection,
    organisation: &OrganisationId,
) -> Result<Vec<D>, Error> {
    let rows: Vec<(String, String)> = sqlx::query_as(D::STATEMENTS.list)
        .bind(organisation.as_str())
        .fetch_all(connection)
        .await
        .map_err(database_error)?;
    rows.iter().map(|(id, document)| parse(D::STATEMENTS.table, id, document)).collect()
}

/// The documents whose searched column is `value`.
pub(super) async fn list_searched<D: Document>(
    connection: &mut SqliteConnection,
    organisation: &OrganisationId,
    value: &str,
) -> Result<Vec<D>, Error> {
    let rows: Vec<(String, String)> = sqlx::query_as(D::STATEMENTS.list_searched)
        .bind(organisation.as_str())
        .bind(value)
        .fetch_all(connection)
        .await
        .map_err(database_error)?;
    rows.iter().map(|(id, document)| parse(D::STATEMENTS.table, id, document)).collect()
}

pub(super) async fn read_generation(connection: &mut SqliteConnection) -> Result<u64, Error> {
    let generation: i64 = sqlx::query_scalar(statement::GENERATION)
        .fetch_one(connection)
        .await
        .map_err(database_error)?;
    u64::try_from(generation).map_err(|source| Error::Corrupt {
        table: "meta",
        id: "generation".to_owned(),
        source: source.into(),
    })
}

pub(super) async fn read_meta(pool: &SqlitePool, key: &str) -> Result<Option<String>, Error> {
    let query = sqlx::query_scalar(statement::GET_META).bind(key);
    query.fetch_optional(pool).await.map_err(database_error)
}

pub(super) async fn write_meta(
    connection: &mut SqliteConnection,
    key: &str,
    value: &str,
) -> Result<(), Error> {
    execute(sqlx::query(statement::SET_META).bind(key).bind(value), connection).await
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>;

pub(super) async fn execute(
    query: Query<'_>,
    connection: &mut SqliteConnection,
) -> Result<(), Error> {
    query.execute(connection).await.map(|_| ()).map_err(database_error)
}

pub(super) fn parse<D: Document>(
    table: &'static str,
    id: &str,
    document: &str,
) -> Result<D, Error> {
    serde_json::from_str(document).map_err(|source| Error::Corrupt {
        table,
        id: id.to_owned(),
        source: source.into(),
    })
}

pub(super) fn check(condition: Condition, found: Option<&Found>) -> Result<(), Error> {
    let version = found.map(|found| found.version);
    let holds = match condition {
        Condition::Always => true,
        Condition::Version(expected) => version == Some(expected),
        Condition::Absent => version.is_none(),
    };
    if holds { Ok(()) } else { Err(Error::Conflict { found: version }) }
}

/// A database holds no unsigned numbers; no version or generation comes near the difference.
pub(super) fn signed(version: u64) -> i64 {
    i64::try_from(version).unwrap_or(i64::MAX)
}
