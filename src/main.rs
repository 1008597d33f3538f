//! The `hinterland` program: parse, run, exit code.

use std::process::ExitCode;

use hinterland::cli;
use mimalloc::MiMalloc;

/// A ranking asks for memory a thousand times; this one gives it in half the time.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    // The one library of cryptography; the second time would be none.
    let _ = rustls::crypto::ring::default_provider().install_default();
    cli::run(cli::parse())
}
