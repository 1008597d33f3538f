use serde::Serialize;
use serde_json::Value;

use super::{
    Cell, Column,
    cell::{write_figure, write_industry},
};
use crate::domain::{
    id::RegionId,
    project::{ProductionIndustry, ProjectProfile},
    unit::{
        AreaUnit, CountUnit, EnergyUnit, FreightUnit, MoneyUnit, MonthsUnit, PeopleUnit, PowerUnit,
        ShareUnit,
    },
};

type Get = fn(&ProjectProfile) -> Option<String>;

const fn column(
    name: &'static str,
    path: &'static str,
    cell: Cell,
    get: Get,
) -> Column<ProjectProfile> {
    Column { name, path, cell, get }
}

/// The columns of a sheet of projects.
pub(in crate::service) const COLUMNS: &[Column<ProjectProfile>] = &[
    column("id", "id", Cell::Word, |project| Some(project.id.to_string())),
    column("name_zh", "name.zh", Cell::Text, |project| project.name.zh.clone()),
    column("name_en", "name.en", Cell::Text, |project| project.name.en.clone()),
    column("description_zh", "description.zh", Cell::Text, |project| {
        project.description.zh.clone()
    }),
    column("description_en", "description.en", Cell::Text, |project| {
        project.description.en.clone()
    }),
    column("stage", "stage", Cell::Word, |project| project.stage.map(word)),
    column("host_city", "host_city", Cell::Word, |project| {
        project.host_city.as_ref().map(RegionId::to_string)
    }),
    column("origin_country", "origin_country", Cell::Word, |project| {
        project.origin_country.clone()
    }),
    column("industries", "industries", Cell::Industries, |project| {
        join(project.industries.iter().map(write_production_industry))
    }),
    column("land_mu", "needs.land", Cell::Figure("mu"), |project| {
        write_figure(project.needs.land.as_ref(), AreaUnit::Mu)
    }),
    column("floor_area_m2", "needs.floor_area", Cell::Figure("m2"), |project| {
        write_figure(project.needs.floor_area.as_ref(), AreaUnit::SquareMetre)
    }),
    column("power_mw", "needs.power", Cell::Figure("MW"), |project| {
        write_figure(project.needs.power.as_ref(), PowerUnit::Megawatt)
    }),
    column("energy_kwh_per_year", "needs.energy_per_year", Cell::Figure("kWh"), |project| {
        write_figure(project.needs.energy_per_year.as_ref(), EnergyUnit::KilowattHour)
    }),
    column("headcount", "needs.headcount", Cell::Figure("person"), |project| {
        write_figure(project.needs.headcount.as_ref(), PeopleUnit::Person)
    }),
    column("freight_in_t_per_year", "needs.freight_in", Cell::Figure("t/year"), |project| {
        write_figure(project.needs.freight_in.as_ref(), FreightUnit::TonnePerYear)
    }),
    column("freight_out_t_per_year", "needs.freight_out", Cell::Figure("t/year"), |project| {
        write_figure(project.needs.freight_out.as_ref(), FreightUnit::TonnePerYear)
    }),
    column("premises", "premises", Cell::Word, |project| project.premises.map(word)),
    column("trips_per_year", "trips_per_year", Cell::Figure("count"), |project| {
        write_figure(project.trips_per_year.as_ref(), CountUnit::Count)
    }),
    column("capex_cny", "money.capex", Cell::Figure("CNY"), |project| {
        write_figure(project.money.capex.as_ref(), MoneyUnit::Yuan)
    }),
    column("equipment_cny", "money.equipment", Cell::Figure("CNY"), |project| {
        write_figure(project.money.equipment.as_ref(), MoneyUnit::Yuan)
    }),
    column("loan_cny", "money.loan", Cell::Figure("CNY"), |project| {
        write_figure(project.money.loan.as_ref(), MoneyUnit::Yuan)
    }),
    column("paid_in_capital_cny", "money.paid_in_capital", Cell::Figure("CNY"), |project| {
        write_figure(project.money.paid_in_capital.as_ref(), MoneyUnit::Yuan)
    }),
    column("output_cny_per_year", "money.output_per_year", Cell::Figure("CNY"), |project| {
        write_figure(project.money.output_per_year.as_ref(), MoneyUnit::Yuan)
    }),
    column("tax_cny_per_year", "money.tax_per_year", Cell::Figure("CNY"), |project| {
        write_figure(project.money.tax_per_year.as_ref(), MoneyUnit::Yuan)
    }),
    column(
        "value_added_cny_per_year",
        "money.value_added_per_year",
        Cell::Figure("CNY"),
        |project| write_figure(project.money.value_added_per_year.as_ref(), MoneyUnit::Yuan),
    ),
    column("research_cny_per_year", "money.research_per_year", Cell::Figure("CNY"), |project| {
        write_figure(project.money.research_per_year.as_ref(), MoneyUnit::Yuan)
    }),
    column("discount_rate", "assumptions.discount_rate", Cell::Figure("share"), |project| {
        write_figure(project.assumptions.discount_rate.as_ref(), ShareUnit::Share)
    }),
    column("lease_months", "assumptions.lease", Cell::Figure("month"), |project| {
        write_figure(project.assumptions.lease.as_ref(), MonthsUnit::Month)
    }),
    column("travel_minutes_max", "travel_minutes_max", Cell::Number, |project| {
        project.travel_minutes_max.map(|minutes| minutes.to_string())
    }),
    column("deadline", "deadline", Cell::Word, |project| {
        project.deadline.map(|deadline| deadline.to_string())
    }),
    column("target_regions", "target_regions", Cell::Words, |project| {
        join(project.target_regions.iter().map(RegionId::to_string))
    }),
    column("must_have", "must_have", Cell::Words, |project| {
        join(project.must_have.iter().map(word))
    }),
    column("must_not", "must_not", Cell::Words, |project| {
        join(project.must_not.iter().map(RegionId::to_string))
    }),
    column("source", "source.title", Cell::Source, |project| {
        project.source.as_ref().map(|source| source.title.clone())
    }),
    column("source_url", "source.url", Cell::Source, |project| {
        project.source.as_ref().and_then(|source| source.url.clone())
    }),
];

