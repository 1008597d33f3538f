//! What each of several causes adds to a difference, fairly: the mean of what it adds over all
//! orders in which the causes could have come.
//!
//! Source: L. S. Shapley, A value for n-person games, Contributions to the Theory of Games II,
//! Princeton University Press 1953, pages 307–317.

use super::{DecisionError, real};

/// Most causes: each set of them is looked at once, and ten have 1,024.
pub const CAUSES_MAX: usize = 10;

/// The Shapley values of `causes` causes. `worth` tells the value of a set of causes, bit i
/// standing for cause i; it is asked once per set. The values add up to
/// `worth`(all) − `worth`(none), but for rounding.
///
/// ```
/// use hinterland::decision::shapley::values;
/// // The second cause adds something only beside the first.
/// let both = |set: usize| if set == 0b11 { 1.0 } else { 0.0 };
/// assert_eq!(values(2, both)?, [0.5, 0.5]);
/// # Ok::<(), hinterland::decision::DecisionError>(())
/// ```
///
/// # Errors
/// More than [`CAUSES_MAX`] causes.
pub fn values(
    causes: usize,
    mut worth: impl FnMut(usize) -> f64,
) -> Result<Vec<f64>, DecisionError> {
    check(causes)?;
    let worths: Vec<f64> = (0..1 << causes).map(&mut worth).collect();
    let orders: Vec<f64> = orders(causes).into_iter().map(real).collect();
    let all: f64 = real((1..=causes).product());
    let value = |cause: usize| {
        let without = (0..worths.len()).filter(|set| set & (1 << cause) == 0);
        let term = |set: usize| {
            orders[set.count_ones() as usize] / all * (worths[set | (1 << cause)] - worths[set])
        };
        without.map(term).sum()
    };
    Ok((0..causes).map(value).collect())
}

/// Shapley values of whole numbers, such as points or fen, as whole numbers that add up to
/// `worth`(all) − `worth`(none) exactly: rounded down, and what is left goes to the largest
/// remainders, the first of equals.
///
/// # Errors
/// More than [`CAUSES_MAX`] causes.
pub fn whole_values(
    causes: usize,
    worth: impl FnMut(usize) -> i64,
) -> Result<Vec<i64>, DecisionError> {
    let by_orders = values_over_orders(causes, worth)?;
    let all = i128::try_from((1..=causes).product::<usize>()).unwrap_or(i128::MAX);
    let mut values: Vec<i128> = by_orders.iter().map(|value| value.div_euclid(all)).collect();
    let remainders = by_orders.iter().map(|value| value.rem_euclid(all));
    let mut remainders: Vec<(i128, usize)> = remainders.zip(0..).collect();
    let missing = by_orders.iter().sum::<i128>() / all - values.iter().sum::<i128>();
    remainders.sort_by_key(|(remainder, cause)| (std::cmp::Reverse(*remainder), *cause));
    // Each remainder is below one, so there is less missing than there are causes.
    for (_, cause) in remainders.iter().take(usize::try_from(missing).unwrap_or(0)) {
        values[*cause] += 1;
    }
    // Differences of 64-bit numbers, and their means.
    let saturated = |value: i128| i64::try_from(value.clamp(i64::MIN.into(), i64::MAX.into()));
    Ok(values.into_iter().map(|value| saturated(value).unwrap_or(0)).collect())
}

/// Shapley values of whole numbers times the number of orders in which the causes could have come,
/// `causes`!: exact, for each is a sum over all of these orders. They add up to `causes`! ·
/// (`worth`(all) − `worth`(none)).
///
/// ```
/// use hinterland::decision::shapley::values_over_orders;
/// let both = |set: usize| if set == 0b11 { 1 } else { 0 };
/// assert_eq!(values_over_orders(2, both)?, [1, 1]); // halves
/// # Ok::<(), hinterland::decision::DecisionError>(())
/// ```
///
/// # Errors
/// More than [`CAUSES_MAX`] causes.
pub fn values_over_orders(
    causes: usize,
    mut worth: impl FnMut(usize) -> i64,
) -> Result<Vec<i128>, DecisionError> {
    check(causes)?;
    let worths: Vec<i128> = (0..1 << causes).map(|set| i128::from(worth(set))).collect();
    let orders = orders(causes);
    let value = |cause: usize| {
        let without = (0..worths.len()).filter(|set| set & (1 << cause) == 0);
        let term = |set: usize| {
            let count = i128::try_from(orders[set.count_ones() as usize]).unwrap_or(i128::MAX);
            count * (worths[set | (1 << cause)] - worths[set])
        };
        without.map(term).sum()
    };
    Ok((0..causes).map(value).collect())
}

