use std::{
    ffi::OsString,
    fs::File,
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use clap::builder::{OsStringValueParser, TypedValueParser as _};
use serde_json::{Map, json};

use super::{
    context::Context,
    failure::Outcome,
    json,
    output::{self, Page, print, print_json},
    remote::{Remote, Shown, reach},
    value,
};
use crate::{
    client::{Error, JobLine, Request, RunningJob, job_line},
    domain::{
        id::JobId,
        invalid::Invalid,
        limits::{
            DIFFERENCE_BODY_BYTES_MAX, DIFFERENCE_JOB_PROJECTS_MAX, LIMIT_DEFAULT,
            RERANK_PROJECTS_MAX, RUN_LINE_BYTES_MAX,
        },
    },
    service::{
        self, App,
        app::Access,
        rerank_jobs::{get_job, why_no_results},
        run_difference::{
            FLAT_HEADER, MatchDocument, Run, RunDifference, compare_lists, compare_runs,
            run_of_job, why_no_run,
        },
    },
    text::diff_text,
};

/// The flags of `diff`.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// The earlier run: match documents as `rerank` prints them, one per line, or its flat output in
    /// any form, whose changes have no causes; `-` reads standard input; `job:ID` is a finished
    /// re-ranking job
    #[arg(value_name = "BEFORE", value_parser = OsStringValueParser::new().try_map(Source::parse))]
    before: Source,

    /// The later run
    #[arg(value_name = "AFTER", value_parser = OsStringValueParser::new().try_map(Source::parse))]
    after: Source,

    /// How many changed projects to print, those with another first choice first, 1 to 100; JSON has
    /// all
    #[arg(long, value_name = "NUMBER", default_value_t = LIMIT_DEFAULT)]
    #[arg(value_parser = value::limit)]
    limit: usize,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// With what the name of a job begins; a file of such a name is meant by `./job:…`.
const JOB: &str = "job:";

/// Where a run lies.
#[derive(Debug, Clone)]
enum Source {
    File(PathBuf),
    Job(JobId),
}

impl Source {
    fn parse(text: OsString) -> Result<Source, Invalid> {
        match text.to_str().and_then(|text| text.strip_prefix(JOB)) {
            Some(id) => JobId::parse(id).map(Source::Job),
            None => Ok(Source::File(text.into())),
        }
    }

    fn is_standard_input(&self) -> bool {
        matches!(self, Source::File(path) if path == Path::new("-"))
    }

    fn read(self) -> anyhow::Result<Side> {
        match self {
            Source::File(path) => read(&path).map(|run| Side::Run(Box::new(run))),
            Source::Job(id) => Ok(Side::Job(id)),
        }
    }
}

/// One of both runs, as far as it is at hand.
enum Side {
    Run(Box<Run>),
    Job(JobId),
}

impl Side {
    /// Whether it is a run of whose changes no causes can be told.
    fn is_list(&self) -> bool {
        matches!(self, Side::Run(run) if !run.may_have_causes())
    }
}

/// How a difference is printed.
struct Form {
    limit: usize,
    shown: Shown,
    page: Page,
}

/// Compares two runs and prints what changed, and because of what.
///
/// # Errors
/// A file that cannot be read or is no run, a job that is not finished; an unavailable store or
/// server; runs too large for a server to compare.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let Arguments { before, after, limit, json } = arguments;
    let form = Form { limit, shown: Shown::of(json), page: context.page("") };
    if before.is_standard_input() && after.is_standard_input() {
        let expected = "a file or a job: standard input is read once, and BEFORE reads it";
        return Err(Invalid::new("AFTER", "-", expected).into());
    }
    let (before, after) = (before.read()?, after.read()?);
    // What lists alone tell, needs neither documents nor a server.
    if let (Side::Run(before), Side::Run(after)) = (&before, &after)
        && let Some(difference) = compare_lists(before, after)
    {
        return form.print(&difference);
    }
    if let Some(server) = context.server()? {
        return ask(&server, before, after, &form).await;
    }
    let app = context.open(Access::Read).await?;
    let before = run_here(&app, before, "before").await?;
    let after = run_here(&app, after, "after").await?;
    form.print(&compare_runs(&app, &before, &after).await?)
}

impl Form {
    fn print(&self, difference: &RunDifference) -> anyhow::Result<Outcome> {
        match self.shown {
            Shown::Document => print_json(&json::run_difference_document(difference))?,
            Shown::Text => print(&diff_text::render(difference, self.limit, &self.page))?,
        }
        Ok(Outcome::Done)
    }
}

