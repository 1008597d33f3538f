//! Weights that the table itself suggests: what tells alternatives apart weighs more.
//!
//! A criterion that does not vary gets the weight 0 under each of them, however vital it is: a
//! price that is high everywhere vanishes. That is what these methods mean, and a result that uses
//! them should say so.

use ndarray::{Array2, ArrayView1, Axis};

use crate::decision::{
    DecisionError, DecisionTable,
    normalise::{Normalisation, Scale},
    ranks, real,
    table::normalised,
};

/// Entropy weights: with p = x / Σx, e = −Σ p ln p / ln m (0 ln 0 = 0) and w = (1 − e) / Σ(1 − e).
/// Directions do not matter; an ideal is replaced by distances first.
///
/// Source: C. E. Shannon's entropy as in C.-L. Hwang and K. Yoon, Multiple Attribute Decision
/// Making, Springer 1981, chapter 3.
///
/// # Errors
/// A value below 0; no criterion that varies.
pub fn entropy(table: &DecisionTable) -> Result<Vec<f64>, DecisionError> {
    refuse_below(table, 0.0, "at least 0 for entropy weights")?;
    let most = real(table.alternatives()).ln();
    let divergence = |criterion: usize| {
        if table.is_constant(criterion) {
            return 0.0;
        }
        let column = table.measures(criterion);
        let sum = column.sum();
        let terms = column.iter().map(|value| value / sum).filter(|share| 0.0 < *share);
        let entropy = -terms.map(|share| share * share.ln()).sum::<f64>() / most;
        (1.0 - entropy).max(0.0)
    };
    weights("entropy", &(0..table.criteria()).map(divergence).collect::<Vec<_>>())
}

/// On what CRITIC measures deviations and correlations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scaling {
    /// On columns from 0 (worst) to 1 (best), as published.
    MinMax,
    /// On the values with the sign under which more is better.
    Unscaled,
}

/// Which correlation CRITIC takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Correlation {
    /// Of values, as published.
    Pearson,
    /// Of mean ranks.
    Spearman,
}

/// CRITIC weights: C = σ `Σ_k` (1 − `r_jk`), w = C / ΣC. A constant criterion has σ = 0, hence the
/// weight 0, and is skipped in the correlations of the others, where it would be 0/0. A single
/// criterion that varies has the weight 1.
///
/// Source: D. Diakoulaki, G. Mavrotas and L. Papayannakis, Determining objective weights in
/// multiple criteria problems: The CRITIC method, Computers & Operations Research 22 (1995), pages
/// 763–770.
///
/// # Errors
/// No criterion that varies, or all that do agree perfectly.
pub fn critic(
    table: &DecisionTable,
    scaling: Scaling,
    correlation: Correlation,
) -> Result<Vec<f64>, DecisionError> {
    let varying: Vec<usize> =
        (0..table.criteria()).filter(|criterion| !table.is_constant(*criterion)).collect();
    let mut information = vec![0.0; table.criteria()];
    if let [only] = varying[..] {
        information[only] = 1.0;
        return Ok(information);
    }
    let mut columns = Array2::zeros((varying.len(), table.alternatives()));
    for (mut row, criterion) in columns.outer_iter_mut().zip(&varying) {
        match scaling {
            Scaling::Unscaled => row.assign(&ArrayView1::from(&table.oriented(*criterion))),
            Scaling::MinMax => {
                let scale = Scale::of(Normalisation::MinMax, table, *criterion)?;
                row.assign(&table.measures(*criterion).mapv(|measure| scale.value(measure)));
            }
        }
    }
    let deviations = columns.std_axis(Axis(1), 0.0);
    if correlation == Correlation::Spearman {
        for mut row in columns.outer_iter_mut() {
            let ranks = ranks::mean(&row.to_vec());
            row.assign(&ArrayView1::from(&ranks));
        }
    }
    let correlations = correlations(columns);
    for ((criterion, deviation), row) in
        varying.iter().zip(deviations).zip(correlations.outer_iter())
    {
        let conflict: f64 = row.iter().map(|r| 1.0 - r).filter(|gap| 1e-12 < *gap).sum();
        information[*criterion] = deviation * conflict;
    }
    weights("CRITIC", &information)
}

/// Pearson's correlations of rows that vary.
fn correlations(mut rows: Array2<f64>) -> Array2<f64> {
    for mut row in rows.outer_iter_mut() {
        let mean = row.mean().unwrap_or(0.0);
        row -= mean;
        let length = row.dot(&row).sqrt();
        row /= length;
    }
    rows.dot(&rows.t())
}

