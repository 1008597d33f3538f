use std::ops::Range;

use super::super::role::{Words, words};
use super::word::{self, Between, Word};

/// Behind "not", what denies nothing: "not only batteries".
static NOT_ONLY: Words =
    words!("only just merely limited solely simply yet exclusively necessarily so");
/// Behind "no", what denies nothing: "no later than May".
static NO_MATTER: Words = words!("later more less fewer matter doubt one sooner");
/// Words that name nothing themselves, before or within what is denied.
static EMPTY: Words = words!(
    "a an the any our its their other longer do does is are be been being was were have has had \
    make makes making made produce produces producing produced manufacture manufactures \
    manufacturing production build builds building sell sells selling offer offers need needs \
    needed use uses using used plan plans planning planned want wants intend interest interested \
    involve involves involving involved involvement include includes including included related \
    part kind kinds sort type touch work working deal dealing focus focused there for of to with \
    in into about from on it us them at all even really actually currently today directly either"
);
/// What ends what is denied, wherever it stands.
static STOPS: Words = words!("but only just we rather instead");
/// What ends it once something was named.
static CLAUSES: Words =
    words!("because since so while whereas although though that which who where they i you it");
/// Prepositions that end it once something was named.
static PLACES: Words =
    words!("in at from near on by into inside during as within through via under");
/// Verbs behind "and" with which another statement begins.
static AND_THEN: Words =
    words!("make makes produce produces manufacture develop develops build builds will plan we");
/// Behind a denied "is" and "are": what stands before them is denied.
static PREDICATES: Words = words!(
    "made produced manufactured part included involved planned our needed required considered \
    offered used wanted sold built ours"
);
/// Branches that "non-" denies; other words with it are names of products: non-woven.
static BRANCHES: Words = words!(
    "chemical chemicals battery batteries food pharmaceutical automotive textile medical military \
    electronic electronics hazardous semiconductor"
);
/// The most words that one denial covers.
const WORDS_MAX: usize = 14;
/// The most words of an item of a denied list.
const ITEM_WORDS_MAX: usize = 3;

/// The bytes of `text` that an English denial covers.
pub(super) fn denied(text: &str) -> Vec<Range<usize>> {
    let words = word::words(text);
    let mut ranges = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match deny(&words, at) {
            Some((first, end)) => {
                ranges.push(words[first].range.start..words[end - 1].range.end);
                at = end.max(at + 1);
            }
            None => at += 1,
        }
    }
    ranges
}

/// A kind of denial, by what it may go on with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// "no", "not": lists with "and" and "or", with what describes them.
    No,
    /// "without", "rather than": one noun phrase, or a list with "or".
    Without,
}

/// The first word and the one behind the last that the word at `at` denies.
fn deny(words: &[Word], at: usize) -> Option<(usize, usize)> {
    let word = &words[at];
    let next = words.get(at + 1).filter(|next| next.before == Between::Nothing);
    let joined = |second: &str| next.is_some_and(|next| next.text == second);
    let (kind, from) = match word.text.as_str() {
        "no" if next.is_some_and(|next| {
            !next.is(&NO_MATTER) && !next.text.starts_with(|sign: char| sign.is_ascii_digit())
        }) =>
        {
            (Kind::No, at + 1)
        }
        "nothing" if joined("to") => (Kind::No, at + 1),
        "nothing" if at.checked_sub(1).is_some_and(|verb| words[verb].is(&EMPTY)) => {
            return Some((at - 1, object(words, at + 1, Kind::No)));
        }
        "never" | "neither" | "unrelated" => (Kind::No, at + 1),
        "not" => return not(words, at),
        text if text.ends_with("n't") => return not(words, at),
        "without" | "excluding" | "exclude" | "excludes" | "except" | "unlike" | "avoid"
        | "avoids" | "avoiding" | "lacking" => (Kind::Without, at + 1),
        "rather" if joined("than") => (Kind::Without, at + 2),
        "instead" if joined("of") => (Kind::Without, at + 2),
        "free" if joined("of") || joined("from") => (Kind::Without, at + 2),
        "excluded" => return Some((clause_start(words, at), at + 1)),
        text => {
            let branch = text.strip_prefix("non-")?;
            return BRANCHES.contains(&branch).then_some((at, at + 1));
        }
    };
    Some((at, object(words, from, kind)))
}

/// What "not" at `at` denies.
fn not(words: &[Word], at: usize) -> Option<(usize, usize)> {
    let next = words.get(at + 1).filter(|next| next.before == Between::Nothing);
    if next.is_none_or(|next| next.is(&NOT_ONLY)) {
        return None;
    }
    let is = |word: &Word| word.is(&["is", "are", "was", "were", "be", "will"]);
    let copula = words[at].is(&["isn't", "aren't", "won't", "wasn't"])
        || at.checked_sub(1).is_some_and(|before| is(&words[before]));
    let predicate = next.is_some_and(|next| next.is(&PREDICATES));
    let first = if copula && predicate { clause_start(words, at) } else { at };
    Some((first, object(words, at + 1, Kind::No)))
}

/// The first word of the clause of the word at `at`.
fn clause_start(words: &[Word], at: usize) -> usize {
    let begins = |number: &usize| {
        words[*number].before != Between::Nothing
            || number.checked_sub(1).is_some_and(|before| words[before].is(&["and", "but"]))
    };
    (0..=at).rev().find(begins).unwrap_or(0)
}

/// Behind the last word of what is denied from `from` on.
fn object(words: &[Word], from: usize, kind: Kind) -> usize {
    let mut named = 0;
    let mut at = from;
    while at < words.len() && at < from + WORDS_MAX {
        let word = &words[at];
        let next = words.get(at + 1);
        match word.before {
            Between::End => break,
            Between::Comma if named == 0 => break,
            Between::Comma => match listed(words, at) {
                Some(end) => {
                    at = end;
                    continue;
                }
                None => break,
            },
            Between::Nothing => {}
        }
        let described = word.is(&["for", "to", "with"])
            && (kind == Kind::Without
                || next.is_some_and(|next| next.is(&["our", "the", "its", "their", "us"])));
        let joins = word.is(&["and", "plus"])
            && (kind == Kind::Without
                || next.is_none_or(|next| next.is(&STOPS) || next.is(&AND_THEN)));
        let ends = word.is(&STOPS)
            || 0 < named && (word.is(&CLAUSES) || word.is(&PLACES) || described || joins);
        if ends {
            break;
        }
        if !word.is(&EMPTY) && !word.is(&["and", "or", "nor"]) {
            named += 1;
        }
        at += 1;
    }
    at
}

/// Behind the last item of a list that goes on at the comma before `at`, if it ends with "or":
/// "no batteries, motors or chemicals".
fn listed(words: &[Word], at: usize) -> Option<usize> {
    let mut item = 0;
    let mut joined = false;
    let mut number = at;
    while number < words.len() {
        let word = &words[number];
        if word.before == Between::End || word.before == Between::Comma && joined {
            break;
        }
        if word.before == Between::Comma {
            item = 0;
        }
        if word.is(&["or", "nor"]) {
            joined = true;
            item = 0;
        } else {
            item += 1;
        }
        if ITEM_WORDS_MAX < item || word.is(&STOPS) || word.is(&CLAUSES) {
            if joined && word.is(&STOPS) {
                break;
            }
            return None;
        }
        number += 1;
    }
    joined.then_some(number)
}
