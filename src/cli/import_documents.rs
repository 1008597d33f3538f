use std::{
    io::{BufRead, BufReader, Cursor, Read},
    path::{Path, PathBuf},
};

use clap::{ValueEnum, builder::PossibleValue};
use indicatif::{ProgressBar, ProgressStyle};

use super::{
    context::{Context, now},
    failure::Outcome,
    json,
    output::{self, complain, print, print_json},
    remote::Remote,
    words::{Words, fill},
};
use crate::{
    client::Request,
    domain::{invalid::Invalid, limits::IMPORT_BYTES_MAX},
    http::import::ImportBody,
    service::{
        app::Access,
        request_name,
        transfer::{
            DocumentKind, Format, ImportMode, ImportOrder, ImportReport, Imported, RowFault,
            import_documents,
        },
        us_metro,
    },
};

/// The flags of `import`.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// The file, or the folder of `us-metro`; `-` reads standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// What the file holds; `us-metro` always brings regions
    #[arg(long, value_enum, required_unless_present = "format")]
    kind: Option<Kind>,

    /// The file's format; by its extension, or NDJSON for standard input
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<ImportFormat>,

    /// Load nothing if one row is refused
    #[arg(long)]
    atomic: bool,

    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Kind {
    /// Region profiles
    Regions,
    /// Project profiles
    Projects,
    /// What became of projects
    Outcomes,
    /// What projects promised
    Commitments,
}

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FileFormat {
    /// One document or an array of them
    Json,
    /// One document per line
    Ndjson,
    /// One row per document, common figures only
    Csv,
}

/// What can be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ImportFormat {
    /// One document or an array of them
    Json,
    /// One document per line
    Ndjson,
    /// One row per document, common figures only
    Csv,
    /// A folder of published tables on metropolitan areas of the United States, which README.md
    /// names
    UsMetro,
}

/// Where the documents come from.
struct Input {
    kind: Kind,
    format: FileFormat,
    /// How many bytes, if that is known.
    bytes: Option<u64>,
    reader: Box<dyn Read + Send>,
}

impl Input {
    fn open(
        kind: Option<Kind>,
        format: Option<ImportFormat>,
        file: &Path,
    ) -> anyhow::Result<Input> {
        let stated = match format {
            None => None,
            Some(ImportFormat::Json) => Some(FileFormat::Json),
            Some(ImportFormat::Ndjson) => Some(FileFormat::Ndjson),
            Some(ImportFormat::Csv) => Some(FileFormat::Csv),
            Some(ImportFormat::UsMetro) => return Input::of_us_metros(kind, file),
        };
        let expected = "`regions`, `projects`, `outcomes` or `commitments`";
        let kind = kind.ok_or_else(|| Invalid::new("--kind", "", expected))?;
        let format = FileFormat::chosen(stated, file)?;
        let reader = output::open(file)?;
        Ok(Input {
            kind,
            format,
            bytes: std::fs::metadata(file).ok().map(|file| file.len()),
            reader,
        })
    }

    fn of_us_metros(kind: Option<Kind>, folder: &Path) -> anyhow::Result<Input> {
        if let Some(kind) = kind.filter(|kind| *kind != Kind::Regions) {
            let expected = "`regions`, which is all that `us-metro` brings";
            let given = kind.to_possible_value();
            let given = given.as_ref().map(PossibleValue::get_name).unwrap_or_default();
            return Err(Invalid::new("--kind", given, expected).into());
        }
        let lines = us_metro::documents::lines(folder)?;
        Ok(Input {
            kind: Kind::Regions,
            format: FileFormat::Ndjson,
            bytes: u64::try_from(lines.len()).ok(),
            reader: Box::new(Cursor::new(lines)),
        })
    }
}

