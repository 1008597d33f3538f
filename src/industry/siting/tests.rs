use std::collections::BTreeMap;

use approx::assert_abs_diff_eq;
use jiff::civil::{Date, date};

use super::{
    baseline::EightFeatures,
    decision::Decision,
    features::Features,
    metro::{Metro, Metros, Supply},
    model,
};
use crate::domain::{
    geography::Coordinates,
    siting::{SitingParameters, SupportingIndustries, Technology},
};

const AREAS: usize = 6;

/// Six areas along a parallel, two to a state; cars are made in the second and the fifth.
fn metros() -> Metros {
    let area = |position: u32| Metro {
        code: format!("1000{position}"),
        name: format!("Area {position}"),
        state: ["OH", "TN", "NV"][usize::try_from(position / 2).unwrap()].to_owned(),
        location: Coordinates { longitude: -80.0 - 5.0 * f64::from(position), latitude: 38.0 },
        population: 100_000.0 + 10_000.0 * f64::from(position),
        over_65_percent: 15.0 + f64::from(position % 3),
        unemployment_percent: 4.0 + f64::from(position % 2),
    };
    let jobs = |counts: [f64; AREAS]| counts.to_vec();
    let states = ["OH", "TN", "NV"].into_iter().zip([7.0, 6.0, 5.0]);
    let months = 2020 * 12..2021 * 12;
    Metros {
        areas: (0..6).map(area).collect(),
        jobs: BTreeMap::from([
            ("00".to_owned(), jobs([40_000.0, 50_000.0, 40_000.0, 60_000.0, 50_000.0, 40_000.0])),
            ("31-33".to_owned(), jobs([4_000.0, 9_000.0, 5_000.0, 4_000.0, 8_000.0, 3_000.0])),
            ("3361".to_owned(), jobs([0.0, 5_000.0, 0.0, 0.0, 5_000.0, 0.0])),
            ("3363".to_owned(), jobs([500.0, 2_000.0, 400.0, 300.0, 1_000.0, 0.0])),
            ("331".to_owned(), jobs([0.0, 100.0, 1_000.0, 0.0, 300.0, 0.0])),
            ("493".to_owned(), jobs([500.0, 700.0, 300.0, 400.0, 600.0, 200.0])),
        ]),
        prices: states
            .map(|(state, price)| (state.to_owned(), months.clone().map(|m| (m, price)).collect()))
            .collect(),
        supply: Supply {
            shares: BTreeMap::from([(
                "3361MV".to_owned(),
                BTreeMap::from([("331".to_owned(), 0.2), ("42".to_owned(), 0.3)]),
            )]),
            industries: BTreeMap::from([("3361".to_owned(), vec!["3361MV".to_owned()])]),
            codes: BTreeMap::from([("331".to_owned(), vec!["331".to_owned()])]),
        },
    }
}

fn parameters() -> SitingParameters {
    let technology = |core: &str, related: &str| Technology {
        core: vec![core.to_owned()],
        related: vec![related.to_owned()],
    };
    SitingParameters {
        ridge: 1.0,
        supporting: SupportingIndustries {
            quotients: vec!["331".to_owned()],
            jobs: vec!["493".to_owned()],
        },
        fallback: technology("31-33", "31-33"),
        technologies: BTreeMap::from([("Cars".to_owned(), technology("3361", "3363"))]),
    }
}

fn plant(technology: &str, company: &str, day: Date, area: Option<usize>) -> Decision {
    Decision {
        technology: technology.to_owned(),
        company: Some(company.to_owned()).filter(|name| !name.is_empty()),
        day,
        area,
        is_new: true,
    }
}

/// Five car plants that went where cars are made already, and one in no area.
fn record() -> Vec<Decision> {
    let chosen = [Some(1), Some(4), Some(1), Some(4), Some(1), None];
    let days = (1..=6).map(|month| date(2020, month, 1));
    chosen.into_iter().zip(days).map(|(area, day)| plant("Cars", "", day, area)).collect()
}

fn column(features: &Features<'_>, plant: &Decision, known: &[Decision], name: &str) -> Vec<f64> {
    let of_technology = features.of_technology(&plant.technology);
    let table = features.table(plant, known, date(2021, 6, 1), &of_technology);
    let column = features.names().iter().position(|known| known == name).unwrap();
    table.column(column).to_vec()
}

