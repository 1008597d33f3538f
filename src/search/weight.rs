//! What a word counts: BM25.
//!
//! The sums are those of the engine, to the last bit; they are made here because the engine adds
//! them up in an order that depends on how the documents are spread over segments.
//!
//! Source: Robertson and Zaragoza, *The Probabilistic Relevance Framework: BM25 and Beyond*,
//! Foundations and Trends in Information Retrieval 3(4), 2009, section 3.4; the logarithm with 1
//! added, which is never negative, is Lucene's.

use tantivy::Score;
use tantivy::fieldnorm::FieldNormReader;

/// How soon further occurrences add nothing.
const K1: Score = 1.2;
/// How much longer fields count less.
const B: Score = 0.75;

/// What the length of a field does to the weight of a word in it, by its length as the engine notes
/// it: in one byte.
#[derive(Debug, Clone)]
pub(super) struct Lengths {
    damping: Box<[Score; 256]>,
    /// The least damping among the documents that have the field.
    least: Score,
}

impl Lengths {
    /// Of a field with `tokens` tokens in `documents` documents, whose shortest length that is not
    /// zero has the number `shortest`.
    #[expect(clippy::cast_precision_loss, reason = "as the engine does: lengths are estimates")]
    pub(super) fn new(tokens: u64, documents: u64, shortest: u8) -> Lengths {
        let average = tokens as Score / documents as Score;
        let mut damping = Box::new([0.0; 256]);
        for (number, damping) in (0..=u8::MAX).zip(damping.iter_mut()) {
            let length = FieldNormReader::id_to_fieldnorm(number) as Score;
            *damping = K1 * (1.0 - B + B * length / average);
        }
        let least = damping[usize::from(shortest)];
        Lengths { damping, least }
    }
}

/// How much an expression weighs in one field.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weight<'a> {
    factor: Score,
    lengths: &'a Lengths,
}

impl Weight<'_> {
    /// Of words that occur in so many of `documents` each, times `boost`.
    pub(super) fn new(
        frequencies: impl IntoIterator<Item = u64>,
        documents: u64,
        boost: Score,
        lengths: &Lengths,
    ) -> Weight<'_> {
        let rarity = frequencies.into_iter().map(|found| rarity(found, documents)).sum::<Score>();
        Weight { factor: rarity * (1.0 + K1) * boost, lengths }
    }

    /// The score of so many occurrences in a field of the length with the number `length`.
    #[expect(clippy::cast_precision_loss, reason = "more than 2^24 occurrences count as much")]
    pub(super) fn score(&self, occurrences: u32, length: u8) -> Score {
        let occurrences = occurrences as Score;
        self.factor * (occurrences / (occurrences + self.lengths.damping[usize::from(length)]))
    }

    /// No score of at most so many occurrences is higher.
    #[expect(clippy::cast_precision_loss, reason = "more than 2^24 occurrences count as much")]
    pub(super) fn most(&self, occurrences: u32) -> Score {
        let occurrences = occurrences as Score;
        self.factor * (occurrences / (occurrences + self.lengths.least))
    }
}

/// The logarithm of how rare a word is that occurs in `found` of `documents`.
#[expect(clippy::cast_precision_loss, reason = "as the engine does: a logarithm of the count")]
fn rarity(found: u64, documents: u64) -> Score {
    (1.0 + ((documents - found) as Score + 0.5) / (found as Score + 0.5)).ln()
}
