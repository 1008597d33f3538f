use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{
    atlas::Atlas,
    context::Context,
    rank::{Method, rank},
};
use crate::domain::{
    code::IndustryCode,
    criterion::{Criterion, CriterionId, Scale, Utility, Weights},
    figure::{Figure, Period},
    geography::Coordinates,
    id::{ProjectId, RegionId},
    link::LinkKind,
    matching::{Candidate, GateStatus, Points, Standing},
    parameters::{
        CongestionRules, DeclarationParameters, EmploymentParameters, GateParameters, HalfLives,
        LinkParameters, PanelParameters, Parameters, ProjectAspects, RegionAspects,
        RobustnessParameters, SimilarityParameters, StandInParameters, SupplyParameters,
        TravelParameters,
    },
    project::ProjectProfile,
    region::{DeclaredIndustry, LeadingIndustries, LeadingIndustry, Level, RegionProfile},
    stop::Stop,
    text::Text,
    unit::{AreaUnit, LandPriceUnit, PowerUnit, WageUnit},
    waters::Waters,
};

fn id(text: &str) -> RegionId {
    RegionId::parse(text).unwrap()
}

pub(super) fn parameters() -> Parameters {
    Parameters {
        panel: PanelParameters { half_trust_declarations: 10.0 },
        employment: EmploymentParameters { half_capacity_people: 1000.0 },
        declaration: DeclarationParameters {
            position_factors: vec![1.0, 0.9, 0.8],
            agreement_min: 0.4,
        },
        travel: TravelParameters {
            circuity: 1.33,
            road_km_per_hour: 80.0,
            rail_terminal_minutes: 40.0,
            ferry_minutes: 150.0,
            waters: Waters::default(),
        },
        supply: SupplyParameters { hours_max: 3.0, quotient_min: 1.0 },
        link: LinkParameters {
            kinds: BTreeMap::from([(LinkKind::Enclave, 1.0)]),
            production_at_partner: 0.1,
            partner_same_prefecture: 0.8,
            partner_province: 0.5,
            home_other_level: 0.9,
            other_focus: 0.7,
            landing_factor_min: 0.5,
            landing_factor_max: 1.5,
        },
        stand_in: StandInParameters { approved_area: 0.4, floor_price: 0.5 },
        half_life_years: HalfLives {
            declared_industries: 12.0,
            employment: 10.0,
            approved_area: 12.0,
            available_area: 2.0,
            land_price: 6.0,
            wage: 8.0,
            rail_timetable: 7.0,
            institutional_link: 10.0,
        },
        gate: GateParameters { port_km_max: 100.0, coal_equivalent_kg_per_kwh: 0.1229 },
        congestion: CongestionRules { free_utilisation: 0.8, slope: 0.5, floor: 0.5 },
        robustness: RobustnessParameters {
            draws: 500,
            seed: 7,
            weight_spread: 0.5,
            vikor_group_share: 0.5,
            promethee_indifference: 0.05,
            promethee_preference: 0.25,
        },
        similarity: SimilarityParameters {
            region: RegionAspects { industry: 7.0, land: 1.0, land_price: 1.0, wage: 1.0 },
            project: ProjectAspects {
                industry: 6.0,
                land: 1.0,
                power: 1.0,
                capex: 1.0,
                headcount: 1.0,
            },
            apart_factor: 10.0,
        },
    }
}

