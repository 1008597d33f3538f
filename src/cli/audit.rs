use jiff::Timestamp;

use super::{context::Context, failure::Outcome, output::print, remote::Remote};
use crate::{
    client::{Error, Request},
    domain::{
        audit::{AuditEntry, AuditFilter},
        id::OrganisationId,
        invalid::Invalid,
        limits::{AUDIT_PAGE_LINES, LIMIT_MAX},
    },
    http::audit::{AuditBody, AuditEntryBody, parse_moment},
    service::{
        App,
        app::Access,
        audit::{AuditPage, list_audit},
    },
    text::audit_text,
};

/// The flags of `audit`.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// Not before this day or moment, in universal time
    #[arg(long, value_name = "DATE", value_parser = moment)]
    since: Option<Timestamp>,

    /// Of one organisation; all by default
    #[arg(long, value_name = "NAME", value_parser = OrganisationId::parse)]
    organisation: Option<OrganisationId>,

    /// Print one JSON object per line
    #[arg(long)]
    json: bool,
}

fn moment(text: &str) -> Result<Timestamp, Invalid> {
    let expected = "a day such as `2026-06-30` or a moment such as `2026-06-30T12:00:00Z`";
    parse_moment(text).ok_or_else(|| Invalid::new("", text, expected))
}

/// Where the log lies.
enum Log {
    Here(App),
    There(Remote),
}

/// Prints the audit log, also beside a running server.
///
/// # Errors
/// The store or the server is unavailable, standard output cannot be written.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let Arguments { since, organisation, json } = arguments;
    let log = match context.server()? {
        Some(server) => {
            refuse_organisation(organisation.as_ref())?;
            Log::There(server)
        }
        None => Log::Here(context.open(Access::Read).await?),
    };
    let page = context.page("");
    let mut filter = AuditFilter { organisation, since, after: 0 };
    loop {
        let found = log.read(&filter).await?;
        let last = found.entries.last().map(|entry| entry.number);
        if json {
            print(&json_lines(found.entries)?)?;
        } else {
            print(&audit_text::render(&found.entries, filter.after == 0, &page))?;
        }
        match last.filter(|_| found.has_more) {
            Some(last) => filter.after = last,
            None => return Ok(Outcome::Done),
        }
    }
}

/// Refuses an organisation where a server is asked.
fn refuse_organisation(organisation: Option<&OrganisationId>) -> Result<(), Invalid> {
    let Some(organisation) = organisation else { return Ok(()) };
    let expected = "left out with `--server`: a key sees the lines of its own organisation";
    Err(Invalid::new("--organisation", organisation, expected))
}

impl Log {
    /// As many lines as are printed at a time, so that a table looks the same wherever they lie.
    async fn read(&self, filter: &AuditFilter) -> anyhow::Result<AuditPage> {
        match self {
            Log::Here(app) => Ok(list_audit(app, filter, AUDIT_PAGE_LINES).await?),
            Log::There(server) => Ok(ask(server, filter).await?),
        }
    }
}

/// The lines of a server, which gives fewer of them at a time.
async fn ask(server: &Remote, filter: &AuditFilter) -> Result<AuditPage, Error> {
    let mut entries = Vec::new();
    let mut cursor = (0 < filter.after).then(|| filter.after.to_string());
    loop {
        let request = Request::get(&["audit"])
            .with("limit", &LIMIT_MAX.min(AUDIT_PAGE_LINES - entries.len()))
            .with_some("since", filter.since)
            .with_some("cursor", cursor.as_ref());
        let body: AuditBody = server.read(request).await?;
        entries.extend(body.entries.into_iter().map(AuditEntry::from));
        // A cursor that goes nowhere is no page that follows.
        cursor = body.next_cursor.filter(|next| cursor.as_ref() != Some(next));
        let has_more = cursor.is_some();
        if !has_more || AUDIT_PAGE_LINES <= entries.len() {
            return Ok(AuditPage { entries, has_more });
        }
    }
}

fn json_lines(entries: Vec<AuditEntry>) -> anyhow::Result<String> {
    let mut text = String::new();
    for entry in entries {
        text.push_str(&serde_json::to_string(&AuditEntryBody::from(entry))?);
        text.push('\n');
    }
    Ok(text)
}
