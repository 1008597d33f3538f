use crate::{
    domain::{
        cost::{CostParameters, Estimate},
        figure::{Figure, Method},
        id::RegionId,
        needs::Skill,
        region::{Level, RegionProfile, Travel},
        unit::{LandPriceUnit, Unit, WageUnit},
    },
    landing::cost::{Basis, CostFigure, CostKind, Journey, PlaceFigures},
    scoring::{
        access,
        context::Context,
        found::{Evidence, Found},
        land_cost,
    },
};

/// Minutes of an hour.
const MINUTES_PER_HOUR: f64 = 60.0;

/// What is known of the costs of a place on the day of the question: its own figures, or else those
/// of the nearest region above, with the doubt that comes with it.
pub(super) fn collect<'a>(
    context: &Context<'a>,
    rates: &CostParameters,
    place: usize,
) -> PlaceFigures<'a> {
    let collector = Collector { context, rates, place };
    PlaceFigures {
        is_host: context.host == Some(place),
        land_price: collector.land_price(),
        workshop_rent: collector
            .published(CostKind::WorkshopRent, |region| region.land.workshop_rent.as_ref()),
        average_wage: collector
            .wage(CostKind::AverageWage, |region| region.labour.average_wage.as_ref()),
        skill_wages: Skill::ALL.map(|skill| {
            collector.wage(CostKind::wage(skill), move |region| skill_wage(region, skill))
        }),
        electricity_price: collector.published(CostKind::ElectricityPrice, |region| {
            region.energy.electricity_price.as_ref()
        }),
        road_distance: collector.road_distance(),
        journey: collector.journey(),
    }
}

fn skill_wage(region: &RegionProfile, skill: Skill) -> Option<&Figure<WageUnit>> {
    let labour = &region.labour;
    match skill {
        Skill::Manager => labour.manager_wage.as_ref(),
        Skill::Engineer => labour.engineer_wage.as_ref(),
        Skill::Clerk => labour.clerk_wage.as_ref(),
        Skill::Operator => labour.operator_wage.as_ref(),
    }
}

struct Collector<'c, 'a> {
    context: &'c Context<'a>,
    rates: &'c CostParameters,
    place: usize,
}

