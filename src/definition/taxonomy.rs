use std::collections::BTreeMap;

use super::{File, concordance::Concordance, find, table};
use crate::domain::{
    code::{ClassificationSystem, IndustryCode},
    invalid::{Invalid, InvalidLine},
    row::Row,
    text::Text,
};

/// The classifications of industries and how they correspond.
///
/// ISIC Rev.4 is the hinge: GB/T 4754, NAICS and NACE correspond to each other through it. UK SIC
/// is NACE with subclasses.
#[derive(Debug, Clone)]
pub struct Taxonomy {
    /// By system and code.
    entries: Vec<TaxonomyEntry>,
    children: BTreeMap<IndustryCode, Vec<usize>>,
    pub(super) gbt_isic: Concordance,
    pub(super) naics_isic: Concordance,
    pub(super) nace_isic: Concordance,
}

/// One industry of a classification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxonomyEntry {
    /// Its system and code.
    pub industry: IndustryCode,
    /// The code above; absent at the top.
    pub parent: Option<String>,
    /// `section`, `division`, `group`, `class`, `subclass`; in NAICS `sector`, `subsector`, `group`, `industry`,
    /// `national_industry`.
    pub level: String,
    /// Its title.
    pub title: Text,
}

/// How deep in its classification a code stands; the levels of different classifications that
/// share a depth are about equally fine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// A letter, or a sector of NAICS.
    Section,
    /// Two digits, or a subsector of NAICS with three.
    Division,
    /// Three digits, or a group of NAICS with four.
    Group,
    /// Four digits, or an industry of NAICS with five.
    Class,
    /// Five digits of UK SIC, or a national industry of NAICS with six.
    Subclass,
}

/// The levels of the classifications, each wider than those after it in its own system: GB/T 4754,
/// ISIC and NACE have sections, divisions, groups and classes, UK SIC subclasses too; NAICS has the
/// others, and groups.
const LEVELS: [&str; 9] = [
    "section",
    "sector",
    "division",
    "subsector",
    "group",
    "class",
    "subclass",
    "industry",
    "national_industry",
];

impl TaxonomyEntry {
    /// How deep it stands.
    pub fn depth(&self) -> Depth {
        match self.level.as_str() {
            "section" | "sector" => Depth::Section,
            "division" | "subsector" => Depth::Division,
            "group" => Depth::Group,
            "class" | "industry" => Depth::Class,
            _ => Depth::Subclass,
        }
    }
}

impl Taxonomy {
    /// Finds a code.
    pub fn entry(&self, industry: &IndustryCode) -> Option<&TaxonomyEntry> {
        let found = self.entries.binary_search_by(|entry| entry.industry.cmp(industry));
        found.ok().map(|position| &self.entries[position])
    }

    /// Finds a code by its text with the system, as `gbt4754:2760`.
    pub fn find(&self, text: &str) -> Option<&TaxonomyEntry> {
        let (name, code) = text.split_once(':')?;
        let system = ClassificationSystem::ALL.into_iter().find(|s| s.as_str() == name)?;
        self.entry(&IndustryCode { system, code: code.to_owned() })
    }

    /// The codes above, the nearest first; nothing for an unknown code.
    pub fn ancestors(&self, industry: &IndustryCode) -> Vec<&TaxonomyEntry> {
        let mut ancestors = Vec::new();
        let mut entry = self.entry(industry);
        while let Some(above) = entry.and_then(|entry| self.parent(entry)) {
            ancestors.push(above);
            entry = Some(above);
        }
        ancestors
    }

    /// The codes directly below, in code order.
    pub fn children(&self, industry: &IndustryCode) -> Vec<&TaxonomyEntry> {
        let below = self.children.get(industry);
        below.into_iter().flatten().map(|position| &self.entries[*position]).collect()
    }

    /// The codes at or below a code that have none below them, in code order; nothing for an
    /// unknown code.
    pub fn lowest(&self, industry: &IndustryCode) -> Vec<&str> {
        let Some(entry) = self.entry(industry) else { return Vec::new() };
        let mut lowest = Vec::new();
        let mut open = vec![entry];
        while let Some(entry) = open.pop() {
            let below = self.children(&entry.industry);
            if below.is_empty() {
                lowest.push(entry.industry.code.as_str());
            }
            open.extend(below.into_iter().rev());
        }
        lowest
    }

