use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Mutex,
};

use super::{App, Error, app, code_system, coding_cases, naics_coder};
use crate::{
    definition,
    domain::{
        code::{ClassificationSystem, IndustryCode},
        invalid::Invalid,
    },
    search::classifier::{self, Classifier, Entry, Wording},
    statistics::{
        bootstrap::{self, Interval, Resampling},
        calibration,
    },
};

/// Cases that are themselves known are answered in so many parts, each by what the others teach.
const FOLDS: usize = 5;
/// Parts that are answered at once.
const THREADS: usize = 2;
/// Bins of the expected calibration error.
const BINS: usize = 10;
/// A word in more than this share of the entries does not tell near-duplicates apart.
const COMMON_SHARE: f64 = 0.02;

/// How the coding of texts is measured.
#[derive(Debug, Clone)]
pub struct CodingOptions {
    /// The classification.
    pub system: ClassificationSystem,
    /// The column of the code.
    pub code: Option<String>,
    /// The column of the text.
    pub text: Option<String>,
    /// What may be known.
    pub knowledge: Knowledge,
    /// How known cases are parted.
    pub folds_by: FoldsBy,
    /// Resamples of the bootstrap, and where its random numbers and the parting begin.
    pub resampling: Resampling,
}

/// What may be known of NAICS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Knowledge {
    /// Titles, descriptions and the entries of the index.
    All,
    /// Titles and descriptions.
    Titles,
}

/// How known cases are parted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoldsBy {
    /// One by one.
    Cases,
    /// Those that share all but common words stay together.
    NearDuplicates,
}

/// What was measured.
#[derive(Debug, Clone)]
pub struct CodingEvaluation {
    /// All cases.
    pub cases: usize,
    /// Cases of which the code is in the classification.
    pub scored: usize,
    /// The codes that are not in the classification, with the number of their cases.
    pub left_out: BTreeMap<String, usize>,
    /// Cases that are known and were answered by a coder that does not know them.
    pub held_out: usize,
    /// From wide to narrow.
    pub levels: Vec<LevelFigures>,
    /// Expected calibration error of the first answer at the narrowest level.
    pub calibration_error: f64,
    /// The share of the cases without an answer; they count as wrong.
    pub not_enough: f64,
}

/// How often the right code was first, or among the first five.
#[derive(Debug, Clone)]
pub struct LevelFigures {
    /// `section`, `division` …
    pub level: String,
    /// The cases whose code tells this level.
    pub cases: usize,
    /// The share of first answers that were right.
    pub top_1: Interval,
    /// The share of cases with the right code among the first five.
    pub top_5: Interval,
}

/// The answer to a case: per level, codes with their confidence, the best first.
type Answer = BTreeMap<String, Vec<(String, f64)>>;

/// Measures how well texts are coded.
///
/// A NAICS case that is itself among the known entries is never answered with itself: such cases
/// are parted, and each part is answered by a coder that learned from the others alone. Cases that
/// are not known are answered by the coder of the definition.
///
/// # Errors
/// Cases that cannot be read, or none of which has a code of the classification.
pub async fn evaluate_coding(
    app: &App,
    cases: &str,
    options: &CodingOptions,
) -> Result<CodingEvaluation, Error> {
    let cases = coding_cases::read(cases, options.code.as_deref(), options.text.as_deref())?;
    let (app, options) = (app.clone(), options.clone());
    app::blocking(move || evaluate(&app, cases, &options)).await?
}

