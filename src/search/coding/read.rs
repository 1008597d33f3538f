use std::borrow::Cow;

use super::super::analyzer::Piece;
use super::role::Role;

/// A text as it was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Read<'t> {
    /// What it says of a product.
    pub(super) text: &'t str,
    /// All that it says.
    pub(super) whole: &'t str,
    /// The codes of what it denies.
    pub(super) denied_codes: &'t [String],
    pub(super) pieces: &'t [Piece],
    pub(super) roles: &'t [Role],
    /// Which pieces only frame others.
    pub(super) frames: &'t [bool],
}

impl Read<'_> {
    /// Whether the text says that the project is not about `code`.
    pub(super) fn denies(&self, code: &str) -> bool {
        self.denied_codes.iter().any(|denied| code.starts_with(denied.as_str()))
    }

    /// The codes of a phrase without those that the text denies, or all if it denies every one:
    /// new materials that are no chemicals are other materials, but who makes no cars may well make
    /// their parts.
    pub(super) fn allowed<'c>(&self, codes: &'c [String]) -> Cow<'c, [String]> {
        let allowed = codes.iter().filter(|code| !self.denies(code));
        match allowed.clone().count() {
            0 => Cow::Borrowed(codes),
            count if count == codes.len() => Cow::Borrowed(codes),
            _ => Cow::Owned(allowed.cloned().collect()),
        }
    }
}
