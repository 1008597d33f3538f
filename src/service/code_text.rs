use super::{App, Error};
use crate::domain::{code::IndustryCode, text::Text};

/// An industry that a text names.
#[derive(Debug, Clone, PartialEq)]
pub struct CodedIndustry {
    /// The code.
    pub industry: IndustryCode,
    /// Its title.
    pub title: Text,
    /// 0 to 1; 1 where the project itself gives the code.
    pub confidence: f64,
    /// The words that decided.
    pub words: Vec<String>,
}

/// Codes a text to GB/T 4754 industries, the most likely first; empty if there is not enough to
/// tell.
///
/// # Errors
/// A text that is empty or too long, a limit out of range, search unavailable.
pub async fn code_text(app: &App, text: &str, limit: usize) -> Result<Vec<CodedIndustry>, Error> {
    let _ = (app, text, limit);
    todo!()
}

/// The entries of a classification whose code or title begins or contains `filter`, in code
/// order after `after`.
///
/// # Errors
/// A limit out of range.
pub fn list_industries(
    app: &App,
    system: crate::domain::code::ClassificationSystem,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<IndustryEntry>, Error> {
    let _ = (app, system, after, limit);
    todo!()
}

/// One entry of a classification.
#[derive(Debug, Clone, PartialEq)]
pub struct IndustryEntry {
    /// The code.
    pub industry: IndustryCode,
    /// The code above.
    pub parent: Option<String>,
    /// `section`, `division`, `group`, `class` …
    pub level: String,
    /// Its title.
    pub title: Text,
    /// The corresponding codes of other classifications.
    pub corresponds_to: Vec<IndustryCode>,
}
