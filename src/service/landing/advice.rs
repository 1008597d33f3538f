//! All that is said of landing at one candidate beside its score: cost, support, enclave mode,
//! placement, overbidding, parcels, and what the link between both sides brought home so far.

use std::sync::Arc;

use super::{
    CostQuestion,
    cost_statement::{CostStatement, HostStatement, state},
    modes::{self, LandingNumbers, ModeAdvice, OverbidAdvice, QuadrantAdvice},
    parcel::{ParcelOffer, parcels},
    policies::{PolicyAdvice, SupportQuestion, project_facts},
    record::{LinkSummary, landings_between, summary},
};
use crate::{
    definition::Definition,
    domain::{
        code::IndustryCode,
        invalid::Invalid,
        limits::PARCELS_NAMED_MAX,
        money::{Fen, FenEstimate},
        policy::PolicyParty,
        project::ProjectProfile,
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
    pub policies: Arc<PolicyAdvice>,
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

/// What the advice on every candidate of a question has in common, worked out once.
pub struct AdviceQuestion<'a> {
    context: &'a Context<'a>,
    project: &'a ProjectProfile,
    definition: &'a Definition,
    cost: CostQuestion<'a>,
    host: Option<HostStatement<'a>>,
    plan: Plan,
    support: SupportQuestion<'a>,
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
        let plan = plan.ok_or_else(|| refuse_plan(project))?;
        let facts = project_facts(&definition.taxonomy, project, industries);
        let support = SupportQuestion::new(context, project, facts, plan.discount_rate());
        let host = cost.host().cloned().map(HostStatement::new);
        Ok(AdviceQuestion { context, project, definition, cost, host, plan, support })
    }

    /// The advice on a place of the atlas.
    pub fn advise(&self, place: usize) -> LandingAdvice {
        let cost = self.cost.annual_cost(place);
        let comparison = self.cost.comparison(&cost);
        let policies = self.support.advise(place);
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
            cost: state(&cost, self.host.as_ref(), comparison.as_ref()),
            quadrant: comparison.as_ref().map(|compared| self.quadrant(compared)),
            overbid: modes::overbid(self.project, parameters, &numbers, rate),
            link: link.map(|link| summary(context.atlas, &link)),
            modes,
            parcels: offers,
            policies,
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

    /// The placements, over the lines that are known in both places. A line that costs the same
    /// in both cancels, and its doubt with it.
    fn quadrant(&self, compared: &Comparison) -> QuadrantAdvice {
        let known = || compared.lines.iter().filter(|line| line.saving.is_some());
        let production = |side: fn(&LineSaving) -> Option<FenEstimate>| {
            let lines = known().filter(|line| line.line != Line::Separation);
            let lines = lines.filter(|line| line.saving != Some(FenEstimate::exact(Fen::ZERO)));
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
    if let Some(rate) = &assumed.discount_rate {
        return Invalid::new("assumptions.discount_rate", rate.value, "a share of at least 0");
    }
    let plan = assumed.plan.as_ref().map(|plan| plan.value).unwrap_or_default();
    Invalid::new("assumptions.plan", plan, "a number of months above 0")
}
