//! Many projects and few places: who goes where, and where it grows crowded.
//!
//! Pure arithmetic on counts and shares that others collected.

/// How full, how concentrated and how stable a set of places is.
pub mod congestion;
/// Who applies for what, and who ranks whom.
pub mod instance;
/// Stable matchings.
pub mod stable;
/// Who holds something, the worst at hand.
mod takers;
/// Pairs that would leave a matching together.
pub mod blocking;
/// Lists in one piece of memory.
mod rows;
/// How many could be matched at all.
mod cardinality;
#[cfg(test)]
mod tests;

pub use blocking::{BlockingPair, MatchingError};
pub use instance::{Instance, InstanceError, Owner, Place, TiedOwner};
pub use stable::{Matching, Unassigned};
