use std::io::Write as _;

use clap::ValueEnum;

use super::{
    context::Context,
    failure::Outcome,
    output::{Pipe, note},
    remote::Part,
};
use crate::service::{generate::Generator, transfer::DocumentKind};

/// The flags of `generate`.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// What to draw
    #[arg(value_enum, value_name = "KIND")]
    kind: Kind,

    /// How many
    #[arg(long, value_name = "NUMBER", default_value_t = 1_000)]
    number: usize,

    /// Where chance begins: the same seed gives the same documents
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    seed: u64,
}

/// What can be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Projects of manufacturing, each incubated in one of the store's cities
    Projects,
    /// Parks like those of the store, in other cities
    Parks,
}

/// Prints documents of no real place or project as NDJSON.
///
/// # Errors
/// The store is unavailable, standard output cannot be written.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let opened = context.open_or_copy(&[Part::Kind(DocumentKind::Regions)]).await?;
    let app = &opened.app;
    let mut generator = Generator::new(app, arguments.seed).await?;
    let (mut output, _) = Pipe::new();
    for _ in 0..arguments.number {
        match arguments.kind {
            Kind::Projects => serde_json::to_writer(&mut output, &generator.project())?,
            Kind::Parks => {
                let Some(park) = generator.park() else {
                    note("the store has no park to copy");
                    return Ok(Outcome::SomeRefused);
                };
                serde_json::to_writer(&mut output, &park)?;
            }
        }
        output.write_all(b"\n")?;
    }
    output.flush()?;
    Ok(Outcome::Done)
}
