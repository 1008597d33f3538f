use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{
    Acting, Include, Problem,
    body::CodedIndustryBody,
    extract::Json,
    match_body::{CandidateBody, RationaleBody, UnderstoodBody, candidate_body},
    match_request::{
        WishesBody, check_level, parse_day, read_subject, require_one_subject, said, today,
        validate_day,
    },
    plain::{Answer, Wanted},
    presets::PresetUseBody,
};
use crate::{
    domain::{
        criterion::CriterionId,
        id::{ProjectId, RegionId},
        invalid::Invalid,
        preset::PresetId,
        project::ProjectProfile,
        region::Level,
    },
    service::{
        App,
        compare_regions::{
            ComparedPair, Comparison, ComparisonQuestion, compare_regions, failed_gates,
        },
        document::Validate,
        rank_regions::Wishes,
    },
    text::{compare_text, page::Page},
};

/// The form of the comparison document; later ones only add fields.
const SCHEMA: u32 = 1;

/// Which regions to compare, and for whom: exactly one of `text`, `project` and `project_id`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ComparisonRequestBody {
    /// The project in plain words, Chinese or English, up to 8,000 characters.
    #[serde(default)]
    #[schema(example = "抗体药物,在上海张江孵化,需要GMP生产基地40亩")]
    text: Option<String>,
    /// A project profile.
    #[serde(default)]
    #[schema(value_type = Option<ProjectProfile>)]
    project: Option<Value>,
    /// The id of a stored project.
    #[serde(default)]
    project_id: Option<ProjectId>,
    /// Two to six different regions that have a level in common.
    #[schema(min_items = 2, max_items = 6, example = json!(["CN-330800", "CN-330400"]))]
    regions: Vec<RegionId>,
    /// The level on whose scales they are scored; the lowest that all of them have by default.
    #[serde(default)]
    level: Option<Level>,
    /// The day whose knowledge counts; today by default.
    #[serde(default)]
    #[schema(format = Date)]
    as_of: Option<String>,
    /// The weights of a kind of user in place of the default and of the project's own; single
    /// `weights` and `drop` of the wishes go before those of the preset, and the answer names them.
    #[serde(default)]
    preset: Option<PresetId>,
    /// Corrections and wishes that stand above what the project says.
    #[serde(default)]
    wishes: Option<WishesBody>,
}

impl Validate for ComparisonRequestBody {
    fn validate(&self) -> Vec<Invalid> {
        let given = [self.text.is_some(), self.project.is_some(), self.project_id.is_some()];
        let mut faults: Vec<Invalid> = require_one_subject(given).err().into_iter().collect();
        faults.extend(self.level.and_then(|level| check_level(level).err()));
        faults.extend(validate_day(self.as_of.as_deref()));
        let wishes = self.wishes.iter().flat_map(WishesBody::validate);
        faults.extend(wishes.map(|fault| fault.within("wishes")));
        faults
    }
}

impl ComparisonRequestBody {
    fn into_question(self, app: &App) -> Result<ComparisonQuestion, Problem> {
        Ok(ComparisonQuestion {
            subject: read_subject(app, self.text, self.project, self.project_id)?,
            wishes: Wishes { preset: self.preset, ..Wishes::from(self.wishes.unwrap_or_default()) },
            regions: self.regions,
            level: self.level,
            as_of: self.as_of.as_deref().and_then(parse_day).unwrap_or_else(today),
        })
    }
}

/// Regions side by side: what a match says of each, and what decides between neighbours.
#[derive(Debug, Serialize, ToSchema)]
pub struct ComparisonBody {
    /// The form of this document.
    pub schema: u32,
    /// The project as it was understood.
    pub project: ProjectProfile,
    /// What was read from the words, the profile and the wishes.
    pub understood: Vec<UnderstoodBody>,
    /// The production industries.
    pub industries: Vec<CodedIndustryBody>,
    /// The store's generation.
    pub generation: u64,
    /// The hash of the definition.
    pub definition: String,
    /// Valid time.
    #[schema(format = Date)]
    pub as_of: String,
    /// The level on whose scales all are scored.
    pub level: Level,
    /// The normalised weights in millionths; their sum is 1,000,000.
    #[schema(value_type = BTreeMap<String, i64>)]
    pub weights: BTreeMap<&'static str, i64>,
    /// The preset behind the weights; absent where none was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<PresetUseBody>,
    /// The regions with the same totals as in a match: those that every gate admits first, then
    /// the refused ones, each by total. Rank and standing are among these regions alone; a refused
    /// one is behind. Landing has every part.
    pub candidates: Vec<CandidateBody>,
    /// The refused regions, each with the gates that failed.
    pub refused: BTreeMap<RegionId, Vec<&'static str>>,
    /// For each region but the last, what puts it before the next.
    pub pairs: Vec<ComparedPairBody>,
}

