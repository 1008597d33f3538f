//! Which enclave mode, which of the four placements, and whether the home region overbids: figures
//! that other use cases computed, put together for one candidate.

use std::collections::BTreeMap;

use super::mode_facts::{self, AgreedShare};
pub use crate::landing::{
    mode::{Check, Evidence, LinkEvidence, ModeOption, ModeValue, Part},
    quadrant::{Cell, Figures, Placement},
    tax_share::{Agreement, Side, Split, Stake, TaxShare},
};
use crate::{
    domain::{
        figure::Figure,
        link::EnclaveMode,
        mode::ModeParameters,
        money::{Fen, FenEstimate},
        project::ProjectProfile,
        unit::{MoneyUnit, Unit},
    },
    landing::{
        mode::{self, Gains, Modes, Stacks},
        overbid::{self, Overbid},
        plan::Plan,
        quadrant::{self, Quadrant},
        tax_share::{self, Bargain, Stakes},
    },
    scoring::context::Context,
};

#[cfg(test)]
mod tests;

/// Months of a year.
const MONTHS: f64 = 12.0;

/// What was computed of a candidate elsewhere; what is unknown is `None`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LandingNumbers {
    /// How far ahead, at what discount; see [`plan`].
    pub plan: Plan,
    /// What producing there saves per year against staying in the host city, the cost of running
    /// research and production apart taken off.
    pub annual_saving: Option<FenEstimate>,
    /// What running both apart costs per year in travel.
    pub separation: Option<FenEstimate>,
    /// The present values of the policy stacks, without and with the host city's policies.
    pub stacks: Stacks,
    /// The present value of what the home region itself pays in the stack, without province and
    /// state.
    pub paid_by_home: Option<FenEstimate>,
    /// The present value of what the host city pays in the stack with its policies.
    pub paid_by_host: Option<FenEstimate>,
    /// All tax of the plant per year; see [`tax_per_year`].
    pub tax_per_year: Option<FenEstimate>,
}

/// The modes of a candidate, and how its tax could be shared.
#[derive(Debug, Clone, PartialEq)]
pub struct ModeAdvice {
    /// How far ahead, at what discount.
    pub plan: Plan,
    /// All modes, ordered, and the recommended one.
    pub modes: Modes,
    /// The interval of tax shares that both sides can accept; `None` if the tax is unknown.
    pub tax_share: Option<TaxShare>,
    /// The share that is published for this home region and host city.
    pub agreed: Option<AgreedShare>,
    /// What the published share leaves to both sides over the whole plan, of which its term may be
    /// a part; `None` if it or the tax is unknown.
    pub agreed_split: Option<Split>,
}

impl ModeAdvice {
    /// Whether the published share lies where neither side loses; `None` if it cannot be told.
    pub fn agreed_suits_both(&self) -> Option<bool> {
        let split = self.agreed_split?;
        match &self.tax_share.as_ref()?.agreement {
            Agreement::Feasible { low, high, .. } => {
                Some((low.host_tax..=high.host_tax).contains(&split.host_tax))
            }
            Agreement::Infeasible { .. } => Some(false),
            Agreement::NothingToShare => None,
        }
    }
}

/// Which enclave modes are open between a place and the project's host city, why the others are
/// not, what each is worth, and how the plant's tax could be shared.
///
/// In the bargain over tax each side's cost is what it pays in the policy stack. The home region has
/// nothing without an agreement, as the plant does not come; the host has the tax of the plant if
/// the project accepts to stay, nothing if it refuses to, and something unknown if it says
/// neither. Other benefits of both are unknown. The answer lists what was not counted.
pub fn modes(
    context: &Context<'_>,
    project: &ProjectProfile,
    place: usize,
    parameters: &ModeParameters,
    numbers: &LandingNumbers,
) -> ModeAdvice {
    let bargain = bargain(project, parameters, numbers);
    let tax_share = bargain.map(|it| tax_share::share(&it, parameters.bargain.host_power));
    let (facts, agreed) = mode_facts::collect(context, project, place, tax_share.as_ref());
    let gains = Gains {
        plan: numbers.plan,
        saving_split: numbers.annual_saving,
        saving_outright: saving_outright(project, numbers),
        stacks: numbers.stacks,
        setup: setup(parameters),
    };
    let agreed_tax =
        agreed.as_ref().and_then(|agreed| agreed_host_tax(agreed, parameters, numbers));
    ModeAdvice {
        plan: numbers.plan,
        modes: mode::advise(&facts, &gains),
        tax_share,
        agreed_split: bargain.and_then(|bargain| Some(bargain.split(agreed_tax?))),
        agreed,
    }
}

/// The project's own plan and discount rate, or else the years of the definition and the given rate
/// per year; `None` for a rate below 0.
pub fn plan(
    project: &ProjectProfile,
    parameters: &ModeParameters,
    discount_rate: f64,
) -> Option<Plan> {
    let assumed = &project.assumptions;
    let months = assumed.plan.as_ref().and_then(Figure::measure);
    let rate = assumed.discount_rate.as_ref().and_then(Figure::measure);
    let years = months.map_or(parameters.plan.years, |months| months / MONTHS);
    Plan::new(years, rate.unwrap_or(discount_rate))
}

/// The tax that the project expects to pay per year; `None` if it does not say.
pub fn tax_per_year(project: &ProjectProfile) -> Option<FenEstimate> {
    money(project.money.tax_per_year.as_ref())
}

