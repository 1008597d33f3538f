use std::sync::LazyLock;

use approx::{assert_abs_diff_eq, assert_relative_eq};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::{
    domain::{
        cost::{
            BuildingParameters, CapitalParameters, CostParameters, DoubtParameters, Ends,
            EnergyParameters, Estimate, FreightParameters, JourneyParameters, LabourParameters,
            NationalWage, ReferenceRanges,
        },
        figure::Figure,
        id::ProjectId,
        money::{Fen, FenEstimate},
        needs::{Premises, Skill, Staff},
        project::ProjectProfile,
        unit::{
            AreaUnit, CountUnit, EnergyUnit, FreightUnit, MonthsUnit, PeopleUnit, PowerUnit,
            ShareUnit, Unit,
        },
    },
    landing::finance::{DiscountRate, capital_recovery_factor},
};

/// Rates without doubt, round enough to be checked by hand.
static RATES: LazyLock<CostParameters> = LazyLock::new(|| {
    let sure = Estimate::exact;
    CostParameters {
        capital: CapitalParameters {
            discount_rate: 0.08,
            land_lease_years: 50.0,
            building_years: 20.0,
        },
        building: BuildingParameters {
            yuan_per_square_metre: sure(1_000.0),
            floor_area_ratio: sure(2.0),
        },
        labour: LabourParameters {
            manager_factor: 2.0,
            engineer_factor: 1.5,
            clerk_factor: 1.0,
            operator_factor: 0.5,
            any_factor: 0.8,
            pension_share: 0.16,
            medical_share: 0.04,
            unemployment_share: 0.0,
            injury_share: 0.0,
            housing_fund_share: 0.05,
            hours_per_year: 2_000.0,
            national_wages: vec![
                NationalWage { year: 2020, yuan_per_year: 100.0 },
                NationalWage { year: 2021, yuan_per_year: 110.0 },
                NationalWage { year: 2023, yuan_per_year: 121.0 },
            ],
        },
        energy: EnergyParameters {
            full_load_hours: Estimate { low: 2_000.0, likely: 4_000.0, high: 6_000.0 },
        },
        freight: FreightParameters {
            yuan_per_tonne_kilometre: sure(0.5),
            local_haul_kilometres: sure(50.0),
        },
        travel: JourneyParameters {
            rail_fare_yuan_per_kilometre: sure(0.4),
            rail_kilometres_per_hour: sure(200.0),
            car_yuan_per_kilometre: sure(1.0),
        },
        doubt: DoubtParameters {
            county: 0.05,
            prefecture: 0.1,
            province: 0.2,
            country: 0.4,
            estimated: 0.25,
            mean: 0.15,
            above_floor_price: 1.0,
            skill_factor: 0.0,
            road_estimate: 0.2,
        },
        reference: ReferenceRanges {
            land_price: Ends { low: 100.0, high: 1_000.0 },
            workshop_rent: Ends { low: 3.0, high: 20.0 },
            electricity_price: Ends { low: 0.5, high: 0.7 },
        },
    }
});

fn of<U: Unit>(value: i64, unit: U) -> Figure<U> {
    Figure::stated(Decimal::from(value), unit)
}

fn project() -> ProjectProfile {
    let mut project = ProjectProfile::new(ProjectId::parse("cells").unwrap());
    project.needs.land = Some(of(1, AreaUnit::Hectare));
    project.needs.headcount = Some(of(100, PeopleUnit::Person));
    project.needs.energy_per_year = Some(of(1, EnergyUnit::GigawattHour));
    project.needs.freight_in = Some(of(1_000, FreightUnit::TonnePerYear));
    project.needs.freight_out = Some(of(3_000, FreightUnit::TonnePerYear));
    project.trips_per_year = Some(of(50, CountUnit::Count));
    project
}

fn sure<'a>(kind: CostKind, value: f64) -> CostFigure<'a> {
    CostFigure::new(kind, Estimate::exact(value), Basis::Published)
}

