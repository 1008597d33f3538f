use async_trait::async_trait;

use super::{
    SqlStore,
    row::{Key, list, read_meta, read_state, write_meta},
};
use crate::{
    domain::{
        commitment::Commitment,
        id::{CommitmentId, OrganisationId, OutcomeId, ProjectId, RegionId},
        invalid::Invalid,
        outcome::OutcomeEvent,
        project::ProjectProfile,
        region::RegionProfile,
    },
    store::{Committed, Condition, Error, Origin, Snapshot, State, Store, Stored, Turn, Versioned},
};

#[async_trait]
impl Store for SqlStore {
    async fn state(&self) -> Result<State, Error> {
        read_state(&mut self.pool.session().await?.connection()).await
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
        organisation: &OrganisationId,
        region: &RegionProfile,
        condition: Condition,
    ) -> Result<Stored, Error> {
        self.put(organisation, region, condition).await
    }

    async fn put_project(
        &self,
        organisation: &OrganisationId,
        project: &ProjectProfile,
        condition: Condition,
    ) -> Result<Stored, Error> {
        self.put(organisation, project, condition).await
    }

    async fn put_regions(
        &self,
        organisation: &OrganisationId,
        regions: &[RegionProfile],
        origin: Origin,
    ) -> Result<Committed, Error> {
        self.put_all(organisation, regions, origin).await
    }

    async fn put_projects(
        &self,
        organisation: &OrganisationId,
        projects: &[ProjectProfile],
        origin: Origin,
    ) -> Result<Committed, Error> {
        self.put_all(organisation, projects, origin).await
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
        write.put_all(organisation, regions, Origin::World, &mut committed).await?;
        write.put_all(organisation, projects, Origin::World, &mut committed).await?;
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
        organisation: &OrganisationId,
        id: &RegionId,
        condition: Condition,
    ) -> Result<Option<u64>, Error> {
        let key = Key { organisation: organisation.as_str(), id: id.as_str() };
        self.delete::<RegionProfile>(key, condition).await
    }

    async fn delete_project(
        &self,
        organisation: &OrganisationId,
        id: &ProjectId,
        condition: Condition,
    ) -> Result<Option<u64>, Error> {
        let key = Key { organisation: organisation.as_str(), id: id.as_str() };
        self.delete::<ProjectProfile>(key, condition).await
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

    async fn put_outcomes(
        &self,
        organisation: &OrganisationId,
        outcomes: &[OutcomeEvent],
    ) -> Result<Committed, Error> {
        self.put_all(organisation, outcomes, Origin::User).await
    }

    async fn put_commitments(
        &self,
        organisation: &OrganisationId,
        commitments: &[Commitment],
    ) -> Result<Committed, Error> {
        self.put_all(organisation, commitments, Origin::User).await
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

    async fn snapshot(&self, organisation: &OrganisationId) -> Result<Snapshot, Error> {
        let mut transaction = self.pool.read().await?;
        let mut connection = transaction.connection();
        let State { generation, mark } = read_state(&mut connection).await?;
        Ok(Snapshot {
            generation,
            mark,
            regions: list(&mut connection, &OrganisationId::default(), None).await?,
            projects: list(&mut connection, organisation, None).await?,
            outcomes: list(&mut connection, organisation, None).await?,
            commitments: list(&mut connection, organisation, None).await?,
        })
    }

    async fn meta(&self, key: &str) -> Result<Option<String>, Error> {
        read_meta(&mut self.pool.session().await?.connection(), key).await
    }

    async fn set_meta(&self, key: &str, value: &str) -> Result<(), Error> {
        assert!(!["generation", "mark"].contains(&key), "the store itself writes `{key}`");
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
