use super::trial::{Trial, bare, rank_among};
use crate::{
    decision::ladder::{Effort, Ladder, StepPlan, cheapest_steps},
    domain::{
        criterion::CriterionId,
        limits::{PLAN_COST_PARTS, PLAN_LOOKS_MAX},
        matching::{Candidate, Contribution, Points},
        money::Fen,
    },
    scoring::robustness::TOP,
};

const EFFORT: Effort = Effort { looks_max: PLAN_LOOKS_MAX, parts: PLAN_COST_PARTS };

/// The cheapest set of figures that lifts a candidate to a rank; with one of them a step less it
/// has not that rank.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The rank that was asked for, from 1.
    pub wanted: usize,
    /// The rank that the plan gives: the one that was asked for, or a better one.
    pub rank: usize,
    /// What changes, in the order of the criteria.
    pub changes: Vec<FigureChange>,
    /// What that costs the region together, by the rates of `index/changes.toml`.
    pub cost: Fen,
    /// Whether no other set is cheaper by more than one part in `limits::PLAN_COST_PARTS`; where the
    /// search was cut short, one may be.
    pub is_proven: bool,
}

/// What one figure would have to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FigureChange {
    /// The criterion that the figure is for; its unit is the criterion's.
    pub criterion: CriterionId,
    /// The figure as it is; `None` if unknown.
    pub now: Option<f64>,
    /// The figure that is needed.
    pub needed: f64,
    /// What the way there costs the region; of an unknown figure, from that which stands in.
    pub cost: Fen,
}

/// The cheapest plans to be first and among the first three, or else as high as can be.
pub(super) fn plans(candidate: &Candidate, trials: &[Trial<'_>], ahead: &[Candidate]) -> Vec<Plan> {
    let mut highest = bare(candidate);
    for trial in trials {
        trial.apply(trial.steps(), &mut highest);
    }
    let reached = rank_among(&highest, ahead);
    let place = ahead.len();
    let mut wanted = vec![1, TOP];
    wanted.retain(|rank| *rank <= place && reached <= *rank);
    if wanted.is_empty() && reached <= place {
        wanted.push(reached);
    }
    let Some(ladders) = ladders(candidate, trials) else { return Vec::new() };
    let plan = |rank: usize| plan(candidate, (trials, &ladders), ahead, rank);
    let mut plans: Vec<Plan> = wanted.into_iter().filter_map(plan).collect();
    // Where entering the top makes it first at once, that is said once.
    plans.dedup_by(|later, earlier| later.changes == earlier.changes);
    plans
}

/// The cheapest plan to a rank at or above that of the last of `ahead`.
fn plan(
    candidate: &Candidate,
    (trials, ladders): (&[Trial<'_>], &[Ladder]),
    ahead: &[Candidate],
    wanted: usize,
) -> Option<Plan> {
    let gap = gap(candidate, ahead.get(wanted - 1)?);
    let StepPlan { steps, is_proven, .. } = cheapest_steps(ladders, gap, EFFORT)?;
    let mut moved = bare(candidate);
    let mut changes = Vec::new();
    for (trial, steps) in trials.iter().zip(steps) {
        let steps = u32::try_from(steps).unwrap_or(u32::MAX);
        if steps == 0 {
            continue;
        }
        trial.apply(steps, &mut moved);
        changes.push(FigureChange {
            criterion: trial.criterion(),
            now: trial.now(),
            needed: trial.value(steps),
            cost: trial.cost_of(steps),
        });
    }
    let cost = changes.iter().map(|change| change.cost).sum();
    Some(Plan { wanted, rank: rank_among(&moved, ahead), changes, cost, is_proven })
}

/// What each figure gains step by step, in the terms of [`height`].
fn ladders(candidate: &Candidate, trials: &[Trial<'_>]) -> Option<Vec<Ladder>> {
    let ladder = |trial: &Trial<'_>| {
        let now = candidate.contributions.iter().find(|c| c.criterion == trial.criterion())?;
        let before = height_of(now);
        let gain = |steps: u32| {
            let points = trial.points_after(steps);
            height(points, points) - before
        };
        let gains = (1..=trial.steps()).map(gain).collect();
        Ladder::new(trial.cost_per_step().get(), gains).ok()
    };
    trials.iter().map(ladder).collect()
}

/// The order of candidates as one number: the total first, then the lower bound. Both are at most
/// a million, so that neither runs into the other.
fn height(total: Points, low: Points) -> i64 {
    const ROOM: i64 = 1 << 21;
    total.get() * ROOM + low.get()
}

/// What one contribution adds to the height of its candidate.
fn height_of(contribution: &Contribution) -> i64 {
    let low = if contribution.is_known() { contribution.points } else { Points::ZERO };
    height(contribution.points, low)
}

/// What a candidate lacks to stand before a rival; of equals the first identifier goes first.
fn gap(candidate: &Candidate, rival: &Candidate) -> i64 {
    let height = |one: &Candidate| height(one.total(), one.bounds().low);
    height(rival) - height(candidate) + i64::from(rival.region <= candidate.region)
}
