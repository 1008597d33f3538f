use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    database::TestDatabase,
    process::{ServerProcess, program},
};

/// The day of every question.
const DAY: &str = "2026-06-30";
/// Projects of the job that workers are killed over: some seconds of work for each of them.
const PROJECTS: usize = 1_200;
/// Workers at a time.
const WORKERS: usize = 3;
/// How often one of them is killed.
const KILLS: u32 = 20;
/// The longest pause between two kills.
const PAUSE_MS_MAX: u64 = 200;
/// Within which time a job is to be done, on a busy machine without optimisation.
const PATIENCE: Duration = Duration::from_mins(4);

/// A small country of provinces with parks, which have something to be ranked by.
fn regions() -> String {
    let mut lines =
        vec![json!({ "schema": 1, "id": "XX", "levels": ["country"], "name": { "en": "Xanadu" } })];
    for province in 0..6 {
        let id = format!("XX-{province}");
        lines.push(json!({ "schema": 1, "id": id, "parent": "XX", "levels": ["province"],
                           "name": { "en": id } }));
        for park in 0..8 {
            let place = province * 8 + park;
            let (latitude, longitude) = (25.0 + f64::from(place) / 7.0, 105.0 + f64::from(park));
            lines.push(json!({
                "schema": 1, "id": format!("{id}-{park}"), "parent": id, "levels": ["park"],
                "name": { "en": format!("Park {place}") },
                "location": { "latitude": latitude, "longitude": longitude },
            }));
        }
    }
    text(&lines)
}

fn projects(count: usize) -> String {
    let codes = ["2710", "3841", "3670", "2614"];
    let project = |number: usize| {
        json!({
            "schema": 1, "id": format!("project-{number:05}"),
            "name": { "en": format!("Project {number}") },
            "industries": [{ "system": "gbt4754", "code": codes[number % 4], "weight": 1.0 }],
            "host_city": format!("XX-{}", number % 6),
            "needs": { "land": { "value": number % 90 + 10, "unit": "mu" } },
        })
    };
    text(&(0..count).map(project).collect::<Vec<_>>())
}

fn text(lines: &[Value]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| format!("{line}\n")).collect();
    lines.concat()
}

fn fill(server: &ServerProcess, count: usize) {
    for (path, rows) in [("regions", regions()), ("projects", projects(count))] {
        let answer = server.ask("POST", &format!("/v1/{path}:import?atomic=true"), &rows);
        let (status, body) = answer.unwrap();
        assert_eq!(status, 200, "{body}");
    }
}

fn post(server: &ServerProcess) -> String {
    let asked = json!({ "level": "park", "limit": 10, "as_of": DAY }).to_string();
    let (status, body) = server.ask("POST", "/v1/rerank-jobs", &asked).unwrap();
    assert_eq!(status, 202, "{body}");
    body["id"].as_str().unwrap().to_owned()
}

/// Waits until `is_reached` of the job.
fn wait(server: &ServerProcess, id: &str, is_reached: impl Fn(&Value) -> bool) -> Value {
    let begun = Instant::now();
    loop {
        let (status, job) = server.get(&format!("/v1/rerank-jobs/{id}"));
        assert_eq!(status, 200, "{job}");
        if is_reached(&job) {
            return job;
        }
        assert!(begun.elapsed() < PATIENCE, "{job}");
        thread::sleep(Duration::from_millis(50));
    }
}

