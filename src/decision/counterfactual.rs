//! What would have to change for another order, under a weighted sum of utilities between 0 and 1:
//! one utility, several at the least cost, or the weights.

use super::DecisionError;

/// What a single criterion would have to reach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Need {
    /// The utility at which the gap is closed; above 1 where this criterion alone cannot.
    pub utility: f64,
    /// Whether that is 1 at most.
    pub is_feasible: bool,
}

/// What each criterion alone would have to reach for a score higher by `gap`: u + gap / w. `None`
/// for a criterion without weight, which changes nothing.
///
/// ```
/// use hinterland::decision::counterfactual::single_needs;
/// let needs = single_needs(&[0.5, 0.5], &[0.2, 0.9], 0.1)?;
/// assert!(needs[0].unwrap().is_feasible && !needs[1].unwrap().is_feasible);
/// # Ok::<(), hinterland::decision::DecisionError>(())
/// ```
///
/// # Errors
/// Lists of different lengths.
pub fn single_needs(
    weights: &[f64],
    utilities: &[f64],
    gap: f64,
) -> Result<Vec<Option<Need>>, DecisionError> {
    DecisionError::check_count("utilities", weights.len(), utilities.len())?;
    let need = |(weight, utility): (&f64, &f64)| {
        let utility = utility + gap / weight;
        (0.0 < *weight).then_some(Need { utility, is_feasible: utility <= 1.0 })
    };
    Ok(weights.iter().zip(utilities).map(need).collect())
}

/// Changes of several utilities.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// By criterion, how much the utility rises, 0 or more.
    pub rises: Vec<f64>,
    /// Σ cost × rise.
    pub cost: f64,
}

/// The cheapest rises that close `gap`: min Σ `c_j` `Δ_j` where Σ `w_j` `Δ_j` ≥ gap and
/// 0 ≤ `Δ_j` ≤ 1 − `u_j`. A fractional knapsack, filled in the order of cost per weight; the first
/// of equals goes first. Exact.
///
/// `costs` are per whole unit of utility, of at least 0; `None` marks what cannot be changed, such
/// as a distance. `None` is the answer where everything together is not enough.
///
/// Source: G. B. Dantzig, Discrete-variable extremum problems, Operations Research 5 (1957), pages
/// 266–288.
///
/// # Errors
/// Lists of different lengths; a cost below 0 or not finite.
pub fn cheapest_plan(
    weights: &[f64],
    utilities: &[f64],
    costs: &[Option<f64>],
    gap: f64,
) -> Result<Option<Plan>, DecisionError> {
    DecisionError::check_count("utilities", weights.len(), utilities.len())?;
    DecisionError::check_count("costs", weights.len(), costs.len())?;
    let mut open = Vec::new();
    for (place, cost) in costs.iter().enumerate() {
        let Some(cost) = *cost else { continue };
        if !(cost.is_finite() && 0.0 <= cost) {
            let expected = "a number of at least 0";
            return Err(DecisionError::Parameter { parameter: "cost", expected, value: cost });
        }
        if 0.0 < weights[place] && utilities[place] < 1.0 {
            open.push((cost / weights[place], place, cost));
        }
    }
    // Stable: of equals the first criterion goes first.
    open.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut plan = Plan { rises: vec![0.0; weights.len()], cost: 0.0 };
    let mut left = gap;
    for (_, place, cost) in open {
        if left <= 0.0 {
            break;
        }
        let room = 1.0 - utilities[place];
        let is_enough = left <= weights[place] * room;
        let rise = if is_enough { (left / weights[place]).min(room) } else { room };
        plan.rises[place] = rise;
        plan.cost += cost * rise;
        left = if is_enough { 0.0 } else { left - weights[place] * room };
    }
    Ok((left <= 0.0).then_some(plan))
}

/// Weight that goes from one criterion to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Move {
    /// The criterion that loses.
    pub from: usize,
    /// The criterion that gains.
    pub to: usize,
    /// How much, above 0.
    pub amount: f64,
}

/// The smallest change of weights that makes two alternatives level.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightSwap {
    /// The moves, first to last.
    pub moves: Vec<Move>,
    /// δ, the sum of the amounts; the weights change by ‖Δw‖₁ = 2δ. Any more turns the order.
    pub moved: f64,
    /// The weights after the moves, with the sum they had before.
    pub weights: Vec<f64>,
}

