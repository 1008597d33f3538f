use ndarray::{Array1, Array2, Axis};

use super::Census;

/// Density over the industries nearest to each one: the share, weighed by proximity, of the `k`
/// nearest other industries in which the region is specialised. Ties go to the industry that
/// stands first.
pub(super) fn near_density(
    specialised: &Array2<f64>,
    proximity: &Array2<f64>,
    nearest: usize,
) -> Array2<f64> {
    let industries = proximity.ncols();
    let mut weights: Array2<f64> = Array2::zeros((industries, industries));
    for industry in 0..industries {
        let mut others: Vec<usize> = (0..industries).filter(|other| *other != industry).collect();
        others.sort_by(|one, other| {
            proximity[[*other, industry]].total_cmp(&proximity[[*one, industry]])
        });
        let near = &others[..nearest.min(others.len())];
        let total: f64 = near.iter().map(|other| proximity[[*other, industry]]).sum();
        for other in near.iter().filter(|_| 0.0 < total) {
            weights[[*other, industry]] = proximity[[*other, industry]] / total;
        }
    }
    specialised.dot(&weights)
}

/// Correlation density: the mean of the region's standardised ln(1 + LQ) in the other industries,
/// weighed by their positive correlation with each one.
pub(super) fn correlation_density(log_quotients: &Array2<f64>) -> Array2<f64> {
    let deviations = log_quotients.std_axis(Axis(0), 0.0);
    let mut standard = log_quotients - &Census::means(log_quotients);
    for (mut column, deviation) in standard.axis_iter_mut(Axis(1)).zip(&deviations) {
        column.mapv_inplace(|value| if 0.0 < *deviation { value / deviation } else { 0.0 });
    }
    let mut related = standard.t().dot(&standard).mapv(|product| product.max(0.0));
    related.diag_mut().fill(0.0);
    let totals: Array1<f64> = related.sum_axis(Axis(0));
    let mut density = standard.dot(&related);
    for (mut column, total) in density.axis_iter_mut(Axis(1)).zip(&totals) {
        column.mapv_inplace(|value| if 0.0 < *total { value / total } else { 0.0 });
    }
    density
}

/// The best approximation of a table by one of `rank`: what its strongest common patterns say.
///
/// Source: C. Eckart and G. Young, The Approximation of One Matrix by Another of Lower Rank,
/// Psychometrika 1 (1936), pages 211–218; computed as the projection on the leading eigenvectors
/// of the smaller Gram matrix.
pub(super) fn low_rank(table: &Array2<f64>, rank: usize) -> Array2<f64> {
    if table.nrows() < table.ncols() {
        return low_rank(&table.t().to_owned(), rank).reversed_axes();
    }
    let vectors = leading_eigenvectors(table.t().dot(table), rank);
    table.dot(&vectors).dot(&vectors.t())
}

/// Eigenvectors of the largest eigenvalues of a symmetric matrix, as columns, by Jacobi's cyclic
/// rotations.
fn leading_eigenvectors(mut matrix: Array2<f64>, count: usize) -> Array2<f64> {
    let size = matrix.nrows();
    // Rows of `vectors` are the eigenvectors: rotations then run along rows.
    let mut vectors: Array2<f64> = Array2::eye(size);
    let scale = matrix.iter().map(|value| value * value).sum::<f64>();
    for _ in 0..SWEEPS_MAX {
        let mut off = 0.0;
        for one in 0..size {
            for other in one + 1..size {
                off += matrix[[one, other]] * matrix[[one, other]];
                rotate(&mut matrix, &mut vectors, one, other);
            }
        }
        if off <= 1e-24 * scale {
            break;
        }
    }
    let mut order: Vec<usize> = (0..size).collect();
    order.sort_by(|one, other| matrix[[*other, *other]].total_cmp(&matrix[[*one, *one]]));
    vectors.select(Axis(0), &order[..count.min(size)]).reversed_axes()
}

/// Sweeps after which rotations stop; convergence is quadratic and takes about eight.
const SWEEPS_MAX: usize = 40;

