/// The document of a difference.
mod body;

use serde::Deserialize;
use utoipa::ToSchema;

pub use body::{
    DifferenceSummaryBody, FirstChoiceBody, MoveBody, NamedRegionBody, PartsBody, PassageBody,
    ProjectDifferenceBody, RunDifferenceBody, RunStateBody, UnexplainedBody,
};

use super::{Acting, Problem, extract::Json, rerank_jobs};
use crate::{
    domain::{id::JobId, invalid::Invalid},
    service::{
        App,
        document::Validate,
        rerank_jobs::get_job,
        run_difference::{Run, compare_runs, run_of_job},
    },
};

/// Which runs to compare: two finished jobs of the organisation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RunDifferenceRequestBody {
    /// The job of the earlier run, by its id.
    #[schema(example = "job-5f0c2a9d17e4")]
    before: JobId,
    /// The job of the later run, by its id.
    #[schema(example = "job-83b1e6d0c4f2")]
    after: JobId,
}

impl Validate for RunDifferenceRequestBody {
    fn validate(&self) -> Vec<Invalid> {
        Vec::new()
    }
}

/// Compare two re-rankings
///
/// Which regions entered the lists of which projects, left them or moved, and how much of each change
/// is due to data, weights, policies and candidates: exactly, in whole parts that add up. For jobs
/// of at most 1,000 projects; `hinterland diff` compares larger ones. Projects that a job could not
/// rank do not stand in its run.
#[utoipa::path(
    post, path = "/v1/run-differences", tag = "jobs",
    request_body = RunDifferenceRequestBody,
    responses(
        (status = 200, description = "What changed, and why", body = RunDifferenceBody),
        (status = 404, description = "The organisation has no such job"),
        (status = 409, description = "A job is not finished, never will be, or was ranked on several \
                                      generations of the store"),
    )
)]
pub async fn post_run_differences(
    Acting(app): Acting,
    Json(body): Json<RunDifferenceRequestBody>,
) -> Result<Json<RunDifferenceBody>, Problem> {
    let before = read_run(&app, &body.before, "before").await?;
    let after = read_run(&app, &body.after, "after").await?;
    let difference = compare_runs(&app, &before, &after).await?;
    Ok(Json(RunDifferenceBody::from(&difference)))
}

/// The run of a finished job, which stands at `path` in the body.
async fn read_run(app: &App, id: &JobId, path: &str) -> Result<Run, Problem> {
    let job = get_job(app, id).await?;
    rerank_jobs::require_finished(&job)?;
    if 1 < job.generations.len() {
        return Err(Problem::job_on_many_generations(id));
    }
    run_of_job(app, &job).await.map_err(|error| match error.faults() {
        [] => error.into(),
        faults => {
            let within = |fault: &Invalid| fault.clone().within(path);
            Problem::invalid(&faults.iter().map(within).collect::<Vec<_>>())
        }
    })
}
