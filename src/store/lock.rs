use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Seek, Write},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

/// How often to look for the holder's process id, a tenth of a second together.
const READS_MAX: u32 = 10;
/// How often to try for the lock before its holder is named.
const LOCKS_MAX: u32 = 5;
const READ_PAUSE: Duration = Duration::from_millis(10);
/// What the file holds is shorter.
const LENGTH_MAX: u64 = 64;

/// The name of the lock in a data directory.
pub const FILE: &str = "lock";
/// The second line of the file once the directory has had a database.
const FOUNDED: &str = "founded";

/// The exclusive lock of a data directory: one process writes to it at a time.
///
/// The operating system holds the lock, not the file's presence, so it is free again however its
/// holder ends. The file keeps the holder's process id for whoever finds it locked.
#[derive(Debug)]
pub struct Lock {
    // Dropping the file frees the lock.
    file: File,
    path: PathBuf,
}

/// Why a data directory could not be locked.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another process holds it.
    #[error("the data directory is in use by process {pid}")]
    Held {
        /// The process.
        pid: u32,
    },
    /// The lock file cannot be written.
    #[error("`{}` cannot be locked", path.display())]
    Io {
        /// The lock file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl Lock {
    /// Locks `data_directory`, creating it if need be, without waiting.
    ///
    /// # Errors
    /// [`LockError::Held`] names the process that holds it.
    pub fn acquire(data_directory: &Path) -> Result<Lock, LockError> {
        let path = data_directory.join(FILE);
        let failed = |source| LockError::Io { path: path.clone(), source };
        fs::create_dir_all(data_directory).map_err(failed)?;
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(failed)?;
        match try_lock(&file) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let pid = read_pid(&mut file).map_err(failed)?;
                return Err(LockError::Held { pid });
            }
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        // One write of a fixed width: whoever reads meanwhile sees the old pid or the new one.
        let line = format!("{:<10}\n", std::process::id());
        file.rewind().and_then(|()| file.write_all(line.as_bytes())).map_err(failed)?;
        Ok(Lock { file, path })
    }

    /// Notes that the directory has a database now, for whoever finds it without one.
    ///
    /// # Errors
    /// The lock file cannot be written.
    pub fn note_founded(&self) -> Result<(), LockError> {
        let mut file = &self.file;
        let mut write = || {
            let mut text = String::new();
            file.rewind()?;
            file.take(LENGTH_MAX).read_to_string(&mut text)?;
            if text.lines().nth(1) == Some(FOUNDED) {
                return Ok(());
            }
            // Behind the first line, which stays as it is.
            file.seek(io::SeekFrom::End(0))?;
            file.write_all(format!("{FOUNDED}\n").as_bytes())
        };
        write().map_err(|source| LockError::Io { path: self.path.clone(), source })
    }
}

/// Who holds a data directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// Nobody does.
    Nobody,
    /// A process, by its number; `None` if it has not written it.
    Process(Option<u32>),
}

/// Finds out who holds `data_directory`, without holding it.
///
/// # Errors
/// The lock file is there and cannot be read.
pub fn holder(data_directory: &Path) -> io::Result<Holder> {
    let mut file = match File::open(data_directory.join(FILE)) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Holder::Nobody),
        Err(error) => return Err(error),
    };
    match file.try_lock_shared() {
        // For no longer than this: whoever acquires it meanwhile tries again.
        Ok(()) => Ok(Holder::Nobody),
        Err(TryLockError::WouldBlock) => Ok(Holder::Process(read_pid(&mut file).ok())),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Whether a data directory has had a database; one that was never written to by a program which
/// notes it says nothing.
pub fn is_founded(data_directory: &Path) -> bool {
    let text = fs::read_to_string(data_directory.join(FILE));
    text.is_ok_and(|text| text.lines().nth(1) == Some(FOUNDED))
}

/// Locks the file; tries again for a moment, since who looks for its holder has it for an instant.
fn try_lock(file: &File) -> Result<(), TryLockError> {
    for _ in 0..LOCKS_MAX {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => thread::sleep(READ_PAUSE),
            result => return result,
        }
    }
    file.try_lock()
}

/// Reads who holds the lock; a holder that has just created the file writes it in a moment.
fn read_pid(file: &mut File) -> io::Result<u32> {
    for _ in 0..READS_MAX {
        let mut text = String::new();
        file.rewind()?;
        file.take(LENGTH_MAX).read_to_string(&mut text)?;
        if let Some(Ok(pid)) = text.lines().next().map(|line| line.trim().parse()) {
            return Ok(pid);
        }
        thread::sleep(READ_PAUSE);
    }
    Err(io::Error::new(io::ErrorKind::InvalidData, "the file is locked but names no process"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_holder_is_refused_and_told_the_first() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("data");
        let first = Lock::acquire(&path).unwrap();
        let pid = std::process::id();
        let begun = std::time::Instant::now();
        let error = Lock::acquire(&path).unwrap_err();
        assert!(begun.elapsed() < Duration::from_secs(1));
        assert!(matches!(error, LockError::Held { pid: found } if found == pid), "{error}");
        assert!(error.to_string().ends_with(&format!("process {pid}")));
        assert_eq!(holder(&path).unwrap(), Holder::Process(Some(pid)));
        drop(first);
        assert_eq!(holder(&path).unwrap(), Holder::Nobody);
        Lock::acquire(&path).unwrap();
    }

    #[test]
    fn a_lock_file_left_behind_locks_nothing() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("lock"), "4294967295\n").unwrap();
        Lock::acquire(directory.path()).unwrap();
        let text = fs::read_to_string(directory.path().join("lock")).unwrap();
        assert_eq!(text.trim(), std::process::id().to_string());
    }

    #[test]
    fn that_there_was_a_database_is_noted_once_and_stays() {
        let directory = tempfile::tempdir().unwrap();
        assert!(!is_founded(directory.path()));
        for _ in 0..2 {
            let lock = Lock::acquire(directory.path()).unwrap();
            lock.note_founded().unwrap();
            let pid = std::process::id();
            let error = Lock::acquire(directory.path()).unwrap_err();
            assert!(matches!(error, LockError::Held { pid: found } if found == pid), "{error}");
        }
        let text = fs::read_to_string(directory.path().join(FILE)).unwrap();
        assert_eq!(text.lines().count(), 2, "{text}");
        assert!(is_founded(directory.path()));
    }
}
