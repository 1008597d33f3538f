//! Figures of a score against what happened, in O(n log n).
//!
//! Scores may be tied; each figure says what it makes of ties, and none depends on the order in
//! which the rows come. A score is a number; NaN counts as above all others.

use std::cmp::Ordering;

use super::real;

/// Rows in descending order of their score, ready to be weighed many times: a bootstrap need
/// not sort again.
#[derive(Debug, Clone)]
pub struct Ordered {
    /// Rows by descending score.
    rows: Vec<usize>,
    /// Where each group of equal scores ends in `rows`.
    ends: Vec<usize>,
    /// Labels in the order of `rows`.
    labels: Vec<bool>,
}

impl Ordered {
    /// Sorts rows by score.
    ///
    /// # Panics
    /// If there are not as many labels as scores.
    pub fn new(scores: &[f64], labels: &[bool]) -> Ordered {
        assert_eq!(scores.len(), labels.len(), "each score has a label");
        let mut rows: Vec<usize> = (0..scores.len()).collect();
        rows.sort_unstable_by(|one, other| {
            scores[*other].total_cmp(&scores[*one]).then_with(|| one.cmp(other))
        });
        let mut ends: Vec<usize> = (1..rows.len())
            .filter(|at| {
                scores[rows[*at]].partial_cmp(&scores[rows[at - 1]]) != Some(Ordering::Equal)
            })
            .collect();
        if !rows.is_empty() {
            ends.push(rows.len());
        }
        let labels = rows.iter().map(|row| labels[*row]).collect();
        Ordered { rows, ends, labels }
    }

    /// The weights of positives and negatives of each group of equal scores, best first.
    fn groups(&self, weight_of: impl Fn(usize) -> f64) -> impl Iterator<Item = (f64, f64)> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(move |(start, end)| {
            let (mut positives, mut negatives) = (0.0, 0.0);
            for at in start..*end {
                let weight = weight_of(self.rows[at]);
                if self.labels[at] { positives += weight } else { negatives += weight }
            }
            (positives, negatives)
        })
    }

    /// [`auc`] of weighted rows.
    pub fn auc(&self, weight_of: impl Fn(usize) -> f64) -> Option<f64> {
        let (mut above, mut won, mut negatives_seen) = (0.0, 0.0, 0.0);
        for (positives, negatives) in self.groups(weight_of) {
            // Each negative loses to all positives above it, and half to those level with it.
            won += negatives * (above + positives / 2.0);
            above += positives;
            negatives_seen += negatives;
        }
        let pairs = above * negatives_seen;
        (0.0 < pairs).then(|| won / pairs)
    }

    /// [`average_precision`] of weighted rows.
    pub fn average_precision(&self, weight_of: impl Fn(usize) -> f64) -> Option<f64> {
        let (mut found, mut seen, mut sum) = (0.0, 0.0, 0.0);
        for (positives, negatives) in self.groups(weight_of) {
            found += positives;
            seen += positives + negatives;
            if 0.0 < positives {
                sum += positives * found / seen;
            }
        }
        (0.0 < found).then(|| sum / found)
    }

    /// [`precision_at`] of the first `k`.
    pub fn precision_at(&self, k: usize) -> Option<f64> {
        let mut left = k.min(self.rows.len());
        if left == 0 {
            return None;
        }
        let count = real(left);
        let mut found = 0.0;
        for (positives, negatives) in self.groups(|_| 1.0) {
            let size = positives + negatives;
            let taken = size.min(real(left));
            found += positives * taken / size;
            if size >= real(left) {
                break;
            }
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a count of rows with weight 1"
            )]
            let size = size as usize;
            left -= size;
        }
        Some(found / count)
    }
}

/// The area under the receiver operating characteristic: the probability that a positive has a
/// higher score than a negative, ties counting half. `None` if a class does not occur.
///
/// Source: J. A. Hanley and B. J. `McNeil`, The Meaning and Use of the Area under a Receiver
/// Operating Characteristic Curve, Radiology 143 (1982), pages 29–36; it is the statistic of Mann
/// and Whitney over the number of pairs.
///
/// ```
/// use hinterland::statistics::curve::auc;
/// let auc = auc(&[0.1, 0.4, 0.35, 0.8], &[false, false, true, true]);
/// assert_eq!(auc, Some(0.75));
/// ```
pub fn auc(scores: &[f64], labels: &[bool]) -> Option<f64> {
    Ordered::new(scores, labels).auc(|_| 1.0)
}

