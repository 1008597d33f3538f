use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    sync::atomic::Ordering,
};

use anyhow::Context as _;

use super::{
    context::Context,
    failure::Outcome,
    import_documents::{FileFormat, Kind},
    output::Pipe,
    part::beside,
    remote::Remote,
};
use crate::{
    client::Request,
    service::{
        App,
        app::Access,
        exported::LineExport,
        transfer::{DocumentKind, Format, export_documents},
    },
};

/// How a server gives documents: one per line.
const NDJSON: &str = "application/x-ndjson";

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
    let documents = match context.server()? {
        Some(server) => Documents::There(server),
        None => Documents::Here(context.open(Access::Read).await?),
    };
    let wanted = (kind.into(), format);
    if file == Path::new("-") {
        to_pipe(&documents, wanted).await?;
    } else {
        to_file(&documents, wanted, &file).await?;
    }
    Ok(Outcome::Done)
}

/// Where the documents are.
enum Documents {
    Here(App),
    There(Remote),
}

impl Documents {
    async fn write(
        &self,
        (kind, format): (DocumentKind, Format),
        output: impl Write + Send + 'static,
    ) -> anyhow::Result<()> {
        match self {
            Documents::Here(app) => {
                export_documents(app, kind, format, output).await?;
                Ok(())
            }
            Documents::There(server) => ask(server, (kind, format), Box::new(output)).await,
        }
    }
}

/// Writes the documents of a server as they come.
///
/// # Errors
/// No answer, or a refusal, or documents of another form; the output cannot be written.
pub(super) async fn ask(
    server: &Remote,
    (kind, format): (DocumentKind, Format),
    output: Box<dyn Write + Send>,
) -> anyhow::Result<()> {
    let path = format!("{}:export", kind.as_str());
    let request = Request::get(&[&path]).header("accept", NDJSON);
    let mut reply = server.connection.open_for(&request, NDJSON).await?;
    let mut written = LineExport::begin(kind, format, output)?;
    while let Some(part) = reply.chunk().await? {
        written.take(&part)?;
    }
    Ok(written.finish()?)
}

async fn to_pipe(documents: &Documents, wanted: (DocumentKind, Format)) -> anyhow::Result<()> {
    let (pipe, closed) = Pipe::new();
    let result = documents.write(wanted, pipe).await;
    if closed.load(Ordering::Relaxed) {
        return Err(io::Error::from(io::ErrorKind::BrokenPipe).into());
    }
    result
}

/// Writes beside the file and then takes its place, so that a broken export leaves no half file;
/// a device is written directly.
async fn to_file(
    documents: &Documents,
    wanted: (DocumentKind, Format),
    file: &Path,
) -> anyhow::Result<()> {
    let named = || format!("`{}`", file.display());
    let is_device = fs::metadata(file).is_ok_and(|metadata| !metadata.is_file());
    let part = if is_device { file.to_owned() } else { beside(file) };
    let output = BufWriter::new(File::create(&part).with_context(named)?);
    let result = documents.write(wanted, output).await;
    if is_device {
        return result;
    }
    if let Err(error) = result {
        fs::remove_file(&part).ok();
        return Err(error);
    }
    fs::rename(&part, file).with_context(named)
}
