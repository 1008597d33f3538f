use std::collections::BTreeSet;

use approx::assert_abs_diff_eq;
use jiff::civil::{Date, date};
use rust_decimal::Decimal;

use super::check;
use crate::{
    domain::{
        code::IndustryCode,
        figure::{Figure, Publication, Source},
        id::{ProjectId, RegionId},
        matching::{Gate, GateStatus},
        policy::StandardLand,
        project::{Premises, ProjectProfile},
        region::{Level, Parcel, ParcelStatus, RegionProfile},
        text::Text,
        unit::{
            AreaUnit, DischargeIntensityUnit, DischargeUnit, EnergyIntensityUnit, EnergyUnit,
            IntensityUnit, MoneyUnit, MonthsUnit, RatioUnit, RentUnit, ShareUnit, Unit, WaterUnit,
        },
    },
    scoring::{atlas::Atlas, context::Context, tests::parameters},
};

const TODAY: Date = date(2026, 1, 31);

fn id(text: &str) -> RegionId {
    RegionId::parse(text).unwrap()
}

/// A figure from a decimal text.
fn figure<U: Unit>(value: &str, unit: U) -> Figure<U> {
    Figure::stated(value.parse::<Decimal>().unwrap(), unit)
}

/// The gates of a park `CN-S1` in a county `CN-330825` in a prefecture `CN-330800`, as the
/// closures fill them.
fn gates_of(
    fill: impl Fn(&mut RegionProfile, &mut RegionProfile),
    ask: impl Fn(&mut ProjectProfile),
) -> Vec<Gate> {
    let region = |own: &str, parent: Option<&str>, level| {
        RegionProfile::new(id(own), parent.map(id), level, Text::new("地", "place"))
    };
    let mut county = region("CN-330825", Some("CN-330800"), Level::County);
    let mut park = region("CN-S1", Some("CN-330825"), Level::Park);
    fill(&mut park, &mut county);
    let prefecture = region("CN-330800", None, Level::Prefecture);
    let atlas = Atlas::new(vec![prefecture, county, park]);
    let parameters = parameters();
    let context = Context {
        atlas: &atlas,
        parameters: &parameters,
        coverings: Vec::new(),
        industries: vec![("3051".to_owned(), 0.6), ("3411".to_owned(), 0.4)],
        host: None,
        as_of: TODAY,
        partners: None,
        excluded_links: BTreeSet::new(),
        link_records: None,
    };
    let mut project = ProjectProfile::new(ProjectId::parse("plant").unwrap());
    ask(&mut project);
    check(&context, &project, atlas.find(&id("CN-S1")).unwrap())
}

fn find<'a>(gates: &'a [Gate], name: &str) -> Option<&'a Gate> {
    gates.iter().find(|gate| gate.gate == name)
}

fn status(gates: &[Gate], name: &str) -> Option<GateStatus> {
    find(gates, name).map(|gate| gate.status)
}

/// 30 mu, 60 million CNY, 9 million kWh and so on, as the bars below divide them.
fn full_project(project: &mut ProjectProfile) {
    let (needs, money) = (&mut project.needs, &mut project.money);
    needs.land = Some(figure("30", AreaUnit::Mu));
    needs.floor_area = Some(figure("24000", AreaUnit::SquareMetre));
    needs.energy_per_year = Some(figure("9", EnergyUnit::GigawattHour));
    needs.cod = Some(figure("1.2", DischargeUnit::TonnePerYear));
    money.capex = Some(figure("4500", MoneyUnit::TenThousandYuan));
    money.output_per_year = Some(figure("6000", MoneyUnit::TenThousandYuan));
    money.tax_per_year = Some(figure("300", MoneyUnit::TenThousandYuan));
    money.value_added_per_year = Some(figure("2000", MoneyUnit::TenThousandYuan));
    money.research_per_year = Some(figure("150", MoneyUnit::TenThousandYuan));
}

