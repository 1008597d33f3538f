use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

use jiff::civil::Date;

use super::{Survey, column::Column};
use crate::{
    domain::{criterion::CriterionId, limits::SURVEY_WAYS_MAX, waters::Sight},
    scoring::{
        access,
        context::Context,
        gate::{AreaOnOffer, PriceFound},
        labour_cost, land_availability, land_cost,
        rank::Method,
    },
};

/// What is the same for every question of a day: whoever asks, the land and the wages of a place are
/// what they are.
pub(super) struct Day {
    pub(super) as_of: Date,
    pub(super) land_availability: Arc<Column>,
    pub(super) land_cost: Arc<Column>,
    pub(super) labour_cost: Arc<Column>,
    /// By position.
    pub(super) areas: Vec<AreaOnOffer>,
    /// By position; `None` where no price is known.
    pub(super) prices: Vec<Option<PriceFound>>,
    travels: Mutex<VecDeque<Arc<Travels>>>,
    /// By place of the atlas.
    sights: Vec<Sight>,
}

/// The travel of every place to one host city.
pub(super) struct Travels {
    host: Option<usize>,
    /// By position; `None` if unknown.
    pub(super) minutes: Vec<Option<f64>>,
    /// By position, what it takes at least where that is unknown; `None` elsewhere.
    pub(super) least_minutes: Vec<Option<f64>>,
    pub(super) column: Arc<Column>,
}

impl Day {
    pub(super) fn new(context: &Context<'_>, method: &Method<'_>, places: &[usize]) -> Day {
        let prices: Vec<_> = places.iter().map(|place| land_cost::find(context, *place)).collect();
        let land = places.iter().map(|place| land_availability::find(context, *place));
        let wages = places.iter().map(|place| labour_cost::find(context, *place));
        let (area, price) = (CriterionId::LandAvailability, CriterionId::LandCost);
        Day {
            as_of: context.as_of,
            land_availability: Arc::new(Column::of(context, method, area, land)),
            land_cost: Arc::new(Column::of(context, method, price, prices.iter().copied())),
            labour_cost: Arc::new(Column::of(context, method, CriterionId::LabourCost, wages)),
            areas: places.iter().map(|place| AreaOnOffer::of(context, *place)).collect(),
            prices: prices.iter().map(|found| found.as_ref().map(PriceFound::from)).collect(),
            travels: Mutex::default(),
            sights: vec![Sight::default(); context.atlas.len()],
        }
    }
}

impl Survey {
    /// The travel of all places to the host of a question, found where it is not at hand.
    pub(super) fn travel(
        &self,
        context: &Context<'_>,
        method: &Method<'_>,
        day: &Day,
    ) -> Arc<Travels> {
        let lock = || day.travels.lock().unwrap_or_else(PoisonError::into_inner);
        let known = lock().iter().find(|travels| travels.host == context.host).cloned();
        if let Some(travels) = known {
            return travels;
        }
        let firsts = self.around.firsts().iter();
        let trains: Vec<_> = firsts.map(|place| access::connection(context, *place)).collect();
        let sight_of_host = Sight::default();
        let way = |place: usize| {
            let places = [context.atlas.location(place)?, context.atlas.location(context.host?)?];
            let sights = [&day.sights[place], &sight_of_host];
            Some(context.parameters.travel.way_seen(places, sights))
        };
        let found: Vec<_> = self
            .places
            .iter()
            .enumerate()
            .map(|(at, place)| {
                access::find_by(context, *place, trains[self.around.group(at)], way(*place))
            })
            .collect();
        let column = Column::of(context, method, CriterionId::Access, found.iter().copied());
        let mut of_regions = HashMap::new();
        let mut nearest = |region| {
            let minutes = || access::nearest_minutes_by(context, region, way);
            *of_regions.entry(region).or_insert_with(minutes)
        };
        let least_minutes = self.places.iter().zip(&found).map(|(place, found)| match found {
            Some(_) => None,
            None => access::least_minutes(context.atlas, *place, &mut nearest),
        });
        let travels = Arc::new(Travels {
            host: context.host,
            least_minutes: least_minutes.collect(),
            minutes: found.iter().map(|found| found.map(|found| found.value)).collect(),
            column: Arc::new(column),
        });
        let mut all = lock();
        let hosts_max = SURVEY_WAYS_MAX / self.places.len().max(1);
        all.truncate(hosts_max.saturating_sub(1));
        all.push_front(travels.clone());
        travels
    }
}
