use std::{
    collections::BTreeSet,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::process::{ServerProcess, program};

/// Documents of an import that loads all or none.
const BATCH: usize = 20;
/// The server is killed within so many milliseconds after its first acknowledged write.
const LIFE_MS_MAX: u64 = 300;

/// Where the servers keep their documents.
pub(crate) enum Place<'a> {
    /// In a data directory, which each server takes over from the one before.
    File,
    /// In PostgreSQL, where a second server that nobody kills is asked what it sees.
    Postgres(&'a str),
}

/// What was counted.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    /// Servers killed.
    pub(crate) kills: u32,
    /// Documents that were acknowledged, each found afterwards.
    pub(crate) acknowledged: usize,
    /// Writes that a kill cut off, each found whole or not at all.
    pub(crate) cut: usize,
    /// Those of them that were whole.
    pub(crate) cut_but_whole: usize,
    /// The longest time from the start of a server to its answer that it is ready.
    pub(crate) ready_max: Duration,
}

/// What one server was asked to write before it was killed.
#[derive(Default)]
struct Round {
    acknowledged: Vec<Write>,
    cut: Option<Write>,
}

/// One request.
#[derive(Clone)]
enum Write {
    /// A document of this id.
    One(String),
    /// [`BATCH`] documents whose ids begin so, all or none.
    Many(String),
    /// The one document that counts how often it was written.
    Count(u64),
}

impl Write {
    fn ids(&self) -> Vec<String> {
        match self {
            Write::One(id) => vec![id.clone()],
            Write::Many(front) => (0..BATCH).map(|number| format!("{front}-{number}")).collect(),
            Write::Count(_) => vec!["count".to_owned()],
        }
    }

    fn send(&self, server: &ServerProcess) -> std::io::Result<u16> {
        let name = match self {
            Write::Count(count) => count.to_string(),
            Write::One(id) | Write::Many(id) => id.clone(),
        };
        let ids = self.ids();
        let document = |id: &String| json!({ "schema": 1, "id": id, "name": { "en": name } });
        let rows: Vec<String> = ids.iter().map(|id| document(id).to_string()).collect();
        let rows = rows.join("\n");
        let answer = match self {
            Write::Many(_) => server.ask("POST", "/v1/projects:import?atomic=true", &rows),
            _ => server.ask("PUT", &format!("/v1/projects/{}", ids[0]), &rows),
        };
        answer.map(|(status, _)| status)
    }
}

/// Kills servers in the midst of their work, and checks after each that what was acknowledged is
/// there and what was cut off is there whole or not at all.
///
/// After each kill `watch` is given the figures so far.
pub(crate) fn kill_again_and_again(
    kills: u32,
    seed: u64,
    place: &Place<'_>,
    watch: impl Fn(&Figures),
) -> Figures {
    let directory = TempDir::new().expect("a temporary folder");
    let folder = |name: &str| directory.path().join(name);
    let (url, witness) = match place {
        Place::File => (None, None),
        Place::Postgres(url) => {
            (Some(*url), Some(ServerProcess::start(&folder("witness"), Some(url))))
        }
    };
    let mut figures = Figures::default();
    let mut chance = seed;
    let mut count = 0;
    let mut before = Round::default();
    let mut all = BTreeSet::new();
    for kill in 0..=kills {
        let begun = Instant::now();
        let mut server = ServerProcess::start(&folder("killed"), url);
        assert_eq!(server.get("/readyz").0, 200);
        figures.ready_max = figures.ready_max.max(begun.elapsed());
        check(witness.as_ref().unwrap_or(&server), &before, &mut figures);
        if kill == kills {
            break;
        }
        before = write_until_killed(&mut server, kill, &mut count, next(&mut chance));
        figures.kills += 1;
        all.extend(before.acknowledged.iter().flat_map(Write::ids));
        figures.acknowledged = all.len();
        watch(&figures);
    }
    let mut export = program(&folder("killed"), url);
    let exported = ids_of(&mut export);
    let lost: Vec<&String> = all.iter().filter(|id| !exported.contains(*id)).collect();
    assert!(lost.is_empty(), "acknowledged, but lost: {lost:?}");
    figures
}

fn write_until_killed(
    server: &mut ServerProcess,
    kill: u32,
    count: &mut u64,
    chance: u64,
) -> Round {
    let mut round = Round::default();
    let process = server.id();
    let life = Duration::from_micros(chance % (LIFE_MS_MAX * 1_000));
    let mut killer = None;
    for number in 0_u64.. {
        let write = match (number + chance) % 4 {
            0 => Write::Many(format!("many-{kill}-{number}")),
            1 | 2 => Write::One(format!("one-{kill}-{number}")),
            _ => {
                *count += 1;
                Write::Count(*count)
            }
        };
        let Ok(status) = write.send(server) else {
            round.cut = Some(write);
            break;
        };
        assert!(matches!(status, 200 | 201), "status {status}");
        round.acknowledged.push(write);
        killer.get_or_insert_with(|| thread::spawn(move || kill_after(life, process)));
        // A kill may also meet the segments while they are written.
        if number % 5 == 4 && server.ask("GET", "/v1/search?kind=projects&q=many", "").is_err() {
            break;
        }
    }
    if let Some(killer) = killer {
        killer.join().expect("the killer ends");
    }
    server.kill();
    round
}

/// Kills by the process's number: the server itself is busy being asked.
fn kill_after(life: Duration, process: u32) {
    thread::sleep(life);
    let status = Command::new("kill").args(["-9", &process.to_string()]).status();
    assert!(status.expect("`kill` runs").success());
}

fn check(witness: &ServerProcess, round: &Round, figures: &mut Figures) {
    let find = |id: &str| -> Option<Value> {
        let (status, body) = witness.get(&format!("/v1/projects/{id}"));
        assert!(matches!(status, 200 | 404), "{id}: {status} {body}");
        (status == 200).then_some(body)
    };
    let counted = || {
        find("count").map_or(0, |found| {
            found["name"]["en"].as_str().and_then(|count| count.parse().ok()).expect("a number")
        })
    };
    for write in &round.acknowledged {
        if let Write::Count(count) = write {
            assert!(*count <= counted(), "the count {count} was acknowledged, but lost");
            continue;
        }
        for id in write.ids() {
            assert!(find(&id).is_some(), "{id} was acknowledged, but lost");
        }
    }
    let Some(cut) = &round.cut else { return };
    let is_whole = if let Write::Count(count) = cut {
        let found = counted();
        assert!(found <= *count, "{found} after {count}");
        found == *count
    } else {
        let ids = cut.ids();
        let found = ids.iter().filter(|id| find(id).is_some()).count();
        assert!(found == 0 || found == ids.len(), "{found} of {}", ids.len());
        found == ids.len()
    };
    figures.cut += 1;
    figures.cut_but_whole += usize::from(is_whole);
}

fn ids_of(program: &mut Command) -> BTreeSet<String> {
    let output = program.args(["export", "--kind", "projects"]).output().expect("the export runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let id = |line: &str| {
        let document: Value = serde_json::from_str(line).expect("a document");
        document["id"].as_str().expect("an id").to_owned()
    };
    String::from_utf8_lossy(&output.stdout).lines().map(id).collect()
}

/// The next number of Marsaglia's xorshift64 (Xorshift RNGs, 2003): a seed makes a run repeatable
/// as far as the machine lets it.
fn next(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}
