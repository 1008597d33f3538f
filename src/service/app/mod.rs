use std::{
    path::{Path, PathBuf},
    sync::{Arc, LazyLock, Mutex, OnceLock},
};

use jiff::Timestamp;
use tokio::sync::MutexGuard;

use super::{
    Error,
    computing::{Comparison, Computing, ComputingLimits, ComputingUsage, Turn},
    index_texts,
};
use crate::{
    definition::{self, Definition},
    domain::{access::Actor, id::OrganisationId, kind::DocumentKind, limits::REVISIONS_MAX},
    jobs::Place,
    notify::Receivers,
    search::{Coder, Rules},
    store::{self, DatabaseUrl, Occasion, Store, lock::Lock},
};

/// What is derived from one state of the store.
mod derived;
/// What is done while the store is away.
mod away;
/// How what is derived follows the store's changes.
mod deriving;
/// Opening a store, founding it, bringing its world up to date.
mod opening;
/// What tells a directory that has lost its database from a new one.
mod remains;

pub(super) use derived::Derived;
use deriving::{Deriving, Derivings};
pub(super) use opening::{database_file, world_version};
pub(super) use remains::{refuse_lost, remains};

/// Connections of a worker to the queue in PostgreSQL: one takes, one puts.
pub(super) const QUEUE_CONNECTIONS_MAX: u32 = 2;

/// Whose the regions are, which everybody shares.
static SHARED: LazyLock<OrganisationId> = LazyLock::new(OrganisationId::default);

/// How to open the application.
#[derive(Debug, Clone)]
pub struct OpenOptions {
    /// Where the built search segments live, and the database if it is a file.
    pub data_dir: PathBuf,
    /// Where the documents live.
    pub database: Database,
    /// The world with which an empty store begins; honoured once.
    pub world: WorldChoice,
    /// Whether this process will write; a reader works beside a running server.
    pub access: Access,
}

/// Where the documents live.
#[derive(Debug, Clone, Default)]
pub enum Database {
    /// In a SQLite file in the data directory, to which one process writes at a time.
    #[default]
    File,
    /// In PostgreSQL, to which many processes on many machines write in turns. The data directory
    /// then holds nothing that cannot be built again.
    Postgres(DatabaseUrl),
}

/// The world with which an empty store begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorldChoice {
    /// The built-in world of Chinese zones and places.
    Cn,
    /// Nothing.
    None,
}

/// What a process does with the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// It only reads; it writes once if the store is empty or of an older form, and nobody holds
    /// it.
    Read,
    /// It writes; in a data directory it holds the directory's lock.
    Write,
    /// It reads, and writes keys alone, also beside a running server: nothing is derived from keys,
    /// and the database itself keeps their writers apart.
    Keys,
}

/// Something that happened while opening and that the operator should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice(pub String);

/// What use cases share, and for whom they are carried out. Cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
    computing: Arc<Computing>,
    revisions_max: u32,
    /// Whom the operator allows to be told.
    receivers: Arc<Receivers>,
    actor: Arc<Actor>,
    /// The store, which writes the audit log in the name of the actor.
    store: Arc<dyn Store>,
    /// What is derived for the actor's organisation, and for no other.
    deriving: Arc<Deriving>,
}

struct Inner {
    definition: &'static Definition,
    data_dir: PathBuf,
    queue: Place,
    access: Access,
    vocabulary: OnceLock<Vocabulary>,
    derivings: Derivings,
    building: Mutex<()>,
    writing: tokio::sync::Mutex<()>,
    lock: Option<Lock>,
}

/// What words mean; built once, on first use, because the dictionary takes a tenth of a second.
struct Vocabulary {
    rules: Arc<Rules>,
    coder: Coder,
}

/// The turn to check and write. Every other writer waits until it is dropped: what a write checks
/// holds until it is done.
pub(super) struct WriteTurn<'a> {
    app: &'a App,
    _shared: store::Turn,
    _own: MutexGuard<'a, ()>,
}

impl WriteTurn<'_> {
    /// What is derived from the state in which the store is and stays while the turn lasts, but
    /// for what the holder writes.
    pub(super) async fn derived(&self) -> Result<Arc<Derived>, Error> {
        self.app.derived_now().await
    }
}

