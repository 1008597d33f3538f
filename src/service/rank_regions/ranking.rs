use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::{
    domain::{
        assumption::Assumption,
        criterion::{CriterionId, Weights},
        geography::Coordinates,
        id::RegionId,
        matching::{Candidate, Refusal, Standing},
        outline::Outline,
        preset::PresetUse,
        project::ProjectProfile,
        region::Level,
        text::Text,
    },
    service::{
        code_text::CodedIndustry, landing::LandingAdvice, rationale::Rationale,
        robustness::Firmness,
    },
};

/// An answered question.
#[derive(Debug, Clone)]
pub struct Ranking {
    /// The project as it was understood.
    pub project: ProjectProfile,
    /// What was read from the words, the profile and the wishes.
    pub understood: Vec<Understood>,
    /// The production industries.
    pub industries: Vec<CodedIndustry>,
    /// The store's generation.
    pub generation: u64,
    /// The hash of the definition.
    pub definition: String,
    /// Valid time.
    pub as_of: Date,
    /// The level of the candidates.
    pub level: Level,
    /// The normalised weights; their sum is a million points.
    pub weights: Weights,
    /// The preset behind the weights, if one was asked for.
    pub preset: Option<PresetUse>,
    /// What was assumed of regions in place of what is known of them.
    pub assumptions: Vec<Assumption>,
    /// The best first.
    pub candidates: Vec<RankedCandidate>,
    /// Those that follow, not explained: the field in which firmness is measured.
    pub following: Vec<Outline>,
    /// How firm the order stands; `None` where it was not asked for, or nobody is ranked.
    pub firmness: Option<Box<Firmness>>,
    /// Refused by little, the nearest first.
    pub near_misses: Vec<RefusedRegion>,
    /// Refused, by identifier; at most `limits::REFUSED_NAMED_MAX` are named.
    pub refused: Vec<RefusedRegion>,
    /// The unknown figures of the candidates that, if learned, could change the first three, the
    /// most likely to do so first.
    pub informative: Vec<InformativeFigure>,
    /// How many of what.
    pub counts: Counts,
    /// What the reader should mind about the whole answer.
    pub warnings: Vec<Text>,
}

/// One thing that was understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Understood {
    /// `land`, `power`, `capex`, `host_city`, `target_region`, `must_have` …
    pub what: &'static str,
    /// The value as text: a decimal, a region id, a word.
    pub value: String,
    /// Its unit, if it has one.
    pub unit: Option<&'static str>,
    /// The name of the region, if the value is one.
    pub name: Option<Text>,
    /// Where it was read: the words themselves, `profile` or `flag`.
    pub from: String,
}

/// A candidate with its place and its reasons.
#[derive(Debug, Clone)]
pub struct RankedCandidate {
    /// From 1.
    pub rank: usize,
    /// Which region.
    pub region: RegionSummary,
    /// The score: contributions, gates.
    pub candidate: Candidate,
    /// Whether it can be first.
    pub standing: Standing,
    /// The reasons in words.
    pub rationale: Rationale,
    /// What landing costs, earns and requires; `None` where it was not asked for.
    pub landing: Option<Box<LandingAdvice>>,
    /// What the reader should mind.
    pub warnings: Vec<Text>,
}

/// What is shown of a region.
#[derive(Debug, Clone)]
pub struct RegionSummary {
    /// Its identifier.
    pub id: RegionId,
    /// Its names.
    pub name: Text,
    /// The level on which it was ranked.
    pub level: Level,
    /// The regions above, the nearest first, ending with the country.
    pub ancestors: Vec<RegionId>,
    /// The names of the regions above, in the same order.
    pub ancestor_names: Vec<Text>,
    /// Where it is.
    pub location: Option<Coordinates>,
}

/// A refused region and why.
#[derive(Debug, Clone)]
pub struct RefusedRegion {
    /// Which region.
    pub region: RegionSummary,
    /// The gates that failed, of how many.
    pub refusal: Refusal,
}

/// An unknown figure that is worth asking for.
#[derive(Debug, Clone)]
pub struct InformativeFigure {
    /// The region whose figure it is.
    pub region: RegionSummary,
    /// The criterion that the figure is for.
    pub criterion: CriterionId,
    /// Over which share of its possible utilities, 0 to 1, the first three or their order would
    /// change.
    pub top_share: f64,
    /// How many pairwise orders of candidates the figure could flip.
    pub orders: usize,
}

/// How many of what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Regions of the level.
    pub regions: usize,
    /// Left out because they lie in the host city.
    pub in_host_city: usize,
    /// Refused by at least one gate.
    pub refused: usize,
    /// Refused by little.
    pub near_misses: usize,
    /// Ranked.
    pub ranked: usize,
    /// Returned.
    pub returned: usize,
    /// Refused, by gate; a region may count under several.
    pub refused_by_gate: BTreeMap<&'static str, usize>,
}
