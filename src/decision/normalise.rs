use super::{DecisionError, DecisionTable};

/// How columns in different units come onto one scale on which more is better.
///
/// The choice can change the winner (S. Opricovic and G.-H. Tzeng, European Journal of Operational
/// Research 156 (2004), pages 445–455), so every answer names it. Formulas for costs as in pymcdm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Normalisation {
    /// x / √Σx²; a cost 1 − x / √Σx².
    Vector,
    /// (x − min) / (max − min); a cost (max − x) / (max − min). A constant criterion has 1
    /// everywhere: nobody falls short of the best there is.
    MinMax,
    /// x / Σx; a cost (1/x) / Σ(1/x). Values at least 0, of a cost above 0.
    Sum,
    /// x / max; a cost 1 − x / max. Values at least 0.
    Max,
    /// The values themselves; a cost −x.
    None,
}

impl Normalisation {
    /// All of them.
    pub const ALL: [Normalisation; 5] = [
        Normalisation::Vector,
        Normalisation::MinMax,
        Normalisation::Sum,
        Normalisation::Max,
        Normalisation::None,
    ];

    /// Its name, as flags and answers spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Normalisation::Vector => "vector",
            Normalisation::MinMax => "minmax",
            Normalisation::Sum => "sum",
            Normalisation::Max => "max",
            Normalisation::None => "none",
        }
    }
}

/// The scale of one criterion, fixed by the table that it was made from: other alternatives may be
/// measured on it without moving it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Scale {
    /// base + (x − origin) / span.
    Linear { base: f64, origin: f64, span: f64 },
    /// (1/x) / total.
    Reciprocal { total: f64 },
    /// The same for every x: the criterion does not vary.
    Constant(f64),
}

impl Scale {
    /// The scale of a criterion of `table`.
    ///
    /// # Errors
    /// A value that the normalisation cannot use.
    pub(super) fn of(
        normalisation: Normalisation,
        table: &DecisionTable,
        criterion: usize,
    ) -> Result<Scale, DecisionError> {
        check(normalisation, table, criterion)?;
        let column = table.measures(criterion);
        let is_cost = table.is_cost(criterion);
        let (low, high) = table.ends(criterion);
        let share_of = |whole: f64| {
            let (base, span) = if is_cost { (1.0, -whole) } else { (0.0, whole) };
            if 0.0 < whole {
                Scale::Linear { base, origin: 0.0, span }
            } else {
                Scale::Constant(base) // nothing but zeros
            }
        };
        Ok(match normalisation {
            Normalisation::Vector => {
                // Divided by the largest magnitude first: squares of tiny numbers vanish.
                let most = low.abs().max(high.abs());
                let squares = column.iter().map(|value| (value / most) * (value / most));
                share_of(if 0.0 < most { most * squares.sum::<f64>().sqrt() } else { 0.0 })
            }
            Normalisation::MinMax if low >= high => Scale::Constant(1.0),
            Normalisation::MinMax if is_cost => {
                Scale::Linear { base: 0.0, origin: high, span: low - high }
            }
            Normalisation::MinMax => Scale::Linear { base: 0.0, origin: low, span: high - low },
            Normalisation::Sum if is_cost => {
                Scale::Reciprocal { total: column.iter().map(|value| 1.0 / value).sum() }
            }
            Normalisation::Sum => share_of(column.sum()),
            Normalisation::Max => share_of(high),
            Normalisation::None => {
                Scale::Linear { base: 0.0, origin: 0.0, span: if is_cost { -1.0 } else { 1.0 } }
            }
        })
    }

    /// The values of many measures, in place of what `values` held: one choice of formula for a
    /// whole column.
    pub(super) fn write(self, measures: &[f64], values: &mut Vec<f64>) {
        values.clear();
        match self {
            Scale::Linear { base, origin, span } => {
                values.extend(measures.iter().map(|measure| base + (measure - origin) / span));
            }
            Scale::Reciprocal { .. } | Scale::Constant(_) => {
                values.extend(measures.iter().map(|measure| self.value(*measure)));
            }
        }
    }

    /// The value of a measure on this scale, more being better.
    pub(super) fn value(self, measure: f64) -> f64 {
        match self {
            Scale::Linear { base, origin, span } => base + (measure - origin) / span,
            Scale::Reciprocal { total } => 1.0 / measure / total,
            Scale::Constant(value) => value,
        }
    }
}

