//! A question in one segment: which documents hold all its units, and what they score.

use std::borrow::Cow;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score};

use super::Error;
use super::bits::Bits;
use super::retrieval::{Asked, Expression};
use super::segment::{FieldPart, Segment};
use super::shard::Shard;
use super::weight::Weight;

/// Scores are sums of up to some hundred numbers in single precision, each rounded by less than
/// 1e-7; a bound on a sum that is rounded otherwise is right with this added, of which it is a part.
const ROUNDING: f64 = 1e-4;

/// A question in one segment. Documents must be asked for in their order.
pub(super) struct Part<'a> {
    candidates: Bits,
    expressions: Vec<Local<'a>>,
    /// The expressions by what they can add to a score, most first.
    by_most: Vec<usize>,
    /// What each expression adds to the score of the document at hand.
    scores: Vec<Score>,
}

/// An expression in one segment.
struct Local<'a> {
    unit: Option<usize>,
    /// The documents that have all its terms.
    documents: Cow<'a, Bits>,
    /// Documents among them in which the phrase surely stands.
    proven: Option<Bits>,
    phrase: Option<Phrase<'a>>,
    terms: Vec<Weighted<'a>>,
    /// No document scores more for it.
    most: Score,
}

/// Terms side by side.
struct Phrase<'a> {
    terms: Vec<Cursor<'a>>,
    lengths: &'a FieldNormReader,
    weight: Weight<'a>,
    /// The document that was counted last, and its count.
    counted: Option<(DocId, u32)>,
    positions: [Vec<u32>; 2],
}

/// One term.
struct Weighted<'a> {
    cursor: Cursor<'a>,
    lengths: &'a FieldNormReader,
    weight: Weight<'a>,
}

/// The documents of a term, read when they are needed.
struct Cursor<'a> {
    field: &'a FieldPart,
    found: &'a TermInfo,
    reads: IndexRecordOption,
    postings: Option<Box<SegmentPostings>>,
}

impl<'a> Part<'a> {
    /// The question in the segment `number`; `None` if a unit cannot occur there.
    pub(super) fn open(
        shard: &'a Shard,
        number: usize,
        asked: &'a [Asked],
        expressions: &[Expression<'a>],
    ) -> Result<Option<Part<'a>>, Error> {
        let segment = &shard.segments()[number];
        let units = expressions.iter().filter_map(|expression| expression.unit).max();
        let mut covers: Vec<Option<Bits>> = vec![None; units.map_or(0, |last| last + 1)];
        let mut locals = Vec::new();
        for expression in expressions {
            let Some(local) = Local::open(segment, number, asked, expression)? else { continue };
            if let Some(unit) = local.unit {
                match &mut covers[unit] {
                    Some(cover) => cover.unite(&local.documents),
                    cover => *cover = Some(local.documents.clone().into_owned()),
                }
            }
            locals.push(local);
        }
        let mut candidates: Option<Bits> = None;
        for cover in covers {
            let Some(cover) = cover else { return Ok(None) };
            match &mut candidates {
                Some(candidates) => candidates.intersect(&cover),
                candidates => *candidates = Some(cover),
            }
        }
        let mut by_most: Vec<usize> = (0..locals.len()).collect();
        by_most.sort_by(|a, b| locals[*b].most.total_cmp(&locals[*a].most));
        let scores = vec![0.0; locals.len()];
        Ok(candidates.map(|candidates| Part { candidates, expressions: locals, by_most, scores }))
    }

    /// Documents that may hold all units: all that do are among them.
    pub(super) fn take_candidates(&mut self) -> Bits {
        std::mem::replace(&mut self.candidates, Bits::none(0))
    }

    /// Whether a candidate holds all units.
    pub(super) fn matches(&mut self, document: DocId) -> Result<bool, Error> {
        // The expressions of one unit stand together.
        let mut rest = self.expressions.as_mut_slice();
        while let Some(unit) = rest.first().and_then(|expression| expression.unit) {
            let end = rest.iter().position(|expression| expression.unit != Some(unit));
            let end = end.unwrap_or(rest.len());
            let (alternatives, behind) = std::mem::take(&mut rest).split_at_mut(end);
            let mut occurs = alternatives.iter().any(|one| one.surely_occurs(document));
            for alternative in alternatives {
                occurs = occurs || alternative.occurs(document)?;
            }
            if !occurs {
                return Ok(false);
            }
            rest = behind;
        }
        Ok(true)
    }

    /// The score of a document that holds all units; `None` if it is not above `threshold`.
    pub(super) fn score(
        &mut self,
        document: DocId,
        threshold: Option<Score>,
    ) -> Result<Option<Score>, Error> {
        // A bound is summed up first, then replaced by what is really there, the greatest first.
        let mut bound = 0.0;
        for (score, expression) in self.scores.iter_mut().zip(&self.expressions) {
            let here = expression.documents.contains(document);
            *score = if here { expression.most } else { 0.0 };
            bound += f64::from(*score);
        }
        let threshold = threshold.map_or(f64::NEG_INFINITY, f64::from);
        let slack = bound * ROUNDING;
        for number in &self.by_most {
            if bound + slack < threshold {
                return Ok(None);
            }
            if 0.0 < self.scores[*number] {
                let score = self.expressions[*number].score(document)?;
                bound += f64::from(score) - f64::from(self.scores[*number]);
                self.scores[*number] = score;
            }
        }
        let score = self.sum();
        Ok((threshold < f64::from(score)).then_some(score))
    }