fn evaluate(
    app: &App,
    cases: Vec<coding_cases::CodingCase>,
    options: &CodingOptions,
) -> Result<CodingEvaluation, Error> {
    let taxonomy = &app.definition().taxonomy;
    let all = cases.len();
    let mut left_out: BTreeMap<String, usize> = BTreeMap::new();
    let mut scored = Vec::new();
    for case in cases {
        let industry = IndustryCode { system: options.system, code: case.code.clone() };
        // Texts are coded to the narrowest codes of NAICS; a wider one could never be met.
        let is_naics = options.system == ClassificationSystem::Naics2017;
        let is_known = match is_naics {
            true => naics_coder::find_narrowest(taxonomy, &case.code),
            false => taxonomy.entry(&industry).is_some(),
        };
        if is_known {
            scored.push(case);
        } else {
            *left_out.entry(case.code).or_default() += 1;
        }
    }
    if scored.is_empty() {
        let expected = format!("codes of `{}`", options.system.as_str());
        return Err(Invalid::new("cases", format!("{all} other codes"), &expected).into());
    }
    let (answers, held_out) = match options.system {
        ClassificationSystem::Naics2017 => naics_answers(app, &scored, options)?,
        system => {
            let answer = |case: &coding_cases::CodingCase| {
                let levels = code_system::code(app, &case.text, system).levels.into_iter();
                levels
                    .map(|level| {
                        let codes = level.industries.into_iter();
                        (level.level, codes.map(|c| (c.industry.code, c.confidence)).collect())
                    })
                    .collect()
            };
            (scored.iter().map(answer).collect(), 0)
        }
    };
    Ok(figures(app, &scored, &answers, Counted { cases: all, left_out, held_out }, options))
}

struct Counted {
    cases: usize,
    left_out: BTreeMap<String, usize>,
    held_out: usize,
}

fn figures(
    app: &App,
    cases: &[coding_cases::CodingCase],
    answers: &[Answer],
    Counted { cases: all, left_out, held_out }: Counted,
    options: &CodingOptions,
) -> CodingEvaluation {
    let taxonomy = &app.definition().taxonomy;
    let mut clusters: BTreeMap<&str, usize> = BTreeMap::new();
    let numbers: Vec<usize> = cases
        .iter()
        .map(|case| {
            let next = clusters.len();
            *clusters.entry(&case.code).or_insert(next)
        })
        .collect();
    let mut by_level: Vec<(usize, String, Vec<[f64; 3]>, Vec<usize>)> = Vec::new();
    for ((case, answer), cluster) in cases.iter().zip(answers).zip(numbers) {
        let industry = IndustryCode { system: options.system, code: case.code.clone() };
        let mut path = taxonomy.ancestors(&industry);
        path.reverse();
        path.extend(taxonomy.entry(&industry));
        for (depth, entry) in path.into_iter().enumerate() {
            let codes = answer.get(&entry.level).map_or(&[][..], Vec::as_slice);
            let rank = codes.iter().position(|(code, _)| *code == entry.industry.code);
            let first = codes.first().map_or(0.0, |(_, confidence)| *confidence);
            let row = [
                if rank == Some(0) { 1.0 } else { 0.0 },
                if rank.is_some_and(|rank| rank < 5) { 1.0 } else { 0.0 },
                first,
            ];
            match by_level.iter_mut().find(|(_, level, ..)| *level == entry.level) {
                Some((_, _, rows, of)) => {
                    rows.push(row);
                    of.push(cluster);
                }
                None => by_level.push((depth, entry.level.clone(), vec![row], vec![cluster])),
            }
        }
    }
    by_level.sort_by_key(|(depth, ..)| *depth);
    let mut calibration_error = 0.0;
    let levels = by_level.into_iter().map(|(_, level, rows, of)| {
        let column = |place: usize| rows.iter().map(|row| row[place]).collect::<Vec<f64>>();
        let share = |place| bootstrap::interval_of_mean(&column(place), &of, options.resampling);
        let right: Vec<bool> = rows.iter().map(|row| 0.5 < row[0]).collect();
        // The narrowest level comes last and stays.
        calibration_error =
            calibration::expected_calibration_error(&column(2), &right, BINS).unwrap_or(0.0);
        LevelFigures { level, cases: rows.len(), top_1: share(0), top_5: share(1) }
    });
    let levels = levels.collect();
    let empty = answers.iter().filter(|answer| answer.is_empty()).count();
    CodingEvaluation {
        cases: all,
        scored: cases.len(),
        left_out,
        held_out,
        levels,
        calibration_error,
        not_enough: real(empty) / real(cases.len()),
    }
}