/// Rotates two axes so that their common cell becomes 0.
fn rotate(matrix: &mut Array2<f64>, vectors: &mut Array2<f64>, one: usize, other: usize) {
    let cell = matrix[[one, other]];
    if cell.abs() <= f64::MIN_POSITIVE {
        return;
    }
    let half = (matrix[[other, other]] - matrix[[one, one]]) / (2.0 * cell);
    let tangent = half.signum() / (half.abs() + (half * half + 1.0).sqrt());
    let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
    let sine = tangent * cosine;
    turn(matrix, (one, other), (cosine, sine));
    for row in 0..matrix.nrows() {
        let (left, right) = (matrix[[row, one]], matrix[[row, other]]);
        matrix[[row, one]] = cosine * left - sine * right;
        matrix[[row, other]] = sine * left + cosine * right;
    }
    turn(vectors, (one, other), (cosine, sine));
}

/// Rotates two rows.
fn turn(table: &mut Array2<f64>, rows: (usize, usize), (cosine, sine): (f64, f64)) {
    let (mut upper, mut lower) = table.view_mut().split_at(Axis(0), rows.1);
    let (upper, lower) = (upper.row_mut(rows.0), lower.row_mut(0));
    ndarray::Zip::from(upper).and(lower).for_each(|left, right| {
        let (before, after) = (*left, *right);
        *left = cosine * before - sine * after;
        *right = sine * before + cosine * after;
    });
}

/// Ranks within each lane along `axis`, as a share of the lane: the largest value has 1, equal
/// values share the mean of their ranks.
pub(super) fn rank_shares(table: &Array2<f64>, axis: Axis) -> Array2<f64> {
    let mut shares = table.clone();
    for mut lane in shares.lanes_mut(axis) {
        let values = lane.to_vec();
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|one, other| values[*one].total_cmp(&values[*other]));
        let mut start = 0;
        while start < order.len() {
            let tied = order[start..].iter().take_while(|at| values[**at] <= values[order[start]]);
            let end = start + tied.count().max(1);
            let mean_rank = super::real(start + 1 + end) / 2.0;
            for at in &order[start..end] {
                lane[*at] = mean_rank / super::real(values.len());
            }
            start = end;
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use ndarray::array;

    use super::*;

    /// `numpy.linalg.svd` of the same table, cut after the first pattern.
    #[test]
    fn one_pattern_of_a_table() {
        let table = array![[3.0, 0.0], [4.0, 5.0]];
        // Singular values √45 and √5; the leading pattern is (1, 1) / √2 on the right.
        let expected = array![[1.5, 1.5], [4.5, 4.5]];
        assert_abs_diff_eq!(low_rank(&table, 1), expected, epsilon = 1e-12);
        assert_abs_diff_eq!(low_rank(&table, 2), table, epsilon = 1e-12);
        let wide = table.t().to_owned();
        assert_abs_diff_eq!(low_rank(&wide, 1), expected.t().to_owned(), epsilon = 1e-12);
    }

    #[test]
    fn tied_values_share_their_rank() {
        let table = array![[0.0, 2.0, 0.0, 1.0]];
        let expected = array![[0.375, 1.0, 0.375, 0.75]];
        assert_abs_diff_eq!(rank_shares(&table, Axis(1)), expected, epsilon = 1e-12);
    }

    #[test]
    fn only_the_nearest_industries_count() {
        let specialised = array![[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
        let proximity = array![[1.0, 0.6, 0.2], [0.6, 1.0, 0.0], [0.2, 0.0, 1.0]];
        let nearest = near_density(&specialised, &proximity, 1);
        assert_abs_diff_eq!(nearest[[0, 0]], 1.0, epsilon = 1e-12);
        assert_abs_diff_eq!(nearest[[1, 0]], 0.0, epsilon = 1e-12);
        let both = near_density(&specialised, &proximity, 50);
        assert_abs_diff_eq!(both[[1, 0]], 0.25, epsilon = 1e-12);
    }
}
