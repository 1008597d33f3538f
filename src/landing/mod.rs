//! What a landing costs, earns and requires: arithmetic on figures that others collected.
//!
//! Nothing here knows a region's place in the world or a clock: amounts, days and rates are
//! arguments, and what is unknown stays unknown.

/// Which single parcels fit a project, and why the others do not.
pub mod parcel;
/// Money over years.
pub mod finance;
/// What production costs per year, and against staying.
pub mod cost;
