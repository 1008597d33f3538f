//! Measures of a text where no entries are known: titles and terms of descriptions, and how often each
//! code was asked for in the cases from which their weights are learned.

use ndarray::Array2;

use super::{
    corpus::{Asked, Index},
    feature,
    measure::{Candidates, Corpus, propose},
    scorer::{self, LeftOut},
};

/// How many codes are looked at closely: more than with entries, since each measure is weaker. Among a
/// hundred, one right code in twenty is missing.
const CANDIDATES: usize = 400;
/// The measures of a candidate. Their ranks are left out: learned from the cases of four fifths of
/// the codes, they made the answers to those of the last fifth worse.
pub const DESCRIBED_MEASURES: [&str; 19] = [
    "language_words",
    "language_sequence",
    "language_letters",
    "language_frame",
    "centroid_words",
    "centroid_sequence",
    "centroid_pairs",
    "centroid_letters",
    "title_words",
    "title_letters",
    "description_words",
    "description_letters",
    "above_words",
    "above_pairs",
    "above_letters",
    "covered",
    "catch_all",
    "described",
    "asked",
];

impl Corpus {
    /// Measures a text without entries. `left_out` is the case that it is, which is not counted.
    pub(crate) fn measure_described(
        &self,
        asked: &[Asked; feature::SPACES],
        left_out: Option<LeftOut>,
    ) -> Candidates {
        let [words, sequence, pairs, letters, frame] = asked;
        let [iw, is, ip, il, ifr] = &self.indexes;
        let (cw, fw) = scorer::centroids(iw, words, None);
        let (cs, _) = scorer::centroids(is, sequence, None);
        let (cp, fp) = scorer::centroids(ip, pairs, None);
        let (cl, fl) = scorer::centroids(il, letters, None);
        let covered = covered(iw, words);
        let all: Vec<usize> = (0..cw.len()).collect();
        let lw = scorer::languages(iw, &self.tree, words, &all, None);
        let ll = scorer::languages(il, &self.tree, letters, &all, None);
        let leaves = propose(&[&cl, &cs, &cp, &lw, &fw[2], &fp[2], &ll], CANDIDATES);
        let of = |scores: &[f32]| -> Vec<f32> { leaves.iter().map(|leaf| scores[*leaf]).collect() };
        let traits = || leaves.iter().map(|leaf| self.traits[*leaf]);
        let columns: [Vec<f32>; DESCRIBED_MEASURES.len()] = [
            of(&lw),
            scorer::languages(is, &self.tree, sequence, &leaves, None),
            of(&ll),
            scorer::languages(ifr, &self.tree, frame, &leaves, None),
            of(&cw),
            of(&cs),
            of(&cp),
            of(&cl),
            of(&fw[0]),
            of(&fl[0]),
            of(&fw[1]),
            of(&fl[1]),
            of(&fw[2]),
            of(&fp[2]),
            of(&fl[2]),
            of(&covered),
            traits().map(|of| of.remainder).collect(),
            traits().map(|of| of.described).collect(),
            leaves.iter().map(|leaf| self.asked(*leaf, left_out)).collect(),
        ];
        let rows = Array2::from_shape_fn((leaves.len(), columns.len()), |(place, column)| {
            f64::from(columns[column][place])
        });
        Candidates { leaves, rows, known_share: words.known_share.max(letters.known_share) }
    }
}

impl Corpus {
    /// The logarithm of the cases of a leaf, and half a case for those that have none.
    fn asked(&self, leaf: usize, left_out: Option<LeftOut>) -> f32 {
        let own = left_out.is_some_and(|out| out.leaf == leaf);
        let others = self.traits[leaf].asked - if own { 1.0 } else { 0.0 };
        (0.5 + others.max(0.0)).ln()
    }
}

/// Per leaf: the share of the text's stems, by their weight, that its title or description has.
fn covered(index: &Index, asked: &Asked) -> Vec<f32> {
    let mut covered = vec![0.0_f32; index.leaf_totals.len()];
    if asked.weight <= 0.0 {
        return covered;
    }
    for (number, _, _) in &asked.features {
        let share = index.weight(*number) / asked.weight;
        for posting in index.postings(*number).iter().filter(|posting| 0.0 < posting.centroid) {
            covered[posting.leaf as usize] += share;
        }
    }
    covered
}
