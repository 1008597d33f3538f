//! The stem of an English word.
//!
//! Source: M. F. Porter, An Algorithm for Suffix Stripping, Program 14 (1980), pages 130–137.

/// Steps 2 and 3: suffixes that become others after a stem of measure 1.
const SECOND: [(&str, &str); 20] = [
    ("ational", "ate"),
    ("ization", "ize"),
    ("iveness", "ive"),
    ("fulness", "ful"),
    ("ousness", "ous"),
    ("tional", "tion"),
    ("biliti", "ble"),
    ("entli", "ent"),
    ("ousli", "ous"),
    ("ation", "ate"),
    ("alism", "al"),
    ("aliti", "al"),
    ("iviti", "ive"),
    ("enci", "ence"),
    ("anci", "ance"),
    ("izer", "ize"),
    ("abli", "able"),
    ("alli", "al"),
    ("ator", "ate"),
    ("eli", "e"),
];
const THIRD: [(&str, &str); 7] = [
    ("icate", "ic"),
    ("ative", ""),
    ("alize", "al"),
    ("iciti", "ic"),
    ("ical", "ic"),
    ("ful", ""),
    ("ness", ""),
];
/// Step 4: suffixes that fall after a stem of measure 2, the longest first.
const FOURTH: [&str; 19] = [
    "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous",
    "ive", "ize", "ion", "al", "er", "ic", "ou",
];

/// The stem of a word in lower case; words with other signs than a to z stay as they are.
pub(crate) fn stem(word: &str) -> String {
    if word.len() < 3 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return word.to_owned();
    }
    let mut word = word.to_owned();
    plural(&mut word);
    past(&mut word);
    if word.ends_with('y') && has_vowel(&word[..word.len() - 1]) {
        replace(&mut word, 1, "i");
    }
    exchange(&mut word, &SECOND);
    exchange(&mut word, &THIRD);
    fourth(&mut word);
    last(&mut word);
    word
}

fn plural(word: &mut String) {
    if word.ends_with("sses") || word.ends_with("ies") {
        replace(word, 2, "");
    } else if word.ends_with('s') && !word.ends_with("ss") {
        replace(word, 1, "");
    }
}

fn past(word: &mut String) {
    if let Some(front) = word.strip_suffix("eed") {
        if 0 < measure(front) {
            replace(word, 1, "");
        }
        return;
    }
    let cut = ["ed", "ing"]
        .into_iter()
        .find(|suffix| word.strip_suffix(suffix).is_some_and(has_vowel))
        .map(str::len);
    let Some(cut) = cut else { return };
    replace(word, cut, "");
    if ["at", "bl", "iz"].iter().any(|end| word.ends_with(end)) {
        word.push('e');
    } else if ends_double(word) && !word.ends_with(['l', 's', 'z']) {
        replace(word, 1, "");
    } else if measure(word) == 1 && ends_short(word) {
        word.push('e');
    }
}

fn exchange(word: &mut String, table: &[(&str, &str)]) {
    let found = table.iter().find(|(suffix, _)| word.ends_with(suffix));
    if let Some((suffix, by)) = found
        && 0 < measure(&word[..word.len() - suffix.len()])
    {
        replace(word, suffix.len(), by);
    }
}

fn fourth(word: &mut String) {
    let Some(suffix) = FOURTH.iter().find(|suffix| word.ends_with(**suffix)) else { return };
    let front = &word[..word.len() - suffix.len()];
    if 1 < measure(front) && (*suffix != "ion" || front.ends_with(['s', 't'])) {
        replace(word, suffix.len(), "");
    }
}

fn last(word: &mut String) {
    if let Some(front) = word.strip_suffix('e') {
        let measure = measure(front);
        if 1 < measure || (measure == 1 && !ends_short(front)) {
            replace(word, 1, "");
        }
    }
    if 1 < measure(word) && word.ends_with("ll") {
        replace(word, 1, "");
    }
}

fn replace(word: &mut String, cut: usize, by: &str) {
    word.truncate(word.len() - cut);
    word.push_str(by);
}

fn is_consonant(bytes: &[u8], place: usize) -> bool {
    match bytes[place] {
        b'a' | b'e' | b'i' | b'o' | b'u' => false,
        b'y' => place == 0 || !is_consonant(bytes, place - 1),
        _ => true,
    }
}

/// How often vowels are followed by consonants.
fn measure(word: &str) -> usize {
    let bytes = word.as_bytes();
    let mut measure = 0;
    let mut after_vowel = false;
    for place in 0..bytes.len() {
        let consonant = is_consonant(bytes, place);
        measure += usize::from(consonant && after_vowel);
        after_vowel = !consonant;
    }
    measure
}

fn has_vowel(word: &str) -> bool {
    let bytes = word.as_bytes();
    (0..bytes.len()).any(|place| !is_consonant(bytes, place))
}

fn ends_double(word: &str) -> bool {
    let bytes = word.as_bytes();
    let count = bytes.len();
    1 < count && bytes[count - 1] == bytes[count - 2] && is_consonant(bytes, count - 1)
}

/// Consonant, vowel, consonant other than w, x or y.
fn ends_short(word: &str) -> bool {
    let bytes = word.as_bytes();
    let count = bytes.len();
    2 < count
        && is_consonant(bytes, count - 3)
        && !is_consonant(bytes, count - 2)
        && is_consonant(bytes, count - 1)
        && !matches!(bytes[count - 1], b'w' | b'x' | b'y')
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn words_of_one_family_share_a_stem() {
        // Pairs from Porter's paper, and words of this field.
        let cases = [
            ("caresses", "caress"),
            ("ponies", "poni"),
            ("agreed", "agre"),
            ("plastered", "plaster"),
            ("hopping", "hop"),
            ("filing", "file"),
            ("relational", "relat"),
            ("triplicate", "triplic"),
            ("adjustment", "adjust"),
            ("controlling", "control"),
            ("manufacturing", "manufactur"),
            ("manufacture", "manufactur"),
            ("batteries", "batteri"),
            ("battery", "batteri"),
            ("3d", "3d"),
        ];
        for (word, expected) in cases {
            assert_eq!(stem(word), expected, "{word}");
        }
    }
}
