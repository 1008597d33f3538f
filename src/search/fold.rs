//! Letters as search sees them: compatibility forms, case and Chinese script folded, with their place
//! in the text.

use std::ops::Range;

use unicode_normalization::{
    UnicodeNormalization,
    char::{canonical_combining_class, is_combining_mark},
};

use super::script::simplified_before;

/// A folded character and the bytes of the text that it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Letter {
    pub(super) character: char,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Folds `text`: NFKC (full-width forms, ligatures, composed accents), lower case, and simplified
/// characters for traditional ones.
///
/// Works cluster by cluster, a character with the marks that follow it, so that every letter
/// knows its bytes and all of them lie on character boundaries. Invisible format characters
/// (zero-width spaces, direction marks) vanish.
pub(super) fn fold(text: &str) -> Vec<Letter> {
    let mut letters = Vec::with_capacity(text.len() / 2);
    fold_into(text, &mut letters);
    letters
}

/// As [`fold`], into a list that is there already; what it held is gone.
pub(super) fn fold_into(text: &str, letters: &mut Vec<Letter>) {
    letters.clear();
    let mut characters = text.char_indices().peekable();
    while let Some((start, first)) = characters.next() {
        let mut end = start + first.len_utf8();
        let alone = characters.peek().is_none_or(|(_, next)| !continues_cluster(*next));
        if alone && is_plain(first) {
            let next = characters.peek().map(|(_, next)| *next);
            let character = simplified_before(first.to_ascii_lowercase(), next);
            letters.push(Letter { character, start, end });
            continue;
        }
        while let Some((at, next)) = characters.next_if(|(_, next)| continues_cluster(*next)) {
            end = at + next.len_utf8();
        }
        fold_cluster(text, start..end, letters);
    }
}

/// Folds one character with its marks.
fn fold_cluster(text: &str, bytes: Range<usize>, letters: &mut Vec<Letter>) {
    let Range { start, end } = bytes;
    // Marks mean nothing on a Chinese character, and composing leaves them beside it.
    let bare = text[start..end].chars().next().is_some_and(is_han);
    let folded = text[start..end].nfkc().flat_map(char::to_lowercase);
    letters.extend(
        folded
            .filter(|character| !is_invisible(*character))
            .filter(|character| !(bare && is_combining_mark(*character)))
            .map(|character| Letter { character: simplified_before(character, None), start, end }),
    );
}

/// Whether `character` is its own compatibility form, apart from the case of ASCII, and joins
/// nothing: nearly all that is ever read. The tables of Unicode say the same of it, slowly.
fn is_plain(character: char) -> bool {
    character.is_ascii() || is_common_han(character) || matches!(character, '、' | '。')
}

/// The Chinese characters of the basic block, every place of which is taken.
fn is_common_han(character: char) -> bool {
    matches!(character, '\u{4E00}'..='\u{9FFF}')
}

/// Whether `character` can join the one before it under composition.
fn continues_cluster(character: char) -> bool {
    let jamo = ('\u{1160}'..='\u{11FF}').contains(&character);
    let half_width_voicing = matches!(character, '\u{FF9E}' | '\u{FF9F}');
    !is_plain(character)
        && (jamo
            || half_width_voicing
            || is_combining_mark(character)
            || canonical_combining_class(character) != 0)
}

/// Format characters that a reader does not see.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// Whether a letter belongs to a word.
pub(super) fn is_word(character: char) -> bool {
    if is_plain(character) {
        return is_common_han(character) || character.is_ascii_alphanumeric();
    }
    character.is_alphanumeric() || is_combining_mark(character)
}

/// Whether `character` is written without blanks between words: Chinese characters.
pub(super) fn is_han(character: char) -> bool {
    matches!(character, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{3005}' | '\u{3007}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        fold(text).iter().map(|letter| letter.character).collect()
    }

    #[test]
    fn forms_of_the_same_word_fold_to_one() {
        let cases = [
            ("ＧＭＰ厂房", "gmp厂房"),          // full width
            ("e\u{301}tude", "étude"),          // decomposed accent
            ("医\u{200B}药\u{202E}", "医药"),   // invisible characters
            ("\u{1112}\u{1161}\u{11AB}", "한"), // Korean letters compose
            ("ｶﾞ", "ガ"),                        // half-width kana with its voicing mark
            ("㎡", "m2"),                       // one sign, two letters
            ("İ", "i\u{307}"),                  // lower case grows
            ("医\u{301}a", "医a"),              // a mark on a Chinese character joins nothing
        ];
        for (text, expected) in cases {
            assert_eq!(folded(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_plain_folds_as_the_tables_of_unicode_say() {
        for character in ('\0'..=char::MAX).filter(|character| is_plain(*character)) {
            let text = character.to_string();
            let mut slowly = Vec::new();
            fold_cluster(&text, 0..text.len(), &mut slowly);
            assert_eq!(fold(&text), slowly, "{text}");
            assert!(!is_combining_mark(character), "{text}");
            assert_eq!(canonical_combining_class(character), 0, "{text}");
            assert_eq!(is_word(character), character.is_alphanumeric(), "{text}");
        }
    }
}
