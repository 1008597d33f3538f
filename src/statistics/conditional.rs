//! Conditional logit: D. McFadden, Conditional Logit Analysis of Qualitative Choice Behavior, in
//! P. Zarembka (editor), Frontiers in Econometrics, Academic Press 1974, pages 105–142.
//!
//! In each choice set one candidate was chosen; a candidate is chosen with probability
//! e^u / Σ e^u over its set, and its utility u is linear in its features.

use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, s};
use serde::{Deserialize, Serialize};

pub use super::logistic::LogisticOptions;
use super::{
    FitError, linear,
    standard::{self, Moments, standardised},
};

/// Choice sets, stacked: the candidates of all sets in one table.
#[derive(Debug, Clone)]
pub struct ChoiceSets {
    columns: usize,
    values: Vec<f64>,
    /// The row after the last one of each set.
    ends: Vec<usize>,
    /// The chosen row of each set, in the whole table.
    chosen: Vec<usize>,
    weights: Vec<f64>,
}

impl ChoiceSets {
    /// No sets yet, of candidates with so many features.
    pub fn new(columns: usize) -> ChoiceSets {
        ChoiceSets {
            columns,
            values: Vec::new(),
            ends: Vec::new(),
            chosen: Vec::new(),
            weights: Vec::new(),
        }
    }

    /// Adds a set: its candidates, which of them was chosen, and how much the choice weighs.
    ///
    /// # Errors
    /// Candidates with another number of features, a value that is not finite, a chosen row
    /// outside the set, a weight that is negative or not finite.
    pub fn push(
        &mut self,
        candidates: &ArrayRef2<f64>,
        chosen: usize,
        weight: f64,
    ) -> Result<(), FitError> {
        FitError::check_length("features", self.columns, candidates.ncols())?;
        if candidates.nrows() <= chosen {
            return Err(FitError::Chosen { candidates: candidates.nrows(), chosen });
        }
        if !(weight.is_finite() && 0.0 <= weight) {
            let range = "a finite number of at least 0";
            return Err(FitError::Option { option: "weight", range, got: weight });
        }
        let start = self.rows();
        for ((row, column), value) in candidates.indexed_iter() {
            if !value.is_finite() {
                return Err(FitError::NotFinite { row: start + row, column, value: *value });
            }
        }
        self.values.extend(candidates.iter());
        self.ends.push(start + candidates.nrows());
        self.chosen.push(start + chosen);
        self.weights.push(weight);
        Ok(())
    }

    /// The number of choices.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no choice at all.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    fn rows(&self) -> usize {
        self.ends.last().copied().unwrap_or(0)
    }

    /// The sets as ranges of rows, with the chosen row and the weight.
    fn sets(&self) -> impl Iterator<Item = (std::ops::Range<usize>, usize, f64)> + '_ {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts
            .zip(&self.ends)
            .zip(self.chosen.iter().zip(&self.weights))
            .map(|((start, end), (chosen, weight))| (start..*end, *chosen, *weight))
    }
}

/// A fitted choice model. Rows come in as they were measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConditionalModel {
    /// Per column: utility per standard deviation; 0 where it never varied.
    pub coefficients: Vec<f64>,
    /// Per column: mean of all candidates.
    pub means: Vec<f64>,
    /// Per column: standard deviation of all candidates (divisor n).
    pub deviations: Vec<f64>,
}

impl ConditionalModel {
    /// What each column adds to the utility of an average candidate: β (x − mean) / deviation.
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

    /// The utility of a candidate: the sum of its contributions. Only differences mean anything.
    pub fn utility(&self, row: &ArrayRef1<f64>) -> f64 {
        self.contributions(row).iter().sum()
    }

    /// The probabilities of the candidates of one set; they sum to 1.
    pub fn probabilities(&self, candidates: &ArrayRef2<f64>) -> Vec<f64> {
        let mut utilities: Vec<f64> =
            candidates.outer_iter().map(|row| self.utility(&row)).collect();
        log_sum_exp_into_probabilities(&mut utilities);
        utilities
    }
}

