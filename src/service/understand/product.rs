use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::window;

/// The words that may name products: `text` without the spans that were understood as something
/// else (a rating right behind its equipment stays, for with it that is asked for, not made), without transport words in a clause that asks for a way to travel (`asking`), and without what
/// does not matter to it, or says what an area is one of. (What it denies is read by whoever codes the
/// words.)
pub(super) fn words(text: &str, spans: &[Range<usize>], asking: &[Range<usize>]) -> String {
    static TRANSPORT: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = r"(?i)(?:靠近|临近|离|距|通|near|close to|by)?\s*(?:an? |the )?(?:高铁站?|动车|火车站?|铁路|码头|港口|机场|high-speed rail(?:way)?(?: station)?|rail(?:way)? station|trains?\b|ports?\b|airports?\b)";
        Regex::new(pattern).expect("the pattern is tested")
    });
    static INDIFFERENT: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = r"(?i)\bno preference[^,.;]*|(?:m2|m²|㎡|sqm|sq\.? ?m|met(?:er|re)s?|feet|ft)\s*(?:of\s+)?(?:floor(?:[ -]?(?:space|area))?|(?:gross|usable)(?: floor)? area)\b";
        Regex::new(pattern).expect("the pattern is tested")
    });
    static RATED: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = r"(?i)(?:变压器|\btransformers?(?: of| rated| up to)?)[约为需:\s]*$";
        Regex::new(pattern).expect("the pattern is tested")
    });
    let is_rating = |span: &&Range<usize>| RATED.is_match(window::tail(&text[..span.start]));
    let mut blanks: Vec<Range<usize>> =
        spans.iter().filter(|span| !is_rating(span)).cloned().collect();
    blanks.extend(INDIFFERENT.find_iter(text).map(|found| found.range()));
    let mut asking: Vec<usize> = asking.iter().map(|span| span.start).collect();
    asking.sort_unstable();
    for (start, clause) in clauses(text) {
        let end = start + clause.len();
        let next = asking.partition_point(|at| *at < start);
        let asks = asking.get(next).is_some_and(|at| *at < end);
        let near = clause.contains(['近', '离', '距', '通']) || clause.contains("close to");
        if asks || near || clause.contains("near") {
            let found = TRANSPORT.find_iter(clause);
            blanks.extend(found.map(|found| start + found.start()..start + found.end()));
        }
    }
    blank(text, blanks)
}

/// The first byte of the words right before a wish that deny it, if they do.
pub(super) fn denial(before: &str) -> Option<usize> {
    const DENIALS: [&str; 21] = [
        "不能在",
        "不在",
        "不进",
        "不去",
        "不需要",
        "不要",
        "无需",
        "不必",
        "避开",
        "没有",
        "不",
        "非",
        "无",
        "没",
        "not in a",
        "not",
        "no",
        "never",
        "without",
        "avoid",
        "n't",
    ];
    let before = before.trim_end();
    let starts =
        DENIALS.iter().filter_map(|word| before.len().checked_sub(word.len()).zip(Some(*word)));
    let mut denied = starts.filter(|(start, word)| {
        before.get(*start..).is_some_and(|end| end.eq_ignore_ascii_case(word))
            && (*word == "n't"
                || !word.is_ascii()
                || !before[..*start].ends_with(|c: char| c.is_ascii_alphanumeric()))
    });
    denied.next().map(|(start, _)| start)
}

/// The clauses of a text with their first byte.
fn clauses(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split_inclusive([',', '。', ';', '\n']).map(move |clause| {
        let at = start;
        start += clause.len();
        (at, clause)
    })
}

/// Puts a break in place of each range, so that words on both sides do not grow together.
fn blank(text: &str, mut ranges: Vec<Range<usize>>) -> String {
    ranges.sort_by_key(|range| range.start);
    let mut left = String::with_capacity(text.len());
    let mut position = 0;
    for range in ranges {
        if position < range.start {
            left.push_str(&text[position..range.start]);
            left.push(',');
        }
        position = position.max(range.end);
    }
    left.push_str(&text[position..]);
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rating_stays_with_its_equipment() {
        let cases = [
            ("轴承,变压器2000kVA", "2000kVA", "轴承,变压器2000kVA"),
            ("valves, transformer of 2000 kVA", "2000 kVA", "valves, transformer of 2000 kVA"),
            ("变压器厂,用电2000kVA", "2000kVA", "变压器厂,用电,"), // of the plant
        ];
        for (text, rating, expected) in cases {
            let start = text.find(rating).unwrap();
            let understood = start..start + rating.len();
            assert_eq!(words(text, std::slice::from_ref(&understood), &[]), expected);
        }
    }
}
