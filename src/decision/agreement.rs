//! How far two rankings of the same items agree. A ranking is a list of ranks by item, 1 first;
//! items that are level share a rank, dense (1, 2, 2, 3) or mean (1, 2.5, 2.5, 4).
//!
//! Figures that a swap at the top should move more than one at the bottom: weighted Spearman, WS,
//! rank-biased overlap. Kendall and Spearman cannot tell these apart.

use super::{DecisionError, real};

/// Two rankings of the same items.
#[derive(Debug, Clone, Copy)]
pub struct Rankings<'a> {
    reference: &'a [f64],
    other: &'a [f64],
}

/// How far the next place counts less in rank-biased overlap: with 0.9 the first ten places carry
/// 86 in a hundred (Webber and others 2010).
pub const PERSISTENCE: f64 = 0.9;

impl<'a> Rankings<'a> {
    /// Puts the ranks of the same items side by side.
    ///
    /// # Errors
    /// Different numbers of items, or none; a rank that is not between 1 and their number.
    pub fn new(reference: &'a [f64], other: &'a [f64]) -> Result<Rankings<'a>, DecisionError> {
        if reference.is_empty() {
            return Err(DecisionError::Empty { what: "ranks" });
        }
        DecisionError::check_count("ranks", reference.len(), other.len())?;
        for (column, ranks) in [reference, other].into_iter().enumerate() {
            let is_rank = |rank: f64| (1.0..=real(reference.len())).contains(&rank);
            if let Some(row) = ranks.iter().position(|rank| !is_rank(*rank)) {
                let expected = "a rank between 1 and the number of items";
                return Err(DecisionError::Cell { row, column, expected, value: ranks[row] });
            }
        }
        Ok(Rankings { reference, other })
    }

    /// How many items there are, at least 1.
    pub fn items(&self) -> usize {
        self.reference.len()
    }

    /// The order of each pair in either ranking: −1, 0 (level) or 1.
    fn pairs(&self) -> impl Iterator<Item = (i8, i8)> {
        let order = |ranks: &[f64], one: usize, other: usize| {
            i8::from(ranks[one] < ranks[other]) - i8::from(ranks[other] < ranks[one])
        };
        (0..self.items()).flat_map(move |one| {
            (one + 1..self.items()).map(move |other| {
                (order(self.reference, one, other), order(self.other, one, other))
            })
        })
    }

    fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for (reference, other) in self.pairs() {
            tally.all += 1;
            tally.balance += i64::from(reference * other);
            tally.apart_in_reference += u64::from(reference != 0);
            tally.apart_in_other += u64::from(other != 0);
            tally.distance += u64::from((reference - other).unsigned_abs());
        }
        tally
    }

    /// Kendall's τ-a: (C − D) / (n (n − 1) / 2), −1 to 1; pairs that are level in either ranking
    /// count as neither. `None` for a single item.
    pub fn tau_a(&self) -> Option<f64> {
        let tally = self.tally();
        (0 < tally.all).then(|| signed(tally.balance) / count(tally.all))
    }

    /// Kendall's τ-b: (C − D) / √((n0 − n1) (n0 − n2)), with n1 and n2 the pairs that are level in
    /// one ranking or the other; −1 to 1. `None` where a ranking has all level.
    ///
    /// Source: M. G. Kendall, The treatment of ties in ranking problems, Biometrika 33 (1945),
    /// pages 239–251.
    pub fn tau_b(&self) -> Option<f64> {
        let tally = self.tally();
        let apart = (count(tally.apart_in_reference) * count(tally.apart_in_other)).sqrt();
        (0.0 < apart).then(|| (signed(tally.balance) / apart).clamp(-1.0, 1.0))
    }

    /// The Kemeny distance: over all pairs, 1 for each that only one ranking holds level, 2 for
    /// each that they turn round.
    ///
    /// Source: J. G. Kemeny, Mathematics without numbers, Daedalus 88 (1959), pages 577–591.
    pub fn kemeny_distance(&self) -> u64 {
        self.tally().distance
    }

    /// Spearman's ρ as 1 − 6 Σd² / (n³ − n), on the ranks as they are; exact without level items.
    /// `None` for a single item.
    pub fn spearman(&self) -> Option<f64> {
        let n = real(self.items());
        let squares: f64 = self.both().map(|(x, y)| (x - y) * (x - y)).sum();
        (1.0 < n).then(|| 1.0 - 6.0 * squares / (n * n * n - n))
    }

    /// Weighted Spearman: 1 − 6 Σ(x − y)² ((n − x + 1) + (n − y + 1)) / (n⁴ + n³ − n² − n).
    /// `None` for a single item.
    ///
    /// Source: J. Pinto da Costa and C. Soares, A weighted rank measure of correlation, Australian
    /// & New Zealand Journal of Statistics 47 (2005), pages 515–529.
    pub fn weighted_spearman(&self) -> Option<f64> {
        let n = real(self.items());
        let term = |(x, y): (f64, f64)| (x - y) * (x - y) * ((n - x + 1.0) + (n - y + 1.0));
        let sum: f64 = self.both().map(term).sum();
        (1.0 < n).then(|| 1.0 - 6.0 * sum / (n * n * (n * n - 1.0) + n * (n * n - 1.0)))
    }

    /// WS: 1 − Σ 2^−x |x − y| / max(|1 − x|, |n − x|), x being the rank of the reference: it is not
    /// symmetric. `None` for a single item.
    ///
    /// Source: W. Sałabun and K. Urbaniak, A new coefficient of rankings similarity in
    /// decision-making problems, ICCS 2020, pages 632–645.
    pub fn ws(&self) -> Option<f64> {
        let n = real(self.items());
        let term =
            |(x, y): (f64, f64)| (-x).exp2() * (x - y).abs() / (1.0 - x).abs().max((n - x).abs());
        (1.0 < n).then(|| 1.0 - self.both().map(term).sum::<f64>())
    }

    /// The drastic WS distance: Σ 2^−x over the items whose ranks differ, over Σ 2^−i of all
    /// places; 0 for the same ranking.
    ///
    /// Source: W. Sałabun and A. Shekhovtsov, An innovative drastic metric for ranking similarity
    /// in decision-making problems, `FedCSIS` 2023, pages 731–738.
    pub fn drastic_ws_distance(&self) -> f64 {
        let moved = self.both().filter(|(x, y)| (x - y).abs() > 0.0);
        // The sum of a geometric series: ½ + ¼ + … of so many places.
        let all = 1.0 - (-real(self.items())).exp2();
        moved.map(|(x, _)| (-x).exp2()).sum::<f64>() / all
    }

    /// Rank-biased overlap, extrapolated: the mean agreement of the first d of both, places further
    /// down weighing less by `persistence` each; 0 to 1. Level items enter together, and the
    /// agreement at d is 2 |both| / (|one| + |other|).
    ///
    /// Source: W. Webber, A. Moffat and J. Zobel, A similarity measure for indefinite rankings, ACM
    /// TOIS 28 (2010), article 20, equations 28 and 32.
    ///
    /// # Errors
    /// A persistence outside 0 to 1, both excluded.
    pub fn rank_biased_overlap(&self, persistence: f64) -> Result<f64, DecisionError> {
        if !(0.0 < persistence && persistence < 1.0) {
            let expected = "between 0 and 1, both excluded";
            return Err(DecisionError::Parameter {
                parameter: "persistence",
                expected,
                value: persistence,
            });
        }
        let depths = self.items();
        // The first place of everybody's group, so that level items enter at one depth.
        let places = [self.reference, self.other].map(first_places);
        let mut enters = vec![(0_usize, 0_usize); depths + 1];
        for (one, other) in places[0].iter().zip(&places[1]) {
            enters[*one].0 += 1;
            enters[*other].0 += 1;
            enters[*one.max(other)].1 += 1;
        }
        let (mut listed, mut shared, mut weighted, mut agreement) = (0, 0, 0.0, 0.0);
        let mut factor = 1.0;
        for (entering, common) in &enters[1..] {
            listed += entering;
            shared += common;
            agreement = 2.0 * real(shared) / real(listed);
            weighted += factor * agreement;
            factor *= persistence;
        }
        Ok((1.0 - persistence) * weighted + factor * agreement)
    }

    fn both(&self) -> impl Iterator<Item = (f64, f64)> {
        self.reference.iter().copied().zip(self.other.iter().copied())
    }
}

