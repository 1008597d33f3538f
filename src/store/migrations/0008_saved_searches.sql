-- Saved searches, and what is noticed about them. They are no documents: the generation stays, and
-- looking at them does not make the store move. An alert, the state that the next look compares with
-- and the delivery to be made are written in one transaction, so that each change is noticed once
-- however many servers look. Times are milliseconds since 1970 in UTC.

create table saved_searches (
    organisation text not null,
    id text not null,
    version bigint not null,
    -- What is asked and what is told, as JSON.
    document text not null,
    -- What signs deliveries, as the receiver has it: a signature takes the secret itself, so that no
    -- hash will do. Null without a receiver.
    secret text,
    -- The secret that was replaced, and until when it signs, too.
    previous_secret text,
    previous_until bigint,
    -- When the receiver said that it wants nothing any more; null otherwise.
    stopped_at bigint,
    created_at bigint not null,
    -- The generation that was looked at last; null before the first look, as all that follows.
    generation bigint,
    checked_at bigint,
    -- The first regions at that look, as JSON; null if they could not be ranked.
    baseline text,
    -- Why they could not; null otherwise.
    fault text,
    -- When a look was last handed to the queue; null if none is waited for.
    queued_at bigint,
    primary key (organisation, id)
);

create index saved_searches_by_generation on saved_searches (generation);

create table alerts (
    organisation text not null,
    id text not null,
    search text not null,
    noticed_at bigint not null,
    document text not null,
    -- `waiting`, `delivered`, `given_up` or `dropped`; null without a receiver, as all that follows.
    delivery text,
    attempts bigint,
    -- When it is tried next; null once it has ended.
    due_at bigint,
    ended_at bigint,
    -- The last status of the receiver, and why the last try failed.
    status bigint,
    fault text,
    -- When the next try was last handed to the queue; null if none is waited for.
    queued_at bigint,
    primary key (organisation, id)
);

create index alerts_by_search on alerts (organisation, search, noticed_at);
create index alerts_by_delivery on alerts (delivery, due_at);
