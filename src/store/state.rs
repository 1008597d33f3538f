use crate::domain::{
    commitment::Commitment, outcome::OutcomeEvent, project::ProjectProfile, region::RegionProfile,
};

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
}
