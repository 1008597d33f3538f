use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{access, context::Context};
use crate::{
    domain::{
        code::IndustryCode,
        figure::Figure,
        matching::{Gate, GateStatus},
        policy::StandardLand,
        project::{ProjectProfile, Requirement},
        region::RegionProfile,
        unit::Unit,
    },
    industry::similarity::agreement,
};

/// Checks every condition of the project on the place and of the place on the project.
///
/// Only conditions that are set appear. One whose figure is missing has status `unknown`: it never
/// refuses, it is listed to confirm.
pub fn check(context: &Context<'_>, project: &ProjectProfile, place: usize) -> Vec<Gate> {
    let mut gates = Vec::new();
    gates.extend(target_region(context, project, place));
    gates.extend(excluded_region(context, project, place));
    gates.extend(travel(context, project, place));
    gates.extend(land(context, project, place));
    gates.extend(price(context, project, place));
    gates.extend(power(context, project, place));
    gates.extend(project.must_have.iter().map(|wish| requirement(context, *wish, place)));
    gates.extend(zone_kind(context, place));
    gates.extend(negative_list(context, place));
    gates.extend(standard_land(context, project, place));
    gates
}

fn target_region(context: &Context<'_>, project: &ProjectProfile, place: usize) -> Option<Gate> {
    if project.target_regions.is_empty() {
        return None;
    }
    let atlas = context.atlas;
    let inside = project
        .target_regions
        .iter()
        .filter_map(|id| atlas.find(id))
        .any(|target| atlas.is_within(place, target));
    let wanted: Vec<&str> =
        project.target_regions.iter().map(super::super::domain::id::RegionId::as_str).collect();
    Some(Gate {
        gate: "target_region",
        status: pass_if(inside),
        required: wanted.join(", "),
        actual: Some(atlas.profile(place).id.to_string()),
        margin: None,
    })
}

fn excluded_region(context: &Context<'_>, project: &ProjectProfile, place: usize) -> Option<Gate> {
    let atlas = context.atlas;
    let within = |id: &&_| atlas.find(id).is_some_and(|other| atlas.is_within(place, other));
    let excluded = project.must_not.iter().find(within)?;
    Some(Gate {
        gate: "must_not",
        status: GateStatus::Fail,
        required: format!("not in {excluded}"),
        actual: Some(atlas.profile(place).id.to_string()),
        margin: None,
    })
}

fn travel(context: &Context<'_>, project: &ProjectProfile, place: usize) -> Option<Gate> {
    let most = f64::from(project.travel_minutes_max?);
    let minutes = access::find(context, place).map(|found| found.value);
    Some(at_most("travel", most, minutes, "minute"))
}

/// Land in one piece: the largest parcel, or else the available area, of the place itself. The
/// approved area proves no vacancy: it can only show that the need is larger than the park.
fn land(context: &Context<'_>, project: &ProjectProfile, place: usize) -> Option<Gate> {
    let stated = project.needs.land.as_ref()?;
    let need = canonical(stated)?;
    let parks = context.atlas.parks(place).chain(std::iter::once(place));
    let offers = parks.map(|park| offered_hectares(context, context.atlas.profile(park)));
    let mut best: Option<Offer> = None;
    for offer in offers.flatten() {
        if best.is_none_or(|best| (best.vacant, best.hectares) < (offer.vacant, offer.hectares)) {
            best = Some(offer);
        }
    }
    let mut gate = at_least("land", need, best.map(|offer| offer.hectares), "hectare");
    gate.required = format!("{} ({})", stated.display(), gate.required);
    let Some(offer) = best else { return Some(gate) };
    if !offer.vacant && gate.status == GateStatus::Pass {
        gate.status = GateStatus::Unknown;
        gate.actual = gate.actual.map(|area| format!("{area} approved, vacancy unknown"));
        gate.margin = None;
    }
    Some(gate)
}

#[derive(Clone, Copy)]
struct Offer {
    hectares: f64,
    vacant: bool,
}

fn offered_hectares(context: &Context<'_>, profile: &RegionProfile) -> Option<Offer> {
    let known = |figure: &&Figure<_>| figure.known_on(context.as_of);
    let vacant = profile.land.largest_parcel.as_ref().filter(known);
    let vacant = vacant.or(profile.land.available_area.as_ref().filter(known));
    if let Some(area) = vacant {
        return Some(Offer { hectares: canonical(area)?, vacant: true });
    }
    let approved = profile.land.approved_area.as_ref().filter(known)?;
    Some(Offer { hectares: canonical(approved)?, vacant: false })
}

fn price(context: &Context<'_>, project: &ProjectProfile, place: usize) -> Option<Gate> {
    let most = canonical(project.money.land_price_max.as_ref()?)?;
    let price = context.atlas.inherited(place, context.as_of, |p| p.land.industrial_price.as_ref());
    let found = price.and_then(|(_, figure)| canonical(figure));
    if let Some(found) = found {
        return Some(at_most("land_price", most, Some(found), "CNY/m2"));
    }
    // A floor price above the budget settles it; one below proves nothing.
    let floor = context.atlas.inherited(place, context.as_of, |p| p.land.floor_price.as_ref());
    let floor = floor.and_then(|(_, figure)| canonical(figure)).filter(|floor| most < *floor);
    Some(at_most("land_price", most, floor, "CNY/m2"))
}

fn power(context: &Context<'_>, project: &ProjectProfile, place: usize) -> Option<Gate> {
    let need = canonical(project.needs.power.as_ref()?)?;
    let spare = context.atlas.profile(place).energy.spare_power.as_ref();
    let spare = spare.filter(|figure| figure.known_on(context.as_of)).and_then(canonical);
    Some(at_least("power", need, spare, "MW"))
}

