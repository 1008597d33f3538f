//! A copy of a server's documents on this machine, for commands that compute from all of them.

use std::{
    fs::{self, File, Permissions},
    io::{self, BufReader, BufWriter, Write},
    os::unix::fs::PermissionsExt,
    path::Path,
    process,
};

use anyhow::Context as _;
use tempfile::TempDir;
use tokio::signal::unix::{SignalKind, signal};

use super::Remote;
use crate::{
    cli::{context::now, export_documents, output},
    client::Request,
    domain::id::ProjectId,
    service::{
        App, OpenOptions, WorldChoice,
        app::{Access, Database},
        taken_over::take_over,
        transfer::{DocumentKind, Format},
    },
};

/// Nobody but the user looks into a copy.
const PRIVATE: u32 = 0o700;
/// The signals that end a command, and the exit code of one that they end.
const ENDINGS: [(SignalKind, i32); 3] =
    [(SignalKind::interrupt(), 130), (SignalKind::terminate(), 143), (SignalKind::hangup(), 129)];

/// What a command computes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) enum Part {
    /// All documents of a kind.
    Kind(DocumentKind),
    /// One project.
    Project(ProjectId),
}

/// Documents to compute from.
pub(in crate::cli) struct Opened {
    pub(in crate::cli) app: App,
    /// Where a copy lives, as long as the command runs; `None` for the documents of this machine.
    folder: Option<TempDir>,
}

impl Opened {
    /// The documents of this machine.
    pub(in crate::cli) fn here(app: App) -> Opened {
        Opened { app, folder: None }
    }

    /// A copy of what a server shows of some parts to the holder of the key. Each part is as it was at
    /// one moment, the next at a later one. Nobody else on the machine can read it, and it goes with
    /// the command, also where a signal ends that.
    ///
    /// # Errors
    /// No room for a copy; no answer, or a refusal; documents that this program does not take.
    pub(in crate::cli) async fn copied(server: &Remote, parts: &[Part]) -> anyhow::Result<Opened> {
        let folder = tempfile::Builder::new()
            .prefix("hinterland-copy-")
            .permissions(Permissions::from_mode(PRIVATE))
            .tempdir()
            .context("no room for a copy")?;
        remove_when_ended(folder.path())?;
        let options = OpenOptions {
            data_dir: folder.path().join("data"),
            database: Database::File,
            world: WorldChoice::None,
            access: Access::Write,
        };
        let (app, _) = Box::pin(App::open(options)).await?;
        for part in parts {
            copy(server, &app, part, &folder.path().join("lines")).await?;
        }
        Ok(Opened { app, folder: Some(folder) })
    }

    /// Whether a copy is computed from, whose generations are its own.
    pub(in crate::cli) fn is_copy(&self) -> bool {
        self.folder.is_some()
    }
}

/// Ends the program at a signal, and removes the folder before. What the program was started to
/// ignore, as by `nohup`, it goes on to ignore.
fn remove_when_ended(folder: &Path) -> anyhow::Result<()> {
    let ignored = ignored_signals();
    for (kind, code) in ENDINGS {
        if ignored & (1 << (kind.as_raw_value() - 1)) != 0 {
            continue;
        }
        let mut ending = signal(kind).context("signals")?;
        let folder = folder.to_owned();
        tokio::spawn(async move {
            ending.recv().await;
            if let Err(error) = remove(&folder) {
                output::complain(&format!("error: `{}` is left: {error}", folder.display()));
            }
            process::exit(code);
        });
    }
    Ok(())
}

/// Removes a folder in which files may still come into being: under another name none does.
fn remove(folder: &Path) -> io::Result<()> {
    let ended = folder.with_extension("ended");
    fs::rename(folder, &ended)?;
    fs::remove_dir_all(ended)
}

/// The signals that the program ignores from its start on, a bit each; none where the system does not
/// say so.
fn ignored_signals() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}

/// Copies a part by way of a file.
async fn copy(server: &Remote, app: &App, part: &Part, file: &Path) -> anyhow::Result<()> {
    let named = || format!("`{}`", file.display());
    let mut output = BufWriter::new(File::create(file).with_context(named)?);
    let kind = match part {
        Part::Kind(kind) => {
            export_documents::ask(server, (*kind, Format::Ndjson), Box::new(output)).await?;
            *kind
        }
        Part::Project(id) => {
            let request = Request::get(&["projects", id.as_str()]);
            writeln!(output, "{}", server.document(request).await?).with_context(named)?;
            output.flush().with_context(named)?;
            DocumentKind::Projects
        }
    };
    let lines = BufReader::new(File::open(file).with_context(named)?);
    let context = || format!("the {} of `{}`", kind.as_str(), server.connection.server());
    take_over(app, kind, lines, now()).await.with_context(context)?;
    fs::remove_file(file).with_context(named)
}
