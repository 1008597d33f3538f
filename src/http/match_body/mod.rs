use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    body::{CodedIndustryBody, TextBody},
    include::Include,
    landing_body::LandingBody,
    presets::PresetUseBody,
    robustness_body::RobustnessBody,
};
use crate::{
    domain::{
        assumption::Assumption, criterion::CriterionId, geography::Coordinates, id::RegionId,
        project::ProjectProfile, region::Level,
    },
    service::rank_regions::{RankedCandidate, Ranking},
};

/// From a ranking to its document.
mod compose;

/// A ranking and its reasons.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatchBody {
    /// Version of this document's form; 1.
    #[schema(example = 1)]
    pub schema: u32,
    /// The project as it was understood.
    pub project: ProjectProfile,
    /// What was read from the words, the profile and the wishes.
    pub understood: Vec<UnderstoodBody>,
    /// The industries of production, the most likely first.
    pub industries: Vec<CodedIndustryBody>,
    /// The store's generation.
    pub generation: u64,
    /// The hash of the definition.
    pub definition: String,
    /// The day whose knowledge counts.
    #[schema(format = Date)]
    pub as_of: String,
    /// The level of the candidates.
    pub level: Level,
    /// The weights in millionths; they sum to 1,000,000.
    #[schema(value_type = BTreeMap<String, i64>)]
    pub weights: BTreeMap<&'static str, i64>,
    /// The preset behind the weights; absent where none was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<PresetUseBody>,
    /// What was assumed of regions in place of what is known of them, and not written; absent where
    /// nothing was.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub assumed: Vec<AssumptionBody>,
    /// The best first.
    pub candidates: Vec<CandidateBody>,
    /// How firm the order of the candidates stands; with `robustness` in `include`, unless nobody
    /// is ranked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub robustness: Option<RobustnessBody>,
    /// Refused by little, the nearest first.
    pub near_misses: Vec<RefusedBody>,
    /// Refused, by id; the first of them, `counts` has all.
    pub refused: Vec<RefusedBody>,
    /// The unknown figures of the candidates that, if learned, could change the first three, the
    /// most likely to do so first; at most three.
    pub worth_learning: Vec<InformativeFigureBody>,
    /// How many of what.
    pub counts: CountsBody,
    /// What the reader should mind about the whole answer.
    pub warnings: Vec<TextBody>,
}

/// A figure of a region that a question assumes in place of what is known of it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssumptionBody {
    /// Whose figure.
    pub region: RegionId,
    /// The criterion whose measure it is.
    pub criterion: CriterionId,
    /// The measure, in the unit of the criterion.
    #[schema(minimum = 0, maximum = 1_000_000_000, example = 120.0)]
    pub value: f64,
}

impl From<AssumptionBody> for Assumption {
    fn from(body: AssumptionBody) -> Assumption {
        let AssumptionBody { region, criterion, value } = body;
        Assumption { region, criterion, value }
    }
}

/// One thing that was understood.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnderstoodBody {
    /// `land`, `power`, `capex`, `host_city`, `target_region`, `must_have` …
    #[schema(example = "land")]
    pub what: &'static str,
    /// A decimal, a region id or a word.
    #[schema(example = "40")]
    pub value: String,
    /// The unit; `null` if it has none.
    #[schema(example = "mu")]
    pub unit: Option<&'static str>,
    /// The name of the region, if the value is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<TextBody>,
    /// The words it was read from, `profile` or `flag`.
    #[schema(example = "40亩")]
    pub from: String,
}

/// A ranked region and its reasons.
#[derive(Debug, Serialize, ToSchema)]
pub struct CandidateBody {
    /// From 1.
    pub rank: usize,
    /// Which region.
    pub region: RegionBody,
    /// The sum of the contributions' points, in millionths of a full score.
    #[schema(example = 734_512)]
    pub total: i64,
    /// The total with every unknown measure at its worst and at its best.
    pub bounds: BoundsBody,
    /// Whether it can be first.
    pub standing: StandingBody,
    /// What each criterion adds.
    pub contributions: Vec<ContributionBody>,
    /// The reasons in words.
    pub rationale: RationaleBody,
    /// The gates that were checked; `unknown` ones are to confirm.
    pub gates: Vec<GateBody>,
    /// What landing there costs, earns and requires: the parts that `include` names. Absent without
    /// `include`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub landing: Option<LandingBody>,
    /// What the reader should mind.
    pub warnings: Vec<TextBody>,
}

/// What is shown of a region.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionBody {
    /// Its id.
    pub id: RegionId,
    /// Its names.
    pub name: TextBody,
    /// The level on which it was ranked.
    pub level: Level,
    /// The regions above, the nearest first, ending with the country.
    pub ancestors: Vec<RegionId>,
    /// Their names, in the same order.
    pub ancestor_names: Vec<TextBody>,
    /// Where it is; `null` if unknown.
    pub location: Option<Coordinates>,
}

/// The totals between which a candidate lies whatever its unknown measures are.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoundsBody {
    /// In millionths.
    pub low: i64,
    /// In millionths.
    pub high: i64,
}

/// Whether a candidate can be first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StandingBody {
    /// Its worst total is above every other's best.
    CertainlyFirst,
    /// Its best total reaches every other's worst.
    PossiblyFirst,
    /// Another is better whatever the unknowns are.
    Behind,
}

