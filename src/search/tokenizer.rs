//! The analyzer and the pieces as tokenizers of the engine.
//!
//! The engine clones a tokenizer for every field of every writer. Each keeps what it has cut before:
//! the same labels, names of places and turns of phrase stand in most documents. What is kept changes
//! no token, and is gone with the writer.

use std::collections::HashMap;
use std::ops::Range;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

use super::analyzer::{self, Analyzer, Cut, Gap};
use super::fold::{self, Letter};

/// The name of the tokenizer of words.
pub(super) const CHINESE: &str = "chinese";
/// The name of the tokenizer of single Chinese characters and other words.
pub(super) const CHARACTERS: &str = "characters";

/// Most runs of characters that one tokenizer remembers: with what was made of them some megabytes.
const REMEMBERED_MAX: usize = 32_768;
/// Longest run that is remembered, in bytes: 21 Chinese characters. Longer ones rarely recur, and
/// would take much memory.
const REMEMBERED_BYTES_MAX: usize = 64;

/// A manager that knows both tokenizers.
pub(super) fn manager(analyzer: &Analyzer) -> TokenizerManager {
    let manager = TokenizerManager::default();
    let words = WordTokenizer {
        analyzer: analyzer.clone(),
        cuts: Memory::default(),
        stems: Memory::default(),
        tokens: Spelled::default(),
    };
    manager.register(CHINESE, words);
    let pieces = PieceTokenizer { stems: Memory::default(), tokens: Spelled::default() };
    manager.register(CHARACTERS, pieces);
    manager
}

/// Words, at ordinal positions.
#[derive(Clone)]
struct WordTokenizer {
    analyzer: Analyzer,
    cuts: Memory<Vec<Cut>>,
    stems: Memory<String>,
    tokens: Spelled,
}

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = Tokens<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens<'a> {
        let WordTokenizer { analyzer, cuts, stems, tokens } = self;
        tokens.read(text);
        let letters = std::mem::take(&mut tokens.letters);
        let mut position = 0;
        for run in analyzer::runs(&letters) {
            let spelled = tokens.spell(run);
            if fold::is_han(run[0].character) {
                let at = spelled.start;
                let cut = cuts.of(&tokens.spelling[spelled], |run| analyzer.cut(run));
                for cut in cut {
                    let bytes = run[cut.letters.start].start..run[cut.letters.end - 1].end;
                    let spelled = at + cut.bytes.start..at + cut.bytes.end;
                    tokens.marks.push(Mark { spelled, bytes, position });
                    position += 1;
                }
            } else {
                let spelled = tokens.stem(spelled, stems);
                tokens.marks.push(Mark { spelled, bytes: bytes(run), position });
                position += 1;
            }
        }
        tokens.letters = letters;
        Tokens { spelled: tokens, next: 0 }
    }
}

/// Pieces; what is not adjacent in the text is not adjacent in position.
#[derive(Clone)]
struct PieceTokenizer {
    stems: Memory<String>,
    tokens: Spelled,
}

impl Tokenizer for PieceTokenizer {
    type TokenStream<'a> = Tokens<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens<'a> {
        let PieceTokenizer { stems, tokens } = self;
        tokens.read(text);
        let letters = std::mem::take(&mut tokens.letters);
        let mut next = 0;
        analyzer::each_piece(&letters, |run, gap, han| {
            let position = if gap == Gap::None { next } else { next + 1 };
            next = position + 1;
            let spelled = tokens.spell(run);
            let spelled = if han { spelled } else { tokens.stem(spelled, stems) };
            tokens.marks.push(Mark { spelled, bytes: bytes(run), position });
        });
        tokens.letters = letters;
        Tokens { spelled: tokens, next: 0 }
    }
}

/// The bytes of the text that a run came from.
fn bytes(run: &[Letter]) -> Range<usize> {
    run[0].start..run[run.len() - 1].end
}

/// What was made of the runs of characters that were seen before.
#[derive(Clone)]
struct Memory<T> {
    /// Most runs; all are forgotten when there are more.
    most: usize,
    places: HashMap<String, usize>,
    made: Vec<T>,
    /// Of the last run that is too long to be remembered.
    long: Option<T>,
}

impl<T> Default for Memory<T> {
    fn default() -> Memory<T> {
        Memory::of_at_most(REMEMBERED_MAX)
    }
}

