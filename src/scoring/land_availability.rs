use super::{
    context::Context,
    found::{Evidence, Found, Provenance},
};
use crate::domain::figure::Figure;

/// Land that can be had, in hectares: the available area, or else the approved area, which is no
/// proof of vacancy and counts with less trust.
///
/// A place that is no park counts as its park with most land, unless its own available area is
/// published. An area is never inherited from above: a county's reserve is not in every park.
///
/// Source: `land_availability` in `index/criteria.toml`, `stand_in` in `index/parameters.toml`.
pub fn find<'a>(context: &Context<'a>, place: usize) -> Option<Found<'a>> {
    let own =
        offer(context, place).filter(|own| context.atlas.is_park(place) || !own.is_stand_in());
    if own.is_some() {
        return own;
    }
    let parks = context.atlas.parks(place).filter_map(|park| offer(context, park));
    parks.reduce(|best, next| {
        let better = (best.trust, best.value) < (next.trust, next.value);
        if better { next } else { best }
    })
}

/// What one place offers by itself.
fn offer<'a>(context: &Context<'a>, place: usize) -> Option<Found<'a>> {
    let land = &context.atlas.profile(place).land;
    let known = |figure: &&Figure<_>| figure.known_on(context.as_of);
    if let Some(available) = land.available_area.as_ref().filter(known) {
        return Found::published(place, available);
    }
    let approved = land.approved_area.as_ref().filter(known)?;
    Some(Found {
        value: approved.measure()?,
        trust: context.parameters.stand_in.approved_area,
        from: place,
        evidence: Evidence::ApprovedArea(Provenance::of(approved)),
    })
}