impl Drop for WriteTurn<'_> {
    fn drop(&mut self) {
        self.app.inner.derivings.note_write();
    }
}

impl App {
    /// Opens a store, and imports the built-in world into an empty one.
    ///
    /// # Errors
    /// The directory is held by a writer, cannot be used, or the store is unavailable.
    pub async fn open(options: OpenOptions) -> Result<(App, Vec<Notice>), Error> {
        let data_dir = &options.data_dir;
        std::fs::create_dir_all(data_dir).map_err(|source| Error::DataDirectory {
            path: data_dir.display().to_string(),
            message: format!("cannot be created: {source}; choose another with `--data-dir`"),
        })?;
        let opened = opening::open(&options, &SHARED).await?;
        let inner = Inner {
            definition: definition::get(),
            queue: queue_place(&options),
            data_dir: options.data_dir,
            access: options.access,
            vocabulary: OnceLock::new(),
            derivings: Derivings::default(),
            building: Mutex::new(()),
            writing: tokio::sync::Mutex::new(()),
            lock: opened.lock,
        };
        let computing = Arc::new(Computing::new(ComputingLimits::default()));
        let actor = Arc::new(Actor::default());
        let deriving = inner.derivings.of(&actor.organisation);
        let (inner, store) = (Arc::new(inner), Arc::new(opened.store));
        let revisions_max = REVISIONS_MAX;
        let receivers = Arc::default();
        let app = App { inner, computing, revisions_max, receivers, actor, store, deriving };
        Ok((app, opened.notice.into_iter().collect()))
    }

    /// The same application, acting for somebody: it sees and writes what belongs to their
    /// organisation, beside the regions, which everybody shares.
    #[must_use]
    pub fn acting_for(&self, actor: Actor) -> App {
        let deriving = self.inner.derivings.of(&actor.organisation);
        let store = self.store.acting_for(&actor);
        App { actor: Arc::new(actor), store, deriving, ..self.clone() }
    }

    /// For whom it acts.
    pub(super) fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The same application, computing within other limits.
    #[must_use]
    pub fn with_computing(self, limits: ComputingLimits) -> App {
        App { computing: Arc::new(Computing::new(limits)), ..self }
    }

    /// The same application, keeping so many revisions of each document that it writes; the newest
    /// is always kept.
    #[must_use]
    pub fn with_revisions_max(self, revisions_max: u32) -> App {
        App { revisions_max: revisions_max.max(1), ..self }
    }

    /// The same application, telling these receivers of alerts; nobody, unless this is said.
    #[must_use]
    pub fn with_receivers(self, receivers: Receivers) -> App {
        App { receivers: Arc::new(receivers), ..self }
    }

    /// Whom the operator allows to be told.
    pub(super) fn receivers(&self) -> &Receivers {
        &self.receivers
    }

    /// How many questions are computed at a time.
    pub(super) fn computing_threads(&self) -> usize {
        self.computing.threads()
    }

    /// What was computed since the start, and what is being computed now.
    pub fn computing_usage(&self) -> ComputingUsage {
        self.computing.usage()
    }

