use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{App, Error, code_text::CodedIndustry, rationale::Rationale};
use crate::domain::{
    code::IndustryCode,
    criterion::{CriterionId, Weights},
    figure::Figure,
    geography::Coordinates,
    id::{ProjectId, RegionId},
    matching::{Candidate, Gate, Standing},
    project::{ProjectProfile, Requirement},
    region::Level,
    text::Text,
    unit::{AreaUnit, MoneyUnit, PowerUnit},
};

/// What is asked: who, on which level, how many, as of when.
#[derive(Debug, Clone)]
pub struct Question {
    /// The project.
    pub subject: Subject,
    /// Corrections and wishes that stand above what the subject says.
    pub wishes: Wishes,
    /// The level of the regions that are ranked.
    pub level: Level,
    /// How many candidates to return, 1 to 100.
    pub limit: usize,
    /// Valid time: figures, links and policies of a later day are not known.
    pub as_of: Date,
    /// Institutional links to leave out, as (home, partner): a judgment's own.
    pub excluded_links: Vec<(RegionId, RegionId)>,
}

/// The project of a question.
#[derive(Debug, Clone)]
pub enum Subject {
    /// Plain words in Chinese or English.
    Text(String),
    /// A profile.
    Profile(Box<ProjectProfile>),
    /// A stored profile.
    Stored(ProjectId),
}

/// Corrections and wishes; what is absent or empty changes nothing.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// Where the project is incubated.
    pub host_city: Option<RegionId>,
    /// The production industries.
    pub industries: Vec<IndustryCode>,
    /// Land needed.
    pub land: Option<Figure<AreaUnit>>,
    /// Power needed.
    pub power: Option<Figure<PowerUnit>>,
    /// Fixed investment.
    pub capex: Option<Figure<MoneyUnit>>,
    /// The longest acceptable travel to the host city.
    pub travel_minutes_max: Option<u32>,
    /// The provinces or other regions within which to look.
    pub target_regions: BTreeSet<RegionId>,
    /// What a region must have.
    pub must_have: BTreeSet<Requirement>,
    /// Regions that are out of the question.
    pub must_not: BTreeSet<RegionId>,
    /// Weights by criterion: absent is the default, 0 drops.
    pub weights: BTreeMap<CriterionId, f64>,
    /// Whether the host city itself is a candidate.
    pub stay: Option<bool>,
}

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
    /// The best first.
    pub candidates: Vec<RankedCandidate>,
    /// Refused by little, the nearest first.
    pub near_misses: Vec<RefusedRegion>,
    /// Refused, by identifier; at most `limits::REFUSED_NAMED_MAX` are named.
    pub refused: Vec<RefusedRegion>,
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

/// A refused region and its failed gates.
#[derive(Debug, Clone)]
pub struct RefusedRegion {
    /// Which region.
    pub region: RegionSummary,
    /// The gates that failed.
    pub gates: Vec<Gate>,
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

/// Ranks the regions of a level for a project: resolve, gate, score, explain.
///
/// # Errors
/// Invalid values, unknown identifiers, an unavailable store.
pub async fn rank_regions(app: &App, question: Question) -> Result<Ranking, Error> {
    let _ = (app, question);
    todo!()
}
