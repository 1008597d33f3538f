//! The definition: what `index/` says, as typed values, parsed once and named by its hash.
//!
//! A person reviews the files; nothing else in the program knows a weight, a scale, a code or a
//! synonym. A change of any file changes the hash, so that what was derived from it is rebuilt.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    sync::LazyLock,
};

use sha2::{Digest, Sha256};

use crate::domain::{
    change::Change,
    cost::CostParameters,
    criterion::Criterion,
    input_output::InputOutput,
    invalid::{Invalid, InvalidLine},
    mode::ModeParameters,
    outcome::LandingRules,
    parameters::Parameters,
    preset::WeightPreset,
    reciprocal::RegionCriterion,
    siting::SitingParameters,
    text::{Language, Text},
    waters::Waters,
};

/// The classifications of industries and how they correspond.
pub mod taxonomy;
/// The tables that link classifications to ISIC, and what each link carries.
mod concordance;
/// The rows that link a code to ISIC, and the share of each.
mod link;
/// How large the industries of NAICS are.
mod naics_sizes;
/// Codes of one classification as codes of another, with weights.
mod conversion;
/// What is known for coding text; read only when it is asked for.
pub mod coding;
/// Phrases, synonyms and stop words.
pub mod vocabulary;
/// The searchable fields.
pub mod schema;
/// Criteria, weights and scales.
mod criteria;
/// Weights for every kind of user.
mod preset;
/// What regions weigh of projects.
mod region_criteria;
/// What regions can change about themselves.
mod changes;
/// Rates and strengths.
mod parameters;
/// What no road crosses.
mod waters;
/// What a landing costs per year.
mod costs;
/// What is assumed of enclave modes.
mod mode;
/// Who buys how much from whom.
mod input_output;
/// The industries of technologies.
mod siting;
/// How landing records are drawn up.
mod landing_record;
/// Lines of a table, and where a fault stands in a file.
mod table;
#[cfg(test)]
mod tests;

pub use coding::CodingKnowledge;
pub use conversion::Weighted;
pub use schema::{FieldDefinition, SearchSchema};
pub use taxonomy::{Depth, Taxonomy, TaxonomyEntry};
pub use vocabulary::{Phrase, SynonymGroup};

/// What the files of `index/` say.
#[derive(Debug, Clone)]
pub struct Definition {
    /// The first 16 hexadecimal digits of a SHA-256 over all files.
    pub hash: String,
    /// What is weighed, in the order of [`crate::domain::criterion::CriterionId::ALL`].
    pub criteria: Vec<Criterion>,
    /// Weights for every kind of user, in the order of [`crate::domain::preset::PresetId::ALL`].
    pub presets: Vec<WeightPreset>,
    /// What a region weighs of a project, in the order of
    /// [`crate::domain::reciprocal::RegionCriterionId::ALL`]; one has a weight above 0.
    pub region_criteria: Vec<RegionCriterion>,
    /// What a region can change about itself, and what it costs; each criterion at most once.
    pub changes: Vec<Change>,
    /// Rates and strengths that are no scales.
    pub parameters: Parameters,
    /// What a landing costs per year, as rates.
    pub costs: CostParameters,
    /// What is assumed of enclave modes.
    pub modes: ModeParameters,
    /// The classifications of industries.
    pub taxonomy: Taxonomy,
    /// Who buys how much from whom in the country, by sector.
    pub input_output: InputOutput,
    /// What people type and the industries that it names, by text and then language.
    pub phrases: Vec<Phrase>,
    /// The positions of the phrases of each code.
    phrases_by_code: BTreeMap<String, Vec<usize>>,
    /// Names of products and the industries that make them, beside the phrases: for coding only.
    pub products: Vec<Phrase>,
    /// Words that mean the same in a search.
    pub synonyms: Vec<SynonymGroup>,
    /// Words that a search leaves out.
    pub stopwords: BTreeSet<String>,
    /// The searchable fields.
    pub schema: SearchSchema,
    /// The industries of technologies.
    pub siting: SitingParameters,
    /// How landing records are drawn up.
    pub landing_record: LandingRules,
}

/// A file by its path and its text.
pub type File<'a> = (&'static str, &'a str);

macro_rules! files {
    ($($path:literal),+ $(,)?) => {
        [$(($path, include_str!(concat!("../../", $path)))),+]
    };
}

/// The files of the definition, in the order in which they are hashed.
pub const FILES: [File<'static>; 29] = files!(
    "index/changes.toml",
    "index/coding.toml",
    "index/costs.toml",
    "index/criteria.toml",
    "index/gbt4754.csv",
    "index/gbt4754_isic4.csv",
    "index/gbt4754_products.csv",
    "index/input_output.csv",
    "index/input_output_sectors.csv",
    "index/isic4.csv",
    "index/landing_record.toml",
    "index/modes.toml",
    "index/nace2.csv",
    "index/nace2_isic4.csv",
    "index/naics2017.csv",
    "index/naics2017_entries.csv",
    "index/naics2017_isic4.csv",
    "index/naics2017_sizes.csv",
    "index/naics2017_terms.csv",
    "index/naics2017_words.csv",
    "index/parameters.toml",
    "index/phrases.csv",
    "index/region_criteria.toml",
    "index/schema.toml",
    "index/siting.toml",
    "index/stopwords.txt",
    "index/synonyms.toml",
    "index/uksic2007.csv",
    "index/waters.csv",
);

