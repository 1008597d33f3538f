use super::DecisionError;

/// A piecewise linear function from a physical measure to a value, rising or falling throughout.
///
/// Source: the partial value functions of T. Tervonen's smaa for R (`smaa/R/pvf.R`).
#[derive(Debug, Clone, PartialEq)]
pub struct ValueFunction {
    cutoffs: Vec<f64>,
    values: Vec<f64>,
}

/// What a function says beyond its first and last cutoff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beyond {
    /// The value of the nearest cutoff.
    Clip,
    /// The line of the nearest piece, carried on.
    Extrapolate,
}

impl ValueFunction {
    /// A function through the points (cutoff, value).
    ///
    /// # Errors
    /// Fewer than two points; cutoffs that do not ascend; values that neither rise nor fall
    /// throughout (a level piece is fine); a number that is not finite.
    pub fn new(cutoffs: &[f64], values: &[f64]) -> Result<ValueFunction, DecisionError> {
        if cutoffs.len() < 2 {
            return Err(DecisionError::Count {
                what: "points or more",
                expected: 2,
                got: cutoffs.len(),
            });
        }
        DecisionError::check_count("values", cutoffs.len(), values.len())?;
        let refuse = |column, row, expected, value| {
            Err(DecisionError::Cell { row, column, expected, value })
        };
        for (column, numbers) in [cutoffs, values].into_iter().enumerate() {
            if let Some(row) = numbers.iter().position(|number| !number.is_finite()) {
                return refuse(column, row, "a finite number", numbers[row]);
            }
        }
        if let Some(row) = cutoffs.windows(2).position(|pair| pair[0] >= pair[1]) {
            return refuse(0, row + 1, "above the cutoff before it", cutoffs[row + 1]);
        }
        let rises = values.windows(2).all(|pair| pair[0] <= pair[1]);
        let falls = values.windows(2).all(|pair| pair[0] >= pair[1]);
        if !(rises || falls) {
            let last = values.len() - 1;
            return refuse(1, last, "part of values that rise or fall throughout", values[last]);
        }
        Ok(ValueFunction { cutoffs: cutoffs.to_vec(), values: values.to_vec() })
    }

    /// The value of a measure.
    ///
    /// ```
    /// use hinterland::decision::value_function::{Beyond, ValueFunction};
    /// let price = ValueFunction::new(&[50.0, 100.0], &[1.0, 0.0])?;
    /// assert_eq!(price.value(75.0, Beyond::Clip), 0.5);
    /// assert_eq!(price.value(40.0, Beyond::Extrapolate), 1.2);
    /// # Ok::<(), hinterland::decision::DecisionError>(())
    /// ```
    pub fn value(&self, measure: f64, beyond: Beyond) -> f64 {
        let last = self.cutoffs.len() - 1;
        let measure = match beyond {
            Beyond::Clip => measure.clamp(self.cutoffs[0], self.cutoffs[last]),
            Beyond::Extrapolate => measure,
        };
        let piece = self.cutoffs[1..last].partition_point(|cutoff| *cutoff <= measure);
        let (low, high) = (self.cutoffs[piece], self.cutoffs[piece + 1]);
        let share = (measure - low) / (high - low);
        self.values[piece] + share * (self.values[piece + 1] - self.values[piece])
    }

    /// The measure that has a value: what a value that is needed means in the field. On a level
    /// piece the first measure that has it. `None` for a value that the function does not reach
    /// between its cutoffs.
    pub fn measure(&self, value: f64) -> Option<f64> {
        let pieces = self.values.windows(2).zip(self.cutoffs.windows(2));
        let mut holding = pieces.filter(|(values, _)| {
            values[0].min(values[1]) <= value && value <= values[0].max(values[1])
        });
        let (values, cutoffs) = holding.next()?;
        let rise = values[1] - values[0];
        let share = if rise.abs() > 0.0 { (value - values[0]) / rise } else { 0.0 };
        Some(cutoffs[0] + share * (cutoffs[1] - cutoffs[0]))
    }
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    use super::*;

    /// rsmaa, `smaa/tests/pvf.R`.
    #[test]
    fn the_functions_of_rsmaa_come_out() {
        let benefit = ValueFunction::new(&[-0.15, 0.35], &[0.0, 1.0]).unwrap();
        let cost = ValueFunction::new(&[50.0, 100.0], &[1.0, 0.0]).unwrap();
        let pieces = ValueFunction::new(&[-0.15, 0.0, 0.25, 0.35], &[0.0, 0.1, 0.9, 1.0]).unwrap();
        let steps = ValueFunction::new(&[50.0, 75.0, 90.0, 100.0], &[1.0, 0.8, 0.5, 0.0]).unwrap();
        let inside = [
            (&benefit, vec![(0.35, 1.0), (-0.15, 0.0), (0.1, 0.5)]),
            (&cost, vec![(50.0, 1.0), (100.0, 0.0), (75.0, 0.5)]),
            (&pieces, vec![(0.35, 1.0), (-0.15, 0.0), (0.0, 0.1), (0.25, 0.9), (0.1, 0.42)]),
            (&steps, vec![(50.0, 1.0), (60.0, 0.92), (75.0, 0.8), (90.0, 0.5), (100.0, 0.0)]),
        ];
        for (function, points) in inside {
            for (measure, value) in points {
                for beyond in [Beyond::Clip, Beyond::Extrapolate] {
                    assert_abs_diff_eq!(function.value(measure, beyond), value, epsilon = 1e-12);
                }
            }
        }
        let outside =
            [(10.0, 1.32, 1.0), (40.0, 1.08, 1.0), (101.0, -0.05, 0.0), (120.0, -1.0, 0.0)];
        for (measure, extrapolated, clipped) in outside {
            let value = |beyond| steps.value(measure, beyond);
            assert_abs_diff_eq!(value(Beyond::Extrapolate), extrapolated, epsilon = 1e-12);
            assert_abs_diff_eq!(value(Beyond::Clip), clipped, epsilon = 1e-12);
        }
    }

    #[test]
    fn a_value_has_its_measure_unless_it_is_out_of_reach() {
        let steps = ValueFunction::new(&[50.0, 75.0, 90.0], &[1.0, 0.5, 0.5]).unwrap();
        assert_eq!(steps.measure(0.75), Some(62.5));
        assert_eq!(steps.measure(0.5), Some(75.0)); // level from there on
        assert_eq!((steps.measure(1.1), steps.measure(0.4)), (None, None));
    }

    #[test]
    fn what_is_no_function_is_refused() {
        let cases: [(&[f64], &[f64]); 5] = [
            (&[1.0], &[1.0]),
            (&[1.0, 1.0], &[0.0, 1.0]),
            (&[1.0, 2.0], &[0.0]),
            (&[1.0, 2.0, 3.0], &[0.0, 1.0, 0.5]),
            (&[1.0, f64::NAN], &[0.0, 1.0]),
        ];
        for (cutoffs, values) in cases {
            assert!(ValueFunction::new(cutoffs, values).is_err(), "{cutoffs:?}");
        }
    }

    proptest! {
        #[test]
        fn the_way_back_is_the_way_there(measure in 0.0..10.0) {
            let function = ValueFunction::new(&[0.0, 3.0, 10.0], &[1.0, 0.7, 0.0]).unwrap();
            let back = function.measure(function.value(measure, Beyond::Clip)).unwrap();
            prop_assert!((back - measure).abs() < 1e-9);
        }
    }
}
