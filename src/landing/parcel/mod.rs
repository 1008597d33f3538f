use std::cmp::Ordering;

use jiff::civil::Date;

use crate::domain::{
    figure::Figure,
    project::ProjectProfile,
    region::{Parcel, ParcelStatus},
    unit::Unit,
};

/// A parcel and how it fits a project.
#[derive(Debug, Clone, PartialEq)]
pub struct ParcelFit<'a> {
    /// The parcel.
    pub parcel: &'a Parcel,
    /// Why it does not fit; empty if it does.
    pub misfits: Vec<Misfit>,
    /// What the project asks for and the parcel does not say: to confirm, never a misfit.
    pub unknown: Vec<ParcelQuestion>,
}

/// Why a parcel does not fit. Quantities are in canonical units.
#[derive(Debug, Clone, PartialEq)]
pub enum Misfit {
    /// It is sold.
    Sold,
    /// It is held on the day.
    Held {
        /// The last day of the hold; `None` if it is open.
        until: Option<Date>,
    },
    /// It is smaller than the land that is needed.
    TooSmall {
        /// The need, in hectares.
        need_hectares: f64,
        /// The parcel's area, in hectares.
        area_hectares: f64,
    },
    /// It costs more than the project would pay.
    TooDear {
        /// The most, in CNY per square metre.
        most_cny_per_m2: f64,
        /// The price, in CNY per square metre.
        price_cny_per_m2: f64,
    },
    /// Less power can be connected than is needed.
    TooLittlePower {
        /// The need, in megawatts.
        need_mw: f64,
        /// The parcel's power, in megawatts.
        power_mw: f64,
    },
    /// The project would build less than the parcel requires on the land that it needs.
    TooLittleBuilt {
        /// The least floor-area ratio.
        least: f64,
        /// The project's.
        ratio: f64,
    },
    /// The project's floors exceed what may be built on the whole parcel.
    TooMuchBuilt {
        /// The highest floor-area ratio.
        most: f64,
        /// The project's floor area over the parcel's area.
        ratio: f64,
    },
}

/// What a project may ask of a parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParcelQuestion {
    /// Its price.
    Price,
    /// The power that can be connected to it.
    Power,
    /// The floor-area ratio to be built on it.
    FloorAreaRatio,
}

impl ParcelQuestion {
    /// The question's identifier in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            ParcelQuestion::Price => "price",
            ParcelQuestion::Power => "power",
            ParcelQuestion::FloorAreaRatio => "floor_area_ratio",
        }
    }
}

impl ParcelFit<'_> {
    /// Whether the parcel fits, as far as is known.
    pub fn fits(&self) -> bool {
        self.misfits.is_empty()
    }
}

/// The parcels known on the day, and how each by itself fits the project: those that fit first, the
/// smallest sufficient one before the others; then those that do not, by how many reasons, the
/// larger first.
///
/// A parcel is never joined with another: what is needed in one piece is one contiguous parcel.
/// Nothing is listed for a project that states no land.
pub fn fitting_parcels<'a>(
    project: &ProjectProfile,
    parcels: &'a [Parcel],
    as_of: Date,
) -> Vec<ParcelFit<'a>> {
    let Some(need) = measure(project.needs.land.as_ref()) else { return Vec::new() };
    let known = parcels.iter().filter(|parcel| parcel.area.known_on(as_of));
    let mut fits: Vec<ParcelFit<'a>> =
        known.filter_map(|parcel| fit(project, need, parcel, as_of)).collect();
    fits.sort_by(order);
    fits
}

/// The order of [`fitting_parcels`]; among equal areas the fewer questions and the lower price go
/// first, then the identifier.
pub fn order(one: &ParcelFit<'_>, other: &ParcelFit<'_>) -> Ordering {
    let area = |fit: &ParcelFit<'_>| fit.parcel.area.canonical();
    let by_area = area(one).cmp(&area(other));
    let price = |fit: &ParcelFit<'_>| {
        let price = fit.parcel.price.as_ref().and_then(Figure::canonical);
        (price.is_none(), price)
    };
    let by_fit = one.misfits.len().cmp(&other.misfits.len());
    by_fit
        .then(if one.fits() { by_area } else { by_area.reverse() })
        .then(one.unknown.len().cmp(&other.unknown.len()))
        .then_with(|| price(one).cmp(&price(other)))
        .then_with(|| one.parcel.id.cmp(&other.parcel.id))
}

