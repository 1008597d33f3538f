/// What is posted and answered.
mod body;
/// Answers that are made while they are sent.
mod stream;

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use utoipa::IntoParams;

pub use body::{
    RefusedProjectBody, RerankJobBody, RerankJobEvent, RerankJobRequestBody, RerankJobsBody,
};

use super::{
    Acting, Include, MatchBody, Problem, Stopping,
    extract::{Json, JsonBytes, Path, path::PathId},
    idempotency::{IdempotencyKey, REPLAYED},
    match_body,
};
use crate::{
    domain::{
        id::{JobId, ProjectId},
        invalid::Invalid,
    },
    service::{
        Error,
        app::blocking,
        document,
        rank_regions::Ranking,
        rerank_jobs::{self, Job, JobOrder},
    },
};

/// One document per line.
const NDJSON: &str = "application/x-ndjson";
/// Server-sent events.
const EVENT_STREAM: &str = "text/event-stream";
/// What stands behind the id of a job that is to be cancelled.
const CANCEL: &str = ":cancel";

/// What the documentation says of the header that names a job.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "only its documentation is used; the header is read with the body")]
pub struct JobKeyHeader {
    /// A name for this request, chosen by the client: sent again with the same content it posts
    /// nothing and gets the job that is there, for as long as the job is kept
    #[param(rename = "Idempotency-Key", min_length = 1, max_length = 255)]
    #[param(value_type = String, required = false, pattern = "^[!-~]+$")]
    #[param(example = "8e03978e-40d5-43dd-bc93-6894a57f9324")]
    key: Option<String>,
}

/// Post a re-ranking of many projects
///
/// It is cut into chunks, which are ranked by whichever worker is free: the server's own, or
/// `hinterland work` on any machine. Ask for it, or listen to its events, and fetch the results when
/// it is finished.
#[utoipa::path(
    post, path = "/v1/rerank-jobs", tag = "jobs",
    params(JobKeyHeader),
    request_body = RerankJobRequestBody,
    responses(
        (status = 202, description = "The job", body = RerankJobBody,
         headers(("Location" = String, description = "The path of the job"),
                 ("Idempotency-Replayed" = String,
                  description = "`true` if the job was posted before; absent if not"))),
        (status = 409, description = "As many jobs are open as an organisation may have"),
    )
)]
pub async fn post_rerank_job(
    Acting(app): Acting,
    headers: HeaderMap,
    JsonBytes(bytes): JsonBytes,
) -> Result<Response, Problem> {
    let key = IdempotencyKey::of(&headers)?;
    let reader = app.clone();
    let read = move || {
        let body = document::read_document_bytes::<RerankJobRequestBody>(&bytes);
        let order = body.map_err(Problem::from).and_then(|body| body.into_order(&reader));
        order.map(|order| (order, bytes))
    };
    // Thousands of profiles take longer to read than others can wait.
    let ((projects, question), bytes) = blocking(read).await??;
    let name = key.map(|key| key.name(&bytes));
    let order = JobOrder { projects, question: &question, name: name.as_deref() };
    let posted = rerank_jobs::post_job_once(&app, order, Timestamp::now()).await;
    let posted = posted.map_err(|error| match error {
        Error::JobsOpen { .. } => Problem::jobs_open(error.to_string()),
        error => error.into(),
    })?;
    let location = [(header::LOCATION, format!("/v1/rerank-jobs/{}", posted.job.id))];
    let body = Json(RerankJobBody::from(posted.job));
    let mut response = (StatusCode::ACCEPTED, location, body).into_response();
    if posted.is_old {
        response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    }
    Ok(response)
}

/// List the jobs of the organisation
#[utoipa::path(
    get, path = "/v1/rerank-jobs", tag = "jobs",
    responses((status = 200, description = "The jobs", body = RerankJobsBody))
)]
pub async fn list_rerank_jobs(Acting(app): Acting) -> Result<Json<RerankJobsBody>, Problem> {
    let jobs = rerank_jobs::list_jobs(&app).await?;
    Ok(Json(RerankJobsBody { jobs: jobs.into_iter().map(RerankJobBody::from).collect() }))
}

/// Get a job
#[utoipa::path(
    get, path = "/v1/rerank-jobs/{id}", tag = "jobs",
    params(("id" = JobId, Path, description = "The id of the job")),
    responses((status = 200, description = "The job", body = RerankJobBody))
)]
pub async fn get_rerank_job(
    Acting(app): Acting,
    Path(id): Path<JobId>,
) -> Result<Json<RerankJobBody>, Problem> {
    Ok(Json(rerank_jobs::get_job(&app, &id).await?.into()))
}

