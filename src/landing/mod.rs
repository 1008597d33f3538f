//! What a landing costs, earns and requires: arithmetic on figures that others collected.
//!
//! Nothing here knows a region's place in the world or a clock: amounts, days and rates are
//! arguments, and what is unknown stays unknown.

/// What support instruments add up to.
pub mod stack;
