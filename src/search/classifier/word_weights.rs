//! What single words and neighbours of words say for or against a code, beyond all measures.

use std::collections::{BTreeMap, HashMap};

use super::{feature, number, tree::Tree};

/// Passes over the examples; the step of a weight shrinks with its gradients (J. Duchi and others,
/// Adaptive Subgradient Methods, Journal of Machine Learning Research 12 (2011), pages 2121–2159).
const PASSES: usize = 4;
const STEP: f32 = 0.1;
const FIRST_SQUARE: f32 = 1e-2;
/// An error of probability below this teaches nothing.
const ERROR_MIN: f32 = 0.01;
/// So many weights are kept, the largest: more add nothing that is measurable.
const WEIGHTS_MAX: usize = 40_000;

/// A word, or two in sequence, as stems; a code of any depth; and what the word adds to its utility.
#[derive(Debug, Clone, PartialEq)]
pub struct WordWeight {
    /// One or two stems, parted by a blank.
    pub words: String,
    /// The code.
    pub code: String,
    /// Utility, before it is divided by the root of the number of features.
    pub weight: f64,
}

/// An entry that was coded without itself.
pub(crate) struct Example {
    /// Its words, and words with the next one.
    pub(crate) features: Vec<u64>,
    /// The best candidates.
    pub(crate) leaves: Vec<usize>,
    /// Their utilities by the measures.
    pub(crate) utilities: Vec<f32>,
    /// Which of them is right.
    pub(crate) chosen: usize,
}

/// Weights by feature and node.
#[derive(Debug, Clone, Default)]
pub(crate) struct WordWeights(HashMap<u64, Vec<(u32, f32)>>);

impl WordWeights {
    /// Weights by code; those of codes that the tree lacks are left out.
    pub(crate) fn new(weights: &[WordWeight], tree: &Tree) -> WordWeights {
        let nodes: BTreeMap<&str, u32> = tree.nodes.iter().map(String::as_str).zip(0..).collect();
        let mut by_feature: HashMap<u64, Vec<(u32, f32)>> = HashMap::new();
        for WordWeight { words, code, weight } in weights {
            if let Some(node) = nodes.get(code.as_str()) {
                let feature = feature::of_stems(words);
                by_feature.entry(feature).or_default().push((*node, number::single(*weight)));
            }
        }
        WordWeights(by_feature)
    }

    /// What the words of a text add to the utility of each candidate.
    pub(crate) fn utilities(&self, features: &[u64], tree: &Tree, leaves: &[usize]) -> Vec<f32> {
        let mut by_node = vec![0.0_f32; tree.nodes.len()];
        for feature in features {
            for (node, weight) in self.0.get(feature).into_iter().flatten() {
                by_node[*node as usize] += weight;
            }
        }
        let scale = scale(features);
        let sum = |leaf: &usize| -> f32 {
            tree.paths[*leaf].iter().map(|node| by_node[*node as usize]).sum()
        };
        leaves.iter().map(|leaf| scale * sum(leaf)).collect()
    }
}

fn scale(features: &[u64]) -> f32 {
    1.0 / (number::real(features.len().max(1))).sqrt()
}

/// An example with the places of its weights.
struct Placed<'a> {
    example: &'a Example,
    /// Per candidate: its nodes among those of the example.
    paths: Vec<Vec<usize>>,
    nodes: usize,
    /// Nodes times features.
    slots: Vec<u32>,
    scale: f32,
}

/// Examples and the features and nodes that they name together.
pub(crate) struct Lessons<'a> {
    placed: Vec<Placed<'a>>,
    keys: Vec<(u64, u32)>,
}

