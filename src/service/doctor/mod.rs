//! What an operator should know about a store and the machine under it. Everything is only read, so
//! that it may be asked beside a running server and of a directory that is damaged.

use std::path::Path;

use super::{
    app::{Database, QUEUE_CONNECTIONS_MAX, database_file, remains, segments_dir, world_version},
    error::chain,
};
use crate::{
    definition,
    domain::{alert::DeliveryCounts, id::OrganisationId},
    search::{Engine, Rebuild, Stamp},
    store::{self, Alerts as _, SqlStore, State, Store, TableExamination},
};

/// Connections that one server takes of a PostgreSQL: those of the store and those of the queue.
const CONNECTIONS_WANTED: u64 = store::CONNECTIONS_MAX as u64 + QUEUE_CONNECTIONS_MAX as u64;

/// What may be found.
mod finding;
/// The folder, the disk, the limits of the system and the lock.
mod machine;
#[cfg(test)]
mod tests;

pub use finding::{Finding, Severity};

/// Looks at everything, in the order in which an operator would mend it.
pub async fn examine(data_dir: &Path, database: &Database) -> Vec<Finding> {
    let mut findings = machine::examine(data_dir);
    findings.push(Finding::Definition { hash: definition::get().hash.clone() });
    match open(data_dir, database).await {
        Ok(store) => {
            examine_store(&store, data_dir, &mut findings).await;
            store.close().await;
        }
        Err(finding) => findings.push(finding),
    }
    findings
}

async fn open(data_dir: &Path, database: &Database) -> Result<SqlStore, Finding> {
    let opened = match database {
        Database::File => {
            let file = database_file(data_dir);
            let (path, beside) = (file.display().to_string(), remains(data_dir));
            if !beside.is_empty() {
                return Err(Finding::DatabaseLost { path, beside });
            }
            if !file.exists() {
                return Err(Finding::DatabaseMissing { path });
            }
            SqlStore::open_file_read_only(&file).await
        }
        Database::Postgres(url) => SqlStore::open_postgres_as_it_is(url).await,
    };
    opened.map_err(unusable)
}

fn unusable(error: store::Error) -> Finding {
    match error {
        store::Error::NewerSchema { found, known } => Finding::SchemaNewer { found, known },
        store::Error::OlderSchema { found, known } => Finding::SchemaOlder { found, known },
        store::Error::Damaged(source) => {
            Finding::DatabaseDamaged { faults: vec![source.to_string()] }
        }
        error => Finding::DatabaseUnreadable { cause: chain(&error) },
    }
}

async fn examine_store(store: &SqlStore, data_dir: &Path, findings: &mut Vec<Finding>) {
    findings.push(match store.check_integrity().await {
        Ok(faults) if faults.is_empty() => Finding::Database { schema: store::schema_known() },
        Ok(faults) => Finding::DatabaseDamaged { faults },
        Err(error) => unusable(error),
    });
    match store.examine_documents().await {
        Ok(tables) => findings.extend(tables.into_iter().flat_map(documents)),
        Err(error) => findings.push(unusable(error)),
    }
    match store.connections_given().await {
        Ok(Some(limit)) => {
            findings.push(Finding::Connections { limit, wanted: CONNECTIONS_WANTED });
        }
        Ok(None) => {}
        Err(error) => findings.push(unusable(error)),
    }
    match store.count_deliveries().await {
        Ok(counts) => findings.extend(alerts(&counts)),
        Err(error) => findings.push(unusable(error)),
    }
    match store.world_version(&OrganisationId::default()).await {
        Ok(Some(version)) if version == world_version() => {
            findings.push(Finding::World { version });
        }
        Ok(Some(version)) => findings.push(Finding::WorldOlder { version }),
        Ok(None) => findings.push(Finding::WorldNone),
        Err(error) => findings.push(unusable(error)),
    }
    match store.state().await {
        Ok(state) => {
            findings.extend(segments(data_dir, &state));
            let State { generation, mark } = state;
            findings.push(Finding::State { generation, mark });
        }
        Err(error) => findings.push(unusable(error)),
    }
}

/// Nothing is said where nobody is told of anything.
fn alerts(counts: &DeliveryCounts) -> Vec<Finding> {
    let &DeliveryCounts { waiting, delivered, given_up, stopped, .. } = counts;
    let well = Finding::Alerts { waiting, delivered };
    let undelivered = Finding::AlertsUndelivered { given_up, stopped };
    let well = (0 < waiting + delivered).then_some(well);
    well.into_iter().chain((0 < given_up + stopped).then_some(undelivered)).collect()
}

fn documents(examination: TableExamination) -> Vec<Finding> {
    let TableExamination { table, documents, faults, unsealed, missing } = examination;
    let mut findings = vec![if faults.is_empty() {
        Finding::Documents { table, documents }
    } else {
        let faults = faults.iter().map(|it| chain(it)).collect();
        Finding::DocumentsDamaged { table, documents, faults }
    }];
    if !unsealed.is_empty() {
        findings.push(Finding::DocumentsUnsealed { table, ids: unsealed });
    }
    if !missing.is_empty() {
        let below = missing.values().sum();
        findings.push(Finding::RegionsMissing { ids: missing.into_keys().collect(), below });
    }
    findings
}

/// The segments of the store's present state, and those that were set aside.
fn segments(data_dir: &Path, state: &State) -> Vec<Finding> {
    let stamp = Stamp {
        definition: definition::get().hash.clone(),
        generation: state.generation,
        mark: state.mark.clone(),
    };
    let inspection = match Engine::inspect(&segments_dir(data_dir), &stamp) {
        Ok(inspection) => inspection,
        Err(error) => return vec![Finding::SegmentsUnreadable { cause: chain(&error) }],
    };
    let mut findings = vec![match inspection.faults.first() {
        None => Finding::Segments { files: inspection.files, bytes: inspection.bytes },
        Some(Rebuild::Missing) => Finding::SegmentsMissing,
        Some(Rebuild::Stale { .. }) => Finding::SegmentsStale,
        Some(Rebuild::Damaged { .. }) => Finding::SegmentsDamaged {
            faults: inspection.faults.iter().map(ToString::to_string).collect(),
        },
    }];
    if !inspection.set_aside.is_empty() {
        findings.push(Finding::SegmentsSetAside { folders: inspection.set_aside });
    }
    findings
}
