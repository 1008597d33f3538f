use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    Acting, Problem,
    extract::{
        Query,
        query::{FromParameters, Parameters},
    },
    plain::{Answer, Wanted},
};
use crate::{
    domain::{
        audit::{AuditAction, AuditEntry, AuditFilter},
        id::{KeyId, OrganisationId},
        limits::{LIMIT_DEFAULT, LIMIT_MAX},
    },
    service::audit::{self, AuditPage},
    text::audit_text,
};

/// Which lines.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListAudit {
    /// Not before this day or moment, in universal time
    #[param(value_type = Option<String>, example = "2026-06-30")]
    since: Option<Timestamp>,
    /// How many lines
    #[param(minimum = 1, maximum = 100, default = 10)]
    limit: Option<usize>,
    /// `next_cursor` of the page before, which is the number of its last line
    #[param(value_type = Option<String>)]
    cursor: Option<u64>,
}

impl FromParameters for ListAudit {
    fn take_from(parameters: &mut Parameters) -> ListAudit {
        let moment = "a day such as `2026-06-30` or a moment such as `2026-06-30T12:00:00Z`";
        ListAudit {
            since: parameters.one("since", moment, parse_moment),
            limit: parameters.whole("limit", 1..=LIMIT_MAX),
            cursor: parameters
                .one("cursor", "the `next_cursor` of an earlier answer", |text| text.parse().ok()),
        }
    }
}

/// Reads a moment, or the first of a day in universal time.
pub fn parse_moment(text: &str) -> Option<Timestamp> {
    if let Ok(moment) = text.parse() {
        return Some(moment);
    }
    let day: Date = text.parse().ok()?;
    Some(day.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

/// Who changed or saw what.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct AuditEntryBody {
    /// Its place in the log, from 1; lines of other organisations are left out.
    pub number: u64,
    /// When the request arrived; `null` where nobody said.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub at: Option<Timestamp>,
    /// With which key; `null` where none was asked for.
    pub key: Option<KeyId>,
    /// For which organisation.
    pub organisation: OrganisationId,
    /// What was done.
    pub action: AuditAction,
    /// `regions`, `projects`, `outcomes`, `commitments` or `keys`.
    #[schema(example = "projects")]
    pub kind: String,
    /// The id of the document.
    pub id: String,
    /// Its version before; `null` if there was none, or nothing was changed.
    pub version_before: Option<u64>,
    /// Its version afterwards; `null` if it is gone, or nothing was changed.
    pub version_after: Option<u64>,
    /// `X-Request-Id` of the request; `null` at the command line.
    pub request: Option<String>,
}

impl From<AuditEntry> for AuditEntryBody {
    fn from(entry: AuditEntry) -> AuditEntryBody {
        AuditEntryBody {
            number: entry.number,
            at: entry.at,
            key: entry.key,
            organisation: entry.organisation,
            action: entry.action,
            kind: entry.kind,
            id: entry.document,
            version_before: entry.version_before,
            version_after: entry.version_after,
            request: entry.request,
        }
    }
}

impl From<AuditEntryBody> for AuditEntry {
    fn from(body: AuditEntryBody) -> AuditEntry {
        AuditEntry {
            number: body.number,
            at: body.at,
            key: body.key,
            organisation: body.organisation,
            action: body.action,
            kind: body.kind,
            document: body.id,
            version_before: body.version_before,
            version_after: body.version_after,
            request: body.request,
        }
    }
}

/// A page of the audit log.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct AuditBody {
    /// In the order in which it happened.
    pub entries: Vec<AuditEntryBody>,
    /// `cursor` for the next page; `null` on the last one.
    pub next_cursor: Option<String>,
}

impl From<AuditPage> for AuditBody {
    fn from(page: AuditPage) -> AuditBody {
        let last = page.entries.last().filter(|_| page.has_more);
        AuditBody {
            next_cursor: last.map(|last| last.number.to_string()),
            entries: page.entries.into_iter().map(AuditEntryBody::from).collect(),
        }
    }
}

/// Who changed and who saw what of the organisation
///
/// As text, a page is a table: the number of its last line is the `cursor` of the next one, which has
/// no head and is empty after the end.
#[utoipa::path(
    get, path = "/v1/audit", tag = "audit",
    params(ListAudit),
    responses((status = 200, description = "A page of the audit log", body = AuditBody))
)]
pub async fn list_audit(
    Acting(app): Acting,
    Query(query): Query<ListAudit>,
    wanted: Wanted,
) -> Result<Answer<AuditBody>, Problem> {
    let ListAudit { since, limit, cursor } = query;
    let filter = AuditFilter { since, after: cursor.unwrap_or(0), organisation: None };
    let page = audit::list_own_audit(&app, filter, limit.unwrap_or(LIMIT_DEFAULT)).await?;
    Ok(match wanted.page("") {
        Some(sheet) => {
            let text = audit_text::render(&page.entries, cursor.is_none(), &sheet);
            Answer::Text(text, sheet.language)
        }
        None => Answer::Document(AuditBody::from(page)),
    })
}
