//! A copy of everything that stands in a store, in one file that either database is filled from.
//!
//! An archive is NDJSON: a first line with the version of the form, the schema, generation and mark
//! of the store and the columns of its tables; a line for each row, the name of its table before its
//! cells, all text or null; a last line with the number of rows and the SHA-256 of all bytes before
//! it. The same state gives the same bytes. What is derived is not in it.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
};

use super::{
    Error,
    app::{Database, database_file, refuse_lost},
    error::chain,
};
use crate::store::{self, ArchivedColumn, ArchivedTable, Cell, SqlStore, lock::Lock};

/// Writing an archive.
mod write;
/// Reading an archive.
mod read;
#[cfg(test)]
mod tests;

/// What stands in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// The version of the schema that its rows have.
    pub schema: i64,
    /// The generation of the store.
    pub generation: u64,
    /// Rows of all tables.
    pub rows: u64,
    /// The SHA-256 of all before the last line, in hexadecimal digits.
    pub sha256: String,
    /// The documents among its rows that cannot be read, and what is wrong with each.
    pub damaged: Vec<String>,
}

/// What a backup does with documents that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// Nothing that could be restored is written: who finds out is told while the backups before are
    /// still there.
    Refused,
    /// They are taken along as they are.
    Taken,
}

/// Writes everything that stands in a store to `output`, all of one state, also while others write.
///
/// # Errors
/// There is no store, it is of another schema than this program's, it cannot be read, documents are
/// damaged and `damage` is refused, or `output` cannot be written. What `output` has taken by then is
/// no backup: its last line is missing.
pub async fn write_backup(
    data_dir: &Path,
    database: &Database,
    damage: Damage,
    output: impl Write + Send,
) -> Result<Backup, Error> {
    let store = match database {
        Database::File => open_file(data_dir).await?,
        Database::Postgres(url) => SqlStore::open_postgres_as_it_is(url).await?,
    };
    let backup = write::write(&store, damage, output).await;
    store.close().await;
    backup
}

async fn open_file(data_dir: &Path) -> Result<SqlStore, Error> {
    refuse_lost(data_dir)?;
    let file = database_file(data_dir);
    if !file.exists() {
        return Err(Error::DataDirectory {
            path: data_dir.display().to_string(),
            message: "holds no database: name another with `--data-dir`".to_owned(),
        });
    }
    Ok(SqlStore::open_file_read_only(&file).await?)
}

/// Fills a store that does not exist yet, or an empty PostgreSQL database, from the file `archive`,
/// and brings it up to this program's schema. Nothing is begun before every byte was checked. What was
/// damaged when it was backed up is named, and stays so.
///
/// # Errors
/// The archive cannot be read, is cut off, was changed or is of a newer schema; the data directory
/// or the database is not empty, or cannot be written.
pub async fn restore_backup(
    data_dir: &Path,
    database: &Database,
    archive: &Path,
) -> Result<Backup, Error> {
    let backup = read::check(archive)?;
    match database {
        Database::File => {
            let target = Target::new(data_dir)?;
            let restored = restore_file(&target, archive, &backup).await;
            if restored.is_err() {
                target.remove();
            }
            restored?;
        }
        Database::Postgres(url) => {
            let store = SqlStore::found_postgres(url, Some(backup.schema)).await?;
            let loaded = load(&store, archive).await;
            store.close().await;
            loaded?;
            SqlStore::open_postgres(url).await?.close().await;
        }
    }
    Ok(backup)
}

async fn restore_file(target: &Target, archive: &Path, backup: &Backup) -> Result<(), Error> {
    let _lock = Lock::acquire(&target.folder)?;
    // Under another name, so that a server that is started meanwhile, or after a crash, never takes
    // a part for the whole.
    let part = target.part();
    let store = SqlStore::found_file(&part, backup.schema).await?;
    let loaded = load(&store, archive).await;
    store.close().await;
    loaded?;
    SqlStore::open_file(&part).await?.close().await;
    let unwritable = |source| unwritable(&target.folder, &source);
    fs::rename(&part, database_file(&target.folder)).map_err(unwritable)?;
    File::open(&target.folder).and_then(|folder| folder.sync_all()).map_err(unwritable)
}

async fn load(store: &SqlStore, archive: &Path) -> Result<(), Error> {
    store.load(&mut read::Rows::open(archive)?).await.map(|_generation| ())
}

/// The folder that is filled.
struct Target {
    folder: PathBuf,
    was_there: bool,
}

impl Target {
    /// # Errors
    /// It is not empty.
    fn new(folder: &Path) -> Result<Target, Error> {
        let was_there = folder.exists();
        fs::create_dir_all(folder).map_err(|source| unwritable(folder, &source))?;
        let mut entries = fs::read_dir(folder).map_err(|source| unwritable(folder, &source))?;
        if entries.next().is_some() {
            return Err(Error::DataDirectory {
                path: folder.display().to_string(),
                message: "is not empty: restore into a new one, then put it in the old one's place"
                    .to_owned(),
            });
        }
        Ok(Target { folder: folder.to_owned(), was_there })
    }

    fn part(&self) -> PathBuf {
        let mut name = database_file(&self.folder).into_os_string();
        name.push(".restoring");
        name.into()
    }

    /// Removes what a restore that failed has left behind, and nothing else.
    fn remove(&self) {
        for end in ["", "-wal", "-shm", "-journal"] {
            let mut name = self.part().into_os_string();
            name.push(end);
            fs::remove_file(name).ok();
        }
        fs::remove_file(self.folder.join("lock")).ok();
        if !self.was_there {
            fs::remove_dir(&self.folder).ok();
        }
    }
}

/// What is wrong with a row that holds a document.
fn fault_of(table: &ArchivedTable, columns: &[ArchivedColumn], cells: &[Cell]) -> Option<String> {
    store::fault_of_row(table, columns, cells).map(|fault| chain(&fault))
}

fn unwritable(folder: &Path, source: &std::io::Error) -> Error {
    Error::DataDirectory {
        path: folder.display().to_string(),
        message: format!("cannot be written: {source}; check its owner, permissions and space"),
    }
}
