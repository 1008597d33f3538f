use super::{
    figure::{Basis, CostFigure, CostKind},
    line::{CostLine, Line},
    setting::{Setting, rate},
};
use crate::domain::{
    cost::Estimate,
    money::FenEstimate,
    needs::{Premises, Skill},
};

/// Months of a year, for rents.
const MONTHS_PER_YEAR: f64 = 12.0;
/// Minutes of an hour.
const MINUTES_PER_HOUR: f64 = 60.0;

/// What is known of one place; every figure may be unknown.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlaceFigures<'a> {
    /// Whether it is the host city itself: nothing then separates research and production.
    pub is_host: bool,
    /// Price of industrial land.
    pub land_price: Option<CostFigure<'a>>,
    /// Rent of a workshop.
    pub workshop_rent: Option<CostFigure<'a>>,
    /// Average wage in urban non-private units.
    pub average_wage: Option<CostFigure<'a>>,
    /// Wages by skill, in the order of [`Skill::ALL`].
    pub skill_wages: [Option<CostFigure<'a>>; 4],
    /// Price of electricity.
    pub electricity_price: Option<CostFigure<'a>>,
    /// Way by road to the host city.
    pub road_distance: Option<CostFigure<'a>>,
    /// A journey to the host city.
    pub journey: Option<Journey<'a>>,
}

/// A journey from door to door, one way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Journey<'a> {
    /// Its time.
    pub time: CostFigure<'a>,
    /// Its fare, or what the car costs.
    pub fare: CostFigure<'a>,
}

impl<'a> PlaceFigures<'a> {
    /// The wage that counts for a skill: its own, or else a share of the average wage. `None` if
    /// no wage is known.
    pub(super) fn wage(
        &self,
        setting: &Setting<'_>,
        skill: Option<Skill>,
    ) -> Option<(CostFigure<'a>, Estimate)> {
        let own = skill.and_then(|skill| self.skill_wages[skill as usize]);
        if let Some(own) = own {
            return Some((own, own.used));
        }
        let average = self.average_wage?;
        let doubt = setting.rates.doubt.skill_factor;
        let used = average.used.scaled(setting.rates.labour.factor(skill));
        Some((average, used.widened(doubt, doubt)))
    }
}

/// What production costs per year in one place.
#[derive(Debug, Clone, PartialEq)]
pub struct AnnualCost<'a> {
    /// Whether land is bought or a workshop rented: as the project states, or else the cheaper of
    /// what is known here, or else as its needs are worded.
    pub premises: Premises,
    /// The lines that are paid, in the order of [`Line::ALL`].
    pub lines: Vec<CostLine<'a>>,
    /// The lines of the premises that are not taken.
    pub alternative: Vec<CostLine<'a>>,
}

impl<'a> AnnualCost<'a> {
    /// The sum of the lines that are known; `None` if none is.
    ///
    /// No other code computes a total. It says nothing of [`AnnualCost::unknown`].
    pub fn total(&self) -> Option<FenEstimate> {
        let known = self.lines.iter().filter_map(|line| line.amount);
        known.reduce(|one, other| one + other)
    }

    /// The lines that are not known.
    pub fn unknown(&self) -> impl Iterator<Item = Line> + '_ {
        self.lines.iter().filter(|line| line.amount.is_none()).map(|line| line.line)
    }

    /// A line, paid or of the premises that are not taken.
    pub fn line(&self, line: Line) -> Option<&CostLine<'a>> {
        self.lines.iter().chain(&self.alternative).find(|other| other.line == line)
    }

    /// The lines of a kind of premises, whether it is taken or not.
    fn of_premises(&self, premises: Premises) -> impl Iterator<Item = &CostLine<'a>> {
        let all = self.lines.iter().chain(&self.alternative);
        all.filter(move |line| line_premises(line.line) == Some(premises))
    }

    /// What a kind of premises costs here; `None` if any of it is unknown.
    pub(super) fn premises_cost(&self, premises: Premises) -> Option<FenEstimate> {
        self.of_premises(premises).map(|line| line.amount).sum()
    }
}

