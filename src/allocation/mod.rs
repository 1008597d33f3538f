//! Many projects and few places: who goes where, and where it grows crowded.
//!
//! Pure arithmetic on counts and shares that others collected.

/// How full, how concentrated and how stable a set of places is.
pub mod congestion;
