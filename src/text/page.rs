use super::wrap::wrap;
use crate::domain::text::{Language, Text};

/// The width of a page that is not shown on a terminal, in columns.
pub(crate) const WIDTH_PLAIN: usize = 100;
/// Narrower pages than this are laid out as if they had this width, in columns.
pub(crate) const WIDTH_MIN: usize = 60;
/// Longer lines than this are tiring to read, in columns.
pub(crate) const WIDTH_MAX: usize = 140;

/// How what is printed is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Page {
    /// Columns.
    pub(crate) width: usize,
    /// Whether colours are used.
    pub(crate) colour: bool,
    /// The language of words and names.
    pub(crate) language: Language,
}

impl Page {
    /// The text in bold, if the page has colours.
    pub(crate) fn bold(&self, text: &str) -> String {
        self.styled("1", text)
    }

    /// The text in grey, if the page has colours.
    pub(crate) fn dim(&self, text: &str) -> String {
        self.styled("2", text)
    }

    /// The text in yellow, if the page has colours.
    pub(crate) fn warning(&self, text: &str) -> String {
        self.styled("33", text)
    }

    /// What a reader should mind, a line or more each; `None` if there is nothing.
    pub(crate) fn minded(&self, warnings: &[Text]) -> Option<String> {
        let warnings = warnings.iter();
        let lines: Vec<String> = warnings
            .map(|warning| self.warning(&wrap(self.name(warning, ""), self.width, "! ", "  ")))
            .collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    /// The name in the page's language, or `otherwise` if it has none.
    pub(crate) fn name<'a>(&self, name: &'a Text, otherwise: &'a str) -> &'a str {
        name.in_language(self.language).unwrap_or(otherwise)
    }

    fn styled(&self, code: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}
