use std::ops::Range;

/// The most bytes on one side of a number or a name that are read for it: some fifty Chinese
/// characters, or a long English clause. Whatever stands further off speaks of something else; and
/// so the time to read a text grows with its length, not with its square.
const WINDOW_BYTES: usize = 160;

/// The end of a text.
pub(super) fn tail(text: &str) -> &str {
    let mut start = text.len().saturating_sub(WINDOW_BYTES);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

/// The beginning of a text.
pub(super) fn head(text: &str) -> &str {
    let mut end = text.len().min(WINDOW_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The clause around what was found, as far as it lies within the window on either side.
pub(super) fn clause(text: &str, found: &Range<usize>) -> Range<usize> {
    let (before, after) = (tail(&text[..found.start]), head(&text[found.end..]));
    let start = breaks(before).last().map_or(0, |end| end.end);
    let end = breaks(after).next().map_or(after.len(), |end| end.start);
    found.start - before.len() + start..found.end + end
}

/// What parts clauses; a full stop does where no figure follows.
fn breaks(text: &str) -> impl Iterator<Item = Range<usize>> {
    const BREAKS: [char; 6] = [',', '。', ';', '\n', '!', '?'];
    text.char_indices().filter_map(|(at, one)| {
        let end = at + one.len_utf8();
        let is_stop = one == '.' && text[end..].chars().next().is_none_or(char::is_whitespace);
        (is_stop || BREAKS.contains(&one)).then_some(at..end)
    })
}

/// Whether words are few enough to be read as what stands between two others.
pub(super) fn is_within_window(between: &str) -> bool {
    between.len() <= WINDOW_BYTES
}
