use ndarray::{Array2, Axis, s};

/// The weights W that minimise ‖T − X W‖² + λ ‖W‖²; shape columns of X × columns of T. The smaller
/// of the two equivalent systems, `(XᵀX + λ) W = XᵀT` or `W = Xᵀ (XXᵀ + λ)⁻¹ T`, is solved.
///
/// Source: A. E. Hoerl and R. W. Kennard, Ridge Regression, Technometrics 12 (1970), pages 55–67.
///
/// # Panics
/// If λ is not above 0, or if X and T have not as many rows.
pub(super) fn fit(inputs: &Array2<f64>, targets: &Array2<f64>, penalty: f64) -> Array2<f64> {
    assert!(0.0 < penalty, "without a penalty there may be no single solution");
    let is_tall = inputs.ncols() <= inputs.nrows();
    let mut system = if is_tall { inputs.t().dot(inputs) } else { inputs.dot(&inputs.t()) };
    for diagonal in system.diag_mut() {
        *diagonal += penalty;
    }
    let factor = cholesky(system);
    if is_tall {
        solve(&factor, inputs.t().dot(targets))
    } else {
        inputs.t().dot(&solve(&factor, targets.clone()))
    }
}

/// The lower factor of a positive definite matrix.
fn cholesky(mut matrix: Array2<f64>) -> Array2<f64> {
    for row in 0..matrix.nrows() {
        let (above, mut below) = matrix.view_mut().split_at(Axis(0), row);
        let mut own = below.row_mut(0);
        for column in 0..row {
            let other = above.row(column);
            let sum = own.slice(s![..column]).dot(&other.slice(s![..column]));
            own[column] = (own[column] - sum) / other[column];
        }
        let sum = own.slice(s![..row]).dot(&own.slice(s![..row]));
        own[row] = (own[row] - sum).sqrt();
    }
    matrix
}

/// Solves L Lᵀ X = B, row by row for all columns of B at once.
fn solve(factor: &Array2<f64>, mut right: Array2<f64>) -> Array2<f64> {
    let size = factor.nrows();
    for row in 0..size {
        let (above, mut below) = right.view_mut().split_at(Axis(0), row);
        let mut own = below.row_mut(0);
        for (other, known) in above.outer_iter().enumerate() {
            own.scaled_add(-factor[[row, other]], &known);
        }
        own /= factor[[row, row]];
    }
    for row in (0..size).rev() {
        let (mut above, below) = right.view_mut().split_at(Axis(0), row + 1);
        let mut own = above.row_mut(row);
        for (offset, known) in below.outer_iter().enumerate() {
            own.scaled_add(-factor[[row + 1 + offset, row]], &known);
        }
        own /= factor[[row, row]];
    }
    right
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use ndarray::array;

    use super::*;

    /// Both systems give scikit-learn's `Ridge(alpha=2, fit_intercept=False)`.
    #[test]
    fn the_smaller_system_gives_the_same_weights() {
        let tall = array![[1.0, 2.0], [0.0, 1.0], [3.0, -1.0]];
        let targets = array![[1.0], [2.0], [0.5]];
        // (XᵀX + 2) = [[12, −1], [−1, 8]], XᵀT = [2.5, 3.5]
        let expected = array![[(8.0 * 2.5 + 3.5) / 95.0], [(2.5 + 12.0 * 3.5) / 95.0]];
        assert_abs_diff_eq!(fit(&tall, &targets, 2.0), expected, epsilon = 1e-12);
        let wide = array![[1.0, 2.0, 0.5], [0.0, 1.0, -1.0]];
        let targets = array![[1.0, 0.0], [2.0, 1.0]];
        let weights = fit(&wide, &targets, 0.7);
        let mut normal = wide.t().dot(&wide);
        normal.diag_mut().mapv_inplace(|value| value + 0.7);
        assert_abs_diff_eq!(normal.dot(&weights), wide.t().dot(&targets), epsilon = 1e-12);
    }
}