/// The id of a job with `:cancel` behind it.
pub struct CancelledId(JobId);

impl PathId for CancelledId {
    fn parse(text: &str) -> Result<CancelledId, Invalid> {
        let id = text.strip_suffix(CANCEL).and_then(|id| JobId::parse(id).ok());
        let expected = "the id of a job and `:cancel`, as in `job-5f0c2a9d17e4:cancel`";
        id.map(CancelledId).ok_or_else(|| Invalid::new("", text, expected))
    }
}

/// Cancel a job
///
/// What is being ranked is not kept. A job that has ended stays as it is.
#[utoipa::path(
    post, path = "/v1/rerank-jobs/{id}", tag = "jobs",
    params(("id" = String, Path, pattern = "^[A-Za-z0-9][A-Za-z0-9._-]*:cancel$",
            example = "job-5f0c2a9d17e4:cancel",
            description = "The id of the job with `:cancel` behind it")),
    responses((status = 200, description = "The job afterwards", body = RerankJobBody))
)]
pub async fn cancel_rerank_job(
    Acting(app): Acting,
    Path(CancelledId(id)): Path<CancelledId>,
) -> Result<Json<RerankJobBody>, Problem> {
    Ok(Json(rerank_jobs::cancel_job(&app, &id, Timestamp::now()).await?.into()))
}

/// Listen to a job
///
/// Server-sent events: `progress` at once and whenever the job has gone on, `ended` at last; the
/// data of both is the job.
#[utoipa::path(
    get, path = "/v1/rerank-jobs/{id}/events", tag = "jobs",
    params(("id" = JobId, Path, description = "The id of the job")),
    responses((status = 200, description = "Events until the job has ended, for an hour at most",
               body = RerankJobEvent, content_type = "text/event-stream"))
)]
pub async fn stream_rerank_job_events(
    Acting(app): Acting,
    Path(id): Path<JobId>,
    stopping: Stopping,
) -> Result<Response, Problem> {
    let job = rerank_jobs::get_job(&app, &id).await?;
    // A proxy that keeps events until there are more of them would keep them for long.
    let unbuffered = (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    let form = (header::CONTENT_TYPE, HeaderValue::from_static(EVENT_STREAM));
    Ok(([form, unbuffered], stream::events(app, job, stopping)).into_response())
}

/// Fetch the results of a finished job
///
/// One match document per project, each on a line, in the order of the projects. In place of that of
/// a project that cannot be ranked stands its id with the problem.
#[utoipa::path(
    get, path = "/v1/rerank-jobs/{id}/results", tag = "jobs",
    params(("id" = JobId, Path, description = "The id of the job")),
    responses(
        (status = 200, description = "Match documents, and problems in their place",
         content((MatchBody = "application/x-ndjson"), (RefusedProjectBody = "application/json"))),
        (status = 409, description = "The job is not finished, or never will be: `state` tells"),
    )
)]
pub async fn list_rerank_job_results(
    Acting(app): Acting,
    Path(id): Path<JobId>,
) -> Result<Response, Problem> {
    let job = rerank_jobs::get_job(&app, &id).await?;
    require_finished(&job)?;
    rerank_jobs::note_results_read(&app, &id).await?;
    let form = [(header::CONTENT_TYPE, NDJSON)];
    Ok((form, stream::results(app, job)).into_response())
}

/// Refuses a job that has no results, or none yet.
///
/// # Errors
/// 409, which says how far it is.
pub(super) fn require_finished(job: &Job) -> Result<(), Problem> {
    let refused = |detail| Problem::new(StatusCode::CONFLICT, "job-not-finished", detail);
    rerank_jobs::why_no_results(job).map_or(Ok(()), |detail| Err(refused(detail)))
}

/// One line of the results: what a project's ranking, or the refusal to rank it, looks like.
pub fn result_line(id: &ProjectId, ranked: Result<Ranking, Error>) -> String {
    let line = match ranked {
        Ok(ranking) => serde_json::to_string(&match_body(ranking, &Include::none())),
        Err(error) => serde_json::to_string(&RefusedProjectBody {
            project_id: id.clone(),
            problem: Problem::from(error).body(),
        }),
    };
    line.unwrap_or_else(|_| unreachable!("bodies of strings and numbers have a JSON form"))
}
