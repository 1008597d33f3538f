//! What changed between two runs over many projects, and which of four causes did it.
//!
//! A run is the output of `hinterland rerank`: every match document names the generation, the day,
//! the definition and the weights that it was computed with. The documents of a generation are told
//! by the store's history; with them every changed list is scored again at each mix of the two
//! states, and the change is shared among the causes by Shapley values: exactly, for points and
//! ranks are whole numbers. A flat output says less than that, so that its changes have no causes.
//! Whatever cannot be had again, or does not come out as the run says, is
//! compared by its ranks alone, and that is said.

/// Reading the output of a run.
mod run;
/// The results of a job as a run.
mod of_job;
/// Reading the flat output of a run.
mod flat;
/// What is answered.
mod answer;
/// The documents behind two runs, and what mixes of them are.
mod states;
/// Scoring again at mixed states.
mod rescoring;
/// What changed for one project.
mod changed;
/// Adding up.
mod summary;

use std::{collections::BTreeSet, sync::Arc};

pub use answer::{
    DifferenceSummary, Elsewhere, FirstChoiceChange, Move, NamedRegion, Passage, ProjectDifference,
    RunDifference, Unexplained,
};
pub use flat::FLAT_HEADER;
pub use of_job::{run_of_job, why_no_run};
pub use run::{MatchDocument, Run, RunState};

pub use crate::{
    decision::{
        cause::{Cause, PARTS_PER_WHOLE, Parts},
        lists::ListAgreement,
    },
    store::MissingPast,
};

use changed::{Pair, Scores};
use rescoring::{Rescoring, rescore_all};
use states::{States, documents_at};

use super::{App, Error};
use crate::domain::{id::ProjectId, limits::DIFFERENCE_TILE_PROJECTS, region::Level};

/// Compares two runs project by project, and says of every change which causes it has.
///
/// # Errors
/// Overloaded, before anything is done: another comparison goes on, or too much is computed. An
/// unavailable store.
pub async fn compare_runs(app: &App, before: &Run, after: &Run) -> Result<RunDifference, Error> {
    match stated(before, after) {
        Ok(states) => {
            let _leave = app.comparison().await?;
            compare_stated(app, [before, after], states).await
        }
        Err(untold) => Ok(compare_untold(before, after, untold)),
    }
}

/// The same, for whoever nobody waits for: it is not refused because of another comparison, but begins
/// when that has ended.
///
/// # Errors
/// Overloaded, before anything is done: too much is computed. An unavailable store.
pub async fn compare_runs_at_last(
    app: &App,
    before: &Run,
    after: &Run,
) -> Result<RunDifference, Error> {
    match stated(before, after) {
        Ok(states) => {
            let _leave = app.comparison_at_last().await?;
            compare_stated(app, [before, after], states).await
        }
        Err(untold) => Ok(compare_untold(before, after, untold)),
    }
}

/// Compares two runs of known states, for whoever has the leave to.
async fn compare_stated(
    app: &App,
    [before, after]: [&Run; 2],
    states: [&RunState; 2],
) -> Result<RunDifference, Error> {
    // Whoever is let in here is not sent away after half of the work.
    drop(app.turn().await?);
    let states = states_of(app, states).await?;
    let compared = Compared::of(before, after);
    let (states, unexplained) = match states {
        Ok(states) => (Some(Arc::new(states)), None),
        Err(unexplained) => (None, Some(unexplained)),
    };
    let mut projects = Vec::with_capacity(compared.changed.len());
    for tile in compared.changed.chunks(DIFFERENCE_TILE_PROJECTS) {
        let scores = match &states {
            Some(states) => score(app, states, tile).await?,
            None => tile.iter().map(|_| Scores::Unknown).collect(),
        };
        projects.extend(tile.iter().zip(&scores).map(|(pair, scores)| pair.difference(scores)));
    }
    let levels = compared.levels.clone();
    Ok(RunDifference {
        new_regions: states.as_ref().map(|states| states.new_regions(&levels)),
        gone_regions: states.as_ref().map(|states| states.gone_regions(&levels)),
        unexplained,
        ..compared.difference(projects)
    })
}

/// How many projects [`compare_runs`] would have to score again: those whose lists changed, where causes
/// are told at all.
pub fn count_rescored(before: &Run, after: &Run) -> usize {
    stated(before, after).map_or(0, |_| Compared::of(before, after).changed.len())
}

