//! What goes wrong outside the program: inputs, clients, load, signals. After each fault the server
//! must answer as before; `tests/README.md` numbers them.

/// A server of its own process, and raw connections to it.
pub(crate) mod server;
/// What stands in requests.
mod input;
/// Connections that do not behave.
mod protocol;
/// More than can be computed.
mod overload;
/// Signals, settings, files and logs.
mod process;
