//! From evidence to probabilities: by division first, then by group, then by class.

use std::collections::{BTreeMap, BTreeSet};

use super::evidence::Evidence;
use super::{CodedIndustry, Coding};
use crate::search::script::quoted;

/// The score that "not enough to tell" has: as much as one short word in a weak role says.
const NOTHING_SCORE: f64 = 0.7;
/// A code below it, or below this share of the surest, is not listed.
const CONFIDENCE_MIN: f64 = 0.05;
/// A narrower code is named instead of the broader one from this share of it.
const DESCENT_MIN: f64 = 0.5;
/// Another code of one division is listed beside the surest from this share of it.
const SIBLING_MIN: f64 = 0.25;
/// Factor on scores: the sentences on which the weights were learned make them too sure of others.
/// Among 0.5, 0.6 … 1 the expected calibration error of divisions is least here on all of them.
const SHARPNESS: f64 = 0.9;
/// No text makes a code surer than this.
const CONFIDENCE_MAX: f64 = 0.98;
/// The least probability of a division for which no word speaks: more likely than all others. Our
/// judgement.
const WORDLESS_MIN: f64 = 0.5;

/// A code with its probability and words.
#[derive(Debug, Clone)]
struct Found {
    code: String,
    probability: f64,
    words: BTreeSet<String>,
}

/// The coding that evidence by code amounts to.
///
/// The probability of a division is the softmax of its scores, with "not enough to tell" as one
/// more answer; a group takes its share of its division in the same way and a class of its
/// group, with "none of those named" as one more. Nothing is told if no division says more than
/// nothing does, or if no word of the text speaks for the likeliest and it is not likelier than all
/// else: 旧衣服回收 is told by its characters alone. A group in `single` has one class, which ends in 0
/// and is named by the group.
pub(super) fn answer(
    evidence: &BTreeMap<String, Evidence>,
    single: &BTreeSet<String>,
    limit: usize,
) -> Coding {
    let divisions = level(evidence, "", 2, SHARPNESS * NOTHING_SCORE);
    let best = rolled(evidence, 2).values().map(Evidence::score).fold(f64::MIN, f64::max);
    let decided = divisions
        .first()
        .is_some_and(|found| !found.words.is_empty() || WORDLESS_MIN <= found.probability);
    if best <= NOTHING_SCORE || !decided {
        return Coding::default();
    }
    let (mut codes, mut groups, mut classes) = (Vec::new(), Vec::new(), Vec::new());
    for division in divisions.iter().filter(|found| CONFIDENCE_MIN <= found.probability) {
        let inside = under(evidence, division, 3);
        let mut listed = Vec::new();
        for group in &inside {
            let narrower = under(evidence, group, 4);
            listed.extend(descend(group, &narrower));
            if single.contains(&group.code) {
                classes.push(Found { code: format!("{}0", group.code), ..group.clone() });
            } else {
                classes.extend(narrower);
            }
        }
        codes.extend(by_division(division, &descend(division, &listed)));
        groups.extend(inside);
    }
    let list = |found: Vec<Found>| {
        let mut list: Vec<CodedIndustry> = found.into_iter().map(coded).collect();
        list.sort_by(|a, b| {
            b.confidence.total_cmp(&a.confidence).then_with(|| a.code.cmp(&b.code))
        });
        list.truncate(limit);
        list
    };
    let codes = list(codes);
    Coding {
        words: words_of(&codes),
        codes,
        divisions: list(divisions),
        groups: list(groups),
        classes: list(classes),
    }
}

/// The evidence rolled up to codes of `depth`; deeper codes count for the code above.
fn rolled(evidence: &BTreeMap<String, Evidence>, depth: usize) -> BTreeMap<&str, Evidence> {
    let mut rolled: BTreeMap<&str, Evidence> = BTreeMap::new();
    for (code, found) in evidence {
        if let Some(above) = code.get(..depth) {
            rolled.entry(above).or_default().add(found);
        }
    }
    rolled
}

/// The codes of `depth` under `parent`, the likeliest first, beside an answer of score `nothing`.
fn level(
    evidence: &BTreeMap<String, Evidence>,
    parent: &str,
    depth: usize,
    nothing: f64,
) -> Vec<Found> {
    let scores: Vec<(&str, f64, BTreeSet<String>)> = rolled(evidence, depth)
        .into_iter()
        .filter(|(code, _)| code.starts_with(parent))
        .map(|(code, found)| (code, SHARPNESS * found.score(), found.words))
        .collect();
    let top = scores.iter().map(|(_, score, _)| *score).fold(nothing, f64::max);
    let total: f64 =
        (nothing - top).exp() + scores.iter().map(|(_, score, _)| (score - top).exp()).sum::<f64>();
    let mut found: Vec<Found> = scores
        .into_iter()
        .map(|(code, score, words)| Found {
            code: code.to_owned(),
            probability: ((score - top).exp() / total).min(CONFIDENCE_MAX),
            words,
        })
        .collect();
    found.sort_by(|a, b| b.probability.total_cmp(&a.probability).then_with(|| a.code.cmp(&b.code)));
    found
}

/// The codes of `depth` under a found code, with their probability in all.
fn under(evidence: &BTreeMap<String, Evidence>, above: &Found, depth: usize) -> Vec<Found> {
    let mut found = level(evidence, &above.code, depth, 0.0);
    for one in &mut found {
        one.probability *= above.probability;
    }
    found.retain(|one| !one.words.is_empty());
    found
}

/// The narrower codes, if one of them is likely enough, or the broader one itself.
fn descend(broad: &Found, narrower: &[Found]) -> Vec<Found> {
    let best = narrower.iter().map(|found| found.probability).fold(0.0, f64::max);
    if best < DESCENT_MIN * broad.probability {
        return vec![broad.clone()];
    }
    narrower.iter().filter(|found| SIBLING_MIN * best <= found.probability).cloned().collect()
}

/// The listed codes of a division: the surest as sure as the division, the others in proportion.
fn by_division(division: &Found, listed: &[Found]) -> Vec<Found> {
    let best = listed.iter().map(|found| found.probability).fold(f64::MIN_POSITIVE, f64::max);
    let share = |found: &Found| division.probability * found.probability / best;
    listed.iter().map(|found| Found { probability: share(found), ..found.clone() }).collect()
}

fn coded(found: Found) -> CodedIndustry {
    CodedIndustry {
        code: found.code,
        confidence: (found.probability * 1e4).round() / 1e4,
        words: found.words.into_iter().collect(),
    }
}

/// An answer on a simplified text that repeats its words as they were said.
pub(super) fn quoting(mut coding: Coding, simplified: &str, said: &str) -> Coding {
    let Coding { words, codes, divisions, groups, classes } = &mut coding;
    let coded = [codes, divisions, groups, classes].into_iter().flatten();
    for word in coded.flat_map(|coded| &mut coded.words).chain(words) {
        if let Some(quoted) = quoted(word, simplified, said) {
            quoted.clone_into(word);
        }
    }
    coding
}

/// The deciding words of codes, each once.
pub(super) fn words_of(codes: &[CodedIndustry]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in codes.iter().flat_map(|coded| &coded.words) {
        if !words.contains(word) {
            words.push(word.clone());
        }
    }
    words
}
