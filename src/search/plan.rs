//! What a question asks for: units that must all occur, and words that raise the score.

use std::collections::BTreeSet;

use crate::domain::limits;

use super::analyzer::{self, Gap};
use super::rules::Rules;
use super::vocabulary::Expression;

/// Most synonyms followed from one word.
const ALTERNATIVES_MAX: usize = 64;
/// Most words that only raise the score.
const SCORED_WORDS_MAX: usize = 64;
/// Factor on the score of a synonym against the word itself.
const SYNONYM_FACTOR: f32 = 0.5;

/// How literally a question was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reading {
    /// Every run of characters occurs as it stands.
    Literal,
    /// Every word of every run occurs, not necessarily side by side.
    Words,
    /// Every word or one of its synonyms occurs.
    Synonyms,
}

impl Reading {
    /// From the most literal reading on; the first that finds anything counts.
    pub(super) const ALL: [Reading; 3] = [Reading::Literal, Reading::Words, Reading::Synonyms];

    /// The reading's name in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Reading::Literal => "literal",
            Reading::Words => "words",
            Reading::Synonyms => "synonyms",
        }
    }
}

/// One way to satisfy a unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Alternative {
    pub(super) pieces: Vec<String>,
    /// Whether the pieces must stand side by side.
    pub(super) adjacent: bool,
    /// Whether it counts only in documents without Chinese text.
    pub(super) foreign_only: bool,
}

/// A part of the question: at least one alternative must occur.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unit {
    pub(super) alternatives: Vec<Alternative>,
}

/// A question, read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Plan {
    pub(super) units: Vec<Unit>,
    pub(super) words: Vec<(String, f32)>,
}

/// An expression of the question.
#[derive(Debug, Clone)]
struct Span {
    pieces: Vec<String>,
    words: Vec<String>,
    han: bool,
}

/// Reads `text`. A plan without units means that the text holds no word at all.
///
/// The text beyond [`limits::SEARCH_CHARACTERS_MAX`] characters and units beyond
/// [`limits::SEARCH_WORDS_MAX`] are not read.
pub(super) fn plan(text: &str, rules: &Rules, reading: Reading) -> Plan {
    let end =
        text.char_indices().nth(limits::SEARCH_CHARACTERS_MAX).map_or(text.len(), |(at, _)| at);
    let text = &text[..end];
    let spans = match reading {
        Reading::Literal => runs(text, rules),
        Reading::Words | Reading::Synonyms => words(text, rules),
    };
    let mut spans = join_expressions(&spans, rules);
    if spans.iter().any(|span| !rules.lexicon.is_stopword(&span.pieces)) {
        spans.retain(|span| !rules.lexicon.is_stopword(&span.pieces));
    }
    spans.truncate(limits::SEARCH_WORDS_MAX);

    let mut plan = Plan { units: Vec::new(), words: Vec::new() };
    let mut seen = BTreeSet::new();
    for span in &spans {
        let mut synonyms = Vec::new();
        plan.units.push(unit(span, rules, reading, &mut synonyms));
        let own = span.words.iter().map(|word| (word.clone(), 1.0));
        let other = synonyms.into_iter().map(|word| (word, SYNONYM_FACTOR));
        for (word, factor) in own.chain(other) {
            if plan.words.len() < SCORED_WORDS_MAX && seen.insert(word.clone()) {
                plan.words.push((word, factor));
            }
        }
    }
    plan
}

/// Runs of characters without blanks or punctuation inside.
fn runs(text: &str, rules: &Rules) -> Vec<Span> {
    let mut spans: Vec<(Span, usize, usize)> = Vec::new();
    for piece in analyzer::pieces(text) {
        match spans.last_mut() {
            Some((span, _, end)) if piece.gap == Gap::None => {
                span.pieces.push(piece.text);
                span.han |= piece.han;
                *end = piece.end;
            }
            _ => {
                let span = Span { pieces: vec![piece.text], words: Vec::new(), han: piece.han };
                spans.push((span, piece.start, piece.end));
            }
        }
    }
    let with_words = |(span, start, end): (Span, usize, usize)| {
        let words = rules.analyzer.words(&text[start..end]);
        Span { words: words.into_iter().map(|word| word.text).collect(), ..span }
    };
    spans.into_iter().map(with_words).collect()
}

/// The words of the segmentation; their parts only score.
fn words(text: &str, rules: &Rules) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut parts = Vec::new();
    for word in rules.analyzer.words(text) {
        parts.push(word.text.clone());
        if !word.whole {
            continue;
        }
        let han = word.text.chars().all(super::fold::is_han);
        let pieces =
            if han { word.text.chars().map(String::from).collect() } else { vec![word.text] };
        spans.push(Span { pieces, words: std::mem::take(&mut parts), han });
    }
    spans
}

/// Joins neighbouring English words that are one expression of the synonyms, longest first.
fn join_expressions(spans: &[Span], rules: &Rules) -> Vec<Span> {
    let mut joined = Vec::new();
    let mut rest = spans;
    while !rest.is_empty() {
        let words = rest.iter().take(rules.lexicon.longest()).take_while(|span| !span.han).count();
        let known = (2..=words).rev().find(|count| {
            let pieces: Vec<String> =
                rest[..*count].iter().flat_map(|span| span.pieces.clone()).collect();
            !rules.lexicon.groups(&pieces).is_empty()
        });
        let (taken, behind) = rest.split_at(known.unwrap_or(1));
        joined.push(Span {
            pieces: taken.iter().flat_map(|span| span.pieces.clone()).collect(),
            words: taken.iter().flat_map(|span| span.words.clone()).collect(),
            han: taken[0].han,
        });
        rest = behind;
    }
    joined
}

/// The alternatives of one expression.
///
/// Synonyms join across languages: a Chinese text decides about a Chinese word by itself, so
/// English synonyms of it count only where no Chinese is; a Chinese synonym of an English word
/// counts everywhere. Synonyms of the same language join in the last reading only.
fn unit(span: &Span, rules: &Rules, reading: Reading, words: &mut Vec<String>) -> Unit {
    let own = Alternative { pieces: span.pieces.clone(), adjacent: span.han, foreign_only: false };
    let mut alternatives = vec![own];
    let last = reading == Reading::Synonyms;
    for group in rules.lexicon.groups(&span.pieces) {
        let mut add = |expression: &Expression, adjacent: bool, foreign_only: bool| {
            if alternatives.len() < ALTERNATIVES_MAX {
                let pieces = expression.pieces.clone();
                alternatives.push(Alternative { pieces, adjacent, foreign_only });
                words.extend(expression.words.iter().cloned());
            }
        };
        if !span.han || last {
            group.zh.iter().for_each(|expression| add(expression, true, false));
        }
        if span.han || last {
            group.en.iter().for_each(|expression| add(expression, false, span.han && !last));
        }
    }
    alternatives.sort();
    alternatives.dedup();
    Unit { alternatives }
}
