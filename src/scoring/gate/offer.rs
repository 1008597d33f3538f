use super::bound::{Bound, published};
use crate::{
    domain::{
        figure::Figure,
        matching::{Gate, GateSource},
        region::RegionProfile,
        unit::Unit,
    },
    scoring::{
        context::Context,
        found::{Found, Provenance},
    },
};

/// A figure and the place that it was published for.
pub(super) type Offer<'a, U> = (usize, &'a Figure<U>);

/// A place's own figure on the day.
pub(super) fn own<'a, U: Unit>(
    context: &Context<'a>,
    place: usize,
    figure: impl Fn(&'a RegionProfile) -> Option<&'a Figure<U>>,
) -> Option<Offer<'a, U>> {
    let found = figure(context.atlas.profile(place)).filter(|f| f.known_on(context.as_of))?;
    Some((place, found))
}

/// The figure of the park below that keeps the bound by most, if one does.
///
/// What one park has says nothing about the others: only enough of it decides.
pub(super) fn sufficient<'a, U: Unit>(
    context: &Context<'a>,
    place: usize,
    bound: Bound,
    figure: impl Fn(&'a RegionProfile) -> Option<&'a Figure<U>>,
) -> Option<Offer<'a, U>> {
    let offers = context.atlas.parks(place).filter_map(|park| own(context, park, &figure));
    let valued = offers.filter_map(|offer| Some((bound.favourable(offer.1)?, offer)));
    let kept = valued.filter(|(value, _)| bound.holds(*value));
    kept.reduce(|best, next| if bound.prefers(next.0, best.0) { next } else { best })
        .map(|(_, offer)| offer)
}

/// The gate for an offer, with its source; unknown without one.
pub(super) fn check<U: Unit>(
    context: &Context<'_>,
    bound: Bound,
    offer: Option<Offer<'_, U>>,
) -> Gate {
    let Some((at, figure)) = offer else { return bound.check(None) };
    published(bound.check_figure(figure), Some(source(context, at, figure)))
}

/// Where a figure of a place was published.
pub(super) fn source<U: Unit>(context: &Context<'_>, at: usize, figure: &Figure<U>) -> GateSource {
    let provenance = Provenance::of(figure);
    GateSource {
        citation: provenance.citation(),
        as_of: provenance.date(),
        from: context.atlas.profile(at).id.clone(),
    }
}

/// Where something that a criterion found was published.
pub(super) fn source_of_found(context: &Context<'_>, found: &Found<'_>) -> GateSource {
    let (citation, as_of) = found.provenance(context.atlas);
    GateSource { citation, as_of, from: context.atlas.profile(found.from).id.clone() }
}

/// The region itself is the source.
pub(super) fn said_by(context: &Context<'_>, at: usize) -> GateSource {
    GateSource { citation: None, as_of: None, from: context.atlas.profile(at).id.clone() }
}
