//! Coding cases without knowing them: what is known is parted, and each part is answered by a coder
//! that learned from the others alone.

use std::{
    collections::{BTreeSet, HashMap},
    ops::RangeInclusive,
    sync::{Mutex, MutexGuard, PoisonError},
};

use sha2::{Digest, Sha256};

use super::{
    App, Error, code_system,
    coding_cases::CodingCase,
    evaluate_coding::{Answer, CodingOptions, FoldsBy, Knowledge, real},
    naics_coder,
};
use crate::{
    definition::{self, CodingKnowledge, Taxonomy},
    domain::invalid::Invalid,
    search::classifier::{self, Classifier, Entry, KnownCode, Wording},
    statistics::FitError,
};

/// Cases that are themselves known are answered in so many parts.
const FOLDS: usize = 5;
/// Parts that are answered at once.
const THREADS: usize = 2;
/// A word in more than this share of the entries does not tell near-duplicates apart.
const COMMON_SHARE: f64 = 0.02;

/// Cases and what is known, with the part of each.
struct Work<'a> {
    taxonomy: &'a Taxonomy,
    knowledge: &'a CodingKnowledge,
    codes: Vec<KnownCode>,
    entries: Vec<Entry>,
    /// The part of each entry.
    entry_folds: Vec<usize>,
    cases: Vec<Wording>,
    /// The part of each case; [`FOLDS`] for one that is not known.
    case_folds: Vec<usize>,
    what: Knowledge,
    answers: Mutex<Vec<Answer>>,
}

/// The answers to NAICS cases, and how many cases were held out of what answered them.
pub(super) fn answers(
    app: &App,
    cases: &[CodingCase],
    options: &CodingOptions,
) -> Result<(Vec<Answer>, usize), Error> {
    let knowledge = definition::naics_coding();
    let taxonomy = &app.definition().taxonomy;
    let entries = naics_coder::entries(knowledge);
    let entry_folds = folds(&entries, options);
    let fold_of: HashMap<&Wording, usize> =
        entries.iter().map(|entry| &entry.wording).zip(entry_folds.iter().copied()).collect();
    let cases: Vec<Wording> = cases.iter().map(|case| Wording::read(&case.text)).collect();
    let case_folds: Vec<usize> =
        cases.iter().map(|case| fold_of.get(case).copied().unwrap_or(FOLDS)).collect();
    let held_out = case_folds.iter().filter(|fold| **fold < FOLDS).count();
    let work = Work {
        taxonomy,
        knowledge,
        codes: naics_coder::known_codes(taxonomy, &knowledge.terms),
        answers: Mutex::new(vec![Answer::new(); cases.len()]),
        entries,
        entry_folds,
        cases,
        case_folds,
        what: options.knowledge,
    };
    work.all()?;
    let answers = work.answers.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok((answers, held_out))
}

impl Work<'_> {
    /// Answers all parts, several at once.
    fn all(&self) -> Result<(), Error> {
        let folds = Mutex::new(0..=FOLDS);
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..THREADS)
                .map(|_| {
                    scope.spawn(|| -> Result<(), Error> {
                        while let Some(fold) = next(&folds) {
                            self.part(fold)?;
                        }
                        Ok(())
                    })
                })
                .collect();
            threads.into_iter().try_for_each(|thread| match thread.join() {
                Ok(result) => result,
                Err(panic) => std::panic::resume_unwind(panic),
            })
        })
    }

    /// Answers one part.
    fn part(&self, fold: usize) -> Result<(), Error> {
        if !self.case_folds.contains(&fold) {
            return Ok(());
        }
        let classifier = self.classifier(fold)?;
        for (place, wording) in self.cases.iter().enumerate() {
            if self.case_folds[place] == fold {
                let answer = code_system::naics_levels(self.taxonomy, &classifier, wording);
                lock(&self.answers)[place] = answer;
            }
        }
        Ok(())
    }

    /// A coder that does not know a part.
    fn classifier(&self, fold: usize) -> Result<Classifier, Error> {
        let entries = self.entries.iter().zip(&self.entry_folds);
        let others = entries.filter(|(_, of)| **of != fold);
        let others: Vec<Entry> = others.map(|(entry, _)| entry.clone()).collect();
        let refuse = |fault: FitError| {
            let expected = format!("enough to learn from ({fault})");
            Error::from(Invalid::new("cases", others.len(), &expected))
        };
        let (learned, known) = match (self.what, fold) {
            (Knowledge::All, FOLDS) => {
                (naics_coder::learned_with_entries(self.knowledge), &others[..])
            }
            (Knowledge::Titles, FOLDS) => {
                (naics_coder::learned_without_entries(self.knowledge), &[][..])
            }
            (Knowledge::All, _) => {
                (classifier::fit(&self.codes, &others).map_err(refuse)?, &others[..])
            }
            (Knowledge::Titles, _) => {
                (classifier::fit_without_entries(&self.codes, &others).map_err(refuse)?, &[][..])
            }
        };
        Ok(Classifier::new(&self.codes, known, &learned))
    }
}

