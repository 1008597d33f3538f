//! The cheapest set of changes where each goes in steps and gains what it gains: straight or bent,
//! with rising or falling returns.

use super::DecisionError;

/// The fractional relaxation of what is still open.
mod relaxation;
#[cfg(test)]
mod tests;

use relaxation::Relaxation;

/// One thing that can be changed in steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ladder {
    cost_per_step: i64,
    gains: Vec<i64>,
}

impl Ladder {
    /// A ladder whose steps cost the same each; `gains` are what so many steps gain together, from
    /// the first step on.
    ///
    /// # Errors
    /// A cost that is not above 0; a gain that falls, or a first one below 0.
    pub fn new(cost_per_step: i64, gains: Vec<i64>) -> Result<Ladder, DecisionError> {
        #[expect(clippy::cast_precision_loss, reason = "only told in a message")]
        let refuse = |parameter, expected, value: i64| {
            Err(DecisionError::Parameter { parameter, expected, value: value as f64 })
        };
        if cost_per_step <= 0 {
            return refuse("cost_per_step", "a number above 0", cost_per_step);
        }
        let before = std::iter::once(&0).chain(&gains);
        if let Some((gain, _)) = gains.iter().zip(before).find(|(gain, before)| gain < before) {
            return refuse("gain", "at least that of the step before", *gain);
        }
        Ok(Ladder { cost_per_step, gains })
    }

    fn steps_max(&self) -> usize {
        self.gains.len()
    }

    fn gain(&self, steps: usize) -> i64 {
        steps.checked_sub(1).map_or(0, |at| self.gains[at])
    }

    fn cost(&self, steps: usize) -> i64 {
        i64::try_from(steps).unwrap_or(i64::MAX).saturating_mul(self.cost_per_step)
    }

    /// The fewest steps that gain so much; `None` if all of them do not.
    fn steps_for(&self, gain: i64) -> Option<usize> {
        let steps = self.gains.partition_point(|reached| *reached < gain);
        match gain {
            ..=0 => Some(0),
            _ => (steps < self.gains.len()).then_some(steps + 1),
        }
    }
}

/// How far the cheapest steps are sought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// So many combinations are looked at, at most.
    pub looks_max: usize,
    /// A saving of less than one part in so many of the cost is not looked for, 1 or more; the
    /// largest number looks for every one.
    pub parts: i64,
}

/// Steps on several ladders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepPlan {
    /// By ladder, how many steps.
    pub steps: Vec<usize>,
    /// What they cost together.
    pub cost: i64,
    /// Whether no other steps cost less, but for the saving that was not looked for. Where the
    /// search ended before that was known, it is still true that none of them can be left out.
    pub is_proven: bool,
}

/// The cheapest steps that together gain at least `gap`: min Σ `c_j` `s_j` where Σ `g_j(s_j)` ≥
/// gap. `None` where all steps of all ladders are not enough.
///
/// The fractional knapsack over the concave hulls of the ladders, filled in the order of cost per
/// gain, is the relaxation ([`super::counterfactual::cheapest_plan`] for straight ladders); rounded
/// up it is the first plan. Branch and bound by the relaxation then finds the cheapest one exactly,
/// for any shape, as far as the effort goes. Of plans that cost the same the rounded relaxation goes
/// first, then the fewer steps on the shorter ladder.
///
/// ```
/// use hinterland::decision::ladder::{Effort, Ladder, cheapest_steps};
/// let straight = Ladder::new(2, vec![1, 2, 3, 4])?;
/// let late = Ladder::new(3, vec![0, 5])?;
/// let effort = Effort { looks_max: 1_000, parts: i64::MAX };
/// let plan = cheapest_steps(&[straight, late], 6, effort).unwrap();
/// assert_eq!((plan.steps, plan.cost, plan.is_proven), (vec![1, 2], 8, true));
/// # Ok::<(), hinterland::decision::DecisionError>(())
/// ```
///
/// Source: A. H. Land and A. G. Doig, An automatic method of solving discrete programming problems,
/// Econometrica 28 (1960), pages 497–520; G. B. Dantzig, Discrete-variable extremum problems,
/// Operations Research 5 (1957), pages 266–288.
pub fn cheapest_steps(ladders: &[Ladder], gap: i64, effort: Effort) -> Option<StepPlan> {
    // The longest goes last, where the fewest steps that are enough are found at once.
    let mut order: Vec<usize> = (0..ladders.len()).collect();
    order.sort_by_key(|place| ladders[*place].steps_max());
    let ladders: Vec<&Ladder> = order.iter().map(|place| &ladders[*place]).collect();
    let relaxations = (0..ladders.len()).map(|from| Relaxation::new(&ladders[from..])).collect();
    let best = rounded_up(&ladders, gap)?;
    let steps = vec![0; ladders.len()];
    let best_cost = cost_of(&ladders, &best);
    let mut search = Search { ladders, relaxations, steps, best, best_cost, effort };
    let is_proven = search.descend(0, gap, 0);
    let Search { ladders, mut best, .. } = search;
    trim(&ladders, gap, &mut best);
    let cost = cost_of(&ladders, &best);
    let mut steps = vec![0; best.len()];
    for (place, count) in order.into_iter().zip(best) {
        steps[place] = count;
    }
    Some(StepPlan { steps, cost, is_proven })
}