/// A place with prices of land, rent, wage, electricity, and kilometres, minutes and fare.
fn place<'a>(prices: [f64; 7]) -> PlaceFigures<'a> {
    let [land, rent, wage, electricity, kilometres, minutes, fare] = prices;
    PlaceFigures {
        is_host: false,
        land_price: Some(sure(CostKind::LandPrice, land)),
        workshop_rent: Some(sure(CostKind::WorkshopRent, rent)),
        average_wage: Some(sure(CostKind::AverageWage, wage)),
        skill_wages: [None; 4],
        electricity_price: Some(sure(CostKind::ElectricityPrice, electricity)),
        road_distance: Some(sure(CostKind::RoadDistance, kilometres)),
        journey: Some(Journey {
            time: sure(CostKind::TravelTime, minutes),
            fare: sure(CostKind::Fare, fare),
        }),
    }
}

const NEAR: [f64; 7] = [300.0, 20.0, 100_000.0, 0.6, 200.0, 120.0, 150.0];

fn host<'a>() -> PlaceFigures<'a> {
    PlaceFigures { is_host: true, ..place([3_000.0, 40.0, 200_000.0, 0.7, 0.0, 0.0, 0.0]) }
}

fn setting(project: &ProjectProfile) -> Setting<'_> {
    Setting::new(project, &RATES).unwrap().with_host(&host())
}

fn yuan(cost: &AnnualCost<'_>, line: Line) -> Option<f64> {
    cost.line(line)?.amount.map(|amount| amount.likely.yuan_f64())
}

#[test]
fn each_line_is_its_formula() {
    let mut project = project();
    project.premises = Some(Premises::RentWorkshop);
    let cost = annual_cost(&setting(&project), &place(NEAR));
    let recovery =
        |years| capital_recovery_factor(DiscountRate::new(0.08).unwrap(), years).unwrap();
    let hour = 200_000.0 * 1.5 * 1.25 / 2_000.0;
    let cases = [
        (Line::Land, 10_000.0 * 300.0 * recovery(50.0)),
        (Line::Building, 20_000.0 * 1_000.0 * recovery(20.0)), // two storeys
        (Line::Workshop, 20_000.0 * 20.0 * 12.0),
        (Line::Labour, 100.0 * 100_000.0 * 0.8 * 1.25),
        (Line::Energy, 1_000_000.0 * 0.6),
        (Line::Freight, 4_000.0 * 0.5 * (50.0 + 200.0)),
        (Line::Separation, 2.0 * 50.0 * (150.0 + 2.0 * hour)),
    ];
    for (line, expected) in cases {
        assert_abs_diff_eq!(yuan(&cost, line).unwrap(), expected, epsilon = 0.005_01);
    }
    // Land is known too, but not paid.
    let paid: Vec<Line> = cost.lines.iter().map(|line| line.line).collect();
    assert_eq!(paid, [Line::Workshop, Line::Labour, Line::Energy, Line::Freight, Line::Separation]);
    assert_eq!(cost.total(), cost.lines.iter().map(|line| line.amount).sum());
}

/// `rd-production-quadrant`: 50 return trips of 100 CNY and 2 hours at 75 CNY each way.
#[test]
fn the_worked_separation_comes_out() {
    // 80,000 × 1.5 × 1.25 / 2,000 are 75 an hour.
    let core = PlaceFigures { is_host: true, ..place([0.0, 0.0, 80_000.0, 0.0, 0.0, 0.0, 0.0]) };
    let project = project();
    let setting = Setting::new(&project, &RATES).unwrap().with_host(&core);
    let cost = annual_cost(&setting, &place([300.0, 20.0, 80_000.0, 0.6, 200.0, 120.0, 100.0]));
    assert_eq!(
        cost.line(Line::Separation).unwrap().amount,
        FenEstimate::exact(Fen::new(2_500_000)).into()
    );
}

#[test]
fn staff_by_skill_goes_before_the_headcount() {
    let mut project = project();
    let staff = |skill, people| Staff { skill, people: of(people, PeopleUnit::Person) };
    project.staff = vec![staff(Skill::Engineer, 10), staff(Skill::Operator, 40)];
    let mut place = place(NEAR);
    let cost = annual_cost(&setting(&project), &place);
    let expected = 1.25 * 100_000.0 * (10.0 * 1.5 + 40.0 * 0.5);
    assert_abs_diff_eq!(yuan(&cost, Line::Labour).unwrap(), expected, epsilon = 0.005_01);

    // A published wage of the skill goes before a share of the average wage.
    place.skill_wages[Skill::Operator as usize] = Some(sure(CostKind::OperatorWage, 60_000.0));
    let cost = annual_cost(&setting(&project), &place);
    let expected = 1.25 * (10.0 * 150_000.0 + 40.0 * 60_000.0);
    assert_abs_diff_eq!(yuan(&cost, Line::Labour).unwrap(), expected, epsilon = 0.005_01);
}

