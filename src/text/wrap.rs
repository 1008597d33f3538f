use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Marks that must not begin a line.
const CLOSING: &str = "，。；：、！？）》〉」』】〕”’,.;:!?)]%";

/// Wraps `text` to `width` columns, indenting the first line by `first` and the others by `rest`.
///
/// Breaks at spaces and between Chinese characters, two columns each, never before a closing
/// mark. A word that is longer than a line stands alone and runs over.
pub(crate) fn wrap(text: &str, width: usize, first: &str, rest: &str) -> String {
    let mut lines = Vec::new();
    let mut line = first.to_owned();
    let mut empty = true;
    for piece in pieces(text) {
        let piece_width = piece.trim_end().width();
        if !empty && width < line.width() + piece_width {
            lines.push(line.trim_end().to_owned());
            rest.clone_into(&mut line);
        }
        line.push_str(piece);
        empty = false;
    }
    lines.push(line.trim_end().to_owned());
    lines.join("\n")
}

/// Cuts `text` to `width` columns, with an ellipsis in the last one if it was longer.
pub(crate) fn shorten(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut short = String::new();
    let mut used = 0;
    for character in text.chars() {
        let columns = character.width().unwrap_or(0);
        if width < used + columns + 1 {
            break;
        }
        used += columns;
        short.push(character);
    }
    short.push('…');
    short
}

/// The parts between which a line may end: words with the spaces behind them, single Chinese
/// characters with the closing marks behind them.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut previous: Option<char> = None;
    for (position, character) in text.char_indices() {
        if previous.is_some_and(|previous| may_break(previous, character)) {
            pieces.push(&text[start..position]);
            start = position;
        }
        previous = Some(character);
    }
    if start < text.len() {
        pieces.push(&text[start..]);
    }
    pieces
}

fn may_break(before: char, after: char) -> bool {
    if after == ' ' || CLOSING.contains(after) || "（《〈「『【〔“‘([".contains(before) {
        return false;
    }
    before == ' ' || is_wide(before) || is_wide(after)
}

fn is_wide(character: char) -> bool {
    character.width() == Some(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_characters_take_two_columns() {
        let wrapped = wrap("龙游工业园区主导产业为生物医药。", 20, "  ", "  ");
        assert_eq!(wrapped, "  龙游工业园区主导产\n  业为生物医药。");
        assert!(wrapped.lines().all(|line| line.width() <= 20));
    }

    #[test]
    fn a_closing_mark_stays_with_its_character() {
        assert_eq!(wrap("一二三，四", 6, "", ""), "一二\n三，四");
    }

    #[test]
    fn words_are_not_cut() {
        assert_eq!(wrap("one two three", 7, "- ", "  "), "- one\n  two\n  three");
        assert_eq!(wrap("incomprehensible", 5, "", ""), "incomprehensible");
        assert_eq!(wrap("", 5, "  ", ""), "");
    }

    #[test]
    fn shortening_counts_columns() {
        assert_eq!(shorten("生物医药", 8), "生物医药");
        assert_eq!(shorten("生物医药", 7), "生物医…");
        assert_eq!(shorten("battery", 4), "bat…");
    }
}
