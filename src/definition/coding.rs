//! What is known for coding text to NAICS, from `index/`: entries, terms, weights of words, and how the
//! measures are weighed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{File, Taxonomy, find, table};
use crate::domain::{
    code::{ClassificationSystem, IndustryCode},
    invalid::{Invalid, InvalidLine},
    row::Row,
};

/// What is known for coding text to one classification.
#[derive(Debug, Clone)]
pub struct CodingKnowledge {
    /// Normalised entries of the index, with their narrowest codes.
    pub entries: Vec<(String, String)>,
    /// Terms of the descriptions, by code of any depth.
    pub terms: BTreeMap<String, Vec<String>>,
    /// One or two stems, a code of any depth, and what the stems add to its utility.
    pub word_weights: Vec<(String, String, f64)>,
    /// How measures are weighed.
    pub models: CodingModels,
}

/// How measures are weighed, by what is known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodingModels {
    /// With entries.
    pub all: CodingModel,
    /// Without entries: with titles and descriptions.
    pub titles: CodingModel,
}

/// Weights of the measures and the facts of their training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodingModel {
    /// Cases from which it was learned.
    pub cases: usize,
    /// Factor on utilities before they become probabilities.
    pub sureness: f64,
    /// In the order of the measures.
    pub measures: Vec<MeasureWeight>,
}

/// How one measure is weighed: its value, and where entries are known its rank (as a logarithm) and
/// whether it is the best.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeasureWeight {
    /// The measure.
    pub name: String,
    /// Utility per standard deviation.
    pub coefficients: Vec<f64>,
    /// Means over candidates.
    pub means: Vec<f64>,
    /// Standard deviations over candidates.
    pub deviations: Vec<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ModelFile {
    naics2017: CodingModels,
}

/// The files that a fit writes, in the order in which they are hashed.
pub const CODING_FILES: [&str; 4] = [
    "index/coding.toml",
    "index/naics2017_entries.csv",
    "index/naics2017_terms.csv",
    "index/naics2017_words.csv",
];

impl CodingKnowledge {
    /// Reads what is known for NAICS 2017.
    ///
    /// # Errors
    /// The first fault, with file, line, value and remedy.
    pub fn parse(files: &[File<'_>], taxonomy: &Taxonomy) -> Result<CodingKnowledge, InvalidLine> {
        let mut entries = Vec::new();
        for (row, code) in coded(find(files, CODING_FILES[1])?, &["code", "entries"], taxonomy)? {
            entries.extend(row.list("entries", ';').map(|entry| (entry.to_owned(), code.clone())));
        }
        let terms = listed(find(files, CODING_FILES[2])?, &["code", "terms"], taxonomy)?;
        let mut word_weights = Vec::new();
        for row in table::rows(find(files, CODING_FILES[3])?, &["words", "weights"])? {
            let words = row.required("words")?;
            for pair in row.list("weights", ';') {
                let refuse = || row.refuse("weights", "codes with weights, as `42:-0.31;4236:0.2`");
                let (code, weight) = pair.split_once(':').ok_or_else(refuse)?;
                let weight: f64 = weight.parse().map_err(|_| refuse())?;
                if !weight.is_finite() || !is_naics(taxonomy, code) {
                    return Err(refuse());
                }
                word_weights.push((words.to_owned(), code.to_owned(), weight));
            }
        }
        let models = table::toml::<ModelFile>(find(files, CODING_FILES[0])?)?.naics2017;
        check(&models.all, 3)?;
        check(&models.titles, 1)?;
        Ok(CodingKnowledge { entries, terms, word_weights, models })
    }
}

/// Whether every measure has so many numbers of each kind, all finite.
fn check(model: &CodingModel, parts: usize) -> Result<(), InvalidLine> {
    for measure in &model.measures {
        let numbers = [&measure.coefficients, &measure.means, &measure.deviations];
        let is_sound = |numbers: &&Vec<f64>| {
            numbers.len() == parts && numbers.iter().all(|number| number.is_finite())
        };
        if !numbers.iter().all(is_sound) || measure.deviations.iter().any(|number| *number < 0.0) {
            let expected = format!("{parts} finite numbers of each kind");
            let invalid = Invalid::new("measures", &measure.name, &expected);
            return Err(InvalidLine::new(CODING_FILES[0], 0, invalid));
        }
    }
    Ok(())
}

/// The lists of a file by code.
fn listed(
    file: File<'_>,
    columns: &'static [&'static str; 2],
    taxonomy: &Taxonomy,
) -> Result<BTreeMap<String, Vec<String>>, InvalidLine> {
    let lists = coded(file, columns, taxonomy)?.into_iter();
    Ok(lists
        .map(|(row, code)| (code, row.list(columns[1], ';').map(str::to_owned).collect()))
        .collect())
}

/// The lines of a file with their codes, which must rise.
fn coded(
    file: File<'_>,
    columns: &'static [&'static str],
    taxonomy: &Taxonomy,
) -> Result<Vec<(Row, String)>, InvalidLine> {
    let mut earlier = String::new();
    let mut coded = Vec::new();
    for row in table::rows(file, columns)? {
        let code = row.required("code")?.to_owned();
        if !is_naics(taxonomy, &code) || code <= earlier {
            return Err(row.refuse("code", "a code of index/naics2017.csv, in code order"));
        }
        earlier.clone_from(&code);
        coded.push((row, code));
    }
    Ok(coded)
}

fn is_naics(taxonomy: &Taxonomy, code: &str) -> bool {
    let system = ClassificationSystem::Naics2017;
    taxonomy.entry(&IndustryCode { system, code: code.to_owned() }).is_some()
}
