//! Text to the codes of a classification with probabilities, learned from what an index lists.
//!
//! Several measures compare a text with what is known about every code: the entries of the index,
//! the title, the terms of the description, and what stands above. A conditional logit weighs them
//! (see `statistics::conditional`), and weights of single words correct what the measures miss.

/// Narrow numbers.
mod number;
/// The stem of an English word.
mod stem;
/// A text as words in parts.
mod wording;
/// The terms of a description.
mod terms;
/// What is counted in a text.
mod feature;
/// The codes from wide to narrow.
mod tree;
/// What is known, by feature.
mod corpus;
/// Scores of codes.
mod scorer;
/// Candidates and their measures.
mod measure;
/// The same where titles and descriptions alone are known.
mod described;
/// Weights of words.
mod word_weights;
/// Learning.
mod learning;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

pub use described::DESCRIBED_MEASURES;
pub use learning::{Learned, asked, fit, fit_without_entries};
pub use measure::{Entry, KnownCode, MEASURES};
pub use terms::terms;
pub use tree::Leaf;
pub use word_weights::WordWeight;
pub use wording::Wording;

use feature::{Features, Stems};
use measure::Corpus;
use word_weights::{WordWeights, softmax};

/// How many words are named as those that decided.
const DECIDING_WORDS: usize = 5;

/// Codes texts by what it knows; the same answer for the same text always.
pub struct Classifier {
    corpus: Corpus,
    combiner: crate::statistics::conditional::ConditionalModel,
    sureness: f32,
    word_weights: WordWeights,
}

/// The codes of a text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Classified {
    /// Narrowest codes with their probabilities, the likeliest first; they sum to 1.
    pub codes: Vec<(String, f64)>,
    /// The share of the text's words or of their letters, whichever is greater and by their weight,
    /// that is known at all; 0 to 1.
    pub known_share: f64,
    /// The words that speak most for the likeliest code, as they stand in the wording.
    pub words: Vec<String>,
}

impl Classifier {
    /// Prepares codes, which must stand in their order, entries and what was learned from them.
    /// Entries of other codes are left out.
    pub fn new(codes: &[KnownCode], entries: &[Entry], learned: &Learned) -> Classifier {
        let numbered = learning::numbered(codes, entries, &mut Stems::default());
        let known: Vec<(usize, &Features)> =
            numbered.iter().map(|(leaf, counts)| (*leaf, counts)).collect();
        let corpus = Corpus::new(codes, &known, &learned.asked);
        let word_weights = WordWeights::new(&learned.word_weights, &corpus.tree);
        let combiner = learned.combiner.clone();
        Classifier { corpus, combiner, sureness: number::single(learned.sureness), word_weights }
    }

    /// Codes a text.
    pub fn classify(&self, wording: &Wording) -> Classified {
        let counts = feature::features(wording, &mut Stems::default());
        let candidates = self.corpus.measure(&counts, None);
        if candidates.known_share <= 0.0 {
            return Classified::default();
        }
        let mut utilities = learning::utilities(&self.combiner, &candidates.rows);
        let sequence = learning::sequence(&counts);
        let added = self.word_weights.utilities(&sequence, &self.corpus.tree, &candidates.leaves);
        for (utility, added) in utilities.iter_mut().zip(added) {
            *utility += added;
        }
        let probabilities = softmax(&utilities, self.sureness);
        let mut order: Vec<(usize, f32)> =
            candidates.leaves.into_iter().zip(probabilities).collect();
        order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let words = self.deciding(wording, order[0].0);
        let code = |leaf: usize| self.corpus.tree.codes[leaf].clone();
        Classified {
            codes: order.into_iter().map(|(leaf, p)| (code(leaf), f64::from(p))).collect(),
            known_share: f64::from(candidates.known_share),
            words,
        }
    }

    /// The words that are likelier under a code than in general and whose own weights do not
    /// speak against it, the strongest first.
    fn deciding(&self, wording: &Wording, leaf: usize) -> Vec<String> {
        let mut stems = Stems::default();
        let words: BTreeSet<&str> = wording.words().collect();
        let mut strengths: Vec<(f32, &str)> = Vec::new();
        for word in words {
            let alone = Wording { parts: vec![vec![word.to_owned()]], excluded: Vec::new() };
            let counts = feature::features(&alone, &mut stems);
            let sequence = learning::sequence(&counts);
            let added = self.word_weights.utilities(&sequence, &self.corpus.tree, &[leaf])[0];
            let strength = self.corpus.strength(&counts, leaf) + added;
            if 0.0 < strength {
                strengths.push((strength, word));
            }
        }
        strengths.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        strengths.truncate(DECIDING_WORDS);
        strengths.into_iter().map(|(_, word)| word.to_owned()).collect()
    }
}
