use std::{collections::BTreeSet, path::Path};

use crate::source;

/// Which rooms a room may name. Rooms that are not built yet stand here already.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("definition", &["domain"]),
    ("world", &["domain"]),
    ("statistics", &["domain"]),
    ("industry", &["domain", "statistics"]),
    ("landing", &["domain"]),
    ("allocation", &["domain", "statistics"]),
    ("decision", &["domain", "statistics"]),
    ("scoring", &["domain", "statistics", "industry", "landing", "decision"]),
    ("search", &["domain", "definition", "statistics"]),
    ("store", &["domain"]),
    ("columnar", &["domain"]),
    ("jobs", &["domain"]),
    ("tls", &["domain"]),
    ("notify", &["domain", "tls"]),
    ("sources", &["domain"]),
    (
        "service",
        &[
            "domain",
            "definition",
            "world",
            "statistics",
            "industry",
            "landing",
            "allocation",
            "decision",
            "scoring",
            "search",
            "store",
            "columnar",
            "jobs",
            "notify",
            "sources",
        ],
    ),
    ("web", &[]),
    ("text", &["domain", "service"]),
    ("http", &["domain", "service", "text", "web"]),
    ("client", &["domain", "tls", "http"]),
    ("cli", &["domain", "tls", "service", "text", "http", "client"]),
];

