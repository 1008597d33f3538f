//! The engine's query for a plan, built from terms alone.

use tantivy::Term;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::IndexRecordOption;

use super::plan::{Alternative, Plan, Unit};
use super::rules::{EXACT, Rules};
use super::shard::Shard;

/// Every unit must occur in `exact`; the words score in every field by its boost.
pub(super) fn build(plan: &Plan, shard: &Shard, rules: &Rules) -> BooleanQuery {
    let boosts = rules.boosts(shard.kind);
    let exact_boost = boosts.get(EXACT).copied().unwrap_or(1.0);
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = plan
        .units
        .iter()
        .map(|unit| {
            let query: Box<dyn Query> =
                Box::new(BoostQuery::new(unit_query(unit, shard), exact_boost));
            (Occur::Must, query)
        })
        .collect();
    for (word, factor) in &plan.words {
        for (name, boost) in boosts.iter().filter(|(name, _)| **name != EXACT) {
            let term = Term::from_field_text(shard.field(name), word);
            let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
            clauses
                .push((Occur::Should, Box::new(BoostQuery::new(Box::new(query), boost * factor))));
        }
    }
    BooleanQuery::new(clauses)
}

fn unit_query(unit: &Unit, shard: &Shard) -> Box<dyn Query> {
    let queries: Vec<Box<dyn Query>> =
        unit.alternatives.iter().map(|alternative| alternative_query(alternative, shard)).collect();
    Box::new(BooleanQuery::union(queries))
}

fn alternative_query(alternative: &Alternative, shard: &Shard) -> Box<dyn Query> {
    let field = shard.field(EXACT);
    let terms: Vec<Term> =
        alternative.pieces.iter().map(|piece| Term::from_field_text(field, piece)).collect();
    let found: Box<dyn Query> = if alternative.adjacent && 1 < terms.len() {
        Box::new(PhraseQuery::new(terms))
    } else {
        Box::new(BooleanQuery::intersection(terms.into_iter().map(term_query).collect()))
    };
    if alternative.foreign_only {
        Box::new(BooleanQuery::intersection(vec![found, term_query(shard.without_han())]))
    } else {
        found
    }
}

fn term_query(term: Term) -> Box<dyn Query> {
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}
