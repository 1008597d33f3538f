//! Gradient boosting: J. H. Friedman, Greedy Function Approximation: A Gradient Boosting Machine,
//! Annals of Statistics 29 (2001), pages 1189–1232; second-order leaves with an l2 penalty as in
//! T. Chen and C. Guestrin, XGBoost, KDD 2016, pages 785–794; histograms and growth by the best
//! leaf as in G. Ke and others, LightGBM, NIPS 2017.
//!
//! Deterministic: the same rows, options and seed give the same trees on every machine, up to the
//! rounding of `exp`.

mod bins;
mod grow;
/// Trees as they are stored.
pub mod tree;

use ndarray::{ArrayRef1, ArrayRef2};
use serde::{Deserialize, Serialize};

use self::{
    bins::Binned,
    grow::{Grower, Slope},
    tree::Tree,
};
use super::{FitError, random::seeded, sigmoid};

/// How trees are grown.
#[derive(Debug, Clone, PartialEq)]
pub struct BoostingOptions {
    /// The number of trees.
    pub trees: usize,
    /// Leaves of a tree at most.
    pub leaves_max: usize,
    /// Questions from root to leaf at most.
    pub depth_max: usize,
    /// How much of its best value a leaf adds, above 0 and at most 1.
    pub learning_rate: f64,
    /// The smallest weight of rows in a leaf.
    pub leaf_weight_min: f64,
    /// The penalty λ on squared leaf values, beside the sum of p (1 − p) in the leaf.
    pub l2: f64,
    /// The share of features that a tree may use, above 0 and at most 1; drawn per tree.
    pub column_share: f64,
    /// The seed of these draws.
    pub seed: u64,
}

impl Default for BoostingOptions {
    /// The defaults of scikit-learn's `HistGradientBoostingClassifier`.
    fn default() -> BoostingOptions {
        BoostingOptions {
            trees: 100,
            leaves_max: 31,
            depth_max: usize::MAX,
            learning_rate: 0.1,
            leaf_weight_min: 20.0,
            l2: 0.0,
            column_share: 1.0,
            seed: 0,
        }
    }
}

/// Fitted trees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoostedTrees {
    /// The log-odds of all rows together.
    pub base: f64,
    /// The number of features of a row.
    pub features: usize,
    /// The trees, in the order in which they were grown.
    pub trees: Vec<Tree>,
}

impl BoostedTrees {
    /// The log-odds of a row: the base and what each tree adds. NaN is an unknown value.
    ///
    /// # Panics
    /// If the row has not one value per feature.
    pub fn margin(&self, row: &ArrayRef1<f64>) -> f64 {
        assert_eq!(row.len(), self.features, "a row has one value per feature");
        self.base + self.trees.iter().map(|tree| tree.value(row)).sum::<f64>()
    }

    /// The probability of a row.
    pub fn probability(&self, row: &ArrayRef1<f64>) -> f64 {
        sigmoid(self.margin(row))
    }

    /// The expected margin and what each feature adds to it: at each question on the row's way,
    /// the change of the node's value goes to the feature asked. They sum to the margin, up to
    /// rounding.
    ///
    /// Source: A. Saabas, Interpreting random forests, 2014. It favours the questions near the
    /// leaves over those near the root, which Shapley values would not; in return it costs no
    /// more than a prediction.
    ///
    /// # Panics
    /// If the row has not one value per feature.
    pub fn contributions(&self, row: &ArrayRef1<f64>) -> (f64, Vec<f64>) {
        assert_eq!(row.len(), self.features, "a row has one value per feature");
        let mut contributions = vec![0.0; self.features];
        let roots = self.trees.iter().map(|tree| tree.attribute(row, &mut contributions));
        let expected = self.base + roots.sum::<f64>();
        (expected, contributions)
    }

    /// The model of the first trees only: what fitting fewer trees would have given.
    #[must_use]
    pub fn truncated(&self, trees: usize) -> BoostedTrees {
        BoostedTrees { trees: self.trees.iter().take(trees).cloned().collect(), ..*self }
    }
}

