//! The support of every candidate of a question, solved once for all that look alike to it.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use super::{PolicyTerms, PublishedInstrument, facts::prices, policy_stack};
use crate::{
    domain::{
        policy::{PolicyInstrument, PolicyParty},
        predicate::{Bound, Facts, Predicate},
        project::ProjectProfile,
    },
    landing::stack::PolicyStack,
    scoring::{atlas::Atlas, context::Context},
};

/// The support instruments of a candidate and what they add up to.
#[derive(Debug, Clone)]
pub struct PolicyAdvice {
    /// The instruments, each with the region that publishes it; stacks name them by position.
    pub listed: Vec<PublishedInstrument>,
    /// The best stack of home region, province and state.
    pub without_host: PolicyStack,
    /// The best stack where the host city's instruments count too, as a collaborative or two-way
    /// enclave lets them; `None` where the host city publishes none.
    pub with_host: Option<PolicyStack>,
    /// Years of production that were counted.
    pub years: u8,
    /// The discount rate of present values.
    pub discount_rate: f64,
}

/// One project and its discount rate; what its instruments add up to in any place.
///
/// Most parks publish no instrument, and inherit the same ones as their neighbours. Candidates that
/// no instrument can tell apart share one answer.
pub(in crate::service::landing) struct SupportQuestion<'a> {
    context: &'a Context<'a>,
    project: &'a ProjectProfile,
    facts: Facts,
    discount_rate: f64,
    /// The places that publish support, or that a condition names.
    told_apart: HashSet<usize>,
    answers: Mutex<HashMap<Sight<'a>, Arc<PolicyAdvice>>>,
}

/// All that instruments and their conditions can see of a candidate: what [`policy_stack`] reads of
/// a place, but for regions that neither publish support nor stand in a condition.
#[derive(PartialEq, Eq, Hash)]
struct Sight<'a> {
    /// Of the candidate and the regions above it, those that are told apart, the nearest first.
    lineage: Vec<usize>,
    country: &'a str,
    /// Rent and land price of the project there.
    prices: [Option<Bound>; 2],
}

impl<'a> SupportQuestion<'a> {
    /// Prepares the question; `facts` are what is known of the project wherever it lands, and
    /// `discount_rate` holds per year.
    pub(in crate::service::landing) fn new(
        context: &'a Context<'a>,
        project: &'a ProjectProfile,
        facts: Facts,
        discount_rate: f64,
    ) -> SupportQuestion<'a> {
        let told_apart = told_apart(context.atlas);
        let answers = Mutex::default();
        SupportQuestion { context, project, facts, discount_rate, told_apart, answers }
    }

    /// What the instruments add up to in a place of the atlas.
    pub(in crate::service::landing) fn advise(&self, place: usize) -> Arc<PolicyAdvice> {
        let sight = self.sight(place);
        // Whoever panicked in between has added nothing.
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.entry(sight).or_insert_with(|| Arc::new(self.solve(place))).clone()
    }

    fn sight(&self, place: usize) -> Sight<'a> {
        let Context { atlas, as_of, .. } = *self.context;
        let [rent, land] = prices(atlas, self.project, &self.facts, place, as_of);
        Sight {
            lineage: atlas.lineage(place).filter(|at| self.told_apart.contains(at)).collect(),
            country: atlas.profile(place).id.country(),
            prices: [rent.1, land.1],
        }
    }

    fn solve(&self, place: usize) -> PolicyAdvice {
        let of = |parties: &[PolicyParty]| {
            let terms = PolicyTerms {
                as_of: self.context.as_of,
                parties: parties.iter().copied().collect(),
                count_expired: false,
                count_doubtful: false,
                years: None,
                discount_rate: Some(self.discount_rate),
            };
            policy_stack(self.context.atlas, self.project, &self.facts, place, &terms)
        };
        let own = of(&[PolicyParty::Home, PolicyParty::Province, PolicyParty::State]);
        let is_host = |party: PolicyParty| party == PolicyParty::Host;
        let with_host = own.listed.iter().any(|(_, instrument)| is_host(instrument.party));
        let with_host = with_host.then(|| {
            let all =
                [PolicyParty::Home, PolicyParty::Host, PolicyParty::Province, PolicyParty::State];
            of(&all).stack
        });
        PolicyAdvice {
            listed: own.listed.iter().map(PublishedInstrument::from).collect(),
            without_host: own.stack,
            with_host,
            years: own.years,
            discount_rate: self.discount_rate,
        }
    }
}

fn told_apart(atlas: &Atlas) -> HashSet<usize> {
    let mut places = HashSet::new();
    for &place in atlas.supporting() {
        places.insert(place);
        let named = atlas.profile(place).policies.iter().flat_map(conditions);
        places
            .extend(named.flat_map(|condition| condition.places()).filter_map(|id| atlas.find(id)));
    }
    places
}

