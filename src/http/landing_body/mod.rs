//! What landing at a candidate costs, earns and requires, as it goes over the wire.
//!
//! Money is a decimal of CNY with two places, a string; per year or as a present value, as each
//! field says. What is unknown is `null`, never 0.

use serde::Serialize;
use utoipa::ToSchema;

use super::{
    include::{Include, IncludedPart},
    landing_record::body::LinkBody,
};
use crate::service::landing::LandingAdvice;

/// The annual cost, line by line.
pub mod cost;
/// Stacks of support instruments; also the document of one stack.
pub mod policies;
/// Enclave modes.
pub mod modes;
/// Sharing the tax of the plant.
pub mod tax_share;
/// The four placements of research and production.
pub mod quadrant;
/// Subsidies against the tax that they buy.
pub mod overbid;
/// Parcels that fit.
pub mod parcels;

pub use policies::{PolicyBody, policy_body};

use cost::CostBody;
use modes::ModesBody;
use overbid::OverbidBody;
use parcels::ParcelOfferBody;
use policies::PoliciesBody;
use quadrant::QuadrantBody;

/// What landing at the candidate costs, earns and requires: the parts that `include` names; the
/// others are absent.
#[derive(Debug, Serialize, ToSchema)]
pub struct LandingBody {
    /// The annual cost, and against staying; with `cost`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<CostBody>,
    /// What support adds up to; with `policies`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policies: Option<PoliciesBody>,
    /// Whether the home region pays more than it can expect; with `policies`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overbid: Option<OverbidBody>,
    /// The enclave modes; with `modes`; `null` if no host city is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ModesBody>)]
    pub modes: Option<Option<ModesBody>>,
    /// What the link between both sides brought home so far; with `modes`; `null` without a link.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<LinkBody>)]
    pub link: Option<Option<LinkBody>>,
    /// Where research and production stand best; with `quadrant`; `null` if no host city is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<QuadrantBody>)]
    pub quadrant: Option<Option<QuadrantBody>>,
    /// The published parcels that fit as far as is known, the smallest sufficient one first; with
    /// `gates`. Empty if the project rents a workshop or states no land.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parcels: Option<Vec<ParcelOfferBody>>,
}

/// The parts of an advice that are asked for; `None` if none is.
pub(super) fn landing_body(advice: &LandingAdvice, include: &Include) -> Option<LandingBody> {
    if !include.has_landing() {
        return None;
    }
    let has = |part| include.has(part);
    let of_modes = has(IncludedPart::Modes);
    let of_policies = has(IncludedPart::Policies);
    let of_gates = has(IncludedPart::Gates);
    Some(LandingBody {
        cost: has(IncludedPart::Cost).then(|| CostBody::from(&advice.cost)),
        policies: of_policies.then(|| PoliciesBody::from(advice.policies.as_ref())),
        overbid: of_policies.then(|| OverbidBody::from(&advice.overbid)),
        modes: of_modes.then(|| advice.modes.as_ref().map(ModesBody::from)),
        link: of_modes.then(|| advice.link.clone().map(LinkBody::from)),
        quadrant: has(IncludedPart::Quadrant)
            .then(|| advice.quadrant.as_ref().map(QuadrantBody::from)),
        parcels: of_gates.then(|| advice.parcels.iter().map(ParcelOfferBody::from).collect()),
    })
}
