use std::{
    io::{self, BufRead, BufReader, BufWriter, Write},
    path::PathBuf,
};

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;

use super::{
    context::{Context, today},
    failure::Outcome,
    json,
    ndjson::{Line, Lines},
    output::{self, complain},
    value,
    wishes::WishFlags,
};
use crate::{
    domain::{
        invalid::Invalid,
        limits::{IMPORT_LINE_BYTES_MAX, LIMIT_DEFAULT, RERANK_PROJECTS_MAX},
        project::ProjectProfile,
        region::Level,
    },
    http::Include,
    service::{
        App, Error, ErrorKind,
        app::Access,
        documents::read_project,
        rank_regions::{Advice, Question, Ranking, Subject},
        rerank::rerank,
    },
};

/// The flags of `rerank`.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// Project profiles as NDJSON; `-` reads standard input
    #[arg(value_name = "FILE", default_value = "-")]
    file: PathBuf,

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

/// Ranks regions for every project and prints one match document per line, in order.
///
/// Lines that cannot be read or answered are named on standard error; the others are answered.
///
/// # Errors
/// The file cannot be read, it holds more projects than a run may have, an unavailable store.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let Arguments { file, top, level, as_of, wishes } = arguments;
    let wishes = wishes.wishes()?;
    let input = BufReader::new(output::open(&file)?);
    let app = context.open(Access::Read).await?;
    let read = read_projects(&app, input).with_context(|| format!("`{}`", file.display()))?;
    let as_of = as_of.unwrap_or_else(today);
    let ask = |project: ProjectProfile| Question {
        subject: Subject::Profile(Box::new(project)),
        wishes: wishes.clone(),
        level,
        limit: top,
        as_of,
        excluded_links: Vec::new(),
        advice: Advice::Given,
    };
    let questions = read.projects.into_iter().map(ask).collect();
    let mut answers = Answers::new(read.lines, read.refused);
    rerank(&app, questions, &mut |position, answer| answers.take(position, answer)).await?;
    Ok(answers.finish()?)
}

/// The projects of a file.
struct Read {
    projects: Vec<ProjectProfile>,
    /// The line of each project.
    lines: Vec<usize>,
    /// How many lines were refused, and named.
    refused: usize,
}

fn read_projects(app: &App, input: impl BufRead) -> anyhow::Result<Read> {
    let mut read = Read { projects: Vec::new(), lines: Vec::new(), refused: 0 };
    for line in Lines::new(input, IMPORT_LINE_BYTES_MAX) {
        let (number, line) = line?;
        let project = match line {
            Line::Whole(json) => read_project(app, &json),
            Line::TooLong => {
                let expected = format!("at most {IMPORT_LINE_BYTES_MAX} bytes long");
                Err(Invalid::new("", "a longer line", &expected).into())
            }
        };
        match project {
            Ok(project) => {
                read.projects.push(project);
                read.lines.push(number);
            }
            Err(error) => {
                refuse(number, &error);
                read.refused += 1;
            }
        }
        if RERANK_PROJECTS_MAX < read.projects.len() {
            anyhow::bail!("must hold at most {RERANK_PROJECTS_MAX} projects");
        }
    }
    Ok(read)
}

/// Names what is wrong with a line, every fault by itself.
fn refuse(line: usize, error: &Error) {
    if error.faults().is_empty() {
        complain(&format!("line {line}: {error}"));
    }
    for fault in error.faults() {
        complain(&format!("line {line}: {fault}"));
    }
}

/// Where answers go as they come.
struct Answers {
    lines: Vec<usize>,
    refused: usize,
    output: BufWriter<io::Stdout>,
    bar: ProgressBar,
}

impl Answers {
    fn new(lines: Vec<usize>, refused: usize) -> Answers {
        let bar = projects_bar(lines.len());
        Answers { lines, refused, output: BufWriter::new(io::stdout()), bar }
    }

    fn take(&mut self, position: usize, answer: Result<Ranking, Error>) -> Result<(), Error> {
        self.bar.inc(1);
        match answer {
            Ok(ranking) => self.write(&ranking).map_err(unavailable),
            Err(error) if error.kind() == ErrorKind::Unavailable => Err(error),
            Err(error) => {
                self.bar.suspend(|| refuse(self.lines[position], &error));
                self.refused += 1;
                Ok(())
            }
        }
    }

    fn write(&mut self, ranking: &Ranking) -> io::Result<()> {
        let mut line = serde_json::to_vec(&json::match_document(ranking, &Include::none()))?;
        line.push(b'\n');
        self.output.write_all(&line)
    }

    fn finish(mut self) -> io::Result<Outcome> {
        self.output.flush()?;
        self.bar.finish_and_clear();
        Ok(if self.refused == 0 { Outcome::Done } else { Outcome::SomeRefused })
    }
}

fn unavailable(source: io::Error) -> Error {
    Error::Unavailable { what: "standard output", source: Box::new(source) }
}

/// A bar on standard error, if that is a terminal, for so many projects.
fn projects_bar(length: usize) -> ProgressBar {
    const TEMPLATE: &str = "{bar:40} {pos}/{len} {per_sec} {eta}";
    let bar = ProgressBar::new(u64::try_from(length).unwrap_or(u64::MAX));
    let style = ProgressStyle::with_template(TEMPLATE);
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
