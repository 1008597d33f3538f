use std::collections::{BTreeMap, HashSet};

use super::{
    SqlStore,
    archive::{ArchivedColumn, ArchivedTable, Cell},
    connection::Pool,
    row::{parse, read_meta},
    seal::{SEALED, check_whole, is_sealed},
};
use crate::{
    domain::{
        commitment::Commitment, kind::DocumentKind, outcome::OutcomeEvent, project::ProjectProfile,
        region::RegionProfile,
    },
    store::{
        Error, postgres, sqlite,
        statement::{self, Document},
    },
};

/// Id, searched column, version, document and seal.
type Whole = (String, Option<String>, i64, String, Option<String>);

/// What came of reading every document of a table.
#[derive(Debug)]
pub struct TableExamination {
    /// The table, as `regions`.
    pub table: &'static str,
    /// How many documents stand in it, of all organisations.
    pub documents: usize,
    /// Those that cannot be read, or that are not what their row says.
    pub faults: Vec<Error>,
    /// The ids of those that can be read and have no seal of their version, although everything was
    /// sealed: whether they are what was written nothing tells.
    pub unsealed: Vec<String>,
    /// Regions that do not stand in the store although others lie in them, and how many do.
    pub missing: BTreeMap<String, usize>,
}

/// A row of a table of documents, without whose it is.
struct DocumentRow<'a> {
    id: &'a str,
    searched: Option<&'a str>,
    version: i64,
    text: &'a str,
    seal: Option<&'a str>,
}

impl DocumentRow<'_> {
    fn fault<D: Document>(&self) -> Option<Error> {
        let &DocumentRow { id, searched, version, text, seal } = self;
        let whole = check_whole(D::TABLE.name, id, (version, text), seal);
        let document: D = match whole.and_then(|()| parse(D::TABLE.name, id, text)) {
            Ok(document) => document,
            Err(error) => return Some(error),
        };
        let is_of_row = document.id() == id && document.searched() == searched;
        let source = "its row is of another document".into();
        (!is_of_row).then(|| Error::Corrupt { table: D::TABLE.name, id: id.to_owned(), source })
    }

    fn is_sealed(&self) -> bool {
        is_sealed(self.version.unsigned_abs(), self.id, self.text, self.seal)
    }
}

/// What is wrong with a row of an archive that holds a document; nothing is asked of other rows, and
/// none of the past: what was damaged once and mended since stands there as it was.
pub fn fault_of_row(
    table: &ArchivedTable,
    columns: &[ArchivedColumn],
    cells: &[Cell],
) -> Option<Error> {
    let known = statement::TABLES.into_iter().find(|known| known.name == table.name)?;
    let cell = |name: &str| {
        let at = columns.iter().position(|column| column.name == name)?;
        cells.get(at)?.as_deref()
    };
    let row = DocumentRow {
        id: cell("id").unwrap_or_default(),
        searched: cell(known.searched),
        version: cell("version").and_then(|version| version.parse().ok()).unwrap_or(0),
        text: cell("document").unwrap_or_default(),
        seal: cell("seal"),
    };
    match known.kind {
        DocumentKind::Regions => row.fault::<RegionProfile>(),
        DocumentKind::Projects => row.fault::<ProjectProfile>(),
        DocumentKind::Outcomes => row.fault::<OutcomeEvent>(),
        DocumentKind::Commitments => row.fault::<Commitment>(),
    }
}

impl SqlStore {
    /// What the database finds wrong with its own pages and indices; empty if nothing. PostgreSQL
    /// checks its pages when it reads them, so nothing is asked of it.
    ///
    /// # Errors
    /// The database is too damaged to be asked, or cannot be reached.
    pub async fn check_integrity(&self) -> Result<Vec<String>, Error> {
        let Pool::Sqlite(..) = self.pool else { return Ok(Vec::new()) };
        let mut session = self.pool.session().await?;
        let statement = sqlite::CHECK_INTEGRITY.to_owned();
        let rows: Vec<(String,)> = session.connection().fetch_all(statement, &[]).await?;
        Ok(rows.into_iter().map(|(line,)| line).filter(|line| line != "ok").collect())
    }

