//! Learning to weigh the measures, from entries that are coded without themselves.

use std::collections::{BTreeMap, HashMap};

use ndarray::{Array2, Axis};

use super::{
    feature::{self, Features, Stems},
    measure::{Candidates, Corpus, Entry, KnownCode},
    number,
    scorer::LeftOut,
    word_weights::{Example, Lessons, WordWeight},
};
use crate::statistics::{
    FitError,
    conditional::{self, ChoiceSets, ConditionalModel},
    logistic::{ConstantColumn, LogisticOptions},
};

/// So many cases are enough to weigh the measures.
const CHOICES_MAX: usize = 3_000;
/// Words are weighed among so many of the best candidates.
const RIVALS: usize = 15;

/// What was learned: how to weigh the measures and single words.
#[derive(Debug, Clone, PartialEq)]
pub struct Learned {
    /// Weights of the measures.
    pub combiner: ConditionalModel,
    /// Factor on utilities before they become probabilities.
    pub sureness: f64,
    /// Weights of words; empty where only titles and descriptions are known.
    pub word_weights: Vec<WordWeight>,
    /// How many of the cases had each code, where only titles and descriptions are known; entries
    /// count for themselves.
    pub asked: BTreeMap<String, usize>,
}

/// Learns from the entries, each coded as if the others alone were known.
///
/// # Errors
/// No entry, or numbers that do not allow a fit.
pub fn fit(codes: &[KnownCode], entries: &[Entry]) -> Result<Learned, FitError> {
    let mut stems = Stems::default();
    let numbered = numbered(codes, entries, &mut stems);
    let known: Vec<(usize, &Features)> =
        numbered.iter().map(|(leaf, counts)| (*leaf, counts)).collect();
    let corpus = Corpus::new(codes, &known, &BTreeMap::new());
    let measure = |place: usize| {
        let (leaf, counts) = &numbered[place];
        corpus.measure(counts, Some(LeftOut { entry: place, leaf: *leaf }))
    };
    let combiner = combiner(numbered.len(), |place| (measure(place), numbered[place].0))?;
    let mut examples = Vec::new();
    for (place, (leaf, counts)) in numbered.iter().enumerate() {
        examples.extend(example(&combiner, &measure(place), *leaf, counts));
    }
    let lessons = Lessons::new(&examples, &corpus.tree);
    let sureness = lessons.sureness();
    let names = names(entries, &mut stems);
    let word_weights = lessons
        .weights()
        .into_iter()
        .map(|(feature, node, weight)| WordWeight {
            words: names[&feature].clone(),
            code: corpus.tree.nodes[node as usize].clone(),
            weight: f64::from(weight),
        })
        .collect();
    Ok(Learned { combiner, sureness, word_weights, asked: BTreeMap::new() })
}

/// Learns how to weigh the measures where only titles and descriptions are known, and how often each
/// code is asked for: the cases are questions, and none of their words becomes known.
///
/// # Errors
/// No case, or numbers that do not allow a fit.
pub fn fit_without_entries(codes: &[KnownCode], cases: &[Entry]) -> Result<Learned, FitError> {
    let numbered = numbered(codes, cases, &mut Stems::default());
    let asked = asked(cases.iter().map(|case| case.code.as_str()));
    let corpus = Corpus::new(codes, &[], &asked);
    let combiner = combiner(numbered.len(), |place| {
        let (leaf, counts) = &numbered[place];
        (corpus.measure(counts, Some(LeftOut { entry: place, leaf: *leaf })), *leaf)
    })?;
    Ok(Learned { combiner, sureness: 1.0, word_weights: Vec::new(), asked })
}

/// How often each code is asked for.
pub fn asked<'a>(codes: impl Iterator<Item = &'a str>) -> BTreeMap<String, usize> {
    let mut asked = BTreeMap::new();
    for code in codes {
        *asked.entry(code.to_owned()).or_default() += 1;
    }
    asked
}

/// The leaves and features of the entries of known codes.
pub(crate) fn numbered(
    codes: &[KnownCode],
    entries: &[Entry],
    stems: &mut Stems,
) -> Vec<(usize, Features)> {
    let leaf = |code: &str| codes.binary_search_by(|known| known.leaf.code.as_str().cmp(code)).ok();
    let found = entries
        .iter()
        .filter_map(|entry| Some((leaf(&entry.code)?, feature::features(&entry.wording, stems))));
    found.collect()
}

fn combiner(
    cases: usize,
    measure: impl Fn(usize) -> (Candidates, usize),
) -> Result<ConditionalModel, FitError> {
    let mut sets: Option<ChoiceSets> = None;
    for place in (0..cases).step_by(cases.div_ceil(CHOICES_MAX).max(1)) {
        let (candidates, leaf) = measure(place);
        let chosen = candidates.leaves.iter().position(|candidate| *candidate == leaf);
        if let Some(chosen) = chosen {
            let columns = candidates.rows.ncols();
            let sets = sets.get_or_insert_with(|| ChoiceSets::new(columns));
            sets.push(&candidates.rows, chosen, 1.0)?;
        }
    }
    let options = LogisticOptions {
        ridge: 1.0,
        constant: ConstantColumn::Ignore,
        ..LogisticOptions::default()
    };
    conditional::fit(&sets.ok_or(FitError::NoRows)?, options)
}

/// The best candidates of a case by the measures; `None` if the right one is not among them.
fn example(
    combiner: &ConditionalModel,
    candidates: &Candidates,
    leaf: usize,
    counts: &Features,
) -> Option<Example> {
    let utilities = utilities(combiner, &candidates.rows);
    let mut order: Vec<usize> = (0..utilities.len()).collect();
    order.sort_by(|a, b| utilities[*b].total_cmp(&utilities[*a]).then(a.cmp(b)));
    order.truncate(RIVALS);
    let chosen = order.iter().position(|place| candidates.leaves[*place] == leaf)?;
    Some(Example {
        features: sequence(counts),
        leaves: order.iter().map(|place| candidates.leaves[*place]).collect(),
        utilities: order.iter().map(|place| utilities[*place]).collect(),
        chosen,
    })
}

/// The utilities of the candidates by the measures alone.
pub(crate) fn utilities(combiner: &ConditionalModel, rows: &Array2<f64>) -> Vec<f32> {
    rows.axis_iter(Axis(0)).map(|row| number::single(combiner.utility(&row))).collect()
}

/// The words, and words with the next one, of a text.
pub(crate) fn sequence(counts: &Features) -> Vec<u64> {
    counts[feature::SEQUENCE].iter().map(|(feature, _)| *feature).collect()
}

/// The stems of each feature of the sequence space.
fn names(entries: &[Entry], stems: &mut Stems) -> HashMap<u64, String> {
    let mut names = HashMap::new();
    for entry in entries {
        let words: Vec<String> = entry.wording.words().map(|word| stems.of(word)).collect();
        let two = words.windows(2).map(|two| two.join(" "));
        for name in words.iter().cloned().chain(two) {
            names.entry(feature::of_stems(&name)).or_insert(name);
        }
    }
    names
}
