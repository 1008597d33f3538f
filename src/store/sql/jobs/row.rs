use jiff::Timestamp;

use super::statement;
use crate::{
    domain::{
        id::{JobId, OrganisationId},
        job::{Job, JobState},
    },
    store::{
        Error,
        sql::connection::{Argument, Connection},
    },
};

/// Id, question, projects, state, reason, created and ended.
type JobRow = (String, String, i64, String, Option<String>, i64, Option<i64>);

/// A job with how far it is.
pub(super) async fn find_job(
    connection: &mut Connection<'_>,
    organisation: &OrganisationId,
    id: &JobId,
) -> Result<Option<Job>, Error> {
    let key = [organisation.as_str(), id.as_str()].map(Argument::Text);
    let row: Option<JobRow> = connection.fetch_optional(statement::get(), &key).await?;
    match row {
        Some(row) => read(connection, organisation, row).await.map(Some),
        None => Ok(None),
    }
}

/// All jobs, the newest first.
pub(super) async fn find_jobs(
    connection: &mut Connection<'_>,
    organisation: &OrganisationId,
) -> Result<Vec<Job>, Error> {
    let arguments = [Argument::Text(organisation.as_str())];
    let rows: Vec<JobRow> = connection.fetch_all(statement::list(), &arguments).await?;
    let mut jobs = Vec::with_capacity(rows.len());
    for row in rows {
        jobs.push(read(connection, organisation, row).await?);
    }
    jobs.sort_by(|one, other| (other.created, &one.id).cmp(&(one.created, &other.id)));
    Ok(jobs)
}

async fn read(
    connection: &mut Connection<'_>,
    organisation: &OrganisationId,
    row: JobRow,
) -> Result<Job, Error> {
    let key = [organisation.as_str(), &row.0].map(Argument::Text);
    let statement = statement::PROGRESS.to_owned();
    let progress: Vec<(i64, i64, i64)> = connection.fetch_all(statement, &key).await?;
    let id = row.0.clone();
    parse(row, &progress).ok_or_else(|| corrupt(&id))
}

/// The job of a row and of what is done on each generation; `None` if a column is not of the form.
fn parse(row: JobRow, progress: &[(i64, i64, i64)]) -> Option<Job> {
    let (id, question, projects, state, reason, created, ended) = row;
    let state = match state.as_str() {
        "open" if progress.is_empty() => JobState::Queued,
        "open" => JobState::Running,
        "finished" => JobState::Finished,
        "cancelled" => JobState::Cancelled,
        "failed" => JobState::Failed,
        _ => return None,
    };
    let sum = |of: fn(&(i64, i64, i64)) -> i64| u64::try_from(progress.iter().map(of).sum::<i64>());
    Some(Job {
        id: JobId::parse(&id).ok()?,
        state,
        question,
        projects: u64::try_from(projects).ok()?,
        projects_done: sum(|part| part.1).ok()?,
        projects_refused: sum(|part| part.2).ok()?,
        generations: progress
            .iter()
            .map(|part| u64::try_from(part.0).ok())
            .collect::<Option<_>>()?,
        created: Timestamp::from_millisecond(created).ok()?,
        ended: ended.map(Timestamp::from_millisecond).transpose().ok()?,
        reason,
    })
}

pub(super) fn corrupt(job: &str) -> Error {
    Error::Corrupt {
        table: "rerank_jobs",
        id: job.to_owned(),
        source: "one of its columns is not of the form".into(),
    }
}

pub(super) fn milliseconds(at: Timestamp) -> Argument<'static> {
    Argument::Number(at.as_millisecond())
}

pub(super) fn number(count: usize) -> Argument<'static> {
    Argument::Number(i64::try_from(count).unwrap_or(i64::MAX))
}
