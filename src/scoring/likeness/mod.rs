//! How alike two regions or two projects are, and in what: industries first, then figures on frozen
//! scales. What is not known of both neither joins them nor sets them apart.

/// Two regions.
mod regions;
/// Two projects.
mod projects;

use crate::{domain::code::IndustryCode, industry::profile::InCommon};

pub use projects::{ProjectSide, SimilarProject, similar_projects};
pub use regions::{FigurePair, RegionMethod, SimilarPlace, SimilarPlaces, similar_places};

/// From what industries were compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Leading industries as declared; production industries of projects.
    Declared,
    /// People employed by industry.
    Measured,
}

/// The industries of two, compared.
#[derive(Debug, Clone, PartialEq)]
pub struct IndustriesCompared {
    /// From what.
    pub basis: Basis,
    /// How alike they are, 0 to 1; the sum of the parts.
    pub similarity: f64,
    /// What both have, the largest part first.
    pub shared: Vec<SharedIndustry>,
    /// What only the one has, with its share there; the largest first.
    pub only: Vec<(IndustryCode, f64)>,
    /// What only the other has.
    pub only_other: Vec<(IndustryCode, f64)>,
}

/// An industry that two have.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedIndustry {
    /// The industry of which the shares are.
    pub industry: IndustryCode,
    /// The narrowest industry within it that both have; itself if there is none.
    pub narrowest: IndustryCode,
    /// Its share in the one, 0 to 1.
    pub share: f64,
    /// Its share in the other, 0 to 1.
    pub other_share: f64,
    /// What it adds to the similarity.
    pub part: f64,
}

impl From<InCommon> for IndustriesCompared {
    fn from(common: InCommon) -> IndustriesCompared {
        let alone = |divisions: Vec<(String, f64)>| {
            let gbt = |(code, share): (String, f64)| (IndustryCode::gbt(&code), share);
            divisions.into_iter().map(gbt).collect()
        };
        let shared = common.shared.into_iter().map(|branch| SharedIndustry {
            industry: IndustryCode::gbt(&branch.division),
            narrowest: IndustryCode::gbt(&branch.narrowest),
            share: branch.share,
            other_share: branch.other_share,
            part: branch.part,
        });
        IndustriesCompared {
            basis: Basis::Declared,
            similarity: common.cosine,
            shared: shared.collect(),
            only: alone(common.only),
            only_other: alone(common.only_other),
        }
    }
}

#[cfg(test)]
mod tests;
