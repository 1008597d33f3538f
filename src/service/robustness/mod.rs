/// How firm an order stands, in sentences.
mod words;

use super::{App, Error, rank_regions::Ranking};
use crate::{
    domain::{matching::Candidate, outline::Outline, stop::Stop, text::Text, workload::Workload},
    scoring::{
        atlas::Atlas,
        counterfactual::{Changeable, Prospect, prospects},
        rank::Method,
        robustness::{Robustness, robustness},
    },
};

pub(super) use words::{figure_words, plan_sentence};

pub use crate::scoring::{
    counterfactual::{FigureChange, Lift, Plan},
    robustness::{MethodVerdict, NeighbourSwap, RankAcceptability, WeightMove},
};

/// How firm a ranking stands.
#[derive(Debug, Clone)]
pub struct Firmness {
    /// Other methods, drawn weights, the least weight that turns neighbours.
    pub robustness: Robustness,
    /// For each shown candidate, which figures would lift it.
    pub prospects: Vec<Prospect>,
    /// The same in sentences.
    pub sentences: Vec<Text>,
}

/// Adds to a ranking how firm it stands: as far as candidates are shown, within the field of all
/// that are admitted, or the first `limits::ROBUSTNESS_FIELD_MAX` of them. A ranking without
/// candidates stays as it is.
///
/// # Errors
/// The definition holds parameters that no method takes; computing was broken off.
pub async fn with_firmness(app: &App, ranking: Ranking) -> Result<Ranking, Error> {
    // A ranking is large, and it would stand in the future once for each place it passes.
    let ranking = add_firmness(app, Box::new(ranking));
    Ok(*Box::pin(ranking).await?)
}

async fn add_firmness(app: &App, mut ranking: Box<Ranking>) -> Result<Box<Ranking>, Error> {
    let derived = app.derived().await?;
    let turn = app.turn().await?;
    let field = ranking.candidates.len() + ranking.following.len();
    let draws = app.definition().parameters.robustness.draws;
    let draws = u64::try_from(draws).unwrap_or(u64::MAX);
    turn.charge(Workload { draws, ..Workload::of_regions(field) })?;
    let app = app.clone();
    turn.compute(move |stop| {
        ranking.firmness = firmness(&app, &derived.atlas, &ranking, stop)?.map(Box::new);
        Ok(ranking)
    })
    .await?
}

fn firmness(
    app: &App,
    atlas: &Atlas,
    ranking: &Ranking,
    stop: Stop<'_>,
) -> Result<Option<Firmness>, Error> {
    let definition = app.definition();
    let shown = || ranking.candidates.iter().map(|ranked| &ranked.candidate);
    let candidates: Vec<Candidate> = shown().cloned().collect();
    let field: Vec<Outline> =
        shown().map(Outline::from).chain(ranking.following.iter().cloned()).collect();
    let shown = candidates.len();
    let found =
        robustness(&field, shown, &definition.parameters.robustness, stop).map_err(|source| {
            Error::Unavailable { what: "the test of robustness", source: Box::new(source) }
        })?;
    let Some(robustness) = found else { return Ok(None) };
    let (criteria, weights) = (&definition.criteria, &ranking.weights);
    let method = Method { criteria, weights, level: ranking.level, stop };
    let changeable = Changeable { method: &method, changes: &definition.changes };
    let prospects = prospects(&candidates, shown, changeable);
    let sentences = words::sentences(&robustness, &prospects, atlas);
    Ok(Some(Firmness { robustness, prospects, sentences }))
}