/// The parcels that can be had on the day.
pub fn available(parcels: &[Parcel], as_of: Date) -> impl Iterator<Item = &Parcel> {
    let can_be_had =
        move |parcel: &&Parcel| parcel.area.known_on(as_of) && parcel.is_available_on(as_of);
    parcels.iter().filter(can_be_had)
}

/// The largest single parcel that can be had on the day.
pub fn largest(parcels: &[Parcel], as_of: Date) -> Option<&Parcel> {
    available(parcels, as_of).max_by_key(|parcel| parcel.area.canonical())
}

/// Of a published range the end that refuses less decides: no more is certain.
fn fit<'a>(
    project: &ProjectProfile,
    need: f64,
    parcel: &'a Parcel,
    as_of: Date,
) -> Option<ParcelFit<'a>> {
    let area = parcel.area.measure()?;
    let mut found = ParcelFit { parcel, misfits: Vec::new(), unknown: Vec::new() };
    if !parcel.is_available_on(as_of) {
        found.misfits.push(match parcel.status {
            Some(ParcelStatus::Sold) => Misfit::Sold,
            _ => Misfit::Held { until: parcel.hold_until },
        });
    }
    if area < need {
        found.misfits.push(Misfit::TooSmall { need_hectares: need, area_hectares: area });
    }
    let known = |day_known: bool, value: Option<f64>| value.filter(|_| day_known);
    if let Some(most) = measure(project.money.land_price_max.as_ref()) {
        let price = parcel.price.as_ref();
        let on_day = price.is_some_and(|figure| figure.known_on(as_of));
        match known(on_day, price.and_then(Figure::low)) {
            None => found.unknown.push(ParcelQuestion::Price),
            Some(price) if most < price => found
                .misfits
                .push(Misfit::TooDear { most_cny_per_m2: most, price_cny_per_m2: price }),
            Some(_) => {}
        }
    }
    if let Some(need_mw) = measure(project.needs.power.as_ref()) {
        let power = parcel.power.as_ref();
        let on_day = power.is_some_and(|figure| figure.known_on(as_of));
        match known(on_day, power.and_then(Figure::high)) {
            None => found.unknown.push(ParcelQuestion::Power),
            Some(power_mw) if power_mw < need_mw => {
                found.misfits.push(Misfit::TooLittlePower { need_mw, power_mw });
            }
            Some(_) => {}
        }
    }
    if let Some(floor) = measure(project.needs.floor_area.as_ref()) {
        built(&mut found, Built { floor, need, area }, as_of);
    }
    Some(found)
}

/// Who builds exactly what is asked must not fail by the last digit of a quotient.
const ROUNDING: f64 = 1e-9;

/// Floor area, needed land and the parcel's land, in hectares.
#[derive(Clone, Copy)]
struct Built {
    floor: f64,
    need: f64,
    area: f64,
}

fn built(found: &mut ParcelFit<'_>, built: Built, as_of: Date) {
    let ratio = found.parcel.floor_area_ratio.as_ref();
    let Some(required) = ratio.filter(|figure| figure.known_on(as_of)) else {
        found.unknown.push(ParcelQuestion::FloorAreaRatio);
        return;
    };
    let own = built.floor / built.need;
    if let Some(least) = required.low().filter(|least| own < *least * (1.0 - ROUNDING)) {
        found.misfits.push(Misfit::TooLittleBuilt { least, ratio: own });
    }
    let on_parcel = built.floor / built.area;
    let most = required.max.and_then(|_| required.high());
    if let Some(most) = most.filter(|most| *most * (1.0 + ROUNDING) < on_parcel) {
        found.misfits.push(Misfit::TooMuchBuilt { most, ratio: on_parcel });
    }
}

fn measure<U: Unit>(figure: Option<&Figure<U>>) -> Option<f64> {
    figure.and_then(Figure::measure)
}

#[cfg(test)]
mod tests;
