/// What is derived from a generation of the store, and when.
mod derived;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock, PoisonError, RwLock},
    time::Duration,
};

pub(super) use derived::Derived;

use super::{
    Error,
    computing::{Computing, ComputingLimits, ComputingUsage, Turn},
    index_texts,
};
use crate::{
    definition::{self, Definition},
    domain::id::OrganisationId,
    search::{Coder, Rules},
    store::{
        self, SqliteStore, Store,
        lock::{Lock, LockError},
    },
    world,
};

/// How to open a data directory.
#[derive(Debug, Clone)]
pub struct OpenOptions {
    /// Where the database and the built search segments live.
    pub data_dir: PathBuf,
    /// The world with which an empty directory begins; honoured once.
    pub world: WorldChoice,
    /// Whether this process will write; a reader works beside a running server.
    pub access: Access,
}

/// The world with which an empty data directory begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorldChoice {
    /// The built-in world of Chinese zones and places.
    Cn,
    /// Nothing.
    None,
}

/// What a process does with the data directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// It only reads; it writes once if the directory is empty and nobody holds it.
    Read,
    /// It writes and holds the directory's lock.
    Write,
}

/// Something that happened while opening and that the operator should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice(pub String);

/// What use cases share. Cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
    computing: Arc<Computing>,
}

struct Inner {
    definition: &'static Definition,
    store: Box<dyn Store>,
    organisation: OrganisationId,
    data_dir: PathBuf,
    vocabulary: OnceLock<Vocabulary>,
    derived: RwLock<Option<Arc<Derived>>>,
    deriving: Arc<tokio::sync::Mutex<()>>,
    building: Mutex<()>,
    writing: tokio::sync::Mutex<()>,
    lock: Option<Lock>,
}

/// What words mean; built once, on first use, because the dictionary takes a tenth of a second.
struct Vocabulary {
    rules: Arc<Rules>,
    coder: Coder,
}

impl App {
    /// Opens a data directory, and imports the built-in world into an empty one.
    ///
    /// # Errors
    /// The directory is held by a writer, cannot be used, or the store is unavailable.
    pub async fn open(options: OpenOptions) -> Result<(App, Vec<Notice>), Error> {
        let data_dir = options.data_dir;
        std::fs::create_dir_all(&data_dir).map_err(|source| Error::DataDirectory {
            path: data_dir.display().to_string(),
            message: format!("cannot be created: {source}; choose another with `--data-dir`"),
        })?;
        let organisation = OrganisationId::default();
        let (lock, store, notice) = match options.access {
            Access::Read => {
                let (store, notice) = open_reader(&data_dir, &organisation, options.world).await?;
                (None, store, notice)
            }
            Access::Write => {
                let lock = Lock::acquire(&data_dir)?;
                let (store, notice) = open_writer(&data_dir, &organisation, options.world).await?;
                (Some(lock), store, notice)
            }
        };
        let inner = Inner {
            definition: definition::get(),
            store: Box::new(store),
            organisation,
            data_dir,
            vocabulary: OnceLock::new(),
            derived: RwLock::new(None),
            deriving: Arc::default(),
            building: Mutex::new(()),
            writing: tokio::sync::Mutex::new(()),
            lock,
        };
        let computing = Arc::new(Computing::new(ComputingLimits::default()));
        Ok((App { inner: Arc::new(inner), computing }, notice.into_iter().collect()))
    }

    /// The same application, computing within other limits.
    #[must_use]
    pub fn with_computing(self, limits: ComputingLimits) -> App {
        App { computing: Arc::new(Computing::new(limits)), ..self }
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

    /// The store's generation; a cheap read that proves the store answers.
    ///
    /// # Errors
    /// The store is unavailable.
    pub async fn generation(&self) -> Result<u64, Error> {
        Ok(self.store().generation().await?)
    }

    /// The generation from which answers are computed; `None` before the first.
    pub fn derived_generation(&self) -> Option<u64> {
        let slot = self.inner.derived.read().unwrap_or_else(PoisonError::into_inner);
        slot.as_ref().map(|derived| derived.generation)
    }

    /// The hash of the definition.
    pub fn definition_hash(&self) -> &str {
        &self.definition().hash
    }

    pub(super) fn definition(&self) -> &'static Definition {
        self.inner.definition
    }

    pub(super) fn store(&self) -> &dyn Store {
        self.inner.store.as_ref()
    }

    pub(super) fn organisation(&self) -> &OrganisationId {
        &self.inner.organisation
    }

