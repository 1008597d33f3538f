use crate::domain::{
    cost::Estimate,
    figure::{Figure, Method, Period, Source},
    id::RegionId,
    needs::Skill,
    unit::Unit,
};

/// A figure that stands behind a line, with all that its reader needs to check it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CostFigure<'a> {
    /// What it measures.
    pub kind: CostKind,
    /// As published or stated, in [`CostKind::unit`]; the middle of a published range.
    pub value: f64,
    /// As it counts: carried to the year of the question and with its doubt.
    pub used: Estimate,
    /// How it came to stand here.
    pub basis: Basis,
    /// When it held.
    pub period: Option<&'a Period>,
    /// Where it was published.
    pub source: Option<&'a Source>,
    /// The region that it was published for; `None` for the project's and the definition's own.
    pub from: Option<&'a RegionId>,
    /// How it was observed.
    pub method: Option<Method>,
}

/// How a figure came to stand where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The project states it.
    Stated,
    /// A rate of the definition: `index/costs.toml`.
    Definition,
    /// Computed from other figures and rates.
    Computed,
    /// Published for the place itself.
    Published,
    /// Published for a region above.
    Inherited,
    /// The mean of so many places below.
    Mean(usize),
    /// The legal floor price, where no market price is published.
    FloorPrice,
}

impl Basis {
    /// The basis as it is written in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Basis::Stated => "stated",
            Basis::Definition => "definition",
            Basis::Computed => "computed",
            Basis::Published => "published",
            Basis::Inherited => "inherited",
            Basis::Mean(_) => "mean",
            Basis::FloorPrice => "floor_price",
        }
    }
}

macro_rules! kinds {
    ($($(#[$documentation:meta])* $variant:ident = $word:literal in $unit:literal,)+) => {
        /// What a figure of a cost measures, and in which unit.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum CostKind {
            $($(#[$documentation])* $variant,)+
        }

        impl CostKind {
            /// All kinds.
            pub const ALL: &'static [CostKind] = &[$(CostKind::$variant),+];

            /// The kind as it is written in answers.
            pub fn as_str(self) -> &'static str {
                match self { $(CostKind::$variant => $word,)+ }
            }

            /// The unit of its values.
            pub fn unit(self) -> &'static str {
                match self { $(CostKind::$variant => $unit,)+ }
            }
        }
    };
}

kinds!(
    /// Land that production needs.
    Land = "land" in "m2",
    /// Floor area that production needs.
    FloorArea = "floor_area" in "m2",
    /// Floor area over land.
    FloorAreaRatio = "floor_area_ratio" in "ratio",
    /// Price of industrial land, for the whole lease.
    LandPrice = "land_price" in "CNY/m2",
    /// Term of the lease.
    Lease = "lease" in "year",
    /// What a workshop costs to build.
    BuildingCost = "building_cost" in "CNY/m2",
    /// Life of a building.
    BuildingLife = "building_life" in "year",
    /// Discount rate per year.
    DiscountRate = "discount_rate" in "share",
    /// Rent of a workshop.
    WorkshopRent = "workshop_rent" in "CNY/m2/month",
    /// People of any skill.
    People = "people" in "person",
    /// Managers.
    Managers = "managers" in "person",
    /// Professional and technical staff.
    Engineers = "engineers" in "person",
    /// Clerical staff.
    Clerks = "clerks" in "person",
    /// Production workers.
    Operators = "operators" in "person",
    /// Average wage.
    AverageWage = "average_wage" in "CNY/year",
    /// Wage of managers.
    ManagerWage = "manager_wage" in "CNY/year",
    /// Wage of professional and technical staff.
    EngineerWage = "engineer_wage" in "CNY/year",
    /// Wage of clerical staff.
    ClerkWage = "clerk_wage" in "CNY/year",
    /// Wage of production workers.
    OperatorWage = "operator_wage" in "CNY/year",
    /// Wage of a skill over the average wage.
    SkillFactor = "skill_factor" in "ratio",
    /// The employer's contributions over wages.
    Contributions = "contributions" in "share",
    /// Energy per year.
    Energy = "energy" in "kWh/year",
    /// Connected power.
    Power = "power" in "MW",
    /// Hours per year at connected power.
    FullLoadHours = "full_load_hours" in "hour/year",
    /// Price of electricity.
    ElectricityPrice = "electricity_price" in "CNY/kWh",
    /// Freight to the plant.
    FreightIn = "freight_in" in "t/year",
    /// Freight from the plant.
    FreightOut = "freight_out" in "t/year",
    /// Price of freight by road.
    FreightRate = "freight_rate" in "CNY/t/km",
    /// Haul around the host city.
    LocalHaul = "local_haul" in "km",
    /// Way by road to the host city.
    RoadDistance = "road_distance" in "km",
    /// Trips per year, there and back.
    Trips = "trips" in "count/year",
    /// Time of travel, one way, from door to door.
    TravelTime = "travel_time" in "minute",
    /// Fare or cost of the car, one way.
    Fare = "fare" in "CNY",
    /// What an hour of a traveller costs.
    HourOfTravel = "hour_of_travel" in "CNY/hour",
);

impl CostKind {
    /// The kind of a number of people of a skill; of any skill for `None`.
    pub fn people(skill: Option<Skill>) -> CostKind {
        match skill {
            Some(Skill::Manager) => CostKind::Managers,
            Some(Skill::Engineer) => CostKind::Engineers,
            Some(Skill::Clerk) => CostKind::Clerks,
            Some(Skill::Operator) => CostKind::Operators,
            None => CostKind::People,
        }
    }

    /// The kind of the wage of a skill.
    pub fn wage(skill: Skill) -> CostKind {
        match skill {
            Skill::Manager => CostKind::ManagerWage,
            Skill::Engineer => CostKind::EngineerWage,
            Skill::Clerk => CostKind::ClerkWage,
            Skill::Operator => CostKind::OperatorWage,
        }
    }
}

impl<'a> CostFigure<'a> {
    /// A rate of the definition, or what is computed.
    pub fn new(kind: CostKind, used: Estimate, basis: Basis) -> CostFigure<'a> {
        let (period, source, from, method) = (None, None, None, None);
        CostFigure { kind, value: used.likely, used, basis, period, source, from, method }
    }

    /// A figure of a document, in its canonical unit times `factor`. A published range gives the
    /// ends. `None` only for values beyond all bounds, which documents refuse.
    pub fn of<U: Unit>(
        kind: CostKind,
        figure: &'a Figure<U>,
        basis: Basis,
        factor: f64,
    ) -> Option<CostFigure<'a>> {
        let likely = figure.measure()? * factor;
        let mut used = Estimate::exact(likely);
        if figure.max.is_some() {
            let bare = Figure::stated(figure.value, figure.unit);
            used.low = bare.measure()? * factor;
            used.high = (2.0 * likely - used.low).max(likely);
        }
        Some(CostFigure {
            kind,
            value: likely,
            used,
            basis,
            period: figure.period.as_ref(),
            source: figure.source.as_ref(),
            from: None,
            method: figure.method,
        })
    }
}
