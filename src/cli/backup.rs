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
    failure::Outcome,
    output::{complain, print, print_json},
    part::beside,
    words::fill,
};
use crate::{
    domain::invalid::Invalid,
    service::{
        app::Database,
        backup::{Backup, Damage, write_backup},
    },
};

/// Damaged documents that are named one by one; `doctor` and `--json` name all.
const DAMAGED_NAMED_MAX: usize = 20;

/// The flags of `backup`.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// The file to write; `-` for standard output
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Take the place of a file that is there
    #[arg(long)]
    overwrite: bool,

    /// Take documents that are damaged along as they are, and name them
    #[arg(long)]
    with_damage: bool,

    /// Print what was written as JSON
    #[arg(long)]
    json: bool,
}

/// Writes everything that stands in the store into one file, also while a server writes to it.
///
/// # Errors
/// There is no store, it cannot be read, documents in it are damaged, the file is there already or
/// cannot be written.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let Arguments { file, overwrite, with_damage, json } = arguments;
    let database = context.database()?;
    let is_pipe = file == Path::new("-");
    let damage = if with_damage { Damage::Taken } else { Damage::Refused };
    let backup = if is_pipe {
        let output = BufWriter::new(io::stdout());
        write_backup(context.data_dir(), &database, damage, output).await?
    } else {
        let place = if overwrite { Place::Any } else { Place::New };
        place.check(&file)?;
        to_file((&file, place), context.data_dir(), &database, damage).await?
    };
    let words = CareWords::of(context.page("").language);
    let text = sentence(words.backed_up, &backup, &file);
    match (is_pipe, json) {
        (true, _) => complain(&text),
        (false, true) => print_json(&document(&backup))?,
        (false, false) => print(&(text + "\n"))?,
    }
    Ok(tell_damage(&backup, words))
}

/// Where a backup may be put.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Where nothing is yet: what is there may be the last good backup.
    New,
    /// Also in the place of a file.
    Any,
}

impl Place {
    fn check(self, file: &Path) -> Result<(), Invalid> {
        if self == Place::New && fs::symlink_metadata(file).is_ok() {
            let expected = "a file that is not there yet; `--overwrite` takes its place";
            return Err(Invalid::new("FILE", file.display(), expected));
        }
        Ok(())
    }
}

/// Names what is damaged in a backup, and says how the command ends.
pub(super) fn tell_damage(backup: &Backup, words: &CareWords) -> Outcome {
    for fault in backup.damaged.iter().take(DAMAGED_NAMED_MAX) {
        complain(&fill(words.damaged, &[("fault", fault)]));
    }
    let more = backup.damaged.len().saturating_sub(DAMAGED_NAMED_MAX);
    if 0 < more {
        complain(&fill(words.damaged_more, &[("count", &more.to_string())]));
    }
    if backup.damaged.is_empty() { Outcome::Done } else { Outcome::Warned }
}

/// Writes beside the file and takes its place once all of it is on the disk.
async fn to_file(
    (file, place): (&Path, Place),
    data_dir: &Path,
    database: &Database,
    damage: Damage,
) -> anyhow::Result<Backup> {
    let named = || format!("`{}`", file.display());
    let part = beside(file);
    let written = async {
        let mut output = BufWriter::new(File::create(&part).with_context(named)?);
        let backup = write_backup(data_dir, database, damage, &mut output).await?;
        output.flush().with_context(named)?;
        output.get_ref().sync_all().with_context(named)?;
        // Another may have been put there meanwhile.
        place.check(file)?;
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
    let Backup { schema, generation, rows, sha256, damaged } = backup;
    json!({
        "schema": schema, "generation": generation, "rows": rows, "sha256": sha256,
        "damaged": damaged,
    })
}