/// The relaxation with its last ladder gone up to a whole step; steps that are then too many are
/// left out.
fn rounded_up(ladders: &[&Ladder], gap: i64) -> Option<Vec<usize>> {
    let mut steps = Relaxation::new(ladders).steps_for(gap)?;
    trim(ladders, gap, &mut steps);
    Some(steps)
}

/// Takes away what is not needed, from the last ladder on.
fn trim(ladders: &[&Ladder], gap: i64, steps: &mut [usize]) {
    for place in (0..steps.len()).rev() {
        let others: i64 = ladders.iter().zip(&*steps).map(|(ladder, s)| ladder.gain(*s)).sum();
        let others = others - ladders[place].gain(steps[place]);
        if let Some(enough) = ladders[place].steps_for(gap - others) {
            steps[place] = enough.min(steps[place]);
        }
    }
}

fn cost_of(ladders: &[&Ladder], steps: &[usize]) -> i64 {
    let costs = ladders.iter().zip(steps).map(|(ladder, steps)| ladder.cost(*steps));
    costs.fold(0, i64::saturating_add)
}

struct Search<'a> {
    ladders: Vec<&'a Ladder>,
    /// Of the ladders from each place on.
    relaxations: Vec<Relaxation>,
    /// The steps that are being tried.
    steps: Vec<usize>,
    best: Vec<usize>,
    best_cost: i64,
    /// What is left of it.
    effort: Effort,
}

impl Search<'_> {
    /// Tries all steps of the ladders from `place` on; false where the looks ended before.
    fn descend(&mut self, place: usize, gap: i64, spent: i64) -> bool {
        let ladder = match self.ladders.get(place) {
            Some(ladder) if 0 < gap => *ladder,
            _ => {
                self.steps[place..].fill(0);
                self.keep(spent);
                return true;
            }
        };
        if place + 1 == self.ladders.len() {
            if let Some(steps) = ladder.steps_for(gap) {
                self.steps[place] = steps;
                self.keep(spent.saturating_add(ladder.cost(steps)));
            }
            return true;
        }
        for steps in 0..=ladder.steps_max() {
            let spent = spent.saturating_add(ladder.cost(steps));
            let worth_finding = self.best_cost - self.best_cost / self.effort.parts;
            if worth_finding <= spent {
                break;
            }
            if self.effort.looks_max == 0 {
                return false;
            }
            self.effort.looks_max -= 1;
            let left = gap - ladder.gain(steps);
            let bound = self.relaxations[place + 1].cost_of(left);
            if bound.is_none_or(|bound| worth_finding <= spent.saturating_add(bound)) {
                continue;
            }
            self.steps[place] = steps;
            if !self.descend(place + 1, left, spent) {
                return false;
            }
        }
        true
    }

    fn keep(&mut self, cost: i64) {
        if cost < self.best_cost {
            self.best.clone_from(&self.steps);
            self.best_cost = cost;
        }
    }
}
