use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
};

use hinterland::columnar::NestedReader;
use serde_json::Value;

use super::{Place, text};
use crate::support::known;

/// Projects of the built-in world under so many ids that a run takes a while.
fn projects(count: usize) -> String {
    let world = include_str!("../../../fixtures/world/projects.ndjson");
    let lines = world.lines().cycle().take(count).enumerate().map(|(number, line)| {
        let mut project: Value = serde_json::from_str(line).unwrap();
        project["id"] = Value::from(format!("p-{number:04}"));
        format!("{project}\n")
    });
    lines.collect::<Vec<_>>().concat()
}

struct Files {
    input: String,
    whole: PathBuf,
    killed: PathBuf,
}

/// An input with a bad line in it, and the answers of a run that nobody disturbed.
fn undisturbed(place: &Place, extension: &str) -> Files {
    let path = |name: &str| place.directory.path().join(name);
    let mut lines: Vec<String> = projects(COUNT).lines().map(str::to_owned).collect();
    lines.insert(BAD_LINE - 1, "{".to_owned());
    fs::write(path("projects.ndjson"), lines.join("\n")).unwrap();
    let files = Files {
        input: path("projects.ndjson").to_str().unwrap().to_owned(),
        whole: path(&format!("whole.{extension}")),
        killed: path(&format!("killed.{extension}")),
    };
    let output = place.run(&rerank(&files.input, &files.whole));
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains(&format!("line {BAD_LINE}: ")));
    files
}

const COUNT: usize = 150;
const BAD_LINE: usize = 30;

/// With a checkpoint after every project.
fn rerank<'a>(input: &'a str, output: &'a Path) -> Vec<&'a str> {
    let output = output.to_str().unwrap();
    let shared = ["--as-of", "2025-12-01", "--checkpoint-every", "0"];
    let nested: &[&str] = if output.contains(".nested.") { &["--nested"] } else { &[] };
    [&["rerank", input, "--output", output], &shared[..], nested].concat()
}

/// How many items the run into `output` is done with, by its checkpoint.
fn done(output: &Path) -> Option<u64> {
    let checkpoint = fs::read(format!("{}.checkpoint", output.display())).ok()?;
    let checkpoint: Value = serde_json::from_slice(&checkpoint).unwrap();
    checkpoint["read"].as_u64()
}