/// The premises that a line is paid for; `None` for the lines that are paid either way.
pub(super) fn line_premises(line: Line) -> Option<Premises> {
    match line {
        Line::Land | Line::Building => Some(Premises::BuyLand),
        Line::Workshop => Some(Premises::RentWorkshop),
        Line::Labour | Line::Energy | Line::Freight | Line::Separation => None,
    }
}

/// What production costs per year in a place.
///
/// Source: formulas in the head of this room, rates in `index/costs.toml`.
pub fn annual_cost<'a>(setting: &Setting<'a>, place: &PlaceFigures<'a>) -> AnnualCost<'a> {
    let bought = vec![land(setting, place), building(setting)];
    let rented = vec![workshop(setting, place)];
    let premises = choose(setting, &bought, &rented);
    let (taken, alternative) = match premises {
        Premises::BuyLand => (bought, rented),
        Premises::RentWorkshop => (rented, bought),
    };
    let mut lines = taken;
    lines.extend([
        labour(setting, place),
        energy(setting, place),
        freight(setting, place),
        separation(setting, place),
    ]);
    AnnualCost { premises, lines, alternative }
}

/// The stated premises, or the cheaper by the likely values, or else those whose needs are stated.
fn choose(setting: &Setting<'_>, bought: &[CostLine<'_>], rented: &[CostLine<'_>]) -> Premises {
    let cost = |lines: &[CostLine<'_>]| -> Option<FenEstimate> {
        lines.iter().map(|line| line.amount).sum::<Option<FenEstimate>>()
    };
    let worded = if setting.states_land { Premises::BuyLand } else { Premises::RentWorkshop };
    setting.premises.unwrap_or_else(|| match (cost(bought), cost(rented)) {
        (Some(bought), Some(rented)) if rented.likely < bought.likely => Premises::RentWorkshop,
        (Some(_), _) => Premises::BuyLand,
        (None, Some(_)) => Premises::RentWorkshop,
        (None, None) => worded,
    })
}

fn land<'a>(setting: &Setting<'a>, place: &PlaceFigures<'a>) -> CostLine<'a> {
    let mut line = CostLine::new(Line::Land);
    let area = line.need(CostKind::Land, setting.land);
    let price = line.need(CostKind::LandPrice, place.land_price);
    line.figures.extend([setting.lease, setting.discount_rate]);
    if let Some(area) = area {
        let per_year = area.used.scaled(setting.land_recovery);
        match price {
            Some(price) => line.add(per_year, price.used),
            None => line.add_unknown(per_year, setting.rates.reference.land_price),
        }
    }
    line.finish()
}

fn building<'a>(setting: &Setting<'a>) -> CostLine<'a> {
    let mut line = CostLine::new(Line::Building);
    let cost = setting.rates.building.yuan_per_square_metre;
    let floor = line.need(CostKind::FloorArea, setting.floor);
    line.figures.extend([
        CostFigure::new(CostKind::BuildingCost, cost, Basis::Definition),
        rate(CostKind::BuildingLife, setting.rates.capital.building_years),
        setting.discount_rate,
    ]);
    if let Some(floor) = floor {
        // Both are the same wherever it is built.
        line.add(floor.used * cost.scaled(setting.building_recovery), Estimate::exact(1.0));
    }
    line.finish()
}

fn workshop<'a>(setting: &Setting<'a>, place: &PlaceFigures<'a>) -> CostLine<'a> {
    let mut line = CostLine::new(Line::Workshop);
    let floor = line.need(CostKind::FloorArea, setting.floor);
    let rent = line.need(CostKind::WorkshopRent, place.workshop_rent);
    if let Some(floor) = floor {
        let per_year = floor.used.scaled(MONTHS_PER_YEAR);
        match rent {
            Some(rent) => line.add(per_year, rent.used),
            None => line.add_unknown(per_year, setting.rates.reference.workshop_rent),
        }
    }
    line.finish()
}

