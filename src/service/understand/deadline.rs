use std::{ops::Range, sync::LazyLock};

use jiff::{ToSpan, civil::Date};
use regex::{Captures, Regex};

use super::window::clause;

/// A year, perhaps with a part of it, by which something is to be: 2027年底前, "by the end of 2027".
static DUE: LazyLock<Regex> = LazyLock::new(|| {
    let chinese = "(?P<year>20[2-9][0-9])年(?:(?P<month>1[0-2]|0?[1-9])月份?(?P<late_month>底|末)?|(?P<end>年?[底末])|(?P<middle>年?中|上半年))?(?P<before>(?:之|以)?前)?(?P<within>(?:之|以)?内)?";
    let english = r"(?i:\b(?:(?P<until>before)|by|until|no later than|deadline(?: is|:)?)\s+(?:(?P<ending>the end of |end of |late )|(?P<halfway>mid-?\s?)|early )?(?:(?P<name>january|february|march|april|may|june|july|august|september|october|november|december)\s+)?(?P<year_en>20[2-9][0-9])\b)";
    Regex::new(&format!("{chinese}|{english}")).expect("the pattern is tested")
});
/// What is to begin by then.
static PRODUCTION: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(?i)投产|量产|达产|试产|开产|生产(?:$|[^许线基资批厂车])|建成|截止|期限|production|producing|produce|operation|deadline|start|running";
    Regex::new(pattern).expect("the pattern is tested")
});

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

/// The last year that is past for whoever writes today: that of the built-in evidence.
const PAST_YEAR_MAX: i16 = 2025;

/// The day by which production must begin, and where it is said. "Before" a month or a year is the day
/// before it begins, unless its end is named; a mere year is its end.
pub(super) fn find(text: &str) -> Option<(Date, Range<usize>)> {
    DUE.captures_iter(text).find_map(|found| {
        let whole = found.get(0)?;
        let limits = ["before", "within", "late_month", "end", "middle", "year_en"];
        let is_limit = limits.iter().any(|name| found.name(name).is_some());
        let begins = BEGINS.iter().any(|words| text[whole.end()..].starts_with(words));
        let said = &text[clause(text, &whole.range())];
        let is_due = begins || is_limit && PRODUCTION.is_match(said);
        let day = is_due.then(|| day(&found)).flatten()?;
        (PAST_YEAR_MAX < day.year()).then_some((day, whole.range()))
    })
}

fn day(found: &Captures<'_>) -> Option<Date> {
    let has = |name: &str| found.name(name).is_some();
    let year = found.name("year").or_else(|| found.name("year_en"))?.as_str().parse().ok()?;
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
