/// The document of a difference.
mod body;
/// Which runs are compared.
mod request;

use std::sync::Arc;

pub use body::{
    DifferenceSummaryBody, FirstChoiceBody, MoveBody, NamedRegionBody, PartsBody, PassageBody,
    ProjectDifferenceBody, RunDifferenceBody, RunStateBody, UnexplainedBody,
};
pub use request::RunDifferenceRequestBody;

pub(super) use request::Uploads;

use super::{
    Acting, Problem,
    plain::{Answer, Wanted},
    rerank_jobs,
};
use crate::{
    domain::{
        id::JobId,
        invalid::Invalid,
        limits::{DIFFERENCE_CHANGED_PROJECTS_MAX, LIMIT_DEFAULT},
    },
    service::{
        App,
        app::blocking,
        rerank_jobs::get_job,
        run_difference::{Run, compare_runs, count_rescored, run_of_job, why_no_run},
    },
    text::diff_text,
};
use request::{Given, RunsUpload};

/// Compare two re-rankings
///
/// Which regions entered the lists of which projects, left them or moved, and how much of each change
/// is due to data, weights, policies and candidates: exactly, in whole parts that add up. Each run is a
/// finished job of the organisation, or match documents that are brought along, which need no store of
/// the server but the generations that they name. For runs of at most 1,000 projects; `hinterland diff`
/// compares larger ones. Projects that a job could not rank do not stand in its run.
#[utoipa::path(
    post, path = "/v1/run-differences", tag = "jobs",
    request_body(
        content = RunDifferenceRequestBody,
        description = "The runs; match documents may take up to 8 MiB where the request says how long \
                       it is"
    ),
    responses(
        (status = 200, description = "What changed, and why", body = RunDifferenceBody),
        (status = 404, description = "The organisation has no such job"),
        (status = 409, description = "A job is not finished, never will be, or was ranked on several \
                                      generations of the store"),
    )
)]
pub async fn post_run_differences(
    Acting(app): Acting,
    wanted: Wanted,
    upload: RunsUpload,
) -> Result<Answer<RunDifferenceBody>, Problem> {
    let page = wanted.page("");
    let (given, limit) = upload.read().await?;
    let before = read_run(&app, given.before, "before").await?;
    let after = read_run(&app, given.after, "after").await?;
    let [before, after] = [Arc::new(before), Arc::new(after)];
    refuse_many_changed(&before, &after).await?;
    let difference = compare_runs(&app, &before, &after).await?;
    let render = |page: &_| diff_text::render(&difference, limit.unwrap_or(LIMIT_DEFAULT), page);
    Ok(Answer::of(page.as_ref(), || RunDifferenceBody::from(&difference), render))
}

/// Refuses what could not be answered in time, before any of it is computed.
async fn refuse_many_changed(before: &Arc<Run>, after: &Arc<Run>) -> Result<(), Problem> {
    let (before, after) = (before.clone(), after.clone());
    let changed = blocking(move || count_rescored(&before, &after)).await?;
    if changed <= DIFFERENCE_CHANGED_PROJECTS_MAX {
        return Ok(());
    }
    let expected = format!(
        "runs of which at most {DIFFERENCE_CHANGED_PROJECTS_MAX} projects changed: `hinterland diff` \
         compares more, without an end to the time"
    );
    Err(Problem::invalid(&[Invalid::new(
        "after",
        format!("{changed} changed projects"),
        &expected,
    )]))
}

/// One of both runs, which stands at `path` in the body.
async fn read_run(app: &App, given: Given, path: &str) -> Result<Run, Problem> {
    match given {
        Given::Run(run) => Ok(run),
        Given::Job(id) => read_job(app, &id, path).await,
    }
}

/// The run of a finished job, which stands at `path` in the body.
async fn read_job(app: &App, id: &JobId, path: &str) -> Result<Run, Problem> {
    let job = get_job(app, id).await?;
    rerank_jobs::require_finished(&job)?;
    if let Some(detail) = why_no_run(&job) {
        return Err(Problem::job_on_many_generations(detail));
    }
    run_of_job(app, &job).await.map_err(|error| match error.faults() {
        [] => error.into(),
        faults => {
            let within = |fault: &Invalid| fault.clone().within(path);
            Problem::invalid(&faults.iter().map(within).collect::<Vec<_>>())
        }
    })
}
