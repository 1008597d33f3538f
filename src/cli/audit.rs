use jiff::Timestamp;

use super::{context::Context, failure::Outcome, output::print};
use crate::{
    domain::{
        audit::{AuditEntry, AuditFilter},
        id::OrganisationId,
        invalid::Invalid,
        limits::AUDIT_PAGE_LINES,
    },
    http::audit::{AuditEntryBody, parse_moment},
    service::{app::Access, audit::list_audit},
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

/// Prints the audit log, also beside a running server.
///
/// # Errors
/// The store is unavailable, standard output cannot be written.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let app = context.open(Access::Read).await?;
    let page = context.page("");
    let Arguments { since, organisation, json } = arguments;
    let mut filter = AuditFilter { organisation, since, after: 0 };
    loop {
        let found = list_audit(&app, &filter, AUDIT_PAGE_LINES).await?;
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

fn json_lines(entries: Vec<AuditEntry>) -> anyhow::Result<String> {
    let mut text = String::new();
    for entry in entries {
        text.push_str(&serde_json::to_string(&AuditEntryBody::from(entry))?);
        text.push('\n');
    }
    Ok(text)
}
