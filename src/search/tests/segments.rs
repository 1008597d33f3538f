use std::fs;
use std::path::{Path, PathBuf};

use super::*;

fn texts() -> Texts {
    let regions = vec![park("CN-1", "某区", "医药"), park("CN-2", "某区", "光伏")];
    Texts { regions, ..Texts::default() }
}

fn open(dir: &Path, generation: u64) -> Result<Engine, Rebuild> {
    match Engine::open(dir, &stamp(generation), &RULES).unwrap() {
        Opened::Ready(engine) => Ok(*engine),
        Opened::Rebuild(reason) => Err(reason),
    }
}

fn build(dir: &Path, generation: u64) -> Engine {
    Engine::build(dir, &stamp(generation), &RULES, &texts()).unwrap()
}

fn answers(engine: &Engine) -> bool {
    ids(&engine.search(&SearchQuery::new(Kind::Region, "医药")).unwrap()) == ["CN-1"]
}

/// Every file below `dir`.
fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

fn folders(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn segments_open_again_and_older_ones_go() {
    let dir = tempfile::tempdir().unwrap();
    let search = dir.path().join("search");
    assert_eq!(open(&search, 1).unwrap_err(), Rebuild::Missing);
    assert!(answers(&build(&search, 1)));
    assert!(answers(&open(&search, 1).unwrap()));
    let stale = Rebuild::Stale { found: "0badc0de-1-7".to_owned() };
    assert_eq!(open(&search, 2).unwrap_err(), stale);
    // Of another store of the same generation, and without a mark, as older programs wrote it.
    for other in [".building-7-0badc0de-1-7", "0badc0de-2-8", "0badc0de-2"] {
        fs::create_dir(search.join(other)).unwrap();
    }
    build(&search, 2);
    assert_eq!(folders(&search), ["0badc0de-2-7"]);
    assert!(answers(&open(&search, 2).unwrap()));
}

#[test]
fn any_damage_to_any_file_is_found_kept_aside_and_healed() {
    type Damage = (&'static str, fn(&Path));
    let damages: [Damage; 6] = [
        ("first bit", |path| flip(path, 0)),
        ("middle bit", |path| flip(path, fs::metadata(path).unwrap().len() / 2)),
        ("cut in half", |path| {
            let bytes = fs::read(path).unwrap();
            fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
        }),
        ("empty", |path| fs::write(path, "").unwrap()),
        ("garbage", |path| fs::write(path, "{\"segments\": \u{0}garbage").unwrap()),
        ("deleted", |path| fs::remove_file(path).unwrap()),
    ];
    let dir = tempfile::tempdir().unwrap();
    build(dir.path(), 1);
    let count = files(&dir.path().join("0badc0de-1-7")).len();
    assert!(10 < count);
    for number in 0..count {
        for (name, damage) in damages {
            let victim = files(&dir.path().join("0badc0de-1-7"))[number].clone();
            damage(&victim);
            let reason = open(dir.path(), 1).expect_err(name);
            assert!(matches!(reason, Rebuild::Damaged { .. }), "{name} {}", victim.display());
            let inspected = Engine::inspect(dir.path(), &stamp(1)).unwrap();
            assert_eq!(inspected.faults, [reason], "{name} {}", victim.display());
            assert!(answers(&build(dir.path(), 1)));
            assert!(answers(&open(dir.path(), 1).unwrap()));
        }
    }
    let inspected = Engine::inspect(dir.path(), &stamp(1)).unwrap();
    assert_eq!((inspected.files, inspected.faults), (count - 1, vec![]));
    assert_eq!(inspected.set_aside.len(), 3);
    for folder in inspected.set_aside {
        let (stamp, time) = folder.split_once(".corrupt-").unwrap();
        let time = time.split('-').next().unwrap();
        assert_eq!(stamp, "0badc0de-1-7");
        assert!(jiff::fmt::strtime::parse("%Y%m%dT%H%M%SZ", time).is_ok(), "{time}");
    }
}

fn flip(path: &Path, at: u64) {
    let mut bytes = fs::read(path).unwrap();
    bytes[usize::try_from(at).unwrap()] ^= 1;
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_running_engine_does_not_see_its_files_change() {
    let dir = tempfile::tempdir().unwrap();
    build(dir.path(), 1);
    let engine = open(dir.path(), 1).unwrap();
    for file in files(dir.path()) {
        fs::write(file, "").unwrap();
    }
    assert!(answers(&engine));
}

#[test]
fn a_folder_that_cannot_be_written_is_an_error_and_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("search");
    fs::write(&file, "not a folder").unwrap();
    let error = Engine::build(&file, &stamp(1), &RULES, &texts()).unwrap_err();
    assert!(matches!(error, Error::Disk { .. }));
    assert_eq!(folders(dir.path()), ["search"]);
}
