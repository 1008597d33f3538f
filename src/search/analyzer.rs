//! Words and pieces of a text.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use jieba_rs::{Jieba, Token};
use tantivy::tokenizer::{RawTokenizer, Stemmer, TokenFilter, TokenStream, Tokenizer};

use super::fold::{self, Letter};

/// The general dictionary, loaded once in a tenth of a second.
static DICTIONARY: LazyLock<Arc<Jieba>> = LazyLock::new(|| Arc::new(Jieba::new()));

/// Longest dictionary word offered as part of a longer one, in characters.
const PART_CHARACTERS_MAX: usize = 8;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The word folded: lower case, half width; English words are stemmed.
    pub text: String,
    /// First byte in the text, on a character boundary.
    pub start: usize,
    /// Byte behind the word, on a character boundary.
    pub end: usize,
    /// Whether the word stands in the segmentation itself, not only inside a longer word.
    pub whole: bool,
}

/// What stands between a piece and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing.
    None,
    /// A blank, hyphen or ampersand, as inside `lithium-ion battery`.
    Blank,
    /// Other punctuation, or the beginning of the text.
    Break,
}

/// One Chinese character, or one run of other letters and digits, stemmed if English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) gap: Gap,
    pub(super) han: bool,
}

/// A word within a run of Chinese characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cut {
    /// Its bytes in the run, folded.
    pub(super) bytes: Range<usize>,
    /// Its characters in the run.
    pub(super) letters: Range<usize>,
    /// Whether it stands in the segmentation itself.
    pub(super) whole: bool,
}

/// Cuts texts into words: Chinese by a dictionary and a hidden Markov model, other scripts at
/// blanks and punctuation.
#[derive(Clone)]
pub struct Analyzer {
    jieba: Arc<Jieba>,
}

impl Default for Analyzer {
    /// An analyzer with the general dictionary alone.
    fn default() -> Analyzer {
        Analyzer { jieba: Arc::clone(&DICTIONARY) }
    }
}

impl Analyzer {
    /// An analyzer that keeps the Chinese ones among `words` whole, whatever the general
    /// dictionary would do.
    pub fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Analyzer {
        let words: BTreeSet<String> = words
            .into_iter()
            .map(|word| fold::fold(word).iter().map(|letter| letter.character).collect::<String>())
            .filter(|word| 1 < word.chars().count() && word.chars().all(fold::is_han))
            .collect();
        if words.is_empty() {
            return Analyzer::default();
        }
        let mut jieba = Jieba::new();
        for word in &words {
            jieba.add_word(word, None, None);
        }
        Analyzer { jieba: Arc::new(jieba) }
    }

    /// The words of `text` in order, parts of a compound before the compound.
    ///
    /// ```
    /// use hinterland::search::Analyzer;
    /// let words = Analyzer::default().words("GMP厂房 for batteries");
    /// let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    /// assert_eq!(texts, ["gmp", "厂房", "for", "batteri"]);
    /// ```
    pub fn words(&self, text: &str) -> Vec<Word> {
        let letters = fold::fold(text);
        let mut words = Vec::new();
        for run in runs(&letters) {
            let spelled = spell(run);
            if fold::is_han(run[0].character) {
                words.extend(self.cut(&spelled).iter().map(|cut| Word {
                    text: spelled[cut.bytes.clone()].to_owned(),
                    start: run[cut.letters.start].start,
                    end: run[cut.letters.end - 1].end,
                    whole: cut.whole,
                }));
            } else {
                words.push(Word {
                    text: stem(&spelled),
                    start: run[0].start,
                    end: run[run.len() - 1].end,
                    whole: true,
                });
            }
        }
        words
    }

    /// Cuts a run of folded Chinese characters.
    pub(super) fn cut(&self, run: &str) -> Vec<Cut> {
        let tokens = self.jieba.cut_for_search(run, true);
        let whole = whole(&tokens, run);
        let mut cuts = Vec::with_capacity(tokens.len());
        for (token, whole) in tokens.iter().zip(whole) {
            if token.end <= token.start {
                continue;
            }
            if 5 <= token.end - token.start {
                self.add_parts(run, token, &mut cuts);
            }
            let bytes = token.byte_start..token.byte_end;
            cuts.push(Cut { bytes, letters: token.start..token.end, whole });
        }
        cuts
    }

    /// Adds the longer words within a token.
    fn add_parts(&self, run: &str, token: &Token<'_>, cuts: &mut Vec<Cut>) {
        let mut bytes: Vec<usize> = run.char_indices().map(|(at, _)| at).collect();
        bytes.push(run.len());
        for (start, end) in parts(token.start, token.end) {
            let within = bytes[start]..bytes[end];
            if self.jieba.has_word(&run[within.clone()]) {
                cuts.push(Cut { bytes: within, letters: start..end, whole: false });
            }
        }
    }
}

