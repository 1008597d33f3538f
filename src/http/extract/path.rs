use axum::{
    extract::{FromRequestParts, Path as AxumPath},
    http::{StatusCode, request::Parts},
};

use crate::{
    domain::{
        id::{CommitmentId, JobId, OutcomeId, ProjectId, RegionId, SavedSearchId},
        invalid::Invalid,
    },
    http::Problem,
};

/// The identifier in a path.
///
/// One of the wrong form is refused with what would be right; one that could climb out of a
/// folder or hide in a log is not found, whatever it is.
pub struct Path<T>(pub T);

/// What can stand in a path.
pub(crate) trait PathId: Sized {
    fn parse(text: &str) -> Result<Self, Invalid>;
}

impl PathId for RegionId {
    fn parse(text: &str) -> Result<RegionId, Invalid> {
        RegionId::parse(text)
    }
}

impl PathId for ProjectId {
    fn parse(text: &str) -> Result<ProjectId, Invalid> {
        ProjectId::parse(text)
    }
}

impl PathId for OutcomeId {
    fn parse(text: &str) -> Result<OutcomeId, Invalid> {
        OutcomeId::parse(text)
    }
}

impl PathId for CommitmentId {
    fn parse(text: &str) -> Result<CommitmentId, Invalid> {
        CommitmentId::parse(text)
    }
}

impl PathId for JobId {
    fn parse(text: &str) -> Result<JobId, Invalid> {
        JobId::parse(text)
    }
}

impl PathId for SavedSearchId {
    fn parse(text: &str) -> Result<SavedSearchId, Invalid> {
        SavedSearchId::parse(text)
    }
}

impl<T: PathId, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Path<T>, Problem> {
        let AxumPath(text) = AxumPath::<String>::from_request_parts(parts, state)
            .await
            .map_err(|_| Problem::malformed("the path must be UTF-8"))?;
        if text.chars().any(|character| character.is_control() || "/\\".contains(character)) {
            let detail = "nothing has an id with slashes or control characters";
            return Err(Problem::of_status(StatusCode::NOT_FOUND, detail));
        }
        T::parse(&text).map(Path).map_err(|fault| Problem::invalid(&[fault.within("id")]))
    }
}
