//! A part of a kind's documents: where each word stands in them, the frequent ones at a glance.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::InvertedIndexReader;
use tantivy::postings::TermInfo;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, SegmentReader, Term};

use super::Error;
use super::bits::Bits;

/// A word that is in one of so many documents or more has them listed as bits, read once. So they
/// take no more memory than the lists of the engine unpacked would.
const FREQUENT_ONE_IN: u32 = 32;

/// One part of the documents, in the order of their identifiers.
pub(super) struct Segment {
    /// The number of its first document.
    pub(super) first: DocId,
    /// How many documents it has.
    pub(super) documents: DocId,
    fields: BTreeMap<Field, FieldPart>,
    frequent: HashMap<Term, Occurrences>,
}

/// One field of the documents.
pub(super) struct FieldPart {
    pub(super) postings: Arc<InvertedIndexReader>,
    pub(super) lengths: FieldNormReader,
}

/// Where a word stands.
#[derive(Debug, Clone)]
pub(super) struct Occurrences {
    pub(super) documents: Bits,
    /// The most in one document.
    pub(super) most: u32,
}

impl Segment {
    /// Opens the searched `fields` of a segment whose first document has the number `first`.
    pub(super) fn open(
        reader: &SegmentReader,
        fields: &[Field],
        first: DocId,
    ) -> Result<Segment, Error> {
        let documents = reader.max_doc();
        let mut segment =
            Segment { first, documents, fields: BTreeMap::new(), frequent: HashMap::new() };
        for field in fields {
            let part = FieldPart {
                postings: reader.inverted_index(*field)?,
                lengths: reader.get_fieldnorms_reader(*field)?,
            };
            let mut terms = part.postings.terms().stream().map_err(tantivy::TantivyError::from)?;
            while let Some((text, found)) = terms.next() {
                if found.doc_freq < documents.div_ceil(FREQUENT_ONE_IN) {
                    continue;
                }
                if let Ok(text) = std::str::from_utf8(text) {
                    let occurrences = part.occurrences(found, documents)?;
                    segment.frequent.insert(Term::from_field_text(*field, text), occurrences);
                }
            }
            segment.fields.insert(*field, part);
        }
        Ok(segment)
    }

    /// A searched field.
    pub(super) fn field(&self, field: Field) -> &FieldPart {
        self.fields.get(&field).expect("every searched field was opened")
    }

    /// Where `term` stands, of which the dictionary says `found`.
    pub(super) fn occurrences(
        &self,
        term: &Term,
        found: &TermInfo,
    ) -> Result<Cow<'_, Occurrences>, Error> {
        match self.frequent.get(term) {
            Some(occurrences) => Ok(Cow::Borrowed(occurrences)),
            None => self.field(term.field()).occurrences(found, self.documents).map(Cow::Owned),
        }
    }

    /// The number of the shortest length of a field that is not empty; that of 1 if all are.
    pub(super) fn shortest(&self, field: Field) -> u8 {
        let lengths = &self.field(field).lengths;
        let numbers = (0..self.documents).map(|document| lengths.fieldnorm_id(document));
        numbers.filter(|number| 0 < *number).min().unwrap_or(1)
    }
}

impl FieldPart {
    /// What the dictionary says of `term`, if it stands there.
    pub(super) fn find(&self, term: &Term) -> Result<Option<TermInfo>, Error> {
        Ok(self.postings.get_term_info(term).map_err(tantivy::TantivyError::from)?)
    }

    fn occurrences(&self, found: &TermInfo, documents: DocId) -> Result<Occurrences, Error> {
        let mut occurrences = Occurrences { documents: Bits::none(documents), most: 1 };
        let mut block = self
            .postings
            .read_block_postings_from_terminfo(found, IndexRecordOption::WithFreqs)
            .map_err(tantivy::TantivyError::from)?;
        while !block.docs().is_empty() {
            block.docs().iter().for_each(|document| occurrences.documents.insert(*document));
            occurrences.most = block.freqs().iter().copied().fold(occurrences.most, u32::max);
            block.advance();
        }
        Ok(occurrences)
    }
}
