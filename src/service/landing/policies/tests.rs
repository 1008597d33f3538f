use std::sync::LazyLock;

use jiff::civil::date;
use rust_decimal::Decimal;

use super::{facts::prices, *};
use crate::{
    definition,
    domain::{
        grant::PolicyCap,
        id::ProjectId,
        money::FenEstimate,
        predicate::Bound,
        project::Accepts,
        project::Premises,
        unit::{AreaUnit, MoneyUnit, RentUnit},
    },
    service::index_texts::built_in_world,
};

fn atlas() -> &'static Atlas {
    static ATLAS: LazyLock<Atlas> = LazyLock::new(|| Atlas::new(built_in_world().regions));
    &ATLAS
}

fn terms() -> PolicyTerms {
    PolicyTerms {
        as_of: date(2024, 9, 1),
        parties: BTreeSet::from([PolicyParty::Home, PolicyParty::Province, PolicyParty::State]),
        count_expired: false,
        count_doubtful: false,
        years: None,
        discount_rate: None,
    }
}

/// A maker of machines for chips from Shanghai: 120 million CNY, half of it equipment.
fn project() -> ProjectProfile {
    let million = |value: i64| Some(Figure::stated(Decimal::from(value), MoneyUnit::MillionYuan));
    let mut project = ProjectProfile::new(ProjectId::parse("etcher").unwrap());
    project.host_city = Some(RegionId::parse("CN-310000").unwrap());
    project.money.capex = million(120);
    project.money.equipment = million(60);
    project.money.tax_per_year = million(5);
    project
}

fn facts(project: &ProjectProfile) -> Facts {
    project_facts(&definition::get().taxonomy, project, &[IndustryCode::gbt("3562")])
}

fn at(region: &str, project: &ProjectProfile, terms: &PolicyTerms) -> Policies<'static> {
    let place = atlas().find(&RegionId::parse(region).unwrap()).unwrap();
    policy_stack(atlas(), project, &facts(project), place, terms)
}

fn reason<'a>(policies: &'a Policies<'_>, id: &str) -> Option<&'a Reason> {
    let of = |position: usize| policies.listed[position].1.id == id;
    policies.stack.refused.iter().find(|one| of(one.instrument)).map(|one| &one.reason)
}

#[test]
fn the_equipment_subsidy_of_ningbo_is_due_to_a_large_project() {
    let found = at("CN-330200", &project(), &terms());
    // A tenth of 60 million; machines for chips are smart equipment (35), capped at 50 million.
    assert_eq!(found.stack.total(), FenEstimate::exact(Fen::new(600_000_000)));
    assert_eq!(found.stack.certain.chosen[0].grant, 0);
    assert_eq!(reason(&found, "CN-330200-02").unwrap().as_str(), "doubtful");
    // The rebate is at most 60 % of the whole tax for two years, if the part that stays is unknown.
    let all = at("CN-330200", &project(), &PolicyTerms { count_doubtful: true, ..terms() });
    let low = Fen::new(600_000_000);
    assert_eq!(all.stack.total(), FenEstimate::new(low, low, Fen::new(1_200_000_000)).unwrap());
    assert_eq!(all.years, 2);
}

#[test]
fn a_county_inherits_from_the_prefecture_and_the_province() {
    let parties = |region: &str| {
        let found = at(region, &project(), &terms());
        found.listed.iter().map(|(profile, _)| profile.id.to_string()).collect::<BTreeSet<String>>()
    };
    assert_eq!(parties("CN-340121"), ["CN-340000", "CN-340121"].map(str::to_owned).into());
    // A zone has its own, which the district around it does not inherit.
    assert!(parties("CN-G342020").contains("CN-G342020"));
    assert!(!parties("CN-340104").contains("CN-G342020"));
}

