//! The candidates for a text and what each measure says about them.

use std::collections::BTreeMap;

use ndarray::Array2;

use super::{
    corpus::{Document, Index, Source},
    feature::{self, Features, Stems},
    number,
    scorer::{self, LeftOut},
    tree::{Leaf, Tree},
    wording::Wording,
};

/// How many codes are looked at closely.
const CANDIDATES: usize = 50;
/// How far down each measure proposes candidates.
const PROPOSED: usize = 80;
/// The measures of a candidate where entries are known; each is followed by its rank and by whether
/// it is the best.
pub const MEASURES: [&str; 24] = [
    "language_words",
    "language_sequence",
    "language_letters",
    "language_frame",
    "nearest_letters",
    "squares_letters",
    "fifths_letters",
    "nearest_sequence",
    "squares_sequence",
    "fifths_sequence",
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
    "entries",
    "catch_all",
    "described",
];

/// What is known about one narrowest code.
#[derive(Debug, Clone)]
pub struct KnownCode {
    /// The code and those above it.
    pub leaf: Leaf,
    /// Its title.
    pub title: Wording,
    /// Whether it holds what its neighbours do not: "All other …".
    pub is_remainder: bool,
    /// Terms of its description.
    pub description: Vec<Wording>,
    /// Titles and terms of the codes above.
    pub above: Vec<Wording>,
}

/// A phrase that an index lists under a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The phrase.
    pub wording: Wording,
    /// A narrowest code.
    pub code: String,
}

/// Everything that is known, counted.
pub(crate) struct Corpus {
    pub(crate) tree: Tree,
    pub(crate) indexes: [Index; feature::SPACES],
    entry_leaves: Vec<u32>,
    entry_counts: Vec<f32>,
    pub(crate) traits: Vec<Traits>,
}

/// What a leaf is, whatever the text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Traits {
    /// 1 for a code that holds what its neighbours do not.
    pub(crate) remainder: f32,
    /// Logarithm of the words of its description and one.
    pub(crate) described: f32,
    /// How many cases had it, where no entry is known.
    pub(crate) asked: f32,
}

/// Codes to choose from, with a row of measures each.
pub(crate) struct Candidates {
    pub(crate) leaves: Vec<usize>,
    pub(crate) rows: Array2<f64>,
    /// The share of the text's words or of their letters, whichever is greater and by weight, that
    /// is known.
    pub(crate) known_share: f32,
}

impl Corpus {
    /// Codes in their order; entries of other codes are an error of the caller. `asked` are the cases
    /// of each code of which nothing else is known.
    pub(crate) fn new(
        codes: &[KnownCode],
        entries: &[(usize, &Features)],
        asked: &BTreeMap<String, usize>,
    ) -> Corpus {
        let tree = Tree::new(&codes.iter().map(|code| code.leaf.clone()).collect::<Vec<_>>());
        let mut stems = Stems::default();
        let mut texts: Vec<(usize, Source, Features)> = Vec::new();
        for (leaf, code) in codes.iter().enumerate() {
            let all = |wordings: &[Wording], stems: &mut Stems| {
                let each = wordings.iter().map(|wording| feature::features(wording, stems));
                each.fold(std::array::from_fn(|_| Vec::new()), joined)
            };
            texts.push((leaf, Source::Title, feature::features(&code.title, &mut stems)));
            texts.push((leaf, Source::Description, all(&code.description, &mut stems)));
            texts.push((leaf, Source::Above, all(&code.above, &mut stems)));
        }
        let indexes = std::array::from_fn(|space| {
            let of_entries = entries.iter().map(|(leaf, counts)| Document {
                leaf: *leaf,
                source: Source::Entry,
                counts: counts[space].clone(),
            });
            let of_codes = texts.iter().map(|(leaf, source, counts)| Document {
                leaf: *leaf,
                source: *source,
                counts: counts[space].clone(),
            });
            let documents: Vec<Document> = of_entries.chain(of_codes).collect();
            let apart = [feature::LETTERS, feature::SEQUENCE].contains(&space);
            Index::new(codes.len(), &documents, apart)
        });
        let mut entry_counts = vec![0.5; codes.len()];
        for (leaf, _) in entries {
            entry_counts[*leaf] += 1.0;
        }
        let entry_leaves = entries.iter().map(|(leaf, _)| number::place(*leaf)).collect();
        let traits = codes
            .iter()
            .map(|code| {
                let terms: usize = code.description.iter().map(|term| term.words().count()).sum();
                Traits {
                    remainder: if code.is_remainder { 1.0 } else { 0.0 },
                    described: (1.0 + number::real(terms)).ln(),
                    asked: number::real(asked.get(&code.leaf.code).copied().unwrap_or(0)),
                }
            })
            .collect();
        Corpus { tree, indexes, entry_leaves, entry_counts, traits }
    }

    /// How much likelier a word is under a leaf than in general, as a logarithm.
    pub(crate) fn strength(&self, word: &Features, leaf: usize) -> f32 {
        let index = &self.indexes[feature::WORDS];
        let asked = index.ask(&word[feature::WORDS]);
        scorer::languages(index, &self.tree, &asked, &[leaf], None)[0]
    }

