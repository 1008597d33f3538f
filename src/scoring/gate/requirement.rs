use super::{
    bound::{Bound, named, published},
    offer,
};
use crate::{
    domain::{matching::Gate, project::Requirement},
    scoring::{access, atlas::Atlas, context::Context},
};

/// One thing that the project says a region must have.
pub(super) fn check(context: &Context<'_>, wish: Requirement, place: usize) -> Gate {
    match wish {
        Requirement::Port => {
            let bound = Bound::at_most("port", context.parameters.gate.port_km_max, "km");
            let port = context.atlas.inherited(place, context.as_of, |p| p.access.port.as_ref());
            offer::check(context, bound, port)
        }
        Requirement::ChemicalPark => {
            let recognised = |at: usize| context.atlas.profile(at).environment.chemical_park;
            let below = || context.atlas.parks(place).find(|park| recognised(*park) == Some(true));
            let found = recognised(place).map(|known| (place, known));
            let found = found.or_else(|| below().map(|park| (park, true)));
            let gate = named(
                "chemical_park",
                "a recognised chemical park",
                found.map(|(_, recognised)| recognised),
            );
            published(gate, found.map(|(at, _)| offer::said_by(context, at)))
        }
        Requirement::NationalLevel => {
            let any = is_national(context.atlas, place);
            named("national_level", "a national-level zone", any)
        }
        // The timetable lacks later lines, so that a missing train is unknown, never a failure.
        Requirement::Rail => {
            let rail = access::rail(context, place);
            let gate = named("rail", "direct rail to the host city", rail.map(|_| true));
            published(gate, rail.map(|found| offer::source_of_found(context, &found)))
        }
    }
}

/// Whether a park, or one of the parks in a place, is of national level; `None` where no grade is
/// known.
pub(super) fn is_national(atlas: &Atlas, place: usize) -> Option<bool> {
    let national = |park: usize| {
        let park = atlas.profile(park).park.as_ref()?;
        Some(park.grade.as_deref()? == "national")
    };
    atlas.parks(place).filter_map(national).reduce(|one, other| one || other)
}
