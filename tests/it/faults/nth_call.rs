use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};
use tempfile::TempDir;

/// Documents that are imported all or none; long enough for many pages.
const REGIONS: usize = 24;
/// What a call may come to, as `disk.c` calls it.
const KINDS: [&str; 6] = ["enospc", "eio", "eintr", "short", "kill", "killed"];

/// What was counted.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    /// Imports of which one call failed.
    pub(crate) faults: u32,
    /// Those that left the old state.
    pub(crate) old: u32,
    /// Those that left the new state.
    pub(crate) new: u32,
}

/// The program with a disk that fails below `data`; the library for it is built in `folder`.
pub(crate) fn preloaded(folder: &Path, data: &Path) -> Command {
    let library = folder.join("disk.so");
    if !library.exists() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/faults/disk.c");
        let mut compiler = Command::new("cc");
        compiler.args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(source).arg("-ldl");
        assert!(compiler.status().unwrap().success(), "`cc` builds the library");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_hinterland"));
    command.env("LD_PRELOAD", library).env("FAULT_DIR", data);
    command
}

/// Imports again and again, each time with the next call failing, until none is left to fail, and
/// checks each time that the old state is there or the new one. Only every `stride`-th call fails.
pub(crate) fn fail_every_call(stride: usize) -> Figures {
    let folder = TempDir::new().unwrap();
    let [old, new] = ["old", "new"].map(|name| {
        let file = folder.path().join(format!("{name}.ndjson"));
        fs::write(&file, rows(name)).unwrap();
        file
    });
    let before = folder.path().join("before");
    let prepared = import(Command::new(env!("CARGO_BIN_EXE_hinterland")), &before, &old);
    assert_eq!(prepared, Some(0));
    let mut figures = Figures::default();
    for (number, kind) in KINDS.iter().enumerate() {
        // Another first call for each kind, so that a stride leaves out no call for all of them.
        for at in (1 + 5 * number % stride..).step_by(stride) {
            let data = folder.path().join("data");
            copy(&before, &data);
            let hit = folder.path().join("hit");
            let mut command = preloaded(folder.path(), &data);
            command.env("FAULT_AT", at.to_string()).env("FAULT_KIND", kind).env("FAULT_HIT", &hit);
            let code = import(command, &data, &new);
            let is_new = is_new(&data);
            let case = format!("{kind} at call {at} ended with {code:?}, new: {is_new}");
            assert!(code != Some(0) || is_new, "acknowledged, but lost: {case}");
            assert!(hit.exists() || code == Some(0), "{case}");
            fs::remove_dir_all(&data).unwrap();
            if fs::remove_file(hit).is_err() {
                break;
            }
            figures.faults += 1;
            *(if is_new { &mut figures.new } else { &mut figures.old }) += 1;
        }
    }
    figures
}

fn rows(name: &str) -> String {
    let description = "long ".repeat(400);
    let row = |number: usize| {
        let (id, parent) = match number {
            0 => ("CN".to_owned(), None),
            _ => (format!("CN-P{number}"), Some("CN")),
        };
        let level = if number == 0 { "country" } else { "park" };
        serde_json::json!({ "schema": 1, "id": id, "parent": parent, "levels": [level],
                            "name": { "en": name }, "description": { "en": description } })
    };
    (0..REGIONS).fold(String::new(), |text, number| format!("{text}{}\n", row(number)))
}

/// The exit code; `None` if it was killed.
fn import(mut command: Command, data: &Path, file: &Path) -> Option<i32> {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("HINTERLAND_") {
            command.env_remove(name);
        }
    }
    command.arg("--data-dir").arg(data).args(["--world", "none", "import", "--kind", "regions"]);
    command.arg("--atomic").arg(file).output().unwrap().status.code()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path: PathBuf = entry.unwrap().path();
        if path.is_file() {
            fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
        }
    }
}

/// Whether the new state is there; the old one otherwise, and never a mixture of both.
fn is_new(data: &Path) -> bool {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let options = SqliteConnectOptions::new().filename(data.join("hinterland.db"));
        let mut connection = options.connect().await.unwrap();
        let sound: String =
            sqlx::query_scalar("pragma integrity_check").fetch_one(&mut connection).await.unwrap();
        let documents: Vec<String> = sqlx::query_scalar("select document from regions")
            .fetch_all(&mut connection)
            .await
            .unwrap();
        let generation = "select value from meta where key = 'generation'";
        let generation: String =
            sqlx::query_scalar(generation).fetch_one(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        let new = documents.iter().filter(|document| document.contains("\"new\"")).count();
        let found = (sound.as_str(), documents.len(), new, generation.as_str());
        match found {
            ("ok", REGIONS, 0, "1") => false,
            ("ok", REGIONS, REGIONS, "2") => true,
            found => panic!("a mixture: {found:?}"),
        }
    })
}

/// 42 and 43: every call once is `cargo bench --bench soak -- every-call`.
#[test]
fn whatever_call_to_the_disk_fails_the_old_state_is_there_or_the_new_one() {
    let figures = fail_every_call(29);
    assert!(10 < figures.faults && 0 < figures.old && 0 < figures.new, "{figures:?}");
}