    /// All codes of a system, in code order.
    pub fn list(&self, system: ClassificationSystem) -> std::slice::Iter<'_, TaxonomyEntry> {
        let start = self.entries.partition_point(|entry| entry.industry.system < system);
        let end = self.entries.partition_point(|entry| entry.industry.system <= system);
        self.entries[start..end].iter()
    }

    /// The section or sector in which a code stands, itself if it is one.
    pub fn section_of(&self, industry: &IndustryCode) -> Option<&TaxonomyEntry> {
        self.ancestors(industry).pop().or_else(|| self.entry(industry))
    }

    /// The classifications from their files.
    pub(super) fn parse(files: &[File<'_>]) -> Result<Taxonomy, InvalidLine> {
        let mut taxonomy = Taxonomy {
            entries: Vec::new(),
            children: BTreeMap::new(),
            gbt_isic: Concordance::default(),
            naics_isic: Concordance::default(),
            nace_isic: Concordance::default(),
        };
        for system in ClassificationSystem::ALL {
            let (path, columns): (_, &'static [&'static str]) = match system {
                ClassificationSystem::Gbt4754 => {
                    ("index/gbt4754.csv", &["code", "parent", "level", "zh", "en"])
                }
                ClassificationSystem::Isic4 => {
                    ("index/isic4.csv", &["code", "parent", "level", "en"])
                }
                ClassificationSystem::Naics2017 => {
                    ("index/naics2017.csv", &["code", "parent", "level", "en"])
                }
                ClassificationSystem::Nace2 => {
                    ("index/nace2.csv", &["code", "parent", "level", "en"])
                }
                ClassificationSystem::Uksic2007 => {
                    ("index/uksic2007.csv", &["code", "parent", "level", "en"])
                }
            };
            taxonomy.add(system, &table::rows(find(files, path)?, columns)?)?;
        }
        taxonomy.gbt_isic = Concordance::of_gbt(&taxonomy, files)?;
        taxonomy.naics_isic = Concordance::of_naics(&taxonomy, files)?;
        taxonomy.nace_isic = Concordance::of_nace(&taxonomy, files)?;
        Ok(taxonomy)
    }

    fn add(&mut self, system: ClassificationSystem, rows: &[Row]) -> Result<(), InvalidLine> {
        for row in rows {
            let entry = entry(system, row)?;
            let after = self.entries.last().is_none_or(|last| last.industry < entry.industry);
            if !after {
                return Err(row.refuse("code", "a code that stands once, in code order"));
            }
            self.entries.push(entry);
        }
        let start = self.entries.len() - rows.len();
        for (position, row) in (start..).zip(rows) {
            let entry = &self.entries[position];
            let Some(code) = &entry.parent else { continue };
            // Strictly wider or earlier, so that no chain of parents runs in a circle.
            let place = |entry: &TaxonomyEntry| {
                let depth = LEVELS.iter().position(|level| *level == entry.level);
                (depth, entry.industry.code.clone())
            };
            let is_wider = |above: &TaxonomyEntry| place(above) < place(entry);
            let parent = IndustryCode { system, code: code.clone() };
            if !self.entry(&parent).is_some_and(is_wider) {
                return Err(row.refuse("parent", "a wider code of the same file"));
            }
            self.children.entry(parent).or_default().push(position);
        }
        Ok(())
    }

    fn parent(&self, entry: &TaxonomyEntry) -> Option<&TaxonomyEntry> {
        let code = entry.parent.clone()?;
        self.entry(&IndustryCode { system: entry.industry.system, code })
    }
}

fn entry(system: ClassificationSystem, row: &Row) -> Result<TaxonomyEntry, InvalidLine> {
    let industry = IndustryCode { system, code: row.required("code")?.to_owned() };
    if !industry.validate().is_empty() {
        return Err(row.refuse("code", "a section letter or two to six digits"));
    }
    let zh = match system {
        ClassificationSystem::Gbt4754 => Some(row.required("zh")?.to_owned()),
        ClassificationSystem::Isic4
        | ClassificationSystem::Naics2017
        | ClassificationSystem::Nace2
        | ClassificationSystem::Uksic2007 => None,
    };
    Ok(TaxonomyEntry {
        industry,
        parent: row.owned("parent"),
        level: row.parse("level", level)?,
        title: Text { zh, en: Some(row.required("en")?.to_owned()) },
    })
}

fn level(text: &str) -> Result<String, Invalid> {
    if LEVELS.contains(&text) {
        Ok(text.to_owned())
    } else {
        Err(Invalid::new("", text, &format!("one of {}", LEVELS.join(", "))))
    }
}