/// One bar of each kind: the project's own claims are 150, 200 and 10 (10k CNY per mu), 2.5 %,
/// 9,000,000 kWh × 0.1229 kg = 1106.1 tce over 6,000 and over 2,000 (10k CNY), 0.2 kg and 1.2.
fn bars() -> StandardLand {
    let per_mu = |value| Some(figure(value, IntensityUnit::TenThousandYuanPerMu));
    let energy = |value| Some(figure(value, EnergyIntensityUnit::TonneCoalPerTenThousandYuan));
    StandardLand {
        capex_per_mu: per_mu("150"),
        output_per_mu: per_mu("250"),
        tax_per_mu: per_mu("8"),
        rd_share: Some(figure("2", ShareUnit::Percent)),
        energy_per_output: energy("0.2"),
        energy_per_value_added: energy("0.5"),
        cod_per_output: Some(figure("0.25", DischargeIntensityUnit::KilogramPerTenThousandYuan)),
        floor_area_ratio: Some(figure("1.5", RatioUnit::Ratio)),
        floor_area_ratio_max: Some(figure("2", RatioUnit::Ratio)),
        ..StandardLand::default()
    }
}

#[test]
fn every_bar_of_standard_land_is_checked_with_its_margin() {
    let cases = [
        ("capex_per_mu", Some(0.0)), // 150 of 150: the bar itself is reached
        ("output_per_mu", Some(-0.2)),
        ("tax_per_mu", Some(0.25)),
        ("rd_share", Some(0.25)),
        ("energy_per_output", Some((0.2 - 0.184_35) / 0.2)), // an upper bound: less is room
        ("energy_per_value_added", Some((0.5 - 0.553_05) / 0.5)),
        ("cod_per_output", Some(0.2)),
        ("floor_area_ratio", Some(-0.2)),
        ("floor_area_ratio_max", Some(0.4)),
    ];
    let published = gates_of(|_, county| county.standard_land = vec![bars()], full_project);
    let silent = gates_of(
        |_, county| county.standard_land = vec![bars()],
        |project| project.needs.land = Some(figure("30", AreaUnit::Mu)),
    );
    for (name, margin) in cases {
        let gate = find(&published, name).unwrap();
        assert_abs_diff_eq!(gate.margin.unwrap(), margin.unwrap(), epsilon = 1e-9);
        let expected = if margin < Some(0.0) { GateStatus::Fail } else { GateStatus::Pass };
        assert_eq!(gate.status, expected, "{name}");
        assert_eq!(gate.source.as_ref().unwrap().from, id("CN-330825"), "{name}");
        // What a project does not say refuses it nowhere.
        assert_eq!(status(&silent, name), Some(GateStatus::Unknown), "{name}");
    }
    let bare = gates_of(|_, _| {}, full_project);
    assert!(cases.iter().all(|(name, _)| find(&bare, name).is_none()), "no bar, no gate");
}

/// Mu are fifteenths of a hectare: no rounding may refuse who reaches the bar exactly.
#[test]
fn whoever_stands_on_the_bar_passes_whatever_the_area() {
    for mu in 1..=200 {
        let gates = gates_of(
            |park, _| park.standard_land = vec![bars()],
            |project| {
                project.needs.land = Some(figure(&mu.to_string(), AreaUnit::Mu));
                let capex = figure(&(150 * mu).to_string(), MoneyUnit::TenThousandYuan);
                project.money.capex = Some(capex);
            },
        );
        let gate = find(&gates, "capex_per_mu").unwrap();
        assert_eq!(gate.status, GateStatus::Pass, "{mu} mu");
        assert!(0.0 <= gate.margin.unwrap(), "{mu} mu");
    }
}

#[test]
fn the_thresholds_of_the_largest_share_go_first_and_those_for_all_last() {
    let set = |zh: &str, codes: &[&str], capex| StandardLand {
        label: if zh.is_empty() { Text::default() } else { Text::new(zh, "new materials") },
        industries: codes.iter().map(|code| IndustryCode::gbt(code)).collect(),
        capex_per_mu: Some(figure(capex, IntensityUnit::YuanPerMu)),
        ..StandardLand::default()
    };
    let (all, words) = (set("", &[], "1"), set("新材料", &[], "2"));
    let (glass, machines) = (set("玻璃", &["305"], "3"), set("装备", &["34", "35"], "4"));
    let cases = [
        (vec![all.clone(), machines.clone(), glass.clone()], "", Some("3 CNY/mu")), // 60 % glass
        (vec![all.clone(), machines.clone()], "", Some("4 CNY/mu")),                // 40 %
        (vec![all.clone(), words.clone()], "做新材料", Some("2 CNY/mu")), // said, not coded
        (vec![all.clone(), words.clone()], "做面包", Some("1 CNY/mu")),
        (vec![machines, words.clone()], "做新材料", Some("4 CNY/mu")), // codes go before words
        (vec![words], "做面包", None),                                 // meant for others
    ];
    for (sets, description, expected) in cases {
        let gates = gates_of(
            |park, _| park.standard_land.clone_from(&sets),
            |project| project.description.zh = Some(description.to_owned()),
        );
        let required = find(&gates, "capex_per_mu").map(|gate| gate.required.as_str());
        assert_eq!(required, expected, "{description} {sets:?}");
    }
}

