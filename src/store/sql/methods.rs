use async_trait::async_trait;
use jiff::Timestamp;

use super::{
    SqlStore, answers, past,
    replace::Author,
    revisions,
    row::{Key, read_all, read_meta, read_state, write_meta},
};
use crate::{
    domain::{
        commitment::Commitment,
        condition::Condition,
        id::{CommitmentId, OrganisationId, OutcomeId, ProjectId, RegionId},
        invalid::Invalid,
        kind::DocumentKind,
        outcome::OutcomeEvent,
        project::ProjectProfile,
        region::RegionProfile,
    },
    store::{
        Committed, Error, KeptAnswer, Keyed, Occasion, PastSnapshot, Revisions, Snapshot, State,
        Store, Stored, Turn, Versioned,
    },
};

#[async_trait]
impl Store for SqlStore {
    async fn state(&self) -> Result<State, Error> {
        read_state(&mut self.pool.session().await?.connection()).await
    }

    fn is_read_only(&self) -> bool {
        self.pool.is_read_only()
    }

    async fn turn(&self) -> Result<Turn, Error> {
        Ok(Turn { _held: self.pool.turn().await? })
    }

    async fn get_region(
        &self,
        organisation: &OrganisationId,
        id: &RegionId,
    ) -> Result<Option<Versioned<RegionProfile>>, Error> {
        self.get(Key { organisation: organisation.as_str(), id: id.as_str() }).await
    }

    async fn get_project(
        &self,
        organisation: &OrganisationId,
        id: &ProjectId,
    ) -> Result<Option<Versioned<ProjectProfile>>, Error> {
        self.get(Key { organisation: organisation.as_str(), id: id.as_str() }).await
    }

    async fn put_region(
        &self,
        occasion: &Occasion<'_>,
        region: &RegionProfile,
        condition: &Condition,
    ) -> Result<Stored, Error> {
        self.put(occasion, region, condition).await
    }

    async fn put_project(
        &self,
        occasion: &Occasion<'_>,
        project: &ProjectProfile,
        condition: &Condition,
    ) -> Result<Stored, Error> {
        self.put(occasion, project, condition).await
    }

    async fn put_regions(
        &self,
        occasion: &Occasion<'_>,
        regions: &[RegionProfile],
        keyed: Option<Keyed<'_>>,
    ) -> Result<Committed, Error> {
        self.put_all(occasion, regions, keyed).await
    }

    async fn put_projects(
        &self,
        occasion: &Occasion<'_>,
        projects: &[ProjectProfile],
        keyed: Option<Keyed<'_>>,
    ) -> Result<Committed, Error> {
        self.put_all(occasion, projects, keyed).await
    }

    async fn put_world(
        &self,
        organisation: &OrganisationId,
        regions: &[RegionProfile],
        projects: &[ProjectProfile],
        version: &str,
    ) -> Result<Committed, Error> {
        let mut write = self.write().await?;
        let mut committed = Committed::default();
        let author = Author::world(organisation, write.next_generation().await?);
        write.put_all(&author, regions, &mut committed).await?;
        write.put_all(&author, projects, &mut committed).await?;
        let mut connection = write.transaction.connection();
        write_meta(&mut connection, &world_key(organisation), version).await?;
        committed.generation = write.commit(committed.changed()).await?;
        Ok(committed)
    }

    async fn world_version(&self, organisation: &OrganisationId) -> Result<Option<String>, Error> {
        self.meta(&world_key(organisation)).await
    }

    async fn delete_region(
        &self,
        occasion: &Occasion<'_>,
        id: &RegionId,
        condition: &Condition,
    ) -> Result<Option<u64>, Error> {
        self.delete::<RegionProfile>(occasion, id.as_str(), condition).await
    }

    async fn delete_project(
        &self,
        occasion: &Occasion<'_>,
        id: &ProjectId,
        condition: &Condition,
    ) -> Result<Option<u64>, Error> {
        self.delete::<ProjectProfile>(occasion, id.as_str(), condition).await
    }

    async fn list_regions(
        &self,
        organisation: &OrganisationId,
    ) -> Result<Vec<RegionProfile>, Error> {
        self.list_of(organisation, None).await
    }

    async fn list_projects(
        &self,
        organisation: &OrganisationId,
    ) -> Result<Vec<ProjectProfile>, Error> {
        self.list_of(organisation, None).await
    }

    async fn list_region_ids(
        &self,
        organisation: &OrganisationId,
        after: Option<&RegionId>,
        limit: u32,
    ) -> Result<Vec<RegionId>, Error> {
        let after = after.map(RegionId::as_str);
        let ids = self.list_ids::<RegionProfile>(organisation, after, limit).await?;
        ids.iter().map(|id| parse_id("regions", id, RegionId::parse)).collect()
    }

    async fn list_project_ids(
        &self,
        organisation: &OrganisationId,
        after: Option<&ProjectId>,
        limit: u32,
    ) -> Result<Vec<ProjectId>, Error> {
        let after = after.map(ProjectId::as_str);
        let ids = self.list_ids::<ProjectProfile>(organisation, after, limit).await?;
        ids.iter().map(|id| parse_id("projects", id, ProjectId::parse)).collect()
    }

    async fn get_outcome(
        &self,
        organisation: &OrganisationId,
        id: &OutcomeId,
    ) -> Result<Option<Versioned<OutcomeEvent>>, Error> {
        self.get(Key { organisation: organisation.as_str(), id: id.as_str() }).await
    }