fn join(words: impl Iterator<Item = String>) -> Option<String> {
    let words: Vec<String> = words.collect();
    (!words.is_empty()).then(|| words.join(";"))
}

/// A word of a document as it is written there.
fn word(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}

#[expect(clippy::float_cmp, reason = "a weight that is not stated is exactly 1")]
fn write_production_industry(industry: &ProductionIndustry) -> String {
    let code = write_industry(&industry.industry());
    if industry.weight == 1.0 { code } else { format!("{code}={}", industry.weight) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::sheet::Header;

    /// What a landing costs depends on these; a sheet carries them there and back.
    #[test]
    fn what_a_landing_costs_can_be_stated_in_a_sheet() {
        let cells = [
            ("id", "cells-1"),
            ("energy_kwh_per_year", "12000000"),
            ("freight_in_t_per_year", "20000"),
            ("freight_out_t_per_year", "8000..10000"),
            ("premises", "rent_workshop"),
            ("trips_per_year", "52"),
            ("equipment_cny", "80000000"),
            ("loan_cny", "30000000"),
            ("paid_in_capital_cny", "20000000"),
            ("value_added_cny_per_year", "60000000"),
            ("research_cny_per_year", "5000000"),
            ("discount_rate", "0.1"),
            ("lease_months", "240"),
        ];
        let (names, fields): (Vec<_>, Vec<_>) =
            cells.iter().map(|(name, cell)| ((*name).to_owned(), (*cell).to_owned())).unzip();
        let document = Header::read(COLUMNS, &names).unwrap().value(&fields).unwrap();
        let project: ProjectProfile = serde_json::from_value(document).unwrap();
        assert_eq!(project.validate(), []);
        for (name, cell) in cells {
            let column = COLUMNS.iter().find(|column| column.name == name).unwrap();
            assert_eq!((column.get)(&project).as_deref(), Some(cell), "{name}");
        }
    }
}
