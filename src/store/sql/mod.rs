use tokio::sync::{Mutex, MutexGuard};

use self::{
    connection::{Argument, Pool, Transaction},
    row::{Key, Replaced, check, find, find_all, list, parse, pieces, read_state, replace, signed},
};
use super::{
    Committed, Condition, Error, Origin, Outcome, Stored, Versioned,
    statement::{self, Document},
};
use crate::domain::id::{OrganisationId, RegionId};

/// Connections, transactions and statements, whatever the database.
pub(super) mod connection;
/// The migrations and the versions of the schema.
pub(super) mod schema;
/// The trait's methods, each for every kind of document.
mod methods;
/// Reading and writing rows inside a transaction.
mod row;
/// Looking at everything that is stored, for whoever doubts it.
pub(super) mod examination;
/// Every row of every table, out of one store and into another.
pub(super) mod archive;

/// A [`Store`](super::Store) in a database that speaks SQL: one SQLite file, or PostgreSQL.
///
/// Readers go on while one writes; every commit is on the disk before it is acknowledged.
#[derive(Debug)]
pub struct SqlStore {
    pub(super) pool: Pool,
    // Writers of this process queue here instead of polling the file's lock; counts the turns
    // since the last checkpoint.
    writer: Mutex<u32>,
}

/// A log of so many commits is folded into the file: it stays short, and one commit in so many
/// waits for the disk twice more.
const CHECKPOINT_TURNS: u32 = 64;

struct Write<'a> {
    transaction: Transaction,
    _turn: MutexGuard<'a, u32>,
}

impl SqlStore {
    pub(super) fn over(pool: Pool) -> SqlStore {
        SqlStore { pool, writer: Mutex::new(0) }
    }

    /// Closes all connections; SQLite folds its write-ahead log into the file.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    async fn write(&self) -> Result<Write<'_>, Error> {
        let mut turn = self.writer.lock().await;
        if self.pool.is_read_only() {
            return Err(Error::ReadOnly);
        }
        *turn += 1;
        if CHECKPOINT_TURNS <= *turn {
            *turn = 0;
            self.checkpoint().await?;
        }
        Ok(Write { transaction: self.pool.write().await?, _turn: turn })
    }

    /// Folds the log of a SQLite file into it. What was committed is in the log, so that a failure
    /// harms nobody but where the disk cannot be trusted any more.
    async fn checkpoint(&self) -> Result<(), Error> {
        match self.pool.checkpoint().await {
            Err(error @ Error::Unsynced(_)) => Err(error),
            Err(error) => {
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                tracing::warn!(%error, cause, "the write-ahead log could not be folded in");
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    async fn get<D: Document>(&self, key: Key<'_>) -> Result<Option<Versioned<D>>, Error> {
        let mut session = self.pool.session().await?;
        let Some(found) = find::<D>(&mut session.connection(), key).await? else { return Ok(None) };
        let document = parse(D::TABLE.name, key.id, &found.document)?;
        Ok(Some(Versioned { document, version: found.version, origin: found.origin }))
    }

    async fn put<D: Document>(
        &self,
        organisation: &OrganisationId,
        document: &D,
        condition: Condition,
    ) -> Result<Stored, Error> {
        let organisation = organisation.as_str();
        let mut write = self.write().await?;
        let mut connection = write.transaction.connection();
        let found = find_all::<D>(&mut connection, organisation, &[document.id()]).await?;
        check(condition, found.get(document.id()))?;
        let replaced =
            replace(&mut connection, organisation, &[document], Origin::User, &found).await?;
        let Some(&Replaced::Written(outcome, version)) = replaced.first() else {
            unreachable!("only a world leaves a document alone")
        };
        let generation = write.commit(outcome != Outcome::Unchanged).await?;
        Ok(Stored { generation, version, outcome })
    }

    async fn put_all<D: Document>(
        &self,
        organisation: &OrganisationId,
        documents: &[D],
        origin: Origin,
    ) -> Result<Committed, Error> {
        let mut write = self.write().await?;
        let mut committed = Committed::default();
        write.put_all(organisation, documents, origin, &mut committed).await?;
        committed.generation = write.commit(committed.changed()).await?;
        Ok(committed)
    }

    async fn delete<D: Document>(
        &self,
        key: Key<'_>,
        condition: Condition,
    ) -> Result<Option<u64>, Error> {
        let mut write = self.write().await?;
        let mut connection = write.transaction.connection();
        let Some(found) = find::<D>(&mut connection, key).await? else { return Ok(None) };
        check(condition, Some(&found))?;
        let [organisation, id] = [key.organisation, key.id].map(Argument::Text);
        connection.execute(D::TABLE.delete(), &[organisation, id]).await?;
        let version = Argument::Number(signed(found.version));
        connection.execute(D::TABLE.bury(), &[organisation, id, version]).await?;
        write.commit(true).await.map(Some)
    }

    /// All documents, or those whose searched column names `region`.
    async fn list_of<D: Document>(
        &self,
        organisation: &OrganisationId,
        region: Option<&RegionId>,
    ) -> Result<Vec<D>, Error> {
        let mut session = self.pool.session().await?;
        list(&mut session.connection(), organisation, region.map(RegionId::as_str)).await
    }

    async fn list_ids<D: Document>(
        &self,
        organisation: &OrganisationId,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<String>, Error> {
        let mut session = self.pool.session().await?;
        let arguments = [
            Argument::Text(organisation.as_str()),
            Argument::Text(after.unwrap_or_default()),
            Argument::Number(i64::from(limit)),
        ];
        let statement = D::TABLE.ids(self.pool.byte_order());
        let rows: Vec<(String,)> = session.connection().fetch_all(statement, &arguments).await?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }
}

impl Write<'_> {
    async fn put_all<D: Document>(
        &mut self,
        organisation: &OrganisationId,
        documents: &[D],
        origin: Origin,
        committed: &mut Committed,
    ) -> Result<(), Error> {
        let organisation = organisation.as_str();
        let mut connection = self.transaction.connection();
        for piece in pieces(documents) {
            let ids: Vec<&str> = piece.iter().map(|document| document.id()).collect();
            let found = find_all::<D>(&mut connection, organisation, &ids).await?;
            let replaced = replace(&mut connection, organisation, &piece, origin, &found).await?;
            for replaced in replaced {
                match replaced {
                    Replaced::Written(Outcome::Inserted, _) => committed.inserted += 1,
                    Replaced::Written(Outcome::Updated, _) => committed.updated += 1,
                    Replaced::Written(Outcome::Unchanged, _) => committed.unchanged += 1,
                    Replaced::Kept => committed.kept += 1,
                }
            }
        }
        Ok(())
    }

    /// Commits and returns the generation, raised by one if a document `changed`.
    async fn commit(mut self, changed: bool) -> Result<u64, Error> {
        let mut connection = self.transaction.connection();
        if changed {
            connection.execute(statement::RAISE_GENERATION.to_owned(), &[]).await?;
        }
        let generation = read_state(&mut connection).await?.generation;
        self.transaction.commit().await?;
        Ok(generation)
    }
}

impl Committed {
    fn changed(&self) -> bool {
        0 < self.inserted + self.updated
    }
}