/// The mean, over the positives, of the share of positives among all rows with at least their
/// score: `Σ (R_n − R_n−1) P_n` over the groups of equal scores, as in scikit-learn. `None` without
/// a positive.
///
/// ```
/// use hinterland::statistics::curve::average_precision;
/// let figure = average_precision(&[0.1, 0.4, 0.35, 0.8], &[false, false, true, true]);
/// assert!((figure.unwrap() - 0.8333333333333333).abs() < 1e-12);
/// ```
pub fn average_precision(scores: &[f64], labels: &[bool]) -> Option<f64> {
    Ordered::new(scores, labels).average_precision(|_| 1.0)
}

/// The share of positives among the `k` highest scores, or among all rows if there are fewer. Of
/// rows level with the last place as many count as there is room for, in the proportion of their
/// positives: what one would find on average. `None` without rows or for k = 0.
///
/// ```
/// use hinterland::statistics::curve::precision_at;
/// assert_eq!(precision_at(&[3.0, 2.0, 2.0, 1.0], &[true, true, false, false], 2), Some(0.75));
/// ```
pub fn precision_at(scores: &[f64], labels: &[bool], k: usize) -> Option<f64> {
    Ordered::new(scores, labels).precision_at(k)
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    use super::*;

    /// Values of scikit-learn's `roc_auc_score` and `average_precision_score`.
    #[test]
    fn ties_count_as_in_scikit_learn() {
        let scores = [0.2, 0.2, 0.7, 0.7, 0.7, 0.9, 0.1, 0.5];
        let labels = [false, true, true, false, true, false, false, true];
        assert_abs_diff_eq!(auc(&scores, &labels).unwrap(), 0.531_25, epsilon = 1e-12);
        let precision = average_precision(&scores, &labels).unwrap();
        assert_abs_diff_eq!(precision, 0.542_857_142_857_142_8, epsilon = 1e-12);
    }

    #[test]
    fn one_class_has_no_area() {
        assert_eq!(auc(&[1.0, 2.0], &[true, true]), None);
        assert_eq!(average_precision(&[1.0], &[false]), None);
        assert_eq!(precision_at(&[], &[], 10), None);
    }

    proptest! {
        #[test]
        fn the_area_is_the_share_of_pairs_won(
            rows in prop::collection::vec((0_u8..6, any::<bool>()), 2..40),
        ) {
            let scores: Vec<f64> = rows.iter().map(|(score, _)| f64::from(*score)).collect();
            let labels: Vec<bool> = rows.iter().map(|(_, label)| *label).collect();
            let (mut won, mut pairs) = (0.0, 0.0);
            for (one, is_positive) in scores.iter().zip(&labels) {
                for (other, is_other_positive) in scores.iter().zip(&labels) {
                    if *is_positive && !is_other_positive {
                        pairs += 1.0;
                        won += if other < one { 1.0 } else if other <= one { 0.5 } else { 0.0 };
                    }
                }
            }
            match auc(&scores, &labels) {
                None => prop_assert!(pairs == 0.0),
                Some(area) => prop_assert!((area - won / pairs).abs() < 1e-12),
            }
        }

        #[test]
        fn a_weight_is_a_repetition(
            rows in prop::collection::vec((0_u8..6, any::<bool>(), 0_usize..4), 2..30),
        ) {
            let scores: Vec<f64> = rows.iter().map(|row| f64::from(row.0)).collect();
            let labels: Vec<bool> = rows.iter().map(|row| row.1).collect();
            let ordered = Ordered::new(&scores, &labels);
            let repeated: Vec<_> =
                rows.iter().flat_map(|row| std::iter::repeat_n(*row, row.2)).collect();
            let scores: Vec<f64> = repeated.iter().map(|row| f64::from(row.0)).collect();
            let labels: Vec<bool> = repeated.iter().map(|row| row.1).collect();
            let weight = |row: usize| real(rows[row].2);
            let close = |one: Option<f64>, other: Option<f64>| match (one, other) {
                (Some(one), Some(other)) => (one - other).abs() < 1e-12,
                (one, other) => one == other,
            };
            prop_assert!(close(ordered.auc(weight), auc(&scores, &labels)));
            let precision = average_precision(&scores, &labels);
            prop_assert!(close(ordered.average_precision(weight), precision));
        }
    }
}
