use super::{export, import};
use crate::{
    domain::{
        invalid::{Invalid, InvalidLine},
        kind::DocumentKind,
    },
    industry::entry::EntryError,
    jobs, search,
    statistics::FitError,
    store::{self, lock::LockError},
};

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
    /// A document was never of this version, or it is no longer kept.
    #[error("version {version} of the {what} `{id}` is not kept: its history names those that are")]
    VersionNotFound {
        /// `region`, `project`.
        what: &'static str,
        /// As asked for.
        id: String,
        /// As asked for.
        version: u64,
    },
    /// The stored document does not meet the condition of the request.
    #[error("the document is not as the request requires: {}", describe_found(*.found))]
    Conflict {
        /// The stored version, `None` if there is no document.
        found: Option<u64>,
    },
    /// The key of a request has come with another request before.
    #[error("the key `{key}` belongs to another request: a new request needs a new key")]
    KeyReused {
        /// The key.
        key: String,
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
    /// A model of entry cannot be fitted or used.
    #[error(transparent)]
    Entry(#[from] EntryError),
    /// A file of figures holds a value that is refused.
    #[error(transparent)]
    Line(#[from] InvalidLine),
    /// A file that the caller named cannot be read.
    #[error("`{path}` cannot be read")]
    Unreadable {
        /// The path.
        path: String,
        /// The cause.
        #[source]
        source: std::io::Error,
    },
    /// A model cannot be fitted to what was given.
    #[error("the model cannot be fitted: {0}")]
    Fit(#[from] FitError),
    /// A run that was cut off cannot be gone on with.
    #[error("the run into `{path}` was another: {differences}; `--restart` begins anew")]
    OtherRun {
        /// Its output.
        path: String,
        /// What differs.
        differences: String,
    },
    /// Whoever asks may not do this.
    #[error("the key may not do this: {0}")]
    Forbidden(String),
    /// Another process writes to the data directory.
    #[error(
        "the data directory is held by process {pid}: write through that server with `--server`, or \
         stop it first"
    )]
    Held {
        /// Its process identifier.
        pid: u32,
    },
    /// Too many questions wait to be computed already.
    #[error("too many questions are being computed: ask again soon")]
    Overloaded,
    /// Too many jobs of the organisation are open already.
    #[error("{most} jobs are open already: wait until one has ended, or cancel one")]
    JobsOpen {
        /// How many may be open.
        most: usize,
    },
    /// The data directory cannot be used.
    #[error("data directory `{path}`: {message}")]
    DataDirectory {
        /// The path.
        path: String,
        /// What is wrong and what would be right.
        message: String,
    },
    /// The disk of the store is full; nothing of it was written.
    #[error("the store is full: free some space on its disk and try again; reading goes on")]
    Full(#[source] store::Error),
    /// The disk of the store does not confirm what is written, or its file was taken away.
    #[error("the store takes no writes: check its disk and its file, then start the server again")]
    ReadOnly(#[source] store::Error),
    /// A stored document cannot be read, while others can.
    #[error(
        "the {what} `{id}` is damaged in the store: write it anew with `PUT` or `import`, or delete \
         it"
    )]
    Damaged {
        /// `region`, `project`.
        what: &'static str,
        /// Its identifier.
        id: String,
        /// What is wrong with it.
        #[source]
        source: store::Source,
    },
    /// Documents that cannot be read stand in what was to be backed up.
    #[error(
        "{} of the documents are damaged, so no backup is written: mend them as `hinterland doctor` \
         says, or take them along as they are with `--with-damage`; {}",
        .faults.len(), shown(.faults)
    )]
    DamagedBackup {
        /// Which, and what is wrong with each.
        faults: Vec<String>,
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
    /// Look at what is there, and decide again.
    Conflict,
    /// Choose a new key.
    KeyReused,
    /// Mend the syntax.
    Malformed,
    /// Mend the values.
    InvalidInput,
    /// Ask whoever makes keys.
    Forbidden,
    /// Wait, or go through the holder.
    Busy,
    /// Ask again soon.
    Overloaded,
    /// Try again when there is space; reading goes on.
    Full,
    /// Ask the operator to look after the disk; reading goes on.
    ReadOnly,
    /// Ask for something else, or write the document anew that is damaged.
    Damaged,
    /// Ask the operator.
    Unavailable,
}

