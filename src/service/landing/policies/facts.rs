//! What is known of a project at a place, for the conditions and amounts of instruments.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::{
    definition::taxonomy::Taxonomy,
    domain::{
        code::{ClassificationSystem, IndustryCode},
        figure::Figure,
        id::RegionId,
        predicate::{Bound, Facts, Flag, IndustryPath, Measure},
        project::{Premises, ProjectProfile},
        unit::Unit,
    },
    scoring::atlas::Atlas,
};

/// Square metres of a hectare.
const SQUARE_METRES_PER_HECTARE: u32 = 10_000;
/// Mu of a hectare.
const MU_PER_HECTARE: u32 = 15;

/// What is known of a project wherever it lands; made once for all candidates of a question.
pub fn project_facts(
    taxonomy: &Taxonomy,
    project: &ProjectProfile,
    industries: &[IndustryCode],
) -> Facts {
    let mut facts = Facts {
        industries: industries.iter().flat_map(|code| paths(taxonomy, code)).collect(),
        stage: project.stage,
        ..Facts::default()
    };
    match project.premises {
        Some(Premises::BuyLand) => {
            facts.flags.extend([(Flag::BuysLand, true), (Flag::RentsWorkshop, false)]);
        }
        Some(Premises::RentWorkshop) => {
            facts.flags.extend([(Flag::BuysLand, false), (Flag::RentsWorkshop, true)]);
        }
        None => {}
    }
    // Whoever refuses to move outright does not move whole; whoever accepts it may not.
    if project.accepts.move_outright == Some(false) {
        facts.flags.insert(Flag::RelocatesWhole, false);
    }
    figures(project).into_iter().fold(facts, |facts, (measure, bound)| facts.with(measure, bound))
}

fn figures(project: &ProjectProfile) -> Vec<(Measure, Option<Bound>)> {
    let (money, needs) = (&project.money, &project.needs);
    let capex = bound(money.capex.as_ref());
    let output = bound(money.output_per_year.as_ref());
    let tax = bound(money.tax_per_year.as_ref());
    let research = bound(money.research_per_year.as_ref());
    let land = bound(needs.land.as_ref());
    let floor = bound(needs.floor_area.as_ref());
    let part_of = |whole: Option<Bound>| whole.map(|whole| Bound { low: Decimal::ZERO, ..whole });
    let at_least = |part: Option<Bound>| part.map(|part| Bound { high: None, ..part });
    let per = |amount: Option<Bound>, area: Option<Bound>, units: u32| {
        amount?.divided_by(area?.times(Bound::exact(Decimal::from(units)))?)
    };
    vec![
        (Measure::Capex, capex),
        (Measure::TotalInvestment, at_least(capex)),
        (Measure::Equipment, bound(money.equipment.as_ref()).or(part_of(capex))),
        (Measure::Loan, bound(money.loan.as_ref())),
        (Measure::PaidInCapital, bound(money.paid_in_capital.as_ref())),
        (Measure::Output, output),
        (Measure::Tax, tax),
        (Measure::LocalTax, part_of(tax)),
        (Measure::ValueAdded, bound(money.value_added_per_year.as_ref())),
        (Measure::Research, research),
        (Measure::ResearchShare, research.zip(output).and_then(|(one, all)| one.divided_by(all))),
        (Measure::Jobs, jobs(project)),
        (Measure::Land, land),
        (Measure::FloorArea, floor),
        (Measure::CapexPerMu, per(capex, land, MU_PER_HECTARE)),
        (Measure::OutputPerMu, per(output, land, MU_PER_HECTARE)),
        (Measure::TaxPerMu, per(tax, land, MU_PER_HECTARE)),
        (Measure::CapexPerSquareMetre, per(capex, floor, SQUARE_METRES_PER_HECTARE)),
        (Measure::OutputPerSquareMetre, per(output, floor, SQUARE_METRES_PER_HECTARE)),
    ]
}

fn bound<U: Unit>(figure: Option<&Figure<U>>) -> Option<Bound> {
    figure.and_then(Bound::of)
}

