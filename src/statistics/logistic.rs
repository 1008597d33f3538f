//! Logistic regression: D. R. Cox, The Regression Analysis of Binary Sequences, Journal of the
//! Royal Statistical Society B 20 (1958), pages 215–242; the ridge: S. le Cessie and J. C. van
//! Houwelingen, Ridge Estimators in Logistic Regression, Applied Statistics 41 (1992), pages
//! 191–201.

use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, s};
use serde::{Deserialize, Serialize};

pub use super::standard::ConstantColumn;
use super::{
    FitError, linear, sigmoid, softplus,
    standard::{self, Moments, standardised},
};

/// How a regression is fitted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogisticOptions {
    /// The penalty λ on the squared coefficients of standardised columns, in units of the
    /// log-likelihood: λ/2 Σ β². It is 1/C of scikit-learn. The intercept is free.
    pub ridge: f64,
    /// What to do with a column that never varies.
    pub constant: ConstantColumn,
    /// Newton steps at most.
    pub iterations_max: usize,
    /// The largest change of a coefficient, in standard deviations, that counts as standing still.
    pub tolerance: f64,
}

impl Default for LogisticOptions {
    fn default() -> LogisticOptions {
        LogisticOptions {
            ridge: 1.0,
            constant: ConstantColumn::Refuse,
            iterations_max: 100,
            tolerance: 1e-9,
        }
    }
}

/// A fitted regression. The standardisation is part of it: rows come in as they were measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogisticModel {
    /// The log-odds of an average row.
    pub intercept: f64,
    /// Per column: change of the log-odds per standard deviation; 0 where it never varied.
    pub coefficients: Vec<f64>,
    /// Per column: weighted mean of the fit rows.
    pub means: Vec<f64>,
    /// Per column: weighted standard deviation of the fit rows (divisor: the sum of the weights).
    pub deviations: Vec<f64>,
}

impl LogisticModel {
    /// What each column adds to the log-odds of an average row: β (x − mean) / deviation.
    /// Their sum and the intercept are [`LogisticModel::log_odds`], which adds nothing else.
    ///
    /// # Panics
    /// If the row has not one value per coefficient.
    pub fn contributions(&self, row: &ArrayRef1<f64>) -> Vec<f64> {
        assert_eq!(row.len(), self.coefficients.len(), "a row has one value per coefficient");
        row.iter()
            .zip(&self.coefficients)
            .zip(self.means.iter().zip(&self.deviations))
            .map(|((value, coefficient), (mean, deviation))| {
                coefficient * standardised(*value, *mean, *deviation)
            })
            .collect()
    }

    /// The log-odds of a row: the intercept and the sum of its contributions.
    pub fn log_odds(&self, row: &ArrayRef1<f64>) -> f64 {
        self.intercept + self.contributions(row).iter().sum::<f64>()
    }

    /// The probability of a row, 1 / (1 + e^−log-odds).
    pub fn probability(&self, row: &ArrayRef1<f64>) -> f64 {
        sigmoid(self.log_odds(row))
    }
}

/// Fits a logistic regression: minimises Σ w·(−log-likelihood) + λ/2 Σ β² by Newton's method,
/// with halved steps where a whole one would lead uphill. `None` as weights means 1 each.
///
/// ```
/// use hinterland::statistics::logistic::{LogisticOptions, fit};
/// use ndarray::array;
/// let rows = array![[0.0], [1.0], [2.0], [3.0]];
/// let model =
///     fit(&rows, &[false, true, false, true], None, LogisticOptions::default()).unwrap();
/// assert!(model.probability(&array![3.0]) > 0.5);
/// let parts = model.contributions(&array![3.0]);
/// let log_odds = model.log_odds(&array![3.0]);
/// assert_eq!(model.intercept + parts.iter().sum::<f64>(), log_odds);
/// ```
///
/// # Errors
/// No row, one class only, a column that never varies (unless it is to be ignored), a value that
/// is not finite, lengths that differ, an option out of range; a system that is singular or does
/// not converge, which happens without a ridge when columns repeat each other or separate the
/// classes.
pub fn fit(
    rows: &ArrayRef2<f64>,
    labels: &[bool],
    weights: Option<&[f64]>,
    options: LogisticOptions,
) -> Result<LogisticModel, FitError> {
    FitError::check_length("labels", rows.nrows(), labels.len())?;
    let targets: Vec<f64> = labels.iter().map(|label| f64::from(u8::from(*label))).collect();
    fit_targets(rows, &targets, weights, options)
}

