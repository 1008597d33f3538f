use super::{
    criterion::{CriterionId, Utility},
    id::RegionId,
    matching::{Candidate, Points},
};

/// A candidate as it is computed with: what every criterion adds, without a word or a source.
///
/// Where thousands are ranked and ten are read, the others need no more than this.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    /// Which region.
    pub region: RegionId,
    /// One per criterion of positive weight, in the order of the criteria.
    pub parts: Vec<OutlinePart>,
}

/// What one criterion adds to the total of an [`Outline`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OutlinePart {
    /// Which.
    pub criterion: CriterionId,
    /// The utility of the measure, or the reference median where it is unknown.
    pub utility: Utility,
    /// The weight of the criterion.
    pub weight: Points,
    /// What it adds: round-half-even(weight × utility).
    pub points: Points,
    /// Whether the measure is known.
    pub is_known: bool,
}

impl From<&Candidate> for Outline {
    fn from(candidate: &Candidate) -> Outline {
        let parts = candidate.contributions.iter().map(|contribution| OutlinePart {
            criterion: contribution.criterion,
            utility: contribution.utility,
            weight: contribution.weight,
            points: contribution.points,
            is_known: contribution.is_known(),
        });
        Outline { region: candidate.region.clone(), parts: parts.collect() }
    }
}
