//! A search and its answer: filters, counts, order.

use tantivy::DocId;

use crate::domain::geography::{Coordinates, Kilometres};

use super::Error;
use super::best::Found;
use super::facets::{Counts, Facets};
use super::highlight::{self, Snippet};
use super::plan::{self, Plan, Reading};
use super::retrieval;
use super::rules::Rules;
use super::shard::Shard;
use super::text::{Facts, Kind};

/// A circle on the Earth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// Its centre.
    pub centre: Coordinates,
    /// Its radius.
    pub distance_max: Kilometres,
}

/// What is looked for. Empty lists and `None` filter nothing; filters of one list are
/// alternatives, different filters must all hold.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchQuery {
    /// What kind of documents.
    pub kind: Kind,
    /// The words; empty lists everything in the order of the identifiers.
    pub text: String,
    /// Levels.
    pub levels: Vec<String>,
    /// Region ids: the region itself and everything below it.
    pub within: Vec<String>,
    /// GB/T 4754 codes: the code and every code below it.
    pub industries: Vec<String>,
    /// Enclave modes.
    pub modes: Vec<String>,
    /// Classifications, of industries.
    pub systems: Vec<String>,
    /// Least area in hectares.
    pub area_min_ha: Option<f64>,
    /// Greatest area in hectares.
    pub area_max_ha: Option<f64>,
    /// Highest land price in CNY per square metre.
    pub price_max_cny_per_m2: Option<f64>,
    /// Within a distance of a point.
    pub near: Option<Near>,
    /// Most hits on the page.
    pub limit: usize,
    /// Hits before the page.
    pub offset: usize,
}

impl SearchQuery {
    /// A search for `text` without filters, first page.
    pub fn new(kind: Kind, text: &str) -> SearchQuery {
        SearchQuery {
            kind,
            text: text.to_owned(),
            levels: Vec::new(),
            within: Vec::new(),
            industries: Vec::new(),
            modes: Vec::new(),
            systems: Vec::new(),
            area_min_ha: None,
            area_max_ha: None,
            price_max_cny_per_m2: None,
            near: None,
            limit: crate::domain::limits::LIMIT_DEFAULT,
            offset: 0,
        }
    }

    /// Whether anything but the words and the page is asked for.
    fn is_filtered(&self) -> bool {
        let plain = SearchQuery {
            limit: self.limit,
            offset: self.offset,
            ..SearchQuery::new(self.kind, &self.text)
        };
        *self != plain
    }
}

/// A document found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its identifier.
    pub id: String,
    /// BM25 over the boosted fields; comparable within one answer only, 0 without words.
    pub score: f32,
    /// The best passage, if words were asked for.
    pub snippet: Option<Snippet>,
    /// The matched words as they stand in the document, each once.
    pub words: Vec<String>,
    /// The fields that matched.
    pub fields: Vec<String>,
}

/// Documents that hold all other filters but whose figure is unknown, and so are left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct UnknownCounts {
    /// Area unknown.
    pub area: usize,
    /// Price unknown.
    pub price: usize,
    /// Location unknown.
    pub location: usize,
}

/// One page of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchPage {
    /// All documents found, on every page.
    pub total: usize,
    /// The page: higher score first, then by identifier.
    pub hits: Vec<Hit>,
    /// Counts over all documents found.
    pub facets: Facets,
    /// What a filter left out because a figure is unknown.
    pub unknown: UnknownCounts,
    /// How literally the words were read; `None` without words.
    pub reading: Option<Reading>,
}

/// Answers `query` from its shard.
pub(super) fn search(
    shard: &Shard,
    rules: &Rules,
    query: &SearchQuery,
) -> Result<SearchPage, Error> {
    let mut kept = Kept {
        shard,
        query,
        filtered: query.is_filtered(),
        total: 0,
        counts: shard.facets().counts(),
        unknown: UnknownCounts::default(),
    };
    let (best, read) = find(&mut kept, rules)?;
    let mut hits = Vec::new();
    for found in best.iter().skip(query.offset) {
        let matched = match &read {
            Some((_, plan)) => highlight::matched(&shard.texts(found.document)?, plan),
            None => highlight::Matched::default(),
        };
        hits.push(Hit {
            id: shard.facts()[found.document as usize].id.clone(),
            score: found.score,
            snippet: matched.snippet,
            words: matched.words,
            fields: matched.fields,
        });
    }
    Ok(SearchPage {
        total: kept.total,
        hits,
        facets: kept.counts.named(),
        unknown: kept.unknown,
        reading: read.map(|(reading, _)| reading),
    })
}

