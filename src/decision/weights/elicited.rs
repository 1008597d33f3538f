use crate::decision::{DecisionError, table::normalised};

/// Equal weights.
pub fn equal(criteria: usize) -> Vec<f64> {
    vec![1.0 / super::super::real(criteria.max(1)); criteria]
}

/// Weights in any unit: points, percent, millionths.
///
/// # Errors
/// A weight below 0 or not finite, or none above 0.
pub fn direct(points: &[f64]) -> Result<Vec<f64>, DecisionError> {
    normalised(points)
}

/// Swing weights: how much the swing of each criterion from its worst to its best level is worth,
/// beside 100 for the most wanted swing.
///
/// Source: D. von Winterfeldt and W. Edwards, Decision Analysis and Behavioral Research, Cambridge
/// University Press 1986, chapter 8.
///
/// ```
/// use hinterland::decision::weights::elicited::swing;
/// assert_eq!(swing(&[100.0, 60.0, 40.0])?, [0.5, 0.3, 0.2]);
/// # Ok::<(), hinterland::decision::DecisionError>(())
/// ```
///
/// # Errors
/// A swing outside 0 to 100, or none of 100.
pub fn swing(swings: &[f64]) -> Result<Vec<f64>, DecisionError> {
    const MOST: f64 = 100.0;
    let refuse = |criterion, expected| {
        let value = swings.get(criterion).copied().unwrap_or(0.0);
        Err(DecisionError::Weight { criterion, expected, value })
    };
    if let Some(criterion) = swings.iter().position(|swing| !(0.0..=MOST).contains(swing)) {
        return refuse(criterion, "a swing between 0 and 100");
    }
    if swings.iter().all(|swing| *swing < MOST) {
        return refuse(0, "100 for the most wanted swing");
    }
    normalised(swings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ratios_of_direct_weights_matter() {
        assert_eq!(direct(&[2.0, 6.0]).unwrap(), direct(&[0.25, 0.75]).unwrap());
        assert_eq!(equal(4), [0.25; 4]);
        assert_eq!(equal(0), [] as [f64; 0]);
        assert!(direct(&[]).is_err());
    }

    #[test]
    fn a_swing_stands_beside_the_most_wanted_one() {
        for wrong in [&[90.0, 60.0][..], &[100.0, -1.0], &[100.0, 101.0], &[f64::NAN], &[]] {
            assert!(swing(wrong).is_err(), "{wrong:?}");
        }
        assert_eq!(swing(&[100.0, 100.0]).unwrap(), [0.5, 0.5]);
    }
}
