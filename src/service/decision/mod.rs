//! Anybody's own tables: judging alternatives, weighing criteria, comparing rankings.

/// Judges the alternatives of a table by a method.
pub mod decide;
/// Weights from judgments or from a table.
pub mod weigh;
/// Criteria that were compared in pairs.
pub mod comparisons;
/// Criteria with a number that somebody gave each.
pub mod ratings;
/// Weights for a question, read from JSON.
pub mod weights_file;
/// How far two rankings agree.
pub mod agree;
/// A decision table, read from CSV.
pub mod sheet;
/// Lines of CSV files that know where they stand.
mod lines;
