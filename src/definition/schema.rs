use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::{
    File,
    table::{self, line_at},
};
use crate::domain::invalid::{Invalid, InvalidLine};

/// The searchable fields of regions, projects and industries.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchSchema {
    /// By kind of document and name, as `regions.name_zh`.
    pub fields: BTreeMap<String, FieldDefinition>,
}

/// How one field is searched.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldDefinition {
    /// How its text becomes words; absent where it is taken whole.
    pub tokenizer: Option<String>,
    /// Factor on the score of a word found in it; 1 when absent.
    #[serde(default = "whole")]
    pub boost: f32,
}

/// The kinds of documents that can be searched.
const KINDS: [&str; 3] = ["industries", "projects", "regions"];

/// Reads `index/schema.toml`.
pub(super) fn parse(file: File<'_>) -> Result<SearchSchema, InvalidLine> {
    type Fields = BTreeMap<String, BTreeMap<String, Spanned<FieldDefinition>>>;
    let read = table::toml::<Fields>(file)?;
    let kinds: Vec<&str> = read.keys().map(String::as_str).collect();
    if kinds != KINDS {
        let expected = format!("the kinds {}", KINDS.join(", "));
        return Err(InvalidLine::new(file.0, 1, Invalid::new("", kinds.join(", "), &expected)));
    }
    let mut fields = BTreeMap::new();
    for (kind, of_kind) in read {
        for (name, field) in of_kind {
            let line = line_at(file.1, field.span().start);
            let (name, field) = (format!("{kind}.{name}"), field.into_inner());
            if !(field.boost.is_finite() && 0.0 < field.boost) {
                let invalid =
                    Invalid::new(format!("{name}.boost"), field.boost, "a number above 0");
                return Err(InvalidLine::new(file.0, line, invalid));
            }
            fields.insert(name, field);
        }
    }
    Ok(SearchSchema { fields })
}

fn whole() -> f32 {
    1.0
}
