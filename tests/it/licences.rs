use std::{
    collections::{BTreeMap, BTreeSet},
    process::{Command, Output},
};

use crate::source;

#[test]
fn every_package_has_a_licence_that_we_accept() {
    let allowed = allowed_licences();
    let clarified = clarified_licences();
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(100 < packages.len(), "cargo metadata names only {} packages", packages.len());
    let offenders: Vec<String> = packages
        .iter()
        .filter(|package| {
            let name = package["name"].as_str().unwrap();
            let named = package["license"].as_str();
            let licence = named.or_else(|| clarified.get(name).map(String::as_str));
            licence.is_none_or(|licence| !is_allowed(licence, &allowed))
        })
        .map(|package| {
            format!("{} {}: {}", package["name"], package["version"], package["license"])
        })
        .collect();
    assert!(offenders.is_empty(), "not allowed by .deny.toml:\n{}", offenders.join("\n"));
}

#[test]
fn expressions_are_read_as_they_are_meant() {
    let allowed = BTreeSet::from(["MIT", "Apache-2.0", "Unicode-3.0"].map(str::to_owned));
    let cases = [
        ("MIT", true),
        ("GPL-3.0-only", false),
        ("GPL-3.0-only OR MIT", true),
        ("MIT/Apache-2.0", true), // the old spelling of OR
        ("MIT AND GPL-3.0-only", false),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
        ("(MIT OR Apache-2.0) AND (ISC AND Unicode-3.0)", false),
        ("GPL-3.0-only OR MIT AND ISC", false), // AND binds closer
        ("Apache-2.0 WITH LLVM-exception", false), // an exception is another text
        ("Apache-2.0 WITH LLVM-exception OR MIT", true),
        ("MIT OR", false),
        ("(MIT", false),
        ("", false),
    ];
    for (licence, expected) in cases {
        assert_eq!(is_allowed(licence, &allowed), expected, "{licence}");
    }
}

/// The licences that `.deny.toml` allows.
fn allowed_licences() -> BTreeSet<String> {
    let deny = source::read_toml(".deny.toml");
    let allow = deny["licenses"]["allow"].as_array().unwrap();
    allow.iter().map(|licence| licence.as_str().unwrap().to_owned()).collect()
}

/// The licences of packages that name a file alone, as `.deny.toml` has read them.
fn clarified_licences() -> BTreeMap<String, String> {
    let deny = source::read_toml(".deny.toml");
    let clarify = deny["licenses"]["clarify"].as_array().unwrap().iter();
    let text = |table: &toml::Value, key: &str| table[key].as_str().unwrap().to_owned();
    clarify.map(|table| (text(table, "crate"), text(table, "expression"))).collect()
}

/// What cargo knows about the packages of this platform: the others are never downloaded.
fn metadata() -> serde_json::Value {
    let platform = format!("--filter-platform={}", host());
    let arguments = ["metadata", "--format-version=1", "--offline", "--locked", &platform];
    let output = run(env!("CARGO"), &arguments);
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The platform that the tests were built on, as the compiler names it.
fn host() -> String {
    let compiler = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let version = String::from_utf8(run(&compiler, &["-vV"]).stdout).unwrap();
    version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned()
}

fn run(program: &str, arguments: &[&str]) -> Output {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(source::root())
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {}: {message}", arguments.join(" "));
    output
}

/// Whether a licence expression can be satisfied with allowed licences alone.
fn is_allowed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words: Vec<&str> = spaced.split_whitespace().rev().collect();
    either(&mut words, allowed) == Some(true) && words.is_empty()
}

/// Reads `… OR …` from the end of the reversed words; `None` if it is no expression.
fn either(words: &mut Vec<&str>, allowed: &BTreeSet<String>) -> Option<bool> {
    let mut is_allowed = both(words, allowed)?;
    while words.pop_if(|word| *word == "OR").is_some() {
        is_allowed |= both(words, allowed)?;
    }
    Some(is_allowed)
}

fn both(words: &mut Vec<&str>, allowed: &BTreeSet<String>) -> Option<bool> {
    let mut is_allowed = single(words, allowed)?;
    while words.pop_if(|word| *word == "AND").is_some() {
        is_allowed &= single(words, allowed)?;
    }
    Some(is_allowed)
}

fn single(words: &mut Vec<&str>, allowed: &BTreeSet<String>) -> Option<bool> {
    let word = words.pop()?;
    if word == "(" {
        let is_allowed = either(words, allowed)?;
        return (words.pop()? == ")").then_some(is_allowed);
    }
    if words.pop_if(|word| *word == "WITH").is_some() {
        return Some(allowed.contains(&format!("{word} WITH {}", words.pop()?)));
    }
    Some(allowed.contains(word))
}
