//! Eigenvalues and eigenvectors of symmetric matrices without negative eigenvalues, such as Gram
//! matrices.

use ndarray::{Array2, ArrayRef2, Axis, s};

/// Sweeps over all pairs of rows at most. Convergence is quadratic: matrices of a thousand rows
/// need about ten.
const SWEEPS_MAX: usize = 60;

/// Eigenvalues, largest first, each with a vector of length 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Spectrum {
    /// The eigenvalues, never negative, descending.
    pub values: Vec<f64>,
    /// The eigenvectors as rows, in the same order. The entry with the largest magnitude (the
    /// first of equals) is positive. The vector of an eigenvalue that is 0 up to rounding is 0.
    pub vectors: Array2<f64>,
}

/// Decomposes a symmetric matrix without negative eigenvalues by rotating pairs of rows until all
/// are orthogonal: then row i is `λ_i` times the i-th eigenvector. Deterministic.
///
/// Source: M. R. Hestenes, Inversion of Matrices by Biorthogonalization and Related Results,
/// Journal of the Society for Industrial and Applied Mathematics 6 (1958), pages 51–90.
///
/// ```
/// use hinterland::statistics::spectral::decompose;
/// let spectrum = decompose(&ndarray::array![[2.0, 1.0], [1.0, 2.0]]);
/// assert!((spectrum.values[0] - 3.0).abs() < 1e-12);
/// assert!((spectrum.vectors[[1, 0]] + spectrum.vectors[[1, 1]]).abs() < 1e-12);
/// ```
pub fn decompose(symmetric: &ArrayRef2<f64>) -> Spectrum {
    // A contiguous copy in rows, whatever the layout that came in.
    let mut rows = Array2::from_shape_fn(symmetric.dim(), |at| symmetric[at]);
    let mut squares: Vec<f64> = rows.outer_iter().map(|row| row.dot(&row)).collect();
    let nothing = squares.iter().sum::<f64>() * f64::EPSILON * f64::EPSILON;
    for _ in 0..SWEEPS_MAX {
        if !sweep(&mut rows, &mut squares, nothing) {
            break;
        }
        // Rotations carry their rounding into the squares; each sweep begins with true ones.
        for (square, row) in squares.iter_mut().zip(rows.outer_iter()) {
            *square = row.dot(&row);
        }
    }
    let mut order: Vec<usize> = (0..squares.len()).collect();
    order.sort_by(|one, other| squares[*other].total_cmp(&squares[*one]));
    let values: Vec<f64> = order.iter().map(|row| squares[*row].sqrt()).collect();
    let mut vectors = rows.select(Axis(0), &order);
    for (mut vector, value) in vectors.outer_iter_mut().zip(&values) {
        let largest = vector.iter().fold(0.0, |most: f64, part| {
            if most.abs() < part.abs() * (1.0 - 1e-12) { *part } else { most }
        });
        let is_nothing = value * value <= nothing;
        let scale = if is_nothing { 0.0 } else { largest.signum() / value };
        vector.mapv_inplace(|part| part * scale);
    }
    Spectrum { values, vectors }
}

/// Rotates each pair of rows that is not orthogonal; whether there was one.
fn sweep(rows: &mut Array2<f64>, squares: &mut [f64], nothing: f64) -> bool {
    let mut has_turned = false;
    for one in 0..squares.len() {
        for other in one + 1..squares.len() {
            let (first, second) = (squares[one], squares[other]);
            if first.min(second) <= nothing {
                continue;
            }
            let (mut left, mut right) = rows.multi_slice_mut((s![one, ..], s![other, ..]));
            let product = left.dot(&right);
            if product.abs() <= 1e-14 * (first * second).sqrt() {
                continue;
            }
            has_turned = true;
            // The smaller of the two angles, tan t: t² + 2 z t − 1 = 0.
            let half = (second - first) / (2.0 * product);
            let tangent = half.signum() / (half.abs() + half.hypot(1.0));
            let cosine = 1.0 / tangent.hypot(1.0);
            let sine = cosine * tangent;
            for (a, b) in left.iter_mut().zip(right.iter_mut()) {
                (*a, *b) = (cosine * *a - sine * *b, sine * *a + cosine * *b);
            }
            squares[one] = (first - tangent * product).max(0.0);
            squares[other] = second + tangent * product;
        }
    }
    has_turned
}

/// The matrix of rank `rank` that is nearest to `values` in squared error: its projection on its
/// first singular vectors (C. Eckart and G. Young, Psychometrika 1 (1936), pages 211–218). The
/// vectors come from the Gram matrix of the smaller side.
///
/// ```
/// use hinterland::statistics::spectral::low_rank;
/// let values = ndarray::array![[2.0, 4.0], [1.0, 2.0], [3.0, 6.0]];
/// assert!((low_rank(&values, 1) - &values).iter().all(|error: &f64| error.abs() < 1e-12));
/// ```
pub fn low_rank(values: &ArrayRef2<f64>, rank: usize) -> Array2<f64> {
    let is_tall = values.ncols() <= values.nrows();
    let gram = if is_tall { values.t().dot(values) } else { values.dot(&values.t()) };
    let spectrum = decompose(&gram);
    let first = spectrum.vectors.slice(s![..rank.min(spectrum.values.len()), ..]);
    if is_tall { values.dot(&first.t()).dot(&first) } else { first.t().dot(&first.dot(values)) }
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use ndarray::array;
    use proptest::prelude::*;

    use super::*;

    /// 4, 1 and 0: rank two, with vectors (1, 1, 0)/√2, (0, 0, 1) and none.
    #[test]
    fn a_singular_matrix_has_zeros() {
        let spectrum = decompose(&array![[2.0, 2.0, 0.0], [2.0, 2.0, 0.0], [0.0, 0.0, 1.0]]);
        assert_abs_diff_eq!(spectrum.values[0], 4.0, epsilon = 1e-12);
        assert_abs_diff_eq!(spectrum.values[1], 1.0, epsilon = 1e-12);
        assert_abs_diff_eq!(spectrum.values[2], 0.0, epsilon = 1e-12);
        assert_abs_diff_eq!(spectrum.vectors[[0, 1]], 0.5_f64.sqrt(), epsilon = 1e-12);
        assert_abs_diff_eq!(spectrum.vectors[[2, 0]], 0.0);
    }

    proptest! {
        #[test]
        fn the_parts_make_the_whole(values in prop::collection::vec(-5.0..5.0, 40)) {
            let values = Array2::from_shape_vec((8, 5), values).unwrap();
            let gram = values.t().dot(&values);
            let spectrum = decompose(&gram);
            let scaled = Array2::from_diag(&ndarray::arr1(&spectrum.values)).dot(&spectrum.vectors);
            let whole = spectrum.vectors.t().dot(&scaled);
            prop_assert!((whole - gram).iter().all(|error| error.abs() < 1e-9));
            prop_assert!(spectrum.values.is_sorted_by(|one, other| one >= other));
            let full = low_rank(&values, 5) - &values;
            prop_assert!(full.iter().all(|error| error.abs() < 1e-9));
            let wide = values.t().to_owned();
            let errors = low_rank(&wide, 2) - low_rank(&values, 2).t();
            prop_assert!(errors.iter().all(|error| error.abs() < 1e-6));
        }
    }
}
