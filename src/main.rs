//! The `hinterland` program: parse, run, exit code.

use std::process::ExitCode;

use hinterland::cli;

fn main() -> ExitCode {
    // One library of cryptography for all connections. A second start in one process keeps the first.
    rustls::crypto::ring::default_provider().install_default().ok();
    cli::run(cli::parse())
}
