use std::collections::{BTreeMap, BTreeSet};

use super::{
    Error,
    coding_cases::{self, CodingCase},
    naics_coder,
};
use crate::{
    definition::{self, coding::CodingModels},
    domain::invalid::Invalid,
    search::classifier::{self, Classifier, Entry, Learned, Wording},
    statistics::FitError,
};

/// An entry of another edition is kept only if its words give this share to one code.
const GUESS_SHARE_MIN: f64 = 0.7;

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
/// A case whose code another edition brought in is kept under the code that its words name, among
/// those that begin with the same five digits, if the words are sure; otherwise it is left out.
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
    let known = definition::naics_coding();
    let terms = match descriptions {
        Some(text) => terms(text)?,
        None => known.terms.clone(),
    };
    let codes = naics_coder::known_codes(&definition.taxonomy, &terms);
    let read = |case: CodingCase| Entry { wording: Wording::read(&case.text), code: case.code };
    let (cases, strangers): (Vec<Entry>, Vec<Entry>) = cases
        .into_iter()
        .map(read)
        .filter(|entry| !entry.wording.is_empty())
        .partition(|entry| naics_coder::find_narrowest(&definition.taxonomy, &entry.code));
    let cases = sorted(cases);
    let refuse = |fault: FitError| {
        Error::from(Invalid::new("cases", cases.len(), &format!("enough to learn from ({fault})")))
    };
    let titles = classifier::fit_without_entries(&codes, &cases).map_err(refuse)?;
    // Codes that are gone in the edition of the strangers have no case there: none is the likelier.
    let unasked = Learned { asked: BTreeMap::new(), ..titles.clone() };
    let guessed = guessed(strangers, &Classifier::new(&codes, &[], &unasked));
    let entries = sorted(cases.iter().cloned().chain(guessed).collect());
    let learned = classifier::fit(&codes, &entries).map_err(refuse)?;
    let models = CodingModels {
        all: naics_coder::model(&learned, entries.len()),
        titles: naics_coder::model(&titles, cases.len()),
    };
    let files = naics_coder::files(&entries, &terms, &learned.word_weights, models)
        .map_err(|fault| Error::from(Invalid::new("models", fault, "numbers")))?;
    Ok(CodingFit { files: files.into(), cases: entries.len(), left_out: all - entries.len() })
}

/// Entries by code and wording, each once.
fn sorted(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.sort_by_cached_key(|entry| (entry.code.clone(), entry.wording.to_string()));
    entries.dedup();
    entries
}

/// Entries of another edition's codes under the narrowest code that their own words name, where
/// the edition at hand has codes that begin with the same five digits and the words are sure.
fn guessed(strangers: Vec<Entry>, classifier: &Classifier) -> Vec<Entry> {
    let guess = |entry: Entry| {
        let prefix = entry.code.get(..5)?;
        let mut found = classifier.classify(&entry.wording).codes;
        found.retain(|(code, _)| code.starts_with(prefix));
        let sum: f64 = found.iter().map(|(_, probability)| probability).sum();
        let (code, probability) = found.into_iter().next()?;
        (GUESS_SHARE_MIN * sum < probability).then_some(Entry { code, wording: entry.wording })
    };
    strangers.into_iter().filter_map(guess).collect()
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
