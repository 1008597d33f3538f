use std::{
    fs::File,
    io::{self, BufWriter},
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Context as _;
use clap::ValueEnum;
use jiff::civil::Date;

use super::{
    context::{Context, today},
    failure::Outcome,
    json, output, value,
    wishes::WishFlags,
    words::Words,
};
use crate::{
    domain::{
        invalid::Invalid,
        limits::{LIMIT_DEFAULT, THREADS_MAX},
        region::Level,
    },
    http::Include,
    service::{
        app::Access,
        computing::ComputingLimits,
        rank_regions::Ranking,
        rerank::{
            Batch, CutOff, Earlier, Form, Input, Order, OutputFile, Report, TableFormat, Target,
            rerank_batch,
        },
        transfer::Format,
    },
};

/// A run that a server does.
mod remote;
/// What is told while it runs.
mod watcher;

use watcher::Watcher;

/// The flags of `rerank`.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// Project profiles as NDJSON, JSON, CSV or Parquet; `-` reads standard input
    #[arg(value_name = "FILE", default_value = "-")]
    file: PathBuf,

    /// Rank the stored projects instead of those of a file
    #[arg(long, conflicts_with_all = ["file", "from"])]
    stored: bool,

    /// The form of the projects; by the file's extension, or NDJSON for standard input
    #[arg(long, value_enum, value_name = "FORMAT")]
    from: Option<ProjectFormat>,

    /// Write into this file, which is there once it is complete; the same command goes on with a run
    /// that was cut off
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,

    /// The form of the answers; by the extension of `--output`, or NDJSON
    #[arg(long, value_enum, value_name = "FORMAT")]
    to: Option<AnswerFormat>,

    /// What a row is.
    #[command(flatten)]
    rows: RowFlags,

    /// Begin anew where an earlier run into the same file was cut off
    #[arg(long, requires = "output")]
    restart: bool,

    /// How many seconds of work a run that is cut off does again, at most
    #[arg(long, value_name = "SECONDS", default_value = "0.5", value_parser = seconds)]
    #[arg(requires = "output")]
    checkpoint_every: Duration,

    /// Take over answers that cannot have changed since this generation from the file that
    /// `--previous` names
    #[arg(long, value_name = "GENERATION", requires = "previous")]
    changed_since: Option<u64>,

    /// The NDJSON that an earlier run wrote with `--output`, with the basis beside it
    #[arg(long, value_name = "FILE", requires = "changed_since")]
    previous: Option<PathBuf>,

    /// How many threads compute, 1 to 256; all cores by default
    #[arg(long, value_name = "NUMBER", value_parser = threads)]
    threads: Option<usize>,

    /// How many regions to rank for each project, 1 to 100
    #[arg(long, value_name = "NUMBER", default_value_t = LIMIT_DEFAULT)]
    #[arg(value_parser = value::limit)]
    top: usize,

    /// The level of the regions to rank
    #[arg(long, default_value = "park", value_parser = value::level())]
    level: Level,

    /// Rank with what was known on this day; today by default
    #[arg(long, value_name = "DATE", value_parser = value::day)]
    as_of: Option<Date>,

    /// Wishes for every project.
    #[command(flatten)]
    wishes: WishFlags,
}

/// What a row of the answers is.
#[derive(Debug, Clone, Copy, clap::Args)]
struct RowFlags {
    /// Write a row for each candidate, without reasons, instead of a document for each project; CSV
    /// is always flat, and so is Parquet without `--nested`
    #[arg(long)]
    flat: bool,

    /// Write a row for each project into Parquet, with a list of its candidates and of their
    /// contributions and all that its document says; NDJSON without `--flat` is nested anyway
    #[arg(long, conflicts_with = "flat")]
    nested: bool,
}

/// How projects are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ProjectFormat {
    /// One profile per line
    Ndjson,
    /// One profile or an array of them
    Json,
    /// One row per project, as `import` reads it
    Csv,
    /// The same columns as CSV
    Parquet,
}

/// How answers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum AnswerFormat {
    /// One document per project, or one row per candidate, on a line each
    Ndjson,
    /// One row per candidate
    Csv,
    /// One row per candidate, or with `--nested` one per project
    Parquet,
}

