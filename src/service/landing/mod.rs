//! What a landing costs, earns and requires, for one candidate of a question.
//!
//! Collects figures from the atlas, with what they are inherited from, and hands them to the
//! arithmetic of `landing`.

/// The parcels of a place that fit a project.
pub mod parcel;
/// What a project costs per year in a place, and against staying.
pub mod annual_cost;
/// Collects the figures of a place.
mod cost_figures;
/// The cost of a candidate as it is told, beside the host city's.
pub mod cost_statement;
/// What decides which enclave modes are open, from links and project.
mod mode_facts;
/// Enclave mode, placement of research and production, and overbidding.
pub mod modes;
/// The words for modes, facts and reasons.
pub mod mode_words;
/// The words for the sharing of tax, for placements and for overbidding.
pub mod share_words;
/// Amounts of money as people say them.
pub mod money_words;

/// The support instruments of both sides for a project at a place, and their best stack.
pub mod policies;
/// The words for conditions, figures and reasons of support instruments.
pub mod policy_words;

/// The landing record of a region, an enclave or one link.
pub mod record;
/// All of it for one candidate of a question.
pub mod advice;
/// The advice in short sentences.
mod advice_words;

pub use advice::{AdviceQuestion, LandingAdvice};
pub use advice_words::{landings_sentence, line_name, sentences};
pub use annual_cost::CostQuestion;
pub use mode_facts::AgreedShare;
pub use mode_words::{enclave_in_view, is_confirmed, mode_name};
pub use policies::PolicyAdvice;
