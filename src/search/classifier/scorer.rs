//! Scores of every code for a text, by several measures.

use super::{
    corpus::{Asked, Index},
    tree::Tree,
};

/// The entry that is asked about and the leaf under which it stands, to be left out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LeftOut {
    pub(crate) entry: usize,
    pub(crate) leaf: usize,
}

/// How strongly the words above a code count in its language, by depth, in occurrences.
///
/// Source: D. `MacKay` and L. Peto, A Hierarchical Dirichlet Language Model, Natural Language
/// Engineering 1 (1995), pages 289–308.
const PRIOR_OCCURRENCES: [f32; 5] = [50.0, 30.0, 20.0, 10.0, 10.0];

/// Cosine of a text and the sum of the vectors of each code (J. Rocchio, Relevance Feedback in
/// Information Retrieval, 1971), then the cosines with title, description and what stands above.
pub(crate) fn centroids(
    index: &Index,
    asked: &Asked,
    left_out: Option<LeftOut>,
) -> (Vec<f32>, [Vec<f32>; 3]) {
    let leaves = index.leaf_totals.len();
    let mut sums = vec![0.0_f32; leaves];
    let mut fields = [vec![0.0_f32; leaves], vec![0.0_f32; leaves], vec![0.0_f32; leaves]];
    for (number, _, weight) in &asked.features {
        for posting in index.postings(*number) {
            let leaf = posting.leaf as usize;
            sums[leaf] += weight * posting.centroid;
            for (field, value) in fields.iter_mut().zip(posting.fields) {
                field[leaf] += weight * value;
            }
        }
    }
    for (leaf, sum) in sums.iter_mut().enumerate() {
        let mut squares = index.centroid_squares[leaf];
        if left_out.is_some_and(|out| out.leaf == leaf) {
            squares += 1.0 - 2.0 * *sum;
            *sum -= 1.0;
        }
        *sum = if 1e-6 < squares { *sum / squares.sqrt() } else { 0.0 };
    }
    (sums, fields)
}

/// Per code: the cosine with its nearest entry, and the sums of the squares and fifth powers of
/// the cosines with all its entries.
pub(crate) struct Neighbours {
    pub(crate) nearest: Vec<f32>,
    pub(crate) squares: Vec<f32>,
    pub(crate) fifths: Vec<f32>,
}

/// The neighbours of a text among the entries, whose leaves stand in `entry_leaves`.
pub(crate) fn neighbours(
    index: &Index,
    asked: &Asked,
    entry_leaves: &[u32],
    left_out: Option<LeftOut>,
) -> Neighbours {
    let leaves = index.leaf_totals.len();
    let mut cosines = vec![0.0_f32; entry_leaves.len()];
    for (number, _, weight) in &asked.features {
        for (entry, other) in index.entries(*number) {
            cosines[*entry as usize] += weight * other;
        }
    }
    if let Some(out) = left_out {
        cosines[out.entry] = 0.0;
    }
    let mut found = Neighbours {
        nearest: vec![0.0; leaves],
        squares: vec![0.0; leaves],
        fifths: vec![0.0; leaves],
    };
    for (cosine, leaf) in cosines.iter().zip(entry_leaves) {
        if *cosine < 0.02 {
            continue;
        }
        let leaf = *leaf as usize;
        found.nearest[leaf] = found.nearest[leaf].max(*cosine);
        let square = cosine * cosine;
        found.squares[leaf] += square;
        found.fifths[leaf] += square * square * cosine;
    }
    for sums in [&mut found.squares, &mut found.fifths] {
        for sum in sums {
            *sum = (*sum + 1e-4).ln();
        }
    }
    found
}

/// How much likelier a text is in the language of each candidate than in the language of all.
///
/// Each code has counts of features; what it lacks it takes from the code above.
pub(crate) fn languages(
    index: &Index,
    tree: &Tree,
    asked: &Asked,
    candidates: &[usize],
    left_out: Option<LeftOut>,
) -> Vec<f32> {
    let out_path: &[u32] = left_out.map_or(&[], |out| &tree.paths[out.leaf]);
    let asked_length: f32 = asked.features.iter().map(|(_, count, _)| count).sum();
    let mut totals = vec![0.0_f32; tree.nodes.len()];
    for (leaf, total) in index.leaf_totals.iter().enumerate() {
        for node in &tree.paths[leaf] {
            totals[*node as usize] += total;
        }
    }
    for node in out_path {
        totals[*node as usize] -= asked_length;
    }
    let mut counts = vec![0.0_f32; tree.nodes.len()];
    let mut chances = vec![f32::NAN; tree.nodes.len()];
    let mut scores = vec![0.0_f32; candidates.len()];
    for (number, count, _) in &asked.features {
        let own = if left_out.is_some() { *count } else { 0.0 };
        let general = (index.totals[*number as usize] - own) / index.total;
        let known_elsewhere = 0.75 < index.totals[*number as usize] - own;
        if !known_elsewhere {
            continue;
        }
        for posting in index.postings(*number) {
            for node in &tree.paths[posting.leaf as usize] {
                counts[*node as usize] += posting.count;
            }
        }
        for node in out_path {
            counts[*node as usize] -= count;
        }
        for (score, candidate) in scores.iter_mut().zip(candidates) {
            let mut chance = general;
            for (depth, node) in tree.paths[*candidate].iter().enumerate() {
                let node = *node as usize;
                if chances[node].is_nan() {
                    let prior = PRIOR_OCCURRENCES[depth.min(PRIOR_OCCURRENCES.len() - 1)];
                    chances[node] = (counts[node] + prior * chance) / (totals[node] + prior);
                }
                chance = chances[node];
            }
            *score += count * (chance / general).ln();
        }
        for candidate in candidates {
            for node in &tree.paths[*candidate] {
                chances[*node as usize] = f32::NAN;
            }
        }
        for posting in index.postings(*number) {
            for node in &tree.paths[posting.leaf as usize] {
                counts[*node as usize] = 0.0;
            }
        }
        for node in out_path {
            counts[*node as usize] = 0.0;
        }
    }
    scores
}
