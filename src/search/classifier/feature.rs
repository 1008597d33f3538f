//! What is counted in a text: words, neighbours, pairs, pieces of words, and the frame.

use std::collections::HashMap;

use super::{stem::stem, wording::Wording};

/// How many kinds of features there are, each counted and weighed by itself: stems; stems with the
/// next one; any two stems; three to five letters of a word, its ends included; and the frame, that
/// is, first and last stems ("… manufacturing", "… merchant wholesalers").
pub(crate) const SPACES: usize = 5;
/// The place of the stems.
pub(crate) const WORDS: usize = 0;
/// The place of the stems and sequences of two.
pub(crate) const SEQUENCE: usize = 1;
/// The place of the letters.
pub(crate) const LETTERS: usize = 3;

/// Features and how often each stands in a text, in the order of the features.
pub(crate) type Counts = Vec<(u64, f32)>;
/// The features of a text, by kind.
pub(crate) type Features = [Counts; SPACES];

/// Stems are looked up more often than they are found anew.
#[derive(Debug, Default)]
pub(crate) struct Stems(HashMap<String, String>);

impl Stems {
    pub(crate) fn of(&mut self, word: &str) -> String {
        if let Some(stem) = self.0.get(word) {
            return stem.clone();
        }
        let found = stem(word);
        self.0.insert(word.to_owned(), found.clone());
        found
    }
}

/// The features of a wording, in the order of the kinds.
pub(crate) fn features(wording: &Wording, stems: &mut Stems) -> Features {
    let words: Vec<String> = wording.words().map(|word| stems.of(word)).collect();
    let excluded: Vec<String> =
        wording.excluded.iter().map(|word| format!("-{}", stems.of(word))).collect();
    let single: Vec<u64> = words.iter().chain(&excluded).map(|word| hash(&[word])).collect();
    let mut sequence: Vec<u64> = words.iter().map(|word| hash(&[word])).collect();
    sequence.extend(words.windows(2).map(|two| hash(&[&two[0], &two[1]])));
    let mut set = words.clone();
    set.sort();
    set.dedup();
    let mut pairs = Vec::new();
    for (place, one) in set.iter().enumerate() {
        pairs.extend(set[place + 1..].iter().map(|other| hash(&[one, "+", other])));
    }
    let mut letters = Vec::new();
    for word in wording.words() {
        letters_of(word, &mut letters);
    }
    [
        counted(single),
        counted(sequence),
        counted(pairs),
        counted(letters),
        counted(frame(wording, stems)),
    ]
}

/// The feature of one stem, or of two in sequence, parted by a blank.
pub(crate) fn of_stems(stems: &str) -> u64 {
    hash(&stems.split(' ').collect::<Vec<_>>())
}

fn letters_of(word: &str, letters: &mut Vec<u64>) {
    let signs: Vec<char> = std::iter::once(' ').chain(word.chars()).chain([' ']).collect();
    for length in 3..=5 {
        if signs.len() <= length {
            letters.push(hash_chars(&signs));
            break;
        }
        letters.extend(signs.windows(length).map(hash_chars));
    }
}

fn frame(wording: &Wording, stems: &mut Stems) -> Vec<u64> {
    let parts: Vec<Vec<String>> =
        wording.parts.iter().map(|part| part.iter().map(|word| stems.of(word)).collect()).collect();
    let all: Vec<&String> = parts.iter().flatten().collect();
    let (Some(first), Some(last)) = (all.first(), all.last()) else { return Vec::new() };
    let head = &parts[0];
    let noun = if parts.len() == 1 && 1 < head.len() { head.len() - 2 } else { head.len() - 1 };
    let noun = &head[noun];
    let mut frame = vec![
        hash(&["first", first]),
        hash(&["last", last]),
        hash(&["noun", noun]),
        hash(&["noun last", noun, last]),
        hash(&["first last", first, last]),
    ];
    if 1 < all.len() {
        frame.push(hash(&["last two", all[all.len() - 2], last]));
        frame.push(hash(&["first two", all[0], all[1]]));
    }
    if 1 < parts.len() {
        frame.push(hash(&["head", &head.join(" ")]));
        frame.push(hash(&["head last", &head.join(" "), last]));
    }
    frame
}

fn counted(mut features: Vec<u64>) -> Counts {
    features.sort_unstable();
    let mut counts: Counts = Vec::new();
    for feature in features {
        match counts.last_mut() {
            Some(last) if last.0 == feature => last.1 += 1.0,
            _ => counts.push((feature, 1.0)),
        }
    }
    counts
}

/// FNV-1a, 64 bits: the same on every machine, unlike the standard library's.
fn hash(words: &[&str]) -> u64 {
    let mut state = 0xcbf2_9ce4_8422_2325_u64;
    for word in words {
        for byte in word.bytes().chain([0x1f]) {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    state
}

fn hash_chars(signs: &[char]) -> u64 {
    signs.iter().fold(0xcbf2_9ce4_8422_2325_u64, |state, sign| {
        (state ^ u64::from(u32::from(*sign))).wrapping_mul(0x0100_0000_01b3)
    })
}
