//! PROMETHEE II: how far each alternative is preferred to the others, less how far they are to it.
//!
//! Source: J. P. Brans and P. Vincke, A Preference Ranking Organisation Method, Management Science
//! 31 (1985), pages 647–656.

use super::{
    DecisionError, DecisionTable,
    preference::{GAUSSIAN_REACH, Preference},
    real,
};

/// The flows of each alternative.
#[derive(Debug, Clone, PartialEq)]
pub struct Flows {
    /// φ⁺: the mean preference over the others, 0 to 1.
    pub leaving: Vec<f64>,
    /// φ⁻: the mean preference of the others over it, 0 to 1.
    pub entering: Vec<f64>,
    /// φ = φ⁺ − φ⁻, −1 to 1, more being better. The sum over all alternatives is 0.
    pub net: Vec<f64>,
}

/// The flows Σ `w_j` `P_j`(d) / (m − 1) of a table, with one preference function per criterion.
///
/// Exact without a look at each pair: alternatives sorted by a criterion fall into those far
/// behind, which count 1 each, those not behind, which count 0, and a window in between whose
/// differences slide along as a running sum. A criterion costs one sort, O(m log m). Only the
/// Gaussian does not decompose: it costs an exponential per pair nearer than 8.66 s, O(m²) at
/// worst; pairs farther apart count 1, which is what double precision makes of them. A running sum
/// instead of differences of prefix sums: those lose digits when the window is narrow beside the
/// range of the criterion.
///
/// A constant criterion prefers nobody. A single alternative has flows of 0, where the formula
/// divides by m − 1 = 0.
///
/// # Errors
/// Preferences in another number than criteria, or with thresholds outside their range.
pub fn flows(table: &DecisionTable, preferences: &[Preference]) -> Result<Flows, DecisionError> {
    DecisionError::check_count("preference functions", table.criteria(), preferences.len())?;
    preferences.iter().try_for_each(|preference| preference.check())?;
    let alternatives = table.alternatives();
    let others = real((alternatives - 1).max(1));
    let mut sums = Sums { leaving: vec![0.0; alternatives], entering: vec![0.0; alternatives] };
    for (criterion, preference) in preferences.iter().enumerate() {
        let weight = table.weights()[criterion];
        if 0.0 < weight {
            sums.add(&table.oriented(criterion), *preference, weight / others);
        }
    }
    let Sums { leaving, entering } = sums;
    let net = leaving.iter().zip(&entering).map(|(leaving, entering)| leaving - entering).collect();
    Ok(Flows { leaving, entering, net })
}

struct Sums {
    leaving: Vec<f64>,
    entering: Vec<f64>,
}

impl Sums {
    /// Adds a criterion whose values are better the higher they are.
    fn add(&mut self, values: &[f64], preference: Preference, share: f64) {
        let order = ascending(values);
        let mut sorted: Vec<f64> = order.iter().map(|place| values[*place]).collect();
        if let Preference::Gaussian { s } = preference {
            self.add_pairs(&order, &sorted, s, share);
            return;
        }
        let mut leaving = |at: usize, sum: f64| self.leaving[order[at]] += share * sum;
        sweep(&sorted, preference, &mut leaving);
        // Seen from below: the negated values in the reverse order have the same differences.
        sorted.reverse();
        for value in &mut sorted {
            *value = -*value;
        }
        let last = order.len() - 1;
        let mut entering = |at: usize, sum: f64| self.entering[order[last - at]] += share * sum;
        sweep(&sorted, preference, &mut entering);
    }

    /// Adds a Gaussian criterion, pair by pair within its reach.
    fn add_pairs(&mut self, order: &[usize], sorted: &[f64], s: f64, share: f64) {
        let preference = Preference::Gaussian { s };
        let reach = GAUSSIAN_REACH * s;
        let mut far = 0;
        // So many are out of reach: whoever stands higher up is preferred to them fully.
        for (at, value) in sorted.iter().enumerate() {
            while reach <= value - sorted[far] {
                self.entering[order[far]] += share * real(sorted.len() - at);
                far += 1;
            }
            let mut sum = real(far);
            for below in far..at {
                let degree = preference.degree(value - sorted[below]);
                sum += degree;
                self.entering[order[below]] += share * degree;
            }
            self.leaving[order[at]] += share * sum;
        }
    }
}

