//! Figures of ranked lists against judgments, and the fusion of several lists into one.
//!
//! Source of the definitions: K. Järvelin and J. Kekäläinen, Cumulated gain-based evaluation of IR
//! techniques, ACM TOIS 20 (2002), pages 422–446; E. M. Voorhees, The TREC-8 question answering
//! track report, 1999 (mean reciprocal rank).

use std::collections::{BTreeMap, BTreeSet};

use super::real;

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

/// How a grade becomes a gain. The two give different figures for the same list: name the one used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gain {
    /// The grade itself (Järvelin and Kekäläinen 2002).
    Linear,
    /// 2^grade − 1 (C. Burges and others, Learning to Rank using Gradient Descent, ICML 2005).
    Exponential,
}

impl Gain {
    fn of(self, grade: f64) -> f64 {
        match self {
            Gain::Linear => grade,
            Gain::Exponential => grade.exp2() - 1.0,
        }
    }
}

/// The grades of a ranked list, best rank first; 0 for what was not judged, and for an item that
/// stood further up already.
pub fn grades<Item: Ord>(ranking: &[Item], judged: &BTreeMap<Item, f64>) -> Vec<f64> {
    let mut seen = BTreeSet::new();
    let grade = |item| if seen.insert(item) { judged.get(item) } else { None };
    ranking.iter().map(grade).map(|grade| grade.copied().unwrap_or(0.0)).collect()
}

/// Discounted cumulative gain of the first `k`: Σ gain / log2(rank + 1).
///
/// ```
/// use hinterland::statistics::retrieval::{Gain, dcg};
/// assert_eq!(dcg(&[3.0, 0.0, 2.0], 10, Gain::Linear), 4.0);
/// ```
pub fn dcg(grades: &[f64], k: usize, gain: Gain) -> f64 {
    let ranked = grades.iter().take(k).enumerate();
    ranked.map(|(index, grade)| gain.of(*grade) / real(index + 2).log2()).sum()
}

/// [`dcg`] over that of the best order of all grades that were judged; 0 if nothing is relevant.
pub fn ndcg(grades: &[f64], judged: &[f64], k: usize, gain: Gain) -> f64 {
    let mut best = judged.to_vec();
    best.sort_by(|one, other| other.total_cmp(one));
    let ideal = dcg(&best, k, gain);
    if 0.0 < ideal { dcg(grades, k, gain) / ideal } else { 0.0 }
}

/// The rank, from 1, of the first relevant item among the first `k`.
pub fn first_relevant(grades: &[f64], k: usize) -> Option<usize> {
    grades.iter().take(k).position(|grade| 0.0 < *grade).map(|index| index + 1)
}

/// Whether a relevant item stands among the first `k`.
pub fn is_hit(grades: &[f64], k: usize) -> bool {
    first_relevant(grades, k).is_some()
}

/// The share of the `relevant` items that stand among the first `k`; 0 if nothing is relevant.
pub fn recall(grades: &[f64], relevant: usize, k: usize) -> f64 {
    let found = grades.iter().take(k).filter(|grade| 0.0 < **grade).count();
    if relevant == 0 { 0.0 } else { real(found) / real(relevant) }
}

/// The mean of [`reciprocal_rank`] over queries; 0 without one.
pub fn mean_reciprocal_rank(ranks: &[Option<usize>]) -> f64 {
    ranks.iter().copied().map(reciprocal_rank).sum::<f64>() / real(ranks.len().max(1))
}

/// The constant of reciprocal rank fusion: how far the first places stand out.
///
/// Source: G. V. Cormack, C. L. A. Clarke and S. Büttcher, Reciprocal Rank Fusion outperforms
/// Condorcet and individual Rank Learning Methods, SIGIR 2009, pages 758–759.
pub const FUSION_CONSTANT: f64 = 60.0;

