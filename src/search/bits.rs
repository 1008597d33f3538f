//! Sets of documents, one bit each.

use tantivy::DocId;

/// Documents of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bits(Box<[u64]>);

impl Bits {
    /// No document of `documents`.
    pub(super) fn none(documents: DocId) -> Bits {
        Bits(vec![0; (documents as usize).div_ceil(64)].into_boxed_slice())
    }

    /// Adds a document.
    pub(super) fn insert(&mut self, document: DocId) {
        self.0[document as usize / 64] |= 1 << (document % 64);
    }

    /// Whether the document is among them.
    pub(super) fn contains(&self, document: DocId) -> bool {
        self.0[document as usize / 64] & (1 << (document % 64)) != 0
    }

    /// Keeps those that are in `other` too.
    pub(super) fn intersect(&mut self, other: &Bits) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= other);
    }

    /// Adds those that are in `other`.
    pub(super) fn unite(&mut self, other: &Bits) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word |= other);
    }

    /// The documents in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = DocId> {
        (0..).zip(&self.0).flat_map(|(number, word)| {
            let mut rest: u64 = *word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros())?;
                rest &= rest - 1;
                Some(number * 64 + bit)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bits_are_a_set(
            one in prop::collection::btree_set(0u32..300, 0..40),
            other in prop::collection::btree_set(0u32..300, 0..40),
        ) {
            let bits = |set: &BTreeSet<u32>| {
                let mut bits = Bits::none(300);
                for document in set {
                    bits.insert(*document);
                }
                bits
            };
            let (mut both, mut all) = (bits(&one), bits(&one));
            both.intersect(&bits(&other));
            all.unite(&bits(&other));
            prop_assert!(both.iter().eq(one.intersection(&other).copied()));
            prop_assert!(all.iter().eq(one.union(&other).copied()));
            for document in 0..300 {
                prop_assert_eq!(all.contains(document), one.union(&other).any(|d| *d == document));
            }
        }
    }
}