pub(super) fn criteria() -> Vec<Criterion> {
    let scale = |id| match id {
        CriterionId::Access => (vec![(60.0, 1.0), (1_440.0, 0.0)], true),
        CriterionId::LandAvailability => (vec![(10.0, 0.0), (5_000.0, 1.0)], true),
        CriterionId::LandCost => (vec![(60.0, 1.0), (1_500.0, 0.0)], true),
        CriterionId::LabourCost => (vec![(60_000.0, 1.0), (150_000.0, 0.0)], false),
        CriterionId::DeclaredWill => (vec![(0.0, 0.0), (8.0, 1.0)], false),
        _ => (vec![(0.0, 0.0), (1.0, 1.0)], false),
    };
    CriterionId::ALL
        .into_iter()
        .map(|id| {
            let (points, logarithmic) = scale(id);
            let scale = Scale::new(&points, logarithmic).unwrap();
            Criterion {
                id,
                title: Text::default(),
                unit: Text::default(),
                weight: 1.0,
                source: String::new(),
                scales: BTreeMap::from([(Level::Park, scale)]),
                medians: BTreeMap::from([(Level::Park, Utility::new(0.5).unwrap())]),
            }
        })
        .collect()
}

/// A park with everything, nothing or something known.
#[derive(Debug, Clone)]
pub(super) struct ParkFacts {
    code: Option<&'static str>,
    area: Option<u32>,
    price: Option<u32>,
    wage: Option<u32>,
    at: Option<(f64, f64)>,
}

pub(super) fn park_facts() -> impl Strategy<Value = ParkFacts> {
    let codes = prop::sample::select(vec!["27", "276", "26", "384", "38"]);
    (
        prop::option::of(codes),
        prop::option::of(1u32..10_000),
        prop::option::of(50u32..3_000),
        prop::option::of(40_000u32..200_000),
        prop::option::of((100.0..122.0, 22.0..45.0)),
    )
        .prop_map(|(code, area, price, wage, at)| ParkFacts { code, area, price, wage, at })
}

fn park(number: usize, facts: &ParkFacts) -> RegionProfile {
    let name = Text::new("园区", "park");
    let mut park = RegionProfile::new(
        id(&format!("CN-S{number:06}")),
        Some(id("CN-330800")),
        Level::Park,
        name,
    );
    let figure = |value: u32| Decimal::from(value);
    park.leading_industries = facts.code.map(|code| LeadingIndustries {
        items: vec![LeadingIndustry::new(DeclaredIndustry {
            label: Text::new("产业", "industry"),
            codes: vec![IndustryCode::gbt(code)],
        })],
        period: Some(Period::parse("2018").unwrap()),
        source: None,
    });
    park.land.approved_area = facts.area.map(|v| Figure::stated(figure(v), AreaUnit::Hectare));
    park.land.industrial_price =
        facts.price.map(|v| Figure::stated(figure(v), LandPriceUnit::YuanPerSquareMetre));
    park.labour.average_wage = facts.wage.map(|v| Figure::stated(figure(v), WageUnit::YuanPerYear));
    park.location = facts.at.map(|(longitude, latitude)| Coordinates { longitude, latitude });
    park
}

fn places() -> Vec<RegionProfile> {
    let region = |own: &str, parent: Option<&str>, level| {
        RegionProfile::new(id(own), parent.map(id), level, Text::new("地", "place"))
    };
    let mut host = region("CN-310000", Some("CN"), Level::Province);
    host.levels.insert(Level::Prefecture);
    host.location = Some(Coordinates { longitude: 121.47, latitude: 31.23 });
    vec![
        region("CN", None, Level::Country),
        host,
        region("CN-330000", Some("CN"), Level::Province),
        region("CN-330800", Some("CN-330000"), Level::Prefecture),
    ]
}

pub(super) fn question() -> ProjectProfile {
    let mut project = ProjectProfile::new(ProjectId::parse("antibody").unwrap());
    project.host_city = Some(id("CN-310000"));
    project.needs.land = Some(Figure::stated(Decimal::from(40), AreaUnit::Mu));
    project
}

fn ranked(profiles: Vec<RegionProfile>, project: &ProjectProfile) -> Vec<(Candidate, Standing)> {
    ranked_until(profiles, project, Stop::never())
}