/// The smallest change of weights, by ‖Δw‖₁, after which `behind` is level with `ahead`. With
/// d = u(ahead) − u(behind), weight goes from where d is largest to where it is smallest; when the
/// first has none left, from the next largest. Moving δ from d₁ to d₂ closes δ (d₁ − d₂), so no
/// other moves close more: this is the optimum of the linear programme. The first of equals gives
/// and takes first.
///
/// `None` where no weights do it: `ahead` is better in everything that could gain weight. An empty
/// change where `ahead` is not ahead.
///
/// ```
/// use hinterland::decision::counterfactual::weight_swap;
/// let swap = weight_swap(&[0.6, 0.4], &[0.9, 0.3], &[0.4, 0.8])?.unwrap();
/// assert!((swap.moved - 0.1).abs() < 1e-12); // (0.66 − 0.56) / (0.5 + 0.5)
/// # Ok::<(), hinterland::decision::DecisionError>(())
/// ```
///
/// # Errors
/// Lists of different lengths, or empty ones.
pub fn weight_swap(
    weights: &[f64],
    ahead: &[f64],
    behind: &[f64],
) -> Result<Option<WeightSwap>, DecisionError> {
    if weights.is_empty() {
        return Err(DecisionError::Empty { what: "criteria" });
    }
    DecisionError::check_count("utilities", weights.len(), ahead.len())?;
    DecisionError::check_count("utilities", weights.len(), behind.len())?;
    let leads: Vec<f64> = ahead.iter().zip(behind).map(|(one, other)| one - other).collect();
    let mut gap: f64 = weights.iter().zip(&leads).map(|(weight, lead)| weight * lead).sum();
    let mut givers: Vec<usize> = (0..leads.len()).collect();
    givers.sort_by(|one, other| leads[*other].total_cmp(&leads[*one]));
    let least = leads.iter().copied().fold(f64::INFINITY, f64::min);
    let to = leads.iter().position(|lead| *lead <= least).unwrap_or(0);
    let mut swap = WeightSwap { moves: Vec::new(), moved: 0.0, weights: weights.to_vec() };
    for from in givers {
        let closes = leads[from] - least;
        if gap <= 0.0 || closes <= 0.0 {
            break;
        }
        let amount = (gap / closes).min(weights[from]);
        if amount <= 0.0 {
            continue;
        }
        gap = if gap / closes <= weights[from] { 0.0 } else { gap - amount * closes };
        swap.moves.push(Move { from, to, amount });
        swap.moved += amount;
        swap.weights[from] -= amount;
        swap.weights[to] += amount;
    }
    Ok((gap <= 0.0).then_some(swap))
}

