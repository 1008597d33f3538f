//! What is known about the codes, by feature: which entries, titles and descriptions name it.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use super::{
    feature::Counts,
    number::{place, real},
};

/// How a description counts beside an entry in the language of a code: it is long and general.
const DESCRIPTION_WEIGHT: f32 = 0.5;

/// What a text is to its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// A phrase that an index lists under the code.
    Entry,
    Title,
    Description,
    /// Titles and descriptions of the codes above.
    Above,
}

/// The features of one space of a text that belongs to a leaf.
pub(crate) struct Document {
    pub(crate) leaf: usize,
    pub(crate) source: Source,
    pub(crate) counts: Counts,
}

/// How much of a feature stands under a leaf.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Posting {
    pub(crate) leaf: u32,
    /// Occurrences, weighed by source.
    pub(crate) count: f32,
    /// Sum of the document vectors of the leaf in this dimension.
    pub(crate) centroid: f32,
    /// The vectors of title, description and what stands above.
    pub(crate) fields: [f32; 3],
}

/// One space of features.
#[derive(Debug, Default)]
pub(crate) struct Index {
    numbers: HashMap<u64, u32, BuildHasherDefault<AlreadyHashed>>,
    inverse_frequency: Vec<f32>,
    unknown_inverse_frequency: f32,
    starts: Vec<u32>,
    postings: Vec<Posting>,
    entry_starts: Vec<u32>,
    entry_postings: Vec<(u32, f32)>,
    /// Per leaf: squared length of the centroid.
    pub(crate) centroid_squares: Vec<f32>,
    /// Per leaf: all occurrences.
    pub(crate) leaf_totals: Vec<f32>,
    /// Per feature: all occurrences.
    pub(crate) totals: Vec<f32>,
    pub(crate) total: f32,
}

/// A text as it is asked: features that are known, with counts and weights of a unit vector.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    pub(crate) features: Vec<(u32, f32, f32)>,
    /// Occurrences of all features, known or not.
    pub(crate) length: f32,
    /// The share of the weight that is known.
    pub(crate) known_share: f32,
    /// Sum of the inverse frequencies of all features, known or not, each once.
    pub(crate) weight: f32,
}

impl Index {
    /// Counts documents, entries first, in the order of the entries. `with_entries` keeps each
    /// entry apart, for its nearest neighbours.
    pub(crate) fn new(leaves: usize, documents: &[Document], with_entries: bool) -> Index {
        let mut index = Index::default();
        let mut frequency: Vec<f32> = Vec::new();
        let own = |document: &&Document| document.source != Source::Above;
        for document in documents {
            for (feature, _) in &document.counts {
                let next = place(frequency.len());
                let number = *index.numbers.entry(*feature).or_insert(next);
                if number == next {
                    frequency.push(0.0);
                }
                if own(&document) {
                    frequency[number as usize] += 1.0;
                }
            }
        }
        let texts = real(documents.iter().filter(own).count()) + 1.0;
        let inverse = |frequency: f32| (texts / (frequency + 1.0)).ln() + 1.0;
        index.inverse_frequency = frequency.iter().map(|frequency| inverse(*frequency)).collect();
        index.unknown_inverse_frequency = inverse(0.0);
        index.totals = vec![0.5; frequency.len()];
        index.fill(leaves, documents, with_entries);
        index
    }

