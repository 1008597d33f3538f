use std::collections::BTreeMap;

use super::{
    connection::{Argument, Connection},
    row::{Listed, parse_listed, read_meta, read_state, signed},
};
use crate::{
    domain::{id::OrganisationId, kind::DocumentKind, shared::Interner},
    store::{
        Error, MissingPast, PastSnapshot, Snapshot, State,
        statement::{Document, table},
    },
};

/// The documents of `organisation`, and the regions, as they were at `generation`.
pub(super) async fn snapshot(
    connection: &mut Connection<'_>,
    organisation: &OrganisationId,
    generation: u64,
) -> Result<PastSnapshot, Error> {
    let State { generation: now, mark } = read_state(connection).await?;
    let since = read_meta(connection, "history_since").await?;
    let since = since.and_then(|since| since.parse().ok()).unwrap_or(now);
    if now < generation {
        return Ok(PastSnapshot::Missing(MissingPast::Future { now }));
    }
    if generation < since {
        return Ok(PastSnapshot::Missing(MissingPast::BeforeHistory { since }));
    }
    let shared = OrganisationId::default();
    let mut past = Past { connection, generation, dropped: None };
    let snapshot = Snapshot {
        generation,
        mark,
        regions: past.list(&shared, DocumentKind::Regions).await?,
        projects: past.list(organisation, DocumentKind::Projects).await?,
        outcomes: past.list(organisation, DocumentKind::Outcomes).await?,
        commitments: past.list(organisation, DocumentKind::Commitments).await?,
        damaged: Vec::new(),
    };
    Ok(past.dropped.map_or_else(|| PastSnapshot::Whole(Box::new(snapshot)), PastSnapshot::Missing))
}

struct Past<'a, 'c> {
    connection: &'a mut Connection<'c>,
    generation: u64,
    /// The first document of which the revision that held then is no longer kept.
    dropped: Option<MissingPast>,
}

/// The id, the lowest revision that is kept, the one that held at the generation, its version,
/// document and seal.
type Changed = (String, i64, Option<i64>, Option<i64>, Option<String>, Option<String>);

impl Past<'_, '_> {
    /// The documents that are there now, with those that changed since as they were.
    async fn list<D: Document>(
        &mut self,
        organisation: &OrganisationId,
        kind: DocumentKind,
    ) -> Result<Vec<D>, Error> {
        let table = table(kind);
        let organisation = Argument::Text(organisation.as_str());
        let present: Vec<Listed> = self.connection.fetch_all(table.list(), &[organisation]).await?;
        let mut documents: BTreeMap<String, Listed> =
            present.into_iter().map(|row| (row.0.clone(), row)).collect();
        let arguments = [organisation, Argument::Number(signed(self.generation))];
        let changed: Vec<Changed> =
            self.connection.fetch_all(table.changed_since(), &arguments).await?;
        for (id, lowest, number, version, document, seal) in changed {
            if number.is_none() && 1 < lowest {
                let id = id.clone();
                self.dropped.get_or_insert(MissingPast::Dropped { kind, id });
            }
            match document {
                Some(document) => {
                    let version = version.unwrap_or(0);
                    documents.insert(id.clone(), (id, version, document, seal))
                }
                None => documents.remove(&id),
            };
        }
        let mut interner = Interner::default();
        let read = |row| {
            let mut document: D = parse_listed(table.name, &row)?;
            document.share(&mut interner);
            Ok(document)
        };
        documents.into_values().map(read).collect()
    }
}
