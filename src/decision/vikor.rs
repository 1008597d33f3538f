//! VIKOR: a compromise between the regret of all criteria together and the worst single regret.
//!
//! Source: S. Opricovic and G.-H. Tzeng, Compromise solution by MCDM methods: A comparative
//! analysis of VIKOR and TOPSIS, European Journal of Operational Research 156 (2004), pages
//! 445–455.

use super::{
    DecisionError, DecisionTable,
    ranks::{First, dense, is_level},
    real,
};

/// What VIKOR says; every list is by alternative, and less is better.
#[derive(Debug, Clone, PartialEq)]
pub struct Compromise {
    /// S: Σ `w_j` (best − x) / (best − worst), 0 to 1.
    pub group_regrets: Vec<f64>,
    /// R: the largest term of that sum.
    pub worst_regrets: Vec<f64>,
    /// Q: v (S − S*) / (S⁻ − S*) + (1 − v) (R − R*) / (R⁻ − R*), 0 to 1; a part whose range is 0
    /// is 0.
    pub compromises: Vec<f64>,
    /// The places of the compromise set, ascending.
    pub set: Vec<usize>,
    /// Whether the first is ahead of the second by at least 1 / (m − 1) of Q (condition C1).
    pub has_advantage: bool,
    /// Whether the first is also first by S or by R (condition C2).
    pub is_stable: bool,
}

impl Compromise {
    /// Dense ranks from 1: the whole compromise set is first, the others follow by Q.
    pub fn ranks(&self) -> Vec<usize> {
        let outside = |place: &usize| !self.set.contains(place);
        let others: Vec<usize> = (0..self.compromises.len()).filter(outside).collect();
        let values: Vec<f64> = others.iter().map(|place| self.compromises[*place]).collect();
        let mut ranks = vec![1; self.compromises.len()];
        for (place, rank) in others.into_iter().zip(dense(&values, First::Lowest)) {
            ranks[place] = rank + 1;
        }
        ranks
    }
}

/// Judges a table; `group_share` is v, how much the regret of all together counts beside the worst
/// single one: 0 to 1, usually 0.5.
///
/// The set is the first alone if both conditions hold; with the second (and what is level with it)
/// if only stability fails; if there is no advantage, all that are less than 1 / (m − 1) behind.
/// A constant criterion adds no regret to anybody. A single alternative has S = R = Q = 0.
///
/// # Errors
/// `group_share` outside 0 to 1.
pub fn compromise(table: &DecisionTable, group_share: f64) -> Result<Compromise, DecisionError> {
    if !(0.0..=1.0).contains(&group_share) {
        let expected = "between 0 and 1";
        return Err(DecisionError::Parameter { parameter: "v", expected, value: group_share });
    }
    let alternatives = table.alternatives();
    let [mut group, mut worst] = [(); 2].map(|()| vec![0.0; alternatives]);
    for criterion in 0..table.criteria() {
        let (low, high) = table.ends(criterion);
        if low >= high {
            continue;
        }
        let (best, span) =
            if table.is_cost(criterion) { (low, low - high) } else { (high, high - low) };
        let weight = table.weights()[criterion];
        let regrets = group.iter_mut().zip(&mut worst);
        for ((group, worst), measure) in regrets.zip(table.column(criterion)) {
            let regret = weight * ((best - measure) / span);
            *group += regret;
            *worst = if *worst < regret { regret } else { *worst };
        }
    }
    let [group_positions, worst_positions] = [&group, &worst].map(|regrets| within(regrets));
    let both = group_positions.iter().zip(&worst_positions);
    let compromises: Vec<f64> =
        both.map(|(group, worst)| group_share * group + (1.0 - group_share) * worst).collect();
    Ok(judged(group, worst, compromises))
}

/// Where each value lies between the smallest and the largest, 0 to 1; 0 if they are level.
fn within(values: &[f64]) -> Vec<f64> {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let is_flat = is_level(low, high);
    values.iter().map(|value| if is_flat { 0.0 } else { (value - low) / (high - low) }).collect()
}

