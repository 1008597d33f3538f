use super::{App, Error};
use crate::domain::region::Level;

/// How an evaluation is run.
#[derive(Debug, Clone)]
pub struct EvaluationOptions {
    /// The level of the regions that are ranked.
    pub level: Level,
    /// Whether a case's own institutional links are left out.
    pub exclude_own_link: bool,
    /// Resamples of the paired bootstrap.
    pub resamples: usize,
    /// Its seed.
    pub seed: u64,
}

/// What an evaluation found.
#[derive(Debug, Clone)]
pub struct Evaluation {
    /// Cases that were judged.
    pub cases: usize,
    /// Different landed regions: the clusters of the bootstrap.
    pub clusters: usize,
    /// The ranking, then the baselines `distance` and `size`.
    pub methods: Vec<MethodFigures>,
    /// Ranking minus distance, in mean reciprocal rank.
    pub mrr_difference: Interval,
    /// Per case: the rank of the first relevant region by each method.
    pub per_case: Vec<CaseRanks>,
}

/// The figures of one method.
#[derive(Debug, Clone)]
pub struct MethodFigures {
    /// `ranking`, `distance` or `size`.
    pub method: &'static str,
    /// Share of cases with a relevant region first.
    pub hit_at_1: f64,
    /// … among the first five.
    pub hit_at_5: f64,
    /// … among the first ten.
    pub hit_at_10: f64,
    /// Mean reciprocal rank of the first relevant region.
    pub mrr: f64,
    /// Normalised discounted cumulative gain at ten, linear gains.
    pub ndcg_at_10: f64,
    /// Mean share of candidates that stand behind the first relevant one.
    pub mean_percentile: f64,
}

/// A point estimate and its 95 % bootstrap interval.
#[derive(Debug, Clone, Copy)]
pub struct Interval {
    /// The estimate.
    pub estimate: f64,
    /// 2.5 %.
    pub low: f64,
    /// 97.5 %.
    pub high: f64,
}

/// One case and its ranks; `None` if no relevant region was ranked.
#[derive(Debug, Clone)]
pub struct CaseRanks {
    /// The project.
    pub project: String,
    /// By our ranking.
    pub ranking: Option<usize>,
    /// By distance to the host city.
    pub distance: Option<usize>,
    /// By size.
    pub size: Option<usize>,
}

/// Measures the ranking on judgments, NDJSON text.
///
/// # Errors
/// A judgment that cannot be read, with its line; an unavailable store.
pub async fn evaluate_ranking(
    app: &App,
    judgments: &str,
    options: &EvaluationOptions,
) -> Result<Evaluation, Error> {
    let _ = (app, judgments, options);
    todo!()
}
