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
/// How far ahead, at what discount.
pub mod plan;
/// How two governments can share the tax of a plant.
pub mod tax_share;
/// Research and production, together or apart.
pub mod quadrant;
/// Which enclave modes are open, and what each is worth.
pub mod mode;
/// Subsidies against the tax that they buy.
pub mod overbid;
/// What support instruments add up to.
pub mod stack;
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
