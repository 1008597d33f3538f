use super::{
    File,
    table::{self, line_at},
};
use crate::domain::{
    cost::{CostParameters, Ends, Estimate},
    invalid::{Invalid, InvalidLine},
};

/// Reads `index/costs.toml`; rates lie above 0, shares between 0 and 1, ends in rising order and
/// years of the wage series too.
pub(super) fn parse(file: File<'_>) -> Result<CostParameters, InvalidLine> {
    let costs: CostParameters = table::toml(file)?;
    let refuse = |path: &str, value: String, expected: &str| {
        let name = path.rsplit('.').next().unwrap_or(path);
        let line = line_at(file.1, file.1.find(&format!("{name} =")).unwrap_or_default());
        InvalidLine::new(file.0, line, Invalid::new(path, value, expected))
    };
    for (path, value) in positive(&costs) {
        if !(value.is_finite() && 0.0 < value) {
            return Err(refuse(path, value.to_string(), "a number above 0"));
        }
    }
    for (path, value) in shares(&costs) {
        if !(0.0..=1.0).contains(&value) {
            return Err(refuse(path, value.to_string(), "between 0 and 1"));
        }
    }
    for (path, estimate) in estimates(&costs) {
        if !(estimate.is_sound() && 0.0 < estimate.low) {
            let value = format!("{}, {}, {}", estimate.low, estimate.likely, estimate.high);
            return Err(refuse(path, value, "`low`, `likely`, `high` in rising order above 0"));
        }
    }
    for (path, Ends { low, high }) in references(&costs) {
        if !(0.0 < low && low <= high && high.is_finite()) {
            let value = format!("{low}, {high}");
            return Err(refuse(path, value, "`low` and `high` in rising order above 0"));
        }
    }
    let wages = &costs.labour.national_wages;
    for pair in wages.windows(2) {
        if pair[1].year <= pair[0].year {
            let year = pair[1].year.to_string();
            return Err(refuse("labour.national_wages", year, "years in rising order"));
        }
    }
    for wage in wages {
        if !(wage.yuan_per_year.is_finite() && 0.0 < wage.yuan_per_year) {
            let value = wage.yuan_per_year.to_string();
            return Err(refuse("labour.national_wages", value, "wages above 0"));
        }
    }
    Ok(costs)
}

fn positive(costs: &CostParameters) -> [(&'static str, f64); 9] {
    let (capital, labour) = (&costs.capital, &costs.labour);
    [
        ("capital.land_lease_years", capital.land_lease_years),
        ("capital.building_years", capital.building_years),
        ("labour.manager_factor", labour.manager_factor),
        ("labour.engineer_factor", labour.engineer_factor),
        ("labour.clerk_factor", labour.clerk_factor),
        ("labour.operator_factor", labour.operator_factor),
        ("labour.any_factor", labour.any_factor),
        ("labour.hours_per_year", labour.hours_per_year),
        ("doubt.above_floor_price", costs.doubt.above_floor_price),
    ]
}

fn shares(costs: &CostParameters) -> [(&'static str, f64); 14] {
    let (labour, doubt) = (&costs.labour, &costs.doubt);
    [
        ("capital.discount_rate", costs.capital.discount_rate),
        ("labour.pension_share", labour.pension_share),
        ("labour.medical_share", labour.medical_share),
        ("labour.unemployment_share", labour.unemployment_share),
        ("labour.injury_share", labour.injury_share),
        ("labour.housing_fund_share", labour.housing_fund_share),
        ("doubt.county", doubt.county),
        ("doubt.prefecture", doubt.prefecture),
        ("doubt.province", doubt.province),
        ("doubt.country", doubt.country),
        ("doubt.estimated", doubt.estimated),
        ("doubt.mean", doubt.mean),
        ("doubt.skill_factor", doubt.skill_factor),
        ("doubt.road_estimate", doubt.road_estimate),
    ]
}

fn estimates(costs: &CostParameters) -> [(&'static str, Estimate); 8] {
    let (building, freight, travel) = (&costs.building, &costs.freight, &costs.travel);
    [
        ("building.yuan_per_square_metre", building.yuan_per_square_metre),
        ("building.floor_area_ratio", building.floor_area_ratio),
        ("energy.full_load_hours", costs.energy.full_load_hours),
        ("freight.yuan_per_tonne_kilometre", freight.yuan_per_tonne_kilometre),
        ("freight.local_haul_kilometres", freight.local_haul_kilometres),
        ("travel.rail_fare_yuan_per_kilometre", travel.rail_fare_yuan_per_kilometre),
        ("travel.rail_kilometres_per_hour", travel.rail_kilometres_per_hour),
        ("travel.car_yuan_per_kilometre", travel.car_yuan_per_kilometre),
    ]
}

fn references(costs: &CostParameters) -> [(&'static str, Ends); 3] {
    let reference = &costs.reference;
    [
        ("reference.land_price", reference.land_price),
        ("reference.workshop_rent", reference.workshop_rent),
        ("reference.electricity_price", reference.electricity_price),
    ]
}