/// Fuses lists by Σ 1 / (`constant` + rank), ranks from 1; a list that leaves an item out adds
/// nothing. Highest first, and by item where level.
///
/// ```
/// use hinterland::statistics::retrieval::{FUSION_CONSTANT, reciprocal_rank_fusion};
/// let fused = reciprocal_rank_fusion(&[vec!["a", "b"], vec!["b", "c"]], FUSION_CONSTANT);
/// assert_eq!(fused[0], ("b", 1.0 / 62.0 + 1.0 / 61.0));
/// ```
pub fn reciprocal_rank_fusion<Item: Ord + Clone>(
    rankings: &[Vec<Item>],
    constant: f64,
) -> Vec<(Item, f64)> {
    let mut scores: BTreeMap<&Item, f64> = BTreeMap::new();
    for (index, item) in rankings.iter().flat_map(|ranking| ranking.iter().enumerate()) {
        *scores.entry(item).or_insert(0.0) += 1.0 / (constant + real(index + 1));
    }
    highest_first(scores)
}

/// Fuses lists by Borda's count. With n items in all lists together, a list gives its first item n
/// points, the next n − 1 and so on, and shares its remaining points evenly among the items that
/// it leaves out. Highest first, and by item where level.
///
/// Source: J. A. Aslam and M. Montague, Models for Metasearch, SIGIR 2001, pages 276–284.
///
/// ```
/// use hinterland::statistics::retrieval::borda;
/// let fused = borda(&[vec!["c", "b", "a"], vec!["a", "b"], vec!["c"]]);
/// assert_eq!(fused, [("c", 7.0), ("a", 5.5), ("b", 5.5)]);
/// ```
pub fn borda<Item: Ord + Clone>(rankings: &[Vec<Item>]) -> Vec<(Item, f64)> {
    let items: BTreeSet<&Item> = rankings.iter().flatten().collect();
    let mut scores: BTreeMap<&Item, f64> = items.iter().map(|item| (*item, 0.0)).collect();
    for ranking in rankings {
        let ranked: BTreeSet<&Item> = ranking.iter().collect();
        for (index, item) in ranking.iter().enumerate() {
            *scores.entry(item).or_insert(0.0) += real(items.len() - index);
        }
        // The remaining points are those of the places after the last: 1 to the number left out,
        // whose mean is half of one more.
        let share = real(items.len() - ranked.len() + 1) / 2.0;
        for item in items.difference(&ranked) {
            *scores.entry(item).or_insert(0.0) += share;
        }
    }
    highest_first(scores)
}

