use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    domain::{figure::Source, id::RegionId, policy::PolicyParty},
    http::{
        body::TextBody,
        money::{YuanBody, YuanEstimateBody},
    },
    service::landing::{PolicyAdvice, policies::PolicyAnswer},
};

/// From stacks to their bodies.
mod compose;

use compose::Instruments;

/// What the support instruments of the candidate add up to.
#[derive(Debug, Serialize, ToSchema)]
pub struct PoliciesBody {
    /// Years of production that were counted.
    #[schema(example = 10)]
    pub years: u8,
    /// The discount rate of present values per year, as a share.
    pub discount_rate: f64,
    /// The best legal stack of home region, province and state.
    pub without_host: StackBody,
    /// The best legal stack where the host city's instruments count too, as a collaborative or
    /// two-way enclave lets them; `null` where the host city publishes none.
    pub with_host: Option<StackBody>,
}

/// The document of one stack: a project at a region under the terms asked for.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyBody {
    /// Version of this document's form; 1.
    pub schema: u32,
    /// The project's id.
    pub project: String,
    /// The region.
    pub region: RegionId,
    /// The host city; `null` if it is not known.
    pub host: Option<RegionId>,
    /// The day whose knowledge counts.
    #[schema(format = Date)]
    pub as_of: String,
    /// Years of production that were counted.
    pub years: u8,
    /// The discount rate of present values per year, as a share; `null` without one.
    pub discount_rate: Option<f64>,
    /// What the reader should mind: documents that are damaged in the store and left out; absent where
    /// there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<TextBody>,
    /// The store's generation.
    pub generation: u64,
    /// The hash of the definition.
    pub definition: String,
    /// The stack.
    #[serde(flatten)]
    pub stack: StackBody,
}

/// What a choice of support instruments pays: at least what is certain, at most what is possible.
#[derive(Debug, Serialize, ToSchema)]
pub struct StackBody {
    /// What is paid over all years.
    pub total: YuanEstimateBody,
    /// The same discounted from the end of each year; `null` without a discount rate.
    pub present_value: Option<YuanEstimateBody>,
    /// Whether an instrument that may be due has no known limit, so that more than the upper end
    /// may be paid.
    pub is_open_ended: bool,
    /// What is proven to be due.
    pub certain: SelectionBody,
    /// What would be due if every open condition held.
    pub possible: SelectionBody,
    /// What would count if something were confirmed.
    pub to_confirm: Vec<OpenGrantBody>,
    /// What does not count, and why.
    pub refused: Vec<RefusedInstrumentBody>,
}

/// A choice of instruments and what it pays.
#[derive(Debug, Serialize, ToSchema)]
pub struct SelectionBody {
    /// What is taken.
    pub chosen: Vec<ChosenBody>,
    /// Who pays how much; their totals are the total.
    pub payers: Vec<PayerBody>,
    /// What is taken, without regard to the caps of purses.
    pub gross: YuanBody,
    /// What is paid within the caps.
    pub total: YuanBody,
    /// What is paid within the caps by year of production, the first one first.
    pub yearly: Vec<YuanBody>,
    /// What is paid, discounted from the end of each year; `null` without a discount rate.
    pub present_value: Option<YuanBody>,
    /// What is paid by its probability; `null` if a probability is unknown.
    pub expected: Option<YuanBody>,
    /// The share of the gross sum that may have to be paid back by published conditions, 0 to 1;
    /// `null` if nothing is paid.
    pub claw_back_share: Option<f64>,
    /// Whether it is proven that nothing better exists.
    pub is_proven: bool,
}

/// A published support instrument.
#[derive(Debug, Serialize, ToSchema)]
pub struct InstrumentBody {
    /// Its id.
    pub id: String,
    /// The region that publishes it.
    pub region: RegionId,
    /// The region's names.
    pub region_name: TextBody,
    /// Who pays.
    pub party: PolicyParty,
    /// Its title.
    pub title: TextBody,
    /// Where it was published; `null` if unknown.
    pub source: Option<Source>,
}

/// An instrument that is taken.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChosenBody {
    /// Which instrument.
    pub instrument: InstrumentBody,
    /// Which of its grants, from 0.
    pub grant: usize,
    /// What the grant pays, in words.
    pub terms: TextBody,
    /// What it pays over all years.
    pub amount: YuanBody,
    /// What it pays by year of production, before the cap of its purse.
    pub yearly: Vec<YuanBody>,
}

/// Who pays how much.
#[derive(Debug, Serialize, ToSchema)]
pub struct PayerBody {
    /// In whose profile the instruments stand.
    pub region: RegionId,
    /// Whose purse it is.
    pub party: PolicyParty,
    /// The sum of what is taken.
    pub gross: YuanBody,
    /// What is paid within the cap.
    pub total: YuanBody,
    /// The cap; `null` if none is published.
    pub cap: Option<YuanBody>,
    /// What is paid, discounted; `null` without a discount rate.
    pub present_value: Option<YuanBody>,
}

/// A grant that would count if something were confirmed.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenGrantBody {
    /// Which instrument.
    pub instrument: InstrumentBody,
    /// Which of its grants, from 0.
    pub grant: usize,
    /// What the grant pays, in words.
    pub terms: TextBody,
    /// What would have to be known: `local_tax`, `origin`, `registered_here` …
    pub facts: Vec<&'static str>,
    /// Published conditions that are to be confirmed.
    pub conditions: Vec<TextBody>,
    /// The most that it would pay over all years.
    pub amount_max: YuanBody,
    /// Whether it is part of the possible stack.
    pub is_in_possible: bool,
}

/// An instrument that does not count.
#[derive(Debug, Serialize, ToSchema)]
pub struct RefusedInstrumentBody {
    /// Which instrument.
    pub instrument: InstrumentBody,
    /// `ineligible`, `other_beneficiary`, `other_party`, `expired`, `not_yet`, `doubtful`,
    /// `amount_unknown`, `requirement_missing`, `displaced` or `cap_reached`.
    #[schema(example = "ineligible")]
    pub reason: &'static str,
    /// The reason in words.
    pub words: TextBody,
}

/// The form of the document of a stack; later ones only add fields.
const SCHEMA: u32 = 1;

/// The document of an answer.
pub fn policy_body(answer: &PolicyAnswer) -> PolicyBody {
    PolicyBody {
        schema: SCHEMA,
        project: answer.project.id.to_string(),
        region: answer.region.0.clone(),
        host: answer.host.as_ref().map(|(id, _)| id.clone()),
        as_of: answer.as_of.to_string(),
        years: answer.years,
        discount_rate: answer.discount_rate,
        warnings: answer.warnings.iter().map(TextBody::from).collect(),
        generation: answer.generation,
        definition: answer.definition.clone(),
        stack: Instruments(&answer.listed).stack(&answer.stack),
    }
}

impl From<&PolicyAdvice> for PoliciesBody {
    fn from(advice: &PolicyAdvice) -> PoliciesBody {
        let instruments = Instruments(&advice.listed);
        PoliciesBody {
            years: advice.years,
            discount_rate: advice.discount_rate,
            without_host: instruments.stack(&advice.without_host),
            with_host: advice.with_host.as_ref().map(|stack| instruments.stack(stack)),
        }
    }
}
