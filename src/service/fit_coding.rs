use std::collections::{BTreeMap, BTreeSet};

use super::{
    Error, coding_cases,
    naics_coder::{self, files},
};
use crate::{
    definition::{self, coding::CodingModels},
    domain::invalid::Invalid,
    search::classifier::{self, Entry, Wording},
};

/// What a fit wrote.
#[derive(Debug, Clone)]
pub struct CodingFit {
    /// Files by their path in the repository, with their text.
    pub files: Vec<(&'static str, String)>,
    /// Cases that were learned from.
    pub cases: usize,
    /// Cases whose code is no narrowest code of the classification.
    pub left_out: usize,
}

/// Learns from cases, a table of codes and phrases, how to code text to NAICS 2017.
///
/// `descriptions` is a table with the code first and the description last; without it the terms of
/// the definition stay as they are. Phrases and descriptions are kept as normalised words, not as
/// they were written.
///
/// # Errors
/// A table that cannot be read, cases that do not allow a fit.
pub fn fit_coding(cases: &str, descriptions: Option<&str>) -> Result<CodingFit, Error> {
    let definition = definition::get();
    let cases = coding_cases::read(cases, None, None)?;
    let all = cases.len();
    let mut seen = BTreeSet::new();
    let entries: Vec<Entry> = cases
        .into_iter()
        .filter(|case| naics_coder::find_narrowest(&definition.taxonomy, &case.code))
        .map(|case| Entry { wording: Wording::read(&case.text), code: case.code })
        .filter(|entry| !entry.wording.is_empty())
        .filter(|entry| seen.insert((entry.code.clone(), entry.wording.clone())))
        .collect();
    let terms = match descriptions {
        Some(text) => terms(text)?,
        None => definition::naics_coding().terms.clone(),
    };
    let mut sorted = entries;
    sorted.sort_by(|a, b| (&a.code, a.wording.to_string()).cmp(&(&b.code, b.wording.to_string())));
    let codes = naics_coder::known_codes(&definition.taxonomy, &terms);
    let refuse = |fault: crate::statistics::FitError| {
        Error::from(Invalid::new("cases", sorted.len(), &format!("enough to learn from ({fault})")))
    };
    let learned = classifier::fit(&codes, &sorted).map_err(refuse)?;
    let titles = classifier::fit_without_entries(&codes, &sorted).map_err(refuse)?;
    let models = CodingModels {
        all: naics_coder::model(&learned, sorted.len()),
        titles: naics_coder::model(&titles, sorted.len()),
    };
    let files = files(&sorted, &terms, &learned.word_weights, models)
        .map_err(|fault| Error::from(Invalid::new("models", fault, "numbers")))?;
    Ok(CodingFit { files: files.into(), cases: sorted.len(), left_out: all - sorted.len() })
}

/// The terms of each code's description, each once, in alphabetical order.
fn terms(text: &str) -> Result<BTreeMap<String, Vec<String>>, Error> {
    let taxonomy = &definition::get().taxonomy;
    let mut terms: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for record in coding_cases::records(text)? {
        let (Some(code), Some(description)) = (record.first(), record.last()) else { continue };
        if code.len() < 4 || taxonomy.find(&format!("naics2017:{code}")).is_none() {
            continue;
        }
        let found = classifier::terms(description);
        let found: BTreeSet<String> = found.iter().map(ToString::to_string).collect();
        if !found.is_empty() {
            terms.insert(code.clone(), found.into_iter().collect());
        }
    }
    Ok(terms)
}
