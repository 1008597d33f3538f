//! The `hinterland` program: parse, run, exit code.

use std::process::ExitCode;

use hinterland::cli;

fn main() -> ExitCode {
    cli::run(cli::parse())
}