fn labour<'a>(setting: &Setting<'a>, place: &PlaceFigures<'a>) -> CostLine<'a> {
    let mut line = CostLine::new(Line::Labour);
    let rates = &setting.rates.labour;
    if setting.staff.is_empty() {
        line.missing.push(CostKind::People);
    }
    let contributions = rates.contribution_share();
    for (skill, people) in &setting.staff {
        line.figures.push(*people);
        let Some((wage, used)) = place.wage(setting, *skill) else {
            if !line.missing.contains(&CostKind::AverageWage) {
                line.missing.push(CostKind::AverageWage);
            }
            continue;
        };
        if line.figures.iter().all(|figure| figure.kind != wage.kind) {
            line.figures.push(wage);
        }
        if wage.kind == CostKind::AverageWage {
            line.figures.push(rate(CostKind::SkillFactor, rates.factor(*skill)));
        }
        line.add(people.used, used.scaled(1.0 + contributions));
    }
    line.figures.push(rate(CostKind::Contributions, contributions));
    if line.missing.is_empty() { line.finish() } else { CostLine { terms: Vec::new(), ..line } }
}

fn energy<'a>(setting: &Setting<'a>, place: &PlaceFigures<'a>) -> CostLine<'a> {
    let mut line = CostLine::new(Line::Energy);
    let energy = line.need(CostKind::Energy, setting.energy);
    line.figures.extend(&setting.energy_from);
    let price = line.need(CostKind::ElectricityPrice, place.electricity_price);
    if let Some(energy) = energy {
        match price {
            Some(price) => line.add(energy.used, price.used),
            None => line.add_unknown(energy.used, setting.rates.reference.electricity_price),
        }
    }
    line.finish()
}

fn freight<'a>(setting: &Setting<'a>, place: &PlaceFigures<'a>) -> CostLine<'a> {
    let mut line = CostLine::new(Line::Freight);
    let freight = &setting.rates.freight;
    let [inward, outward] = setting.freight;
    let tonnes = [line.need(CostKind::FreightIn, inward), line.need(CostKind::FreightOut, outward)];
    let rate =
        CostFigure::new(CostKind::FreightRate, freight.yuan_per_tonne_kilometre, Basis::Definition);
    let haul = freight.local_haul_kilometres;
    line.figures.push(rate);
    line.figures.push(CostFigure::new(CostKind::LocalHaul, haul, Basis::Definition));
    let distance = if place.is_host {
        Estimate::ZERO
    } else if let Some(distance) = line.need(CostKind::RoadDistance, place.road_distance) {
        distance.used
    } else {
        return line;
    };
    for tonnes in tonnes.into_iter().flatten() {
        let per_kilometre = tonnes.used * rate.used;
        // The haul around the host city is the same wherever it begins.
        line.add(per_kilometre * haul, Estimate::exact(1.0));
        line.add(per_kilometre, distance);
    }
    line.finish()
}

fn separation<'a>(setting: &Setting<'a>, place: &PlaceFigures<'a>) -> CostLine<'a> {
    if place.is_host {
        return CostLine::nothing(Line::Separation);
    }
    let mut line = CostLine::new(Line::Separation);
    let trips = line.need(CostKind::Trips, setting.trips);
    let time = line.need(CostKind::TravelTime, place.journey.map(|journey| journey.time));
    let hour = line.need(CostKind::HourOfTravel, setting.hour);
    line.figures.extend(place.journey.map(|journey| journey.fare));
    if let (Some(trips), Some(journey), Some(time), Some(hour)) = (trips, place.journey, time, hour)
    {
        let hours = time.used.scaled(1.0 / MINUTES_PER_HOUR);
        line.add(trips.used.scaled(2.0), journey.fare.used + hours * hour.used);
    }
    line.finish()
}