#[test]
fn land_is_one_parcel_and_never_their_sum() {
    let parcel = |mu: &str, status| Parcel {
        status,
        hold_until: (status == Some(ParcelStatus::Held)).then_some(date(2026, 1, 30)),
        ..Parcel::new("A", figure(mu, AreaUnit::Mu))
    };
    let held_until_later = Parcel {
        status: Some(ParcelStatus::Held),
        hold_until: Some(TODAY),
        ..Parcel::new("H", figure("60", AreaUnit::Mu))
    };
    let cases = [
        (vec![parcel("40", None)], GateStatus::Pass),
        (vec![parcel("25", None), parcel("25", None)], GateStatus::Fail), // 50 mu in two pieces
        (vec![parcel("60", Some(ParcelStatus::Sold)), parcel("39", None)], GateStatus::Fail),
        (vec![parcel("60", Some(ParcelStatus::Held))], GateStatus::Pass), // ran out yesterday
        (vec![held_until_later], GateStatus::Fail),
        (vec![parcel("60", Some(ParcelStatus::Sold))], GateStatus::Fail), // nothing is left
        (Vec::new(), GateStatus::Pass), // no parcels: the largest one that is stated
    ];
    for (parcels, expected) in cases {
        let gates = gates_of(
            |park, _| {
                park.parcels.clone_from(&parcels);
                park.land.largest_parcel = Some(figure("100", AreaUnit::Mu));
                park.land.available_area = Some(figure("900", AreaUnit::Mu));
            },
            |project| project.needs.land = Some(figure("40", AreaUnit::Mu)),
        );
        assert_eq!(status(&gates, "land"), Some(expected), "{parcels:?}");
    }
}

#[test]
fn delivery_is_counted_from_the_day_to_the_deadline() {
    let month = |value: &str| Some(figure(value, MonthsUnit::Month));
    let cases = [
        (month("6"), date(2026, 7, 31), GateStatus::Pass), // the very day
        (month("6"), date(2026, 7, 30), GateStatus::Fail),
        (month("1"), date(2026, 2, 28), GateStatus::Pass), // the end of a shorter month
        (month("0"), TODAY, GateStatus::Pass),             // ready now
        (month("0"), date(2026, 1, 30), GateStatus::Fail), // the deadline is over
        (None, date(2026, 7, 31), GateStatus::Unknown),
    ];
    for (delivery, deadline, expected) in cases {
        let gates = gates_of(
            |park, _| park.land.delivery.clone_from(&delivery),
            |project| project.deadline = Some(deadline),
        );
        let gate = find(&gates, "delivery").unwrap();
        assert_eq!(gate.status, expected, "{delivery:?} by {deadline}");
        if let Some(margin) = gate.margin {
            assert_eq!(0.0 <= margin, expected == GateStatus::Pass, "{margin}");
        }
    }
}

#[test]
fn a_parcel_that_is_ready_earlier_decides_the_delivery() {
    let parcel = |mu: &str, months: &str| Parcel {
        delivery: Some(figure(months, MonthsUnit::Month)),
        ..Parcel::new("A", figure(mu, AreaUnit::Mu))
    };
    let gates = gates_of(
        |park, _| {
            park.land.delivery = Some(figure("24", MonthsUnit::Month));
            // The first is too small to count.
            park.parcels = vec![parcel("10", "1"), parcel("50", "12"), parcel("60", "9")];
        },
        |project| {
            project.needs.land = Some(figure("40", AreaUnit::Mu));
            project.deadline = Some(date(2026, 12, 31));
        },
    );
    let gate = find(&gates, "delivery").unwrap();
    assert_eq!(gate.actual.as_deref(), Some("2026-10-31 (9 month)"));
    assert_eq!(gate.status, GateStatus::Pass);
}