fn conditions(instrument: &PolicyInstrument) -> impl Iterator<Item = &Predicate> {
    let of_grants = instrument.grants.iter().filter_map(|grant| grant.when.as_ref());
    instrument.when.iter().chain(of_grants)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::date;
    use rust_decimal::Decimal;

    use super::*;
    use crate::{
        definition,
        domain::{
            figure::Figure,
            grant::Grant,
            id::{ProjectId, RegionId},
            predicate::Measure,
            region::{Level, RegionProfile},
            text::Text,
            unit::{AreaUnit, MoneyUnit, RentUnit},
        },
        service::landing::policies::project_facts,
    };

    fn id(text: &str) -> RegionId {
        RegionId::parse(text).unwrap()
    }

    fn region(own: &str, parent: Option<&str>, level: Level) -> RegionProfile {
        RegionProfile::new(id(own), parent.map(id), level, Text::new("地", own))
    }

    fn subsidy(name: &str, party: PolicyParty, base: Measure, when: &str) -> PolicyInstrument {
        let mut instrument = PolicyInstrument::new(name, "subsidy", party);
        let rate = Some(Decimal::new(1, 1));
        instrument.grants.push(Grant { base: Some(base), rate, ..Grant::default() });
        instrument.when = (!when.is_empty()).then(|| Predicate::parse(when).unwrap());
        instrument
    }

    /// A province and a prefecture that publish support, and parks that differ in what it can see
    /// and in what it cannot.
    fn atlas() -> Atlas {
        let mut province = region("CN-330000", None, Level::Province);
        province.policies.push(subsidy("p", PolicyParty::Province, Measure::Capex, ""));
        let mut prefecture = region("CN-330800", Some("CN-330000"), Level::Prefecture);
        let only_one = "place in CN-S1";
        prefecture.policies.push(subsidy("one", PolicyParty::Home, Measure::Capex, only_one));
        prefecture.policies.push(subsidy("rent", PolicyParty::Home, Measure::Rent, ""));
        let other = region("CN-330900", Some("CN-330000"), Level::Prefecture);
        let mut host = region("CN-310000", None, Level::Province);
        host.policies.push(subsidy("h", PolicyParty::Host, Measure::Capex, ""));
        let park = |own: &str, parent: &str, rent: Option<i64>| {
            let mut park = region(own, Some(parent), Level::Park);
            park.land.workshop_rent =
                rent.map(|rent| Figure::stated(rent.into(), RentUnit::YuanPerSquareMetreMonth));
            park
        };
        let mut own = park("CN-S5", "CN-330800", None);
        own.policies.push(subsidy("own", PolicyParty::Home, Measure::Capex, "not from_abroad"));
        Atlas::new(vec![
            province,
            prefecture,
            other,
            host,
            park("CN-S1", "CN-330800", None),
            park("CN-S2", "CN-330800", None),
            park("CN-S3", "CN-330800", None),
            park("CN-S4", "CN-330800", Some(20)),
            own,
            park("CN-S6", "CN-330900", None),
        ])
    }

    #[test]
    fn only_candidates_that_no_instrument_tells_apart_share_an_answer() {
        let atlas = atlas();
        let definition = definition::get();
        let mut project = ProjectProfile::new(ProjectId::parse("etcher").unwrap());
        project.host_city = Some(id("CN-310000"));
        project.money.capex = Some(Figure::stated(Decimal::from(120), MoneyUnit::MillionYuan));
        project.needs.floor_area = Some(Figure::stated(Decimal::ONE, AreaUnit::Hectare));
        let as_of = date(2026, 1, 1);
        let context = Context {
            atlas: &atlas,
            parameters: &definition.parameters,
            coverings: Vec::new(),
            industries: Vec::new(),
            partners: None,
            host: atlas.find(&id("CN-310000")),
            as_of,
            excluded_links: BTreeSet::new(),
            link_records: None,
        };
        let facts = project_facts(&definition.taxonomy, &project, &[]);
        let question = SupportQuestion::new(&context, &project, facts.clone(), 0.08);
        let place = |own: &str| atlas.find(&id(own)).unwrap();
        let parks = ["CN-S1", "CN-S2", "CN-S3", "CN-S4", "CN-S5", "CN-S6"];
        // Asked in any order, each gets what it would get alone.
        for own in parks.iter().chain(parks.iter().rev()) {
            let alone = SupportQuestion::new(&context, &project, facts.clone(), 0.08);
            let expected = alone.solve(place(own));
            let found = question.advise(place(own));
            assert_eq!(found.listed, expected.listed, "{own}");
            assert_eq!(found.without_host, expected.without_host, "{own}");
            assert_eq!(found.with_host, expected.with_host, "{own}");
            assert_eq!(found.years, expected.years, "{own}");
        }
        let share = |one: &str, other: &str| {
            Arc::ptr_eq(&question.advise(place(one)), &question.advise(place(other)))
        };
        let cases = [
            ("CN-S2", "CN-S3", true, "nothing tells them apart"),
            ("CN-S1", "CN-S2", false, "a condition names one of them"),
            ("CN-S2", "CN-S4", false, "the rent is a base"),
            ("CN-S2", "CN-S5", false, "one publishes an instrument"),
            ("CN-S2", "CN-S6", false, "another prefecture"),
        ];
        for (one, other, expected, reason) in cases {
            assert_eq!(share(one, other), expected, "{one} {other}: {reason}");
        }
    }
}
