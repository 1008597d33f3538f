//! What a landing costs, earns and requires: arithmetic on figures that others collected.
//!
//! Nothing here knows a region's place in the world or a clock: amounts, days and rates are
//! arguments, and what is unknown stays unknown.

/// Which single parcels fit a project, and why the others do not.
pub mod parcel;
