//! What a text says that a project is not about: "no batteries", 不涉及化工.
//!
//! Such words name no industry, and are taken out before the text is coded. A denial that only
//! begins a list (not only …, 除了…还…) denies nothing.

/// Denials in Chinese.
mod chinese;
/// Denials in English.
mod english;
/// A text as clauses and words.
pub(super) mod word;

use std::ops::Range;

/// Puts commas in place of the bytes of `ranges`, so that every other word keeps its place and
/// none grow together.
pub(super) fn blank(text: &str, ranges: &[Range<usize>]) -> String {
    let mut left = String::with_capacity(text.len());
    for (at, sign) in text.char_indices() {
        if ranges.iter().any(|range| range.contains(&at)) {
            left.extend(std::iter::repeat_n(',', sign.len_utf8()));
        } else {
            left.push(sign);
        }
    }
    left
}

/// The bytes of `text` that are denied.
pub(super) fn denied(text: &str) -> Vec<Range<usize>> {
    let mut ranges = chinese::denied(text);
    ranges.extend(english::denied(text));
    ranges
}

#[cfg(test)]
mod tests;