impl<T> Memory<T> {
    fn of_at_most(most: usize) -> Memory<T> {
        Memory { most, places: HashMap::new(), made: Vec::new(), long: None }
    }

    /// What `make` makes of `run`, or made of it before.
    fn of(&mut self, run: &str, make: impl Fn(&str) -> T) -> &T {
        if REMEMBERED_BYTES_MAX < run.len() {
            return self.long.insert(make(run));
        }
        let place = self.places.get(run).copied().unwrap_or_else(|| {
            if self.most <= self.made.len() {
                self.places.clear();
                self.made.clear();
            }
            self.made.push(make(run));
            self.places.insert(run.to_owned(), self.made.len() - 1);
            self.made.len() - 1
        });
        &self.made[place]
    }
}

/// The tokens of one text, in memory that is used again for the next.
#[derive(Clone, Default)]
struct Spelled {
    letters: Vec<Letter>,
    spelling: String,
    marks: Vec<Mark>,
    current: Token,
}

/// Where a token is spelled, and where it stands.
#[derive(Clone)]
struct Mark {
    spelled: Range<usize>,
    bytes: Range<usize>,
    position: usize,
}

impl Spelled {
    /// Begins with `text`.
    fn read(&mut self, text: &str) {
        fold::fold_into(text, &mut self.letters);
        self.spelling.clear();
        self.marks.clear();
    }

    /// Spells the letters.
    fn spell(&mut self, run: &[Letter]) -> Range<usize> {
        let start = self.spelling.len();
        self.spelling.extend(run.iter().map(|letter| letter.character));
        start..self.spelling.len()
    }

    /// Spells the stem in place of what was spelled last.
    fn stem(&mut self, spelled: Range<usize>, stems: &mut Memory<String>) -> Range<usize> {
        let stem = stems.of(&self.spelling[spelled.clone()], analyzer::stem);
        self.spelling.truncate(spelled.start);
        self.spelling.push_str(stem);
        spelled.start..self.spelling.len()
    }
}

/// The tokens of one text as a stream.
struct Tokens<'a> {
    spelled: &'a mut Spelled,
    next: usize,
}

impl TokenStream for Tokens<'_> {
    fn advance(&mut self) -> bool {
        let Spelled { spelling, marks, current, .. } = &mut *self.spelled;
        let Some(mark) = marks.get(self.next) else { return false };
        self.next += 1;
        current.text.clear();
        current.text.push_str(&spelling[mark.spelled.clone()]);
        (current.offset_from, current.offset_to) = (mark.bytes.start, mark.bytes.end);
        (current.position, current.position_length) = (mark.position, 1);
        true
    }

    fn token(&self) -> &Token {
        &self.spelled.current
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.spelled.current
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Text, first and last byte, and position of the tokens.
    fn tokens(tokenizer: &mut impl Tokenizer, text: &str) -> Vec<(String, usize, usize, usize)> {
        let mut stream = tokenizer.token_stream(text);
        let mut tokens = Vec::new();
        while let Some(token) = stream.next() {
            tokens.push((token.text.clone(), token.offset_from, token.offset_to, token.position));
        }
        tokens
    }

    proptest! {
        #[test]
        fn what_is_remembered_changes_no_token(
            texts in prop::collection::vec("[医药生物产业园\u{301}ＡＢa-c、 -]{0,30}|[医药生物产业园]{22,40}|[a-z]{65,80}|\\PC{0,20}", 1..8)
        ) {
            let analyzer = Analyzer::default();
            let mut words = WordTokenizer {
                analyzer: analyzer.clone(),
                cuts: Memory::of_at_most(2),
                stems: Memory::of_at_most(2),
                tokens: Spelled::default(),
            };
            let mut pieces = PieceTokenizer { stems: Memory::of_at_most(2), tokens: Spelled::default() };
            for text in texts.iter().chain(&texts) {
                let expected: Vec<_> = analyzer
                    .words(text)
                    .into_iter()
                    .enumerate()
                    .map(|(position, word)| (word.text, word.start, word.end, position))
                    .collect();
                prop_assert_eq!(tokens(&mut words, text), expected);
                let expected: Vec<_> = analyzer::pieces(text)
                    .into_iter()
                    .map(|piece| (piece.text, piece.start, piece.end))
                    .collect();
                let found: Vec<_> = tokens(&mut pieces, text)
                    .into_iter()
                    .map(|(text, start, end, _)| (text, start, end))
                    .collect();
                prop_assert_eq!(found, expected);
            }
        }
    }
}