static DEFINITION: LazyLock<Definition> = LazyLock::new(|| {
    // A test parses these same bytes, so that a broken file never leaves the house.
    Definition::parse(&FILES).unwrap_or_else(|fault| panic!("the definition is broken: {fault}"))
});

/// The definition that is compiled in.
///
/// # Panics
/// A file is broken, which a test rules out.
pub fn get() -> &'static Definition {
    &DEFINITION
}

/// What is known for coding text to NAICS 2017, read on first use: it is large, and most questions
/// need none of it.
///
/// # Panics
/// A file is broken, which a test rules out.
pub fn naics_coding() -> &'static CodingKnowledge {
    static KNOWLEDGE: LazyLock<CodingKnowledge> = LazyLock::new(|| {
        CodingKnowledge::parse(&FILES, &get().taxonomy)
            .unwrap_or_else(|fault| panic!("the definition is broken: {fault}"))
    });
    &KNOWLEDGE
}

impl Definition {
    /// Reads a definition from its files; see [`FILES`].
    ///
    /// # Errors
    /// The first fault, with file, line, value and remedy.
    pub fn parse(files: &[File<'_>]) -> Result<Definition, InvalidLine> {
        let taxonomy = Taxonomy::parse(files)?;
        let mut parameters = parameters::parse(find(files, "index/parameters.toml")?)?;
        let waters = waters::parse(find(files, "index/waters.csv")?)?;
        parameters.travel.waters = Waters::new(waters, parameters.travel.ferry_km());
        let phrases = vocabulary::phrases(find(files, "index/phrases.csv")?, &taxonomy)?;
        let products = vocabulary::products(find(files, "index/gbt4754_products.csv")?, &taxonomy)?;
        let synonyms = vocabulary::synonyms(find(files, "index/synonyms.toml")?)?;
        let stopwords = vocabulary::stopwords(find(files, "index/stopwords.txt")?)?;
        Ok(Definition {
            hash: hash(files),
            criteria: criteria::parse(find(files, "index/criteria.toml")?)?,
            presets: preset::parse(find(files, "index/criteria.toml")?)?,
            region_criteria: region_criteria::parse(find(files, "index/region_criteria.toml")?)?,
            changes: changes::parse(find(files, "index/changes.toml")?)?,
            parameters,
            costs: costs::parse(find(files, "index/costs.toml")?)?,
            modes: mode::parse(find(files, "index/modes.toml")?)?,
            input_output: input_output::parse(files, &taxonomy)?,
            phrases_by_code: vocabulary::by_code(&phrases),
            phrases,
            products,
            synonyms,
            stopwords,
            schema: schema::parse(find(files, "index/schema.toml")?)?,
            landing_record: landing_record::parse(find(files, "index/landing_record.toml")?)?,
            siting: siting::parse(find(files, "index/siting.toml")?, &taxonomy)?,
            taxonomy,
        })
    }

    /// Finds a Chinese phrase, such as the label of a declared industry, by its exact text.
    pub fn chinese_phrase(&self, text: &str) -> Option<&Phrase> {
        let key = (text, Language::Zh);
        let found = self
            .phrases
            .binary_search_by(|phrase| (phrase.text.as_str(), phrase.language).cmp(&key));
        found.ok().map(|position| &self.phrases[position])
    }

    /// The Chinese phrases, by text.
    pub fn chinese_phrases(&self) -> impl Iterator<Item = &Phrase> {
        self.phrases.iter().filter(|phrase| phrase.language == Language::Zh)
    }

    /// The phrases that name a code of GB/T 4754 itself, not one above or below it.
    pub fn phrases_of(&self, code: &str) -> Vec<Text> {
        let positions = self.phrases_by_code.get(code).into_iter().flatten();
        positions.map(|position| self.phrases[*position].as_text()).collect()
    }
}

/// One of the files, which must be among them.
fn find<'a>(files: &[File<'a>], path: &'static str) -> Result<File<'a>, InvalidLine> {
    let found = files.iter().find(|(name, _)| *name == path);
    found.copied().ok_or_else(|| {
        InvalidLine::new(path, 0, Invalid::new("", "nothing", "a file of the definition"))
    })
}

/// Names and lengths are hashed too, so that text cannot move between files unseen.
fn hash(files: &[File<'_>]) -> String {
    let mut hasher = Sha256::new();
    for (path, text) in files {
        hasher.update(format!("{path} {}\n", text.len()));
        hasher.update(text);
    }
    hasher.finalize().iter().take(8).fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}
