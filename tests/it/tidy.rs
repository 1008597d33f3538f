use std::{collections::BTreeSet, fs, path::Path};

use crate::source;

/// The prose whose paths must exist.
const PROSE: &[&str] =
    &["README.md", "src/README.md", "index/README.md", "fixtures/README.md", "tests/README.md"];
/// Folders of which each file is described in the folder's own `README.md`.
const DESCRIBED: &[&str] = &["index", "fixtures"];
/// The folders whose paths are checked in a fenced block as well: commands and trees.
const FOLDERS: &[&str] = &["src/", "index/", "fixtures/", "tests/", ".ci/"];
/// What makes a word without a slash a file name.
const EXTENSIONS: &[&str] = &["rs", "toml", "csv", "md", "ndjson", "json", "txt", "html", "sql"];

/// Longest source file, with its tests.
const LINES_MAX: usize = 500;
/// Longest source file without its tests.
const LINES_WITHOUT_TESTS_MAX: usize = 400;

/// What only one machine knows. Spelled in two halves, so that this file passes its own test.
const OF_A_MACHINE: &[&str] =
    &[concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("..", "/shared")];

#[test]
fn every_path_in_prose_exists() {
    let ignored = ignored_paths();
    let mut dead = Vec::new();
    for file in PROSE.iter().filter(|file| source::exists(file)) {
        let folder = Path::new(file).parent().unwrap();
        for path in paths_in_prose(&source::read(file), folder) {
            let is_runtime = ignored.iter().any(|ignored| path.starts_with(ignored.as_str()));
            if !is_runtime && !is_there(&path, folder) {
                dead.push(format!("{file}: `{path}`"));
            }
        }
    }
    assert!(dead.is_empty(), "these paths do not exist:\n{}", dead.join("\n"));
}