impl<'a> Lessons<'a> {
    pub(crate) fn new(examples: &'a [Example], tree: &Tree) -> Lessons<'a> {
        let mut numbers: HashMap<(u64, u32), u32> = HashMap::new();
        let mut keys = Vec::new();
        let mut placed = Vec::with_capacity(examples.len());
        for example in examples {
            let mut nodes: Vec<u32> = Vec::new();
            let mut paths = Vec::new();
            for leaf in &example.leaves {
                let place = |node: &u32| {
                    nodes.iter().position(|known| known == node).unwrap_or_else(|| {
                        nodes.push(*node);
                        nodes.len() - 1
                    })
                };
                paths.push(tree.paths[*leaf].iter().map(place).collect());
            }
            let mut slots = Vec::with_capacity(nodes.len() * example.features.len());
            for node in &nodes {
                for feature in &example.features {
                    let next = number::place(keys.len());
                    let slot = *numbers.entry((*feature, *node)).or_insert(next);
                    if slot == next {
                        keys.push((*feature, *node));
                    }
                    slots.push(slot);
                }
            }
            let scale = scale(&example.features);
            placed.push(Placed { example, paths, nodes: nodes.len(), slots, scale });
        }
        Lessons { placed, keys }
    }

    /// One weight per key, learned by descending the negative logarithm of the right candidate's
    /// probability, example by example, in their order.
    fn learn(&self, takes: impl Fn(usize) -> bool) -> Vec<f32> {
        let mut weights = vec![0.0_f32; self.keys.len()];
        let mut squares = vec![FIRST_SQUARE; self.keys.len()];
        for _ in 0..PASSES {
            for (_, placed) in self.placed.iter().enumerate().filter(|(place, _)| takes(*place)) {
                let probabilities = softmax(&placed.utilities(&weights), 1.0);
                let mut errors = vec![0.0_f32; placed.nodes];
                for (candidate, probability) in probabilities.iter().enumerate() {
                    let is_right = candidate == placed.example.chosen;
                    let error = probability - if is_right { 1.0 } else { 0.0 };
                    if ERROR_MIN <= error.abs() {
                        for node in &placed.paths[candidate] {
                            errors[*node] += error;
                        }
                    }
                }
                let features = placed.example.features.len().max(1);
                for (slots, error) in placed.slots.chunks(features).zip(errors) {
                    let gradient = error * placed.scale;
                    if gradient == 0.0 {
                        continue;
                    }
                    for slot in slots {
                        let slot = *slot as usize;
                        squares[slot] += gradient * gradient;
                        weights[slot] -= STEP * gradient / squares[slot].sqrt();
                    }
                }
            }
        }
        Self::keep_largest(&mut weights);
        weights
    }

    fn keep_largest(weights: &mut [f32]) {
        if weights.len() <= WEIGHTS_MAX {
            return;
        }
        let mut sizes: Vec<f32> = weights.iter().map(|weight| weight.abs()).collect();
        sizes.select_nth_unstable_by(WEIGHTS_MAX, |a, b| b.total_cmp(a));
        let least = sizes[WEIGHTS_MAX];
        for weight in weights {
            if weight.abs() <= least {
                *weight = 0.0;
            }
        }
    }

    /// The weights of all lessons, by feature and node, in order.
    pub(crate) fn weights(&self) -> Vec<(u64, u32, f32)> {
        let learned = self.learn(|_| true);
        let mut weights: Vec<(u64, u32, f32)> = self
            .keys
            .iter()
            .zip(learned)
            .filter(|(_, weight)| *weight != 0.0)
            .map(|((feature, node), weight)| (*feature, *node, weight))
            .collect();
        weights.sort_by_key(|(feature, node, _)| (*feature, *node));
        weights
    }

    /// The factor on utilities under which the lessons that were held back (every fifth) are most
    /// probable: learned utilities are surer of themselves than they should be.
    pub(crate) fn sureness(&self) -> f64 {
        let weights = self.learn(|place| place % 5 != 0);
        let held: Vec<(Vec<f32>, usize)> = self
            .placed
            .iter()
            .step_by(5)
            .map(|placed| (placed.utilities(&weights), placed.example.chosen))
            .collect();
        let loss = |factor: f32| -> f64 {
            let each = held.iter().map(|(utilities, chosen)| {
                -f64::from(softmax(utilities, factor)[*chosen].max(1e-9)).ln()
            });
            each.sum()
        };
        let factors = (8..=26_u8).map(|twentieths| f32::from(twentieths) / 20.0);
        let best = factors.min_by(|a, b| loss(*a).total_cmp(&loss(*b)));
        (f64::from(best.unwrap_or(1.0)) * 20.0).round() / 20.0
    }
}

impl Placed<'_> {
    fn utilities(&self, weights: &[f32]) -> Vec<f32> {
        let features = self.example.features.len().max(1);
        let mut by_node = vec![0.0_f32; self.nodes];
        for (sum, slots) in by_node.iter_mut().zip(self.slots.chunks(features)) {
            *sum = slots.iter().map(|slot| weights[*slot as usize]).sum();
        }
        let added = |path: &Vec<usize>| path.iter().map(|node| by_node[*node]).sum::<f32>();
        let measured = self.example.utilities.iter();
        measured.zip(&self.paths).map(|(own, path)| own + self.scale * added(path)).collect()
    }
}

/// e^(factor u) over their sum.
pub(crate) fn softmax(utilities: &[f32], factor: f32) -> Vec<f32> {
    let most = utilities.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f32> = utilities.iter().map(|u| (factor * (u - most)).exp()).collect();
    let sum: f32 = powers.iter().sum();
    powers.into_iter().map(|power| power / sum).collect()
}
