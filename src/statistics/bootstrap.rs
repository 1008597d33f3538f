//! The percentile bootstrap over clusters: cases that share a cluster (a region, a firm) are not
//! independent, so whole clusters are drawn with replacement.
//!
//! Source: B. Efron and R. Tibshirani, An Introduction to the Bootstrap, Chapman & Hall 1993,
//! chapter 13; for clusters: C. Field and A. Welsh, Bootstrapping Clustered Data, Journal of the
//! Royal Statistical Society B 69 (2007), pages 369–390.

use std::collections::BTreeMap;

use super::{
    random::{below, seeded},
    real,
};

/// An estimate with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The value for the cases as they are.
    pub estimate: f64,
    /// 2.5 % of the resamples lie below.
    pub low: f64,
    /// 97.5 % of the resamples lie below.
    pub high: f64,
}

/// How often to draw again, and from which stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resampling {
    /// Resamples.
    pub resamples: usize,
    /// The seed; the same seed gives the same interval on every machine.
    pub seed: u64,
}

impl Default for Resampling {
    /// A thousand resamples.
    fn default() -> Resampling {
        Resampling { resamples: 1_000, seed: 20_240_601 }
    }
}

/// The interval of any statistic of drawn clusters. `statistic` receives the numbers (below
/// `clusters`) of the clusters that were drawn, one as often as it was; it answers `None` where it
/// is not defined (one class only, say), and such resamples are left out.
///
/// `None` if the statistic is not defined for the clusters as they are.
pub fn interval(
    clusters: usize,
    resampling: Resampling,
    mut statistic: impl FnMut(&[usize]) -> Option<f64>,
) -> Option<Interval> {
    let all: Vec<usize> = (0..clusters).collect();
    let estimate = statistic(&all)?;
    let mut random = seeded(resampling.seed);
    let mut drawn = all;
    let mut values = Vec::with_capacity(resampling.resamples);
    for _ in 0..resampling.resamples {
        drawn.fill_with(|| below(clusters, &mut random));
        values.extend(statistic(&drawn));
    }
    Some(percentiles(estimate, values))
}

/// As [`interval`], for a statistic of weighted rows: it receives, per row, how often the row's
/// cluster was drawn. `clusters` gives each row's cluster, by any number.
///
/// ```
/// use hinterland::statistics::{bootstrap::{Resampling, interval_of_rows}, curve::Ordered};
/// let ordered = Ordered::new(&[0.9, 0.8, 0.7, 0.1], &[true, false, true, false]);
/// let area = interval_of_rows(&[0, 0, 1, 1], Resampling::default(), |weights| {
///     ordered.auc(|row| weights[row])
/// });
/// assert_eq!(area.unwrap().estimate, 0.75);
/// ```
pub fn interval_of_rows(
    clusters: &[usize],
    resampling: Resampling,
    mut statistic: impl FnMut(&[f64]) -> Option<f64>,
) -> Option<Interval> {
    let numbers = cluster_numbers(clusters);
    let mut counts = vec![0.0; numbers.iter().max().map_or(0, |last| last + 1)];
    let mut weights = vec![0.0; clusters.len()];
    interval(counts.len(), resampling, |drawn| {
        counts.fill(0.0);
        for cluster in drawn {
            counts[*cluster] += 1.0;
        }
        for (weight, cluster) in weights.iter_mut().zip(&numbers) {
            *weight = counts[*cluster];
        }
        statistic(&weights)
    })
}

/// The mean of `values` and its interval. Without values all three are 0.
pub fn interval_of_mean(values: &[f64], clusters: &[usize], resampling: Resampling) -> Interval {
    let mut members: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    for (value, cluster) in values.iter().zip(clusters) {
        members.entry(*cluster).or_default().push(*value);
    }
    let members: Vec<Vec<f64>> = members.into_values().collect();
    let mean = |drawn: &[usize]| {
        let (mut sum, mut count) = (0.0, 0);
        for cluster in drawn {
            sum += members[*cluster].iter().sum::<f64>();
            count += members[*cluster].len();
        }
        Some(sum / real(count.max(1)))
    };
    let none = Interval { estimate: 0.0, low: 0.0, high: 0.0 };
    interval(members.len(), resampling, mean).unwrap_or(none)
}