impl<'a> Collector<'_, 'a> {
    fn published<U: Unit>(
        &self,
        kind: CostKind,
        figure: impl Fn(&'a RegionProfile) -> Option<&'a Figure<U>>,
    ) -> Option<CostFigure<'a>> {
        let context = self.context;
        let (from, found) = context.atlas.inherited(self.place, context.as_of, figure)?;
        self.of(kind, from, found)
    }

    fn of<U: Unit>(
        &self,
        kind: CostKind,
        from: usize,
        found: &'a Figure<U>,
    ) -> Option<CostFigure<'a>> {
        let basis = if from == self.place { Basis::Published } else { Basis::Inherited };
        let figure = CostFigure::of(kind, found, basis, 1.0)?;
        let inherited = if from == self.place { 0.0 } else { self.inherited_doubt(from) };
        let estimated = match found.method {
            Some(Method::Estimated) => self.rates.doubt.estimated,
            _ => 0.0,
        };
        let doubt = inherited + estimated;
        let used = figure.used.widened(doubt, doubt);
        Some(CostFigure { used, from: Some(self.id(from)), ..figure })
    }

    /// A wage of an older year, carried forward by the average wage of the country.
    fn wage(
        &self,
        kind: CostKind,
        figure: impl Fn(&'a RegionProfile) -> Option<&'a Figure<WageUnit>>,
    ) -> Option<CostFigure<'a>> {
        let wage = self.published(kind, figure)?;
        let to = self.context.as_of.year();
        let from = wage.period.map_or(to, |period| period.start().year());
        let growth = self.rates.labour.growth(from, to);
        Some(CostFigure { used: wage.used.scaled(growth), ..wage })
    }

    /// The price of industrial land as the ranking finds it; a floor price, which binds from
    /// below, is doubted upwards.
    fn land_price(&self) -> Option<CostFigure<'a>> {
        let found = land_cost::find(self.context, self.place)?;
        let doubt = &self.rates.doubt;
        let mut price = match found.evidence {
            Evidence::Mean(provenance, count) => {
                let used = Estimate::exact(found.value).widened(doubt.mean, doubt.mean);
                CostFigure {
                    value: found.value,
                    period: provenance.period(),
                    source: provenance.source(),
                    from: Some(self.id(found.from)),
                    method: Some(Method::Derived),
                    ..CostFigure::new(CostKind::LandPrice, used, Basis::Mean(count))
                }
            }
            _ => self.of(CostKind::LandPrice, found.from, self.price_at(&found)?)?,
        };
        if found.is_stand_in() {
            price.basis = Basis::FloorPrice;
            price.used = price.used.widened(0.0, doubt.above_floor_price);
        }
        Some(price)
    }

    fn price_at(&self, found: &Found<'a>) -> Option<&'a Figure<LandPriceUnit>> {
        let land = &self.context.atlas.profile(found.from).land;
        match found.evidence {
            Evidence::FloorPrice(_) => land.floor_price.as_ref(),
            _ => land.industrial_price.as_ref(),
        }
    }

    fn road_distance(&self) -> Option<CostFigure<'a>> {
        let way = access::way(self.context, self.place)?;
        let by_road = self.context.parameters.travel.road_km(way);
        Some(self.computed(CostKind::RoadDistance, by_road))
    }

    /// The faster of direct rail and the road, as the ranking finds it, and what it costs.
    fn journey(&self) -> Option<Journey<'a>> {
        let found = access::find(self.context, self.place)?;
        let travel = &self.rates.travel;
        match found.evidence {
            Evidence::Rail(rail, _) => {
                let host = self.context.host_prefecture()?;
                let ride_minutes = f64::from(*rail.minutes.get(self.id(host))?);
                let per_hour =
                    travel.rail_kilometres_per_hour * travel.rail_fare_yuan_per_kilometre;
                let fare = per_hour.scaled(ride_minutes / MINUTES_PER_HOUR);
                let time = Estimate::exact(found.value);
                let by_rail = |kind, used| self.by_rail(kind, used, found.from, rail);
                Some(Journey {
                    time: by_rail(CostKind::TravelTime, time),
                    fare: by_rail(CostKind::Fare, fare),
                })
            }
            Evidence::Road(way) => {
                let by_road = self.context.parameters.travel.road_km(way);
                let time = self.computed(CostKind::TravelTime, found.value);
                let cost = travel.car_yuan_per_kilometre.scaled(by_road);
                Some(Journey {
                    time,
                    fare: CostFigure {
                        used: cost,
                        value: cost.likely,
                        kind: CostKind::Fare,
                        ..time
                    },
                })
            }
            _ => None,
        }
    }

    fn by_rail(
        &self,
        kind: CostKind,
        used: Estimate,
        from: usize,
        rail: &'a Travel,
    ) -> CostFigure<'a> {
        CostFigure {
            period: rail.period.as_ref(),
            source: rail.source.as_ref(),
            from: Some(self.id(from)),
            method: rail.method,
            ..CostFigure::new(kind, used, Basis::Computed)
        }
    }

    /// What is computed from a great-circle distance.
    fn computed(&self, kind: CostKind, value: f64) -> CostFigure<'a> {
        let doubt = self.rates.doubt.road_estimate;
        let used = Estimate::exact(value).widened(doubt, doubt);
        CostFigure {
            from: Some(self.id(self.place)),
            method: Some(Method::Estimated),
            ..CostFigure::new(kind, used, Basis::Computed)
        }
    }

    /// How far a figure is doubted that was published for a region above.
    fn inherited_doubt(&self, from: usize) -> f64 {
        let doubt = &self.rates.doubt;
        match self.context.atlas.profile(from).levels.last() {
            Some(Level::Country) | None => doubt.country,
            Some(Level::Province) => doubt.province,
            Some(Level::Prefecture) => doubt.prefecture,
            Some(Level::County | Level::Park) => doubt.county,
        }
    }

    fn id(&self, place: usize) -> &'a RegionId {
        let atlas: &'a crate::scoring::atlas::Atlas = self.context.atlas;
        &atlas.profile(place).id
    }
}