/// Kills a run as soon as it has come further than `before`; `None` if it ended first.
fn kill_in_the_middle(place: &Place, files: &Files, before: u64) -> Option<u64> {
    let mut command = place.command(&rerank(&files.input, &files.killed));
    let mut child = command.stdin(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    loop {
        if done(&files.killed).is_some_and(|done| before < done) {
            child.kill().unwrap();
            child.wait().unwrap();
            return done(&files.killed);
        }
        if child.try_wait().unwrap().is_some() {
            return None;
        }
        std::thread::yield_now();
    }
}

#[test]
fn a_killed_run_goes_on_and_gives_the_same_bytes() {
    let place = Place::new("cn");
    for extension in ["ndjson", "csv", "parquet", "nested.parquet"] {
        let files = undisturbed(&place, extension);
        let (mut kills, mut before) = (0, 0);
        while kills < 3 {
            let Some(done) = kill_in_the_middle(&place, &files, before) else { break };
            assert!(!files.killed.exists(), "it is there before it is complete");
            (kills, before) = (kills + 1, done);
        }
        assert!(0 < kills, "it ended before it could be killed");
        let output = place.run(&rerank(&files.input, &files.killed));
        if kills == 3 {
            let told = text(&output.stderr);
            assert!(told.contains("note: going on after "), "{told}");
            // The refused line was named by the run that met it, and still counts.
            assert_eq!(output.status.code(), Some(2), "{told}");
        }
        assert!(fs::read(&files.killed).unwrap() == fs::read(&files.whole).unwrap(), "{extension}");
        let basis = |file: &Path| fs::read(format!("{}.basis", file.display())).ok();
        assert!(basis(&files.killed) == basis(&files.whole), "{extension}: the basis");
        let left = fs::read_dir(place.directory.path()).unwrap().flatten();
        let left: Vec<_> = left.map(|file| file.file_name().into_string().unwrap()).collect();
        let is_working =
            |name: &String| name.ends_with(".partial") || name.ends_with(".checkpoint");
        assert!(!left.iter().any(is_working), "{left:?}");
    }
}

#[test]
fn a_run_goes_on_only_as_it_was_begun() {
    let place = Place::new("cn");
    let files = undisturbed(&place, "ndjson");
    kill_in_the_middle(&place, &files, 0).unwrap();
    let same = rerank(&files.input, &files.killed);
    let refused = |more: &[&str]| {
        let output = place.run(&[&same[..], more].concat());
        assert_eq!(output.status.code(), Some(1), "{more:?}");
        text(&output.stderr)
    };
    for (more, named) in [
        (&["--top", "3"][..], "`top` was 10 and is 3"),
        (&["--weight", "access=30"], "`weights` was \"usual\""),
        (&["--max-travel", "180"], "`wishes`"),
        (&["--flat"], "`form`"),
    ] {
        let message = refused(more);
        assert!(message.contains(named) && message.contains("`--restart`"), "{message}");
    }
    // Another project at the front of the input.
    let input = fs::read_to_string(&files.input).unwrap();
    fs::write(&files.input, input.replacen("p-0000", "p-other", 1)).unwrap();
    let message = refused(&[]);
    assert!(message.contains("are not those of the input"), "{message}");
    fs::write(&files.input, input).unwrap();
    // Another generation.
    let region = r#"{"schema":1,"id":"XX","levels":["country"],"name":{"en":"Nowhere"}}"#;
    place.feed(&["import", "-", "--kind", "regions"], region);
    let message = refused(&[]);
    assert!(message.contains("`generation` was "), "{message}");

    let output = place.run(&[&same[..], &["--restart"]].concat());
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    let documents = text(&fs::read(&files.killed).unwrap());
    assert_eq!(documents.lines().count(), COUNT);
}

#[test]
fn a_nested_table_says_of_real_regions_what_the_documents_say() {
    let place = Place::new("cn");
    let path = |name: &str| place.directory.path().join(name).to_str().unwrap().to_owned();
    let input = path("projects.ndjson");
    fs::write(&input, projects(60)).unwrap();
    for further in [&[][..], &["--preset", "sponsor", "--level", "prefecture"]] {
        let (lines, table) = (path("run.ndjson"), path("run.parquet"));
        for output in [&[lines.as_str()][..], &[&table, "--nested"]] {
            let shared = ["rerank", &input, "--as-of", "2025-12-01", "--top", "3", "--output"];
            let told = place.run(&[&shared[..], output, further].concat());
            assert_eq!(told.status.code(), Some(0), "{}", text(&told.stderr));
        }
        let rows = NestedReader::open(fs::File::open(&table).unwrap()).unwrap();
        let documents = fs::read_to_string(&lines).unwrap();
        let mut count = 0;
        for (row, line) in rows.zip(documents.lines()) {
            let document: Value = serde_json::from_str(line).unwrap();
            assert_eq!(known(row.unwrap()), known(document));
            count += 1;
        }
        assert_eq!((count, documents.lines().count()), (60, 60));
    }
    for (arguments, expected) in [
        (["--nested", "--to", "csv"], "a row of CSV holds no lists"),
        (["--nested", "--flat", "--stored"], "cannot be used with"),
    ] {
        let told = place.run(&[&["rerank"], &arguments[..]].concat());
        assert_eq!(told.status.code(), Some(2));
        assert!(text(&told.stderr).contains(expected), "{}", text(&told.stderr));
    }
}

#[test]
fn two_runs_do_not_write_into_one_file() {
    let place = Place::new("none");
    let path = place.directory.path().join("out.ndjson");
    let held = fs::File::create(format!("{}.partial", path.display())).unwrap();
    held.lock().unwrap();
    let output = place.feed(&["rerank", "--output", path.to_str().unwrap()], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("to which no other run writes"));
}

#[test]
fn generated_projects_are_good_projects_and_the_same_again() {
    let place = Place::new("cn");
    let generate = |kind: &str, seed: &str| {
        let output = place.run(&["generate", kind, "--number", "20", "--seed", seed]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let projects = generate("projects", "7");
    assert_eq!(projects.lines().count(), 20);
    assert_eq!(projects, generate("projects", "7"));
    assert_ne!(projects, generate("projects", "8"));
    let output = place.feed(&["rerank", "-", "--top", "1", "--to", "csv"], &projects);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).starts_with("project,rank,region,"));
    let parks = generate("parks", "7");
    let output = place.feed(&["import", "-", "--kind", "regions"], &parks);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}
