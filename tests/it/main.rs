//! All tests that look at the program from outside: one binary, so that it links once.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

/// The house itself, read from disk: its root, its files, its Rust source as words and paths.
mod source;
/// The floor plan: which room may name which room, and which outside library lives where.
mod layers;
/// Prose that tells the truth, files of a readable size, nothing of a single machine.
mod tidy;
/// Every package that we build on has a licence that we accept.
mod licences;
/// An application on a data directory of its own, asked through the whole router.
mod support;
/// A PostgreSQL database for one test.
mod database;
/// The program in processes of its own.
mod process;
/// How much memory a register takes.
mod memory;
/// Servers that are killed in the midst of their work.
mod kills;
/// Imports that are cut off by a kill, and sent again.
mod resumed_imports;
/// Two servers behind the proxy that is deployed with them.
mod behind_proxy;
/// Several processes on one PostgreSQL database.
mod sharing;
/// What older programs left, brought up to date.
mod upgrades;
/// Figures that a question assumes.
mod api_assumptions;
/// Coding texts.
mod api_coding;
/// Documents over HTTP: put, get, delete.
mod api_documents;
/// Conditions on single documents over HTTP.
mod api_conditions;
/// What documents were before, over HTTP.
mod api_history;
/// Bulk export.
mod api_export;
/// Bulk import over HTTP.
mod api_import;
/// Requests that are sent again with their key.
mod api_idempotency;
/// Regions and projects of different classifications.
mod api_crosswalk;
/// How firm a ranking stands.
mod api_robustness;
/// Regions side by side.
mod api_comparisons;
/// Memos, and what support adds up to.
mod api_papers;
/// A run over many projects, from and into files.
mod batch;
/// All projects at once.
mod api_allocations;
/// Jobs over HTTP: posting, listening, fetching, cancelling.
mod api_jobs;
/// Jobs that several processes do, some of which are killed.
mod jobs;
/// Servers of TLS on this machine, and the authorities behind their certificates.
mod tls;
/// Whoever is told of alerts.
mod receiver;
/// Saved searches and what is noticed and told, over HTTP.
mod api_alerts;
/// Alerts that processes notice and tell by themselves, some of which are killed.
mod alerts;
/// Weight presets, and weights from judgments.
mod api_weights;
/// Regions like a region, projects like a project.
mod api_similar;
/// The match document.
mod api_matches;
/// Projects for a region, from both sides.
mod api_project_matches;
/// What landing costs, earns and requires, in the match document.
mod api_landing;
/// The OpenAPI document and the router tell the same story.
mod api_openapi;
/// Whatever is sent, the answer is a problem document with the right status.
mod api_problems;
/// Outcomes, commitments and landing records over HTTP.
mod api_outcomes;
/// Keys, roles, organisations, sessions and the audit log, on both databases.
mod access;
/// Search over HTTP.
mod api_run_differences;
mod api_search;
/// The page for people.
mod page;
/// What the built-in world answers: searches that count right, totals that add up.
mod built_in_world;
/// The fast way to a ranking against the one that explains every place.
mod survey;
/// Suppliers and customers that the built-in world finds near, and those that it misses.
mod supply_chain;
/// The admission thresholds that a county of the built-in world publishes by industry.
mod standard_land;
/// Any bytes for whatever reads bytes.
mod any_bytes;
/// What goes wrong outside the program.
mod faults;
/// The whole program, as a user runs it.
mod cli;
