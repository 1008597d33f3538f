/// Groups of scores: those whose places leave the same remainder. As many highest scores are
/// found at once, each instruction comparing several.
const GROUPS: usize = 64;

/// Finds the best few of many scores: sorted out in single precision, ordered in double.
#[derive(Debug)]
pub(super) struct Best {
    count: usize,
    /// How far two single-precision scores may be off together.
    slack: f32,
    exact: Vec<(f64, usize)>,
    ranked: Vec<usize>,
}

impl Best {
    /// For `count` of the best, of scores that sum `terms` products of a weight and a utility.
    pub(super) fn new(count: usize, terms: usize) -> Best {
        // A sum of n products with Σ|w u| ≤ 1 errs by less than (n + 3) 2⁻²⁴ in any order; the
        // unknown figures add at most another n, and two scores are compared.
        #[expect(clippy::cast_precision_loss, reason = "a few hundred terms")]
        let slack = 4.0 * (terms + 3) as f32 / (1_u32 << 24) as f32;
        Best { count, slack, exact: Vec::new(), ranked: Vec::new() }
    }

    /// What `exact` calls the best positions (a score and a name), in the order of the exact
    /// scores, and by name where these are equal.
    pub(super) fn of(&mut self, scores: &[f32], exact: impl Fn(usize) -> (f64, usize)) -> &[usize] {
        let peaks = peaks(scores);
        let bar = self.bar(peaks) - self.slack;
        self.exact.clear();
        for (group, peak) in peaks.iter().enumerate().take(scores.len()) {
            if *peak < bar {
                continue;
            }
            let members = scores.iter().enumerate().skip(group).step_by(GROUPS);
            let above = members.filter(|(_, score)| bar <= **score);
            self.exact.extend(above.map(|(place, _)| exact(place)));
        }
        self.exact
            .sort_unstable_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        self.ranked.clear();
        self.ranked.extend(self.exact.iter().take(self.count).map(|(_, name)| *name));
        &self.ranked
    }

    /// A score that so many surely reach: as many groups have a highest score of at least this.
    fn bar(&self, mut peaks: [f32; GROUPS]) -> f32 {
        let Some(last) = self.count.checked_sub(1).filter(|last| *last < GROUPS) else {
            return f32::NEG_INFINITY;
        };
        *peaks.select_nth_unstable_by(last, |one, other| other.total_cmp(one)).1
    }
}

/// The highest score of each group; −∞ for a group without one.
fn peaks(scores: &[f32]) -> [f32; GROUPS] {
    let mut peaks = [f32::NEG_INFINITY; GROUPS];
    let (rows, rest) = scores.as_chunks::<GROUPS>();
    let higher = |peak: &mut f32, score: &f32| *peak = if *peak < *score { *score } else { *peak };
    for row in rows {
        for (peak, score) in peaks.iter_mut().zip(row) {
            higher(peak, score);
        }
    }
    for (peak, score) in peaks.iter_mut().zip(rest) {
        higher(peak, score);
    }
    peaks
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_best_are_those_of_a_full_sort(
            values in prop::collection::vec(0_u32..40, 1..300), count in 1_usize..80,
        ) {
            // Apart by less than single precision tells, and equal ones.
            let exact: Vec<f64> =
                values.iter().map(|value| 0.5 + f64::from(*value) * 1e-9).collect();
            #[expect(clippy::cast_possible_truncation, reason = "that is what is tested")]
            let single: Vec<f32> = exact.iter().map(|value| *value as f32).collect();
            let mut best = Best::new(count, 3);
            let found = best.of(&single, |place| (exact[place], place));
            let mut order: Vec<usize> = (0..exact.len()).collect();
            order.sort_by(|one, other| exact[*other].total_cmp(&exact[*one]));
            order.truncate(count);
            prop_assert_eq!(found, order);
        }
    }
}
