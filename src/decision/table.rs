use ndarray::{Array2, ArrayRef2, ArrayView1};

use super::DecisionError;

/// What of a criterion is good.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Direction {
    /// More is better.
    Max,
    /// Less is better.
    Min,
    /// The nearer to this value, the better: the criterion is replaced by its distance |x − ideal|,
    /// of which less is better, before any method sees it.
    Ideal(f64),
}

/// Alternatives × criteria, with directions and weights that add up to 1. Every number is finite.
#[derive(Debug, Clone, PartialEq)]
pub struct DecisionTable {
    /// Criteria × alternatives: a criterion is one piece of memory.
    measures: Array2<f64>,
    is_cost: Vec<bool>,
    weights: Vec<f64>,
}

/// What a reader of any result of a table should mind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remark {
    /// A criterion with the same value everywhere, which cannot tell alternatives apart.
    ConstantCriterion(usize),
    /// One alternative is first whatever it is like.
    SingleAlternative,
    /// No criterion that has a weight tells the alternatives apart.
    AllEqual,
}

impl DecisionTable {
    /// A table of `values` (alternatives × criteria) whose weights are normalised to the sum 1.
    ///
    /// # Errors
    /// No alternative or criterion; directions or weights in another number than criteria; a value
    /// or an ideal that is not finite; a weight below 0, or none above 0.
    pub fn new(
        values: &ArrayRef2<f64>,
        directions: &[Direction],
        weights: &[f64],
    ) -> Result<DecisionTable, DecisionError> {
        let (alternatives, criteria) = values.dim();
        for (what, count) in [("alternatives", alternatives), ("criteria", criteria)] {
            if count == 0 {
                return Err(DecisionError::Empty { what });
            }
        }
        DecisionError::check_count("directions", criteria, directions.len())?;
        let unusable = values.indexed_iter().find(|(_, value)| !value.is_finite());
        if let Some(((row, column), value)) = unusable {
            let expected = "a finite number";
            return Err(DecisionError::Cell { row, column, expected, value: *value });
        }
        let mut measures = Array2::zeros((criteria, alternatives));
        for ((mut row, column), direction) in
            measures.outer_iter_mut().zip(values.columns()).zip(directions)
        {
            row.assign(&column);
            if let Direction::Ideal(ideal) = *direction {
                if !ideal.is_finite() {
                    let expected = "a finite number";
                    return Err(DecisionError::Parameter {
                        parameter: "ideal",
                        expected,
                        value: ideal,
                    });
                }
                row.mapv_inplace(|value| (value - ideal).abs());
            }
        }
        let is_cost = directions.iter().map(|direction| *direction != Direction::Max).collect();
        DecisionTable { measures, is_cost, weights: Vec::new() }.with_weights(weights)
    }

    /// The same table under other weights.
    ///
    /// # Errors
    /// Weights in another number than criteria, a weight below 0 or not finite, or none above 0.
    pub fn with_weights(mut self, weights: &[f64]) -> Result<DecisionTable, DecisionError> {
        DecisionError::check_count("weights", self.criteria(), weights.len())?;
        self.weights = normalised(weights)?;
        Ok(self)
    }

    /// How many alternatives there are, at least 1.
    pub fn alternatives(&self) -> usize {
        self.measures.ncols()
    }

    /// How many criteria there are, at least 1.
    pub fn criteria(&self) -> usize {
        self.measures.nrows()
    }

    /// The weights, whose sum is 1.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// The values of a criterion by alternative; distances where the direction is an ideal.
    pub fn measures(&self, criterion: usize) -> ArrayView1<'_, f64> {
        self.measures.row(criterion)
    }

    /// Whether less of a criterion is better.
    pub fn is_cost(&self, criterion: usize) -> bool {
        self.is_cost[criterion]
    }

    /// As [`DecisionTable::measures`], as a piece of memory, which loops go over fastest.
    pub(super) fn column(&self, criterion: usize) -> &[f64] {
        // Rows of an array that was made here are contiguous.
        self.measures.row(criterion).to_slice().unwrap_or_default()
    }

    /// The values of a criterion with the sign under which more is better.
    pub(super) fn oriented(&self, criterion: usize) -> Vec<f64> {
        let sign = if self.is_cost[criterion] { -1.0 } else { 1.0 };
        self.column(criterion).iter().map(|value| sign * value).collect()
    }

    /// The smallest and the largest value of a criterion; in several strands, so that one
    /// instruction compares them all.
    pub(super) fn ends(&self, criterion: usize) -> (f64, f64) {
        const STRANDS: usize = 8;
        let (strands, rest) = self.column(criterion).as_chunks::<STRANDS>();
        let mut lows = [f64::INFINITY; STRANDS];
        let mut highs = [f64::NEG_INFINITY; STRANDS];
        for strand in strands {
            for ((low, high), value) in lows.iter_mut().zip(&mut highs).zip(strand) {
                *low = if *value < *low { *value } else { *low };
                *high = if *high < *value { *value } else { *high };
            }
        }
        let low = lows.iter().chain(rest).copied().fold(f64::INFINITY, f64::min);
        let high = highs.iter().chain(rest).copied().fold(f64::NEG_INFINITY, f64::max);
        (low, high)
    }

    /// Whether a criterion has the same value everywhere.
    pub fn is_constant(&self, criterion: usize) -> bool {
        let (low, high) = self.ends(criterion);
        low >= high
    }

    /// What any result of this table is subject to.
    pub fn remarks(&self) -> Vec<Remark> {
        if self.alternatives() == 1 {
            return vec![Remark::SingleAlternative];
        }
        let constant: Vec<usize> =
            (0..self.criteria()).filter(|criterion| self.is_constant(*criterion)).collect();
        let constant_weight: f64 = constant.iter().map(|criterion| self.weights[*criterion]).sum();
        let others = (0..self.criteria()).filter(|criterion| !constant.contains(criterion));
        let is_decided = others.map(|criterion| self.weights[criterion]).any(|w| 0.0 < w);
        let mut remarks: Vec<Remark> =
            constant.into_iter().map(Remark::ConstantCriterion).collect();
        if 0.0 < constant_weight && !is_decided {
            remarks.push(Remark::AllEqual);
        }
        remarks
    }
}

