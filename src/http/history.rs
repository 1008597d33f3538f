use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::{
    Acting, Problem,
    extract::{
        Path, Query,
        query::{FromParameters, Parameters},
    },
    plain::{Answer, Wanted},
    preconditions::entity_tag,
};
use crate::{
    domain::{
        id::{CommitmentId, OutcomeId, ProjectId, RegionId},
        kind::DocumentKind,
        limits::{LIMIT_DEFAULT, LIMIT_MAX},
    },
    service::{
        App,
        history::{self, HistoryPage, Revision},
    },
    text::{history_text, page::Page},
};

/// Which version of a document to get.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct VersionQuery {
    /// As it was at this version, of those that its history names; without it as it is
    #[param(minimum = 1, value_type = Option<u64>)]
    pub(super) version: Option<u64>,
}

impl FromParameters for VersionQuery {
    fn take_from(parameters: &mut Parameters) -> VersionQuery {
        VersionQuery { version: number(parameters, "version", "a version, such as `3`") }
    }
}

/// Which changes to list.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListHistory {
    /// How many changes
    #[param(minimum = 1, maximum = 100, default = 10)]
    limit: Option<usize>,
    /// `next_cursor` of the page before
    #[param(value_type = Option<String>)]
    cursor: Option<u64>,
}

impl FromParameters for ListHistory {
    fn take_from(parameters: &mut Parameters) -> ListHistory {
        ListHistory {
            limit: parameters.whole("limit", 1..=LIMIT_MAX),
            cursor: number(parameters, "cursor", "the `next_cursor` of an earlier answer"),
        }
    }
}

/// A number from 1 that a database can hold.
fn number(parameters: &mut Parameters, name: &'static str, expected: &str) -> Option<u64> {
    parameters.one(name, expected, |text| {
        text.parse().ok().filter(|number| (1..=i64::MAX.unsigned_abs()).contains(number))
    })
}

/// A page of the changes of one document.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryBody {
    /// The document.
    #[schema(example = "CN-330800")]
    pub id: String,
    /// Changes that are kept, not only those of the page.
    pub total: u64,
    /// Older changes that are no longer kept.
    pub dropped: u64,
    /// The newest first.
    pub revisions: Vec<RevisionBody>,
    /// `cursor` for the next page; `null` on the last one.
    pub next_cursor: Option<String>,
    /// The store's generation that was read.
    pub generation: u64,
}

/// One change of a document.
#[derive(Debug, Serialize, ToSchema)]
pub struct RevisionBody {
    /// The how-manieth change of this document it is, from 1.
    pub number: u64,
    /// The document's version afterwards; of a deletion the version that was deleted.
    pub version: u64,
    /// The entity tag of that version.
    #[schema(example = "\"3\"")]
    pub etag: String,
    /// `created`, `updated` or `deleted`.
    #[schema(example = "updated")]
    pub change: &'static str,
    /// Who did it: a `user`, or the built-in `world`.
    #[schema(example = "user")]
    pub origin: &'static str,
    /// When, in UTC; `null` for what was written before changes were noted, and by the world.
    #[schema(format = DateTime, example = "2026-11-28T10:20:07.123Z")]
    pub written_at: Option<String>,
}

impl From<&Revision> for RevisionBody {
    fn from(revision: &Revision) -> RevisionBody {
        RevisionBody {
            number: revision.number,
            version: revision.version,
            etag: entity_tag(revision.version),
            change: revision.change.as_str(),
            origin: revision.origin.as_str(),
            written_at: revision.written_at.map(|time| time.to_string()),
        }
    }
}

/// A page of changes as the API gives it.
pub fn history_body(id: &str, page: &HistoryPage) -> HistoryBody {
    let HistoryPage { revisions, has_more } = page;
    let last = revisions.revisions.last().filter(|_| *has_more);
    HistoryBody {
        id: id.to_owned(),
        total: revisions.kept,
        dropped: revisions.dropped,
        next_cursor: last.map(|last| last.number.to_string()),
        revisions: revisions.revisions.iter().map(RevisionBody::from).collect(),
        generation: revisions.generation,
    }
}

