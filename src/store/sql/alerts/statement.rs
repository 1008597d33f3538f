//! The statements on saved searches and alerts, which both databases understand. `$1` is the
//! organisation and `$2` the saved search or alert, unless a statement says otherwise.

pub(super) const ADD_SEARCH: &str = "insert into saved_searches \
     (organisation, id, version, document, secret, created_at) values ($1, $2, 1, $3, $4, $5)";

/// Id, version, document, creation, generation, time, baseline and fault of the last look, and when
/// the receiver stopped.
const COLUMNS: &str = "id, version, document, created_at, generation, checked_at, baseline, fault, \
     stopped_at";

pub(super) fn get_search() -> String {
    format!("select {COLUMNS} from saved_searches where organisation = $1 and id = $2")
}

/// All of the organisation `$1`.
pub(super) fn list_searches() -> String {
    format!("select {COLUMNS} from saved_searches where organisation = $1")
}

pub(super) const CHANGE_SEARCH: &str = "update saved_searches \
     set version = version + 1, document = $3, stopped_at = null \
     where organisation = $1 and id = $2";
pub(super) const FORGET_LOOK: &str = "update saved_searches set generation = null, \
     checked_at = null, baseline = null, fault = null, queued_at = null \
     where organisation = $1 and id = $2";
/// Secret `$3`, without one before it.
pub(super) const SET_SECRET: &str = "update saved_searches \
     set secret = $3, previous_secret = null, previous_until = null \
     where organisation = $1 and id = $2";
/// Secret `$3`; the one before signs until `$4`.
pub(super) const ROTATE_SECRET: &str = "update saved_searches \
     set previous_secret = secret, previous_until = $4, secret = $3 \
     where organisation = $1 and id = $2";
/// Ends what waits for the receiver of the saved search `$2` in the state `$3` at the time `$4`.
pub(super) const END_WAITING: &str = "update alerts \
     set delivery = $3, ended_at = $4, due_at = null, queued_at = null \
     where organisation = $1 and search = $2 and delivery = 'waiting'";
/// What a saved search leaves behind in each table.
pub(super) const DELETE_SEARCH: [&str; 2] = [
    "delete from alerts where organisation = $1 and search = $2",
    "delete from saved_searches where organisation = $1 and id = $2",
];

/// The newest `$3` alerts of the saved search `$2`.
pub(super) const LIST_ALERTS: &str = "select id, document, delivery, attempts, due_at, ended_at, \
     status, fault from alerts where organisation = $1 and search = $2 \
     order by noticed_at desc, id limit $3";

/// Organisation and id of `$3` saved searches that are new or were looked at before the generation
/// `$1`, and were not handed over since `$2`.
pub(super) const DUE_LOOKS: &str = "select organisation, id from saved_searches \
     where (generation is null or generation < $1) and (queued_at is null or queued_at < $2) \
     order by organisation, id limit $3";
/// Organisation and id of `$3` alerts that are to be delivered by `$1`, and were not handed over
/// since `$2`.
pub(super) const DUE_DELIVERIES: &str = "select organisation, id from alerts \
     where delivery = 'waiting' and due_at <= $1 and (queued_at is null or queued_at < $2) \
     order by due_at, organisation, id limit $3";
pub(super) const NOTE_LOOK: &str =
    "update saved_searches set queued_at = $3 where organisation = $1 and id = $2";
pub(super) const NOTE_DELIVERY: &str =
    "update alerts set queued_at = $3 where organisation = $1 and id = $2";

/// Version, generation, secret and when the receiver stopped.
pub(super) const FIND_FOR_LOOK: &str = "select version, generation, secret, stopped_at \
     from saved_searches where organisation = $1 and id = $2";
pub(super) const END_LOOK: &str = "update saved_searches set generation = $3, checked_at = $4, \
     baseline = $5, fault = $6, queued_at = null where organisation = $1 and id = $2";
/// The alert `$2` of the saved search `$3`, with its delivery if there is one.
pub(super) const ADD_ALERT: &str = "insert into alerts \
     (organisation, id, search, noticed_at, document, delivery, attempts, due_at) \
     values ($1, $2, $3, $4, $5, $6, $7, $8)";

/// Alert, saved search, secret, the secret before and until when it signs, and tries so far, of an
/// alert that is to be delivered by `$3`.
pub(super) const FIND_DELIVERY: &str = "select alert.document, search.document, search.secret, \
     search.previous_secret, search.previous_until, alert.attempts, search.id \
     from alerts alert join saved_searches search \
     on search.organisation = alert.organisation and search.id = alert.search \
     where alert.organisation = $1 and alert.id = $2 and alert.delivery = 'waiting' \
     and alert.due_at <= $3";
/// Begins a delivery, which is due again at `$3`.
pub(super) const BEGIN_DELIVERY: &str = "update alerts set attempts = attempts + 1, due_at = $3, \
     queued_at = null where organisation = $1 and id = $2";
/// Ends the try `$3` in the state `$4`.
pub(super) const END_DELIVERY: &str = "update alerts set delivery = $4, due_at = $5, \
     ended_at = $6, status = $7, fault = $8, queued_at = null \
     where organisation = $1 and id = $2 and delivery = 'waiting' and attempts = $3";
/// One row if `$3` is the try of the alert `$2` that was begun last: its saved search.
pub(super) const FIND_ATTEMPT: &str = "select search from alerts \
     where organisation = $1 and id = $2 and delivery = 'waiting' and attempts = $3";
pub(super) const STOP: &str =
    "update saved_searches set stopped_at = $3 where organisation = $1 and id = $2";

/// State and number.
pub(super) const COUNT_DELIVERIES: &str = "select delivery, cast(count(*) as bigint) from alerts \
     where delivery is not null group by delivery";
pub(super) const COUNT_STOPPED: &str =
    "select cast(count(*) as bigint) from saved_searches where stopped_at is not null";
/// Those noticed before `$1`, and those beyond the newest `$2` of their saved search.
pub(super) const FORGET_ALERTS: &str = "delete from alerts \
     where (delivery is null or delivery <> 'waiting') and (noticed_at < $1 or \
     (organisation, id) in (select organisation, id from (select organisation, id, row_number() \
     over (partition by organisation, search order by noticed_at desc, id) as place from alerts) \
     numbered where place > $2))";
