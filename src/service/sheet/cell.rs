use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::domain::{
    code::{ClassificationSystem, IndustryCode},
    commitment::Promise,
    figure::{Figure, Period, Source},
    invalid::Invalid,
    text::Text,
    unit::{MoneyUnit, PeopleUnit, Unit},
};

/// With these a cell begins that a spreadsheet takes for a formula, full-width forms included.
const FORMULA_STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Puts `'` before a text that a spreadsheet could take for a formula.
pub(crate) fn neutralise(text: &str) -> String {
    if is_formula(text) { format!("'{text}") } else { text.to_owned() }
}

/// Undoes [`neutralise`].
pub(crate) fn restore(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| is_formula(text)).unwrap_or(cell)
}

/// Quotes in front are looked through, so that the text can be told apart again.
fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(FORMULA_STARTS)
}

pub(super) fn split(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').map(str::trim).filter(|word| !word.is_empty())
}

/// A number, or the text that is none, for the reader of documents to refuse.
pub(super) fn number(text: &str) -> Value {
    match serde_json::from_str(text) {
        Ok(Value::Number(number)) => Value::Number(number),
        _ => text.into(),
    }
}

pub(super) fn figure(text: &str, unit: &str) -> Value {
    match text.split_once("..") {
        Some((value, max)) => json!({ "value": value.trim(), "max": max.trim(), "unit": unit }),
        None => json!({ "value": text, "unit": unit }),
    }
}

/// The value of a figure in `unit`, a published range as `40..60`.
pub(super) fn write_figure<U: Unit>(figure: Option<&Figure<U>>, unit: U) -> Option<String> {
    let figure = figure?;
    let convert = |value: Decimal| {
        if figure.unit == unit {
            return Some(value.normalize());
        }
        let (numerator, denominator) = unit.ratio();
        let canonical = figure.unit.to_canonical(value)?;
        let scaled = canonical.checked_mul(Decimal::from(denominator))?;
        Some(scaled.checked_div(Decimal::from(numerator))?.normalize())
    };
    let value = convert(figure.value)?;
    match figure.max {
        Some(max) => Some(format!("{value}..{}", convert(max)?)),
        None => Some(value.to_string()),
    }
}

/// The labels of leading industries and their codes, position by position.
pub(super) fn leading(labels: &str, codes: Option<(&str, &str)>) -> Result<Vec<Value>, Invalid> {
    let labels: Vec<&str> = split(restore(labels)).collect();
    let (column, cell) = codes.unwrap_or_default();
    let codes: Vec<&str> = if cell.is_empty() { Vec::new() } else { cell.split(';').collect() };
    if !codes.is_empty() && codes.len() != labels.len() {
        let expected = format!(
            "as many parts between `;` as leading industries, {}; several codes of one industry \
             stand side by side, `27 276`",
            labels.len()
        );
        return Err(Invalid::new(column, cell, &expected));
    }
    let items = labels.iter().enumerate().map(|(position, label)| {
        let codes = codes.get(position).copied().unwrap_or_default();
        let codes: Vec<Value> = codes.split_whitespace().map(industry).collect();
        json!({ "label": text(label), "codes": codes })
    });
    Ok(items.collect())
}

/// A text whose language its characters tell.
fn text(words: &str) -> Value {
    let is_han = |c: char| ('\u{3400}'..='\u{9fff}').contains(&c);
    if words.contains(is_han) { json!({ "zh": words }) } else { json!({ "en": words }) }
}

pub(super) fn write_label(label: &Text) -> String {
    let words = label.zh.as_deref().or(label.en.as_deref()).unwrap_or_default();
    words.replace(';', "；")
}

/// A code of GB/T 4754, or `system:code`.
fn industry(code: &str) -> Value {
    let (system, code) = code.split_once(':').unwrap_or(("gbt4754", code));
    json!({ "system": system, "code": code })
}

pub(super) fn write_industry(industry: &IndustryCode) -> String {
    match industry.system {
        ClassificationSystem::Gbt4754 => industry.code.clone(),
        ClassificationSystem::Isic4
        | ClassificationSystem::Naics2017
        | ClassificationSystem::Nace2
        | ClassificationSystem::Uksic2007 => industry.to_string(),
    }
}

