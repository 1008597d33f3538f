//! The nouns: types that cannot be wrong.
//!
//! Nothing here knows files, networks, clocks or other rooms. Region and project profiles are
//! the public documents; everything about a ranking stands in [`matching`].

/// What is refused, where, and what would be right.
pub mod invalid;
/// One line of a table, as named cells that know where they stand.
pub mod row;
/// Every limit of the program, each with its reason.
pub mod limits;
/// Whether a computation should be given up.
pub mod stop;
/// What a question costs before it is computed.
pub mod workload;
/// Region, project and organisation identifiers.
pub mod id;
/// Who may do what: roles, keys without their secrets, sessions.
pub mod access;
/// Who changed and who saw what: lines of the audit log.
pub mod audit;
/// Re-rankings that are carried out chunk by chunk, by whichever worker is free.
pub mod job;
/// What is noticed about saved searches, and how far it is told.
pub mod alert;
/// The kinds of documents.
pub mod kind;
/// Under which condition a document is written or answered with.
pub mod condition;
/// Units of measure and their exact conversions.
pub mod unit;
/// Points on the Earth and distances between them.
pub mod geography;
/// Seas between two places, and ways around them.
pub mod waters;
/// Money as integers.
pub mod money;
/// Values that many documents repeat, held once.
pub mod shared;
/// A published value with its unit, period, source and method.
pub mod figure;
/// Names and texts in Chinese and English.
pub mod text;
/// Classification codes and their hierarchy.
pub mod code;
/// A national input–output table as values.
pub mod input_output;
/// Institutional links and enclaves between a home region and a host city.
pub mod link;
/// The conditions of support instruments, in a small language.
pub mod predicate;
/// What a support instrument pays, as figures.
pub mod grant;
/// Support instruments and admission thresholds that a region publishes.
pub mod policy;
/// What a region offers, figure by figure.
pub mod endowment;
/// Land on offer, parcel by parcel.
pub mod parcel;
/// The region profile, a document.
pub mod region;
/// What of a region is so, and what is ruled.
mod region_policies;
/// What a project needs of a place, and the money behind it.
pub mod needs;
/// The project profile, a document.
pub mod project;
/// What a landing costs per year, as rates of the definition, and quantities in doubt.
pub mod cost;
/// What became of a project: dated outcomes, documents.
pub mod outcome;
/// What a project promised and by when: commitments, documents.
pub mod commitment;
/// Rates and strengths of the definition as values.
pub mod parameters;
/// What is assumed of enclave modes.
pub mod mode;
/// The industries of technologies, for the siting model.
pub mod siting;
/// Criteria, scales and weights as values.
pub mod criterion;
/// Weights for every kind of user.
pub mod preset;
/// How alike two regions or two projects are.
pub mod likeness;
/// What regions can change about themselves.
pub mod change;
/// How old a measure is.
pub mod age;
/// A ranking and its explanation.
pub mod matching;
/// What was measured of a place.
mod measure;
/// What a question assumes of regions.
pub mod assumption;
/// Candidates as they are computed with, without words.
pub mod outline;
/// What a region asks of a project, and the score that both sides share.
pub mod reciprocal;