/// The four placements of research and production.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuadrantAdvice {
    /// The figures behind it.
    pub figures: Figures,
    /// The values and break-evens as far as the figures go.
    pub quadrant: Quadrant,
    /// Whether the cost of running both apart is travel alone, because the project does not say
    /// what coordination costs: the true cost is higher.
    pub is_travel_alone: bool,
}

/// Values the four placements, with the innovation returns and the cost of coordination that the
/// project states.
///
/// `production_host` and `production_home` are what production costs per year in either place
/// without the separation, over the same lines; `travel` is what the trips between both cost per
/// year.
pub fn quadrant(
    project: &ProjectProfile,
    production_host: Option<FenEstimate>,
    production_home: Option<FenEstimate>,
    travel: Option<FenEstimate>,
) -> QuadrantAdvice {
    let assumed = &project.assumptions;
    let coordination = money(assumed.coordination_cost.as_ref());
    let figures = Figures {
        innovation_core: money(assumed.innovation_return_host.as_ref()),
        innovation_home: money(assumed.innovation_return_home.as_ref()),
        production_core: production_host,
        production_home,
        separation: travel.map(|travel| travel + coordination.unwrap_or_default()),
    };
    QuadrantAdvice {
        quadrant: quadrant::evaluate(&figures),
        is_travel_alone: travel.is_some() && coordination.is_none(),
        figures,
    }
}

/// Subsidies of the home region against the tax that they buy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OverbidAdvice {
    /// The comparison.
    pub overbid: Overbid,
    /// Where the probability of landing comes from; `None` if it is unknown.
    pub probability_from: Option<ProbabilityOrigin>,
}

/// Where a probability of landing comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProbabilityOrigin {
    /// The project states it.
    Project,
    /// The landing rate that was observed.
    LandingRate,
}

impl ProbabilityOrigin {
    /// The origin's identifier in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            ProbabilityOrigin::Project => "project",
            ProbabilityOrigin::LandingRate => "landing_rate",
        }
    }
}

/// Whether what the home region itself pays is more than the local tax that it can expect.
///
/// Money of province and state is not counted, for the region does not pay it. `landing_rate` is
/// the observed rate of the enclave or region, 0 to 1; what the project states goes before it,
/// and without either the answer says what can be said: the rate at which the two are equal.
pub fn overbid(
    project: &ProjectProfile,
    parameters: &ModeParameters,
    numbers: &LandingNumbers,
    landing_rate: Option<f64>,
) -> OverbidAdvice {
    let stated = project.assumptions.landing_probability.as_ref().and_then(Figure::measure);
    let paid = numbers.paid_by_home.map(|paid| paid.likely);
    let overbid = overbid::overbid(paid, local_tax(parameters, numbers), stated.or(landing_rate));
    let origin = match stated {
        Some(_) => ProbabilityOrigin::Project,
        None => ProbabilityOrigin::LandingRate,
    };
    OverbidAdvice { probability_from: overbid.landing_probability.map(|_| origin), overbid }
}

/// The likely present value of the tax of the plant that stays local.
fn local_tax(parameters: &ModeParameters, numbers: &LandingNumbers) -> Option<Fen> {
    let local = parameters.tax.local(numbers.tax_per_year?)?;
    numbers.plan.present_value(local.likely)
}

/// The present value of what the host gets by a published share, which may end before the plan.
fn agreed_host_tax(
    agreed: &AgreedShare,
    parameters: &ModeParameters,
    numbers: &LandingNumbers,
) -> Option<Fen> {
    let local = parameters.tax.local(numbers.tax_per_year?)?;
    let plan = numbers.plan;
    let years = agreed.term_months.map_or(plan.years(), |months| plan.years().min(months / MONTHS));
    let shared = Plan::new(years, plan.discount_rate())?.present_value(local.likely)?;
    Fen::from_yuan_f64(shared.yuan_f64() * (1.0 - agreed.home_share))
}

fn bargain(
    project: &ProjectProfile,
    parameters: &ModeParameters,
    numbers: &LandingNumbers,
) -> Option<Bargain> {
    let tax = local_tax(parameters, numbers)?;
    let likely = |paid: Option<FenEstimate>| paid.map(|paid| paid.likely);
    let home =
        Stakes { benefit: None, cost: likely(numbers.paid_by_home), outside: Some(Fen::ZERO) };
    let kept = project.accepts.stay.map(|stays| if stays { tax } else { Fen::ZERO });
    let host = Stakes { benefit: None, cost: likely(numbers.paid_by_host), outside: kept };
    Some(Bargain { tax, home, host })
}

/// Moving research too saves the cost of running both apart, and loses what research earns more in
/// the host city. Unknown if the project does not state both innovation returns.
fn saving_outright(project: &ProjectProfile, numbers: &LandingNumbers) -> Option<FenEstimate> {
    let assumed = &project.assumptions;
    let host = money(assumed.innovation_return_host.as_ref())?;
    let home = money(assumed.innovation_return_home.as_ref())?;
    Some(numbers.annual_saving? + numbers.separation? - (host - home))
}

fn setup(parameters: &ModeParameters) -> BTreeMap<EnclaveMode, Fen> {
    let known = parameters.setup_cny.iter();
    known.filter_map(|(mode, cost)| Some((*mode, Fen::from_yuan(*cost)?))).collect()
}

/// An amount, between both ends of a range if it is one.
fn money(figure: Option<&Figure<MoneyUnit>>) -> Option<FenEstimate> {
    let figure = figure?;
    let fen = |value| Fen::from_yuan(figure.unit.to_canonical(value)?);
    let low = fen(figure.value)?;
    let high = figure.max.map_or(Some(low), fen)?;
    FenEstimate::new(low, Fen::from_yuan(figure.canonical()?)?, high)
}