/// Borda's count over several rankings of the same n items: Σ (n − rank), by item, more being
/// better. Empty without rankings or where their lengths differ.
///
/// ```
/// use hinterland::decision::agreement::borda;
/// assert_eq!(borda(&[&[1.0, 2.0, 3.0], &[2.0, 1.0, 3.0]]), [3.0, 3.0, 0.0]);
/// ```
pub fn borda(rankings: &[&[f64]]) -> Vec<f64> {
    let items = rankings.first().map_or(0, |ranks| ranks.len());
    if rankings.iter().any(|ranks| ranks.len() != items) {
        return Vec::new();
    }
    let points = |item: usize| rankings.iter().map(|ranks| real(items) - ranks[item]).sum();
    (0..items).map(points).collect()
}

/// The first place, from 1, of each item's group of level items.
fn first_places(ranks: &[f64]) -> Vec<usize> {
    let mut sorted = ranks.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    ranks.iter().map(|rank| sorted.partition_point(|other| other < rank) + 1).collect()
}

#[derive(Debug, Default)]
struct Tally {
    all: u64,
    /// Pairs in the same order less pairs turned round.
    balance: i64,
    apart_in_reference: u64,
    apart_in_other: u64,
    distance: u64,
}

#[expect(clippy::cast_precision_loss, reason = "pairs of a few thousand items")]
fn signed(count: i64) -> f64 {
    count as f64
}

