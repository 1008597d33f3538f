use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::body::{CodedIndustryBody, TextBody};
use crate::{
    domain::{
        criterion::CriterionId,
        geography::Coordinates,
        id::RegionId,
        matching::{Contribution, Gate, GateStatus, Standing},
        project::ProjectProfile,
        region::Level,
        text::Text,
    },
    service::{
        App,
        rank_regions::{
            Counts, RankedCandidate, Ranking, RefusedRegion, RegionSummary, Understood,
        },
        rationale::Rationale,
    },
};

/// The form of the match document; later ones only add fields.
const SCHEMA: u32 = 1;

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
    /// The best first.
    pub candidates: Vec<CandidateBody>,
    /// Refused by little, the nearest first.
    pub near_misses: Vec<RefusedBody>,
    /// Refused, by id; the first of them, `counts` has all.
    pub refused: Vec<RefusedBody>,
    /// How many of what.
    pub counts: CountsBody,
    /// What the reader should mind about the whole answer.
    pub warnings: Vec<TextBody>,
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
    pub unit: String,
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
    /// (actual − required) / required, negative where it fails; `null` where no number stands.
    pub margin: Option<f64>,
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
/// JSON.
pub fn match_body(app: &App, ranking: &Ranking) -> MatchBody {
    compose(ranking, &|criterion| app.criterion_unit(criterion))
}

/// [`match_body`] with the units of the criteria as a function.
fn compose(ranking: &Ranking, unit_of: &dyn Fn(CriterionId) -> Text) -> MatchBody {
    let weights = ranking.weights.iter().map(|(id, weight)| (id.as_str(), weight.get()));
    let candidates = ranking.candidates.iter();
    MatchBody {
        schema: SCHEMA,
        project: ranking.project.clone(),
        understood: ranking.understood.iter().map(UnderstoodBody::from).collect(),
        industries: ranking.industries.iter().map(CodedIndustryBody::from).collect(),
        generation: ranking.generation,
        definition: ranking.definition.clone(),
        as_of: ranking.as_of.to_string(),
        level: ranking.level,
        weights: weights.collect(),
        candidates: candidates.map(|candidate| candidate_body(candidate, unit_of)).collect(),
        near_misses: ranking.near_misses.iter().map(RefusedBody::from).collect(),
        refused: ranking.refused.iter().map(RefusedBody::from).collect(),
        counts: CountsBody::from(&ranking.counts),
        warnings: ranking.warnings.iter().map(TextBody::from).collect(),
    }
}

fn candidate_body(
    ranked: &RankedCandidate,
    unit_of: &dyn Fn(CriterionId) -> Text,
) -> CandidateBody {
    let bounds = ranked.candidate.bounds();
    let contributions = ranked.candidate.contributions.iter();
    CandidateBody {
        rank: ranked.rank,
        region: RegionBody::from(&ranked.region),
        total: ranked.candidate.total().get(),
        bounds: BoundsBody { low: bounds.low.get(), high: bounds.high.get() },
        standing: StandingBody::from(ranked.standing),
        contributions: contributions
            .map(|contribution| contribution_body(contribution, &unit_of(contribution.criterion)))
            .collect(),
        rationale: RationaleBody::from(&ranked.rationale),
        gates: ranked.candidate.gates.iter().map(GateBody::from).collect(),
        warnings: ranked.warnings.iter().map(TextBody::from).collect(),
    }
}

fn contribution_body(contribution: &Contribution, unit: &Text) -> ContributionBody {
    let measure = contribution.measure.as_ref();
    ContributionBody {
        criterion: contribution.criterion,
        known: contribution.is_known(),
        measure: measure.map(|measure| measure.value),
        unit: unit.en.as_ref().or(unit.zh.as_ref()).cloned().unwrap_or_default(),
        utility: contribution.utility.get(),
        weight: contribution.weight.get(),
        points: contribution.points.get(),
        source: measure.and_then(|measure| measure.source.clone()),
        as_of: measure.and_then(|measure| measure.as_of.clone()),
        from: measure.map(|measure| measure.from.clone()),
    }
}

impl From<&Understood> for UnderstoodBody {
    fn from(understood: &Understood) -> UnderstoodBody {
        let Understood { what, value, unit, from } = understood.clone();
        UnderstoodBody { what, value, unit, from }
    }
}

impl From<&RegionSummary> for RegionBody {
    fn from(region: &RegionSummary) -> RegionBody {
        RegionBody {
            id: region.id.clone(),
            name: TextBody::from(&region.name),
            level: region.level,
            ancestors: region.ancestors.clone(),
            ancestor_names: region.ancestor_names.iter().map(TextBody::from).collect(),
            location: region.location,
        }
    }
}

impl From<Standing> for StandingBody {
    fn from(standing: Standing) -> StandingBody {
        match standing {
            Standing::CertainlyFirst => StandingBody::CertainlyFirst,
            Standing::PossiblyFirst => StandingBody::PossiblyFirst,
            Standing::Behind => StandingBody::Behind,
        }
    }
}

impl From<&Rationale> for RationaleBody {
    /// Chinese sentences follow each other without a space.
    fn from(rationale: &Rationale) -> RationaleBody {
        RationaleBody { zh: rationale.zh.concat(), en: rationale.en.join(" ") }
    }
}

impl From<&Gate> for GateBody {
    fn from(gate: &Gate) -> GateBody {
        let status = match gate.status {
            GateStatus::Pass => GateStatusBody::Pass,
            GateStatus::Fail => GateStatusBody::Fail,
            GateStatus::Unknown => GateStatusBody::Unknown,
        };
        let Gate { gate, required, actual, margin, .. } = gate.clone();
        GateBody { gate, status, required, actual, margin }
    }
}

impl From<&RefusedRegion> for RefusedBody {
    fn from(refused: &RefusedRegion) -> RefusedBody {
        RefusedBody {
            region: RegionBody::from(&refused.region),
            gates: refused.gates.iter().map(GateBody::from).collect(),
        }
    }
}

impl From<&Counts> for CountsBody {
    fn from(counts: &Counts) -> CountsBody {
        CountsBody {
            regions: counts.regions,
            in_host_city: counts.in_host_city,
            refused: counts.refused,
            near_misses: counts.near_misses,
            ranked: counts.ranked,
            returned: counts.returned,
            refused_by_gate: counts.refused_by_gate.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
