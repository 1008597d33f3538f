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

/// Whether words are few enough to be read as what stands between two others.
pub(super) fn is_within_window(between: &str) -> bool {
    between.len() <= WINDOW_BYTES
}
