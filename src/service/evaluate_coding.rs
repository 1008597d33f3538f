use std::collections::BTreeMap;

use super::{App, Error, app, code_system, coding_cases, held_out, naics_coder};
use crate::{
    domain::{
        code::{ClassificationSystem, IndustryCode},
        invalid::Invalid,
    },
    statistics::{bootstrap, calibration},
};

pub use crate::statistics::bootstrap::{Interval, Resampling};

/// Bins of the expected calibration error.
const BINS: usize = 10;

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
    /// Titles and descriptions, and no entry. How the measures are weighed, and how often each code is
    /// asked for, was learned on entries.
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
pub(super) type Answer = BTreeMap<String, Vec<(String, f64)>>;

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
        let is_known = if is_naics {
            naics_coder::find_narrowest(taxonomy, &case.code)
        } else {
            taxonomy.entry(&industry).is_some()
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
        ClassificationSystem::Naics2017 => held_out::answers(app, &scored, options)?,
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

/// The answers at one level, one after the other.
#[derive(Default)]
struct Answered {
    depth: usize,
    level: String,
    /// 1 where the first code was right.
    first: Vec<f64>,
    /// 1 where one of the first five was right.
    among_five: Vec<f64>,
    /// How sure the first code was.
    confidence: Vec<f64>,
    /// The number of the right code.
    clusters: Vec<usize>,
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
    let mut by_level: Vec<Answered> = Vec::new();
    for ((case, answer), cluster) in cases.iter().zip(answers).zip(numbers) {
        let industry = IndustryCode { system: options.system, code: case.code.clone() };
        let mut path = taxonomy.ancestors(&industry);
        path.reverse();
        path.extend(taxonomy.entry(&industry));
        for (depth, entry) in path.into_iter().enumerate() {
            let codes = answer.get(&entry.level).map_or(&[][..], Vec::as_slice);
            let rank = codes.iter().position(|(code, _)| *code == entry.industry.code);
            let first = codes.first().map_or(0.0, |(_, confidence)| *confidence);
            let place = by_level.iter().position(|level| level.level == entry.level);
            let place = place.unwrap_or_else(|| {
                let level = entry.level.clone();
                by_level.push(Answered { depth, level, ..Answered::default() });
                by_level.len() - 1
            });
            let answered = &mut by_level[place];
            answered.first.push(f64::from(u8::from(rank == Some(0))));
            answered.among_five.push(f64::from(u8::from(rank.is_some_and(|rank| rank < 5))));
            answered.confidence.push(first);
            answered.clusters.push(cluster);
        }
    }
    by_level.sort_by_key(|answered| answered.depth);
    let calibration_error = by_level.last().and_then(|answered| {
        let right: Vec<bool> = answered.first.iter().map(|first| 0.5 < *first).collect();
        calibration::expected_calibration_error(&answered.confidence, &right, BINS)
    });
    let calibration_error = calibration_error.unwrap_or(0.0);
    let levels = by_level.into_iter().map(|answered| {
        let share = |hits: &[f64]| {
            bootstrap::interval_of_mean(hits, &answered.clusters, options.resampling)
        };
        LevelFigures {
            cases: answered.first.len(),
            top_1: share(&answered.first),
            top_5: share(&answered.among_five),
            level: answered.level,
        }
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

/// A count as a number.
pub(super) fn real(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
