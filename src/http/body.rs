use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Problem, extract::Json, preconditions::entity_tag};
use crate::{
    domain::{
        code::{ClassificationSystem, IndustryCode},
        invalid::Invalid,
        text::{Language, Text},
    },
    service::{code_text::CodedIndustry, documents::Stored},
};

/// A text in Chinese and English; `null` where it is not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TextBody {
    /// Chinese, simplified characters.
    #[schema(example = "衢州市")]
    pub zh: Option<String>,
    /// English.
    #[schema(example = "Quzhou")]
    pub en: Option<String>,
}

impl TextBody {
    /// A text that is known in both languages.
    pub(crate) fn of<W: Into<String>>(words: impl Fn(Language) -> W) -> TextBody {
        let of = |language| Some(words(language).into());
        TextBody { zh: of(Language::Zh), en: of(Language::En) }
    }
}

impl From<Text> for TextBody {
    fn from(text: Text) -> TextBody {
        TextBody { zh: text.zh, en: text.en }
    }
}

impl From<&Text> for TextBody {
    fn from(text: &Text) -> TextBody {
        TextBody::from(text.clone())
    }
}

/// An industry that a text names or a project gives.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CodedIndustryBody {
    /// The classification.
    pub system: ClassificationSystem,
    /// The code.
    #[schema(example = "2761")]
    pub code: String,
    /// Its title.
    pub title: TextBody,
    /// 0 to 1; 1 where the project itself gives the code.
    pub confidence: f64,
    /// The words that decided.
    pub words: Vec<String>,
}

impl From<CodedIndustry> for CodedIndustryBody {
    fn from(coded: CodedIndustry) -> CodedIndustryBody {
        let CodedIndustry { industry: IndustryCode { system, code }, title, confidence, words } =
            coded;
        CodedIndustryBody { system, code, title: TextBody::from(title), confidence, words }
    }
}

/// A stored document on its way out, with its version as `ETag`: 201 if a write created it.
pub struct Versioned<T>(pub Stored<T>);

impl<T: Serialize> IntoResponse for Versioned<T> {
    fn into_response(self) -> Response {
        let Versioned(stored) = self;
        let status = if stored.created { StatusCode::CREATED } else { StatusCode::OK };
        let mut response = (status, Json(stored.document)).into_response();
        if let Ok(version) = HeaderValue::try_from(entity_tag(stored.version)) {
            response.headers_mut().insert(header::ETAG, version);
        }
        response
    }
}

/// Refuses a document whose id is not that of its path.
pub(crate) fn require_same_id(in_document: &str, in_path: &str) -> Result<(), Problem> {
    if in_document == in_path {
        return Ok(());
    }
    let expected = format!("`{in_path}`, the id in the path");
    Err(Problem::invalid(&[Invalid::new("id", in_document, &expected)]))
}
