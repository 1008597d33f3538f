use super::{SqlStore, connection::Pool, row::parse, seal::check_whole};
use crate::{
    domain::{
        commitment::Commitment, outcome::OutcomeEvent, project::ProjectProfile,
        region::RegionProfile,
    },
    store::{Error, postgres, sqlite, statement::Document},
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
        let rows: Vec<Whole> = session.connection().fetch_all(D::TABLE.all(), &[]).await?;
        let faults = rows.iter().filter_map(|(id, searched, version, text, seal)| {
            let whole = check_whole(D::TABLE.name, id, (*version, text), seal.as_deref());
            let document: D = match whole.and_then(|()| parse(D::TABLE.name, id, text)) {
                Ok(document) => document,
                Err(error) => return Some(error),
            };
            let is_of_row = document.id() == id && document.searched() == searched.as_deref();
            let source = "its row is of another document".into();
            (!is_of_row).then(|| Error::Corrupt { table: D::TABLE.name, id: id.clone(), source })
        });
        let faults = faults.collect();
        Ok(TableExamination { table: D::TABLE.name, documents: rows.len(), faults })
    }
}
