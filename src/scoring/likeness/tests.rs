use std::collections::BTreeSet;

use approx::assert_abs_diff_eq;
use jiff::civil::date;
use rust_decimal::Decimal;

use super::*;
use crate::{
    domain::{
        code::ClassificationSystem,
        criterion::{Criterion, CriterionId, Scale},
        figure::{Figure, Period},
        id::{ProjectId, RegionId},
        likeness::Aspect,
        project::ProjectProfile,
        region::{
            DeclaredIndustry, LeadingIndustries, LeadingIndustry, Level, Presence, RegionProfile,
        },
        text::Text,
        unit::{AreaUnit, PeopleUnit, WageUnit},
    },
    scoring::{atlas::Atlas, context::Context, tests::parameters},
};

fn region(id: &str, parent: &str, level: Level) -> RegionProfile {
    let read = |id| RegionId::parse(id).unwrap();
    RegionProfile::new(read(id), Some(read(parent)), level, Text::new("地", "place"))
}

/// A park that declares some industries, with a wage.
fn park(number: usize, codes: &[&str], wage: Option<u32>) -> RegionProfile {
    let mut park = region(&format!("CN-S{number:06}"), "CN-330800", Level::Park);
    let item = |code: &&str| {
        let codes = vec![IndustryCode::gbt(code)];
        LeadingIndustry::new(DeclaredIndustry { label: Text::default(), codes })
    };
    park.leading_industries = Some(LeadingIndustries {
        items: codes.iter().map(item).collect(),
        period: Some(Period::parse("2018").unwrap()),
        source: None,
    });
    park.labour.average_wage =
        wage.map(|wage| Figure::stated(Decimal::from(wage), WageUnit::YuanPerYear));
    park
}

fn criteria() -> Vec<Criterion> {
    let scale = |id| match id {
        CriterionId::LabourCost => [(60_000.0, 1.0), (160_000.0, 0.0)],
        CriterionId::LandAvailability => [(0.0, 0.0), (1_000.0, 1.0)],
        _ => [(0.0, 0.0), (1.0, 1.0)],
    };
    let criterion = |id| Criterion {
        id,
        title: Text::default(),
        unit: Text::default(),
        weight: 1.0,
        source: String::new(),
        scales: [Level::Park, Level::Prefecture]
            .map(|level| (level, Scale::new(&scale(id), false).unwrap()))
            .into(),
        medians: std::collections::BTreeMap::new(),
    };
    CriterionId::ALL.into_iter().map(criterion).collect()
}

/// Identifiers of the places most like the first one of a level, with their totals and the rest.
fn like_first(
    profiles: Vec<RegionProfile>,
    level: Level,
    as_of: jiff::civil::Date,
) -> (Vec<(String, i64)>, usize, Vec<IndustriesCompared>) {
    let atlas = Atlas::new(profiles);
    let parameters = parameters();
    let context = Context {
        atlas: &atlas,
        parameters: &parameters,
        industries: Vec::new(),
        coverings: Vec::new(),
        partners: None,
        host: None,
        as_of,
        excluded_links: BTreeSet::new(),
        link_records: None,
    };
    let criteria = criteria();
    let weights = parameters.similarity.region;
    let method = RegionMethod { criteria: &criteria, level, weights };
    let places: Vec<usize> = atlas.at_level(level).collect();
    let found = similar_places(&context, &method, places[0], &places[1..], 10);
    let rows = found.places.iter().map(|similar| {
        let id = atlas.profile(similar.place).id.to_string();
        (id, similar.likeness.total().get())
    });
    let rows = rows.collect();
    let industries = found.places.iter().map(|similar| similar.industries.clone()).collect();
    (rows, found.incomparable, industries)
}

#[test]
fn a_park_is_like_those_that_make_the_same() {
    let parks = vec![
        region("CN-330800", "CN-330000", Level::Prefecture),
        park(1, &["276", "38"], None),
        park(2, &["384", "27"], None), // the same divisions, the other one first
        park(3, &["276", "38"], None),
        park(4, &["13"], None),
        park(5, &[], None), // nothing is known of it
    ];
    let (rows, incomparable, industries) = like_first(parks, Level::Park, date(2026, 1, 1));
    let ids: Vec<&str> = rows.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, ["CN-S000003", "CN-S000002", "CN-S000004"]);
    assert_eq!((rows[0].1, rows[2].1, incomparable), (1_000_000, 0, 1));
    assert!((300_000..900_000).contains(&rows[1].1), "{rows:?}");
    let sum: f64 = industries[1].shared.iter().map(|shared| shared.part).sum();
    assert_abs_diff_eq!(sum, industries[1].similarity, epsilon = 1e-12);
}

