//! The terms of a description.

use super::wording::Wording;

/// Words of the frame of a description, which stand in nearly all of them.
const FRAME_WORDS: [&str; 26] = [
    "this",
    "u",
    "bls",
    "industry",
    "industries",
    "comprises",
    "comprise",
    "establishment",
    "establishments",
    "primarily",
    "engaged",
    "one",
    "more",
    "following",
    "subsector",
    "sector",
    "group",
    "these",
    "may",
    "are",
    "is",
    "be",
    "also",
    "included",
    "us",
    "class",
];
/// Words at which a description is cut.
const CUTS: [&str; 8] = ["and", "or", "such", "including", "e", "i", "for", "to"];

/// The terms of a description: runs of words between commas, brackets and "and", without the
/// sentences that say what belongs elsewhere.
pub fn terms(description: &str) -> Vec<Wording> {
    let mut found: Vec<Wording> = Vec::new();
    let text = description.replace("U.S.", " ").replace("i.e.", " ").replace("e.g.", " ");
    for sentence in text.split(". ") {
        let lower = sentence.to_lowercase();
        if ["classified in", "excluded", "cross-ref", "see industry desc"]
            .iter()
            .any(|cut| lower.contains(cut))
        {
            continue;
        }
        for part in lower.split([',', ';', ':', '(', ')', '.']) {
            let words: Vec<&str> = part
                .split(|sign: char| !sign.is_alphanumeric())
                .filter(|word| !word.is_empty() && word.parse::<u32>().is_err())
                .collect();
            if words.first().is_some_and(|word| ["except", "excluding"].contains(word)) {
                continue;
            }
            for run in words.split(|word| CUTS.contains(word)) {
                let run: Vec<&str> =
                    run.iter().copied().filter(|word| !FRAME_WORDS.contains(word)).collect();
                let wording = Wording::read(&run.join(" "));
                if !wording.is_empty() {
                    found.push(wording);
                }
            }
        }
    }
    found
}
