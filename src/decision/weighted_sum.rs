use super::{
    DecisionError, DecisionTable,
    normalise::{Normalisation, Scale},
};

/// The weighted sum Σ `w_j` `r_ij` of normalised values by alternative, more being better; 0 to 1
/// under [`Normalisation::MinMax`].
///
/// A constant criterion adds the same to all; under min–max its whole weight, so that 1 − score is
/// the group regret S of [`super::vikor`]. A single alternative under min–max has 1.
///
/// ```
/// use hinterland::decision::{
///     DecisionTable, Direction, normalise::Normalisation, weighted_sum::scores,
/// };
/// let values = ndarray::array![[10.0, 2.0], [20.0, 6.0], [15.0, 2.0]];
/// let directions = [Direction::Max, Direction::Min];
/// let table = DecisionTable::new(&values, &directions, &[3.0, 1.0])?;
/// assert_eq!(scores(&table, Normalisation::MinMax)?, [0.25, 0.75, 0.625]);
/// # Ok::<(), hinterland::decision::DecisionError>(())
/// ```
///
/// # Errors
/// A value that the normalisation cannot use.
pub fn scores(
    table: &DecisionTable,
    normalisation: Normalisation,
) -> Result<Vec<f64>, DecisionError> {
    let mut scores = vec![0.0; table.alternatives()];
    let mut values = Vec::new();
    for criterion in 0..table.criteria() {
        let weight = table.weights()[criterion];
        Scale::of(normalisation, table, criterion)?.write(table.column(criterion), &mut values);
        for (score, value) in scores.iter_mut().zip(&values) {
            *score += weight * value;
        }
    }
    Ok(scores)
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, array};
    use proptest::prelude::*;

    use super::*;
    use crate::decision::{Direction, vikor};

    #[test]
    fn all_equal_and_alone_are_as_good_as_can_be() {
        for values in [array![[1.0, 2.0]], array![[1.0, 2.0], [1.0, 2.0]]] {
            let directions = [Direction::Max, Direction::Min];
            let table = DecisionTable::new(&values, &directions, &[1.0, 1.0]).unwrap();
            let scores = scores(&table, Normalisation::MinMax).unwrap();
            assert!(scores.iter().all(|score| (score - 1.0).abs() < 1e-15));
        }
    }

    proptest! {
        #[test]
        fn the_score_is_what_regret_leaves(values in prop::collection::vec(-9.0..9.0, 12)) {
            let values = Array2::from_shape_vec((4, 3), values).unwrap();
            let directions = [Direction::Max, Direction::Min, Direction::Ideal(1.0)];
            let table = DecisionTable::new(&values, &directions, &[1.0, 2.0, 3.0]).unwrap();
            let regrets = vikor::compromise(&table, 0.5).unwrap().group_regrets;
            for (score, regret) in scores(&table, Normalisation::MinMax).unwrap().iter().zip(regrets) {
                prop_assert!((score + regret - 1.0).abs() < 1e-12);
            }
        }

        #[test]
        fn improving_a_value_never_lowers_its_score(
            values in prop::collection::vec(0.0..1.0, 12), better in 0.0..1.0,
        ) {
            let values = Array2::from_shape_vec((4, 3), values).unwrap();
            let mut improved = values.clone();
            improved[[2, 1]] = f64::max(improved[[2, 1]] - better, 0.0);
            let directions = [Direction::Max, Direction::Min, Direction::Max];
            let score = |values: &Array2<f64>| {
                let table = DecisionTable::new(values, &directions, &[1.0, 2.0, 3.0]).unwrap();
                scores(&table, Normalisation::MinMax).unwrap()[2]
            };
            prop_assert!(score(&values) <= score(&improved) + 1e-12);
        }
    }
}
