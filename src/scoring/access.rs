use super::{
    atlas::Atlas,
    context::Context,
    found::{Evidence, Found},
};
use crate::domain::{
    geography::Kilometres,
    region::{Level, Travel},
    waters::Way,
};

/// Minutes between the place and the host city: the faster of direct rail between their
/// prefectures, with the way to and from the stations, and the road.
///
/// Rail minutes are of the published timetable, plus the ways to and from the stations: at least
/// `rail_terminal_minutes`, and for a place away from its prefecture's seat the road there. The
/// road is estimated: great-circle distance × circuity / speed, and where a sea lies between, the
/// great circles around it, or those to and from a ferry with its minutes. `None` without a host
/// city, or where neither a train nor a position is known.
///
/// Source: `access` in `index/criteria.toml`, `travel` in `index/parameters.toml`,
/// `index/waters.csv`.
pub fn find<'a>(context: &Context<'a>, place: usize) -> Option<Found<'a>> {
    find_by(context, place, connection(context, place), way(context, place))
}

/// The same, where the train and the way by road are at hand.
pub(super) fn find_by<'a>(
    context: &Context<'a>,
    place: usize,
    connection: Option<Connection<'a>>,
    way: Option<Way>,
) -> Option<Found<'a>> {
    let rail = connection.map(|connection| rail_by(context, place, connection));
    let road = way.map(|way| road(context, place, way));
    match (rail, road) {
        (Some(rail), Some(road)) if rail.value <= road.value => match rail.evidence {
            Evidence::Rail(travel, _) => {
                Some(Found { evidence: Evidence::Rail(travel, Some(road.value)), ..rail })
            }
            _ => Some(rail),
        },
        (Some(_), Some(road)) => Some(road),
        (rail, road) => rail.or(road),
    }
}

/// The fewest minutes that a place of which no way is known can take: as its region is known, those of
/// the nearest place within the smallest region around it of which enough is known. `None` if there is
/// none. `nearest` gives [`nearest_minutes`] of a region.
pub fn least_minutes(
    atlas: &Atlas,
    place: usize,
    nearest: impl FnMut(usize) -> Option<f64>,
) -> Option<f64> {
    atlas.lineage(place).skip(1).find_map(nearest)
}

/// Places of a region whose ways must be known before the nearest of them tells how near any other can
/// be: our judgement; a province has some hundred counties.
const KNOWN_WAYS_MIN: usize = 10;

/// Minutes from the host city to the nearest place within a region; `None` if too few ways are known.
pub fn nearest_minutes(context: &Context<'_>, region: usize) -> Option<f64> {
    nearest_minutes_by(context, region, |place| way(context, place))
}

/// The same, where the ways of places by road are at hand.
pub(super) fn nearest_minutes_by(
    context: &Context<'_>,
    region: usize,
    way: impl Fn(usize) -> Option<Way>,
) -> Option<f64> {
    let within = context.atlas.descendants(region).iter();
    let minutes = |place: usize| {
        let found = find_by(context, place, connection(context, place), way(place))?;
        Some(found.value)
    };
    let known: Vec<f64> = within.filter_map(|place| minutes(*place)).collect();
    let is_enough = KNOWN_WAYS_MIN <= known.len();
    known.into_iter().min_by(f64::total_cmp).filter(|_| is_enough)
}

/// Direct rail between the two prefectures, with the way to and from the stations.
pub fn rail<'a>(context: &Context<'a>, place: usize) -> Option<Found<'a>> {
    Some(rail_by(context, place, connection(context, place)?))
}

/// A direct train between a prefecture and that of the host: the same for all its places.
#[derive(Clone, Copy)]
pub(super) struct Connection<'a> {
    travel: &'a Travel,
    minutes: u32,
    prefecture: usize,
}

/// The direct train between the prefecture of a place and that of the host.
pub(super) fn connection<'a>(context: &Context<'a>, place: usize) -> Option<Connection<'a>> {
    let here = context.atlas.at_or_above(place, Level::Prefecture)?;
    let host = context.host_prefecture()?;
    let travel = context.atlas.profile(here).access.rail.as_ref()?;
    if travel.period.as_ref().is_some_and(|period| context.as_of < period.start()) {
        return None;
    }
    let minutes = *travel.minutes.get(&context.atlas.profile(host).id)?;
    Some(Connection { travel, minutes, prefecture: here })
}

fn rail_by<'a>(context: &Context<'a>, place: usize, connection: Connection<'a>) -> Found<'a> {
    let Connection { travel, minutes, prefecture } = connection;
    let terminal = context.parameters.travel.rail_terminal_minutes;
    let own_way = local_minutes(context, place, prefecture).unwrap_or(0.0).max(terminal / 2.0);
    let value = f64::from(minutes) + terminal / 2.0 + own_way;
    Found { value, trust: 1.0, from: prefecture, evidence: Evidence::Rail(travel, None) }
}

/// Minutes by road from a place to the seat of its prefecture.
fn local_minutes(context: &Context<'_>, place: usize, seat: usize) -> Option<f64> {
    let travel = &context.parameters.travel;
    let seat = context.atlas.location(seat)?;
    Some(travel.road_minutes(travel.way(context.atlas.location(place)?, seat)))
}

fn road<'a>(context: &Context<'a>, place: usize, way: Way) -> Found<'a> {
    let value = context.parameters.travel.road_minutes(way);
    Found { value, trust: 1.0, from: place, evidence: Evidence::Road(way) }
}

/// The way by road between the place and the host.
pub fn way(context: &Context<'_>, place: usize) -> Option<Way> {
    let here = context.atlas.location(place)?;
    let host = context.atlas.location(context.host?)?;
    Some(context.parameters.travel.way(here, host))
}

/// The great-circle distance between the place and the host.
pub fn distance(context: &Context<'_>, place: usize) -> Option<Kilometres> {
    let here = context.atlas.location(place)?;
    let host = context.atlas.location(context.host?)?;
    Some(here.distance_to(host))
}
