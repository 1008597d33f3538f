use std::sync::Arc;

use tokio::sync::{Mutex, MutexGuard};

use self::{
    audit::Audited,
    connection::{Argument, Pool, Transaction},
    replace::{Author, Replaced, pieces, replace},
    revisions::Noted,
    row::{Key, check, find, find_all, list, parse, read_state, signed},
};
use super::{
    Committed, Error, Keyed, Occasion, Origin, Outcome, Stored, Versioned,
    statement::{self, Document},
};
use crate::domain::{
    access::Actor,
    condition::Condition,
    id::{OrganisationId, RegionId},
};

/// Connections, transactions and statements, whatever the database.
pub(super) mod connection;
/// The migrations and the versions of the schema.
pub(super) mod schema;
/// The audit log.
mod audit;
/// Keys and sessions.
mod keys;
/// Jobs.
mod jobs;
/// Saved searches and alerts.
mod alerts;
/// The trait's methods, each for every kind of document.
mod methods;
/// Reading and writing rows inside a transaction.
mod row;
/// Writing documents in place of others.
mod replace;
/// Noting and reading what documents were.
mod revisions;
/// All documents as they were at a generation.
mod past;
/// Noticing a text that is not what was written.
mod seal;
/// Keeping answers under keys.
mod answers;
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
    writer: Arc<Mutex<u32>>,
    /// In whose name lines of the audit log are written.
    actor: Actor,
}

/// A log of so many commits is folded into the file: it stays short, and one commit in so many
/// waits for the disk twice more.
const CHECKPOINT_TURNS: u32 = 64;

struct Write<'a> {
    transaction: Transaction,
    actor: &'a Actor,
    _turn: MutexGuard<'a, u32>,
}

impl SqlStore {
    pub(super) fn over(pool: Pool) -> SqlStore {
        SqlStore { pool, writer: Arc::default(), actor: Actor::default() }
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
        Ok(Write { transaction: self.pool.write().await?, actor: &self.actor, _turn: turn })
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
        seal::check_whole(
            D::TABLE.name,
            key.id,
            (signed(found.version), &found.document),
            found.seal.as_deref(),
        )?;
        let document = parse(D::TABLE.name, key.id, &found.document)?;
        Ok(Some(Versioned { document, version: found.version, origin: found.origin }))
    }

    async fn put<D: Document>(
        &self,
        occasion: &Occasion<'_>,
        document: &D,
        condition: &Condition,
    ) -> Result<Stored, Error> {
        let mut write = self.write().await?;
        let author = Author::user(occasion, write.next_generation().await?);
        let mut connection = write.transaction.connection();
        let ids = [document.id()];
        let found = find_all(&mut connection, &D::TABLE, author.organisation, &ids).await?;
        check(condition, found.get(document.id()))?;
        let replaced = replace(&mut connection, &author, &[document], &found).await?;
        let Some(&Replaced::Written(outcome, version)) = replaced.first() else {
            unreachable!("only a world leaves a document alone")
        };
        let before = found.get(document.id()).map(|found| found.version);
        let written = Audited::written::<D>(document.id(), before, (outcome, version));
        write.audit(written.as_slice()).await?;
        let generation = write.commit(outcome != Outcome::Unchanged).await?;
        Ok(Stored { generation, version, outcome })
    }

    async fn put_all<D: Document>(
        &self,
        occasion: &Occasion<'_>,
        documents: &[D],
        keyed: Option<Keyed<'_>>,
    ) -> Result<Committed, Error> {
        let mut write = self.write().await?;
        let author = Author::user(occasion, write.next_generation().await?);
        let mut committed = Committed::default();
        write.put_all(&author, documents, &mut committed).await?;
        committed.generation = write.count(committed.changed()).await?;
        if let Some(keyed) = keyed {
            let mut connection = write.transaction.connection();
            answers::keep(&mut connection, &author, &keyed, &committed).await?;
        }
        write.transaction.commit().await?;
        Ok(committed)
    }

    async fn delete<D: Document>(
        &self,
        occasion: &Occasion<'_>,
        id: &str,
        condition: &Condition,
    ) -> Result<Option<u64>, Error> {
        let mut write = self.write().await?;
        let author = Author::user(occasion, write.next_generation().await?);
        let key = Key { organisation: author.organisation, id };
        let mut connection = write.transaction.connection();
        let Some(found) = find::<D>(&mut connection, key).await? else { return Ok(None) };
        check(condition, Some(&found))?;
        let arguments = [key.organisation, id].map(Argument::Text);
        connection.execute(D::TABLE.delete(), &arguments).await?;
        let [organisation, named] = arguments;
        let version = Argument::Number(signed(found.version));
        connection.execute(D::TABLE.bury(), &[organisation, named, version]).await?;
        let generation = Some(author.generation);
        let tombstone = Noted { at: author.at, generation, ..Noted::tombstone(id, found.version) };
        let changes = [(Some(Noted::found(id, &found)), tombstone)];
        revisions::note::<D>(&mut connection, &author, &changes).await?;
        write.audit(&[Audited::deleted::<D>(key.id, found.version)]).await?;
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
        author: &Author<'_>,
        documents: &[D],
        committed: &mut Committed,
    ) -> Result<(), Error> {
        for piece in pieces(documents) {
            let mut connection = self.transaction.connection();
            let ids: Vec<&str> = piece.iter().map(|document| document.id()).collect();
            let found = find_all(&mut connection, &D::TABLE, author.organisation, &ids).await?;
            let replaced = replace(&mut connection, author, &piece, &found).await?;
            if author.origin == Origin::User {
                self.audit(&Audited::all_written(&piece, &found, &replaced)).await?;
            }
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

    /// The generation that the transaction makes if it changes a document: no other writes before.
    async fn next_generation(&mut self) -> Result<u64, Error> {
        Ok(read_state(&mut self.transaction.connection()).await?.generation + 1)
    }

    /// The generation after the transaction, raised by one if a document `changed`.
    async fn count(&mut self, changed: bool) -> Result<u64, Error> {
        let mut connection = self.transaction.connection();
        if changed {
            connection.execute(statement::RAISE_GENERATION.to_owned(), &[]).await?;
        }
        Ok(read_state(&mut connection).await?.generation)
    }

    /// Commits and returns the generation, raised by one if a document `changed`.
    async fn commit(mut self, changed: bool) -> Result<u64, Error> {
        let generation = self.count(changed).await?;
        self.transaction.commit().await?;
        Ok(generation)
    }
}

impl Committed {
    fn changed(&self) -> bool {
        0 < self.inserted + self.updated
    }
}
