use std::{ops::Range, sync::LazyLock};

use jiff::{Span, civil::Date};
use regex::{Captures, Regex};
use rust_decimal::prelude::ToPrimitive;

use super::{
    due_day::{self, AUXILIARIES, CHINESE, ENGLISH},
    number::parse_number,
    window::{clause, head, tail},
};

/// A year, perhaps with a part of it, by which something is to be: 2027年底前, 明年三季度, "by the end of
/// 2027", "SOP Q4 2027".
static DUE: LazyLock<Regex> = LazyLock::new(|| {
    let english = format!(
        r"(?i:\b(?:(?P<until>before)|by|until|no later than|deadline(?: is|:)?|(?P<weak>sop:?(?: in)?|in|from|starts?|starting|production:?|operational|running))\s+{ENGLISH}\b)"
    );
    let chinese = format!(
        "{CHINESE}(?P<before>(?:之|以)?前)?(?P<within>(?:之|以)?内)?|(?P<bare>年[底末](?:(?:之|以)?前)?|年内)"
    );
    Regex::new(&format!("{chinese}|{english}")).expect("the pattern is tested")
});
/// A time within which something is to be: 两年内, "within 18 months", "in 18 months".
static WITHIN: LazyLock<Regex> = LazyLock::new(|| {
    let chinese = "(?P<number>[0-9]+(?:\\.[0-9])?|[一二两三四五六七八九十半]+)(?:(?P<years>年)(?P<half>半)?|个?月)(?:之|以)?内";
    let english = r"(?i:\b(?:within|in less than|in at most|no later than|(?P<weak>in))\s+(?:the next\s+)?(?P<number_en>[0-9]+|[a-z]+)\s+(?:(?P<years_en>years?)|months?)\b)";
    Regex::new(&format!("{chinese}|{english}")).expect("the pattern is tested")
});
/// What is to begin by then.
static PRODUCTION: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(?i)投产|量产|达产|试产|开产|生产(?:$|[^许线基资批厂车])|建成|截止|期限|production|producing|produce|operation|deadline|\bstart(?:s|ing|ed)?(?:[^-\w]|$)|running|\bsop\b|\b(?:plant|factory|line|site|facility|workshop)\b[^,.;]{0,20}\bready\b";
    Regex::new(pattern).expect("the pattern is tested")
});
/// In a clause with these, "in" and "from" speak of no day by which production is to begin.
static OF_SOMETHING_ELSE: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(?i)\b(?:series|rounds?|fund\w*|financ\w*|patent\w*|clinical|trials?|ipo|listed|approv\w*|certif\w*|licen[cs]\w*|founded|started|began|begun|was|were|has|have|had|since|doubled|tripled|grew|standards?)\b|\bstart-?up";
    Regex::new(pattern).expect("the pattern is tested")
});
/// Words that make the day behind them a limit.
static LATEST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:最迟|最晚|不晚于|不迟于|截止到?|截至)(?:于|在|到|为|是|:|\s)*$")
        .expect("the pattern is tested")
});

/// Before 年底 or 年内, these speak of other years than this one: 每年底, 三年内.
const OF_YEARS: [char; 34] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '零', '一', '二', '两', '三', '四', '五',
    '六', '七', '八', '九', '十', '半', '几', '数', '多', '每', '第', '去', '往', '当', '同', '全',
    '前',
];

/// Right behind a day, or right before it, this makes it the one by which production begins, whatever else
/// is said; but 建成的 tells of what is there.
static BEGINS_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!("^{AUXILIARIES}(?:投产|量产|达产|试产|开产|建成)(?:$|[^的])");
    Regex::new(&pattern).expect("the pattern is tested")
});
static BEGINS_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(?:投产|量产|达产|试产|开产|建成)(?:时间|日期|时点|节点|期限|目标)?(?:为|是|在|于|定|计划|预计|最迟|最晚|不晚于|:|\s)*$";
    Regex::new(pattern).expect("the pattern is tested")
});