/// The clusters as numbers from 0, in ascending order of their own.
fn cluster_numbers(clusters: &[usize]) -> Vec<usize> {
    let mut known: Vec<usize> = clusters.to_vec();
    known.sort_unstable();
    known.dedup();
    clusters.iter().map(|cluster| known.partition_point(|other| other < cluster)).collect()
}

fn percentiles(estimate: f64, mut values: Vec<f64>) -> Interval {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    let quantile = |part: usize| values.get(last * part / 1_000).copied().unwrap_or(estimate);
    Interval { estimate, low: quantile(25), high: quantile(975) }
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;

    use super::*;

    fn resampling(seed: u64) -> Resampling {
        Resampling { resamples: 2_000, seed }
    }

    #[test]
    fn the_interval_is_seeded_and_holds_the_estimate() {
        let values = [0.5, 0.0, 1.0, 0.25, -0.5, 0.1, 0.0, 0.3];
        let clusters = [0, 0, 1, 2, 3, 4, 5, 6];
        let first = interval_of_mean(&values, &clusters, resampling(7));
        assert_eq!(first, interval_of_mean(&values, &clusters, resampling(7)));
        assert_ne!(first, interval_of_mean(&values, &clusters, resampling(8)));
        assert!(first.low < first.estimate && first.estimate < first.high);
    }

    #[test]
    fn one_cluster_has_no_spread() {
        let interval = interval_of_mean(&[0.2, 0.4], &[3, 3], resampling(1));
        assert_abs_diff_eq!(interval.low, interval.high);
        assert_abs_diff_eq!(interval.estimate, 0.3, epsilon = 1e-12);
    }

    #[test]
    fn nothing_has_no_spread_and_no_panic() {
        assert_abs_diff_eq!(interval_of_mean(&[], &[], resampling(1)).low, 0.0);
        assert_eq!(interval_of_rows(&[], resampling(1), |_| None), None);
        let single = Resampling { resamples: 0, seed: 1 };
        let interval = interval_of_mean(&[1.0, 2.0], &[0, 1], single);
        assert_eq!(interval, Interval { estimate: 1.5, low: 1.5, high: 1.5 });
    }

    #[test]
    fn rows_are_weighed_as_clusters_are_drawn() {
        let values = [0.5, 0.0, 1.0, 0.25, -0.5, 0.1, 0.0, 0.3];
        let clusters = [40, 40, 10, 7, 3, 4, 5, 6];
        let by_rows = interval_of_rows(&clusters, resampling(7), |weights| {
            let sum: f64 = values.iter().zip(weights).map(|(value, weight)| value * weight).sum();
            Some(sum / weights.iter().sum::<f64>())
        })
        .unwrap();
        let by_mean = interval_of_mean(&values, &clusters, resampling(7));
        assert_abs_diff_eq!(by_rows.low, by_mean.low, epsilon = 1e-12);
        assert_abs_diff_eq!(by_rows.high, by_mean.high, epsilon = 1e-12);
    }

    /// The interval of a mean of 400 independent values is about ± 1.96 standard errors.
    #[test]
    fn many_clusters_come_near_the_normal_interval() {
        let values: Vec<f64> = (0..400).map(|case| f64::from(case % 20)).collect();
        let clusters: Vec<usize> = (0..400).collect();
        let interval = interval_of_mean(&values, &clusters, resampling(5));
        let expected = 1.96 * (33.25_f64 / 400.0).sqrt();
        assert_abs_diff_eq!(interval.high - interval.estimate, expected, epsilon = 0.04);
        assert_abs_diff_eq!(interval.estimate - interval.low, expected, epsilon = 0.04);
    }
}
