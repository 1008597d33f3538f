-- How much space the results of a chunk take, in bytes, so that they have an end: a job of many regions
-- with every part takes twenty times what one of the usual size does. Null for chunks that an older
-- program did, which are counted by their projects alone.

alter table rerank_chunks add column bytes bigint;