impl ErrorKind {
    /// Whether what is asked is itself at fault, so that it would be again.
    pub(crate) fn is_of_the_question(self) -> bool {
        match self {
            // Until the document is mended, which is another generation.
            ErrorKind::NotFound
            | ErrorKind::Malformed
            | ErrorKind::InvalidInput
            | ErrorKind::Damaged => true,
            ErrorKind::Conflict
            | ErrorKind::KeyReused
            | ErrorKind::Forbidden
            | ErrorKind::Busy
            | ErrorKind::Overloaded
            | ErrorKind::Full
            | ErrorKind::ReadOnly
            | ErrorKind::Unavailable => false,
        }
    }
}

impl Error {
    /// The kind of the error.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Error::NotFound { .. } | Error::VersionNotFound { .. } | Error::Unreadable { .. } => {
                ErrorKind::NotFound
            }
            Error::Conflict { .. } | Error::OtherRun { .. } => ErrorKind::Conflict,
            Error::KeyReused { .. } => ErrorKind::KeyReused,
            Error::Malformed { .. } => ErrorKind::Malformed,
            Error::Invalid(_) | Error::Line(_) | Error::Fit(_) | Error::Entry(_) => {
                ErrorKind::InvalidInput
            }
            Error::Forbidden(_) => ErrorKind::Forbidden,
            Error::Held { .. } => ErrorKind::Busy,
            Error::Overloaded | Error::JobsOpen { .. } => ErrorKind::Overloaded,
            Error::Full(_) => ErrorKind::Full,
            Error::ReadOnly(_) => ErrorKind::ReadOnly,
            Error::Damaged { .. } | Error::DamagedBackup { .. } => ErrorKind::Damaged,
            Error::DataDirectory { .. } | Error::Unavailable { .. } => ErrorKind::Unavailable,
        }
    }

    /// The version that is there in place of the one that a request requires.
    pub fn found_version(&self) -> Option<u64> {
        match self {
            Error::Conflict { found } => *found,
            _ => None,
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

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Error {
        match error {
            store::Error::Conflict { found } => Error::Conflict { found },
            source @ store::Error::Full(_) => Error::Full(source),
            source @ (store::Error::Unsynced(_) | store::Error::ReadOnly) => {
                Error::ReadOnly(source)
            }
            store::Error::Corrupt { table, id, source } => match DocumentKind::of_word(table) {
                Some(kind) => Error::Damaged { what: kind.singular(), id, source },
                None => Error::Unavailable {
                    what: "the store",
                    source: Box::new(store::Error::Corrupt { table, id, source }),
                },
            },
            source => Error::Unavailable { what: "the store", source: Box::new(source) },
        }
    }
}

impl From<jobs::Error> for Error {
    fn from(source: jobs::Error) -> Error {
        Error::Unavailable { what: "the queue of jobs", source: Box::new(source) }
    }
}

impl From<search::Error> for Error {
    fn from(source: search::Error) -> Error {
        Error::Unavailable { what: "search", source: Box::new(source) }
    }
}

impl From<LockError> for Error {
    fn from(error: LockError) -> Error {
        match error {
            LockError::Held { pid } => Error::Held { pid },
            LockError::Io { path, source } => Error::DataDirectory {
                path: path.display().to_string(),
                message: format!("cannot be locked: {source}; check its owner and permissions"),
            },
        }
    }
}

impl From<import::Error> for Error {
    fn from(error: import::Error) -> Error {
        match error {
            import::Error::Store(source) => source.into(),
            import::Error::Read(source) => {
                Error::Unavailable { what: "the input", source: Box::new(source) }
            }
        }
    }
}

impl From<export::Error> for Error {
    fn from(error: export::Error) -> Error {
        match error {
            export::Error::Store(source) => source.into(),
            export::Error::Write(source) => {
                Error::Unavailable { what: "the output", source: Box::new(source) }
            }
        }
    }
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Error {
        Error::Invalid(vec![invalid])
    }
}

fn describe_found(found: Option<u64>) -> String {
    match found {
        Some(version) => format!("its version is {version}"),
        None => "it does not exist".to_owned(),
    }
}

/// Faults that are written out; the rest is counted.
const FAULTS_SHOWN: usize = 5;

fn shown(faults: &[String]) -> String {
    let more = faults.len().saturating_sub(FAULTS_SHOWN);
    let more = if more == 0 { String::new() } else { format!("; and {more} more") };
    let shown: Vec<&str> = faults.iter().take(FAULTS_SHOWN).map(String::as_str).collect();
    shown.join("; ") + &more
}

fn join(faults: &[Invalid]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// An error and everything behind it.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let cause = error.to_string();
        // Libraries repeat their own causes.
        if !text.contains(&cause) {
            text = format!("{text}: {cause}");
        }
        source = error.source();
    }
    text
}
