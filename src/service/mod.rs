//! The use cases: one file each. What they need comes in through [`App`].

/// What a use case needs: the store, the definition and what is derived from both.
pub mod app;
/// Whose turn it is to compute.
pub mod computing;
/// Why a use case could not be carried out.
pub mod error;
/// Secrets: drawn by chance, kept as hashes.
mod secret;
/// Making, listing, revoking and recognising keys.
pub mod keys;
/// Who changed and who saw what.
pub mod audit;
/// Sessions of browsers.
pub mod sessions;
/// Reads a project from plain words.
pub mod understand;
/// Resolves a question, gates, scores and explains: the main job.
pub mod rank_regions;
/// Ranks projects for a region, from both sides.
pub mod rank_projects;
/// A question in the terms of the program: who, where, which industries.
mod resolve;
/// What a landing costs, earns and requires.
pub mod landing;
/// Weights for every kind of user.
pub mod presets;
/// What the reader should mind.
mod warnings;
/// Documents that cannot be read, and what is said and done without them.
pub mod damage;
/// The sentences of a rationale, generated from the contributions.
pub mod rationale;
/// The words for partners of the supply chain.
mod supply_words;
/// The words for an institutional link and what it brought home.
mod link_words;
/// The words for the way to the host city.
mod access_words;
/// What gates are called, and how a region fails them, in words.
pub mod gate_words;
/// Words to industries.
pub mod code_text;
/// Words to the industries of any classification.
pub mod code_system;
/// What the definition knows for coding text, as search takes it.
mod naics_coder;
/// Tables of codes and texts.
mod coding_cases;
/// Answers to cases by what does not know them.
mod held_out;
/// What criteria are called.
mod criterion_words;
/// Measures the coding of texts.
pub mod evaluate_coding;
/// Learns how to code texts.
pub mod fit_coding;
/// Free-text search over regions, projects and industries.
pub mod search_documents;
/// Which regions an officer may write.
mod territory;
/// Reading, writing and deleting one document.
pub mod documents;
/// What became of projects: recording and listing it.
pub mod outcomes;
/// Reading, writing and deleting one outcome or commitment.
pub mod outcome_documents;
/// What documents were before.
pub mod history;
/// Reads a document and says what is wrong with it.
pub mod document;
/// Who goes where when places are few.
pub mod allocate;
/// Reads files of documents row by row and stores the good rows.
pub mod import;
/// Writes files of documents.
pub mod export;
/// Documents that are exported elsewhere.
pub mod exported;
/// The flat form of documents in CSV files.
pub mod sheet;
/// The codes of documents as codes of GB/T 4754.
mod crosswalk;
/// What search is given to index.
pub mod index_texts;
/// Bulk import and export.
pub mod transfer;
/// Documents of another store.
pub mod taken_over;
/// A whole store in one file, and back.
pub mod backup;
/// What an operator should know about a store and the machine under it.
pub mod doctor;
/// How firm a ranking stands.
pub mod robustness;
/// A few regions side by side for one project.
pub mod compare_regions;
/// Regions that are like a region, projects that are like a project.
pub mod similar;
/// What a ranking is computed from, as numbers.
pub mod ranking_matrix;
/// Many projects in, many rankings out.
pub mod rerank;
/// What those who do the tasks of a queue have in common.
mod worker;
/// Re-rankings that go on while nobody waits, done by many workers.
pub mod rerank_jobs;
/// What changed between two runs, and why.
pub mod run_difference;
/// Saved searches: told when the first regions are others.
pub mod alerts;
/// Draws documents of no real place or project.
pub mod generate;
/// Measures the ranking against documented landings.
pub mod evaluate_ranking;
/// Panels of regions × industries × years, read from a file.
pub mod panel_file;
/// Fits the model of entry on a panel and keeps it in a file.
pub mod fit_entry;
/// Measures the model of entry beside simpler measures.
pub mod evaluate_entry;
/// Anybody's own tables of alternatives, comparisons and ranks.
pub mod decision;

/// Metropolitan areas of the United States, from published tables.
pub mod us_metro;
/// Measures the siting model against documented decisions.
pub mod evaluate_siting;

pub use crate::store::{Answer, DatabaseUrl};
pub use app::{App, Notice, OpenOptions, WorldChoice};
pub use criterion_words::{
    criterion_title, criterion_unit, region_criterion_title, region_criterion_unit,
};
pub use error::{Error, ErrorKind};
pub use secret::{Secret, request_name};
