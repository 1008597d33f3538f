use super::{File, region::Regions, source::Sources, table};
use crate::domain::{
    figure::{Figure, Period},
    invalid::InvalidLine,
    region::RegionProfile,
    row::{Row, decimal, word},
    unit::Unit,
};

/// Reads `figures.csv` or `cost_figures.csv`. Where a place has a measure of several years, the
/// latest counts; two of one year are refused.
pub(super) fn add(
    regions: &mut Regions,
    file: File<'_>,
    sources: &Sources,
) -> Result<(), InvalidLine> {
    let columns =
        &["place", "measure", "value", "value_max", "unit", "period", "source", "method", "note"];
    for row in table::rows(file, columns)? {
        let region = regions.named(&row, "place")?;
        put(region, &row, sources)?;
    }
    Ok(())
}

fn put(region: &mut RegionProfile, row: &Row, sources: &Sources) -> Result<(), InvalidLine> {
    let RegionProfile { economy, labour, land, energy, .. } = region;
    match row.required("measure")? {
        "gdp" => latest(&mut economy.gdp, row, sources),
        "secondary_share" => latest(&mut economy.secondary_share, row, sources),
        "population_registered" => latest(&mut economy.population_registered, row, sources),
        "employment" => latest(&mut economy.employment, row, sources),
        "average_wage" => latest(&mut labour.average_wage, row, sources),
        "average_wage_private" => latest(&mut labour.average_wage_private, row, sources),
        "industrial_land_price" => latest(&mut land.industrial_price, row, sources),
        "industrial_land_floor_price" => latest(&mut land.floor_price, row, sources),
        "land_available" => latest(&mut land.available_area, row, sources),
        "workshop_rent" => latest(&mut land.workshop_rent, row, sources),
        "workshop_available" => latest(&mut land.workshop_available, row, sources),
        "electricity_tariff" => latest(&mut energy.electricity_price, row, sources),
        "electricity_tariff_peak" => latest(&mut energy.electricity_price_peak, row, sources),
        "electricity_tariff_valley" => latest(&mut energy.electricity_price_valley, row, sources),
        "gas_price" => latest(&mut energy.gas_price, row, sources),
        "water_price" => latest(&mut energy.water_price, row, sources),
        "steam_price" => latest(&mut energy.steam_price, row, sources),
        _ => Err(row.refuse("measure", "a measure that fixtures/README.md describes")),
    }
}

fn latest<U: Unit>(
    slot: &mut Option<Figure<U>>,
    row: &Row,
    sources: &Sources,
) -> Result<(), InvalidLine> {
    let mut figure = sources.figure(row, row.parse("method", word)?)?;
    figure.max = row.parse_optional("value_max", decimal)?;
    let year = |figure: &Figure<U>| figure.period.as_ref().map(Period::end);
    match slot {
        Some(other) if year(other) == year(&figure) => {
            Err(row.refuse("measure", "a measure that stands once per place and period"))
        }
        Some(other) if year(&figure) < year(other) => Ok(()),
        _ => {
            *slot = Some(figure);
            Ok(())
        }
    }
}
