//! Titles of a classification, compared with a text by BM25.

use std::collections::{BTreeMap, BTreeSet};

use super::analyzer::{Analyzer, Word};
use super::coding::{CONFIDENCE_MIN, Evidence, Title, number};

/// The most that title words alone can say.
const TITLE_CONFIDENCE_MAX: f64 = 0.5;
/// BM25, the usual constants.
const BM25_K1: f64 = 1.2;
const BM25_B: f64 = 0.75;
/// A title word in more than this share of the titles says nothing: 制造, 其他, manufacturing.
const COMMON_SHARE: f64 = 0.03;

/// Words of the titles, for BM25.
#[derive(Debug, Clone, Default)]
pub(super) struct Titles {
    codes: Vec<String>,
    /// Title numbers with the word's BM25 share in that title.
    by_word: BTreeMap<String, Vec<(usize, f64)>>,
    /// The BM25 of each title against itself.
    own: Vec<f64>,
}

impl Titles {
    pub(super) fn new(titles: &[Title], analyzer: &Analyzer) -> Titles {
        let mut codes = Vec::new();
        let mut documents: Vec<BTreeMap<String, f64>> = Vec::new();
        for title in titles {
            // Each language is a document of its own: nobody asks in both at once.
            for text in [&title.zh, &title.en] {
                let mut counts: BTreeMap<String, f64> = BTreeMap::new();
                for word in analyzer.words(text).into_iter().filter(says_something) {
                    *counts.entry(word.text).or_default() += 1.0;
                }
                if !counts.is_empty() {
                    codes.push(title.code.clone());
                    documents.push(counts);
                }
            }
        }
        let total = number(documents.len().max(1));
        let length = |counts: &BTreeMap<String, f64>| counts.values().sum::<f64>();
        let average = documents.iter().map(length).sum::<f64>() / total;
        let mut frequency: BTreeMap<&str, f64> = BTreeMap::new();
        for word in documents.iter().flat_map(BTreeMap::keys) {
            *frequency.entry(word).or_default() += 1.0;
        }
        let mut by_word: BTreeMap<String, Vec<(usize, f64)>> = BTreeMap::new();
        let mut own = vec![0.0; documents.len()];
        for (title, counts) in documents.iter().enumerate() {
            let norm = BM25_K1 * (1.0 - BM25_B + BM25_B * length(counts) / average);
            for (word, count) in counts {
                let found = frequency[word.as_str()];
                let share = (1.0 + (total - found + 0.5) / (found + 0.5)).ln()
                    * (count * (BM25_K1 + 1.0) / (count + norm));
                own[title] += share;
                if found <= (COMMON_SHARE * total).max(2.0) {
                    by_word.entry(word.clone()).or_default().push((title, share));
                }
            }
        }
        Titles { codes, by_word, own }
    }

    /// What the titles say about `words` of `text`, by code.
    pub(super) fn evidence(&self, text: &str, words: Vec<Word>) -> BTreeMap<String, Evidence> {
        let mut sums: BTreeMap<usize, (f64, BTreeSet<String>)> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for word in words {
            if !seen.insert(word.text.clone()) {
                continue;
            }
            for (number, share) in self.by_word.get(&word.text).into_iter().flatten() {
                let sum = sums.entry(*number).or_default();
                sum.0 += share;
                sum.1.insert(text[word.start..word.end].to_owned());
            }
        }
        let mut evidence: BTreeMap<String, Evidence> = BTreeMap::new();
        for (number, (sum, words)) in sums {
            let confidence = TITLE_CONFIDENCE_MAX * (sum / self.own[number]).min(1.0);
            if CONFIDENCE_MIN <= confidence {
                let entry = evidence.entry(self.codes[number].clone()).or_default();
                if entry.confidence < confidence {
                    *entry = Evidence { confidence, words };
                }
            }
        }
        evidence
    }
}

/// Single Chinese characters and numbers say nothing in a title.
fn says_something(word: &Word) -> bool {
    1 < word.text.chars().count() && !word.text.chars().all(char::is_numeric)
}
