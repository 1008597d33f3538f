use crate::domain::{
    commitment::Commitment, kind::DocumentKind, outcome::OutcomeEvent, project::ProjectProfile,
    region::RegionProfile,
};

/// A document and its version.
#[derive(Debug, Clone, PartialEq)]
pub struct Versioned<T> {
    /// The document.
    pub document: T,
    /// Starts at 1 and rises by one with every change of the document, over deletions too.
    pub version: u64,
    /// Who wrote it last.
    pub origin: Origin,
}

/// Who wrote a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The built-in world.
    World,
    /// A user; a newer world leaves the document alone.
    User,
}

impl Origin {
    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Origin::World => "world",
            Origin::User => "user",
        }
    }
}

/// Which documents a store holds, without saying what stands in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// How many transactions have changed a document so far.
    pub generation: u64,
    /// Drawn by chance at every change: a store that was put back from a copy, and any other
    /// store, has another mark at the same generation. Of letters, digits, signs and points.
    pub mark: String,
}

/// The regions, which are shared, and everything that one organisation holds, all of one
/// generation.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// The generation.
    pub generation: u64,
    /// The mark of [`State`].
    pub mark: String,
    /// All regions in the order of their ids.
    pub regions: Vec<RegionProfile>,
    /// All projects in the order of their ids.
    pub projects: Vec<ProjectProfile>,
    /// All outcomes in the order of their ids.
    pub outcomes: Vec<OutcomeEvent>,
    /// All commitments in the order of their ids.
    pub commitments: Vec<Commitment>,
    /// What stands in the store beside them and cannot be read; always empty of the past, which is
    /// read whole or not at all.
    pub damaged: Vec<Damaged>,
}

/// A document that stands in the store and cannot be read: its text is not what was written.
/// Writing another in its place mends it, and so does deleting it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damaged {
    /// The kind of document.
    pub kind: DocumentKind,
    /// Its identifier.
    pub id: String,
    /// What its row says beside its text: the parent of a region, the host city of a project, the
    /// home of an outcome or commitment.
    pub region: Option<String>,
    /// What is wrong with it.
    pub fault: String,
}

/// The documents as they were at a generation.
#[derive(Debug, Clone, PartialEq)]
pub enum PastSnapshot {
    /// All of them; the mark is the present one, for that of the past is not kept.
    Whole(Box<Snapshot>),
    /// They can no longer be told, or not yet.
    Missing(MissingPast),
}

/// Why the documents of a generation cannot be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MissingPast {
    /// The store has not come so far.
    Future {
        /// Its generation.
        now: u64,
    },
    /// Changes were not noted by their generation then.
    BeforeHistory {
        /// The first generation that can be told.
        since: u64,
    },
    /// The revision of a document that held then is no longer kept.
    Dropped {
        /// The kind of document.
        kind: DocumentKind,
        /// Its identifier.
        id: String,
    },
}
