use std::collections::{BTreeMap, BTreeSet};

use super::{
    App, Error,
    code_text::{self, CodedIndustry},
    naics_coder,
    rank_regions::check_limit,
    resolve::check_text,
};
use crate::{
    definition::Taxonomy,
    domain::code::{ClassificationSystem, IndustryCode},
    search::classifier::{Classifier, Wording},
};

/// Below this probability of the likeliest subsector a text does not tell enough. At 0.25 two texts
/// in a hundred of the index went unanswered, of which half had the right code among the first
/// five; at 0.12 next to none.
const DIVISION_PROBABILITY_MIN: f64 = 0.12;
/// A text of which less is known, by the weight of its words or their letters, does not tell enough.
const KNOWN_SHARE_MIN: f64 = 0.3;
/// How many codes of Chinese text are turned into other systems.
const CODES_MAX: usize = 100;
/// Who speaks so describes a project, and does not name an industry as an index would.
const SPEAKERS: [&str; 6] = ["we", "our", "us", "i", "my", "ours"];
/// Words of intent that say nothing about the industry of such a project.
const INTENT: [&str; 20] = [
    "base",
    "build",
    "building",
    "builds",
    "develop",
    "developed",
    "developing",
    "develops",
    "facility",
    "factory",
    "looking",
    "plant",
    "plants",
    "produce",
    "produces",
    "producing",
    "production",
    "seek",
    "seeking",
    "site",
];
/// Codes less likely than this are not turned into another classification.
const PROBABILITY_MIN: f64 = 1e-4;

/// What a text was coded to in one classification.
#[derive(Debug, Clone, PartialEq)]
pub struct TextCoding {
    /// The classification.
    pub system: ClassificationSystem,
    /// The codes as they were found, the likeliest first; empty if the text does not tell enough.
    pub industries: Vec<CodedIndustry>,
    /// The same by level, from wide to narrow; a code's confidence is the sum over the codes below
    /// it where these are probabilities, the largest of them in GB/T 4754.
    pub levels: Vec<CodedLevel>,
    /// Why there are no codes.
    pub reason: Option<NotCoded>,
}

/// The codes of one level.
#[derive(Debug, Clone, PartialEq)]
pub struct CodedLevel {
    /// `section`, `division`, `group`, `class` …
    pub level: String,
    /// The likeliest first.
    pub industries: Vec<CodedIndustry>,
}

/// Why a text was not coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotCoded {
    /// Too few of its words are known.
    UnknownWords,
    /// Its words point to many industries and to none above the others.
    Undecided,
}

impl NotCoded {
    /// The identifier in documents.
    pub fn as_str(self) -> &'static str {
        match self {
            NotCoded::UnknownWords => "unknown-words",
            NotCoded::Undecided => "undecided",
        }
    }
}

/// Codes a text in a classification: GB/T 4754 by its own phrases, NAICS by what its index lists,
/// the others through these by the crosswalk (Chinese text from GB/T 4754, English from NAICS).
///
/// # Errors
/// A text that is empty or too long, a limit out of range.
pub async fn code_in_system(
    app: &App,
    text: &str,
    system: ClassificationSystem,
    limit: usize,
) -> Result<TextCoding, Error> {
    check_text(text)?;
    check_limit(limit)?;
    let (own, text) = (app.clone(), text.to_owned());
    let turn = app.turn().await?;
    turn.compute(move |_stop| {
        let mut coding = code(&own, &text, system);
        coding.industries.truncate(limit);
        for level in &mut coding.levels {
            level.industries.truncate(limit);
        }
        coding
    })
    .await
}

/// Codes a text that is known to be in order.
pub(super) fn code(app: &App, text: &str, system: ClassificationSystem) -> TextCoding {
    let taxonomy = &app.definition().taxonomy;
    let own = ClassificationSystem::Gbt4754;
    if system == own || is_chinese(text) {
        let coded = code_text::code(app, text, CODES_MAX);
        if system == own {
            let levels = levels(taxonomy, &coded, f64::max);
            let reason = coded.is_empty().then_some(NotCoded::UnknownWords);
            return TextCoding { system, industries: coded, levels, reason };
        }
        let total: f64 = coded.iter().map(|coded| coded.confidence).sum();
        let sure = coded.first().map_or(0.0, |first| first.confidence);
        let mut words: Vec<String> = Vec::new();
        for word in coded.iter().flat_map(|coded| &coded.words) {
            if !words.contains(word) {
                words.push(word.clone());
            }
        }
        let shares = coded.into_iter().map(|coded| {
            // The likeliest code keeps its confidence as its probability.
            (coded.industry.code, coded.confidence / total.max(f64::MIN_POSITIVE) * sure)
        });
        return converted(taxonomy, own, shares.collect(), (system, words));
    }
    let (codes, words) =
        match naics(naics_coder::classifier(), &wording(text, &app.definition().stopwords)) {
            Ok(found) => found,
            Err(reason) => return not_coded(system, reason),
        };
    converted(taxonomy, ClassificationSystem::Naics2017, codes, (system, words))
}