fn ranked_until(
    profiles: Vec<RegionProfile>,
    project: &ProjectProfile,
    stop: Stop<'_>,
) -> Vec<(Candidate, Standing)> {
    let atlas = Atlas::new(profiles);
    let parameters = parameters();
    let context = Context {
        atlas: &atlas,
        parameters: &parameters,
        industries: vec![("276".to_owned(), 1.0)],
        coverings: Vec::new(),
        host: project.host_city.as_ref().and_then(|host| atlas.find(host)),
        as_of: date(2026, 1, 1),
        partners: None,
        excluded_links: BTreeSet::new(),
        link_records: None,
    };
    let weight = |criterion| match criterion {
        CriterionId::Access => 24.0,
        CriterionId::Specialisation => 20.0,
        _ => 8.0,
    };
    let weights = Weights::by_criterion(weight).unwrap();
    let criteria = criteria();
    let method = Method { criteria: &criteria, weights: &weights, level: Level::Park, stop };
    let places: Vec<usize> = atlas.at_level(Level::Park).collect();
    rank(&context, project, &method, &places, usize::MAX).candidates
}

pub(super) fn world(parks: &[ParkFacts]) -> Vec<RegionProfile> {
    let parks = parks.iter().enumerate().map(|(number, facts)| park(number, facts));
    places().into_iter().chain(parks).collect()
}

