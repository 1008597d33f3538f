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
    /// stays, the longest of those that end together: the head of an expression stands last.
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
        all.sort_by_key(|found| std::cmp::Reverse((found.first + found.length, found.length)));
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
