//! Figures of rankings against judgments, with one relevant region (the first) per case, and a
//! seeded bootstrap.
//!
//! Source of the definitions: K. Järvelin and J. Kekäläinen, Cumulated gain-based evaluation of IR
//! techniques, ACM TOIS 20 (2002), pages 422–446; E. M. Voorhees, The TREC-8 question answering
//! track report, 1999 (mean reciprocal rank).

use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;

use super::evaluate_ranking::Interval;

/// Figures of a method over all cases.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// Share of cases with a relevant region first.
    pub hit_at_1: f64,
    /// … among the first five.
    pub hit_at_5: f64,
    /// … among the first ten.
    pub hit_at_10: f64,
    /// Mean reciprocal rank of the first relevant region; 0 where none was ranked.
    pub mrr: f64,
    /// Normalised discounted cumulative gain at ten of the first relevant region, linear gains:
    /// 1 / log2(rank + 1) up to rank ten, else 0.
    pub ndcg_at_10: f64,
    /// Mean share of the other candidates that stand behind the first relevant one; 0 where none
    /// was ranked.
    pub mean_percentile: f64,
}

/// The figures of cases, each the rank of the first relevant region (from 1) and the number of
/// candidates. All are 0 without cases.
pub fn figures(cases: &[(Option<usize>, usize)]) -> Figures {
    let mean = |value: &dyn Fn(Option<usize>, usize) -> f64| {
        let sum: f64 = cases.iter().map(|(rank, candidates)| value(*rank, *candidates)).sum();
        sum / real(cases.len().max(1))
    };
    let hit =
        |k: usize| mean(&|rank, _| if rank.is_some_and(|rank| rank <= k) { 1.0 } else { 0.0 });
    Figures {
        hit_at_1: hit(1),
        hit_at_5: hit(5),
        hit_at_10: hit(10),
        mrr: mean(&|rank, _| reciprocal_rank(rank)),
        ndcg_at_10: mean(&|rank, _| {
            rank.filter(|rank| *rank <= 10).map_or(0.0, |rank| 1.0 / real(rank + 1).log2())
        }),
        mean_percentile: mean(&|rank, candidates| {
            let others = candidates.saturating_sub(1).max(1);
            rank.map_or(0.0, |rank| real(candidates.saturating_sub(rank)) / real(others))
        }),
    }
}

/// 1 / rank, 0 without one.
pub fn reciprocal_rank(rank: Option<usize>) -> f64 {
    rank.map_or(0.0, |rank| 1.0 / real(rank))
}

/// The mean of `values` and its percentile bootstrap interval, whole clusters drawn with
/// replacement. The same seed gives the same interval on every machine: PCG-64 (M. E. O'Neill,
/// 2014) is fixed by its specification.
pub fn bootstrap(values: &[f64], clusters: &[usize], resamples: usize, seed: u64) -> Interval {
    let mut members: std::collections::BTreeMap<usize, Vec<f64>> =
        std::collections::BTreeMap::new();
    for (value, cluster) in values.iter().zip(clusters) {
        members.entry(*cluster).or_default().push(*value);
    }
    let members: Vec<Vec<f64>> = members.into_values().collect();
    let estimate = values.iter().sum::<f64>() / real(values.len().max(1));
    if members.is_empty() || resamples == 0 {
        return Interval { estimate, low: estimate, high: estimate };
    }
    let mut random = Pcg64::seed_from_u64(seed);
    let mut means: Vec<f64> =
        (0..resamples).map(|_| resampled_mean(&members, &mut random)).collect();
    means.sort_by(f64::total_cmp);
    let quantile = |part: usize| means[(means.len() - 1) * part / 1_000];
    Interval { estimate, low: quantile(25), high: quantile(975) }
}

fn resampled_mean(members: &[Vec<f64>], random: &mut Pcg64) -> f64 {
    let (mut sum, mut count) = (0.0, 0);
    for _ in 0..members.len() {
        let drawn = &members[below(members.len(), random)];
        sum += drawn.iter().sum::<f64>();
        count += drawn.len();
    }
    sum / real(count.max(1))
}

/// A whole number below `bound`, by multiplication (D. Lemire, 2019, without the rejection step:
/// the bias is below 2⁻⁴⁰ for fewer than a million clusters).
fn below(bound: usize, random: &mut Pcg64) -> usize {
    let product = u128::from(random.next_u64()) * bound as u128;
    usize::try_from(product >> 64).unwrap_or(0)
}

#[expect(clippy::cast_precision_loss, reason = "counts of cases and candidates are small")]
fn real(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;

    use super::*;

    /// ranx, `tests/unit/ranx/metrics_test.py`: a relevant third document has reciprocal rank 1/2
    /// in the run 2, 3, 1, 4, 5.
    #[test]
    fn ranks_become_figures() {
        let cases = [(Some(1), 11), (Some(2), 11), (None, 11), (Some(11), 11)];
        let figures = figures(&cases);
        assert_abs_diff_eq!(figures.hit_at_1, 0.25);
        assert_abs_diff_eq!(figures.hit_at_5, 0.5);
        assert_abs_diff_eq!(figures.hit_at_10, 0.5);
        assert_abs_diff_eq!(figures.mrr, (1.0 + 0.5 + 1.0 / 11.0) / 4.0);
        assert_abs_diff_eq!(figures.ndcg_at_10, (1.0 + 1.0 / 3f64.log2()) / 4.0);
        assert_abs_diff_eq!(figures.mean_percentile, (1.0 + 0.9) / 4.0);
    }

    #[test]
    fn no_cases_are_no_panic() {
        assert_abs_diff_eq!(figures(&[]).mrr, 0.0);
        assert_abs_diff_eq!(bootstrap(&[], &[], 100, 1).low, 0.0);
    }

    #[test]
    fn the_interval_is_seeded_and_holds_the_estimate() {
        let values = [0.5, 0.0, 1.0, 0.25, -0.5, 0.1, 0.0, 0.3];
        let clusters = [0, 0, 1, 2, 3, 4, 5, 6];
        let first = bootstrap(&values, &clusters, 2_000, 7);
        assert_eq!(first, bootstrap(&values, &clusters, 2_000, 7));
        assert_ne!(first, bootstrap(&values, &clusters, 2_000, 8));
        assert!(first.low < first.estimate && first.estimate < first.high);
    }

    #[test]
    fn one_cluster_has_no_spread() {
        let interval = bootstrap(&[0.2, 0.4], &[3, 3], 100, 1);
        assert_abs_diff_eq!(interval.low, interval.high);
        assert_abs_diff_eq!(interval.estimate, 0.3, epsilon = 1e-12);
    }
}