    /// Waits for the turn to write: what a write checks holds until it is done.
    ///
    /// # Errors
    /// The application was opened for reading.
    pub(super) async fn writer(&self) -> Result<tokio::sync::MutexGuard<'_, ()>, Error> {
        if self.inner.lock.is_none() {
            return Err(Error::DataDirectory {
                path: self.inner.data_dir.display().to_string(),
                message: "was opened for reading, open it for writing".to_owned(),
            });
        }
        Ok(self.inner.writing.lock().await)
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
/// in its [`App::turn`].
pub(super) async fn blocking<T: Send + 'static>(
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

/// The database's file in a data directory.
const DATABASE: &str = "hinterland.db";
/// How long a reader waits for another process that founds the directory.
const FOUNDING_WAIT: Duration = Duration::from_secs(10);

async fn open_writer(
    data_dir: &Path,
    organisation: &OrganisationId,
    choice: WorldChoice,
) -> Result<(SqliteStore, Option<Notice>), Error> {
    let store = SqliteStore::open(&data_dir.join(DATABASE)).await?;
    let notice = if is_new(&store, organisation).await? {
        found(&store, organisation, choice).await?
    } else {
        renew(&store, organisation).await?
    };
    Ok((store, notice))
}

/// Opens for reading only; a directory that is new or of an older form is first founded or
/// brought up to date under its lock.
async fn open_reader(
    data_dir: &Path,
    organisation: &OrganisationId,
    choice: WorldChoice,
) -> Result<(SqliteStore, Option<Notice>), Error> {
    let database = data_dir.join(DATABASE);
    let mut notice = None;
    let ready = match SqliteStore::open_read_only(&database).await {
        _ if !database.exists() => false,
        Ok(store) => !is_new(&store, organisation).await?,
        Err(error @ store::Error::NewerSchema { .. }) => return Err(error.into()),
        // Whatever else is wrong, opening for writing mends it or says what it is.
        Err(_) => false,
    };
    if !ready {
        let held = acquire_soon(data_dir).await?;
        let (store, founded) = open_writer(data_dir, organisation, choice).await?;
        store.close().await;
        drop(held);
        notice = founded;
    }
    Ok((SqliteStore::open_read_only(&database).await?, notice))
}

/// Waits for a lock that another process holds for a moment.
async fn acquire_soon(data_dir: &Path) -> Result<Lock, Error> {
    let begun = std::time::Instant::now();
    loop {
        match Lock::acquire(data_dir) {
            Err(LockError::Held { .. }) if begun.elapsed() < FOUNDING_WAIT => {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            result => return Ok(result?),
        }
    }
}

/// The key under which the store remembers with which world it began.
const WORLD_KEY: &str = "world";

async fn is_new(store: &dyn Store, organisation: &OrganisationId) -> Result<bool, Error> {
    let untouched = store.meta(WORLD_KEY).await?.is_none() && store.generation().await? == 0;
    Ok(untouched && store.world_version(organisation).await?.is_none())
}

/// Begins an empty data directory.
async fn found(
    store: &dyn Store,
    organisation: &OrganisationId,
    choice: WorldChoice,
) -> Result<Option<Notice>, Error> {
    if choice == WorldChoice::None {
        store.set_meta(WORLD_KEY, "none").await?;
        return Ok(None);
    }
    let world = blocking(index_texts::built_in_world).await?;
    let version = world_version();
    store.put_world(organisation, &world.regions, &world.projects, &version).await?;
    store.set_meta(WORLD_KEY, "cn").await?;
    let (regions, projects) = (world.regions.len(), world.projects.len());
    Ok(Some(Notice(format!(
        "the data directory was empty: imported the built-in world `cn` ({regions} regions, \
         {projects} projects)"
    ))))
}

/// Brings an older built-in world up to date; what a user touched stays.
async fn renew(store: &dyn Store, organisation: &OrganisationId) -> Result<Option<Notice>, Error> {
    let Some(version) = store.world_version(organisation).await? else { return Ok(None) };
    let known = world_version();
    if version == known {
        return Ok(None);
    }
    let world = blocking(index_texts::built_in_world).await?;
    let committed = store.put_world(organisation, &world.regions, &world.projects, &known).await?;
    Ok(Some(Notice(format!(
        "the built-in world is newer than the data directory's: {} documents added, {} updated, {} \
         kept because a user changed them",
        committed.inserted, committed.updated, committed.kept
    ))))
}

/// The version of the built-in world as it stands in a store: its files, and the definition that
/// codes its labels.
fn world_version() -> String {
    format!("{}-{}", world::version(), definition::get().hash)
}

/// The path of the search segments below a data directory.
pub fn segments_dir(data_dir: &Path) -> PathBuf {
    data_dir.join("search")
}
