use std::collections::BTreeMap;

use jiff::civil::Date;
use ndarray::Array2;

use super::{
    decision::{Decision, counts},
    metro::{MANUFACTURING, Metros},
};
use crate::domain::siting::SitingParameters;

/// Below this distance from a sister plant nearness hardly grows: the size of an area.
const NEAR_KM: f64 = 20.0;
/// Beyond this distance nearness turns negative: half the width of the country.
const FAR_KM: f64 = 2_000.0;
/// A state's record counts as if so many plants had gone to the states by population.
const PRIOR_PLANTS: f64 = 10.0;

/// Turns areas into numbers, for one plant after another.
///
/// Jobs and counts come as ln(1 + x), quotients as ln(1 + LQ), prices as ln x.
pub struct Features<'a> {
    metros: &'a Metros,
    parameters: &'a SitingParameters,
    /// What is the same for all plants, in the order of its names.
    fixed: Vec<(String, Vec<f64>)>,
    /// Kilometres between areas.
    distances: Array2<f64>,
}

impl<'a> Features<'a> {
    /// Prepares what is the same for all plants.
    pub fn new(metros: &'a Metros, parameters: &'a SitingParameters) -> Features<'a> {
        let supporting = &parameters.supporting;
        let mut fixed = vec![
            ("manufacturing_jobs".to_owned(), logarithm(&metros.jobs_in([MANUFACTURING]))),
            ("unemployment".to_owned(), per_area(metros, |area| area.unemployment_percent)),
            ("over_65".to_owned(), per_area(metros, |area| area.over_65_percent)),
        ];
        for code in &supporting.jobs {
            let jobs = metros.jobs_in([code.as_str()]);
            fixed.push((format!("jobs_{code}"), logarithm(&jobs)));
        }
        for code in &supporting.quotients {
            let quotient = metros.quotient(&metros.jobs_in([code.as_str()]));
            fixed.push((format!("quotient_{code}"), logarithm(&quotient)));
        }
        let areas = metros.areas.len();
        let distances = Array2::from_shape_fn((areas, areas), |(from, to)| {
            metros.areas[from].location.distance_to(metros.areas[to].location).get()
        });
        Features { metros, parameters, fixed, distances }
    }

    /// The names of the features, in the order of the columns.
    pub fn names(&self) -> Vec<String> {
        let fixed = self.fixed.iter().map(|(name, _)| name.clone());
        fixed.chain(OF_TECHNOLOGY.iter().chain(OF_PLANT).map(|name| (*name).to_owned())).collect()
    }

    /// What the technology of a plant finds in each area; named in `OF_TECHNOLOGY`.
    pub fn of_technology(&self, technology: &str) -> Vec<Vec<f64>> {
        let entry = self.parameters.technology(technology);
        let core = self.metros.jobs_in(entry.core.iter().map(String::as_str));
        let related = self.metros.jobs_in(entry.related.iter().map(String::as_str));
        let both: Vec<f64> = core.iter().zip(&related).map(|(core, other)| core + other).collect();
        vec![
            logarithm(&core),
            logarithm(&related),
            logarithm(&self.metros.quotient(&both)),
            logarithm(&self.metros.supplier_jobs(&entry.core)),
        ]
    }

    /// What each area offers to a plant, areas × features, from what was known on `as_of`: the
    /// plants of `known` announced before that day, and prices of the year before.
    pub fn table(
        &self,
        plant: &Decision,
        known: &[Decision],
        as_of: Date,
        of_technology: &[Vec<f64>],
    ) -> Array2<f64> {
        let of_plant = self.of_plant(plant, known, as_of);
        let fixed = self.fixed.iter().map(|(_, values)| values);
        let columns: Vec<&Vec<f64>> = fixed.chain(of_technology).chain(&of_plant).collect();
        Array2::from_shape_fn((self.metros.areas.len(), columns.len()), |(area, column)| {
            columns[column][area]
        })
    }

    fn of_plant(&self, plant: &Decision, known: &[Decision], as_of: Date) -> Vec<Vec<f64>> {
        let before = || known.iter().filter(|earlier| earlier.day < as_of);
        let areas = self.metros.areas.len();
        let alike = counts(areas, before().filter(|earlier| earlier.same_technology(plant)));
        let sisters = counts(areas, before().filter(|earlier| earlier.same_company(plant)));
        let presence = sisters.iter().map(|count| if 0.0 < *count { 1.0 } else { 0.0 });
        vec![
            self.price(as_of),
            logarithm(&counts(areas, before())),
            logarithm(&alike),
            self.state_record(&alike),
            self.nearness(&sisters),
            presence.collect(),
        ]
    }

    /// ln of the price; where none is known, the mean of the others, so that it says nothing.
    fn price(&self, as_of: Date) -> Vec<f64> {
        let prices: Vec<Option<f64>> =
            self.metros.price(as_of).into_iter().map(|price| Some(price?.ln())).collect();
        let known: Vec<f64> = prices.iter().flatten().copied().collect();
        #[expect(clippy::cast_precision_loss, reason = "a thousand areas")]
        let mean = known.iter().sum::<f64>() / known.len().max(1) as f64;
        prices.into_iter().map(|price| price.unwrap_or(mean)).collect()
    }

    /// ln((n + 10 s) / (N + 10) / s) for a state with n of N plants and the share s of the
    /// population: 0 where plants go by population, and near it while there are few.
    fn state_record(&self, counts: &[f64]) -> Vec<f64> {
        let mut states: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
        for (area, count) in self.metros.areas.iter().zip(counts) {
            let (plants, people) = states.entry(&area.state).or_default();
            *plants += count;
            *people += area.population;
        }
        let all: f64 = counts.iter().sum();
        let everybody: f64 = self.metros.areas.iter().map(|area| area.population).sum();
        per_area(self.metros, |area| {
            let (plants, people) = states[area.state.as_str()];
            let share = people / everybody;
            ((plants + PRIOR_PLANTS * share) / (all + PRIOR_PLANTS) / share).ln()
        })
    }

    /// ln(2000 km / (d + 20 km)) with the distance d to the nearest plant of `counts`; 0
    /// everywhere if there is none.
    fn nearness(&self, counts: &[f64]) -> Vec<f64> {
        let sites: Vec<usize> = counts
            .iter()
            .enumerate()
            .filter(|(_, count)| 0.0 < **count)
            .map(|(at, _)| at)
            .collect();
        let nearest = |area: usize| {
            let distances = sites.iter().map(|site| self.distances[[area, *site]]);
            distances.reduce(f64::min).map_or(0.0, |d| (FAR_KM / (d + NEAR_KM)).ln())
        };
        (0..counts.len()).map(nearest).collect()
    }
}

/// The features of a technology: jobs in its core and its related industries, the location
/// quotient of both together, jobs of suppliers by their share of what its core buys.
const OF_TECHNOLOGY: &[&str] = &["core_jobs", "related_jobs", "quotient", "supplier_jobs"];
/// The features of a plant at its time: price of electricity; earlier plants of any kind and of
/// its own; its technology's record in the state; nearness of its company's earlier plants, and
/// whether one is here.
const OF_PLANT: &[&str] = &[
    "electricity_price",
    "plants",
    "plants_alike",
    "state_record",
    "company_near",
    "company_here",
];

fn per_area(metros: &Metros, value: impl Fn(&super::metro::Metro) -> f64) -> Vec<f64> {
    metros.areas.iter().map(value).collect()
}

/// ln(1 + x).
pub(super) fn logarithm(values: &[f64]) -> Vec<f64> {
    values.iter().map(|value| value.ln_1p()).collect()
}
