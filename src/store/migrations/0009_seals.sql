-- What a text was when it was written, so that a bit which flips on the disk is noticed: the version
-- and the CRC-32 of id and text (`3 1c291ca3`). Null for what an older program wrote, which nothing is
-- known of; the program seals it when it first opens the store.

alter table regions add column seal text;
alter table projects add column seal text;
alter table outcomes add column seal text;
alter table commitments add column seal text;
alter table revisions add column seal text;
