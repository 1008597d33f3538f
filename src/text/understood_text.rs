use unicode_width::UnicodeWidthStr;

use super::{
    labels,
    page::Page,
    table,
    words::{Words, fill},
    wrap::shorten,
};
use crate::{
    domain::{code::ClassificationSystem, money::Fen, text::Language},
    service::{
        code_text::CodedIndustry, gate_words::in_chinese_units, landing::money_words::amount,
        rank_regions::Understood,
    },
};

/// A value is not cut to less than this, even if its line runs over.
const VALUE_COLUMNS_MIN: usize = 24;
/// Lines are set in by this.
const INDENT: &str = "  ";
/// The columns between columns.
const GAP: u16 = 2;

/// One line: what was understood, its value, where it was read, the flag that corrects it.
type Row = [String; 4];

/// What was understood: one line each, with where it was read and how to correct it.
pub(crate) fn render(
    (industries, understood): (&[CodedIndustry], &[Understood]),
    page: &Page,
) -> String {
    let words = Words::of(page.language);
    let industries = industries.iter().map(|coded| industry_row(coded, page));
    let fields = understood.iter().filter(|field| !is_industry(field));
    let fields = fields.map(|understood| field_row(understood, page));
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

fn field_row(understood: &Understood, page: &Page) -> Row {
    let words = Words::of(page.language);
    let value = match &understood.name {
        Some(name) => format!("{} ({})", page.name(name, ""), understood.value),
        None => value(understood, page.language),
    };
    let from = match understood.from.as_str() {
        "profile" => words.from_profile.to_owned(),
        "flag" => words.from_flag.to_owned(),
        text => quotation(&quote(text, words), page),
    };
    let what = labels::field(page.language, understood.what).to_owned();
    [what, value, from, labels::flag(understood.what).to_owned()]
}

/// What was understood as people say it: a region by its name, money in its largest unit.
pub(crate) fn value(understood: &Understood, language: Language) -> String {
    let value = understood.value.as_str();
    let money = || value.parse().ok().and_then(Fen::from_yuan);
    match (&understood.name, understood.unit, language) {
        (Some(name), _, _) => name.in_language(language).unwrap_or(value).to_owned(),
        (None, Some("CNY"), _) => {
            money().map_or_else(|| format!("{value} CNY"), |fen| amount(fen, language))
        }
        (None, Some(unit), Language::Zh) => in_chinese_units(&format!("{value} {unit}")),
        (None, Some(unit), Language::En) => format!("{value} {}", labels::field(language, unit)),
        (None, None, _) => labels::field(language, value).to_owned(),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_words_of_the_readers_language() {
        let cases = [
            ("headcount", "200", "person", "200人", "200 people"),
            ("power", "5000", "kVA", "5000千伏安", "5000 kVA"),
            ("power", "800", "kW", "800千瓦", "800 kW"),
            ("land_price_max", "200000", "CNY/mu", "200000元/亩", "200000 CNY/mu"),
        ];
        for (what, figure, unit, chinese, english) in cases {
            let (value_of, from) = (figure.to_owned(), String::new());
            let line = Understood { what, value: value_of, unit: Some(unit), name: None, from };
            assert_eq!(value(&line, Language::Zh), chinese);
            assert_eq!(value(&line, Language::En), english);
        }
    }
}