/// The results, as they come over the wire: a version of HTTP that ends an answer by closing.
fn results(server: &ServerProcess, id: &str) -> String {
    let mut connection = TcpStream::connect(server.address()).unwrap();
    let host = server.address();
    write!(connection, "GET /v1/rerank-jobs/{id}/results HTTP/1.0\r\nHost: {host}\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.contains(" 200 "), "{head}");
    body.to_owned()
}

/// What one process answers that nobody disturbs.
fn of_one_process(folder: &Path, url: Option<&str>) -> String {
    let run = |arguments: &[&str]| {
        let output = program(folder, url).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let file = folder.join("projects.ndjson");
    std::fs::write(&file, run(&["export", "--kind", "projects"])).unwrap();
    run(&["rerank", file.to_str().unwrap(), "--top", "10", "--as-of", DAY])
}

/// Whoever listens to a job that goes on is not waited for when the server stops.
#[test]
fn a_listener_does_not_hold_the_end_of_a_server() {
    let folder = TempDir::new().unwrap();
    let mut server = ServerProcess::without_worker(folder.path(), None);
    fill(&server, 2);
    let id = post(&server);
    let mut connection = TcpStream::connect(server.address()).unwrap();
    let (host, path) = (server.address(), format!("/v1/rerank-jobs/{id}/events"));
    write!(connection, "GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n").unwrap();
    let mut heard = [0; 2_048];
    assert!(0 < connection.read(&mut heard).unwrap());
    let begun = Instant::now();
    server.stop();
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    let mut rest = Vec::new();
    connection.read_to_end(&mut rest).unwrap();
    assert!(rest.ends_with(b"0\r\n\r\n"), "the stream ends as one should");
}

/// A worker in a process of its own; it is killed when the test ends, however it ends.
struct WorkerProcess(Child);

impl WorkerProcess {
    /// Starts one and does not wait for it.
    fn start(folder: &Path, url: &str) -> WorkerProcess {
        let mut command = program(folder, Some(url));
        command.arg("work").stdin(Stdio::null()).stdout(Stdio::null());
        WorkerProcess(command.spawn().unwrap())
    }

    /// Ends it at once, as a power cut of its machine would.
    fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for WorkerProcess {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// The next number of Marsaglia's xorshift64.
fn next(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

#[test]
fn twenty_killed_workers_change_nothing_in_the_results() {
    let Some(database) = TestDatabase::create() else { return };
    let folder = TempDir::new().unwrap();
    let of = |name: &str| folder.path().join(name);
    let server = ServerProcess::without_worker(&of("server"), Some(&database.url));
    fill(&server, PROJECTS);
    let id = post(&server);
    let start = |number: usize| WorkerProcess::start(&of(&format!("{number}")), &database.url);
    let mut workers: Vec<WorkerProcess> = (0..WORKERS).map(start).collect();
    wait(&server, &id, |job| job["projects_done"] != 0);
    let mut chance = 20_260_630;
    let mut kills_while_open = 0;
    for _ in 0..KILLS {
        thread::sleep(Duration::from_millis(next(&mut chance) % PAUSE_MS_MAX));
        let victim = usize::try_from(next(&mut chance) % 3).unwrap();
        workers[victim].kill();
        let (_, job) = server.get(&format!("/v1/rerank-jobs/{id}"));
        kills_while_open += u32::from(job["state"] == "running");
        workers[victim] = start(victim);
    }
    assert_eq!(kills_while_open, KILLS, "the job was done before all were killed");
    let job = wait(&server, &id, |job| job["state"] == "finished");
    assert_eq!(job["projects_done"], PROJECTS);
    assert_eq!(job["projects_refused"], 0);
    assert_eq!(job["generations"].as_array().unwrap().len(), 1);
    drop(workers);
    let done = results(&server, &id);
    assert_eq!(done.lines().count(), PROJECTS);
    let expected = of_one_process(&of("server"), Some(&database.url));
    assert!(done == expected, "the results differ from those of one process");
    assert!(results(&server, &id) == done, "fetched again, the results are the same");
}

#[test]
fn a_server_does_its_jobs_itself_and_goes_on_after_a_kill() {
    let folder = TempDir::new().unwrap();
    let mut server = ServerProcess::start(folder.path(), None);
    fill(&server, 200);
    let id = post(&server);
    wait(&server, &id, |job| job["projects_done"] != 0);
    server.kill();
    let server = ServerProcess::start(folder.path(), None);
    let job = wait(&server, &id, |job| job["state"] == "finished");
    assert_eq!(job["projects_done"], 200);
    assert!(results(&server, &id) == of_one_process(folder.path(), None), "the results differ");
    // Nobody joins it in its data directory, and is told what to do.
    let mut command = program(folder.path(), None);
    let refused = command.arg("work").output().unwrap();
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(3), "{said}");
    assert!(said.contains("--database-url") && said.contains("held by process"), "{said}");
}

#[test]
fn a_worker_ends_when_it_is_asked_to() {
    let folder = TempDir::new().unwrap();
    let mut command = program(folder.path(), None);
    command.arg("work").stdin(Stdio::null()).stdout(Stdio::piped());
    let mut worker = WorkerProcess(command.spawn().unwrap());
    let mut line = String::new();
    BufReader::new(worker.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, format!("working on jobs as process {}\n", worker.0.id()));
    let asked = Command::new("kill").args(["-TERM", &worker.0.id().to_string()]).status();
    assert!(asked.unwrap().success());
    assert!(worker.0.wait().unwrap().success());
}