#[test]
fn what_is_not_stated_is_computed_with_its_doubt() {
    let mut project = project();
    project.needs.energy_per_year = None;
    project.needs.power = Some(of(2, PowerUnit::Megawatt));
    let cost = annual_cost(&setting(&project), &place(NEAR));
    let energy = cost.line(Line::Energy).unwrap();
    let amount = energy.amount.unwrap();
    let yuan = |yuan: i64| Fen::new(yuan * 100);
    // 2 MW for 2,000, 4,000 and 6,000 hours at 0.6 CNY.
    let expected = FenEstimate::new(yuan(2_400_000), yuan(4_800_000), yuan(7_200_000));
    assert_eq!(Some(amount), expected);
    let kinds: Vec<CostKind> = energy.figures.iter().map(|figure| figure.kind).collect();
    let (power, hours) = (CostKind::Power, CostKind::FullLoadHours);
    assert_eq!(kinds, [CostKind::Energy, power, hours, CostKind::ElectricityPrice]);

    // The doubt of the hours is that of the project: it does not make the dearer place cheaper.
    let staying = annual_cost(&setting(&project), &host());
    let compared = compare(&staying, &cost);
    let saving = compared.lines.iter().find(|line| line.line == Line::Energy).unwrap().saving;
    assert_eq!(saving, FenEstimate::new(yuan(400_000), yuan(800_000), yuan(1_200_000)));
}

#[test]
fn a_project_may_state_its_own_rates() {
    let mut project = project();
    project.assumptions.discount_rate = Some(of(10, ShareUnit::Percent));
    project.assumptions.lease = Some(of(20, MonthsUnit::Year));
    let cost = annual_cost(&setting(&project), &place(NEAR));
    let factor = capital_recovery_factor(DiscountRate::new(0.1).unwrap(), 20.0).unwrap();
    let expected = 3_000_000.0 * factor;
    assert_abs_diff_eq!(yuan(&cost, Line::Land).unwrap(), expected, epsilon = 0.005_01);
    let land = cost.line(Line::Land).unwrap();
    let stated = land.figures.iter().filter(|figure| figure.basis == Basis::Stated);
    let kinds: Vec<CostKind> = stated.map(|figure| figure.kind).collect();
    assert_eq!(kinds, [CostKind::Land, CostKind::Lease, CostKind::DiscountRate]);
}

#[test]
fn what_is_unknown_is_listed_and_never_nothing() {
    let bare = ProjectProfile::new(ProjectId::parse("bare").unwrap());
    let cost = annual_cost(&setting(&bare), &PlaceFigures::default());
    assert_eq!(cost.total(), None);
    let unknown: Vec<Line> = cost.unknown().collect();
    let paid: Vec<Line> = cost.lines.iter().map(|line| line.line).collect();
    assert_eq!(unknown, paid);
    assert!(cost.lines.iter().all(|line| !line.missing.is_empty()));

    let staying = annual_cost(&setting(&bare), &host());
    // Of the host city only one thing is sure: nothing separates research and production.
    assert_eq!(yuan(&staying, Line::Separation), Some(0.0));
    let compared = compare(&staying, &cost);
    assert_eq!((compared.saving(), compared.saving_share()), (None, None));

    // Half of the freight is known: it counts, and the other half is named.
    let mut half = project();
    half.needs.freight_in = None;
    let cost = annual_cost(&setting(&half), &place(NEAR));
    let freight = cost.line(Line::Freight).unwrap();
    assert!(freight.amount.is_some());
    assert_eq!(freight.missing, [CostKind::FreightIn]);
}