    /// The sum of the scores: of each unit, then of all units, then the words.
    fn sum(&self) -> Score {
        let (mut total, mut unit) = (0.0, (None, 0.0));
        for (score, expression) in self.scores.iter().zip(&self.expressions) {
            if unit.0 == expression.unit && unit.0.is_some() {
                unit.1 += score;
            } else {
                total += unit.1;
                unit = (expression.unit, *score);
            }
        }
        total + unit.1
    }
}

impl<'a> Local<'a> {
    /// The expression in a segment; `None` if a term of it does not occur there.
    fn open(
        segment: &'a Segment,
        number: usize,
        asked: &'a [Asked],
        expression: &Expression<'a>,
    ) -> Result<Option<Local<'a>>, Error> {
        let mut documents: Option<Cow<'a, Bits>> = None;
        let mut most = 0.0;
        let mut terms = Vec::new();
        let mut side_by_side = Vec::new();
        let mut occurrences_most = u32::MAX;
        let in_phrase = expression.phrase.iter().flat_map(|(terms, _)| terms);
        let in_phrase = in_phrase.map(|term| (*term, None));
        let apart = expression.terms.iter().map(|(term, weight)| (*term, Some(*weight)));
        for (term, weight) in in_phrase.chain(apart) {
            let asked = &asked[term];
            let Some(found) = &asked.found[number] else { return Ok(None) };
            let occurrences = segment.occurrences(&asked.term, found)?;
            let field = segment.field(asked.term.field());
            let reads = match weight {
                Some(_) => IndexRecordOption::WithFreqs,
                None => IndexRecordOption::WithFreqsAndPositions,
            };
            let cursor = Cursor { field, found, reads, postings: None };
            if let Some(weight) = weight {
                most += weight.most(occurrences.most);
                terms.push(Weighted { cursor, lengths: &field.lengths, weight });
            } else {
                occurrences_most = occurrences_most.min(occurrences.most);
                side_by_side.push(cursor);
            }
            match &mut documents {
                Some(documents) => documents.to_mut().intersect(&occurrences.documents),
                documents => {
                    *documents = Some(match occurrences {
                        Cow::Borrowed(occurrences) => Cow::Borrowed(&occurrences.documents),
                        Cow::Owned(occurrences) => Cow::Owned(occurrences.documents),
                    });
                }
            }
        }
        let mut proven: Option<Bits> = None;
        for proof in &expression.proofs {
            let asked = &asked[*proof];
            let Some(found) = &asked.found[number] else { continue };
            let occurrences = segment.occurrences(&asked.term, found)?;
            match &mut proven {
                Some(proven) => proven.unite(&occurrences.documents),
                proven => *proven = Some(occurrences.documents.clone()),
            }
        }
        let phrase = expression.phrase.as_ref().map(|(_, weight)| {
            most += weight.most(occurrences_most);
            Phrase {
                lengths: &side_by_side[0].field.lengths,
                terms: side_by_side,
                weight: *weight,
                counted: None,
                positions: Default::default(),
            }
        });
        let unit = expression.unit;
        let local = |documents| Local { unit, documents, proven, phrase, terms, most };
        Ok(documents.map(local))
    }

    /// Whether it occurs, without a look at the places.
    fn surely_occurs(&self, document: DocId) -> bool {
        let proven = || self.proven.as_ref().is_some_and(|proven| proven.contains(document));
        self.documents.contains(document) && (self.phrase.is_none() || proven())
    }

    fn occurs(&mut self, document: DocId) -> Result<bool, Error> {
        if !self.documents.contains(document) {
            return Ok(false);
        }
        match &mut self.phrase {
            Some(phrase) => Ok(0 < phrase.count(document)?),
            None => Ok(true),
        }
    }

    /// What it adds to the score of a document that has all its terms.
    fn score(&mut self, document: DocId) -> Result<Score, Error> {
        let mut total = 0.0;
        if let Some(phrase) = &mut self.phrase {
            let count = phrase.count(document)?;
            if count == 0 {
                return Ok(0.0);
            }
            total += phrase.weight.score(count, phrase.lengths.fieldnorm_id(document));
        }
        for term in &mut self.terms {
            if let Some(postings) = term.cursor.at(document)? {
                let length = term.lengths.fieldnorm_id(document);
                total += term.weight.score(postings.term_freq(), length);
            }
        }
        Ok(total)
    }
}

impl Phrase<'_> {
    /// How often the terms stand side by side.
    fn count(&mut self, document: DocId) -> Result<u32, Error> {
        if let Some((counted, count)) = self.counted
            && counted == document
        {
            return Ok(count);
        }
        let [places, next] = &mut self.positions;
        places.clear();
        for (offset, cursor) in (0..).zip(&mut self.terms) {
            let Some(postings) = cursor.at(document)? else {
                places.clear();
                break;
            };
            if offset == 0 {
                postings.positions(places);
            } else {
                postings.positions(next);
                places.retain(|place| next.binary_search(&(place + offset)).is_ok());
            }
            if places.is_empty() {
                break;
            }
        }
        let count = u32::try_from(places.len()).unwrap_or(u32::MAX);
        self.counted = Some((document, count));
        Ok(count)
    }
}

impl Cursor<'_> {
    /// The postings at `document`, if it has the term.
    fn at(&mut self, document: DocId) -> Result<Option<&mut SegmentPostings>, Error> {
        let postings = match &mut self.postings {
            Some(postings) => postings,
            none => {
                let read = self
                    .field
                    .postings
                    .read_postings_from_terminfo(self.found, self.reads)
                    .map_err(tantivy::TantivyError::from)?;
                none.insert(Box::new(read))
            }
        };
        let here = if postings.doc() < document { postings.seek(document) } else { postings.doc() };
        Ok((here == document).then_some(postings))
    }
}
