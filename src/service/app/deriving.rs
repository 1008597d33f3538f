use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, OnceLock, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering},
    },
    time::Duration,
};

use super::{
    App, Error, SHARED,
    away::Away,
    blocking,
    derived::{Derived, derive},
    ended, segments_dir,
};
use crate::{
    domain::{access::Actor, id::OrganisationId},
    search::{Engine, Industries, Opened, Rebuild, Stamp},
    service::{computing::Turn, index_texts},
    store::{self, State, lock::Lock},
};

/// How often to look whether another process has changed the store. With what deriving takes, the
/// others' changes are to be seen within two seconds.
const FOLLOW_INTERVAL: Duration = Duration::from_millis(400);

/// After how many looks at the store an organisation that asked nothing meanwhile is forgotten: a
/// minute. What was derived for it takes memory, and following it takes work.
const IDLE_LOOKS_MAX: u32 = 150;

/// What is derived for every organisation, each by itself: nothing that is derived from the
/// projects of one is within reach of another.
#[derive(Default)]
pub(super) struct Derivings {
    by_organisation: Mutex<HashMap<OrganisationId, Arc<Deriving>>>,
    /// The searchable industries of any generation: the definition does not change while we run.
    industries: OnceLock<Industries>,
    /// How many turns to write this process has had.
    written: AtomicU64,
    pub(super) away: Away,
}

impl Derivings {
    /// What is derived for an organisation.
    pub(super) fn of(&self, organisation: &OrganisationId) -> Arc<Deriving> {
        let mut all = self.by_organisation.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(organisation.clone()).or_default().clone()
    }

    /// Notes that this process may have written: whoever asks it next must see that.
    pub(super) fn note_write(&self) {
        self.written.fetch_add(1, Ordering::AcqRel);
    }

    /// The organisations to look after: those that asked lately for what is derived. Those that did
    /// not are forgotten, but for the one to which everything belongs where there are no keys.
    fn asked_lately(&self) -> Vec<OrganisationId> {
        let mut all = self.by_organisation.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|organisation, deriving| {
            let idle = deriving.idle_looks.fetch_add(1, Ordering::AcqRel);
            let stays = idle < IDLE_LOOKS_MAX || *organisation == *SHARED;
            if !stays {
                // Who holds it still looks at the store by itself.
                deriving.is_followed.store(false, Ordering::Release);
            }
            stays
        });
        let is_wanted = |organisation: &OrganisationId, deriving: &Deriving| {
            *organisation == *SHARED || deriving.latest().is_some()
        };
        let wanted = all.iter().filter(|(organisation, of_it)| is_wanted(organisation, of_it));
        wanted.map(|(organisation, _)| organisation.clone()).collect()
    }

    /// The latest of every organisation that is remembered.
    pub(super) fn latest(&self) -> Vec<(OrganisationId, Arc<Derived>)> {
        let all = self.by_organisation.lock().unwrap_or_else(PoisonError::into_inner);
        let latest =
            all.iter().map(|(organisation, it)| Some((organisation.clone(), it.latest()?)));
        latest.flatten().collect()
    }
}

/// The latest that was derived for an organisation, and what is known of the store beyond it.
#[derive(Default)]
pub(super) struct Deriving {
    latest: RwLock<Option<Arc<Derived>>>,
    one_at_a_time: Arc<tokio::sync::Mutex<()>>,
    /// Whether [`App::follow`] looks after what other processes write.
    is_followed: AtomicBool,
    /// How often [`App::follow`] has looked since the organisation asked.
    idle_looks: AtomicU32,
    /// How many of the turns to write the latest contains.
    contained: AtomicU64,
}

impl Deriving {
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

