use super::{
    context::Context,
    found::{Evidence, Found, Provenance},
};
use crate::domain::{figure::Figure, region::RegionProfile, unit::LandPriceUnit};

/// The price of industrial land in CNY per square metre: the place's own, or else (for a place
/// that is no park) the area-weighted mean of the places below, or else that of the nearest region
/// above. Where no price is published, the legal floor price stands in the same way; it binds from
/// below and counts with less trust.
///
/// Source: `land_cost` in `index/criteria.toml`, `stand_in` in `index/parameters.toml`.
pub fn find<'a>(context: &Context<'a>, place: usize) -> Option<Found<'a>> {
    price(context, place, |region| region.land.industrial_price.as_ref()).or_else(|| {
        let floor = price(context, place, |region| region.land.floor_price.as_ref())?;
        let evidence = match floor.evidence {
            Evidence::Published(provenance) => Evidence::FloorPrice(provenance),
            other => other,
        };
        Some(Found { trust: context.parameters.stand_in.floor_price, evidence, ..floor })
    })
}

fn price<'a>(
    context: &Context<'a>,
    place: usize,
    figure: impl Fn(&'a RegionProfile) -> Option<&'a Figure<LandPriceUnit>>,
) -> Option<Found<'a>> {
    let atlas = context.atlas;
    let known = |at: usize| figure(atlas.profile(at)).filter(|found| found.known_on(context.as_of));
    if let Some(own) = known(place) {
        return Found::published(place, own);
    }
    let inherited = || {
        let (from, found) = atlas.inherited(place, context.as_of, &figure)?;
        Found::published(from, found)
    };
    mean(context, place, known).or_else(inherited)
}

/// The mean of the places below that have a figure and none above them that has, weighted by the
/// approved area of their parks (one hectare where no area is known).
fn mean<'a>(
    context: &Context<'a>,
    place: usize,
    figure: impl Fn(usize) -> Option<&'a Figure<LandPriceUnit>>,
) -> Option<Found<'a>> {
    let mut sum = 0.0;
    let mut area = 0.0;
    let mut shown: Option<Provenance<'_>> = None;
    let mut count = 0;
    for &below in context.atlas.descendants(place) {
        let Some(price) = figure(below) else { continue };
        let above = context.atlas.ancestors(below).iter().take_while(|above| **above != place);
        if above.into_iter().any(|&above| figure(above).is_some()) {
            continue;
        }
        let weight = approved_hectares(context, below).max(1.0);
        sum += weight * price.measure()?;
        area += weight;
        count += 1;
        let next = Provenance::of(price);
        // The mean is as old as the oldest of them; one without a date goes before all.
        let is_older = |shown: &Provenance<'_>| next.held_until() < shown.held_until();
        if shown.as_ref().is_none_or(is_older) {
            shown = Some(next);
        }
    }
    let evidence = Evidence::Mean(shown?, count);
    Some(Found { value: sum / area, trust: 1.0, from: place, evidence })
}

fn approved_hectares(context: &Context<'_>, place: usize) -> f64 {
    let area = |park| {
        let approved = context.atlas.profile(park).land.approved_area.as_ref();
        approved.filter(|approved| approved.known_on(context.as_of))?.measure()
    };
    context.atlas.parks(place).filter_map(area).sum()
}
