//! The analytic hierarchy process: weights from how many times one criterion matters as much as
//! another, and how far these judgments contradict each other.
//!
//! Source: T. L. Saaty, The Analytic Hierarchy Process, McGraw-Hill 1980.

use ndarray::{Array1, Array2};

use crate::decision::{DecisionError, real};

/// Judgments that contradict each other more than this should be thought over (Saaty 1980).
pub const RATIO_MAX: f64 = 0.1;
/// How far `a_ij a_ji` may be from 1: written decimals such as 0.33 beside 3 pass. Our judgement.
const RECIPROCITY: f64 = 0.05;
/// Steps of the power iteration at most; positive matrices of up to fifteen rows need a hundred.
const STEPS_MAX: usize = 10_000;

/// A table of mean consistency indices of random judgments. The two give different ratios for the
/// same matrix: an answer names the one it used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RandomIndex {
    /// Saaty's, as continued to 15 in pyDecision (`pyDecision/algorithm/ahp.py`).
    #[default]
    Saaty,
    /// J. Aguarón and J. M. Moreno-Jiménez, The geometric consistency index, European Journal of
    /// Operational Research 147 (2003), pages 137–145, as in the R package MCDA.
    AguaronMoreno,
}

const SAATY: [f64; 15] =
    [0.0, 0.0, 0.58, 0.9, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59];
const AGUARON_MORENO: [f64; 16] = [
    0.0, 0.0, 0.525, 0.882, 1.115, 1.252, 1.341, 1.404, 1.452, 1.484, 1.513, 1.535, 1.555, 1.57,
    1.583, 1.595,
];

impl RandomIndex {
    /// The index for so many criteria; `None` beyond the table.
    pub fn of(self, criteria: usize) -> Option<f64> {
        let table: &[f64] = match self {
            RandomIndex::Saaty => &SAATY,
            RandomIndex::AguaronMoreno => &AGUARON_MORENO,
        };
        table.get(criteria.checked_sub(1)?).copied()
    }

    /// The name of the table.
    pub fn as_str(self) -> &'static str {
        match self {
            RandomIndex::Saaty => "saaty",
            RandomIndex::AguaronMoreno => "aguaron-moreno",
        }
    }
}

/// A square matrix of comparisons: `a_ij` says how many times criterion i matters as much as j.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparisons(Array2<f64>);

/// Weights and their consistency.
#[derive(Debug, Clone, PartialEq)]
pub struct Priorities {
    /// The principal eigenvector, with the sum 1.
    pub weights: Vec<f64>,
    /// λ, the principal eigenvalue: n if no judgment contradicts another, else more.
    pub lambda_max: f64,
    /// CI = (λ − n) / (n − 1); 0 for a single criterion.
    pub consistency_index: f64,
    /// CR = CI / RI(n); 0 for two criteria or fewer, which cannot contradict each other, `None`
    /// beyond the table of random indices.
    pub consistency_ratio: Option<f64>,
}

impl Comparisons {
    /// Checks a matrix.
    ///
    /// # Errors
    /// It is not square or empty; a cell that is no number above 0; a diagonal that is not 1; two
    /// opposite cells that are not reciprocal within five in a hundred.
    pub fn new(matrix: Array2<f64>) -> Result<Comparisons, DecisionError> {
        if matrix.is_empty() {
            return Err(DecisionError::Empty { what: "criteria" });
        }
        DecisionError::check_count("columns", matrix.nrows(), matrix.ncols())?;
        for ((row, column), value) in matrix.indexed_iter() {
            let refuse =
                |expected| Err(DecisionError::Cell { row, column, expected, value: *value });
            if !(value.is_finite() && 0.0 < *value) {
                return refuse("a number above 0");
            }
            if row == column && (value - 1.0).abs() > 1e-9 {
                return refuse("1, for a criterion matters as much as itself");
            }
            if column < row && (value * matrix[[column, row]] - 1.0).abs() > RECIPROCITY {
                return refuse("1 over the cell on the other side of the diagonal");
            }
        }
        Ok(Comparisons(matrix))
    }

