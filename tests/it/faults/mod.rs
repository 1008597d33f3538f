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
/// Data directories that are held, and those that cannot be used.
mod start;
/// Settings that are read again.
mod reload;
/// Disks that fail, and clocks that are set.
mod disk;
/// Documents that are not what was written.
mod damage;
/// A write of which any single call to the disk fails.
mod nth_call;