/// As [`fit`], with targets between 0 and 1: a target of 0.7 is 0.7 of a yes and 0.3 of a no.
pub(super) fn fit_targets(
    rows: &ArrayRef2<f64>,
    targets: &[f64],
    weights: Option<&[f64]>,
    options: LogisticOptions,
) -> Result<LogisticModel, FitError> {
    check(rows.nrows(), targets, weights, options)?;
    let moments = standard::moments(rows, weights)?;
    options.constant.check(&moments)?;
    let weights = weights.map_or_else(|| vec![1.0; rows.nrows()], <[f64]>::to_vec);
    let problem = Problem {
        design: design(rows, &moments),
        targets,
        weights: &weights,
        ridge: options.ridge,
    };
    let solution = problem.minimum(options)?;
    let mut coefficients = solution.slice(s![1..]).to_vec();
    for (coefficient, deviation) in coefficients.iter_mut().zip(&moments.deviations) {
        if *deviation <= 0.0 {
            *coefficient = 0.0;
        }
    }
    let Moments { means, deviations } = moments;
    Ok(LogisticModel { intercept: solution[0], coefficients, means, deviations })
}

fn check(
    rows: usize,
    targets: &[f64],
    weights: Option<&[f64]>,
    options: LogisticOptions,
) -> Result<(), FitError> {
    let is_usable = |value: f64| value.is_finite() && 0.0 <= value;
    if !is_usable(options.ridge) {
        let range = "a finite number of at least 0";
        return Err(FitError::Option { option: "ridge", range, got: options.ridge });
    }
    if let Some(weights) = weights {
        FitError::check_length("weights", rows, weights.len())?;
        if let Some(got) = weights.iter().find(|weight| !is_usable(**weight)) {
            let range = "a finite number of at least 0";
            return Err(FitError::Option { option: "weight", range, got: *got });
        }
    }
    let weight_of = |row: usize| weights.map_or(1.0, |weights| weights[row]);
    let total: f64 = (0..rows).map(weight_of).sum();
    if total <= 0.0 {
        return Err(FitError::NoRows);
    }
    let positive: f64 = (0..rows).map(|row| weight_of(row) * targets[row]).sum();
    if positive <= 0.0 || total <= positive {
        return Err(FitError::OneClass { class: 0.0 < positive });
    }
    Ok(())
}

/// A column of ones for the intercept, then the standardised columns.
fn design(rows: &ArrayRef2<f64>, moments: &Moments) -> Array2<f64> {
    let mut design = Array2::ones((rows.nrows(), rows.ncols() + 1));
    for (mut into, from) in design.outer_iter_mut().zip(rows.outer_iter()) {
        for (column, value) in from.iter().enumerate() {
            into[column + 1] =
                standardised(*value, moments.means[column], moments.deviations[column]);
        }
    }
    design
}

struct Problem<'a> {
    design: Array2<f64>,
    targets: &'a [f64],
    weights: &'a [f64],
    ridge: f64,
}

