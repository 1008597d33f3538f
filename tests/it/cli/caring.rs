use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{ENGLISH, Place, rows, text};
use crate::{
    database::TestDatabase,
    process::{ServerProcess, damage, program},
};

fn data(place: &Place) -> std::path::PathBuf {
    place.directory.path().join("data")
}

/// The findings of a severity, by their names.
fn found(place: &Place, severity: &str) -> (Option<i32>, Vec<String>) {
    let output = place.run(&["doctor", "--json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap().iter();
    let those = findings.filter(|finding| finding["severity"] == severity);
    let names = those.map(|finding| finding["finding"].as_str().unwrap().to_owned());
    (output.status.code(), names.collect())
}

#[test]
fn the_doctor_says_what_to_do_and_ends_as_the_worst_finding_is() {
    let place = Place::new("none");
    let (code, faults) = found(&place, "fault");
    assert_eq!((code, faults), (Some(6), vec!["folder_missing".into(), "database_missing".into()]));
    assert!(!data(&place).exists());

    assert_eq!(
        place.feed(&["import", "-", "--kind", "regions"], &rows(20).join("\n")).status.code(),
        Some(0)
    );
    place.run(&["search", "XX", "--kind", "regions"]);
    let (code, faults) = found(&place, "fault");
    assert!(code != Some(6) && faults.is_empty(), "{faults:?}");
    let (_, well) = found(&place, "well");
    assert!(
        ["database", "documents", "segments", "state"]
            .iter()
            .all(|it| well.iter().any(|found| found == it)),
        "{well:?}"
    );
    let chinese = place.run(&["doctor", "--lang", "zh"]);
    assert!(text(&chinese.stdout).contains("数据库完好"), "{}", text(&chinese.stdout));

    // A byte of a segment: found, healed by whoever searches next, and kept for inspection.
    let search = data(&place).join("search");
    let folder = fs::read_dir(&search).unwrap().next().unwrap().unwrap().path();
    let file = folder.join("manifest.json");
    let mut bytes = fs::read(&file).unwrap();
    bytes[20] ^= 1;
    fs::write(&file, bytes).unwrap();
    assert_eq!(found(&place, "warning").0, Some(5));
    assert!(found(&place, "warning").1.contains(&"segments_damaged".to_owned()));
    let before = place.run(&["search", "XX", "--kind", "regions", "--json"]);
    assert_eq!(before.status.code(), Some(0));
    let (_, warnings) = found(&place, "warning");
    assert!(warnings.contains(&"segments_set_aside".to_owned()), "{warnings:?}");
    assert!(!warnings.contains(&"segments_damaged".to_owned()), "{warnings:?}");

    // The database itself: told, and left as it is.
    let file = data(&place).join("hinterland.db");
    fs::write(&file, "no database".repeat(1_000)).unwrap();
    for end in ["-wal", "-shm"] {
        fs::remove_file(format!("{}{end}", file.display())).ok();
    }
    let output = place.run(&["doctor"]);
    let report = text(&output.stdout);
    assert_eq!(output.status.code(), Some(6), "{report}");
    assert!(report.contains("hinterland restore"), "{report}");
    let refused = place.run(&["match", ENGLISH]);
    assert_eq!(refused.status.code(), Some(4));
    let message = text(&refused.stderr);
    assert!(message.contains("damaged") && message.contains("hinterland restore"), "{message}");
    assert_eq!(fs::read(&file).unwrap(), "no database".repeat(1_000).as_bytes());
}

#[test]
fn a_database_that_was_lost_is_not_founded_anew() {
    let place = Place::new("none");
    let imported = place.feed(&["import", "-", "--kind", "regions"], &rows(3).join("\n"));
    assert_eq!(imported.status.code(), Some(0), "{}", text(&imported.stderr));
    let file = data(&place).join("hinterland.db");
    let names = || {
        let entries = fs::read_dir(data(&place)).unwrap();
        let named = entries
            .map(|entry| entry.unwrap().path())
            .map(|path| (path.clone(), fs::read(path).ok()));
        named.collect::<BTreeMap<_, _>>()
    };
    for (lost, what) in [("as a file of no length", "empty"), ("as no file", "missing")] {
        if what == "empty" {
            fs::write(&file, "").unwrap();
        } else {
            fs::remove_file(&file).unwrap();
        }
        let before = names();
        let (code, faults) = found(&place, "fault");
        assert_eq!((code, faults), (Some(6), vec!["database_lost".to_owned()]), "{lost}");
        let doing: [&[&str]; 5] = [
            &["match", ENGLISH],
            &["keys", "list"],
            &["backup", "-"],
            &["serve", "--address", "127.0.0.1:0"],
            &["import", "/dev/null", "--kind", "regions", "--format", "ndjson"],
        ];
        for arguments in doing {
            let refused = place.run(arguments);
            let message = text(&refused.stderr);
            assert_eq!(refused.status.code(), Some(4), "{lost} {arguments:?}: {message}");
            assert!(message.contains(what) && message.contains("`lock`"), "{message}");
            assert!(message.contains("hinterland restore"), "{message}");
        }
        assert_eq!(names(), before, "{lost}: everything stays as it is");
    }
    // Nothing of it is left: begun anew.
    fs::remove_dir_all(data(&place)).unwrap();
    let imported = place.feed(&["import", "-", "--kind", "regions"], &rows(3).join("\n"));
    assert_eq!(imported.status.code(), Some(0), "{}", text(&imported.stderr));
}

#[test]
fn what_is_backed_up_is_restored_with_the_same_answers() {
    let place = Place::new("cn");
    let asked = ["match", ENGLISH, "--level", "prefecture", "--as-of", "2026-01-01", "--json"];
    let golden = place.run(&asked);
    assert_eq!(golden.status.code(), Some(0), "{}", text(&golden.stderr));
    let archive = place.directory.path().join("archive");
    let archive_name = archive.display().to_string();
    let output = place.run(&["backup", &archive_name, "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));

    let other = Place::new("none");
    let restored = other.run(&["restore", &archive_name, "--json"]);
    assert_eq!(restored.status.code(), Some(0), "{}", text(&restored.stderr));
    assert_eq!(restored.stdout, output.stdout);
    assert_eq!(text(&other.run(&asked).stdout), text(&golden.stdout));
    let refused = other.run(&["restore", &archive_name]);
    assert_eq!(refused.status.code(), Some(4));
    assert!(text(&refused.stderr).contains("is not empty"), "{}", text(&refused.stderr));

    let mut bytes = fs::read(&archive).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&archive, bytes).unwrap();
    let third = Place::new("none");
    let refused = third.run(&["restore", &archive_name]);
    assert_eq!(refused.status.code(), Some(2), "{}", text(&refused.stderr));
    assert!(!data(&third).exists());
    assert!(Path::new(&archive).exists());
}

/// A night on which a document is damaged: the good backup stays, what is wrong is named, and the
/// document is written anew from what was good.
#[test]
fn a_damaged_document_is_no_part_of_a_backup_unless_it_is_wanted() {
    let place = Place::new("none");
    let import = ["import", "-", "--kind", "regions"];
    assert_eq!(place.feed(&import, &rows(20).join("\n")).status.code(), Some(0));
    let archive = place.directory.path().join("archive").display().to_string();
    assert_eq!(place.run(&["backup", &archive]).status.code(), Some(0));
    let good = fs::read(&archive).unwrap();

    let again = place.run(&["backup", &archive]);
    let message = text(&again.stderr);
    assert_eq!(again.status.code(), Some(2), "{message}");
    assert!(message.contains("not there yet; `--overwrite`"), "{message}");
    assert_eq!(place.run(&["backup", &archive, "--overwrite"]).status.code(), Some(0));
    assert!(fs::read(&archive).unwrap() == good);

    damage(&data(&place), "update regions set document = '{' where id = 'XX-000007'");
    let refused = place.run(&["backup", &archive, "--overwrite"]);
    let message = text(&refused.stderr);
    assert_eq!(refused.status.code(), Some(4), "{message}");
    assert!(message.contains("`XX-000007`") && message.contains("--with-damage"), "{message}");
    assert!(fs::read(&archive).unwrap() == good, "the good one is still there");
    let beside = place.directory.path().join("damaged").display().to_string();
    let taken = place.run(&["backup", &beside, "--with-damage", "--json"]);
    assert_eq!(taken.status.code(), Some(5), "{}", text(&taken.stderr));
    let other = Place::new("none");
    let restored = other.run(&["restore", &beside, "--json"]);
    assert_eq!(restored.status.code(), Some(5), "{}", text(&restored.stderr));
    assert_eq!(restored.stdout, taken.stdout);
    let said = other.run(&["doctor", "--json"]);
    assert_eq!(said.status.code(), Some(6));

    // What is damaged stops nothing else, and the right document takes its place.
    assert_eq!(place.run(&["match", ENGLISH, "--level", "province"]).status.code(), Some(0));
    let mended = place.feed(&import, &rows(20).join("\n"));
    let report = text(&mended.stdout);
    assert!(report.contains("1 updated, 20 unchanged"), "{report}");
    let (code, faults) = found(&place, "fault");
    assert!(code != Some(6) && faults.is_empty(), "{faults:?}");
    assert_eq!(place.run(&["backup", &archive, "--overwrite"]).status.code(), Some(0));
}

/// Rows of an archive that are projects, by the front of their ids.
fn batches(archive: &Path) -> BTreeMap<u32, usize> {
    let text = fs::read_to_string(archive).unwrap();
    let mut counts = BTreeMap::new();
    for line in text.lines().filter(|line| line.starts_with("[\"projects\"")) {
        let row: Vec<Option<String>> = serde_json::from_str(line).unwrap();
        let id = row[2].as_deref().unwrap();
        let (batch, _) = id.split_once('-').unwrap();
        *counts.entry(batch.trim_start_matches('b').parse().unwrap()).or_default() += 1;
    }
    counts
}

#[test]
fn a_backup_beside_a_writer_holds_whole_imports_and_all_up_to_the_last() {
    const BATCH: usize = 7;
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    let server = ServerProcess::start(&data, None);
    let is_done = AtomicBool::new(false);
    let write = |batch: u32| {
        let row =
            |number: usize| json!({ "schema": 1, "id": format!("b{batch}-{number}"), "name": {} });
        let rows: Vec<String> = (0..BATCH).map(|number| row(number).to_string()).collect();
        let path = "/v1/projects:import?atomic=true";
        assert_eq!(server.ask("POST", path, &rows.join("\n")).unwrap().0, 200);
    };
    thread::scope(|scope| {
        write(0);
        scope.spawn(|| {
            for batch in 1.. {
                if is_done.load(Ordering::Relaxed) {
                    break;
                }
                write(batch);
            }
        });
        let mut before = 0;
        for number in 0..4 {
            let archive = folder.path().join(format!("archive-{number}"));
            let backup = program(&data, None).arg("backup").arg(&archive).output().unwrap();
            assert!(backup.status.success(), "{}", text(&backup.stderr));
            let found = batches(&archive);
            assert!(found.values().all(|count| *count == BATCH), "{found:?}");
            let last = *found.keys().last().unwrap();
            assert_eq!(found.len(), last as usize + 1, "{found:?}");
            assert!(before <= last);
            before = last;
        }
        is_done.store(true, Ordering::Relaxed);
    });
    let restored = folder.path().join("restored");
    let archive = folder.path().join("archive-3");
    let output = program(&restored, None).arg("restore").arg(&archive).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let export = program(&restored, None).args(["export", "--kind", "projects"]).output().unwrap();
    let count: usize = batches(&archive).values().sum();
    assert_eq!(text(&export.stdout).lines().count(), count);
}

#[test]
fn a_backup_goes_from_either_database_into_either() {
    let (Some(first), Some(second)) = (TestDatabase::create(), TestDatabase::create()) else {
        return;
    };
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name);
    let run = |url: Option<&str>, data: &str, command: &str, file: &str| {
        program(&path(data), url).arg(command).arg(path(file)).output().unwrap()
    };
    fs::write(path("rows.ndjson"), rows(250).join("\n")).unwrap();
    let mut import = program(&path("a"), Some(&first.url));
    let import = import.args(["import", "--kind", "regions"]).arg(path("rows.ndjson")).output();
    assert!(import.unwrap().status.success());
    for (url, data, command, file) in [
        (Some(first.url.as_str()), "a", "backup", "from-postgres"),
        (None, "b", "restore", "from-postgres"),
        (None, "b", "backup", "from-sqlite"),
        (Some(second.url.as_str()), "c", "restore", "from-sqlite"),
        (Some(second.url.as_str()), "c", "backup", "from-postgres-again"),
    ] {
        let output = run(url, data, command, file);
        assert!(output.status.success(), "{command} {file}: {}", text(&output.stderr));
    }
    let bytes = fs::read(path("from-postgres")).unwrap();
    for same in ["from-sqlite", "from-postgres-again"] {
        assert!(fs::read(path(same)).unwrap() == bytes, "{same}");
    }
    let refused = run(Some(&first.url), "a", "restore", "from-postgres");
    assert_eq!(refused.status.code(), Some(4));
    assert!(text(&refused.stderr).contains("not empty"), "{}", text(&refused.stderr));
    let doctor = program(&path("a"), Some(&first.url)).args(["doctor", "--json"]).output().unwrap();
    let report: Value = serde_json::from_slice(&doctor.stdout).unwrap();
    let found = report["findings"].as_array().unwrap();
    let regions = found.iter().find(|it| it["table"] == "regions").unwrap();
    assert_eq!((&regions["documents"], &regions["severity"]), (&json!(251), &json!("well")));
}
