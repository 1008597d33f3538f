use serde::Serialize;
use utoipa::ToSchema;

use super::tax_share::{AgreedShareBody, TaxShareBody};
use crate::{
    domain::{
        id::RegionId,
        link::{EnclaveMode, LinkKind},
        policy::PolicyParty,
    },
    http::{
        body::TextBody,
        money::{YuanBody, YuanEstimateBody},
    },
    service::landing::{
        mode_words::{fact_name, mode_name},
        modes::{Check, Evidence, LinkEvidence, ModeAdvice, ModeOption, ModeValue, Part},
    },
};

/// Which ways of tying incubation and production together are open, what each is worth, and how the
/// tax of the plant could be shared.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModesBody {
    /// How many years ahead.
    #[schema(example = 10.0)]
    pub years: f64,
    /// The discount rate per year, as a share.
    #[schema(example = 0.08)]
    pub discount_rate: f64,
    /// The recommended mode; `null` if none is open, if the best is worth less than staying,
    /// or if it is moving outright and not known to gain.
    pub recommended: Option<EnclaveMode>,
    /// The parts of the value by which the open modes were compared, those known for all of them:
    /// `cash_flow`, `stack`, `setup`.
    pub compared_on: Vec<&'static str>,
    /// All modes: the open ones first, then those to confirm, then the closed; within each the most
    /// valuable first.
    pub options: Vec<ModeBody>,
    /// The shares of the tax that both sides can accept; `null` if the tax is unknown.
    pub tax_share: Option<TaxShareBody>,
    /// The share that is published for the two sides; `null` if none is.
    pub agreed: Option<AgreedShareBody>,
}

/// A mode with its reasons and its worth.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModeBody {
    /// Which mode.
    pub mode: EnclaveMode,
    /// What it is called.
    pub name: TextBody,
    /// `open`: all that it depends on holds; `to_confirm`: something is unknown; `closed`: a known
    /// fact rules it out.
    #[schema(example = "open")]
    pub status: &'static str,
    /// Whether it is the recommended one.
    pub is_recommended: bool,
    /// Whose support counts in it.
    pub parties: Vec<PolicyParty>,
    /// What it depends on.
    pub checks: Vec<ModeCheckBody>,
    /// What it is worth.
    pub value: ModeValueBody,
}

/// A fact that a mode depends on.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModeCheckBody {
    /// `accepted`, `accepts_split`, `tax_share_agreement`, `operator`, `home_enclave` …
    #[schema(example = "tax_share_agreement")]
    pub fact: &'static str,
    /// What is said where it holds.
    pub name: TextBody,
    /// Whether it holds; `null` if nothing published settles it: to confirm.
    pub holds: Option<bool>,
    /// What says so, or the nearest that is known where nothing settles it; `null` without any.
    pub evidence: Option<EvidenceBody>,
}

/// What stands behind a fact.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EvidenceBody {
    /// A published link between regions.
    Link(Box<LinkEvidenceBody>),
    /// The project's own document.
    Project {
        /// Where the project was described; `null` if unknown.
        citation: Option<String>,
    },
    /// The country in which the project is incubated.
    Country {
        /// Its two capitals.
        #[schema(example = "CN")]
        country: String,
    },
    /// The interval of tax shares, as computed: `tax_share`.
    Bargain,
}

/// A published link between regions.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinkEvidenceBody {
    /// What kind of link.
    pub link: LinkKind,
    /// The region in whose profile it stands.
    pub home: RegionId,
    /// Its names.
    pub home_name: TextBody,
    /// The other side.
    pub partner: RegionId,
    /// Its names.
    pub partner_name: TextBody,
    /// The link's own name, as an enclave's.
    pub name: TextBody,
    /// Who runs it; `null` if unknown.
    pub operator: Option<String>,
    /// Title and address of the publication; `null` if unknown.
    pub citation: Option<String>,
    /// Since when, or when it was published; `null` if unknown.
    pub as_of: Option<String>,
}