    /// Weights by power iteration, and their consistency against a table of random indices.
    ///
    /// ```
    /// use hinterland::decision::weights::ahp::{Comparisons, RandomIndex};
    /// let comparisons = Comparisons::new(ndarray::array![[1.0, 3.0], [1.0 / 3.0, 1.0]])?;
    /// let priorities = comparisons.priorities(RandomIndex::Saaty);
    /// assert!((priorities.weights[0] - 0.75).abs() < 1e-12);
    /// assert_eq!(priorities.consistency_ratio, Some(0.0));
    /// # Ok::<(), hinterland::decision::DecisionError>(())
    /// ```
    pub fn priorities(&self, random: RandomIndex) -> Priorities {
        let criteria = self.0.nrows();
        let mut weights = Array1::from_elem(criteria, 1.0 / real(criteria));
        for _ in 0..STEPS_MAX {
            let mut next = self.0.dot(&weights);
            next /= next.sum();
            let step = (&next - &weights).mapv(f64::abs).sum();
            weights = next;
            if step < 1e-16 {
                break;
            }
        }
        // With Σw = 1 the sum of Aw is λ; the mean of the ratios evens out rounding.
        let ratios = self.0.dot(&weights) / &weights;
        let lambda_max = ratios.mean().unwrap_or(1.0);
        let excess = lambda_max - real(criteria);
        let index = if criteria < 2 { 0.0 } else { excess / real(criteria - 1) };
        let ratio = match (criteria, random.of(criteria)) {
            (..=2, _) => Some(0.0),
            (_, random) => random.map(|random| index / random),
        };
        Priorities {
            weights: weights.to_vec(),
            lambda_max,
            consistency_index: index,
            consistency_ratio: ratio,
        }
    }

    /// Congruence: the mean distance |ln `a_ij` − ln(`a_ik` `a_kj`)| of direct and indirect
    /// judgments; 0 if consistent or for fewer than three criteria.
    ///
    /// Source: S. Siraj, L. Mikhailov and J. A. Keane, Contribution of individual judgments toward
    /// inconsistency in pairwise comparisons, European Journal of Operational Research 242 (2015),
    /// pages 557–567.
    pub fn congruence(&self) -> f64 {
        self.mean_of_triples(|direct, indirect| (direct - indirect).abs())
    }

    /// Dissonance: the share of indirect judgments that turn the order of the direct one; 0 if
    /// none or for fewer than three criteria. Source: as [`Comparisons::congruence`].
    pub fn dissonance(&self) -> f64 {
        self.mean_of_triples(|direct, indirect| if direct * indirect < 0.0 { 1.0 } else { 0.0 })
    }

    /// Koczkodaj's inconsistency: the worst triple's min(|1 − b/ac|, |1 − ac/b|), 0 to 1.
    ///
    /// Source: W. W. Koczkodaj, A new definition of consistency of pairwise comparisons,
    /// Mathematical and Computer Modelling 18 (1993), pages 79–84.
    pub fn koczkodaj(&self) -> f64 {
        let triple = |(direct, indirect): (f64, f64)| {
            let ratio = (direct - indirect).exp();
            (1.0 - ratio).abs().min((1.0 - 1.0 / ratio).abs())
        };
        self.triples().map(triple).fold(0.0, f64::max)
    }

    fn mean_of_triples(&self, of: impl Fn(f64, f64) -> f64) -> f64 {
        let (sum, count) = self
            .triples()
            .fold((0.0, 0_usize), |(sum, count), (one, other)| (sum + of(one, other), count + 1));
        sum / real(count.max(1))
    }

    /// The logarithms of the direct and of the indirect judgment of all ordered triples.
    fn triples(&self) -> impl Iterator<Item = (f64, f64)> {
        let criteria = self.0.nrows();
        let logarithms = self.0.mapv(f64::ln);
        let places = move |count: usize| {
            let (row, rest) = (count / (criteria * criteria), count % (criteria * criteria));
            (row, rest / criteria, rest % criteria)
        };
        (0..criteria.pow(3)).map(places).filter_map(move |(one, other, between)| {
            let is_triple = one != other && one != between && other != between;
            let indirect = logarithms[[one, between]] + logarithms[[between, other]];
            is_triple.then_some((logarithms[[one, other]], indirect))
        })
    }
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use ndarray::array;
    use proptest::prelude::*;

    use super::*;

    /// Wang and Chin 2011, as in pymcdm, `test/test_weights.py`: choosing a school.
    #[test]
    fn the_school_comes_out() {
        let third = 1.0 / 3.0;
        let matrix = array![
            [1.0, 4.0, 3.0, 1.0, 3.0, 4.0],
            [0.25, 1.0, 7.0, 3.0, 0.2, 1.0],
            [third, 1.0 / 7.0, 1.0, 0.2, 0.2, 1.0 / 6.0],
            [1.0, third, 5.0, 1.0, 1.0, third],
            [third, 5.0, 5.0, 1.0, 1.0, 3.0],
            [0.25, 1.0, 6.0, 3.0, third, 1.0]
        ];
        let found = Comparisons::new(matrix).unwrap().priorities(RandomIndex::Saaty);
        let expected =
            [0.320_770_18, 0.139_502_75, 0.034_768_31, 0.128_486_02, 0.237_389_99, 0.139_082_75];
        for (found, expected) in found.weights.iter().zip(expected) {
            assert_abs_diff_eq!(*found, expected, epsilon = 5e-9);
        }
        assert_abs_diff_eq!(found.lambda_max, 7.419_870_101_921_271, epsilon = 1e-12);
        assert_abs_diff_eq!(found.consistency_index, 0.283_974_020_384_254_2, epsilon = 1e-12);
        let ratio = found.consistency_ratio.unwrap();
        assert_abs_diff_eq!(ratio, 0.229_011_306_761_495_3, epsilon = 1e-12);
        assert!(RATIO_MAX < ratio);
    }