/// Imports a file and names every refused row.
///
/// # Errors
/// Another process holds the data directory, the file cannot be read, the store is unavailable.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let Arguments { file, kind, format, atomic, json } = arguments;
    let Input { kind, format, bytes, reader } = Input::open(kind, format, &file)?;
    let page = context.page("");
    // Outcomes and commitments lose nothing of weight in a sheet.
    let replaces_whole =
        format == FileFormat::Csv && matches!(kind, Kind::Regions | Kind::Projects);
    let mode = if atomic { ImportMode::Atomic } else { ImportMode::RowWise };
    let report = if let Some(server) = context.server()? {
        send(&server, (kind, format, mode), reader).await?
    } else {
        let bar = bytes_bar(bytes);
        let input = BufReader::new(bar.wrap_read(reader));
        let report = import(context, (kind, format, mode), input).await;
        bar.finish_and_clear();
        report?
    };
    if json {
        print_json(&json::import_document(&report))?;
    } else {
        let words = Words::of(page.language);
        for line in fault_lines(&report, words) {
            complain(&line);
        }
        print(&summary(&report, words))?;
        if report.rows == 0 {
            complain(words.no_rows);
        }
        if replaces_whole && 0 < report.updated {
            complain(words.csv_replaces);
        }
    }
    Ok(if report.rows_refused == 0 { Outcome::Done } else { Outcome::SomeRefused })
}

/// Imports into the documents of this machine.
async fn import(
    context: &Context,
    (kind, format, mode): (Kind, FileFormat, ImportMode),
    input: impl BufRead + Send + 'static,
) -> anyhow::Result<ImportReport> {
    let app = context.open(Access::Write).await?;
    let order =
        ImportOrder { kind: kind.into(), format: format.into(), mode, now: now(), key: None };
    match import_documents(&app, &order, input).await? {
        Imported::Done(report) => Ok(report),
        Imported::Before(_) => unreachable!("an order without a key is new"),
    }
}

/// Imports into the documents of a server. It is named, so that it is carried out once also where its
/// answer is lost and it is sent again.
async fn send(
    server: &Remote,
    (kind, format, mode): (Kind, FileFormat, ImportMode),
    reader: Box<dyn Read + Send>,
) -> anyhow::Result<ImportReport> {
    let rows = output::read_all(reader, IMPORT_BYTES_MAX)?;
    let path = format!("{}:import", DocumentKind::from(kind).as_str());
    let media_type = match format {
        FileFormat::Json => "application/json",
        FileFormat::Ndjson => "application/x-ndjson",
        FileFormat::Csv => "text/csv",
    };
    let name = request_name()?;
    let request = Request::write_once(&[&path], &name, media_type, rows)
        .with("atomic", &(mode == ImportMode::Atomic));
    let body: ImportBody = serde_json::from_str(&server.document(request).await?)?;
    Ok(body.into())
}