/// Weights of at least 0, divided by their sum.
///
/// # Errors
/// A weight below 0 or not finite, or none above 0.
pub(super) fn normalised(weights: &[f64]) -> Result<Vec<f64>, DecisionError> {
    let is_weight = |weight: f64| weight.is_finite() && 0.0 <= weight;
    if let Some(criterion) = weights.iter().position(|weight| !is_weight(*weight)) {
        let expected = "a number of at least 0";
        return Err(DecisionError::Weight { criterion, expected, value: weights[criterion] });
    }
    // Divided by the largest first: the sum of huge weights would overflow.
    let largest = weights.iter().copied().fold(0.0, f64::max);
    if largest <= 0.0 {
        let expected = "above 0 for one criterion at least";
        return Err(DecisionError::Weight { criterion: 0, expected, value: 0.0 });
    }
    let sum: f64 = weights.iter().map(|weight| weight / largest).sum();
    Ok(weights.iter().map(|weight| weight / largest / sum).collect())
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use ndarray::array;

    use super::*;

    #[test]
    fn an_ideal_becomes_a_distance() {
        let directions = [Direction::Max, Direction::Ideal(7.0)];
        let table =
            DecisionTable::new(&array![[1.0, 6.0], [2.0, 9.0]], &directions, &[1.0, 3.0]).unwrap();
        assert_eq!(table.measures(1).to_vec(), [1.0, 2.0]);
        assert!(!table.is_cost(0) && table.is_cost(1));
        assert_eq!(table.weights(), [0.25, 0.75]);
        assert_eq!(table.oriented(1), [-1.0, -2.0]);
        assert_eq!(table.remarks(), []);
    }

    #[test]
    fn degenerate_tables_are_remarked() {
        let remarks = |values: Array2<f64>, weights: &[f64]| {
            let directions = vec![Direction::Max; values.ncols()];
            DecisionTable::new(&values, &directions, weights).unwrap().remarks()
        };
        let constant = Remark::ConstantCriterion(0);
        let cases = [
            (array![[1.0, 2.0]], vec![Remark::SingleAlternative]),
            (array![[1.0, 2.0], [1.0, 3.0]], vec![constant]),
            (
                array![[1.0, 2.0], [1.0, 2.0]],
                vec![constant, Remark::ConstantCriterion(1), Remark::AllEqual],
            ),
        ];
        for (values, expected) in cases {
            assert_eq!(remarks(values, &[1.0, 1.0]), expected);
        }
        // The only criterion that varies has no weight.
        let unweighed = remarks(array![[1.0, 2.0], [1.0, 3.0]], &[1.0, 0.0]);
        assert_eq!(unweighed, [constant, Remark::AllEqual]);
    }

    #[test]
    fn what_cannot_be_judged_is_refused() {
        let refused = |values: Array2<f64>, directions: &[Direction], weights: &[f64]| {
            DecisionTable::new(&values, directions, weights).unwrap_err().to_string()
        };
        let max = [Direction::Max];
        insta::assert_snapshot!(refused(Array2::zeros((0, 1)), &max, &[1.0]), @"there must be at least one of the alternatives, got `0`");
        insta::assert_snapshot!(refused(array![[f64::NAN]], &max, &[1.0]), @"row `0`, column `0` must be a finite number, got `NaN`");
        insta::assert_snapshot!(refused(array![[1.0]], &[], &[1.0]), @"there must be 1 directions, got `0`");
        insta::assert_snapshot!(refused(array![[1.0]], &max, &[-1.0]), @"weight `0` must be a number of at least 0, got `-1`");
        insta::assert_snapshot!(refused(array![[1.0]], &max, &[0.0]), @"weight `0` must be above 0 for one criterion at least, got `0`");
        insta::assert_snapshot!(refused(array![[1.0]], &[Direction::Ideal(f64::NAN)], &[1.0]), @"`ideal` must be a finite number, got `NaN`");
    }

    #[test]
    fn huge_weights_do_not_overflow() {
        let weights = normalised(&[f64::MAX, f64::MAX]).unwrap();
        assert_abs_diff_eq!(weights[0], 0.5);
    }
}
