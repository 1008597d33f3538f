use std::sync::{Arc, PoisonError};

use super::{
    super::{
        Error, computing::Turn, crosswalk::crosswalk, index_texts, outcomes::OutcomeBook,
        understand::gazetteer::Gazetteer,
    },
    App, blocking, ended, segments_dir,
};
use crate::{
    definition::Definition,
    domain::project::ProjectProfile,
    scoring::{atlas::Atlas, supply_network::SupplyNetwork},
    search::{Engine, Opened, Stamp},
    store::{self, lock::Lock},
    world,
};

/// What is derived from one generation of the store.
pub(in crate::service) struct Derived {
    pub(in crate::service) generation: u64,
    pub(in crate::service) atlas: Atlas,
    pub(in crate::service) network: SupplyNetwork,
    pub(in crate::service) gazetteer: Gazetteer,
    pub(in crate::service) projects: Vec<ProjectProfile>,
    pub(in crate::service) book: OutcomeBook,
    engine: tokio::sync::OnceCell<Engine>,
}

impl App {
    /// What is derived from the store's present generation, rebuilt if the store has moved on.
    pub(in crate::service) async fn derived(&self) -> Result<Arc<Derived>, Error> {
        let generation = self.generation().await?;
        if let Some(derived) = self.current(generation) {
            return Ok(derived);
        }
        let one_at_a_time = self.inner.deriving.clone().lock_owned().await;
        if let Some(derived) = self.current(generation) {
            return Ok(derived);
        }
        // A task of its own: it ends, and is of use, also if the one who asked has gone.
        let app = self.clone();
        ended(tokio::spawn(async move {
            let derived = app.derive().await;
            drop(one_at_a_time);
            derived
        }))
        .await?
    }

    async fn derive(&self) -> Result<Arc<Derived>, Error> {
        let snapshot = self.store().snapshot(self.organisation()).await?;
        let definition = self.definition();
        let derived = blocking(move || Arc::new(derive(snapshot, definition))).await?;
        let mut slot = self.inner.derived.write().unwrap_or_else(PoisonError::into_inner);
        *slot = Some(derived.clone());
        Ok(derived)
    }

    fn current(&self, generation: u64) -> Option<Arc<Derived>> {
        let slot = self.inner.derived.read().unwrap_or_else(PoisonError::into_inner);
        slot.clone().filter(|derived| generation <= derived.generation)
    }

    /// Runs `work` with the search engine of a generation, which is opened, or rebuilt where it is
    /// missing, stale or damaged.
    pub(in crate::service) async fn with_engine<T: Send + 'static>(
        &self,
        turn: &Turn<'_>,
        derived: Arc<Derived>,
        work: impl FnOnce(&Engine) -> Result<T, crate::search::Error> + Send + 'static,
    ) -> Result<T, Error> {
        if !derived.engine.initialized() {
            // A task of its own: it ends, and is of use, also if the one who asked has gone.
            let (app, derived) = (self.clone(), derived.clone());
            ended(tokio::spawn(async move { app.prepare_engine(&derived).await })).await??;
        }
        let searched = turn.compute(move |_stop| derived.engine.get().map(work)).await?;
        match searched {
            Some(result) => Ok(result?),
            None => unreachable!("the engine was opened above"),
        }
    }

    async fn prepare_engine(&self, derived: &Arc<Derived>) -> Result<(), Error> {
        let (app, opening) = (self.clone(), derived.clone());
        let open =
            async move { blocking(move || app.open_engine(&opening)).await?.map_err(Error::from) };
        derived.engine.get_or_try_init(|| open).await?;
        Ok(())
    }

    fn open_engine(&self, derived: &Derived) -> Result<Engine, crate::search::Error> {
        let _one_at_a_time = self.inner.building.lock().unwrap_or_else(PoisonError::into_inner);
        let rules = &self.vocabulary().rules;
        let dir = segments_dir(&self.inner.data_dir);
        let stamp =
            Stamp { definition: self.definition_hash().to_owned(), generation: derived.generation };
        let reason = match Engine::open(&dir, &stamp, rules)? {
            Opened::Ready(engine) => return Ok(*engine),
            Opened::Rebuild(reason) => reason,
        };
        tracing::info!(%reason, generation = derived.generation, "search segments are rebuilt");
        let texts = index_texts::collect(self.definition(), derived);
        let engine = Engine::in_memory(&stamp, rules, &texts)?;
        // Beside a server that holds the directory a reader keeps its segments to itself.
        let held = match &self.inner.lock {
            Some(_) => Ok(None),
            None => Lock::acquire(&self.inner.data_dir).map(Some),
        };
        if held.is_ok()
            && let Err(error) = engine.publish(&dir)
        {
            tracing::warn!(%error, "search segments could not be published, searching goes on");
        }
        Ok(engine)
    }
}

fn derive(snapshot: store::Snapshot, definition: &Definition) -> Derived {
    let crosswalk = crosswalk(&definition.taxonomy, &snapshot.regions, &snapshot.projects);
    let atlas = Atlas::with_crosswalk(snapshot.regions, crosswalk);
    let network = SupplyNetwork::new(&atlas, &definition.input_output, &definition.parameters);
    let aliases = world::aliases();
    let gazetteer =
        Gazetteer::new(&atlas, aliases.iter().map(|alias| (alias.alias.as_str(), &alias.region)));
    Derived {
        generation: snapshot.generation,
        atlas,
        network,
        gazetteer,
        projects: snapshot.projects,
        book: OutcomeBook::new(snapshot.outcomes, snapshot.commitments),
        engine: tokio::sync::OnceCell::new(),
    }
}
