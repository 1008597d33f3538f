//! The science of what a region could make: specialisation and relatedness. Pure arithmetic.

/// How far a declared leading industry is the project's production industry.
pub mod similarity;
/// Location quotient, proximity and relatedness density of a region × industry panel.
pub mod relatedness;
/// What production buys and sells, and the share of it with a partner near.
pub mod supply_chain;
