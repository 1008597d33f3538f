-- Who may ask: keys and the sessions of browsers that a key has opened. Of a secret its SHA-256
-- alone is kept, in hexadecimal digits, so that a copy of this database opens nothing. Days are
-- written as `2026-06-30`, moments as `2026-06-30T12:00:00Z`.

create table access_keys (
    id text not null primary key,
    hash text not null unique,
    organisation text not null,
    role text not null,
    region text,
    created text not null,
    expires text,
    revoked text,
    last_used text
);

create table sessions (
    hash text not null primary key,
    access_key text not null,
    ends text not null
);

create index sessions_by_end on sessions (ends);

-- Who changed and who saw what, line after line, numbered from 1 without a gap: nothing changes or
-- deletes a line. A change stands here in the transaction that makes it.

create table audit (
    number bigint not null primary key,
    -- When the request arrived; null where nobody said.
    at text,
    -- Null where no key was asked for.
    access_key text,
    organisation text not null,
    action text not null,
    kind text not null,
    document text not null,
    version_before bigint,
    version_after bigint,
    request text
);

create index audit_by_organisation on audit (organisation, number);
