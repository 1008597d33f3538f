//! The statements on jobs, which both databases understand. `$1` is the organisation and `$2` the
//! job, unless a statement says otherwise.

pub(super) const ADD: &str = "insert into rerank_jobs \
     (organisation, id, question, projects, state, created_at) \
     values ($1, $2, $3, $4, 'open', $5)";
/// Number, first position and count of projects.
pub(super) const ADD_CHUNK: &str = "insert into rerank_chunks \
     (organisation, job, number, first, projects) values ($1, $2, $3, $4, $5)";

/// Position and document for each of so many rows.
pub(super) fn add_projects(rows: usize) -> String {
    let rows: Vec<String> =
        (0..rows).map(|row| format!("($1, $2, ${}, ${})", 3 + row * 2, 4 + row * 2)).collect();
    format!(
        "insert into rerank_projects (organisation, job, position, document) values {}",
        rows.join(", ")
    )
}

/// Id, question, projects, state, reason, created and ended.
const COLUMNS: &str = "id, question, projects, state, reason, created_at, ended_at";

pub(super) fn get() -> String {
    format!("select {COLUMNS} from rerank_jobs where organisation = $1 and id = $2")
}

/// All of the organisation `$1`.
pub(super) fn list() -> String {
    format!("select {COLUMNS} from rerank_jobs where organisation = $1")
}

/// For every generation on which chunks were done: projects and those that were refused.
pub(super) const PROGRESS: &str = "select generation, cast(sum(projects) as bigint), \
     cast(sum(refused) as bigint) from rerank_chunks \
     where organisation = $1 and job = $2 and ended_at is not null \
     group by generation order by generation";
/// One row if any organisation has an open job.
pub(super) const ANY_OPEN: &str = "select id from rerank_jobs where state = 'open' limit 1";
/// Organisation, job and chunk of what nobody handed over since `$1`, and in whose job nothing
/// happened since then.
pub(super) const UNQUEUED: &str = "select chunk.organisation, chunk.job, chunk.number \
     from rerank_chunks chunk join rerank_jobs job \
     on job.organisation = chunk.organisation and job.id = chunk.job \
     where job.state = 'open' and chunk.ended_at is null \
     and (job.queued_at is null or (job.queued_at < $1 and not exists (\
     select 1 from rerank_chunks done where done.organisation = chunk.organisation \
     and done.job = chunk.job and $1 <= done.ended_at)))";
pub(super) const NOTE_QUEUED: &str =
    "update rerank_jobs set queued_at = $3 where organisation = $1 and id = $2";
/// Question, first position and count of projects of the chunk `$3` that is to be done.
pub(super) const FIND_CHUNK: &str = "select job.question, chunk.first, chunk.projects \
     from rerank_chunks chunk join rerank_jobs job \
     on job.organisation = chunk.organisation and job.id = chunk.job \
     where chunk.organisation = $1 and chunk.job = $2 and chunk.number = $3 \
     and job.state = 'open' and chunk.ended_at is null";
/// Positions and documents from the position `$3` to the one before `$4`.
pub(super) const CHUNK_PROJECTS: &str = "select document from rerank_projects \
     where organisation = $1 and job = $2 and $3 <= position and position < $4 order by position";
/// Writes the result `$4` at the position `$3`.
pub(super) const WRITE_RESULT: &str = "update rerank_projects set result = $4 \
     where organisation = $1 and job = $2 and position = $3 and result is null";
/// Id and bytes of results of every open job of the organisation `$1`.
pub(super) const BYTES_OPEN: &str = "select job.id, cast(coalesce(sum(chunk.bytes), 0) as bigint) \
     from rerank_chunks chunk join rerank_jobs job \
     on job.organisation = chunk.organisation and job.id = chunk.job \
     where chunk.organisation = $1 and job.state = 'open' group by job.id";
/// Ends the chunk `$3` with so many refused, a generation, a time and the bytes of its results.
pub(super) const END_CHUNK: &str = "update rerank_chunks \
     set refused = $4, generation = $5, ended_at = $6, bytes = $7 \
     where organisation = $1 and job = $2 and number = $3";
/// One row if a chunk is still to be done.
pub(super) const ANY_CHUNK_OPEN: &str = "select number from rerank_chunks \
     where organisation = $1 and job = $2 and ended_at is null limit 1";
/// Ends an open job in the state `$3` for the reason `$4` at the time `$5`.
pub(super) const END: &str = "update rerank_jobs set state = $3, reason = $4, ended_at = $5 \
     where organisation = $1 and id = $2 and state = 'open'";
/// The first `$4` results from the position `$3` on.
pub(super) const RESULTS: &str = "select result from rerank_projects \
     where organisation = $1 and job = $2 and $3 <= position and result is not null \
     order by position limit $4";
/// Organisation, id, state, end, count of projects and bytes of results of the ended, the newest first.
pub(super) const ENDED: &str = "select job.organisation, job.id, job.state, job.ended_at, \
     job.projects, cast(coalesce(sum(chunk.bytes), 0) as bigint) \
     from rerank_jobs job left join rerank_chunks chunk \
     on chunk.organisation = job.organisation and chunk.job = job.id \
     where job.ended_at is not null \
     group by job.organisation, job.id, job.state, job.ended_at, job.projects \
     order by job.organisation, job.ended_at desc, job.id";
/// What a job leaves behind in each table.
pub(super) const FORGET: [&str; 3] = [
    "delete from rerank_projects where organisation = $1 and job = $2",
    "delete from rerank_chunks where organisation = $1 and job = $2",
    "delete from rerank_jobs where organisation = $1 and id = $2",
];