fn next(folds: &Mutex<RangeInclusive<usize>>) -> Option<usize> {
    lock(folds).next()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The part of each entry. Entries of one wording are always in one part.
fn folds(entries: &[Entry], options: &CodingOptions) -> Vec<usize> {
    let bags: Vec<Vec<String>> = entries.iter().map(|entry| entry.wording.bag()).collect();
    let mut frequency: HashMap<&str, usize> = HashMap::new();
    for stem in bags.iter().flatten() {
        *frequency.entry(stem).or_default() += 1;
    }
    let most = COMMON_SHARE * real(entries.len());
    let is_rare = |stem: &&String| real(frequency[stem.as_str()]) <= most;
    let key = |entry: &Entry, bag: &[String]| {
        let rare: BTreeSet<&String> = bag.iter().filter(is_rare).collect();
        match options.folds_by {
            FoldsBy::Cases => entry.wording.to_string(),
            FoldsBy::NearDuplicates if rare.is_empty() => bag.join(" "),
            FoldsBy::NearDuplicates => rare.into_iter().cloned().collect::<Vec<_>>().join(" "),
        }
    };
    let seed = options.resampling.seed;
    let keyed = entries.iter().zip(&bags).map(|(entry, bag)| format!("{seed} {}", key(entry, bag)));
    keyed.map(|key| fold(&key)).collect()
}

/// A part by the hash of a text: the same on every machine and in every order.
fn fold(text: &str) -> usize {
    let digest = Sha256::digest(text.as_bytes());
    (usize::from(digest[0]) * 256 + usize::from(digest[1])) % FOLDS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::code::ClassificationSystem, statistics::bootstrap::Resampling};

    fn folds_of(texts: &[&str], folds_by: FoldsBy) -> Vec<usize> {
        let entry = |text: &&str| Entry { wording: Wording::read(text), code: "1".to_owned() };
        let entries: Vec<Entry> = texts.iter().map(entry).collect();
        let options = CodingOptions {
            system: ClassificationSystem::Naics2017,
            code: None,
            text: None,
            knowledge: Knowledge::All,
            folds_by,
            resampling: Resampling { resamples: 100, seed: 1 },
        };
        folds(&entries, &options)
    }

    #[test]
    fn near_duplicates_stay_together() {
        // A hundred other entries make "manufacturing" common and leave the rest rare.
        let others: Vec<String> = (0..100).map(|n| format!("thing{n} manufacturing")).collect();
        let pairs = ["Bicycles manufacturing", "Bicycle, manufacturing", "Manufacturing bicycles"];
        let texts: Vec<&str> = pairs.into_iter().chain(others.iter().map(String::as_str)).collect();
        let folds = folds_of(&texts, FoldsBy::NearDuplicates);
        assert_eq!(folds[0], folds[1]);
        assert_eq!(folds[0], folds[2]);
        let distinct: BTreeSet<usize> = folds_of(&texts, FoldsBy::Cases).into_iter().collect();
        assert_eq!(distinct.len(), FOLDS);
    }

    #[test]
    fn one_wording_is_in_one_part() {
        let folds = folds_of(&["Bread, baking", "bread; baking"], FoldsBy::Cases);
        assert_eq!(folds[0], folds[1]);
    }
}
