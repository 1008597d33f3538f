use std::{path::Path, time::Duration};

use sqlx::{
    Connection as _, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{
    Error,
    alarm::Alarm,
    sql::{
        SqlStore,
        connection::Pool,
        schema::{self, latest},
    },
};

#[cfg(test)]
mod tests;

/// Connections for reading side by side; one writes at a time.
const CONNECTIONS_MAX: u32 = 4;
/// Connections that are always there: the last one that closes takes the files beside the database
/// with it, and on a full disk the next could not make them again. All are, for each write that a full
/// disk refuses takes one with it, and several may come before others stand in their place.
const CONNECTIONS_MIN: u32 = CONNECTIONS_MAX;
/// How long to wait for another process that writes.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The lower byte of SQLite's extended codes.
const PRIMARY: u32 = 0xff;
/// `SQLITE_CORRUPT`: a page is not what it should be.
const CORRUPT: u32 = 11;
/// `SQLITE_FULL`: no space is left.
const FULL: u32 = 13;
/// `SQLITE_IOERR_SHMSIZE`: the index of the log, a file beside it, cannot grow.
const INDEX_FULL: u32 = 4_874;
/// `SQLITE_IOERR_FSYNC` and `SQLITE_IOERR_DIR_FSYNC`: the disk does not confirm what was written.
const UNSYNCED: [u32; 2] = [1_034, 1_290];
/// `SQLITE_NOTADB`: the file is something else.
const NOT_A_DATABASE: u32 = 26;

/// Folds the write-ahead log into the file. SQLite would do it by itself after a commit, but keep
/// the failure to flush to itself.
pub(super) const CHECKPOINT: &str = "pragma wal_checkpoint(passive)";
/// Looks at every page, every row and every index; answers `ok`, or a line for each fault.
pub(super) const CHECK_INTEGRITY: &str = "pragma integrity_check";
/// As [`CHECK_INTEGRITY`] without the indices, in a fraction of its time.
pub(super) const CHECK_PAGES: &str = "pragma quick_check";
/// The length of the database.
pub(super) const BYTES: &str = "select cast(page_count * page_size as bigint) \
     from pragma_page_count(), pragma_page_size()";
/// What SQLite calls the order of bytes.
pub(super) const BYTE_ORDER: &str = "binary";

impl SqlStore {
    /// Opens the SQLite database at `path`, creates it if need be and brings its schema up to date.
    ///
    /// # Errors
    /// [`Error::NewerSchema`] if a newer program has written it; nothing is changed then.
    pub async fn open_file(path: &Path) -> Result<SqlStore, Error> {
        connect(options(path), path, None).await
    }

    /// Creates the SQLite database at `path` as a program of the schema `schema` would, for rows that
    /// one has written. [`SqlStore::open_file`] brings it up to date afterwards.
    ///
    /// # Errors
    /// [`Error::NewerSchema`] if this program does not know the schema.
    pub async fn found_file(path: &Path, schema: i64) -> Result<SqlStore, Error> {
        schema::check_known(schema)?;
        connect(options(path), path, Some(schema)).await
    }

    /// Opens the SQLite database at `path` beside a process that writes to it.
    ///
    /// # Errors
    /// If it is not there, or if its schema is not this program's.
    pub async fn open_file_read_only(path: &Path) -> Result<SqlStore, Error> {
        let options =
            SqliteConnectOptions::new().filename(path).busy_timeout(BUSY_TIMEOUT).read_only(true);
        let pool = pool(options).await?;
        let mut connection = pool.acquire().await.map_err(error)?;
        let found = schema::found(&mut *connection, error).await?;
        let known = latest();
        match found {
            _ if known < found => Err(Error::NewerSchema { found, known }),
            _ if found < known => Err(Error::OlderSchema { found, known }),
            _ => Ok(SqlStore::over(Pool::Sqlite(pool, Alarm::default()))),
        }
    }
}

#[cfg(test)]
impl SqlStore {
    /// Carries out what no method would.
    pub(crate) async fn sabotage(&self, sql: &str) {
        let Pool::Sqlite(pool, _) = &self.pool else { unreachable!("opened as a file") };
        sqlx::query(sqlx::AssertSqlSafe(sql.to_owned())).execute(pool).await.unwrap();
    }
}

async fn connect(
    options: SqliteConnectOptions,
    path: &Path,
    schema: Option<i64>,
) -> Result<SqlStore, Error> {
    // The one that turns the log on must be alone: others would find the database locked. It stays
    // until there are others, for the last one that closes takes the log with it.
    let mut first = SqliteConnection::connect_with(&options).await.map_err(error)?;
    schema::migrate(&mut first, schema, error).await?;
    let pool = pool(options).await?;
    drop(pool.acquire().await.map_err(error)?);
    first.close().await.map_err(error)?;
    let store = SqlStore::over(Pool::Sqlite(pool, Alarm::watching(path)));
    if schema.is_none() {
        Box::pin(store.seal_what_is_old()).await?;
    }
    Ok(store)
}

async fn pool(options: SqliteConnectOptions) -> Result<sqlx::SqlitePool, Error> {
    SqlitePoolOptions::new()
        .max_connections(CONNECTIONS_MAX)
        .min_connections(CONNECTIONS_MIN)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(BUSY_TIMEOUT)
        // A file does not hang up; what comes back is looked at as it comes.
        .test_before_acquire(false)
        .after_release(|connection, _| Box::pin(is_settled(connection)))
        .connect_with(options)
        .await
        .map_err(error)
}

/// Whether a connection that comes back has no transaction left to end. SQLite ends one by itself
/// when the disk is full, of which its library does not know: it would begin no other.
async fn is_settled(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // After whatever was still to be carried out on it.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        // The write-ahead log lets readers go on while one writes.
        .journal_mode(SqliteJournalMode::Wal)
        // `Normal` may lose the last commits when the power fails.
        .synchronous(SqliteSynchronous::Full)
        // By `CHECKPOINT` instead.
        .pragma("wal_autocheckpoint", "0")
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
}

/// What SQLite's codes mean.
pub(super) fn error(error: sqlx::Error) -> Error {
    let Some(code) = extended_code(&error) else { return Error::Unavailable(error.into()) };
    if UNSYNCED.contains(&code) {
        return Error::Unsynced(error.into());
    }
    match code & PRIMARY {
        _ if code == INDEX_FULL => Error::Full(error.into()),
        FULL => Error::Full(error.into()),
        CORRUPT | NOT_A_DATABASE => Error::Damaged(error.into()),
        _ => Error::Unavailable(error.into()),
    }
}

fn extended_code(error: &sqlx::Error) -> Option<u32> {
    error.as_database_error()?.code()?.parse().ok()
}
