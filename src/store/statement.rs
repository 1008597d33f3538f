use serde::{Serialize, de::DeserializeOwned};

use crate::domain::{
    commitment::Commitment, outcome::OutcomeEvent, project::ProjectProfile, region::RegionProfile,
};

/// The statements on one table of documents. `$1` is always the organisation, `$2` the id.
pub(super) struct Statements {
    pub(super) table: &'static str,
    pub(super) get: &'static str,
    pub(super) insert: &'static str,
    pub(super) update: &'static str,
    pub(super) delete: &'static str,
    pub(super) list: &'static str,
    /// `$2` is the value of the searched column.
    pub(super) list_searched: &'static str,
    pub(super) ids: &'static str,
    pub(super) deleted_version: &'static str,
    pub(super) bury: &'static str,
    pub(super) unbury: &'static str,
}

macro_rules! statements {
    ($table:literal, $searched:literal) => {
        Statements {
            table: $table,
            get: concat!(
                "select version, origin, document from ",
                $table,
                " where organisation = $1 and id = $2"
            ),
            insert: concat!(
                "insert into ",
                $table,
                " (organisation, id, version, origin, ",
                $searched,
                ", document) values ($1, $2, $3, $4, $5, $6)"
            ),
            update: concat!(
                "update ",
                $table,
                " set version = $3, origin = $4, ",
                $searched,
                " = $5, document = $6 where organisation = $1 and id = $2"
            ),
            delete: concat!("delete from ", $table, " where organisation = $1 and id = $2"),
            list: concat!(
                "select id, document from ",
                $table,
                " where organisation = $1 order by id"
            ),
            list_searched: concat!(
                "select id, document from ",
                $table,
                " where organisation = $1 and ",
                $searched,
                " = $2 order by id"
            ),
            ids: concat!(
                "select id from ",
                $table,
                " where organisation = $1 and $2 < id order by id limit $3"
            ),
            deleted_version: concat!(
                "select version from deleted where organisation = $1 and id = $2 and kind = '",
                $table,
                "'"
            ),
            bury: concat!(
                "insert into deleted (organisation, id, kind, version) values ($1, $2, '",
                $table,
                "', $3)"
            ),
            unbury: concat!(
                "delete from deleted where organisation = $1 and id = $2 and kind = '",
                $table,
                "'"
            ),
        }
    };
}

pub(super) const GET_META: &str = "select value from meta where key = $1";
pub(super) const SET_META: &str = "insert into meta (key, value) values ($1, $2) \
     on conflict (key) do update set value = excluded.value";
pub(super) const RAISE_GENERATION: &str = "update meta \
     set value = cast(cast(value as bigint) + 1 as text) where key = 'generation'";
pub(super) const GENERATION: &str =
    "select cast(value as bigint) from meta where key = 'generation'";

/// A document that has a table of its own.
pub(super) trait Document: Serialize + DeserializeOwned + Send + Sync + Unpin {
    const STATEMENTS: Statements;

    fn id(&self) -> &str;

    /// The column that the table is searched by.
    fn searched(&self) -> Option<&str>;
}

impl Document for RegionProfile {
    const STATEMENTS: Statements = statements!("regions", "parent");

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn searched(&self) -> Option<&str> {
        self.parent.as_ref().map(crate::domain::id::RegionId::as_str)
    }
}

impl Document for ProjectProfile {
    const STATEMENTS: Statements = statements!("projects", "host_city");

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn searched(&self) -> Option<&str> {
        self.host_city.as_ref().map(crate::domain::id::RegionId::as_str)
    }
}

impl Document for OutcomeEvent {
    const STATEMENTS: Statements = statements!("outcomes", "home");

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn searched(&self) -> Option<&str> {
        Some(self.home.as_str())
    }
}

impl Document for Commitment {
    const STATEMENTS: Statements = statements!("commitments", "home");

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn searched(&self) -> Option<&str> {
        Some(self.home.as_str())
    }
}