/// A bar on standard error, if that is a terminal, for so many bytes.
fn bytes_bar(length: Option<u64>) -> ProgressBar {
    const TEMPLATE: &str = "{bar:40} {bytes}/{total_bytes} {elapsed}";
    let bar = length.map_or_else(ProgressBar::no_length, ProgressBar::new);
    let style = ProgressStyle::with_template(TEMPLATE);
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn summary(report: &ImportReport, words: &Words) -> String {
    let filled = fill(
        words.imported,
        &[
            ("rows", &report.rows.to_string()),
            ("inserted", &report.inserted.to_string()),
            ("updated", &report.updated.to_string()),
            ("unchanged", &report.unchanged.to_string()),
            ("refused", &report.rows_refused.to_string()),
        ],
    );
    format!("{filled}\n")
}

fn fault_lines(report: &ImportReport, words: &Words) -> Vec<String> {
    let mut lines: Vec<String> = report.faults.iter().map(fault_line).collect();
    let mut named: Vec<usize> = report.faults.iter().map(|fault| fault.line).collect();
    named.dedup();
    if named.len() < report.rows_refused {
        let (named, refused) = (named.len().to_string(), report.rows_refused.to_string());
        lines.push(fill(words.import_cut, &[("named", &named), ("refused", &refused)]));
    }
    lines
}

/// The fault with its line, field, value and remedy.
fn fault_line(fault: &RowFault) -> String {
    let invalid = Invalid::new(fault.field.as_str(), &fault.value, &fault.expected);
    format!("line {}: {invalid}", fault.line)
}

impl FileFormat {
    /// The stated format, or that of the file's extension, or NDJSON for a stream.
    ///
    /// # Errors
    /// Nothing is stated and the extension tells nothing.
    pub(super) fn chosen(
        stated: Option<FileFormat>,
        file: &std::path::Path,
    ) -> Result<FileFormat, Invalid> {
        if let Some(stated) = stated {
            return Ok(stated);
        }
        if file == std::path::Path::new("-") {
            return Ok(FileFormat::Ndjson);
        }
        let extension = file.extension().unwrap_or_default().to_ascii_lowercase();
        match extension.to_str() {
            Some("json") => Ok(FileFormat::Json),
            Some("ndjson" | "jsonl") => Ok(FileFormat::Ndjson),
            Some("csv") => Ok(FileFormat::Csv),
            _ => {
                let expected = "a file ending in .json, .ndjson, .jsonl or .csv, or named with \
                                `--format`";
                Err(Invalid::new("", file.display(), expected))
            }
        }
    }
}

impl From<Kind> for DocumentKind {
    fn from(kind: Kind) -> DocumentKind {
        match kind {
            Kind::Regions => DocumentKind::Regions,
            Kind::Projects => DocumentKind::Projects,
            Kind::Outcomes => DocumentKind::Outcomes,
            Kind::Commitments => DocumentKind::Commitments,
        }
    }
}

impl From<FileFormat> for Format {
    fn from(format: FileFormat) -> Format {
        match format {
            FileFormat::Json => Format::Json,
            FileFormat::Ndjson => Format::Ndjson,
            FileFormat::Csv => Format::Csv,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::domain::text::Language;

    #[test]
    fn the_extension_tells_the_format() {
        let cases = [
            ("a.json", FileFormat::Json),
            ("a.NDJSON", FileFormat::Ndjson),
            ("a.jsonl", FileFormat::Ndjson),
            ("a.b.csv", FileFormat::Csv),
            ("-", FileFormat::Ndjson),
        ];
        for (file, expected) in cases {
            assert_eq!(FileFormat::chosen(None, Path::new(file)), Ok(expected), "{file}");
        }
        assert!(FileFormat::chosen(None, Path::new("a.xlsx")).is_err());
        let stated = FileFormat::chosen(Some(FileFormat::Csv), Path::new("a.json"));
        assert_eq!(stated, Ok(FileFormat::Csv));
    }

    #[test]
    fn every_refused_row_is_named_or_counted() {
        let fault = |line, field: &str, value: &str, expected: &str| RowFault {
            line,
            field: field.to_owned(),
            value: value.to_owned(),
            expected: expected.to_owned(),
        };
        let report = ImportReport {
            rows: 100,
            inserted: 95,
            faults: vec![
                fault(7, "land.available_area.value", "-3", "a number of at least 0"),
                fault(9, "", "{\"id\":", "a JSON document"),
            ],
            rows_refused: 5,
            ..ImportReport::default()
        };
        let words = Words::of(Language::En);
        insta::assert_snapshot!(fault_lines(&report, words).join("\n"), @r#"
        line 7: `land.available_area.value` must be a number of at least 0, got `-3`
        line 9: must be a JSON document, got `{"id":`
        only the first 2 of 5 refused rows are named
        "#);
        insta::assert_snapshot!(summary(&report, words), @"100 rows: 95 loaded, 0 updated, 0 unchanged, 5 refused");
        insta::assert_snapshot!(summary(&report, Words::of(Language::Zh)), @"100 行：新增 95，更新 0，未变 0，拒绝 5");
    }
}