/// Fits a conditional logit by Newton's method: minimises Σ w·(−log P(chosen)) + λ/2 Σ β² in
/// standardised columns. A feature that is the same for all candidates of each set cannot be
/// learned; with a ridge its coefficient is 0.
///
/// # Errors
/// No set with a positive weight, a column that never varies over all candidates (unless it is to
/// be ignored), an option out of range, a system that is singular or does not converge.
pub fn fit(sets: &ChoiceSets, options: LogisticOptions) -> Result<ConditionalModel, FitError> {
    if !(options.ridge.is_finite() && 0.0 <= options.ridge) {
        let range = "a finite number of at least 0";
        return Err(FitError::Option { option: "ridge", range, got: options.ridge });
    }
    if sets.weights.iter().sum::<f64>() <= 0.0 {
        return Err(FitError::NoRows);
    }
    let mut table = Array2::from_shape_fn((sets.rows(), sets.columns), |(row, column)| {
        sets.values[row * sets.columns + column]
    });
    let moments = standard::moments(&table, None)?;
    options.constant.check(&moments)?;
    standardise(&mut table, &moments);
    let problem = Problem { table, sets, ridge: options.ridge };
    let mut coefficients = problem.minimum(options)?.to_vec();
    for (coefficient, deviation) in coefficients.iter_mut().zip(&moments.deviations) {
        if *deviation <= 0.0 {
            *coefficient = 0.0;
        }
    }
    let Moments { means, deviations } = moments;
    Ok(ConditionalModel { coefficients, means, deviations })
}

fn standardise(table: &mut Array2<f64>, moments: &Moments) {
    for ((_, column), value) in table.indexed_iter_mut() {
        *value = standardised(*value, moments.means[column], moments.deviations[column]);
    }
}

/// Turns utilities into probabilities in place; returns ln Σ e^u.
fn log_sum_exp_into_probabilities(utilities: &mut [f64]) -> f64 {
    let most = utilities.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for utility in utilities.iter_mut() {
        *utility = (*utility - most).exp();
        sum += *utility;
    }
    for utility in utilities.iter_mut() {
        *utility /= sum;
    }
    most + sum.ln()
}

struct Problem<'a> {
    table: Array2<f64>,
    sets: &'a ChoiceSets,
    ridge: f64,
}

/// The objective and, per row, its probability times the weight of its set.
struct Evaluated {
    objective: f64,
    weighted: Vec<f64>,
}

