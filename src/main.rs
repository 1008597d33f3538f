//! The `hinterland` program: parse, run, exit code.

use std::process::ExitCode;

use hinterland::cli;
use mimalloc::MiMalloc;

/// A ranking asks for memory a thousand times; this one gives it in half the time.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    // One library of cryptography for all connections. A second start in one process keeps the first.
    rustls::crypto::ring::default_provider().install_default().ok();
    cli::run(cli::parse())
}
