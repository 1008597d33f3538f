use super::{
    context::Context,
    found::{Evidence, Found, Provenance, canonical},
};

/// Land that can be had, in hectares: the available area of the place or of the regions above it,
/// or else its approved area, which is no proof of vacancy and counts with less trust.
///
/// A place that is no park counts as its park with most land, unless it has figures itself.
///
/// Source: `land_availability` in `index/criteria.toml`, `stand_in` in `index/parameters.toml`.
pub fn find<'a>(context: &Context<'a>, place: usize) -> Option<Found<'a>> {
    if let Some((from, area)) =
        context.atlas.inherited(place, context.as_of, |p| p.land.available_area.as_ref())
    {
        return Found::published(from, area);
    }
    let parks = context.atlas.parks(place).filter_map(|park| offer(context, park));
    parks.reduce(|best, next| {
        let better = (best.trust, best.value) < (next.trust, next.value);
        if better { next } else { best }
    })
}

/// What one park offers by itself.
fn offer<'a>(context: &Context<'a>, park: usize) -> Option<Found<'a>> {
    let land = &context.atlas.profile(park).land;
    let known = |figure: &&crate::domain::figure::Figure<_>| figure.known_on(context.as_of);
    if let Some(available) = land.available_area.as_ref().filter(known) {
        return Found::published(park, available);
    }
    let approved = land.approved_area.as_ref().filter(known)?;
    Some(Found {
        value: canonical(approved)?,
        trust: context.parameters.stand_in.approved_area,
        from: park,
        evidence: Evidence::ApprovedArea(Provenance::of(approved)),
    })
}
