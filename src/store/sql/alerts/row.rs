use jiff::Timestamp;

use crate::{
    domain::{
        alert::{Delivery, DeliveryState},
        id::SavedSearchId,
    },
    store::{Error, KeptAlert, KeptSearch, Look},
};

/// Id, version, document, creation, generation, time, baseline and fault of the last look, and when
/// the receiver stopped.
pub(super) type SearchRow = (
    String,
    i64,
    String,
    i64,
    Option<i64>,
    Option<i64>,
    Option<String>,
    Option<String>,
    Option<i64>,
);

/// Id, document, state, tries, next try, end, status and fault.
pub(super) type AlertRow = (
    String,
    String,
    Option<String>,
    Option<i64>,
    Option<i64>,
    Option<i64>,
    Option<i64>,
    Option<String>,
);

pub(super) fn search(row: SearchRow) -> Result<KeptSearch, Error> {
    let id = row.0.clone();
    parse_search(row).ok_or_else(|| corrupt("saved_searches", &id))
}

/// `None` if a column is not of the form.
fn parse_search(row: SearchRow) -> Option<KeptSearch> {
    let (id, version, document, created, generation, checked, baseline, fault, stopped) = row;
    let look = match (generation, checked) {
        (None, _) => None,
        (Some(generation), Some(at)) => Some(Look {
            generation: u64::try_from(generation).ok()?,
            at: Timestamp::from_millisecond(at).ok()?,
            baseline,
            fault,
        }),
        (Some(_), None) => return None,
    };
    Some(KeptSearch {
        id: SavedSearchId::parse(&id).ok()?,
        version: u64::try_from(version).ok()?,
        document,
        created: Timestamp::from_millisecond(created).ok()?,
        look,
        stopped: moment(stopped).ok()?,
    })
}

pub(super) fn alert(row: AlertRow) -> Result<KeptAlert, Error> {
    let id = row.0.clone();
    parse_alert(row).ok_or_else(|| corrupt("alerts", &id))
}

/// `None` if a column is not of the form.
fn parse_alert(row: AlertRow) -> Option<KeptAlert> {
    let (_, document, state, attempts, due, ended, status, fault) = row;
    let delivery = match state {
        None => None,
        Some(state) => Some(Delivery {
            state: DeliveryState::parse(&state)?,
            attempts: u32::try_from(attempts.unwrap_or_default()).ok()?,
            due: moment(due).ok()?,
            ended: moment(ended).ok()?,
            status: status.map(u16::try_from).transpose().ok()?,
            fault,
        }),
    };
    Some(KeptAlert { document, delivery })
}

fn moment(milliseconds: Option<i64>) -> Result<Option<Timestamp>, jiff::Error> {
    milliseconds.map(Timestamp::from_millisecond).transpose()
}

pub(super) fn corrupt(table: &'static str, id: &str) -> Error {
    let source = "one of its columns is not of the form".into();
    Error::Corrupt { table, id: id.to_owned(), source }
}