async fn list(
    app: &App,
    (kind, id): (DocumentKind, &str),
    (query, wanted): (&ListHistory, Wanted),
) -> Result<Answer<HistoryBody>, Problem> {
    let limit = query.limit.unwrap_or(LIMIT_DEFAULT);
    let page = history::list_history(app, (kind, id), query.cursor, limit).await?;
    let render = |sheet: &Page| history_text::render(&page, sheet);
    Ok(Answer::of(wanted.page("").as_ref(), || history_body(id, &page), render))
}

/// List the changes of a region, the newest first
///
/// `?version=N` of the region gives what it was. A region that was deleted has a history still.
#[utoipa::path(
    get, path = "/v1/regions/{id}/history", tag = "regions",
    params(("id" = RegionId, Path, description = "The id of the region"), ListHistory),
    responses(
        (status = 200, description = "A page of changes", body = HistoryBody),
        (status = 404, description = "There never was a region of this id"),
    )
)]
pub async fn list_region_history(
    Acting(app): Acting,
    Path(id): Path<RegionId>,
    Query(query): Query<ListHistory>,
    wanted: Wanted,
) -> Result<Answer<HistoryBody>, Problem> {
    list(&app, (DocumentKind::Regions, id.as_str()), (&query, wanted)).await
}

/// List the changes of a project, the newest first
///
/// `?version=N` of the project gives what it was. A project that was deleted has a history still.
#[utoipa::path(
    get, path = "/v1/projects/{id}/history", tag = "projects",
    params(("id" = ProjectId, Path, description = "The id of the project"), ListHistory),
    responses(
        (status = 200, description = "A page of changes", body = HistoryBody),
        (status = 404, description = "There never was a project of this id"),
    )
)]
pub async fn list_project_history(
    Acting(app): Acting,
    Path(id): Path<ProjectId>,
    Query(query): Query<ListHistory>,
    wanted: Wanted,
) -> Result<Answer<HistoryBody>, Problem> {
    list(&app, (DocumentKind::Projects, id.as_str()), (&query, wanted)).await
}

/// List the changes of an outcome, the newest first
///
/// `?version=N` of the outcome gives what it was. An outcome that was deleted has a history still.
#[utoipa::path(
    get, path = "/v1/outcomes/{id}/history", tag = "outcomes",
    params(("id" = OutcomeId, Path, description = "The id of the outcome"), ListHistory),
    responses(
        (status = 200, description = "A page of changes", body = HistoryBody),
        (status = 404, description = "There never was an outcome of this id"),
    )
)]
pub async fn list_outcome_history(
    Acting(app): Acting,
    Path(id): Path<OutcomeId>,
    Query(query): Query<ListHistory>,
    wanted: Wanted,
) -> Result<Answer<HistoryBody>, Problem> {
    list(&app, (DocumentKind::Outcomes, id.as_str()), (&query, wanted)).await
}

/// List the changes of a commitment, the newest first
///
/// `?version=N` of the commitment gives what it was. A commitment that was deleted has a history still.
#[utoipa::path(
    get, path = "/v1/commitments/{id}/history", tag = "outcomes",
    params(("id" = CommitmentId, Path, description = "The id of the commitment"), ListHistory),
    responses(
        (status = 200, description = "A page of changes", body = HistoryBody),
        (status = 404, description = "There never was a commitment of this id"),
    )
)]
pub async fn list_commitment_history(
    Acting(app): Acting,
    Path(id): Path<CommitmentId>,
    Query(query): Query<ListHistory>,
    wanted: Wanted,
) -> Result<Answer<HistoryBody>, Problem> {
    list(&app, (DocumentKind::Commitments, id.as_str()), (&query, wanted)).await
}
