//! What part a word plays in a sentence about a project: product, input, use …

use std::sync::LazyLock;

use super::super::analyzer::Piece;
use super::{chinese, english, english_words};

/// A list of words.
pub(super) type Words = LazyLock<Vec<&'static str>>;

/// A list of words from a text with blanks between them.
macro_rules! words {
    ($text:literal) => {
        std::sync::LazyLock::new(|| $text.split_whitespace().collect())
    };
}
pub(super) use words;

/// The part that a word plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::search) enum Role {
    /// What is made: the object of a verb of production, or of a yearly output.
    Product,
    /// What is developed or designed, with a view to making it.
    Developed,
    /// What a planned plant or line is for.
    Planned,
    /// Waste that is taken apart or made usable again.
    Recycled,
    /// What is repaired or overhauled.
    Repaired,
    /// Said without a verb.
    Neutral,
    /// A step of the process: a paint shop, a fermentation hall.
    Step,
    /// What goes in.
    Input,
    /// Who uses it and what for.
    Use,
    /// A service that is offered.
    Service,
    /// What the plant merely has: a laboratory, a cold store, rented halls.
    Support,
}

impl Role {
    /// All roles, in the order of their weights.
    pub(in crate::search) const ALL: [Role; 11] = [
        Role::Product,
        Role::Developed,
        Role::Planned,
        Role::Recycled,
        Role::Repaired,
        Role::Neutral,
        Role::Step,
        Role::Input,
        Role::Use,
        Role::Service,
        Role::Support,
    ];

    /// The position in `ALL`.
    pub(super) fn index(self) -> usize {
        Role::ALL.iter().position(|role| *role == self).unwrap_or(0)
    }

    /// How near the role is to production, 0 the nearest.
    pub(super) fn tier(self) -> u8 {
        match self {
            Role::Product | Role::Recycled | Role::Repaired => 0,
            Role::Developed | Role::Planned => 1,
            Role::Neutral => 2,
            Role::Step | Role::Service => 3,
            Role::Input | Role::Use | Role::Support => 4,
        }
    }
}

/// The role of every piece of `text`, in order.
pub(super) fn roles(text: &str, pieces: &[Piece]) -> Vec<Role> {
    let mut roles = vec![Role::Neutral; pieces.len()];
    let mut start = 0;
    while start < pieces.len() {
        let han = |range: &[Piece]| range.iter().any(|piece| piece.han);
        let clause = clause_end(text, pieces, start, false);
        if han(&pieces[start..clause]) {
            chinese::mark(&pieces[start..clause], &mut roles[start..clause]);
            start = clause;
        } else {
            let mut end = clause_end(text, pieces, start, true);
            while clause < end && han(&pieces[start..end]) {
                end -= 1;
            }
            english::mark(text, &pieces[start..end], &mut roles[start..end]);
            start = end;
        }
    }
    roles
}

/// Behind the last piece of the clause that begins with piece `start`. A Chinese clause ends at a
/// comma, an English one at the end of a sentence or at a semicolon.
fn clause_end(text: &str, pieces: &[Piece], start: usize, sentence: bool) -> usize {
    let ends = |number: &usize| {
        let between =
            &text[pieces[number - 1].end.min(pieces[*number].start)..pieces[*number].start];
        between.chars().any(|sign| match sign {
            '。' | '；' | '！' | '？' | '!' | '?' | ';' | '\n' => true,
            '，' | '：' | ':' | ',' => !sentence,
            '.' => between.len() > 1,
            _ => false,
        })
    };
    (start + 1..pieces.len()).find(ends).unwrap_or(pieces.len())
}

/// Whether an English stem only joins or frames others: a pronoun, a preposition, a verb of
/// production, a word for a plant.
pub(super) fn is_function(stem: &str) -> bool {
    english_words::FUNCTION.contains(stem)
}

/// Whether an English word, folded, names a thing that does or undergoes what a verb of grammar says:
/// transformers, castings. Who makes, buys or uses it is none.
pub(super) fn is_thing(word: &str) -> bool {
    let thing = ["ers", "ors", "er", "or", "ings"].iter().any(|end| word.ends_with(end));
    thing && !english_words::is_listed(word)
}

/// Whether an English stem praises any product, or tells who trades in it.
pub(super) fn is_praise(stem: &str) -> bool {
    english_words::PRAISE.contains(stem)
}