#[expect(clippy::cast_precision_loss, reason = "pairs of a few thousand items")]
fn count(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    use super::*;

    const FIVE: [f64; 5] = [1.0, 2.0, 3.0, 4.0, 5.0];

    fn with<'a>(reference: &'a [f64], other: &'a [f64]) -> Rankings<'a> {
        Rankings::new(reference, other).unwrap()
    }

    /// pymcdm 1.4.0, its module of correlations.
    #[test]
    fn the_figures_of_pymcdm_come_out() {
        let cases = [
            ([2.0, 1.0, 3.0, 4.0, 5.0], 0.8, 0.9, 0.85, 0.791_666_666_666_666_7),
            ([1.0, 3.0, 2.0, 4.0, 5.0], 0.8, 0.9, 0.883_333_333_333_333_3, 0.854_166_666_666_666_7),
            ([1.0, 2.0, 4.0, 3.0, 5.0], 0.8, 0.9, 0.916_666_666_666_666_6, 0.916_666_666_666_666_6),
            ([5.0, 4.0, 3.0, 2.0, 1.0], -1.0, -1.0, -1.0, 0.260_416_666_666_666_74),
        ];
        for (ranks, tau, spearman, weighted, ws) in cases {
            let found = with(&FIVE, &ranks);
            assert_abs_diff_eq!(found.tau_a().unwrap(), tau, epsilon = 1e-15);
            assert_abs_diff_eq!(found.tau_b().unwrap(), tau, epsilon = 1e-15);
            assert_abs_diff_eq!(found.spearman().unwrap(), spearman, epsilon = 1e-15);
            assert_abs_diff_eq!(found.weighted_spearman().unwrap(), weighted, epsilon = 1e-15);
            assert_abs_diff_eq!(found.ws().unwrap(), ws, epsilon = 1e-15);
        }
    }

    /// With level items τ-a and τ-b differ. The choice: both are named, and τ-b is the
    /// one to read where items are level.
    #[test]
    fn level_items_part_the_two_taus() {
        let found = with(&[1.0, 2.0, 2.0, 3.0], &[1.0, 1.0, 2.0, 3.0]);
        assert_abs_diff_eq!(found.tau_a().unwrap(), 0.667, epsilon = 5e-4);
        assert_abs_diff_eq!(found.tau_b().unwrap(), 0.8, epsilon = 1e-15);
    }

    /// Kemeny 1959, as in pymcdm, `test/test_distances.py`.
    #[test]
    fn the_distances_of_kemeny_come_out() {
        let cases = [
            ([1.0, 2.0, 3.0], 0),
            ([1.0, 2.5, 2.5], 1),
            ([1.0, 3.0, 2.0], 2),
            ([1.5, 3.0, 1.5], 3),
            ([2.0, 3.0, 1.0], 4),
            ([2.5, 2.5, 1.0], 5),
            ([3.0, 2.0, 1.0], 6),
            ([3.0, 1.5, 1.5], 5),
            ([3.0, 1.0, 2.0], 4),
            ([2.5, 1.0, 2.5], 3),
            ([2.0, 1.0, 3.0], 2),
            ([1.5, 1.5, 3.0], 1),
            ([2.0, 2.0, 2.0], 3),
        ];
        for (ranks, expected) in cases {
            assert_eq!(with(&[1.0, 2.0, 3.0], &ranks).kemeny_distance(), expected, "{ranks:?}");
        }
    }

    /// Sałabun and Shekhovtsov 2023, as in pymcdm, `test/test_distances.py`.
    #[test]
    fn the_drastic_distances_come_out() {
        let cases = [
            ([1.0, 2.0, 3.0, 4.0, 5.0], 0.0),
            ([2.0, 1.0, 3.0, 4.0, 5.0], 0.7742),
            ([1.0, 3.0, 2.0, 4.0, 5.0], 0.3871),
            ([1.0, 2.0, 4.0, 3.0, 5.0], 0.1935),
            ([1.0, 2.0, 3.0, 5.0, 4.0], 0.0968),
            ([3.0, 2.0, 1.0, 4.0, 5.0], 0.6452),
            ([4.0, 2.0, 3.0, 1.0, 5.0], 0.5806),
            ([5.0, 2.0, 3.0, 4.0, 1.0], 0.5484),
        ];
        for (ranks, expected) in cases {
            let found = with(&FIVE, &ranks).drastic_ws_distance();
            assert_abs_diff_eq!(found, expected, epsilon = 5e-5);
        }
    }

    /// By hand for p = ½: agreements 0, 1, 1 weigh ½, ¼, ⅛, and the last one ⅛ more.
    #[test]
    fn overlap_is_counted_from_the_top() {
        let overlap = |one: &[f64], other: &[f64], p| with(one, other).rank_biased_overlap(p);
        let three = [1.0, 2.0, 3.0];
        assert_abs_diff_eq!(overlap(&three, &[2.0, 1.0, 3.0], 0.5).unwrap(), 0.5, epsilon = 1e-15);
        assert_abs_diff_eq!(overlap(&three, &three, 0.9).unwrap(), 1.0, epsilon = 1e-15);
        // Two level at the top: 2·1/(2 + 1) at depth 1, then all agree.
        let level = overlap(&[1.0, 1.0, 2.0], &three, 0.5).unwrap();
        assert_abs_diff_eq!(level, 0.5 * 2.0 / 3.0 + 0.5, epsilon = 1e-15);
        assert!(overlap(&three, &three, 1.0).is_err());
    }

    #[test]
    fn what_is_not_defined_is_none_and_what_is_no_rank_is_refused() {
        let alone = with(&[1.0], &[1.0]);
        let undefined =
            [alone.tau_a(), alone.tau_b(), alone.spearman(), alone.weighted_spearman(), alone.ws()];
        assert!(undefined.iter().all(Option::is_none));
        assert_abs_diff_eq!(alone.drastic_ws_distance(), 0.0);
        assert_eq!(with(&[1.0, 1.0], &[1.0, 2.0]).tau_b(), None);
        for (one, other) in
            [(&[][..], &[][..]), (&[1.0], &[1.0, 2.0]), (&[1.0], &[2.0]), (&[0.0], &[1.0])]
        {
            assert!(Rankings::new(one, other).is_err());
        }
        assert_eq!(borda(&[&[1.0], &[1.0, 2.0]]), [] as [f64; 0]);
    }

    proptest! {
        #[test]
        fn figures_stay_in_their_ranges(
            order in Just((1..=8).map(f64::from).collect::<Vec<_>>()).prop_shuffle(),
        ) {
            let reference: Vec<f64> = (1..=8).map(f64::from).collect();
            let found = with(&reference, &order);
            for figure in [found.tau_a(), found.tau_b(), found.spearman(), found.weighted_spearman()] {
                prop_assert!((-1.0..=1.0).contains(&figure.unwrap()));
            }
            prop_assert!((0.0..=1.0).contains(&found.rank_biased_overlap(0.9).unwrap()));
            prop_assert!((0.0..=1.0).contains(&found.drastic_ws_distance()));
            // Without level items both taus are one, and distance and τ say the same.
            let (one, other) = (found.tau_a().unwrap(), found.tau_b().unwrap());
            prop_assert!((one - other).abs() < 1e-12);
            let distance = count(found.kemeny_distance());
            prop_assert!((28.0 * (1.0 - one) - distance).abs() < 1e-9);
        }
    }
}