    /// The latest, if others' changes are looked after, which also ends a store's being away.
    pub(super) fn known(&self) -> Option<Arc<Derived>> {
        let is_followed = self.is_followed.load(Ordering::Acquire);
        self.latest().filter(|_| is_followed)
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

impl App {
    /// Looks after what other processes write to the store, for ever: their changes are derived
    /// beside the latest, which answers meanwhile.
    ///
    /// Where nobody follows, every question looks at the store itself.
    pub async fn follow(&self) {
        let mut is_reachable = true;
        let mut is_first = true;
        loop {
            match self.catch_up_with_all().await {
                Ok(()) => {
                    if std::mem::take(&mut is_first) {
                        self.check_segments().await;
                    }
                    if !is_reachable {
                        tracing::info!("the store can be followed again");
                    }
                    is_reachable = true;
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

    async fn catch_up_with_all(&self) -> Result<(), Error> {
        for organisation in self.inner.derivings.asked_lately() {
            let app = self.acting_for(Actor { organisation, ..Actor::default() });
            app.catch_up().await?;
            app.deriving.is_followed.store(true, Ordering::Release);
        }
        Ok(())
    }

    /// Opens the search segments if there are any of the present state, so that damage is found and
    /// healed before somebody searches.
    async fn check_segments(&self) {
        let Some(derived) = self.deriving.latest() else { return };
        let stamp = self.stamp(&derived);
        if !Engine::is_published(&segments_dir(&self.inner.data_dir), &stamp) {
            return;
        }
        if let Err(error) = self.prepare_engine(&derived).await {
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            tracing::warn!(%error, cause, "search segments could not be opened at the start");
        }
    }

    fn stamp(&self, derived: &Derived) -> Stamp {
        Stamp {
            definition: self.definition_hash().to_owned(),
            generation: derived.generation,
            mark: derived.mark.clone(),
        }
    }

    async fn catch_up(&self) -> Result<(), Error> {
        let deriving = &self.deriving;
        let written = self.inner.derivings.written.load(Ordering::Acquire);
        let before = deriving.latest();
        let is_ours = deriving.contained.load(Ordering::Acquire) < written && before.is_some();
        let state = self.reaching(async { Ok(self.store().state().await?) }).await?;
        // What this process wrote is derived when somebody asks.
        if is_ours || deriving.latest_of(&state).is_some() {
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
    /// moment ago. While the store is away, what is known of it: answers name their generation.
    pub(in crate::service) async fn derived(&self) -> Result<Arc<Derived>, Error> {
        let deriving = &self.deriving;
        deriving.idle_looks.store(0, Ordering::Release);
        let written = self.inner.derivings.written.load(Ordering::Acquire);
        if let Some(derived) = deriving.followed(written) {
            return Ok(derived);
        }
        if let Some(known) = self.known_while_away() {
            return Ok(known);
        }
        match self.reaching(self.derived_now()).await {
            Ok(derived) => {
                deriving.contained.fetch_max(written, Ordering::AcqRel);
                Ok(derived)
            }
            Err(error) => self.known_while_away().ok_or(error),
        }
    }

    /// What is derived from the store's present state.
    pub(in crate::service) async fn derived_now(&self) -> Result<Arc<Derived>, Error> {
        let deriving = &self.deriving;
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
        let deriving = &self.deriving;
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
        self.tell_damage(&snapshot.damaged);
        let definition = self.definition();
        blocking(move || Arc::new(derive(snapshot, definition))).await
    }

    /// Logs what is damaged unless it was known before.
    fn tell_damage(&self, damaged: &[store::Damaged]) {
        let before = self.deriving.latest();
        let before = before.as_ref().map_or(&[][..], |before| before.damage.documents());
        for store::Damaged { kind, id, fault, .. } in
            damaged.iter().filter(|it| !before.contains(it))
        {
            tracing::error!(
                kind = kind.as_str(),
                id,
                fault,
                "a damaged document is left out: write it anew with `PUT` or `import`, or delete it"
            );
        }
    }

    /// What follows from documents that are not, or no longer, those of the store.
    pub(in crate::service) async fn derive_from(
        &self,
        snapshot: store::Snapshot,
    ) -> Result<Arc<Derived>, Error> {
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
        let stamp = self.stamp(derived);
        let industries = &self.inner.derivings.industries;
        // On the disk lies what belongs to everybody, or to the one organisation that there is
        // without keys; the segments of others stay in memory, and those of a state of which a part
        // cannot be read: they are not what the state's stamp promises.
        let is_on_disk = self.organisation() == self.shared() && derived.damage.is_none();
        let opened = is_on_disk.then(|| Engine::open(&dir, &stamp, rules)).transpose()?;
        let generation = derived.generation;
        match opened {
            Some(Opened::Ready(engine)) => {
                industries.get_or_init(|| engine.industries());
                return Ok(*engine);
            }
            // Disks do not change what they hold: the operator may want to look after this one.
            Some(Opened::Rebuild(reason @ Rebuild::Damaged { .. })) => {
                tracing::warn!(
                    %reason, generation, "damaged search segments are set aside and rebuilt"
                );
            }
            Some(Opened::Rebuild(reason)) => {
                tracing::info!(%reason, generation, "search segments are rebuilt");
            }
            None => tracing::info!(generation, "search segments are built in memory"),
        }
        let engine = if let Some(industries) = industries.get() {
            let texts = index_texts::collect_documents(self.definition(), derived);
            Engine::with_industries(&stamp, rules, &texts, industries)?
        } else {
            let texts = index_texts::collect(self.definition(), derived);
            Engine::in_memory(&stamp, rules, &texts)?
        };
        industries.get_or_init(|| engine.industries());
        if !is_on_disk {
            return Ok(engine);
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_organisation_that_asks_nothing_is_forgotten_and_the_shared_one_never() {
        let derivings = Derivings::default();
        let [one, other] = ["one", "other"].map(|name| OrganisationId::parse(name).unwrap());
        derivings.of(&SHARED);
        let kept = derivings.of(&one);
        let forgotten = derivings.of(&other);
        forgotten.is_followed.store(true, Ordering::Release);
        for _ in 0..=IDLE_LOOKS_MAX {
            kept.idle_looks.store(0, Ordering::Release);
            assert_eq!(derivings.asked_lately(), std::slice::from_ref(&*SHARED), "not derived yet");
        }
        assert!(Arc::ptr_eq(&kept, &derivings.of(&one)));
        assert!(!Arc::ptr_eq(&forgotten, &derivings.of(&other)));
        assert!(!forgotten.is_followed.load(Ordering::Acquire));
    }
}
