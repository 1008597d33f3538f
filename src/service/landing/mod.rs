//! What a landing costs, earns and requires, for one candidate of a question.
//!
//! Collects figures from the atlas, with what they are inherited from, and hands them to the
//! arithmetic of `landing`.

/// The landing record of a region, an enclave or one link.
pub mod record;
