use std::collections::{HashMap, HashSet};

use super::connection::{Argument, Connection, Row};
use crate::{
    domain::id::OrganisationId,
    store::{
        Condition, Error, Origin, Outcome, State,
        statement::{self, Document},
    },
};

/// Rows per statement: many enough that the way to the database and back counts little, few
/// enough for the 32,766 values that a statement of SQLite may have.
pub(super) const ROWS_MAX: usize = 100;

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

/// What became of a document, and its version.
pub(super) enum Replaced {
    Written(Outcome, u64),
    /// A user has written or deleted it, so the world left it alone.
    Kept,
}

pub(super) async fn find<D: Document>(
    connection: &mut Connection<'_>,
    key: Key<'_>,
) -> Result<Option<Found>, Error> {
    let mut found = find_all::<D>(connection, key.organisation, &[key.id]).await?;
    Ok(found.remove(key.id))
}

/// What is stored under each of at most [`ROWS_MAX`] ids.
pub(super) async fn find_all<D: Document>(
    connection: &mut Connection<'_>,
    organisation: &str,
    ids: &[&str],
) -> Result<HashMap<String, Found>, Error> {
    let statement = D::TABLE.find(ids.len());
    let rows: Vec<(String, i64, String, String)> =
        of_ids(connection, statement, organisation, ids).await?;
    let mut found = HashMap::new();
    for (id, version, origin, document) in rows {
        let corrupt = |what: &str| Error::Corrupt {
            table: D::TABLE.name,
            id: id.clone(),
            source: what.into(),
        };
        let origin = match origin.as_str() {
            "world" => Origin::World,
            "user" => Origin::User,
            _ => return Err(corrupt("its origin is neither `world` nor `user`")),
        };
        let version = u64::try_from(version).map_err(|_| corrupt("its version is negative"))?;
        found.insert(id, Found { version, origin, document });
    }
    Ok(found)
}

/// Writes at most [`ROWS_MAX`] documents of different ids in place of what was `found` of them.
pub(super) async fn replace<D: Document>(
    connection: &mut Connection<'_>,
    organisation: &str,
    documents: &[&D],
    origin: Origin,
    found: &HashMap<String, Found>,
) -> Result<Vec<Replaced>, Error> {
    let missing: Vec<&str> = documents
        .iter()
        .map(|document| document.id())
        .filter(|id| !found.contains_key(*id))
        .collect();
    let deleted = deleted_versions::<D>(connection, organisation, &missing).await?;
    let mut replaced = Vec::with_capacity(documents.len());
    let mut rows = Vec::new();
    let mut risen = Vec::new();
    for document in documents {
        let id = document.id();
        let before = found.get(id);
        let is_touched =
            before.is_some_and(|before| before.origin == Origin::User) || deleted.contains_key(id);
        if origin == Origin::World && is_touched {
            replaced.push(Replaced::Kept);
            continue;
        }
        let text = serde_json::to_string(document).map_err(|source| Error::Corrupt {
            table: D::TABLE.name,
            id: id.to_owned(),
            source: source.into(),
        })?;
        let (outcome, version) = match before {
            Some(before) if before.document == text => (Outcome::Unchanged, before.version),
            Some(before) => (Outcome::Updated, before.version + 1),
            None => (Outcome::Inserted, deleted.get(id).copied().unwrap_or(0) + 1),
        };
        if outcome != Outcome::Unchanged {
            rows.push((*document, version, text));
        }
        if deleted.contains_key(id) {
            risen.push(id);
        }
        replaced.push(Replaced::Written(outcome, version));
    }
    if !risen.is_empty() {
        let arguments = arguments_of_ids(organisation, &risen);
        connection.execute(D::TABLE.unbury(risen.len()), &arguments).await?;
    }
    write(connection, organisation, origin, &rows).await?;
    Ok(replaced)
}

