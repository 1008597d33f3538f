-- The generation that each change made, so that the documents can be read as they were when a
-- ranking was computed, which names its generation. Null for what was noted before this column was
-- there, and for what a first change found: both are older than `history_since`.

alter table revisions add column generation bigint;

create index revisions_by_generation on revisions (organisation, kind, generation);

-- From this generation on the past can be told. Later versions of a world note what they bring.
insert into meta (key, value) select 'history_since', value from meta where key = 'generation';