/// Standard deviation weights: w = σ / Σσ of the values as they are, unit and all.
///
/// # Errors
/// No criterion that varies.
pub fn standard_deviation(table: &DecisionTable) -> Result<Vec<f64>, DecisionError> {
    let deviation = |criterion: usize| {
        if table.is_constant(criterion) { 0.0 } else { table.measures(criterion).std(0.0) }
    };
    weights("standard deviation", &(0..table.criteria()).map(deviation).collect::<Vec<_>>())
}

/// MEREC weights: how much the performance ln(1 + mean |ln n|) of all alternatives changes when a
/// criterion is left out; n = min / x, of a cost x / max.
///
/// Source: M. Keshavarz-Ghorabaee and others, Determination of Objective Weights Using a New Method
/// Based on the Removal Effects of Criteria, Symmetry 13 (2021), 525.
///
/// # Errors
/// A value of 0 or below; no criterion that varies.
pub fn merec(table: &DecisionTable) -> Result<Vec<f64>, DecisionError> {
    refuse_below(table, f64::MIN_POSITIVE, "above 0 for MEREC weights")?;
    let mut logarithms = Array2::zeros((table.criteria(), table.alternatives()));
    for (criterion, mut row) in logarithms.outer_iter_mut().enumerate() {
        let (low, high) = table.ends(criterion);
        let reference = if table.is_cost(criterion) { high } else { low };
        row.assign(&table.measures(criterion).mapv(|value| (value / reference).ln().abs()));
    }
    let criteria = real(table.criteria());
    let performance = |sum: f64| (sum / criteria).ln_1p();
    let sums = logarithms.sum_axis(Axis(0));
    let effect = |row: ArrayView1<f64>| -> f64 {
        let both = sums.iter().zip(row);
        both.map(|(sum, part)| (performance(sum - part) - performance(*sum)).abs()).sum()
    };
    weights("MEREC", &logarithms.outer_iter().map(effect).collect::<Vec<_>>())
}

fn refuse_below(
    table: &DecisionTable,
    low: f64,
    expected: &'static str,
) -> Result<(), DecisionError> {
    for column in 0..table.criteria() {
        let values = table.measures(column);
        if let Some(row) = values.iter().position(|value| *value < low) {
            return Err(DecisionError::Cell { row, column, expected, value: values[row] });
        }
    }
    Ok(())
}

