use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::prospects::RegionProspects;
use crate::{
    domain::{
        id::{ProjectId, RegionId},
        matching::Refusal,
        preset::PresetId,
        reciprocal::{MutualMatch, RegionWeights},
        region::Level,
        text::Text,
    },
    scoring::rank::Position,
    service::{code_text::CodedIndustry, rank_regions::RegionSummary, rationale::Rationale},
};

/// What is asked: for which region, among which projects, how many, as of when.
#[derive(Debug, Clone)]
pub struct RegionQuestion {
    /// The region.
    pub region: RegionId,
    /// The level on which it is scored, one of its own; the lowest of them when absent.
    pub level: Option<Level>,
    /// Only projects that are incubated in this region; all when absent.
    pub host_city: Option<RegionId>,
    /// How many projects to return, 1 to 100.
    pub limit: usize,
    /// Valid time: figures, links and policies of a later day are not known.
    pub as_of: Date,
    /// The weights of the projects' side, in place of each project's own.
    pub preset: Option<PresetId>,
    /// Whether it is asked what would lift the region in the projects' own lists.
    pub prospects: Prospects,
}

/// Whether it is said what would lift a region in the own lists of projects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prospects {
    /// It is: a whole ranking per project.
    Sought,
    /// It is not.
    Omitted,
}

/// An answered question of a region.
#[derive(Debug, Clone)]
pub struct ProjectRanking {
    /// The region, on the level on which it was scored.
    pub region: RegionSummary,
    /// Only projects that are incubated there; `None` for all.
    pub host_city: Option<RegionId>,
    /// The names of that region; none for all.
    pub host_city_name: Text,
    /// The store's generation.
    pub generation: u64,
    /// The hash of the definition.
    pub definition: String,
    /// Valid time.
    pub as_of: Date,
    /// The normalised weights of the region's side; their sum is a million points. Those of the
    /// project's side are each project's own and stand in its contributions.
    pub weights: RegionWeights,
    /// The preset that weighs the projects' side in place of each project's own weights, if one
    /// was asked for.
    pub preset: Option<PresetId>,
    /// The best first.
    pub projects: Vec<RankedProject>,
    /// Refused by little, the nearest first.
    pub near_misses: Vec<RefusedProject>,
    /// Refused, by identifier; at most `limits::REFUSED_NAMED_MAX` are named.
    pub refused: Vec<RefusedProject>,
    /// How many of what.
    pub counts: ProjectCounts,
    /// What would lift the region in the projects' own lists; `None` where it was not asked for.
    pub prospects: Option<RegionProspects>,
    /// What the reader should mind about the whole answer.
    pub warnings: Vec<Text>,
}

impl ProjectRanking {
    /// The projects that the answer names, in the order of their ids.
    pub(super) fn named(&self) -> Vec<ProjectId> {
        let ranked = self.projects.iter().map(|ranked| &ranked.project.id);
        let refused = self.near_misses.iter().chain(&self.refused);
        let named = ranked.chain(refused.map(|refused| &refused.project.id));
        let lifted = self.prospects.iter().flat_map(RegionProspects::named);
        let named: BTreeSet<&ProjectId> = named.chain(lifted).collect();
        named.into_iter().cloned().collect()
    }
}

/// A project with its scores from both sides and its reasons.
#[derive(Debug, Clone)]
pub struct RankedProject {
    /// From 1.
    pub rank: usize,
    /// Which project.
    pub project: ProjectSummary,
    /// Both scores, and the one that they share.
    pub matched: MutualMatch,
    /// Where the region stands in the project's own list of its level; `None` beyond the first
    /// `limits::OWN_RANKS_MAX` projects.
    pub own_rank: Option<Position>,
    /// Why the region is good for the project, or not.
    pub project_reasons: Rationale,
    /// Why the project is good for the region, or not.
    pub region_reasons: Rationale,
    /// What the reader should mind.
    pub warnings: Vec<Text>,
}

/// What is shown of a project.
#[derive(Debug, Clone)]
pub struct ProjectSummary {
    /// Its identifier.
    pub id: ProjectId,
    /// Its names.
    pub name: Text,
    /// Where it is incubated; `None` if unknown.
    pub host_city: Option<RegionId>,
    /// The names of where it is incubated.
    pub host_city_name: Text,
    /// Its production industries, as coded.
    pub industries: Vec<CodedIndustry>,
}

/// A project that a gate keeps from the region, and why.
#[derive(Debug, Clone)]
pub struct RefusedProject {
    /// Which project.
    pub project: ProjectSummary,
    /// The gates that failed, of how many.
    pub refusal: Refusal,
}

/// How many of what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProjectCounts {
    /// Stored projects, or those of the host city that was asked for.
    pub projects: usize,
    /// Left out because the region lies in their host city, which they do not leave for itself.
    pub in_host_city: usize,
    /// Left out because their profile names a region or code that is not known any more.
    pub unresolved: usize,
    /// Refused by at least one gate.
    pub refused: usize,
    /// Refused by little.
    pub near_misses: usize,
    /// Ranked.
    pub ranked: usize,
    /// Returned.
    pub returned: usize,
    /// Refused, by gate; a project may count under several.
    pub refused_by_gate: BTreeMap<&'static str, usize>,
}