/// A run of this machine; `name` is what the API calls it.
async fn run_here(app: &App, side: Side, name: &str) -> anyhow::Result<Run> {
    let id = match side {
        Side::Run(run) => return Ok(*run),
        Side::Job(id) => id,
    };
    let job = get_job(app, &id).await?;
    if let Some(why) = why_no_results(&job).or_else(|| why_no_run(&job)) {
        anyhow::bail!(why);
    }
    Ok(run_of_job(app, &job).await.map_err(|error| match error {
        service::Error::Invalid(faults) => {
            service::Error::Invalid(faults.into_iter().map(|fault| fault.within(name)).collect())
        }
        error => error,
    })?)
}

/// Has a server compare runs of which one is its own, or whose changes its documents explain.
async fn ask(server: &Remote, before: Side, after: Side, form: &Form) -> anyhow::Result<Outcome> {
    let (before, after) = if before.is_list() || after.is_list() {
        let before = list_there(server, before).await?;
        let after = list_there(server, after).await?;
        if let Some(difference) = compare_lists(&before, &after) {
            return form.print(&difference);
        }
        (Side::Run(Box::new(before)), Side::Run(Box::new(after)))
    } else {
        (before, after)
    };
    let mut body = Map::from_iter([("limit".to_owned(), json!(form.limit))]);
    for (name, side) in [("before", before), ("after", after)] {
        match side {
            Side::Job(id) => body.insert(name.to_owned(), json!(id)),
            Side::Run(run) => {
                let documents: Vec<MatchDocument> = run.documents().collect();
                let most = usize::try_from(DIFFERENCE_JOB_PROJECTS_MAX).unwrap_or(usize::MAX);
                require(server, documents.len(), "projects of a run", most)?;
                body.insert(format!("{name}_documents"), json!(documents))
            }
        };
    }
    let request = Request::question(&["run-differences"], &body.into());
    require(server, request.body_bytes(), "bytes of both runs", DIFFERENCE_BODY_BYTES_MAX)?;
    server.print(request, form.shown, &form.page).await
}

/// Refuses what is more than a server compares at a time.
fn require(server: &Remote, found: usize, of: &str, most: usize) -> Result<(), Invalid> {
    if found <= most {
        return Ok(());
    }
    let instead = format!(
        "a server takes {most} {of} and these are {found}: post both runs as jobs to \
         `/v1/rerank-jobs` and compare `job:ID` with `job:ID`, or compare the files where its \
         documents are"
    );
    Err(reach::refusal(&server.connection.server(), &instead))
}

/// A run beside one that is a list alone; of a job of a server, its results.
async fn list_there(server: &Remote, side: Side) -> anyhow::Result<Run> {
    let id = match side {
        Side::Run(run) => return Ok(*run),
        Side::Job(id) => id,
    };
    let mut job = RunningJob::find(&server.connection, id.as_str()).await?;
    let mut run = Run::default();
    for number in 1.. {
        let Some(line) = job.next_line().await? else { break };
        let read = job_line(line).map_err(|error| {
            let what = format!("line {number} of its results cannot be read: {error}");
            Error::foreign(&server.connection.server(), &what)
        })?;
        if let JobLine::Answer(line) = read {
            run.add(id.as_str(), number, &line)?;
        }
    }
    Ok(run)
}

fn read(file: &Path) -> anyhow::Result<Run> {
    let name = file.display().to_string();
    let mut run = Run::default();
    if is_parquet(file) {
        let table = File::open(file).with_context(|| format!("`{name}`"))?;
        run.add_table(&name, table)?;
        return within_limits(run, &name);
    }
    let mut input = BufReader::new(output::open(file)?);
    if input.fill_buf().with_context(|| format!("`{name}`"))?.starts_with(FLAT_HEADER) {
        run.add_sheet(&name, input)?;
        return within_limits(run, &name);
    }
    let most = u64::try_from(RUN_LINE_BYTES_MAX).unwrap_or(u64::MAX);
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let taken = input.by_ref().take(most.saturating_add(1)).read_until(b'\n', &mut line);
        if taken.with_context(|| format!("`{name}`"))? == 0 {
            break;
        }
        if RUN_LINE_BYTES_MAX < line.trim_ascii_end().len() {
            anyhow::bail!(
                "`{name}`, line {number}: must be at most {RUN_LINE_BYTES_MAX} bytes long"
            );
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        run.add(&name, number, &line)?;
        run = within_limits(run, &name)?;
    }
    Ok(run)
}

/// Whether a file begins as Parquet does.
fn is_parquet(file: &Path) -> bool {
    let mut magic = [0; 4];
    let read = File::open(file).and_then(|mut opened| opened.read_exact(&mut magic));
    read.is_ok() && magic == *b"PAR1"
}

fn within_limits(run: Run, name: &str) -> anyhow::Result<Run> {
    if RERANK_PROJECTS_MAX < run.projects() {
        anyhow::bail!("`{name}` must hold at most {RERANK_PROJECTS_MAX} projects");
    }
    Ok(run)
}
