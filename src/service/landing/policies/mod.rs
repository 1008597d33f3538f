use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::{
    definition::taxonomy::Taxonomy,
    domain::{
        code::{ClassificationSystem, IndustryCode},
        figure::Figure,
        id::RegionId,
        invalid::Invalid,
        limits::POLICY_YEARS_MAX,
        money::Fen,
        policy::{PolicyInstrument, PolicyParty},
        predicate::{Bound, Facts, Flag, IndustryPath, Measure},
        project::{Premises, ProjectProfile},
        region::RegionProfile,
        text::Text,
        unit::Unit,
    },
    landing::stack::{self, Listed, PolicyStack, PurseCap, Terms},
    scoring::atlas::Atlas,
    service::{
        App, Error, app,
        code_text::CodedIndustry,
        rank_regions::{Subject, Wishes},
        resolve::{fetch, resolve},
    },
};

pub use crate::landing::stack::{Chosen, Open, Payer, Reason, Refused, Selection};

/// Square metres of a hectare.
const SQUARE_METRES_PER_HECTARE: u32 = 10_000;
/// Mu of a hectare.
const MU_PER_HECTARE: u32 = 15;

/// What is asked of the instruments of a place.
#[derive(Debug, Clone)]
pub struct PolicyTerms {
    /// Valid time.
    pub as_of: Date,
    /// Whose instruments count. The enclave mode decides whether those of the host city do.
    pub parties: BTreeSet<PolicyParty>,
    /// Whether expired instruments count.
    pub count_expired: bool,
    /// Whether instruments count that may no longer be honoured.
    pub count_doubtful: bool,
    /// Years of production to count; as long as any instrument pays if absent.
    pub years: Option<u8>,
    /// The discount rate per year; no present value if absent.
    pub discount_rate: Option<f64>,
}

/// The instruments of a place, borrowed from the atlas, and their best stack.
#[derive(Debug, Clone)]
pub struct Policies<'a> {
    /// The instruments, those of the home region first, with the region that publishes each.
    pub listed: Vec<(&'a RegionProfile, &'a PolicyInstrument)>,
    /// The stack; it names instruments by their position in the list.
    pub stack: PolicyStack,
    /// Years of production that were counted.
    pub years: u8,
}

/// What a project's instruments at a place add up to.
#[derive(Debug, Clone)]
pub struct PolicyQuestion {
    /// The project.
    pub subject: Subject,
    /// The region where production would land.
    pub region: RegionId,
    /// Under which terms instruments count.
    pub terms: PolicyTerms,
}

/// An answered question.
#[derive(Debug, Clone)]
pub struct PolicyAnswer {
    /// The project as it was understood.
    pub project: ProjectProfile,
    /// Its production industries.
    pub industries: Vec<CodedIndustry>,
    /// The region asked for.
    pub region: (RegionId, Text),
    /// The host city, if it is known.
    pub host: Option<(RegionId, Text)>,
    /// The instruments, each with the region that publishes it.
    pub listed: Vec<PublishedInstrument>,
    /// The stack; it names instruments by their position in the list.
    pub stack: PolicyStack,
    /// Years of production that were counted.
    pub years: u8,
    /// The discount rate of the present value.
    pub discount_rate: Option<f64>,
    /// Valid time.
    pub as_of: Date,
    /// The store's generation.
    pub generation: u64,
    /// The hash of the definition.
    pub definition: String,
}

/// An instrument and who publishes it.
#[derive(Debug, Clone)]
pub struct PublishedInstrument {
    /// The region.
    pub region: RegionId,
    /// Its names.
    pub region_name: Text,
    /// The instrument.
    pub instrument: PolicyInstrument,
}