    /// Measures a text; `left_out` is the entry or case that it is. Where no entry is known, the measures
    /// are [`super::DESCRIBED_MEASURES`].
    pub(crate) fn measure(&self, text: &Features, left_out: Option<LeftOut>) -> Candidates {
        let asked: [_; feature::SPACES] =
            std::array::from_fn(|space| self.indexes[space].ask(&text[space]));
        if self.entry_leaves.is_empty() {
            return self.measure_described(&asked, left_out);
        }
        let [words, sequence, pairs, letters, frame] = &asked;
        let [iw, is, ip, il, ifr] = &self.indexes;
        let (cw, fw) = scorer::centroids(iw, words, left_out);
        let (cs, _) = scorer::centroids(is, sequence, left_out);
        let (cp, fp) = scorer::centroids(ip, pairs, left_out);
        let (cl, fl) = scorer::centroids(il, letters, left_out);
        let nl = scorer::neighbours(il, letters, &self.entry_leaves, left_out);
        let ns = scorer::neighbours(is, sequence, &self.entry_leaves, left_out);
        let all: Vec<usize> = (0..cw.len()).collect();
        let lw = scorer::languages(iw, &self.tree, words, &all, left_out);
        let leaves =
            propose(&[&cl, &cs, &cp, &lw, &nl.fifths, &ns.fifths, &fw[2], &fp[2]], CANDIDATES);
        let language =
            |index, asked| scorer::languages(index, &self.tree, asked, &leaves, left_out);
        let lw = leaves.iter().map(|leaf| lw[*leaf]).collect();
        let languages = [lw, language(is, sequence), language(il, letters), language(ifr, frame)];
        let dense: [&Vec<f32>; 17] = [
            &nl.nearest,
            &nl.squares,
            &nl.fifths,
            &ns.nearest,
            &ns.squares,
            &ns.fifths,
            &cw,
            &cs,
            &cp,
            &cl,
            &fw[0],
            &fl[0],
            &fw[1],
            &fl[1],
            &fw[2],
            &fp[2],
            &fl[2],
        ];
        let count = MEASURES.len();
        let mut rows = Array2::zeros((leaves.len(), 3 * count));
        for (place, leaf) in leaves.iter().enumerate() {
            for (column, scores) in languages.iter().enumerate() {
                rows[[place, column]] = f64::from(scores[place]);
            }
            for (column, scores) in dense.iter().enumerate() {
                rows[[place, 4 + column]] = f64::from(scores[*leaf]);
            }
            let own = left_out.is_some_and(|out| out.leaf == *leaf);
            let entries = self.entry_counts[*leaf] - if own { 1.0 } else { 0.0 };
            rows[[place, 21]] = f64::from(entries.ln());
            rows[[place, 22]] = f64::from(self.traits[*leaf].remainder);
            rows[[place, 23]] = f64::from(self.traits[*leaf].described);
        }
        add_ranks(&mut rows, count);
        let known_share = words.known_share.max(letters.known_share);
        Candidates { leaves, rows, known_share }
    }
}

fn add_ranks(rows: &mut Array2<f64>, count: usize) {
    let mut order: Vec<usize> = Vec::new();
    for column in 0..count {
        order.clear();
        order.extend(0..rows.nrows());
        order.sort_by(|a, b| rows[[*b, column]].total_cmp(&rows[[*a, column]]).then(a.cmp(b)));
        for (rank, row) in order.iter().enumerate() {
            rows[[*row, count + column]] = f64::from((1.0 + number::real(rank)).ln());
            rows[[*row, 2 * count + column]] = if rank == 0 { 1.0 } else { 0.0 };
        }
    }
}

/// The codes that several measures place high, at most `limit`: sum of 1 / (10 + rank), best first.
pub(crate) fn propose(measures: &[&Vec<f32>], limit: usize) -> Vec<usize> {
    let count = measures[0].len();
    let mut votes = vec![0.0_f32; count];
    let mut order: Vec<usize> = (0..count).collect();
    for scores in measures {
        let worst = scores.iter().copied().fold(f32::INFINITY, f32::min);
        let better = |a: &usize, b: &usize| scores[*b].total_cmp(&scores[*a]).then(a.cmp(b));
        let top = PROPOSED.min(count);
        if top < count {
            order.select_nth_unstable_by(top, better);
        }
        order[..top].sort_by(better);
        for (rank, leaf) in order[..top].iter().enumerate() {
            if scores[*leaf] <= worst {
                break;
            }
            votes[*leaf] += 1.0 / (10.0 + number::real(rank));
        }
    }
    let mut chosen: Vec<usize> = (0..count).collect();
    chosen.sort_by(|a, b| votes[*b].total_cmp(&votes[*a]).then(a.cmp(b)));
    chosen.truncate(limit);
    chosen
}

fn joined(one: Features, other: Features) -> Features {
    let mut other = other.into_iter();
    one.map(|mut counts| {
        counts.extend(other.next().into_iter().flatten());
        counts.sort_by_key(|(feature, _)| *feature);
        counts.dedup_by(|later, earlier| {
            let same = later.0 == earlier.0;
            if same {
                earlier.1 += later.1;
            }
            same
        });
        counts
    })
}