fn requirement(context: &Context<'_>, wish: Requirement, place: usize) -> Gate {
    let profile = context.atlas.profile(place);
    match wish {
        Requirement::Port => {
            let port = context.atlas.inherited(place, context.as_of, |p| p.access.port.as_ref());
            let distance_km = port.and_then(|(_, figure)| canonical(figure));
            at_most("port", context.parameters.gate.port_km_max, distance_km, "km")
        }
        Requirement::ChemicalPark => {
            let recognised = profile.environment.chemical_park;
            named("chemical_park", "a recognised chemical park", recognised)
        }
        Requirement::NationalLevel => {
            let national = |park: usize| {
                let park = context.atlas.profile(park).park.as_ref()?;
                Some(park.grade.as_deref()? == "national")
            };
            let grades: Vec<bool> = context.atlas.parks(place).filter_map(national).collect();
            let any = (!grades.is_empty()).then(|| grades.contains(&true));
            named("national_level", "a national-level zone", any)
        }
        Requirement::Rail => {
            let rail = access::rail(context, place).map(|_| true);
            named("rail", "direct rail to the host city", rail)
        }
    }
}

/// A tourist resort is a zone of the catalogue, but no plant is built in one.
fn zone_kind(context: &Context<'_>, place: usize) -> Option<Gate> {
    let kind = context.atlas.profile(place).park.as_ref()?.kind.as_deref()?;
    let gate = named("zone_kind", "a zone for production", Some(false));
    (kind == "tourist_resort").then_some(Gate { actual: Some(kind.to_owned()), ..gate })
}

fn negative_list(context: &Context<'_>, place: usize) -> Option<Gate> {
    let list = context
        .atlas
        .lineage(place)
        .map(|above| &context.atlas.profile(above).environment.negative_list)
        .find(|list| !list.is_empty())?;
    let refused = list.iter().find(|code| {
        context.industries.iter().any(|(production, _)| production.starts_with(&code.code))
    });
    Some(Gate {
        gate: "negative_list",
        status: pass_if(refused.is_none()),
        required: "an industry that is admitted".to_owned(),
        actual: Some(refused.map_or_else(|| "admitted".to_owned(), ToString::to_string)),
        margin: None,
    })
}

/// The thresholds of the nearest region that publishes some for the project's industry.
fn standard_land(context: &Context<'_>, project: &ProjectProfile, place: usize) -> Vec<Gate> {
    let mu = project.needs.land.as_ref().and_then(canonical).map(|hectares| hectares * 15.0);
    let per_mu = |money: Option<&Figure<_>>| Some(money.and_then(canonical)? / mu?);
    let applicable = context.atlas.lineage(place).find_map(|above| {
        let published = &context.atlas.profile(above).standard_land;
        published.iter().find(|standard| applies(context, standard))
    });
    let Some(standard) = applicable else { return Vec::new() };
    let money = &project.money;
    let bars = [
        ("capex_per_mu", &standard.capex_per_mu, per_mu(money.capex.as_ref())),
        ("output_per_mu", &standard.output_per_mu, per_mu(money.output_per_year.as_ref())),
        ("tax_per_mu", &standard.tax_per_mu, per_mu(money.tax_per_year.as_ref())),
    ];
    bars.into_iter()
        .filter_map(|(gate, bar, claimed)| {
            let bar = bar.as_ref().filter(|bar| bar.known_on(context.as_of))?;
            Some(at_least(gate, canonical_low(bar)?, claimed, "CNY/mu"))
        })
        .collect()
}

fn applies(context: &Context<'_>, standard: &StandardLand) -> bool {
    let covers = |code: &IndustryCode| {
        context.industries.iter().any(|(production, _)| 0.8 <= agreement(&code.code, production))
    };
    standard.applies_to_all() || standard.industries.iter().any(covers)
}

fn at_least(gate: &'static str, required: f64, actual: Option<f64>, unit: &str) -> Gate {
    bound(gate, required, actual, unit, |actual| actual - required)
}

fn at_most(gate: &'static str, required: f64, actual: Option<f64>, unit: &str) -> Gate {
    bound(gate, required, actual, unit, |actual| required - actual)
}

/// A numeric gate; `room` is not negative where the gate holds.
fn bound(
    gate: &'static str,
    required: f64,
    actual: Option<f64>,
    unit: &str,
    room: impl Fn(f64) -> f64,
) -> Gate {
    let margin = actual.map(|actual| room(actual) / required);
    let status = match margin {
        None => GateStatus::Unknown,
        Some(margin) => pass_if(0.0 <= margin),
    };
    Gate {
        gate,
        status,
        required: format!("{} {unit}", tidy(required)),
        actual: actual.map(|actual| format!("{} {unit}", tidy(actual))),
        margin,
    }
}

fn named(gate: &'static str, required: &str, holds: Option<bool>) -> Gate {
    Gate {
        gate,
        status: holds.map_or(GateStatus::Unknown, pass_if),
        required: required.to_owned(),
        actual: holds.map(|holds| if holds { "yes" } else { "no" }.to_owned()),
        margin: None,
    }
}

fn pass_if(holds: bool) -> GateStatus {
    if holds { GateStatus::Pass } else { GateStatus::Fail }
}

fn canonical<U: Unit>(figure: &Figure<U>) -> Option<f64> {
    figure.canonical().and_then(|value| value.to_f64())
}

/// The lower end of a published bar: what must be reached at least.
fn canonical_low<U: Unit>(figure: &Figure<U>) -> Option<f64> {
    figure.unit.to_canonical(figure.value)?.to_f64()
}

/// A number with at most two decimals and no trailing zeros.
fn tidy(value: f64) -> String {
    Decimal::from_f64_retain(value)
        .map_or_else(|| value.to_string(), |decimal| decimal.round_dp(2).normalize().to_string())
}
