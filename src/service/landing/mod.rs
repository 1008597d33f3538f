//! What a landing costs, earns and requires, for one candidate of a question.
//!
//! Collects figures from the atlas, with what they are inherited from, and hands them to the
//! arithmetic of `landing`.

/// The parcels of a place that fit a project.
pub mod parcel;