#[test]
fn an_unknown_price_widens_the_interval_and_moves_nothing() {
    let project = project();
    let setting = setting(&project);
    let staying = annual_cost(&setting, &host());
    let known = compare(&staying, &annual_cost(&setting, &place(NEAR)));
    let without = PlaceFigures { electricity_price: None, ..place(NEAR) };
    let open = compare(&staying, &annual_cost(&setting, &without));
    assert_eq!(open.not_compared().collect::<Vec<_>>(), [Line::Energy]);
    let energy = open.lines.iter().find(|line| line.line == Line::Energy).unwrap();
    // 0.7 in the host city against 0.5 to 0.7: between 0 and 200,000 CNY are saved.
    assert_eq!(energy.possible, Some((Fen::ZERO, Fen::new(20_000_000))));
    let (known, open) = (known.saving().unwrap(), open.saving().unwrap());
    let saved_energy = Fen::new(10_000_000);
    assert_eq!(open.likely, known.likely - saved_energy);
    assert_eq!((open.low, open.high), (open.likely, open.likely + Fen::new(20_000_000)));

    // No reference says how many minutes an unknown journey takes: nothing is widened.
    let lost = PlaceFigures { journey: None, ..place(NEAR) };
    let lost = compare(&staying, &annual_cost(&setting, &lost));
    let separation = lost.lines.iter().find(|line| line.line == Line::Separation).unwrap();
    assert_eq!((separation.saving, separation.possible), (None, None));
}

#[test]
fn premises_are_compared_like_with_like() {
    let project = project();
    let setting = setting(&project);
    // Dear land and a cheap workshop in the host city.
    let dear = PlaceFigures { workshop_rent: Some(sure(CostKind::WorkshopRent, 5.0)), ..host() };
    let no_rent = |place: PlaceFigures<'static>| PlaceFigures { workshop_rent: None, ..place };
    let no_land = |place: PlaceFigures<'static>| PlaceFigures { land_price: None, ..place };
    let (buy, rent) = (Premises::BuyLand, Premises::RentWorkshop);
    let cases = [
        // The cheaper of both, place by place.
        (dear.clone(), place(NEAR), (rent, buy), 7),
        // Only land is known in both: land with land, though the workshop would be cheaper here.
        (dear.clone(), no_rent(place(NEAR)), (buy, buy), 6),
        (dear.clone(), no_land(place(NEAR)), (rent, rent), 5),
        // Nothing in common: the candidate's own way, which the host city then leaves open.
        (no_land(dear.clone()), no_rent(place(NEAR)), (buy, buy), 6),
    ];
    for (position, (host, candidate, expected, count)) in cases.into_iter().enumerate() {
        let compared = compare(&annual_cost(&setting, &host), &annual_cost(&setting, &candidate));
        let found = (compared.host_premises, compared.candidate_premises);
        assert_eq!((found, compared.lines.len()), (expected, count), "row {position}");
    }
}

#[test]
fn wages_are_carried_forward_within_the_series_only() {
    let growth = |from, to| RATES.labour.growth(from, to);
    assert_relative_eq!(growth(2020, 2022), 1.1); // 2022 is not published: 2021 is the latest
    assert_relative_eq!(growth(2020, 2030), 1.21);
    assert_relative_eq!(growth(2023, 2023), 1.0);
    assert_relative_eq!(growth(2015, 2023), 1.0); // before the series
    assert_relative_eq!(growth(2023, 2020), 1.0); // never back
}

fn doubtful<'a>(kind: CostKind, value: f64, doubt: f64) -> CostFigure<'a> {
    let used = Estimate::exact(value).widened(doubt, doubt);
    CostFigure::new(kind, used, Basis::Inherited)
}

/// A place of which any figure may be doubtful or unknown.
fn any_place() -> impl Strategy<Value = PlaceFigures<'static>> {
    let figure = |kind, range: std::ops::Range<f64>| {
        prop::option::weighted(0.8, (range, 0.0..0.9_f64))
            .prop_map(move |known| known.map(|(value, doubt)| doubtful(kind, value, doubt)))
    };
    (
        figure(CostKind::LandPrice, 50.0..5_000.0),
        figure(CostKind::WorkshopRent, 1.0..100.0),
        figure(CostKind::AverageWage, 30_000.0..300_000.0),
        figure(CostKind::ElectricityPrice, 0.2..1.5),
        figure(CostKind::RoadDistance, 1.0..3_000.0),
        figure(CostKind::TravelTime, 10.0..900.0),
    )
        .prop_map(|(land, rent, wage, electricity, distance, time)| PlaceFigures {
            land_price: land,
            workshop_rent: rent,
            average_wage: wage,
            electricity_price: electricity,
            road_distance: distance,
            journey: time.map(|time| Journey { time, fare: sure(CostKind::Fare, 99.9) }),
            ..PlaceFigures::default()
        })
}