/// Draws the compromise set.
fn judged(group: Vec<f64>, worst: Vec<f64>, compromises: Vec<f64>) -> Compromise {
    let least = |values: &[f64]| values.iter().copied().fold(f64::INFINITY, f64::min);
    let places = |is_in: &dyn Fn(f64) -> bool| -> Vec<usize> {
        (0..compromises.len()).filter(|place| is_in(compromises[*place])).collect()
    };
    let best = least(&compromises);
    let first = places(&|value| is_level(value, best));
    let behind: Vec<f64> =
        compromises.iter().copied().filter(|value| !is_level(*value, best)).collect();
    let second = if 1 < first.len() { best } else { least(&behind) };
    // 1 / 0 for a single alternative, whose second is infinitely far behind.
    let advantage = 1.0 / real(compromises.len() - 1);
    let has_advantage = advantage <= second - best || is_level(second - best, advantage);
    let is_first = |values: &[f64], place: usize| is_level(values[place], least(values));
    let is_stable = first.iter().any(|place| is_first(&group, *place) || is_first(&worst, *place));
    let set = match (has_advantage, is_stable) {
        (true, true) => first,
        (true, false) => places(&|value| value <= second || is_level(value, second)),
        (false, _) => {
            places(&|value| value - best < advantage && !is_level(value - best, advantage))
        }
    };
    Compromise {
        group_regrets: group,
        worst_regrets: worst,
        compromises,
        set,
        has_advantage,
        is_stable,
    }
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use ndarray::{Array2, array};

    use super::*;
    use crate::decision::{Direction, Direction::Max, Direction::Min};

    fn judge(values: &Array2<f64>, directions: &[Direction], weights: &[f64]) -> Compromise {
        let table = DecisionTable::new(values, directions, weights).unwrap();
        compromise(&table, 0.5).unwrap()
    }

    fn assert_all(found: &[f64], expected: &[f64], epsilon: f64) {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert_abs_diff_eq!(found, expected, epsilon = epsilon);
        }
    }

    /// What is asserted of a published case: matrix, S, R, Q, the set, advantage, stability.
    type Case = (Array2<f64>, [f64; 4], [f64; 4], [f64; 4], &'static [usize], bool);

    /// scikit-criteria, `tests/agg/test_vikor.py`: the basic and the tied case.
    #[test]
    fn the_cases_of_scikit_criteria_come_out() {
        let cases: [Case; 2] = [
            (
                array![[5.0, 8.0, 4.0], [7.0, 6.0, 8.0], [8.0, 8.0, 6.0], [7.0, 4.0, 6.0]],
                [0.6, 0.3, 0.15, 0.65],
                [0.3, 0.2, 0.15, 0.4],
                [0.75, 0.25, 0.0, 1.0],
                &[1, 2],
                false,
            ),
            (
                array![[4.0, 4.0, 4.0], [7.0, 6.0, 8.0], [8.0, 8.0, 6.0], [6.0, 8.0, 8.0]],
                [1.0, 0.275, 0.15, 0.15],
                [0.4, 0.2, 0.15, 0.15],
                [1.0, 0.173_529_41, 0.0, 0.0],
                &[1, 2, 3],
                false,
            ),
        ];
        for (values, group, worst, compromises, set, has_advantage) in cases {
            let found = judge(&values, &[Max; 3], &[0.3, 0.4, 0.3]);
            assert_all(&found.group_regrets, &group, 1e-15);
            assert_all(&found.worst_regrets, &worst, 1e-15);
            assert_all(&found.compromises, &compromises, 2e-9);
            assert_eq!((found.set.as_slice(), found.has_advantage), (set, has_advantage));
            assert!(found.is_stable);
        }
        let values = array![[5.0, 8.0, 4.0], [7.0, 6.0, 8.0], [8.0, 8.0, 6.0], [7.0, 4.0, 6.0]];
        assert_eq!(judge(&values, &[Max; 3], &[0.3, 0.4, 0.3]).ranks(), [2, 1, 1, 3]);
    }

    /// The mountain climbing problem of Opricovic and Tzeng 2004, and the same in other units.
    #[test]
    fn the_mountain_is_the_same_in_other_units() {
        let values = array![[1.0, 3000.0], [2.0, 3750.0], [5.0, 4500.0]];
        let moved = array![[6.0, 2.0], [7.0, 2.75], [10.0, 3.5]];
        for values in [values, moved] {
            let found = judge(&values, &[Min, Max], &[0.5, 0.5]);
            assert_all(&found.group_regrets, &[0.5, 0.375, 0.5], 1e-15);
            assert_all(&found.worst_regrets, &[0.5, 0.25, 0.5], 1e-15);
            assert_all(&found.compromises, &[1.0, 0.0, 1.0], 1e-15);
            assert!(found.has_advantage && found.is_stable);
            assert_eq!((found.set.as_slice(), found.ranks()), (&[1][..], vec![2, 1, 2]));
        }
    }

    /// Yang and Wu 2020, as in pymcdm, `test/test_mcdm.py`.
    #[test]
    fn the_case_of_yang_and_wu_comes_out() {
        let values = array![
            [78.0, 56.0, 34.0, 6.0],
            [4.0, 45.0, 3.0, 97.0],
            [18.0, 2.0, 50.0, 63.0],
            [9.0, 14.0, 11.0, 92.0],
            [85.0, 9.0, 100.0, 29.0]
        ];
        let found = judge(&values, &[Max; 4], &[0.25; 4]);
        assert_all(&found.compromises, &[0.5679, 0.7667, 1.0, 0.7493, 0.0], 5e-5);
    }

    /// A constant criterion is 0/0 in the formula. The choice: it adds no regret.
    #[test]
    fn a_constant_criterion_adds_no_regret() {
        let found = judge(&array![[1.0, 0.0, 3.0], [5.0, 0.0, 6.0]], &[Max; 3], &[1.0; 3]);
        assert_all(&found.group_regrets, &[2.0 / 3.0, 0.0], 1e-15);
        assert_all(&found.worst_regrets, &[1.0 / 3.0, 0.0], 1e-15);
        assert_all(&found.compromises, &[1.0, 0.0], 1e-15);
        assert_eq!(found.set, [1]);
    }

    #[test]
    fn one_and_equals_are_all_first() {
        for values in [array![[1.0, 2.0]], array![[1.0, 2.0], [1.0, 2.0]]] {
            let found = judge(&values, &[Max, Min], &[1.0, 1.0]);
            assert!(found.compromises.iter().all(|value| *value <= 0.0));
            assert_eq!(found.set.len(), values.nrows());
            assert!(found.ranks().iter().all(|rank| *rank == 1));
        }
        let table = DecisionTable::new(&array![[1.0]], &[Max], &[1.0]).unwrap();
        assert!(compromise(&table, 1.5).is_err() && compromise(&table, f64::NAN).is_err());
    }

    #[test]
    fn without_stability_the_second_belongs_to_the_set() {
        // The first by Q is first neither by S nor by R; two are level behind it.
        let found = judged(
            vec![0.30, 0.25, 1.0, 0.9],
            vec![0.30, 0.50, 0.25, 0.4],
            vec![0.1, 0.5, 0.7, 0.5],
        );
        assert!(found.has_advantage && !found.is_stable);
        assert_eq!((found.set.as_slice(), found.ranks()), (&[0, 1, 3][..], vec![1, 1, 2, 1]));
    }
}