/// Ranks regions for every project, in order.
///
/// Projects that cannot be read or answered are named on standard error; the others are answered.
///
/// # Errors
/// The input cannot be read, the output cannot be written, the store is unavailable; a run that was
/// cut off was another.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let to = AnswerFormat::chosen(arguments.to, arguments.output.as_deref())?;
    let to = to.laid_out(arguments.rows)?;
    let input = input(&arguments)?;
    if let Some(server) = context.server()? {
        check_reach(&arguments)?;
        let batch = arguments.batch(to)?;
        let asked = remote::Asked { batch, input, output: arguments.output };
        let mut watcher = Watcher::new(context.page("").language);
        let report = remote::run(&server, asked, &mut watcher).await;
        watcher.finish();
        return Ok(outcome(report?, context));
    }
    let batch = arguments.batch(to)?;
    let earlier = arguments.changed_since.zip(arguments.previous);
    let earlier = earlier.map(|(generation, output)| Earlier { generation, output });
    let target = match arguments.output {
        None => Target::Stream(Box::new(BufWriter::new(io::stdout()))),
        Some(path) => {
            let cut_off = if arguments.restart { CutOff::Restart } else { CutOff::GoOn };
            let checkpoint_interval = arguments.checkpoint_every;
            Target::File(OutputFile { path, cut_off, checkpoint_interval })
        }
    };
    let mut app = context.open(Access::Read).await?;
    if let Some(threads) = arguments.threads {
        app = app.with_computing(ComputingLimits { threads, ..ComputingLimits::default() });
    }
    let mut watcher = Watcher::new(context.page("").language);
    let order = Order { input, target, earlier };
    let report = rerank_batch(&app, &batch, order, &mut watcher).await;
    watcher.finish();
    Ok(outcome(report?, context))
}

fn outcome(report: Report, context: &Context) -> Outcome {
    if report.answered + report.refused == 0 {
        output::complain(Words::of(context.page("").language).no_rows);
    }
    if report.refused == 0 { Outcome::Done } else { Outcome::SomeRefused }
}

/// Refuses what only a run of this machine can do.
fn check_reach(arguments: &Arguments) -> Result<(), Invalid> {
    let refused = |flag: &str, value: u64, why: &str| {
        Err(Invalid::new(flag, value, &format!("left out with `--server`: {why}")))
    };
    if let Some(generation) = arguments.changed_since {
        let why = "what an answer rests on stands beside the output of a run of this machine";
        return refused("--changed-since", generation, why);
    }
    match arguments.threads {
        Some(threads) => {
            let why = "the server and its workers say how many threads compute";
            refused("--threads", u64::try_from(threads).unwrap_or(u64::MAX), why)
        }
        None => Ok(()),
    }
}

impl Arguments {
    /// What is asked for every project.
    fn batch(&self, to: TableFormat) -> anyhow::Result<Batch> {
        let is_flat = match to {
            TableFormat::Lines => self.rows.flat,
            TableFormat::Csv | TableFormat::Parquet => true,
            TableFormat::NestedParquet => false,
        };
        Ok(Batch {
            wishes: self.wishes.clone().wishes()?,
            level: self.level,
            limit: self.top,
            as_of: self.as_of,
            today: today(),
            form: if is_flat { Form::Rows } else { Form::Documents(compose) },
            format: to,
        })
    }
}

fn compose(ranking: Ranking) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(&json::match_document(ranking, &Include::none()))
}

fn input(arguments: &Arguments) -> anyhow::Result<Input> {
    if arguments.stored {
        return Ok(Input::Stored);
    }
    let file = &arguments.file;
    let name = file.display().to_string();
    let format = match ProjectFormat::chosen(arguments.from, file)? {
        ProjectFormat::Ndjson => Format::Ndjson,
        ProjectFormat::Json => Format::Json,
        ProjectFormat::Csv => Format::Csv,
        ProjectFormat::Parquet if file == Path::new("-") => {
            let expected = "a file: Parquet is read from its end";
            return Err(Invalid::new("FILE", &name, expected).into());
        }
        ProjectFormat::Parquet => {
            let file = File::open(file).with_context(|| format!("`{name}`"))?;
            return Ok(Input::Table { name, file });
        }
    };
    let bytes = std::fs::metadata(file).ok().map(|file| file.len());
    Ok(Input::Rows { name, format, bytes, reader: output::open(file)? })
}

