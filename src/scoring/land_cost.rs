use super::{
    context::Context,
    found::{Evidence, Found, Provenance, canonical},
};
use crate::domain::{figure::Figure, unit::LandPriceUnit};

/// The price of industrial land in CNY per square metre: published for the place or a region
/// above it, or else the area-weighted mean of the places below, or else the legal floor price,
/// which binds from below and counts with less trust.
///
/// Source: `land_cost` in `index/criteria.toml`, `stand_in` in `index/parameters.toml`.
pub fn find<'a>(context: &Context<'a>, place: usize) -> Option<Found<'a>> {
    market(context, place).or_else(|| floor(context, place))
}

fn market<'a>(context: &Context<'a>, place: usize) -> Option<Found<'a>> {
    let price = |p: &'a crate::domain::region::RegionProfile| p.land.industrial_price.as_ref();
    if let Some((from, figure)) = context.atlas.inherited(place, context.as_of, price) {
        return Found::published(from, figure);
    }
    mean(context, place, |below| price(context.atlas.profile(below)), Evidence::Mean, 1.0)
}

fn floor<'a>(context: &Context<'a>, place: usize) -> Option<Found<'a>> {
    let trust = context.parameters.stand_in.floor_price;
    let price = |p: &'a crate::domain::region::RegionProfile| p.land.floor_price.as_ref();
    if let Some((from, figure)) = context.atlas.inherited(place, context.as_of, price) {
        let evidence = Evidence::FloorPrice(Provenance::of(figure));
        return Some(Found { value: canonical(figure)?, trust, from, evidence });
    }
    let evidence = |provenance, _| Evidence::FloorPrice(provenance);
    mean(context, place, |below| price(context.atlas.profile(below)), evidence, trust)
}

/// The mean of the places below that have a figure, weighted by the approved area of their parks
/// (one hectare where no area is known).
fn mean<'a>(
    context: &Context<'a>,
    place: usize,
    figure: impl Fn(usize) -> Option<&'a Figure<LandPriceUnit>>,
    evidence: impl Fn(Provenance<'a>, usize) -> Evidence<'a>,
    trust: f64,
) -> Option<Found<'a>> {
    let mut sum = 0.0;
    let mut area = 0.0;
    let mut shown = None;
    let mut count = 0;
    for &below in context.atlas.descendants(place) {
        let Some(price) = figure(below).filter(|price| price.known_on(context.as_of)) else {
            continue;
        };
        let weight = approved_hectares(context, below).max(1.0);
        sum += weight * canonical(price)?;
        area += weight;
        count += 1;
        shown = shown.or(Some(Provenance::of(price)));
    }
    Some(Found { value: sum / area, trust, from: place, evidence: evidence(shown?, count) })
}

fn approved_hectares(context: &Context<'_>, place: usize) -> f64 {
    let area = |park| {
        let approved = context.atlas.profile(park).land.approved_area.as_ref()?;
        canonical(approved)
    };
    context.atlas.parks(place).filter_map(area).sum()
}
