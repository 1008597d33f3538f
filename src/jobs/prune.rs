use apalis_postgres::PgPool;
use apalis_sqlite::SqlitePool;

use super::Error;

// apalis keeps what is done for ever. What it has for SQLite alone, `vacuum_before`, compares whole
// seconds with a text, and so forgets everything at once, whatever its age.

/// Done, or failed as often as it may.
const IS_ENDED: &str =
    "(status in ('Done', 'Killed') or (status = 'Failed' and max_attempts <= attempts))";

/// Forgets what was done more than so many hours ago, and workers that nothing speaks of any more.
pub(super) async fn prune_file(pool: &SqlitePool, hours: u32) -> Result<(), Error> {
    let seconds = i64::from(hours) * 3_600;
    let old = "cast(strftime('%s', 'now') as integer) - $1";
    for statement in [
        format!("delete from Jobs where {IS_ENDED} and coalesce(done_at, run_at) < {old}"),
        format!(
            "delete from Workers where last_seen < {old} \
             and id not in (select lock_by from Jobs where lock_by is not null)"
        ),
    ] {
        let statement = sqlx::query(sqlx::AssertSqlSafe(statement)).bind(seconds);
        statement.execute(pool).await.map_err(Error::of)?;
    }
    Ok(())
}

/// The same in PostgreSQL.
pub(super) async fn prune_postgres(pool: &PgPool, hours: u32) -> Result<(), Error> {
    let hours = i64::from(hours);
    let old = "now() - $1 * interval '1 hour'";
    for statement in [
        format!("delete from apalis.jobs where {IS_ENDED} and coalesce(done_at, run_at) < {old}"),
        format!(
            "delete from apalis.workers where last_seen < {old} \
             and id not in (select lock_by from apalis.jobs where lock_by is not null)"
        ),
    ] {
        let statement = sqlx::query(sqlx::AssertSqlSafe(statement)).bind(hours);
        statement.execute(pool).await.map_err(Error::of)?;
    }
    Ok(())
}
