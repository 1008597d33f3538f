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
