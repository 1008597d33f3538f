use sqlx::{ColumnIndex, Database, Decode, FromRow, Type};

use super::{
    SqlStore,
    connection::{Argument, Connection},
    schema,
};
use crate::store::{Error, State, sql::row::read_state};

/// Rows that are read or written by one statement: with fourteen columns well within the 32,766 values
/// that a statement of SQLite may have.
const ROWS_MAX: usize = 200;

/// A column that travels in an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArchivedColumn {
    /// Its name.
    pub name: &'static str,
    is_number: bool,
}

/// A table that travels in an archive.
#[derive(Debug, PartialEq, Eq)]
pub struct ArchivedTable {
    /// Its name.
    pub name: &'static str,
    /// Its columns; the first few are the key by which its rows are ordered.
    pub columns: &'static [ArchivedColumn],
    keys: usize,
}

/// What stands in a column: text, or the digits of a number; `None` for null.
pub type Cell = Option<String>;

/// What an archive begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchivedState {
    /// The version of the schema.
    pub schema: i64,
    /// The generation and its mark.
    pub state: State,
}

const fn text(name: &'static str) -> ArchivedColumn {
    ArchivedColumn { name, is_number: false }
}

const fn number(name: &'static str) -> ArchivedColumn {
    ArchivedColumn { name, is_number: true }
}

const ORGANISATION: ArchivedColumn = text("organisation");
const ID: ArchivedColumn = text("id");
const VERSION: ArchivedColumn = number("version");
const ORIGIN: ArchivedColumn = text("origin");
const DOCUMENT: ArchivedColumn = text("document");
const SEAL: ArchivedColumn = text("seal");

/// Every table of the schema with every column, but for the record of migrations. A table of a later
/// migration is added here, and a test says so.
pub static ARCHIVED_TABLES: &[ArchivedTable] = &[
    ArchivedTable {
        name: "regions",
        columns: &[ORGANISATION, ID, VERSION, ORIGIN, text("parent"), DOCUMENT, SEAL],
        keys: 2,
    },
    ArchivedTable {
        name: "projects",
        columns: &[ORGANISATION, ID, VERSION, ORIGIN, text("host_city"), DOCUMENT, SEAL],
        keys: 2,
    },
    ArchivedTable {
        name: "outcomes",
        columns: &[ORGANISATION, ID, VERSION, ORIGIN, text("home"), DOCUMENT, SEAL],
        keys: 2,
    },
    ArchivedTable {
        name: "commitments",
        columns: &[ORGANISATION, ID, VERSION, ORIGIN, text("home"), DOCUMENT, SEAL],
        keys: 2,
    },
    ArchivedTable { name: "deleted", columns: &[ORGANISATION, text("kind"), ID, VERSION], keys: 3 },
    ArchivedTable { name: "meta", columns: &[text("key"), text("value")], keys: 1 },
    ArchivedTable {
        name: "access_keys",
        columns: &[
            ID,
            text("hash"),
            ORGANISATION,
            text("role"),
            text("region"),
            text("created"),
            text("expires"),
            text("revoked"),
            text("last_used"),
        ],
        keys: 1,
    },
    ArchivedTable {
        name: "sessions",
        columns: &[text("hash"), text("access_key"), text("ends")],
        keys: 1,
    },
    ArchivedTable {
        name: "audit",
        columns: &[
            number("number"),
            text("at"),
            text("access_key"),
            ORGANISATION,
            text("action"),
            text("kind"),
            text("document"),
            number("version_before"),
            number("version_after"),
            text("request"),
        ],
        keys: 1,
    },
    ArchivedTable {
        name: "revisions",
        columns: &[
            ORGANISATION,
            text("kind"),
            ID,
            number("number"),
            VERSION,
            number("written_at"),
            ORIGIN,
            text("change"),
            DOCUMENT,
            number("generation"),
            SEAL,
        ],
        keys: 4,
    },
    ArchivedTable {
        name: "idempotency_keys",
        columns: &[
            ORGANISATION,
            text("key"),
            text("digest"),
            number("status"),
            text("body"),
            number("kept_at"),
            number("expires_at"),
        ],
        keys: 2,
    },
    ArchivedTable {
        name: "rerank_jobs",
        columns: &[
            ORGANISATION,
            ID,
            text("question"),
            number("projects"),
            text("state"),
            text("reason"),
            number("created_at"),
            number("ended_at"),
            number("queued_at"),
        ],
        keys: 2,
    },
    ArchivedTable {
        name: "rerank_chunks",
        columns: &[
            ORGANISATION,
            text("job"),
            number("number"),
            number("first"),
            number("projects"),
            number("refused"),
            number("generation"),
            number("ended_at"),
            number("bytes"),
        ],
        keys: 3,
    },
    ArchivedTable {
        name: "rerank_projects",
        columns: &[ORGANISATION, text("job"), number("position"), DOCUMENT, text("result")],
        keys: 3,
    },
    ArchivedTable {
        name: "saved_searches",
        columns: &[
            ORGANISATION,
            ID,
            VERSION,
            DOCUMENT,
            text("secret"),
            text("previous_secret"),
            number("previous_until"),
            number("stopped_at"),
            number("created_at"),
            number("generation"),
            number("checked_at"),
            text("baseline"),
            text("fault"),
            number("queued_at"),
        ],
        keys: 2,
    },
    ArchivedTable {
        name: "alerts",
        columns: &[
            ORGANISATION,
            ID,
            text("search"),
            number("noticed_at"),
            DOCUMENT,
            text("delivery"),
            number("attempts"),
            number("due_at"),
            number("ended_at"),
            number("status"),
            text("fault"),
            number("queued_at"),
        ],
        keys: 2,
    },
];

