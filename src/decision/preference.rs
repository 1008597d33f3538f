//! The six preference functions of J. P. Brans and P. Vincke, A Preference Ranking Organisation
//! Method, Management Science 31 (1985), pages 647–656.

use super::DecisionError;

/// How far a better value is preferred, as a function of the difference d; 0 where d ≤ 0. A
/// threshold q is what nobody cares about, p what settles the matter, s the bend of the bell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Preference {
    /// 1 for any d above 0.
    Usual,
    /// 1 for d above q ("quasi-criterion").
    UShape {
        /// Indifference, at least 0.
        q: f64,
    },
    /// d / p, at most 1.
    VShape {
        /// Full preference, above 0.
        p: f64,
    },
    /// 0 up to q, ½ up to p, 1 beyond.
    Level {
        /// Indifference, at least 0.
        q: f64,
        /// Full preference, at least q.
        p: f64,
    },
    /// 0 up to q, then (d − q) / (p − q), at most 1.
    Linear {
        /// Indifference, at least 0.
        q: f64,
        /// Full preference, above q.
        p: f64,
    },
    /// 1 − exp(−d² / 2s²).
    Gaussian {
        /// Where the curve bends, above 0.
        s: f64,
    },
}

/// In units of s: beyond, exp(−d² / 2s²) is below 2⁻⁵⁴ and 1 minus it is 1 in double precision.
pub(super) const GAUSSIAN_REACH: f64 = 8.66;

impl Preference {
    /// Checks the thresholds.
    ///
    /// # Errors
    /// One outside its range.
    pub fn check(self) -> Result<(), DecisionError> {
        let at_least = |parameter, value: f64, low: f64, expected| {
            let is_right = value.is_finite() && low <= value;
            if is_right {
                Ok(())
            } else {
                Err(DecisionError::Parameter { parameter, expected, value })
            }
        };
        match self {
            Preference::Usual => Ok(()),
            Preference::UShape { q } => at_least("q", q, 0.0, "a number of at least 0"),
            Preference::VShape { p } => at_least("p", p, f64::MIN_POSITIVE, "a number above 0"),
            Preference::Level { q, p } => {
                at_least("q", q, 0.0, "a number of at least 0")?;
                at_least("p", p, q, "a number of at least q")
            }
            Preference::Linear { q, p } => {
                at_least("q", q, 0.0, "a number of at least 0")?;
                at_least("p", p, q.next_up(), "a number above q")
            }
            Preference::Gaussian { s } => at_least("s", s, f64::MIN_POSITIVE, "a number above 0"),
        }
    }

    /// The degree of preference of a difference in the good direction, 0 to 1.
    ///
    /// ```
    /// use hinterland::decision::preference::Preference;
    /// assert_eq!(Preference::Linear { q: 1.0, p: 3.0 }.degree(2.0), 0.5);
    /// assert_eq!(Preference::Usual.degree(-2.0), 0.0);
    /// ```
    pub fn degree(self, difference: f64) -> f64 {
        let step = |threshold: f64| if threshold < difference { 1.0 } else { 0.0 };
        match self {
            _ if difference <= 0.0 => 0.0,
            Preference::Usual => 1.0,
            Preference::UShape { q } => step(q),
            Preference::VShape { p } => (difference / p).min(1.0),
            Preference::Level { q, p } => f64::midpoint(step(q), step(p)),
            Preference::Linear { q, p } => ((difference - q) / (p - q)).clamp(0.0, 1.0),
            Preference::Gaussian { s } => {
                let scaled = difference / s;
                1.0 - (-0.5 * scaled * scaled).exp()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_form_bends_where_it_should() {
        let (level, linear) =
            (Preference::Level { q: 1.0, p: 3.0 }, Preference::Linear { q: 1.0, p: 3.0 });
        let cases = [
            (Preference::Usual, 0.0, 0.0),
            (Preference::Usual, 1e-300, 1.0),
            (Preference::UShape { q: 2.0 }, 2.0, 0.0), // the threshold itself is indifferent
            (Preference::UShape { q: 2.0 }, 2.1, 1.0),
            (Preference::VShape { p: 4.0 }, 1.0, 0.25),
            (Preference::VShape { p: 4.0 }, 5.0, 1.0),
            (level, 1.0, 0.0),
            (level, 3.0, 0.5),
            (level, 3.1, 1.0),
            (linear, 1.0, 0.0),
            (linear, 2.5, 0.75),
            (linear, 9.0, 1.0),
            (Preference::Gaussian { s: 2.0 }, 2.0, 0.393_469_340_287_366_6), // 1 − e^−½
            (Preference::Gaussian { s: 2.0 }, -2.0, 0.0),
        ];
        for (preference, difference, expected) in cases {
            assert_abs_diff_eq!(preference.degree(difference), expected, epsilon = 1e-15);
        }
        let reached = Preference::Gaussian { s: 1.0 }.degree(GAUSSIAN_REACH);
        assert_eq!(reached.to_bits(), 1.0_f64.to_bits());
    }

    #[test]
    fn thresholds_must_make_sense() {
        for wrong in [
            Preference::UShape { q: -1.0 },
            Preference::VShape { p: 0.0 },
            Preference::Level { q: 2.0, p: 1.0 },
            Preference::Linear { q: 2.0, p: 2.0 },
            Preference::Gaussian { s: f64::NAN },
            Preference::Gaussian { s: f64::INFINITY },
        ] {
            assert!(wrong.check().is_err(), "{wrong:?}");
        }
        assert!(Preference::Level { q: 2.0, p: 2.0 }.check().is_ok());
    }

    proptest! {
        #[test]
        fn a_larger_difference_is_never_preferred_less(
            difference in -5.0..5.0, more in 0.0..5.0, q in 0.0..2.0, span in 0.1..2.0,
        ) {
            let p = q + span;
            for preference in [
                Preference::Usual,
                Preference::UShape { q },
                Preference::VShape { p },
                Preference::Level { q, p },
                Preference::Linear { q, p },
                Preference::Gaussian { s: p },
            ] {
                let degree = preference.degree(difference);
                prop_assert!((0.0..=1.0).contains(&degree));
                prop_assert!(degree <= preference.degree(difference + more));
            }
        }
    }
}
