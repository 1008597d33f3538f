//! Plain text to industry codes with a confidence, from phrases and titles.

use std::collections::{BTreeMap, BTreeSet};

use super::analyzer::{self, Analyzer, Gap, Piece};
use super::phrase::{Boundaries, Occurrence, Phrases};
use super::rules::Rules;
use super::titles::Titles;

/// A confidence below this is no answer: the text does not tell enough.
pub(super) const CONFIDENCE_MIN: f64 = 0.2;
/// Confidence of the second, third … code of a phrase relative to the first.
const RANK_FACTORS: [f64; 5] = [1.0, 0.7, 0.5, 0.4, 0.3];
/// A phrase this sure decides alone; titles outside its divisions then count half.
const CONFIDENCE_DECIDING: f64 = 0.55;
/// Codes closer than this are tied.
const TIE: f64 = 0.02;
/// Factor on a phrase that another one follows as its head: the 电池 of 电池正极材料.
const MODIFIER_FACTOR: f64 = 0.7;
/// Words that join two products of one rank, where Chinese writes no blank.
const CONJUNCTIONS: [&str; 6] = ["和", "与", "及", "或", "兼", "跟"];
/// Divisions that serve a product rather than make one: letting, business service, research,
/// technical service, promotion; household service, repair, other service, education.
const SERVING_DIVISIONS: [std::ops::RangeInclusive<u8>; 2] = [71..=75, 80..=83];
/// Divisions that make a product: mining, manufacturing, energy.
const PRODUCT_DIVISIONS: std::ops::RangeInclusive<u8> = 6..=46;

/// A product or trade in words, with its codes, the best first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The phrase, Chinese or English.
    pub text: String,
    /// Codes of any depth.
    pub codes: Vec<String>,
}

/// The title of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// The code.
    pub code: String,
    /// Chinese title.
    pub zh: String,
    /// English title.
    pub en: String,
}

/// What a text says about its industries.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Coding {
    /// The words that decided, as they stand in the text, each once.
    pub words: Vec<String>,
    /// Codes, the surest first; empty if the text does not tell enough.
    pub codes: Vec<CodedIndustry>,
}

/// A code and how sure it is.
#[derive(Debug, Clone, PartialEq)]
pub struct CodedIndustry {
    /// Division, group or class.
    pub code: String,
    /// From 0 to 1: at least 0.8 for a long phrase, at most 0.5 for title words alone. A degree
    /// of evidence, not a probability.
    pub confidence: f64,
    /// The words of the text that speak for it.
    pub words: Vec<String>,
}

/// Codes texts; prepared once, the same answer for the same text always.
#[derive(Clone)]
pub struct Coder {
    analyzer: Analyzer,
    phrases: Phrases,
    codes: Vec<Vec<String>>,
    titles: Titles,
}

/// The evidence for one code so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Evidence {
    pub(super) confidence: f64,
    pub(super) words: BTreeSet<String>,
}

impl Coder {
    /// Prepares phrases and titles of one classification.
    pub fn new(rules: &Rules, phrases: &[Phrase], titles: &[Title]) -> Coder {
        Coder {
            analyzer: rules.analyzer.clone(),
            phrases: Phrases::new(phrases.iter().map(|phrase| phrase.text.as_str())),
            codes: phrases.iter().map(|phrase| phrase.codes.clone()).collect(),
            titles: Titles::new(titles, &rules.analyzer),
        }
    }