/// The places of the values in ascending order.
fn ascending(values: &[f64]) -> Vec<usize> {
    let mut keyed: Vec<(i64, usize)> =
        values.iter().enumerate().map(|(place, value)| (sort_key(*value), place)).collect();
    keyed.sort_unstable_by_key(|(key, _)| *key);
    keyed.into_iter().map(|(_, place)| place).collect()
}

/// An integer with the order of [`f64::total_cmp`]: integers are sorted faster.
#[expect(clippy::cast_possible_wrap, reason = "the sign bit is what becomes the sign")]
fn sort_key(value: f64) -> i64 {
    let bits = value.to_bits() as i64;
    bits ^ (((bits >> 63).cast_unsigned() >> 1).cast_signed())
}

/// Hands over, place by place of ascending values, the sum of the preferences over all others.
fn sweep(sorted: &[f64], preference: Preference, take: &mut impl FnMut(usize, f64)) {
    match preference {
        Preference::Usual => count_behind(sorted, 0.0, 1.0, take),
        Preference::UShape { q } => count_behind(sorted, q, 1.0, take),
        Preference::Level { q, p } => {
            count_behind(sorted, q, 0.5, take);
            count_behind(sorted, p, 0.5, take);
        }
        Preference::VShape { p } => slide(sorted, 0.0, p, take),
        Preference::Linear { q, p } => slide(sorted, q, p, take),
        // Pair by pair; handled before.
        Preference::Gaussian { .. } => {}
    }
}

/// `degree` for each that is more than `threshold` behind.
fn count_behind(sorted: &[f64], threshold: f64, degree: f64, take: &mut impl FnMut(usize, f64)) {
    let mut behind = 0;
    for (at, value) in sorted.iter().enumerate() {
        // Ends before `at`, which is 0 behind itself.
        while threshold < value - sorted[behind] {
            behind += 1;
        }
        take(at, degree * real(behind));
    }
}

