-- What became of projects and what they had promised: documents like regions and projects, searched
-- by the home region, which is where an enclave's record is drawn up.

create table outcomes (
    organisation text not null,
    id text not null,
    version bigint not null,
    origin text not null,
    home text,
    document text not null,
    primary key (organisation, id)
);

create index outcomes_by_home on outcomes (organisation, home);

create table commitments (
    organisation text not null,
    id text not null,
    version bigint not null,
    origin text not null,
    home text,
    document text not null,
    primary key (organisation, id)
);

create index commitments_by_home on commitments (organisation, home);
