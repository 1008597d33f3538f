use std::sync::Arc;

use axum::{
    body::HttpBody as _,
    extract::{FromRequest, Request},
};
use serde::Deserialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use utoipa::ToSchema;

use crate::{
    domain::{
        id::JobId,
        invalid::Invalid,
        limits::{
            DIFFERENCE_BODIES_MAX, DIFFERENCE_BODY_BYTES_MAX, DIFFERENCE_JOB_PROJECTS_MAX,
            LIMIT_MAX,
        },
    },
    http::{
        Problem,
        extract::body::{BodyLimits, read_within},
    },
    service::{
        app::blocking,
        document::{self, Validate},
        run_difference::{MatchDocument, Run},
    },
};

/// Which runs to compare: each a finished job of the organisation or some match documents.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RunDifferenceRequestBody {
    /// The job of the earlier run, by its id; absent where `before_documents` has its documents.
    #[serde(default)]
    #[schema(example = "job-5f0c2a9d17e4")]
    before: Option<JobId>,
    /// The job of the later run, by its id; absent where `after_documents` has its documents.
    #[serde(default)]
    #[schema(example = "job-83b1e6d0c4f2")]
    after: Option<JobId>,
    /// The earlier run as match documents, one for each project, at most 1,000. Read are `project`,
    /// `generation`, `definition`, `as_of`, `level`, `weights`, `counts` and, of the candidates,
    /// `region.id`, `region.name` and `total`; whatever else they hold may be left out.
    #[serde(default)]
    #[schema(value_type = Option<Vec<Object>>)]
    before_documents: Option<Vec<MatchDocument>>,
    /// The later run as match documents.
    #[serde(default)]
    #[schema(value_type = Option<Vec<Object>>)]
    after_documents: Option<Vec<MatchDocument>>,
    /// How many changed projects a text shows, those with another first choice first, 1 to 100; 10 by
    /// default. A document has all.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 100, example = 10)]
    limit: Option<usize>,
}

impl Validate for RunDifferenceRequestBody {
    fn validate(&self) -> Vec<Invalid> {
        let mut faults =
            side_faults("before", self.before.as_ref(), self.before_documents.as_ref());
        faults.extend(side_faults("after", self.after.as_ref(), self.after_documents.as_ref()));
        if let Some(limit) = self.limit.filter(|limit| !(1..=LIMIT_MAX).contains(limit)) {
            let expected = format!("a whole number between 1 and {LIMIT_MAX}");
            faults.push(Invalid::new("limit", limit, &expected));
        }
        faults
    }
}

/// What is wrong with one of both runs.
fn side_faults(
    name: &str,
    job: Option<&JobId>,
    documents: Option<&Vec<MatchDocument>>,
) -> Vec<Invalid> {
    let path = format!("{name}_documents");
    let expected = format!("the id of a job, or left out where `{path}` has match documents");
    let documents = match (job, documents) {
        (Some(_), None) => return Vec::new(),
        (Some(job), Some(_)) => return vec![Invalid::new(name, job, &expected)],
        (None, None) => return vec![Invalid::new(name, "nothing", &expected)],
        (None, Some(documents)) => documents,
    };
    if DIFFERENCE_JOB_PROJECTS_MAX < u64::try_from(documents.len()).unwrap_or(u64::MAX) {
        let expected = format!("at most {DIFFERENCE_JOB_PROJECTS_MAX} match documents");
        return vec![Invalid::new(path, documents.len(), &expected)];
    }
    let faults = documents.iter().enumerate().flat_map(|(position, document)| {
        let within = format!("{path}[{position}]");
        document.validate().into_iter().map(move |fault| fault.within(&within))
    });
    faults.collect()
}

/// One of both runs as it is given.
pub(super) enum Given {
    Job(JobId),
    Run(Run),
}

/// Both runs as they are given.
pub(super) struct GivenRuns {
    pub(super) before: Given,
    pub(super) after: Given,
}

impl RunDifferenceRequestBody {
    /// Both runs of a valid body, and how many projects a text shows.
    ///
    /// # Errors
    /// Match documents that are of several runs.
    fn into_given(self) -> Result<(GivenRuns, Option<usize>), Invalid> {
        let before = given(self.before, self.before_documents, "before_documents")?;
        let after = given(self.after, self.after_documents, "after_documents")?;
        Ok((GivenRuns { before, after }, self.limit))
    }
}

fn given(
    job: Option<JobId>,
    documents: Option<Vec<MatchDocument>>,
    path: &str,
) -> Result<Given, Invalid> {
    if let Some(job) = job {
        return Ok(Given::Job(job));
    }
    let run = Run::of_documents(documents.unwrap_or_default());
    run.map(Given::Run).map_err(|fault| fault.within(path))
}

/// How many bodies that are longer than others may be read at a time.
#[derive(Debug, Clone)]
pub(in crate::http) struct Uploads(Arc<Semaphore>);

impl Default for Uploads {
    fn default() -> Uploads {
        Uploads(Arc::new(Semaphore::new(DIFFERENCE_BODIES_MAX)))
    }
}

/// A body that has arrived whole. It may be longer than others if it says so beforehand; of such, few
/// are there at a time.
pub struct RunsUpload {
    bytes: Vec<u8>,
    place: Option<OwnedSemaphorePermit>,
}

impl<S: Send + Sync> FromRequest<S> for RunsUpload {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<RunsUpload, Problem> {
        let mut limits = BodyLimits::of_bodies(request.extensions());
        let most = u64::try_from(limits.bytes).unwrap_or(u64::MAX);
        let is_long = most < request.body().size_hint().lower();
        let place = is_long.then(|| {
            let uploads = request.extensions().get::<Uploads>().cloned().unwrap_or_default();
            uploads.0.try_acquire_owned().map_err(|_| {
                Problem::busy("as many runs are being read already as may be at a time").closing()
            })
        });
        let place = place.transpose()?;
        if is_long {
            limits = BodyLimits {
                bytes: DIFFERENCE_BODY_BYTES_MAX.max(limits.bytes),
                ..BodyLimits::of_imports(request.extensions())
            };
        }
        let bytes = read_within(request, "application/json", limits).await?;
        Ok(RunsUpload { bytes, place })
    }
}

impl RunsUpload {
    /// What it says; a long one takes a while to read.
    ///
    /// # Errors
    /// It is no such body.
    pub(super) async fn read(self) -> Result<(GivenRuns, Option<usize>), Problem> {
        let RunsUpload { bytes, place } = self;
        let read = move || {
            // Held by the reading itself: it goes on when the client hangs up.
            let _place = place;
            let body: RunDifferenceRequestBody = document::read_document_bytes(&bytes)?;
            drop(bytes);
            body.into_given().map_err(|fault| Problem::invalid(&[fault]))
        };
        blocking(read).await?
    }
}