/// The codes of NAICS for a text, by level, with their probabilities; empty if it does not tell
/// enough.
pub(super) fn naics_levels(
    taxonomy: &Taxonomy,
    classifier: &Classifier,
    wording: &Wording,
) -> BTreeMap<String, Vec<(String, f64)>> {
    let system = ClassificationSystem::Naics2017;
    let Ok((codes, words)) = naics(classifier, wording) else { return BTreeMap::new() };
    let coding = converted(taxonomy, system, codes, (system, words));
    let pair = |coded: CodedIndustry| (coded.industry.code, coded.confidence);
    let levels = coding.levels.into_iter();
    levels.map(|level| (level.level, level.industries.into_iter().map(pair).collect())).collect()
}

/// The wording of a text; of a project in its own words, without those that stand in every such
/// text.
fn wording(text: &str, stopwords: &BTreeSet<String>) -> Wording {
    let mut wording = Wording::read(text);
    if !wording.words().any(|word| SPEAKERS.contains(&word)) {
        return wording;
    }
    for part in &mut wording.parts {
        part.retain(|word| !stopwords.contains(word) && !INTENT.contains(&word.as_str()));
    }
    wording.parts.retain(|part| !part.is_empty());
    wording
}

type Found = (Vec<(String, f64)>, Vec<String>);

fn naics(classifier: &Classifier, wording: &Wording) -> Result<Found, NotCoded> {
    let found = classifier.classify(wording);
    if found.codes.is_empty() || found.known_share < KNOWN_SHARE_MIN {
        return Err(NotCoded::UnknownWords);
    }
    let mut subsectors: BTreeMap<&str, f64> = BTreeMap::new();
    for (code, probability) in &found.codes {
        *subsectors.entry(code.get(..3).unwrap_or(code)).or_default() += probability;
    }
    if subsectors.values().all(|probability| *probability < DIVISION_PROBABILITY_MIN) {
        return Err(NotCoded::Undecided);
    }
    Ok((found.codes, found.words))
}

fn not_coded(system: ClassificationSystem, reason: NotCoded) -> TextCoding {
    TextCoding { system, industries: Vec::new(), levels: Vec::new(), reason: Some(reason) }
}

/// Shares of codes of one classification as codes of another.
fn converted(
    taxonomy: &Taxonomy,
    from: ClassificationSystem,
    shares: Vec<(String, f64)>,
    (system, words): (ClassificationSystem, Vec<String>),
) -> TextCoding {
    let mut found: BTreeMap<String, f64> = BTreeMap::new();
    for (code, share) in shares.into_iter().filter(|(_, share)| PROBABILITY_MIN <= *share) {
        let industry = IndustryCode { system: from, code };
        for (code, part) in taxonomy.convert_weighted(&industry, system) {
            *found.entry(code).or_default() += share * part;
        }
    }
    if found.is_empty() {
        return not_coded(system, NotCoded::UnknownWords);
    }
    let mut industries: Vec<CodedIndustry> = found
        .into_iter()
        .map(|(code, share)| named(taxonomy, IndustryCode { system, code }, share, &words))
        .collect();
    let levels = levels(taxonomy, &industries, |one, other| one + other);
    sort(&mut industries);
    TextCoding { system, industries, levels, reason: None }
}

/// The codes and those above them, by level, from wide to narrow.
fn levels(
    taxonomy: &Taxonomy,
    industries: &[CodedIndustry],
    join: fn(f64, f64) -> f64,
) -> Vec<CodedLevel> {
    let mut joined: BTreeMap<IndustryCode, CodedIndustry> = BTreeMap::new();
    for coded in industries {
        let above = taxonomy.ancestors(&coded.industry);
        for entry in above.into_iter().chain(taxonomy.entry(&coded.industry)) {
            let known = joined
                .entry(entry.industry.clone())
                .or_insert_with(|| named(taxonomy, entry.industry.clone(), 0.0, &[]));
            known.confidence = join(known.confidence, coded.confidence).min(1.0);
            for word in &coded.words {
                if !known.words.contains(word) {
                    known.words.push(word.clone());
                }
            }
        }
    }
    let mut levels: Vec<(usize, CodedLevel)> = Vec::new();
    for (code, coded) in joined {
        let Some(entry) = taxonomy.entry(&code) else { continue };
        let depth = taxonomy.ancestors(&code).len();
        if let Some((_, level)) = levels.iter_mut().find(|(_, level)| level.level == entry.level) {
            level.industries.push(coded);
        } else {
            let level = CodedLevel { level: entry.level.clone(), industries: vec![coded] };
            levels.push((depth, level));
        }
    }
    levels.sort_by_key(|(depth, _)| *depth);
    let mut levels: Vec<CodedLevel> = levels.into_iter().map(|(_, level)| level).collect();
    for level in &mut levels {
        sort(&mut level.industries);
    }
    levels
}

fn named(
    taxonomy: &Taxonomy,
    industry: IndustryCode,
    confidence: f64,
    words: &[String],
) -> CodedIndustry {
    let title = taxonomy.entry(&industry).map(|entry| entry.title.clone()).unwrap_or_default();
    CodedIndustry { industry, title, confidence, words: words.to_vec() }
}

fn sort(industries: &mut [CodedIndustry]) {
    industries.sort_by(|a, b| {
        b.confidence.total_cmp(&a.confidence).then_with(|| a.industry.cmp(&b.industry))
    });
    for coded in industries {
        coded.confidence = (coded.confidence * 1e4).round() / 1e4;
    }
}

/// Whether a text has a Chinese character.
fn is_chinese(text: &str) -> bool {
    text.chars().any(|sign| ('\u{4e00}'..='\u{9fff}').contains(&sign))
}
