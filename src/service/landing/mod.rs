//! What a landing costs, earns and requires, for one candidate of a question.
//!
//! Collects figures from the atlas, with what they are inherited from, and hands them to the
//! arithmetic of `landing`.

/// The parcels of a place that fit a project.
pub mod parcel;
/// What a project costs per year in a place, and against staying.
pub mod annual_cost;
/// Collects the figures of a place.
mod cost_figures;

pub use annual_cost::CostQuestion;
