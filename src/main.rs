//! The `hinterland` program: parse, run, exit code.

use std::process::ExitCode;

use clap::Parser;
use hinterland::cli::{self, Cli};

fn main() -> ExitCode {
    cli::run(Cli::parse())
}
