use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{access, context::Context, land_cost};
use crate::{
    domain::{
        code::{ClassificationSystem, IndustryCode},
        figure::Figure,
        matching::{Gate, GateStatus},
        policy::StandardLand,
        project::{ProjectProfile, Requirement},
        region::RegionProfile,
        unit::{AreaUnit, Unit},
    },
    industry::similarity::is_named,
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

/// Land in one piece: the largest parcel, or else the available area, of one park (or of the place
/// itself). It fails only if every offer is known and none suffices; the approved area of a park
/// is an upper bound of what can be vacant in it, and proves no vacancy.
fn land(context: &Context<'_>, project: &ProjectProfile, place: usize) -> Option<Gate> {
    let stated = project.needs.land.as_ref()?;
    let need = stated.measure()?;
    let own = (!context.atlas.is_park(place)).then_some(place);
    let offers: Vec<Option<Offer>> = context
        .atlas
        .parks(place)
        .map(|park| offered(context, context.atlas.profile(park)))
        .chain(own.map(|own| offered(context, context.atlas.profile(own))).filter(Option::is_some))
        .collect();
    let largest = |vacant: bool| {
        let of_kind = offers.iter().flatten().filter(|offer| offer.vacant == vacant);
        of_kind.map(|offer| offer.hectares).reduce(f64::max)
    };
    let (vacant, approved) = (largest(true), largest(false));
    let unknown = offers.is_empty() || offers.iter().any(Option::is_none);
    let mut gate = match (vacant, approved) {
        (Some(vacant), _) if need <= vacant => at_least("land", need, Some(vacant), "hectare"),
        (_, Some(approved)) if need <= approved => Gate {
            actual: Some(format!("{} hectare approved, vacancy unknown", tidy(approved))),
            ..at_least("land", need, None, "hectare")
        },
        _ if unknown => at_least("land", need, None, "hectare"),
        (vacant, approved) => {
            let offer = vacant.into_iter().chain(approved).reduce(f64::max);
            at_least("land", need, offer, "hectare")
        }
    };
    gate.required = format!("{} ({})", stated.display(), gate.required);
    Some(gate)
}

#[derive(Clone, Copy)]
struct Offer {
    hectares: f64,
    vacant: bool,
}

fn offered(context: &Context<'_>, profile: &RegionProfile) -> Option<Offer> {
    let known = |figure: &&Figure<_>| figure.known_on(context.as_of);
    let vacant = profile.land.largest_parcel.as_ref().filter(known);
    let vacant = vacant.or(profile.land.available_area.as_ref().filter(known));
    if let Some(area) = vacant {
        return Some(Offer { hectares: area.measure()?, vacant: true });
    }
    let approved = profile.land.approved_area.as_ref().filter(known)?;
    Some(Offer { hectares: approved.measure()?, vacant: false })
}

/// The price that the criterion finds; a floor price above the budget settles it, one below
/// proves nothing.
fn price(context: &Context<'_>, project: &ProjectProfile, place: usize) -> Option<Gate> {
    let most = project.money.land_price_max.as_ref()?.measure()?;
    let found = land_cost::find(context, place);
    let found = found.filter(|found| !found.is_stand_in() || most < found.value);
    Some(at_most("land_price", most, found.map(|found| found.value), "CNY/m2"))
}

/// Power that can be connected, of the place or of its park with most.
fn power(context: &Context<'_>, project: &ProjectProfile, place: usize) -> Option<Gate> {
    let need = project.needs.power.as_ref()?.measure()?;
    let spare = |at: usize| {
        let spare = context.atlas.profile(at).energy.spare_power.as_ref();
        spare.filter(|figure| figure.known_on(context.as_of))?.measure()
    };
    let below = || context.atlas.parks(place).filter_map(spare).reduce(f64::max);
    // What one park has says nothing about the others: only enough of it decides.
    let enough = || below().filter(|most| need <= *most);
    Some(at_least("power", need, spare(place).or_else(enough), "MW"))
}

fn requirement(context: &Context<'_>, wish: Requirement, place: usize) -> Gate {
    match wish {
        Requirement::Port => {
            let port = context.atlas.inherited(place, context.as_of, |p| p.access.port.as_ref());
            let distance_km = port.and_then(|(_, figure)| figure.measure());
            at_most("port", context.parameters.gate.port_km_max, distance_km, "km")
        }
        Requirement::ChemicalPark => {
            let recognised = |at| context.atlas.profile(at).environment.chemical_park;
            let below = || context.atlas.parks(place).any(|park| recognised(park) == Some(true));
            let found = recognised(place).or_else(|| below().then_some(true));
            named("chemical_park", "a recognised chemical park", found)
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
        // The timetable lacks later lines, so that a missing train is unknown, never a failure.
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

/// The negative lists of the place and of every region above it bind together.
///
/// A listed code of another classification than GB/T 4754 may be wider or narrower than its
/// counterparts: where they touch the production, or are unknown, the list is left to confirm.
fn negative_list(context: &Context<'_>, place: usize) -> Option<Gate> {
    let lineage = context.atlas.lineage(place);
    let listed: Vec<&IndustryCode> =
        lineage.flat_map(|above| &context.atlas.profile(above).environment.negative_list).collect();
    if listed.is_empty() {
        return None;
    }
    let (gbt, foreign): (Vec<&IndustryCode>, Vec<&IndustryCode>) =
        listed.into_iter().partition(|code| code.system == ClassificationSystem::Gbt4754);
    let refused = gbt.into_iter().find(|code| {
        context.industries.iter().any(|(production, _)| production.starts_with(&code.code))
    });
    let touches = |code: &&IndustryCode| {
        let counterparts = context.atlas.crosswalk().in_gbt(code);
        let is_kin = |gbt: &str, production: &str| {
            production.starts_with(gbt) || gbt.starts_with(production)
        };
        counterparts.is_empty()
            || counterparts.iter().any(|(gbt, _)| {
                context.industries.iter().any(|(production, _)| is_kin(gbt, production))
            })
    };
    let status = match refused {
        Some(_) => GateStatus::Fail,
        None if foreign.iter().any(touches) || context.industries.is_empty() => GateStatus::Unknown,
        None => GateStatus::Pass,
    };
    Some(Gate {
        gate: "negative_list",
        status,
        required: "an industry that is admitted".to_owned(),
        actual: refused.map(|code| format!("{code} is refused")),
        margin: None,
    })
}

/// The thresholds of the nearest region that publishes some for the project's industry.
fn standard_land(context: &Context<'_>, project: &ProjectProfile, place: usize) -> Vec<Gate> {
    let mu = project.needs.land.as_ref().and_then(Figure::measure).map(AreaUnit::mu_of_hectares);
    let per_mu = |money: Option<&Figure<_>>| Some(money.and_then(Figure::measure)? / mu?);
    let applicable = context.atlas.lineage(place).find_map(|above| {
        let published = &context.atlas.profile(above).standard_land;
        // Thresholds for the industry go before those for all.
        let special = published.iter().find(|standard| covers(context, standard));
        special.or_else(|| published.iter().find(|standard| standard.applies_to_all()))
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

fn covers(context: &Context<'_>, standard: &StandardLand) -> bool {
    let names = |code: &IndustryCode| {
        let mut counterparts = context.atlas.crosswalk().main(code);
        counterparts
            .any(|gbt| context.industries.iter().any(|(production, _)| is_named(gbt, production)))
    };
    standard.industries.iter().any(names)
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

/// The lower end of a published bar: what must be reached at least.
fn canonical_low<U: Unit>(figure: &Figure<U>) -> Option<f64> {
    figure.unit.to_canonical(figure.value)?.to_f64()
}

/// A number with at most two decimals and no trailing zeros.
fn tidy(value: f64) -> String {
    Decimal::from_f64_retain(value)
        .map_or_else(|| value.to_string(), |decimal| decimal.round_dp(2).normalize().to_string())
}
