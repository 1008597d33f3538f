use super::{Changeable, Lift};
use crate::{
    domain::{
        change::Change,
        criterion::{CriterionId, Scale, Utility},
        limits::FIGURE_STEPS_MAX,
        matching::{Age, Candidate, Contribution, Measure, Points},
        money::Fen,
    },
    scoring::rank::trusted,
};

/// One figure of one candidate, moved in steps towards the better end of its scale.
pub(super) struct Trial<'a> {
    candidate: &'a Candidate,
    /// Where the figure's contribution stands.
    at: usize,
    scale: &'a Scale,
    median: Utility,
    /// How far the figure is trusted.
    trust: f64,
    now: Option<f64>,
    change: &'a Change,
    /// In steps from 0: the figure as it is, rounded away from the better end; the last that is no
    /// better than what stands in if it is unknown.
    start: f64,
    /// 1 where more is better, −1 where less is.
    direction: f64,
    /// From the start to the better end.
    steps: u32,
}

impl<'a> Trial<'a> {
    /// Every figure that can be changed for the better, in the order of the criteria.
    pub(super) fn all(candidate: &'a Candidate, changeable: Changeable<'a>) -> Vec<Trial<'a>> {
        let figures = 0..candidate.contributions.len();
        figures.filter_map(|at| Trial::new(candidate, at, changeable)).collect()
    }

    /// `None` where the figure is not to be changed, is at the better end already, or is further
    /// from it than anybody would go.
    fn new(candidate: &'a Candidate, at: usize, changeable: Changeable<'a>) -> Option<Trial<'a>> {
        let id = candidate.contributions[at].criterion;
        let change = changeable.changes.iter().find(|change| change.criterion == id)?;
        let method = changeable.method;
        let criterion = method.criteria.iter().find(|criterion| criterion.id == id)?;
        let scale = criterion.scales.get(&method.level)?;
        let median = *criterion.medians.get(&method.level)?;
        let [low, high] = scale.ends();
        let rises = low.1 < high.1;
        let (worse, better) = if rises { (low.0, high.0) } else { (high.0, low.0) };
        let measure = candidate.contributions[at].measure.as_ref();
        let now = measure.map(|measure| measure.value);
        let [start, end] = [now.unwrap_or(worse), better].map(|value| change.steps_of(value));
        let (start, end, direction) = if rises {
            (start.floor(), end.ceil(), 1.0)
        } else {
            (start.ceil(), end.floor(), -1.0)
        };
        let steps = (end - start) * direction;
        if !(1.0..=f64::from(FIGURE_STEPS_MAX)).contains(&steps) {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "whole and within the type")]
        #[expect(clippy::cast_sign_loss, reason = "at least 1")]
        let steps = steps as u32;
        let trust = measure.map_or(1.0, |measure| measure.confidence);
        let mut trial =
            Trial { candidate, at, scale, median, trust, now, change, start, direction, steps };
        if now.is_none() {
            trial.start_at_median();
        }
        (0 < trial.steps).then_some(trial)
    }

    /// Leaves out the steps that are no better than the median, which stands in for the unknown.
    fn start_at_median(&mut self) {
        let (mut low, mut high) = (0, self.steps);
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            let is_better = self.median < self.scale.utility(self.value(middle));
            if is_better { high = middle - 1 } else { low = middle }
        }
        self.start += self.direction * f64::from(low);
        self.steps -= low;
    }

    /// The criterion whose figure it is.
    pub(super) fn criterion(&self) -> CriterionId {
        self.candidate.contributions[self.at].criterion
    }

    /// The figure as it is; `None` if unknown.
    pub(super) fn now(&self) -> Option<f64> {
        self.now
    }

    /// What one step costs.
    pub(super) fn cost_per_step(&self) -> Fen {
        self.change.cost_per_step
    }

    /// What so many steps cost.
    pub(super) fn cost_of(&self, steps: u32) -> Fen {
        Fen::new(i64::from(steps).saturating_mul(self.change.cost_per_step.get()))
    }

    /// How many steps there are to the better end, at least 1.
    pub(super) fn steps(&self) -> u32 {
        self.steps
    }

    /// The figure after so many steps.
    pub(super) fn value(&self, steps: u32) -> f64 {
        self.change.figure_at(self.start + self.direction * f64::from(steps))
    }

    fn utility_after(&self, steps: u32) -> Utility {
        trusted(self.scale, self.median, self.trust, self.value(steps))
    }

    /// The points of the figure after so many steps.
    pub(super) fn points_after(&self, steps: u32) -> Points {
        self.candidate.contributions[self.at].weight.earned(self.utility_after(steps))
    }

    /// The contribution with the figure after so many steps.
    fn contribution_after(&self, steps: u32) -> Contribution {
        let (value, utility) = (self.value(steps), self.utility_after(steps));
        let Contribution { criterion, measure, weight, .. } =
            &self.candidate.contributions[self.at];
        let measure = match measure {
            Some(measure) => Measure { value, ..measure.clone() },
            None => Measure {
                value,
                source: None,
                as_of: None,
                from: self.candidate.region.clone(),
                confidence: self.trust,
                age: Age::Ageless,
                detail: None,
            },
        };
        Contribution::new(*criterion, Some(measure), utility, *weight)
    }

    /// Puts the figure after so many steps into a candidate.
    pub(super) fn apply(&self, steps: u32, candidate: &mut Candidate) {
        candidate.contributions[self.at] = self.contribution_after(steps);
    }

    /// The rank after so many steps among those that the candidate follows, best first; those that
    /// it is ahead of already stay behind.
    pub(super) fn rank_after(&self, steps: u32, ahead: &[Candidate]) -> usize {
        let mut moved = bare(self.candidate);
        self.apply(steps, &mut moved);
        rank_among(&moved, ahead)
    }

    /// The fewest steps to a rank, by bisection: a better figure never makes a rank worse. `None`
    /// if the end of the scale does not reach it.
    pub(super) fn lift_to(&self, rank: usize, ahead: &[Candidate]) -> Option<Lift> {
        if rank < self.rank_after(self.steps, ahead) {
            return None;
        }
        let (mut low, mut high) = (0, self.steps);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.rank_after(middle, ahead) <= rank { high = middle } else { low = middle + 1 }
        }
        Some(Lift {
            criterion: self.criterion(),
            now: self.now,
            needed: self.value(high),
            rank: self.rank_after(high, ahead),
            cost: self.cost_of(high),
        })
    }
}

/// The rank of a candidate among those that stand before it, best first.
pub(super) fn rank_among(candidate: &Candidate, ahead: &[Candidate]) -> usize {
    ahead.partition_point(|other| other.order() < candidate.order()) + 1
}

/// A candidate without its gates, which no change of a figure for the better touches.
pub(super) fn bare(candidate: &Candidate) -> Candidate {
    Candidate {
        region: candidate.region.clone(),
        contributions: candidate.contributions.clone(),
        gates: Vec::new(),
    }
}
