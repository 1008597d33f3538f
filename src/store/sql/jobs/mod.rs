/// The SQL.
mod statement;
/// Jobs as rows.
mod row;

use async_trait::async_trait;
use jiff::Timestamp;

use self::row::{corrupt, find_job, find_jobs, milliseconds, number};
use super::{
    SqlStore,
    connection::{Argument, Connection},
    row::{ROWS_MAX, signed},
};
use crate::{
    domain::{
        id::{JobId, OrganisationId},
        job::{ChunkTask, Job},
    },
    store::{ChunkDone, ChunkWork, Error, Jobs, JobsKept, NewJob},
};

#[async_trait]
impl Jobs for SqlStore {
    async fn add_job(&self, organisation: &OrganisationId, job: &NewJob<'_>) -> Result<(), Error> {
        let key = [organisation.as_str(), job.id.as_str()].map(Argument::Text);
        let mut write = self.write().await?;
        let mut connection = write.transaction.connection();
        let [name, id] = key;
        let question = Argument::Text(job.question);
        let [projects, created] = [number(job.projects.len()), milliseconds(job.created)];
        let arguments = [name, id, question, projects, created];
        connection.execute(statement::ADD.to_owned(), &arguments).await?;
        add_projects(&mut connection, key, job).await?;
        write.commit(false).await.map(|_| ())
    }

    async fn get_job(
        &self,
        organisation: &OrganisationId,
        id: &JobId,
    ) -> Result<Option<Job>, Error> {
        let mut transaction = self.pool.read().await?;
        find_job(&mut transaction.connection(), organisation, id).await
    }

    async fn list_jobs(&self, organisation: &OrganisationId) -> Result<Vec<Job>, Error> {
        let mut transaction = self.pool.read().await?;
        find_jobs(&mut transaction.connection(), organisation).await
    }

    async fn has_open_job(&self) -> Result<bool, Error> {
        let mut session = self.pool.session().await?;
        let statement = statement::ANY_OPEN.to_owned();
        let row: Option<(String,)> = session.connection().fetch_optional(statement, &[]).await?;
        Ok(row.is_some())
    }

    async fn list_unqueued_chunks(&self, stalled: Timestamp) -> Result<Vec<ChunkTask>, Error> {
        let mut session = self.pool.session().await?;
        let statement = statement::UNQUEUED.to_owned();
        let mut rows: Vec<(String, String, i64)> =
            session.connection().fetch_all(statement, &[milliseconds(stalled)]).await?;
        rows.sort_unstable();
        let task = |(organisation, job, chunk): (String, String, i64)| {
            let parsed = || {
                Some(ChunkTask {
                    organisation: OrganisationId::parse(&organisation).ok()?,
                    job: JobId::parse(&job).ok()?,
                    chunk: u32::try_from(chunk).ok()?,
                })
            };
            parsed().ok_or_else(|| corrupt(&job))
        };
        rows.into_iter().map(task).collect()
    }

    async fn note_queued(
        &self,
        organisation: &OrganisationId,
        id: &JobId,
        at: Timestamp,
    ) -> Result<(), Error> {
        let [organisation, id] = [organisation.as_str(), id.as_str()].map(Argument::Text);
        let arguments = [organisation, id, milliseconds(at)];
        let mut write = self.write().await?;
        let statement = statement::NOTE_QUEUED.to_owned();
        write.transaction.connection().execute(statement, &arguments).await?;
        write.commit(false).await.map(|_| ())
    }

    async fn find_chunk(&self, task: &ChunkTask) -> Result<Option<ChunkWork>, Error> {
        let mut transaction = self.pool.read().await?;
        let mut connection = transaction.connection();
        let Some((question, first, count)) = find_open(&mut connection, task).await? else {
            return Ok(None);
        };
        let [organisation, job] = key_of(task);
        let range = [first, first.saturating_add(count)].map(Argument::Number);
        let arguments = [organisation, job, range[0], range[1]];
        let statement = statement::CHUNK_PROJECTS.to_owned();
        let rows: Vec<(String,)> = connection.fetch_all(statement, &arguments).await?;
        let first = u64::try_from(first).map_err(|_| corrupt(task.job.as_str()))?;
        let projects = rows.into_iter().map(|(document,)| document).collect();
        Ok(Some(ChunkWork { question, first, projects }))
    }