    fn fill(&mut self, leaves: usize, documents: &[Document], with_entries: bool) {
        let features = self.inverse_frequency.len();
        let mut by_leaf: Vec<Vec<&Document>> = vec![Vec::new(); leaves];
        for document in documents {
            by_leaf[document.leaf].push(document);
        }
        let mut lists: Vec<Vec<Posting>> = vec![Vec::new(); features];
        self.leaf_totals = vec![0.0; leaves];
        self.centroid_squares = vec![0.0; leaves];
        for (leaf, documents) in by_leaf.iter().enumerate() {
            for document in documents {
                for (number, count, weight) in self.ask(&document.counts).features {
                    let list = &mut lists[number as usize];
                    let leaf = place(leaf);
                    if list.last().is_none_or(|last| last.leaf != leaf) {
                        list.push(Posting { leaf, count: 0.0, centroid: 0.0, fields: [0.0; 3] });
                    }
                    let posting = list.last_mut().expect("a posting was just pushed");
                    match document.source {
                        Source::Entry => {
                            posting.count += count;
                            posting.centroid += weight;
                        }
                        Source::Title => {
                            posting.count += count;
                            posting.centroid += weight;
                            posting.fields[0] += weight;
                        }
                        Source::Description => {
                            posting.count += count * DESCRIPTION_WEIGHT;
                            posting.centroid += weight;
                            posting.fields[1] += weight;
                        }
                        Source::Above => posting.fields[2] += weight,
                    }
                }
            }
        }
        self.starts = vec![0];
        for (number, list) in lists.iter().enumerate() {
            for posting in list {
                self.leaf_totals[posting.leaf as usize] += posting.count;
                self.totals[number] += posting.count;
                self.centroid_squares[posting.leaf as usize] += posting.centroid * posting.centroid;
            }
            self.postings.extend(list);
            self.starts.push(place(self.postings.len()));
        }
        self.total = self.totals.iter().sum();
        if with_entries {
            self.fill_entries(documents);
        }
    }

    fn fill_entries(&mut self, documents: &[Document]) {
        let mut lists: Vec<Vec<(u32, f32)>> = vec![Vec::new(); self.inverse_frequency.len()];
        let entries = documents.iter().filter(|document| document.source == Source::Entry);
        for (entry, document) in entries.enumerate() {
            for (number, _, weight) in self.ask(&document.counts).features {
                lists[number as usize].push((place(entry), weight));
            }
        }
        self.entry_starts = vec![0];
        for list in lists {
            self.entry_postings.extend(list);
            self.entry_starts.push(place(self.entry_postings.len()));
        }
    }

    /// The features of a text as numbers of this index; the vector's length is 1, unknown
    /// features included.
    pub(crate) fn ask(&self, counts: &Counts) -> Asked {
        let mut asked = Asked::default();
        let (mut squares, mut known) = (0.0_f32, 0.0_f32);
        for (feature, count) in counts {
            asked.length += count;
            let strength = 1.0 + count.ln();
            if let Some(number) = self.numbers.get(feature) {
                asked.weight += self.weight(*number);
                let weight = strength * self.weight(*number);
                squares += weight * weight;
                known += weight * weight;
                asked.features.push((*number, *count, weight));
            } else {
                asked.weight += self.unknown_inverse_frequency;
                squares += (strength * self.unknown_inverse_frequency).powi(2);
            }
        }
        let length = squares.sqrt().max(f32::MIN_POSITIVE);
        for feature in &mut asked.features {
            feature.2 /= length;
        }
        asked.known_share = if 0.0 < squares { known / squares } else { 0.0 };
        asked
    }

    /// How rare a feature is: the logarithm of its inverse frequency.
    pub(crate) fn weight(&self, number: u32) -> f32 {
        self.inverse_frequency[number as usize]
    }

    pub(crate) fn postings(&self, number: u32) -> &[Posting] {
        let number = number as usize;
        &self.postings[self.starts[number] as usize..self.starts[number + 1] as usize]
    }

    pub(crate) fn entries(&self, number: u32) -> &[(u32, f32)] {
        let number = number as usize;
        &self.entry_postings
            [self.entry_starts[number] as usize..self.entry_starts[number + 1] as usize]
    }
}

/// Features are hashes already: hashing them again would only cost time.
#[derive(Debug, Default)]
struct AlreadyHashed(u64);

impl Hasher for AlreadyHashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(self.0.rotate_left(8) ^ u64::from(*byte));
        }
    }

    fn write_u64(&mut self, value: u64) {
        // FNV leaves the highest bits, by which the table is searched, less mixed than the lowest.
        self.0 = value.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}