/// Answers what the instruments of a place add up to for a project.
///
/// # Errors
/// Unknown identifiers, refused values, an unavailable store.
pub async fn support(app: &App, question: PolicyQuestion) -> Result<PolicyAnswer, Error> {
    let PolicyQuestion { subject, region, terms } = question;
    check(&terms)?;
    let derived = app.derived().await?;
    let asked = fetch(app, subject).await?;
    let app = app.clone();
    app::blocking(move || {
        let resolved = resolve(&app, &derived, asked, &Wishes::default())?;
        let atlas = &derived.atlas;
        let place = atlas
            .find(&region)
            .ok_or_else(|| Error::NotFound { what: "region", id: region.to_string() })?;
        let codes: Vec<IndustryCode> =
            resolved.industries.iter().map(|coded| coded.industry.clone()).collect();
        let known = project_facts(&app.definition().taxonomy, &resolved.project, &codes);
        let mut terms = terms;
        let assumed = &resolved.project.assumptions;
        terms.discount_rate = terms
            .discount_rate
            .or_else(|| assumed.discount_rate.as_ref().and_then(Figure::measure));
        let policies = policy_stack(atlas, &resolved.project, &known, place, &terms);
        let named = |place: usize| {
            let profile = atlas.profile(place);
            (profile.id.clone(), profile.name.clone())
        };
        let host = resolved.project.host_city.as_ref().and_then(|id| atlas.find(id));
        let publish =
            |(region, instrument): &(&RegionProfile, &PolicyInstrument)| PublishedInstrument {
                region: region.id.clone(),
                region_name: region.name.clone(),
                instrument: (*instrument).clone(),
            };
        Ok(PolicyAnswer {
            region: named(place),
            host: host.map(named),
            listed: policies.listed.iter().map(publish).collect(),
            stack: policies.stack,
            years: policies.years,
            discount_rate: terms.discount_rate,
            as_of: terms.as_of,
            generation: derived.generation,
            definition: app.definition_hash().to_owned(),
            project: resolved.project,
            industries: resolved.industries,
        })
    })
    .await?
}

fn check(terms: &PolicyTerms) -> Result<(), Error> {
    let mut faults = Vec::new();
    if let Some(years) = terms.years.filter(|years| !(1..=POLICY_YEARS_MAX).contains(years)) {
        let expected = format!("between 1 and {POLICY_YEARS_MAX} years");
        faults.push(Invalid::new("years", years, &expected));
    }
    if let Some(rate) = terms.discount_rate.filter(|rate| !(0.0..=1.0).contains(rate)) {
        faults.push(Invalid::new("discount_rate", rate, "between 0 and 1"));
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

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

/// Collects the instruments in the lineage of a place and of the host city, and solves their stack
/// for a project.
///
/// Of the home side count the instruments of the place and of the regions above it, in their own
/// role; of the host side those that a region publishes as host. What a host city pays, it pays for
/// what the project does there: of the figures of production the host side knows none.
pub fn policy_stack<'a>(
    atlas: &'a Atlas,
    project: &ProjectProfile,
    known: &Facts,
    place: usize,
    terms: &PolicyTerms,
) -> Policies<'a> {
    let host = project.host_city.as_ref().and_then(|id| atlas.find(id));
    let (home_facts, host_facts) = sides(atlas, project, known, (place, host), terms.as_of);
    let of = |place: usize| {
        let profile = atlas.profile(place);
        profile.policies.iter().map(move |instrument| (profile, instrument))
    };
    let home = atlas.lineage(place).flat_map(of);
    let home = home.filter(|(_, instrument)| instrument.party != PolicyParty::Host);
    let hosts = host.into_iter().flat_map(|host| atlas.lineage(host)).flat_map(of);
    let hosts = hosts.filter(|(_, instrument)| instrument.party == PolicyParty::Host);
    let sided: Vec<_> = home
        .map(|found| (found, &home_facts))
        .chain(hosts.map(|found| (found, &host_facts)))
        .collect();
    let each = sided.iter().map(|((profile, instrument), facts)| Listed {
        region: &profile.id,
        instrument,
        facts,
    });
    let each: Vec<Listed<'_>> = each.collect();
    let mut publishers: Vec<&RegionProfile> =
        sided.iter().map(|((profile, _), _)| *profile).collect();
    publishers.dedup_by_key(|profile| &profile.id);
    let caps = publishers.iter().flat_map(|profile| {
        profile.policy_caps.iter().map(|cap| PurseCap {
            region: profile.id.clone(),
            party: cap.party,
            cap: Fen::from_yuan(cap.cap_cny).unwrap_or(Fen::MAX),
        })
    });
    let caps: Vec<PurseCap> = caps.collect();
    let years = terms.years.unwrap_or_else(|| stack::years_published(&each));
    let terms = Terms {
        as_of: terms.as_of,
        parties: terms.parties.clone(),
        count_expired: terms.count_expired,
        count_doubtful: terms.count_doubtful,
        years,
        discount_rate: terms.discount_rate,
    };
    let stack = stack::stack(&each, &caps, &terms);
    Policies { listed: sided.into_iter().map(|(found, _)| found).collect(), stack, years }
}

/// What is known of the project at its home region and in its host city.
fn sides(
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
fn prices(
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

#[cfg(test)]
mod tests;
