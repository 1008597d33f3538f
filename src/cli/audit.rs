use jiff::Timestamp;

use super::{
    audit_words::AuditWords,
    context::Context,
    failure::Outcome,
    output::{Page, print},
    table,
};
use crate::{
    domain::{
        audit::{AuditEntry, AuditFilter},
        id::OrganisationId,
        invalid::Invalid,
        limits::AUDIT_PAGE_LINES,
    },
    http::audit::{AuditEntryBody, parse_moment},
    service::{app::Access, audit::list_audit},
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
            print(&lines(&found.entries, filter.after == 0, &page))?;
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

/// A table, with a head if it is the first.
fn lines(entries: &[AuditEntry], is_first: bool, page: &Page) -> String {
    let words = AuditWords::of(page.language);
    if entries.is_empty() {
        return if is_first { format!("{}\n", words.none) } else { String::new() };
    }
    let mut table = if is_first { table::with_head(page, words.head) } else { table::plain(page) };
    let dash = || "–".to_owned();
    for entry in entries {
        let version = |version: Option<u64>| version.map_or_else(dash, |it| it.to_string());
        let versions = match (entry.version_before, entry.version_after) {
            (None, None) => dash(),
            (before, after) => format!("{} → {}", version(before), version(after)),
        };
        table.add_row([
            entry.number.to_string(),
            entry.at.map_or_else(dash, |at| at.to_string()),
            entry.key.as_ref().map_or_else(|| words.no_key.to_owned(), ToString::to_string),
            entry.organisation.to_string(),
            words.action(entry.action).to_owned(),
            words.kind(&entry.kind).to_owned(),
            entry.document.clone(),
            versions,
            entry.request.clone().unwrap_or_else(dash),
        ]);
    }
    let lines: Vec<String> = table::lines(table, 2).collect();
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{audit::AuditAction, id::KeyId, text::Language};

    fn entry(number: u64, action: AuditAction, versions: (Option<u64>, Option<u64>)) -> AuditEntry {
        AuditEntry {
            number,
            at: Some("2026-06-30T12:00:00Z".parse().unwrap()),
            key: (number == 1).then(|| KeyId::parse("key-1").unwrap()),
            organisation: OrganisationId::default(),
            action,
            kind: "projects".to_owned(),
            document: "antibody".to_owned(),
            version_before: versions.0,
            version_after: versions.1,
            request: None,
        }
    }

    #[test]
    fn a_line_says_who_did_what_to_which_version() {
        let entries = [
            entry(1, AuditAction::Match, (None, None)),
            entry(2, AuditAction::Update, (Some(1), Some(2))),
        ];
        let page = |language| Page { width: 140, colour: false, language };
        let words = |language| {
            let text = lines(&entries, true, &page(language));
            let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
            text.lines().map(words).collect::<Vec<_>>()
        };
        let moment = "2026-06-30T12:00:00Z";
        assert_eq!(
            words(Language::En),
            [
                "line when key organisation what kind id version request".to_owned(),
                format!("1 {moment} key-1 default matched project antibody – –"),
                format!("2 {moment} no key default changed project antibody 1 → 2 –"),
            ]
        );
        let zh = format!("2 {moment} 无密钥 default 修改 项目 antibody 1 → 2 –");
        assert_eq!(words(Language::Zh)[2], zh);
        assert_eq!(lines(&[], false, &page(Language::En)), "");
    }
}
