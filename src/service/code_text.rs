use super::{App, Error, rank_regions::check_limit, resolve::check_text};
use crate::domain::{
    code::{ClassificationSystem, IndustryCode},
    invalid::Invalid,
    text::Text,
};

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
/// A text that is empty or too long, a limit out of range.
pub async fn code_text(app: &App, text: &str, limit: usize) -> Result<Vec<CodedIndustry>, Error> {
    check_text(text)?;
    check_limit(limit)?;
    let text = text.to_owned();
    let turn = app.turn().await?;
    let own = app.clone();
    turn.compute(move |_stop| code(&own, &text, limit)).await
}

/// Codes a text that is known to be in order.
pub(super) fn code(app: &App, text: &str, limit: usize) -> Vec<CodedIndustry> {
    let taxonomy = &app.definition().taxonomy;
    let coding = app.coder().code(text, limit);
    let named = coding.codes.into_iter().map(|coded| {
        let industry = IndustryCode::gbt(&coded.code);
        let title = taxonomy.entry(&industry).map(|entry| entry.title.clone()).unwrap_or_default();
        CodedIndustry { industry, title, confidence: coded.confidence, words: coded.words }
    });
    named.collect()
}

/// The entries of a classification in code order, after `after`.
///
/// # Errors
/// A limit out of range, an `after` that is no code of the classification.
pub fn list_industries(
    app: &App,
    system: ClassificationSystem,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<IndustryEntry>, Error> {
    check_limit(limit)?;
    let taxonomy = &app.definition().taxonomy;
    if let Some(after) = after {
        let industry = IndustryCode { system, code: after.to_owned() };
        if taxonomy.entry(&industry).is_none() {
            let expected = format!("a code of `{}`", system.as_str());
            return Err(Invalid::new("after", after, &expected).into());
        }
    }
    let entries = taxonomy
        .list(system)
        .filter(|entry| after.is_none_or(|after| after < entry.industry.code.as_str()))
        .take(limit);
    let described = entries.map(|entry| IndustryEntry {
        industry: entry.industry.clone(),
        parent: entry.parent.clone(),
        level: entry.level.as_str(),
        title: entry.title.clone(),
        corresponds_to: taxonomy.corresponding(&entry.industry),
    });
    Ok(described.collect())
}

/// One entry of a classification.
#[derive(Debug, Clone, PartialEq)]
pub struct IndustryEntry {
    /// The code.
    pub industry: IndustryCode,
    /// The code above.
    pub parent: Option<String>,
    /// `section`, `division`, `group`, `class` …
    pub level: &'static str,
    /// Its title.
    pub title: Text,
    /// The corresponding codes of other classifications, each with the share of this industry's
    /// activity that it holds; the shares of a classification sum to one.
    pub corresponds_to: Vec<(IndustryCode, f64)>,
}
