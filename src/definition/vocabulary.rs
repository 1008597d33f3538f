use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use toml::Spanned;

use super::{
    File, Taxonomy,
    table::{self, line_at},
};
use crate::domain::{
    code::IndustryCode,
    invalid::{Invalid, InvalidLine},
    row::word,
    text::{Language, Text},
};

/// What people type, and the industries that make it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The phrase; English in lower case.
    pub text: String,
    /// Its language.
    pub language: Language,
    /// Codes of GB/T 4754, the most likely first; empty if it names nothing that can be coded.
    pub codes: Vec<String>,
    /// A Chinese phrase in English.
    pub en: Option<String>,
}

impl Phrase {
    /// The phrase in the languages in which it is known.
    pub fn as_text(&self) -> Text {
        match self.language {
            Language::Zh => Text { zh: Some(self.text.clone()), en: self.en.clone() },
            Language::En => Text { zh: None, en: Some(self.text.clone()) },
        }
    }
}

/// Words that mean the same in a search.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SynonymGroup {
    /// Chinese.
    pub zh: Vec<String>,
    /// English; an expression may have several words.
    pub en: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SynonymFile {
    group: Vec<Spanned<SynonymGroup>>,
}

/// Reads `index/phrases.csv`; every code must exist, and a phrase stands once per language.
pub(super) fn phrases(file: File<'_>, taxonomy: &Taxonomy) -> Result<Vec<Phrase>, InvalidLine> {
    coded(file, &["phrase", "language", "codes", "en"], taxonomy)
}

/// Reads `index/gbt4754_products.csv`, under the same rules.
pub(super) fn products(file: File<'_>, taxonomy: &Taxonomy) -> Result<Vec<Phrase>, InvalidLine> {
    coded(file, &["phrase", "language", "codes"], taxonomy)
}

fn coded(
    file: File<'_>,
    columns: &'static [&'static str],
    taxonomy: &Taxonomy,
) -> Result<Vec<Phrase>, InvalidLine> {
    let mut phrases = BTreeMap::new();
    for row in table::rows(file, columns)? {
        let text = row.required("phrase")?.to_owned();
        let language: Language = row.parse("language", word)?;
        let codes: Vec<String> = row.list("codes", ';').map(str::to_owned).collect();
        if codes.iter().any(|code| taxonomy.entry(&IndustryCode::gbt(code)).is_none()) {
            return Err(row.refuse("codes", "codes of index/gbt4754.csv joined by `;`"));
        }
        let key = (text.clone(), language);
        let en = if columns.contains(&"en") { row.owned("en") } else { None };
        let phrase = Phrase { text, language, codes, en };
        if phrases.insert(key, phrase).is_some() {
            return Err(row.refuse("phrase", "a phrase that stands once per language"));
        }
    }
    Ok(phrases.into_values().collect())
}

/// The positions of the phrases of each code.
pub(super) fn by_code(phrases: &[Phrase]) -> BTreeMap<String, Vec<usize>> {
    let mut positions: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (position, phrase) in phrases.iter().enumerate() {
        for code in &phrase.codes {
            positions.entry(code.clone()).or_default().push(position);
        }
    }
    positions
}

/// Reads `index/synonyms.toml`; a word stands in one group only.
pub(super) fn synonyms(file: File<'_>) -> Result<Vec<SynonymGroup>, InvalidLine> {
    let groups = table::toml::<SynonymFile>(file)?.group;
    let mut seen = BTreeSet::new();
    for group in &groups {
        let line = line_at(file.1, group.span().start);
        let refuse = |path: &str, value: &str, expected: &str| {
            InvalidLine::new(file.0, line, Invalid::new(path, value, expected))
        };
        let group = group.get_ref();
        if group.zh.len() + group.en.len() < 2 {
            return Err(refuse("group", &group.zh.join(","), "a group of two words or more"));
        }
        for (language, words) in [("zh", &group.zh), ("en", &group.en)] {
            for word in words {
                if word.trim().is_empty() || !seen.insert((language, word.clone())) {
                    return Err(refuse(language, word, "a word that stands in one group only"));
                }
            }
        }
    }
    Ok(groups.into_iter().map(Spanned::into_inner).collect())
}

/// Reads `index/stopwords.txt`: one word a line, each once; `#` begins a comment.
pub(super) fn stopwords((path, text): File<'_>) -> Result<BTreeSet<String>, InvalidLine> {
    let mut words = BTreeSet::new();
    for (line, word) in (1..).zip(text.lines()) {
        if word.is_empty() || word.starts_with('#') {
            continue;
        }
        if word.trim() != word || !words.insert(word.to_owned()) {
            let invalid = Invalid::new("", word, "a word without blanks around it, listed once");
            return Err(InvalidLine::new(path, line, invalid));
        }
    }
    Ok(words)
}
