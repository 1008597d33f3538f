use std::convert::identity;

use sqlx::{
    AssertSqlSafe, FromRow, PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool,
    pool::PoolConnection, postgres::PgRow, sqlite::SqliteRow,
};

use crate::store::{Error, postgres, sqlite};

/// The connections to one database of either kind; a clone has the same ones.
#[derive(Debug, Clone)]
pub(in crate::store) enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// One of them, for statements that need no transaction.
pub(super) enum Session {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

/// One of them in a transaction; dropping it rolls back.
pub(in crate::store) enum Transaction {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

/// What statements run on.
pub(super) enum Connection<'a> {
    Sqlite(&'a mut SqliteConnection),
    Postgres(&'a mut PgConnection),
}

/// A value for a place such as `$1`.
#[derive(Debug, Clone, Copy)]
pub(super) enum Argument<'a> {
    Text(&'a str),
    Optional(Option<&'a str>),
    Number(i64),
    OptionalNumber(Option<i64>),
}

/// What both databases can give back.
pub(super) trait Row:
    Send + Unpin + for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow>
{
}

impl<T> Row for T where T: Send + Unpin + for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow>
{}

impl Pool {
    pub(super) async fn session(&self) -> Result<Session, Error> {
        match self {
            Pool::Sqlite(pool) => pool.acquire().await.map(Session::Sqlite).map_err(sqlite::error),
            Pool::Postgres(pool) => {
                pool.acquire().await.map(Session::Postgres).map_err(postgres::error)
            }
        }
    }

    /// Begins a transaction that sees one state of the database from its first statement on.
    pub(super) async fn read(&self) -> Result<Transaction, Error> {
        self.begin("begin deferred", postgres::BEGIN_READ).await
    }

    /// Begins a transaction that may write from its first statement on, after every other writer:
    /// one that began as a reader could find that another has written meanwhile.
    pub(super) async fn write(&self) -> Result<Transaction, Error> {
        let mut transaction = self.begin("begin immediate", postgres::BEGIN_WRITE).await?;
        if matches!(self, Pool::Postgres(_)) {
            transaction.connection().execute(postgres::LOCK_GENERATION.to_owned(), &[]).await?;
        }
        Ok(transaction)
    }

    /// Waits until no other process has its turn to check and write; the turn ends with the
    /// transaction. A file of SQLite has one writing process by the lock of its directory.
    pub(super) async fn turn(&self) -> Result<Option<Transaction>, Error> {
        let Pool::Postgres(_) = self else { return Ok(None) };
        let mut transaction = self.begin("", postgres::BEGIN_TURN).await?;
        transaction.connection().execute(postgres::LOCK_TURN.to_owned(), &[]).await?;
        Ok(Some(transaction))
    }

    async fn begin(
        &self,
        sqlite: &'static str,
        postgres: &'static str,
    ) -> Result<Transaction, Error> {
        match self {
            Pool::Sqlite(pool) => {
                pool.begin_with(sqlite).await.map(Transaction::Sqlite).map_err(sqlite::error)
            }
            Pool::Postgres(pool) => {
                let begun = pool.begin_with(postgres).await;
                begun.map(Transaction::Postgres).map_err(postgres::error)
            }
        }
    }

    /// What the database calls the order of bytes.
    pub(super) fn byte_order(&self) -> &'static str {
        match self {
            Pool::Sqlite(_) => sqlite::BYTE_ORDER,
            Pool::Postgres(_) => postgres::BYTE_ORDER,
        }
    }

    pub(super) async fn close(&self) {
        match self {
            Pool::Sqlite(pool) => pool.close().await,
            Pool::Postgres(pool) => pool.close().await,
        }
    }
}

impl Session {
    pub(super) fn connection(&mut self) -> Connection<'_> {
        match self {
            Session::Sqlite(session) => Connection::Sqlite(session),
            Session::Postgres(session) => Connection::Postgres(session),
        }
    }
}

impl Transaction {
    pub(super) fn connection(&mut self) -> Connection<'_> {
        match self {
            Transaction::Sqlite(transaction) => Connection::Sqlite(transaction),
            Transaction::Postgres(transaction) => Connection::Postgres(transaction),
        }
    }

    pub(super) async fn commit(self) -> Result<(), Error> {
        match self {
            Transaction::Sqlite(transaction) => transaction.commit().await.map_err(sqlite::error),
            Transaction::Postgres(transaction) => {
                transaction.commit().await.map_err(postgres::error)
            }
        }
    }
}

/// Binds the arguments to a query.
macro_rules! bind {
    ($query:expr, $arguments:expr) => {
        $arguments.iter().fold($query, |query, argument| match *argument {
            Argument::Text(text) => query.bind(text),
            Argument::Optional(text) => query.bind(text),
            Argument::Number(number) => query.bind(number),
            Argument::OptionalNumber(number) => query.bind(number),
        })
    };
}

/// Runs a statement on a connection to either database.
macro_rules! run {
    ($connection:expr, $query:path, $statement:expr, $arguments:expr, $run:ident, $keep:expr) => {
        match $connection {
            Connection::Sqlite(connection) => {
                let query = $query(AssertSqlSafe($statement));
                let done = bind!(query, $arguments).$run(&mut **connection).await;
                done.map($keep).map_err(sqlite::error)
            }
            Connection::Postgres(connection) => {
                let query = $query(AssertSqlSafe($statement));
                let done = bind!(query, $arguments).$run(&mut **connection).await;
                done.map($keep).map_err(postgres::error)
            }
        }
    };
}

// The statements are put together from constants in `statement` and `postgres`, never from what
// somebody sent: that comes as an `Argument`.
impl Connection<'_> {
    pub(super) async fn fetch_all<R: Row>(
        &mut self,
        statement: String,
        arguments: &[Argument<'_>],
    ) -> Result<Vec<R>, Error> {
        run!(self, sqlx::query_as, statement, arguments, fetch_all, identity)
    }

    pub(super) async fn fetch_optional<R: Row>(
        &mut self,
        statement: String,
        arguments: &[Argument<'_>],
    ) -> Result<Option<R>, Error> {
        run!(self, sqlx::query_as, statement, arguments, fetch_optional, identity)
    }

    pub(super) async fn execute(
        &mut self,
        statement: String,
        arguments: &[Argument<'_>],
    ) -> Result<(), Error> {
        run!(self, sqlx::query, statement, arguments, execute, |_| ())
    }
}
