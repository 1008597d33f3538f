//! Where the question occurs in a text, and a short passage around it.

use std::collections::BTreeSet;
use std::ops::Range;

use super::analyzer::{self, Gap, Piece};
use super::plan::{Alternative, Plan};

/// Characters of a passage.
const PASSAGE_CHARACTERS: usize = 120;
/// Characters before the first match.
const LEAD_CHARACTERS: usize = 30;

/// A passage of a matched text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// The field, such as `labels_zh`.
    pub field: String,
    /// The passage as it stands in the document.
    pub text: String,
    /// The matched bytes of the passage, in order, apart, on character boundaries.
    pub ranges: Vec<Range<usize>>,
}

/// What of a document matched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Matched {
    pub(super) snippet: Option<Snippet>,
    pub(super) words: Vec<String>,
    pub(super) fields: Vec<String>,
}

/// Finds the plan's units in a document's texts.
///
/// The snippet comes from the text in which most units occur, the earliest of equals.
pub(super) fn matched(texts: &[(String, String)], plan: &Plan) -> Matched {
    let mut fields: Vec<String> = Vec::new();
    let mut words = BTreeSet::new();
    let mut best: Option<(usize, &str, &str, Vec<Range<usize>>)> = None;
    for (field, text) in texts {
        let (units, ranges) = occurrences(text, plan);
        if ranges.is_empty() {
            continue;
        }
        if !fields.contains(field) {
            fields.push(field.clone());
        }
        words.extend(ranges.iter().map(|range| text[range.clone()].to_owned()));
        if best.as_ref().is_none_or(|(most, ..)| *most < units) {
            best = Some((units, field, text, ranges));
        }
    }
    let snippet = best.map(|(_, field, text, ranges)| passage(field, text, &ranges));
    Matched { snippet, words: words.into_iter().collect(), fields }
}

/// How many units occur in `text`, and where, merged and in order.
fn occurrences(text: &str, plan: &Plan) -> (usize, Vec<Range<usize>>) {
    let pieces = analyzer::pieces(text);
    let mut units = 0;
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for unit in &plan.units {
        let before = ranges.len();
        for alternative in &unit.alternatives {
            find(&pieces, alternative, &mut ranges);
        }
        units += usize::from(before < ranges.len());
    }
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    (units, merged)
}

fn find(pieces: &[Piece], alternative: &Alternative, ranges: &mut Vec<Range<usize>>) {
    let wanted = &alternative.pieces;
    if alternative.adjacent {
        let fits = |window: &[Piece]| {
            window.iter().zip(wanted).all(|(piece, text)| piece.text == *text)
                && window[1..].iter().all(|piece| piece.gap == Gap::None)
        };
        let windows = pieces.windows(wanted.len()).filter(|window| fits(window));
        ranges.extend(windows.map(|window| window[0].start..window[window.len() - 1].end));
    } else if wanted.iter().all(|text| pieces.iter().any(|piece| piece.text == *text)) {
        let found = pieces.iter().filter(|piece| wanted.contains(&piece.text));
        ranges.extend(found.map(|piece| piece.start..piece.end));
    }
}

/// Cuts a passage around the first match.
fn passage(field: &str, text: &str, ranges: &[Range<usize>]) -> Snippet {
    let first = ranges.first().map_or(0, |range| range.start);
    let start =
        text[..first].char_indices().rev().take(LEAD_CHARACTERS).last().map_or(first, |(at, _)| at);
    let end = text[start..]
        .char_indices()
        .nth(PASSAGE_CHARACTERS)
        .map_or(text.len(), |(at, _)| start + at);
    let ranges = ranges
        .iter()
        .filter(|range| range.start < end)
        .map(|range| range.start - start..range.end.min(end) - start)
        .collect();
    Snippet { field: field.to_owned(), text: text[start..end].to_owned(), ranges }
}