impl Problem<'_> {
    fn minimum(&self, options: LogisticOptions) -> Result<Array1<f64>, FitError> {
        let mut at = Array1::zeros(self.table.ncols());
        let mut here = self.evaluate(&at);
        let mut step_size = f64::INFINITY;
        for _ in 0..options.iterations_max {
            let direction = self.newton_step(&at, &here).ok_or(FitError::Singular)?;
            let mut share = 1.0;
            let mut next = &at + &direction;
            let mut there = self.evaluate(&next);
            for _ in 0..30 {
                if there.objective <= here.objective {
                    break;
                }
                share /= 2.0;
                next = &at + &(&direction * share);
                there = self.evaluate(&next);
            }
            if here.objective < there.objective {
                // Not even a tiny step leads downhill: this is the bottom, to the last digit.
                return Ok(at);
            }
            step_size = (&next - &at).iter().fold(0.0, |most: f64, change| most.max(change.abs()));
            (at, here) = (next, there);
            if step_size <= options.tolerance {
                return Ok(at);
            }
        }
        Err(FitError::NotConverged { iterations: options.iterations_max, step: step_size })
    }

    fn evaluate(&self, at: &Array1<f64>) -> Evaluated {
        let utilities = self.table.dot(at);
        let mut weighted = utilities.to_vec();
        let penalty: f64 = at.iter().map(|coefficient| coefficient * coefficient).sum();
        let mut objective = self.ridge / 2.0 * penalty;
        for (range, chosen, weight) in self.sets.sets() {
            let utility = weighted[chosen];
            let total = log_sum_exp_into_probabilities(&mut weighted[range.clone()]);
            objective += weight * (total - utility);
            for value in &mut weighted[range] {
                *value *= weight;
            }
        }
        Evaluated { objective, weighted }
    }

    /// −H⁻¹ g with H = Σ w (Σ p x xᵀ − x̄ x̄ᵀ) + λ and g = Σ w (x̄ − x of the chosen) + λ β, where
    /// x̄ = Σ p x is what a set's choice is expected to look like.
    fn newton_step(&self, at: &Array1<f64>, here: &Evaluated) -> Option<Array1<f64>> {
        let columns = self.table.ncols();
        let mut expected = Array2::<f64>::zeros((self.sets.len(), columns));
        let mut downhill = at * -self.ridge;
        let mut inverse_weights = Vec::with_capacity(self.sets.len());
        for (index, (range, chosen, weight)) in self.sets.sets().enumerate() {
            let block = self.table.slice(s![range.clone(), ..]);
            let mut mean = expected.row_mut(index);
            // Σ w p x, that is w x̄.
            for (row, weighted) in block.outer_iter().zip(&here.weighted[range]) {
                mean.scaled_add(*weighted, &row);
            }
            downhill.scaled_add(weight, &self.table.row(chosen));
            downhill -= &mean;
            inverse_weights.push(if 0.0 < weight { -1.0 / weight } else { 0.0 });
        }
        let mut hessian = linear::gram(&self.table, &here.weighted);
        hessian += &linear::gram(&expected, &inverse_weights);
        for column in 0..columns {
            hessian[[column, column]] += self.ridge;
            if hessian[[column, column]] <= 0.0 {
                hessian[[column, column]] = 1.0;
            }
        }
        linear::solve(&hessian, &downhill)
    }
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use ndarray::array;

    use super::*;
    use crate::statistics::logistic::ConstantColumn;

    fn sets() -> ChoiceSets {
        let mut sets = ChoiceSets::new(2);
        let candidates = [
            (array![[1.0, 0.2], [0.5, 0.9], [0.1, 0.3]], 0),
            (array![[0.3, 0.8], [0.9, 0.1]], 1),
            (array![[0.2, 0.2], [0.4, 0.7], [0.6, 0.5], [0.9, 0.95]], 3),
            (array![[0.7, 0.3], [0.2, 0.6]], 1),
        ];
        for (candidates, chosen) in candidates {
            sets.push(&candidates, chosen, 1.0).unwrap();
        }
        sets
    }

    fn with_ridge(ridge: f64) -> LogisticOptions {
        LogisticOptions { ridge, ..LogisticOptions::default() }
    }

    /// The minimum that `SciPy`'s Nelder–Mead and BFGS find for the same objective.
    #[test]
    fn the_fit_is_the_minimum_that_scipy_finds() {
        let model = fit(&sets(), with_ridge(0.3)).unwrap();
        assert_abs_diff_eq!(model.coefficients[0], 0.893_233_62, epsilon = 1e-7);
        assert_abs_diff_eq!(model.coefficients[1], 0.237_673_17, epsilon = 1e-7);
        assert_abs_diff_eq!(model.means[0], 0.527_272_73, epsilon = 1e-8);
        assert_abs_diff_eq!(model.deviations[1], 0.289_556_51, epsilon = 1e-8);
    }

    #[test]
    fn a_weight_is_a_repetition() {
        let mut weighted = ChoiceSets::new(1);
        let mut repeated = ChoiceSets::new(1);
        let cases = [(array![[0.0], [1.0]], 1, 2_u8), (array![[0.0], [1.0]], 0, 1)];
        for (candidates, chosen, times) in cases {
            weighted.push(&candidates, chosen, f64::from(times)).unwrap();
            for _ in 0..times {
                repeated.push(&candidates, chosen, 1.0).unwrap();
            }
        }
        let weighted = fit(&weighted, with_ridge(0.0)).unwrap();
        let repeated = fit(&repeated, with_ridge(0.0)).unwrap();
        assert_abs_diff_eq!(weighted.coefficients[0], repeated.coefficients[0], epsilon = 1e-9);
        // Two of three chose the second: its probability is 2/3, its utility ln 2 higher.
        let probabilities = weighted.probabilities(&array![[0.0], [1.0]]);
        assert_abs_diff_eq!(probabilities[1], 2.0 / 3.0, epsilon = 1e-9);
    }

    /// A candidate alone in its set teaches nothing, and its utility is still a sum of parts.
    #[test]
    fn contributions_sum_to_the_utility() {
        let mut sets = sets();
        let before = fit(&sets, with_ridge(1.0)).unwrap();
        sets.push(&array![[0.527_272_73, 0.504_545_45]], 0, 1.0).unwrap();
        let after = fit(&sets, with_ridge(1.0)).unwrap();
        assert_abs_diff_eq!(before.coefficients[0], after.coefficients[0], epsilon = 0.02);
        let row = array![0.3, 0.9];
        let sum: f64 = after.contributions(&row).iter().sum();
        assert_abs_diff_eq!(sum, after.utility(&row));
    }

    #[test]
    fn what_cannot_be_fitted_has_its_reason() {
        let mut sets = ChoiceSets::new(2);
        assert_eq!(fit(&sets, with_ridge(1.0)), Err(FitError::NoRows));
        let error = sets.push(&array![[1.0, 2.0]], 1, 1.0).unwrap_err();
        assert_eq!(error.to_string(), "the chosen row must be below 1, got `1`");
        let error = sets.push(&array![[1.0]], 0, 1.0).unwrap_err();
        assert_eq!(error.to_string(), "there must be 2 features, got 1");
        assert!(sets.push(&array![[1.0, f64::NAN]], 0, 1.0).is_err());
        assert!(sets.is_empty());

        sets.push(&array![[1.0, 3.0], [2.0, 3.0]], 1, 1.0).unwrap();
        let constant = FitError::ConstantColumn { column: 1 };
        assert_eq!(fit(&sets, with_ridge(1.0)), Err(constant));
        let options = LogisticOptions { constant: ConstantColumn::Ignore, ..with_ridge(1.0) };
        assert_abs_diff_eq!(fit(&sets, options).unwrap().coefficients[1], 0.0);
    }
}
