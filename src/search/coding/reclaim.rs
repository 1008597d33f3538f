//! What an English sentence says as a whole: that waste is worked on, that something is repaired.

use super::english::form;
use super::english_words::{FOR, FROM, PLACE, RECLAIM, RECYCLE, REPAIR, SUBJECTS, WASTE};
use super::role::Role;

/// Waste that is worked on.
pub(super) fn recycle(words: &[String], roles: &mut [Role]) {
    let verb = words.iter().any(|word| {
        RECYCLE.iter().any(|verb| form(word, verb).is_some()) || word.starts_with("recycl")
    });
    let waste = (0..words.len()).find(|at| is_waste(words, *at)).or_else(|| {
        // Some verbs say it alone: what is recycled was waste.
        let alone = |word: &String| RECLAIM.iter().any(|verb| form(word, verb).is_some());
        words.iter().position(alone).map(|verb| verb + 2)
    });
    if let (true, Some(waste)) = (verb, waste) {
        for role in roles.iter_mut().skip(waste.saturating_sub(2)) {
            if matches!(
                role,
                Role::Neutral | Role::Product | Role::Planned | Role::Developed | Role::Input
            ) {
                *role = Role::Recycled;
            }
        }
    }
}

/// Whether the word at `at` says waste: spent batteries, end-of-life cars, used oil, but not oil
/// used in engines.
fn is_waste(words: &[String], at: usize) -> bool {
    let word = words[at].as_str();
    let next = words.get(at + 1).map_or("", String::as_str);
    let framed = FOR.contains(&next) || FROM.contains(&next) || PLACE.contains(&next);
    match word {
        "used" => !framed && !matches!(next, "" | "and" | "as"),
        "life" => at > 1 && words[at - 1] == "of" && words[at - 2] == "end",
        _ => WASTE.contains(&word),
    }
}

/// What is repaired, where nothing is made in the sentence.
pub(super) fn repair(words: &[String], roles: &mut [Role]) {
    let verb = (0..words.len()).any(|at| {
        let says = |verb: &&str| match *verb {
            "service" => is_serviced(words, at),
            verb => form(&words[at], verb).is_some(),
        };
        REPAIR.iter().any(says)
    });
    // The verb that a sentence begins with decides: overhauling mining trucks mines nothing.
    let leads = words.first().is_some_and(|word| {
        REPAIR.iter().any(|verb| form(word, verb).is_some()) && word.ends_with("ing")
    });
    let makes = roles.contains(&Role::Product) && !leads;
    if verb && !makes && !words.iter().any(|word| word == "also") {
        for role in roles.iter_mut() {
            let made = *role == Role::Product && leads;
            if made
                || matches!(role, Role::Neutral | Role::Service | Role::Planned | Role::Developed)
            {
                *role = Role::Repaired;
            }
        }
    }
}

/// Whether the word at `at` is the verb of "we service pumps", and not the noun of "storage services".
fn is_serviced(words: &[String], at: usize) -> bool {
    let subject = at == 0
        || SUBJECTS.contains(&words[at - 1].as_str())
        || ["maintenance", "repair", "he", "she", "it", "which", "that", "who"]
            .contains(&words[at - 1].as_str());
    let object = words.get(at + 1).is_some_and(|next| {
        ![&FOR, &FROM, &PLACE].iter().any(|list| list.contains(&next.as_str()))
    });
    form(&words[at], "service") == Some(true) && subject && object
}
