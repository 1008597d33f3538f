//! What a candidate would have to be like for a better rank: one figure, in its physical unit, with
//! everything else as it is.

use super::rank::{Method, trusted};
use crate::domain::{
    criterion::{CriterionId, Scale, Utility},
    id::RegionId,
    matching::{Candidate, Contribution, Measure},
};

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
}

/// How many steps a criterion's figure has per unit; `None` for what no decision of the region
/// changes: where it lies, and which industries and partners stand around it. Such figures are
/// excluded by type. Which are, and the steps, are our judgement: shares and strengths to the
/// hundredth, parks and hectares to the tenth, prices and wages to the yuan, as they are published.
fn steps_per_unit(criterion: CriterionId) -> Option<u32> {
    match criterion {
        CriterionId::Specialisation | CriterionId::InstitutionalLink => Some(100),
        CriterionId::DeclaredWill | CriterionId::LandAvailability => Some(10),
        CriterionId::LandCost | CriterionId::LabourCost => Some(1),
        CriterionId::Relatedness | CriterionId::SupplyChain | CriterionId::Access => None,
    }
}

/// What would lift each of the first `shown` candidates of a field, which is in the order of the
/// ranking. A figure keeps the trust that it has; one that is unknown is taken to become known
/// without doubt.
pub fn prospects(field: &[Candidate], shown: usize, method: &Method<'_>) -> Vec<Prospect> {
    let places = 0..shown.min(field.len());
    let places = places.take_while(|_| !method.stop.is_asked());
    places.map(|place| prospect(field, place, method)).collect()
}

fn prospect(field: &[Candidate], place: usize, method: &Method<'_>) -> Prospect {
    let figures = 0..field[place].contributions.len();
    let mut trials: Vec<Trial<'_>> =
        figures.filter_map(|at| Trial::new(field, place, at, method)).collect();
    let to_first: Vec<Lift> = match place {
        0 => Vec::new(),
        _ => trials.iter_mut().filter_map(|trial| trial.lift_to(1)).collect(),
    };
    let mut best: Option<Lift> = None;
    for trial in trials.iter_mut().filter(|_| to_first.is_empty()) {
        let rank = trial.rank_after(trial.steps);
        // Of equals the first criterion.
        if rank <= place && best.is_none_or(|best| rank < best.rank) {
            best = trial.lift_to(rank);
        }
    }
    Prospect { region: field[place].region.clone(), to_first, best }
}

/// One figure of one candidate, moved in steps towards the better end of its scale.
struct Trial<'a> {
    /// Those that the candidate follows, best first.
    ahead: &'a [Candidate],
    /// The candidate with the figure moved.
    moved: Candidate,
    /// Where the figure's contribution stands.
    at: usize,
    scale: &'a Scale,
    median: Utility,
    /// How far the figure is trusted.
    trust: f64,
    now: Option<f64>,
    /// In steps of the figure: as it is, or the worse end of the scale if it is unknown, rounded
    /// away from the better end.
    start: f64,
    /// 1 where more is better, −1 where less is.
    direction: f64,
    per_unit: f64,
    /// From the start to the better end.
    steps: u32,
}

impl<'a> Trial<'a> {
    /// `None` where the figure is not to be changed, or is at the better end already.
    fn new(
        field: &'a [Candidate],
        place: usize,
        at: usize,
        method: &Method<'a>,
    ) -> Option<Trial<'a>> {
        let candidate = &field[place];
        let id = candidate.contributions[at].criterion;
        let per_unit = f64::from(steps_per_unit(id)?);
        let criterion = method.criteria.iter().find(|criterion| criterion.id == id)?;
        let scale = criterion.scales.get(&method.level)?;
        let [low, high] = scale.ends();
        let rises = low.1 < high.1;
        let (worse, better) = if rises { (low.0, high.0) } else { (high.0, low.0) };
        let measure = candidate.contributions[at].measure.as_ref();
        let now = measure.map(|measure| measure.value);
        let [start, end] = [now.unwrap_or(worse), better].map(|value| value * per_unit);
        let (start, end, direction) = if rises {
            (start.floor(), end.ceil(), 1.0)
        } else {
            (start.ceil(), end.floor(), -1.0)
        };
        let steps = ((end - start) * direction).min(f64::from(u32::MAX));
        if steps.is_nan() || steps < 1.0 {
            return None;
        }
        Some(Trial {
            ahead: &field[..place],
            at,
            scale,
            median: *criterion.medians.get(&method.level)?,
            trust: measure.map_or(1.0, |measure| measure.confidence),
            now,
            start,
            direction,
            per_unit,
            #[expect(clippy::cast_possible_truncation, reason = "whole and within the type")]
            #[expect(clippy::cast_sign_loss, reason = "at least 1")]
            steps: steps as u32,
            moved: Candidate {
                region: candidate.region.clone(),
                contributions: candidate.contributions.clone(),
                gates: Vec::new(),
            },
        })
    }

    fn value(&self, steps: u32) -> f64 {
        (self.start + self.direction * f64::from(steps)) / self.per_unit
    }

    /// The rank after so many steps; those that the candidate is ahead of already stay behind.
    fn rank_after(&mut self, steps: u32) -> usize {
        let value = self.value(steps);
        let utility = trusted(self.scale, self.median, self.trust, value);
        let Contribution { criterion, measure, weight, .. } =
            self.moved.contributions[self.at].clone();
        let measure = match measure {
            Some(measure) => Measure { value, ..measure },
            None => Measure {
                value,
                source: None,
                as_of: None,
                from: self.moved.region.clone(),
                confidence: self.trust,
                detail: None,
            },
        };
        self.moved.contributions[self.at] =
            Contribution::new(criterion, Some(measure), utility, weight);
        self.ahead.partition_point(|other| other.order() < self.moved.order()) + 1
    }

    /// The fewest steps to a rank, by bisection: a better figure never makes a rank worse. `None`
    /// if the end of the scale does not reach it.
    fn lift_to(&mut self, rank: usize) -> Option<Lift> {
        if rank < self.rank_after(self.steps) {
            return None;
        }
        let (mut low, mut high) = (0, self.steps);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.rank_after(middle) <= rank { high = middle } else { low = middle + 1 }
        }
        Some(Lift {
            criterion: self.moved.contributions[self.at].criterion,
            now: self.now,
            needed: self.value(high),
            rank: self.rank_after(high),
        })
    }
}

#[cfg(test)]
mod tests;
