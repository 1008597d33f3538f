use serde::{Deserialize, de::IgnoredAny};

use super::run::Run;
use crate::{
    domain::{
        id::{JobId, ProjectId},
        invalid::Invalid,
        job::Job,
        limits::DIFFERENCE_JOB_PROJECTS_MAX,
    },
    service::{
        App, Error,
        app::blocking,
        rerank_jobs::{list_results, note_results_read},
    },
};

/// What stands in the place of a match document where a project could not be ranked.
#[derive(Deserialize)]
struct RefusedProject {
    #[serde(rename = "project_id")]
    _project: ProjectId,
    #[serde(rename = "problem")]
    _problem: IgnoredAny,
}

/// Why a finished job is no run; `None` if it is one.
pub fn why_no_run(job: &Job) -> Option<String> {
    (1 < job.generations.len()).then(|| {
        format!(
            "the job `{}` was ranked on several generations of the store, for somebody wrote \
             meanwhile: post it again, and compare that",
            job.id
        )
    })
}

/// The results of a finished job as a run; projects that could not be ranked do not stand in it.
///
/// # Errors
/// Invalid: a job of more than [`DIFFERENCE_JOB_PROJECTS_MAX`] projects. One that was ranked on
/// several generations. Not found: one that was forgotten meanwhile. Store unavailable.
pub async fn run_of_job(app: &App, job: &Job) -> Result<Run, Error> {
    if DIFFERENCE_JOB_PROJECTS_MAX < job.projects {
        let expected = format!(
            "a job of at most {DIFFERENCE_JOB_PROJECTS_MAX} projects: `hinterland diff` compares \
             the files of larger ones"
        );
        return Err(Invalid::new("", format!("{} projects", job.projects), &expected).into());
    }
    note_results_read(app, &job.id).await?;
    let mut run = Run::default();
    let mut first = 0;
    while first < job.projects {
        let lines = list_results(app, job, first).await?;
        let count = u64::try_from(lines.len()).unwrap_or(u64::MAX);
        let id = job.id.clone();
        run = blocking(move || with_lines(run, &id, first, &lines)).await??;
        first += count;
    }
    Ok(run)
}

/// A run with what its job says of some projects more, those behind the `first`. Those that could not
/// be ranked do not stand in it.
fn with_lines(mut run: Run, id: &JobId, first: u64, lines: &[String]) -> Result<Run, Error> {
    for (line, number) in lines.iter().zip(first + 1..) {
        if serde_json::from_str::<RefusedProject>(line).is_err() {
            let number = usize::try_from(number).unwrap_or(usize::MAX);
            run.add(id.as_str(), number, line.as_bytes())?;
        }
    }
    Ok(run)
}
