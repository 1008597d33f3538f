//! Conditions that must hold between project and region, from both sides.

use super::{access, context::Context, found::Found};
use crate::domain::{
    matching::{Gate, GateStatus},
    project::{Premises, ProjectProfile},
};

/// A bound and what stands against it.
mod bound;
/// What a place offers, and where that was published.
mod offer;
/// Where the project looks and what kind of place it is.
mod place;
/// Land in one piece, its price and its delivery.
mod land;
/// A workshop to rent.
mod workshop;
/// Power, waste water and the energy quota.
mod utilities;
/// What a region must have.
mod requirement;
/// Industries that are not admitted.
mod negative_list;
/// Admission thresholds of standard land.
mod standard_land;

/// The places of which a gate says the same.
mod groups;

pub(super) use groups::GateGroups;
pub(super) use land::{AreaOnOffer, PriceFound, area_verdicts, price_verdicts};
pub(super) use place::travel_verdict;

#[cfg(test)]
mod tests;

/// What a gate says, without words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Verdict {
    /// Its identifier.
    pub(super) gate: &'static str,
    /// Whether it holds.
    pub(super) status: GateStatus,
    /// As in [`Gate::margin`].
    pub(super) margin: Option<f64>,
}

impl From<&Gate> for Verdict {
    fn from(gate: &Gate) -> Verdict {
        Verdict { gate: gate.gate, status: gate.status, margin: gate.margin }
    }
}

/// Checks every condition of the project on the place and of the place on the project.
///
/// Only conditions that are set appear. One whose figure is missing has status `unknown`: it never
/// refuses, it is listed to confirm. A project that rents is asked for no land, and one that buys
/// land for no workshop.
pub fn check(context: &Context<'_>, project: &ProjectProfile, place: usize) -> Vec<Gate> {
    check_by(context, project, place, || access::find(context, place))
}

/// The same, where the way to the host is at hand.
pub(super) fn check_by<'a>(
    context: &Context<'a>,
    project: &ProjectProfile,
    place: usize,
    way: impl FnOnce() -> Option<Found<'a>>,
) -> Vec<Gate> {
    let mut gates = Vec::new();
    gates.extend(place::target_region(context, project, place));
    gates.extend(place::excluded_region(context, project, place));
    gates.extend(place::travel(context, project, place, way));
    let rents = rents(project);
    if rents {
        gates.extend(workshop::floor_area(context, project, place));
        gates.extend(workshop::rent(context, project, place));
    } else {
        gates.extend(land::area(context, project, place));
        gates.extend(land::price(context, project, place));
        gates.extend(land::delivery(context, project, place));
    }
    gates.extend(utilities::power(context, project, place));
    gates.extend(utilities::waste_water(context, project, place));
    gates.extend(utilities::energy_quota(context, project, place));
    let wishes = project.must_have.iter();
    gates.extend(wishes.map(|wish| requirement::check(context, *wish, place)));
    gates.extend(place::zone_kind(context, place));
    gates.extend(negative_list::check(context, place));
    if !rents {
        gates.extend(standard_land::check(context, project, place));
    }
    gates
}

/// Whether the project rents a workshop: it says so, or it names a rent and no land.
pub(super) fn rents(project: &ProjectProfile) -> bool {
    match project.premises {
        Some(premises) => premises == Premises::RentWorkshop,
        None => project.needs.land.is_none() && project.money.workshop_rent_max.is_some(),
    }
}
