use std::collections::{HashMap, HashSet};

use super::{
    connection::{Argument, Connection},
    revisions::{self, Noted},
    row::{Found, ROWS_MAX, arguments_of_ids, of_ids, signed},
    seal::seal,
};
use crate::{
    domain::id::OrganisationId,
    store::{Change, Error, Occasion, Origin, Outcome, statement::Document},
};

/// Who writes, for whom and when.
#[derive(Clone, Copy)]
pub(super) struct Author<'a> {
    pub(super) organisation: &'a str,
    pub(super) origin: Origin,
    /// When; `None` for the world, which comes with the program.
    pub(super) at: Option<jiff::Timestamp>,
    /// How many revisions of a document are kept; the world drops none.
    pub(super) revisions_max: Option<u32>,
    /// The generation that the transaction makes if it changes anything.
    pub(super) generation: u64,
}

impl<'a> Author<'a> {
    pub(super) fn user(occasion: &Occasion<'a>, generation: u64) -> Author<'a> {
        Author {
            organisation: occasion.organisation.as_str(),
            origin: Origin::User,
            at: Some(occasion.at),
            revisions_max: Some(occasion.revisions_max),
            generation,
        }
    }

    pub(super) fn world(organisation: &'a OrganisationId, generation: u64) -> Author<'a> {
        let organisation = organisation.as_str();
        Author { organisation, origin: Origin::World, at: None, revisions_max: None, generation }
    }

    /// Whether it is the world that a store is founded with.
    fn is_founding(&self) -> bool {
        self.origin == Origin::World && self.generation == 1
    }
}

/// What became of a document, and its version.
pub(super) enum Replaced {
    Written(Outcome, u64),
    /// A user has written or deleted it, so the world left it alone.
    Kept,
}

/// A document as it is about to be stored.
struct Written<'a, D> {
    document: &'a D,
    version: u64,
    outcome: Outcome,
    text: String,
    seal: String,
}

/// Writes at most [`ROWS_MAX`] documents of different ids in place of what was `found` of them, and
/// notes each change.
pub(super) async fn replace<D: Document>(
    connection: &mut Connection<'_>,
    author: &Author<'_>,
    documents: &[&D],
    found: &HashMap<String, Found>,
) -> Result<Vec<Replaced>, Error> {
    let missing: Vec<&str> = documents
        .iter()
        .map(|document| document.id())
        .filter(|id| !found.contains_key(*id))
        .collect();
    let deleted = deleted_versions::<D>(connection, author.organisation, &missing).await?;
    let mut replaced = Vec::with_capacity(documents.len());
    let mut rows = Vec::new();
    let mut risen = Vec::new();
    for &document in documents {
        let id = document.id();
        let before = found.get(id);
        let is_touched =
            before.is_some_and(|before| before.origin == Origin::User) || deleted.contains_key(id);
        if author.origin == Origin::World && is_touched {
            replaced.push(Replaced::Kept);
            continue;
        }
        let text = serde_json::to_string(document).map_err(|source| Error::Corrupt {
            table: D::TABLE.name,
            id: id.to_owned(),
            source: source.into(),
        })?;
        let (outcome, version) = match before {
            // A text whose seal is broken, or that has none, is written again.
            Some(before) if before.document == text && before.is_sealed(id) => {
                (Outcome::Unchanged, before.version)
            }
            Some(before) => (Outcome::Updated, before.version + 1),
            None => (Outcome::Inserted, deleted.get(id).copied().unwrap_or(0) + 1),
        };
        if outcome != Outcome::Unchanged {
            let seal = seal(version, id, &text);
            rows.push(Written { document, version, outcome, text, seal });
        }
        if deleted.contains_key(id) {
            risen.push(id);
        }
        replaced.push(Replaced::Written(outcome, version));
    }
    if !risen.is_empty() {
        let arguments = arguments_of_ids(author.organisation, &risen);
        connection.execute(D::TABLE.unbury(risen.len()), &arguments).await?;
    }
    write(connection, author, &rows).await?;
    note(connection, author, &rows, (found, &deleted)).await?;
    Ok(replaced)
}

async fn write<D: Document>(
    connection: &mut Connection<'_>,
    author: &Author<'_>,
    rows: &[Written<'_, D>],
) -> Result<(), Error> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut arguments = vec![Argument::Text(author.organisation)];
    for row in rows {
        arguments.extend([
            Argument::Text(row.document.id()),
            Argument::Number(signed(row.version)),
            Argument::Text(author.origin.as_str()),
            Argument::Optional(row.document.searched()),
            Argument::Text(&row.text),
            Argument::Text(&row.seal),
        ]);
    }
    connection.execute(D::TABLE.write(rows.len()), &arguments).await
}

/// Notes what was written, by what was there before or had been deleted.
async fn note<D: Document>(
    connection: &mut Connection<'_>,
    author: &Author<'_>,
    rows: &[Written<'_, D>],
    (found, deleted): (&HashMap<String, Found>, &HashMap<String, u64>),
) -> Result<(), Error> {
    let mut noted = Vec::with_capacity(rows.len());
    for row in rows {
        let id = row.document.id();
        let change = match row.outcome {
            Outcome::Inserted => Change::Created,
            Outcome::Updated | Outcome::Unchanged => Change::Updated,
        };
        // The world that a store is founded with can be had again: noting it would double the store.
        if author.is_founding() && change == Change::Created {
            continue;
        }
        let before = match (found.get(id), deleted.get(id)) {
            (Some(before), _) => Some(Noted::found(id, before)),
            (None, Some(&version)) => Some(Noted::tombstone(id, version)),
            (None, None) => None,
        };
        let (version, document) = (row.version, Some(row.text.as_str()));
        let (origin, at, generation) = (author.origin, author.at, Some(author.generation));
        let seal = Some(row.seal.as_str());
        noted.push((before, Noted { id, version, change, origin, at, document, generation, seal }));
    }
    revisions::note::<D>(connection, author, &noted).await
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
