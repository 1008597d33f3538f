use super::{audit_words::AuditWords, page::Page, table};
use crate::domain::audit::AuditEntry;

/// A page of the audit log for a reader, as a table, with a head if it is the first.
pub(crate) fn render(entries: &[AuditEntry], is_first: bool, page: &Page) -> String {
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
    use crate::domain::{
        audit::AuditAction,
        id::{KeyId, OrganisationId},
        text::Language,
    };

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
            let text = render(&entries, true, &page(language));
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
        assert_eq!(render(&[], false, &page(Language::En)), "");
    }
}