impl ArchivedTable {
    /// So many rows after the first so many, in the order of the key; numbers as text.
    fn page(&self, byte_order: &str) -> String {
        let columns = self.columns.iter().map(|ArchivedColumn { name, is_number }| {
            if *is_number { format!("cast({name} as text)") } else { (*name).to_owned() }
        });
        let keys = self.columns.iter().take(self.keys).map(|ArchivedColumn { name, is_number }| {
            // By the column itself: PostgreSQL gives its name to the text that is made of it, too.
            let name = format!("{}.{name}", self.name);
            if *is_number { name } else { format!("{name} collate {byte_order}") }
        });
        let [columns, keys] =
            [columns.collect::<Vec<_>>().join(", "), keys.collect::<Vec<_>>().join(", ")];
        format!("select {columns} from {} order by {keys} limit $1 offset $2", self.name)
    }

    /// Inserts so many rows of these columns.
    fn insert(&self, columns: &[ArchivedColumn], rows: usize) -> String {
        let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
        let mut place = 0;
        let mut row = |_| {
            let cells = columns.iter().map(|column| {
                place += 1;
                if column.is_number {
                    format!("cast(${place} as bigint)")
                } else {
                    format!("${place}")
                }
            });
            format!("({})", cells.collect::<Vec<_>>().join(", "))
        };
        let rows: Vec<String> = (0..rows).map(&mut row).collect();
        format!("insert into {} ({}) values {}", self.name, names.join(", "), rows.join(", "))
    }
}

/// The cells of a row, whatever the database.
struct Cells(Vec<Cell>);

impl<'r, R: sqlx::Row> FromRow<'r, R> for Cells
where
    usize: ColumnIndex<R>,
    Option<String>: Decode<'r, R::Database> + Type<R::Database>,
    R::Database: Database,
{
    fn from_row(row: &'r R) -> Result<Cells, sqlx::Error> {
        (0..row.len()).map(|place| row.try_get(place)).collect::<Result<_, _>>().map(Cells)
    }
}

/// Where the rows of an archive go, one after the other, in the order of the tables. It refuses with
/// an error of its own, which [`SqlStore::dump`] hands on.
pub trait ArchiveSink<E>: Send {
    /// Takes what the archive begins with.
    fn begin(&mut self, state: &ArchivedState) -> Result<(), E>;
    /// Takes a row.
    fn row(&mut self, table: &'static ArchivedTable, cells: Vec<Cell>) -> Result<(), E>;
}

/// Where the rows of an archive come from, by their table and columns, a few at a time.
pub trait ArchiveSource<E>: Send {
    /// The next rows, all of one table, at most so many; `None` after the last.
    fn next(&mut self, rows_max: usize) -> Result<Option<ArchivedRows>, E>;
}

/// Rows of one table.
#[derive(Debug)]
pub struct ArchivedRows {
    /// The table.
    pub table: &'static ArchivedTable,
    /// The columns, in the order of the cells.
    pub columns: Vec<ArchivedColumn>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

impl SqlStore {
    /// Gives everything that stands in the store to `sink`, all of one state, while others write.
    ///
    /// # Errors
    /// The store cannot be read; whatever `sink` refuses.
    pub async fn dump<E: From<Error> + Send>(
        &self,
        sink: &mut impl ArchiveSink<E>,
    ) -> Result<(), E> {
        let mut transaction = self.pool.read().await?;
        let mut connection = transaction.connection();
        let state = read_state(&mut connection).await?;
        sink.begin(&ArchivedState { schema: schema::latest(), state })?;
        for table in ARCHIVED_TABLES {
            let statement = table.page(self.pool.byte_order());
            let mut offset = 0;
            loop {
                let numbers = [ROWS_MAX, offset].map(i64::try_from);
                let arguments = numbers.map(|number| Argument::Number(number.unwrap_or(i64::MAX)));
                let rows: Vec<Cells> = connection.fetch_all(statement.clone(), &arguments).await?;
                let count = rows.len();
                rows.into_iter().try_for_each(|Cells(cells)| sink.row(table, cells))?;
                offset += count;
                if count < ROWS_MAX {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Takes everything from `source` into a store that is empty, all of it or nothing.
    ///
    /// # Errors
    /// [`Error::NotEmpty`]; the store cannot be written; whatever `source` meets.
    pub async fn load<E: From<Error> + Send>(
        &self,
        source: &mut impl ArchiveSource<E>,
    ) -> Result<u64, E> {
        let mut write = self.write().await?;
        let mut connection = write.transaction.connection();
        if !is_empty(&mut connection).await? {
            return Err(Error::NotEmpty.into());
        }
        // The archive has its own generation and mark.
        connection.execute("delete from meta".to_owned(), &[]).await?;
        while let Some(ArchivedRows { table, columns, rows }) = source.next(ROWS_MAX)? {
            let cells = rows.iter().flatten().map(Option::as_deref);
            let arguments: Vec<Argument<'_>> = cells.map(Argument::Optional).collect();
            connection.execute(table.insert(&columns, rows.len()), &arguments).await?;
        }
        Ok(write.commit(false).await?)
    }
}

/// Whether nothing was ever written: not even whether a world was to be imported.
async fn is_empty(connection: &mut Connection<'_>) -> Result<bool, Error> {
    for table in ARCHIVED_TABLES {
        let known = if table.name == "meta" {
            "where key not in ('generation', 'mark', 'history_since')"
        } else {
            ""
        };
        let statement = format!("select cast(count(*) as bigint) from {} {known}", table.name);
        let count: Option<(i64,)> = connection.fetch_optional(statement, &[]).await?;
        if count != Some((0,)) {
            return Ok(false);
        }
    }
    Ok(read_state(connection).await?.generation == 0)
}
