//! Re-rankings that go on while nobody waits: posted once, cut into chunks, done by whichever worker
//! is free, on this machine or another, and fetched when they are finished.

/// What is asked of every project of a job, as the store keeps it.
mod question;
/// Who does the chunks.
mod worker;

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use super::{
    App, Error, app::blocking, audit, rank_regions::check_limit, resolve::check_wishes, secret,
};
use crate::{
    domain::{
        audit::AuditAction,
        id::{JobId, ProjectId},
        invalid::Invalid,
        limits::{
            RERANK_BYTES_KEPT_MAX, RERANK_CHUNK_PROJECTS, RERANK_JOB_DAYS_KEPT,
            RERANK_JOB_PROJECTS_MAX, RERANK_JOBS_OPEN_MAX, RERANK_PROJECTS_KEPT_MAX,
            RERANK_RESULTS_PAGE,
        },
        project::ProjectProfile,
    },
    store::{JobsKept, NewJob},
};

pub use crate::domain::job::{Job, JobState};
pub use question::JobQuestion;
pub use worker::{Worker, work};

/// The projects of a job.
#[derive(Debug, Clone)]
pub enum JobProjects {
    /// All stored projects of the organisation, by their ids.
    Stored,
    /// Some of them, in this order.
    Named(Vec<ProjectId>),
    /// Profiles, in this order.
    Given(Vec<ProjectProfile>),
}

/// What a job is to do.
#[derive(Debug)]
pub struct JobOrder<'a> {
    /// Which projects.
    pub projects: JobProjects,
    /// What is asked of each.
    pub question: &'a JobQuestion,
    /// What the request is called that posts it, so that it is posted once; `None` if it has no name.
    pub name: Option<&'a str>,
}

/// A job that was posted, now or before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// The job.
    pub job: Job,
    /// Whether it was there already.
    pub is_old: bool,
}

/// Posts a job as [`post_job`] does; a job of the same name of the organisation that is kept is given
/// back instead, however often it is asked for.
///
/// # Errors
/// As [`post_job`].
pub async fn post_job_once(
    app: &App,
    order: JobOrder<'_>,
    now: Timestamp,
) -> Result<Posted, Error> {
    let JobOrder { projects, question, name } = order;
    let Some(name) = name else {
        let job = post_job(app, projects, question, now).await?;
        return Ok(Posted { job, is_old: false });
    };
    let id = named(app, name)?;
    let (store, organisation) = (app.store(), app.organisation());
    if let Some(job) = store.get_job(organisation, &id).await? {
        return Ok(Posted { job, is_old: true });
    }
    match post(app, &id, projects, question, now).await {
        Ok(job) => Ok(Posted { job, is_old: false }),
        // The same request may have come twice at the same time.
        Err(error) => match store.get_job(organisation, &id).await? {
            Some(job) => Ok(Posted { job, is_old: true }),
            None => Err(error),
        },
    }
}

/// The identifier of a job that has a name.
fn named(app: &App, name: &str) -> Result<JobId, Error> {
    let digest = Sha256::digest(format!("{}\n{name}", app.organisation()));
    let digits: Vec<String> = digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    Ok(JobId::parse(&format!("job-{}", digits.concat()))?)
}

/// Posts a job at the time `now`. Its projects are those of this moment, whatever becomes of them
/// meanwhile; regions are ranked as they are when a chunk is done.
///
/// # Errors
/// Invalid: no projects or too many, one that is not stored, a limit out of range, wishes that would be
/// refused for every project. Too many jobs of the organisation are open. Store unavailable.
pub async fn post_job(
    app: &App,
    projects: JobProjects,
    question: &JobQuestion,
    now: Timestamp,
) -> Result<Job, Error> {
    let id = JobId::parse(&format!("job-{}", secret::digits::<6>()?))?;
    post(app, &id, projects, question, now).await
}

async fn post(
    app: &App,
    id: &JobId,
    projects: JobProjects,
    question: &JobQuestion,
    now: Timestamp,
) -> Result<Job, Error> {
    check_limit(question.limit)?;
    check_wishes(app, &question.wishes).await?;
    let (store, organisation) = (app.store(), app.organisation());
    let open = store.list_jobs(organisation).await?;
    if RERANK_JOBS_OPEN_MAX <= open.iter().filter(|job| !job.state.is_ended()).count() {
        return Err(Error::JobsOpen { most: RERANK_JOBS_OPEN_MAX });
    }
    let projects = read_projects(app, projects).await?;
    let write = move || projects.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>();
    let texts = blocking(write).await?.map_err(worker::corrupt)?;
    let asked = question.to_json()?;
    let job = NewJob {
        id,
        question: &asked,
        projects: &texts,
        chunk_projects: RERANK_CHUNK_PROJECTS,
        created: now,
    };
    store.add_job(organisation, &job).await?;
    get_job(app, id).await
}