impl Problem<'_> {
    fn minimum(&self, options: LogisticOptions) -> Result<Array1<f64>, FitError> {
        let mut at = Array1::zeros(self.design.ncols());
        let mut value = self.objective(&at);
        let mut step_size = f64::INFINITY;
        for _ in 0..options.iterations_max {
            let direction = self.newton_step(&at).ok_or(FitError::Singular)?;
            let (next, next_value) = self.descend(&at, value, &direction);
            step_size = (&next - &at).iter().fold(0.0, |most: f64, change| most.max(change.abs()));
            (at, value) = (next, next_value);
            if step_size <= options.tolerance {
                return Ok(at);
            }
        }
        Err(FitError::NotConverged { iterations: options.iterations_max, step: step_size })
    }

    fn objective(&self, at: &Array1<f64>) -> f64 {
        let log_odds = self.design.dot(at);
        let loss: f64 = log_odds
            .iter()
            .zip(self.targets)
            .zip(self.weights)
            .map(|((log_odds, target), weight)| weight * (softplus(*log_odds) - target * log_odds))
            .sum();
        let penalty: f64 = at.iter().skip(1).map(|coefficient| coefficient * coefficient).sum();
        loss + self.ridge / 2.0 * penalty
    }

    /// −H⁻¹ g; `None` if the Hessian is singular.
    fn newton_step(&self, at: &Array1<f64>) -> Option<Array1<f64>> {
        let probabilities = self.design.dot(at).mapv(sigmoid);
        let curvature: Vec<f64> = probabilities
            .iter()
            .zip(self.weights)
            .map(|(p, weight)| weight * p * (1.0 - p))
            .collect();
        let residuals: Array1<f64> = probabilities
            .iter()
            .zip(self.targets)
            .zip(self.weights)
            .map(|((p, target), weight)| weight * (target - p))
            .collect();
        let mut hessian = linear::gram(&self.design, &curvature);
        let mut downhill = self.design.t().dot(&residuals);
        for column in 1..at.len() {
            hessian[[column, column]] += self.ridge;
            downhill[column] -= self.ridge * at[column];
            // An ignored column is zero everywhere; any curvature keeps its coefficient at 0.
            if hessian[[column, column]] <= 0.0 {
                hessian[[column, column]] = 1.0;
            }
        }
        linear::solve(&hessian, &downhill)
    }

    /// The first of the halved steps that is no worse; the place itself if none is.
    fn descend(&self, at: &Array1<f64>, value: f64, direction: &Array1<f64>) -> (Array1<f64>, f64) {
        let mut share = 1.0;
        for _ in 0..30 {
            let next = at + &(direction * share);
            let next_value = self.objective(&next);
            if next_value <= value {
                return (next, next_value);
            }
            share /= 2.0;
        }
        (at.clone(), value)
    }
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use ndarray::array;
    use proptest::prelude::*;

    use super::*;

    fn rows() -> Array2<f64> {
        let first = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
        let second = [5.0, 3.0, 8.0, 1.0, 9.0, 2.0, 7.0, 4.0];
        Array2::from_shape_fn((8, 2), |(row, column)| [first, second][column][row])
    }

    const LABELS: [bool; 8] = [false, false, true, false, true, false, true, true];

    fn with_ridge(ridge: f64) -> LogisticOptions {
        LogisticOptions { ridge, ..LogisticOptions::default() }
    }

    /// scikit-learn's `LogisticRegression(C=0.5)` on standardised columns, without and with weights.
    #[test]
    fn the_fit_is_that_of_scikit_learn() {
        let weights = [1.0, 2.0, 1.0, 0.5, 1.0, 1.0, 3.0, 1.0];
        let cases = [
            (None, 0.004_229_7, [0.560_149_58, 0.819_181_45], 0.307_109_624_2),
            (Some(weights.as_slice()), 0.375_350_77, [0.714_899_54, 0.913_135_64], 0.297_791_754_4),
        ];
        for (weights, intercept, coefficients, probability) in cases {
            let model = fit(&rows(), &LABELS, weights, with_ridge(2.0)).unwrap();
            assert_abs_diff_eq!(model.intercept, intercept, epsilon = 1e-6);
            for (own, other) in model.coefficients.iter().zip(coefficients) {
                assert_abs_diff_eq!(*own, other, epsilon = 1e-6);
            }
            assert_abs_diff_eq!(model.probability(&rows().row(0)), probability, epsilon = 1e-6);
        }
    }

    #[test]
    fn contributions_sum_to_the_log_odds() {
        let model = fit(&rows(), &LABELS, None, with_ridge(0.5)).unwrap();
        for row in rows().outer_iter() {
            let sum = model.intercept + model.contributions(&row).iter().sum::<f64>();
            let difference = sum - model.log_odds(&row);
            assert!(difference.abs() <= 0.0, "the parts differ from the whole by {difference}");
        }
    }

    #[test]
    fn what_cannot_be_fitted_has_its_reason() {
        let refused = |rows: Array2<f64>, labels: &[bool], ridge| {
            fit(&rows, labels, None, with_ridge(ridge)).unwrap_err()
        };
        assert_eq!(refused(Array2::zeros((0, 2)), &[], 1.0), FitError::NoRows);
        let one_class = FitError::OneClass { class: false };
        assert_eq!(refused(rows(), &[false; 8], 1.0), one_class);
        let constant = array![[1.0, 7.1], [2.0, 7.1], [3.0, 7.1]];
        let column = refused(constant.clone(), &[true, false, true], 1.0);
        assert_eq!(column, FitError::ConstantColumn { column: 1 });
        let options = LogisticOptions { constant: ConstantColumn::Ignore, ..Default::default() };
        let model = fit(&constant, &[true, false, true], None, options).unwrap();
        assert_abs_diff_eq!(model.coefficients[1], 0.0);

        let twice = array![[1.0, 2.0], [2.0, 4.0], [3.0, 6.0], [4.0, 8.0]];
        let labels = [false, true, false, true];
        assert_eq!(refused(twice.clone(), &labels, 0.0), FitError::Singular);
        assert!(fit(&twice, &labels, None, with_ridge(1.0)).is_ok());
        let unknown = refused(array![[1.0], [f64::NAN]], &[true, false], 1.0).to_string();
        assert_eq!(unknown, "row `1`, column `0` must be finite, got `NaN`");
        assert_eq!(refused(rows(), &[true], 1.0).to_string(), "there must be 8 labels, got 1");
        let ridge = refused(rows(), &LABELS, -1.0).to_string();
        assert_eq!(ridge, "`ridge` must be a finite number of at least 0, got `-1`");
    }

    proptest! {
        #[test]
        fn neither_order_nor_unit_matters(turn in 0_usize..8, unit in 0.01..1000.0, zero in -50.0..50.0) {
            let model = fit(&rows(), &LABELS, None, with_ridge(1.0)).unwrap();
            let order: Vec<usize> = (0..8).map(|row| (row + turn) % 8).collect();
            let measured = rows().select(ndarray::Axis(0), &order).mapv(|value| value * unit + zero);
            let labels: Vec<bool> = order.iter().map(|row| LABELS[*row]).collect();
            let other = fit(&measured, &labels, None, with_ridge(1.0)).unwrap();
            for (own, row) in measured.outer_iter().zip(order) {
                let difference = other.probability(&own) - model.probability(&rows().row(row));
                prop_assert!(difference.abs() < 1e-7);
            }
        }
    }
}
