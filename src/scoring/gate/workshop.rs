use super::{bound::Bound, offer};
use crate::{
    domain::{matching::Gate, project::ProjectProfile},
    scoring::context::Context,
};

/// Floor area to rent, of the place itself or of a park in it that has enough.
pub(super) fn floor_area(
    context: &Context<'_>,
    project: &ProjectProfile,
    place: usize,
) -> Option<Gate> {
    let stated = project.needs.floor_area.as_ref()?;
    let bound = Bound::at_least("workshop", stated.measure()?, "hectare");
    let offered = offer::own(context, place, |region| region.land.workshop_available.as_ref());
    let below = || {
        offer::sufficient(context, place, bound, |region| region.land.workshop_available.as_ref())
    };
    let mut gate = offer::check(context, bound, offered.or_else(below));
    gate.required = format!("{} ({})", stated.display(), gate.required);
    Some(gate)
}

/// Rent of a workshop: of the place itself, of a park in it that is cheap enough, or of the nearest
/// region above.
pub(super) fn rent(context: &Context<'_>, project: &ProjectProfile, place: usize) -> Option<Gate> {
    let most = project.money.workshop_rent_max.as_ref()?.measure()?;
    let bound = Bound::at_most("workshop_rent", most, "CNY/m2/month");
    let offered = offer::own(context, place, |region| region.land.workshop_rent.as_ref())
        .or_else(|| {
            offer::sufficient(context, place, bound, |region| region.land.workshop_rent.as_ref())
        })
        .or_else(|| {
            context
                .atlas
                .inherited(place, context.as_of, |region| region.land.workshop_rent.as_ref())
        });
    Some(offer::check(context, bound, offered))
}