    /// The ratio depends on the table of random indices. The choice: Saaty's unless
    /// another is asked for, and the answer names it. Matrix and figures of the R package MCDA.
    #[test]
    fn the_ratio_depends_on_the_table() {
        let matrix = array![
            [1.0, 0.25, 4.0, 1.0 / 6.0],
            [4.0, 1.0, 4.0, 0.25],
            [0.25, 0.25, 1.0, 0.2],
            [6.0, 4.0, 5.0, 1.0]
        ];
        let comparisons = Comparisons::new(matrix).unwrap();
        let found = comparisons.priorities(RandomIndex::default());
        for (found, expected) in
            found.weights.iter().zip([0.115_871_62, 0.246_852_33, 0.060_015_03, 0.577_261_02])
        {
            assert_abs_diff_eq!(*found, expected, epsilon = 5e-9);
        }
        assert_abs_diff_eq!(found.lambda_max, 4.434_692_600_855_838, epsilon = 1e-12);
        let ratio = |random| comparisons.priorities(random).consistency_ratio.unwrap();
        assert_abs_diff_eq!(ratio(RandomIndex::Saaty), 0.160_997_259_576_236_3, epsilon = 1e-12);
        let other = ratio(RandomIndex::AguaronMoreno);
        assert_abs_diff_eq!(other, 0.164_282_917_934_935_02, epsilon = 1e-12);
        assert_abs_diff_eq!(comparisons.congruence(), 1.275, epsilon = 5e-4);
        assert_abs_diff_eq!(comparisons.dissonance(), 0.083, epsilon = 5e-4);
        assert_abs_diff_eq!(comparisons.koczkodaj(), 0.792, epsilon = 5e-4);
    }

    #[test]
    fn small_and_large_matrices_have_defined_ratios() {
        let ones = |criteria| Comparisons::new(Array2::ones((criteria, criteria))).unwrap();
        let ratio = |criteria, random| ones(criteria).priorities(random).consistency_ratio;
        assert_eq!(ratio(1, RandomIndex::Saaty), Some(0.0));
        assert_eq!(ratio(2, RandomIndex::Saaty), Some(0.0));
        assert_abs_diff_eq!(ratio(15, RandomIndex::Saaty).unwrap(), 0.0, epsilon = 1e-12);
        assert_eq!(ratio(16, RandomIndex::Saaty), None);
        assert!(ratio(16, RandomIndex::AguaronMoreno).is_some());
        assert_abs_diff_eq!(ones(1).koczkodaj() + ones(2).congruence(), 0.0);
    }

    #[test]
    fn what_is_no_comparison_is_refused() {
        let refused = |matrix: Array2<f64>| Comparisons::new(matrix).unwrap_err().to_string();
        insta::assert_snapshot!(refused(array![[1.0, 3.0], [0.5, 1.0]]), @"row `1`, column `0` must be 1 over the cell on the other side of the diagonal, got `0.5`");
        insta::assert_snapshot!(refused(array![[2.0]]), @"row `0`, column `0` must be 1, for a criterion matters as much as itself, got `2`");
        insta::assert_snapshot!(refused(array![[1.0, -3.0], [0.3, 1.0]]), @"row `0`, column `1` must be a number above 0, got `-3`");
        insta::assert_snapshot!(refused(array![[1.0, 3.0]]), @"there must be 1 columns, got `2`");
        assert!(Comparisons::new(array![[1.0, 3.0], [0.33, 1.0]]).is_ok());
    }

    proptest! {
        #[test]
        fn consistent_judgments_give_their_weights_back(
            weights in prop::collection::vec(0.1..9.0, 3..8),
        ) {
            let matrix = Array2::from_shape_fn((weights.len(), weights.len()), |(row, column)| {
                weights[row] / weights[column]
            });
            let found = Comparisons::new(matrix).unwrap().priorities(RandomIndex::Saaty);
            let sum: f64 = weights.iter().sum();
            for (found, weight) in found.weights.iter().zip(&weights) {
                prop_assert!((found - weight / sum).abs() < 1e-12);
            }
            prop_assert!(found.consistency_index.abs() < 1e-12);
        }
    }
}
