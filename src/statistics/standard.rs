use ndarray::{Array1, ArrayRef2};

use super::FitError;

/// Weighted mean and standard deviation (divisor Σ w) of each column.
pub(super) struct Moments {
    pub(super) means: Vec<f64>,
    pub(super) deviations: Vec<f64>,
}

/// The moments of finite rows; `None` as weights means 1 each.
pub(super) fn moments(rows: &ArrayRef2<f64>, weights: Option<&[f64]>) -> Result<Moments, FitError> {
    let weight_of = |row: usize| weights.map_or(1.0, |weights| weights[row]);
    let mut total = 0.0;
    let mut sums: Array1<f64> = Array1::zeros(rows.ncols());
    for (row, values) in rows.outer_iter().enumerate() {
        if let Some((column, value)) =
            values.iter().enumerate().find(|(_, value)| !value.is_finite())
        {
            return Err(FitError::NotFinite { row, column, value: *value });
        }
        total += weight_of(row);
        sums.scaled_add(weight_of(row), &values);
    }
    if total <= 0.0 {
        return Err(FitError::NoRows);
    }
    let means = sums / total;
    // A second pass: squares less the squared mean would lose the small deviations of large values.
    let mut squares: Array1<f64> = Array1::zeros(rows.ncols());
    for (row, values) in rows.outer_iter().enumerate() {
        let weight = weight_of(row);
        for ((square, value), mean) in squares.iter_mut().zip(values).zip(&means) {
            *square += weight * (value - mean) * (value - mean);
        }
    }
    let deviations = (squares / total)
        .iter()
        .zip(&means)
        .map(|(variance, mean)| {
            let deviation = variance.sqrt();
            // Rounding leaves a constant column with a deviation of a few units in the last place.
            if deviation <= 1e-12 * mean.abs() { 0.0 } else { deviation }
        })
        .collect();
    Ok(Moments { means: means.to_vec(), deviations })
}

/// What a model does with a column that never varies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ConstantColumn {
    /// It is an error: the caller meant it to say something.
    #[default]
    Refuse,
    /// Its coefficient is 0: right where a fold happens to miss a rare feature.
    Ignore,
}

impl ConstantColumn {
    /// Fails on a column without deviation, or lets it pass.
    pub(super) fn check(self, moments: &Moments) -> Result<(), FitError> {
        let constant = moments.deviations.iter().position(|deviation| *deviation <= 0.0);
        match (self, constant) {
            (ConstantColumn::Refuse, Some(column)) => Err(FitError::ConstantColumn { column }),
            _ => Ok(()),
        }
    }
}

/// (value − mean) / deviation, 0 for a column without deviation.
pub(super) fn standardised(value: f64, mean: f64, deviation: f64) -> f64 {
    if 0.0 < deviation { (value - mean) / deviation } else { 0.0 }
}
