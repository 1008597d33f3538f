use serde::{Serialize, de::DeserializeOwned};

use crate::domain::{
    commitment::Commitment,
    kind::DocumentKind,
    outcome::OutcomeEvent,
    project::ProjectProfile,
    region::RegionProfile,
    shared::{Interner, Share},
};

/// A table of documents, and the statements on it that both databases understand. `$1` is always
/// the organisation.
pub(super) struct Table {
    pub(super) kind: DocumentKind,
    pub(super) name: &'static str,
    /// The column that the table is searched by.
    pub(super) searched: &'static str,
}

/// The table of a kind.
pub(super) fn table(kind: DocumentKind) -> Table {
    match kind {
        DocumentKind::Regions => RegionProfile::TABLE,
        DocumentKind::Projects => ProjectProfile::TABLE,
        DocumentKind::Outcomes => OutcomeEvent::TABLE,
        DocumentKind::Commitments => Commitment::TABLE,
    }
}

impl Table {
    /// Id, version, origin, document and seal of so many ids, which begin at `$2`.
    pub(super) fn find(&self, ids: usize) -> String {
        let (table, ids) = (self.name, places(2, ids));
        format!(
            "select id, version, origin, document, seal from {table} \
             where organisation = $1 and id in {ids}"
        )
    }

    /// Writes so many rows, new or not; each has an id, a version, an origin, a searched value, a
    /// document and its seal.
    pub(super) fn write(&self, rows: usize) -> String {
        let (table, searched) = (self.name, self.searched);
        let rows: Vec<String> = (0..rows)
            .map(|row| {
                let first = 2 + row * 6;
                let values: Vec<String> =
                    (first..first + 6).map(|number| format!("${number}")).collect();
                format!("($1, {})", values.join(", "))
            })
            .collect();
        format!(
            "insert into {table} (organisation, id, version, origin, {searched}, document, seal) \
             values {} on conflict (organisation, id) do update set \
             version = excluded.version, origin = excluded.origin, \
             {searched} = excluded.{searched}, document = excluded.document, \
             seal = excluded.seal",
            rows.join(", ")
        )
    }

    /// Organisation, id, version and document of at most `$1` rows without a seal.
    pub(super) fn unsealed(&self) -> String {
        let table = self.name;
        format!(
            "select organisation, id, version, document from {table} where seal is null limit $1"
        )
    }

    /// Seals the id `$2` with `$3`.
    pub(super) fn seal(&self) -> String {
        format!("update {} set seal = $3 where organisation = $1 and id = $2", self.name)
    }

    /// Deletes the id `$2`.
    pub(super) fn delete(&self) -> String {
        format!("delete from {} where organisation = $1 and id = $2", self.name)
    }

    /// Id, version, document and seal of all. Their order is the caller's affair: PostgreSQL may sort letters by
    /// the rules of a language.
    pub(super) fn list(&self) -> String {
        format!("select id, version, document, seal from {} where organisation = $1", self.name)
    }

    /// As [`Table::list`], the first `$3` after the id `$2` in the order of the bytes of ids, which the
    /// database calls `order`.
    pub(super) fn list_after(&self, order: &str) -> String {
        format!("{} and $2 < id collate {order} order by id collate {order} limit $3", self.list())
    }

    /// Id, searched column, version, document and seal of all organisations.
    pub(super) fn all(&self) -> String {
        format!("select id, {}, version, document, seal from {}", self.searched, self.name)
    }

    /// The searched column of the id `$2`.
    pub(super) fn searched_of(&self) -> String {
        format!("select {} from {} where organisation = $1 and id = $2", self.searched, self.name)
    }

    /// As [`Table::list`], where the searched column is `$2`.
    pub(super) fn list_searched(&self) -> String {
        format!("{} and {} = $2", self.list(), self.searched)
    }

    /// The first `$3` ids after `$2` in the order of their bytes, which the database calls `order`.
    pub(super) fn ids(&self, order: &str) -> String {
        format!(
            "select id from {} where organisation = $1 and $2 < id collate {order} \
             order by id collate {order} limit $3",
            self.name
        )
    }

