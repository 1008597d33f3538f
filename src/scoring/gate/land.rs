use jiff::{ToSpan, civil::Date};

use super::{
    bound::{Bound, published, tidy},
    offer::{self, source, source_of_found},
};
use crate::{
    domain::{
        figure::Figure,
        matching::Gate,
        project::ProjectProfile,
        region::RegionProfile,
        unit::{AreaUnit, MonthsUnit, Unit},
    },
    landing::parcel,
    scoring::{context::Context, land_cost},
};

/// Land in one piece, of one park (or of the place itself): its largest parcel that can be had, or
/// else the largest parcel that is stated, or else the available area; never the sum of parcels. It
/// fails only if every offer is known and none suffices; the approved area of a park is an upper
/// bound of what can be vacant in it, and proves no vacancy.
pub(super) fn area(context: &Context<'_>, project: &ProjectProfile, place: usize) -> Option<Gate> {
    let stated = project.needs.land.as_ref()?;
    let need = stated.measure()?;
    let own = (!context.atlas.is_park(place)).then_some(place);
    let offers: Vec<Option<Offer<'_>>> = context
        .atlas
        .parks(place)
        .map(|park| offered(context, park))
        .chain(own.map(|own| offered(context, own)).filter(Option::is_some))
        .collect();
    let largest = |vacant: bool| {
        let of_kind = offers.iter().flatten().filter(|offer| offer.vacant == vacant);
        of_kind.copied().reduce(larger)
    };
    let (vacant, approved) = (largest(true), largest(false));
    let unknown = offers.is_empty() || offers.iter().any(Option::is_none);
    let bound = Bound::at_least("land", need, "hectare");
    let suffices = |offer: &Offer<'_>| bound.holds(offer.hectares);
    let (decided, mut gate) = match (vacant.filter(suffices), approved.filter(suffices)) {
        (Some(vacant), _) => (Some(vacant), bound.check(Some(vacant.hectares))),
        (_, Some(approved)) => {
            let text = format!("{} hectare approved, vacancy unknown", tidy(approved.hectares));
            (Some(approved), Gate { actual: Some(text), ..bound.check(None) })
        }
        _ if unknown => (None, bound.check(None)),
        _ => {
            let most = vacant.into_iter().chain(approved).reduce(larger);
            (most, bound.check(most.map(|offer| offer.hectares)))
        }
    };
    gate.required = format!("{} ({})", stated.display(), gate.required);
    let source = |offer: Offer<'_>| match offer.figure {
        Some(figure) => source(context, offer.at, figure),
        None => offer::said_by(context, offer.at),
    };
    Some(published(gate, decided.map(source)))
}

#[derive(Clone, Copy)]
struct Offer<'a> {
    hectares: f64,
    vacant: bool,
    at: usize,
    /// `None` if all parcels are gone.
    figure: Option<&'a Figure<AreaUnit>>,
}

fn larger<'a>(one: Offer<'a>, other: Offer<'a>) -> Offer<'a> {
    if one.hectares < other.hectares { other } else { one }
}

/// What one place offers by itself: published parcels go before a stated largest one.
fn offered<'a>(context: &Context<'a>, at: usize) -> Option<Offer<'a>> {
    let profile = context.atlas.profile(at);
    let known = |figure: &&Figure<_>| figure.known_on(context.as_of);
    let offer = |figure: &'a Figure<AreaUnit>, vacant| {
        Some(Offer { hectares: figure.measure()?, vacant, at, figure: Some(figure) })
    };
    if profile.parcels.iter().any(|parcel| parcel.area.known_on(context.as_of)) {
        return match parcel::largest(&profile.parcels, context.as_of) {
            Some(parcel) => offer(&parcel.area, true),
            None => Some(Offer { hectares: 0.0, vacant: true, at, figure: None }),
        };
    }
    let vacant = profile.land.largest_parcel.as_ref().filter(known);
    let vacant = vacant.or(profile.land.available_area.as_ref().filter(known));
    if let Some(area) = vacant {
        return offer(area, true);
    }
    offer(profile.land.approved_area.as_ref().filter(known)?, false)
}

/// The price that the criterion finds; a floor price above the budget settles it, one below
/// proves nothing.
pub(super) fn price(context: &Context<'_>, project: &ProjectProfile, place: usize) -> Option<Gate> {
    let most = project.money.land_price_max.as_ref()?.measure()?;
    let found = land_cost::find(context, place);
    let found = found.filter(|found| !found.is_stand_in() || most < found.value);
    let bound = Bound::at_most("land_price", most, "CNY/m2");
    let source = found.map(|found| source_of_found(context, &found));
    Some(published(bound.check(found.map(|found| found.value)), source))
}

/// Land delivered by the deadline: as of the day, after the months of the place itself, or of a
/// park in it that is in time. The margin is the room in days over the days until the deadline.
pub(super) fn delivery(
    context: &Context<'_>,
    project: &ProjectProfile,
    place: usize,
) -> Option<Gate> {
    let deadline = project.deadline?;
    let need = project.needs.land.as_ref().and_then(Figure::measure);
    let fastest = |at: usize| {
        let figure = fastest(context.atlas.profile(at), need, context.as_of)?;
        // Of a published range the lower end: what is promised at best.
        let delivered = delivered_on(context.as_of, figure.low()?)?;
        Some((at, figure, delivered))
    };
    let in_time = || {
        let parks = context.atlas.parks(place).filter_map(fastest);
        parks.min_by_key(|offer| offer.2).filter(|offer| offer.2 <= deadline)
    };
    let offer = fastest(place).or_else(in_time);
    let days =
        |until: Date| f64::from(context.as_of.until(until).map_or(0, |span| span.get_days()));
    let bound = Bound::at_most("delivery", days(deadline), "day");
    let gate = bound.check(offer.map(|(_, _, delivered)| days(delivered)));
    let gate = Gate {
        required: format!("by {deadline}"),
        actual: offer.map(|(_, figure, delivered)| format!("{delivered} ({})", figure.display())),
        ..gate
    };
    Some(published(gate, offer.map(|(at, figure, _)| source(context, at, figure))))
}

/// The shortest delivery of a place: of its parcels that can be had and are large enough, where
/// they say, or else of its land.
fn fastest(profile: &RegionProfile, need: Option<f64>, as_of: Date) -> Option<&Figure<MonthsUnit>> {
    let fits = |hectares: f64| need.is_none_or(|need| need <= hectares);
    let parcels = parcel::available(&profile.parcels, as_of)
        .filter(|parcel| parcel.area.measure().is_some_and(fits));
    let known = |figure: &&Figure<MonthsUnit>| figure.known_on(as_of);
    let months = parcels.filter_map(|parcel| parcel.delivery.as_ref().filter(known));
    let shortest = months.min_by_key(|figure| figure.unit.to_canonical(figure.value));
    shortest.or(profile.land.delivery.as_ref().filter(known))
}

/// The day so many months later: whole months of the calendar, then the rest in days of a mean
/// month. `None` beyond the calendar.
fn delivered_on(day: Date, months: f64) -> Option<Date> {
    /// A Gregorian year has 365.2425 days.
    const DAYS_PER_MONTH: f64 = 365.2425 / 12.0;
    #[expect(clippy::cast_possible_truncation, reason = "at most 1,200 months in a valid figure")]
    let (whole, days) = (months.trunc() as i64, (months.fract() * DAYS_PER_MONTH).ceil() as i64);
    let whole = jiff::Span::new().try_months(whole).ok()?;
    day.checked_add(whole).ok()?.checked_add(days.days()).ok()
}
