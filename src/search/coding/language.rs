//! In which division's words a text speaks: what no phrase names, its parts may still tell.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::analyzer::{Gap, Piece};

/// How strongly the language of all divisions stands beside that of one, in occurrences. Among 150,
/// 500 and 1,500 there is next to no difference on the sentences of development.
///
/// Source of the form: D. `MacKay` and L. Peto, A Hierarchical Dirichlet Language Model, Natural
/// Language Engineering 1 (1995), pages 289–308.
const PRIOR_OCCURRENCES: f64 = 500.0;
/// Factor on logarithms before they become probabilities: parts of one word repeat one another. Our
/// judgement; half or twice as much serve as well.
const SHARPNESS: f64 = 0.2;
/// However little a text sounds like a division, the logarithm of how likely it is beside chance
/// stays above this.
const LIKELIHOOD_MIN: f64 = -3.5;
/// Logarithms are divided by it, which brings them near the size of the other features.
const LIKELIHOOD_SCALE: f64 = 8.0;
/// How a single Chinese character counts beside a run of two or three, and a stem.
const CHARACTER_COUNT: f64 = 0.3;
/// How letters of a word count beside its stem.
const LETTERS_COUNT: f64 = 0.25;
/// Letters of an English word that are counted, its ends included; shorter stems are whole.
const LETTERS: std::ops::RangeInclusive<usize> = 4..=5;
/// The longest run of Chinese characters.
const CHARACTERS_MAX: usize = 3;

/// The languages of the divisions, as their phrases speak them.
#[derive(Debug, Default)]
pub(super) struct Languages {
    /// Chinese, then English.
    scripts: [Script; 2],
    /// Stems that say nothing.
    empty_words: BTreeSet<String>,
}

/// The same in one script.
#[derive(Debug, Default)]
struct Script {
    /// Per part, the divisions with their occurrences.
    occurrences: HashMap<String, BTreeMap<u8, f64>>,
    /// Per division, all occurrences.
    totals: BTreeMap<u8, f64>,
}

impl Languages {
    /// Counts phrases: their pieces and their divisions with shares. `empty_words` are stems that
    /// say nothing.
    pub(super) fn new<'p>(
        phrases: impl Iterator<Item = (&'p [Piece], BTreeMap<u8, f64>)>,
        empty_words: BTreeSet<String>,
    ) -> Languages {
        let mut scripts = <[Script; 2]>::default();
        for (pieces, divisions) in phrases {
            for ((han, part), count) in parts(pieces, |_| true, &empty_words) {
                let script = &mut scripts[usize::from(!han)];
                let known = script.occurrences.entry(part).or_default();
                for (division, share) in &divisions {
                    let occurrences = share * count.min(1.0);
                    *known.entry(*division).or_default() += occurrences;
                    *script.totals.entry(*division).or_default() += occurrences;
                }
            }
        }
        Languages { scripts, empty_words }
    }

    /// How much likelier than by chance each division is by the pieces that count, as a logarithm
    /// near −0.4 to 0.6; 0 for all if none is known.
    pub(super) fn likelihoods(
        &self,
        pieces: &[Piece],
        counts: impl Fn(usize) -> bool,
    ) -> BTreeMap<u8, f64> {
        let divisions = self.scripts.iter().flat_map(|script| script.totals.keys());
        let mut sums: BTreeMap<u8, f64> = divisions.map(|division| (*division, 0.0)).collect();
        for ((han, part), count) in parts(pieces, counts, &self.empty_words) {
            self.scripts[usize::from(!han)].add(&part, count, &mut sums);
        }
        let top = sums.values().copied().fold(f64::MIN, f64::max);
        let total: f64 = sums.values().map(|sum| (SHARPNESS * (sum - top)).exp()).sum();
        let chance = super::number(sums.len().max(1)).ln() - total.max(f64::MIN_POSITIVE).ln();
        for sum in sums.values_mut() {
            let likelihood = SHARPNESS * (*sum - top) + chance;
            *sum = likelihood.max(LIKELIHOOD_MIN) / LIKELIHOOD_SCALE;
        }
        sums
    }
}

impl Script {
    /// Adds how much likelier a part is in each division than in all.
    fn add(&self, part: &str, count: f64, sums: &mut BTreeMap<u8, f64>) {
        let Some(occurrences) = self.occurrences.get(part) else { return };
        let all: f64 = self.totals.values().sum();
        let general = occurrences.values().sum::<f64>() / all;
        for (division, total) in &self.totals {
            let own = occurrences.get(division).copied().unwrap_or(0.0);
            let chance = (own + PRIOR_OCCURRENCES * general) / (total + PRIOR_OCCURRENCES);
            *sums.entry(*division).or_default() += count * (chance / general).ln();
        }
    }
}

/// Parts of the pieces that count, with the script of each: runs of up to three Chinese
/// characters; English stems, pairs of them, and letters of the longer ones.
fn parts(
    pieces: &[Piece],
    counts: impl Fn(usize) -> bool,
    empty_words: &BTreeSet<String>,
) -> BTreeMap<(bool, String), f64> {
    let mut parts: BTreeMap<(bool, String), f64> = BTreeMap::new();
    let mut add = |han: bool, part: String, count: f64| {
        *parts.entry((han, part)).or_default() += count;
    };
    let mut before: Vec<&str> = Vec::new();
    let mut before_is_han = false;
    for (number, piece) in pieces.iter().enumerate() {
        let digits = piece.text.bytes().all(|byte| byte.is_ascii_digit());
        if piece.gap == Gap::Break || piece.han != before_is_han {
            before.clear();
        }
        before_is_han = piece.han;
        if !counts(number) || digits || !piece.han && empty_words.contains(&piece.text) {
            if piece.han || !counts(number) {
                before.clear();
            }
            continue;
        }
        before.push(&piece.text);
        if piece.han {
            for length in 1..=before.len().min(CHARACTERS_MAX) {
                let count = if length == 1 { CHARACTER_COUNT } else { 1.0 };
                add(true, before[before.len() - length..].concat(), count);
            }
        } else {
            add(false, piece.text.clone(), 1.0);
            if let [.., one, two] = before[..] {
                add(false, format!("{one} {two}"), 1.0);
            }
            let signs: Vec<char> = format!(" {} ", piece.text).chars().collect();
            for length in LETTERS.filter(|length| *length + 1 < signs.len()) {
                for letters in signs.windows(length) {
                    add(false, format!("~{}", letters.iter().collect::<String>()), LETTERS_COUNT);
                }
            }
        }
    }
    parts
}