fn weights(method: &'static str, information: &[f64]) -> Result<Vec<f64>, DecisionError> {
    normalised(information).map_err(|_| DecisionError::Undetermined { method })
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use ndarray::array;
    use proptest::prelude::*;

    use super::*;
    use crate::decision::{Direction, Direction::Max, Direction::Min};

    fn table(values: &Array2<f64>, directions: &[Direction]) -> DecisionTable {
        DecisionTable::new(values, directions, &vec![1.0; values.ncols()]).unwrap()
    }

    fn assert_all(found: &[f64], expected: &[f64], epsilon: f64) {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert_abs_diff_eq!(found, expected, epsilon = epsilon);
        }
    }

    /// scikit-criteria, `tests/preprocessing/test_weighters.py`; pymcdm agrees. The first
    /// column, the same everywhere, gets the weight 0, exactly.
    #[test]
    fn entropy_weighs_what_varies() {
        let small = table(&array![[1.0, 2.0], [4.0, 16.0]], &[Max; 2]);
        let expected = [0.358_888_790_488_910_87, 0.641_111_209_511_089_1];
        assert_all(&entropy(&small).unwrap(), &expected, 1e-12);
        let values = array![
            [1.0, 20.0, 300.0],
            [1.0, 20.0, 400.0],
            [1.0, 30.0, 500.0],
            [1.0, 30.0, 600.0],
            [1.0, 40.0, 700.0],
            [1.0, 40.0, 800.0]
        ];
        let found = entropy(&table(&values, &[Max; 3])).unwrap();
        assert_all(&found, &[0.0, 0.431_878_002_219_474_53, 0.568_121_997_780_525_2], 1e-12);
        assert_eq!(found[0].to_bits(), 0.0_f64.to_bits());
    }

    /// Diakoulaki and others 1995, in the four variants of scikit-criteria.
    #[test]
    fn the_case_of_diakoulaki_comes_out() {
        use Correlation::{Pearson, Spearman};
        let values = array![
            [61.0, 1.08, 4.33],
            [20.7, 0.26, 4.34],
            [16.3, 1.98, 2.53],
            [9.0, 3.29, 1.65],
            [5.4, 2.77, 2.33],
            [4.0, 4.12, 1.21],
            [-6.1, 3.52, 2.1],
            [-34.6, 3.31, 0.98]
        ];
        let table = table(&values, &[Max; 3]);
        let cases = [
            (Scaling::MinMax, Pearson, [0.202_225_54, 0.480_901_73, 0.316_872_73]),
            (Scaling::Unscaled, Pearson, [0.868_742_34, 0.083_414_34, 0.047_843_31]),
            (Scaling::MinMax, Spearman, [0.214_546_45, 0.489_856_3, 0.295_597_26]),
            (Scaling::Unscaled, Spearman, [0.876_721_95, 0.080_823_69, 0.042_454_36]),
        ];
        for (scaling, correlation, expected) in cases {
            assert_all(&critic(&table, scaling, correlation).unwrap(), &expected, 1e-8);
        }
    }

    /// For a constant criterion σ = 0 and r = 0/0. The choice: weight 0, left out of the correlations.
    #[test]
    fn a_constant_criterion_is_no_part_of_critic() {
        let varying = array![[1.0, 4.0], [2.0, 9.0], [3.0, 1.0]];
        let constant = array![[1.0, 7.0, 4.0], [2.0, 7.0, 9.0], [3.0, 7.0, 1.0]];
        let two = critic(&table(&varying, &[Max, Min]), Scaling::MinMax, Correlation::Pearson);
        let three =
            critic(&table(&constant, &[Max, Max, Min]), Scaling::MinMax, Correlation::Pearson);
        let two = two.unwrap();
        assert_all(&three.unwrap(), &[two[0], 0.0, two[1]], 1e-15);
        let one = table(&array![[1.0, 7.0], [2.0, 7.0]], &[Max, Max]);
        let one = critic(&one, Scaling::MinMax, Correlation::Pearson).unwrap();
        assert_all(&one, &[1.0, 0.0], 0.0);
    }

    /// scikit-criteria on the small table, and Keshavarz-Ghorabaee 2021 as in pymcdm.
    #[test]
    fn standard_deviation_and_merec_come_out() {
        let small = table(&array![[1.0, 2.0], [4.0, 16.0]], &[Max; 2]);
        assert_all(&standard_deviation(&small).unwrap(), &[0.176_471, 0.823_53], 1e-6);
        let values = array![
            [450.0, 8000.0, 54.0, 145.0],
            [10.0, 9100.0, 2.0, 160.0],
            [100.0, 8200.0, 31.0, 153.0],
            [220.0, 9300.0, 1.0, 162.0],
            [5.0, 8400.0, 23.0, 158.0]
        ];
        let found = merec(&table(&values, &[Max, Max, Min, Min])).unwrap();
        assert_all(&found, &[0.5752, 0.0141, 0.4016, 0.0091], 5e-5);
    }

    #[test]
    fn what_determines_no_weights_is_refused() {
        let constant = table(&array![[1.0, 2.0], [1.0, 2.0]], &[Max; 2]);
        let alone = table(&array![[1.0, 2.0]], &[Max; 2]);
        let agreeing = table(&array![[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]], &[Max; 2]);
        let pearson = |table: &DecisionTable| {
            critic(table, Scaling::MinMax, Correlation::Pearson).map_err(|error| error.to_string())
        };
        for table in [&constant, &alone] {
            let refused = [entropy(table), standard_deviation(table), merec(table)];
            for refused in refused {
                assert!(matches!(refused, Err(DecisionError::Undetermined { .. })));
            }
            assert!(pearson(table).is_err());
        }
        insta::assert_snapshot!(pearson(&agreeing).unwrap_err(), @"CRITIC weights must have criteria that vary and do not all agree, got none");
        let negative = table(&array![[1.0], [-2.0]], &[Max]);
        insta::assert_snapshot!(entropy(&negative).unwrap_err(), @"row `1`, column `0` must be at least 0 for entropy weights, got `-2`");
        assert!(merec(&table(&array![[1.0], [0.0]], &[Max])).is_err());
    }

    proptest! {
        #[test]
        fn weights_add_up_and_are_blind_to_the_order_of_alternatives(
            values in prop::collection::vec(0.1..9.0, 18),
        ) {
            let values = Array2::from_shape_vec((6, 3), values).unwrap();
            let turned = values.select(Axis(0), &[5, 3, 1, 0, 2, 4]);
            let all = |values: &Array2<f64>| {
                let table = table(values, &[Max, Min, Max]);
                [
                    entropy(&table).unwrap(),
                    critic(&table, Scaling::MinMax, Correlation::Pearson).unwrap(),
                    standard_deviation(&table).unwrap(),
                    merec(&table).unwrap(),
                ]
            };
            for (one, other) in all(&values).iter().zip(all(&turned)) {
                prop_assert!((one.iter().sum::<f64>() - 1.0).abs() < 1e-12);
                for (one, other) in one.iter().zip(other) {
                    prop_assert!(0.0 <= *one && (one - other).abs() < 1e-9);
                }
            }
        }
    }
}
