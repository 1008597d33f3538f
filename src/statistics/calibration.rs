//! Scores into probabilities that can be believed, and how far they can.

use ndarray::{Axis, aview1};
use serde::{Deserialize, Serialize};

use super::{
    FitError,
    logistic::{self, LogisticOptions},
    real, sigmoid,
};

/// A rising curve from scores to probabilities: straight between its knots, flat outside.
///
/// Source: M. Ayer and others, An Empirical Distribution Function for Sampling with Incomplete
/// Information, Annals of Mathematical Statistics 26 (1955), pages 641–647 (pool adjacent
/// violators); for calibration: B. Zadrozny and C. Elkan, KDD 2002, pages 694–699.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Isotonic {
    /// Scores, ascending, no two alike.
    pub scores: Vec<f64>,
    /// The value at each score, never falling.
    pub values: Vec<f64>,
}

impl Isotonic {
    /// The value at a score.
    pub fn value(&self, score: f64) -> f64 {
        let above = self.scores.partition_point(|knot| *knot < score);
        if above == 0 {
            return self.values[0];
        }
        let Some(right) = self.scores.get(above) else { return self.values[above - 1] };
        let (left, below) = (self.scores[above - 1], self.values[above - 1]);
        below + (self.values[above] - below) * (score - left) / (right - left)
    }
}

/// Fits the rising curve with the least squared error to labels (1 for yes, 0 for no). Rows with
/// the same score are one point; `None` as weights means 1 each.
///
/// ```
/// use hinterland::statistics::calibration::fit_isotonic;
/// let labels = [false, true, false, true];
/// let curve = fit_isotonic(&[1.0, 2.0, 3.0, 4.0], &labels, None).unwrap();
/// assert_eq!([1.0, 2.5, 4.0].map(|score| curve.value(score)), [0.0, 0.5, 1.0]);
/// ```
///
/// # Errors
/// Lengths that differ, no row with a positive weight.
pub fn fit_isotonic(
    scores: &[f64],
    labels: &[bool],
    weights: Option<&[f64]>,
) -> Result<Isotonic, FitError> {
    FitError::check_length("labels", scores.len(), labels.len())?;
    if let Some(weights) = weights {
        FitError::check_length("weights", scores.len(), weights.len())?;
    }
    let points = distinct_points(scores, labels, weights);
    if points.is_empty() {
        return Err(FitError::NoRows);
    }
    // Blocks of (sum, weight, points); a block that lies below the one before it joins that one.
    let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
    for (_, sum, weight) in &points {
        let mut block = (*sum, *weight, 1);
        while let Some(last) = blocks.pop_if(|last| block.0 * last.1 <= last.0 * block.1) {
            block = (block.0 + last.0, block.1 + last.1, block.2 + last.2);
        }
        blocks.push(block);
    }
    let fitted: Vec<f64> = blocks
        .iter()
        .flat_map(|(sum, weight, count)| std::iter::repeat_n(sum / weight, *count))
        .collect();
    Ok(without_inner_points(&points, &fitted))
}

/// Per distinct score with weight: the score, the weight of the yes and the weight of all.
fn distinct_points(
    scores: &[f64],
    labels: &[bool],
    weights: Option<&[f64]>,
) -> Vec<(f64, f64, f64)> {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_unstable_by(|one, other| {
        scores[*one].total_cmp(&scores[*other]).then_with(|| one.cmp(other))
    });
    let mut points: Vec<(f64, f64, f64)> = Vec::new();
    for row in order {
        let weight = weights.map_or(1.0, |weights| weights[row]);
        if weight <= 0.0 {
            continue;
        }
        let yes = if labels[row] { weight } else { 0.0 };
        match points.last_mut() {
            Some(point) if point.0 >= scores[row] => {
                point.1 += yes;
                point.2 += weight;
            }
            _ => points.push((scores[row], yes, weight)),
        }
    }
    points
}

/// The ends of each flat stretch draw the same curve as all its points.
fn without_inner_points(points: &[(f64, f64, f64)], fitted: &[f64]) -> Isotonic {
    let is_same = |one: usize, other: usize| (fitted[one] - fitted[other]).abs() <= 0.0;
    let kept = (0..points.len()).filter(|at| {
        let is_inner = 0 < *at && at + 1 < points.len();
        !(is_inner && is_same(at - 1, *at) && is_same(*at, at + 1))
    });
    let (scores, values) = kept.map(|at| (points[at].0, fitted[at])).unzip();
    Isotonic { scores, values }
}