/// Refuses what has no share or reciprocal.
fn check(
    normalisation: Normalisation,
    table: &DecisionTable,
    criterion: usize,
) -> Result<(), DecisionError> {
    let is_reciprocal = normalisation == Normalisation::Sum && table.is_cost(criterion);
    let is_share = matches!(normalisation, Normalisation::Sum | Normalisation::Max);
    let (expected, low_is_fine) = match (is_reciprocal, is_share) {
        (true, _) => ("above 0 for a cost normalised by its sum", false),
        (false, true) => ("at least 0 to be normalised by sum or maximum", true),
        (false, false) => return Ok(()),
    };
    let column = table.measures(criterion);
    let refused = |value: f64| value < 0.0 || (value <= 0.0 && !low_is_fine);
    let Some(row) = column.iter().position(|value| refused(*value)) else { return Ok(()) };
    Err(DecisionError::Cell { row, column: criterion, expected, value: column[row] })
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use ndarray::Array2;

    use super::*;
    use crate::decision::Direction;

    fn values(
        normalisation: Normalisation,
        column: &[f64],
        direction: Direction,
    ) -> Result<Vec<f64>, DecisionError> {
        let values = Array2::from_shape_vec((column.len(), 1), column.to_vec()).unwrap();
        let table = DecisionTable::new(&values, &[direction], &[1.0]).unwrap();
        let scale = Scale::of(normalisation, &table, 0)?;
        Ok(table.measures(0).iter().map(|measure| scale.value(*measure)).collect())
    }

    #[test]
    fn every_normalisation_has_its_formula_and_its_degenerate_case() {
        use Direction::{Ideal, Max, Min};
        use Normalisation::{MinMax, None, Sum, Vector};
        let cases: [(Normalisation, &[f64], Direction, &[f64]); 16] = [
            (Vector, &[3.0, 4.0], Max, &[0.6, 0.8]),
            (Vector, &[3.0, 4.0], Min, &[0.4, 0.2]),
            (Vector, &[0.0, 0.0], Max, &[0.0, 0.0]), // nothing to share
            (Vector, &[3e-200, 4e-200], Max, &[0.6, 0.8]), // squares would vanish
            (MinMax, &[1.0, 2.0, 5.0], Max, &[0.0, 0.25, 1.0]),
            (MinMax, &[1.0, 2.0, 5.0], Min, &[1.0, 0.75, 0.0]),
            (MinMax, &[5.0, 8.0, 7.0], Ideal(7.0), &[0.0, 0.5, 1.0]), // distances 2, 1, 0
            (MinMax, &[2.0, 2.0], Min, &[1.0, 1.0]),                  // constant
            (MinMax, &[2.0], Max, &[1.0]),                            // alone
            (Sum, &[1.0, 3.0], Max, &[0.25, 0.75]),
            (Sum, &[1.0, 3.0], Min, &[0.75, 0.25]),
            (Sum, &[0.0, 0.0], Max, &[0.0, 0.0]),
            (Normalisation::Max, &[1.0, 4.0], Max, &[0.25, 1.0]),
            (Normalisation::Max, &[1.0, 4.0], Min, &[0.75, 0.0]),
            (None, &[1.0, -4.0], Max, &[1.0, -4.0]),
            (None, &[1.0, -4.0], Min, &[-1.0, 4.0]),
        ];
        for (normalisation, column, direction, expected) in cases {
            let found = values(normalisation, column, direction).unwrap();
            for (value, expected) in found.iter().zip(expected) {
                assert_abs_diff_eq!(value, expected, epsilon = 1e-15);
            }
        }
    }

    #[test]
    fn shares_of_negative_numbers_are_refused() {
        let cases = [
            (Normalisation::Sum, -1.0, Direction::Max),
            (Normalisation::Sum, 0.0, Direction::Min),
            (Normalisation::Max, -1.0, Direction::Min),
        ];
        for (normalisation, value, direction) in cases {
            let refused = values(normalisation, &[2.0, value], direction).unwrap_err();
            let DecisionError::Cell { row, column, value: got, .. } = refused else { panic!() };
            assert_eq!((row, column), (1, 0));
            assert_abs_diff_eq!(got, value);
        }
    }
}
