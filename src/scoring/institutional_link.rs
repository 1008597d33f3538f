use super::{
    atlas::Atlas,
    context::Context,
    found::{Evidence, Found},
};
use crate::{
    domain::{
        link::{Link, ProductionSide},
        region::Level,
    },
    industry::similarity::agreement,
};

/// The strength, 0 to 1, of the strongest institutional link in force between the place and the
/// project's host city: its kind, times how near the partner is to the host and the link's home
/// to the place, times its focus.
///
/// Links of the regions above the place count, and, for a place that is no park, those of the
/// regions below. `None` without a host city, and where no link is recorded: coverage is partial,
/// so that absence is unknown, not "no link".
///
/// Source: `institutional_link` in `index/criteria.toml`, `link` in `index/parameters.toml`.
pub fn find<'a>(context: &Context<'a>, place: usize) -> Option<Found<'a>> {
    let mut best: Option<Found<'a>> = None;
    for tie in ties(context, place) {
        let Some(value) = strength(context, place, &tie) else { continue };
        if best.is_none_or(|best| best.value < value) {
            let evidence = Evidence::Link(tie.link);
            best = Some(Found { value, trust: 1.0, from: tie.home, evidence });
        }
    }
    best
}

/// An institutional link between a place and the host city.
#[derive(Debug, Clone, Copy)]
pub struct Tie<'a> {
    /// The place in whose profile the link stands: the place asked for, one above or one below.
    pub home: usize,
    /// The other side.
    pub partner: usize,
    /// How near the partner is to the host, above 0 and at most 1; 1 for the host itself.
    pub nearness: f64,
    /// The link.
    pub link: &'a Link,
}

/// The links in force between a place and the project's host city: those of the place, of the
/// counties and prefectures above it, and of all places below it. None without a host city.
pub fn ties<'a>(context: &Context<'a>, place: usize) -> impl Iterator<Item = Tie<'a>> {
    let atlas = context.atlas;
    let above = atlas.lineage(place).filter(move |&home| {
        let levels = &atlas.profile(home).levels;
        home == place || levels.contains(&Level::County) || levels.contains(&Level::Prefecture)
    });
    let below = atlas.descendants(place).iter().copied();
    above.chain(below).flat_map(move |home| {
        let links = atlas.profile(home).links.iter();
        links.filter_map(move |link| tie(context, home, link))
    })
}

fn tie<'a>(context: &Context<'a>, home: usize, link: &'a Link) -> Option<Tie<'a>> {
    context.host?;
    let home_id = &context.atlas.profile(home).id;
    let excluded = context.excluded_links.contains(&(home_id.clone(), link.partner.clone()));
    if excluded || !link.in_force_on(context.as_of) {
        return None;
    }
    let partner = context.atlas.find(&link.partner)?;
    Some(Tie { home, partner, nearness: partner_nearness(context, partner)?, link })
}

fn strength(context: &Context<'_>, place: usize, tie: &Tie<'_>) -> Option<f64> {
    let parameters = &context.parameters.link;
    let kind = match tie.link.production {
        Some(ProductionSide::Partner) => parameters.production_at_partner,
        Some(ProductionSide::Home) | None => *parameters.kinds.get(&tie.link.kind)?,
    };
    let level = if tie.home == place { 1.0 } else { parameters.home_other_level };
    let focus = if fits_focus(context, tie.link) { 1.0 } else { parameters.other_focus };
    Some(kind * tie.nearness * level * focus)
}

/// How near the partner is to the host: the same place, the same prefecture, or the province.
fn partner_nearness(context: &Context<'_>, partner: usize) -> Option<f64> {
    let atlas = context.atlas;
    let host = context.host?;
    if partner == host {
        return Some(1.0);
    }
    let prefecture = |place| atlas.at_or_above(place, Level::Prefecture);
    if prefecture(host).is_some() && prefecture(host) == prefecture(partner) {
        return Some(context.parameters.link.partner_same_prefecture);
    }
    let covers = is_province(atlas, partner) && atlas.is_within(host, partner);
    covers.then_some(context.parameters.link.partner_province)
}

fn is_province(atlas: &Atlas, place: usize) -> bool {
    atlas.profile(place).levels.contains(&Level::Province)
}

/// Whether the link's stated focus, if any, covers a production industry at least by division.
fn fits_focus(context: &Context<'_>, link: &Link) -> bool {
    let crosswalk = context.atlas.crosswalk();
    let mut focus = link.focus.iter().flat_map(|code| crosswalk.main(code)).peekable();
    focus.peek().is_none()
        || context.industries.is_empty()
        || focus.any(|code| {
            context.industries.iter().any(|(production, _)| 0.0 < agreement(code, production))
        })
}