/// A logistic curve from scores to probabilities: 1 / (1 + e^−(slope · score + intercept)).
///
/// Source: J. Platt, Probabilistic Outputs for Support Vector Machines, in Advances in Large
/// Margin Classifiers, MIT Press 1999, pages 61–74.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Platt {
    /// Change of the log-odds per unit of score.
    pub slope: f64,
    /// The log-odds at score 0.
    pub intercept: f64,
}

impl Platt {
    /// The probability at a score.
    pub fn value(&self, score: f64) -> f64 {
        sigmoid(self.slope * score + self.intercept)
    }
}

/// Fits a logistic curve. As in Platt's paper the targets are drawn in a little, to (n₊ + 1) /
/// (n₊ + 2) and 1 / (n₋ + 2), so that separated scores do not give certainty.
///
/// # Errors
/// As [`logistic::fit`]: one class only, scores that are all the same.
pub fn fit_platt(scores: &[f64], labels: &[bool]) -> Result<Platt, FitError> {
    FitError::check_length("labels", scores.len(), labels.len())?;
    let positives = labels.iter().filter(|label| **label).count();
    let negatives = labels.len() - positives;
    if !labels.is_empty() && (positives == 0 || negatives == 0) {
        return Err(FitError::OneClass { class: 0 < positives });
    }
    let yes = (real(positives) + 1.0) / (real(positives) + 2.0);
    let no = 1.0 / (real(negatives) + 2.0);
    let targets: Vec<f64> = labels.iter().map(|label| if *label { yes } else { no }).collect();
    let rows = aview1(scores).insert_axis(Axis(1));
    let options = LogisticOptions { ridge: 0.0, ..LogisticOptions::default() };
    let model = logistic::fit_targets(&rows, &targets, None, options)?;
    let slope = model.coefficients[0] / model.deviations[0];
    Ok(Platt { slope, intercept: model.intercept - slope * model.means[0] })
}

/// The mean squared difference between probability and outcome, 0 at best. `None` without rows.
///
/// Source: G. W. Brier, Verification of Forecasts Expressed in Terms of Probability, Monthly
/// Weather Review 78 (1950), pages 1–3, in its usual one-class form (half of his).
///
/// ```
/// use hinterland::statistics::calibration::brier_score;
/// assert_eq!(brier_score(&[0.5, 1.0], &[true, true]), Some(0.125));
/// ```
pub fn brier_score(probabilities: &[f64], labels: &[bool]) -> Option<f64> {
    let squares = probabilities.iter().zip(labels).map(|(probability, label)| {
        let error = probability - f64::from(u8::from(*label));
        error * error
    });
    (!probabilities.is_empty()).then(|| squares.sum::<f64>() / real(probabilities.len()))
}

/// One bin of a reliability table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReliabilityBin {
    /// Rows in the bin.
    pub rows: usize,
    /// Their mean probability.
    pub expected: f64,
    /// The share of them that happened.
    pub happened: f64,
}

/// What was expected and what happened, in bins of the same width over 0 to 1; bins without rows
/// are left out.
pub fn reliability(probabilities: &[f64], labels: &[bool], bins: usize) -> Vec<ReliabilityBin> {
    let mut sums = vec![(0_usize, 0.0, 0.0); bins.max(1)];
    let last = sums.len() - 1;
    for (probability, label) in probabilities.iter().zip(labels) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a float as a whole number saturates, and the last bin takes the rest"
        )]
        let bin = ((probability * real(sums.len())) as usize).min(last);
        let (rows, expected, happened) = &mut sums[bin];
        *rows += 1;
        *expected += probability;
        *happened += f64::from(u8::from(*label));
    }
    let filled = sums.into_iter().filter(|(rows, ..)| 0 < *rows);
    filled
        .map(|(rows, expected, happened)| ReliabilityBin {
            rows,
            expected: expected / real(rows),
            happened: happened / real(rows),
        })
        .collect()
}

