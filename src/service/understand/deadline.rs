use std::{ops::Range, sync::LazyLock};

use jiff::{Span, ToSpan, civil::Date};
use regex::{Captures, Regex};
use rust_decimal::prelude::ToPrimitive;

use super::{number::parse_number, window::clause};

/// A year, perhaps with a part of it, by which something is to be: 2027年底前, 明年底前, "by the end of
/// 2027", "by next year".
static DUE: LazyLock<Regex> = LazyLock::new(|| {
    let chinese = "(?:(?P<year>20[2-9][0-9])年|(?P<next>明年|次年)|(?P<after_next>后年)|今年)(?:(?P<month>1[0-2]|0?[1-9])月份?(?P<late_month>底|末)?|(?P<end>年?[底末])|(?P<middle>年?中|上半年))?(?P<before>(?:之|以)?前)?(?P<within>(?:之|以)?内)?|(?P<bare>年[底末](?:(?:之|以)?前)?|年内)";
    let english = r"(?i:\b(?:(?P<until>before)|by|until|no later than|deadline(?: is|:)?)\s+(?:(?P<ending>the end of |end of |late )|(?P<halfway>mid-?\s?)|early )?(?:(?P<name>january|february|march|april|may|june|july|august|september|october|november|december)\s+)?(?:(?:the year )?(?P<year_en>20[2-9][0-9])|(?P<next_en>next year)|(?P<this_en>this year|the year))\b)";
    Regex::new(&format!("{chinese}|{english}")).expect("the pattern is tested")
});
/// A time within which something is to be: 两年内, "within 18 months".
static WITHIN: LazyLock<Regex> = LazyLock::new(|| {
    let chinese = "(?P<number>[0-9]+(?:\\.[0-9])?|[一二两三四五六七八九十半]+)(?:(?P<years>年)(?P<half>半)?|个?月)(?:之|以)?内";
    let english = r"(?i:\b(?:within|in less than|in at most|no later than)\s+(?:the next\s+)?(?P<number_en>[0-9]+|[a-z]+)\s+(?:(?P<years_en>years?)|months?)\b)";
    Regex::new(&format!("{chinese}|{english}")).expect("the pattern is tested")
});
/// What is to begin by then.
static PRODUCTION: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(?i)投产|量产|达产|试产|开产|生产(?:$|[^许线基资批厂车])|建成|截止|期限|production|producing|produce|operation|deadline|start|running";
    Regex::new(pattern).expect("the pattern is tested")
});

/// Before 年底 or 年内, these speak of other years than this one: 每年底, 三年内.
const OF_YEARS: [char; 34] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '零', '一', '二', '两', '三', '四', '五',
    '六', '七', '八', '九', '十', '半', '几', '数', '多', '每', '第', '去', '往', '当', '同', '全',
    '前',
];

/// Right behind a day, this makes it the one by which production begins, whatever else is said.
const BEGINS: [&str; 6] = ["投产", "量产", "达产", "试产", "开产", "建成"];

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The day by which production must begin, and where it is said, counted from the day `today` where
/// no year is. "Before" a month or a year is the day before it begins, unless its end is named; a mere
/// year is its end. What is past is none.
pub(super) fn find(text: &str, today: Date) -> Option<(Date, Range<usize>)> {
    let dated = DUE.captures_iter(text).find_map(|found| {
        let whole = found.get_match();
        let limits = [
            "before",
            "within",
            "late_month",
            "end",
            "middle",
            "year_en",
            "next_en",
            "this_en",
            "bare",
        ];
        let is_limit = limits.iter().any(|name| found.name(name).is_some());
        let is_of_another =
            found.name("bare").is_some() && text[..whole.start()].ends_with(OF_YEARS);
        if is_of_another {
            return None;
        }
        due(text, &whole.range(), is_limit, today, || day(&found, today))
    });
    dated.or_else(|| {
        WITHIN.captures_iter(text).find_map(|found| {
            due(text, &found.get_match().range(), true, today, || day_within(&found, today))
        })
    })
}

/// The day that stands at `range`, if production is to begin by it.
fn due(
    text: &str,
    range: &Range<usize>,
    is_limit: bool,
    today: Date,
    day: impl FnOnce() -> Option<Date>,
) -> Option<(Date, Range<usize>)> {
    let begins = BEGINS.iter().any(|words| text[range.end..].starts_with(words));
    let is_due = begins || is_limit && PRODUCTION.is_match(&text[clause(text, range)]);
    let day = is_due.then(day).flatten()?;
    (today <= day).then(|| (day, range.clone()))
}

/// The day on which a time from `today` on ends.
fn day_within(found: &Captures<'_>, today: Date) -> Option<Date> {
    let number = ["number", "number_en"].iter().find_map(|name| found.name(name));
    let months_each =
        if found.name("years").or_else(|| found.name("years_en")).is_some() { 12 } else { 1 };
    let words = number?.as_str();
    let number = if words.eq_ignore_ascii_case("a") { 1.into() } else { parse_number(words)? };
    let half = if found.name("half").is_some() { 6 } else { 0 };
    let months = number.checked_mul(months_each.into())?.to_i32()?;
    today.checked_add(Span::new().try_months(months.checked_add(half)?).ok()?).ok()
}

fn day(found: &Captures<'_>, today: Date) -> Option<Date> {
    let has = |name: &str| found.name(name).is_some();
    let year = match found.name("year").or_else(|| found.name("year_en")) {
        Some(year) => year.as_str().parse().ok()?,
        None if has("after_next") => today.year().checked_add(2)?,
        None if has("next") || has("next_en") => today.year().checked_add(1)?,
        None => today.year(),
    };
    let month = found.name("month").and_then(|month| month.as_str().parse::<i8>().ok());
    let named = found.name("name").map(|name| name.as_str().to_lowercase());
    let named = named.and_then(|name| MONTHS.iter().position(|month| *month == name));
    let named = named.and_then(|at| i8::try_from(at + 1).ok());
    let first = Date::new(year, month.or(named).unwrap_or(1), 1).ok()?;
    let to_begin = (has("before") && !has("late_month") && !has("end") && !has("middle"))
        || (has("until") && !has("ending") && !has("halfway"));
    if to_begin {
        return first.checked_sub(1.day()).ok();
    }
    if has("middle") || has("halfway") {
        return Date::new(year, 6, 30).ok();
    }
    let is_month = month.is_some() || named.is_some();
    Some(if is_month { first.last_of_month() } else { first.last_of_year() })
}
