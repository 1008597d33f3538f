use std::sync::LazyLock;

use jiff::{ToSpan, civil::Date};
use regex::{Captures, Regex};

use super::window::{head, tail};

/// A year and a part of it, in Chinese: 2027年底, 明年三季度, 2028年6月30日, 27年底, 2028.6, 2027Q3.
pub(super) const CHINESE: &str = "(?:(?:(?P<year>20[2-9][0-9])年|(?P<short>2[5-9]|[34][0-9])年|(?P<next>明年|次年)|(?P<after_next>后年)|今年)(?:(?P<month>1[0-2]|0?[1-9])月份?(?:(?P<late_month>底|末)|(?P<early_month>初|上旬)|(?P<middle_month>中旬)|(?:下旬)|(?P<day>3[01]|[12][0-9]|0?[1-9])[日号])?|(?P<end>年?[底末])|(?P<middle>年?中|上半年)|(?P<second_half>下半年)|(?P<early>年?初)|第?(?P<quarter>[一二三四1-4])季度?|[Qq](?P<quarter_letter>[1-4]))?|(?P<plain_year>20[2-9][0-9])(?: ?[Qq](?P<plain_quarter>[1-4])|[./-](?P<plain_month>1[0-2]|0?[1-9])(?:[./-](?P<plain_day>3[01]|[12][0-9]|0?[1-9]))?))";
/// The same in English, behind its preposition: "the end of 2027", "Q4 2027", "30 June 2027", "next year".
pub(super) const ENGLISH: &str = r"(?:(?P<ending>(?:the )?end(?: of|-)? ?|late )|(?P<halfway>(?:the )?mid(?:dle of)?[- ]?)|(?P<early_en>early |the (?:start|beginning) of ))?(?:(?:(?P<day_before>[0-9]{1,2})(?:st|n[d]|rd|th)?\s+(?:of\s+)?)?(?P<name>january|february|march|april|may|june|july|august|september|october|november|december)\s+(?:(?P<day_after>[0-9]{1,2})(?:st|n[d]|rd|th)?,?\s+)?(?:of )?|q(?P<quarter_en>[1-4])[ ,/]*(?:of )?)?(?:(?:the year )?(?P<year_en>20[2-9][0-9])(?:-(?P<iso_month>1[0-2]|0[1-9])(?:-(?P<iso_day>3[01]|[12][0-9]|0[1-9]))?)?|(?P<next_en>next year)|(?P<this_en>this year|the year))";

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

/// Parts of a year, of which one must follow a year of two digits, or that production begins in it.
const PARTS: [&str; 7] =
    ["month", "end", "middle", "second_half", "early", "quarter", "quarter_letter"];

/// Between a day and that production begins, in a pattern.
pub(super) const AUXILIARIES: &str =
    r"(?:左右|前后|就|能够?|可以?|要|必?须|将|即|实现|完成|开始|正式|全面|全线|顺利|\s)*";

/// Behind a year of two digits, that production begins in it, and nothing else.
static BEGINS: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!(r"^{AUXILIARIES}(?:投产|量产|达产|试产|开产)(?:$|[,。;、()\s!?])");
    Regex::new(&pattern).expect("the pattern is tested")
});
/// Before it, that it is a year and no span, of which 坚持30年量产 tells: the beginning of a clause, or a
/// word of what is to be.
static PLANNED: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = "(?:^|[,。;、!?\\n]|计划|拟|预计|争取|力争|确保|目标|最迟|最晚|在|于|将)\\s*$";
    Regex::new(pattern).expect("the pattern is tested")
});

/// Whether what was found is no part of a longer number or of another span: of 2028.65, of 近30年底蕴.
pub(super) fn is_whole(found: &Captures<'_>, text: &str) -> bool {
    let range = found.get_match().range();
    let before = &text[..range.start];
    let has = |name: &str| found.name(name).is_some();
    let is_digit = |c: char| c.is_ascii_digit();
    let begins_within = before.ends_with(|c: char| is_digit(c) || c == '.');
    let ends_within = has("plain_month") && text[range.end..].starts_with(is_digit);
    // 30年 is as often a span as a year: 30年量产经验, but 27年投产.
    let is_year = PARTS.iter().any(|part| has(part))
        || BEGINS.is_match(head(&text[range.end..])) && PLANNED.is_match(tail(before));
    let is_span = has("short") && (!is_year || before.ends_with(['近', '第', '前']));
    !(has("short") || has("plain_year")) || !(begins_within || ends_within || is_span)
}

