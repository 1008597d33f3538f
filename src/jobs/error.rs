/// Why a queue could not do it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The tables of the queue cannot be set up in PostgreSQL.
    #[error(
        "the tables of the queue cannot be set up in PostgreSQL: they need the extension `hstore`, \
         which whoever owns the database creates with `create extension hstore`"
    )]
    NotSetUp(#[source] Source),
    /// The tables cannot be read or written.
    #[error("the queue of jobs cannot be reached")]
    Unavailable(#[source] Source),
}

/// What stands behind an error.
pub(super) type Source = Box<dyn std::error::Error + Send + Sync>;

impl Error {
    pub(super) fn of(source: impl Into<Source>) -> Error {
        Error::Unavailable(source.into())
    }
}
