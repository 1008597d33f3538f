use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use serde_json::json;

use super::{
    care_words::CareWords,
    context::Context,
    export_documents::beside,
    failure::Outcome,
    output::{complain, print, print_json},
    words::fill,
};
use crate::service::{
    app::Database,
    backup::{Backup, write_backup},
};

/// The flags of `backup`.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// The file to write; `-` for standard output
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Print what was written as JSON
    #[arg(long)]
    json: bool,
}

/// Writes everything that stands in the store into one file, also while a server writes to it.
///
/// # Errors
/// There is no store, it cannot be read, the file cannot be written.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let Arguments { file, json } = arguments;
    let database = context.database()?;
    let is_pipe = file == Path::new("-");
    let backup = if is_pipe {
        write_backup(context.data_dir(), &database, BufWriter::new(io::stdout())).await?
    } else {
        to_file(&file, context.data_dir(), &database).await?
    };
    let words = CareWords::of(context.page("").language);
    let text = sentence(words.backed_up, &backup, &file);
    match (is_pipe, json) {
        (true, _) => complain(&text),
        (false, true) => print_json(&document(&backup))?,
        (false, false) => print(&(text + "\n"))?,
    }
    Ok(Outcome::Done)
}

/// Writes beside the file and takes its place once all of it is on the disk.
async fn to_file(file: &Path, data_dir: &Path, database: &Database) -> anyhow::Result<Backup> {
    let named = || format!("`{}`", file.display());
    let part = beside(file);
    let written = async {
        let mut output = BufWriter::new(File::create(&part).with_context(named)?);
        let backup = write_backup(data_dir, database, &mut output).await?;
        output.flush().with_context(named)?;
        output.get_ref().sync_all().with_context(named)?;
        fs::rename(&part, file).with_context(named)?;
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = File::open(folder.unwrap_or(Path::new("."))).with_context(named)?;
        folder.sync_all().with_context(named)?;
        Ok(backup)
    };
    let written: anyhow::Result<Backup> = written.await;
    if written.is_err() {
        fs::remove_file(&part).ok();
    }
    written
}

/// A sentence on a backup.
pub(super) fn sentence(words: &str, backup: &Backup, file: &Path) -> String {
    let (rows, generation) = (backup.rows.to_string(), backup.generation.to_string());
    let file = file.display().to_string();
    let values = [
        ("rows", rows.as_str()),
        ("generation", &generation),
        ("file", &file),
        ("sha256", &backup.sha256),
    ];
    fill(words, &values)
}

/// A backup as JSON.
pub(super) fn document(backup: &Backup) -> serde_json::Value {
    let Backup { schema, generation, rows, sha256 } = backup;
    json!({ "schema": schema, "generation": generation, "rows": rows, "sha256": sha256 })
}
