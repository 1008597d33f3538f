//! What a landing costs, earns and requires: arithmetic on figures that others collected.
//!
//! Nothing here knows a region's place in the world or a clock: amounts, days and rates are
//! arguments, and what is unknown stays unknown.

/// How many landed of those that could, with intervals, and how long it took.
pub mod rate;
/// What is known of each project from its dated outcomes.
pub mod history;
/// Whether promises are kept, and whether a firm is more than its name.
pub mod commitment;
/// The landing record of an enclave or region.
pub mod record;
/// What one institutional link is known to have brought home.
pub mod link_record;