    /// How many connections the database gives out to everybody; `None` of a file, which is asked for
    /// none.
    ///
    /// # Errors
    /// The database cannot be reached.
    pub async fn connections_given(&self) -> Result<Option<u64>, Error> {
        let Pool::Postgres(_) = self.pool else { return Ok(None) };
        let mut session = self.pool.session().await?;
        let statement = postgres::CONNECTIONS_GIVEN.to_owned();
        let row: Option<(i64,)> = session.connection().fetch_optional(statement, &[]).await?;
        Ok(row.and_then(|(count,)| u64::try_from(count).ok()))
    }

    /// Refuses a SQLite file whose pages are not what they should be; one of more than `bytes_max`
    /// is not looked at. Indices are not compared with their tables.
    ///
    /// # Errors
    /// [`Error::Damaged`] with what the database says of itself.
    pub async fn check_pages(&self, bytes_max: u64) -> Result<(), Error> {
        let Pool::Sqlite(..) = self.pool else { return Ok(()) };
        let mut session = self.pool.session().await?;
        let mut connection = session.connection();
        let size: Option<(i64,)> = connection.fetch_optional(sqlite::BYTES.to_owned(), &[]).await?;
        if size.is_none_or(|(bytes,)| bytes_max < bytes.unsigned_abs()) {
            return Ok(());
        }
        let statement = sqlite::CHECK_PAGES.to_owned();
        let rows: Vec<(String,)> = connection.fetch_all(statement, &[]).await?;
        let faults: Vec<String> =
            rows.into_iter().map(|(line,)| line).filter(|line| line != "ok").collect();
        if faults.is_empty() { Ok(()) } else { Err(Error::Damaged(faults.join("; ").into())) }
    }

    /// Reads every document of every kind.
    ///
    /// # Errors
    /// A table cannot be read at all.
    pub async fn examine_documents(&self) -> Result<Vec<TableExamination>, Error> {
        Ok(vec![
            self.examine::<RegionProfile>().await?,
            self.examine::<ProjectProfile>().await?,
            self.examine::<OutcomeEvent>().await?,
            self.examine::<Commitment>().await?,
        ])
    }

    async fn examine<D: Document>(&self) -> Result<TableExamination, Error> {
        let mut session = self.pool.session().await?;
        let mut connection = session.connection();
        let are_sealed = read_meta(&mut connection, SEALED).await?.is_some();
        let rows: Vec<Whole> = connection.fetch_all(D::TABLE.all(), &[]).await?;
        let (mut faults, mut unsealed) = (Vec::new(), Vec::new());
        for (id, searched, version, text, seal) in &rows {
            let (searched, seal) = (searched.as_deref(), seal.as_deref());
            let row = DocumentRow { id, searched, version: *version, text, seal };
            match row.fault::<D>() {
                Some(fault) => faults.push(fault),
                None if are_sealed && !row.is_sealed() => unsealed.push(id.clone()),
                None => {}
            }
        }
        let is_of_regions = D::TABLE.kind == DocumentKind::Regions;
        let missing = if is_of_regions { missing_parents(&rows) } else { BTreeMap::new() };
        let table = D::TABLE.name;
        Ok(TableExamination { table, documents: rows.len(), faults, unsealed, missing })
    }
}

fn missing_parents(rows: &[Whole]) -> BTreeMap<String, usize> {
    let known: HashSet<&str> = rows.iter().map(|(id, ..)| id.as_str()).collect();
    let mut missing = BTreeMap::new();
    let parents = rows.iter().filter_map(|(_, parent, ..)| parent.as_deref());
    for parent in parents.filter(|parent| !known.contains(parent)) {
        *missing.entry(parent.to_owned()).or_insert(0) += 1;
    }
    missing
}
