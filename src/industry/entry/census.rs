use ndarray::{Array1, Array2, Axis};

use super::real;
use crate::industry::relatedness;

/// How far neighbours in the order of listing reach.
const NEIGHBOURS_EACH_SIDE: usize = 10;

/// Values of regions × industries at one census, with location quotients.
///
/// The order of regions carries meaning: statistical offices number regions so that neighbours
/// follow each other, and the neighbours of a region are taken from there. An order without
/// meaning does no harm; the regression then finds nothing in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Census {
    /// The place of each row in the panel's list of regions.
    places: Vec<usize>,
    values: Array2<f64>,
    expected: Array2<f64>,
    quotients: Array2<f64>,
    log_quotients: Array2<f64>,
}

/// Why values are no census.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum CensusFault {
    /// A value that is no amount.
    #[error("values must be finite and at least 0, got `{value}` in row {row}, column {column}")]
    Value {
        /// The region, from 0.
        row: usize,
        /// The industry, from 0.
        column: usize,
        /// What stood there.
        value: f64,
    },
    /// Nothing can be compared.
    #[error("there must be at least two regions, two industries and a value above 0")]
    Empty,
}

impl Census {
    /// Takes values and compares them: a location quotient as in
    /// [`relatedness::location_quotients`]; expected is what a region would have with the nation's
    /// shares, `e_r` `e_ni` / `e_n`.
    ///
    /// # Errors
    /// A value that is negative, infinite or NaN; fewer than two regions or industries, or no
    /// value at all.
    pub fn new(values: Array2<f64>) -> Result<Census, CensusFault> {
        if let Some(((row, column), value)) =
            values.indexed_iter().find(|(_, value)| !value.is_finite() || **value < 0.0)
        {
            return Err(CensusFault::Value { row, column, value: *value });
        }
        let all = values.sum();
        if values.nrows() < 2 || values.ncols() < 2 || all <= 0.0 {
            return Err(CensusFault::Empty);
        }
        let by_region = values.sum_axis(Axis(1));
        let by_industry = values.sum_axis(Axis(0));
        let expected = Array2::from_shape_fn(values.dim(), |(region, industry)| {
            by_region[region] * by_industry[industry] / all
        });
        let quotients = relatedness::location_quotients(&values);
        let log_quotients = quotients.mapv(f64::ln_1p);
        let places = (0..values.nrows()).collect();
        Ok(Census { places, values, expected, quotients, log_quotients })
    }

    /// Some of the regions. Quotients stay those of the whole census.
    #[must_use]
    pub fn select(&self, regions: &[usize]) -> Census {
        let of = |table: &Array2<f64>| table.select(Axis(0), regions);
        Census {
            places: regions.iter().map(|region| self.places[*region]).collect(),
            values: of(&self.values),
            expected: of(&self.expected),
            quotients: of(&self.quotients),
            log_quotients: of(&self.log_quotients),
        }
    }

    /// Regions.
    pub fn regions(&self) -> usize {
        self.values.nrows()
    }

    /// Industries.
    pub fn industries(&self) -> usize {
        self.values.ncols()
    }

    /// The values, in the panel's unit.
    pub fn values(&self) -> &Array2<f64> {
        &self.values
    }

    /// What each region would have with the nation's shares, in the panel's unit.
    pub fn expected(&self) -> &Array2<f64> {
        &self.expected
    }

    /// Location quotients.
    pub fn quotients(&self) -> &Array2<f64> {
        &self.quotients
    }

    /// ln(1 + location quotient).
    pub fn log_quotients(&self) -> &Array2<f64> {
        &self.log_quotients
    }

    /// The mean of ln(1 + LQ) over the regions that stand up to ten places before and after in the
    /// list, each weighed by 1 / places between; 0 without neighbours.
    pub(super) fn neighbours(&self) -> Array2<f64> {
        let mut means = Array2::zeros(self.log_quotients.dim());
        for (row, mut mean) in means.outer_iter_mut().enumerate() {
            let mut total = 0.0;
            for (other, place) in self.places.iter().enumerate() {
                let distance = place.abs_diff(self.places[row]);
                if 0 < distance && distance <= NEIGHBOURS_EACH_SIDE {
                    let weight = 1.0 / real(distance);
                    mean.scaled_add(weight, &self.log_quotients.row(other));
                    total += weight;
                }
            }
            if 0.0 < total {
                mean /= total;
            }
        }
        means
    }

    /// The mean of each column.
    pub(super) fn means(table: &Array2<f64>) -> Array1<f64> {
        table.mean_axis(Axis(0)).unwrap_or_else(|| Array1::zeros(table.ncols()))
    }
}
