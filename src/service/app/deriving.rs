use std::{
    sync::{
        Arc, OnceLock, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use super::{App, Error, blocking, ended, segments_dir};
use crate::{
    definition::Definition,
    domain::{criterion::Criterion, project::ProjectProfile, region::Level},
    scoring::{atlas::Atlas, supply_network::SupplyNetwork, survey::Survey},
    search::{Engine, Industries, Opened, Stamp},
    service::{
        computing::Turn, crosswalk::crosswalk, index_texts, outcomes::OutcomeBook,
        understand::gazetteer::Gazetteer,
    },
    store::{self, State, lock::Lock},
    world,
};

/// How often to look whether another process has changed the store. With what deriving takes, the
/// others' changes are to be seen within two seconds.
const FOLLOW_INTERVAL: Duration = Duration::from_millis(400);

/// What is derived from one state of the store.
pub(in crate::service) struct Derived {
    pub(in crate::service) generation: u64,
    mark: String,
    pub(in crate::service) atlas: Atlas,
    pub(in crate::service) network: SupplyNetwork,
    pub(in crate::service) gazetteer: Gazetteer,
    pub(in crate::service) projects: Vec<ProjectProfile>,
    pub(in crate::service) book: OutcomeBook,
    criteria: &'static [Criterion],
    surveys: [OnceLock<Survey>; Level::ALL.len()],
    engine: tokio::sync::OnceCell<Engine>,
}

/// The latest that was derived, and what is known of the store beyond it.
#[derive(Default)]
pub(super) struct Deriving {
    latest: RwLock<Option<Arc<Derived>>>,
    one_at_a_time: Arc<tokio::sync::Mutex<()>>,
    /// The searchable industries of any generation: the definition does not change while we run.
    industries: OnceLock<Industries>,
    /// Whether [`App::follow`] looks after what other processes write.
    is_followed: AtomicBool,
    /// How many turns to write this process has had.
    written: AtomicU64,
    /// How many of them the latest contains.
    contained: AtomicU64,
}

impl Deriving {
    /// Notes that this process may have written: whoever asks it next must see that.
    pub(super) fn note_write(&self) {
        self.written.fetch_add(1, Ordering::AcqRel);
    }

    pub(super) fn latest(&self) -> Option<Arc<Derived>> {
        self.latest.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn latest_of(&self, state: &State) -> Option<Arc<Derived>> {
        self.latest().filter(|derived| derived.is_of(state))
    }

    /// The latest, if it contains the first `written` turns and others' changes are looked after.
    fn followed(&self, written: u64) -> Option<Arc<Derived>> {
        let is_enough = self.is_followed.load(Ordering::Acquire)
            && written <= self.contained.load(Ordering::Acquire);
        self.latest().filter(|_| is_enough)
    }

    /// Puts `derived` in the place of `before`, unless something later stands there by now.
    fn replace(&self, before: Option<&Arc<Derived>>, derived: Arc<Derived>) {
        let mut latest = self.latest.write().unwrap_or_else(PoisonError::into_inner);
        let is_as_before = latest.as_ref().map(Arc::as_ptr) == before.map(Arc::as_ptr);
        if is_as_before || latest.as_ref().is_none_or(|it| it.generation < derived.generation) {
            *latest = Some(derived);
        }
    }
}

impl Derived {
    /// What a ranking needs of the places of a level, drawn up when the first question asks.
    pub(in crate::service) fn survey(&self, level: Level) -> &Survey {
        self.surveys[level as usize].get_or_init(|| Survey::new(&self.atlas, self.criteria, level))
    }

    fn is_of(&self, state: &State) -> bool {
        self.generation == state.generation && self.mark == state.mark
    }
}

impl App {
    /// Looks after what other processes write to the store, for ever: their changes are derived
    /// beside the latest, which answers meanwhile.
    ///
    /// Where nobody follows, every question looks at the store itself.
    pub async fn follow(&self) {
        let mut is_reachable = true;
        loop {
            match self.catch_up().await {
                Ok(()) => {
                    if !is_reachable {
                        tracing::info!("the store can be followed again");
                    }
                    is_reachable = true;
                    self.inner.deriving.is_followed.store(true, Ordering::Release);
                }
                // Once, not at every look.
                Err(error) if is_reachable => {
                    is_reachable = false;
                    let cause = std::error::Error::source(&error).map(ToString::to_string);
                    tracing::warn!(
                        %error,
                        cause,
                        "the store cannot be followed, the last state of it answers"
                    );
                }
                Err(_) => {}
            }
            tokio::time::sleep(FOLLOW_INTERVAL).await;
        }
    }

    async fn catch_up(&self) -> Result<(), Error> {
        let deriving = &self.inner.deriving;
        let written = deriving.written.load(Ordering::Acquire);
        let before = deriving.latest();
        let is_ours = deriving.contained.load(Ordering::Acquire) < written && before.is_some();
        // What this process wrote is derived when somebody asks.
        if is_ours || deriving.latest_of(&self.store().state().await?).is_some() {
            return Ok(());
        }
        let derived = self.derive().await?;
        // Who searched so far shall not wait for the segments now.
        if before.as_ref().is_some_and(|before| before.engine.initialized()) {
            self.prepare_engine(&derived).await?;
        }
        deriving.replace(before.as_ref(), derived);
        Ok(())
    }

    /// What is derived from the store: all that this process wrote, and what others wrote up to a
    /// moment ago.
    pub(in crate::service) async fn derived(&self) -> Result<Arc<Derived>, Error> {
        let deriving = &self.inner.deriving;
        let written = deriving.written.load(Ordering::Acquire);
        if let Some(derived) = deriving.followed(written) {
            return Ok(derived);
        }
        let derived = self.derived_now().await?;
        deriving.contained.fetch_max(written, Ordering::AcqRel);
        Ok(derived)
    }

    /// What is derived from the store's present state.
    pub(super) async fn derived_now(&self) -> Result<Arc<Derived>, Error> {
        let deriving = &self.inner.deriving;
        if let Some(derived) = deriving.latest_of(&self.store().state().await?) {
            return Ok(derived);
        }
        let one_at_a_time = deriving.one_at_a_time.clone().lock_owned().await;
        // A task of its own: it ends, and is of use, also if the one who asked has gone.
        let app = self.clone();
        ended(tokio::spawn(async move {
            let derived = app.derive_latest().await;
            drop(one_at_a_time);
            derived
        }))
        .await?
    }

    async fn derive_latest(&self) -> Result<Arc<Derived>, Error> {
        let deriving = &self.inner.deriving;
        // Another may have derived it, and the store moved on, while this one waited.
        let before = deriving.latest();
        let state = self.store().state().await?;
        if let Some(derived) = before.clone().filter(|derived| derived.is_of(&state)) {
            return Ok(derived);
        }
        let derived = self.derive().await?;
        deriving.replace(before.as_ref(), derived.clone());
        Ok(derived)
    }

    async fn derive(&self) -> Result<Arc<Derived>, Error> {
        let snapshot = self.store().snapshot(self.organisation()).await?;
        let definition = self.definition();
        blocking(move || Arc::new(derive(snapshot, definition))).await
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
        let opened = derived.engine.get_or_try_init(|| async move {
            blocking(move || app.open_engine(&opening)).await?.map_err(Error::from)
        });
        opened.await.map(|_| ())
    }

    fn open_engine(&self, derived: &Derived) -> Result<Engine, crate::search::Error> {
        let _one_at_a_time = self.inner.building.lock().unwrap_or_else(PoisonError::into_inner);
        let rules = &self.vocabulary().rules;
        let dir = segments_dir(&self.inner.data_dir);
        let stamp = Stamp {
            definition: self.definition_hash().to_owned(),
            generation: derived.generation,
            mark: derived.mark.clone(),
        };
        let reason = match Engine::open(&dir, &stamp, rules)? {
            Opened::Ready(engine) => {
                self.inner.deriving.industries.get_or_init(|| engine.industries());
                return Ok(*engine);
            }
            Opened::Rebuild(reason) => reason,
        };
        tracing::info!(%reason, generation = derived.generation, "search segments are rebuilt");
        let engine = if let Some(industries) = self.inner.deriving.industries.get() {
            let texts = index_texts::collect_documents(self.definition(), derived);
            Engine::with_industries(&stamp, rules, &texts, industries)?
        } else {
            let texts = index_texts::collect(self.definition(), derived);
            Engine::in_memory(&stamp, rules, &texts)?
        };
        self.inner.deriving.industries.get_or_init(|| engine.industries());
        // Beside a process that holds the directory, others keep their segments to themselves.
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

fn derive(snapshot: store::Snapshot, definition: &'static Definition) -> Derived {
    let crosswalk = crosswalk(&definition.taxonomy, &snapshot.regions, &snapshot.projects);
    let atlas = Atlas::with_crosswalk(snapshot.regions, crosswalk);
    let network = SupplyNetwork::new(&atlas, &definition.input_output, &definition.parameters);
    let aliases = world::aliases();
    let gazetteer =
        Gazetteer::new(&atlas, aliases.iter().map(|alias| (alias.alias.as_str(), &alias.region)));
    Derived {
        generation: snapshot.generation,
        mark: snapshot.mark,
        atlas,
        network,
        gazetteer,
        projects: snapshot.projects,
        book: OutcomeBook::new(snapshot.outcomes, snapshot.commitments),
        criteria: &definition.criteria,
        surveys: std::array::from_fn(|_| OnceLock::new()),
        engine: tokio::sync::OnceCell::new(),
    }
}
