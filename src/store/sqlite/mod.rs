use std::{path::Path, time::Duration};

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::{
    Error,
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
/// How long to wait for another process that writes.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// `SQLITE_CORRUPT`: a page is not what it should be.
const CORRUPT: u32 = 11;
/// `SQLITE_FULL`: no space is left.
const FULL: u32 = 13;
/// `SQLITE_NOTADB`: the file is something else.
const NOT_A_DATABASE: u32 = 26;

/// What SQLite calls the order of bytes.
pub(super) const BYTE_ORDER: &str = "binary";

impl SqlStore {
    /// Opens the SQLite database at `path`, creates it if need be and brings its schema up to date.
    ///
    /// # Errors
    /// [`Error::NewerSchema`] if a newer program has written it; nothing is changed then.
    pub async fn open_file(path: &Path) -> Result<SqlStore, Error> {
        connect(options(path)).await
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
            _ => Ok(SqlStore::over(Pool::Sqlite(pool))),
        }
    }
}

async fn connect(options: SqliteConnectOptions) -> Result<SqlStore, Error> {
    let pool = pool(options).await?;
    let mut connection = pool.acquire().await.map_err(error)?;
    schema::migrate(&mut *connection, error).await?;
    drop(connection);
    Ok(SqlStore::over(Pool::Sqlite(pool)))
}

async fn pool(options: SqliteConnectOptions) -> Result<sqlx::SqlitePool, Error> {
    SqlitePoolOptions::new()
        .max_connections(CONNECTIONS_MAX)
        .acquire_timeout(BUSY_TIMEOUT)
        .connect_with(options)
        .await
        .map_err(error)
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        // The write-ahead log lets readers go on while one writes.
        .journal_mode(SqliteJournalMode::Wal)
        // `Normal` may lose the last commits when the power fails.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
}

/// What SQLite's codes mean.
pub(super) fn error(error: sqlx::Error) -> Error {
    match primary_code(&error) {
        Some(FULL) => Error::Full(error.into()),
        Some(CORRUPT | NOT_A_DATABASE) => Error::Damaged(error.into()),
        _ => Error::Unavailable(error.into()),
    }
}

/// The lower byte of SQLite's extended code.
fn primary_code(error: &sqlx::Error) -> Option<u32> {
    let code: u32 = error.as_database_error()?.code()?.parse().ok()?;
    Some(code & 0xff)
}
