//! Kills servers hundreds of times: too long for the tests of every day.
//!
//! ```sh
//! cargo test --test soak -- sqlite 1000
//! HINTERLAND_TEST_DATABASE_URL=postgres://… cargo test --test soak -- postgres 200
//! ```
//!
//! A third word is the seed of the moments at which servers are killed.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the figures are the purpose")]

/// A PostgreSQL database for one run.
#[path = "../it/database.rs"]
mod database;
/// The program in processes of its own.
#[path = "../it/process.rs"]
mod process;
/// Servers that are killed in the midst of their work.
#[path = "../it/kills.rs"]
mod kills;

use std::{env, process::ExitCode, time::Instant};

use database::TestDatabase;
use kills::{Figures, Place, kill_again_and_again};

const USAGE: &str = "usage: cargo test --test soak -- sqlite|postgres KILLS [SEED]";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let number = |at: usize| arguments.get(at).map(|number| number.parse::<u64>());
    let kills = number(1).and_then(|kills| u32::try_from(kills.ok()?).ok());
    let seed = number(2).unwrap_or(Ok(1)).ok().filter(|seed| *seed != 0);
    let (Some(place), Some(kills), Some(seed)) = (arguments.first(), kills, seed) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let begun = Instant::now();
    let watch = |figures: &Figures| {
        if figures.kills.is_multiple_of(50) {
            eprintln!("{figures:?} after {} s", begun.elapsed().as_secs());
        }
    };
    let figures = match place.as_str() {
        "sqlite" => kill_again_and_again(kills, seed, &Place::File, watch),
        "postgres" => {
            let Some(database) = TestDatabase::create() else {
                eprintln!("HINTERLAND_TEST_DATABASE_URL names no PostgreSQL");
                return ExitCode::from(2);
            };
            kill_again_and_again(kills, seed, &Place::Postgres(&database.url), watch)
        }
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    println!(
        "{place}, seed {seed}: {} kills in {} s; {} acknowledged documents, none lost; {} writes \
         cut off, of which {} were whole and the others absent; ready after at most {} ms",
        figures.kills,
        begun.elapsed().as_secs(),
        figures.acknowledged,
        figures.cut,
        figures.cut_but_whole,
        figures.ready_max.as_millis(),
    );
    ExitCode::SUCCESS
}