/// A wage at the other end of the scale parts them; one that is unknown does not.
#[test]
fn an_unknown_figure_neither_joins_nor_parts() {
    let parks = vec![
        region("CN-330800", "CN-330000", Level::Prefecture),
        park(1, &["27"], Some(60_000)),
        park(2, &["27"], Some(160_000)),
        park(3, &["27"], None),
        park(4, &["27"], Some(110_000)),
    ];
    let (rows, ..) = like_first(parks, Level::Park, date(2026, 1, 1));
    let expected = [("CN-S000003", 1_000_000), ("CN-S000004", 937_500), ("CN-S000002", 875_000)];
    assert_eq!(rows, expected.map(|(id, total)| (id.to_owned(), total)));
}

#[test]
fn what_is_declared_later_is_not_known_yet() {
    let parks = vec![park(1, &["27"], None), park(2, &["27"], None)];
    let (rows, incomparable, _) = like_first(parks, Level::Park, date(2017, 12, 31));
    assert_eq!((rows.len(), incomparable), (0, 1));
}

/// Vacant land beside approved area is no comparison.
#[test]
fn a_figure_that_stands_in_for_another_is_compared_with_its_kind_only() {
    let area = |hectares: u32| Some(Figure::stated(Decimal::from(hectares), AreaUnit::Hectare));
    let mut parks = vec![park(1, &["27"], None), park(2, &["27"], None), park(3, &["27"], None)];
    parks[0].land.approved_area = area(100);
    parks[1].land.approved_area = area(600);
    parks[2].land.available_area = area(600);
    let (rows, ..) = like_first(parks, Level::Park, date(2026, 1, 1));
    let expected = [("CN-S000003", 1_000_000), ("CN-S000002", 937_500)];
    assert_eq!(rows, expected.map(|(id, total)| (id.to_owned(), total)));
}

/// Finger and Kreinin: what two places employ in the same industries, share by share.
#[test]
fn measured_shares_go_before_declarations() {
    let place = |id: &str, employed: [u32; 3]| {
        let mut place = region(id, "CN-330000", Level::Prefecture);
        let presence = |(code, people): (&str, u32)| Presence {
            industry: IndustryCode {
                system: ClassificationSystem::Naics2017,
                code: code.to_owned(),
            },
            employment: Some(Figure::stated(Decimal::from(people), PeopleUnit::Person)),
            output: None,
            firms: None,
            listed_firms: None,
        };
        place.presence = ["3254", "3344", "3361"].into_iter().zip(employed).map(presence).collect();
        place
    };
    let places = vec![
        place("CN-330100", [50, 50, 0]),
        place("CN-330200", [25, 50, 25]),
        place("CN-330300", [0, 0, 100]),
        region("CN-330400", "CN-330000", Level::Prefecture),
    ];
    let (rows, incomparable, industries) = like_first(places, Level::Prefecture, date(2026, 1, 1));
    let expected = [("CN-330200", 750_000), ("CN-330300", 0)];
    assert_eq!(rows, expected.map(|(id, total)| (id.to_owned(), total)));
    assert_eq!(incomparable, 1, "who reports nothing");
    assert_eq!(industries[0].basis, Basis::Measured);
    let shared: Vec<&str> =
        industries[0].shared.iter().map(|shared| shared.industry.code.as_str()).collect();
    assert_eq!(shared, ["3344", "3254"]);
    assert_eq!(industries[0].only_other[0].0.code, "3361");
}

#[test]
fn projects_are_compared_by_what_they_make_and_by_ratios() {
    let project = |id: &str, hectares: Option<u32>| {
        let mut project = ProjectProfile::new(ProjectId::parse(id).unwrap());
        project.needs.land =
            hectares.map(|area| Figure::stated(Decimal::from(area), AreaUnit::Hectare));
        project
    };
    // The identifier and the hectares of each.
    let stated = [
        ("one", Some(10)),
        ("same", Some(10)),
        ("tenfold", Some(100)),
        ("open", None),
        ("other", Some(10)),
        ("unknown", Some(10)),
    ];
    let projects: Vec<ProjectProfile> =
        stated.into_iter().map(|(id, hectares)| project(id, hectares)).collect();
    let medicine = vec![("2761".to_owned(), 1.0)];
    let food = vec![("1391".to_owned(), 1.0)];
    let none = Vec::new();
    let side = |at: usize| ProjectSide {
        project: &projects[at],
        industries: match at {
            4 => &food,
            5 => &none,
            _ => &medicine,
        },
    };
    let sides: Vec<ProjectSide<'_>> = (1..6).map(side).collect();
    let parameters = parameters().similarity;
    let (similar, incomparable) = similar_projects(&parameters, &side(0), &sides);
    let found: Vec<(&str, i64)> =
        similar.iter().map(|one| (one.id.as_str(), one.likeness.total().get())).collect();
    // Of six and one shares: alike in both, in the first, in the second.
    let expected =
        [("same", 1_000_000), ("open", 1_000_000), ("tenfold", 857_143), ("other", 142_857)];
    assert_eq!((found.as_slice(), incomparable), (&expected[..], 1));
    let land = &similar[2].figures[0];
    assert_eq!(land, &(Aspect::Land, [Some(10.0), Some(100.0)]));
}
