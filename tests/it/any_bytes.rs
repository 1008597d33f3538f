//! Seeds, changed a little, again and again, by a fixed stream of chance: what `cargo fuzz` does
//! with the same functions, but without looking into them.

use std::fs;

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use crate::source;

#[path = "../../fuzz/targets.rs"]
mod targets;

/// Changed inputs of each target: some seconds for all of them.
const ROUNDS: u32 = 3_000;
/// Bytes and words that mean something to some reader.
const TOKENS: [&[u8]; 24] = [
    b"\"",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\n",
    b"\r\n",
    b"\0",
    b"(",
    b")",
    b"not ",
    b" and ",
    b" or ",
    b"1e999",
    b"-",
    b"null",
    b"\xef\xbb\xbf",
    b"\xff",
    b"\xe4\xb8",
    "𠮷".as_bytes(),
    "e\u{301}".as_bytes(),
];

fn rounds() -> u32 {
    let given = std::env::var("HINTERLAND_FUZZ_ROUNDS").ok();
    given.and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS)
}

fn try_out(name: &str, target: fn(&[u8])) {
    let files = source::files_below(&format!("fuzz/seeds/{name}"));
    let seeds: Vec<Vec<u8>> =
        files.iter().map(|file| fs::read(source::root().join(file)).unwrap()).collect();
    assert!(!seeds.is_empty(), "{name} has no seeds");
    for seed in &seeds {
        target(seed);
    }
    let mut chance = Pcg64::seed_from_u64(20_260_101);
    for _ in 0..rounds() {
        let mut bytes = seeds[chance.random_range(0..seeds.len())].clone();
        for _ in 0..chance.random_range(1..6) {
            change(&mut bytes, &seeds, &mut chance);
        }
        target(&bytes);
    }
}

fn change(bytes: &mut Vec<u8>, seeds: &[Vec<u8>], chance: &mut Pcg64) {
    let at = chance.random_range(0..=bytes.len());
    let to = chance.random_range(at..=bytes.len().min(at + 40));
    let repeated = bytes[at..to].repeat(chance.random_range(1..20));
    match chance.random_range(0..6) {
        0 => drop(bytes.splice(at..to, [])),
        1 => drop(bytes.splice(at..at, TOKENS[chance.random_range(0..TOKENS.len())].to_vec())),
        2 => drop(bytes.splice(at..at, repeated)),
        3 if at < bytes.len() => bytes[at] ^= 1 << chance.random_range(0..8),
        4 if at < bytes.len() => bytes[at] = chance.random_range(0..=255),
        _ => {
            let other = &seeds[chance.random_range(0..seeds.len())];
            let from = chance.random_range(0..=other.len());
            bytes.truncate(at);
            bytes.extend_from_slice(&other[from..]);
        }
    }
}

#[test]
fn bodies_of_requests_are_read_or_refused() {
    try_out("request", targets::request);
}

#[test]
fn documents_are_read_or_refused() {
    try_out("profile", targets::profile);
}

#[test]
fn tables_are_read_or_refused() {
    try_out("import_csv", targets::import_csv);
}

#[test]
fn lines_of_documents_are_read_or_refused() {
    try_out("import_ndjson", targets::import_ndjson);
}

#[test]
fn words_stand_where_they_are_said_to_stand() {
    try_out("tokenizer", targets::tokenizer);
}

#[test]
fn conditions_are_written_as_they_are_read() {
    try_out("predicate", targets::predicate);
}