    async fn get_commitment(
        &self,
        organisation: &OrganisationId,
        id: &CommitmentId,
    ) -> Result<Option<Versioned<Commitment>>, Error> {
        self.get(Key { organisation: organisation.as_str(), id: id.as_str() }).await
    }

    async fn put_outcome(
        &self,
        occasion: &Occasion<'_>,
        outcome: &OutcomeEvent,
        condition: &Condition,
    ) -> Result<Stored, Error> {
        self.put(occasion, outcome, condition).await
    }

    async fn delete_outcome(
        &self,
        occasion: &Occasion<'_>,
        id: &OutcomeId,
        condition: &Condition,
    ) -> Result<Option<u64>, Error> {
        self.delete::<OutcomeEvent>(occasion, id.as_str(), condition).await
    }

    async fn put_outcomes(
        &self,
        occasion: &Occasion<'_>,
        outcomes: &[OutcomeEvent],
        keyed: Option<Keyed<'_>>,
    ) -> Result<Committed, Error> {
        self.put_all(occasion, outcomes, keyed).await
    }

    async fn put_commitment(
        &self,
        occasion: &Occasion<'_>,
        commitment: &Commitment,
        condition: &Condition,
    ) -> Result<Stored, Error> {
        self.put(occasion, commitment, condition).await
    }

    async fn delete_commitment(
        &self,
        occasion: &Occasion<'_>,
        id: &CommitmentId,
        condition: &Condition,
    ) -> Result<Option<u64>, Error> {
        self.delete::<Commitment>(occasion, id.as_str(), condition).await
    }

    async fn put_commitments(
        &self,
        occasion: &Occasion<'_>,
        commitments: &[Commitment],
        keyed: Option<Keyed<'_>>,
    ) -> Result<Committed, Error> {
        self.put_all(occasion, commitments, keyed).await
    }

    async fn list_outcomes(
        &self,
        organisation: &OrganisationId,
        home: Option<&RegionId>,
    ) -> Result<Vec<OutcomeEvent>, Error> {
        self.list_of(organisation, home).await
    }

    async fn list_commitments(
        &self,
        organisation: &OrganisationId,
        home: Option<&RegionId>,
    ) -> Result<Vec<Commitment>, Error> {
        self.list_of(organisation, home).await
    }

    async fn list_revisions(
        &self,
        organisation: &OrganisationId,
        (kind, id): (DocumentKind, &str),
        before: Option<u64>,
        limit: u32,
    ) -> Result<Option<Revisions>, Error> {
        let key = Key { organisation: organisation.as_str(), id };
        let mut transaction = self.pool.read().await?;
        revisions::list(&mut transaction.connection(), (kind, key), before, limit).await
    }

    async fn find_version(
        &self,
        organisation: &OrganisationId,
        (kind, id): (DocumentKind, &str),
        version: u64,
    ) -> Result<Option<Versioned<String>>, Error> {
        let key = Key { organisation: organisation.as_str(), id };
        let mut transaction = self.pool.read().await?;
        revisions::find_version(&mut transaction.connection(), (kind, key), version).await
    }

    async fn find_answer(
        &self,
        organisation: &OrganisationId,
        key: &str,
        now: Timestamp,
    ) -> Result<Option<KeptAnswer>, Error> {
        let mut session = self.pool.session().await?;
        answers::find(&mut session.connection(), organisation.as_str(), key, now).await
    }

    async fn forget_answers(&self, now: Timestamp) -> Result<(), Error> {
        let mut write = self.write().await?;
        answers::forget(&mut write.transaction.connection(), now.as_millisecond()).await?;
        write.commit(false).await.map(|_| ())
    }

    async fn snapshot(&self, organisation: &OrganisationId) -> Result<Snapshot, Error> {
        let mut transaction = self.pool.read().await?;
        let mut connection = transaction.connection();
        let State { generation, mark } = read_state(&mut connection).await?;
        let (order, shared) = (self.pool.byte_order(), OrganisationId::default());
        let mut damaged = Vec::new();
        Ok(Snapshot {
            generation,
            mark,
            regions: read_all(&mut connection, order, &shared, &mut damaged).await?,
            projects: read_all(&mut connection, order, organisation, &mut damaged).await?,
            outcomes: read_all(&mut connection, order, organisation, &mut damaged).await?,
            commitments: read_all(&mut connection, order, organisation, &mut damaged).await?,
            damaged,
        })
    }

    async fn snapshot_at(
        &self,
        organisation: &OrganisationId,
        generation: u64,
    ) -> Result<PastSnapshot, Error> {
        let mut transaction = self.pool.read().await?;
        past::snapshot(&mut transaction.connection(), organisation, generation).await
    }

    async fn meta(&self, key: &str) -> Result<Option<String>, Error> {
        read_meta(&mut self.pool.session().await?.connection(), key).await
    }

    async fn set_meta(&self, key: &str, value: &str) -> Result<(), Error> {
        assert!(
            !["generation", "mark", "history_since"].contains(&key),
            "the store itself writes `{key}`"
        );
        let mut write = self.write().await?;
        write_meta(&mut write.transaction.connection(), key, value).await?;
        write.commit(false).await.map(|_| ())
    }
}

fn world_key(organisation: &OrganisationId) -> String {
    format!("world/{organisation}")
}

fn parse_id<T>(
    table: &'static str,
    id: &str,
    parse: impl Fn(&str) -> Result<T, Invalid>,
) -> Result<T, Error> {
    parse(id).map_err(|source| Error::Corrupt { table, id: id.to_owned(), source: source.into() })
}
