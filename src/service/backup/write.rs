use std::{collections::BTreeMap, io::Write};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Backup, Damage, fault_of};
use crate::{
    service::Error,
    store::{ARCHIVED_TABLES, ArchiveSink, ArchivedState, ArchivedTable, Cell, SqlStore},
};

/// The version of the form.
pub(super) const FORM: u32 = 1;

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Head {
    pub(super) hinterland_backup: u32,
    pub(super) schema: i64,
    pub(super) generation: u64,
    pub(super) mark: String,
    pub(super) tables: BTreeMap<String, Vec<String>>,
}

/// The last line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Foot {
    pub(super) rows: u64,
    pub(super) sha256: String,
}

/// Writes everything that stands in `store`.
pub(super) async fn write(
    store: &SqlStore,
    damage: Damage,
    output: impl Write + Send,
) -> Result<Backup, Error> {
    let (sum, damaged) = (Sha256::new(), Vec::new());
    let mut lines = Lines { output, sum, rows: 0, begun: None, damaged };
    store.dump(&mut lines).await?;
    if damage == Damage::Refused && !lines.damaged.is_empty() {
        return Err(Error::DamagedBackup { faults: lines.damaged });
    }
    lines.finish()
}

struct Lines<W> {
    output: W,
    sum: Sha256,
    rows: u64,
    begun: Option<ArchivedState>,
    damaged: Vec<String>,
}

impl<W: Write> Lines<W> {
    fn line(&mut self, value: &impl Serialize) -> Result<(), Error> {
        let written =
            serde_json::to_vec(value).map_err(std::io::Error::from).and_then(|mut line| {
                line.push(b'\n');
                self.sum.update(&line);
                self.output.write_all(&line)
            });
        written.map_err(unwritten)
    }

    fn finish(mut self) -> Result<Backup, Error> {
        let Some(ArchivedState { schema, state }) = self.begun.take() else {
            unreachable!("a dump begins with its state")
        };
        let sha256 = hexadecimal(self.sum.clone());
        let rows = self.rows;
        self.line(&Foot { rows, sha256: sha256.clone() })?;
        self.output.flush().map_err(unwritten)?;
        let (generation, damaged) = (state.generation, self.damaged);
        Ok(Backup { schema, generation, rows, sha256, damaged })
    }
}

impl<W: Write + Send> ArchiveSink<Error> for Lines<W> {
    fn begin(&mut self, archived: &ArchivedState) -> Result<(), Error> {
        self.begun = Some(archived.clone());
        let columns = |table: &ArchivedTable| {
            table.columns.iter().map(|column| column.name.to_owned()).collect()
        };
        let tables = ARCHIVED_TABLES.iter().map(|table| (table.name.to_owned(), columns(table)));
        self.line(&Head {
            hinterland_backup: FORM,
            schema: archived.schema,
            generation: archived.state.generation,
            mark: archived.state.mark.clone(),
            tables: tables.collect(),
        })
    }

    fn row(&mut self, table: &'static ArchivedTable, cells: Vec<Cell>) -> Result<(), Error> {
        self.rows += 1;
        self.damaged.extend(fault_of(table, table.columns, &cells));
        let name = std::iter::once(Some(table.name));
        let row: Vec<Option<&str>> = name.chain(cells.iter().map(Option::as_deref)).collect();
        self.line(&row)
    }
}

/// The digits of a sum.
pub(super) fn hexadecimal(sum: Sha256) -> String {
    sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

fn unwritten(source: std::io::Error) -> Error {
    Error::Unavailable { what: "the output", source: Box::new(source) }
}
