use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    http::{
        self, Include,
        weights::{ConsistencyBody, WeighingBody},
    },
    service::{
        allocate::ProjectAllocation,
        code_system::TextCoding,
        compare_regions::Comparison,
        decision::weigh::Weighing,
        evaluate_ranking::{CaseRanks, Evaluation, EvaluationOptions, MethodFigures},
        history::HistoryPage,
        landing::{policies::PolicyAnswer, record::RegionLandingRecord},
        presets::PresetList,
        rank_projects::ProjectRanking,
        rank_regions::Ranking,
        run_difference::RunDifference,
        search_documents::SearchResponse,
        similar::{SimilarProjects, SimilarRegions},
        transfer::ImportReport,
    },
};

/// The match document of the API with the parts of what landing costs, earns and requires that are
/// asked for.
pub(super) fn match_document(ranking: Ranking, include: &Include) -> impl Serialize {
    http::match_body(ranking, include)
}

/// The comparison document of the API.
pub(super) fn comparison_document(comparison: &Comparison) -> impl Serialize {
    http::comparison_body(comparison)
}

/// A page of the changes of a document, as the API gives it.
pub(super) fn history_document(id: &str, page: &HistoryPage) -> impl Serialize {
    http::history_body(id, page)
}

/// What support adds up to, in the form that the API gives it.
pub(super) fn policy_document(answer: &PolicyAnswer) -> impl Serialize {
    http::policy_body(answer)
}

/// The projects of a region, as the API answers them.
pub(super) fn project_match_document(ranking: &ProjectRanking) -> impl Serialize {
    http::project_matches::ProjectMatchBody::from(ranking)
}

/// The allocation of all stored projects, as the API answers it.
pub(super) fn allocation_document(allocation: &ProjectAllocation) -> impl Serialize {
    http::allocations::AllocationBody::from(allocation)
}

/// What changed between two runs, as the API answers it.
pub(super) fn run_difference_document(difference: &RunDifference) -> impl Serialize {
    http::run_differences::RunDifferenceBody::from(difference)
}

/// The weight presets, as the API lists them.
pub(super) fn presets_document(list: &PresetList) -> impl Serialize {
    http::presets::PresetsBody::from(list)
}

/// Weights and how they were found, as the API answers them; the figures of consistency stand
/// beside the weights too, where they stood before there were other methods.
pub(super) fn weighing_document(weighing: &Weighing) -> impl Serialize {
    WeighingDocument {
        body: WeighingBody::from(weighing),
        consistency: weighing.consistency.as_ref().map(ConsistencyBody::from),
    }
}

#[derive(Debug, Serialize)]
struct WeighingDocument {
    #[serde(flatten)]
    body: WeighingBody,
    #[serde(flatten)]
    consistency: Option<ConsistencyBody>,
}

/// The regions that are like one, as the API lists them.
pub(super) fn similar_regions_document(similar: &SimilarRegions) -> impl Serialize {
    http::similar::SimilarRegionsBody::from(similar)
}

/// The projects that are like one, as the API lists them.
pub(super) fn similar_projects_document(similar: &SimilarProjects) -> impl Serialize {
    http::similar::SimilarProjectsBody::from(similar)
}

/// The first page of a search, as the API answers it.
pub(super) fn search_document(response: SearchResponse, limit: usize) -> impl Serialize {
    http::search::SearchBody::new(response, limit, 0)
}

/// What an import did, as the API answers it.
pub(super) fn import_document(report: &ImportReport) -> impl Serialize {
    http::import::ImportBody::from(report)
}

/// The landing record of a region, as the API answers it.
pub(super) fn landing_document(record: RegionLandingRecord) -> impl Serialize {
    http::landing_record::LandingRecordBody::from(record)
}

/// The industries of a text, as the API answers them.
pub(super) fn coded_document(coding: &TextCoding) -> impl Serialize {
    http::industries::CodedTextBody::from(coding)
}

/// The figures of an evaluation and how they were obtained.
#[derive(Debug, Serialize)]
pub(super) struct EvaluationDocument<'a> {
    level: &'static str,
    as_of: String,
    exclude_own_link: bool,
    cases: usize,
    clusters: usize,
    methods: BTreeMap<&'static str, MethodDocument>,
    mrr_minus_distance: DifferenceDocument,
    per_case: Vec<CaseDocument<'a>>,
}

#[derive(Debug, Serialize)]
struct MethodDocument {
    hit_at_1: f64,
    hit_at_5: f64,
    hit_at_10: f64,
    mrr: f64,
    ndcg_at_10: f64,
    mean_percentile: f64,
}

#[derive(Debug, Serialize)]
struct DifferenceDocument {
    estimate: f64,
    low: f64,
    high: f64,
    resamples: usize,
    seed: u64,
}

#[derive(Debug, Serialize)]
struct CaseDocument<'a> {
    project: &'a str,
    candidates: usize,
    ranking: Option<usize>,
    distance: Option<usize>,
    size: Option<usize>,
}

impl EvaluationDocument<'_> {
    /// The document of an evaluation that was run with `options`.
    pub(super) fn new<'a>(
        evaluation: &'a Evaluation,
        options: &EvaluationOptions,
    ) -> EvaluationDocument<'a> {
        let difference = evaluation.mrr_difference;
        EvaluationDocument {
            level: options.level.as_str(),
            as_of: options.as_of.to_string(),
            exclude_own_link: options.exclude_own_link,
            cases: evaluation.cases,
            clusters: evaluation.clusters,
            methods: evaluation
                .methods
                .iter()
                .map(|f| (f.method, MethodDocument::from(f)))
                .collect(),
            mrr_minus_distance: DifferenceDocument {
                estimate: difference.estimate,
                low: difference.low,
                high: difference.high,
                resamples: options.resamples,
                seed: options.seed,
            },
            per_case: evaluation.per_case.iter().map(CaseDocument::from).collect(),
        }
    }
}

impl From<&MethodFigures> for MethodDocument {
    fn from(MethodFigures { method: _, figures }: &MethodFigures) -> MethodDocument {
        MethodDocument {
            hit_at_1: figures.hit_at_1,
            hit_at_5: figures.hit_at_5,
            hit_at_10: figures.hit_at_10,
            mrr: figures.mrr,
            ndcg_at_10: figures.ndcg_at_10,
            mean_percentile: figures.mean_percentile,
        }
    }
}

impl<'a> From<&'a CaseRanks> for CaseDocument<'a> {
    fn from(case: &'a CaseRanks) -> CaseDocument<'a> {
        CaseDocument {
            project: &case.project,
            candidates: case.candidates,
            ranking: case.ranking,
            distance: case.distance,
            size: case.size,
        }
    }
}
