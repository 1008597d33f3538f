use std::collections::BTreeMap;

use super::{File, Taxonomy, find, table};
use crate::domain::{
    code::{ClassificationSystem, IndustryCode},
    invalid::InvalidLine,
    row::Row,
};

/// Which ISIC codes a code corresponds to, both ways, in the order of the file.
#[derive(Debug, Clone, Default)]
pub(super) struct Concordance {
    pub(super) to_isic: BTreeMap<String, Vec<String>>,
    from_isic: BTreeMap<String, Vec<String>>,
}

impl Taxonomy {
    /// The codes of GB/T 4754 that correspond to a code of any system, the most specific first.
    pub fn gbt_of(&self, industry: &IndustryCode) -> Vec<String> {
        self.convert(industry, ClassificationSystem::Gbt4754)
    }

    /// The codes of ISIC Rev.4 that correspond to a code of GB/T 4754, the most specific first.
    pub fn isic_of(&self, gbt: &str) -> Vec<String> {
        self.convert(&IndustryCode::gbt(gbt), ClassificationSystem::Isic4)
    }

    /// The codes of `system` that correspond to a code, the most specific first; itself in its
    /// own system, nothing for an unknown code.
    ///
    /// A code without a row of its own takes the rows of the codes below it, or else of the
    /// nearest code above it.
    pub fn convert(&self, industry: &IndustryCode, system: ClassificationSystem) -> Vec<String> {
        if self.entry(industry).is_none() {
            return Vec::new();
        }
        if industry.system == system {
            return vec![industry.code.clone()];
        }
        if let Some(code) = self.shared(industry, system) {
            return vec![code];
        }
        let isic = match industry.system {
            ClassificationSystem::Isic4 => vec![industry.code.clone()],
            other => self.linked(industry, &self.with_isic(other).to_isic),
        };
        let mut codes = Vec::new();
        for code in isic {
            let found = match system {
                ClassificationSystem::Isic4 => vec![code],
                other => {
                    let hinge = IndustryCode { system: ClassificationSystem::Isic4, code };
                    self.linked(&hinge, &self.with_isic(other).from_isic)
                }
            };
            append(&mut codes, &found);
        }
        codes.sort_by_key(|code| std::cmp::Reverse(code.len()));
        codes
    }

    /// The codes of the other classifications that correspond to a code.
    pub fn corresponding(&self, industry: &IndustryCode) -> Vec<IndustryCode> {
        let others = ClassificationSystem::ALL.into_iter().filter(|s| *s != industry.system);
        others
            .flat_map(|system| {
                let codes = self.convert(industry, system).into_iter();
                codes.map(move |code| IndustryCode { system, code })
            })
            .collect()
    }

    pub(super) fn gbt_isic_rows(&self, files: &[File<'_>]) -> Result<Concordance, InvalidLine> {
        let mut concordance = Concordance::default();
        let file = find(files, "index/gbt4754_isic4.csv")?;
        for row in table::rows(file, &["gbt", "isic", "note"])? {
            let gbt = self.known(&row, "gbt", ClassificationSystem::Gbt4754)?;
            let isic = self.known(&row, "isic", ClassificationSystem::Isic4)?;
            concordance.add(&row, gbt, isic)?;
        }
        Ok(concordance)
    }

    /// Whole links first, as they are the surer ones.
    pub(super) fn naics_isic_rows(&self, files: &[File<'_>]) -> Result<Concordance, InvalidLine> {
        let mut concordance = Concordance::default();
        let file = find(files, "index/naics2017_isic4.csv")?;
        let rows = table::rows(file, &["naics", "isic", "part"])?;
        for part in ["whole", "part"] {
            for row in &rows {
                if !["whole", "part"].contains(&row.text("part")) {
                    return Err(row.refuse("part", "`whole` or `part`"));
                }
                if row.text("part") == part {
                    let naics = self.known(row, "naics", ClassificationSystem::Naics2017)?;
                    let isic = self.known(row, "isic", ClassificationSystem::Isic4)?;
                    concordance.add(row, naics, isic)?;
                }
            }
        }
        Ok(concordance)
    }

    pub(super) fn nace_isic_rows(&self, files: &[File<'_>]) -> Result<Concordance, InvalidLine> {
        let mut concordance = Concordance::default();
        let file = find(files, "index/nace2_isic4.csv")?;
        for row in table::rows(file, &["nace", "isic"])? {
            let nace = self.known(&row, "nace", ClassificationSystem::Nace2)?;
            let isic = self.known(&row, "isic", ClassificationSystem::Isic4)?;
            concordance.add(&row, nace, isic)?;
        }
        Ok(concordance)
    }

    /// The code of the other of NACE and UK SIC, which are one down to the classes; for a subclass
    /// its class.
    fn shared(&self, industry: &IndustryCode, system: ClassificationSystem) -> Option<String> {
        let pair = [ClassificationSystem::Nace2, ClassificationSystem::Uksic2007];
        if !pair.contains(&industry.system) || !pair.contains(&system) {
            return None;
        }
        let code = industry.code.get(..4).unwrap_or(&industry.code).to_owned();
        Some(code).filter(|code| self.entry(&IndustryCode { system, code: code.clone() }).is_some())
    }

    fn known(
        &self,
        row: &Row,
        column: &str,
        system: ClassificationSystem,
    ) -> Result<String, InvalidLine> {
        let code = IndustryCode { system, code: row.required(column)?.to_owned() };
        match self.entry(&code) {
            Some(_) => Ok(code.code),
            None => Err(row.refuse(column, &format!("a code of index/{}.csv", system.as_str()))),
        }
    }

    fn with_isic(&self, system: ClassificationSystem) -> &Concordance {
        match system {
            ClassificationSystem::Naics2017 => &self.naics_isic,
            ClassificationSystem::Nace2 | ClassificationSystem::Uksic2007 => &self.nace_isic,
            ClassificationSystem::Gbt4754 | ClassificationSystem::Isic4 => &self.gbt_isic,
        }
    }

    /// What a map says of a code, of those below it, or else of the nearest above it.
    fn linked(&self, industry: &IndustryCode, map: &BTreeMap<String, Vec<String>>) -> Vec<String> {
        let found = self.at_or_below(industry, map);
        if !found.is_empty() {
            return found;
        }
        let above = self.ancestors(industry);
        above.iter().find_map(|entry| map.get(&entry.industry.code).cloned()).unwrap_or_default()
    }

    fn at_or_below(
        &self,
        industry: &IndustryCode,
        map: &BTreeMap<String, Vec<String>>,
    ) -> Vec<String> {
        if let Some(codes) = map.get(&industry.code) {
            return codes.clone();
        }
        let mut codes = Vec::new();
        for child in self.children(industry) {
            append(&mut codes, &self.at_or_below(&child.industry, map));
        }
        codes
    }
}

impl Concordance {
    fn add(&mut self, row: &Row, code: String, isic: String) -> Result<(), InvalidLine> {
        let to_isic = self.to_isic.entry(code.clone()).or_default();
        if to_isic.contains(&isic) {
            return Err(row.refuse("isic", "a pair that stands once"));
        }
        to_isic.push(isic.clone());
        self.from_isic.entry(isic).or_default().push(code);
        Ok(())
    }
}

/// Adds what is not there yet, keeping the order.
fn append(codes: &mut Vec<String>, found: &[String]) {
    for code in found {
        if !codes.contains(code) {
            codes.push(code.clone());
        }
    }
}
