//! Finds known phrases in a text: rightmost, longest.

use std::collections::{BTreeMap, BTreeSet};

use super::analyzer::{Analyzer, Gap, Piece};

/// Chinese phrases up to this length must lie on word boundaries at both ends: 化工 is not in 文化工作.
const SHORT_CHARACTERS: usize = 2;

/// Phrases by their first piece, longest first.
#[derive(Debug, Clone, Default)]
pub(super) struct Phrases {
    by_first: BTreeMap<String, Vec<(Vec<String>, usize)>>,
}

/// A phrase in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Occurrence {
    /// The number of the phrase.
    pub(super) phrase: usize,
    /// Its first piece in the text.
    pub(super) first: usize,
    /// Its pieces.
    pub(super) length: usize,
}

impl Phrases {
    /// Takes the pieces of the phrases, numbered in order; of equal ones the first counts.
    pub(super) fn new(phrases: &[Vec<Piece>]) -> Phrases {
        let mut by_first: BTreeMap<String, Vec<(Vec<String>, usize)>> = BTreeMap::new();
        for (number, pieces) in phrases.iter().enumerate() {
            let pieces: Vec<String> = pieces.iter().map(|piece| piece.text.clone()).collect();
            if let Some(first) = pieces.first() {
                by_first.entry(first.clone()).or_default().push((pieces, number));
            }
        }
        for phrases in by_first.values_mut() {
            phrases.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
            phrases.dedup_by(|later, earlier| later.0 == earlier.0);
        }
        Phrases { by_first }
    }

    /// The phrases of a text, from left to right, none overlapping. Of overlapping ones the last
    /// stays, the longest of those that end together: the head of an expression stands last. Where
    /// a phrase ends in a verb of making, its head stands before that: of 冶金设备制造 the first
    /// two words stay, not the last two.
    pub(super) fn find(&self, pieces: &[Piece], boundaries: &Boundaries) -> Vec<Occurrence> {
        let mut all: Vec<Occurrence> = Vec::new();
        for (first, piece) in pieces.iter().enumerate() {
            let known = self.by_first.get(&piece.text).into_iter().flatten();
            let fitting = known
                .filter(|(phrase, _)| occurs(&pieces[first..], phrase))
                .filter(|(phrase, _)| boundaries.allow(&pieces[first..first + phrase.len()]));
            all.extend(fitting.map(|(phrase, number)| Occurrence {
                phrase: *number,
                first,
                length: phrase.len(),
            }));
        }
        all.sort_by_key(|found| {
            let head = found.length - made(&pieces[found.first..found.first + found.length]);
            std::cmp::Reverse((found.first + head, head, found.length))
        });
        let mut free = pieces.len();
        all.retain(|found| {
            let fits = found.first + found.length <= free;
            if fits {
                free = found.first;
            }
            fits
        });
        all.reverse();
        all
    }
}

/// Pieces among which "production" is another word than "products", whose stem it shares: who produces
/// cement makes no cement products.
pub(super) fn apart(text: &str, pieces: &[Piece]) -> Vec<Piece> {
    let mut pieces = pieces.to_vec();
    for piece in &mut pieces {
        let spelled = &text[piece.start..piece.end];
        if spelled.eq_ignore_ascii_case("production") {
            spelled.to_ascii_lowercase().clone_into(&mut piece.text);
        }
    }
    pieces
}

/// How many pieces at the end of a phrase only say that something is made.
fn made(pieces: &[Piece]) -> usize {
    let text = |number: usize| pieces.get(number).map_or("", |piece| piece.text.as_str());
    match pieces.len() {
        length @ 2.. if text(length - 1).starts_with("manufactu") => 1,
        length @ 2.. if text(length - 1).starts_with("product") => 1,
        length @ 3.. => match (text(length - 2), text(length - 1)) {
            ("制", "造") | ("生", "产") | ("研", "发") => 2,
            _ => 0,
        },
        _ => 0,
    }
}

fn occurs(pieces: &[Piece], phrase: &[String]) -> bool {
    phrase.len() <= pieces.len()
        && pieces.iter().zip(phrase).all(|(piece, text)| piece.text == *text)
        && pieces[1..phrase.len()].iter().all(|piece| piece.gap != Gap::Break)
}

/// Where words begin and end in a text.
pub(super) struct Boundaries {
    starts: BTreeSet<usize>,
    ends: BTreeSet<usize>,
    /// Words of the segmentation itself that are longer than a short phrase.
    long: Vec<std::ops::Range<usize>>,
}

impl Boundaries {
    pub(super) fn new(text: &str, analyzer: &Analyzer) -> Boundaries {
        let words = analyzer.words(text);
        let long = words.iter().filter(|word| {
            word.whole && SHORT_CHARACTERS < text[word.start..word.end].chars().count()
        });
        Boundaries {
            long: long.map(|word| word.start..word.end).collect(),
            starts: words.iter().map(|word| word.start).collect(),
            ends: words.iter().map(|word| word.end).collect(),
        }
    }

    /// Whether a phrase may stand on `pieces`: both ends on a word's for short Chinese ones, one
    /// end for longer ones. A single character must be a word of the segmentation.
    pub(super) fn allow(&self, pieces: &[Piece]) -> bool {
        if !pieces.iter().any(|piece| piece.han) {
            return true;
        }
        let starts = self.starts.contains(&pieces[0].start);
        let ends = self.ends.contains(&pieces[pieces.len() - 1].end);
        if pieces.len() > SHORT_CHARACTERS {
            return starts || ends;
        }
        // 资源 does not end the word 人力资源, though it is a word as well.
        let (first, last) = (pieces[0].start, pieces[pieces.len() - 1].end);
        let inside = |word: &std::ops::Range<usize>| word.start < first && last <= word.end;
        starts && ends && !self.long.iter().any(inside)
    }
}
