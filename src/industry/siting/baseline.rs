use std::collections::BTreeMap;

use jiff::civil::Date;
use ndarray::Array2;

use super::{
    decision::{Decision, counts},
    features::logarithm,
    metro::{MANUFACTURING, Metros},
    model::{fit_choices, utilities},
};
use crate::{
    domain::siting::SitingParameters,
    industry::relatedness::{self, Diagonal},
    statistics::{
        FitError,
        conditional::{ChoiceSets, ConditionalModel},
    },
};

/// The industries nearest to one, for its density.
const NEIGHBOURS: usize = 50;
/// The digits of the codes between which nearness is measured.
const DIGITS: usize = 4;
/// A light penalty, so that a feature that never decided stays at 0.
const RIDGE: f64 = 1.0;

/// The logit of eight features that a careful first attempt would use: ln(1 + x) of population,
/// manufacturing jobs, jobs in the core industries of the technology, their location quotient,
/// earlier plants of the technology and of any; the share of manufacturing; density over the 50
/// nearest industries.
pub struct EightFeatures<'a> {
    metros: &'a Metros,
    parameters: &'a SitingParameters,
    /// Areas × industries.
    density: Array2<f64>,
    industries: Vec<&'a str>,
}

impl<'a> EightFeatures<'a> {
    /// Prepares the relatedness of industries.
    pub fn new(metros: &'a Metros, parameters: &'a SitingParameters) -> EightFeatures<'a> {
        let is_plain = |code: &&String| {
            code.len() == DIGITS && code.bytes().all(|digit| digit.is_ascii_digit())
        };
        let industries: Vec<&str> =
            metros.jobs.keys().filter(is_plain).map(String::as_str).collect();
        let shape = (metros.areas.len(), industries.len());
        let jobs = Array2::from_shape_fn(shape, |(area, industry)| {
            metros.jobs[industries[industry]][area]
        });
        let quotients = relatedness::location_quotients(&jobs);
        let specialised = relatedness::specialisation(&quotients);
        let proximity = relatedness::proximity(&specialised, Diagonal::Excluded);
        let nearest = relatedness::nearest(&proximity, NEIGHBOURS);
        let density = relatedness::density(&specialised, &nearest);
        EightFeatures { metros, parameters, density, industries }
    }

    /// Fits the logit to plants, as [`super::model::fit`] does.
    ///
    /// # Errors
    /// No plant lies in an area, or the model does not converge.
    pub fn fit(&self, plants: &[Decision]) -> Result<ConditionalModel, FitError> {
        let mut sets = ChoiceSets::new(8);
        let mut technologies = BTreeMap::new();
        for plant in plants {
            let Some(area) = plant.area else { continue };
            let fixed = technologies
                .entry(plant.technology.as_str())
                .or_insert_with(|| self.fixed(&plant.technology));
            sets.push(&self.table(plant, plants, plant.day, fixed), area, 1.0)?;
        }
        fit_choices(&sets, RIDGE)
    }

    /// The utility of each area for a plant.
    pub fn utilities(
        &self,
        model: &ConditionalModel,
        plant: &Decision,
        known: &[Decision],
        as_of: Date,
    ) -> Vec<f64> {
        utilities(model, &self.table(plant, known, as_of, &self.fixed(&plant.technology)))
    }

    fn fixed(&self, technology: &str) -> Vec<Vec<f64>> {
        let core = &self.parameters.technology(technology).core;
        let population: Vec<f64> = self.metros.areas.iter().map(|area| area.population).collect();
        let manufacturing = self.metros.jobs_in([MANUFACTURING]);
        let all = self.metros.jobs_in([super::metro::ALL_INDUSTRIES]);
        let share = manufacturing.iter().zip(&all).map(|(part, all)| part / all.max(1.0)).collect();
        let jobs = self.metros.jobs_in(core.iter().map(String::as_str));
        vec![
            logarithm(&population),
            logarithm(&manufacturing),
            logarithm(&jobs),
            logarithm(&self.metros.quotient(&jobs)),
            share,
            self.density_around(core),
        ]
    }

    fn table(
        &self,
        plant: &Decision,
        known: &[Decision],
        as_of: Date,
        fixed: &[Vec<f64>],
    ) -> Array2<f64> {
        let before = || known.iter().filter(|earlier| earlier.day < as_of);
        let alike = counts(
            self.metros.areas.len(),
            before().filter(|earlier| earlier.same_technology(plant)),
        );
        let plants = [logarithm(&alike), logarithm(&counts(self.metros.areas.len(), before()))];
        let columns: Vec<&Vec<f64>> = fixed.iter().chain(&plants).collect();
        Array2::from_shape_fn((self.metros.areas.len(), columns.len()), |(area, column)| {
            columns[column][area]
        })
    }

    /// The mean density around the codes.
    fn density_around(&self, codes: &[String]) -> Vec<f64> {
        let positions = codes.iter().map(|code| self.industries.iter().position(|c| c == code));
        let columns: Vec<usize> = positions.flatten().collect();
        #[expect(clippy::cast_precision_loss, reason = "a handful of codes")]
        let count = columns.len().max(1) as f64;
        let mean = |area: usize| {
            columns.iter().map(|column| self.density[[area, *column]]).sum::<f64>() / count
        };
        (0..self.metros.areas.len()).map(mean).collect()
    }
}
