use sqlx::migrate::MigrateError;

use super::latest_schema;
use crate::store::Error;

/// `SQLITE_CORRUPT`: a page is not what it should be.
const CORRUPT: u32 = 11;
/// `SQLITE_FULL`: no space is left.
const FULL: u32 = 13;
/// `SQLITE_NOTADB`: the file is something else.
const NOT_A_DATABASE: u32 = 26;

pub(super) fn database_error(error: sqlx::Error) -> Error {
    match primary_code(&error) {
        Some(FULL) => Error::Full(error.into()),
        Some(CORRUPT | NOT_A_DATABASE) => Error::Damaged(error.into()),
        _ => Error::Unavailable(error.into()),
    }
}

pub(super) fn migration_error(error: MigrateError) -> Error {
    match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
            database_error(error)
        }
        MigrateError::VersionMissing(found) => Error::NewerSchema { found, known: latest_schema() },
        error => Error::Damaged(error.into()),
    }
}

/// The lower byte of SQLite's extended code.
fn primary_code(error: &sqlx::Error) -> Option<u32> {
    let code: u32 = error.as_database_error()?.code()?.parse().ok()?;
    Some(code & 0xff)
}
