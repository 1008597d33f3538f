//! Words that mean the same, words that mean nothing, words to keep whole.

use std::collections::{BTreeMap, BTreeSet};

use super::analyzer::{self, Analyzer};

/// Words of both languages that mean the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Synonyms {
    /// Chinese.
    pub zh: Vec<String>,
    /// English; an expression may have several words.
    pub en: Vec<String>,
}

/// What search knows about words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// Groups of words that mean the same.
    pub synonyms: Vec<Synonyms>,
    /// Words dropped from a question unless nothing else remains.
    pub stopwords: BTreeSet<String>,
    /// Chinese product words that the segmentation keeps whole.
    pub words: Vec<String>,
}

impl Vocabulary {
    /// Every word that the segmentation keeps whole.
    pub(super) fn whole_words(&self) -> impl Iterator<Item = &str> {
        let synonyms = self.synonyms.iter().flat_map(|group| &group.zh);
        self.words.iter().chain(synonyms).map(String::as_str)
    }
}

/// An expression as search compares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Expression {
    pub(super) pieces: Vec<String>,
    pub(super) words: Vec<String>,
}

/// A group of synonyms, cut.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) zh: Vec<Expression>,
    pub(super) en: Vec<Expression>,
}

/// The vocabulary, cut and findable.
#[derive(Debug, Clone)]
pub(super) struct Lexicon {
    groups: Vec<Group>,
    by_pieces: BTreeMap<Vec<String>, Vec<usize>>,
    stopwords: BTreeSet<Vec<String>>,
    longest: usize,
}

impl Lexicon {
    pub(super) fn new(vocabulary: &Vocabulary, analyzer: &Analyzer) -> Lexicon {
        let cut = |texts: &[String]| -> Vec<Expression> {
            texts
                .iter()
                .map(|text| Expression {
                    pieces: piece_texts(text),
                    words: analyzer.words(text).into_iter().map(|word| word.text).collect(),
                })
                .filter(|expression| !expression.pieces.is_empty())
                .collect()
        };
        let groups: Vec<Group> = vocabulary
            .synonyms
            .iter()
            .map(|group| Group { zh: cut(&group.zh), en: cut(&group.en) })
            .collect();
        let mut by_pieces: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
        for (number, group) in groups.iter().enumerate() {
            for expression in group.zh.iter().chain(&group.en) {
                let numbers = by_pieces.entry(expression.pieces.clone()).or_default();
                if numbers.last() != Some(&number) {
                    numbers.push(number);
                }
            }
        }
        Lexicon {
            longest: by_pieces.keys().map(Vec::len).max().unwrap_or(0),
            stopwords: vocabulary.stopwords.iter().map(|word| piece_texts(word)).collect(),
            groups,
            by_pieces,
        }
    }

    /// The groups that hold exactly this expression.
    pub(super) fn groups(&self, pieces: &[String]) -> Vec<&Group> {
        let numbers = self.by_pieces.get(pieces);
        numbers.into_iter().flatten().map(|number| &self.groups[*number]).collect()
    }

    /// Whether the expression says nothing by itself.
    pub(super) fn is_stopword(&self, pieces: &[String]) -> bool {
        self.stopwords.contains(pieces)
    }

    /// The stems that say nothing by themselves.
    pub(super) fn empty_words(&self) -> BTreeSet<String> {
        let single = self.stopwords.iter().filter(|word| word.len() == 1);
        single.flatten().cloned().collect()
    }

    /// The most pieces of any synonym.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }
}

fn piece_texts(text: &str) -> Vec<String> {
    analyzer::pieces(text).into_iter().map(|piece| piece.text).collect()
}
