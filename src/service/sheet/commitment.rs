use super::{Cell, Column, cell::write_promise};
use crate::domain::{commitment::Commitment, id::ProjectId};

type Get = fn(&Commitment) -> Option<String>;

const fn column(
    name: &'static str,
    path: &'static str,
    cell: Cell,
    get: Get,
) -> Column<Commitment> {
    Column { name, path, cell, get }
}

/// The columns of a sheet of commitments.
pub(in crate::service) const COLUMNS: &[Column<Commitment>] = &[
    column("id", "id", Cell::Word, |commitment| Some(commitment.id.to_string())),
    column("project", "project", Cell::Word, |commitment| {
        commitment.project.as_ref().map(ProjectId::to_string)
    }),
    column("project_name", "project_name", Cell::Text, |commitment| {
        commitment.project_name.clone()
    }),
    column("home", "home", Cell::Word, |commitment| Some(commitment.home.to_string())),
    column("enclave", "enclave", Cell::Text, |commitment| commitment.enclave.clone()),
    column("agreed", "agreed", Cell::Word, |commitment| Some(commitment.agreed.to_string())),
    column("promises", "promises", Cell::Promises, |commitment| {
        let promises = commitment.promises.iter().map(write_promise);
        Some(promises.collect::<Vec<String>>().join(";"))
    }),
    column("source", "source.title", Cell::Source, |commitment| {
        commitment.source.as_ref().map(|source| source.title.clone())
    }),
    column("source_url", "source.url", Cell::Source, |commitment| {
        commitment.source.as_ref().and_then(|source| source.url.clone())
    }),
];
