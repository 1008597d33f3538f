//! Where weights come from. All are at least 0 and add up to 1.

/// Weights that somebody names: directly, or by swings.
pub mod elicited;
/// Weights that the table itself suggests: entropy, CRITIC, standard deviation, MEREC.
pub mod objective;
/// Weights from comparisons in pairs: AHP.
pub mod ahp;
