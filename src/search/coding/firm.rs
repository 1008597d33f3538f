//! What a firm is called: its legal form says nothing about an industry, nor does a name in which
//! no product is known.

use std::ops::Range;

use super::denial::word::{self, Between, Word};
use super::role::{Words, words};

/// Chinese legal forms, longer ones first.
const CHINESE: [&str; 12] = [
    "股份有限公司",
    "有限责任公司",
    "集团有限公司",
    "控股有限公司",
    "有限公司",
    "股份公司",
    "集团公司",
    "总公司",
    "分公司",
    "集团",
    "控股",
    "股份",
];
/// English legal forms that are nothing else, in any case.
static FORMS: Words = words!("ltd inc corp gmbh pte pty sdn bhd kgaa oyj incorporated ltda");
/// Legal forms that are words as well: only behind a name and with a capital.
static CAPITALISED: Words = words!("limited corporation holdings holding group");
/// Legal forms of two or three capitals, which are other words too (PLC is a controller): behind a name and before a break.
const CAPITALS: [&str; 14] =
    ["AG", "SA", "AB", "SE", "NV", "BV", "KK", "SL", "AS", "KG", "SpA", "LLC", "LLP", "PLC"];
/// In a name a word says nothing by itself that is only part of a firm's way of naming itself.
const JOINERS: [&str; 4] = ["&", "and", "of", "the"];

/// The bytes of `text` that are legal forms, and of the names before them that know no product;
/// `names_product` tells whether some bytes of the text hold a product's name.
pub(super) fn unsaying(
    text: &str,
    names_product: impl Fn(&Range<usize>) -> bool,
) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    for (name, form) in chinese(text).into_iter().chain(english(text)) {
        if let Some(name) = name {
            // One word of Latin letters is a proper name even if it names a fruit.
            let single = !text[name.clone()].contains(word::is_han)
                && word::words(&text[name.clone()]).len() == 1;
            if single || !names_product(&name) {
                ranges.push(name);
            }
        }
        ranges.push(form);
    }
    ranges
}

/// A name and the legal form behind it.
type Named = (Option<Range<usize>>, Range<usize>);

fn chinese(text: &str) -> Vec<Named> {
    let mut named = Vec::new();
    let mut at = 0;
    while let Some(form) = next_form(text, at) {
        let mut start = at;
        for clause in word::clauses(text) {
            if clause.start <= form.start && form.start <= clause.end {
                start = start.max(clause.start);
            }
        }
        // 腾讯科技(深圳)有限公司: the place in brackets belongs to the name.
        if start == form.start {
            let before = &text[at..form.start];
            let open = before.rfind(['(', '（']);
            if let Some(open) = open.filter(|_| before.ends_with([')', '）'])) {
                let outside = &before[..open];
                let clause = outside.rfind([',', '，', '。', ';', '；', ' ']);
                start = at
                    + clause.map_or(0, |found| {
                        found + outside[found..].chars().next().map_or(1, char::len_utf8)
                    });
            }
        }
        let name = (start < form.start).then_some(start..form.start);
        at = form.end;
        named.push((name, form));
    }
    named
}

/// The first Chinese legal form at or behind `at`.
fn next_form(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = &text[at..];
    CHINESE
        .iter()
        .filter_map(|form| rest.find(form).map(|found| at + found..at + found + form.len()))
        // 股份制 is a form of ownership, 集团军 none at all.
        .filter(|found| !text[found.end..].starts_with(['制', '合', '军']))
        .min_by_key(|found| (found.start, std::cmp::Reverse(found.end)))
}

fn english(text: &str) -> Vec<Named> {
    let words = word::words(text);
    let mut named: Vec<Named> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        if !is_form(text, &words, at) {
            at += 1;
            continue;
        }
        let first = at;
        while at + 1 < words.len() && is_form(text, &words, at + 1) {
            at += 1;
        }
        let name = name_before(text, &words, first);
        named.push((name, words[first].range.start..words[at].range.end));
        at += 1;
    }
    named
}

/// Whether the word at `at` is a legal form.
fn is_form(text: &str, words: &[Word], at: usize) -> bool {
    let word = &words[at];
    let spelled = &text[word.range.clone()];
    let named = at.checked_sub(1).is_some_and(|before| {
        word.before != Between::End && is_capitalised(&text[words[before].range.clone()])
    });
    let next = words.get(at + 1);
    if word.is(&FORMS) {
        return true;
    }
    if named && word.is(&CAPITALISED) {
        return is_capitalised(spelled);
    }
    let breaks = next.is_none_or(|next| next.before != Between::Nothing);
    if CAPITALS.contains(&spelled) {
        return named && breaks;
    }
    if word.text != "co" {
        return false;
    }
    let form = next.is_some_and(|next| next.is(&FORMS) || next.text == "limited");
    let and = text[..word.range.start].trim_end().ends_with('&');
    form || and || named && is_capitalised(spelled) && breaks
}

/// The capitalised words right before the legal form that begins with word `first`.
fn name_before(text: &str, words: &[Word], first: usize) -> Option<Range<usize>> {
    let mut start = first;
    while let Some(before) = start.checked_sub(1) {
        // "Huawei Technologies, Inc.": a comma before the form belongs to it.
        let open = words[start].before == Between::Nothing
            || start == first && words[start].before == Between::Comma;
        let spelled = &text[words[before].range.clone()];
        let part = is_capitalised(spelled) || start < first && words[before].is(&JOINERS);
        if !open || !part {
            break;
        }
        start = before;
    }
    (start < first).then(|| words[start].range.start..words[first - 1].range.end)
}

fn is_capitalised(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::super::denial::blank;
    use super::*;

    /// What is left where only valves are a known product.
    fn left(text: &str) -> String {
        let valves = |range: &Range<usize>| {
            let name = text[range.clone()].to_lowercase();
            name.contains("valve") || name.contains("阀门")
        };
        let left = blank(text, &unsaying(text, valves));
        let parts = left.split([',', '.']).map(str::trim).filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join("|")
    }

    #[test]
    fn names_of_firms_say_nothing_but_their_product() {
        let cases = [
            ("Huawei Technologies Co., Ltd.", ""),
            ("Contemporary Amperex Technology Co Ltd", ""),
            ("Shanghai Valve Works Co., Ltd.", "Shanghai Valve Works"), // a product in the name
            ("Apple Inc.", ""),                                         // one word: no fruit
            ("Bosch GmbH makes valves", "makes valves"),
            ("Siemens AG, valves", "valves"),
            ("Midea Group, valves", "valves"),
            ("Huawei Technologies, Inc. makes valves", "makes valves"),
            ("华为技术有限公司", ""),
            ("上海阀门股份有限公司", "上海阀门"),
            ("腾讯科技(深圳)有限公司,做阀门", "做阀门"),
            ("美的集团", ""),
            // Words that only look like a legal form.
            ("limited editions of watches", "limited editions of watches"),
            ("a group of robots", "a group of robots"),
            ("co-working spaces", "co-working spaces"),
            ("CO2 capture", "CO2 capture"),
            ("股份制改造", "股份制改造"),
        ];
        for (text, expected) in cases {
            assert_eq!(left(text), expected, "{text}");
        }
    }
}