#[test]
fn who_rents_is_asked_for_a_workshop_and_who_buys_for_land() {
    let rent = |value: &str| Some(figure(value, RentUnit::YuanPerSquareMetreMonth));
    let fill = |park: &mut RegionProfile, county: &mut RegionProfile| {
        park.land.workshop_available = Some(figure("4000", AreaUnit::SquareMetre));
        park.land.approved_area = Some(figure("1", AreaUnit::Mu));
        county.land.workshop_rent = rent("15");
        county.standard_land = vec![bars()];
    };
    let ask = |premises, land: bool| {
        gates_of(fill, move |project| {
            project.premises = premises;
            project.needs.land = land.then(|| figure("40", AreaUnit::Mu));
            project.needs.floor_area = Some(figure("5000", AreaUnit::SquareMetre));
            project.money.workshop_rent_max = rent("18");
        })
    };
    let renting = ask(Some(Premises::RentWorkshop), true);
    assert_eq!(status(&renting, "workshop"), Some(GateStatus::Fail));
    assert_abs_diff_eq!(find(&renting, "workshop").unwrap().margin.unwrap(), -0.2, epsilon = 1e-9);
    assert_eq!(status(&renting, "workshop_rent"), Some(GateStatus::Pass), "of the county");
    assert_eq!(status(&renting, "land"), None);
    assert_eq!(status(&renting, "capex_per_mu"), None, "no land is granted");
    let buying = ask(Some(Premises::BuyLand), true);
    assert_eq!(status(&buying, "land"), Some(GateStatus::Fail));
    assert_eq!(status(&buying, "workshop"), None);
    let either = ask(None, true);
    assert_eq!(status(&either, "workshop"), None, "the land that it states decides");
    let no_land = ask(None, false);
    assert_eq!(status(&no_land, "workshop_rent"), Some(GateStatus::Pass), "it names but a rent");
}

#[test]
fn headroom_must_cover_the_demand() {
    let water = |value: &str| Some(figure(value, WaterUnit::CubicMetrePerDay));
    let energy = |value: &str| Some(figure(value, EnergyUnit::GigawattHour));
    let cases = [
        (water("500"), energy("10"), GateStatus::Pass, GateStatus::Pass),
        (water("300"), energy("8"), GateStatus::Fail, GateStatus::Fail),
        (water("0"), energy("9"), GateStatus::Fail, GateStatus::Pass), // nothing is left: known
        (None, None, GateStatus::Unknown, GateStatus::Unknown),
    ];
    for (waste_water, quota, waste_expected, quota_expected) in cases {
        let gates = gates_of(
            |park, county| {
                park.environment.waste_water_headroom.clone_from(&waste_water);
                // A treatment plant elsewhere in the county takes no water from the park.
                county.environment.waste_water_headroom = water("9000");
                county.environment.energy_quota_headroom.clone_from(&quota);
            },
            |project| {
                project.needs.waste_water = water("400");
                project.needs.energy_per_year = energy("9");
            },
        );
        assert_eq!(status(&gates, "waste_water"), Some(waste_expected), "{waste_water:?}");
        assert_eq!(status(&gates, "energy_quota"), Some(quota_expected), "{quota:?}");
    }
}

#[test]
fn a_gate_names_the_source_of_the_regions_side() {
    let gates = gates_of(
        |_, county| {
            let mut quota = figure("8", EnergyUnit::GigawattHour);
            quota.source = Some(Source::new(Publication {
                title: "A notice".to_owned(),
                url: Some("https://example.cn".to_owned()),
                ..Publication::default()
            }));
            quota.observed_at = Some(date(2025, 5, 1));
            county.environment.energy_quota_headroom = Some(quota);
        },
        |project| project.needs.energy_per_year = Some(figure("9", EnergyUnit::GigawattHour)),
    );
    let source = find(&gates, "energy_quota").unwrap().source.as_ref().unwrap();
    assert_eq!(source.citation.as_deref(), Some("A notice <https://example.cn>"));
    assert_eq!(source.as_of.as_deref(), Some("2025-05-01"));
    assert_eq!(source.from, id("CN-330825"));
}