/// Grows trees one after the other, each on the gradient of the logistic loss that the ones
/// before it left. `None` as weights means 1 each.
///
/// ```
/// use hinterland::statistics::boosting::{BoostingOptions, fit};
/// use ndarray::Array2;
/// let rows = Array2::from_shape_fn((100, 1), |(row, _)| row as f64);
/// let labels: Vec<bool> = (0..100).map(|row| 30 <= row && row < 60).collect();
/// let trees = fit(&rows, &labels, None, &BoostingOptions::default()).unwrap();
/// assert!(trees.probability(&rows.row(45)) > 0.95 && trees.probability(&rows.row(90)) < 0.05);
/// ```
///
/// # Errors
/// No row, one class only, an infinite value, lengths that differ, an option out of range. A
/// column that never varies is no error: no tree asks about it.
pub fn fit(
    rows: &ArrayRef2<f64>,
    labels: &[bool],
    weights: Option<&[f64]>,
    options: &BoostingOptions,
) -> Result<BoostedTrees, FitError> {
    check(rows, labels, weights, options)?;
    let weight_of = |row: usize| weights.map_or(1.0, |weights| weights[row]);
    let binned = Binned::new(rows)?;
    let base = base(labels, weight_of)?;
    let used: Vec<u32> = (0_u32..)
        .zip(0..rows.nrows())
        .filter(|(_, row)| 0.0 < weight_of(*row))
        .map(|(number, _)| number)
        .collect();
    let mut margins = vec![base; rows.nrows()];
    let mut stream = seeded(options.seed);
    let mut trees = Vec::with_capacity(options.trees);
    for _ in 0..options.trees {
        let slopes: Vec<Slope> = margins
            .iter()
            .zip(labels)
            .enumerate()
            .map(|(row, (margin, label))| slope(*margin, *label, weight_of(row)))
            .collect();
        let features = Grower::features_of_a_tree(options, binned.features(), &mut stream);
        let rows = used.clone();
        let grown = Grower { binned: &binned, options, slopes: &slopes, features, rows }.grow();
        for (value, range) in &grown.leaves {
            for row in &grown.rows[range.clone()] {
                margins[*row as usize] += value;
            }
        }
        trees.push(grown.tree);
    }
    Ok(BoostedTrees { base, features: rows.ncols(), trees })
}

fn slope(margin: f64, label: bool, weight: f64) -> Slope {
    let probability = sigmoid(margin);
    Slope {
        gradient: weight * (probability - f64::from(u8::from(label))),
        hessian: weight * probability * (1.0 - probability),
        weight,
    }
}

/// The log-odds of all rows together.
fn base(labels: &[bool], weight_of: impl Fn(usize) -> f64) -> Result<f64, FitError> {
    let (mut yes, mut no) = (0.0, 0.0);
    for (row, label) in labels.iter().enumerate() {
        if *label { yes += weight_of(row) } else { no += weight_of(row) }
    }
    match (0.0 < yes, 0.0 < no) {
        (false, false) => Err(FitError::NoRows),
        (true, true) => Ok((yes / no).ln()),
        (class, _) => Err(FitError::OneClass { class }),
    }
}

fn check(
    rows: &ArrayRef2<f64>,
    labels: &[bool],
    weights: Option<&[f64]>,
    options: &BoostingOptions,
) -> Result<(), FitError> {
    FitError::check_length("labels", rows.nrows(), labels.len())?;
    let is_not_negative = |value: f64| value.is_finite() && 0.0 <= value;
    let is_share = |value: f64| 0.0 < value && value <= 1.0;
    let at_least_zero = "a finite number of at least 0";
    let share = "above 0 and at most 1";
    let checks = [
        ("learning_rate", share, options.learning_rate, is_share(options.learning_rate)),
        ("column_share", share, options.column_share, is_share(options.column_share)),
        ("l2", at_least_zero, options.l2, is_not_negative(options.l2)),
        (
            "leaf_weight_min",
            at_least_zero,
            options.leaf_weight_min,
            is_not_negative(options.leaf_weight_min),
        ),
    ];
    if let Some((option, range, got, _)) = checks.into_iter().find(|check| !check.3) {
        return Err(FitError::Option { option, range, got });
    }
    if let Some(weights) = weights {
        FitError::check_length("weights", rows.nrows(), weights.len())?;
        if let Some(got) = weights.iter().find(|weight| !is_not_negative(**weight)) {
            return Err(FitError::Option { option: "weight", range: at_least_zero, got: *got });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
