use super::{
    File, Taxonomy, TaxonomyEntry,
    concordance::{Quantities, count, known},
    find, table,
};
use crate::domain::{
    code::ClassificationSystem,
    invalid::{Invalid, InvalidLine},
    row::number,
};

/// The share of the alphabetical index of NAICS whose entries are counted.
const INDEX_SHARE: f64 = 0.7;

/// How large the six-digit industries of NAICS are, from `index/naics2017_sizes.csv`.
pub(super) struct NaicsSizes {
    /// People employed, estimated for every industry.
    pub(super) people: Quantities,
    /// Entries of the alphabetical index, where some are known.
    entries: Quantities,
}

impl NaicsSizes {
    pub(super) fn parse(
        taxonomy: &Taxonomy,
        files: &[File<'_>],
    ) -> Result<NaicsSizes, InvalidLine> {
        let mut employed = Quantities::new();
        let mut entries = Quantities::new();
        let mut earlier = String::new();
        let file = find(files, "index/naics2017_sizes.csv")?;
        for row in table::rows(file, &["naics", "employment", "entries"])? {
            let code = known(taxonomy, &row, "naics", ClassificationSystem::Naics2017)?;
            if ![4, 6].contains(&code.len()) || code <= earlier {
                return Err(row.refuse("naics", "a code of four or six digits, in code order"));
            }
            if let Some(people) = row.parse_optional("employment", whole)? {
                employed.insert(code.clone(), people);
            }
            if let Some(listed) = row.parse_optional("entries", whole)? {
                entries.insert(code.clone(), listed / INDEX_SHARE);
            }
            earlier = code;
        }
        Ok(NaicsSizes { people: people(taxonomy, &employed), entries })
    }

    /// How many entries an industry has in the whole alphabetical index; the median of all
    /// industries where none is known.
    pub(super) fn entries(&self, industry: &str) -> Option<f64> {
        let known = self.entries.get(industry).copied();
        known.or_else(|| Some(median(self.entries.values().copied())))
    }
}

/// The people of every six-digit industry.
///
/// The source withholds cells of few firms, so that the counts of a group's industries fall short
/// of its own count; what is missing is shared equally among them. An industry of a group without
/// any count (farming, railways, government) is given the median of the others.
fn people(taxonomy: &Taxonomy, employed: &Quantities) -> Quantities {
    // Not the two halves of an industry of construction, which have six digits like the whole.
    let is_industry = |entry: &&TaxonomyEntry| {
        entry.industry.code.len() == 6 && entry.parent.as_ref().is_some_and(|code| code.len() < 6)
    };
    let industries: Vec<&str> = taxonomy
        .list(ClassificationSystem::Naics2017)
        .filter(is_industry)
        .map(|entry| entry.industry.code.as_str())
        .collect();
    let of = |code: &str| employed.get(code).copied().unwrap_or(0.0);
    let mut people = Quantities::new();
    for group in employed.keys().filter(|code| code.len() == 4) {
        let members: Vec<&&str> = industries.iter().filter(|c| c.starts_with(group)).collect();
        let counted: f64 = members.iter().map(|code| of(code)).sum();
        let withheld = (of(group) - counted).max(0.0) / count(members.len());
        people.extend(members.into_iter().map(|code| ((*code).to_owned(), of(code) + withheld)));
    }
    people.retain(|_, people| 0.0 < *people);
    let median = median(people.values().copied());
    for code in industries {
        people.entry(code.to_owned()).or_insert(median);
    }
    people
}

/// The middle value, the upper one of two; 1 if there is none.
fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(1.0)
}

fn whole(text: &str) -> Result<f64, Invalid> {
    number::<u32>(text, "a whole number").map(f64::from)
}
