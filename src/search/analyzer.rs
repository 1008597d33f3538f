//! Words and pieces of a text.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use jieba_rs::Jieba;
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
            if fold::is_han(run[0].character) {
                self.cut(run, &mut words);
            } else {
                words.push(Word {
                    text: stem(&spell(run)),
                    start: run[0].start,
                    end: run[run.len() - 1].end,
                    whole: true,
                });
            }
        }
        words
    }

    /// Cuts a run of Chinese characters.
    fn cut(&self, run: &[Letter], words: &mut Vec<Word>) {
        let sentence = spell(run);
        let whole: BTreeSet<(usize, usize)> =
            self.jieba.cut(&sentence, true).iter().map(|token| (token.start, token.end)).collect();
        let word = |text: &str, start: usize, end: usize| Word {
            text: text.to_owned(),
            start: run[start].start,
            end: run[end - 1].end,
            whole: whole.contains(&(start, end)),
        };
        for token in self.jieba.cut_for_search(&sentence, true) {
            if token.end <= token.start || run.len() < token.end {
                continue;
            }
            if 5 <= token.end - token.start {
                for (start, end) in parts(token.start, token.end) {
                    let text = spell(&run[start..end]);
                    if self.jieba.has_word(&text) {
                        words.push(word(&text, start, end));
                    }
                }
            }
            words.push(word(token.word, token.start, token.end));
        }
    }
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
    let mut gap = Gap::Break;
    let mut rest = letters.as_slice();
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
        let run = &rest[..length];
        pieces.push(Piece {
            text: if han { spell(run) } else { stem(&spell(run)) },
            start: first.start,
            end: run[length - 1].end,
            gap,
            han,
        });
        gap = Gap::None;
        rest = &rest[length..];
    }
    pieces
}

/// Whether words on both sides of `character` may belong to one expression.
fn is_joint(character: char) -> bool {
    character.is_whitespace() || matches!(character, '-' | '\u{2010}'..='\u{2015}' | '&' | '·')
}

/// Runs of letters of one kind, Chinese or not, without anything between.
fn runs(letters: &[Letter]) -> Vec<&[Letter]> {
    let mut runs = Vec::new();
    let mut rest = letters;
    while let Some(first) = rest.first() {
        if fold::is_word(first.character) {
            let (run, behind) = rest.split_at(run_length(rest));
            runs.push(run);
            rest = behind;
        } else {
            rest = &rest[1..];
        }
    }
    runs
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
fn stem(word: &str) -> String {
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