#[test]
fn plants_are_expected_where_their_like_went() {
    let (metros, parameters) = (metros(), parameters());
    let features = Features::new(&metros, &parameters);
    let model = model::fit(&features, &record(), parameters.ridge).unwrap();
    let asked = plant("cars ", "", date(2021, 7, 1), None);
    let utilities = model.utilities(&features, &asked, &record(), date(2021, 6, 1));
    assert_eq!(utilities.len(), AREAS);
    for maker in [1, 4] {
        for other in [0, 2, 3, 5] {
            assert!(utilities[maker] > utilities[other], "{utilities:?}");
        }
    }
    let again = model::fit(&features, &record(), parameters.ridge).unwrap();
    assert_eq!(model, again);
    let eight = EightFeatures::new(&metros, &parameters);
    let fitted = eight.fit(&record()).unwrap();
    let utilities = eight.utilities(&fitted, &asked, &record(), date(2021, 6, 1));
    assert!(utilities[1] > utilities[0]);
}

#[test]
fn nothing_is_known_of_the_day_itself_or_later() {
    let (metros, parameters) = (metros(), parameters());
    let features = Features::new(&metros, &parameters);
    let asked = plant("Cars", "Ada", date(2022, 1, 1), None);
    let later = [
        plant("Cars", "Ada", date(2021, 6, 1), Some(2)), // the day itself
        plant("Cars", "Ada", date(2021, 9, 1), Some(3)),
    ];
    for name in ["plants", "plants_alike", "company_near", "company_here", "state_record"] {
        let values = column(&features, &asked, &later, name);
        assert!(values.iter().all(|value| value.abs() < 1e-12), "{name}: {values:?}");
    }
}

#[test]
fn a_company_is_drawn_to_its_own_plants() {
    let (metros, parameters) = (metros(), parameters());
    let features = Features::new(&metros, &parameters);
    let sister = [plant("Wind", " ADA", date(2020, 1, 1), Some(3))];
    let near =
        column(&features, &plant("Cars", "ada", date(2022, 1, 1), None), &sister, "company_near");
    assert_abs_diff_eq!(near[3], 100.0_f64.ln(), epsilon = 1e-12); // 2000 km over 20 km
    assert!(near[2] < near[3] && near[0] < near[1]);
    let other =
        column(&features, &plant("Cars", "", date(2022, 1, 1), None), &sister, "company_near");
    assert!(other.iter().all(|value| *value == 0.0));
}

#[test]
fn quotients_suppliers_and_prices_are_as_defined() {
    let metros = metros();
    let quotient = metros.quotient(&metros.jobs_in(["3361"]));
    // (5,000 of 50,000) over (10,000 of 280,000).
    assert_abs_diff_eq!(quotient[1], 2.8, epsilon = 1e-12);
    assert_abs_diff_eq!(quotient[0], 0.0);
    // Only goods count: a fifth of what car makers buy is metal; trade is left out.
    let suppliers = metros.supplier_jobs(&["3361".to_owned()]);
    assert_abs_diff_eq!(suppliers[2], 200.0, epsilon = 1e-9);
    // Prices end in December 2020: known until the window has passed them.
    assert_eq!(metros.price(date(2021, 3, 31))[0], Some(7.0));
    assert_eq!(metros.price(date(2021, 12, 1))[4], Some(5.0));
    assert_eq!(metros.price(date(2022, 6, 1))[0], None);
}

#[test]
fn a_technology_without_an_entry_is_manufacturing() {
    let (metros, parameters) = (metros(), parameters());
    assert!(parameters.named("Fusion").is_none());
    let features = Features::new(&metros, &parameters);
    let core = &features.of_technology("Fusion")[0];
    assert_abs_diff_eq!(core[1], 9_000.0_f64.ln_1p(), epsilon = 1e-12);
}

#[test]
fn without_any_plant_there_is_nothing_to_learn() {
    let (metros, parameters) = (metros(), parameters());
    let features = Features::new(&metros, &parameters);
    let nowhere = [plant("Cars", "", date(2020, 1, 1), None)];
    assert!(model::fit(&features, &nowhere, parameters.ridge).is_err());
}
