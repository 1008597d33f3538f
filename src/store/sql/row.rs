use std::collections::HashMap;

use tokio::task::yield_now;

use super::{
    connection::{Argument, Connection, Row},
    seal,
};
use crate::{
    domain::{condition::Condition, id::OrganisationId, shared::Interner},
    store::{
        Damaged, Error, Origin, State,
        statement::{self, Document, Table},
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
    pub(super) seal: Option<String>,
}

impl Found {
    /// Whether the seal says that the text is what was written.
    pub(super) fn is_sealed(&self, id: &str) -> bool {
        seal::is_sealed(self.version, id, &self.document, self.seal.as_deref())
    }
}

pub(super) async fn find<D: Document>(
    connection: &mut Connection<'_>,
    key: Key<'_>,
) -> Result<Option<Found>, Error> {
    find_in(connection, &D::TABLE, key).await
}

/// What is stored in a table.
pub(super) async fn find_in(
    connection: &mut Connection<'_>,
    table: &Table,
    key: Key<'_>,
) -> Result<Option<Found>, Error> {
    let mut found = find_all(connection, table, key.organisation, &[key.id]).await?;
    Ok(found.remove(key.id))
}

/// What is stored under each of at most [`ROWS_MAX`] ids.
pub(super) async fn find_all(
    connection: &mut Connection<'_>,
    table: &Table,
    organisation: &str,
    ids: &[&str],
) -> Result<HashMap<String, Found>, Error> {
    let statement = table.find(ids.len());
    let rows: Vec<(String, i64, String, String, Option<String>)> =
        of_ids(connection, statement, organisation, ids).await?;
    let mut found = HashMap::new();
    for (id, version, origin, document, seal) in rows {
        let corrupt =
            |what: &str| Error::Corrupt { table: table.name, id: id.clone(), source: what.into() };
        let origin = origin_of(&origin)
            .ok_or_else(|| corrupt("its origin is neither `world` nor `user`"))?;
        let version = u64::try_from(version).map_err(|_| corrupt("its version is negative"))?;
        found.insert(id, Found { version, origin, document, seal });
    }
    Ok(found)
}

/// Who a word of the database means.
pub(super) fn origin_of(word: &str) -> Option<Origin> {
    [Origin::World, Origin::User].into_iter().find(|origin| origin.as_str() == word)
}

/// The rows of a statement on `organisation` as `$1` and `ids` after it.
pub(super) async fn of_ids<R: Row>(
    connection: &mut Connection<'_>,
    statement: String,
    organisation: &str,
    ids: &[&str],
) -> Result<Vec<R>, Error> {
    connection.fetch_all(statement, &arguments_of_ids(organisation, ids)).await
}

pub(super) fn arguments_of_ids<'a>(organisation: &'a str, ids: &[&'a str]) -> Vec<Argument<'a>> {
    std::iter::once(organisation).chain(ids.iter().copied()).map(Argument::Text).collect()
}

/// Documents per statement of [`read_all`]: their texts take some megabytes. In tests so few that
/// pages are turned there, too.
const PAGE_ROWS: usize = if cfg!(test) { 2 } else { 5_000 };

/// Documents that are read before others get their turn: some half a millisecond of a thread on which
/// every answer waits.
const ROWS_AT_A_TIME: usize = 100;

/// All documents in the order of their ids, page by page, for the texts of a large register take more
/// memory than the documents. To see one state it must be in a transaction. Those that cannot be read
/// are left out, and added to `damaged`.
pub(super) async fn read_all<D: Document>(
    connection: &mut Connection<'_>,
    byte_order: &str,
    organisation: &OrganisationId,
    damaged: &mut Vec<Damaged>,
) -> Result<Vec<D>, Error> {
    let mut documents = Vec::new();
    let mut interner = Interner::default();
    let mut after = String::new();
    loop {
        let arguments = [
            Argument::Text(organisation.as_str()),
            Argument::Text(&after),
            Argument::Number(i64::try_from(PAGE_ROWS).unwrap_or(i64::MAX)),
        ];
        let statement = D::TABLE.list_after(byte_order);
        let rows: Vec<Listed> = connection.fetch_all(statement, &arguments).await?;
        let count = rows.len();
        for (position, row) in rows.into_iter().enumerate() {
            if position % ROWS_AT_A_TIME == ROWS_AT_A_TIME - 1 {
                yield_now().await;
            }
            match parse_listed::<D>(D::TABLE.name, &row) {
                Ok(mut document) => {
                    document.share(&mut interner);
                    documents.push(document);
                }
                Err(error) => {
                    let key = Key { organisation: organisation.as_str(), id: &row.0 };
                    damaged.push(describe_damaged::<D>(connection, key, &error).await?);
                }
            }
            after = row.0;
        }
        if count < PAGE_ROWS {
            documents.shrink_to_fit();
            return Ok(documents);
        }
    }
}

async fn describe_damaged<D: Document>(
    connection: &mut Connection<'_>,
    key: Key<'_>,
    error: &Error,
) -> Result<Damaged, Error> {
    let arguments = [key.organisation, key.id].map(Argument::Text);
    let searched = D::TABLE.searched_of();
    let row: Option<(Option<String>,)> = connection.fetch_optional(searched, &arguments).await?;
    let cause = std::error::Error::source(error).map(ToString::to_string);
    Ok(Damaged {
        kind: D::TABLE.kind,
        id: key.id.to_owned(),
        region: row.and_then(|(region,)| region),
        fault: cause.unwrap_or_else(|| error.to_string()),
    })
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
    let mut rows: Vec<Listed> = connection.fetch_all(statement, &arguments).await?;
    rows.sort_unstable();
    let mut documents = Vec::with_capacity(rows.len());
    for some in rows.chunks(ROWS_AT_A_TIME) {
        for row in some {
            documents.push(parse_listed(D::TABLE.name, row)?);
        }
        yield_now().await;
    }
    Ok(documents)
}

/// Id, version, document and seal.
pub(super) type Listed = (String, i64, String, Option<String>);

/// # Errors
/// [`Error::Corrupt`]: a text that is not what was written, or no document, or another.
pub(super) fn parse_listed<D: Document>(table: &'static str, row: &Listed) -> Result<D, Error> {
    let (id, version, document, seal) = row;
    seal::check_whole(table, id, (*version, document), seal.as_deref())?;
    let document: D = parse(table, id, document)?;
    if document.id() == id {
        return Ok(document);
    }
    let source = "its row is of another document".into();
    Err(Error::Corrupt { table, id: id.clone(), source })
}

pub(super) async fn read_state(connection: &mut Connection<'_>) -> Result<State, Error> {
    let corrupt = |source| Error::Corrupt { table: "meta", id: "generation".to_owned(), source };
    let row = connection.fetch_optional(statement::STATE.to_owned(), &[]).await?;
    let (generation, mark): (String, String) =
        row.ok_or_else(|| corrupt("it is missing".into()))?;
    let generation = generation.parse().map_err(|_| {
        corrupt(format!("it must be a whole number of at least 0, got `{generation}`").into())
    })?;
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

pub(super) fn check(condition: &Condition, found: Option<&Found>) -> Result<(), Error> {
    let found = found.map(|found| found.version);
    if condition.holds(found) { Ok(()) } else { Err(Error::Conflict { found }) }
}

/// A database holds no unsigned numbers; no version or generation comes near the difference.
pub(super) fn signed(version: u64) -> i64 {
    i64::try_from(version).unwrap_or(i64::MAX)
}