    /// Codes `text`, at most `limit` codes.
    ///
    /// Phrases are found leftmost longest; each speaks for its codes by its length and the code's
    /// place in its list, less if another phrase follows as its head, and independent evidence
    /// e, f adds up to 1 - (1 - e)(1 - f). Title words outside the phrases add the BM25 of the
    /// text divided by the BM25 of the title against itself, up to 0.5. Research and services do
    /// not count once a product is named.
    pub fn code(&self, text: &str, limit: usize) -> Coding {
        let pieces = analyzer::pieces(text);
        let occurrences = self.occurrences(text, &pieces);
        let mut evidence = self.phrase_evidence(text, &pieces, &occurrences);
        self.add_titles(text, &pieces, &occurrences, &mut evidence);
        if evidence.iter().any(|(code, found)| is_product(code) && 0.4 <= found.confidence) {
            evidence.retain(|code, _| !is_serving(code));
        }
        let codes = evidence
            .into_iter()
            .filter(|(_, found)| CONFIDENCE_MIN <= found.confidence)
            .map(|(code, found)| CodedIndustry {
                code,
                confidence: (found.confidence * 1e4).round() / 1e4,
                words: found.words.into_iter().collect(),
            })
            .collect();
        let mut codes = join_ties(codes);
        codes.sort_by(|a, b| {
            b.confidence.total_cmp(&a.confidence).then_with(|| a.code.cmp(&b.code))
        });
        codes.truncate(limit);
        let mut words: Vec<String> = Vec::new();
        for word in codes.iter().flat_map(|coded| &coded.words) {
            if !words.contains(word) {
                words.push(word.clone());
            }
        }
        Coding { words, codes }
    }

    /// The phrases of the text; those of services are left out if one names a product.
    fn occurrences(&self, text: &str, pieces: &[Piece]) -> Vec<Occurrence> {
        let boundaries = Boundaries::new(text, &self.analyzer);
        let mut found = self.phrases.find(pieces, &boundaries);
        let first = |occurrence: &Occurrence| self.codes[occurrence.phrase].first();
        if found.iter().filter_map(first).any(|code| is_product(code)) {
            found.retain(|occurrence| first(occurrence).is_some_and(|code| !is_serving(code)));
        }
        found
    }

    /// What the phrases say, by code.
    fn phrase_evidence(
        &self,
        text: &str,
        pieces: &[Piece],
        occurrences: &[Occurrence],
    ) -> BTreeMap<String, Evidence> {
        // Saying a word twice does not make it surer: each phrase counts once, where it weighs most.
        let mut strongest: BTreeMap<usize, (f64, String)> = BTreeMap::new();
        for (number, occurrence) in occurrences.iter().enumerate() {
            let found = &pieces[occurrence.first..occurrence.first + occurrence.length];
            let next = occurrences.get(number + 1);
            let modifies = next.is_some_and(|next| modifies(pieces, occurrence, next));
            let confidence = weight(found) * if modifies { MODIFIER_FACTOR } else { 1.0 };
            let word = text[found[0].start..found[found.len() - 1].end].to_owned();
            let entry = strongest.entry(occurrence.phrase).or_insert((0.0, word.clone()));
            if entry.0 < confidence {
                *entry = (confidence, word);
            }
        }
        let mut evidence: BTreeMap<String, Evidence> = BTreeMap::new();
        for (phrase, (confidence, word)) in strongest {
            for (rank, code) in self.codes[phrase].iter().enumerate() {
                let factor = RANK_FACTORS[rank.min(RANK_FACTORS.len() - 1)];
                let entry = evidence.entry(code.clone()).or_default();
                entry.confidence = both(entry.confidence, confidence * factor);
                entry.words.insert(word.clone());
            }
        }
        evidence
    }

    /// Adds what title words outside the phrases say.
    fn add_titles(
        &self,
        text: &str,
        pieces: &[Piece],
        occurrences: &[Occurrence],
        evidence: &mut BTreeMap<String, Evidence>,
    ) {
        let explained: Vec<(usize, usize)> = occurrences
            .iter()
            .map(|found| (pieces[found.first].start, pieces[found.first + found.length - 1].end))
            .collect();
        let mut words = self.analyzer.words(text);
        words.retain(|word| {
            !explained.iter().any(|(start, end)| word.start < *end && *start < word.end)
        });
        let decided: BTreeSet<String> = evidence
            .iter()
            .filter(|(_, found)| CONFIDENCE_DECIDING <= found.confidence)
            .filter_map(|(code, _)| code.get(..2).map(str::to_owned))
            .collect();
        for (code, found) in self.titles.evidence(text, words) {
            let agrees = code.get(..2).is_some_and(|division| decided.contains(division));
            let factor = if decided.is_empty() || agrees { 1.0 } else { 0.5 };
            let entry = evidence.entry(code).or_default();
            entry.confidence = both(entry.confidence, found.confidence * factor);
            entry.words.extend(found.words);
        }
    }
}

