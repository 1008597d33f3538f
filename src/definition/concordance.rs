use std::collections::{BTreeMap, BTreeSet};

use super::{File, Taxonomy, find, link, naics_sizes::NaicsSizes, table};
use crate::domain::{
    code::{ClassificationSystem, IndustryCode},
    invalid::InvalidLine,
    row::Row,
};

/// How the codes of a classification correspond to those of ISIC Rev.4, and how much of a code's
/// activity each link carries.
///
/// Every lowest code has a size: people employed where a count is known, else 1. It lies under the
/// nearest code at or above it that has links of its own, its *holder*. What a holder holds times
/// the share of one of its links is the mass of the link, from which the weights of both directions
/// follow.
///
/// A code above whose parts all have links of their own holds nothing. Its links only serve the
/// ISIC classes that no other link reaches.
#[derive(Debug, Clone, Default)]
pub(super) struct Concordance {
    /// The ISIC codes of each code with links of its own, with shares that sum to one.
    links: BTreeMap<String, Vec<(String, f64)>>,
    /// The holder and the size of each lowest code.
    lowest: BTreeMap<String, (String, f64)>,
    /// The codes of each ISIC class, with the mass that lies in the class.
    by_class: BTreeMap<String, Vec<(String, f64)>>,
}

/// Codes with a quantity each.
pub(super) type Quantities = BTreeMap<String, f64>;

