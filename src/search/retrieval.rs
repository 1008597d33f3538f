//! The documents that a plan finds and the best of them, in one pass in the order of identifiers.
//!
//! Every unit must occur in `exact`; the words score in every field by its boost. Which documents
//! may hold all units is told by sets of documents; only these are looked at, for phrases word by
//! word, and only those that can still be among the best are scored in full. What a document
//! scores depends on all documents together, and is added up in the order of the plan: neither on
//! the segment in which it stands nor on what stands beside it.

use std::collections::{BTreeMap, HashMap};

use tantivy::postings::TermInfo;
use tantivy::{DocId, Score, Term};

use super::Error;
use super::best::{Best, Found};
use super::part::Part;
use super::plan::{Alternative, Plan};
use super::rules::EXACT;
use super::shard::Shard;
use super::weight::Weight;

/// What a plan finds.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Retrieved {
    /// How many documents, admitted or not.
    pub(super) matched: usize,
    /// The best of those admitted: higher score first, then in the order of identifiers.
    pub(super) best: Vec<Found>,
}

/// A term of the question, and what the dictionary of each segment says of it.
pub(super) struct Asked {
    pub(super) term: Term,
    pub(super) found: Vec<Option<TermInfo>>,
    /// Documents that have it, in all segments.
    documents: u64,
}

/// Something that scores where it occurs.
pub(super) struct Expression<'a> {
    /// The unit that it satisfies; `None` if it only raises the score.
    pub(super) unit: Option<usize>,
    /// Terms that must stand side by side, with the weight of all of them together.
    pub(super) phrase: Option<(Vec<usize>, Weight<'a>)>,
    /// Terms that must occur, each with its weight.
    pub(super) terms: Vec<(usize, Weight<'a>)>,
    /// Terms whose occurrence proves that of the phrase.
    pub(super) proofs: Vec<usize>,
}

/// A plan as a shard knows it.
struct Question<'a> {
    shard: &'a Shard,
    asked: Vec<Asked>,
    numbers: HashMap<Term, usize>,
    expressions: Vec<Expression<'a>>,
}

/// Finds what `plan` asks for. Each document found is shown to `admit`, in the order of
/// identifiers; of those that it admits up to `wanted` are returned, the best ones.
pub(super) fn retrieve(
    shard: &Shard,
    boosts: &BTreeMap<&'static str, f32>,
    plan: &Plan,
    wanted: usize,
    admit: &mut dyn FnMut(DocId) -> bool,
) -> Result<Retrieved, Error> {
    let question = Question::new(shard, boosts, plan)?;
    let mut best = Best::new(wanted);
    let mut matched = 0;
    for number in 0..shard.segments().len() {
        let Some(mut part) = Part::open(shard, number, &question.asked, &question.expressions)?
        else {
            continue;
        };
        let first = shard.segments()[number].first;
        for document in part.take_candidates().iter() {
            if !part.matches(document)? {
                continue;
            }
            matched += 1;
            if admit(first + document)
                && let Some(score) = part.score(document, best.threshold())?
            {
                best.offer(Found { document: first + document, score });
            }
        }
    }
    Ok(Retrieved { matched, best: best.sorted() })
}

impl<'a> Question<'a> {
    fn new(
        shard: &'a Shard,
        boosts: &BTreeMap<&'static str, f32>,
        plan: &Plan,
    ) -> Result<Question<'a>, Error> {
        let mut question =
            Question { shard, asked: Vec::new(), numbers: HashMap::new(), expressions: Vec::new() };
        let boost = boosts.get(EXACT).copied().unwrap_or(1.0);
        for (unit, alternatives) in plan.units.iter().enumerate() {
            for alternative in &alternatives.alternatives {
                question.add_alternative(unit, alternative, boost)?;
            }
        }
        let mut words: HashMap<&str, Vec<usize>> = HashMap::new();
        for (word, factor) in &plan.words {
            for (name, boost) in boosts.iter().filter(|(name, _)| **name != EXACT) {
                let term = question.ask(Term::from_field_text(shard.field(name), word))?;
                if question.asked[term].documents == 0 {
                    continue;
                }
                let weight = question.weight(&[term], boost * factor);
                words.entry(word).or_default().push(term);
                question.expressions.push(Expression {
                    unit: None,
                    phrase: None,
                    terms: vec![(term, weight)],
                    proofs: Vec::new(),
                });
            }
        }
        question.prove(plan, &words);
        Ok(question)
    }

    fn add_alternative(
        &mut self,
        unit: usize,
        alternative: &Alternative,
        boost: Score,
    ) -> Result<(), Error> {
        let field = self.shard.field(EXACT);
        let mut pieces = Vec::new();
        for piece in &alternative.pieces {
            pieces.push(self.ask(Term::from_field_text(field, piece))?);
        }
        let phrase = (alternative.adjacent && 1 < pieces.len())
            .then(|| (pieces.clone(), self.weight(&pieces, boost)));
        let apart = if phrase.is_some() { &[][..] } else { &pieces };
        let mut terms: Vec<(usize, Weight<'a>)> =
            apart.iter().map(|term| (*term, self.weight(&[*term], boost))).collect();
        if alternative.foreign_only {
            let script = self.ask(self.shard.without_han())?;
            terms.push((script, self.weight(&[script], boost)));
        }
        self.expressions.push(Expression { unit: Some(unit), phrase, terms, proofs: Vec::new() });
        Ok(())
    }

    /// Notes which words are the phrases of units: a Chinese word is cut out of a text, so where
    /// it stands in any field, its characters stand side by side.
    fn prove(&mut self, plan: &Plan, words: &HashMap<&str, Vec<usize>>) {
        let alternatives = plan.units.iter().flat_map(|unit| &unit.alternatives);
        for (alternative, expression) in alternatives.zip(&mut self.expressions) {
            let spelled = alternative.pieces.concat();
            if expression.phrase.is_some() && spelled.chars().all(super::fold::is_han) {
                expression.proofs = words.get(spelled.as_str()).cloned().unwrap_or_default();
            }
        }
    }

    /// The number of a term, looked up in every segment once.
    fn ask(&mut self, term: Term) -> Result<usize, Error> {
        if let Some(number) = self.numbers.get(&term) {
            return Ok(*number);
        }
        let segments = self.shard.segments().iter();
        let found: Vec<Option<TermInfo>> = segments
            .map(|segment| segment.field(term.field()).find(&term))
            .collect::<Result<_, _>>()?;
        let documents = found.iter().flatten().map(|found| u64::from(found.doc_freq)).sum();
        self.numbers.insert(term.clone(), self.asked.len());
        self.asked.push(Asked { term, found, documents });
        Ok(self.asked.len() - 1)
    }

    /// The weight of terms of one field together.
    fn weight(&self, terms: &[usize], boost: Score) -> Weight<'a> {
        let lengths = self.shard.lengths(self.asked[terms[0]].term.field());
        let frequencies = terms.iter().map(|term| self.asked[*term].documents);
        Weight::new(frequencies, self.shard.len(), boost, lengths)
    }
}
