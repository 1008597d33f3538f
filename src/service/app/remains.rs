use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{Error, opening::database_file, queue_file, segments_dir};
use crate::store::lock;

/// What an earlier database has left in a data directory that has lost it: its file is gone or
/// empty, and these files beside it are not of a new directory. Empty where the database is there, or
/// where none has been: a directory that is used with PostgreSQL holds search segments, and the lock
/// under which they are written, without the note.
pub(in crate::service) fn remains(data_dir: &Path) -> Vec<String> {
    let database = database_file(data_dir);
    if 0 < length(&database) {
        return Vec::new();
    }
    let mut log = database.into_os_string();
    log.push("-wal");
    let (log, segments) = (PathBuf::from(log), segments_dir(data_dir));
    // A founding that is interrupted leaves a lock without the note, and no log with anything in it.
    let candidates = [
        (0 < length(&log), log),
        (lock::is_founded(data_dir), data_dir.join(lock::FILE)),
        (queue_file(data_dir).exists(), queue_file(data_dir)),
    ];
    let left = candidates.into_iter().filter(|(is_left, _)| *is_left);
    let mut left: Vec<PathBuf> = left.map(|(_, path)| path).collect();
    // Segments alone tell of no database.
    if !left.is_empty() && segments.exists() {
        left.push(segments);
    }
    let name = |path: PathBuf| Some(path.file_name()?.to_string_lossy().into_owned());
    left.into_iter().filter_map(name).collect()
}

/// Refuses to found a database where another has been lost: an empty one in its place would hide
/// that, and take the log with it.
pub(in crate::service) fn refuse_lost(data_dir: &Path) -> Result<(), Error> {
    let remains = remains(data_dir);
    if remains.is_empty() {
        return Ok(());
    }
    let what = if database_file(data_dir).exists() { "empty" } else { "missing" };
    let named: Vec<String> = remains.iter().map(|name| format!("`{name}`")).collect();
    Err(Error::DataDirectory {
        path: data_dir.display().to_string(),
        message: format!(
            "its database `hinterland.db` is {what}, but the directory is not new, for it holds {}: \
             keep it for inspection, and restore the latest backup into a new directory with \
             `hinterland restore`; or remove everything in it to begin anew",
            named.join(", ")
        ),
    })
}

fn length(file: &Path) -> u64 {
    fs::metadata(file).map_or(0, |metadata| metadata.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::lock::Lock;

    /// Makes something in a folder.
    type Make = Box<dyn Fn(&Path)>;

    #[test]
    fn a_lost_database_is_told_from_one_that_never_was() {
        let write = |name: &str| {
            let name = name.to_owned();
            move |folder: &Path| fs::write(folder.join(&name), "x").unwrap()
        };
        let search = |folder: &Path| fs::create_dir(folder.join("search")).unwrap();
        let cases: [(&str, Vec<Make>, &[&str]); 9] = [
            ("a new directory", vec![], &[]),
            (
                "a founding that was cut off early",
                vec![Box::new(|it| drop(Lock::acquire(it)))],
                &[],
            ),
            (
                "a lost file of which the log is left",
                vec![Box::new(write("hinterland.db-wal"))],
                &["hinterland.db-wal"],
            ),
            (
                "an empty log, as a founding that was cut off leaves it",
                vec![Box::new(|it| fs::write(it.join("hinterland.db-wal"), "").unwrap())],
                &[],
            ),
            (
                "founded once",
                vec![Box::new(|it| Lock::acquire(it).unwrap().note_founded().unwrap())],
                &["lock"],
            ),
            ("of an older program", vec![Box::new(write("queue.db"))], &["queue.db"]),
            (
                "one that has answered",
                vec![
                    Box::new(|it| Lock::acquire(it).unwrap().note_founded().unwrap()),
                    Box::new(search),
                ],
                &["lock", "search"],
            ),
            (
                "one that was used with PostgreSQL",
                vec![Box::new(search), Box::new(|it| drop(Lock::acquire(it)))],
                &[],
            ),
            (
                "one that is there",
                vec![Box::new(write("hinterland.db")), Box::new(write("queue.db"))],
                &[],
            ),
        ];
        for (reason, makes, expected) in cases {
            let folder = tempfile::tempdir().unwrap();
            for make in &makes {
                make(folder.path());
            }
            assert_eq!(remains(folder.path()), expected, "{reason}");
            assert_eq!(refuse_lost(folder.path()).is_err(), !expected.is_empty(), "{reason}");
        }
    }
}