/// Projects that stand at `path`, if there are as many as a job may have.
///
/// # Errors
/// None, or too many.
pub fn count_checked<T>(path: &str, projects: Vec<T>) -> Result<Vec<T>, Invalid> {
    if (1..=RERANK_JOB_PROJECTS_MAX).contains(&projects.len()) {
        return Ok(projects);
    }
    let expected = format!("between 1 and {RERANK_JOB_PROJECTS_MAX} of them");
    Err(Invalid::new(path, projects.len(), &expected))
}

/// The projects of some ids, out of all that are stored, which stand in the order of their ids.
fn picked(ids: &[ProjectId], stored: &[ProjectProfile]) -> Result<Vec<ProjectProfile>, Invalid> {
    let find = |(position, id): (usize, &ProjectId)| {
        let found = stored.binary_search_by(|project| project.id.cmp(id)).ok();
        found.map(|at| stored[at].clone()).ok_or_else(|| {
            let path = format!("project_ids[{position}]");
            Invalid::new(&path, id, "the id of a stored project")
        })
    };
    ids.iter().enumerate().map(find).collect()
}

/// The projects of a job; those that are stored will be shown by what is computed of them.
async fn read_projects(app: &App, projects: JobProjects) -> Result<Vec<ProjectProfile>, Error> {
    let is_stored = !matches!(projects, JobProjects::Given(_));
    let projects = match projects {
        JobProjects::Given(projects) => count_checked("projects", projects)?,
        JobProjects::Stored => {
            let stored = app.store().list_projects(app.organisation()).await?;
            blocking(move || count_checked("projects", stored)).await??
        }
        JobProjects::Named(ids) => {
            let ids = count_checked("project_ids", ids)?;
            let stored = app.store().list_projects(app.organisation()).await?;
            blocking(move || picked(&ids, &stored)).await??
        }
    };
    if is_stored {
        let shown: Vec<ProjectId> = projects.iter().map(|project| project.id.clone()).collect();
        audit::note_disclosure(app, AuditAction::Match, &shown).await?;
    }
    Ok(projects)
}

/// Gets a job of the organisation.
///
/// # Errors
/// Not found, also if it is another organisation's; store unavailable.
pub async fn get_job(app: &App, id: &JobId) -> Result<Job, Error> {
    let found = app.store().get_job(app.organisation(), id).await?;
    found.ok_or_else(|| Error::NotFound { what: "job", id: id.to_string() })
}

/// Why a job has no results, or none yet; `None` if it has.
pub fn why_no_results(job: &Job) -> Option<String> {
    let why = match job.state {
        JobState::Finished => return None,
        JobState::Queued | JobState::Running => {
            format!("is not finished: {} of {} projects are done", job.projects_done, job.projects)
        }
        JobState::Cancelled => "was cancelled and has no results".to_owned(),
        JobState::Failed => "failed and has no results".to_owned(),
    };
    Some(format!("the job `{}` {why}", job.id))
}

/// The jobs of the organisation, the newest first.
///
/// # Errors
/// Store unavailable.
pub async fn list_jobs(app: &App) -> Result<Vec<Job>, Error> {
    Ok(app.store().list_jobs(app.organisation()).await?)
}

/// Cancels a job at the time `now`; one that has ended stays as it is. The job afterwards.
///
/// # Errors
/// Not found, also if it is another organisation's; store unavailable.
pub async fn cancel_job(app: &App, id: &JobId, now: Timestamp) -> Result<Job, Error> {
    let found = app.store().cancel_job(app.organisation(), id, now).await?;
    found.ok_or_else(|| Error::NotFound { what: "job", id: id.to_string() })
}

/// Notes that somebody is about to read the results of a job; without the note they are not shown.
///
/// # Errors
/// Store unavailable.
pub async fn note_results_read(app: &App, id: &JobId) -> Result<(), Error> {
    audit::note_results_disclosure(app, id).await
}

/// The results of the next projects of a finished job from the position `first` on, in the order of the
/// projects: a line each. None after the last.
///
/// # Errors
/// Not found: the job was forgotten meanwhile, and what was read of it is not the whole. Store
/// unavailable.
pub async fn list_results(app: &App, job: &Job, first: u64) -> Result<Vec<String>, Error> {
    let (store, organisation) = (app.store(), app.organisation());
    let lines = store.list_results(organisation, &job.id, first, RERANK_RESULTS_PAGE).await?;
    if lines.is_empty() && first < job.projects {
        return Err(Error::NotFound { what: "job", id: job.id.to_string() });
    }
    Ok(lines)
}

/// Forgets the jobs of all organisations that ended long before `now`, or whose projects or results are
/// too many.
///
/// # Errors
/// Store unavailable.
pub async fn forget_jobs(app: &App, now: Timestamp) -> Result<(), Error> {
    let kept = SignedDuration::from_hours(24 * RERANK_JOB_DAYS_KEPT);
    let before = now.checked_sub(kept).unwrap_or(Timestamp::MIN);
    let kept = JobsKept { projects: RERANK_PROJECTS_KEPT_MAX, bytes: RERANK_BYTES_KEPT_MAX };
    Ok(app.store().forget_jobs(before, kept).await?)
}
