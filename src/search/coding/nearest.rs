//! The phrases and titles most like an expression, by their word parts: what an unknown word may be.

use std::collections::{BTreeMap, HashMap};

use super::super::analyzer::{Gap, Piece};

/// So many neighbours speak.
const NEIGHBOURS: usize = 12;
/// A part in more than this share of the phrases says nothing.
const COMMON_SHARE: f64 = 0.05;

/// Parts of all phrases, with an inverted list.
#[derive(Debug, Clone, Default)]
pub(super) struct Nearest {
    by_part: HashMap<String, (f64, Vec<u32>)>,
    norms: Vec<f64>,
}

impl Nearest {
    /// Takes the pieces of each phrase, numbered in order.
    pub(super) fn new(phrases: &[Vec<Piece>]) -> Nearest {
        let parts: Vec<Vec<(String, f64)>> =
            phrases.iter().map(|pieces| parts(pieces, true)).collect();
        let mut by_part: HashMap<String, (f64, Vec<u32>)> = HashMap::new();
        for (number, parts) in parts.iter().enumerate() {
            for (part, _) in parts {
                let list = &mut by_part.entry(part.clone()).or_default().1;
                let number = u32::try_from(number).unwrap_or(u32::MAX);
                if list.last() != Some(&number) {
                    list.push(number);
                }
            }
        }
        let total = super::number(phrases.len().max(1));
        for (weight, list) in by_part.values_mut() {
            let share = super::number(list.len()) / total;
            *weight = if share > COMMON_SHARE { 0.0 } else { (1.0 / share).ln() };
        }
        let norms = parts
            .iter()
            .map(|parts| {
                let squares: f64 =
                    parts.iter().map(|(part, factor)| (by_part[part].0 * factor).powi(2)).sum();
                squares.sqrt().max(1e-9)
            })
            .collect();
        Nearest { by_part, norms }
    }

    /// The phrases most like `pieces`, with their cosine, the nearest first.
    pub(super) fn find(&self, pieces: &[Piece]) -> Vec<(usize, f64)> {
        let mut sums: BTreeMap<u32, f64> = BTreeMap::new();
        let mut square = 0.0;
        for (part, factor) in parts(pieces, false) {
            let Some((weight, list)) = self.by_part.get(&part) else {
                square += (factor * 5.0).powi(2);
                continue;
            };
            square += (weight * factor).powi(2);
            for number in list {
                *sums.entry(*number).or_default() += weight * weight * factor;
            }
        }
        let mut found: Vec<(usize, f64)> = sums
            .into_iter()
            .map(|(number, sum)| {
                let number = number as usize;
                (number, sum / (self.norms[number] * square.sqrt().max(1e-9)))
            })
            .collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found.truncate(NEIGHBOURS);
        found
    }
}

/// Word parts: pairs of Chinese characters, the last ones doubly; English stems and pairs of them.
fn parts(pieces: &[Piece], whole: bool) -> Vec<(String, f64)> {
    let mut parts: BTreeMap<String, f64> = BTreeMap::new();
    for (number, piece) in pieces.iter().enumerate() {
        let next =
            pieces.get(number + 1).filter(|next| next.gap != Gap::Break && next.han == piece.han);
        match next {
            Some(next) if piece.han => {
                let last = pieces
                    .get(number + 2)
                    .is_none_or(|third| third.gap == Gap::Break || !third.han);
                parts.insert(format!("{}{}", piece.text, next.text), if last { 1.5 } else { 1.0 });
            }
            Some(next) => {
                parts.entry(piece.text.clone()).or_insert(1.0);
                parts.insert(format!("{} {}", piece.text, next.text), 1.0);
            }
            None if piece.han => {
                // The last character is often the head: 机, 剂, 膜.
                parts.insert(format!("{}.", piece.text), 0.6);
                let first = number == 0 || pieces[number].gap == Gap::Break;
                if first || whole && pieces.len() == 1 {
                    parts.entry(piece.text.clone()).or_insert(1.0);
                }
            }
            None => {
                parts.insert(piece.text.clone(), 1.5);
            }
        }
    }
    parts.into_iter().filter(|(part, _)| !part.bytes().all(|byte| byte.is_ascii_digit())).collect()
}
