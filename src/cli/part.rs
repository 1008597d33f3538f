use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

/// What a part of a file is called at its end.
const END: &str = ".part";
/// How long nobody has written to a part that may be removed: on a disk that machines or containers share,
/// the process that writes it may be one of another, which is not seen from here.
const SILENCE: Duration = Duration::from_hours(1);

/// The name under which a file is written before it takes its place. What processes that are no more have
/// left of the same file is removed first: an interrupted run leaves its part, and a nightly script
/// would fill the disk with them.
pub(super) fn beside(file: &Path) -> PathBuf {
    sweep(file);
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}{END}", std::process::id()));
    file.with_file_name(name)
}

/// Removes the parts of `file` whose processes have ended and that nobody has written to for long;
/// whatever cannot be told or removed stays.
fn sweep(file: &Path) {
    let Some(own) = file.file_name().and_then(|name| name.to_str()) else { return };
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let Ok(entries) = fs::read_dir(folder.unwrap_or(Path::new("."))) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let name = path.file_name().and_then(|name| name.to_str());
        let process = name.and_then(|name| process_of(name, own));
        if process.is_some_and(has_ended) && is_silent(&path) {
            fs::remove_file(&path).ok();
        }
    }
}

/// The process that writes a part of the file `own`, if `name` is one.
fn process_of(name: &str, own: &str) -> Option<u32> {
    let number = name.strip_prefix(own)?.strip_prefix('.')?.strip_suffix(END)?;
    number.bytes().all(|byte| byte.is_ascii_digit()).then(|| number.parse().ok())?
}

/// Whether no process of this number is there, where the system says so.
fn has_ended(process: u32) -> bool {
    let processes = Path::new("/proc");
    processes.join("self").exists() && !processes.join(process.to_string()).exists()
}

/// Whether nobody has written to a file for long.
fn is_silent(file: &Path) -> bool {
    let written = fs::metadata(file).and_then(|metadata| metadata.modified());
    written.is_ok_and(|at| at.elapsed().is_ok_and(|silence| SILENCE <= silence))
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    #[test]
    fn what_an_interrupted_run_has_left_of_the_same_file_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let mut ended = std::process::Command::new("true").spawn().unwrap();
        ended.wait().unwrap();
        let (ended, own) = (ended.id(), std::process::id());
        let cases = [
            (format!("out.csv.{ended}.part"), false),
            (format!("out.csv.{own}.part"), true), // this one is alive
            (format!("other.csv.{ended}.part"), true), // of another file
            (format!("out.csv.{ended}.parts"), true), // no part
            ("out.csv.+1.part".to_owned(), true),  // a user's own
            ("out.csv".to_owned(), true),
        ];
        for (name, _) in &cases {
            fs::write(path(name), "x").unwrap();
        }
        // Written to a moment ago: perhaps by a process of another machine, which has no number here.
        beside(&path("out.csv"));
        assert!(path(&cases[0].0).exists());
        let long_ago = SystemTime::now() - SILENCE;
        for (name, _) in &cases {
            let file = fs::File::options().write(true).open(path(name)).unwrap();
            file.set_modified(long_ago).unwrap();
        }
        assert_eq!(beside(&path("out.csv")), path(&format!("out.csv.{own}.part")));
        for (name, stays) in &cases {
            assert_eq!(path(name).exists(), *stays, "{name}");
        }
    }
}
