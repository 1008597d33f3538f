-- A number drawn by chance at every change, beside the generation. A database that was put back
-- from a copy counts its generations again; what was derived from the generations of before must
-- not pass for theirs, nor what was derived from another database. `random()` has other ranges in
-- SQLite and PostgreSQL, both wide enough.

insert into meta (key, value) values ('mark', cast(random() as text));
