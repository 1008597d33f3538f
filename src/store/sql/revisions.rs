use std::collections::HashMap;

use jiff::Timestamp;

use super::{
    connection::{Argument, Connection},
    replace::Author,
    row::{Found, Key, ROWS_MAX, find_in, origin_of, read_state, signed},
    seal::check_whole,
};
use crate::{
    domain::kind::DocumentKind,
    store::{
        Change, Error, Origin, Revision, Revisions, Versioned,
        statement::{self, Document},
    },
};

/// A change that is to be noted, before it has its number.
#[derive(Clone, Copy)]
pub(super) struct Noted<'a> {
    pub(super) id: &'a str,
    pub(super) version: u64,
    pub(super) change: Change,
    pub(super) origin: Origin,
    pub(super) at: Option<Timestamp>,
    pub(super) document: Option<&'a str>,
    /// The one that it made; `None` for what was there before.
    pub(super) generation: Option<u64>,
    /// That of the document, as it was found: what was damaged stays recognisable as such.
    pub(super) seal: Option<&'a str>,
}

impl<'a> Noted<'a> {
    /// What was there before changes were noted.
    pub(super) fn found(id: &'a str, found: &'a Found) -> Noted<'a> {
        Noted {
            id,
            version: found.version,
            change: if found.version == 1 { Change::Created } else { Change::Updated },
            origin: found.origin,
            at: None,
            document: Some(&found.document),
            generation: None,
            seal: found.seal.as_deref(),
        }
    }

    /// What had been deleted before changes were noted; only users delete.
    pub(super) fn tombstone(id: &'a str, version: u64) -> Noted<'a> {
        let (change, origin) = (Change::Deleted, Origin::User);
        let (at, document, generation, seal) = (None, None, None, None);
        Noted { id, version, change, origin, at, document, generation, seal }
    }
}

/// Notes changes of at most [`ROWS_MAX`] documents of different ids, each after what was there
/// before if that was never noted, and drops the oldest.
pub(super) async fn note<D: Document>(
    connection: &mut Connection<'_>,
    author: &Author<'_>,
    changes: &[(Option<Noted<'_>>, Noted<'_>)],
) -> Result<(), Error> {
    debug_assert!(changes.len() <= ROWS_MAX);
    if changes.is_empty() {
        return Ok(());
    }
    let mut arguments = vec![Argument::Text(author.organisation)];
    arguments.extend(changes.iter().map(|(_, change)| Argument::Text(change.id)));
    let statement = D::TABLE.last_revisions(changes.len());
    let rows: Vec<(String, i64)> = connection.fetch_all(statement, &arguments).await?;
    let last: HashMap<&str, i64> = rows.iter().map(|(id, last)| (id.as_str(), *last)).collect();
    let mut arguments = vec![Argument::Text(author.organisation)];
    let mut dropped = vec![Argument::Text(author.organisation)];
    for (before, change) in changes {
        let mut number = last.get(change.id).copied().unwrap_or(0);
        let before = before.filter(|_| number == 0);
        for noted in before.iter().chain([change]) {
            number += 1;
            arguments.extend(values(noted, number));
        }
        let end = author.revisions_max.map_or(0, |most| number - i64::from(most));
        if 0 < end {
            dropped.extend([Argument::Text(change.id), Argument::Number(end)]);
        }
    }
    connection.execute(D::TABLE.note(arguments.len() / VALUES), &arguments).await?;
    if 1 < dropped.len() {
        connection.execute(D::TABLE.drop_revisions(dropped.len() / 2), &dropped).await?;
    }
    Ok(())
}

/// The values of a revision, without the organisation.
const VALUES: usize = 9;

fn values<'a>(noted: &Noted<'a>, number: i64) -> [Argument<'a>; VALUES] {
    [
        Argument::Text(noted.id),
        Argument::Number(number),
        Argument::Number(signed(noted.version)),
        Argument::OptionalNumber(noted.at.map(Timestamp::as_millisecond)),
        Argument::Text(noted.origin.as_str()),
        Argument::Text(noted.change.as_str()),
        Argument::Optional(noted.document),
        Argument::OptionalNumber(noted.generation.map(signed)),
        Argument::Optional(noted.seal),
    ]
}

