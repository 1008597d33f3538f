use serde::de::DeserializeOwned;

use super::{App, Error, audit, documents::Stored};
use crate::{
    domain::{audit::AuditAction, id::ProjectId, kind::DocumentKind},
    store::{self, Versioned},
};

pub use crate::store::{Change, Origin, Revision, Revisions};

/// Some of the changes of one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryPage {
    /// What is known of the changes, those of this page among it.
    pub revisions: Revisions,
    /// Whether older ones follow that are kept.
    pub has_more: bool,
}

/// Lists the changes of a document, the newest first, at most `limit` of them; after those down to
/// the number `before`. A document that was deleted has a history still.
///
/// # Errors
/// Not found: there never was such a document. Store unavailable.
pub async fn list_history(
    app: &App,
    (kind, id): (DocumentKind, &str),
    before: Option<u64>,
    limit: usize,
) -> Result<HistoryPage, Error> {
    let asked = u32::try_from(limit.saturating_add(1)).unwrap_or(u32::MAX);
    let found = app.store().list_revisions(app.owner(kind), (kind, id), before, asked).await?;
    let not_found = || Error::NotFound { what: kind.singular(), id: id.to_owned() };
    let mut revisions = found.ok_or_else(not_found)?;
    note_disclosure(app, (kind, id)).await?;
    let has_more = limit < revisions.revisions.len();
    revisions.revisions.truncate(limit);
    Ok(HistoryPage { revisions, has_more })
}

/// Gets a document as it was at `version`.
///
/// # Errors
/// Not found: there was no such version, or it is no longer kept. Store unavailable.
pub async fn get_version<T: DeserializeOwned>(
    app: &App,
    (kind, id): (DocumentKind, &str),
    version: u64,
) -> Result<Stored<T>, Error> {
    let found = app.store().find_version(app.owner(kind), (kind, id), version).await?;
    let Some(Versioned { document, version, .. }) = found else {
        return Err(Error::VersionNotFound { what: kind.singular(), id: id.to_owned(), version });
    };
    let document = serde_json::from_str(&document).map_err(|source| store::Error::Corrupt {
        table: "revisions",
        id: id.to_owned(),
        source: source.into(),
    })?;
    note_disclosure(app, (kind, id)).await?;
    Ok(Stored { document, version, created: false })
}

/// Notes that the past of a project is about to be seen.
async fn note_disclosure(app: &App, (kind, id): (DocumentKind, &str)) -> Result<(), Error> {
    match (kind, ProjectId::parse(id)) {
        (DocumentKind::Projects, Ok(id)) => {
            audit::note_disclosure(app, AuditAction::Get, &[id]).await
        }
        _ => Ok(()),
    }
}
