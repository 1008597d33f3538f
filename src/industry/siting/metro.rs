use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::domain::geography::Coordinates;

/// A metropolitan or micropolitan area.
#[derive(Debug, Clone, PartialEq)]
pub struct Metro {
    /// Its official code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The postal abbreviation of its principal state.
    pub state: String,
    /// The mean of its counties' centroids, weighted by population.
    pub location: Coordinates,
    /// Residents.
    pub population: f64,
    /// Residents over 65, in percent.
    pub over_65_percent: f64,
    /// Unemployed, in percent of the labour force.
    pub unemployment_percent: f64,
}

/// Metropolitan areas and what is known of them; vectors run over the areas.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Metros {
    /// In the order of their codes.
    pub areas: Vec<Metro>,
    /// Jobs by industry, at every level of the classification; `00` is all industries.
    pub jobs: BTreeMap<String, Vec<f64>>,
    /// Price of electricity for industry, in cents per kilowatt-hour, by state and month, the
    /// month counted from January of year 0.
    pub prices: BTreeMap<String, BTreeMap<i32, f64>>,
    /// Who supplies whom.
    pub supply: Supply,
}

/// Who supplies whom, in industries of an input–output table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Supply {
    /// Per using industry: what it buys from each supplying industry, as a share of all that it
    /// buys.
    pub shares: BTreeMap<String, BTreeMap<String, f64>>,
    /// The industries of the table that a code belongs to.
    pub industries: BTreeMap<String, Vec<String>>,
    /// Codes that together make up an industry of the table and lie in no other.
    pub codes: BTreeMap<String, Vec<String>>,
}

/// The code of all industries together.
pub const ALL_INDUSTRIES: &str = "00";
/// The code of manufacturing.
pub const MANUFACTURING: &str = "31-33";
/// Prices are published about two months late.
const PRICE_LAG_MONTHS: i32 = 3;
/// One year evens out the seasons.
const PRICE_MONTHS: i32 = 12;

impl Metros {
    /// Jobs in any of the codes, per area. A code without any job counts nothing.
    pub fn jobs_in<'a>(&self, codes: impl IntoIterator<Item = &'a str>) -> Vec<f64> {
        let mut sum = vec![0.0; self.areas.len()];
        for jobs in codes.into_iter().filter_map(|code| self.jobs.get(code)) {
            for (sum, jobs) in sum.iter_mut().zip(jobs) {
                *sum += jobs;
            }
        }
        sum
    }

    /// The location quotient of jobs per area: their share of all its jobs over their share of the
    /// jobs of all areas. 0 where there are no jobs at all.
    pub fn quotient(&self, jobs: &[f64]) -> Vec<f64> {
        let all = self.jobs_in([ALL_INDUSTRIES]);
        let share = jobs.iter().sum::<f64>() / all.iter().sum::<f64>().max(1.0);
        let quotient = |(jobs, all): (&f64, &f64)| {
            if share <= 0.0 || *all <= 0.0 { 0.0 } else { jobs / all / share }
        };
        jobs.iter().zip(&all).map(quotient).collect()
    }

    /// Jobs per area in the goods industries that supply `codes`, each weighted by its share of
    /// what those codes buy; an industry of the table counts for its codes by their jobs.
    pub fn supplier_jobs(&self, codes: &[String]) -> Vec<f64> {
        let mut users: BTreeMap<&str, f64> = BTreeMap::new();
        for code in codes {
            let Some(industries) = self.supply.industries.get(code) else { continue };
            let jobs: f64 = self.jobs.get(code).map_or(0.0, |jobs| jobs.iter().sum());
            for industry in industries {
                #[expect(clippy::cast_precision_loss, reason = "a handful of industries")]
                let part = jobs / industries.len() as f64;
                *users.entry(industry).or_default() += part;
            }
        }
        let all: f64 = users.values().sum();
        let mut weighted = vec![0.0; self.areas.len()];
        for (user, jobs) in users {
            let Some(shares) = self.supply.shares.get(user) else { continue };
            for (supplier, share) in shares.iter().filter(|(supplier, _)| is_goods(supplier)) {
                let codes = self.supply.codes.get(supplier).into_iter().flatten();
                let present = self.jobs_in(codes.map(String::as_str));
                for (sum, present) in weighted.iter_mut().zip(present) {
                    *sum += jobs / all.max(1.0) * share * present;
                }
            }
        }
        weighted
    }

    /// The price of electricity for industry known on a day: the mean of the twelve months that
    /// end three months before, in cents per kilowatt-hour, per area. `None` without a figure.
    pub fn price(&self, day: Date) -> Vec<Option<f64>> {
        let this = i32::from(day.year()) * 12 + i32::from(day.month()) - 1;
        let months = this - PRICE_LAG_MONTHS - PRICE_MONTHS + 1..=this - PRICE_LAG_MONTHS;
        let of = |state: &str| {
            let prices: Vec<f64> =
                self.prices.get(state)?.range(months.clone()).map(|(_, price)| *price).collect();
            #[expect(clippy::cast_precision_loss, reason = "twelve months")]
            let mean = prices.iter().sum::<f64>() / prices.len() as f64;
            mean.is_finite().then_some(mean)
        };
        self.areas.iter().map(|area| of(&area.state)).collect()
    }
}

/// Whether an industry of the table makes goods: agriculture, mining and manufacturing, whose
/// codes begin with 1, 2 or 3, without utilities (22) and construction (23).
fn is_goods(industry: &str) -> bool {
    industry.starts_with(['1', '2', '3']) && !["22", "23"].contains(&industry)
}
