//! What production costs per year in one place, and against staying in the host city.
//!
//! A line is the sum of its terms, each a quantity that the project needs times a price of the
//! place. The quantity is the same wherever it produces, so that its doubt does not count twice in
//! a difference; the doubts of two places' prices have nothing to do with each other.
//!
//! What is not known is listed and left out; it is never zero. Money is rounded to fen once per
//! term, half to even, and added up exactly.
//!
//! ```text
//! land        area × price × capital recovery over the lease
//! building    floor × cost of building × capital recovery over its life; beside bought land only
//! workshop    floor × rent × 12
//! labour      people of a skill × wage × (1 + contributions)
//! energy      energy per year × price
//! freight     tonnes × (local haul + road to the host city) × rate
//! separation  2 × trips × (fare + time × what an hour costs)
//! ```

/// Figures with their origin.
mod figure;
/// What a project uses per year, and its rates.
mod setting;
/// A line and its terms.
mod line;
/// All lines of one place.
mod annual;
/// One place against another.
mod comparison;
#[cfg(test)]
mod tests;

pub use annual::{AnnualCost, Journey, PlaceFigures, annual_cost};
pub use comparison::{Comparison, LineSaving, ShareEstimate, compare};
pub use figure::{Basis, CostFigure, CostKind};
pub use line::{CostLine, Line};
pub use setting::Setting;