/// What puts one region before the next.
#[derive(Debug, Serialize, ToSchema)]
pub struct ComparedPairBody {
    /// The region that stands first.
    pub ahead: RegionId,
    /// The region that follows.
    pub behind: RegionId,
    /// Total of the first less total of the second, in millionths; negative only where `gates`
    /// decide.
    pub total: i64,
    /// One per criterion, the largest in either direction first; they sum to `total` exactly.
    pub parts: Vec<DifferencePartBody>,
    /// The gates that refuse the second while the first is admitted; empty where points decide.
    pub gates: Vec<&'static str>,
    /// The same in words.
    pub reasons: RationaleBody,
}

/// What one criterion adds to a difference.
#[derive(Debug, Serialize, ToSchema)]
pub struct DifferencePartBody {
    /// Which.
    pub criterion: CriterionId,
    /// Points of the first less points of the second, in millionths.
    pub points: i64,
    /// Whether both measures are known; where one is not, the reference median stands in for it.
    pub known: bool,
}

impl From<&ComparedPair> for ComparedPairBody {
    fn from(pair: &ComparedPair) -> ComparedPairBody {
        let difference = &pair.difference;
        let parts = difference.parts.iter().map(|part| DifferencePartBody {
            criterion: part.criterion,
            points: part.points.get(),
            known: part.is_known,
        });
        ComparedPairBody {
            ahead: difference.ahead.clone(),
            behind: difference.behind.clone(),
            total: difference.total.get(),
            parts: parts.collect(),
            gates: pair.gates.clone(),
            reasons: RationaleBody::from(&pair.reasons),
        }
    }
}

/// The comparison document: what the API answers and what the command line prints as JSON.
pub fn comparison_body(comparison: &Comparison) -> ComparisonBody {
    let weights = comparison.weights.iter().map(|(id, weight)| (id.as_str(), weight.get()));
    let include = Include::all();
    let candidates = comparison.candidates.iter().cloned();
    let refused = comparison.candidates.iter().filter_map(|ranked| {
        let gates = failed_gates(ranked);
        (!gates.is_empty()).then(|| (ranked.region.id.clone(), gates))
    });
    ComparisonBody {
        schema: SCHEMA,
        project: comparison.project.clone(),
        understood: comparison.understood.iter().cloned().map(UnderstoodBody::from).collect(),
        industries: comparison.industries.iter().cloned().map(CodedIndustryBody::from).collect(),
        generation: comparison.generation,
        definition: comparison.definition.clone(),
        as_of: comparison.as_of.to_string(),
        level: comparison.level,
        weights: weights.collect(),
        preset: comparison.preset.as_ref().map(PresetUseBody::from),
        candidates: candidates.map(|one| candidate_body(one, &include)).collect(),
        refused: refused.collect(),
        pairs: comparison.pairs.iter().map(ComparedPairBody::from).collect(),
    }
}

/// Compare regions for a project
///
/// Two to six regions side by side, also those that a gate refuses, with what decides between
/// neighbours in points.
#[utoipa::path(
    post, path = "/v1/comparisons", tag = "matches",
    request_body = ComparisonRequestBody,
    responses(
        (status = 200, description = "The regions side by side", body = ComparisonBody),
        (status = 404, description = "No project has this id"),
    )
)]
pub async fn post_comparisons(
    Acting(app): Acting,
    wanted: Wanted,
    Json(body): Json<ComparisonRequestBody>,
) -> Result<Answer<ComparisonBody>, Problem> {
    let page = wanted.page(&said(body.text.as_deref(), body.project.as_ref()));
    let question = body.into_question(&app)?;
    let comparison = compare_regions(&app, question).await?;
    let render = |page: &Page| compare_text::render(&comparison, page);
    Ok(Answer::of(page.as_ref(), || comparison_body(&comparison), render))
}
