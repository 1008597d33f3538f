//! What is read from a request. A rejection is a [`Problem`](crate::http::Problem), always.

/// Bodies: type, encoding, length, time.
pub(crate) mod body;
/// JSON, refused with its path.
mod json;
/// Identifiers in paths.
mod path;
/// Parameters of queries.
pub(crate) mod query;
/// Fields of forms.
mod form;

pub use body::JsonBytes;
pub use form::Form;
pub use json::Json;
pub use path::Path;
pub use query::Query;

#[cfg(test)]
mod tests;
