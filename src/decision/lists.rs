//! How far two lists of the best agree, which need not hold the same items.

use super::{
    agreement::{PERSISTENCE, Rankings},
    real,
};

/// Figures of two lists.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ListAgreement {
    /// Kendall's τ-b over the items that both hold; `None` where these are fewer than two.
    pub tau_b: Option<f64>,
    /// [`overlap`] with the usual persistence; `None` where a list is empty.
    pub rbo: Option<f64>,
    /// WS with the first list as reference; `None` where they do not hold the same items, or fewer
    /// than two.
    pub ws: Option<f64>,
}

/// Compares two lists, the best first; no item stands twice in one.
pub fn compare<T: PartialEq>(one: &[T], other: &[T]) -> ListAgreement {
    let common: Vec<&T> = one.iter().filter(|item| other.contains(item)).collect();
    let ranks_in_one: Vec<f64> = (1..=common.len()).map(real).collect();
    let place = |item: &T| other.iter().position(|it| it == item).unwrap_or(other.len());
    let places: Vec<usize> = common.iter().map(|item| place(item)).collect();
    let rank = |at: &usize| real(1 + places.iter().filter(|before| *before < at).count());
    let ranks_in_other: Vec<f64> = places.iter().map(rank).collect();
    let rankings = Rankings::new(&ranks_in_one, &ranks_in_other).ok();
    let is_same_set = common.len() == one.len() && common.len() == other.len();
    ListAgreement {
        tau_b: rankings.and_then(|rankings| rankings.tau_b()),
        rbo: overlap(one, other, PERSISTENCE),
        ws: rankings.filter(|_| is_same_set).and_then(|rankings| rankings.ws()),
    }
}

/// Rank-biased overlap of two lists of any lengths, extrapolated: what is seen of the agreement is
/// taken to go on. 0 to 1; `None` where a list is empty, or for a persistence that is not between 0
/// and 1.
///
/// With l and s the lengths of the longer and the shorter list and X the items in common down to a
/// depth: (1 − p)/p · (Σ d=1…l X(d)/d · p^d + Σ d=s+1…l X(s)(d − s)/(s·d) · p^d) +
/// ((X(l) − X(s))/l + X(s)/s) · p^l.
///
/// Source: W. Webber, A. Moffat and J. Zobel, A similarity measure for indefinite rankings, ACM
/// TOIS 28 (2010), article 20, equation 32.
pub fn overlap<T: PartialEq>(one: &[T], other: &[T], persistence: f64) -> Option<f64> {
    let (shorter, longer) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let is_persistence = 0.0 < persistence && persistence < 1.0;
    if shorter.is_empty() || !is_persistence {
        return None;
    }
    let (s, l) = (shorter.len(), longer.len());
    let common = |depth: usize| {
        let seen = &shorter[..depth.min(s)];
        real(seen.iter().filter(|item| longer[..depth].contains(item)).count())
    };
    let (common_s, common_l) = (common(s), common(l));
    let mut sum = 0.0;
    let mut power = 1.0;
    for depth in 1..=l {
        power *= persistence;
        sum += common(depth) / real(depth) * power;
        if s < depth {
            sum += common_s * real(depth - s) / (real(s) * real(depth)) * power;
        }
    }
    let tail = ((common_l - common_s) / real(l) + common_s / real(s)) * power;
    Some(((1.0 - persistence) / persistence * sum + tail).clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lists_of_different_items_are_compared_as_far_as_they_go() {
        let found = compare(&["a", "b", "c"], &["c", "a", "d"]);
        // Of a and c, which have turned round.
        assert_eq!(found.tau_b, Some(-1.0));
        assert_eq!(found.ws, None, "b and d stand in one list alone");
        let same = compare(&["a", "b"], &["a", "b"]);
        assert_eq!((same.tau_b, same.ws), (Some(1.0), Some(1.0)));
        assert_abs_diff_eq!(same.rbo.unwrap(), 1.0, epsilon = 1e-15);
        let apart = compare(&["a"], &["b"]);
        assert_eq!((apart.tau_b, apart.rbo, apart.ws), (None, Some(0.0), None));
        let nothing = compare(&["a"], &[]);
        assert_eq!((nothing.tau_b, nothing.rbo, nothing.ws), (None, None, None));
    }

    /// By hand for p = ½: agreements 1 and ½ at depths 1 and 2 weigh ½ and ¼, and what is seen goes
    /// on with (X(2) − X(1))/2 + X(1)/1 = 1 of ¼; the second depth adds 1·1/(1·2) of ¼.
    #[test]
    fn a_shorter_list_is_taken_to_go_on_as_it_began() {
        let found = overlap(&["a"], &["a", "b"], 0.5).unwrap();
        assert_abs_diff_eq!(found, 0.5 + 0.125 + 0.125 + 0.25, epsilon = 1e-15);
        assert_eq!(overlap(&["a"], &["a"], 1.0), None);
    }

    proptest! {
        /// Of the same items it is what the rankings say.
        #[test]
        fn lists_of_the_same_items_overlap_as_rankings_do(
            order in Just((0..7_usize).collect::<Vec<_>>()).prop_shuffle(),
        ) {
            let list: Vec<usize> = (0..7).collect();
            let ranks: Vec<f64> = (1..=7).map(f64::from).collect();
            let place = |item: &usize| order.iter().position(|it| it == item).unwrap();
            let others: Vec<f64> = list.iter().map(|item| real(place(item) + 1)).collect();
            let rankings = Rankings::new(&ranks, &others).unwrap();
            let found = compare(&list, &order);
            let expected = rankings.rank_biased_overlap(PERSISTENCE).unwrap();
            prop_assert!((found.rbo.unwrap() - expected).abs() < 1e-12);
            prop_assert_eq!(found.tau_b, rankings.tau_b());
            prop_assert_eq!(found.ws, rankings.ws());
        }

        #[test]
        fn overlap_is_a_share_and_the_same_both_ways(
            one in prop::collection::btree_set(0..12_u8, 1..8),
            other in prop::collection::btree_set(0..12_u8, 1..8),
        ) {
            let [one, other] = [one, other].map(|set| set.into_iter().collect::<Vec<_>>());
            let found = overlap(&one, &other, 0.9).unwrap();
            prop_assert!((0.0..=1.0).contains(&found));
            prop_assert!((found - overlap(&other, &one, 0.9).unwrap()).abs() < 1e-12);
        }
    }
}
