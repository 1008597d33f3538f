use std::{
    fs::File,
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use anyhow::Context as _;

use super::{
    context::Context,
    failure::Outcome,
    json,
    output::{self, print, print_json},
    value,
};
use crate::{
    domain::limits::{LIMIT_DEFAULT, RERANK_PROJECTS_MAX, RUN_LINE_BYTES_MAX},
    service::{
        app::Access,
        run_difference::{FLAT_HEADER, Run, compare_lists, compare_runs},
    },
    text::diff_text,
};

/// The flags of `diff`.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// The earlier run: match documents as `rerank` prints them, one per line, or its flat output in
    /// any form, whose changes have no causes; `-` reads standard input
    #[arg(value_name = "BEFORE")]
    before: PathBuf,

    /// The later run
    #[arg(value_name = "AFTER")]
    after: PathBuf,

    /// How many changed projects to print, those with another first choice first, 1 to 100; JSON has
    /// all
    #[arg(long, value_name = "NUMBER", default_value_t = LIMIT_DEFAULT)]
    #[arg(value_parser = value::limit)]
    limit: usize,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What to do in place of asking a server for causes.
const ELSEWHERE: &str = "causes are told from the documents of the machine it runs on: run it where \
                         the server is, post two of its jobs to `/v1/run-differences`, or compare \
                         flat outputs (`rerank --flat`), which needs no documents";

/// Compares two runs and prints what changed, and because of what.
///
/// # Errors
/// A file that cannot be read or is no run, an unavailable store; causes that only a server could tell.
pub(super) async fn run(arguments: Arguments, context: &Context) -> anyhow::Result<Outcome> {
    let Arguments { before, after, limit, json } = arguments;
    let (before, after) = (read(&before)?, read(&after)?);
    let difference = if let Some(difference) = compare_lists(&before, &after) {
        difference
    } else {
        context.refuse_server(ELSEWHERE)?;
        let app = context.open(Access::Read).await?;
        compare_runs(&app, &before, &after).await?
    };
    if json {
        print_json(&json::run_difference_document(&difference))?;
    } else {
        print(&diff_text::render(&difference, limit, &context.page("")))?;
    }
    Ok(Outcome::Done)
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