    async fn end_chunk(&self, done: ChunkDone<'_>) -> Result<bool, Error> {
        let key = key_of(done.task);
        let [organisation, job] = key;
        let mut write = self.write().await?;
        let mut connection = write.transaction.connection();
        // Writers follow one another, so that what is open here stays so until the commit.
        if find_open(&mut connection, done.task).await?.is_none() {
            return Ok(false);
        }
        let bytes = done.results.iter().map(|result| result.line.len() as u64).sum::<u64>();
        if !make_room(&mut connection, &done, bytes).await? {
            write.commit(false).await?;
            return Ok(false);
        }
        for result in done.results {
            let position = Argument::Number(signed(result.position));
            let arguments = [organisation, job, position, Argument::Text(&result.line)];
            connection.execute(statement::WRITE_RESULT.to_owned(), &arguments).await?;
        }
        let chunk = Argument::Number(i64::from(done.task.chunk));
        let refused = number(done.results.iter().filter(|result| result.is_refused).count());
        let generation = Argument::Number(signed(done.generation));
        let ended = milliseconds(done.ended);
        let bytes = Argument::Number(signed(bytes));
        let arguments = [organisation, job, chunk, refused, generation, ended, bytes];
        connection.execute(statement::END_CHUNK.to_owned(), &arguments).await?;
        let statement = statement::ANY_CHUNK_OPEN.to_owned();
        let open: Option<(i64,)> = connection.fetch_optional(statement, &key).await?;
        if open.is_none() {
            end(&mut connection, key, ("finished", None), done.ended).await?;
        }
        write.commit(false).await?;
        Ok(true)
    }

    async fn cancel_job(
        &self,
        organisation: &OrganisationId,
        id: &JobId,
        at: Timestamp,
    ) -> Result<Option<Job>, Error> {
        let key = [organisation.as_str(), id.as_str()].map(Argument::Text);
        let mut write = self.write().await?;
        let mut connection = write.transaction.connection();
        end(&mut connection, key, ("cancelled", None), at).await?;
        let job = find_job(&mut connection, organisation, id).await?;
        write.commit(false).await?;
        Ok(job)
    }

    async fn fail_job(
        &self,
        organisation: &OrganisationId,
        id: &JobId,
        reason: &str,
        at: Timestamp,
    ) -> Result<(), Error> {
        let key = [organisation.as_str(), id.as_str()].map(Argument::Text);
        let mut write = self.write().await?;
        end(&mut write.transaction.connection(), key, ("failed", Some(reason)), at).await?;
        write.commit(false).await.map(|_| ())
    }

    async fn list_results(
        &self,
        organisation: &OrganisationId,
        id: &JobId,
        first: u64,
        limit: usize,
    ) -> Result<Vec<String>, Error> {
        let [organisation, id] = [organisation.as_str(), id.as_str()].map(Argument::Text);
        let arguments = [organisation, id, Argument::Number(signed(first)), number(limit)];
        let mut session = self.pool.session().await?;
        let statement = statement::RESULTS.to_owned();
        let rows: Vec<(String,)> = session.connection().fetch_all(statement, &arguments).await?;
        Ok(rows.into_iter().map(|(line,)| line).collect())
    }

