use serde::Serialize;

use crate::domain::limits::{DISK_BYTES_LOW, DISK_BYTES_MIN};

/// How much a finding matters, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// As it should be.
    Well,
    /// Worth knowing; nothing is to be done.
    Note,
    /// It works, but somebody should do something.
    Warning,
    /// It does not work, or an answer may be wrong.
    Fault,
}

/// Something that was looked at, and what was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum Finding {
    /// The folder can be used.
    Folder {
        /// Its path.
        path: String,
    },
    /// There is no folder.
    FolderMissing {
        /// Its path.
        path: String,
    },
    /// The folder, or a file in it that is written to, cannot be used by this process.
    FolderUnusable {
        /// The path.
        path: String,
        /// What is refused: `read`, `write`.
        refused: &'static str,
        /// The number of the user whose it is.
        owner: u32,
        /// The number of the user who asks.
        user: u32,
    },
    /// Others than its owner may write into the folder.
    FolderOpen {
        /// Its path.
        path: String,
        /// Its permissions in octal digits, as `777`.
        mode: String,
    },
    /// How much space the disk of the folder has.
    Space {
        /// Free for this user, in bytes.
        free_bytes: u64,
        /// Of the whole file system, in bytes.
        total_bytes: u64,
    },
    /// The system does not say how much space there is.
    SpaceUnknown {
        /// Why.
        cause: String,
    },
    /// How many files a server may have open.
    OpenFiles {
        /// The most that it may raise its limit to; `None` without any limit.
        limit: Option<u64>,
        /// What all its connections may need.
        wanted: u64,
    },
    /// No process holds the directory.
    Unheld,
    /// A process holds the directory.
    Held {
        /// Its number; `None` if the lock does not say.
        pid: Option<u32>,
    },
    /// Whether the directory is held cannot be told.
    LockUnreadable {
        /// Why.
        cause: String,
    },
    /// The hash of the definition that is compiled in.
    Definition {
        /// The hash.
        hash: String,
    },
    /// The database is sound.
    Database {
        /// The version of its schema.
        schema: i64,
    },
    /// There is no database yet.
    DatabaseMissing {
        /// Where it should be.
        path: String,
    },
    /// The database is gone or empty in a directory that has had one.
    DatabaseLost {
        /// Where it should be.
        path: String,
        /// What tells that there was one: the files that it has left.
        beside: Vec<String>,
    },
    /// The database cannot be opened.
    DatabaseUnreadable {
        /// Why.
        cause: String,
    },
    /// The database is damaged.
    DatabaseDamaged {
        /// What the database says of itself.
        faults: Vec<String>,
    },
    /// A newer program has written the database.
    SchemaNewer {
        /// The schema of the database.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// An older program has written the database.
    SchemaOlder {
        /// The schema of the database.
        found: i64,
        /// The one that this program needs.
        known: i64,
    },
    /// The state of the documents.
    State {
        /// The generation.
        generation: u64,
        /// What tells it apart from others of the same generation.
        mark: String,
    },
    /// Documents that can all be read.
    Documents {
        /// Their table.
        table: &'static str,
        /// How many.
        documents: usize,
    },
    /// Documents of which some cannot be read.
    DocumentsDamaged {
        /// Their table.
        table: &'static str,
        /// How many there are, sound or not.
        documents: usize,
        /// Which cannot be read, and why.
        faults: Vec<String>,
    },
    /// Documents of which nothing tells whether they are what was written: their seals are gone, or
    /// an older program wrote them beside this one.
    DocumentsUnsealed {
        /// Their table.
        table: &'static str,
        /// Which.
        ids: Vec<String>,
    },
    /// Regions that are gone although others lie in them.
    RegionsMissing {
        /// Which.
        ids: Vec<String>,
        /// How many regions lie directly in them.
        below: usize,
    },
    /// How many connections PostgreSQL gives out.
    Connections {
        /// The most that it gives to everybody.
        limit: u64,
        /// What one server of ours may take: for the store and for the queue of jobs.
        wanted: u64,
    },
    /// Alerts are delivered, or wait for it.
    Alerts {
        /// Those that wait.
        waiting: u64,
        /// Those that receivers have taken.
        delivered: u64,
    },
    /// Alerts were given up, or receivers want no more.
    AlertsUndelivered {
        /// Alerts that were given up.
        given_up: u64,
        /// Receivers that want no more.
        stopped: u64,
    },
    /// The built-in world is that of this program.
    World {
        /// Its version.
        version: String,
    },
    /// The built-in world is that of another program.
    WorldOlder {
        /// Its version.
        version: String,
    },
    /// The store holds no built-in world.
    WorldNone,
    /// Search segments of the present state, sound to the byte.
    Segments {
        /// How many files.
        files: usize,
        /// Their length together, in bytes.
        bytes: u64,
    },
    /// There are no search segments.
    SegmentsMissing,
    /// There are search segments of another state alone.
    SegmentsStale,
    /// Search segments are damaged.
    SegmentsDamaged {
        /// Which files, and how.
        faults: Vec<String>,
    },
    /// The folder of search segments cannot be read.
    SegmentsUnreadable {
        /// Why.
        cause: String,
    },
    /// Damaged search segments were set aside.
    SegmentsSetAside {
        /// The folders, the oldest first.
        folders: Vec<String>,
    },
}

impl Finding {
    /// How much it matters.
    pub fn severity(&self) -> Severity {
        match self {
            Finding::Space { free_bytes, .. } => of_space(*free_bytes),
            Finding::OpenFiles { limit: Some(limit), wanted } if limit < wanted => {
                Severity::Warning
            }
            Finding::Connections { limit, wanted } if limit < wanted => Severity::Warning,
            Finding::AlertsUndelivered { stopped: 0, .. } => Severity::Note,
            Finding::Connections { .. }
            | Finding::Alerts { .. }
            | Finding::Folder { .. }
            | Finding::Unheld
            | Finding::Held { .. }
            | Finding::Definition { .. }
            | Finding::Database { .. }
            | Finding::State { .. }
            | Finding::Documents { .. }
            | Finding::World { .. }
            | Finding::OpenFiles { .. }
            | Finding::Segments { .. } => Severity::Well,
            Finding::WorldNone | Finding::SegmentsMissing | Finding::SegmentsStale => {
                Severity::Note
            }
            Finding::FolderOpen { .. }
            | Finding::SpaceUnknown { .. }
            | Finding::LockUnreadable { .. }
            | Finding::SchemaOlder { .. }
            | Finding::WorldOlder { .. }
            | Finding::DocumentsUnsealed { .. }
            | Finding::AlertsUndelivered { .. }
            | Finding::SegmentsDamaged { .. }
            | Finding::SegmentsSetAside { .. } => Severity::Warning,
            Finding::FolderMissing { .. }
            | Finding::FolderUnusable { .. }
            | Finding::DatabaseMissing { .. }
            | Finding::DatabaseLost { .. }
            | Finding::DatabaseUnreadable { .. }
            | Finding::DatabaseDamaged { .. }
            | Finding::SchemaNewer { .. }
            | Finding::DocumentsDamaged { .. }
            | Finding::RegionsMissing { .. }
            | Finding::SegmentsUnreadable { .. } => Severity::Fault,
        }
    }
}

fn of_space(free_bytes: u64) -> Severity {
    match free_bytes {
        ..DISK_BYTES_MIN => Severity::Fault,
        DISK_BYTES_MIN..DISK_BYTES_LOW => Severity::Warning,
        _ => Severity::Well,
    }
}