/// Whether the words themselves set a limit: 年底, 三季度, "by 2027", and no mere 2027年.
pub(super) fn is_limit(found: &Captures<'_>) -> bool {
    const LIMITS: [&str; 16] = [
        "before",
        "within",
        "late_month",
        "day",
        "end",
        "middle",
        "second_half",
        "early",
        "quarter",
        "quarter_letter",
        "plain_quarter",
        "plain_day",
        "year_en",
        "next_en",
        "this_en",
        "bare",
    ];
    LIMITS.iter().any(|name| found.name(name).is_some())
}

/// The last day that the words allow. The beginning of a year is its first quarter, that of a month its
/// first ten days (our judgement).
pub(super) fn day(found: &Captures<'_>, today: Date) -> Option<Date> {
    let has = |name: &str| found.name(name).is_some();
    let year = year(found, today)?;
    let first = Date::new(year, month(found).unwrap_or(1), 1).ok()?;
    if has("middle") || (has("halfway") && month(found).is_none()) {
        return Date::new(year, 6, 30).ok();
    }
    if let Some(day) = number(found, &["day", "plain_day", "day_before", "day_after", "iso_day"]) {
        return Date::new(year, first.month(), day).ok();
    }
    let quarter = number(found, &["quarter", "quarter_letter", "plain_quarter", "quarter_en"]);
    let is_early = has("early") || has("early_en");
    let (first, last) = if let Some(quarter) = quarter {
        let first = Date::new(year, quarter * 3 - 2, 1).ok()?;
        (first, Date::new(year, quarter * 3, 1).ok()?.last_of_month())
    } else if month(found).is_some() {
        let last = match () {
            () if has("early_month") || is_early => Date::new(year, first.month(), 10).ok()?,
            () if has("middle_month") || has("halfway") => {
                Date::new(year, first.month(), 20).ok()?
            }
            () => first.last_of_month(),
        };
        (first, last)
    } else if has("second_half") {
        (Date::new(year, 7, 1).ok()?, first.last_of_year())
    } else if is_early {
        (first, Date::new(year, 3, 31).ok()?)
    } else {
        (first, first.last_of_year())
    };
    // What is named by its end is no less than that end before it.
    let has_end = ["late_month", "end", "ending", "halfway"].iter().any(|name| has(name));
    if (has("before") || has("until")) && !has_end {
        first.checked_sub(1.day()).ok()
    } else {
        Some(last)
    }
}

fn year(found: &Captures<'_>, today: Date) -> Option<i16> {
    let has = |name: &str| found.name(name).is_some();
    if let Some(year) = ["year", "plain_year", "year_en"].iter().find_map(|name| found.name(name)) {
        return year.as_str().parse().ok();
    }
    match found.name("short") {
        Some(short) => short.as_str().parse::<i16>().ok().map(|short| 2000 + short),
        None if has("after_next") => today.year().checked_add(2),
        None if has("next") || has("next_en") => today.year().checked_add(1),
        None => Some(today.year()),
    }
}

fn month(found: &Captures<'_>) -> Option<i8> {
    number(found, &["month", "plain_month", "iso_month"]).or_else(|| {
        let name = found.name("name")?.as_str().to_lowercase();
        let at = MONTHS.iter().position(|month| *month == name)?;
        i8::try_from(at + 1).ok()
    })
}

/// The first number that stands under one of the names, in digits or as 一 to 四.
fn number(found: &Captures<'_>, names: &[&str]) -> Option<i8> {
    let words = names.iter().find_map(|name| found.name(name))?.as_str();
    let spelled = ["一", "二", "三", "四"].iter().position(|known| *known == words);
    spelled.map_or_else(|| words.parse().ok(), |at| i8::try_from(at + 1).ok())
}
