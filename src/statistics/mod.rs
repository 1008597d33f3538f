//! The arithmetic of learning from what happened and of saying how sure one is: models that can
//! be read, figures of rankings, intervals. Pure, and deterministic: chance is a seed that is given.
//!
//! Rows are cases, columns are features. A model keeps what it needs to be read again later, so
//! every fitted value is `Serialize`; where it says which feature decided, the parts add up.

/// Why a model cannot be fitted.
pub mod error;
/// Binary logistic regression with a ridge penalty, in log-odds that add up.
pub mod logistic;
/// The choice of one candidate among several: McFadden's conditional logit.
pub mod conditional;
/// Gradient-boosted regression trees on binned features, with logistic loss.
pub mod boosting;
/// Area under the curve, average precision, precision at k.
pub mod curve;
/// Figures of ranked lists against judgments, and the fusion of lists.
pub mod retrieval;
/// Intervals by drawing whole clusters again.
pub mod bootstrap;
/// Scores into probabilities, and how far these can be believed.
pub mod calibration;
/// Eigenvectors of Gram matrices, and the nearest matrix of a low rank.
pub mod spectral;
/// Means and deviations of columns.
mod standard;
/// Small dense linear algebra: weighted Gram matrices, Cholesky.
mod linear;
/// A seeded stream of numbers that is the same on every machine.
mod random;
/// Such a stream for other rooms.
pub mod stream;

pub use error::FitError;

/// A count as a number to calculate with; exact below 2⁵³.
#[expect(clippy::cast_precision_loss, reason = "counts of cases are far below 2^53")]
fn real(count: usize) -> f64 {
    count as f64
}

/// 1 / (1 + e^−x), without overflow.
fn sigmoid(log_odds: f64) -> f64 {
    if 0.0 <= log_odds {
        1.0 / (1.0 + (-log_odds).exp())
    } else {
        let odds = log_odds.exp();
        odds / (1.0 + odds)
    }
}

/// ln(1 + e^x), without overflow.
fn softplus(value: f64) -> f64 {
    value.max(0.0) + (-value.abs()).exp().ln_1p()
}