#[test]
fn every_file_of_the_definition_and_the_fixtures_is_described() {
    let mut silent = Vec::new();
    for folder in DESCRIBED {
        let readme = format!("{folder}/README.md");
        let files = source::files_below(folder);
        let prose = if files.is_empty() { String::new() } else { source::read(&readme) };
        let spoken: BTreeSet<&str> = prose.split(|part| !is_path_part(part)).collect();
        for file in files.iter().filter(|file| **file != readme) {
            let below = file.trim_start_matches(folder).trim_start_matches('/');
            let name = Path::new(file).file_name().unwrap().to_str().unwrap();
            if ![file, below, name].iter().any(|name| spoken.contains(name)) {
                silent.push(format!("{readme} does not describe {below}"));
            }
        }
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}

#[test]
fn every_room_is_named_in_the_architecture() {
    let prose = source::read("src/README.md");
    for entry in fs::read_dir(source::root().join("src")).unwrap() {
        let path = entry.unwrap().path();
        let room = path.file_name().unwrap().to_str().unwrap();
        let is_named =
            prose.contains(&format!("`{room}`")) || prose.contains(&format!("`{room}/`"));
        assert!(!path.is_dir() || is_named, "src/README.md does not name `{room}`");
    }
}

#[test]
fn no_source_file_is_too_long() {
    let mut long = Vec::new();
    for file in ["src", "tests", "benches"].iter().flat_map(|folder| source::files_below(folder)) {
        if has_extension(&file, &["rs"]) {
            long.extend(length_fault(&file, &source::read(&file)));
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn nothing_speaks_of_a_single_machine() {
    let ignored = ignored_paths();
    let mut found = Vec::new();
    for file in everything().iter().filter(|file| !ignored.contains(file.as_str())) {
        // What is no text cannot be read by anyone.
        let Ok(text) = fs::read_to_string(source::root().join(file)) else { continue };
        for (at, line) in text.lines().enumerate() {
            if let Some(word) = word_of_a_machine(line) {
                found.push(format!("{file}:{}: `{word}`", at + 1));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn each_check_can_fail() {
    let prose = "See `src/nowhere.rs`, `gone.toml` and `domain/`; not `application/json`, `/v1/x`,\n\
        `GB/T 4754`, `match --file own.json`, `example.org/a.html` or `src/<room>/`.\n\
        ```sh\ncargo run -- import fixtures/gone.csv other/x.csv\n```\n`src/lib.rs`";
    let paths = paths_in_prose(prose, Path::new("src"));
    let expected = ["src/nowhere.rs", "gone.toml", "domain/", "fixtures/gone.csv", "src/lib.rs"];
    assert_eq!(paths, expected);
    let are_there = paths.iter().map(|path| is_there(path, Path::new("src")));
    assert_eq!(are_there.collect::<Vec<_>>(), [false, false, true, false, true]);

    let code = "fn f() {}\n".repeat(LINES_WITHOUT_TESTS_MAX);
    let tests = format!("#[cfg(test)]\nmod tests {{\n{}}}\n", "// a\n".repeat(90));
    assert_eq!(length_fault("a.rs", &format!("{code}{tests}")), None);
    assert!(length_fault("a.rs", &format!("{code}\n")).is_some());
    assert!(length_fault("a.rs", &format!("{tests}{}", "\n".repeat(410))).is_some());

    for of_a_machine in OF_A_MACHINE {
        assert!(word_of_a_machine(&format!("see `{of_a_machine}a`")).is_some());
    }
    assert_eq!(word_of_a_machine("https://example.org/work/a and framework/root/b"), None);
}

/// The words that claim to be paths: inside backticks those that look like one, inside fenced
/// blocks those that begin with a folder of the repository.
fn paths_in_prose(prose: &str, folder: &Path) -> Vec<String> {
    let mut paths = Vec::new();
    let mut is_fenced = false;
    for line in prose.lines() {
        if line.trim_start().starts_with("```") {
            is_fenced = !is_fenced;
        } else if is_fenced {
            let words = line.split_whitespace().filter(|word| word.chars().all(is_path_part));
            let named = words.filter(|word| FOLDERS.iter().any(|start| word.starts_with(start)));
            paths.extend(named.map(str::to_owned));
        } else {
            let spans = line.split('`').skip(1).step_by(2);
            let named = spans.flat_map(|span| paths_in_span(span, folder));
            paths.extend(named.map(str::to_owned));
        }
    }
    paths
}

/// A file name alone in its span is a path; among other words it may be the reader's own file.
fn paths_in_span<'a>(span: &'a str, folder: &Path) -> Vec<&'a str> {
    let is_alone = !span.contains(char::is_whitespace);
    span.split_whitespace()
        .filter(|word| word.chars().all(is_path_part) && !word.starts_with('/'))
        .filter(|word| match word.split_once('/') {
            None => is_alone && has_extension(word, EXTENSIONS),
            Some((first, _)) => {
                let is_host = first.trim_start_matches('.').contains('.');
                let is_known = source::exists(first) || source::exists(folder.join(first));
                !is_host && (is_known || word.ends_with('/') || has_extension(word, EXTENSIONS))
            }
        })
        .collect()
}

fn is_path_part(character: char) -> bool {
    character.is_ascii_alphanumeric() || "._-/".contains(character)
}

fn has_extension(word: &str, extensions: &[&str]) -> bool {
    let extension = Path::new(word).extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| extensions.contains(&extension))
}

/// Whether a path stands in the repository, seen from its root or from the prose's own folder;
/// a bare file name may stand anywhere below that folder.
fn is_there(path: &str, folder: &Path) -> bool {
    let ends_with_path = |file: &String| Path::new(file).ends_with(path);
    let beside = || source::files_below(folder.to_str().unwrap()).iter().any(ends_with_path);
    let is_bare = !path.contains('/') && folder != Path::new("");
    source::exists(path) || source::exists(folder.join(path)) || (is_bare && beside())
}

fn length_fault(file: &str, text: &str) -> Option<String> {
    let count = text.lines().count();
    let is_all_tests = file.starts_with("tests/") || file.ends_with("/tests.rs");
    let test_count = if is_all_tests { count } else { source::test_line_count(text) };
    let is_long = LINES_MAX < count || LINES_WITHOUT_TESTS_MAX < count - test_count;
    is_long.then(|| {
        format!(
            "{file} has {count} lines, {test_count} of them tests: at most {LINES_MAX}, and \
             {LINES_WITHOUT_TESTS_MAX} without tests"
        )
    })
}

/// A word of [`OF_A_MACHINE`] that stands for itself, not inside an address or another word.
fn word_of_a_machine(line: &str) -> Option<&'static str> {
    OF_A_MACHINE.iter().copied().find(|word| {
        line.match_indices(word).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            before.is_none_or(|before| !before.is_alphanumeric() && !"/-_.".contains(before))
        })
    })
}

/// All files of the repository, without what git ignores at its root.
fn everything() -> Vec<String> {
    let ignored = ignored_paths();
    let mut files = Vec::new();
    for entry in fs::read_dir(source::root()).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let is_folder = entry.path().is_dir();
        if is_folder && name != ".git" && !ignored.contains(&format!("{name}/")) {
            files.extend(source::files_below(&name));
        } else if !is_folder && name != ".git" {
            files.push(name);
        }
    }
    files
}

/// The lines of `.gitignore`, seen from the root: state of a run, never of the repository.
fn ignored_paths() -> BTreeSet<String> {
    let lines = source::read(".gitignore");
    lines.lines().map(|line| line.trim_start_matches('/').to_owned()).collect()
}
