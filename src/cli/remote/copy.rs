//! A copy of a server's documents on this machine, for commands that compute from all of them.

use std::{
    fs::File,
    io::{BufReader, BufWriter},
    path::Path,
};

use anyhow::{Context as _, bail};
use tempfile::TempDir;

use super::Remote;
use crate::{
    cli::{context::now, export_documents, import_documents::fault_line},
    service::{
        App, OpenOptions, WorldChoice,
        app::{Access, Database},
        transfer::{DocumentKind, Format, ImportMode, ImportOrder, Imported, import_documents},
    },
};

/// What a copy holds, each kind after those that it names.
const KINDS: [DocumentKind; 4] = [
    DocumentKind::Regions,
    DocumentKind::Projects,
    DocumentKind::Outcomes,
    DocumentKind::Commitments,
];

/// Documents to compute from.
pub(in crate::cli) struct Opened {
    pub(in crate::cli) app: App,
    /// Where a copy lives, as long as the command runs.
    _folder: Option<TempDir>,
}

impl Opened {
    /// The documents of this machine.
    pub(in crate::cli) fn here(app: App) -> Opened {
        Opened { app, _folder: None }
    }

    /// A copy of what a server shows to the holder of the key, kind after kind. The documents of one
    /// kind are as they were at one moment; what is written between two kinds may stand in the
    /// second alone.
    ///
    /// # Errors
    /// No room for a copy; no answer, or a refusal; documents that this program does not take.
    pub(in crate::cli) async fn copied(server: &Remote) -> anyhow::Result<Opened> {
        let folder = TempDir::with_prefix("hinterland-copy-").context("no room for a copy")?;
        let options = OpenOptions {
            data_dir: folder.path().join("data"),
            database: Database::File,
            world: WorldChoice::None,
            access: Access::Write,
        };
        let (app, _) = Box::pin(App::open(options)).await?;
        for kind in KINDS {
            copy(server, &app, kind, &folder.path().join(kind.as_str())).await?;
        }
        Ok(Opened { app, _folder: Some(folder) })
    }
}

/// Copies the documents of a kind, by way of a file.
async fn copy(server: &Remote, app: &App, kind: DocumentKind, file: &Path) -> anyhow::Result<()> {
    let named = || format!("`{}`", file.display());
    let output = BufWriter::new(File::create(file).with_context(named)?);
    export_documents::ask(server, (kind, Format::Ndjson), Box::new(output)).await?;
    let input = BufReader::new(File::open(file).with_context(named)?);
    let order = ImportOrder {
        kind,
        format: Format::Ndjson,
        mode: ImportMode::Atomic,
        now: now(),
        key: None,
    };
    let Imported::Done(report) = import_documents(app, &order, input).await? else {
        unreachable!("an order without a key is new");
    };
    if let Some(fault) = report.faults.first() {
        let (kind, server) = (kind.as_str(), server.connection.server());
        bail!("the {kind} of `{server}` cannot be copied: {}", fault_line(fault));
    }
    std::fs::remove_file(file).with_context(named)
}