fn order(ranked: &[(Candidate, Standing)]) -> Vec<RegionId> {
    ranked.iter().map(|(candidate, _)| candidate.region.clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn totals_lie_within_their_bounds_and_order_the_answer(
        parks in prop::collection::vec(park_facts(), 0..12),
    ) {
        let ranked = ranked(world(&parks), &question());
        for (candidate, _) in &ranked {
            let sum: Points = candidate.contributions.iter().map(|c| c.points).sum();
            prop_assert_eq!(candidate.total(), sum);
            let bounds = candidate.bounds();
            prop_assert!(bounds.low <= sum && sum <= bounds.high);
            prop_assert!(bounds.high <= Points::WHOLE);
        }
        prop_assert!(ranked.windows(2).all(|pair| pair[0].0.order() < pair[1].0.order()));
        let certain = ranked.iter().filter(|(_, s)| *s == Standing::CertainlyFirst).count();
        prop_assert!(certain <= 1);
    }

    /// The panel of relatedness is derived from all regions, so candidates are removed here by a
    /// gate, as a question does it, and by leaving out parks that declare nothing.
    #[test]
    fn removing_a_candidate_leaves_the_order_of_the_others(
        parks in prop::collection::vec(park_facts(), 2..12), gone in 0usize..12,
    ) {
        let gone = gone % parks.len();
        let all = order(&ranked(world(&parks), &question()));
        let removed = id(&format!("CN-S{gone:06}"));
        let mut project = question();
        project.must_not.insert(removed.clone());
        let fewer = order(&ranked(world(&parks), &project));
        let expected: Vec<RegionId> = all.into_iter().filter(|other| *other != removed).collect();
        prop_assert_eq!(fewer, expected);
    }

    #[test]
    fn the_order_of_the_input_changes_nothing(
        parks in prop::collection::vec(park_facts(), 0..10), seed in 0usize..100,
    ) {
        let straight = world(&parks);
        let mut turned = straight.clone();
        turned.rotate_left(seed % straight.len());
        turned.reverse();
        let one: Vec<Candidate> = ranked(straight, &question()).into_iter().map(|(c, _)| c).collect();
        let other: Vec<Candidate> = ranked(turned, &question()).into_iter().map(|(c, _)| c).collect();
        prop_assert_eq!(one, other);
    }

    #[test]
    fn a_better_figure_never_lowers_the_total(
        facts in park_facts(), price in 50u32..3_000, cheaper in 1u32..50,
    ) {
        let total = |price| {
            let facts = ParkFacts { price: Some(price), area: Some(500), ..facts.clone() };
            ranked(world(&[facts]), &question())[0].0.total()
        };
        prop_assert!(total(price) <= total(price - cheaper.min(price - 1)));
    }
}

#[test]
fn a_park_of_which_nothing_is_known_is_ranked_by_medians_with_the_widest_bounds() {
    let nothing = ParkFacts { code: None, area: None, price: None, wage: None, at: None };
    let ranked = ranked(world(&[nothing]), &question());
    let (candidate, standing) = &ranked[0];
    assert_eq!(candidate.total(), Points::new(500_000));
    assert_eq!(candidate.bounds().low, Points::ZERO);
    assert_eq!(candidate.bounds().high, Points::WHOLE);
    assert_eq!(*standing, Standing::CertainlyFirst, "there is no other");
}

#[test]
fn whoever_is_asked_to_stop_ranks_nobody() {
    let nothing = ParkFacts { code: None, area: None, price: None, wage: None, at: None };
    let parks = vec![nothing; 3];
    assert_eq!(ranked_until(world(&parks), &question(), Stop::when(&|| true)).len(), 0);
    assert_eq!(ranked_until(world(&parks), &question(), Stop::when(&|| false)).len(), 3);
}

#[test]
fn equal_parks_stand_in_the_order_of_their_ids() {
    let facts = ParkFacts { code: Some("276"), area: Some(100), price: None, wage: None, at: None };
    let ranked = ranked(world(&[facts.clone(), facts.clone(), facts]), &question());
    let ids: Vec<String> = order(&ranked).iter().map(ToString::to_string).collect();
    assert_eq!(ids, ["CN-S000000", "CN-S000001", "CN-S000002"]);
    assert!(ranked.iter().all(|(_, standing)| *standing == Standing::PossiblyFirst));
}

#[test]
fn an_approved_area_never_passes_the_land_gate_silently() {
    let cases = [
        (Some(1u32), GateStatus::Fail),   // 1 hectare is less than 40 mu
        (Some(100), GateStatus::Unknown), // large enough, but who knows whether it is vacant
        (None, GateStatus::Unknown),
    ];
    for (area, expected) in cases {
        let facts = ParkFacts { code: None, area, price: None, wage: None, at: None };
        let atlas = Atlas::new(world(&[facts]));
        let parameters = parameters();
        let context = Context {
            atlas: &atlas,
            parameters: &parameters,
            industries: Vec::new(),
            coverings: Vec::new(),
            host: None,
            as_of: date(2026, 1, 1),
            partners: None,
            excluded_links: BTreeSet::new(),
            link_records: None,
        };
        let place = atlas.find(&id("CN-S000000")).unwrap();
        let gates = super::gate::check(&context, &question(), place);
        assert_eq!(gates[0].status, expected, "{area:?}");
    }
}

/// A place that is no park fails only if every offer is known and none suffices.
#[test]
fn one_small_vacancy_does_not_close_a_prefecture() {
    let bare = ParkFacts { code: None, area: None, price: None, wage: None, at: None };
    let approved = |hectares| ParkFacts { area: Some(hectares), ..bare.clone() };
    let cases = [
        (vec![approved(500)], GateStatus::Unknown), // one hectare vacant, 500 approved beside it
        (vec![bare.clone()], GateStatus::Unknown),  // a park of which nothing is known
        (vec![approved(2)], GateStatus::Fail),      // 40 mu fit nowhere
    ];
    for (others, expected) in cases {
        let mut profiles = world(&others);
        let mut vacant = park(900, &bare);
        vacant.land.available_area = Some(Figure::stated(Decimal::ONE, AreaUnit::Hectare));
        profiles.push(vacant);
        let atlas = Atlas::new(profiles);
        let parameters = parameters();
        let context = Context {
            atlas: &atlas,
            parameters: &parameters,
            industries: Vec::new(),
            coverings: Vec::new(),
            host: None,
            as_of: date(2026, 1, 1),
            partners: None,
            excluded_links: BTreeSet::new(),
            link_records: None,
        };
        let place = atlas.find(&id("CN-330800")).unwrap();
        let gates = super::gate::check(&context, &question(), place);
        assert_eq!(gates[0].status, expected, "{others:?}");
    }
}

/// Prefecture and park have no position; the other counties of the province are 200 km from the host.
#[test]
fn who_cannot_be_as_near_as_asked_is_refused_even_where_its_position_is_unknown() {
    let bare = ParkFacts { code: None, area: None, price: None, wage: None, at: None };
    let county = |number: usize| {
        let own = id(&format!("CN-3305{number:02}"));
        let name = Text::new("县", "county");
        let mut county = RegionProfile::new(own, Some(id("CN-330000")), Level::County, name);
        county.location = Some(Coordinates { longitude: 119.9, latitude: 30.0 });
        county
    };
    let asked = |minutes| ProjectProfile { travel_minutes_max: Some(minutes), ..question() };
    let travel = |counties: usize, minutes: u32| {
        let profiles = places().into_iter().chain((10..10 + counties).map(county));
        let profiles = profiles.chain([park(1, &bare)]).collect();
        let (candidate, _) = ranked(profiles, &asked(minutes)).pop()?;
        candidate.gates.into_iter().find(|gate| gate.gate == "travel")
    };
    assert!(travel(10, 60).is_none(), "nothing in the province is within an hour");
    for (counties, minutes) in [(10, 240), (9, 60)] {
        let to_confirm = travel(counties, minutes).unwrap();
        assert_eq!((to_confirm.status, to_confirm.actual), (GateStatus::Unknown, None));
    }
}

/// Land misses first by number of gates, then by margin, then by identifier.
#[test]
fn near_misses_stand_in_the_order_of_their_margins() {
    let bare = ParkFacts { code: None, area: None, price: None, wage: None, at: None };
    // 40 mu are 2.667 hectares: short by 10 %, 6.25 %, 6.25 % and 62.5 %.
    let parks = ["2.4", "2.5", "2.5", "1"].into_iter().enumerate().map(|(number, hectares)| {
        let mut park = park(number, &bare);
        let hectares = hectares.parse::<Decimal>().unwrap();
        park.land.available_area = Some(Figure::stated(hectares, AreaUnit::Hectare));
        park
    });
    let atlas = Atlas::new(places().into_iter().chain(parks).collect());
    let parameters = parameters();
    let context = Context {
        atlas: &atlas,
        parameters: &parameters,
        coverings: Vec::new(),
        industries: Vec::new(),
        host: None,
        as_of: date(2026, 1, 1),
        partners: None,
        excluded_links: BTreeSet::new(),
        link_records: None,
    };
    let mut project = question();
    project.needs.power = Some(Figure::stated(Decimal::ONE, PowerUnit::Megawatt));
    let (weights, criteria) = (Weights::by_criterion(|_| 1.0).unwrap(), criteria());
    let method =
        Method { criteria: &criteria, weights: &weights, level: Level::Park, stop: Stop::never() };
    let parks: Vec<usize> = atlas.at_level(Level::Park).collect();
    let ranked = rank(&context, &project, &method, &parks, usize::MAX);
    let near: Vec<&str> = ranked.near_misses.iter().map(|miss| miss.region.as_str()).collect();
    assert_eq!(near, ["CN-S000001", "CN-S000002", "CN-S000000"]);
    assert_eq!(ranked.refused.len(), 1, "short by more than a fifth");
    let first = &ranked.near_misses[0];
    assert_eq!((first.gates.len(), first.checked, first.unknown), (1, 2, 1), "power is unknown");
    approx::assert_abs_diff_eq!(first.margin().unwrap(), -0.0625, epsilon = 1e-9);
}

#[test]
fn a_circle_of_parents_is_cut() {
    let one =
        RegionProfile::new(id("CN-1"), Some(id("CN-2")), Level::County, Text::new("一", "one"));
    let two =
        RegionProfile::new(id("CN-2"), Some(id("CN-1")), Level::County, Text::new("二", "two"));
    let atlas = Atlas::new(vec![one, two]);
    assert_eq!(atlas.ancestors(0), [1]);
    assert_eq!(atlas.ancestors(1), [0]);
}