/// For each alternative of a ranking but the last, the smallest change of weights that makes the
/// next one level with it: see [`weight_swap`]. `ranked` are utilities by criterion, best
/// alternative first.
///
/// # Errors
/// An alternative with another number of utilities than there are weights; no weights.
pub fn neighbour_swaps(
    weights: &[f64],
    ranked: &[&[f64]],
) -> Result<Vec<Option<WeightSwap>>, DecisionError> {
    ranked.windows(2).map(|pair| weight_swap(weights, pair[0], pair[1])).collect()
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    use super::*;

    fn score(weights: &[f64], utilities: &[f64]) -> f64 {
        weights.iter().zip(utilities).map(|(weight, utility)| weight * utility).sum()
    }

    #[test]
    fn the_single_needs_come_out() {
        let (weights, utilities) = ([0.4, 0.35, 0.25], [0.5, 0.6, 0.2]);
        let gap = 0.62 - score(&weights, &utilities);
        assert_abs_diff_eq!(gap, 0.16, epsilon = 1e-15);
        let needs = single_needs(&weights, &utilities, gap).unwrap();
        let expected = [(0.9, true), (1.057_142_857_142_857_1, false), (0.84, true)];
        for (need, (utility, is_feasible)) in needs.into_iter().zip(expected) {
            let need = need.unwrap();
            assert_abs_diff_eq!(need.utility, utility, epsilon = 1e-14);
            assert_eq!(need.is_feasible, is_feasible);
        }
        assert_eq!(single_needs(&[0.0], &[0.5], 0.1).unwrap(), [None]);
        assert!(single_needs(&[1.0], &[], 0.1).is_err());
    }

    #[test]
    fn the_cheapest_weight_is_bought_first() {
        let weights = [0.4, 0.35, 0.25];
        let plan = |costs: &[Option<f64>], gap: f64| {
            cheapest_plan(&weights, &[0.5, 0.6, 0.2], costs, gap).unwrap()
        };
        // Cost per weight: 20, 40, 8: the third to its end (0.2), then the first.
        let found = plan(&[Some(8.0), Some(14.0), Some(2.0)], 0.3).unwrap();
        let expected = [0.25, 0.0, 0.8];
        for (rise, expected) in found.rises.iter().zip(expected) {
            assert_abs_diff_eq!(*rise, expected, epsilon = 1e-12);
        }
        assert_abs_diff_eq!(found.cost, 0.25 * 8.0 + 0.8 * 2.0, epsilon = 1e-12);
        // All there is closes 0.54; without the first, which cannot be changed, 0.34.
        assert!(plan(&[Some(1.0); 3], 0.53).is_some() && plan(&[Some(1.0); 3], 0.55).is_none());
        assert!(plan(&[None, Some(1.0), Some(1.0)], 0.35).is_none());
        assert_abs_diff_eq!(plan(&[None; 3], 0.0).unwrap().cost, 0.0);
        assert!(cheapest_plan(&weights, &[0.5; 3], &[Some(-1.0); 3], 0.1).is_err());
    }

    #[test]
    fn weight_goes_from_the_largest_lead_to_the_smallest() {
        let cases = [
            // (weights, ahead, behind, δ): one move is enough.
            ([0.5, 0.3, 0.2], [0.8, 0.5, 0.2], [0.4, 0.5, 0.8], Some(0.08)),
            // Of the gap of 0.36 the first, which has 0.1 to give, closes 0.1; the second 0.8 each.
            ([0.1, 0.7, 0.2], [0.9, 0.9, 0.2], [0.2, 0.4, 0.5], Some(0.1 + 0.26 / 0.8)),
            ([0.5, 0.3, 0.2], [0.8; 3], [0.4; 3], None), // better in everything
            ([0.5, 0.3, 0.2], [0.4; 3], [0.8; 3], Some(0.0)), // not ahead
        ];
        for (weights, ahead, behind, expected) in cases {
            let found = weight_swap(&weights, &ahead, &behind).unwrap();
            assert_eq!(found.is_some(), expected.is_some());
            let (Some(found), Some(expected)) = (found, expected) else { continue };
            if expected <= 0.0 {
                assert_eq!(found.moves, []);
                continue;
            }
            let gap = score(&found.weights, &ahead) - score(&found.weights, &behind);
            assert_abs_diff_eq!(gap, 0.0, epsilon = 1e-12);
            let change: f64 =
                found.weights.iter().zip(weights).map(|(new, old)| (new - old).abs()).sum();
            assert_abs_diff_eq!(change, 2.0 * found.moved, epsilon = 1e-12);
            assert_abs_diff_eq!(found.moved, expected, epsilon = 1e-12);
        }
        assert_eq!(weight_swap(&[0.5, 0.5], &[0.8; 2], &[0.4; 2]).unwrap(), None);
        assert!(weight_swap(&[], &[], &[]).is_err());
        let ranked: [&[f64]; 3] = [&[0.9, 0.2], &[0.3, 0.6], &[0.1, 0.1]];
        let swaps = neighbour_swaps(&[0.6, 0.4], &ranked).unwrap();
        assert!(swaps[0].is_some() && swaps[1].is_none());
    }

    proptest! {
        /// Random other weights under which the order is turned are never nearer.
        #[test]
        fn no_other_weights_are_nearer(
            weights in prop::collection::vec(0.01..1.0, 4), mixed in prop::collection::vec(0.01..1.0, 4),
            one in prop::collection::vec(0.0..1.0, 4), two in prop::collection::vec(0.0..1.0, 4),
        ) {
            let whole = |list: Vec<f64>| -> Vec<f64> {
                let sum: f64 = list.iter().sum();
                list.iter().map(|weight| weight / sum).collect()
            };
            let weights = whole(weights);
            let is_first = score(&weights, &two) <= score(&weights, &one);
            let (ahead, behind) = if is_first { (one, two) } else { (two, one) };
            let leads = ahead.iter().zip(&behind).map(|(one, other)| one - other);
            let weakest = leads.enumerate().min_by(|one, other| f64::total_cmp(&one.1, &other.1));
            let mut other = mixed;
            other[weakest.unwrap().0] += 9.0;
            let other = whole(other);
            let gap = |weights: &[f64]| score(weights, &ahead) - score(weights, &behind);
            let found = weight_swap(&weights, &ahead, &behind).unwrap();
            prop_assume!(0.0 < gap(&weights) && gap(&other) < 0.0);
            let swap = found.unwrap();
            prop_assert!(gap(&swap.weights).abs() < 1e-9);
            prop_assert!(swap.weights.iter().all(|weight| 0.0 <= *weight));
            // Where the way from one to the other meets the boundary.
            let share = gap(&weights) / (gap(&weights) - gap(&other));
            let way: f64 =
                weights.iter().zip(&other).map(|(one, other)| share * (one - other).abs()).sum();
            prop_assert!(2.0 * swap.moved <= way + 1e-9);
        }

        /// Buying in another order never costs less.
        #[test]
        fn no_other_plan_is_cheaper(
            utilities in prop::collection::vec(0.0..1.0, 4), costs in prop::collection::vec(0.1..9.0, 4),
            rises in prop::collection::vec(0.0..1.0, 4),
        ) {
            let weights = [0.4, 0.3, 0.2, 0.1];
            let rises: Vec<f64> =
                rises.iter().zip(&utilities).map(|(rise, utility)| rise * (1.0 - utility)).collect();
            let gap = score(&weights, &rises);
            let priced: Vec<Option<f64>> = costs.iter().copied().map(Some).collect();
            let plan = cheapest_plan(&weights, &utilities, &priced, gap).unwrap().unwrap();
            prop_assert!(score(&weights, &plan.rises) >= gap - 1e-9);
            prop_assert!(plan.cost <= score(&costs, &rises) + 1e-9);
        }
    }
}
