use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::{
    domain::{
        id::{JobId, ProjectId},
        invalid::Invalid,
        preset::PresetId,
        project::ProjectProfile,
        region::Level,
    },
    http::{
        Problem, ProblemBody,
        match_request::{
            WishesBody, check_level, limit_of, parse_day, today, validate_day, validate_limit,
        },
    },
    service::{
        App,
        document::Validate,
        documents::read_project,
        rank_regions::Wishes,
        rerank_jobs::{Job, JobProjects, JobQuestion, JobState, count_checked},
    },
};

/// Which projects are to be ranked, and how: at most one of `project_ids` and `projects`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RerankJobRequestBody {
    /// Stored projects, in this order; without it and `projects`, all of the organisation.
    #[serde(default)]
    #[schema(max_items = 10_000)]
    project_ids: Option<Vec<ProjectId>>,
    /// Project profiles, in this order, as many as fit into a body; others are imported first.
    #[serde(default)]
    #[schema(value_type = Option<Vec<ProjectProfile>>)]
    projects: Option<Vec<Value>>,
    /// The level of the regions to rank: `park` (the default), `county`, `prefecture`, `province`.
    #[serde(default)]
    level: Option<Level>,
    /// How many candidates for each project, 1 to 100; 10 by default.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// The day whose knowledge counts; the day on which the job is posted by default.
    #[serde(default)]
    #[schema(format = Date)]
    as_of: Option<String>,
    /// The weights of a kind of user in place of the default and of each project's own.
    #[serde(default)]
    preset: Option<PresetId>,
    /// Corrections and wishes that stand above what each project says.
    #[serde(default)]
    wishes: Option<WishesBody>,
}

impl Validate for RerankJobRequestBody {
    fn validate(&self) -> Vec<Invalid> {
        let mut faults = Vec::new();
        if self.project_ids.is_some() && self.projects.is_some() {
            let expected = "at most one of `project_ids` and `projects`";
            faults.push(Invalid::new("", "both of them", expected));
        }
        faults.extend(self.level.and_then(|level| check_level(level).err()));
        faults.extend(validate_limit(self.limit));
        faults.extend(validate_day(self.as_of.as_deref()));
        let wishes = self.wishes.iter().flat_map(WishesBody::validate);
        faults.extend(wishes.map(|fault| fault.within("wishes")));
        faults
    }
}

impl RerankJobRequestBody {
    /// The order that a valid body gives.
    ///
    /// # Errors
    /// What is wrong with profiles, by their paths in the body.
    pub(super) fn into_order(self, app: &App) -> Result<(JobProjects, JobQuestion), Problem> {
        let projects = match (self.project_ids, self.projects) {
            (Some(ids), _) => JobProjects::Named(ids),
            (None, Some(profiles)) => JobProjects::Given(read_all(app, profiles)?),
            (None, None) => JobProjects::Stored,
        };
        let wishes = Wishes { preset: self.preset, ..self.wishes.unwrap_or_default().into() };
        let question = JobQuestion {
            wishes,
            level: self.level.unwrap_or(Level::Park),
            limit: limit_of(self.limit),
            as_of: self.as_of.as_deref().and_then(parse_day).unwrap_or_else(today),
        };
        Ok((projects, question))
    }
}

/// The profiles of an order, which are no more than a job may have.
fn read_all(app: &App, profiles: Vec<Value>) -> Result<Vec<ProjectProfile>, Problem> {
    let profiles =
        count_checked("projects", profiles).map_err(|fault| Problem::invalid(&[fault]))?;
    let mut projects = Vec::with_capacity(profiles.len());
    let mut faults: Vec<Invalid> = Vec::new();
    for (position, profile) in profiles.iter().enumerate() {
        match read_project(app, profile.to_string().as_bytes()) {
            Ok(project) => projects.push(project),
            Err(error) if error.faults().is_empty() => return Err(error.into()),
            Err(error) => {
                let within = format!("projects[{position}]");
                faults.extend(error.faults().iter().map(|fault| fault.clone().within(&within)));
            }
        }
    }
    if faults.is_empty() { Ok(projects) } else { Err(Problem::invalid(&faults)) }
}

/// A job as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RerankJobBody {
    /// By what it is asked for.
    pub id: JobId,
    /// How far it is.
    pub state: JobState,
    /// What is asked of every project; `null` if an older program kept it in another form.
    pub asked: Option<RerankJobAskedBody>,
    /// Projects to rank.
    pub projects: u64,
    /// Projects that are done, be they ranked or refused.
    pub projects_done: u64,
    /// Projects that cannot be ranked; a problem stands in the place of their match document.
    pub projects_refused: u64,
    /// The generations of the store on which projects were ranked so far, ascending. There is one
    /// unless somebody wrote to the store meanwhile; each match document names its own.
    pub generations: Vec<u64>,
    /// When it was posted.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When it was finished or cancelled or failed; `null` while it is open.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ended_at: Option<Timestamp>,
    /// Why it failed; `null` if it did not.
    pub reason: Option<String>,
}

impl From<Job> for RerankJobBody {
    fn from(job: Job) -> RerankJobBody {
        RerankJobBody {
            id: job.id,
            state: job.state,
            asked: JobQuestion::from_json(&job.question).ok().map(RerankJobAskedBody::from),
            projects: job.projects,
            projects_done: job.projects_done,
            projects_refused: job.projects_refused,
            generations: job.generations,
            created_at: job.created,
            ended_at: job.ended,
            reason: job.reason,
        }
    }
}

/// What a job asks of every project, so that one job can be told from another.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RerankJobAskedBody {
    /// The level of the regions that are ranked.
    pub level: Level,
    /// How many candidates are kept of each project.
    pub limit: usize,
    /// The day whose knowledge counts.
    #[schema(value_type = String, format = Date)]
    pub as_of: Date,
    /// The preset whose weights count; `null` where each project's own do, or the default.
    pub preset: Option<PresetId>,
}

impl From<JobQuestion> for RerankJobAskedBody {
    fn from(question: JobQuestion) -> RerankJobAskedBody {
        let JobQuestion { wishes, level, limit, as_of } = question;
        RerankJobAskedBody { level, limit, as_of, preset: wishes.preset }
    }
}

/// An event of a job, by its fields.
#[derive(Debug, ToSchema)]
pub struct RerankJobEvent {
    /// `progress` or `ended`.
    #[schema(example = "progress")]
    pub event: String,
    /// The job as JSON.
    pub data: String,
}

/// The jobs of the organisation.
#[derive(Debug, Serialize, ToSchema)]
pub struct RerankJobsBody {
    /// The newest first: those that are open, and those that ended in the last seven days.
    pub jobs: Vec<RerankJobBody>,
}

/// What stands in the results in place of the match document of a project that cannot be ranked.
#[derive(Debug, Serialize, ToSchema)]
pub struct RefusedProjectBody {
    /// The project.
    pub project_id: ProjectId,
    /// Why it cannot be ranked, as if it had been asked for alone.
    pub problem: ProblemBody,
}
