use std::{fs, path::Path, time::Duration};

use apalis_postgres::{PgPool, PostgresStorage};
use apalis_sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions, SqliteStorage};

use super::Error;

/// One connection writes, one reads.
const CONNECTIONS_MAX: u32 = 2;
/// How long one waits for the other.
const BUSY: Duration = Duration::from_secs(5);
/// How often to set up tables that several processes set up at the same time.
const SET_UPS_MAX: u32 = 5;
const SET_UP_PAUSE: Duration = Duration::from_millis(200);

/// Opens the file of a queue; one that cannot be used is removed, for it can be filled in again.
pub(super) async fn open_file(path: &Path) -> Result<SqlitePool, Error> {
    match set_up_file(path).await {
        Err(error) if path.exists() => {
            tracing::warn!(%error, "the file of the queue cannot be used and is set up anew");
            for end in ["", "-wal", "-shm"] {
                let mut name = path.as_os_str().to_owned();
                name.push(end);
                // What is not there need not be removed; what stays fails once more below.
                let _ = fs::remove_file(Path::new(&name));
            }
            set_up_file(path).await
        }
        result => result,
    }
}

async fn set_up_file(path: &Path) -> Result<SqlitePool, Error> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .pragma("journal_mode", "WAL")
        .pragma("synchronous", "NORMAL")
        .busy_timeout(BUSY);
    let pool = SqlitePoolOptions::new().max_connections(CONNECTIONS_MAX);
    let pool = pool.connect_with(options).await.map_err(Error::of)?;
    SqliteStorage::migrations().run(&pool).await.map_err(Error::of)?;
    Ok(pool)
}

/// Brings the tables of a queue in PostgreSQL up to date.
pub(super) async fn set_up_postgres(pool: &PgPool) -> Result<(), Error> {
    let mut tries = 1;
    loop {
        match PostgresStorage::setup(pool).await {
            Ok(()) => return Ok(()),
            // Two that create a schema at the same time get in each other's way.
            Err(_) if tries < SET_UPS_MAX => {
                tries += 1;
                tokio::time::sleep(SET_UP_PAUSE).await;
            }
            Err(error) => return Err(Error::NotSetUp(error.into())),
        }
    }
}
