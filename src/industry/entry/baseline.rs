use ndarray::{Array2, Axis};

use super::{Candidates, Census, features::density_50, model::EntryError};
use crate::{
    industry::{
        correlation::{correlation_density, reconstruction},
        relatedness::{self, Diagonal},
    },
    statistics::logistic::{self, ConstantColumn, LogisticModel, LogisticOptions},
};

/// The names of the nine features of the reference regression, in the order of its coefficients.
pub const REFERENCE: [&str; 9] = [
    "log_quotient",
    "density",
    "density_50",
    "correlation_density",
    "low_rank_20",
    "diversity",
    "ubiquity",
    "log_region_size",
    "log_industry_size",
];

/// The measures of a census by which a candidate can be judged without this model.
#[derive(Debug, Clone)]
pub struct Baseline {
    tables: Vec<Array2<f64>>,
}

impl Baseline {
    /// Computes the nine measures.
    pub fn of(census: &Census) -> Baseline {
        let log_quotients = census.log_quotients();
        let specialised = relatedness::specialisation(census.quotients());
        let proximity = relatedness::proximity(&specialised, Diagonal::Included);
        let by_region = |values: ndarray::Array1<f64>| {
            Array2::from_shape_fn(specialised.dim(), |(region, _)| values[region])
        };
        let by_industry = |values: ndarray::Array1<f64>| {
            Array2::from_shape_fn(specialised.dim(), |(_, industry)| values[industry])
        };
        let tables = vec![
            log_quotients.clone(),
            relatedness::density(&specialised, &proximity),
            density_50(&specialised),
            correlation_density(log_quotients),
            reconstruction(log_quotients, 20),
            by_region(relatedness::diversity(&specialised)),
            by_industry(relatedness::ubiquity(&specialised)),
            by_region(census.values().sum_axis(Axis(1)).mapv(f64::ln_1p)),
            by_industry(census.values().sum_axis(Axis(0)).mapv(f64::ln_1p)),
        ];
        Baseline { tables }
    }

    /// One measure of each pair, by its name in [`REFERENCE`]; `None` if there is none.
    pub fn scores(&self, name: &str, pairs: &[(usize, usize)]) -> Option<Vec<f64>> {
        let table = &self.tables[REFERENCE.iter().position(|known| *known == name)?];
        Some(pairs.iter().map(|pair| table[*pair]).collect())
    }

    /// Fits the reference: a logistic regression on the nine measures, with a ridge of 1.
    ///
    /// # Errors
    /// No entry among the candidates, or nothing but entries.
    pub fn fit(&self, candidates: &Candidates) -> Result<LogisticModel, EntryError> {
        let options =
            LogisticOptions { constant: ConstantColumn::Ignore, ..LogisticOptions::default() };
        let rows = self.rows(&candidates.pairs);
        Ok(logistic::fit(&rows, &candidates.entered, None, options)?)
    }

    /// The log-odds of each pair by the fitted reference.
    pub fn margins(&self, model: &LogisticModel, pairs: &[(usize, usize)]) -> Vec<f64> {
        self.rows(pairs).outer_iter().map(|row| model.log_odds(&row)).collect()
    }

    fn rows(&self, pairs: &[(usize, usize)]) -> Array2<f64> {
        Array2::from_shape_fn((pairs.len(), self.tables.len()), |(row, feature)| {
            self.tables[feature][pairs[row]]
        })
    }
}