async fn write<D: Document>(
    connection: &mut Connection<'_>,
    organisation: &str,
    origin: Origin,
    rows: &[(&D, u64, String)],
) -> Result<(), Error> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut arguments = vec![Argument::Text(organisation)];
    for (document, version, text) in rows {
        arguments.extend([
            Argument::Text(document.id()),
            Argument::Number(signed(*version)),
            Argument::Text(origin.as_str()),
            Argument::Optional(document.searched()),
            Argument::Text(text),
        ]);
    }
    connection.execute(D::TABLE.write(rows.len()), &arguments).await
}

async fn deleted_versions<D: Document>(
    connection: &mut Connection<'_>,
    organisation: &str,
    ids: &[&str],
) -> Result<HashMap<String, u64>, Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let statement = D::TABLE.deleted(ids.len());
    let rows: Vec<(String, i64)> = of_ids(connection, statement, organisation, ids).await?;
    Ok(rows.into_iter().map(|(id, version)| (id, u64::try_from(version).unwrap_or(0))).collect())
}

/// The rows of a statement on `organisation` as `$1` and `ids` after it.
async fn of_ids<R: Row>(
    connection: &mut Connection<'_>,
    statement: String,
    organisation: &str,
    ids: &[&str],
) -> Result<Vec<R>, Error> {
    connection.fetch_all(statement, &arguments_of_ids(organisation, ids)).await
}

fn arguments_of_ids<'a>(organisation: &'a str, ids: &[&'a str]) -> Vec<Argument<'a>> {
    std::iter::once(organisation).chain(ids.iter().copied()).map(Argument::Text).collect()
}

/// The longest pieces of `documents` in which no id stands twice, of at most [`ROWS_MAX`] each.
pub(super) fn pieces<D: Document>(documents: &[D]) -> Vec<Vec<&D>> {
    let mut pieces: Vec<Vec<&D>> = Vec::new();
    let mut ids = HashSet::new();
    for document in documents {
        let is_repeated = !ids.insert(document.id());
        match pieces.last_mut() {
            Some(piece) if piece.len() < ROWS_MAX && !is_repeated => piece.push(document),
            _ => {
                ids = HashSet::from([document.id()]);
                pieces.push(vec![document]);
            }
        }
    }
    pieces
}

/// All documents in the order of their ids, or those whose searched column is `value`.
pub(super) async fn list<D: Document>(
    connection: &mut Connection<'_>,
    organisation: &OrganisationId,
    value: Option<&str>,
) -> Result<Vec<D>, Error> {
    let mut arguments = vec![Argument::Text(organisation.as_str())];
    arguments.extend(value.map(Argument::Text));
    let statement = if value.is_some() { D::TABLE.list_searched() } else { D::TABLE.list() };
    let mut rows: Vec<(String, String)> = connection.fetch_all(statement, &arguments).await?;
    rows.sort_unstable();
    rows.iter().map(|(id, document)| parse(D::TABLE.name, id, document)).collect()
}

pub(super) async fn read_state(connection: &mut Connection<'_>) -> Result<State, Error> {
    let corrupt = |source| Error::Corrupt { table: "meta", id: "generation".to_owned(), source };
    let row = connection.fetch_optional(statement::STATE.to_owned(), &[]).await?;
    let (generation, mark): (i64, String) = row.ok_or_else(|| corrupt("it is missing".into()))?;
    let generation = u64::try_from(generation).map_err(|source| corrupt(source.into()))?;
    Ok(State { generation, mark })
}

pub(super) async fn read_meta(
    connection: &mut Connection<'_>,
    key: &str,
) -> Result<Option<String>, Error> {
    let statement = statement::GET_META.to_owned();
    let row: Option<(String,)> =
        connection.fetch_optional(statement, &[Argument::Text(key)]).await?;
    Ok(row.map(|(value,)| value))
}

pub(super) async fn write_meta(
    connection: &mut Connection<'_>,
    key: &str,
    value: &str,
) -> Result<(), Error> {
    let arguments = [Argument::Text(key), Argument::Text(value)];
    connection.execute(statement::SET_META.to_owned(), &arguments).await
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
