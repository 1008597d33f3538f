//! Relatedness from location quotients that are not cut at 1: an industry at 0.9 says nearly as
//! much as one at 1.1.

use ndarray::{Array2, Axis};

use crate::statistics::spectral;

/// log(1 + LQ): the long tail of quotients drawn in, 0 where there is nothing.
pub fn log_quotients(quotients: &Array2<f64>) -> Array2<f64> {
    quotients.mapv(f64::ln_1p)
}

/// Each column less its mean, over its standard deviation (divisor n); 0 for a column that never
/// varies.
pub fn standardised(values: &Array2<f64>) -> Array2<f64> {
    let mut standardised = values.clone();
    for mut column in standardised.columns_mut() {
        let mean = column.mean().unwrap_or(0.0);
        column -= mean;
        let deviation = column.std(0.0);
        if deviation <= 1e-12 * mean.abs() {
            column.fill(0.0);
        } else {
            column /= deviation;
        }
    }
    standardised
}

/// The correlations of the columns of `log_quotients` over the regions, without those below 0 and
/// without the diagonal: industries × industries, symmetric.
pub fn positive_correlations(log_quotients: &Array2<f64>) -> Array2<f64> {
    let standardised = standardised(log_quotients);
    let regions = standardised.nrows().max(1);
    #[expect(clippy::cast_precision_loss, reason = "a count of regions")]
    let mut correlations = standardised.t().dot(&standardised) / regions as f64;
    correlations.mapv_inplace(|correlation| correlation.max(0.0));
    correlations.diag_mut().fill(0.0);
    correlations
}

/// Correlation density: `Σ_q` `z_rq` `ρ_qi` / `Σ_q` `ρ_qi`, the mean of a region's standardised log(1 +
/// LQ) in the other industries, weighed by their positive correlation ρ with industry i; regions ×
/// industries, in standard deviations. An industry that correlates with none has 0.
pub fn correlation_density(log_quotients: &Array2<f64>) -> Array2<f64> {
    let correlations = positive_correlations(log_quotients);
    let all = correlations.sum_axis(Axis(0));
    let mut density = standardised(log_quotients).dot(&correlations);
    for (mut column, all) in density.columns_mut().into_iter().zip(all) {
        if all <= 0.0 { column.fill(0.0) } else { column /= all }
    }
    density
}

/// What the `rank` strongest patterns of the panel lead one to expect of log(1 + LQ): the nearest
/// matrix of that rank, not centred; see [`spectral::low_rank`].
pub fn reconstruction(log_quotients: &Array2<f64>, rank: usize) -> Array2<f64> {
    spectral::low_rank(log_quotients, rank)
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use ndarray::array;

    use super::*;

    /// Three regions: the first two industries go together exactly, the third against them.
    #[test]
    fn only_what_goes_together_counts() {
        let values = array![[1.0, 2.0, 3.0, 7.0], [2.0, 4.0, 2.0, 7.0], [3.0, 6.0, 1.0, 7.0]];
        let correlations = positive_correlations(&values);
        assert_abs_diff_eq!(correlations[[0, 1]], 1.0, epsilon = 1e-12);
        assert_abs_diff_eq!(correlations[[0, 2]], 0.0);
        assert_abs_diff_eq!(correlations[[0, 0]], 0.0);
        let density = correlation_density(&values);
        assert_abs_diff_eq!(density[[0, 0]], -1.5_f64.sqrt(), epsilon = 1e-12);
        assert_abs_diff_eq!(density[[2, 1]], 1.5_f64.sqrt(), epsilon = 1e-12);
        assert_abs_diff_eq!(density[[0, 2]], 0.0);
        assert_abs_diff_eq!(density[[1, 3]], 0.0); // never varies
    }

    #[test]
    fn a_pattern_fills_what_is_missing() {
        // Two regions make both, one makes the first only: rank 1 expects some of the second.
        let quotients = log_quotients(&array![[2.0, 2.0], [2.0, 2.0], [2.0, 0.0]]);
        assert_abs_diff_eq!(quotients[[0, 0]], 3.0_f64.ln(), epsilon = 1e-12);
        let expected = reconstruction(&quotients, 1);
        assert!(0.3 < expected[[2, 1]] && expected[[2, 1]] < quotients[[0, 1]]);
        assert_abs_diff_eq!(reconstruction(&quotients, 2), quotients, epsilon = 1e-12);
    }
}
