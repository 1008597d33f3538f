use std::{
    env,
    time::{Duration, Instant},
};

use tokio::time::sleep;

use super::server::{Server, golden_question};

/// How many minutes; two without it.
const VARIABLE: &str = "HINTERLAND_SOAK_MINUTES";
/// Documents that are written over and over.
const PROJECTS: u64 = 50;

/// What a server was like at one moment of the load.
struct Sample {
    hours: f64,
    memory_kib: u64,
    files: usize,
    golden: Duration,
}

/// 56: questions, searches, writes, deletes and imports, on and on.
pub(super) async fn steady() {
    let minutes = env::var(VARIABLE).ok().and_then(|text| text.parse().ok()).unwrap_or(2);
    let server = Server::start("").await;
    let golden = without_generation(&server.golden().await);
    let begun = Instant::now();
    let (mut samples, mut round) = (Vec::new(), 0_u64);
    while begun.elapsed() < Duration::from_mins(minutes) {
        load(&server, round).await;
        let middle = golden_time(&server, &golden).await;
        if round.is_multiple_of(10) {
            samples.push(Sample {
                hours: begun.elapsed().as_secs_f64() / 3_600.0,
                memory_kib: server.memory_kib(),
                files: server.open_files(),
                golden: middle,
            });
        }
        round += 1;
        sleep(Duration::from_millis(300)).await;
    }
    report(&samples, round);
    let last = server.golden().await;
    assert!(without_generation(&last) == golden, "another answer");
    server.is_well(&last).await;
}

/// An answer but for the number of changes so far, which rises with each.
fn without_generation(answer: &str) -> String {
    let Some((front, rest)) = answer.split_once(r#""generation":"#) else { return answer.into() };
    front.to_owned() + rest.trim_start_matches(|digit: char| digit.is_ascii_digit())
}

/// The middle of the times that the golden question takes.
async fn golden_time(server: &Server, golden: &str) -> Duration {
    let mut times = Vec::new();
    for _ in 0..20 {
        let started = Instant::now();
        let reply = server.ask(&golden_question()).await;
        times.push(started.elapsed());
        assert!(reply.status == 200 && without_generation(&reply.body) == golden, "another answer");
    }
    times.sort_unstable();
    times[times.len() / 2]
}

/// A little of everything that a day brings.
async fn load(server: &Server, round: u64) {
    let project = |number: u64| {
        let id = format!("steady-{}", number % PROJECTS);
        format!(r#"{{"schema":1,"id":"{id}","name":{{"en":"Round {round}"}}}}"#)
    };
    let path = format!("/v1/projects/steady-{}", round % PROJECTS);
    let written = server.send("PUT", &path, Some(("application/json", &project(round)))).await;
    assert!([200, 201].contains(&written.status), "{}", written.body);
    let rows: Vec<String> = (round..round + 10).map(project).collect();
    let rows = ("application/x-ndjson", rows.join("\n"));
    let imported =
        server.send("POST", "/v1/projects:import", Some((rows.0, rows.1.as_str()))).await;
    assert_eq!(imported.status, 200, "{}", imported.body);
    for path in ["/v1/search?q=battery&limit=5", "/v1/regions/CN-330800/similar", "/metrics"] {
        let answered = server.get(path).await;
        assert!([200, 404].contains(&answered.status), "{path}: {}", answered.body);
    }
    let deleted = server.send("DELETE", &path, None).await;
    assert_eq!(deleted.status, 204, "{}", deleted.body);
}

/// The first third warms up; the rest must stand still.
fn report(samples: &[Sample], rounds: u64) {
    let steady = &samples[samples.len() / 3..];
    let (first, last) = (&steady[0], &steady[steady.len() - 1]);
    let middle = |samples: &[Sample]| {
        let mut times: Vec<Duration> = samples.iter().map(|sample| sample.golden).collect();
        times.sort_unstable();
        times[times.len() / 2]
    };
    let quarter = (steady.len() / 4).max(1);
    let [early, late] = [&steady[..quarter], &steady[steady.len() - quarter..]].map(middle);
    println!(
        "steady: {rounds} rounds in {:.2} h; memory {} KiB, then {} KiB, {:+.1} MiB an hour; files {} \
         and {}; golden p50 {early:?} early, {late:?} late",
        last.hours,
        first.memory_kib,
        last.memory_kib,
        slope(steady) / 1_024.0,
        first.files,
        last.files,
    );
    assert!(last.memory_kib < first.memory_kib + 8 * 1_024, "memory grows");
    assert!(last.files <= first.files + 2, "files stay open");
}

/// Kibibytes an hour, by least squares.
#[expect(clippy::cast_precision_loss, reason = "kibibytes of one process")]
fn slope(samples: &[Sample]) -> f64 {
    let count = samples.len() as f64;
    let points = samples.iter().map(|sample| (sample.hours, sample.memory_kib as f64));
    let (x, y) = points.clone().fold((0.0, 0.0), |(x, y), point| (x + point.0, y + point.1));
    let (x, y) = (x / count, y / count);
    let products: f64 = points.clone().map(|point| (point.0 - x) * (point.1 - y)).sum();
    let squares: f64 = points.map(|point| (point.0 - x).powi(2)).sum();
    products / squares
}
