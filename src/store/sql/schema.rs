use sqlx::migrate::{Migrate, MigrateError, Migrator};

use crate::store::Error;

/// One folder for both databases.
pub(in crate::store) static MIGRATIONS: Migrator = sqlx::migrate!("src/store/migrations");

/// What a database says an error means.
type Meaning = fn(sqlx::Error) -> Error;

/// Refuses a schema that this program does not know.
///
/// # Errors
/// [`Error::NewerSchema`].
pub(in crate::store) fn check_known(found: i64) -> Result<(), Error> {
    let known = latest();
    if found <= known { Ok(()) } else { Err(Error::NewerSchema { found, known }) }
}

/// Brings the schema up to date, or to `target`; other processes that try at the same time wait.
///
/// # Errors
/// [`Error::NewerSchema`] if a newer program has written it; nothing is changed then.
pub(in crate::store) async fn migrate<C: Migrate>(
    connection: &mut C,
    target: Option<i64>,
    meaning: Meaning,
) -> Result<(), Error> {
    match MIGRATIONS.run_direct(target, connection, false).await {
        Ok(()) => Ok(()),
        Err(MigrateError::VersionMissing(_)) => {
            let found = found(connection, meaning).await?;
            Err(Error::NewerSchema { found, known: latest() })
        }
        Err(error) => Err(error_of(error, meaning)),
    }
}

/// The schema that is there.
pub(in crate::store) async fn found<C: Migrate>(
    connection: &mut C,
    meaning: Meaning,
) -> Result<i64, Error> {
    let table = &MIGRATIONS.table_name;
    let applied = connection.list_applied_migrations(table).await;
    let applied = applied.map_err(|error| error_of(error, meaning))?;
    Ok(applied.iter().map(|migration| migration.version).max().unwrap_or(0))
}

/// The schema of this program.
pub(in crate::store) fn latest() -> i64 {
    MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0)
}

fn error_of(error: MigrateError, meaning: Meaning) -> Error {
    match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => meaning(error),
        error => Error::Damaged(error.into()),
    }
}