/// What a mode is worth over the plan, as present values: `cash_flow` + `stack` − `setup`.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModeValueBody {
    /// The saving against staying; `null` if unknown.
    pub cash_flow: Option<YuanEstimateBody>,
    /// The best stack of support that the mode allows; `null` if unknown.
    pub stack: Option<YuanEstimateBody>,
    /// What it costs once to set the mode up, at least 0; `null` if unknown.
    pub setup: Option<YuanBody>,
    /// The sum of the parts that are known; `null` if none is.
    pub known: Option<YuanEstimateBody>,
    /// The parts that are unknown and stand in no sum.
    pub unknown: Vec<&'static str>,
}

impl From<&ModeAdvice> for ModesBody {
    fn from(advice: &ModeAdvice) -> ModesBody {
        let modes = &advice.modes;
        let option = |option: &ModeOption| ModeBody {
            is_recommended: modes.recommended == Some(option.mode),
            ..ModeBody::from(option)
        };
        ModesBody {
            years: advice.plan.years(),
            discount_rate: advice.plan.discount_rate(),
            recommended: modes.recommended,
            compared_on: modes.compared_on.iter().map(|part| part.as_str()).collect(),
            options: modes.options.iter().map(option).collect(),
            tax_share: advice.tax_share.as_ref().map(TaxShareBody::from),
            agreed: AgreedShareBody::of(advice),
        }
    }
}

impl From<&ModeOption> for ModeBody {
    /// An option by itself is not recommended; all of them together are.
    fn from(option: &ModeOption) -> ModeBody {
        ModeBody {
            mode: option.mode,
            name: TextBody::of(|language| mode_name(option.mode, language)),
            status: option.status.as_str(),
            is_recommended: false,
            parties: option.parties.to_vec(),
            checks: option.checks.iter().map(ModeCheckBody::from).collect(),
            value: ModeValueBody::from(&option.value),
        }
    }
}

impl From<&Check> for ModeCheckBody {
    fn from(check: &Check) -> ModeCheckBody {
        ModeCheckBody {
            fact: check.kind.as_str(),
            name: TextBody::of(|language| fact_name(check.kind, language)),
            holds: check.fact.holds,
            evidence: check.fact.evidence.as_ref().map(EvidenceBody::from),
        }
    }
}

impl From<&Evidence> for EvidenceBody {
    fn from(evidence: &Evidence) -> EvidenceBody {
        match evidence {
            Evidence::Link(link) => EvidenceBody::Link(Box::new(LinkEvidenceBody::from(&**link))),
            Evidence::Project { citation } => EvidenceBody::Project { citation: citation.clone() },
            Evidence::Country(country) => EvidenceBody::Country { country: country.clone() },
            Evidence::Bargain => EvidenceBody::Bargain,
        }
    }
}

impl From<&LinkEvidence> for LinkEvidenceBody {
    fn from(link: &LinkEvidence) -> LinkEvidenceBody {
        LinkEvidenceBody {
            link: link.kind,
            home: link.home.clone(),
            home_name: TextBody::from(&link.home_name),
            partner: link.partner.clone(),
            partner_name: TextBody::from(&link.partner_name),
            name: TextBody::from(&link.name),
            operator: link.operator.clone(),
            citation: link.citation.clone(),
            as_of: link.as_of.clone(),
        }
    }
}

impl From<&ModeValue> for ModeValueBody {
    fn from(value: &ModeValue) -> ModeValueBody {
        ModeValueBody {
            cash_flow: value.cash_flow.map(YuanEstimateBody::from),
            stack: value.stack.map(YuanEstimateBody::from),
            setup: value.setup.map(YuanBody::from),
            known: value.known().map(YuanEstimateBody::from),
            unknown: value.unknown().into_iter().map(Part::as_str).collect(),
        }
    }
}