/// What is counted of the documents that hold the filters.
struct Kept<'a> {
    shard: &'a Shard,
    query: &'a SearchQuery,
    /// Whether there is any filter; without one nobody looks at the facts.
    filtered: bool,
    total: usize,
    counts: Counts<'a>,
    unknown: UnknownCounts,
}

impl Kept<'_> {
    /// Counts a document that was found by its words, if it holds the filters.
    fn admit(&mut self, document: DocId) -> bool {
        if self.filtered {
            let Some(facts) = self.shard.facts().get(document as usize) else { return false };
            if !passes(facts, self.query, &mut self.unknown) {
                return false;
            }
        }
        self.counts.count(document);
        self.total += 1;
        true
    }
}

/// A question and how literally it was read.
type Read = (Reading, Plan);

/// The best documents up to the end of the page, by words alone, in the first reading that finds
/// any. Filters have no say in that: a filter more never turns a literal answer into a looser one.
fn find(kept: &mut Kept<'_>, rules: &Rules) -> Result<(Vec<Found>, Option<Read>), Error> {
    let Kept { shard, query, .. } = *kept;
    let wanted = query.offset.saturating_add(query.limit);
    if query.text.trim().is_empty() {
        let everything = 0..u32::try_from(shard.facts().len()).unwrap_or(u32::MAX);
        let mut best = Vec::new();
        for document in everything {
            if kept.admit(document) && best.len() < wanted {
                best.push(Found { document, score: 0.0 });
            }
        }
        return Ok((best, None));
    }
    let mut last = None;
    for reading in Reading::ALL {
        let plan = plan::plan(&query.text, rules, reading);
        if plan.units.is_empty() {
            return Ok((Vec::new(), Some((reading, plan))));
        }
        if last.as_ref().is_none_or(|(_, earlier): &Read| earlier.units != plan.units) {
            let boosts = rules.boosts(shard.kind);
            let found = retrieval::retrieve(shard, boosts, &plan, wanted, &mut |document| {
                kept.admit(document)
            })?;
            if 0 < found.matched {
                return Ok((found.best, Some((reading, plan))));
            }
        }
        last = Some((reading, plan));
    }
    Ok((Vec::new(), last))
}

/// Whether the facts hold every filter; counts what an unknown figure alone leaves out.
fn passes(facts: &Facts, query: &SearchQuery, unknown: &mut UnknownCounts) -> bool {
    let within = query.within.is_empty()
        || query.within.iter().any(|id| *id == facts.id || facts.ancestors.contains(id));
    let industry = query.industries.is_empty()
        || query.industries.iter().any(|wanted| {
            facts
                .industries
                .iter()
                .any(|code| !wanted.is_empty() && code.starts_with(wanted.as_str()))
        });
    let listed = any(&query.levels, |level| facts.levels.contains(level))
        && any(&query.modes, |mode| facts.modes.contains(mode))
        && any(&query.systems, |system| facts.system.as_ref() == Some(system));
    if !(within && industry && listed) {
        return false;
    }
    let area_asked = query.area_min_ha.is_some() || query.area_max_ha.is_some();
    let area = facts.area_ha.map(|area| {
        query.area_min_ha.is_none_or(|least| least <= area)
            && query.area_max_ha.is_none_or(|most| area <= most)
    });
    let price =
        query.price_max_cny_per_m2.map(|most| facts.price_cny_per_m2.map(|price| price <= most));
    let near = query.near.map(|near| {
        facts.location.map(|place| near.centre.distance_to(place) <= near.distance_max)
    });
    let figures = [if area_asked { Some(area) } else { None }, price, near];
    if figures.contains(&Some(Some(false))) {
        return false;
    }
    unknown.area += usize::from(figures[0] == Some(None));
    unknown.price += usize::from(figures[1] == Some(None));
    unknown.location += usize::from(figures[2] == Some(None));
    !figures.contains(&Some(None))
}

/// Whether `list` is empty or one of it fits.
fn any(list: &[String], fits: impl Fn(&String) -> bool) -> bool {
    list.is_empty() || list.iter().any(fits)
}
