//! Metropolitan areas of the United States, compiled from published tables in one folder. The
//! files are named as below; nothing of them is part of this program.

use std::{
    collections::{BTreeMap, HashMap},
    ops::RangeInclusive,
    path::Path,
};

use super::Error;
use crate::{
    domain::geography::Coordinates,
    industry::siting::metro::{Metro, Metros},
};

/// A CSV file by named columns.
mod table;
/// Who supplies whom.
mod supply;
/// Plants and where they went.
pub mod decisions;
/// The areas as region documents.
pub mod documents;

use table::{Column, Table};

/// Counties and the areas that they belong to, by the delineation of 2018.
pub const COUNTIES: &str = "us_county_cbsa_crosswalk.csv";
/// Population, age and unemployment of counties (American Community Survey 2015–2019).
pub const ATTRIBUTES: &str = "us_county_attributes.csv";
/// Where counties lie.
pub const CENTROIDS: &str = "us_county_centroids.csv";
/// Employment by area and industry (County Business Patterns 2018).
pub const BUSINESS: &str = "us_cbsa_naics_cbp_2018.csv";
/// Prices of electricity by state and month (EIA-861M).
pub const ELECTRICITY: &str = "eia_state_month_electricity_price.csv";

/// The areas, and what else their files say.
#[derive(Debug, Clone)]
pub struct UsMetros {
    /// The areas for which both business and attributes are known.
    pub metros: Metros,
    /// The position of the area of each county; counties of other areas are absent.
    pub by_county: HashMap<String, usize>,
    /// Names of states by postal abbreviation, as far as an area lies in one state alone.
    pub states: BTreeMap<String, String>,
}

/// Reads the areas from the files in a folder.
///
/// # Errors
/// A file that cannot be read, or the first fault in one, with its line.
pub fn read(folder: &Path) -> Result<UsMetros, Error> {
    let business = business(&folder.join(BUSINESS))?;
    let attributes = attributes(&folder.join(ATTRIBUTES))?;
    let centroids = centroids(&folder.join(CENTROIDS))?;
    let mut sums: BTreeMap<String, Sum> = BTreeMap::new();
    let mut states = BTreeMap::new();
    for county in counties(&folder.join(COUNTIES))? {
        if let [state] = abbreviations(&county.name).as_slice() {
            states.insert((*state).to_owned(), county.state.clone());
        }
        let Some(known) = attributes.get(&county.code) else { continue };
        let sum = sums.entry(county.area).or_insert_with(|| Sum::named(&county.name));
        sum.add(county.code.clone(), *known, centroids.get(&county.code).copied());
    }
    let mut metros = Metros::default();
    let mut by_county = HashMap::new();
    for (code, sum) in sums.into_iter().filter(|(code, _)| business.contains_key(code)) {
        let members = sum.counties.clone();
        let Some(area) = sum.area(code) else { continue };
        by_county.extend(members.into_iter().map(|county| (county, metros.areas.len())));
        metros.areas.push(area);
    }
    for (position, area) in metros.areas.iter().enumerate() {
        for (industry, jobs) in &business[&area.code] {
            let empty = || vec![0.0; metros.areas.len()];
            metros.jobs.entry(industry.clone()).or_insert_with(empty)[position] = *jobs;
        }
    }
    metros.prices = prices(&folder.join(ELECTRICITY))?;
    metros.supply = supply::read(folder, &metros.jobs)?;
    Ok(UsMetros { metros, by_county, states })
}

/// Jobs per area, per industry.
fn business(path: &Path) -> Result<HashMap<String, HashMap<String, f64>>, Error> {
    let mut table = Table::open(path)?;
    let [area, industry] = [table.column("cbsa_code")?, table.column("naics_code")?];
    let jobs = table.column("EMP")?;
    let mut business: HashMap<String, HashMap<String, f64>> = HashMap::new();
    while table.advance()? {
        let count: f64 = table.number(jobs)?.unwrap_or_default();
        if !(count.is_finite() && 0.0 <= count) {
            return Err(table.fault(jobs, "a number of at least 0"));
        }
        let industries = business.entry(table.text(area).to_owned()).or_default();
        industries.insert(table.text(industry).to_owned(), count);
    }
    Ok(business)
}

/// A county that lies in an area.
struct County {
    code: String,
    area: String,
    name: String,
    state: String,
}

fn counties(path: &Path) -> Result<Vec<County>, Error> {
    let mut table = Table::open(path)?;
    let code = table.column("stco_code")?;
    let [area, name] = [table.column("cbsa_code")?, table.column("cbsa_name")?];
    let state = table.column("st_name")?;
    let mut counties = Vec::new();
    while table.advance()? {
        if !table.text(area).is_empty() {
            counties.push(County {
                code: county_code(table.text(code)),
                area: table.text(area).to_owned(),
                name: table.text(name).to_owned(),
                state: table.text(state).to_owned(),
            });
        }
    }
    Ok(counties)
}

/// The five digits of a county, also where a spreadsheet took them for a number.
fn county_code(text: &str) -> String {
    format!("{:0>5}", text.strip_suffix(".0").unwrap_or(text))
}

