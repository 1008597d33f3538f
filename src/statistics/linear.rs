use ndarray::{Array1, Array2, ArrayRef2, s};

/// Rows that are weighted and multiplied at a time: small enough for the second-level cache.
const BLOCK_ROWS: usize = 256;

/// Xᵀ diag(w) X, block by block, without a weighted copy of X.
pub(super) fn gram(rows: &ArrayRef2<f64>, weights: &[f64]) -> Array2<f64> {
    let columns = rows.ncols();
    let mut gram = Array2::zeros((columns, columns));
    let mut start = 0;
    while start < rows.nrows() {
        let end = (start + BLOCK_ROWS).min(rows.nrows());
        let block = rows.slice(s![start..end, ..]);
        let mut weighted = block.to_owned();
        for (mut row, weight) in weighted.outer_iter_mut().zip(&weights[start..end]) {
            row *= *weight;
        }
        ndarray::linalg::general_mat_mul(1.0, &block.t(), &weighted, 1.0, &mut gram);
        start = end;
    }
    gram
}

/// Solves A x = b for a symmetric positive definite A, by Cholesky's factors; `None` if A is not.
pub(super) fn solve(matrix: &Array2<f64>, right: &Array1<f64>) -> Option<Array1<f64>> {
    let size = right.len();
    let mut lower = matrix.clone();
    for column in 0..size {
        for row in column..size {
            let mut value = lower[[row, column]];
            for inner in 0..column {
                value -= lower[[row, inner]] * lower[[column, inner]];
            }
            if row > column {
                lower[[row, column]] = value / lower[[column, column]];
            } else if value <= 1e-13 * matrix[[column, column]].abs() || !value.is_finite() {
                return None;
            } else {
                lower[[row, column]] = value.sqrt();
            }
        }
    }
    let mut solution = right.clone();
    for row in 0..size {
        for inner in 0..row {
            solution[row] -= lower[[row, inner]] * solution[inner];
        }
        solution[row] /= lower[[row, row]];
    }
    for row in (0..size).rev() {
        for inner in row + 1..size {
            solution[row] -= lower[[inner, row]] * solution[inner];
        }
        solution[row] /= lower[[row, row]];
    }
    Some(solution)
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use ndarray::array;

    use super::*;

    #[test]
    fn a_system_is_solved() {
        let matrix = array![[4.0, 2.0, 0.6], [2.0, 5.0, 1.0], [0.6, 1.0, 3.0]];
        let wanted = array![1.0, -2.0, 0.5];
        let solution = solve(&matrix, &matrix.dot(&wanted)).unwrap();
        assert_abs_diff_eq!(solution, wanted, epsilon = 1e-12);
    }

    #[test]
    fn a_singular_system_has_no_answer() {
        assert_eq!(solve(&array![[1.0, 1.0], [1.0, 1.0]], &array![1.0, 1.0]), None);
    }

    #[test]
    fn blocks_do_not_show() {
        let rows = Array2::from_shape_fn((600, 3), |(row, column)| {
            crate::statistics::real((row * 7 + column * 13) % 11)
        });
        let weights: Vec<f64> = (0..600).map(|row| f64::from(row % 5)).collect();
        let weighted =
            Array2::from_shape_fn((600, 3), |(row, column)| rows[[row, column]] * weights[row]);
        assert_abs_diff_eq!(gram(&rows, &weights), rows.t().dot(&weighted), epsilon = 1e-9);
    }
}
