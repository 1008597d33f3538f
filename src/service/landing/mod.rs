//! What a landing costs, earns and requires, for one candidate of a question.
//!
//! Collects figures from the atlas, with what they are inherited from, and hands them to the
//! arithmetic of `landing`.

/// The support instruments of both sides for a project at a place, and their best stack.
pub mod policies;
/// The words for conditions, figures and reasons of support instruments.
pub mod policy_words;
