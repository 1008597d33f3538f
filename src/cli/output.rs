use std::{
    io::{self, Read, Write},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use anyhow::Context;
use serde::Serialize;

use crate::domain::limits::BODY_BYTES_MAX;
pub(super) use crate::text::page::Page;

/// Writes `text` to standard output.
///
/// # Errors
/// Standard output cannot be written or is closed.
pub(super) fn print(text: &str) -> io::Result<()> {
    let mut output = io::stdout().lock();
    output.write_all(text.as_bytes())?;
    output.flush()
}

/// Writes a document to standard output, indented.
///
/// # Errors
/// Standard output cannot be written or is closed.
pub(super) fn print_json(document: &impl Serialize) -> anyhow::Result<()> {
    let mut text = serde_json::to_string_pretty(document).context("the answer as JSON")?;
    text.push('\n');
    print(&text)?;
    Ok(())
}

/// Tells something on standard error that is no error.
pub(super) fn note(text: &str) {
    complain(&format!("note: {text}"));
}

/// Writes a line to standard error; if nobody reads it, nobody misses it.
pub(super) fn complain(line: &str) {
    writeln!(io::stderr().lock(), "{line}").ok();
}

/// Reads a file or, for `-`, standard input, up to the size of one document.
///
/// # Errors
/// It cannot be read or is larger than a document may be.
pub(super) fn read_document(path: &Path) -> anyhow::Result<Vec<u8>> {
    read_at_most(path, BODY_BYTES_MAX)
}

/// Reads a file or, for `-`, standard input, of so many bytes at most.
///
/// # Errors
/// It cannot be read or is larger.
pub(super) fn read_at_most(path: &Path, bytes_max: usize) -> anyhow::Result<Vec<u8>> {
    let bytes = read_past(open(path)?, bytes_max);
    let bytes = bytes.with_context(|| format!("`{}`", path.display()))?;
    if bytes_max < bytes.len() {
        anyhow::bail!("`{}` must be at most {bytes_max} bytes long", path.display());
    }
    Ok(bytes)
}

/// Reads a stream of so many bytes at most.
///
/// # Errors
/// It cannot be read or is larger.
pub(super) fn read_all(input: impl Read, bytes_max: usize) -> anyhow::Result<Vec<u8>> {
    let bytes = read_past(input, bytes_max).context("the input")?;
    if bytes_max < bytes.len() {
        anyhow::bail!("the input must be at most {bytes_max} bytes long");
    }
    Ok(bytes)
}

/// The bytes of a stream, or one more than so many.
fn read_past(input: impl Read, bytes_max: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(bytes_max).unwrap_or(u64::MAX);
    input.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Opens a file or, for `-`, standard input.
///
/// # Errors
/// It cannot be opened.
pub(super) fn open(path: &Path) -> anyhow::Result<Box<dyn Read + Send>> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin()));
    }
    let file = std::fs::File::open(path).with_context(|| format!("`{}`", path.display()))?;
    Ok(Box::new(file))
}

/// Standard output as a stream that remembers whether its reader went away.
///
/// A writer of CSV or JSON in between may hide the cause of a failed write.
pub(super) struct Pipe {
    output: io::BufWriter<io::Stdout>,
    closed: Arc<AtomicBool>,
}

impl Pipe {
    /// The stream, and the flag that it sets when its reader went away.
    pub(super) fn new() -> (Pipe, Arc<AtomicBool>) {
        let closed = Arc::new(AtomicBool::new(false));
        let output = io::BufWriter::new(io::stdout());
        (Pipe { output, closed: Arc::clone(&closed) }, closed)
    }

    fn watch<T>(&self, result: io::Result<T>) -> io::Result<T> {
        if result.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::BrokenPipe) {
            self.closed.store(true, Ordering::Relaxed);
        }
        result
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let result = self.output.write(bytes);
        self.watch(result)
    }

    fn flush(&mut self) -> io::Result<()> {
        let result = self.output.flush();
        self.watch(result)
    }
}