/// What one criterion adds to a total.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContributionBody {
    /// Which criterion.
    pub criterion: CriterionId,
    /// Whether the measure is known; an unknown one counts with the reference median.
    pub known: bool,
    /// The measure in `unit`; `null` if unknown.
    pub measure: Option<f64>,
    /// The unit of the measure.
    #[schema(example = "minute")]
    pub unit: &'static str,
    /// How good the measure is, 0 to 1.
    pub utility: f64,
    /// The weight in millionths.
    pub weight: i64,
    /// Weight × utility in millionths, half to even.
    pub points: i64,
    /// Where the figure was published; `null` if unknown.
    pub source: Option<String>,
    /// Its period or date as published; `null` if unknown.
    pub as_of: Option<String>,
    /// The region that the figure was published for; `null` if unknown.
    pub from: Option<RegionId>,
    /// How far the measure is trusted, 0 to 1: less than 1 for a figure that stands in for another,
    /// comes from a thin panel or is old, which moves the utility from the reference median (that of
    /// a train from the road beside it) by this share only; `null` if unknown.
    pub confidence: Option<f64>,
    /// Years since the last day on which the figure held; its confidence halves with the half-life
    /// of its kind. Absent for what is unknown, bears no date, or does not age.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age_years: Option<f64>,
    /// Suppliers and customers; only with a known `supply_chain`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supply_chain: Option<SupplyChainBody>,
}

/// Which partner industries of the supply chain are near.
#[derive(Debug, Serialize, ToSchema)]
pub struct SupplyChainBody {
    /// The longest way to a partner that counts as near, in hours by road.
    #[schema(example = 3.0)]
    pub hours_max: f64,
    /// The share of the goods bought with a supplier near, 0 to 1; `null` if none are bought.
    pub inputs_near: Option<f64>,
    /// The share of the goods sold to manufacturers with a customer near, 0 to 1; `null` if none
    /// are.
    pub customers_near: Option<f64>,
    /// The inputs without a supplier near, the largest first.
    pub missing_inputs: Vec<MissingPartnerBody>,
    /// The customers that are not near, the largest first.
    pub missing_customers: Vec<MissingPartnerBody>,
}

/// A partner industry that is not near.
#[derive(Debug, Serialize, ToSchema)]
pub struct MissingPartnerBody {
    /// What it supplies or is.
    pub name: TextBody,
    /// Its share of all goods bought, or of all sold to manufacturers, 0 to 1.
    #[schema(example = 0.12)]
    pub share: f64,
}

/// Reasons in sentences.
#[derive(Debug, Serialize, ToSchema)]
pub struct RationaleBody {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// A condition between project and region.
#[derive(Debug, Serialize, ToSchema)]
pub struct GateBody {
    /// `land`, `land_price`, `travel`, `capex_per_mu` …
    #[schema(example = "land")]
    pub gate: &'static str,
    /// Whether it holds.
    pub status: GateStatusBody,
    /// What is required, with its unit.
    #[schema(example = "at least 40 mu")]
    pub required: String,
    /// What is found, with its unit; `null` if unknown.
    pub actual: Option<String>,
    /// (actual − required) / required, with the sign turned for an upper bound: negative where it
    /// fails; `null` where no number stands.
    pub margin: Option<f64>,
    /// Where the region's side, a bar or an offer, was published; `null` where nothing published
    /// stands behind the gate.
    pub source: Option<GateSourceBody>,
}

/// Where the region's side of a gate was published.
#[derive(Debug, Serialize, ToSchema)]
pub struct GateSourceBody {
    /// Title and address; `null` if unknown.
    pub citation: Option<String>,
    /// The period or date as published; `null` if unknown.
    pub as_of: Option<String>,
    /// The region that it was published for.
    pub from: RegionId,
}

/// Whether a gate holds.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GateStatusBody {
    /// It holds.
    Pass,
    /// It does not hold.
    Fail,
    /// A figure is missing: to confirm.
    Unknown,
}

/// A refused region and the gates that failed.
#[derive(Debug, Serialize, ToSchema)]
pub struct RefusedBody {
    /// Which region.
    pub region: RegionBody,
    /// The gates that failed.
    pub gates: Vec<GateBody>,
    /// How many gates were checked, unknown ones among them.
    #[schema(example = 7)]
    pub gates_checked: usize,
    /// How many of them failed.
    #[schema(example = 1)]
    pub gates_failed: usize,
    /// How many of them are unknown: to confirm.
    pub gates_unknown: usize,
}

/// An unknown figure that is worth asking for.
#[derive(Debug, Serialize, ToSchema)]
pub struct InformativeFigureBody {
    /// The region whose figure it is.
    pub region: RegionId,
    /// The criterion that the figure is for.
    pub criterion: CriterionId,
    /// Over which share of its possible utilities, 0 to 1, the first three or their order would
    /// change, everything else as it is.
    #[schema(example = 0.4)]
    pub top_three_share: f64,
    /// How many pairwise orders of candidates it could flip, everything else as it is.
    pub orders: usize,
}

/// How many of what.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountsBody {
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
    #[schema(value_type = BTreeMap<String, usize>)]
    pub refused_by_gate: BTreeMap<&'static str, usize>,
}

/// The match document of a ranking: what the API answers and what the command line prints as
/// JSON. Of the candidates' landing it holds the parts that are included, and without any the
/// document is what it was before there were such parts.
pub fn match_body(ranking: Ranking, include: &Include) -> MatchBody {
    compose::compose(ranking, include)
}

/// A candidate as the match document has it, with the parts of landing that are included.
pub(super) fn candidate_body(ranked: RankedCandidate, include: &Include) -> CandidateBody {
    compose::candidate_body(ranked, include)
}

#[cfg(test)]
mod tests;
