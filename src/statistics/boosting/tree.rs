use ndarray::ArrayRef1;
use serde::{Deserialize, Serialize};

/// A regression tree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tree {
    /// Its nodes; the first is the root, and children come after their parent.
    pub nodes: Vec<Node>,
}

/// A node: the margin that its rows would get if the tree ended here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// The margin, in log-odds.
    pub value: f64,
    /// Where its rows go on; `None` for a leaf.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split: Option<Split>,
}

/// A question about one feature.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Split {
    /// The feature asked about, from 0.
    pub feature: usize,
    /// Values up to here go left.
    pub threshold: f64,
    /// Whether an unknown value (NaN) goes left.
    pub unknown_left: bool,
    /// The node on the left.
    pub left: usize,
    /// The node on the right.
    pub right: usize,
}

impl Split {
    fn next(&self, row: &ArrayRef1<f64>) -> usize {
        let value = row[self.feature];
        let goes_left = if value.is_nan() { self.unknown_left } else { value <= self.threshold };
        if goes_left { self.left } else { self.right }
    }
}

impl Tree {
    /// What the tree adds to the margin of a row.
    pub(super) fn value(&self, row: &ArrayRef1<f64>) -> f64 {
        let mut node = &self.nodes[0];
        while let Some(split) = &node.split {
            node = &self.nodes[split.next(row)];
        }
        node.value
    }

    /// Adds the change of the margin at each step of the row's way to the feature asked there;
    /// returns the margin of the root.
    pub(super) fn attribute(&self, row: &ArrayRef1<f64>, contributions: &mut [f64]) -> f64 {
        let mut node = &self.nodes[0];
        while let Some(split) = &node.split {
            let next = &self.nodes[split.next(row)];
            contributions[split.feature] += next.value - node.value;
            node = next;
        }
        self.nodes[0].value
    }
}