proptest! {
    #[test]
    fn parts_add_up_in_fen_and_stay_in_order(home in any_place(), candidate in any_place()) {
        let project = project();
        let setting = setting(&project);
        let home = annual_cost(&setting, &PlaceFigures { is_host: true, ..home });
        let candidate = annual_cost(&setting, &candidate);
        let known = candidate.lines.iter().filter_map(|line| line.amount);
        let sum = known.clone().sum::<FenEstimate>();
        prop_assert_eq!(candidate.total(), (known.count() > 0).then_some(sum));

        let compared = compare(&home, &candidate);
        let total = compared.saving();
        let parts: Fen =
            compared.lines.iter().filter_map(|line| line.saving).map(|saving| saving.likely).sum();
        prop_assert_eq!(total.map_or(Fen::ZERO, |total| total.likely), parts);
        for line in &compared.lines {
            if let Some(saving) = line.saving {
                prop_assert!(saving.low <= saving.likely && saving.likely <= saving.high);
                let (host, there) = (line.host.unwrap(), line.candidate.unwrap());
                prop_assert_eq!(saving.likely, host.likely - there.likely);
                // Doubt of the project counts once: never wider than with doubts apart.
                let apart = host - there;
                prop_assert!(apart.low - Fen::new(9) <= saving.low);
                prop_assert!(saving.high <= apart.high + Fen::new(9));
                prop_assert_eq!(line.possible, None);
            }
            if let Some((least, most)) = line.possible {
                prop_assert!(least <= Fen::ZERO && Fen::ZERO <= most);
            }
        }
        if let Some(total) = total {
            prop_assert!(total.low <= total.likely && total.likely <= total.high);
        }
    }

    #[test]
    fn a_higher_price_never_costs_less(which in 0..7_usize, factor in 1.0..5.0_f64) {
        let project = project();
        let setting = setting(&project);
        let mut dearer = NEAR;
        dearer[which] *= factor;
        let total = |prices| annual_cost(&setting, &place(prices)).total().unwrap();
        let (before, after) = (total(NEAR), total(dearer));
        prop_assert!(before.low <= after.low && before.likely <= after.likely);
        prop_assert!(before.high <= after.high);
        let staying = annual_cost(&setting, &host());
        let saving = |prices| compare(&staying, &annual_cost(&setting, &place(prices))).saving();
        prop_assert!(saving(dearer).unwrap().likely <= saving(NEAR).unwrap().likely);
    }

    #[test]
    fn a_higher_freight_rate_or_fare_never_costs_less(factor in 1.0..5.0_f64, hour in 1.0..5.0_f64) {
        let project = project();
        let mut dearer = RATES.clone();
        dearer.freight.yuan_per_tonne_kilometre = Estimate::exact(0.5 * factor);
        dearer.labour.hours_per_year /= hour;
        let total = |rates: &CostParameters| {
            let setting = Setting::new(&project, rates).unwrap().with_host(&host());
            annual_cost(&setting, &place(NEAR)).total().unwrap().likely
        };
        prop_assert!(total(&RATES) <= total(&dearer));
    }

    #[test]
    fn the_cheaper_premises_are_taken(land in 10.0..20_000.0_f64, rent in 1.0..60.0_f64) {
        let project = project();
        let mut prices = NEAR;
        (prices[0], prices[1]) = (land, rent);
        let cost = annual_cost(&setting(&project), &place(prices));
        let bought = yuan(&cost, Line::Land).unwrap() + yuan(&cost, Line::Building).unwrap();
        let rented = yuan(&cost, Line::Workshop).unwrap();
        let expected =
            if rented < bought { Premises::RentWorkshop } else { Premises::BuyLand };
        prop_assert_eq!(cost.premises, expected);
    }
}
