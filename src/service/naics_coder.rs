//! What the definition knows for coding text to NAICS, as search takes it.

use std::{collections::BTreeMap, fmt::Write as _, sync::LazyLock};

use crate::{
    definition::{
        self, Taxonomy, TaxonomyEntry,
        coding::{CodingKnowledge, CodingModel, CodingModels, MeasureWeight},
    },
    domain::code::{ClassificationSystem, IndustryCode},
    search::classifier::{
        self, Classifier, DESCRIBED_MEASURES, Entry, KnownCode, Leaf, Learned, MEASURES,
        WordWeight, Wording,
    },
    statistics::conditional::ConditionalModel,
};

/// Codes of this length are the narrowest; those of the same length below them only split
/// residential from other building.
const NARROWEST: usize = 6;

/// The classifier of the definition; prepared on first use, which takes about a second.
pub(super) fn classifier() -> &'static Classifier {
    static CLASSIFIER: LazyLock<Classifier> = LazyLock::new(|| {
        let knowledge = definition::naics_coding();
        let taxonomy = &definition::get().taxonomy;
        let codes = known_codes(taxonomy, &knowledge.terms);
        Classifier::new(&codes, &entries(knowledge), &learned_with_entries(knowledge))
    });
    &CLASSIFIER
}

/// The narrowest codes of NAICS with their titles, terms and what stands above them.
pub(super) fn known_codes(
    taxonomy: &Taxonomy,
    terms: &BTreeMap<String, Vec<String>>,
) -> Vec<KnownCode> {
    let read = |code: &str| -> Vec<Wording> {
        terms.get(code).into_iter().flatten().map(|term| Wording::read(term)).collect()
    };
    let title =
        |entry: &TaxonomyEntry| Wording::read(entry.title.en.as_deref().unwrap_or_default());
    let entries = taxonomy.list(ClassificationSystem::Naics2017);
    let narrowest = entries.filter(|entry| is_narrowest(entry));
    narrowest
        .map(|entry| {
            let mut ancestors = taxonomy.ancestors(&entry.industry);
            ancestors.reverse();
            let mut description = read(&entry.industry.code);
            for below in taxonomy.children(&entry.industry) {
                description.extend(read(&below.industry.code));
            }
            let mut above: Vec<Wording> = ancestors.iter().map(|entry| title(entry)).collect();
            let near = ancestors
                .iter()
                .filter(|entry| ["group", "industry"].contains(&entry.level.as_str()));
            above.extend(near.flat_map(|entry| read(&entry.industry.code)));
            let name = entry.title.en.as_deref().unwrap_or_default().to_lowercase();
            KnownCode {
                leaf: Leaf {
                    code: entry.industry.code.clone(),
                    above: ancestors.iter().map(|entry| entry.industry.code.clone()).collect(),
                },
                title: title(entry),
                is_remainder: name.contains("other ") || name.contains("miscellaneous"),
                description,
                above,
            }
        })
        .collect()
}

/// Whether a code of NAICS is one that texts are coded to.
pub(super) fn is_narrowest(entry: &TaxonomyEntry) -> bool {
    entry.industry.code.len() == NARROWEST
        && entry.parent.as_ref().is_some_and(|parent| parent.len() < NARROWEST)
}

/// Finds a narrowest code of NAICS.
pub(super) fn find_narrowest(taxonomy: &Taxonomy, code: &str) -> bool {
    let system = ClassificationSystem::Naics2017;
    taxonomy.entry(&IndustryCode { system, code: code.to_owned() }).is_some_and(is_narrowest)
}

/// The entries of the index.
pub(super) fn entries(knowledge: &CodingKnowledge) -> Vec<Entry> {
    let entries = knowledge.entries.iter();
    entries.map(|(text, code)| Entry { wording: Wording::read(text), code: code.clone() }).collect()
}

/// What was learned with entries, as the definition holds it.
pub(super) fn learned_with_entries(knowledge: &CodingKnowledge) -> Learned {
    let word_weights = knowledge.word_weights.iter().map(|(words, code, weight)| WordWeight {
        words: words.clone(),
        code: code.clone(),
        weight: *weight,
    });
    learned(&knowledge.models.all, word_weights.collect(), BTreeMap::new())
}

