/// How firm an order stands, in sentences.
mod words;

use super::{App, Error, app, rank_regions::Ranking};
use crate::{
    domain::{matching::Candidate, text::Text},
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
pub async fn with_firmness(app: &App, mut ranking: Ranking) -> Result<Ranking, Error> {
    let derived = app.derived().await?;
    let app = app.clone();
    app::blocking(move || {
        ranking.firmness = firmness(&app, &derived.atlas, &ranking)?.map(Box::new);
        Ok(ranking)
    })
    .await?
}

fn firmness(app: &App, atlas: &Atlas, ranking: &Ranking) -> Result<Option<Firmness>, Error> {
    let definition = app.definition();
    let field: Vec<Candidate> = ranking
        .candidates
        .iter()
        .map(|ranked| &ranked.candidate)
        .chain(&ranking.following)
        .cloned()
        .collect();
    let shown = ranking.candidates.len();
    let found = robustness(&field, shown, &definition.parameters.robustness).map_err(|source| {
        Error::Unavailable { what: "the test of robustness", source: Box::new(source) }
    })?;
    let Some(robustness) = found else { return Ok(None) };
    let (criteria, weights) = (&definition.criteria, &ranking.weights);
    let method = Method { criteria, weights, level: ranking.level };
    let changeable = Changeable { method: &method, changes: &definition.changes };
    let prospects = prospects(&field, shown, changeable);
    let sentences = words::sentences(&robustness, &prospects, atlas);
    Ok(Some(Firmness { robustness, prospects, sentences }))
}