/// The expected calibration error: the mean distance between what was expected and what happened,
/// over bins of the same width, each weighed by its rows. 0 at best; `None` without rows.
///
/// Source: C. Guo and others, On Calibration of Modern Neural Networks, ICML 2017, equation 3, on
/// the probability of yes.
pub fn expected_calibration_error(
    probabilities: &[f64],
    labels: &[bool],
    bins: usize,
) -> Option<f64> {
    let weighed = reliability(probabilities, labels, bins)
        .into_iter()
        .map(|bin| real(bin.rows) * (bin.expected - bin.happened).abs());
    (!probabilities.is_empty()).then(|| weighed.sum::<f64>() / real(probabilities.len()))
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    use super::*;

    const SCORES: [f64; 8] = [0.1, 0.4, 0.35, 0.8, 0.4, 0.6, 0.7, 0.05];
    const LABELS: [bool; 8] = [false, true, false, true, false, true, false, false];

    /// scikit-learn's `IsotonicRegression`: two rows tied at 0.4, between knots and outside.
    #[test]
    fn the_rising_curve_is_that_of_scikit_learn() {
        let curve = fit_isotonic(&SCORES, &LABELS, None).unwrap();
        let scores = [0.0, 0.2, 0.38, 0.5, 0.65, 0.75, 0.9];
        let expected = [0.0, 0.0, 0.3, 0.5, 0.5, 0.75, 1.0];
        for (score, expected) in scores.into_iter().zip(expected) {
            assert_abs_diff_eq!(curve.value(score), expected, epsilon = 1e-12);
        }
        assert_eq!(curve.scores, [0.05, 0.35, 0.4, 0.7, 0.8]);
    }

    /// scikit-learn's sigmoid calibration, whose slope and intercept have the other sign.
    #[test]
    fn the_logistic_curve_is_that_of_scikit_learn() {
        let curve = fit_platt(&SCORES, &LABELS).unwrap();
        assert_abs_diff_eq!(curve.slope, 3.199_127_766, epsilon = 1e-5);
        assert_abs_diff_eq!(curve.intercept, -1.880_400_049, epsilon = 1e-5);
    }

    #[test]
    fn separated_scores_do_not_give_certainty() {
        let curve = fit_platt(&[1.0, 2.0, 3.0, 4.0], &[false, false, true, true]).unwrap();
        assert!(curve.value(4.0) < 0.95 && 0.05 < curve.value(1.0));
    }

    #[test]
    fn what_cannot_be_calibrated_is_refused() {
        assert_eq!(fit_platt(&[], &[]), Err(FitError::NoRows));
        assert_eq!(fit_platt(&[1.0], &[true]), Err(FitError::OneClass { class: true }));
        let same = fit_platt(&[1.0, 1.0], &[true, false]);
        assert_eq!(same, Err(FitError::ConstantColumn { column: 0 }));
        assert_eq!(fit_isotonic(&[], &[], None), Err(FitError::NoRows));
    }

    /// Two bins by hand: 0.1 and 0.3 without a yes, 0.8 and 0.9 with one.
    #[test]
    fn errors_of_calibration_by_hand() {
        let (probabilities, labels) = ([0.1, 0.3, 0.8, 0.9], [false, false, true, false]);
        let error = expected_calibration_error(&probabilities, &labels, 2).unwrap();
        assert_abs_diff_eq!(error, 0.5 * 0.2 + 0.5 * 0.35, epsilon = 1e-12);
        let brier = brier_score(&probabilities, &labels).unwrap();
        assert_abs_diff_eq!(brier, (0.01 + 0.09 + 0.04 + 0.81) / 4.0, epsilon = 1e-12);
        assert_eq!(expected_calibration_error(&[], &[], 10), None);
        assert_eq!(reliability(&[1.0], &[true], 10).len(), 1); // certainty is in the last bin
    }

    proptest! {
        #[test]
        fn the_curve_never_falls_and_keeps_the_sum(
            rows in prop::collection::vec((0_u8..20, any::<bool>()), 1..40),
        ) {
            let scores: Vec<f64> = rows.iter().map(|(score, _)| f64::from(*score)).collect();
            let labels: Vec<bool> = rows.iter().map(|(_, label)| *label).collect();
            let curve = fit_isotonic(&scores, &labels, None).unwrap();
            prop_assert!(curve.values.is_sorted());
            let happened = real(labels.iter().filter(|label| **label).count());
            let expected: f64 = scores.iter().map(|score| curve.value(*score)).sum();
            prop_assert!((happened - expected).abs() < 1e-9);
        }
    }
}
