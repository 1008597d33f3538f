//! The room from outside: questions, segments, codes.

mod coding;
mod english;
mod framing;
mod retrieval;
mod roles;
mod said;
mod search;
mod segments;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use super::*;
use crate::domain::text::Text;

/// The rules of the definition's schema with a small vocabulary.
static RULES: LazyLock<Arc<Rules>> = LazyLock::new(|| {
    let synonym = |zh: &[&str], en: &[&str]| Synonyms {
        zh: zh.iter().map(ToString::to_string).collect(),
        en: en.iter().map(ToString::to_string).collect(),
    };
    let vocabulary = Vocabulary {
        synonyms: vec![
            synonym(&["生物医药", "生物制药"], &["biopharma", "biopharmaceuticals"]),
            synonym(&["锂电池", "锂离子电池"], &["lithium battery", "li-ion battery"]),
            synonym(&["光伏"], &["photovoltaics", "solar"]),
        ],
        stopwords: ["的", "in", "the", "and"].iter().map(ToString::to_string).collect(),
        words: vec!["农畜产品加工".to_owned()],
    };
    Arc::new(Rules::new(&schema(), &vocabulary).unwrap())
});

/// The definition's schema, read without a parser: a test of the room needs no other room.
fn schema() -> BTreeMap<String, FieldRule> {
    let mut fields = BTreeMap::new();
    for section in include_str!("../../../index/schema.toml").split("\n[").skip(1) {
        let (name, rest) = section.split_once(']').unwrap();
        let value = |key: &str| {
            let line = rest.lines().find(|line| line.starts_with(key)).unwrap();
            line.split_once('=').unwrap().1.trim().trim_matches('"').to_owned()
        };
        let rule =
            FieldRule { tokenizer: value("tokenizer"), boost: value("boost").parse().unwrap() };
        fields.insert(name.to_owned(), rule);
    }
    fields
}

fn stamp(generation: u64) -> Stamp {
    Stamp { definition: "0badc0de".to_owned(), generation, mark: "7".to_owned() }
}

/// A park with labels separated by `、`.
fn park(id: &str, name: &str, labels: &str) -> RegionText {
    let zh = |text: &str| Text { zh: Some(text.to_owned()), en: None };
    RegionText {
        facts: Facts { id: id.to_owned(), levels: ["park".to_owned()].into(), ..Facts::default() },
        name: zh(name),
        labels: labels.split('、').map(zh).collect(),
        ..RegionText::default()
    }
}

fn engine(texts: &Texts) -> Engine {
    Engine::in_memory(&stamp(1), &RULES, texts).unwrap()
}

fn ids(page: &SearchPage) -> Vec<&str> {
    page.hits.iter().map(|hit| hit.id.as_str()).collect()
}

#[test]
fn rules_name_the_field_that_is_wrong() {
    let vocabulary = Vocabulary::default();
    let with = |field: &str, tokenizer: &str, boost: f32| {
        let mut fields = schema();
        fields.insert(field.to_owned(), FieldRule { tokenizer: tokenizer.to_owned(), boost });
        Rules::new(&fields, &vocabulary).err().unwrap().to_string()
    };
    assert!(with("regions.nmae_zh", "chinese", 1.0).contains("`regions.nmae_zh` is unknown"));
    assert!(with("regions.exact", "chinese", 1.0).contains("must be `characters`"));
    assert!(with("regions.name_zh", "chinese", f32::NAN).contains("must be positive"));
    let mut fields = schema();
    fields.remove("projects.exact");
    let missing = Rules::new(&fields, &vocabulary).err().unwrap().to_string();
    assert_eq!(missing, "search field `projects.exact` has no tokenizer and boost");
}
