use std::fmt;

/// One thing wrong with an input: where, what stood there, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    /// The path of the field, as `needs.land.value`; empty for the document itself.
    pub path: String,
    /// The offending value as it was given, shortened to 80 characters.
    pub value: String,
    /// What would be right, as `a number above 0`.
    pub expected: String,
}

impl Invalid {
    /// Describes a refused value.
    pub fn new(path: impl Into<String>, value: impl fmt::Display, expected: &str) -> Invalid {
        Invalid {
            path: path.into(),
            value: shorten(&value.to_string()),
            expected: expected.to_owned(),
        }
    }

    /// The same fault seen from an enclosing document.
    #[must_use]
    pub fn within(mut self, parent: &str) -> Invalid {
        self.path = match (parent.is_empty(), self.path.is_empty()) {
            (true, _) => self.path,
            (false, true) => parent.to_owned(),
            (false, false) if self.path.starts_with('[') => format!("{parent}{}", self.path),
            (false, false) => format!("{parent}.{}", self.path),
        };
        self
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(formatter, "`{}` ", self.path)?;
        }
        write!(formatter, "must be {}, got `{}`", self.expected, self.value)
    }
}

impl std::error::Error for Invalid {}

/// A fault in a file: which file, which line, and what is wrong there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidLine {
    /// The file, as `index/phrases.csv`.
    pub file: String,
    /// The line, from 1; 0 for the file as a whole.
    pub line: u64,
    /// What is wrong; its path is the column.
    pub invalid: Invalid,
}

impl InvalidLine {
    /// Places a fault.
    pub fn new(file: &str, line: u64, invalid: Invalid) -> InvalidLine {
        InvalidLine { file: file.to_owned(), line, invalid }
    }
}

impl fmt::Display for InvalidLine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}, line {}: {}", self.file, self.line, self.invalid)
    }
}

impl std::error::Error for InvalidLine {}

/// The first 80 characters, cut between characters and without control characters.
pub fn shorten(value: &str) -> String {
    const LENGTH_MAX: usize = 80;
    let mut characters = value.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c });
    let short: String = characters.by_ref().take(LENGTH_MAX).collect();
    if characters.next().is_some() { format!("{short}…") } else { short }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_path_value_and_remedy() {
        let invalid = Invalid::new("value", "-3", "a number above 0").within("needs.land");
        assert_eq!(invalid.to_string(), "`needs.land.value` must be a number above 0, got `-3`");
    }

    #[test]
    fn shortening_never_cuts_a_character_or_keeps_a_newline() {
        let long = "汉\n".repeat(100);
        let short = shorten(&long);
        assert_eq!(short.chars().count(), 81);
        assert!(!short.contains('\n'));
    }
}
