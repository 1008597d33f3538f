//! Methods of multi-criteria decision on plain tables: alternatives × criteria, directions and
//! weights in, scores, weights and robustness out. Pure, and deterministic: chance is a seed that
//! is given.
//!
//! Nothing here knows regions or projects: the same methods judge anybody's own table, and the
//! published examples of each method can be asked directly. Where published tools disagree, the
//! convention stands at the function; what is 0/0 in a formula has a defined value there.

/// Why a table cannot be judged.
pub mod error;
/// Alternatives × criteria, with directions and weights.
pub mod table;
/// Ranks from scores.
pub mod ranks;
/// Columns onto one scale.
pub mod normalise;
/// The weighted sum.
pub mod weighted_sum;
/// Closeness to an ideal: TOPSIS.
pub mod topsis;
/// The compromise between group and worst regret: VIKOR.
pub mod vikor;
/// How far one alternative is preferred to another on a criterion: six forms.
pub mod preference;
/// Flows of pairwise preference: PROMETHEE II.
pub mod promethee;
/// Weights that are asked for or read from the table.
pub mod weights;
/// How far two rankings agree.
pub mod agreement;
/// Which weights and unknown figures put whom where: SMAA-2.
pub mod acceptability;
/// Physical measures to values, piece by piece, and back.
pub mod value_function;
/// What would have to change.
pub mod counterfactual;
/// The cheapest changes that go in steps.
pub mod ladder;
/// What each of several causes adds to a difference: Shapley values.
pub mod shapley;
/// Why two rankings of the same project differ.
pub mod cause;
/// How far two lists of the best agree.
pub mod lists;

pub use error::DecisionError;
pub use table::{DecisionTable, Direction, Remark};

/// A count as a number to calculate with; exact below 2⁵³.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
fn real(count: usize) -> f64 {
    count as f64
}