    async fn forget_jobs(&self, before: Timestamp, kept: JobsKept) -> Result<(), Error> {
        let mut write = self.write().await?;
        let mut connection = write.transaction.connection();
        let statement = statement::ENDED.to_owned();
        let jobs: Vec<(String, String, String, i64, i64, i64)> =
            connection.fetch_all(statement, &[]).await?;
        let mut newer = JobsKept::default();
        let mut last: Option<&str> = None;
        for (organisation, id, state, ended, projects, bytes) in &jobs {
            let is_newest = last != Some(organisation);
            if is_newest {
                newer = JobsKept::default();
            }
            last = Some(organisation);
            let has_results = state == "finished";
            newer.projects += u64::try_from(*projects).unwrap_or(0);
            newer.bytes += if has_results { u64::try_from(*bytes).unwrap_or(0) } else { 0 };
            let fits = newer.projects <= kept.projects && newer.bytes <= kept.bytes;
            let stays = before.as_millisecond() <= *ended && (is_newest || fits);
            let key = [organisation.as_str(), id.as_str()].map(Argument::Text);
            // What a job that did not finish has left is of no use to anybody.
            let forgotten = match (stays, has_results) {
                (true, true) => &[][..],
                (true, false) => &statement::FORGET[..1],
                (false, _) => &statement::FORGET[..],
            };
            for statement in forgotten {
                connection.execute((*statement).to_owned(), &key).await?;
            }
        }
        write.commit(false).await.map(|_| ())
    }
}

fn key_of(task: &ChunkTask) -> [Argument<'_>; 2] {
    [task.organisation.as_str(), task.job.as_str()].map(Argument::Text)
}

async fn add_projects(
    connection: &mut Connection<'_>,
    [organisation, id]: [Argument<'_>; 2],
    job: &NewJob<'_>,
) -> Result<(), Error> {
    for (piece, documents) in job.projects.chunks(ROWS_MAX).enumerate() {
        let mut arguments = vec![organisation, id];
        for (at, document) in documents.iter().enumerate() {
            arguments.extend([number(piece * ROWS_MAX + at), Argument::Text(document)]);
        }
        connection.execute(statement::add_projects(documents.len()), &arguments).await?;
    }
    for (chunk, documents) in job.projects.chunks(job.chunk_projects.max(1)).enumerate() {
        let first = number(chunk * job.chunk_projects);
        let arguments = [organisation, id, number(chunk), first, number(documents.len())];
        connection.execute(statement::ADD_CHUNK.to_owned(), &arguments).await?;
    }
    Ok(())
}

/// Question, first position and count of projects of a chunk that is to be done.
async fn find_open(
    connection: &mut Connection<'_>,
    task: &ChunkTask,
) -> Result<Option<(String, i64, i64)>, Error> {
    let [organisation, job] = key_of(task);
    let arguments = [organisation, job, Argument::Number(i64::from(task.chunk))];
    connection.fetch_optional(statement::FIND_CHUNK.to_owned(), &arguments).await
}

/// Makes room for so many bytes of results: while the open jobs of the organisation would have more
/// together than they may, the one with the most fails. Whether the chunk's own job is still open.
async fn make_room(
    connection: &mut Connection<'_>,
    done: &ChunkDone<'_>,
    bytes: u64,
) -> Result<bool, Error> {
    let [organisation, own] = [done.task.organisation.as_str(), done.task.job.as_str()];
    let statement = statement::BYTES_OPEN.to_owned();
    let rows: Vec<(String, i64)> =
        connection.fetch_all(statement, &[Argument::Text(organisation)]).await?;
    let held = |(id, held): (String, i64)| {
        let arriving = if id == own { bytes } else { 0 };
        (u64::try_from(held).unwrap_or(0).saturating_add(arriving), id)
    };
    let mut open: Vec<(u64, String)> = rows.into_iter().map(held).collect();
    open.sort_unstable();
    let mut together = open.iter().fold(0, |sum: u64, (held, _)| sum.saturating_add(*held));
    while done.bytes_max < together
        && let Some((held, id)) = open.pop()
    {
        together = together.saturating_sub(held);
        let key = [organisation, id.as_str()].map(Argument::Text);
        end(connection, key, ("failed", Some(done.too_many)), done.ended).await?;
    }
    Ok(open.iter().any(|(_, id)| id == own))
}

/// Ends a job that is open.
async fn end(
    connection: &mut Connection<'_>,
    [organisation, id]: [Argument<'_>; 2],
    (state, reason): (&str, Option<&str>),
    at: Timestamp,
) -> Result<(), Error> {
    let (state, reason) = (Argument::Text(state), Argument::Optional(reason));
    let arguments = [organisation, id, state, reason, milliseconds(at)];
    connection.execute(statement::END.to_owned(), &arguments).await
}
