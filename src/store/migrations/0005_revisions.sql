-- Every change of a document, so that what was overwritten or deleted can be read again. Revisions
-- are numbered from 1 for each document without a gap; the oldest are dropped, so that the lowest
-- number tells how many were. What the built-in world brings is noted from its first change on.

create table revisions (
    organisation text not null,
    kind text not null,
    id text not null,
    number bigint not null,
    -- Of the document after the change; a deletion keeps the version that it deleted.
    version bigint not null,
    -- Milliseconds since 1970 in UTC; null for what was written before this table was there, and
    -- by the built-in world.
    written_at bigint,
    origin text not null,
    -- `created`, `updated` or `deleted`.
    change text not null,
    -- Null if the change is a deletion.
    document text,
    primary key (organisation, kind, id, number)
);

-- The answer to a request that came with an idempotency key, written in the same transaction as the
-- documents that the answer tells of: a key that is not here has changed nothing for good.
create table idempotency_keys (
    organisation text not null,
    key text not null,
    -- SHA-256 of what the request asked for, in hexadecimal digits.
    digest text not null,
    status bigint not null,
    body text not null,
    -- Both in milliseconds since 1970 in UTC.
    kept_at bigint not null,
    expires_at bigint not null,
    primary key (organisation, key)
);

create index idempotency_keys_by_age on idempotency_keys (organisation, kept_at);
create index idempotency_keys_by_end on idempotency_keys (expires_at);
