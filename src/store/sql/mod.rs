use std::sync::Arc;

use tokio::sync::{Mutex, MutexGuard};

use self::{
    audit::Audited,
    connection::{Argument, Pool, Transaction},
    row::{Key, Replaced, check, find, find_all, list, parse, pieces, read_state, replace, signed},
};
use super::{
    Committed, Condition, Error, Origin, Outcome, Stored, Versioned,
    statement::{self, Document},
};
use crate::domain::{
    access::Actor,
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
/// The trait's methods, each for every kind of document.
mod methods;
/// Reading and writing rows inside a transaction.
mod row;

/// A [`Store`](super::Store) in a database that speaks SQL: one SQLite file, or PostgreSQL.
///
/// Readers go on while one writes; every commit is on the disk before it is acknowledged.
#[derive(Debug)]
pub struct SqlStore {
    pub(super) pool: Pool,
    // Writers of this process queue here instead of polling the file's lock.
    writer: Arc<Mutex<()>>,
    /// In whose name lines of the audit log are written.
    actor: Actor,
}

struct Write<'a> {
    transaction: Transaction,
    actor: &'a Actor,
    _turn: MutexGuard<'a, ()>,
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
        let turn = self.writer.lock().await;
        Ok(Write { transaction: self.pool.write().await?, actor: &self.actor, _turn: turn })
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
        let before = found.get(document.id()).map(|found| found.version);
        let written = Audited::written::<D>(document.id(), before, (outcome, version));
        write.audit(written.as_slice()).await?;
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
        organisation: &OrganisationId,
        documents: &[D],
        origin: Origin,
        committed: &mut Committed,
    ) -> Result<(), Error> {
        let organisation = organisation.as_str();
        for piece in pieces(documents) {
            let mut connection = self.transaction.connection();
            let ids: Vec<&str> = piece.iter().map(|document| document.id()).collect();
            let found = find_all::<D>(&mut connection, organisation, &ids).await?;
            let replaced = replace(&mut connection, organisation, &piece, origin, &found).await?;
            if origin == Origin::User {
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
