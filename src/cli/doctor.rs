use serde_json::{Value, json};

use super::{
    care_words::{self, CareWords},
    context::Context,
    failure::Outcome,
    output::{Page, print, print_json},
    wrap::wrap,
};
use crate::service::doctor::{Finding, Severity, examine};

/// The flags of `doctor`.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// Print the findings as JSON
    #[arg(long)]
    json: bool,
}

/// Prints what an operator should know, and ends as the worst finding is.
///
/// # Errors
/// The address of the database cannot be read, standard output cannot be written.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let findings = examine(context.data_dir(), &context.database()?).await;
    let page = context.page("");
    if arguments.json {
        print_json(&document(&findings, &page))?;
    } else {
        print(&text(&findings, &page))?;
    }
    Ok(match worst(&findings) {
        Severity::Well | Severity::Note => Outcome::Done,
        Severity::Warning => Outcome::Warned,
        Severity::Fault => Outcome::Broken,
    })
}

fn worst(findings: &[Finding]) -> Severity {
    findings.iter().map(Finding::severity).max().unwrap_or(Severity::Well)
}

fn text(findings: &[Finding], page: &Page) -> String {
    let words = CareWords::of(page.language);
    let mut lines = Vec::new();
    for finding in findings {
        let (sentence, remedy) = care_words::of_finding(page.language, finding);
        let (mark, is_bad) = match finding.severity() {
            Severity::Well => ("✓ ", false),
            Severity::Note => ("· ", false),
            Severity::Warning => ("! ", true),
            Severity::Fault => ("✗ ", true),
        };
        let line = wrap(&sentence, page.width, mark, "  ");
        lines.push(if is_bad { page.warning(&line) } else { line });
        if let Some(remedy) = remedy {
            lines.push(wrap(&remedy, page.width, words.remedy, "    "));
        }
    }
    let summary = match worst(findings) {
        Severity::Well | Severity::Note => words.well,
        Severity::Warning => words.warned,
        Severity::Fault => words.broken,
    };
    lines.push(page.bold(summary));
    lines.join("\n") + "\n"
}

fn document(findings: &[Finding], page: &Page) -> Value {
    let entries: Vec<Value> = findings
        .iter()
        .map(|finding| {
            let (message, remedy) = care_words::of_finding(page.language, finding);
            let mut entry = json!({
                "severity": word(finding.severity()), "message": message, "remedy": remedy,
            });
            let facts = care_words::facts(finding);
            if let Some(entry) = entry.as_object_mut() {
                entry.extend(facts);
            }
            entry
        })
        .collect();
    json!({ "severity": word(worst(findings)), "findings": entries })
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Well => "well",
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Fault => "fault",
    }
}
