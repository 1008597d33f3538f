use std::sync::Arc;

use jiff::civil::Date;

use super::{
    App, Error,
    app::Derived,
    rank_regions::{Known, Question, candidates, in_context},
    resolve::{fetch, resolve, weights},
};
use crate::{
    domain::{audit::AuditAction, id::ProjectId, region::Level, text::Text, workload::Workload},
    scoring::survey::Inquiry,
};

pub use crate::scoring::survey::{Matrix, MatrixColumn};

/// What a ranking is computed from, as numbers.
#[derive(Debug, Clone)]
pub struct RankingMatrix {
    /// The project.
    pub project: ProjectId,
    /// What the reader should mind: documents that are damaged and left out.
    pub warnings: Vec<Text>,
    /// The store's generation.
    pub generation: u64,
    /// The hash of the definition.
    pub definition: String,
    /// Valid time.
    pub as_of: Date,
    /// The level of the candidates.
    pub level: Level,
    /// The numbers.
    pub matrix: Matrix,
}

/// The stored projects, in the order of their identifiers.
///
/// # Errors
/// The store is unavailable.
pub async fn list_project_ids(app: &App) -> Result<Vec<ProjectId>, Error> {
    let derived = app.derived().await?;
    let mut ids: Vec<ProjectId> =
        derived.projects.iter().map(|project| project.id.clone()).collect();
    ids.sort();
    Ok(ids)
}

/// What the ranking of a question is computed from. How many candidates are asked for and whether
/// landing is advised on change nothing.
///
/// # Errors
/// Invalid values, unknown identifiers, an unavailable store.
pub async fn ranking_matrix(app: &App, question: Question) -> Result<RankingMatrix, Error> {
    let Question { subject, wishes, level, as_of, excluded_links, .. } = question;
    let mut derived: Arc<Derived> = app.derived().await?;
    let asked = fetch(app, &mut derived, subject, as_of, AuditAction::Match).await?;
    let turn = app.turn().await?;
    turn.charge(Workload::of_regions(derived.atlas.at_level(level).count()))?;
    let app = app.clone();
    turn.compute(move |stop| {
        let resolved = resolve(&app, &derived, asked, &wishes)?;
        let weights = weights(&app, &resolved.project)?;
        let known = Known { as_of, excluded_links: excluded_links.into_iter().collect() };
        let matrix = in_context(&app, &derived, &resolved, known, |context| {
            let project = &resolved.project;
            let survey = derived.survey(level);
            let candidates = candidates(context, project, survey);
            survey.matrix(&Inquiry { context, project, weights: &weights, stop }, &candidates)
        });
        Ok(RankingMatrix {
            project: resolved.project.id.clone(),
            warnings: derived.damage.of_regions(&derived.atlas),
            generation: derived.generation,
            definition: app.definition_hash().to_owned(),
            as_of,
            level,
            matrix,
        })
    })
    .await?
}
