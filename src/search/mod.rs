//! Search over regions, projects and industries, and the coding of plain text to industries.
//!
//! Segments are derived state: they are built from plain texts, stamped with the definition and
//! the store's generation, and thrown away whenever either moved or a byte does not agree with
//! its checksum. User text never reaches a query parser: it is cut into words here, and a query
//! is built from the words, so every text is a literal question and none is too deep.

/// Traditional characters as simplified ones.
mod script;
/// Letters, folded.
mod fold;
/// Words and pieces of a text.
mod analyzer;
/// The same as tokenizers of the engine.
mod tokenizer;
/// Synonyms, stop words, words to keep whole.
mod vocabulary;
/// Fields, boosts and vocabulary: what the definition says.
mod rules;
/// What is searched, as plain values.
mod text;
/// Sets of documents.
mod bits;
/// What documents are counted by.
mod facets;
/// A part of a kind's documents.
mod segment;
/// One kind's documents.
mod shard;
/// What a question asks for.
mod plan;
/// What a word counts.
mod weight;
/// The documents that a plan finds.
mod retrieval;
/// The same in one segment.
mod part;
/// The best of them.
mod best;
/// The engine's own query for a plan, with which ours is compared.
#[cfg(test)]
mod query;
/// A search and its answer.
mod page;
/// Where the question occurs in a text.
mod highlight;
/// Segments on disk.
mod segments;
/// All shards of one generation.
mod engine;
/// Plain text to industry codes.
mod coding;
/// Plain text to the codes of classifications whose index is known, with probabilities.
pub mod classifier;
/// Known phrases in a text.
mod phrase;

#[cfg(test)]
mod tests;

pub use analyzer::{Analyzer, Word};
pub use coding::{CodedIndustry, Coder, Coding, Phrase, Title};
pub use engine::{Engine, Industries, Texts};
pub use facets::Facets;
pub use highlight::Snippet;
pub use page::{Hit, Near, SearchPage, SearchQuery, UnknownCounts};
pub use plan::Reading;
pub use rules::{FieldRule, Rules};
pub use script::{quoted, simplified};
pub use segments::{Inspection, Opened, Rebuild, Stamp};
pub use text::{Facts, IndustryText, Kind, ProjectText, RegionText};
pub use vocabulary::{Synonyms, Vocabulary};

use std::path::PathBuf;

/// Why searching, building or opening failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A rule names a field that no document has.
    #[error("search field `{field}` is unknown, must be one of {known}")]
    UnknownField {
        /// The field, as `kind.name`.
        field: String,
        /// The fields there are.
        known: String,
    },
    /// A field has no rule.
    #[error("search field `{field}` has no tokenizer and boost")]
    MissingField {
        /// The field, as `kind.name`.
        field: String,
    },
    /// A rule names another tokenizer than the field can have.
    #[error("tokenizer of search field `{field}` must be `{expected}`, got `{got}`")]
    Tokenizer {
        /// The field, as `kind.name`.
        field: String,
        /// What it must be.
        expected: &'static str,
        /// What the rule says.
        got: String,
    },
    /// A boost that is no weight.
    #[error("boost of search field `{field}` must be positive and at most 100, got `{got}`")]
    Boost {
        /// The field, as `kind.name`.
        field: String,
        /// What the rule says.
        got: f32,
    },
    /// A file or folder could not be read or written.
    #[error("search segments at `{path}` could not be read or written")]
    Disk {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The engine failed; segments are rebuilt after that.
    #[error("search engine failed")]
    Engine(#[from] tantivy::TantivyError),
    /// A stored record could not be read or written.
    #[error("search record could not be read or written")]
    Record(#[from] serde_json::Error),
}
