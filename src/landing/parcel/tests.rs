use jiff::civil::{Date, date};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::domain::{
    id::ProjectId,
    unit::{AreaUnit, LandPriceUnit, PowerUnit, RatioUnit},
};

const TODAY: Date = date(2026, 6, 1);

fn figure<U: Unit>(value: &str, unit: U) -> Figure<U> {
    Figure::stated(value.parse::<Decimal>().unwrap(), unit)
}

fn parcel(id: &str, mu: u32) -> Parcel {
    Parcel::new(id, figure(&mu.to_string(), AreaUnit::Mu))
}

/// 3 hectares, 45,000 m² of floors (1.5 times the land), 5 MW, at most 400 CNY/m².
fn project() -> ProjectProfile {
    let mut project = ProjectProfile::new(ProjectId::parse("plant").unwrap());
    project.needs.land = Some(figure("45", AreaUnit::Mu));
    project.needs.floor_area = Some(figure("45000", AreaUnit::SquareMetre));
    project.needs.power = Some(figure("5", PowerUnit::Megawatt));
    project.money.land_price_max = Some(figure("400", LandPriceUnit::YuanPerSquareMetre));
    project
}

#[test]
fn a_parcel_that_does_not_fit_says_why() {
    let good = Parcel {
        price: Some(figure("24", LandPriceUnit::TenThousandYuanPerMu)), // 360 CNY/m²
        power: Some(figure("6300", PowerUnit::KilovoltAmpere)),
        floor_area_ratio: Some(figure("1.2", RatioUnit::Ratio)),
        ..parcel("A", 60)
    };
    let mut capped = figure("1", RatioUnit::Ratio);
    capped.max = Some(Decimal::new(11, 1));
    let price = |value| Some(figure(value, LandPriceUnit::YuanPerSquareMetre));
    let held = Some(ParcelStatus::Held);
    let cases: Vec<(Parcel, &str)> = vec![
        (good.clone(), "[]"),
        (Parcel { status: Some(ParcelStatus::Sold), ..good.clone() }, "[Sold]"),
        (Parcel { status: held, ..good.clone() }, "[Held { until: None }]"),
        (
            Parcel { status: held, hold_until: Some(TODAY), ..good.clone() }, // its last day
            "[Held { until: Some(2026-06-01) }]",
        ),
        (
            Parcel { status: held, hold_until: Some(date(2026, 5, 31)), ..good.clone() },
            "[]", // ran out yesterday
        ),
        (
            Parcel { area: figure("30", AreaUnit::Mu), ..good.clone() },
            "[TooSmall { need_hectares: 3.0, area_hectares: 2.0 }]",
        ),
        (
            Parcel { price: price("500"), ..good.clone() },
            "[TooDear { most_cny_per_m2: 400.0, price_cny_per_m2: 500.0 }]",
        ),
        (
            Parcel { power: Some(figure("3", PowerUnit::Megawatt)), ..good.clone() },
            "[TooLittlePower { need_mw: 5.0, power_mw: 3.0 }]",
        ),
        (
            Parcel { floor_area_ratio: Some(figure("2", RatioUnit::Ratio)), ..good.clone() },
            "[TooLittleBuilt { least: 2.0, ratio: 1.5 }]",
        ),
        (
            Parcel { floor_area_ratio: Some(capped), ..good }, // 4.5 of 4 hectares
            "[TooMuchBuilt { most: 1.1, ratio: 1.125 }]",
        ),
    ];
    for (parcel, expected) in cases {
        let parcels = [parcel];
        let found = fitting_parcels(&project(), &parcels, TODAY);
        assert_eq!(format!("{:?}", found[0].misfits), expected);
        assert_eq!(found[0].unknown, []);
    }
}

#[test]
fn what_a_parcel_does_not_say_is_asked_and_never_refuses() {
    let parcels = [parcel("A", 50)];
    let found = fitting_parcels(&project(), &parcels, TODAY);
    assert!(found[0].fits());
    let asked = [ParcelQuestion::Price, ParcelQuestion::Power, ParcelQuestion::FloorAreaRatio];
    assert_eq!(found[0].unknown, asked);
    let mut without_land = project();
    without_land.needs.land = None;
    assert_eq!(fitting_parcels(&without_land, &parcels, TODAY), []);
}

#[test]
fn a_parcel_published_later_is_not_known_yet() {
    let mut late = parcel("A", 50);
    late.area.observed_at = Some(date(2026, 6, 2));
    assert_eq!(fitting_parcels(&project(), &[late.clone()], TODAY), []);
    assert_eq!(largest(&[late], TODAY), None);
}

fn inventory() -> impl Strategy<Value = Vec<Parcel>> {
    let status = prop::sample::select(vec![
        None,
        Some(ParcelStatus::Available),
        Some(ParcelStatus::Held),
        Some(ParcelStatus::Sold),
    ]);
    let one = (1u32..120, status);
    prop::collection::vec(one, 0..8).prop_map(|parcels| {
        let numbered = parcels.into_iter().enumerate();
        numbered
            .map(|(number, (mu, status))| Parcel { status, ..parcel(&format!("A-{number}"), mu) })
            .collect()
    })
}

proptest! {
    /// One parcel by itself, whatever the others add up to; and none smaller would do.
    #[test]
    fn the_first_is_the_smallest_single_parcel_that_suffices(
        parcels in inventory(), need in 1u32..120,
    ) {
        let mut project = ProjectProfile::new(ProjectId::parse("plant").unwrap());
        project.needs.land = Some(figure(&need.to_string(), AreaUnit::Mu));
        let mu = |parcel: &Parcel| parcel.area.value;
        let sufficient: Vec<Decimal> = parcels
            .iter()
            .filter(|parcel| parcel.is_available_on(TODAY) && Decimal::from(need) <= mu(parcel))
            .map(mu)
            .collect();
        let found = fitting_parcels(&project, &parcels, TODAY);
        prop_assert_eq!(found.len(), parcels.len());
        let fitting: Vec<Decimal> =
            found.iter().take_while(|fit| fit.fits()).map(|fit| mu(fit.parcel)).collect();
        prop_assert_eq!(fitting.first(), sufficient.iter().min());
        prop_assert_eq!(fitting.len(), sufficient.len());
        prop_assert!(found.iter().skip(fitting.len()).all(|fit| !fit.fits()));
        prop_assert!(fitting.is_sorted());
    }

    #[test]
    fn the_order_of_the_inventory_changes_nothing(parcels in inventory()) {
        let names = |parcels: &[Parcel]| -> Vec<String> {
            let found = fitting_parcels(&project(), parcels, TODAY);
            found.iter().map(|fit| fit.parcel.id.clone()).collect()
        };
        let turned: Vec<Parcel> = parcels.iter().rev().cloned().collect();
        prop_assert_eq!(names(&parcels), names(&turned));
    }
}
