-- Re-rankings of many projects that workers carry out chunk by chunk. What is to be done and what is
-- done stands here; the queue beside it only hands chunks to workers and can be filled again from
-- these tables. A result is written once, in the transaction that ends its chunk: whoever does a
-- chunk a second time finds that it is done. Times are milliseconds since 1970 in UTC.

create table rerank_jobs (
    organisation text not null,
    id text not null,
    -- Wishes, level, number of regions and day, as JSON.
    question text not null,
    projects bigint not null,
    -- `open`, `finished`, `cancelled` or `failed`.
    state text not null,
    -- Why it failed; null otherwise.
    reason text,
    created_at bigint not null,
    -- Null while it is open.
    ended_at bigint,
    -- When its chunks were last handed to the queue; null before.
    queued_at bigint,
    primary key (organisation, id)
);

create index rerank_jobs_by_state on rerank_jobs (state, queued_at);

create table rerank_chunks (
    organisation text not null,
    job text not null,
    number bigint not null,
    -- The position of its first project, and how many follow it.
    first bigint not null,
    projects bigint not null,
    -- Projects that cannot be ranked; null until it is done, as all that follows.
    refused bigint,
    -- The generation of the store on which it was ranked.
    generation bigint,
    ended_at bigint,
    primary key (organisation, job, number)
);

create table rerank_projects (
    organisation text not null,
    job text not null,
    position bigint not null,
    -- The profile as it was when the job was posted.
    document text not null,
    -- The match document, or the problem in its place, on one line; null until its chunk is done.
    result text,
    primary key (organisation, job, position)
);
