//! What a candidate would have to be like for a better rank: one figure, or the cheapest set of
//! figures, in physical units, with everything else as it is.

use super::rank::Method;
use crate::domain::{
    change::Change, criterion::CriterionId, id::RegionId, matching::Candidate, money::Fen,
};

/// The cheapest set of figures.
mod plan;
/// One figure of one candidate, moved.
mod trial;

pub use plan::{FigureChange, Plan};
use trial::Trial;

/// What can be changed about the candidates of a field, and how they are scored.
#[derive(Clone, Copy)]
pub struct Changeable<'a> {
    /// How they are scored.
    pub method: &'a Method<'a>,
    /// What a region can change, each criterion at most once; what is not among them is fixed.
    pub changes: &'a [Change],
}

/// A single figure that lifts a candidate to a rank.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lift {
    /// The criterion that the figure is for; its unit is the criterion's.
    pub criterion: CriterionId,
    /// The figure as it is; `None` if unknown.
    pub now: Option<f64>,
    /// The nearest figure, in whole steps of the figure, at which the candidate has the rank; one
    /// step less does not suffice.
    pub needed: f64,
    /// The rank, from 1.
    pub rank: usize,
    /// What the way there costs the region, by the rates of `index/changes.toml`; of an unknown
    /// figure, from that which stands in.
    pub cost: Fen,
}

/// What would lift one candidate.
#[derive(Debug, Clone, PartialEq)]
pub struct Prospect {
    /// Which.
    pub region: RegionId,
    /// Every single figure that alone would make it first, in the order of the criteria; empty if
    /// none does, and for the first.
    pub to_first: Vec<Lift>,
    /// Where no single figure makes it first: that which lifts it highest, the first criterion
    /// among equals; `None` if none lifts it at all.
    pub best: Option<Lift>,
    /// The cheapest sets of figures that would make it first and lift it into the first three,
    /// where it is not there already and a set does; where none does, the cheapest that lifts it as
    /// high as all figures together can. Empty if none lifts it at all, and for the first.
    pub plans: Vec<Plan>,
}

/// What would lift each of the first `shown` candidates of a field, which is in the order of the
/// ranking. A figure keeps the trust that it has; one that is unknown is taken to become known
/// without doubt.
pub fn prospects(field: &[Candidate], shown: usize, changeable: Changeable<'_>) -> Vec<Prospect> {
    (0..shown.min(field.len())).map(|place| prospect(field, place, changeable)).collect()
}

/// For each rank that is wanted and that a candidate has not, every single figure that alone would
/// give it, in the order of the criteria. `ahead` are those before the candidate, best first, as
/// far as the ranks go.
pub fn lifts(
    candidate: &Candidate,
    ahead: &[Candidate],
    wanted: &[usize],
    changeable: Changeable<'_>,
) -> Vec<(usize, Lift)> {
    let trials = Trial::all(candidate, changeable);
    let lacking = wanted.iter().filter(|rank| **rank <= ahead.len());
    let lifts = lacking.flat_map(|rank| {
        trials.iter().filter_map(|trial| Some((*rank, trial.lift_to(*rank, ahead)?)))
    });
    lifts.collect()
}

/// The cheapest sets of figures that make a candidate first and lift it into the first three, where
/// it is not there already and a set does; see [`Prospect::plans`]. `ahead` are those before it,
/// best first, the first three of them or more.
pub fn cheapest_plans(
    candidate: &Candidate,
    ahead: &[Candidate],
    changeable: Changeable<'_>,
) -> Vec<Plan> {
    plan::plans(candidate, &Trial::all(candidate, changeable), ahead)
}

fn prospect(field: &[Candidate], place: usize, changeable: Changeable<'_>) -> Prospect {
    let (candidate, ahead) = (&field[place], &field[..place]);
    let trials = Trial::all(candidate, changeable);
    let to_first: Vec<Lift> = match place {
        0 => Vec::new(),
        _ => trials.iter().filter_map(|trial| trial.lift_to(1, ahead)).collect(),
    };
    let mut best: Option<Lift> = None;
    for trial in trials.iter().filter(|_| to_first.is_empty()) {
        let rank = trial.rank_after(trial.steps(), ahead);
        // Of equals the first criterion.
        if rank <= place && best.is_none_or(|best| rank < best.rank) {
            best = trial.lift_to(rank, ahead);
        }
    }
    let plans = plan::plans(candidate, &trials, ahead);
    Prospect { region: candidate.region.clone(), to_first, best, plans }
}

#[cfg(test)]
mod tests;
