use std::path::PathBuf;

use super::{
    backup::{document, sentence, tell_damage},
    care_words::CareWords,
    context::Context,
    failure::Outcome,
    output::{print, print_json},
    words::fill,
};
use crate::service::{app::Database, backup::restore_backup};

/// The flags of `restore`.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// The file that `backup` wrote
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Print what was restored as JSON
    #[arg(long)]
    json: bool,
}

/// Fills a new data directory, or an empty PostgreSQL database, from a backup, and names the documents
/// that were damaged when it was made.
///
/// # Errors
/// The file was changed, is cut off or of a newer program; the target is not empty.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let Arguments { file, json } = arguments;
    let database = context.database()?;
    let backup = restore_backup(context.data_dir(), &database, &file).await?;
    let words = CareWords::of(context.page("").language);
    if json {
        print_json(&document(&backup))?;
        return Ok(tell_damage(&backup, words));
    }
    let place = match database {
        Database::File => format!("`{}`", context.data_dir().display()),
        Database::Postgres(_) => "PostgreSQL".to_owned(),
    };
    let text = fill(words.restored, &[("place", &place)]);
    print(&(sentence(&text, &backup, &file) + "\n"))?;
    Ok(tell_damage(&backup, words))
}
