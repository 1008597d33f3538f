use std::{
    collections::{BTreeSet, HashMap},
    ops::Range,
    sync::Arc,
};

use tokio::task::JoinSet;

use super::{run::Answer, states::States};
use crate::{
    decision::cause::{Cause, MIXED_STATES, MixedState},
    domain::{criterion::Weights, id::RegionId, matching::Points, stop::Stop, workload::Workload},
    scoring::survey::{Inquiry, Stand},
    service::{
        App, Error,
        app::Derived,
        rank_regions::{Known, candidates, in_context},
        resolve::as_understood,
    },
};

/// A project that is scored again at all mixed states.
pub(super) struct Rescoring {
    answers: [Answer; 2],
    weights: [Weights; 2],
    /// The regions of either list.
    wanted: Vec<RegionId>,
}

/// Where the wanted regions stand at every mixed state.
pub(super) struct Rescored {
    by_state: [Standing; MIXED_STATES],
}

/// Where regions stand at one mixed state.
#[derive(Debug, Clone, Default)]
struct Standing {
    first: Option<RegionId>,
    stands: HashMap<RegionId, Stand>,
}

impl Rescoring {
    /// `None` if the weights of an answer are not of this program's criteria.
    pub(super) fn new(before: &Answer, after: &Answer) -> Option<Rescoring> {
        let listed = before.listed.iter().chain(&after.listed);
        let wanted: BTreeSet<&RegionId> = listed.map(|listed| &listed.region).collect();
        Some(Rescoring {
            weights: [before.weights()?, after.weights()?],
            wanted: wanted.into_iter().cloned().collect(),
            answers: [before.clone(), after.clone()],
        })
    }

    /// Whether the project's own side of a cause changed; the rest of it are documents.
    fn is_changed(&self, cause: Cause) -> bool {
        let [before, after] = &self.answers;
        match cause {
            Cause::Data => {
                // Their own weights stand apart.
                let mut project = before.project.clone();
                project.weights.clone_from(&after.project.weights);
                project != after.project || before.as_of != after.as_of
            }
            Cause::Weights => self.weights[0] != self.weights[1],
            Cause::Policies | Cause::Candidates => false,
        }
    }

    /// Where the regions stand with the project's side of a mixed state.
    fn stand(&self, app: &App, derived: &Derived, own: MixedState, stop: Stop<'_>) -> Standing {
        let answer = &self.answers[usize::from(own.is_after(Cause::Data))];
        let weights = &self.weights[usize::from(own.is_after(Cause::Weights))];
        let resolved = as_understood(app, &answer.project);
        let known = Known { as_of: answer.as_of, excluded_links: BTreeSet::new() };
        let stands = in_context(app, derived, &resolved, known, |context| {
            let survey = derived.survey(answer.level);
            let candidates = candidates(context, &answer.project, survey);
            let inquiry = Inquiry { context, project: &answer.project, weights, stop };
            survey.stands(&inquiry, &candidates)
        });
        let stands = stands.unwrap_or_default();
        let id = |stand: &Stand| derived.atlas.profile(stand.place).id.clone();
        let first = stands.iter().find(|stand| stand.is_ranked).map(id);
        let wanted: BTreeSet<usize> =
            self.wanted.iter().filter_map(|region| derived.atlas.find(region)).collect();
        let stands = stands.into_iter().filter(|stand| wanted.contains(&stand.place));
        Standing { first, stands: stands.map(|stand| (id(&stand), stand)).collect() }
    }

    /// The states of `states` that have the documents of `documents`.
    fn rescore(
        &self,
        app: &App,
        (documents, derived): (MixedState, &Derived),
        states: &States,
        stop: Stop<'_>,
    ) -> Vec<(MixedState, Standing)> {
        let mut known: HashMap<MixedState, Standing> = HashMap::new();
        let of_documents =
            MixedState::all().filter(|state| states.documents_of(*state) == documents);
        let standing = |state: MixedState| {
            let own = state.of_changed(|cause| self.is_changed(cause));
            let standing = known.entry(own).or_insert_with(|| self.stand(app, derived, own, stop));
            (state, standing.clone())
        };
        of_documents.map(standing).collect()
    }
}

