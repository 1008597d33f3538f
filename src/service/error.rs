use crate::domain::invalid::Invalid;

/// Why a use case could not be carried out.
///
/// Callers decide by [`Error::kind`], never by variant or text.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No document has this identifier.
    #[error("no {what} has id `{id}`")]
    NotFound {
        /// `region`, `project`.
        what: &'static str,
        /// As asked for.
        id: String,
    },
    /// The input is not a document at all: bad syntax.
    #[error("line {line}, column {column}: {message}")]
    Malformed {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
        /// What the parser met.
        message: String,
    },
    /// Values that are refused; never empty.
    #[error("{}", join(.0))]
    Invalid(Vec<Invalid>),
    /// Another process writes to the data directory.
    #[error(
        "the data directory is held by process {pid}: stop it, or ask the running server with \
         `--server`"
    )]
    Held {
        /// Its process identifier.
        pid: u32,
    },
    /// The data directory cannot be used.
    #[error("data directory `{path}`: {message}")]
    DataDirectory {
        /// The path.
        path: String,
        /// What is wrong and what would be right.
        message: String,
    },
    /// Something that should be there cannot be reached; the cause goes to the log.
    #[error("{what} is unavailable")]
    Unavailable {
        /// `store`, `search`.
        what: &'static str,
        /// The cause.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// The distinctions on which a caller can act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// Ask for something else.
    NotFound,
    /// Mend the syntax.
    Malformed,
    /// Mend the values.
    InvalidInput,
    /// Wait, or go through the holder.
    Busy,
    /// Ask the operator.
    Unavailable,
}

impl Error {
    /// The kind of the error.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Error::NotFound { .. } => ErrorKind::NotFound,
            Error::Malformed { .. } => ErrorKind::Malformed,
            Error::Invalid(_) => ErrorKind::InvalidInput,
            Error::Held { .. } => ErrorKind::Busy,
            Error::DataDirectory { .. } | Error::Unavailable { .. } => ErrorKind::Unavailable,
        }
    }

    /// The faults of a refused input; empty for other errors.
    pub fn faults(&self) -> &[Invalid] {
        match self {
            Error::Invalid(faults) => faults,
            _ => &[],
        }
    }
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Error {
        Error::Invalid(vec![invalid])
    }
}

fn join(faults: &[Invalid]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