#[test]
fn a_condition_that_fails_is_named() {
    let mut split = project();
    split.accepts = Accepts { move_outright: Some(false), ..Accepts::default() };
    let found = at("CN-350400", &split, &terms());
    let Some(Reason::Ineligible(part)) = reason(&found, "CN-350400-02") else {
        panic!("{found:?}")
    };
    assert_eq!(part.to_string(), "relocates_whole");
    split.host_city = Some(RegionId::parse("CN-440300").unwrap());
    let found = at("CN-350400", &split, &terms());
    let Some(Reason::Ineligible(part)) = reason(&found, "CN-350400-02") else {
        panic!("{found:?}")
    };
    assert_eq!(part.to_string(), "origin in CN-310000");
}

#[test]
fn what_expired_is_shown_and_not_counted() {
    let later = PolicyTerms { as_of: date(2026, 1, 1), ..terms() };
    let found = at("CN-330483", &project(), &later);
    assert_eq!(reason(&found, "CN-330483-01"), Some(&Reason::Expired(date(2025, 12, 31))));
    let asked = at("CN-330483", &project(), &PolicyTerms { count_expired: true, ..later });
    assert_eq!(reason(&asked, "CN-330483-01"), None);
}

#[test]
fn the_host_city_pays_only_where_the_mode_lets_it() {
    let mut chip = project();
    chip.host_city = Some(RegionId::parse("CN-440306").unwrap());
    let rent = |policies: &Policies<'_>| {
        let listed = |position: usize| policies.listed[position].1.id.as_str();
        policies.stack.open.iter().any(|open| listed(open.instrument) == "CN-440306-01")
    };
    let alone = at("CN-330200", &chip, &terms());
    assert_eq!(reason(&alone, "CN-440306-01"), Some(&Reason::OtherParty(PolicyParty::Host)));
    assert!(!rent(&alone));
    let mut both = terms();
    both.parties.insert(PolicyParty::Host);
    let found = at("CN-330200", &chip, &both);
    assert!(rent(&found));
    assert!(alone.stack.total().high < found.stack.total().high);
}

#[test]
fn a_published_cap_closes_the_purse_of_the_region() {
    let mut regions: Vec<RegionProfile> = atlas()
        .profiles()
        .iter()
        .filter(|profile| ["CN", "CN-330000", "CN-330200"].contains(&profile.id.as_str()))
        .cloned()
        .collect();
    for region in &mut regions {
        let cap_cny = Decimal::from(4_000_000);
        let cap = PolicyCap { party: PolicyParty::Home, cap_cny, source: None, note: None };
        region.policy_caps.push(cap);
    }
    let atlas = Atlas::new(regions);
    let place = atlas.find(&RegionId::parse("CN-330200").unwrap()).unwrap();
    let found = policy_stack(&atlas, &project(), &facts(&project()), place, &terms());
    assert_eq!(found.stack.certain.gross, Fen::new(600_000_000));
    assert_eq!(found.stack.certain.total, Fen::new(400_000_000));
}

#[test]
fn rent_is_the_places_own_or_at_most_what_the_project_would_pay() {
    let mut tenant = project();
    tenant.premises = Some(Premises::RentWorkshop);
    tenant.needs.floor_area = Some(Figure::stated(Decimal::from(1_000), AreaUnit::SquareMetre));
    tenant.money.workshop_rent_max =
        Some(Figure::stated(Decimal::from(20), RentUnit::YuanPerSquareMetreMonth));
    let mut region = RegionProfile::new(
        RegionId::parse("CN-330200").unwrap(),
        None,
        crate::domain::region::Level::Prefecture,
        Text::new("宁波", "Ningbo"),
    );
    let rent = |region: &RegionProfile| {
        let atlas = Atlas::new(vec![region.clone()]);
        prices(&atlas, &tenant, &facts(&tenant), 0, date(2024, 9, 1))[0].1
    };
    let most = Bound { low: Decimal::ZERO, high: Some(Decimal::from(240_000)) };
    assert_eq!(rent(&region), Some(most));
    region.land.workshop_rent =
        Some(Figure::stated(Decimal::TEN, RentUnit::YuanPerSquareMetreMonth));
    assert_eq!(rent(&region), Some(Bound::exact(Decimal::from(120_000))));
}
