use std::collections::BTreeMap;

use jiff::civil::Date;
use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::{decision::Decision, features::Features};
use crate::statistics::{
    FitError,
    conditional::{self, ChoiceSets, ConditionalModel, LogisticOptions},
    logistic::ConstantColumn,
};

/// A fitted siting model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SitingModel {
    /// The names of the features, in the order of the coefficients.
    pub features: Vec<String>,
    /// The choice model.
    pub choice: ConditionalModel,
}

/// Fits the model to plants: each chose its area among all. What stood before is what was
/// announced before the plant itself. Plants that lie in no area say nothing.
///
/// # Errors
/// No plant lies in an area, or the model does not converge.
pub fn fit(
    features: &Features<'_>,
    plants: &[Decision],
    ridge: f64,
) -> Result<SitingModel, FitError> {
    let names = features.names();
    let mut sets = ChoiceSets::new(names.len());
    let mut technologies = BTreeMap::new();
    for plant in plants {
        let Some(area) = plant.area else { continue };
        let of_technology = technologies
            .entry(plant.technology.as_str())
            .or_insert_with(|| features.of_technology(&plant.technology));
        sets.push(&features.table(plant, plants, plant.day, of_technology), area, 1.0)?;
    }
    Ok(SitingModel { features: names, choice: fit_choices(&sets, ridge)? })
}

/// Fits a choice model in which a feature may never vary, such as nearness to sister plants where
/// no company is known.
pub(super) fn fit_choices(sets: &ChoiceSets, ridge: f64) -> Result<ConditionalModel, FitError> {
    let constant = ConstantColumn::Ignore;
    conditional::fit(sets, LogisticOptions { ridge, constant, ..LogisticOptions::default() })
}

impl SitingModel {
    /// The utility of each area for a plant, from what `known` plants and prices said on `as_of`.
    /// Only differences mean anything.
    pub fn utilities(
        &self,
        features: &Features<'_>,
        plant: &Decision,
        known: &[Decision],
        as_of: Date,
    ) -> Vec<f64> {
        let of_technology = features.of_technology(&plant.technology);
        utilities(&self.choice, &features.table(plant, known, as_of, &of_technology))
    }

    /// Each feature with its coefficient, in utility per standard deviation.
    pub fn coefficients(&self) -> impl Iterator<Item = (&str, f64)> {
        self.features.iter().map(String::as_str).zip(self.choice.coefficients.iter().copied())
    }
}

pub(super) fn utilities(choice: &ConditionalModel, table: &Array2<f64>) -> Vec<f64> {
    table.outer_iter().map(|row| choice.utility(&row)).collect()
}
