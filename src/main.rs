//! The `hinterland` program: parse, run, exit code.

use std::process::ExitCode;

use hinterland::cli;

fn main() -> ExitCode {
    // The one library of cryptography; the second time would be none.
    let _ = rustls::crypto::ring::default_provider().install_default();
    cli::run(cli::parse())
}
