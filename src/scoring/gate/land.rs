use jiff::{ToSpan, civil::Date};

use super::{
    Verdict,
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
    scoring::{context::Context, found::Found, land_cost},
};

/// Land in one piece, of one park (or of the place itself): its largest parcel that can be had, or
/// else the largest parcel that is stated, or else the available area; never the sum of parcels. It
/// fails only if every offer is known and none suffices; the approved area of a park is an upper
/// bound of what can be vacant in it, and proves no vacancy.
pub(super) fn area(context: &Context<'_>, project: &ProjectProfile, place: usize) -> Option<Gate> {
    let stated = project.needs.land.as_ref()?;
    let bound = area_bound(stated)?;
    let offers = Offers::of(context, place);
    let area = offers.in_hectares();
    let mut gate = bound.check(area.counted(bound));
    let decided = match area.decide(bound) {
        Decided::Vacant => offers.vacant,
        Decided::Approved => {
            let approved = area.approved.unwrap_or_default();
            let text = format!("{} hectare approved, vacancy unknown", tidy(approved));
            gate.actual = Some(text);
            offers.approved
        }
        Decided::Open => None,
        Decided::TooSmall => offers.vacant.into_iter().chain(offers.approved).reduce(larger),
    };
    gate.required = format!("{} ({})", stated.display(), gate.required);
    let source = |offer: Offer<'_>| match offer.figure {
        Some(figure) => source(context, offer.at, figure),
        None => offer::said_by(context, offer.at),
    };
    Some(published(gate, decided.map(source)))
}

/// The most land in one piece that a place offers, whoever asks. In hectares.
#[derive(Debug, Clone, Copy)]
pub(in crate::scoring) struct AreaOnOffer {
    /// The largest that can be had.
    vacant: Option<f64>,
    /// The largest approved area where nothing is known of vacancy.
    approved: Option<f64>,
    /// Whether of some park nothing is known.
    is_open: bool,
}

enum Decided {
    Vacant,
    Approved,
    Open,
    TooSmall,
}

impl AreaOnOffer {
    /// What a place offers.
    pub(in crate::scoring) fn of(context: &Context<'_>, place: usize) -> AreaOnOffer {
        Offers::of(context, place).in_hectares()
    }

    fn decide(self, bound: Bound) -> Decided {
        let suffices = |area: Option<f64>| area.is_some_and(|hectares| bound.holds(hectares));
        match () {
            () if suffices(self.vacant) => Decided::Vacant,
            () if suffices(self.approved) => Decided::Approved,
            () if self.is_open => Decided::Open,
            () => Decided::TooSmall,
        }
    }

    /// The area that is held against the bound; none where vacancy is not known.
    fn counted(self, bound: Bound) -> Option<f64> {
        match self.decide(bound) {
            Decided::Vacant => self.vacant,
            Decided::Approved | Decided::Open => None,
            Decided::TooSmall => self.vacant.into_iter().chain(self.approved).reduce(f64::max),
        }
    }
}

/// What [`area`] says of each offer, without words; `None` where the project needs no land.
pub(in crate::scoring) fn area_verdicts(
    project: &ProjectProfile,
) -> Option<impl Fn(AreaOnOffer) -> Verdict> {
    let bound = area_bound(project.needs.land.as_ref()?)?;
    Some(move |offer: AreaOnOffer| bound.verdict(offer.counted(bound)))
}

fn area_bound(need: &Figure<AreaUnit>) -> Option<Bound> {
    Some(Bound::at_least("land", need.measure()?, "hectare"))
}

/// The largest offers of a place.
struct Offers<'a> {
    vacant: Option<Offer<'a>>,
    approved: Option<Offer<'a>>,
    is_open: bool,
}

impl<'a> Offers<'a> {
    fn of(context: &Context<'a>, place: usize) -> Offers<'a> {
        let own = (!context.atlas.is_park(place)).then_some(place);
        let parks = context.atlas.parks(place).map(|park| offered(context, park));
        let own = own.map(|own| offered(context, own)).filter(Option::is_some);
        let mut best = Offers { vacant: None, approved: None, is_open: false };
        let mut is_empty = true;
        for offer in parks.chain(own) {
            is_empty = false;
            let Some(offer) = offer else {
                best.is_open = true;
                continue;
            };
            let slot = if offer.vacant { &mut best.vacant } else { &mut best.approved };
            *slot = Some(slot.map_or(offer, |known| larger(known, offer)));
        }
        best.is_open |= is_empty;
        best
    }

    fn in_hectares(&self) -> AreaOnOffer {
        let hectares = |offer: Option<Offer<'_>>| offer.map(|offer| offer.hectares);
        let (vacant, approved) = (hectares(self.vacant), hectares(self.approved));
        AreaOnOffer { vacant, approved, is_open: self.is_open }
    }
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
    let found = found.filter(|found| PriceFound::from(found).decides(most));
    let bound = price_bound(most);
    let source = found.map(|found| source_of_found(context, &found));
    Some(published(bound.check(found.map(|found| found.value)), source))
}

/// The price that the criterion finds, as far as it decides.
#[derive(Debug, Clone, Copy)]
pub(in crate::scoring) struct PriceFound {
    cny_per_m2: f64,
    is_stand_in: bool,
}

impl From<&Found<'_>> for PriceFound {
    fn from(found: &Found<'_>) -> PriceFound {
        PriceFound { cny_per_m2: found.value, is_stand_in: found.is_stand_in() }
    }
}

impl PriceFound {
    fn decides(self, most: f64) -> bool {
        !self.is_stand_in || most < self.cny_per_m2
    }
}

/// What [`price`] says of each price that is found, without words; `None` where the project names no
/// budget.
pub(in crate::scoring) fn price_verdicts(
    project: &ProjectProfile,
) -> Option<impl Fn(Option<PriceFound>) -> Verdict> {
    let most = project.money.land_price_max.as_ref()?.measure()?;
    let bound = price_bound(most);
    Some(move |found: Option<PriceFound>| {
        let value = found.filter(|found| found.decides(most)).map(|found| found.cny_per_m2);
        bound.verdict(value)
    })
}

fn price_bound(most: f64) -> Bound {
    Bound::at_most("land_price", most, "CNY/m2")
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