    /// Id and last version of the deleted among so many ids, which begin at `$2`.
    pub(super) fn deleted(&self, ids: usize) -> String {
        let (table, ids) = (self.name, places(2, ids));
        format!(
            "select id, version from deleted \
             where organisation = $1 and kind = '{table}' and id in {ids}"
        )
    }

    /// Remembers that the id `$2` was deleted at the version `$3`.
    pub(super) fn bury(&self) -> String {
        let table = self.name;
        format!(
            "insert into deleted (organisation, id, kind, version) values ($1, $2, '{table}', $3)"
        )
    }

    /// Id and highest revision number of so many ids, which begin at `$2`.
    pub(super) fn last_revisions(&self, ids: usize) -> String {
        let (table, ids) = (self.name, places(2, ids));
        format!(
            "select id, max(number) from revisions \
             where organisation = $1 and kind = '{table}' and id in {ids} group by id"
        )
    }

    /// Writes so many revisions, each with an id, a number, a version, a time, an origin, a change,
    /// a document, a generation and the seal of the document.
    pub(super) fn note(&self, rows: usize) -> String {
        let table = self.name;
        let rows: Vec<String> = (0..rows)
            .map(|row| {
                let first = 2 + row * 9;
                let values: Vec<String> =
                    (first..first + 9).map(|number| format!("${number}")).collect();
                format!("($1, '{table}', {})", values.join(", "))
            })
            .collect();
        format!(
            "insert into revisions \
             (organisation, kind, id, number, version, written_at, origin, change, document, \
             generation, seal) values {}",
            rows.join(", ")
        )
    }

    /// Deletes the revisions of so many ids, each with the highest number that goes; they begin at
    /// `$2`.
    pub(super) fn drop_revisions(&self, ids: usize) -> String {
        let table = self.name;
        let of_each: Vec<String> = (0..ids)
            .map(|place| {
                let (id, number) = (2 + place * 2, 3 + place * 2);
                format!(
                    "(organisation = $1 and kind = '{table}' and id = ${id} and number <= ${number})"
                )
            })
            .collect();
        format!("delete from revisions where {}", of_each.join(" or "))
    }

    /// What the documents were at the generation `$2` that changed after it: the id, the lowest
    /// number that is kept, the number at that generation (null if none is kept), its version, its
    /// document (null if there was none) and the seal of that.
    pub(super) fn changed_since(&self) -> String {
        let table = self.name;
        format!(
            "select changed.id, changed.lowest, changed.number, past.version, past.document, \
             past.seal from \
             (select id, min(number) as lowest, \
             max(case when generation is null or generation <= $2 then number end) as number \
             from revisions where organisation = $1 and kind = '{table}' and id in \
             (select id from revisions \
             where organisation = $1 and kind = '{table}' and $2 < generation) \
             group by id) changed left join revisions past \
             on past.organisation = $1 and past.kind = '{table}' \
             and past.id = changed.id and past.number = changed.number"
        )
    }

    /// Forgets that so many ids, which begin at `$2`, were deleted.
    pub(super) fn unbury(&self, ids: usize) -> String {
        let (table, ids) = (self.name, places(2, ids));
        format!("delete from deleted where organisation = $1 and kind = '{table}' and id in {ids}")
    }
}

/// The tables of documents.
pub(super) const TABLES: [Table; 4] =
    [RegionProfile::TABLE, ProjectProfile::TABLE, OutcomeEvent::TABLE, Commitment::TABLE];

/// `($2, $3, $4)`.
fn places(first: usize, count: usize) -> String {
    let places: Vec<String> = (first..first + count).map(|number| format!("${number}")).collect();
    format!("({})", places.join(", "))
}

/// Organisation, kind, id, number, version and text of at most `$1` revisions without a seal.
pub(super) const UNSEALED_REVISIONS: &str = "select organisation, kind, id, number, version, document \
     from revisions where seal is null and document is not null limit $1";
/// Seals the revision `$4` of the id `$3` of the kind `$2` with `$5`.
pub(super) const SEAL_REVISION: &str = "update revisions set seal = $5 \
     where organisation = $1 and kind = $2 and id = $3 and number = $4";

