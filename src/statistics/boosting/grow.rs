use rand_pcg::Pcg64;

use super::{
    BoostingOptions,
    bins::{Binned, UNKNOWN},
    tree::{Node, Split, Tree},
};
use crate::statistics::random;

/// Sums over the rows of a bin.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    gradient: f64,
    hessian: f64,
    weight: f64,
}

impl Sums {
    fn add(&mut self, other: Sums) {
        self.gradient += other.gradient;
        self.hessian += other.hessian;
        self.weight += other.weight;
    }

    fn less(self, other: Sums) -> Sums {
        Sums {
            gradient: self.gradient - other.gradient,
            hessian: self.hessian - other.hessian,
            weight: self.weight - other.weight,
        }
    }

    /// The loss that the best value of a node saves.
    fn saved(self, l2: f64) -> f64 {
        let curvature = self.hessian + l2;
        if 0.0 < curvature { self.gradient * self.gradient / curvature } else { 0.0 }
    }
}

const BINS: usize = 256;

/// Rows as the loss sees them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slope {
    pub(super) gradient: f64,
    pub(super) hessian: f64,
    pub(super) weight: f64,
}

/// The best way to part the rows of a leaf.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    gain: f64,
    feature: usize,
    bin: u8,
    unknown_left: bool,
}

/// A leaf that may still be parted.
struct Leaf {
    node: usize,
    start: usize,
    end: usize,
    depth: usize,
    sums: Sums,
    histogram: Vec<Sums>,
    best: Option<Candidate>,
}

/// Grows one tree, best leaf first.
pub(super) struct Grower<'a> {
    pub(super) binned: &'a Binned,
    pub(super) options: &'a BoostingOptions,
    pub(super) slopes: &'a [Slope],
    /// The features that this tree may use.
    pub(super) features: Vec<usize>,
    /// The rows, each leaf's beside one another.
    pub(super) rows: Vec<u32>,
}

/// A tree and, per leaf, the rows that fell into it.
pub(super) struct Grown {
    pub(super) tree: Tree,
    pub(super) leaves: Vec<(f64, std::ops::Range<usize>)>,
    pub(super) rows: Vec<u32>,
}

