/// Which end of the scores is first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum First {
    /// The highest score.
    Highest,
    /// The lowest score.
    Lowest,
}

/// Scores that differ by less than this share of the larger magnitude (of 1 at least) are level:
/// rounding tells no alternatives apart. Our judgement; sums of a few hundred terms err by less.
const LEVEL: f64 = 1e-12;

/// Whether two scores differ by no more than rounding.
pub(super) fn is_level(one: f64, other: f64) -> bool {
    (one - other).abs() <= LEVEL * one.abs().max(other.abs()).max(1.0)
}

/// Dense ranks from 1: scores that are level share a rank, and the next rank follows without a gap
/// (1, 2, 2, 3).
///
/// ```
/// use hinterland::decision::ranks::{First, dense};
/// assert_eq!(dense(&[0.1, 0.9, 0.4, 0.4], First::Highest), [3, 1, 2, 2]);
/// ```
pub fn dense(scores: &[f64], first: First) -> Vec<usize> {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|one, other| match first {
        First::Highest => scores[*other].total_cmp(&scores[*one]),
        First::Lowest => scores[*one].total_cmp(&scores[*other]),
    });
    let mut ranks = vec![0; scores.len()];
    let (mut rank, mut head) = (0, None);
    for place in order {
        // Compared with the first of a level group, so that groups cannot grow without end.
        if head.is_none_or(|head| !is_level(head, scores[place])) {
            (rank, head) = (rank + 1, Some(scores[place]));
        }
        ranks[place] = rank;
    }
    ranks
}

/// Mean ranks from 1, lowest value first: values that are equal share the mean of their places
/// (1, 2.5, 2.5, 4), as Spearman's correlation takes them.
pub(super) fn mean(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|one, other| values[*one].total_cmp(&values[*other]));
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    while start < order.len() {
        let head = values[order[start]];
        let group = order[start..].iter().take_while(|place| values[**place] <= head).count();
        let rank = super::real(2 * start + group + 1) / 2.0;
        for place in &order[start..start + group] {
            ranks[*place] = rank;
        }
        start += group;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn level_scores_share_a_rank() {
        let third = 1.0 - 2.0 / 3.0; // 0.333…37
        let cases: [(&[f64], First, &[usize]); 4] = [
            (&[third, 1.0 / 3.0, 0.5], First::Highest, &[2, 2, 1]), // apart by rounding
            (&[third, 1.0 / 3.0, 0.5], First::Lowest, &[1, 1, 2]),
            (&[0.0, -0.0], First::Highest, &[1, 1]), // one number with two signs
            (&[], First::Lowest, &[]),
        ];
        for (scores, first, expected) in cases {
            assert_eq!(dense(scores, first), expected, "{scores:?}");
        }
    }

    #[test]
    fn equal_values_share_their_mean_rank() {
        assert_eq!(mean(&[5.0, 1.0, 5.0, 7.0]), [2.5, 1.0, 2.5, 4.0]);
        assert_eq!(mean(&[2.0, 2.0, 2.0]), [2.0, 2.0, 2.0]);
        assert_eq!(mean(&[]), [] as [f64; 0]);
    }
}
