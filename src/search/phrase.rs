//! Finds known phrases in a text: leftmost, longest.

use std::collections::{BTreeMap, BTreeSet};

use super::analyzer::{self, Analyzer, Gap, Piece};

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
    /// Takes the texts of the phrases, numbered in order; of equal ones the first counts.
    pub(super) fn new<'a>(texts: impl Iterator<Item = &'a str>) -> Phrases {
        let mut by_first: BTreeMap<String, Vec<(Vec<String>, usize)>> = BTreeMap::new();
        for (number, text) in texts.enumerate() {
            let pieces: Vec<String> =
                analyzer::pieces(text).into_iter().map(|piece| piece.text).collect();
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

    /// The phrases of a text, from left to right, none overlapping.
    pub(super) fn find(&self, pieces: &[Piece], boundaries: &Boundaries) -> Vec<Occurrence> {
        let mut found = Vec::new();
        let mut first = 0;
        while let Some(piece) = pieces.get(first) {
            let known = self.by_first.get(&piece.text).into_iter().flatten();
            let longest = known
                .filter(|(phrase, _)| occurs(&pieces[first..], phrase))
                .find(|(phrase, _)| boundaries.allow(&pieces[first..first + phrase.len()]));
            match longest {
                Some((phrase, number)) => {
                    found.push(Occurrence { phrase: *number, first, length: phrase.len() });
                    first += phrase.len();
                }
                None => first += 1,
            }
        }
        found
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
}

impl Boundaries {
    pub(super) fn new(text: &str, analyzer: &Analyzer) -> Boundaries {
        let words = analyzer.words(text);
        Boundaries {
            starts: words.iter().map(|word| word.start).collect(),
            ends: words.iter().map(|word| word.end).collect(),
        }
    }

    /// Whether a phrase may stand on `pieces`: both ends on a word's for short Chinese ones, one
    /// end for longer ones. A single character must be a word of the segmentation.
    fn allow(&self, pieces: &[Piece]) -> bool {
        if !pieces.iter().any(|piece| piece.han) {
            return true;
        }
        let starts = self.starts.contains(&pieces[0].start);
        let ends = self.ends.contains(&pieces[pieces.len() - 1].end);
        if pieces.len() <= SHORT_CHARACTERS { starts && ends } else { starts || ends }
    }
}