/// What was learned without entries, as the definition holds it; how often a code is asked for is
/// counted in the entries.
pub(super) fn learned_without_entries(knowledge: &CodingKnowledge) -> Learned {
    let asked = classifier::asked(knowledge.entries.iter().map(|(_, code)| code.as_str()));
    learned(&knowledge.models.titles, Vec::new(), asked)
}

fn learned(
    model: &CodingModel,
    word_weights: Vec<WordWeight>,
    asked: BTreeMap<String, usize>,
) -> Learned {
    let parts = model.measures.first().map_or(0, |measure| measure.coefficients.len());
    let column = |of: fn(&MeasureWeight) -> &Vec<f64>| -> Vec<f64> {
        (0..parts)
            .flat_map(|part| model.measures.iter().map(move |measure| of(measure)[part]))
            .collect()
    };
    Learned {
        combiner: ConditionalModel {
            coefficients: column(|measure| &measure.coefficients),
            means: column(|measure| &measure.means),
            deviations: column(|measure| &measure.deviations),
        },
        sureness: model.sureness,
        word_weights,
        asked,
    }
}

/// What was learned with entries or without them, as the file `index/coding.toml` holds it.
pub(super) fn model(learned: &Learned, cases: usize) -> CodingModel {
    let Learned { combiner, sureness, .. } = learned;
    let columns = combiner.coefficients.len();
    let names =
        if columns == DESCRIBED_MEASURES.len() { &DESCRIBED_MEASURES[..] } else { &MEASURES[..] };
    let each = |values: &[f64], place: usize| -> Vec<f64> {
        values.iter().skip(place).step_by(names.len()).map(|value| rounded(*value)).collect()
    };
    let measures = names.iter().enumerate().map(|(place, name)| MeasureWeight {
        name: (*name).to_owned(),
        coefficients: each(&combiner.coefficients, place),
        means: each(&combiner.means, place),
        deviations: each(&combiner.deviations, place),
    });
    CodingModel { cases, sureness: *sureness, measures: measures.collect() }
}

/// Four digits after the point: more would only pretend.
fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

/// The three tables and the models that [`CodingKnowledge::parse`] reads, by path.
pub(super) fn files(
    entries: &[Entry],
    terms: &BTreeMap<String, Vec<String>>,
    word_weights: &[WordWeight],
    models: CodingModels,
) -> Result<[(&'static str, String); 4], toml::ser::Error> {
    let mut by_code: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for entry in entries {
        by_code.entry(&entry.code).or_default().push(entry.wording.to_string());
    }
    let listed = by_code.into_iter().map(|(code, mut entries)| {
        entries.sort();
        entries.dedup();
        (code, entries.join(";"))
    });
    let mut by_words: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for WordWeight { words, code, weight } in word_weights {
        by_words.entry(words).or_default().push(format!("{code}:{weight:.2}"));
    }
    let weighed = by_words.into_iter().map(|(words, mut weights)| {
        weights.sort();
        (words, weights.join(";"))
    });
    let terms = terms.iter().map(|(code, terms)| (code.as_str(), terms.join(";")));
    let [models_path, entries_path, terms_path, words_path] =
        crate::definition::coding::CODING_FILES;
    let models = toml::to_string(&BTreeMap::from([("naics2017", models)]))?;
    let head = "# How the measures of a text against each code are weighed: written by\n\
                # `hinterland fit coding`, not by hand. See index/README.md.\n\n";
    Ok([
        (models_path, format!("{head}{models}")),
        (entries_path, table("code,entries", listed)),
        (terms_path, table("code,terms", terms)),
        (words_path, table("words,weights", weighed)),
    ])
}

/// A table of two columns; cells with commas are quoted.
fn table<'a>(head: &str, rows: impl Iterator<Item = (&'a str, String)>) -> String {
    let mut text = format!("{head}\n");
    for (key, value) in rows {
        let quote = if value.contains(',') { "\"" } else { "" };
        let _ = writeln!(text, "{key},{quote}{value}{quote}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Measures are weighed by their places in the file.
    #[test]
    fn the_models_weigh_the_measures_in_their_order() {
        let models = &definition::naics_coding().models;
        let names = |model: &CodingModel| -> Vec<String> {
            model.measures.iter().map(|measure| measure.name.clone()).collect()
        };
        assert_eq!(names(&models.all), MEASURES);
        assert_eq!(names(&models.titles), DESCRIBED_MEASURES);
    }
}