/// The people to employ: the sum over skills goes before the headcount.
fn jobs(project: &ProjectProfile) -> Option<Bound> {
    if project.staff.is_empty() {
        return bound(project.needs.headcount.as_ref());
    }
    project.staff.iter().try_fold(Bound::exact(Decimal::ZERO), |sum, staff| {
        let people = Bound::of(&staff.people)?;
        let high = match (sum.high, people.high) {
            (Some(one), Some(two)) => Some(one.checked_add(two)?),
            _ => None,
        };
        Some(Bound { low: sum.low.checked_add(people.low)?, high })
    })
}

/// The industry in GB/T 4754 and in its own classification, one path per correspondence.
fn paths(taxonomy: &Taxonomy, industry: &IndustryCode) -> Vec<IndustryPath> {
    let path = |codes: BTreeSet<IndustryCode>| {
        let above = codes.iter().flat_map(|code| taxonomy.ancestors(code));
        IndustryPath { above: above.map(|entry| entry.industry.clone()).collect(), codes }
    };
    if industry.system == ClassificationSystem::Gbt4754 {
        return vec![path(BTreeSet::from([industry.clone()]))];
    }
    let chinese = taxonomy.gbt_of(industry);
    if chinese.is_empty() {
        return vec![path(BTreeSet::from([industry.clone()]))];
    }
    let both = |code: &String| path(BTreeSet::from([IndustryCode::gbt(code), industry.clone()]));
    chinese.iter().map(both).collect()
}

/// What is known of the project at its home region and in its host city.
pub(super) fn sides(
    atlas: &Atlas,
    project: &ProjectProfile,
    known: &Facts,
    (place, host): (usize, Option<usize>),
    as_of: Date,
) -> (Facts, Facts) {
    let lineage = |place: usize| -> Vec<RegionId> {
        atlas.lineage(place).map(|above| atlas.profile(above).id.clone()).collect()
    };
    let mut home = known.clone();
    home.origin = host.map(lineage).unwrap_or_default();
    home.place = lineage(place);
    let abroad = project.host_city.as_ref().map(|id| id.country().to_owned());
    if let Some(country) = project.origin_country.clone().or(abroad) {
        let is_abroad = country != atlas.profile(place).id.country();
        home.flags.insert(Flag::FromAbroad, is_abroad);
    }
    let host = Facts {
        industries: home.industries.clone(),
        stage: home.stage,
        origin: home.origin.clone(),
        place: home.origin.clone(),
        ..Facts::default()
    };
    for (measure, bound) in prices(atlas, project, known, place, as_of) {
        home = home.with(measure, bound);
    }
    (home, host)
}

/// Rent and land price: at the place's own price, or else at most at the highest that the project
/// would pay. A price inherited from a region above is none of a single plant.
pub(super) fn prices(
    atlas: &Atlas,
    project: &ProjectProfile,
    known: &Facts,
    place: usize,
    as_of: Date,
) -> [(Measure, Option<Bound>); 2] {
    let land = &atlas.profile(place).land;
    let area = |measure: Measure, factor: u32| {
        known.measures.get(&measure)?.times(Bound::exact(Decimal::from(factor)))
    };
    let rent = published(land.workshop_rent.as_ref(), as_of)
        .or_else(|| at_most(project.money.workshop_rent_max.as_ref()));
    let price = published(land.industrial_price.as_ref(), as_of)
        .or_else(|| at_most(project.money.land_price_max.as_ref()));
    let times = |one: Option<Bound>, other: Option<Bound>| one?.times(other?);
    [
        (Measure::Rent, times(rent, area(Measure::FloorArea, SQUARE_METRES_PER_HECTARE * 12))),
        (Measure::LandPrice, times(price, area(Measure::Land, SQUARE_METRES_PER_HECTARE))),
    ]
}

fn published<U: Unit>(figure: Option<&Figure<U>>, as_of: Date) -> Option<Bound> {
    figure.filter(|figure| figure.known_on(as_of)).and_then(Bound::of)
}

fn at_most<U: Unit>(figure: Option<&Figure<U>>) -> Option<Bound> {
    let bound = figure.and_then(Bound::of)?;
    Some(Bound { low: Decimal::ZERO, ..bound })
}
