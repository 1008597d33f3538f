//! The codes of a classification from wide to narrow.

/// A narrowest code with those above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// The code.
    pub code: String,
    /// The codes above it, the widest first.
    pub above: Vec<String>,
}

/// Leaves and the nodes above them, numbered.
#[derive(Debug, Clone)]
pub(crate) struct Tree {
    /// Codes of the leaves, in order.
    pub(crate) codes: Vec<String>,
    /// Per leaf: its nodes from the widest to the leaf itself.
    pub(crate) paths: Vec<Vec<u32>>,
    /// Codes of the nodes.
    pub(crate) nodes: Vec<String>,
    /// Per node: how far below the top, from 0.
    pub(crate) depths: Vec<usize>,
}

impl Tree {
    /// Leaves in the order of their codes.
    pub(crate) fn new(leaves: &[Leaf]) -> Tree {
        let mut tree = Tree {
            codes: leaves.iter().map(|leaf| leaf.code.clone()).collect(),
            paths: Vec::new(),
            nodes: Vec::new(),
            depths: Vec::new(),
        };
        let mut numbers = std::collections::BTreeMap::new();
        for leaf in leaves {
            let mut path = Vec::new();
            for (depth, code) in leaf.above.iter().chain([&leaf.code]).enumerate() {
                let next = u32::try_from(tree.nodes.len()).expect("no classification is so large");
                let node = *numbers.entry((depth, code.clone())).or_insert(next);
                if node == next {
                    tree.nodes.push(code.clone());
                    tree.depths.push(depth);
                }
                path.push(node);
            }
            tree.paths.push(path);
        }
        tree
    }
}
