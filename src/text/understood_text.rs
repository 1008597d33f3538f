use std::collections::BTreeMap;

use unicode_width::UnicodeWidthStr;

use super::{
    labels,
    page::Page,
    table,
    words::{Words, fill},
    wrap::shorten,
};
use crate::{
    domain::{code::ClassificationSystem, id::RegionId, project::ProjectProfile, text::Text},
    service::{code_text::CodedIndustry, rank_regions::Understood},
};

/// A value is not cut to less than this, even if its line runs over.
const VALUE_COLUMNS_MIN: usize = 24;
/// Lines are set in by this.
const INDENT: &str = "  ";
/// The columns between columns.
const GAP: u16 = 2;

/// Names of regions that are understood, by identifier.
pub(crate) type RegionNames = BTreeMap<String, Text>;

/// The regions that a project names, whose names its page shows.
pub(crate) fn named_regions(project: &ProjectProfile) -> impl Iterator<Item = &RegionId> {
    project.host_city.iter().chain(&project.target_regions).chain(&project.must_not)
}

/// One line: what was understood, its value, where it was read, the flag that corrects it.
type Row = [String; 4];

/// What was understood: one line each, with where it was read and how to correct it.
pub(crate) fn render(
    (industries, understood): (&[CodedIndustry], &[Understood]),
    names: &RegionNames,
    page: &Page,
) -> String {
    let words = Words::of(page.language);
    let industries = industries.iter().map(|coded| industry_row(coded, page));
    let fields = understood.iter().filter(|field| !is_industry(field));
    let fields = fields.map(|understood| field_row(understood, names, page));
    let rows: Vec<Row> = industries.chain(fields).collect();
    if rows.is_empty() {
        return format!("{}\n{INDENT}{}", page.bold(words.understood), words.nothing_understood);
    }
    let value_columns = value_columns(&rows, page);
    let mut table = table::plain(page);
    for [what, value, from, flag] in rows {
        table.add_row([what, shorten(&value, value_columns), from, flag]);
    }
    let head = format!("{} {}", page.bold(words.understood), page.dim(words.correct_with));
    let lines = table::lines(table, GAP).map(|line| format!("{INDENT}{line}"));
    std::iter::once(head).chain(lines).collect::<Vec<String>>().join("\n")
}

/// Industries have their own rows, with titles and confidence.
fn is_industry(understood: &Understood) -> bool {
    matches!(understood.what, "industry" | "industries")
}

/// What the other columns leave of the page for the values.
fn value_columns(rows: &[Row], page: &Page) -> usize {
    let widest = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
    let others = widest(0) + widest(2) + widest(3) + INDENT.len() + 3 * usize::from(GAP);
    page.width.saturating_sub(others).max(VALUE_COLUMNS_MIN)
}

fn industry_row(coded: &CodedIndustry, page: &Page) -> Row {
    let words = Words::of(page.language);
    let code = match coded.industry.system {
        ClassificationSystem::Gbt4754 => coded.industry.code.clone(),
        ClassificationSystem::Isic4
        | ClassificationSystem::Naics2017
        | ClassificationSystem::Nace2
        | ClassificationSystem::Uksic2007 => coded.industry.to_string(),
    };
    let title = page.name(&coded.title, "");
    let value = format!("{code} ({}) {title}", percent(coded.confidence));
    let quoted: Vec<String> = coded.words.iter().map(|word| quote(word, words)).collect();
    let from = quotation(&quoted.join(words.between), page);
    [words.industry.to_owned(), value, from, "--industry".to_owned()]
}

fn field_row(understood: &Understood, names: &RegionNames, page: &Page) -> Row {
    let words = Words::of(page.language);
    let value = match (names.get(&understood.value), understood.unit) {
        (Some(name), _) => format!("{} ({})", page.name(name, ""), understood.value),
        (None, Some(unit)) => {
            format!("{} {}", understood.value, labels::field(page.language, unit))
        }
        (None, None) => labels::field(page.language, &understood.value).to_owned(),
    };
    let from = match understood.from.as_str() {
        "profile" => words.from_profile.to_owned(),
        "flag" => words.from_flag.to_owned(),
        text => quotation(&quote(text, words), page),
    };
    let what = labels::field(page.language, understood.what).to_owned();
    [what, value, from, labels::flag(understood.what).to_owned()]
}

/// A share as whole percent.
pub(crate) fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

fn quote(text: &str, words: &Words) -> String {
    fill(words.quoted, &[("text", text)])
}

/// A quotation takes at most a quarter of the page.
fn quotation(text: &str, page: &Page) -> String {
    shorten(text, page.width / 4)
}
