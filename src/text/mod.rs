//! What a person reads: rankings and their reasons as text, in Chinese and English.
//!
//! The command line prints it, and the API answers it to whoever accepts `text/plain`: both say the
//! same, for nobody else puts an answer into words of a page.

/// How a page is laid out.
pub(crate) mod page;
/// Lines that fit, counting Chinese characters as two columns.
pub(crate) mod wrap;
/// Tables without lines.
pub(crate) mod table;
/// Everything a reader sees, in Chinese and English.
pub(crate) mod words;
/// The words of single fields and criteria.
pub(crate) mod labels;
/// The printed ranking.
pub(crate) mod ranking_text;
/// The printed projects of a region.
pub(crate) mod project_ranking_text;
/// The words of `reverse`.
pub(crate) mod reverse_words;
/// The printed head of a ranking: what was understood.
pub(crate) mod understood_text;
/// The printed foot of a ranking: near misses, counts, warnings, weights.
pub(crate) mod foot_text;
/// The printed page on one candidate: `match --detail`.
pub(crate) mod detail_text;
/// The words of that page.
pub(crate) mod detail_words;
/// The words of the figures behind an annual cost.
pub(crate) mod cost_words;
/// The printed invoice of support instruments.
pub(crate) mod policy_text;
/// The words of the invoice.
pub(crate) mod policy_words;
/// The printed comparison.
pub(crate) mod compare_text;
/// The words of a comparison.
pub(crate) mod compare_words;
/// The printed firmness of a ranking.
pub(crate) mod robust_text;
/// The regions or projects that are like one.
pub(crate) mod similar_text;
/// The words of `similar`.
pub(crate) mod similar_words;
/// The weight presets.
pub(crate) mod presets_text;
/// The words of presets.
pub(crate) mod weight_words;
/// The hits of a search.
pub(crate) mod search_text;
/// The industries of a text.
pub(crate) mod coding_text;
/// The changes of a document.
pub(crate) mod history_text;
/// The words of `history`.
pub(crate) mod history_words;
/// The landing record of a region.
pub(crate) mod landing_record_text;
/// The words of landing records.
pub(crate) mod outcome_words;
/// What changed between two runs for a reader.
pub(crate) mod diff_text;
/// The words of `diff`.
pub(crate) mod diff_words;
/// The audit log.
pub(crate) mod audit_text;
/// The words of the audit log.
pub(crate) mod audit_words;
/// An allocation of projects to regions for a reader.
pub(crate) mod allocation_text;
/// A small hand-made ranking.
#[cfg(test)]
mod sample;
/// A small hand-made advice on its first candidate.
#[cfg(test)]
mod sample_advice;