/// 1 for each that is `p` behind or more, (d − q) / (p − q) for those between.
fn slide(sorted: &[f64], q: f64, p: f64, take: &mut impl FnMut(usize, f64)) {
    // The window is `far..near`, and `excess` the sum of d − q over it.
    let (mut far, mut near, mut excess) = (0, 0, 0.0);
    let mut previous = 0.0;
    for (at, value) in sorted.iter().enumerate() {
        if far < near {
            excess += real(near - far) * (value - previous);
        }
        while p <= value - sorted[far] {
            if far < near {
                excess -= value - sorted[far] - q;
            }
            far += 1;
        }
        if near <= far {
            // Nothing is left of the rounding of what has gone.
            (near, excess) = (far, 0.0);
        }
        while q < value - sorted[near] {
            excess += value - sorted[near] - q;
            near += 1;
        }
        let partial = (excess / (p - q)).clamp(0.0, real(near - far));
        take(at, real(far) + partial);
        previous = *value;
    }
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use ndarray::{Array2, array};
    use proptest::prelude::*;

    use super::*;
    use crate::decision::Direction;

    const FORMS: [Preference; 6] = [
        Preference::Usual,
        Preference::UShape { q: 0.3 },
        Preference::VShape { p: 0.7 },
        Preference::Level { q: 0.2, p: 0.9 },
        Preference::Linear { q: 0.1, p: 0.6 },
        Preference::Gaussian { s: 0.05 },
    ];

    /// The definition, pair by pair.
    fn by_pairs(table: &DecisionTable, preferences: &[Preference]) -> Flows {
        let alternatives = table.alternatives();
        let others = real((alternatives - 1).max(1));
        let columns: Vec<Vec<f64>> =
            (0..table.criteria()).map(|criterion| table.oriented(criterion)).collect();
        let preference = |one: usize, other: usize| -> f64 {
            let terms = columns.iter().zip(preferences).zip(table.weights());
            terms.map(|((column, form), w)| w * form.degree(column[one] - column[other])).sum()
        };
        let flow = |of: &dyn Fn(usize, usize) -> f64| -> Vec<f64> {
            let sum = |one| (0..alternatives).map(|other| of(one, other)).sum::<f64>() / others;
            (0..alternatives).map(sum).collect()
        };
        let leaving = flow(&preference);
        let entering = flow(&|one, other| preference(other, one));
        let net = leaving.iter().zip(&entering).map(|(one, other)| one - other).collect();
        Flows { leaving, entering, net }
    }

    fn assert_same(found: &Flows, expected: &Flows) {
        let pairs = [
            (&found.leaving, &expected.leaving),
            (&found.entering, &expected.entering),
            (&found.net, &expected.net),
        ];
        for (found, expected) in pairs {
            for (found, expected) in found.iter().zip(expected) {
                assert_abs_diff_eq!(found, expected, epsilon = 1e-12);
            }
        }
    }

    /// Zhao, Peng and Li 2013, as in pymcdm, `test/test_mcdm.py`.
    #[test]
    fn the_case_of_zhao_comes_out() {
        let values = array![[4.0, 3.0, 2.0], [3.0, 2.0, 4.0], [5.0, 1.0, 3.0]];
        let table = DecisionTable::new(&values, &[Direction::Max; 3], &[0.5, 0.3, 0.2]).unwrap();
        let flows = flows(&table, &[Preference::Usual; 3]).unwrap();
        for (found, expected) in flows.net.iter().zip([0.1, -0.3, 0.2]) {
            assert_abs_diff_eq!(*found, expected, epsilon = 1e-15);
        }
    }

    #[test]
    fn nobody_is_preferred_where_nothing_differs() {
        for values in [array![[1.0]], array![[1.0], [1.0], [1.0]]] {
            let table = DecisionTable::new(&values, &[Direction::Min], &[1.0]).unwrap();
            for form in FORMS {
                let flows = flows(&table, &[form]).unwrap();
                assert!(flows.leaving.iter().chain(&flows.entering).all(|flow| *flow <= 0.0));
            }
        }
        let table = DecisionTable::new(&array![[1.0]], &[Direction::Max], &[1.0]).unwrap();
        assert!(flows(&table, &[]).is_err());
        assert!(flows(&table, &[Preference::VShape { p: 0.0 }]).is_err());
    }

    /// A million beside differences of thousandths: prefix sums would lose eight digits here.
    #[test]
    fn a_wide_range_costs_a_narrow_window_nothing() {
        let values = Array2::from_shape_fn((200, 1), |(row, _)| {
            let row = real(row);
            (row / 50.0).floor() * 1e9 + row * 0.001
        });
        let table = DecisionTable::new(&values, &[Direction::Max], &[1.0]).unwrap();
        for form in [Preference::VShape { p: 0.02 }, Preference::Linear { q: 0.003, p: 0.011 }] {
            assert_same(&flows(&table, &[form]).unwrap(), &by_pairs(&table, &[form]));
        }
    }

    proptest! {
        #[test]
        fn sorting_gives_what_pairs_give(
            values in prop::collection::vec(-20_i32..20, 5..120),
            form in 0_usize..6, unit in prop::sample::select(vec![0.1, 0.05, 3.0]),
            direction in prop::sample::select(vec![
                Direction::Max, Direction::Min, Direction::Ideal(0.5),
            ]),
        ) {
            // Few different values: ties, and differences that fall on the thresholds.
            let rows = values.len() / 2;
            let values = Array2::from_shape_fn((rows, 2), |(row, column)| {
                f64::from(values[2 * row + column]) * unit
            });
            let table = DecisionTable::new(&values, &[direction, Direction::Max], &[2.0, 1.0]);
            let table = table.unwrap();
            let preferences = [FORMS[form], FORMS[(form + 1) % 6]];
            let found = flows(&table, &preferences).unwrap();
            assert_same(&found, &by_pairs(&table, &preferences));
            prop_assert!(found.net.iter().sum::<f64>().abs() < 1e-9);
        }
    }
}
