use serde::{Serialize, de::DeserializeOwned};

use crate::domain::{
    commitment::Commitment, outcome::OutcomeEvent, project::ProjectProfile, region::RegionProfile,
};

/// A table of documents, and the statements on it that both databases understand. `$1` is always
/// the organisation.
pub(super) struct Table {
    pub(super) name: &'static str,
    /// The column that the table is searched by.
    pub(super) searched: &'static str,
}

impl Table {
    /// Id, version, origin and document of so many ids, which begin at `$2`.
    pub(super) fn find(&self, ids: usize) -> String {
        let (table, ids) = (self.name, places(2, ids));
        format!(
            "select id, version, origin, document from {table} \
             where organisation = $1 and id in {ids}"
        )
    }

    /// Writes so many rows, new or not; each has an id, a version, an origin, a searched value and
    /// a document.
    pub(super) fn write(&self, rows: usize) -> String {
        let (table, searched) = (self.name, self.searched);
        let rows: Vec<String> = (0..rows)
            .map(|row| {
                let first = 2 + row * 5;
                let values: Vec<String> =
                    (first..first + 5).map(|number| format!("${number}")).collect();
                format!("($1, {})", values.join(", "))
            })
            .collect();
        format!(
            "insert into {table} (organisation, id, version, origin, {searched}, document) \
             values {} on conflict (organisation, id) do update set \
             version = excluded.version, origin = excluded.origin, \
             {searched} = excluded.{searched}, document = excluded.document",
            rows.join(", ")
        )
    }

    /// Deletes the id `$2`.
    pub(super) fn delete(&self) -> String {
        format!("delete from {} where organisation = $1 and id = $2", self.name)
    }

    /// Id and document of all. Their order is the caller's affair: PostgreSQL may sort letters by
    /// the rules of a language.
    pub(super) fn list(&self) -> String {
        format!("select id, document from {} where organisation = $1", self.name)
    }

    /// Id, searched column and document of all organisations.
    pub(super) fn all(&self) -> String {
        format!("select id, {}, document from {}", self.searched, self.name)
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

    /// Forgets that so many ids, which begin at `$2`, were deleted.
    pub(super) fn unbury(&self, ids: usize) -> String {
        let (table, ids) = (self.name, places(2, ids));
        format!("delete from deleted where organisation = $1 and kind = '{table}' and id in {ids}")
    }
}

/// `($2, $3, $4)`.
fn places(first: usize, count: usize) -> String {
    let places: Vec<String> = (first..first + count).map(|number| format!("${number}")).collect();
    format!("({})", places.join(", "))
}

pub(super) const GET_META: &str = "select value from meta where key = $1";
pub(super) const SET_META: &str = "insert into meta (key, value) values ($1, $2) \
     on conflict (key) do update set value = excluded.value";
/// Generation and mark.
pub(super) const STATE: &str = "select cast(generation.value as bigint), mark.value \
     from meta generation, meta mark where generation.key = 'generation' and mark.key = 'mark'";
/// Raises the generation by one and draws a new mark.
pub(super) const RAISE_GENERATION: &str = "update meta set value = case key \
     when 'generation' then cast(cast(value as bigint) + 1 as text) \
     else cast(random() as text) end where key in ('generation', 'mark')";

/// A document that has a table of its own.
pub(super) trait Document: Serialize + DeserializeOwned + Send + Sync + Unpin {
    const TABLE: Table;

    fn id(&self) -> &str;

    /// The value of [`Table::searched`].
    fn searched(&self) -> Option<&str>;
}

impl Document for RegionProfile {
    const TABLE: Table = Table { name: "regions", searched: "parent" };

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn searched(&self) -> Option<&str> {
        self.parent.as_ref().map(crate::domain::id::RegionId::as_str)
    }
}

impl Document for ProjectProfile {
    const TABLE: Table = Table { name: "projects", searched: "host_city" };

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn searched(&self) -> Option<&str> {
        self.host_city.as_ref().map(crate::domain::id::RegionId::as_str)
    }
}

impl Document for OutcomeEvent {
    const TABLE: Table = Table { name: "outcomes", searched: "home" };

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn searched(&self) -> Option<&str> {
        Some(self.home.as_str())
    }
}

impl Document for Commitment {
    const TABLE: Table = Table { name: "commitments", searched: "home" };

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn searched(&self) -> Option<&str> {
        Some(self.home.as_str())
    }
}