/// The parts of a weighted sum against a reference, `w_i` (`x_i` − `reference_i`): the Shapley
/// values of a sum in closed form. They add up to the difference of the sums.
///
/// # Errors
/// Lists of different lengths.
pub fn of_weighted_sum(
    weights: &[f64],
    values: &[f64],
    reference: &[f64],
) -> Result<Vec<f64>, DecisionError> {
    for list in [values, reference] {
        DecisionError::check_count("values", weights.len(), list.len())?;
    }
    let both = values.iter().zip(reference);
    Ok(weights.iter().zip(both).map(|(weight, (x, from))| weight * (x - from)).collect())
}

fn check(causes: usize) -> Result<(), DecisionError> {
    let is_few = causes <= CAUSES_MAX;
    let error = DecisionError::Count { what: "causes or fewer", expected: CAUSES_MAX, got: causes };
    if is_few { Ok(()) } else { Err(error) }
}

/// By the number of causes that came before: |S|! (n − |S| − 1)!, the orders of the rest.
fn orders(causes: usize) -> Vec<usize> {
    let factorial = |count: usize| -> usize { (1..=count).product() };
    (0..causes).map(|before| factorial(before) * factorial(causes - before - 1)).collect()
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    use super::*;

    const WEIGHTS: [f64; 3] = [0.5, 0.3, 0.2];
    const NOW: [f64; 3] = [0.9, 0.2, 0.6];
    const BEFORE: [f64; 3] = [0.5; 3];

    fn mixed(set: usize) -> [f64; 3] {
        [0, 1, 2].map(|cause| if set & (1 << cause) == 0 { BEFORE[cause] } else { NOW[cause] })
    }

    #[test]
    fn a_sum_has_its_terms() {
        let expected = [0.2, -0.09, 0.02];
        let closed = of_weighted_sum(&WEIGHTS, &NOW, &BEFORE).unwrap();
        let sum = |set| WEIGHTS.iter().zip(mixed(set)).map(|(weight, x)| weight * x).sum();
        let general = values(3, sum).unwrap();
        for ((closed, general), expected) in closed.iter().zip(&general).zip(expected) {
            assert_abs_diff_eq!(*closed, expected, epsilon = 1e-15);
            assert_abs_diff_eq!(*general, expected, epsilon = 1e-15);
        }
        assert_abs_diff_eq!(0.5 + closed.iter().sum::<f64>(), 0.63, epsilon = 1e-15);
    }

    /// All six orders of Π `x_i`^`w_i`, worked independently.
    #[test]
    fn a_weighted_product_comes_out() {
        let product = |set| WEIGHTS.iter().zip(mixed(set)).map(|(w, x)| x.powf(*w)).product();
        let found = values(3, product).unwrap();
        let expected =
            [0.152_956_393_130_084, -0.143_438_421_358_947_16, 0.019_000_905_190_476_224];
        for (found, expected) in found.iter().zip(expected) {
            assert_abs_diff_eq!(*found, expected, epsilon = 1e-15);
        }
        assert_abs_diff_eq!(found.iter().sum::<f64>(), 0.028_518_876_961_613_06, epsilon = 1e-15);
    }

    #[test]
    fn there_may_be_no_cause_but_not_many() {
        assert_eq!(values(0, |_| 3.0).unwrap(), [] as [f64; 0]);
        assert_eq!(whole_values(0, |_| 3).unwrap(), [] as [i64; 0]);
        assert_eq!(whole_values(1, |set| [5, -2][set]).unwrap(), [-7]);
        assert!(values(11, |_| 0.0).is_err());
    }

    proptest! {
        #[test]
        fn whole_values_add_up_exactly(worths in prop::collection::vec(-1_000_000_i64..1_000_000, 16)) {
            let whole = whole_values(4, |set| worths[set]).unwrap();
            prop_assert_eq!(whole.iter().sum::<i64>(), worths[15] - worths[0]);
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            let exact = values(4, |set| worths[set] as f64).unwrap();
            for (whole, exact) in whole.iter().zip(exact) {
                #[expect(clippy::cast_precision_loss, reason = "small numbers")]
                let apart = (*whole as f64 - exact).abs();
                prop_assert!(apart < 1.0 + 1e-6);
            }
        }
    }
}
