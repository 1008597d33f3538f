use ndarray::ArrayRef2;

use crate::statistics::{FitError, real};

/// Bins of values per feature; one more stands for "unknown".
pub(super) const BINS_MAX: usize = 254;
/// The bin of unknown values.
pub(super) const UNKNOWN: u8 = 255;

/// A table as numbers of bins, one feature after the other.
pub(super) struct Binned {
    rows: usize,
    /// Column by column.
    bins: Vec<u8>,
    /// Per feature: the upper edges of its bins but the last; a value at an edge lies below it.
    edges: Vec<Vec<f64>>,
}

impl Binned {
    /// Bins a table by quantiles; NaN is unknown.
    pub(super) fn new(table: &ArrayRef2<f64>) -> Result<Binned, FitError> {
        let mut bins = Vec::with_capacity(table.len());
        let mut edges = Vec::with_capacity(table.ncols());
        for (column, values) in table.columns().into_iter().enumerate() {
            if let Some((row, value)) =
                values.iter().enumerate().find(|(_, value)| value.is_infinite())
            {
                return Err(FitError::NotFinite { row, column, value: *value });
            }
            let own = edges_of(values.iter().copied().filter(|value| !value.is_nan()).collect());
            bins.extend(values.iter().map(|value| bin_of(*value, &own)));
            edges.push(own);
        }
        Ok(Binned { rows: table.nrows(), bins, edges })
    }

    pub(super) fn features(&self) -> usize {
        self.edges.len()
    }

    /// The bins of a feature, by row.
    pub(super) fn column(&self, feature: usize) -> &[u8] {
        &self.bins[feature * self.rows..(feature + 1) * self.rows]
    }

    /// The number of edges of a feature, one less than its bins.
    pub(super) fn edge_count(&self, feature: usize) -> usize {
        self.edges[feature].len()
    }

    /// The value up to which a bin reaches.
    pub(super) fn edge(&self, feature: usize, bin: usize) -> f64 {
        self.edges[feature][bin]
    }
}

#[expect(clippy::cast_possible_truncation, reason = "there are at most 254 edges")]
fn bin_of(value: f64, edges: &[f64]) -> u8 {
    if value.is_nan() { UNKNOWN } else { edges.partition_point(|edge| *edge < value) as u8 }
}

/// Midpoints between neighbours: between all distinct values if these are few, else between the
/// values at equal shares of the rows.
fn edges_of(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let mut distinct = values.clone();
    distinct.dedup();
    if distinct.len() <= BINS_MAX {
        return distinct.windows(2).map(|pair| middle(pair[0], pair[1])).collect();
    }
    let mut edges: Vec<f64> = (1..BINS_MAX)
        .map(|part| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a place among the values"
            )]
            let at = (real(part) * real(values.len()) / real(BINS_MAX)) as usize;
            middle(values[at - 1], values[at])
        })
        .collect();
    edges.dedup();
    edges
}

/// Half-way; the lower value where rounding would give the upper one.
fn middle(lower: f64, upper: f64) -> f64 {
    let middle = lower + (upper - lower) / 2.0;
    if middle < upper { middle } else { lower }
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;

    #[test]
    fn few_values_have_a_bin_each() {
        let table = Array2::from_shape_vec((5, 1), vec![2.0, 1.0, f64::NAN, 5.0, 1.0]).unwrap();
        let binned = Binned::new(&table).unwrap();
        assert_eq!(binned.column(0), [1, 0, UNKNOWN, 2, 0]);
        assert_eq!(binned.edges[0], [1.5, 3.5]);
    }

    #[test]
    fn many_values_share_bins_of_the_same_size() {
        let table = Array2::from_shape_fn((2540, 1), |(row, _)| real((row * 7) % 2540));
        let binned = Binned::new(&table).unwrap();
        let mut counts = [0; 256];
        binned.column(0).iter().for_each(|bin| counts[usize::from(*bin)] += 1);
        assert!(counts[..BINS_MAX].iter().all(|count| *count == 10));
    }
}
