use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::prospects_body::ProspectsBody;
use crate::{
    domain::{
        id::{ProjectId, RegionId},
        reciprocal::RegionCriterionId,
    },
    http::{
        body::{CodedIndustryBody, TextBody},
        match_body::{BoundsBody, ContributionBody, GateBody, RationaleBody, RegionBody},
        presets::PresetUseBody,
    },
};

/// The projects for a region, the best first, with reasons that add up on both sides.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectMatchBody {
    /// The form of this document; later ones only add fields.
    #[schema(example = 1)]
    pub schema: u32,
    /// The region, on the level on which it was scored.
    pub region: RegionBody,
    /// Only projects that are incubated there; `null` for all.
    pub host_city: Option<RegionId>,
    /// The state of the data; the same generation, definition, day and question give the same
    /// answer.
    pub generation: u64,
    /// The hash of the definition.
    pub definition: String,
    /// The day whose knowledge counts.
    #[schema(format = Date)]
    pub as_of: String,
    /// The weights of the region's side; they sum to 1,000,000. Those of the project's side are
    /// each project's own and stand in its contributions.
    #[schema(value_type = BTreeMap<String, i64>)]
    pub weights: BTreeMap<&'static str, i64>,
    /// The preset that weighs the projects' side in place of each project's own weights; absent
    /// where none was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<PresetUseBody>,
    /// The best first.
    pub projects: Vec<RankedProjectBody>,
    /// Refused by little, the nearest first; at most 20 are named.
    pub near_misses: Vec<RefusedProjectBody>,
    /// Refused, by id; at most 20 are named.
    pub refused: Vec<RefusedProjectBody>,
    /// What would lift the region in the projects' own lists; with `robustness` in `include`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub robustness: Option<ProspectsBody>,
    /// How many of what.
    pub counts: ProjectCountsBody,
    /// What to mind about the whole answer.
    pub warnings: Vec<TextBody>,
}

/// A project with its scores from both sides.
#[derive(Debug, Serialize, ToSchema)]
pub struct RankedProjectBody {
    /// From 1.
    pub rank: usize,
    /// Which project.
    pub project: ProjectBody,
    /// The score that both sides share: the harmonic mean of their totals, 2ab / (a + b), rounded
    /// half to even; 0 where both are 0.
    #[schema(example = 612_345)]
    pub reciprocal: i64,
    /// The reciprocal score with every unknown measure of both sides at its worst and at its best.
    pub bounds: BoundsBody,
    /// What the region is worth to the project: as the project's own matches have it.
    pub project_side: ProjectSideBody,
    /// What the project is worth to the region.
    pub region_side: RegionSideBody,
    /// What to mind about this project.
    pub warnings: Vec<TextBody>,
}

/// What is shown of a project.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectBody {
    /// Its id.
    pub id: ProjectId,
    /// Its names.
    pub name: TextBody,
    /// Where it is incubated; `null` if unknown.
    pub host_city: Option<RegionId>,
    /// The names of where it is incubated.
    pub host_city_name: TextBody,
    /// Its production industries.
    pub industries: Vec<CodedIndustryBody>,
}

/// The score of the region for the project.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectSideBody {
    /// Where the region stands in the project's own matches of its level; `null` beyond the tenth
    /// project, for each costs a whole ranking.
    pub own_rank: Option<OwnRankBody>,
    /// The sum of the points.
    pub total: i64,
    /// The total with every unknown measure at its worst and at its best.
    pub bounds: BoundsBody,
    /// What adds up to the total.
    pub contributions: Vec<ContributionBody>,
    /// The gates that were checked, both ways; none of them failed.
    pub gates: Vec<GateBody>,
    /// The reasons in sentences.
    pub rationale: RationaleBody,
}

/// Where a region stands in a project's own list.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnRankBody {
    /// From 1.
    pub rank: usize,
    /// How many regions of the level are ranked.
    pub of: usize,
}

/// The score of the project for the region.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionSideBody {
    /// The sum of the points.
    pub total: i64,
    /// The total with every unknown measure at its worst and at its best.
    pub bounds: BoundsBody,
    /// What adds up to the total.
    pub contributions: Vec<RegionContributionBody>,
    /// The reasons in sentences.
    pub rationale: RationaleBody,
}

/// What one criterion of the region adds to the project's total.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionContributionBody {
    /// Which criterion.
    pub criterion: RegionCriterionId,
    /// Whether the measure is known.
    pub known: bool,
    /// The measure; `null` if unknown.
    pub measure: Option<f64>,
    /// The unit of the measure.
    #[schema(example = "CNY/mu")]
    pub unit: String,
    /// 0 the worst, 1 the best; the frozen median where the measure is unknown.
    pub utility: f64,
    /// The weight in millionths.
    pub weight: i64,
    /// round-half-even(weight × utility).
    pub points: i64,
    /// Title and address of what states it; `null` if unknown.
    pub source: Option<String>,
    /// The period or date of the figure, as published; `null` if unknown.
    pub as_of: Option<String>,
    /// The place whose declaration counts; `null` where the project itself states the figure.
    pub from: Option<RegionId>,
}

/// A project that a gate keeps from the region.
#[derive(Debug, Serialize, ToSchema)]
pub struct RefusedProjectBody {
    /// Which project.
    pub project: ProjectBody,
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

/// How many of what.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectCountsBody {
    /// Stored projects, or those of the host city that was asked for.
    pub projects: usize,
    /// Left out because the region lies in their host city.
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
    #[schema(value_type = BTreeMap<String, usize>)]
    pub refused_by_gate: BTreeMap<&'static str, usize>,
}
