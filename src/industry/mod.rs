//! The science of what a region could make: specialisation and relatedness. Pure arithmetic.

/// How far a declared leading industry is the project's production industry.
pub mod similarity;
/// Sets of divisions, which tell quickly that nothing agrees.
pub mod divisions;
/// What a region or project does as a vector over the tree of industries, and what two have in common.
pub mod profile;
/// A checked table of regions × industries in one year.
pub mod panel;
/// Location quotient, proximity and relatedness density of a region × industry panel.
pub mod relatedness;
/// The same of large panels: bits instead of numbers, in single precision.
pub mod bits;
/// Relatedness from quotients that are not cut at 1: correlation and low-rank structure.
pub mod correlation;
/// Economic complexity of regions and industries, what is undefined included.
pub mod complexity;
/// What production buys and sells, and the share of it with a partner near.
pub mod supply_chain;
/// Which industries a region will become specialised in next.
pub mod entry;
/// Where a plant goes: metropolitan areas compared by what a maker of its kind looks for.
pub mod siting;