impl Rescored {
    /// Who is first at each mixed state.
    pub(super) fn firsts(&self) -> impl Iterator<Item = Option<&RegionId>> {
        self.by_state.iter().map(|standing| standing.first.as_ref())
    }

    /// Where a region stands at each mixed state; `None` where it is not in the world.
    pub(super) fn stands(&self, region: &RegionId) -> [Option<Stand>; MIXED_STATES] {
        std::array::from_fn(|at| self.by_state[at].stands.get(region).copied())
    }

    /// Whether the answers of the runs come out: their regions, in their order, with their points.
    pub(super) fn reproduces(&self, before: &Answer, after: &Answer) -> bool {
        let ends = [(before, MixedState::BEFORE), (after, MixedState::AFTER)];
        ends.iter().all(|(answer, state)| {
            let standing = &self.by_state[state.position()];
            answer.listed.iter().enumerate().all(|(at, listed)| {
                standing.stands.get(&listed.region).is_some_and(|stand| {
                    stand.is_ranked
                        && stand.rank == at + 1
                        && stand.total == Points::new(listed.points)
                })
            }) && (!answer.listed.is_empty() || standing.first.is_none())
        })
    }
}

/// Projects that are scored again in one turn: a tenth of a second or so, less than others wait for theirs.
const TURN_PROJECTS: usize = 4;

/// Scores projects again at all mixed states, one set of documents after the other, so that one at a
/// time is held in memory; all threads for computing take part.
pub(super) async fn rescore_all(
    app: &App,
    states: &Arc<States>,
    rescorings: Vec<Rescoring>,
) -> Result<Vec<Rescored>, Error> {
    let empty = || Rescored { by_state: std::array::from_fn(|_| Standing::default()) };
    let mut rescored: Vec<Rescored> = rescorings.iter().map(|_| empty()).collect();
    let rescorings: Arc<[Rescoring]> = rescorings.into();
    // More would wait for a turn that their own kind holds.
    let parts = app.computing_threads().max(1);
    for documents in states.distinct() {
        let mixing = states.clone();
        let mixed = crate::service::app::blocking(move || mixing.mix(documents)).await?;
        let derived = app.derive_from(mixed).await?;
        let share = rescorings.len().div_ceil(parts).max(1);
        // Whoever waits for it no more takes the tasks along.
        let mut tasks = JoinSet::new();
        for first in (0..rescorings.len()).step_by(share) {
            let part = first..(first + share).min(rescorings.len());
            let state = AtState { documents, derived: derived.clone(), states: states.clone() };
            tasks.spawn(rescore_part(app.clone(), state, rescorings.clone(), part));
        }
        while let Some(task) = tasks.join_next().await {
            let found = task.map_err(|source| Error::Unavailable {
                what: "computing",
                source: Box::new(source),
            })?;
            for (at, standings) in found? {
                for (state, standing) in standings {
                    rescored[at].by_state[state.position()] = standing;
                }
            }
        }
    }
    Ok(rescored)
}

/// One set of documents, and the states that are mixed of them.
#[derive(Clone)]
struct AtState {
    documents: MixedState,
    derived: Arc<Derived>,
    states: Arc<States>,
}

/// Where projects stand, by their positions.
type Standings = Vec<(usize, Vec<(MixedState, Standing)>)>;

/// Scores some projects again, a few at each turn: between two of them others have theirs.
async fn rescore_part(
    app: App,
    state: AtState,
    rescorings: Arc<[Rescoring]>,
    part: Range<usize>,
) -> Result<Standings, Error> {
    let mut found = Vec::with_capacity(part.len());
    for first in part.clone().step_by(TURN_PROJECTS) {
        let few = first..(first + TURN_PROJECTS).min(part.end);
        let turn = app.next_turn().await?;
        turn.charge(Workload {
            projects: u64::try_from(few.len()).unwrap_or(u64::MAX),
            ..Workload::of_regions(state.derived.atlas.len())
        })?;
        let (own, state, rescorings) = (app.clone(), state.clone(), rescorings.clone());
        let work = move |stop: Stop<'_>| {
            let AtState { documents, derived, states } = &state;
            let one =
                |at: usize| (at, rescorings[at].rescore(&own, (*documents, derived), states, stop));
            stop.until(few).map(one).collect::<Vec<_>>()
        };
        found.extend(turn.compute(work).await?);
    }
    Ok(found)
}
