use super::{Cell, Column, cell::write_figure};
use crate::domain::{
    id::{ProjectId, RegionId},
    outcome::{OutcomeEvent, ProjectPurpose},
    unit::{EnergyUnit, MoneyUnit, PeopleUnit},
};

type Get = fn(&OutcomeEvent) -> Option<String>;

const fn column(
    name: &'static str,
    path: &'static str,
    cell: Cell,
    get: Get,
) -> Column<OutcomeEvent> {
    Column { name, path, cell, get }
}

/// The columns of a sheet of outcomes.
pub(in crate::service) const COLUMNS: &[Column<OutcomeEvent>] = &[
    column("id", "id", Cell::Word, |outcome| Some(outcome.id.to_string())),
    column("project", "project", Cell::Word, |outcome| {
        outcome.project.as_ref().map(ProjectId::to_string)
    }),
    column("project_name", "project_name", Cell::Text, |outcome| outcome.project_name.clone()),
    column("home", "home", Cell::Word, |outcome| Some(outcome.home.to_string())),
    column("enclave", "enclave", Cell::Text, |outcome| outcome.enclave.clone()),
    column("host_city", "host_city", Cell::Word, |outcome| {
        outcome.host_city.as_ref().map(RegionId::to_string)
    }),
    column("stage", "stage", Cell::Word, |outcome| Some(outcome.stage.as_str().to_owned())),
    column("date", "date", Cell::Word, |outcome| Some(outcome.date.to_string())),
    column("purpose", "purpose", Cell::Word, |outcome| {
        let purpose = match outcome.purpose? {
            ProjectPurpose::Production => "production",
            ProjectPurpose::Other => "other",
        };
        Some(purpose.to_owned())
    }),
    column("capex_cny", "capex", Cell::Figure("CNY"), |outcome| {
        write_figure(outcome.capex.as_ref(), MoneyUnit::Yuan)
    }),
    column("jobs", "jobs", Cell::Figure("person"), |outcome| {
        write_figure(outcome.jobs.as_ref(), PeopleUnit::Person)
    }),
    column("tax_cny_per_year", "tax_per_year", Cell::Figure("CNY"), |outcome| {
        write_figure(outcome.tax_per_year.as_ref(), MoneyUnit::Yuan)
    }),
    column("power_kwh_per_year", "power_per_year", Cell::Figure("kWh"), |outcome| {
        write_figure(outcome.power_per_year.as_ref(), EnergyUnit::KilowattHour)
    }),
    column("insured_people", "insured_people", Cell::Figure("person"), |outcome| {
        write_figure(outcome.insured_people.as_ref(), PeopleUnit::Person)
    }),
    column("subsidy_end", "subsidy_end", Cell::Word, |outcome| {
        outcome.subsidy_end.map(|end| end.to_string())
    }),
    column("observed_at", "observed_at", Cell::Word, |outcome| {
        outcome.observed_at.map(|day| day.to_string())
    }),
    column("source", "source.title", Cell::Source, |outcome| {
        outcome.source.as_ref().map(|source| source.title.clone())
    }),
    column("source_url", "source.url", Cell::Source, |outcome| {
        outcome.source.as_ref().and_then(|source| source.url.clone())
    }),
];