/// Whether `one` only qualifies `next`: they stand in one expression and the last is its head,
/// in Chinese as in English.
fn modifies(pieces: &[Piece], one: &Occurrence, next: &Occurrence) -> bool {
    let end = one.first + one.length;
    let between = &pieces[end..next.first];
    let joined = pieces[end..=next.first].iter().all(|piece| piece.gap == Gap::None);
    let adjacent = between.is_empty() && pieces[next.first].gap != Gap::Break;
    let conjunction = between.iter().any(|piece| CONJUNCTIONS.contains(&piece.text.as_str()));
    (joined || adjacent) && !conjunction
}

/// How sure a phrase makes its first code, by its length: short words mean many things.
fn weight(pieces: &[Piece]) -> f64 {
    let characters = pieces.iter().filter(|piece| piece.han).count();
    let letters: usize =
        pieces.iter().filter(|piece| !piece.han).map(|piece| piece.text.chars().count()).sum();
    // A Chinese character says about as much as two and a half letters.
    let length = number(characters) + number(letters) / 2.5;
    match length {
        length if length < 1.5 => 0.45,
        length if length < 2.5 => 0.62,
        length if length < 3.5 => 0.8,
        length if length < 5.5 => 0.86,
        _ => 0.9,
    }
}

/// A count as a number.
pub(super) fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Independent evidence together.
fn both(one: f64, other: f64) -> f64 {
    1.0 - (1.0 - one) * (1.0 - other)
}

/// The division of a code, as a number.
fn division(code: &str) -> Option<u8> {
    code.get(..2)?.parse().ok()
}

fn is_product(code: &str) -> bool {
    division(code).is_some_and(|division| PRODUCT_DIVISIONS.contains(&division))
}

fn is_serving(code: &str) -> bool {
    division(code).is_some_and(|found| SERVING_DIVISIONS.iter().any(|range| range.contains(&found)))
}

/// Classes of one group that are equally sure become the group.
fn join_ties(codes: Vec<CodedIndustry>) -> Vec<CodedIndustry> {
    let mut groups: BTreeMap<String, Vec<CodedIndustry>> = BTreeMap::new();
    let mut joined: Vec<CodedIndustry> = Vec::new();
    for coded in codes {
        match coded.code.get(..3) {
            Some(group) if coded.code.len() == 4 => {
                groups.entry(group.to_owned()).or_default().push(coded);
            }
            _ => joined.push(coded),
        }
    }
    for (group, classes) in groups {
        let best = classes.iter().map(|coded| coded.confidence).fold(0.0, f64::max);
        let (tied, other): (Vec<_>, Vec<_>) =
            classes.into_iter().partition(|coded| best - coded.confidence < TIE);
        joined.extend(other);
        if tied.len() < 2 {
            joined.extend(tied);
            continue;
        }
        let words: BTreeSet<String> = tied.iter().flat_map(|coded| coded.words.clone()).collect();
        match joined.iter_mut().find(|coded| coded.code == group) {
            Some(present) => {
                present.confidence = present.confidence.max(best);
                let all: BTreeSet<String> = present.words.drain(..).chain(words).collect();
                present.words = all.into_iter().collect();
            }
            None => joined.push(CodedIndustry {
                code: group,
                confidence: best,
                words: words.into_iter().collect(),
            }),
        }
    }
    joined
}