/// The states that the name of an area ends in, the state of the principal city first, as in
/// "Cincinnati, OH-KY-IN".
fn abbreviations(name: &str) -> Vec<&str> {
    let states = name.rsplit(", ").next().unwrap_or_default();
    states.split('-').filter(|state| !state.is_empty()).collect()
}

/// What is known of a county.
#[derive(Debug, Clone, Copy)]
struct Attributes {
    population: f64,
    over_65_percent: Option<f64>,
    unemployment_percent: Option<f64>,
}

fn attributes(path: &Path) -> Result<HashMap<String, Attributes>, Error> {
    let mut table = Table::open(path)?;
    let [code, population] = [table.column("fips")?, table.column("pop_2019")?];
    let [old, unemployed] =
        [table.column("age_over_65_2019")?, table.column("unemployment_rate_2019")?];
    let mut attributes = HashMap::new();
    while table.advance()? {
        let Some(population) = table.number(population)? else { continue };
        let known = Attributes {
            population,
            over_65_percent: table.number(old)?,
            unemployment_percent: table.number(unemployed)?,
        };
        attributes.insert(county_code(table.text(code)), known);
    }
    Ok(attributes)
}

fn centroids(path: &Path) -> Result<HashMap<String, Coordinates>, Error> {
    let mut table = Table::open(path)?;
    let code = table.column("fips")?;
    let [longitude, latitude] = [table.column("lon")?, table.column("lat")?];
    let mut centroids = HashMap::new();
    while table.advance()? {
        let at = (table.number(longitude)?, table.number(latitude)?);
        let (Some(longitude), Some(latitude)) = at else { continue };
        centroids.insert(county_code(table.text(code)), Coordinates { longitude, latitude });
    }
    Ok(centroids)
}

fn prices(path: &Path) -> Result<BTreeMap<String, BTreeMap<i32, f64>>, Error> {
    let mut table = Table::open(path)?;
    let [state, price] = [table.column("State")?, table.column("INDUSTRIAL_Price")?];
    let [year, month] = [table.column("Year")?, table.column("Month")?];
    let mut prices: BTreeMap<String, BTreeMap<i32, f64>> = BTreeMap::new();
    while table.advance()? {
        let price: Option<f64> = table.number(price)?;
        let Some(price) = price.filter(|price| 0.0 < *price) else { continue };
        // The source writes months as decimals.
        let year = whole(&table, year, 1..=9999)?;
        let month = whole(&table, month, 1..=12)?;
        let of_state = prices.entry(table.text(state).to_owned()).or_default();
        of_state.insert(year * 12 + month - 1, price);
    }
    Ok(prices)
}

/// A cell that holds a whole number of a range, perhaps as `11.0`.
fn whole(table: &Table, column: Column, range: RangeInclusive<i32>) -> Result<i32, Error> {
    let text = table.text(column);
    let number = text.strip_suffix(".0").unwrap_or(text).parse().ok();
    number.filter(|number| range.contains(number)).ok_or_else(|| {
        let expected = format!("a whole number from {} to {}", range.start(), range.end());
        table.fault(column, &expected)
    })
}

/// An area as the sum of its counties.
struct Sum {
    name: String,
    counties: Vec<String>,
    population: f64,
    longitude: Mean,
    latitude: Mean,
    over_65: Mean,
    unemployment: Mean,
}

/// A mean weighted by population over those of whom the value is known.
#[derive(Debug, Clone, Copy, Default)]
struct Mean {
    sum: f64,
    weight: f64,
}

impl Mean {
    fn add(&mut self, value: Option<f64>, weight: f64) {
        if let Some(value) = value {
            self.sum += value * weight;
            self.weight += weight;
        }
    }

    fn value(self) -> Option<f64> {
        (0.0 < self.weight).then(|| self.sum / self.weight)
    }
}

impl Sum {
    fn named(name: &str) -> Sum {
        Sum {
            name: name.to_owned(),
            counties: Vec::new(),
            population: 0.0,
            longitude: Mean::default(),
            latitude: Mean::default(),
            over_65: Mean::default(),
            unemployment: Mean::default(),
        }
    }

    fn add(&mut self, county: String, known: Attributes, at: Option<Coordinates>) {
        let people = known.population;
        self.counties.push(county);
        self.population += people;
        self.longitude.add(at.map(|at| at.longitude), people);
        self.latitude.add(at.map(|at| at.latitude), people);
        self.over_65.add(known.over_65_percent, people);
        self.unemployment.add(known.unemployment_percent, people);
    }

    /// The area; `None` if an attribute is known of none of its counties.
    fn area(self, code: String) -> Option<Metro> {
        let state = abbreviations(&self.name).first().map(|state| (*state).to_owned())?;
        let location =
            Coordinates { longitude: self.longitude.value()?, latitude: self.latitude.value()? };
        Some(Metro {
            code,
            state,
            location,
            population: self.population,
            over_65_percent: self.over_65.value()?,
            unemployment_percent: self.unemployment.value()?,
            name: self.name,
        })
    }
}
