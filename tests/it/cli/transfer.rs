use std::{collections::BTreeMap, io::Write};

use serde_json::Value;

use super::{ENGLISH, Place, rows, text};

/// A hundred rows, of which five are refused, each for another reason, and their lines.
fn hundred_rows_with_five_bad() -> (String, [usize; 5]) {
    let mut rows = rows(99);
    rows[10] = String::from(r#"{"schema":1,"id":"XX-000010","#);
    rows[20] = rows[20].replace(r#""schema":1"#, r#""schema":1,"surprise":true"#);
    rows[30] = rows[30]
        .replace(r#""levels""#, r#""land":{"approved_area":{"value":-3,"unit":"mu"}},"levels""#);
    rows[40] = rows[40].replace(r#""parent":"XX""#, r#""parent":"XX-999999""#);
    rows[50] = String::from(r#"{"schema":1,"id":"not an id","levels":["province"],"name":{}}"#);
    (rows.join("\n") + "\n", [11, 21, 31, 41, 51])
}

#[test]
fn good_rows_load_and_bad_rows_are_named() {
    let place = Place::new("none");
    let (rows, bad) = hundred_rows_with_five_bad();
    let output = place.feed(&["import", "-", "--kind", "regions"], &rows);
    assert_eq!(output.status.code(), Some(2));
    let expected = "100 rows: 95 loaded, 0 updated, 0 unchanged, 5 refused\n";
    assert_eq!(text(&output.stdout), expected);
    let faults = text(&output.stderr);
    let named = |line: &usize| faults.contains(&format!("line {line}: "));
    assert!(bad.iter().all(named), "{faults}");
    assert!(faults.contains("land.approved_area.value"), "{faults}");
    assert_eq!(place.regions().len(), 95);

    let again = place.feed(&["import", "-", "--kind", "regions"], &rows);
    let expected = "100 rows: 0 loaded, 0 updated, 95 unchanged, 5 refused\n";
    assert_eq!(text(&again.stdout), expected);
}

#[test]
fn an_input_without_rows_is_said_to_have_none() {
    let place = Place::new("none");
    for arguments in [
        &["import", "-", "--kind", "projects", "--format", "csv"][..],
        &["import", "-", "--kind", "regions"],
        &["rerank", "-"],
    ] {
        let output = place.feed(arguments, "");
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{told}");
        assert!(told.contains("no rows in the input"), "{arguments:?}: {told}");
    }
}

#[test]
fn an_atomic_import_loads_all_or_nothing() {
    let place = Place::new("none");
    let (bad, _) = hundred_rows_with_five_bad();
    let import = ["import", "-", "--kind", "regions", "--atomic"];
    let output = place.feed(&import, &bad);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(place.regions(), Vec::<Value>::new());

    let good = rows(99).join("\n");
    assert_eq!(place.feed(&import, &good).status.code(), Some(0));
    assert_eq!(place.regions().len(), 100);
}

#[test]
fn a_killed_import_leaves_whole_documents_only() {
    let rows = rows(3_000);
    let whole: BTreeMap<String, Value> = rows
        .iter()
        .map(|row| {
            let document: Value = serde_json::from_str(row).unwrap();
            (document["id"].as_str().unwrap().to_owned(), document)
        })
        .collect();
    for fed in [1, 150, 1_200, 2_999, rows.len()] {
        let place = Place::new("none");
        let mut child = place.spawn(&["import", "-", "--kind", "regions"]);
        let mut stdin = child.stdin.take().unwrap();
        for row in &rows[..fed] {
            writeln!(stdin, "{row}").unwrap();
        }
        // The last row stands half in the pipe.
        stdin.write_all(br#"{"schema":1,"id":"XX-9999"#).unwrap();
        stdin.flush().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        for document in place.regions() {
            let id = document["id"].as_str().unwrap();
            assert_eq!(Some(&document), whole.get(id), "after {fed} rows");
        }
        let rest = place.feed(&["import", "-", "--kind", "regions"], &rows.join("\n"));
        assert_eq!(rest.status.code(), Some(0), "{}", text(&rest.stderr));
        assert_eq!(place.regions().len(), rows.len());
    }
}

#[test]
fn what_is_exported_can_be_imported() {
    let place = Place::new("none");
    let rows = rows(20).join("\n");
    place.feed(&["import", "-", "--kind", "regions"], &rows);
    for extension in ["json", "ndjson"] {
        let file = place.directory.path().join(format!("regions.{extension}"));
        let file = file.to_str().unwrap();
        assert_eq!(place.run(&["export", file, "--kind", "regions"]).status.code(), Some(0));
        let output = place.run(&["import", file, "--kind", "regions"]);
        let expected = "21 rows: 0 loaded, 0 updated, 21 unchanged, 0 refused\n";
        assert_eq!(text(&output.stdout), expected, "{}", text(&output.stderr));
    }
}

#[test]
fn without_a_world_the_store_starts_empty() {
    let place = Place::new("none");
    assert_eq!(place.regions(), Vec::<Value>::new());
    let output = place.run(&["search", "--json"]);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["total"], 0);
}

#[test]
fn a_new_directory_gets_the_built_in_world_and_says_so_once() {
    let place = Place::new("cn");
    let first = place.run(&["search", "生物医药", "--level", "park"]);
    assert_eq!(first.status.code(), Some(0), "{}", text(&first.stderr));
    assert!(text(&first.stderr).starts_with("note: "), "{}", text(&first.stderr));
    assert!(text(&first.stdout).contains("CN-S"), "{}", text(&first.stdout));
    assert_eq!(text(&place.run(&["search", "光伏"]).stderr), "");
}

#[test]
fn a_closed_pipe_ends_the_program_quietly() {
    let place = Place::new("cn");
    let runs: [&[&str]; 3] = [
        &["export", "--kind", "regions"],
        &["export", "--kind", "regions", "--format", "csv"],
        &["match", ENGLISH, "--json", "--limit", "100"],
    ];
    place.run(&["code", "battery"]); // Imports the world, so that standard error stays empty.
    for arguments in runs {
        let mut child = place.spawn(arguments);
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert_eq!(text(&output.stderr), "", "{arguments:?}");
    }
}
