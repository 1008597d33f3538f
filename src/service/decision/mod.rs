//! Anybody's own tables: judging alternatives, weighing criteria, comparing rankings.

/// Judges the alternatives of a table by a method.
pub mod decide;
/// Weights from comparisons in pairs.
pub mod weigh;
/// How far two rankings agree.
pub mod agree;
/// A decision table, read from CSV.
pub mod sheet;
/// Lines of CSV files that know where they stand.
mod lines;