fn highest_first<Item: Ord + Clone>(scores: BTreeMap<&Item, f64>) -> Vec<(Item, f64)> {
    let mut fused: Vec<(Item, f64)> =
        scores.into_iter().map(|(item, score)| (item.clone(), score)).collect();
    // The sort is stable, and the items came in order.
    fused.sort_by(|one, other| other.1.total_cmp(&one.1));
    fused
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    use super::*;

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
        assert_abs_diff_eq!(mean_reciprocal_rank(&[]), 0.0);
        assert_abs_diff_eq!(ndcg(&[], &[], 10, Gain::Linear), 0.0);
        assert_eq!(borda::<u8>(&[]), []);
    }

    /// ranx, `tests/unit/ranx/metrics_test.py`: grades 5, 4, 3 and 2 for the documents 2, 4, 5 and
    /// 10, and three runs.
    #[test]
    fn linear_and_exponential_gains_differ() {
        let judged = BTreeMap::from([(2, 5.0), (4, 4.0), (5, 3.0), (10, 2.0)]);
        let all: Vec<f64> = judged.values().copied().collect();
        let cases = [
            (
                [1, 2, 3, 4, 5],
                6.037_913_421_854_484,
                0.610_811_265_935_622_2,
                0.634_765_680_372_349_5,
            ),
            (
                [10, 5, 2, 4, 3],
                8.115_495_493_007_945,
                0.820_984_954_477_289_5,
                0.649_122_154_840_209,
            ),
            ([1, 3, 6, 7, 8], 0.0, 0.0, 0.0), // nothing relevant is ranked
        ];
        for (ranking, linear, normalised, burges) in cases {
            let grades = grades(&ranking, &judged);
            assert_abs_diff_eq!(dcg(&grades, 10, Gain::Linear), linear, epsilon = 1e-14);
            assert_abs_diff_eq!(ndcg(&grades, &all, 10, Gain::Linear), normalised, epsilon = 1e-14);
            assert_abs_diff_eq!(
                ndcg(&grades, &all, 10, Gain::Exponential),
                burges,
                epsilon = 1e-14
            );
        }
        let ideal = |gain| dcg(&[5.0, 4.0, 3.0, 2.0], 10, gain);
        assert_abs_diff_eq!(ideal(Gain::Linear), 9.885_072_130_432_617, epsilon = 1e-14);
        assert_abs_diff_eq!(ideal(Gain::Exponential), 45.255_975_977_792_04, epsilon = 1e-13);
    }

    fn grades_of(ranking: &[u8], relevant: &[u8]) -> Vec<f64> {
        grades(ranking, &relevant.iter().map(|item| (*item, 1.0)).collect())
    }

    /// ranx, the same file: ranks, hits and recall.
    #[test]
    fn ranks_hits_and_recall_come_out_as_in_ranx() {
        let queries: [(&[u8], &[u8], f64); 3] = [
            (&[2, 3, 1, 4, 5], &[3], 0.5),
            (&[1, 2, 3, 4, 5], &[1], 1.0),
            (&[1, 1, 1, 4, 5], &[3], 0.0), // a document listed thrice
        ];
        let ranks = queries.map(|(ranking, relevant, expected)| {
            let rank = first_relevant(&grades_of(ranking, relevant), 5);
            assert_abs_diff_eq!(reciprocal_rank(rank), expected);
            rank
        });
        assert_abs_diff_eq!(mean_reciprocal_rank(&ranks), 0.5);

        assert!(!is_hit(&grades_of(&[1, 2, 3, 4, 5, 7], &[9, 6, 8]), 5));
        assert!(is_hit(&grades_of(&[1, 2, 4, 3, 5, 7], &[1, 2, 4]), 5));

        let ranking = [2, 4, 3, 1, 5, 6, 7];
        let third = recall(&grades_of(&ranking, &[1, 2, 3]), 3, 2);
        assert_abs_diff_eq!(third, 0.333_333_333_333_333_3, epsilon = 1e-15);
        assert_abs_diff_eq!(recall(&grades_of(&ranking, &[1, 2]), 2, 2), 0.5);
    }

    /// ranx, `tests/unit/ranx/fusion/bordafuse_test.py`: its second query; the first is the example
    /// of [`borda`].
    #[test]
    fn what_a_list_leaves_out_shares_the_remainder() {
        let fused = borda(&[vec!["d2", "d1"], vec!["d3", "d1"], vec!["d3", "d2"]]);
        assert_eq!(fused, [("d3", 7.0), ("d2", 6.0), ("d1", 5.0)]);
    }

    proptest! {
        #[test]
        fn borda_gives_each_list_the_same_points(
            lists in prop::collection::vec(prop::collection::btree_set(0_u8..9, 0..9), 1..5),
        ) {
            let lists: Vec<Vec<u8>> =
                lists.into_iter().map(|list| list.into_iter().collect()).collect();
            let fused = borda(&lists);
            let points: f64 = fused.iter().map(|(_, points)| points).sum();
            let n = real(fused.len());
            prop_assert!((points - real(lists.len()) * n * (n + 1.0) / 2.0).abs() < 1e-9);
        }

        #[test]
        fn the_best_order_has_gain_one(mut grades in prop::collection::vec(0.0..5.0, 1..20)) {
            grades.sort_by(|one, other| f64::total_cmp(other, one));
            for gain in [Gain::Linear, Gain::Exponential] {
                let value = ndcg(&grades, &grades, 10, gain);
                prop_assert!((value - 1.0).abs() < 1e-12 || grades[0] <= 0.0);
            }
        }
    }
}
