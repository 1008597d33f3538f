use std::{io, time::Duration};

use sqlx::{Connection as _, PgConnection, postgres::PgPoolOptions};
use tokio::time::timeout;

use super::{
    Error, Source,
    sql::{SqlStore, connection::Pool, schema},
};

/// The address of a database, whose password nobody sees.
mod url;
#[cfg(test)]
mod tests;

pub use url::DatabaseUrl;

/// Connections of one server: one has the turn to write, one writes, the others read side by
/// side. PostgreSQL gives out 100 unless told otherwise, so that a dozen servers find room.
pub const CONNECTIONS_MAX: u32 = 8;
/// How long to wait for a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How many connections the database gives out to everybody.
pub(super) const CONNECTIONS_GIVEN: &str =
    "select cast(setting as bigint) from pg_settings where name = 'max_connections'";

/// Sees one state of the database to its end.
pub(super) const BEGIN_READ: &str = "begin isolation level repeatable read read only";
/// Sees what others have committed before each statement: those that wait for
/// [`LOCK_GENERATION`] go on with what the last writer left. Nobody waits without an end; a
/// transaction of ours is never idle, unless its process is stopped or its machine is gone.
pub(super) const BEGIN_WRITE: &str = "begin isolation level read committed read write; \
     set local lock_timeout = '10s'; set local idle_in_transaction_session_timeout = '30s'";
/// The row that every writer locks first, so that writers follow one another.
pub(super) const LOCK_GENERATION: &str =
    "select value from meta where key = 'generation' for update";
/// As [`BEGIN_WRITE`], for a transaction that is idle while another connection writes. A machine
/// that is gone gives its turn back after a minute, as the system notices it.
pub(super) const BEGIN_TURN: &str = "begin isolation level read committed read only; \
     set local lock_timeout = '30s'; set local idle_in_transaction_session_timeout = 0; \
     set local tcp_keepalives_idle = 30; set local tcp_keepalives_interval = 10; \
     set local tcp_keepalives_count = 3";
/// A lock of the application, named by the table of regions: another schema in the same database
/// has another.
pub(super) const LOCK_TURN: &str = "select pg_advisory_xact_lock('regions'::regclass::oid::bigint)";
/// What PostgreSQL calls the order of bytes.
pub(super) const BYTE_ORDER: &str = "\"C\"";

impl SqlStore {
    /// Opens a PostgreSQL database and brings its schema up to date.
    ///
    /// # Errors
    /// [`Error::Unreachable`] if there is none at the address or it refuses us;
    /// [`Error::NewerSchema`] if a newer program has written it; nothing is changed then.
    pub async fn open_postgres(url: &DatabaseUrl) -> Result<SqlStore, Error> {
        SqlStore::found_postgres(url, None).await
    }

    /// Opens a PostgreSQL database as a program of the schema `schema` would, or brings it up to
    /// date.
    ///
    /// # Errors
    /// As [`SqlStore::open_postgres`].
    pub async fn found_postgres(url: &DatabaseUrl, schema: Option<i64>) -> Result<SqlStore, Error> {
        schema.map_or(Ok(()), schema::check_known)?;
        // By itself: a pool would try again for as long as it may, and then tell nothing.
        let mut first = reach(url).await?;
        schema::migrate(&mut first, schema, error).await?;
        first.close().await.map_err(error)?;
        let store = SqlStore::lazily(url);
        if schema.is_none() {
            Box::pin(store.seal_what_is_old()).await?;
        }
        Ok(store)
    }

    /// Opens a PostgreSQL database without changing anything.
    ///
    /// # Errors
    /// [`Error::Unreachable`]; its schema is not this program's.
    pub async fn open_postgres_as_it_is(url: &DatabaseUrl) -> Result<SqlStore, Error> {
        let mut first = reach(url).await?;
        let found = match schema::found(&mut first, error).await {
            Ok(found) => found,
            // undefined_table: nobody has founded anything.
            Err(Error::Unavailable(source)) if is_undefined_table(&source) => 0,
            Err(error) => return Err(error),
        };
        first.close().await.map_err(error)?;
        let known = schema::latest();
        schema::check_known(found)?;
        if found < known {
            return Err(Error::OlderSchema { found, known });
        }
        Ok(SqlStore::lazily(url))
    }

    fn lazily(url: &DatabaseUrl) -> SqlStore {
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS_MAX)
            .acquire_timeout(CONNECT_TIMEOUT)
            .connect_lazy_with(url.options().clone());
        SqlStore::over(Pool::Postgres(pool))
    }
}

fn is_undefined_table(source: &Source) -> bool {
    let error = source.downcast_ref::<sqlx::Error>();
    error.and_then(code).as_deref() == Some("42P01")
}

async fn reach(url: &DatabaseUrl) -> Result<PgConnection, Error> {
    let unreachable = |problem: String, source: Source| Error::Unreachable {
        address: url.address(),
        problem,
        source,
    };
    match timeout(CONNECT_TIMEOUT, PgConnection::connect_with(url.options())).await {
        Ok(Ok(connection)) => Ok(connection),
        Ok(Err(error)) => Err(unreachable(problem(&error, url), error.into())),
        Err(elapsed) => {
            let problem = format!("does not answer within {} seconds", CONNECT_TIMEOUT.as_secs());
            Err(unreachable(problem, elapsed.into()))
        }
    }
}

/// Why there is no connection, by the codes of PostgreSQL's appendix A.
fn problem(error: &sqlx::Error, url: &DatabaseUrl) -> String {
    let code = code(error).unwrap_or_default();
    match (error, code.as_str()) {
        // So says the library for TLS of what it cannot verify.
        (sqlx::Error::Io(error), _) if error.kind() == io::ErrorKind::InvalidData => {
            "shows a certificate that is not trusted: see `sslmode` and `sslrootcert`".to_owned()
        }
        (sqlx::Error::Io(_), _) => {
            "does not answer: is it running, and are host and port right?".to_owned()
        }
        (sqlx::Error::Tls(_), _) => "does not agree on TLS: see `sslmode`".to_owned(),
        (_, "28000" | "28P01") => "refuses the user or the password".to_owned(),
        (_, "3D000") => format!("has no database `{}`: create it first", url.database()),
        (_, "53300") => "has no connection to spare: raise its `max_connections`".to_owned(),
        (_, "57P03") => "is starting or stopping: try again in a moment".to_owned(),
        _ => "refuses the connection".to_owned(),
    }
}

/// What PostgreSQL's codes mean once there is a connection.
pub(super) fn error(error: sqlx::Error) -> Error {
    match code(&error).as_deref() {
        // disk_full
        Some("53100") => Error::Full(error.into()),
        // data_corrupted, index_corrupted
        Some("XX001" | "XX002") => Error::Damaged(error.into()),
        _ => Error::Unavailable(error.into()),
    }
}

fn code(error: &sqlx::Error) -> Option<String> {
    Some(error.as_database_error()?.code()?.into_owned())
}
