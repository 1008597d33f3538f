//! All that is said of landing at one candidate beside its score: cost, support, enclave mode,
//! placement, overbidding, parcels, and what the link between both sides brought home so far.

use std::collections::BTreeSet;

use super::{
    CostQuestion,
    cost_statement::{CostStatement, state},
    modes::{self, LandingNumbers, ModeAdvice, OverbidAdvice, QuadrantAdvice},
    parcel::{ParcelOffer, parcels},
    policies::{PolicyTerms, PublishedInstrument, policy_stack, project_facts},
    record::{LinkSummary, landings_between, summary},
};
use crate::{
    definition::Definition,
    domain::{
        code::IndustryCode, invalid::Invalid, limits::PARCELS_NAMED_MAX, money::FenEstimate,
        policy::PolicyParty, predicate::Facts, project::ProjectProfile,
    },
    landing::{
        cost::{Comparison, Line, LineSaving},
        mode::Stacks,
        plan::Plan,
        stack::PolicyStack,
    },
    scoring::context::Context,
};

/// What landing at a candidate costs, earns and requires.
#[derive(Debug, Clone)]
pub struct LandingAdvice {
    /// The annual cost, and against staying.
    pub cost: CostStatement,
    /// The support instruments and their best legal stacks.
    pub policies: PolicyAdvice,
    /// The enclave modes; `None` without a host city.
    pub modes: Option<ModeAdvice>,
    /// Where research and production stand best; `None` without a host city.
    pub quadrant: Option<QuadrantAdvice>,
    /// Whether the home region pays more than it can expect.
    pub overbid: OverbidAdvice,
    /// The parcels that fit, the smallest sufficient one first; the first of them.
    pub parcels: Vec<ParcelOffer>,
    /// What a link between both sides brought home; `None` without one.
    pub link: Option<LinkSummary>,
}

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

/// What the advice on every candidate of a question has in common, worked out once.
pub struct AdviceQuestion<'a> {
    context: &'a Context<'a>,
    project: &'a ProjectProfile,
    definition: &'a Definition,
    cost: CostQuestion<'a>,
    plan: Plan,
    facts: Facts,
}

impl<'a> AdviceQuestion<'a> {
    /// Prepares the advice on a project with its coded industries. Without the records of links in
    /// the context nothing is said of what a link brought home.
    ///
    /// # Errors
    /// A discount rate, a lease or a plan of the project that cannot be.
    pub fn new(
        definition: &'a Definition,
        context: &'a Context<'a>,
        project: &'a ProjectProfile,
        industries: &[IndustryCode],
    ) -> Result<AdviceQuestion<'a>, Invalid> {
        let cost = CostQuestion::new(context, project, &definition.costs)?;
        let plan = modes::plan(project, &definition.modes, definition.costs.capital.discount_rate);
        Ok(AdviceQuestion {
            context,
            project,
            definition,
            cost,
            plan: plan.ok_or_else(|| refuse_plan(project))?,
            facts: project_facts(&definition.taxonomy, project, industries),
        })
    }

    /// The advice on a place of the atlas.
    pub fn advise(&self, place: usize) -> LandingAdvice {
        let cost = self.cost.annual_cost(place);
        let comparison = self.cost.comparison(&cost);
        let policies = self.policies(place);
        let numbers = self.numbers(&policies, comparison.as_ref());
        let context = self.context;
        let link = context.host.zip(context.link_records).and_then(|(host, records)| {
            landings_between(context.atlas, records, (place, host), context.as_of)
        });
        let rate = link.filter(|link| link.record.landings.is_some());
        let rate = rate.map(|link| link.record.ranking_rate);
        let parameters = &self.definition.modes;
        let is_moving = self.context.host.is_some();
        let modes = is_moving
            .then(|| modes::modes(self.context, self.project, place, parameters, &numbers));
        let mut offers = parcels(self.context.atlas, self.project, place, self.context.as_of);
        offers.retain(ParcelOffer::fits);
        offers.truncate(PARCELS_NAMED_MAX);
        LandingAdvice {
            cost: state(&cost, self.cost.host(), comparison.as_ref()),
            quadrant: comparison.as_ref().map(|compared| self.quadrant(compared)),
            overbid: modes::overbid(self.project, parameters, &numbers, rate),
            link: link.map(|link| summary(context.atlas, &link)),
            modes,
            parcels: offers,
            policies,
        }
    }

    fn policies(&self, place: usize) -> PolicyAdvice {
        let of = |parties: &[PolicyParty]| {
            let terms = PolicyTerms {
                as_of: self.context.as_of,
                parties: BTreeSet::from_iter(parties.iter().copied()),
                count_expired: false,
                count_doubtful: false,
                years: None,
                discount_rate: Some(self.plan.discount_rate()),
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
            discount_rate: self.plan.discount_rate(),
        }
    }

    fn numbers(&self, policies: &PolicyAdvice, compared: Option<&Comparison>) -> LandingNumbers {
        let all = policies.with_host.as_ref().unwrap_or(&policies.without_host);
        let paid = |stack: &PolicyStack, party| stack.present_value_of(party);
        LandingNumbers {
            plan: self.plan,
            annual_saving: compared.and_then(Comparison::saving),
            separation: compared.and_then(|compared| {
                let line = compared.lines.iter().find(|line| line.line == Line::Separation)?;
                line.candidate
            }),
            stacks: Stacks {
                without_host: policies.without_host.present_value(),
                with_host: all.present_value(),
            },
            paid_by_home: paid(&policies.without_host, PolicyParty::Home),
            paid_by_host: paid(all, PolicyParty::Host),
            tax_per_year: modes::tax_per_year(self.project),
        }
    }

    /// The placements, over the lines that are known in both places.
    fn quadrant(&self, compared: &Comparison) -> QuadrantAdvice {
        let known = || compared.lines.iter().filter(|line| line.saving.is_some());
        let production = |side: fn(&LineSaving) -> Option<FenEstimate>| {
            let lines = known().filter(|line| line.line != Line::Separation);
            lines.filter_map(side).reduce(|one, other| one + other)
        };
        let separation = known().find(|line| line.line == Line::Separation);
        modes::quadrant(
            self.project,
            production(|line| line.host),
            production(|line| line.candidate),
            separation.and_then(|line| line.candidate),
        )
    }
}

/// [`modes::plan`] refuses what the cost allows: a rate below 0.
fn refuse_plan(project: &ProjectProfile) -> Invalid {
    let assumed = &project.assumptions;
    match &assumed.discount_rate {
        Some(rate) => {
            Invalid::new("assumptions.discount_rate", rate.value, "a share of at least 0")
        }
        None => {
            let plan = assumed.plan.as_ref().map(|plan| plan.value).unwrap_or_default();
            Invalid::new("assumptions.plan", plan, "a number of months above 0")
        }
    }
}
