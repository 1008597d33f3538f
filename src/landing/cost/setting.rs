use super::{
    annual::PlaceFigures,
    figure::{Basis, CostFigure, CostKind},
};
use crate::{
    domain::{
        cost::{CostParameters, Estimate},
        figure::Figure,
        needs::{Premises, Skill},
        project::ProjectProfile,
        unit::Unit,
    },
    landing::finance::{DiscountRate, FinanceError, capital_recovery_factor},
};

/// Square metres of a hectare, the canonical unit of areas.
const SQUARE_METRES_PER_HECTARE: f64 = 10_000.0;
/// Kilowatt-hours of a megawatt in an hour.
const KILOWATTS_PER_MEGAWATT: f64 = 1_000.0;
/// Months of a year.
const MONTHS_PER_YEAR: f64 = 12.0;

/// What a project uses per year and which rates count for it: the same in every place.
#[derive(Debug, Clone)]
pub struct Setting<'a> {
    pub(super) rates: &'a CostParameters,
    /// Whether it buys or rents; `None` for the cheaper.
    pub(super) premises: Option<Premises>,
    /// Whether the project states land, and not only floor area from which land is computed.
    pub(super) states_land: bool,
    pub(super) land: Option<CostFigure<'a>>,
    pub(super) floor: Option<CostFigure<'a>>,
    pub(super) staff: Vec<(Option<Skill>, CostFigure<'a>)>,
    pub(super) energy: Option<CostFigure<'a>>,
    /// What the energy was computed from, where it is not stated.
    pub(super) energy_from: Vec<CostFigure<'a>>,
    pub(super) freight: [Option<CostFigure<'a>>; 2],
    pub(super) trips: Option<CostFigure<'a>>,
    pub(super) discount_rate: CostFigure<'a>,
    pub(super) lease: CostFigure<'a>,
    /// The yearly share of what land costs.
    pub(super) land_recovery: f64,
    /// The yearly share of what a building costs.
    pub(super) building_recovery: f64,
    /// What an hour of a traveller costs; `None` if no wage of the host city is known.
    pub(super) hour: Option<CostFigure<'a>>,
}

impl<'a> Setting<'a> {
    /// Reads what the project needs. Its own discount rate and lease stand before those of the
    /// definition. Floor area that is not stated is computed from land, land from floor area, and
    /// energy from connected power; each with the doubt of the rate between them. What is neither
    /// stated nor computed stays unknown.
    ///
    /// # Errors
    /// A discount rate or a lease that cannot be.
    pub fn new(
        project: &'a ProjectProfile,
        rates: &'a CostParameters,
    ) -> Result<Setting<'a>, FinanceError> {
        let assumptions = &project.assumptions;
        let own_rate = stated(CostKind::DiscountRate, assumptions.discount_rate.as_ref(), 1.0);
        let discount_rate =
            own_rate.unwrap_or(rate(CostKind::DiscountRate, rates.capital.discount_rate));
        let own_lease = stated(CostKind::Lease, assumptions.lease.as_ref(), 1.0 / MONTHS_PER_YEAR);
        let lease = own_lease.unwrap_or(rate(CostKind::Lease, rates.capital.land_lease_years));
        let per_year = DiscountRate::new(discount_rate.used.likely)?;
        let (land, floor) = areas(project, rates);
        let (energy, energy_from) = energy(project, rates);
        let needs = &project.needs;
        Ok(Setting {
            rates,
            premises: project.premises,
            states_land: needs.land.is_some() || needs.floor_area.is_none(),
            land,
            floor,
            staff: staff(project),
            energy,
            energy_from,
            freight: [
                stated(CostKind::FreightIn, needs.freight_in.as_ref(), 1.0),
                stated(CostKind::FreightOut, needs.freight_out.as_ref(), 1.0),
            ],
            trips: stated(CostKind::Trips, project.trips_per_year.as_ref(), 1.0),
            land_recovery: capital_recovery_factor(per_year, lease.used.likely)?,
            building_recovery: capital_recovery_factor(per_year, rates.capital.building_years)?,
            discount_rate,
            lease,
            hour: None,
        })
    }

    /// Values an hour of travel at what an hour of a professional costs in the host city,
    /// contributions included.
    ///
    /// Source: `travel` in `index/costs.toml`.
    #[must_use]
    pub fn with_host(mut self, host: &PlaceFigures<'a>) -> Setting<'a> {
        let labour = &self.rates.labour;
        self.hour = host.wage(&self, Some(Skill::Engineer)).map(|(wage, used)| {
            let per_hour = (1.0 + labour.contribution_share()) / labour.hours_per_year;
            let used = used.scaled(per_hour);
            CostFigure {
                kind: CostKind::HourOfTravel,
                value: used.likely,
                used,
                basis: Basis::Computed,
                ..wage
            }
        });
        self
    }
}

/// A rate of the definition that is sure.
pub(super) fn rate<'a>(kind: CostKind, value: f64) -> CostFigure<'a> {
    CostFigure::new(kind, Estimate::exact(value), Basis::Definition)
}

fn stated<U: Unit>(
    kind: CostKind,
    figure: Option<&Figure<U>>,
    factor: f64,
) -> Option<CostFigure<'_>> {
    CostFigure::of(kind, figure?, Basis::Stated, factor)
}

/// Land and floor area, in square metres.
fn areas<'a>(
    project: &'a ProjectProfile,
    rates: &CostParameters,
) -> (Option<CostFigure<'a>>, Option<CostFigure<'a>>) {
    let needs = &project.needs;
    let land = stated(CostKind::Land, needs.land.as_ref(), SQUARE_METRES_PER_HECTARE);
    let floor = stated(CostKind::FloorArea, needs.floor_area.as_ref(), SQUARE_METRES_PER_HECTARE);
    let ratio = rates.building.floor_area_ratio;
    let computed = |kind, used| CostFigure::new(kind, used, Basis::Computed);
    let land_of = |floor: CostFigure<'_>| computed(CostKind::Land, floor.used.over(ratio));
    let floor_of = |land: CostFigure<'_>| computed(CostKind::FloorArea, land.used * ratio);
    (land.or(floor.map(land_of)), floor.or(land.map(floor_of)))
}

fn staff(project: &ProjectProfile) -> Vec<(Option<Skill>, CostFigure<'_>)> {
    if project.staff.is_empty() {
        let people = stated(CostKind::People, project.needs.headcount.as_ref(), 1.0);
        return people.map(|people| (None, people)).into_iter().collect();
    }
    let each = project.staff.iter().filter_map(|staff| {
        let skill = Some(staff.skill);
        Some((skill, stated(CostKind::people(skill), Some(&staff.people), 1.0)?))
    });
    each.collect()
}

/// Energy per year in kilowatt-hours, and what it was computed from.
fn energy<'a>(
    project: &'a ProjectProfile,
    rates: &CostParameters,
) -> (Option<CostFigure<'a>>, Vec<CostFigure<'a>>) {
    let needs = &project.needs;
    if let Some(energy) = stated(CostKind::Energy, needs.energy_per_year.as_ref(), 1.0) {
        return (Some(energy), Vec::new());
    }
    let Some(power) = stated(CostKind::Power, needs.power.as_ref(), 1.0) else {
        return (None, Vec::new());
    };
    let hours = rates.energy.full_load_hours;
    let used = power.used * hours.scaled(KILOWATTS_PER_MEGAWATT);
    let energy = CostFigure::new(CostKind::Energy, used, Basis::Computed);
    let hours = CostFigure::new(CostKind::FullLoadHours, hours, Basis::Definition);
    (Some(energy), vec![power, hours])
}