/// Which tokens stand in the segmentation itself. Those within a longer one come right before it,
/// so that, from behind, a token stands by itself if it ends where the last of them begins.
fn whole(tokens: &[Token<'_>], run: &str) -> Vec<bool> {
    let mut whole = vec![false; tokens.len()];
    let mut free = run.chars().count();
    for (token, whole) in tokens.iter().zip(&mut whole).rev() {
        if token.end <= free {
            *whole = true;
            free = token.start;
        }
    }
    whole
}

/// The parts of four characters and more that the segmenter itself does not offer.
fn parts(start: usize, end: usize) -> impl Iterator<Item = (usize, usize)> {
    let longest = (end - start - 1).min(PART_CHARACTERS_MAX);
    (start..end).flat_map(move |from| {
        (4..=longest).map(move |length| (from, from + length)).filter(move |part| part.1 <= end)
    })
}

/// The pieces of `text` in order: what a literal search compares.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let letters = fold::fold(text);
    let mut pieces: Vec<Piece> = Vec::new();
    each_piece(&letters, |run, gap, han| {
        pieces.push(Piece {
            text: if han { spell(run) } else { stem(&spell(run)) },
            start: run[0].start,
            end: run[run.len() - 1].end,
            gap,
            han,
        });
    });
    pieces
}

/// The letters of each piece in order, what stands before it, and whether it is Chinese.
pub(super) fn each_piece(letters: &[Letter], mut take: impl FnMut(&[Letter], Gap, bool)) {
    let mut gap = Gap::Break;
    let mut rest = letters;
    while let Some(first) = rest.first() {
        if !fold::is_word(first.character) {
            gap = match (gap, is_joint(first.character)) {
                (Gap::Break, _) | (_, false) => Gap::Break,
                _ => Gap::Blank,
            };
            rest = &rest[1..];
            continue;
        }
        let han = fold::is_han(first.character);
        let length = if han { 1 } else { run_length(rest) };
        take(&rest[..length], gap, han);
        gap = Gap::None;
        rest = &rest[length..];
    }
}

/// Whether words on both sides of `character` may belong to one expression.
fn is_joint(character: char) -> bool {
    character.is_whitespace() || matches!(character, '-' | '\u{2010}'..='\u{2015}' | '&' | '·')
}

/// Runs of letters of one kind, Chinese or not, without anything between.
pub(super) fn runs(letters: &[Letter]) -> impl Iterator<Item = &[Letter]> {
    let mut rest = letters;
    std::iter::from_fn(move || {
        let first = rest.iter().position(|letter| fold::is_word(letter.character))?;
        let (run, behind) = rest[first..].split_at(run_length(&rest[first..]));
        rest = behind;
        Some(run)
    })
}

/// How many letters at the beginning are of the first one's kind.
fn run_length(letters: &[Letter]) -> usize {
    let han = fold::is_han(letters[0].character);
    letters
        .iter()
        .take_while(|letter| {
            fold::is_word(letter.character) && fold::is_han(letter.character) == han
        })
        .count()
}

fn spell(letters: &[Letter]) -> String {
    letters.iter().map(|letter| letter.character).collect()
}

/// The stem of an English word; anything but ASCII letters stays as it is.
pub(super) fn stem(word: &str) -> String {
    if !word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return word.to_owned();
    }
    let mut stemmer = Stemmer::default().transform(RawTokenizer::default());
    let mut stream = stemmer.token_stream(word);
    if stream.advance() { stream.token().text.clone() } else { word.to_owned() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(analyzer: &Analyzer, text: &str) -> Vec<String> {
        analyzer.words(text).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn words_are_folded_cut_and_stemmed() {
        let cases: [(&str, &[&str]); 6] = [
            ("生物医药,ＧＭＰ厂房", &["生物", "医药", "生物医药", "gmp", "厂房"]),
            ("Batteries & pharmaceuticals", &["batteri", "pharmaceut"]),
            ("5G设备", &["5g", "设备"]),
            ("( - * )", &[]),
            ("\0", &[]),
            ("🏭", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(texts(&Analyzer::default(), text), expected, "{text}");
        }
    }

    #[test]
    fn vocabulary_words_stay_whole_and_offer_their_parts() {
        let analyzer = Analyzer::new(["生物医药", "生物医药产业"]);
        let words = analyzer.words("生物医药产业");
        let whole: Vec<&str> =
            words.iter().filter(|word| word.whole).map(|word| word.text.as_str()).collect();
        assert_eq!(whole, ["生物医药产业"]);
        assert!(words.iter().any(|word| word.text == "生物医药"));
    }

    proptest! {
        #[test]
        fn whole_words_are_those_of_the_segmentation(text in "[生物医药产业园新能源动力电池经济技术开发区的和]{1,24}") {
            let analyzer = Analyzer::default();
            let words = analyzer.words(&text);
            let whole: Vec<&str> =
                words.iter().filter(|word| word.whole).map(|word| word.text.as_str()).collect();
            let tokens = analyzer.jieba.cut(&text, true);
            prop_assert_eq!(whole, tokens.iter().map(|token| token.word).collect::<Vec<_>>());
        }

        #[test]
        fn any_text_is_cut_on_character_boundaries(text in "\\PC*|.*|[医药生物\u{301}ＡＢa-c -]*") {
            for word in Analyzer::default().words(&text) {
                prop_assert!(word.start < word.end);
                prop_assert!(text.get(word.start..word.end).is_some());
            }
            // One sign may give two pieces (¼ is 1 and 4), so pieces may share bytes.
            let mut before = (0, 0);
            for piece in pieces(&text) {
                prop_assert!(text.get(piece.start..piece.end).is_some());
                prop_assert!(before.0 <= piece.start && before.1 <= piece.end);
                before = (piece.start, piece.end);
            }
        }
    }
}
