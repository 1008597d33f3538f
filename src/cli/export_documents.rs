use std::{
    fs::{self, File},
    io::{self, BufWriter},
    path::{Path, PathBuf},
    sync::atomic::Ordering,
};

use anyhow::Context as _;

use super::{
    context::Context,
    failure::Outcome,
    import_documents::{FileFormat, Kind},
    output::Pipe,
};
use crate::service::{
    App,
    app::Access,
    transfer::{Format, export_documents},
};

/// The flags of `export`.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// The file to write; standard output by default
    #[arg(value_name = "FILE", default_value = "-")]
    file: PathBuf,

    /// What to write
    #[arg(long, value_enum)]
    kind: Kind,

    /// How to write it; by the file's extension, or NDJSON to standard output
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<FileFormat>,
}

/// Exports all documents of a kind.
///
/// # Errors
/// The store is unavailable, the file cannot be written.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let Arguments { file, kind, format } = arguments;
    let format = FileFormat::chosen(format, &file)?.into();
    let app = context.open(Access::Read).await?;
    if file == Path::new("-") {
        to_pipe(&app, kind, format).await?;
    } else {
        to_file(&app, kind, format, &file).await?;
    }
    Ok(Outcome::Done)
}

async fn to_pipe(app: &App, kind: Kind, format: Format) -> anyhow::Result<()> {
    let (pipe, closed) = Pipe::new();
    let result = export_documents(app, kind.into(), format, pipe).await;
    if closed.load(Ordering::Relaxed) {
        return Err(io::Error::from(io::ErrorKind::BrokenPipe).into());
    }
    result?;
    Ok(())
}

/// Writes beside the file and then takes its place, so that a broken export leaves no half file;
/// a device is written directly.
async fn to_file(app: &App, kind: Kind, format: Format, file: &Path) -> anyhow::Result<()> {
    let named = || format!("`{}`", file.display());
    let is_device = fs::metadata(file).is_ok_and(|metadata| !metadata.is_file());
    let part = if is_device { file.to_owned() } else { beside(file) };
    let output = BufWriter::new(File::create(&part).with_context(named)?);
    let result = export_documents(app, kind.into(), format, output).await;
    if is_device {
        result?;
        return Ok(());
    }
    if let Err(error) = result {
        fs::remove_file(&part).ok();
        return Err(error.into());
    }
    fs::rename(&part, file).with_context(named)
}

/// The name under which a file is written before it takes its place.
pub(super) fn beside(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    file.with_file_name(name)
}