/// The rooms of each outside library; `main` is `src/main.rs`. A library that is not named here
/// may stand in any room that is not pure.
const LIBRARY_ROOMS: &[(&str, &[&str])] = &[
    ("tantivy", &["search"]),
    ("jieba_rs", &["search"]),
    ("ferrous_opencc", &["search"]),
    // Of its own tables apalis deletes nothing by age.
    ("sqlx", &["store", "jobs"]),
    ("parquet", &["columnar"]),
    ("apalis", &["jobs"]),
    ("apalis_sqlite", &["jobs"]),
    ("apalis_postgres", &["jobs"]),
    ("crc32fast", &["store"]),
    ("reqwest", &["sources", "client", "notify", "tls"]),
    ("rustls", &["main", "tls"]),
    ("axum", &["http", "web"]),
    ("flate2", &["web"]),
    ("sonic_rs", &["http"]),
    ("tower", &["http"]),
    ("tower_http", &["http"]),
    ("utoipa", &["domain", "http"]),
    ("utoipa_axum", &["http"]),
    ("utoipa_swagger_ui", &["http"]),
    ("metrics", &["http"]),
    ("metrics_exporter_prometheus", &["http"]),
    // The limit of open files, free space, permissions.
    ("rustix", &["service", "http"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("indicatif", &["cli"]),
    ("comfy_table", &["text", "cli"]),
    ("anyhow", &["cli", "main"]),
    // Secrets are drawn and compared in one place.
    ("getrandom", &["service"]),
    ("hmac", &["notify"]),
    ("base64", &["notify"]),
    ("subtle", &["service"]),
    // Streams of numbers are values once the seed is given; only the arithmetic of chance has any.
    ("rand", &["statistics"]),
    ("rand_pcg", &["statistics"]),
    ("csv", &["definition", "world", "service"]),
    ("toml", &["definition", "world", "service", "cli"]),
];

/// Rooms that only compute: no task, file, network, environment or clock.
const PURE_ROOMS: &[&str] =
    &["domain", "statistics", "industry", "landing", "allocation", "decision", "scoring"];
/// All that a pure room may take from outside, beside the standard library. `rand` and `rand_pcg`
/// compute a stream from a seed that is an argument; without their default features they ask
/// neither the system nor the clock for one.
const PURE_LIBRARIES: &[&str] =
    &["serde", "thiserror", "ndarray", "rust_decimal", "jiff", "utoipa", "rand", "rand_pcg"];
/// The parts of the standard library that reach outside.
const IMPURE_STD: &[&str] = &[
    "std::env",
    "std::fs",
    "std::net",
    "std::process",
    "std::thread",
    "std::time::Instant",
    "std::time::SystemTime",
];

/// What reads the clock: *now* is an argument everywhere but at the doors.
const CLOCKS: &[&str] = &["jiff::Timestamp::now", "jiff::Zoned::now"];
const CLOCK_ROOMS: &[&str] = &["cli", "http", "main"];

#[test]
fn every_room_names_only_what_the_floor_plan_allows() {
    let libraries = libraries();
    let offences: Vec<String> = source::files_below("src")
        .iter()
        .filter(|file| is_source(file))
        .flat_map(|file| offences(file, &source::read(file), &libraries))
        .collect();
    assert!(offences.is_empty(), "\n{}\n", offences.join("\n"));
}

#[test]
fn every_room_stands_on_the_floor_plan() {
    for file in source::files_below("src").iter().filter(|file| is_source(file)) {
        let room = room(file);
        let is_known = allowed(MAY_IMPORT, room).is_some() || ["lib", "main"].contains(&room);
        assert!(is_known, "{file}: the floor plan has no room `{room}`");
    }
}

#[test]
fn each_rule_can_fail() {
    let cases = [
        // A room above.
        ("src/domain/id.rs", "use crate::store::Store;", "crate::store::Store"),
        ("src/scoring/rank.rs", "fn f() { hinterland::search::f() }", "hinterland::search::f"),
        ("src/store/mod.rs", "use crate::{domain::id, search};", "crate::search"),
        // A room beside.
        ("src/store/mod.rs", "use super::jobs::Queue;", "crate::jobs::Queue"),
        ("src/store/sqlite/read.rs", "super::super::super::http::f()", "crate::http::f"),
        // Something that a `use` in `src/lib.rs` would lift past the plan.
        ("src/domain/id.rs", "use crate::Store;", "crate::Store"),
        ("src/http/mod.rs", "use crate::*;", "crate::*"),
        // A library out of its room.
        ("src/service/mod.rs", "use sqlx::SqlitePool;", "sqlx::SqlitePool"),
        ("src/http/mod.rs", "fn f() -> anyhow::Result<()> {}", "anyhow::Result"),
        ("src/cli/mod.rs", "use axum as web;", "axum"),
        ("src/cli/mod.rs", "#[derive(utoipa::ToSchema)] struct A;", "utoipa::ToSchema"),
        // Something impure in a pure room.
        ("src/domain/id.rs", "serde_json::to_string(x)", "serde_json::to_string"),
        ("src/scoring/rank.rs", "use std::{fs::File, fmt};", "std::fs::File"),
        ("src/landing/cost.rs", "use std::time; time::Instant::now();", "std::time::Instant::now"),
        ("src/landing/cost.rs", "use std::time::*;", "std::time::*"),
        ("src/industry/mod.rs", "tokio::spawn(x)", "tokio::spawn"),
        ("src/allocation/mod.rs", "async fn f() {}", "async"),
        ("src/scoring/rank.rs", "use rand_pcg::Pcg64;", "rand_pcg::Pcg64"),
        // The clock.
        ("src/service/mod.rs", "use jiff::{Timestamp as T}; T::now()", "jiff::Timestamp::now"),
        ("src/domain/id.rs", "jiff::Zoned::now()", "jiff::Zoned::now"),
    ];
    for (file, text, expected) in cases {
        let found = offences(file, text, &libraries());
        let expected = format!("`{expected}`");
        assert!(
            found.len() == 1 && found[0].contains(&expected),
            "{file}: `{text}` must be refused for {expected} alone, got {found:#?}"
        );
    }
}

#[test]
fn what_is_allowed_passes() {
    let cases = [
        ("src/domain/id.rs", "use std::{fmt, time::Duration}; use super::invalid::Invalid;"),
        (
            "src/domain/id.rs",
            "//! Not `crate::store`.\n#[cfg(test)] mod tests { use csv::Reader; }",
        ),
        ("src/domain/tests.rs", "use proptest::prelude::*; use serde_json::json;"),
        ("src/scoring/mod.rs", "use crate::{domain::matching::Points, industry, landing::cost};"),
        ("src/scoring/rank.rs", "use super::{points, methods::*}; mod inner { use super::*; }"),
        ("src/cli/mod.rs", "use jiff::Zoned; fn f() -> anyhow::Result<()> { Zoned::now() }"),
        ("src/lib.rs", "pub mod domain; pub mod store;"),
        ("src/main.rs", "fn main() -> anyhow::Result<()> { hinterland::cli::run() }"),
    ];
    for (file, text) in cases {
        assert_eq!(offences(file, text, &libraries()), [""; 0], "{file}: `{text}`");
    }
}

/// What a source file names against the floor plan.
fn offences(file: &str, text: &str, libraries: &BTreeSet<String>) -> Vec<String> {
    if file.ends_with("/tests.rs") || file.contains("/tests/") {
        return Vec::new();
    }
    let room = room(file);
    let words = source::words(text);
    let mut offences = Vec::new();
    for path in source::paths(&words) {
        let segments = absolute(&path.segments, file);
        let name = segments.join("::");
        if let Some(reason) = offence(room, &segments, libraries) {
            offences.push(format!("{file}:{}: `{name}`: {reason}", path.line));
        }
    }
    for word in words.iter().filter(|word| ["async", "await"].contains(&word.text.as_str())) {
        if PURE_ROOMS.contains(&room) {
            offences.push(format!("{file}:{}: `{}`: `{room}` is pure", word.line, word.text));
        }
    }
    offences
}

/// Why a room may not name a path, if so.
fn offence(room: &str, segments: &[String], libraries: &BTreeSet<String>) -> Option<String> {
    let name = segments.join("::");
    let head = segments[0].as_str();
    if ["crate", "hinterland"].contains(&head) {
        return segments.get(1).and_then(|target| room_offence(room, target));
    }
    if let Some(rooms) = allowed(LIBRARY_ROOMS, head)
        && !rooms.contains(&room)
    {
        return Some(format!("`{head}` may stand only in {}", rooms.join(", ")));
    }
    if CLOCKS.contains(&name.as_str()) && !CLOCK_ROOMS.contains(&room) {
        return Some(format!("the clock is read only in {}", CLOCK_ROOMS.join(", ")));
    }
    if !PURE_ROOMS.contains(&room) {
        return None;
    }
    if libraries.contains(head) && !PURE_LIBRARIES.contains(&head) {
        return Some(format!("`{room}` is pure and may use only {}", PURE_LIBRARIES.join(", ")));
    }
    // `use std::time::*` may bring in all that begins with `std::time::`.
    let reaches_outside = IMPURE_STD.iter().any(|impure| {
        name.strip_suffix('*').is_some_and(|front| impure.starts_with(front))
            || name == *impure
            || name.starts_with(&format!("{impure}::"))
    });
    reaches_outside.then(|| format!("`{room}` is pure and may not reach outside"))
}

fn room_offence(room: &str, target: &str) -> Option<String> {
    let may_import = allowed(MAY_IMPORT, room)?;
    if target == room || may_import.contains(&target) {
        return None;
    }
    Some(match (allowed(MAY_IMPORT, target), may_import) {
        (None, _) => format!("the floor plan has no room `{target}`"),
        (_, []) => format!("`{room}` may name no other room"),
        _ => format!("`{room}` may name only {}", may_import.join(", ")),
    })
}

/// The path from the root of the crate, if it climbs there by `super`.
fn absolute(segments: &[String], file: &str) -> Vec<String> {
    let climbs = segments.iter().take_while(|segment| *segment == "super").count();
    let module = file.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
    let reaches_root = climbs == module.split('/').count();
    let target = segments.get(climbs).map_or("", String::as_str);
    if climbs == 0 || !reaches_root || allowed(MAY_IMPORT, target).is_none() {
        return segments.to_vec();
    }
    let below = segments[climbs..].iter().cloned();
    std::iter::once("crate".to_owned()).chain(below).collect()
}

/// The room of a file: its folder under `src/`, or its own name.
fn room(file: &str) -> &str {
    let below = file.trim_start_matches("src/");
    below.split_once('/').map_or(below.trim_end_matches(".rs"), |(room, _)| room)
}

fn allowed(table: &'static [(&str, &[&str])], key: &str) -> Option<&'static [&'static str]> {
    table.iter().find(|(name, _)| *name == key).map(|(_, allowed)| *allowed)
}

/// The libraries of `Cargo.toml` as the code spells them.
fn libraries() -> BTreeSet<String> {
    let manifest = source::read_toml("Cargo.toml");
    let dependencies = manifest["dependencies"].as_table().unwrap();
    dependencies.keys().map(|name| name.replace('-', "_")).collect()
}

fn is_source(file: &str) -> bool {
    Path::new(file).extension().is_some_and(|extension| extension == "rs")
}
