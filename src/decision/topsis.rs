//! TOPSIS: the nearer to an ideal and the farther from its opposite, the better.
//!
//! Source: C.-L. Hwang and K. Yoon, Multiple Attribute Decision Making, Springer 1981; conventions
//! of G.-H. Tzeng and J.-J. Huang, Multiple Attribute Decision Making, CRC Press 2011.

use super::{
    DecisionError, DecisionTable,
    normalise::{Normalisation, Scale},
    ranks::is_level,
};

/// The closeness of what is as near to the ideal as to its opposite because both are the same: a
/// single alternative, or all equal. The formula has 0/0 there and no source fixes it: our
/// judgement is the middle, which says that nothing was told apart.
pub const UNDECIDED: f64 = 0.5;

/// The scales and ideals of a table, which other alternatives may be measured against.
///
/// Ideals made anew from a part of the table can turn the order of the rest. `Frame::of` freezes
/// those of the whole table: filter afterwards and the order stays; filter before, and the frame
/// is that of the part. Both are legitimate, but they are different questions.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    scales: Vec<Scale>,
    /// The best value of each criterion, normalised, before weights.
    pub ideal: Vec<f64>,
    /// The worst value of each criterion, normalised, before weights.
    pub anti_ideal: Vec<f64>,
}

impl Frame {
    /// The frame of a table.
    ///
    /// # Errors
    /// A value that the normalisation cannot use.
    pub fn of(table: &DecisionTable, normalisation: Normalisation) -> Result<Frame, DecisionError> {
        let mut frame = Frame { scales: Vec::new(), ideal: Vec::new(), anti_ideal: Vec::new() };
        for criterion in 0..table.criteria() {
            let scale = Scale::of(normalisation, table, criterion)?;
            // Every scale is monotone, so its ends are those of the measures.
            let (low, high) = table.ends(criterion);
            let [best, worst] = if table.is_cost(criterion) { [low, high] } else { [high, low] };
            frame.scales.push(scale);
            frame.ideal.push(scale.value(best));
            frame.anti_ideal.push(scale.value(worst));
        }
        Ok(frame)
    }

    /// Closeness D⁻ / (D⁺ + D⁻) by alternative of `table`, more being better: 1 at the ideal, 0 at
    /// its opposite, [`UNDECIDED`] where both distances are 0. D± are Euclidean distances of
    /// weighted normalised values. The table must have the criteria of the frame.
    ///
    /// # Errors
    /// The table has another number of criteria.
    pub fn closeness(&self, table: &DecisionTable) -> Result<Vec<f64>, DecisionError> {
        DecisionError::check_count("criteria", self.scales.len(), table.criteria())?;
        let [mut to_ideal, mut to_opposite] = [(); 2].map(|()| vec![0.0; table.alternatives()]);
        let mut values = Vec::new();
        for (criterion, scale) in self.scales.iter().enumerate() {
            let weight = table.weights()[criterion];
            let (best, worst) = (self.ideal[criterion], self.anti_ideal[criterion]);
            let square = |difference: f64| weight * difference * (weight * difference);
            scale.write(table.column(criterion), &mut values);
            for ((near, far), value) in to_ideal.iter_mut().zip(&mut to_opposite).zip(&values) {
                *near += square(value - best);
                *far += square(value - worst);
            }
        }
        let closeness = |(near, far): (&f64, &f64)| {
            let (near, far) = (near.sqrt(), far.sqrt());
            if near + far <= 0.0 { UNDECIDED } else { far / (near + far) }
        };
        Ok(to_ideal.iter().zip(&to_opposite).map(closeness).collect())
    }
}

/// The closeness of each alternative within its own table: see [`Frame::closeness`].
///
/// # Errors
/// A value that the normalisation cannot use.
pub fn closeness(
    table: &DecisionTable,
    normalisation: Normalisation,
) -> Result<Vec<f64>, DecisionError> {
    Frame::of(table, normalisation)?.closeness(table)
}