impl Concordance {
    /// The concordance of GB/T 4754: no count of its classes is known, so that each has size 1. A
    /// link with a note carries what the note names.
    pub(super) fn of_gbt(
        taxonomy: &Taxonomy,
        files: &[File<'_>],
    ) -> Result<Concordance, InvalidLine> {
        let file = find(files, "index/gbt4754_isic4.csv")?;
        let rows = table::rows(file, &["gbt", "isic", "note"])?;
        let system = ClassificationSystem::Gbt4754;
        let is_named = |row: &Row| !row.text("note").is_empty();
        let links = link::read(taxonomy, (system, "gbt"), &rows, is_named)?;
        let own: BTreeSet<String> = links.keys().cloned().collect();
        let held = |code: &str| {
            let classes = taxonomy.lowest(&coded(system, code)).into_iter();
            Some(count(classes.filter(|class| *class == code || !own.contains(*class)).count()))
        };
        let shares = link::shares(taxonomy, links, held);
        Ok(Concordance::new(taxonomy, system, shares, &Quantities::new()))
    }

    /// The concordance of NACE, and of UK SIC, which is NACE down to its classes; sizes of 1.
    pub(super) fn of_nace(
        taxonomy: &Taxonomy,
        files: &[File<'_>],
    ) -> Result<Concordance, InvalidLine> {
        let rows = table::rows(find(files, "index/nace2_isic4.csv")?, &["nace", "isic"])?;
        let system = ClassificationSystem::Nace2;
        let links = link::read(taxonomy, (system, "nace"), &rows, |_| false)?;
        let shares = link::shares(taxonomy, links, |_| None);
        Ok(Concordance::new(taxonomy, system, shares, &Quantities::new()))
    }

    /// The concordance of NAICS, whose sizes are people employed.
    pub(super) fn of_naics(
        taxonomy: &Taxonomy,
        files: &[File<'_>],
    ) -> Result<Concordance, InvalidLine> {
        let file = find(files, "index/naics2017_isic4.csv")?;
        let rows = table::rows(file, &["naics", "isic", "part"])?;
        let system = ClassificationSystem::Naics2017;
        let is_named = |row: &Row| row.text("part") == "part";
        let links = link::read(taxonomy, (system, "naics"), &rows, is_named)?;
        for row in &rows {
            let expected = match (row.text("part"), links[row.text("naics")].len()) {
                ("part", _) | ("whole", 1) | ("rest", 2..) => continue,
                ("whole", _) => "`part` or `rest`, as the code has other links too",
                ("rest", _) => "`whole` or `part`, as the code has no other link",
                _ => "`whole`, `part` or `rest`",
            };
            return Err(row.refuse("part", expected));
        }
        let sizes = NaicsSizes::parse(taxonomy, files)?;
        let shares = link::shares(taxonomy, links, |code| sizes.entries(code));
        Ok(Concordance::new(taxonomy, system, shares, &sizes.people))
    }

    fn new(
        taxonomy: &Taxonomy,
        system: ClassificationSystem,
        links: BTreeMap<String, Vec<(String, f64)>>,
        sizes: &Quantities,
    ) -> Concordance {
        let mut concordance = Concordance { links, ..Concordance::default() };
        let mut held = Quantities::new();
        for lowest in taxonomy.list(system).filter(|e| taxonomy.children(&e.industry).is_empty()) {
            let mut line = vec![lowest];
            line.extend(taxonomy.ancestors(&lowest.industry));
            let codes: Vec<&String> = line.into_iter().map(|e| &e.industry.code).collect();
            let Some(holder) = codes.iter().find(|code| concordance.links.contains_key(**code))
            else {
                continue;
            };
            let size = size_of(taxonomy, system, &codes, sizes);
            *held.entry((*holder).clone()).or_default() += size;
            concordance.lowest.insert(codes[0].clone(), ((*holder).clone(), size));
        }
        let mut by_class = concordance.spread(taxonomy, |code| held.get(code).copied());
        let summaries = concordance.spread(taxonomy, |code| {
            (!held.contains_key(code)).then(|| count(taxonomy.lowest(&coded(system, code)).len()))
        });
        for (class, codes) in summaries {
            by_class.entry(class).or_insert(codes);
        }
        concordance.by_class = by_class;
        concordance
    }

    /// What some codes hold, spread over the ISIC classes that their links reach.
    fn spread(
        &self,
        taxonomy: &Taxonomy,
        held: impl Fn(&str) -> Option<f64>,
    ) -> BTreeMap<String, Vec<(String, f64)>> {
        let mut by_class: BTreeMap<String, Vec<(String, f64)>> = BTreeMap::new();
        for (code, targets) in &self.links {
            let Some(held) = held(code) else { continue };
            for (target, share) in targets {
                let classes = taxonomy.lowest(&isic(target));
                let mass = held * share / count(classes.len());
                for class in classes {
                    by_class.entry(class.to_owned()).or_default().push((code.clone(), mass));
                }
            }
        }
        by_class
    }

    /// The ISIC codes to which a code's own links lead.
    #[cfg(test)]
    pub(super) fn targets(&self, code: &str) -> Vec<&str> {
        let links = self.links.get(code).into_iter().flatten();
        links.map(|(isic, _)| isic.as_str()).collect()
    }

    /// The ISIC codes among which the activity of some lowest codes is shared.
    pub(super) fn isic_of<'a>(&self, lowest: impl Iterator<Item = &'a str>) -> Quantities {
        let mut isic = Quantities::new();
        for (holder, size) in lowest.filter_map(|code| self.lowest.get(code)) {
            for (code, share) in &self.links[holder] {
                *isic.entry(code.clone()).or_default() += size * share;
            }
        }
        isic
    }

    /// The codes among which the activity of some ISIC classes is shared.
    pub(super) fn of_isic<'a>(&self, classes: impl Iterator<Item = &'a str>) -> Quantities {
        let mut codes = Quantities::new();
        for (code, mass) in classes.filter_map(|class| self.by_class.get(class)).flatten() {
            *codes.entry(code.clone()).or_default() += mass;
        }
        codes
    }
}

/// The size of the first of some codes, each above the one before: its own, or its share of the
/// nearest code above that has one.
fn size_of(
    taxonomy: &Taxonomy,
    system: ClassificationSystem,
    codes: &[&String],
    sizes: &Quantities,
) -> f64 {
    let found = codes.iter().find_map(|code| Some((*code, *sizes.get(*code)?)));
    found.map_or(1.0, |(code, size)| size / count(taxonomy.lowest(&coded(system, code)).len()))
}

pub(super) fn known(
    taxonomy: &Taxonomy,
    row: &Row,
    column: &str,
    system: ClassificationSystem,
) -> Result<String, InvalidLine> {
    let code = coded(system, row.required(column)?);
    match taxonomy.entry(&code) {
        Some(_) => Ok(code.code),
        None => Err(row.refuse(column, &format!("a code of index/{}.csv", system.as_str()))),
    }
}

pub(super) fn isic(code: &str) -> IndustryCode {
    coded(ClassificationSystem::Isic4, code)
}

fn coded(system: ClassificationSystem, code: &str) -> IndustryCode {
    IndustryCode { system, code: code.to_owned() }
}

#[expect(clippy::cast_precision_loss, reason = "a few thousand codes at most")]
pub(super) fn count(codes: usize) -> f64 {
    codes as f64
}
