//! How each field is cut and how much it weighs, with the vocabulary: what the definition says
//! about search.

use std::collections::BTreeMap;

use super::Error;
use super::analyzer::{Analyzer, Word};
use super::text::Kind;
use super::tokenizer::{CHARACTERS, CHINESE};
use super::vocabulary::{Lexicon, Vocabulary};

/// The field that holds all searched text of a document by single characters: what must match.
pub(super) const EXACT: &str = "exact";

/// Highest accepted boost.
const BOOST_MAX: f32 = 100.0;

/// How one field is cut and how much a word in it weighs.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldRule {
    /// `chinese` for words, `characters` for the field `exact`.
    pub tokenizer: String,
    /// Factor on the score of a word found in the field.
    pub boost: f32,
}

/// Everything that search takes from the definition.
#[derive(Clone)]
pub struct Rules {
    pub(super) analyzer: Analyzer,
    pub(super) lexicon: Lexicon,
    boosts: BTreeMap<Kind, BTreeMap<&'static str, f32>>,
}

impl Rules {
    /// Checks the field rules, named `regions.name_zh`, and prepares the vocabulary.
    ///
    /// # Errors
    /// Names a field that is unknown or lacks a rule, a tokenizer or boost that cannot be.
    pub fn new(
        fields: &BTreeMap<String, FieldRule>,
        vocabulary: &Vocabulary,
    ) -> Result<Rules, Error> {
        let mut boosts: BTreeMap<Kind, BTreeMap<&'static str, f32>> = BTreeMap::new();
        for (kind, name) in all_fields() {
            let field = format!("{}.{name}", kind.section());
            let rule = fields.get(&field).ok_or(Error::MissingField { field: field.clone() })?;
            let expected = if name == EXACT { CHARACTERS } else { CHINESE };
            if rule.tokenizer != expected {
                return Err(Error::Tokenizer { field, expected, got: rule.tokenizer.clone() });
            }
            if !(0.0 < rule.boost && rule.boost <= BOOST_MAX) {
                return Err(Error::Boost { field, got: rule.boost });
            }
            boosts.entry(kind).or_default().insert(name, rule.boost);
        }
        let known: Vec<String> =
            all_fields().map(|(kind, name)| format!("{}.{name}", kind.section())).collect();
        if let Some(field) = fields.keys().find(|field| !known.contains(field)) {
            return Err(Error::UnknownField { field: field.clone(), known: known.join(", ") });
        }
        let analyzer = Analyzer::new(vocabulary.whole_words());
        let lexicon = Lexicon::new(vocabulary, &analyzer);
        Ok(Rules { analyzer, lexicon, boosts })
    }

    /// The words of `text`, cut as in a search.
    pub fn words(&self, text: &str) -> Vec<Word> {
        self.analyzer.words(text)
    }

    /// The boosts of the fields of `kind`, `exact` included.
    pub(super) fn boosts(&self, kind: Kind) -> &BTreeMap<&'static str, f32> {
        self.boosts.get(&kind).expect("`new` fills every kind")
    }
}

/// Every searched field of every kind.
fn all_fields() -> impl Iterator<Item = (Kind, &'static str)> {
    Kind::ALL
        .into_iter()
        .flat_map(|kind| kind.fields().iter().copied().chain([EXACT]).map(move |name| (kind, name)))
}
