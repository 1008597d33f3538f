/// The reasons of one candidate in sentences: the three strongest, the weakest, what is unknown.
///
/// Generated from the contributions, so that it cannot disagree with them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rationale {
    /// Sentences in Chinese.
    pub zh: Vec<String>,
    /// Sentences in English.
    pub en: Vec<String>,
}