/// The next `limit` changes of a document before the number `before`, the newest first. What was
/// never noted is told as the one change that is known of it.
pub(super) async fn list(
    connection: &mut Connection<'_>,
    (kind, key): (DocumentKind, Key<'_>),
    before: Option<u64>,
    limit: u32,
) -> Result<Option<Revisions>, Error> {
    let generation = read_state(connection).await?.generation;
    let document = arguments_of(kind, key);
    let count = statement::COUNT_REVISIONS.to_owned();
    let counted: Option<(i64, i64)> = connection.fetch_optional(count, &document).await?;
    let (kept, lowest) = counted.unwrap_or((0, 1));
    if kept == 0 {
        let only = unnoted(connection, (kind, key)).await?;
        let is_asked = before.is_none_or(|before| 1 < before);
        let page = |only| if is_asked { vec![only] } else { Vec::new() };
        return Ok(only.map(|only| Revisions {
            kept: 1,
            dropped: 0,
            revisions: page(only),
            generation,
        }));
    }
    let mut arguments = document.to_vec();
    arguments.push(Argument::Number(before.map_or(i64::MAX, signed)));
    arguments.push(Argument::Number(i64::from(limit)));
    let list = statement::LIST_REVISIONS.to_owned();
    let rows: Vec<(i64, i64, Option<i64>, String, String)> =
        connection.fetch_all(list, &arguments).await?;
    let revisions = rows.into_iter().map(|row| revision(key.id, row)).collect::<Result<_, _>>()?;
    let dropped = unsigned(lowest - 1);
    Ok(Some(Revisions { kept: unsigned(kept), dropped, revisions, generation }))
}

/// What is known of a document whose changes were never noted.
async fn unnoted(
    connection: &mut Connection<'_>,
    (kind, key): (DocumentKind, Key<'_>),
) -> Result<Option<Revision>, Error> {
    let revision = |noted: &Noted<'_>| Revision {
        number: 1,
        version: noted.version,
        change: noted.change,
        origin: noted.origin,
        written_at: noted.at,
    };
    let found = find_in(connection, &statement::table(kind), key).await?;
    if let Some(found) = found {
        return Ok(Some(revision(&Noted::found(key.id, &found))));
    }
    let deleted = statement::FIND_DELETED.to_owned();
    let deleted: Option<(i64,)> =
        connection.fetch_optional(deleted, &arguments_of(kind, key)).await?;
    Ok(deleted.map(|(version,)| revision(&Noted::tombstone(key.id, unsigned(version)))))
}

/// The text of a document at `version`: the present one, or one that is kept of the past. Where the
/// present one is damaged, that which was kept of it when it was written.
pub(super) async fn find_version(
    connection: &mut Connection<'_>,
    (kind, key): (DocumentKind, Key<'_>),
    version: u64,
) -> Result<Option<Versioned<String>>, Error> {
    let present = find_in(connection, &statement::table(kind), key).await?;
    let mut damage = None;
    if let Some(found) = present.filter(|found| found.version == version) {
        let (text, seal) = (found.document.as_str(), found.seal.as_deref());
        match check_whole(kind.as_str(), key.id, (signed(version), text), seal) {
            Ok(()) => {
                let Found { version, origin, document, .. } = found;
                return Ok(Some(Versioned { document, version, origin }));
            }
            Err(error) => damage = Some(error),
        }
    }
    let mut arguments = arguments_of(kind, key).to_vec();
    arguments.push(Argument::Number(signed(version)));
    let statement = statement::FIND_VERSION.to_owned();
    let row: Option<(String, String, Option<String>)> =
        connection.fetch_optional(statement, &arguments).await?;
    let Some((origin, document, seal)) = row else { return damage.map_or(Ok(None), Err) };
    check_whole("revisions", key.id, (signed(version), &document), seal.as_deref())?;
    let origin = origin_of(&origin).ok_or_else(|| corrupt(key.id, "its origin is unknown"))?;
    Ok(Some(Versioned { document, version, origin }))
}

fn revision(
    id: &str,
    (number, version, written_at, origin, change): (i64, i64, Option<i64>, String, String),
) -> Result<Revision, Error> {
    let written_at = written_at.map(Timestamp::from_millisecond).transpose();
    Ok(Revision {
        number: unsigned(number),
        version: unsigned(version),
        change: Change::parse(&change).ok_or_else(|| corrupt(id, "its change is unknown"))?,
        origin: origin_of(&origin).ok_or_else(|| corrupt(id, "its origin is unknown"))?,
        written_at: written_at.map_err(|_| corrupt(id, "its time is no time"))?,
    })
}

fn arguments_of(kind: DocumentKind, key: Key<'_>) -> [Argument<'_>; 3] {
    [key.organisation, kind.as_str(), key.id].map(Argument::Text)
}

fn corrupt(id: &str, what: &str) -> Error {
    Error::Corrupt { table: "revisions", id: id.to_owned(), source: what.into() }
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