/// The places of the alternatives whose closeness is highest, several if they are level.
pub fn winners(closeness: &[f64]) -> Vec<usize> {
    let most = closeness.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (0..closeness.len()).filter(|place| is_level(closeness[*place], most)).collect()
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use ndarray::{Array2, Axis, array};
    use proptest::prelude::*;

    use super::*;
    use crate::decision::{Direction, Direction::Max, Direction::Min};

    fn table(values: &Array2<f64>, directions: &[Direction], weights: &[f64]) -> DecisionTable {
        DecisionTable::new(values, directions, weights).unwrap()
    }

    fn assert_all(found: &[f64], expected: &[f64], epsilon: f64) {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert_abs_diff_eq!(found, expected, epsilon = epsilon);
        }
    }

    /// pymcdm 1.4.0 on the matrix of Tzeng and Huang 2011.
    #[test]
    fn the_closeness_of_tzeng_and_huang_comes_out() {
        let values = array![[5.0, 8.0, 4.0], [7.0, 6.0, 8.0], [8.0, 8.0, 6.0], [7.0, 4.0, 6.0]];
        let table = table(&values, &[Max; 3], &[0.3, 0.4, 0.3]);
        let expected = [
            0.485_281_374_238_570_3,
            0.648_371_295_225_592_8,
            0.776_790_804_732_683_5,
            0.362_977_344_941_550_2,
        ];
        assert_all(&closeness(&table, Normalisation::MinMax).unwrap(), &expected, 1e-15);
    }

    /// scikit-criteria, `tests/agg/test_topsis.py`.
    #[test]
    fn unscaled_values_have_unscaled_ideals() {
        let table = table(&array![[1.0, 0.0, 3.0], [0.0, 5.0, 6.0]], &[Max; 3], &[1.0; 3]);
        let frame = Frame::of(&table, Normalisation::None).unwrap();
        assert_eq!(
            (frame.ideal.as_slice(), frame.anti_ideal.as_slice()),
            (&[1.0, 5.0, 6.0][..], &[0.0, 0.0, 3.0][..])
        );
        assert_all(&frame.closeness(&table).unwrap(), &[0.146_392_48, 0.853_607_52], 5e-9);
    }

    /// On the matrix of Opricovic and Tzeng 2004 min–max makes A2 first, the others A1.
    /// The choice: vector, as in the method's first publication, and the answer names it.
    #[test]
    fn the_normalisation_changes_the_winner() {
        let values = array![[1.0, 3000.0], [2.0, 3750.0], [5.0, 4500.0]];
        let table = table(&values, &[Min, Max], &[0.5, 0.5]);
        let cases = [
            (Normalisation::MinMax, [0.5, 0.617_217_781_462_681_2, 0.5], 1),
            (
                Normalisation::Vector,
                [0.762_140_580_123_800_9, 0.722_177_833_229_330_3, 0.237_859_419_876_199_05],
                0,
            ),
            (
                Normalisation::Sum,
                [0.779_220_779_220_779_1, 0.384_812_144_994_295_7, 0.220_779_220_779_220_8],
                0,
            ),
            (
                Normalisation::Max,
                [0.705_882_352_941_176_5, 0.705_182_274_487_903_6, 0.294_117_647_058_823_6],
                0,
            ),
        ];
        for (normalisation, expected, winner) in cases {
            let found = closeness(&table, normalisation).unwrap();
            assert_all(&found, &expected, 1e-14);
            assert_eq!(winners(&found), [winner], "{normalisation:?}");
        }
    }

    /// Without C, which nobody would choose, A and B change places, because C had set the
    /// ideals. The choice: a table is judged by its own ideals, and a frozen frame is at hand for
    /// those who filter afterwards.
    #[test]
    fn ideals_made_anew_turn_the_order_and_frozen_ones_do_not() {
        let values = array![[8.0, 5.0], [5.0, 3.0], [1.0, 100.0]];
        let all = table(&values, &[Max, Min], &[1.0, 1.2]);
        let part = table(&values.select(Axis(0), &[0, 1]), &[Max, Min], &[1.0, 1.2]);
        let frame = Frame::of(&all, Normalisation::MinMax).unwrap();
        let whole = frame.closeness(&all).unwrap();
        assert!(whole[1] < whole[0]);
        let anew = closeness(&part, Normalisation::MinMax).unwrap();
        assert!(anew[0] < anew[1]);
        assert_all(&frame.closeness(&part).unwrap(), &whole[..2], 1e-15);
    }

    #[test]
    fn what_is_not_told_apart_is_undecided() {
        for values in [array![[1.0, 2.0]], array![[1.0, 2.0], [1.0, 2.0]]] {
            for normalisation in Normalisation::ALL {
                let found = closeness(&table(&values, &[Max, Min], &[1.0, 1.0]), normalisation);
                assert!(found.unwrap().iter().all(|value| value.to_bits() == 0.5_f64.to_bits()));
            }
        }
        let constant = table(&array![[1.0, 2.0], [1.0, 3.0]], &[Max, Max], &[1.0, 1.0]);
        assert_all(&closeness(&constant, Normalisation::Vector).unwrap(), &[0.0, 1.0], 1e-15);
    }

    proptest! {
        #[test]
        fn closeness_is_a_share_and_blind_to_the_scale_of_weights(
            values in prop::collection::vec(0.1..9.0, 12), scale in 0.1..10.0,
        ) {
            let values = Array2::from_shape_vec((4, 3), values).unwrap();
            let weights = [1.0, 2.0, 3.0];
            for normalisation in Normalisation::ALL {
                let one = closeness(&table(&values, &[Max, Min, Max], &weights), normalisation);
                let scaled = weights.map(|weight| weight * scale);
                let other = closeness(&table(&values, &[Max, Min, Max], &scaled), normalisation);
                for (one, other) in one.unwrap().iter().zip(other.unwrap()) {
                    prop_assert!((0.0..=1.0).contains(one) && (one - other).abs() < 1e-12);
                }
            }
        }
    }
}