pub(super) const GET_META: &str = "select value from meta where key = $1";
pub(super) const SET_META: &str = "insert into meta (key, value) values ($1, $2) \
     on conflict (key) do update set value = excluded.value";
/// Generation and mark. Of a value that is no number a database makes zero, or an error.
pub(super) const STATE: &str = "select generation.value, mark.value \
     from meta generation, meta mark where generation.key = 'generation' and mark.key = 'mark'";
/// Raises the generation by one and draws a new mark.
pub(super) const RAISE_GENERATION: &str = "update meta set value = case key \
     when 'generation' then cast(cast(value as bigint) + 1 as text) \
     else cast(random() as text) end where key in ('generation', 'mark')";

/// How many revisions of the id `$3` of the kind `$2` are kept, and the lowest number.
pub(super) const COUNT_REVISIONS: &str = "select count(*), coalesce(min(number), 1) \
     from revisions where organisation = $1 and kind = $2 and id = $3";
/// The first `$5` revisions below the number `$4`, the newest first.
pub(super) const LIST_REVISIONS: &str = "select number, version, written_at, origin, change \
     from revisions where organisation = $1 and kind = $2 and id = $3 and number < $4 \
     order by number desc limit $5";
/// Origin, text and seal of the version `$4`.
pub(super) const FIND_VERSION: &str = "select origin, document, seal from revisions \
     where organisation = $1 and kind = $2 and id = $3 and version = $4 and document is not null";
/// The version at which the id `$3` of the kind `$2` was deleted.
pub(super) const FIND_DELETED: &str =
    "select version from deleted where organisation = $1 and kind = $2 and id = $3";
/// Digest, status and body under the key `$2`, as long as its end is after `$3`.
pub(super) const FIND_ANSWER: &str = "select digest, status, body from idempotency_keys \
     where organisation = $1 and key = $2 and $3 < expires_at";
/// Keeps an answer: key, digest, status, body, time and end follow the organisation. It fails, and
/// its transaction with it, where another is kept by then: nothing is carried out twice.
pub(super) const KEEP_ANSWER: &str = "insert into idempotency_keys \
     (organisation, key, digest, status, body, kept_at, expires_at) \
     values ($1, $2, $3, $4, $5, $6, $7)";
/// Forgets the answers whose end is not after `$1`.
pub(super) const FORGET_ENDED: &str = "delete from idempotency_keys where expires_at <= $1";
/// Forgets all answers of the organisation but the newest `$2`.
pub(super) const FORGET_OLDEST: &str = "delete from idempotency_keys where organisation = $1 \
     and kept_at <= (select kept_at from idempotency_keys where organisation = $1 \
     order by kept_at desc limit 1 offset $2)";

/// A document that has a table of its own.
pub(super) trait Document: Serialize + DeserializeOwned + Send + Sync + Unpin {
    const TABLE: Table;

    fn id(&self) -> &str;

    /// The value of [`Table::searched`].
    fn searched(&self) -> Option<&str>;

    /// Holds once what many documents of a list repeat; most kinds repeat little.
    fn share(&mut self, _interner: &mut Interner) {}
}

impl Document for RegionProfile {
    const TABLE: Table = Table { kind: DocumentKind::Regions, name: "regions", searched: "parent" };

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn searched(&self) -> Option<&str> {
        self.parent.as_ref().map(crate::domain::id::RegionId::as_str)
    }

    fn share(&mut self, interner: &mut Interner) {
        Share::share(self, interner);
    }
}

impl Document for ProjectProfile {
    const TABLE: Table =
        Table { kind: DocumentKind::Projects, name: "projects", searched: "host_city" };

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn searched(&self) -> Option<&str> {
        self.host_city.as_ref().map(crate::domain::id::RegionId::as_str)
    }
}

impl Document for OutcomeEvent {
    const TABLE: Table = Table { kind: DocumentKind::Outcomes, name: "outcomes", searched: "home" };

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn searched(&self) -> Option<&str> {
        Some(self.home.as_str())
    }
}

impl Document for Commitment {
    const TABLE: Table =
        Table { kind: DocumentKind::Commitments, name: "commitments", searched: "home" };

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn searched(&self) -> Option<&str> {
        Some(self.home.as_str())
    }
}
