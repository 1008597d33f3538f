use std::{path::Path, time::Duration};

use sqlx::{
    SqlitePool,
    migrate::{Migrate, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::sync::{Mutex, MutexGuard};

use self::{
    error::{database_error, migration_error},
    row::{Key, check, execute, find, list, list_searched, parse, replace, signed, touched},
};
use super::{
    Committed, Condition, Error, Origin, Outcome, Stored, Versioned,
    statement::{self, Document},
};
use crate::domain::id::{OrganisationId, RegionId};

/// The trait's methods, each for regions and for projects.
mod methods;
/// Reading and writing rows inside a transaction.
mod row;
/// What SQLite's codes mean.
mod error;
#[cfg(test)]
mod tests;

static MIGRATIONS: Migrator = sqlx::migrate!("src/store/migrations");

/// Connections for reading side by side; one writes at a time.
const CONNECTIONS_MAX: u32 = 4;
/// How long to wait for another process that writes.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// A [`Store`](super::Store) in one SQLite file.
///
/// The write-ahead log lets readers go on while one writes; every commit is on the disk before it
/// is acknowledged.
#[derive(Debug)]
pub struct SqliteStore {
    pool: SqlitePool,
    // Writers of this process queue here instead of polling the file's lock.
    writer: Mutex<()>,
}

struct Write<'a> {
    transaction: sqlx::Transaction<'static, sqlx::Sqlite>,
    _turn: MutexGuard<'a, ()>,
}

impl SqliteStore {
    /// Opens the database at `path`, creates it if need be and brings its schema up to date.
    ///
    /// # Errors
    /// [`Error::NewerSchema`] if a newer program has written it; nothing is changed then.
    pub async fn open(path: &Path) -> Result<SqliteStore, Error> {
        SqliteStore::connect(options(path)).await
    }

    /// Opens the database at `path` beside a process that writes to it.
    ///
    /// # Errors
    /// If it is not there, or if its schema is not this program's.
    pub async fn open_read_only(path: &Path) -> Result<SqliteStore, Error> {
        let options =
            SqliteConnectOptions::new().filename(path).busy_timeout(BUSY_TIMEOUT).read_only(true);
        let store = SqliteStore::pool(options).await?;
        let found = store.schema().await?;
        let known = latest_schema();
        match found {
            _ if known < found => Err(Error::NewerSchema { found, known }),
            _ if found < known => Err(Error::OlderSchema { found, known }),
            _ => Ok(store),
        }
    }

    async fn connect(options: SqliteConnectOptions) -> Result<SqliteStore, Error> {
        let store = SqliteStore::pool(options).await?;
        MIGRATIONS.run(&store.pool).await.map_err(migration_error)?;
        Ok(store)
    }

    async fn pool(options: SqliteConnectOptions) -> Result<SqliteStore, Error> {
        let pool = SqlitePoolOptions::new()
            .max_connections(CONNECTIONS_MAX)
            .acquire_timeout(BUSY_TIMEOUT)
            .connect_with(options)
            .await
            .map_err(database_error)?;
        Ok(SqliteStore { pool, writer: Mutex::new(()) })
    }

    async fn schema(&self) -> Result<i64, Error> {
        let mut connection = self.pool.acquire().await.map_err(database_error)?;
        let table = &MIGRATIONS.table_name;
        let applied = connection.list_applied_migrations(table).await.map_err(migration_error)?;
        Ok(applied.iter().map(|migration| migration.version).max().unwrap_or(0))
    }

    /// Closes all connections and folds the write-ahead log into the file.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// Begins a transaction that may write from its first statement on: one that began as a
    /// reader could find that another has written meanwhile.
    async fn write(&self) -> Result<Write<'_>, Error> {
        let turn = self.writer.lock().await;
        let transaction = self.pool.begin_with("begin immediate").await.map_err(database_error)?;
        Ok(Write { transaction, _turn: turn })
    }

    async fn get<D: Document>(&self, key: Key<'_>) -> Result<Option<Versioned<D>>, Error> {
        let mut connection = self.pool.acquire().await.map_err(database_error)?;
        let Some(row) = find::<D>(&mut connection, key).await? else { return Ok(None) };
        let document = parse(D::STATEMENTS.table, key.id, &row.document)?;
        Ok(Some(Versioned { document, version: row.version, origin: row.origin }))
    }

    async fn put<D: Document>(
        &self,
        organisation: &OrganisationId,
        document: &D,
        condition: Condition,
    ) -> Result<Stored, Error> {
        let key = Key { organisation: organisation.as_str(), id: document.id() };
        let mut write = self.write().await?;
        let found = find::<D>(&mut write.transaction, key).await?;
        check(condition, found.as_ref())?;
        let (outcome, version) =
            replace(&mut write.transaction, key, document, Origin::User, found).await?;
        let generation = write.commit(outcome != Outcome::Unchanged).await?;
        Ok(Stored { generation, version, outcome })
    }

    async fn put_all<D: Document>(
        &self,
        organisation: &OrganisationId,
        documents: &[D],
        origin: Origin,
    ) -> Result<Committed, Error> {
        let mut write = self.write().await?;
        let mut committed = Committed::default();
        write.put_all(organisation, documents, origin, &mut committed).await?;
        committed.generation = write.commit(committed.changed()).await?;
        Ok(committed)
    }

    async fn delete<D: Document>(
        &self,
        key: Key<'_>,
        condition: Condition,
    ) -> Result<Option<u64>, Error> {
        let mut write = self.write().await?;
        let Some(found) = find::<D>(&mut write.transaction, key).await? else { return Ok(None) };
        check(condition, Some(&found))?;
        let connection = &mut *write.transaction;
        execute(sqlx::query(D::STATEMENTS.delete).bind(key.organisation).bind(key.id), connection)
            .await?;
        let bury = sqlx::query(D::STATEMENTS.bury).bind(key.organisation).bind(key.id);
        execute(bury.bind(signed(found.version)), connection).await?;
        write.commit(true).await.map(Some)
    }

    /// All documents, or those whose searched column names `region`.
    async fn list_of<D: Document>(
        &self,
        organisation: &OrganisationId,
        region: Option<&RegionId>,
    ) -> Result<Vec<D>, Error> {
        let mut connection = self.pool.acquire().await.map_err(database_error)?;
        match region {
            None => list(&mut connection, organisation).await,
            Some(region) => list_searched(&mut connection, organisation, region.as_str()).await,
        }
    }

    async fn list_ids<D: Document>(
        &self,
        organisation: &OrganisationId,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<String>, Error> {
        sqlx::query_scalar(D::STATEMENTS.ids)
            .bind(organisation.as_str())
            .bind(after.unwrap_or_default())
            .bind(i64::from(limit))
            .fetch_all(&self.pool)
            .await
            .map_err(database_error)
    }
}

impl Write<'_> {
    async fn put_all<D: Document>(
        &mut self,
        organisation: &OrganisationId,
        documents: &[D],
        origin: Origin,
        committed: &mut Committed,
    ) -> Result<(), Error> {
        let connection = &mut *self.transaction;
        for document in documents {
            let key = Key { organisation: organisation.as_str(), id: document.id() };
            let found = find::<D>(connection, key).await?;
            if origin == Origin::World && touched::<D>(connection, key, found.as_ref()).await? {
                committed.kept += 1;
                continue;
            }
            match replace(connection, key, document, origin, found).await?.0 {
                Outcome::Inserted => committed.inserted += 1,
                Outcome::Updated => committed.updated += 1,
                Outcome::Unchanged => committed.unchanged += 1,
            }
        }
        Ok(())
    }

    /// Commits and returns the generation, raised by one if a document `changed`.
    async fn commit(mut self, changed: bool) -> Result<u64, Error> {
        if changed {
            execute(sqlx::query(statement::RAISE_GENERATION), &mut self.transaction).await?;
        }
        let generation = row::read_generation(&mut self.transaction).await?;
        self.transaction.commit().await.map_err(database_error)?;
        Ok(generation)
    }
}

impl Committed {
    fn changed(&self) -> bool {
        0 < self.inserted + self.updated
    }
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // `Normal` may lose the last commits when the power fails.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
}

fn latest_schema() -> i64 {
    MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0)
}
