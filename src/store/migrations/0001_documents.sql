-- The first schema: documents are the truth, so each row keeps its whole document as JSON text
-- beside the few columns that are searched by. Every table is keyed by organisation from the
-- start, because adding the key later would rewrite every row. Types are text and bigint alone,
-- which SQLite and PostgreSQL understand alike.

create table regions (
    organisation text not null,
    id text not null,
    version bigint not null,
    -- `world` until a user writes the document, then `user`: a newer world leaves it alone.
    origin text not null,
    parent text,
    document text not null,
    primary key (organisation, id)
);

create index regions_by_parent on regions (organisation, parent);

create table projects (
    organisation text not null,
    id text not null,
    version bigint not null,
    origin text not null,
    host_city text,
    document text not null,
    primary key (organisation, id)
);

-- A deleted document leaves its last version here: a newer world does not bring it back, and a
-- document of the same id continues the count, so that an old version never matches a new one.
create table deleted (
    organisation text not null,
    kind text not null,
    id text not null,
    version bigint not null,
    primary key (organisation, kind, id)
);

-- What is known about the store as a whole; `generation` counts the committed changes.
create table meta (
    key text not null primary key,
    value text not null
);

insert into meta (key, value) values ('generation', '0');
