//! From regions and a project to ranked candidates: one file per criterion, each from facts to a
//! physical measure; one function ranks. Pure arithmetic.

/// Regions as a forest: who lies in whom, what is inherited, what is related.
pub mod atlas;
/// Codes of other classifications as codes of GB/T 4754.
pub mod crosswalk;
/// Measured employment and its location quotients.
pub mod employment;
/// What a question asks, in the terms of the atlas.
pub mod context;
/// How far a figure is trusted for its age.
pub mod ageing;
/// What a criterion found: a value and what stands behind it.
pub mod found;
/// What is declared, each label once.
mod labels;
/// Who declares what, side by side.
mod declarations;
/// Declared leading industries.
pub mod specialisation;
/// Relatedness density.
pub mod relatedness;
/// The panel behind relatedness.
mod panel;
/// Which industries stand within the way of a lorry.
pub mod supply_network;
/// Suppliers and customers near.
pub mod supply_chain;
/// How many places around declare the field.
pub mod declared_will;
/// Land that can be had, or else approved area.
pub mod land_availability;
/// Price of industrial land.
pub mod land_cost;
/// Wages.
pub mod labour_cost;
/// Travel to the host city.
pub mod access;
/// What institutional links brought home.
pub mod link_records;
/// Enclaves, joint parks and pairings with the host city.
pub mod institutional_link;
/// Which unknown figures could change who stands at the top.
pub mod information;
/// What a project claims of itself per area, output or head.
mod claims;
/// The region's own criteria of a project.
pub mod region_side;
/// Conditions that must hold between project and region.
pub mod gate;
/// Places of which a question finds the same.
mod grouping;
/// Utilities, points and the order.
pub mod rank;
/// A formula over columns, with the widest instructions.
pub mod kernel;
/// The fast way to the same ranking.
pub mod survey;
/// How firm an order stands.
pub mod robustness;
/// What would lift a candidate.
pub mod counterfactual;
/// How alike two regions or two projects are.
pub mod likeness;
/// Why one candidate stands before another, in points.
pub mod difference;

#[cfg(test)]
mod tests;