/// Before a time, what makes it part of a longer number or one that is over or counted from elsewhere:
/// 二〇二八年内, 1.55年内, 近三年内, 公司成立三年内.
static IS_OVER: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(?:[0-9.零〇一二两三四五六七八九十第近明]|过去|此前|之前|以往|最近|成立|创立|开业)的?\s*$";
    Regex::new(pattern).expect("the pattern is tested")
});
/// A clause that tells what was, or what is not to be: 两年内投产了一期, 三年内暂不投产, "no production
/// within two years".
static IS_TOLD: LazyLock<Regex> = LazyLock::new(|| {
    let chinese = "(?:投产|量产|达产|试产|开产|建成)(?:了|过)|(?:已经?|早已|曾)(?:实现|开始|正式)?(?:投产|量产|达产|试产|开产|建成)|(?:投产|建成|竣工)[之以]?后|经过|花了|用了|(?:不会?|暂不|不打算|没有?|尚未|难以|无法)(?:能|实现|考虑|再)?(?:投产|量产|达产|试产|开产|建成|生产)";
    let english = r"\b(?:no|not|never|without|won['’]t|cannot|can['’]t)\s+(?:\w+\s+)?(?:start\w*\s+|begin\w*\s+)?(?:production|produce|producing|operation)|(?:not|never|n['’]t)\s+(?:start|begin)\b|\bafter\s+(?:the\s+)?(?:start of\s+)?production|\bproduction\s+(?:doubled|tripled|grew|started|began)|\b(?:started|began)\s+(?:\w+\s+)?production";
    Regex::new(&format!("(?i:{chinese}|{english})")).expect("the pattern is tested")
});

/// The day by which production must begin, and where it is said, counted from the day `today` where
/// no year is. "Before" a month or a year is the day before it begins, unless its end is named; a mere
/// year is its end. What is past is none.
pub(super) fn find(text: &str, today: Date) -> Option<(Date, Range<usize>)> {
    let dated = DUE.captures_iter(text).find_map(|found| {
        let range = found.get_match().range();
        let before = &text[..range.start];
        let is_of_another = found.name("bare").is_some() && before.ends_with(OF_YEARS)
            || found.name("after_next").is_some() && before.ends_with('大');
        let is_longer = text[range.end..].starts_with(['-', '/'])
            && text[range.end + 1..].starts_with(|c: char| c.is_ascii_digit());
        if is_of_another || is_longer || !due_day::is_whole(&found, text) {
            return None;
        }
        let is_limit = due_day::is_limit(&found) || LATEST.is_match(tail(before));
        due(text, &range, is_limit && may_be(text, &found), today, || due_day::day(&found, today))
    });
    dated.or_else(|| {
        WITHIN.captures_iter(text).find_map(|found| {
            let range = found.get_match().range();
            // What goes on to the left is another number, or a time that is over.
            if IS_OVER.is_match(tail(&text[..range.start])) {
                return None;
            }
            due(text, &range, may_be(text, &found), today, || day_within(&found, today))
        })
    })
}

/// Whether a day may be the one by which production begins: one behind a mere "in" is so only where the
/// clause tells of nothing else.
fn may_be(text: &str, found: &Captures<'_>) -> bool {
    let words = &text[clause(text, &found.get_match().range())];
    found.name("weak").is_none() || !OF_SOMETHING_ELSE.is_match(words)
}

/// The day that stands at `range`, if production is to begin by it.
fn due(
    text: &str,
    range: &Range<usize>,
    is_limit: bool,
    today: Date,
    day: impl FnOnce() -> Option<Date>,
) -> Option<(Date, Range<usize>)> {
    let said = &text[clause(text, range)];
    if IS_TOLD.is_match(said) {
        return None;
    }
    let begins = BEGINS_AFTER.is_match(head(&text[range.end..]))
        || BEGINS_BEFORE.is_match(tail(&text[..range.start]));
    let is_due = begins || is_limit && PRODUCTION.is_match(said);
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
    let months = number.checked_mul(months_each.into())?;
    let months = months.is_integer().then(|| months.to_i32())??;
    today.checked_add(Span::new().try_months(months.checked_add(half)?).ok()?).ok()
}