fn seconds(text: &str) -> Result<Duration, Invalid> {
    let seconds = text.parse().ok().filter(|seconds: &f64| (0.0..=3_600.0).contains(seconds));
    let expected = "a number of seconds between 0 and 3600";
    seconds.map(Duration::from_secs_f64).ok_or_else(|| Invalid::new("", text, expected))
}

fn threads(text: &str) -> Result<usize, Invalid> {
    let number = text.parse().ok().filter(|number| (1..=THREADS_MAX).contains(number));
    number.ok_or_else(|| Invalid::new("", text, &format!("between 1 and {THREADS_MAX}")))
}

/// The extension of a path in lower case; `None` for a stream.
fn extension(file: &Path) -> Option<String> {
    let extension = file.extension()?.to_str()?;
    (file != Path::new("-")).then(|| extension.to_ascii_lowercase())
}

impl ProjectFormat {
    fn chosen(stated: Option<ProjectFormat>, file: &Path) -> Result<ProjectFormat, Invalid> {
        match (stated, extension(file).as_deref()) {
            (Some(stated), _) => Ok(stated),
            (None, Some("ndjson" | "jsonl")) => Ok(ProjectFormat::Ndjson),
            (None, Some("json")) => Ok(ProjectFormat::Json),
            (None, Some("csv")) => Ok(ProjectFormat::Csv),
            (None, Some("parquet")) => Ok(ProjectFormat::Parquet),
            (None, None) if file == Path::new("-") => Ok(ProjectFormat::Ndjson),
            (None, _) => {
                let expected = "a file ending in .ndjson, .jsonl, .json, .csv or .parquet, or named \
                                with `--from`";
                Err(Invalid::new("", file.display(), expected))
            }
        }
    }
}

impl AnswerFormat {
    fn chosen(
        stated: Option<AnswerFormat>,
        output: Option<&Path>,
    ) -> Result<AnswerFormat, Invalid> {
        let Some(output) = output else { return Ok(stated.unwrap_or(AnswerFormat::Ndjson)) };
        match (stated, extension(output).as_deref()) {
            (Some(stated), _) => Ok(stated),
            (None, Some("ndjson" | "jsonl")) => Ok(AnswerFormat::Ndjson),
            (None, Some("csv")) => Ok(AnswerFormat::Csv),
            (None, Some("parquet")) => Ok(AnswerFormat::Parquet),
            (None, _) => {
                let expected =
                    "a file ending in .ndjson, .jsonl, .csv or .parquet, or named with `--to`";
                Err(Invalid::new("--output", output.display(), expected))
            }
        }
    }

    /// The same, flat or nested.
    fn laid_out(self, rows: RowFlags) -> Result<TableFormat, Invalid> {
        match (self, rows.nested) {
            (AnswerFormat::Ndjson, _) => Ok(TableFormat::Lines),
            (AnswerFormat::Csv, false) => Ok(TableFormat::Csv),
            (AnswerFormat::Csv, true) => {
                Err(Invalid::new("--nested", "csv", "left out: a row of CSV holds no lists"))
            }
            (AnswerFormat::Parquet, false) => Ok(TableFormat::Parquet),
            (AnswerFormat::Parquet, true) => Ok(TableFormat::NestedParquet),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_tell_the_formats() {
        let from = |file: &str| ProjectFormat::chosen(None, Path::new(file)).ok();
        let to = |file: &str| AnswerFormat::chosen(None, Some(Path::new(file))).ok();
        let cases = [
            ("a.ndjson", Some(ProjectFormat::Ndjson), Some(AnswerFormat::Ndjson)),
            ("a.JSONL", Some(ProjectFormat::Ndjson), Some(AnswerFormat::Ndjson)),
            ("a.json", Some(ProjectFormat::Json), None), // answers are many
            ("b.a.csv", Some(ProjectFormat::Csv), Some(AnswerFormat::Csv)),
            ("a.parquet", Some(ProjectFormat::Parquet), Some(AnswerFormat::Parquet)),
            ("-", Some(ProjectFormat::Ndjson), None), // standard output has no flag
            ("a.xlsx", None, None),
        ];
        for (file, read, written) in cases {
            assert_eq!((from(file), to(file)), (read, written), "{file}");
        }
        assert_eq!(AnswerFormat::chosen(None, None), Ok(AnswerFormat::Ndjson));
        assert_eq!(
            AnswerFormat::chosen(Some(AnswerFormat::Csv), Some(Path::new("a.ndjson"))),
            Ok(AnswerFormat::Csv)
        );
    }
}
