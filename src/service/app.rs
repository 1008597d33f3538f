use std::path::PathBuf;

use super::Error;

/// How to open a data directory.
#[derive(Debug, Clone)]
pub struct OpenOptions {
    /// Where the database and the built search segments live.
    pub data_dir: PathBuf,
    /// The world with which an empty directory begins; honoured once.
    pub world: WorldChoice,
    /// Whether this process will write; a reader works beside a running server.
    pub access: Access,
}

/// The world with which an empty data directory begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorldChoice {
    /// The built-in world of Chinese zones and places.
    Cn,
    /// Nothing.
    None,
}

/// What a process does with the data directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// It only reads; it writes once if the directory is empty and nobody holds it.
    Read,
    /// It writes and holds the directory's lock.
    Write,
}

/// Something that happened while opening and that the operator should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice(pub String);

/// What use cases share. Cheap to clone.
#[derive(Clone)]
pub struct App {}

impl App {
    /// Opens a data directory, imports the built-in world into an empty one, and derives what
    /// rankings need.
    ///
    /// # Errors
    /// The directory is held by a writer, cannot be used, or the store is unavailable.
    pub async fn open(options: OpenOptions) -> Result<(App, Vec<Notice>), Error> {
        let _ = options;
        todo!()
    }

    /// The store's generation; a cheap read that proves the store answers.
    ///
    /// # Errors
    /// The store is unavailable.
    pub async fn generation(&self) -> Result<u64, Error> {
        todo!()
    }

    /// The hash of the definition.
    pub fn definition_hash(&self) -> &str {
        todo!()
    }
}
