//! The analyzer and the pieces as tokenizers of the engine.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

use super::analyzer::{self, Analyzer, Gap};

/// The name of the tokenizer of words.
pub(super) const CHINESE: &str = "chinese";
/// The name of the tokenizer of single Chinese characters and other words.
pub(super) const CHARACTERS: &str = "characters";

/// A manager that knows both tokenizers.
pub(super) fn manager(analyzer: &Analyzer) -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(CHINESE, WordTokenizer(analyzer.clone()));
    manager.register(CHARACTERS, PieceTokenizer);
    manager
}

/// Words, at ordinal positions.
#[derive(Clone)]
struct WordTokenizer(Analyzer);

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        let words = self.0.words(text).into_iter().enumerate();
        Tokens::new(words.map(|(position, word)| token(word.text, word.start..word.end, position)))
    }
}

/// Pieces; what is not adjacent in the text is not adjacent in position.
#[derive(Clone)]
struct PieceTokenizer;

impl Tokenizer for PieceTokenizer {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        let mut next = 0;
        Tokens::new(analyzer::pieces(text).into_iter().map(|piece| {
            let position = if piece.gap == Gap::None { next } else { next + 1 };
            next = position + 1;
            token(piece.text, piece.start..piece.end, position)
        }))
    }
}

fn token(text: String, bytes: std::ops::Range<usize>, position: usize) -> Token {
    Token { offset_from: bytes.start, offset_to: bytes.end, position, text, position_length: 1 }
}

/// A list of tokens as a stream.
pub(super) struct Tokens {
    rest: std::vec::IntoIter<Token>,
    current: Token,
}

impl Tokens {
    fn new(tokens: impl Iterator<Item = Token>) -> Tokens {
        let tokens: Vec<Token> = tokens.collect();
        Tokens { rest: tokens.into_iter(), current: Token::default() }
    }
}

impl TokenStream for Tokens {
    fn advance(&mut self) -> bool {
        match self.rest.next() {
            Some(token) => {
                self.current = token;
                true
            }
            None => false,
        }
    }

    fn token(&self) -> &Token {
        &self.current
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.current
    }
}