/// Compares two runs of which one is a flat output or empty: there are no causes to be told, and no
/// documents are needed. `None` for any others.
pub fn compare_lists(before: &Run, after: &Run) -> Option<RunDifference> {
    let untold = stated(before, after).err()?;
    Some(compare_untold(before, after, untold))
}

/// What both runs were computed from, or why no causes are told; there is nothing to be explained
/// where one is empty.
fn stated<'a>(before: &'a Run, after: &'a Run) -> Result<[&'a RunState; 2], Option<Unexplained>> {
    let (Some(of_before), Some(of_after)) = (&before.state, &after.state) else { return Err(None) };
    if before.is_flat || after.is_flat {
        return Err(Some(Unexplained::Flat));
    }
    Ok([of_before, of_after])
}

fn compare_untold(before: &Run, after: &Run, unexplained: Option<Unexplained>) -> RunDifference {
    let compared = Compared::of(before, after);
    let changed = compared.changed.iter();
    let projects = changed.map(|pair| pair.difference(&Scores::Unknown)).collect();
    RunDifference { unexplained, ..compared.difference(projects) }
}

/// Two runs beside one another.
struct Compared<'a> {
    runs: [&'a Run; 2],
    /// The levels on which projects were asked.
    levels: Vec<Level>,
    changed: Vec<Pair<'a>>,
    unchanged: Vec<Pair<'a>>,
    other_level: Vec<ProjectId>,
}

impl<'a> Compared<'a> {
    fn of(before: &'a Run, after: &'a Run) -> Compared<'a> {
        let pairs = Pair::all(before, after);
        let (pairs, other_level): (Vec<_>, Vec<_>) = pairs.partition(Pair::is_on_one_level);
        let levels: BTreeSet<Level> = pairs.iter().map(Pair::level).collect();
        let (changed, unchanged) = pairs.into_iter().partition(Pair::is_changed);
        Compared {
            runs: [before, after],
            levels: levels.into_iter().collect(),
            changed,
            unchanged,
            other_level: other_level.iter().map(|pair| pair.id().clone()).collect(),
        }
    }

    /// What lists tell, with what is told of the projects that changed.
    fn difference(self, projects: Vec<ProjectDifference>) -> RunDifference {
        let [before, after] = self.runs;
        let alone = |one: &Run, other: &Run| -> Vec<ProjectId> {
            one.answers.keys().filter(|id| !other.answers.contains_key(id)).cloned().collect()
        };
        RunDifference {
            before: before.state.clone(),
            after: after.state.clone(),
            unexplained: None,
            new_regions: None,
            gone_regions: None,
            only_before: alone(before, after),
            only_after: alone(after, before),
            other_level: self.other_level,
            summary: summary::summarise(&projects, &self.unchanged),
            projects,
        }
    }
}

/// The documents behind both runs, or why they cannot be told.
async fn states_of(
    app: &App,
    [before, after]: [&RunState; 2],
) -> Result<Result<States, Unexplained>, Error> {
    for state in [before, after] {
        if state.definition != app.definition_hash() {
            let of_run = state.definition.clone();
            return Ok(Err(Unexplained::OtherDefinition { of_run }));
        }
    }
    let before = match documents_at(app, before.generation).await? {
        Ok(before) => before,
        Err(unexplained) => return Ok(Err(unexplained)),
    };
    Ok(documents_at(app, after.generation).await?.map(|after| States::new(before, after)))
}

/// Scores changed projects again.
async fn score(app: &App, states: &Arc<States>, tile: &[Pair<'_>]) -> Result<Vec<Scores>, Error> {
    let rescorings = tile.iter().map(|pair| Rescoring::new(pair.before, pair.after));
    let mut scores: Vec<Scores> = tile.iter().map(|_| Scores::Unknown).collect();
    let (mut positions, mut known) = (Vec::new(), Vec::new());
    for (at, rescoring) in rescorings.enumerate() {
        if let Some(rescoring) = rescoring {
            positions.push(at);
            known.push(rescoring);
        }
    }
    let rescored = rescore_all(app, states, known).await?;
    for (at, rescored) in positions.into_iter().zip(rescored) {
        // What does not come out as the run says is no ground for what is said of it.
        if rescored.reproduces(tile[at].before, tile[at].after) {
            scores[at] = Scores::Known(Box::new(rescored));
        }
    }
    Ok(scores)
}
