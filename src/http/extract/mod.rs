//! What is read from a request. A rejection is a [`Problem`](crate::http::Problem), always.

/// Bodies: type, encoding, length, time.
pub(crate) mod body;
/// JSON, refused with its path.
mod json;
/// Identifiers in paths.
pub(crate) mod path;
/// Parameters of queries.
pub(crate) mod query;

pub use body::JsonBytes;
pub use json::Json;
pub use path::Path;
pub use query::Query;

#[cfg(test)]
mod tests;
