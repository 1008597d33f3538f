/// Why the store could not do it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It cannot be reached, opened or written to, or is busy for too long.
    #[error("the store is unavailable")]
    Unavailable(#[source] Source),
    /// The server of the database does not answer, or refuses us.
    #[error("PostgreSQL at `{address}` {problem}")]
    Unreachable {
        /// Host and port, or the socket.
        address: String,
        /// What is wrong, and what would be right.
        problem: String,
        /// Why.
        #[source]
        source: Source,
    },
    /// No space is left for it; reading still works.
    #[error("the store is full: free some space on its disk and try again")]
    Full(#[source] Source),
    /// The disk did not confirm a write: it may be there after the next start, or not.
    #[error("the disk could not flush a write, and nothing is written until the next start")]
    Unsynced(#[source] Source),
    /// An earlier write was [`Error::Unsynced`], or the file of the database is not where it was.
    #[error(
        "nothing is written since the disk failed to flush a write, or since the file of the \
         database was removed or replaced: check both, then start the program again"
    )]
    ReadOnly,
    /// The database as such is not readable.
    #[error(
        "the database is damaged: keep it for inspection, and restore the latest backup into a new \
         data directory with `hinterland restore`"
    )]
    Damaged(#[source] Source),
    /// A stored document is not readable.
    #[error("the document `{id}` in table `{table}` is damaged")]
    Corrupt {
        /// Its table.
        table: &'static str,
        /// Its id.
        id: String,
        /// What is wrong with it.
        #[source]
        source: Source,
    },
    /// A newer program has written it.
    #[error("the store has schema {found}, this program knows up to {known}: use a newer program")]
    NewerSchema {
        /// The schema of the store.
        found: i64,
        /// The newest schema that this program knows.
        known: i64,
    },
    /// An older program has written it, and it was opened for reading only.
    #[error("the store has schema {found}, this program needs {known}: open it for writing once")]
    OlderSchema {
        /// The schema of the store.
        found: i64,
        /// The schema that this program needs.
        known: i64,
    },
    /// It was to be filled from an archive.
    #[error("the store is not empty: an archive is restored into a new one")]
    NotEmpty,
    /// The stored document does not meet the condition.
    #[error("the document has changed: {}", describe_found(*.found))]
    Conflict {
        /// The stored version, `None` if there is no document.
        found: Option<u64>,
    },
}

/// The cause of a store's error.
pub type Source = Box<dyn std::error::Error + Send + Sync>;

fn describe_found(found: Option<u64>) -> String {
    match found {
        Some(version) => format!("its version is {version}"),
        None => "it does not exist".to_owned(),
    }
}
