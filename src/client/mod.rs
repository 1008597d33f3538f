//! Our own API spoken from outside: the same questions to a server on this or another machine.
//!
//! A request goes to one server and nowhere else: redirects are not followed, for a key must not be
//! handed on, and no key or answer travels unencrypted to another machine unless the user says so.
//! What may be sent again is sent again, a few times, when the server asks for it or the connection
//! is lost; everything else is told.

/// Where a server is, and whether one may speak to it.
mod address;
/// What goes wrong on the way.
mod error;
/// What is asked.
mod request;
/// Sends requests and takes answers.
mod connection;
/// Re-rankings of many projects as jobs of the server.
mod jobs;
#[cfg(test)]
mod tests;

pub use address::{Address, Encryption};
pub use connection::{Connection, KeyText, Reply};
pub use error::{Error, Fault, Refusal};
pub use jobs::{Job, JobLine, RunningJob, cancel_job, job_line};
pub use request::Request;