    /// Waits for the turn to compute; what computes more than half a millisecond takes one first.
    ///
    /// # Errors
    /// Overloaded.
    pub(super) async fn turn(&self) -> Result<Turn<'_>, Error> {
        self.computing.turn().await
    }

    /// Waits to compare runs, one comparison at a time.
    ///
    /// # Errors
    /// Overloaded.
    pub(super) async fn comparison(&self) -> Result<Comparison, Error> {
        self.computing.comparison().await
    }

    /// The same, for as long as it takes.
    pub(super) async fn comparison_at_last(&self) -> Result<Comparison, Error> {
        self.computing.comparison_at_last().await
    }

    /// Waits for another turn of whoever compares runs, for as long as it takes: what was computed by then
    /// would be lost.
    ///
    /// # Errors
    /// Overloaded, where nothing is computed any more.
    pub(super) async fn next_turn(&self) -> Result<Turn<'_>, Error> {
        self.computing.next_turn().await
    }

    /// The store's generation; a cheap read that proves the store answers.
    ///
    /// # Errors
    /// The store is unavailable.
    pub async fn generation(&self) -> Result<u64, Error> {
        Ok(self.store().generation().await?)
    }

    /// Whether every write is refused, because the disk of the store failed to flush an earlier
    /// one. It stays so until the process ends.
    pub fn is_read_only(&self) -> bool {
        self.store().is_read_only()
    }

    /// The generation from which answers are computed; `None` before the first.
    pub fn derived_generation(&self) -> Option<u64> {
        self.deriving.latest().map(|derived| derived.generation)
    }

    /// What was derived last for every organisation that asked lately.
    pub(super) fn derived_of_all(&self) -> Vec<(OrganisationId, Arc<Derived>)> {
        self.inner.derivings.latest()
    }

    /// The hash of the definition.
    pub fn definition_hash(&self) -> &str {
        &self.definition().hash
    }

    pub(super) fn definition(&self) -> &'static Definition {
        self.inner.definition
    }

    pub(super) fn store(&self) -> &dyn Store {
        self.store.as_ref()
    }

    /// Whose projects, outcomes and commitments are seen and written.
    pub fn organisation(&self) -> &OrganisationId {
        &self.actor.organisation
    }

    /// Whose the regions are.
    #[expect(clippy::unused_self, reason = "stands beside the other organisation")]
    pub(super) fn shared(&self) -> &'static OrganisationId {
        &SHARED
    }

    /// Whose the documents of a kind are.
    pub(super) fn owner(&self, kind: DocumentKind) -> &OrganisationId {
        match kind {
            DocumentKind::Regions => self.shared(),
            DocumentKind::Projects | DocumentKind::Outcomes | DocumentKind::Commitments => {
                self.organisation()
            }
        }
    }

    /// A write of documents of a kind by a user at the time `now`.
    pub(super) fn occasion(&self, kind: DocumentKind, now: Timestamp) -> Occasion<'_> {
        Occasion { organisation: self.owner(kind), at: now, revisions_max: self.revisions_max }
    }

    /// Waits for the turn to write.
    ///
    /// # Errors
    /// The application was opened for reading; another process has had its turn for too long.
    pub(super) async fn writer(&self) -> Result<WriteTurn<'_>, Error> {
        if self.inner.access != Access::Write {
            return Err(Error::DataDirectory {
                path: self.inner.data_dir.display().to_string(),
                message: "was opened for reading, open it for writing".to_owned(),
            });
        }
        // The writers of this process first: each that waits for other processes takes a
        // connection to wait on.
        let own = self.inner.writing.lock().await;
        let shared = self.reaching(async { Ok(self.store().turn().await?) }).await?;
        Ok(WriteTurn { app: self, _shared: shared, _own: own })
    }

    /// Where the queue of jobs lies.
    pub(super) fn queue_place(&self) -> Place {
        self.inner.queue.clone()
    }

    pub(super) fn coder(&self) -> &Coder {
        &self.vocabulary().coder
    }

    fn vocabulary(&self) -> &Vocabulary {
        self.inner.vocabulary.get_or_init(|| {
            let (rules, coder) = index_texts::vocabulary(self.definition());
            Vocabulary { rules, coder }
        })
    }
}

/// Prepares off the async threads what questions share, and measures. A question itself is computed
/// in its turn.
///
/// # Errors
/// The thread is gone.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    ended(tokio::task::spawn_blocking(work)).await
}

/// What a task of our own ended with.
async fn ended<T>(task: tokio::task::JoinHandle<T>) -> Result<T, Error> {
    task.await.map_err(|source| match source.try_into_panic() {
        Ok(payload) => std::panic::resume_unwind(payload),
        Err(source) => Error::Unavailable { what: "computing", source: Box::new(source) },
    })
}

/// Beside the store: in a file of its own, for both keep the record of their migrations under one
/// name, or in the same PostgreSQL.
fn queue_place(options: &OpenOptions) -> Place {
    match &options.database {
        Database::File => Place::File(queue_file(&options.data_dir)),
        Database::Postgres(url) => Place::Postgres(url.pool(QUEUE_CONNECTIONS_MAX)),
    }
}

/// The path of the queue of jobs in a data directory.
fn queue_file(data_dir: &Path) -> PathBuf {
    data_dir.join("queue.db")
}

/// The path of the search segments below a data directory.
pub fn segments_dir(data_dir: &Path) -> PathBuf {
    data_dir.join("search")
}