impl Grower<'_> {
    pub(super) fn features_of_a_tree(
        options: &BoostingOptions,
        features: usize,
        stream: &mut Pcg64,
    ) -> Vec<usize> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a count"
        )]
        let count = (crate::statistics::real(features) * options.column_share).round() as usize;
        random::distinct_below(features, count.clamp(1, features.max(1)), stream)
    }

    pub(super) fn grow(mut self) -> Grown {
        let mut nodes = Vec::new();
        let all = self.rows.len();
        let histogram = self.histogram(0, all);
        let mut leaves = vec![self.leaf(&mut nodes, 0..all, 0, histogram)];
        while leaves.len() < self.options.leaves_max {
            let Some(at) = best_leaf(&leaves) else { break };
            let leaf = leaves.swap_remove(at);
            let Some(best) = leaf.best else { break };
            let (left, right) = self.part(&mut nodes, leaf, best);
            leaves.extend([left, right]);
        }
        let leaves =
            leaves.into_iter().map(|leaf| (nodes[leaf.node].value, leaf.start..leaf.end)).collect();
        Grown { tree: Tree { nodes }, leaves, rows: self.rows }
    }

    fn part(&mut self, nodes: &mut Vec<Node>, leaf: Leaf, best: Candidate) -> (Leaf, Leaf) {
        let column = self.binned.column(best.feature);
        let goes_left = |row: u32| {
            let bin = column[row as usize];
            if bin == UNKNOWN { best.unknown_left } else { bin <= best.bin }
        };
        // A stable partition keeps the rows ascending, which keeps the reads of columns in order.
        let (left, right): (Vec<u32>, Vec<u32>) =
            self.rows[leaf.start..leaf.end].iter().partition(|row| goes_left(**row));
        let middle = leaf.start + left.len();
        self.rows[leaf.start..middle].copy_from_slice(&left);
        self.rows[middle..leaf.end].copy_from_slice(&right);

        // Only the smaller side is counted; the other one is the difference.
        let left_is_smaller = left.len() <= right.len();
        let smaller = if left_is_smaller { leaf.start..middle } else { middle..leaf.end };
        let small = self.histogram(smaller.start, smaller.end);
        let mut large = leaf.histogram;
        for (sums, part) in large.iter_mut().zip(&small) {
            *sums = sums.less(*part);
        }
        let (left_histogram, right_histogram) =
            if left_is_smaller { (small, large) } else { (large, small) };
        let depth = leaf.depth + 1;
        let left = self.leaf(nodes, leaf.start..middle, depth, left_histogram);
        let right = self.leaf(nodes, middle..leaf.end, depth, right_histogram);
        nodes[leaf.node].split = Some(Split {
            feature: best.feature,
            threshold: self.binned.edge(best.feature, usize::from(best.bin)),
            unknown_left: best.unknown_left,
            left: left.node,
            right: right.node,
        });
        (left, right)
    }

    fn leaf(
        &self,
        nodes: &mut Vec<Node>,
        rows: std::ops::Range<usize>,
        depth: usize,
        histogram: Vec<Sums>,
    ) -> Leaf {
        let mut sums = Sums::default();
        for row in &self.rows[rows.clone()] {
            let slope = self.slopes[*row as usize];
            sums.add(Sums {
                gradient: slope.gradient,
                hessian: slope.hessian,
                weight: slope.weight,
            });
        }
        let curvature = sums.hessian + self.options.l2;
        let value = if 0.0 < curvature { -sums.gradient / curvature } else { 0.0 };
        nodes.push(Node { value: value * self.options.learning_rate, split: None });
        let (node, start, end) = (nodes.len() - 1, rows.start, rows.end);
        let mut leaf = Leaf { node, start, end, depth, sums, histogram, best: None };
        if depth < self.options.depth_max {
            leaf.best = self.best_split(&leaf);
        }
        leaf
    }

    fn histogram(&self, start: usize, end: usize) -> Vec<Sums> {
        let mut histogram = vec![Sums::default(); self.features.len() * BINS];
        let rows = &self.rows[start..end];
        let slopes: Vec<Slope> = rows.iter().map(|row| self.slopes[*row as usize]).collect();
        for (own, feature) in histogram.chunks_exact_mut(BINS).zip(&self.features) {
            let column = self.binned.column(*feature);
            for (row, slope) in rows.iter().zip(&slopes) {
                let sums = &mut own[usize::from(column[*row as usize])];
                sums.gradient += slope.gradient;
                sums.hessian += slope.hessian;
                sums.weight += slope.weight;
            }
        }
        histogram
    }

    /// The parting that saves most; the first of equals.
    fn best_split(&self, leaf: &Leaf) -> Option<Candidate> {
        let mut best: Option<Candidate> = None;
        let unparted = leaf.sums.saved(self.options.l2);
        for (histogram, feature) in leaf.histogram.chunks_exact(BINS).zip(&self.features) {
            let unknown = histogram[usize::from(UNKNOWN)];
            let sides: &[bool] = if 0.0 < unknown.weight { &[false, true] } else { &[false] };
            for unknown_left in sides {
                let mut left = if *unknown_left { unknown } else { Sums::default() };
                let edges = self.binned.edge_count(*feature);
                for (bin, sums) in histogram.iter().enumerate().take(edges) {
                    left.add(*sums);
                    let right = leaf.sums.less(left);
                    let smallest = self.options.leaf_weight_min;
                    if left.weight < smallest || right.weight < smallest {
                        continue;
                    }
                    let l2 = self.options.l2;
                    let gain = left.saved(l2) + right.saved(l2) - unparted;
                    if best.map_or(1e-9, |best| best.gain) < gain {
                        #[expect(clippy::cast_possible_truncation, reason = "below 254")]
                        let bin = bin as u8;
                        let (feature, unknown_left) = (*feature, *unknown_left);
                        best = Some(Candidate { gain, feature, bin, unknown_left });
                    }
                }
            }
        }
        best
    }
}

/// The leaf whose parting saves most; the oldest node of equals.
fn best_leaf(leaves: &[Leaf]) -> Option<usize> {
    let partable = leaves.iter().enumerate().filter(|(_, leaf)| leaf.best.is_some());
    let key = |leaf: &Leaf| leaf.best.map_or(0.0, |best| best.gain);
    partable
        .max_by(|(_, one), (_, other)| {
            key(one).total_cmp(&key(other)).then_with(|| other.node.cmp(&one.node))
        })
        .map(|(at, _)| at)
}
