use super::{page::Page, table, understood_text::percent, words::Words};
use crate::{
    domain::code::ClassificationSystem,
    service::{
        code_system::{CodedLevel, TextCoding},
        code_text::CodedIndustry,
    },
};

/// The industries of a text for a reader, the most likely first.
pub(crate) fn render(coding: &TextCoding, page: &Page) -> String {
    let words = Words::of(page.language);
    if coding.industries.is_empty() {
        return format!("{}\n", words.not_coded);
    }
    let found = table(&coding.industries, page);
    // The levels of GB/T 4754 repeat what is found; those of the others are sums.
    if coding.system == ClassificationSystem::Gbt4754 {
        return found + "\n";
    }
    let mut parts = vec![found];
    for CodedLevel { level, industries } in coding.levels.iter().rev().skip(1) {
        parts.push(format!("{}\n{}", page.bold(level), table(industries, page)));
    }
    parts.join("\n\n") + "\n"
}

fn table(industries: &[CodedIndustry], page: &Page) -> String {
    let words = Words::of(page.language);
    let head = [words.code, words.title, words.confidence, words.decided_by];
    let mut table = table::with_head(page, head);
    for coded in industries {
        table.add_row([
            coded.industry.to_string(),
            page.name(&coded.title, "").to_owned(),
            percent(coded.confidence),
            coded.words.join(words.between),
        ]);
    }
    table::lines(table, 2).collect::<Vec<String>>().join("\n")
}
