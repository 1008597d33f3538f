use ndarray::{Array2, Axis};

use super::real;

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
            let mean_rank = real(start + 1 + end) / 2.0;
            for at in &order[start..end] {
                lane[*at] = mean_rank / real(values.len());
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

    #[test]
    fn tied_values_share_their_rank() {
        let table = array![[0.0, 2.0, 0.0, 1.0]];
        let expected = array![[0.375, 1.0, 0.375, 0.75]];
        assert_abs_diff_eq!(rank_shares(&table, Axis(1)), expected, epsilon = 1e-12);
    }
}
