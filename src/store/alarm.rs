use std::{
    fs, io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use super::Error;

/// Whether a write could not be flushed to the disk, or the file of the database was taken away.
///
/// A system that fails to flush may forget what it failed to write and call the next flush a
/// success, so that trying again proves nothing (Rebello and others, "Can Applications Recover from
/// fsync Failures?", USENIX ATC 2020). Nothing is written any more, then, until the process has
/// been started anew and has read what is really there. And a file that was removed or replaced while
/// it is open takes writes like any other, and they are gone with the last that has it open. Clones
/// share one alarm.
#[derive(Debug, Clone, Default)]
pub(super) struct Alarm {
    is_raised: Arc<AtomicBool>,
    watched: Option<Arc<Watched>>,
}

/// A file that must stay where it was found.
#[derive(Debug)]
struct Watched {
    path: PathBuf,
    /// The device and the file on it.
    identity: (u64, u64),
}

impl Alarm {
    /// One that is raised as well once another file stands at `path`, or none.
    pub(super) fn watching(path: &Path) -> Alarm {
        let watched = fs::metadata(path)
            .ok()
            .map(|found| Watched { path: path.to_owned(), identity: identity(&found) });
        Alarm { watched: watched.map(Arc::new), ..Alarm::default() }
    }

    /// Whether it was raised, or must be now.
    pub(super) fn is_raised(&self) -> bool {
        if let Some(Watched { path, identity: known }) = self.watched.as_deref()
            && is_gone(path, *known)
            && !self.is_raised.swap(true, Ordering::AcqRel)
        {
            tracing::error!(
                path = %path.display(),
                "the file of the database was removed or replaced while it is in use: nothing is \
                 written any more, reading goes on; put it back, then start the server again"
            );
        }
        self.is_raised.load(Ordering::Acquire)
    }

    /// Raises it if the error says that something could not be flushed; gives the error back.
    pub(super) fn note(&self, error: Error) -> Error {
        if let Error::Unsynced(source) = &error
            && !self.is_raised.swap(true, Ordering::AcqRel)
        {
            tracing::error!(
                %source,
                "the disk could not flush what was written: nothing is written any more, reading \
                 goes on; check the disk, then start the server again"
            );
        }
        error
    }
}

fn identity(found: &fs::Metadata) -> (u64, u64) {
    (found.dev(), found.ino())
}

/// Whether another file stands at `path`, or none. Where the system cannot tell, it is not gone.
fn is_gone(path: &Path, known: (u64, u64)) -> bool {
    match fs::metadata(path) {
        Ok(found) => identity(&found) != known,
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_removed_or_replaced_raises_it_for_good() {
        let folder = tempfile::tempdir().unwrap();
        let [path, kept] = ["a", "b"].map(|name| folder.path().join(name));
        fs::write(&path, "x").unwrap();
        let alarm = Alarm::watching(&path);
        assert!(!alarm.is_raised());
        fs::rename(&path, &kept).unwrap();
        fs::write(&path, "x").unwrap();
        assert!(alarm.clone().is_raised());
        fs::rename(&kept, &path).unwrap();
        assert!(alarm.is_raised(), "what was written meanwhile may be lost");
    }

    #[test]
    fn only_what_could_not_be_flushed_raises_it_for_all_clones() {
        let alarm = Alarm::default();
        let shared = alarm.clone();
        for harmless in [Error::Full("full".into()), Error::Unavailable("busy".into())] {
            alarm.note(harmless);
            assert!(!shared.is_raised());
        }
        alarm.note(Error::Unsynced("input/output error".into()));
        assert!(shared.is_raised());
    }
}
