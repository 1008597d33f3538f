use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use super::{
    Access, Database, Error, Notice, OpenOptions, WorldChoice, blocking, remains::refuse_lost,
};
use crate::{
    definition,
    domain::{id::OrganisationId, limits::CHECKED_BYTES_MAX},
    service::index_texts,
    store::{
        self, SqlStore, Store,
        lock::{Lock, LockError},
    },
    world,
};

/// The database's file in a data directory.
const DATABASE: &str = "hinterland.db";

/// The path of the database in a data directory.
pub(in crate::service) fn database_file(data_dir: &Path) -> PathBuf {
    data_dir.join(DATABASE)
}

/// How long a reader waits for another process that founds the directory.
const FOUNDING_WAIT: Duration = Duration::from_secs(10);
/// The key under which the store remembers with which world it began.
const WORLD_KEY: &str = "world";

/// An open store, and what opening it did.
pub(super) struct Opened {
    pub(super) store: SqlStore,
    /// Held by the one process that writes to a SQLite file.
    pub(super) lock: Option<Lock>,
    pub(super) notice: Option<Notice>,
}

/// Opens the store, and imports the built-in world into an empty one.
pub(super) async fn open(
    options: &OpenOptions,
    organisation: &OrganisationId,
) -> Result<Opened, Error> {
    let (data_dir, world) = (&options.data_dir, options.world);
    if matches!(options.database, Database::File) {
        refuse_lost(data_dir)?;
    }
    match (&options.database, options.access) {
        (Database::File, Access::Read) => open_reader(data_dir, organisation, world).await,
        (Database::File, Access::Keys) => {
            let opened = open_reader(data_dir, organisation, world).await?;
            opened.store.close().await;
            let store = SqlStore::open_file(&data_dir.join(DATABASE)).await?;
            Ok(Opened { store, ..opened })
        }
        (Database::File, Access::Write) => {
            let lock = Lock::acquire(data_dir)?;
            let opened = open_writer(&lock, data_dir, organisation, world).await?;
            Ok(Opened { lock: Some(lock), ..opened })
        }
        // Whoever reaches it may write: processes take turns.
        (Database::Postgres(url), _) => {
            let store = SqlStore::open_postgres(url).await?;
            let notice = settle(&store, organisation, world, "the database").await?;
            Ok(Opened { store, lock: None, notice })
        }
    }
}

/// Opens for writing whoever holds `lock`, which notes that there is a database from now on.
async fn open_writer(
    lock: &Lock,
    data_dir: &Path,
    organisation: &OrganisationId,
    choice: WorldChoice,
) -> Result<Opened, Error> {
    let store = SqlStore::open_file(&database_file(data_dir)).await?;
    store.check_pages(CHECKED_BYTES_MAX).await?;
    let notice = settle(&store, organisation, choice, "the data directory").await?;
    lock.note_founded()?;
    Ok(Opened { store, lock: None, notice })
}

/// Opens for reading only; a directory that is new or of an older form is first founded or
/// brought up to date under its lock.
async fn open_reader(
    data_dir: &Path,
    organisation: &OrganisationId,
    choice: WorldChoice,
) -> Result<Opened, Error> {
    let database = database_file(data_dir);
    let mut notice = None;
    let ready = match SqlStore::open_file_read_only(&database).await {
        _ if !database.exists() => false,
        Ok(store) => !is_new(&store, organisation).await?,
        Err(error @ store::Error::NewerSchema { .. }) => return Err(error.into()),
        // Whatever else is wrong, opening for writing mends it or says what it is.
        Err(_) => false,
    };
    if !ready {
        let held = acquire_soon(data_dir).await?;
        let opened = open_writer(&held, data_dir, organisation, choice).await?;
        opened.store.close().await;
        drop(held);
        notice = opened.notice;
    }
    let store = SqlStore::open_file_read_only(&database).await?;
    Ok(Opened { store, lock: None, notice })
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

/// Founds a new store, and brings an older built-in world up to date; `place` is what a notice
/// calls the store.
async fn settle(
    store: &dyn Store,
    organisation: &OrganisationId,
    choice: WorldChoice,
    place: &str,
) -> Result<Option<Notice>, Error> {
    let is_settled = !is_new(store, organisation).await?
        && store
            .world_version(organisation)
            .await?
            .is_none_or(|version| version == world_version());
    if is_settled {
        return Ok(None);
    }
    // Another process may have done it while this one waited for its turn.
    let _turn = store.turn().await?;
    if is_new(store, organisation).await? {
        found(store, organisation, choice, place).await
    } else {
        renew(store, organisation, place).await
    }
}

async fn is_new(store: &dyn Store, organisation: &OrganisationId) -> Result<bool, Error> {
    let untouched = store.meta(WORLD_KEY).await?.is_none() && store.generation().await? == 0;
    Ok(untouched && store.world_version(organisation).await?.is_none())
}

/// Begins an empty store.
async fn found(
    store: &dyn Store,
    organisation: &OrganisationId,
    choice: WorldChoice,
    place: &str,
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
        "{place} was empty: imported the built-in world `cn` ({regions} regions, {projects} \
         projects)"
    ))))
}

/// Brings an older built-in world up to date; what a user touched stays.
async fn renew(
    store: &dyn Store,
    organisation: &OrganisationId,
    place: &str,
) -> Result<Option<Notice>, Error> {
    let Some(version) = store.world_version(organisation).await? else { return Ok(None) };
    let known = world_version();
    if version == known {
        return Ok(None);
    }
    let world = blocking(index_texts::built_in_world).await?;
    let committed = store.put_world(organisation, &world.regions, &world.projects, &known).await?;
    Ok(Some(Notice(format!(
        "the built-in world is newer than that of {place}: {} documents added, {} updated, {} \
         kept because a user changed them",
        committed.inserted, committed.updated, committed.kept
    ))))
}

/// The version of the built-in world as it stands in a store: its files, and the definition that
/// codes its labels.
pub(in crate::service) fn world_version() -> String {
    format!("{}-{}", world::version(), definition::get().hash)
}
