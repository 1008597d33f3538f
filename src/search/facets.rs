//! How many documents have each value: counted by number, named at the end.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::DocId;

use super::text::Facts;

/// How many of the documents found have each value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    /// By level.
    pub levels: BTreeMap<String, usize>,
    /// By province.
    pub provinces: BTreeMap<String, usize>,
    /// By GB/T 4754 division, two digits; a document counts once in each of its divisions.
    pub divisions: BTreeMap<String, usize>,
    /// By enclave mode.
    pub modes: BTreeMap<String, usize>,
    /// By classification.
    pub systems: BTreeMap<String, usize>,
}

/// What documents are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Facet {
    Level,
    Province,
    Division,
    Mode,
    System,
}

/// The values of every document, numbered.
#[derive(Debug, Default)]
pub(super) struct FacetTable {
    values: Vec<(Facet, String)>,
    /// The numbers of all documents' values, one document after the other.
    numbers: Vec<u32>,
    /// Where the numbers of each document end.
    ends: Vec<usize>,
}

impl FacetTable {
    pub(super) fn new(facts: &[Facts]) -> FacetTable {
        let mut table = FacetTable::default();
        let mut known: BTreeMap<Facet, BTreeMap<&str, u32>> = BTreeMap::new();
        for facts in facts {
            for (facet, value) in values(facts) {
                let next = u32::try_from(table.values.len()).unwrap_or(u32::MAX);
                let number = *known.entry(facet).or_default().entry(value).or_insert(next);
                if number == next {
                    table.values.push((facet, value.to_owned()));
                }
                table.numbers.push(number);
            }
            table.ends.push(table.numbers.len());
        }
        table
    }

    /// Counts of no document yet.
    pub(super) fn counts(&self) -> Counts<'_> {
        Counts { table: self, counts: vec![0; self.values.len()] }
    }
}

/// The values by which a document counts, each once.
fn values(facts: &Facts) -> impl Iterator<Item = (Facet, &str)> {
    let divisions: BTreeSet<&str> =
        facts.industries.iter().filter_map(|code| code.get(..2)).collect();
    let levels = facts.levels.iter().map(|level| (Facet::Level, level.as_str()));
    let provinces = facts.province.iter().map(|province| (Facet::Province, province.as_str()));
    let divisions = divisions.into_iter().map(|division| (Facet::Division, division));
    let modes = facts.modes.iter().map(|mode| (Facet::Mode, mode.as_str()));
    let systems = facts.system.iter().map(|system| (Facet::System, system.as_str()));
    levels.chain(provinces).chain(divisions).chain(modes).chain(systems)
}

/// How many documents have each value so far.
pub(super) struct Counts<'a> {
    table: &'a FacetTable,
    counts: Vec<usize>,
}

impl Counts<'_> {
    /// Counts a document.
    pub(super) fn count(&mut self, document: DocId) {
        let document = document as usize;
        let start = document.checked_sub(1).map_or(0, |before| self.table.ends[before]);
        for number in &self.table.numbers[start..self.table.ends[document]] {
            self.counts[*number as usize] += 1;
        }
    }

    /// The counts by name, of values that occurred.
    pub(super) fn named(self) -> Facets {
        let mut facets = Facets::default();
        let counted = self.table.values.iter().zip(self.counts).filter(|(_, count)| 0 < *count);
        for ((facet, value), count) in counted {
            let counts = match facet {
                Facet::Level => &mut facets.levels,
                Facet::Province => &mut facets.provinces,
                Facet::Division => &mut facets.divisions,
                Facet::Mode => &mut facets.modes,
                Facet::System => &mut facets.systems,
            };
            counts.insert(value.clone(), count);
        }
        facets
    }
}
