use super::{
    Cell, Column,
    cell::{Agreement, write_figure, write_industry, write_label},
};
use crate::domain::{
    id::RegionId,
    region::{Level, RegionProfile},
    unit::{AreaUnit, ElectricityPriceUnit, LandPriceUnit, PowerUnit, RentUnit, Unit, WageUnit},
};

type Get = fn(&RegionProfile) -> Option<String>;

const fn column(
    name: &'static str,
    path: &'static str,
    cell: Cell,
    get: Get,
) -> Column<RegionProfile> {
    Column { name, path, cell, get }
}

/// The columns of a sheet of regions.
pub(in crate::service) const COLUMNS: &[Column<RegionProfile>] = &[
    column("id", "id", Cell::Word, |region| Some(region.id.to_string())),
    column("parent", "parent", Cell::Word, |region| {
        region.parent.as_ref().map(RegionId::to_string)
    }),
    column("level", "levels", Cell::Words, |region| {
        Some(region.levels.iter().map(|level| Level::as_str(*level)).collect::<Vec<_>>().join(";"))
    }),
    column("name_zh", "name.zh", Cell::Text, |region| region.name.zh.clone()),
    column("name_en", "name.en", Cell::Text, |region| region.name.en.clone()),
    column("longitude", "location.longitude", Cell::Number, |region| {
        region.location.map(|location| location.longitude.to_string())
    }),
    column("latitude", "location.latitude", Cell::Number, |region| {
        region.location.map(|location| location.latitude.to_string())
    }),
    column("leading_industries", "leading_industries", Cell::Labels, |region| {
        let items = &region.leading_industries.as_ref()?.items;
        Some(items.iter().map(|item| write_label(&item.label)).collect::<Vec<_>>().join(";"))
    }),
    column("leading_codes", "leading_industries", Cell::LabelCodes, leading_codes),
    column("approved_area_hectare", "land.approved_area", Cell::Figure("hectare"), |region| {
        write_figure(region.land.approved_area.as_ref(), AreaUnit::CANONICAL)
    }),
    column("available_area_hectare", "land.available_area", Cell::Figure("hectare"), |region| {
        write_figure(region.land.available_area.as_ref(), AreaUnit::CANONICAL)
    }),
    column("largest_parcel_hectare", "land.largest_parcel", Cell::Figure("hectare"), |region| {
        write_figure(region.land.largest_parcel.as_ref(), AreaUnit::CANONICAL)
    }),
    column(
        "industrial_price_cny_per_m2",
        "land.industrial_price",
        Cell::Figure("CNY/m2"),
        |region| write_figure(region.land.industrial_price.as_ref(), LandPriceUnit::CANONICAL),
    ),
    column(
        "workshop_rent_cny_per_m2_month",
        "land.workshop_rent",
        Cell::Figure("CNY/m2/month"),
        |region| write_figure(region.land.workshop_rent.as_ref(), RentUnit::CANONICAL),
    ),
    column(
        "average_wage_cny_per_year",
        "labour.average_wage",
        Cell::Figure("CNY/year"),
        |region| write_figure(region.labour.average_wage.as_ref(), WageUnit::CANONICAL),
    ),
    column(
        "manager_wage_cny_per_year",
        "labour.manager_wage",
        Cell::Figure("CNY/year"),
        |region| write_figure(region.labour.manager_wage.as_ref(), WageUnit::CANONICAL),
    ),
    column(
        "engineer_wage_cny_per_year",
        "labour.engineer_wage",
        Cell::Figure("CNY/year"),
        |region| write_figure(region.labour.engineer_wage.as_ref(), WageUnit::CANONICAL),
    ),
    column("clerk_wage_cny_per_year", "labour.clerk_wage", Cell::Figure("CNY/year"), |region| {
        write_figure(region.labour.clerk_wage.as_ref(), WageUnit::CANONICAL)
    }),
    column(
        "operator_wage_cny_per_year",
        "labour.operator_wage",
        Cell::Figure("CNY/year"),
        |region| write_figure(region.labour.operator_wage.as_ref(), WageUnit::CANONICAL),
    ),
    column(
        "electricity_price_cny_per_kwh",
        "energy.electricity_price",
        Cell::Figure("CNY/kWh"),
        |region| {
            write_figure(region.energy.electricity_price.as_ref(), ElectricityPriceUnit::CANONICAL)
        },
    ),
    column("spare_power_mw", "energy.spare_power", Cell::Figure("MW"), |region| {
        write_figure(region.energy.spare_power.as_ref(), PowerUnit::CANONICAL)
    }),
    column("period", "period", Cell::Period, |region| {
        agreement(region).period().map(|period| period.as_str().to_owned())
    }),
    column("source", "row.title", Cell::Source, |region| {
        agreement(region).source().map(|source| source.title.clone())
    }),
    column("source_url", "row.url", Cell::Source, |region| {
        agreement(region).source().and_then(|source| source.url.clone())
    }),
    column("description_zh", "description.zh", Cell::Text, |region| region.description.zh.clone()),
    column("description_en", "description.en", Cell::Text, |region| region.description.en.clone()),
];

fn leading_codes(region: &RegionProfile) -> Option<String> {
    let items = &region.leading_industries.as_ref()?.items;
    if items.iter().all(|item| item.codes.is_empty()) {
        return None;
    }
    let codes = |item: &crate::domain::region::LeadingIndustry| {
        item.codes.iter().map(write_industry).collect::<Vec<_>>().join(" ")
    };
    Some(items.iter().map(codes).collect::<Vec<_>>().join(";"))
}

fn agreement(region: &RegionProfile) -> Agreement<'_> {
    let mut agreement = Agreement::default();
    if let Some(leading) = &region.leading_industries {
        agreement.add(leading.period.as_ref(), leading.source.as_ref());
    }
    agreement.figure(region.land.approved_area.as_ref());
    agreement.figure(region.land.available_area.as_ref());
    agreement.figure(region.land.largest_parcel.as_ref());
    agreement.figure(region.land.industrial_price.as_ref());
    agreement.figure(region.land.workshop_rent.as_ref());
    agreement.figure(region.labour.average_wage.as_ref());
    agreement.figure(region.labour.manager_wage.as_ref());
    agreement.figure(region.labour.engineer_wage.as_ref());
    agreement.figure(region.labour.clerk_wage.as_ref());
    agreement.figure(region.labour.operator_wage.as_ref());
    agreement.figure(region.energy.electricity_price.as_ref());
    agreement.figure(region.energy.spare_power.as_ref());
    agreement
}