pub(super) fn production_industry(cell: &str) -> Value {
    let (code, weight) = cell.split_once('=').unwrap_or((cell, "1"));
    let mut value = industry(code.trim());
    value["weight"] = number(weight.trim());
    value
}

/// A promise as `jobs@24m=100`: what, `@` until which day or how many months after the agreement,
/// `=` at least so much, in CNY or people.
pub(super) fn promise(cell: &str) -> Value {
    let (head, amount) = match cell.split_once('=') {
        Some((head, amount)) => (head, Some(amount.trim())),
        None => (cell, None),
    };
    let (kind, until) = head.split_once('@').unwrap_or((head, ""));
    let (kind, until) = (kind.trim(), until.trim());
    let mut value = json!({ "kind": kind });
    match until.strip_suffix('m').map(number) {
        _ if until.is_empty() => {}
        Some(months) => value["months"] = months,
        None => value["due"] = until.into(),
    }
    if let Some(amount) = amount {
        let (field, unit) = if kind == "jobs" { ("people", "person") } else { ("money", "CNY") };
        value[field] = figure(amount, unit);
    }
    value
}

pub(super) fn write_promise(promise: &Promise) -> String {
    let until = match (promise.due, promise.months) {
        (Some(due), _) => due.to_string(),
        (None, months) => months.map(|months| format!("{months}m")).unwrap_or_default(),
    };
    let money = write_figure(promise.money.as_ref(), MoneyUnit::Yuan);
    let amount = money.or_else(|| write_figure(promise.people.as_ref(), PeopleUnit::Person));
    let amount = amount.map(|amount| format!("={amount}")).unwrap_or_default();
    format!("{}@{until}{amount}", promise.kind.as_str())
}

/// What all figures of a row say of their period and source, if they agree.
#[derive(Default)]
pub(super) struct Agreement<'a> {
    seen: Option<(Option<&'a Period>, Option<&'a Source>)>,
    periods_differ: bool,
    sources_differ: bool,
}

impl<'a> Agreement<'a> {
    pub(super) fn add(&mut self, period: Option<&'a Period>, source: Option<&'a Source>) {
        match self.seen {
            None => self.seen = Some((period, source)),
            Some((first_period, first_source)) => {
                self.periods_differ |= first_period != period;
                self.sources_differ |= first_source != source;
            }
        }
    }

    pub(super) fn figure<U: Unit>(&mut self, figure: Option<&'a Figure<U>>) {
        if let Some(figure) = figure {
            self.add(figure.period.as_ref(), figure.source.as_ref());
        }
    }

    pub(super) fn period(&self) -> Option<&'a Period> {
        self.seen.filter(|_| !self.periods_differ)?.0
    }

    pub(super) fn source(&self) -> Option<&'a Source> {
        self.seen.filter(|_| !self.sources_differ)?.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::unit::AreaUnit;

    #[test]
    fn formulas_are_made_texts_and_back() {
        let cases = [
            ("=HYPERLINK(\"http://example.org\")", "'=HYPERLINK(\"http://example.org\")"),
            ("-1+1", "'-1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("＝1", "'＝1"),
            ("'=1", "''=1"), // the quote is the text's own
            ("'tis plain", "'tis plain"),
            ("衢州", "衢州"),
        ];
        for (text, cell) in cases {
            assert_eq!(neutralise(text), cell);
            assert_eq!(restore(cell), text);
        }
    }

    #[test]
    fn figures_are_written_in_the_column_s_unit() {
        let mut area = Figure::stated(Decimal::from(2), AreaUnit::SquareKilometre);
        assert_eq!(write_figure(Some(&area), AreaUnit::Mu).as_deref(), Some("3000"));
        area.max = Some(Decimal::from(3));
        assert_eq!(write_figure(Some(&area), AreaUnit::Hectare).as_deref(), Some("200..300"));
        assert_eq!(write_figure::<AreaUnit>(None, AreaUnit::Mu), None);
    }
}
