use serde::{Deserialize, Serialize};

use super::{invalid::Invalid, limits};

/// The languages of the page, the rationale and the names.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Chinese, simplified characters.
    Zh,
    /// English.
    En,
}

/// A text in Chinese and English; either may be unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Chinese, simplified characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 8_000)]
    pub zh: Option<String>,
    /// English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 8_000)]
    pub en: Option<String>,
}

impl Text {
    /// A text known in both languages.
    pub fn new(zh: &str, en: &str) -> Text {
        Text { zh: Some(zh.to_owned()), en: Some(en.to_owned()) }
    }

    /// The text in `language`, or else in the other one.
    pub fn in_language(&self, language: Language) -> Option<&str> {
        let (first, second) = match language {
            Language::Zh => (&self.zh, &self.en),
            Language::En => (&self.en, &self.zh),
        };
        first.as_deref().or(second.as_deref())
    }

    /// Whether neither language is known.
    pub fn is_empty(&self) -> bool {
        self.zh.is_none() && self.en.is_none()
    }

    /// What is wrong with the lengths.
    pub fn validate(&self) -> Vec<Invalid> {
        [("zh", &self.zh), ("en", &self.en)]
            .into_iter()
            .filter_map(|(path, text)| {
                let text = text.as_deref()?;
                let length = text.chars().count();
                let fits = (1..=limits::TEXT_CHARACTERS_MAX).contains(&length);
                let expected = format!("a text of 1 to {} characters", limits::TEXT_CHARACTERS_MAX);
                (!fits).then(|| Invalid::new(path, text, &expected))
            })
            .collect()
    }
}

/// Describes a type that is text in documents to the OpenAPI document: an example, the form as a
/// regular expression if it has one, and the most characters.
macro_rules! string_schema {
    ($name:ty, $example:literal, $pattern:expr, $length_max:expr) => {
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .examples([$example])
                    .pattern($pattern)
                    .max_length(Some($length_max))
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {}
    };
}
pub(crate) use string_schema;