/// The answers to NAICS cases, and how many were held out of what answered them.
fn naics_answers(
    app: &App,
    cases: &[coding_cases::CodingCase],
    options: &CodingOptions,
) -> Result<(Vec<Answer>, usize), Error> {
    let knowledge = definition::naics_coding();
    let taxonomy = &app.definition().taxonomy;
    let codes = naics_coder::known_codes(taxonomy, &knowledge.terms);
    let entries = naics_coder::entries(knowledge);
    let folds = folds(&entries, options);
    let wordings: Vec<Wording> = cases.iter().map(|case| Wording::read(&case.text)).collect();
    let fold_of: HashMap<&Wording, usize> =
        entries.iter().map(|entry| &entry.wording).zip(folds.iter().copied()).collect();
    let answers: Mutex<Vec<Option<Answer>>> = Mutex::new(vec![None; cases.len()]);
    let answer = |fold: usize, classifier: &Classifier| {
        for (place, wording) in wordings.iter().enumerate() {
            if fold_of.get(wording).copied().unwrap_or(FOLDS) == fold {
                let answer = code_system::naics_levels(taxonomy, classifier, wording);
                let mut answers = answers.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                answers[place] = Some(answer);
            }
        }
    };
    let is_asked = |fold: usize| {
        wordings.iter().any(|wording| fold_of.get(wording).copied().unwrap_or(FOLDS) == fold)
    };
    let work = |fold: usize| -> Result<(), Error> {
        if !is_asked(fold) {
            return Ok(());
        }
        let known: Vec<Entry> = entries
            .iter()
            .zip(&folds)
            .filter(|(_, of)| **of != fold)
            .map(|(entry, _)| entry.clone())
            .collect();
        let refuse = |fault| {
            Error::from(Invalid::new(
                "cases",
                known.len(),
                &format!("enough to learn from ({fault})"),
            ))
        };
        let (learned, known) = match (options.knowledge, fold) {
            (Knowledge::All, FOLDS) => {
                (naics_coder::learned(&knowledge.models.all, &knowledge.word_weights), &known[..])
            }
            (Knowledge::Titles, FOLDS) => {
                (naics_coder::learned(&knowledge.models.titles, &[]), &[][..])
            }
            (Knowledge::All, _) => (classifier::fit(&codes, &known).map_err(refuse)?, &known[..]),
            (Knowledge::Titles, _) => {
                (classifier::fit_without_entries(&codes, &known).map_err(refuse)?, &[][..])
            }
        };
        answer(fold, &Classifier::new(&codes, known, &learned));
        Ok(())
    };
    let next = Mutex::new(0..=FOLDS);
    let take = || next.lock().unwrap_or_else(std::sync::PoisonError::into_inner).next();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|_| {
                scope.spawn(|| {
                    while let Some(fold) = take() {
                        work(fold)?;
                    }
                    Ok::<(), Error>(())
                })
            })
            .collect();
        threads.into_iter().try_for_each(|thread| match thread.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        })
    })?;
    let held_out = wordings.iter().filter(|wording| fold_of.contains_key(wording)).count();
    let answers = answers.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    Ok((answers.into_iter().map(Option::unwrap_or_default).collect(), held_out))
}

/// The part of each entry. Entries of one wording are always in one part.
fn folds(entries: &[Entry], options: &CodingOptions) -> Vec<usize> {
    let mut frequency: HashMap<String, usize> = HashMap::new();
    let bags: Vec<Vec<String>> = entries.iter().map(|entry| entry.wording.bag()).collect();
    for stem in bags.iter().flatten() {
        *frequency.entry(stem.clone()).or_default() += 1;
    }
    let is_rare = |stem: &&String| real(frequency[*stem]) <= COMMON_SHARE * real(entries.len());
    let key = |entry: &Entry, bag: &[String]| match options.folds_by {
        FoldsBy::Cases => entry.wording.to_string(),
        FoldsBy::NearDuplicates => {
            let rare: BTreeSet<&String> = bag.iter().filter(is_rare).collect();
            if rare.is_empty() {
                return bag.join(" ");
            }
            rare.into_iter().cloned().collect::<Vec<_>>().join(" ")
        }
    };
    let seed = options.resampling.seed.to_string();
    entries
        .iter()
        .zip(&bags)
        .map(|(entry, bag)| part(&format!("{seed} {}", key(entry, bag))))
        .collect()
}

/// A part by the hash of a text: the same on every machine and in every order.
fn part(text: &str) -> usize {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(text.as_bytes());
    (usize::from(digest[0]) * 256 + usize::from(digest[1])) % FOLDS
}

fn real(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
