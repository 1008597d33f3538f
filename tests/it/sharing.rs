use std::{
    io::Write as _,
    process::{Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use hinterland::service::{
    App, DatabaseUrl, OpenOptions, WorldChoice,
    app::{Access, Database},
};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    database::TestDatabase,
    kills::{Place, kill_again_and_again},
    process::{ServerProcess, exchange, program},
};

/// Within which time a server sees what another process wrote.
const FOLLOWS_WITHIN: Duration = Duration::from_secs(2);
/// The way to a server that answers from what it has derived, and names its generation.
const SEARCH: &str = "/v1/search?kind=projects&limit=1";

fn project(id: &str) -> Value {
    json!({ "schema": 1, "id": id, "name": { "en": id } })
}

fn feed(mut command: Command, input: &str) -> Output {
    let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = pipes.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn all_text(output: &Output) -> String {
    [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes)).join("\n")
}

/// Asks until the answer comes from `generation`, which it must within the promised time.
fn wait_for(server: &ServerProcess, generation: u64) {
    let begun = Instant::now();
    loop {
        let (status, body) = server.get(SEARCH);
        assert_eq!(status, 200, "{body}");
        if body["generation"] == generation {
            return;
        }
        let found = &body["generation"];
        assert!(begun.elapsed() < FOLLOWS_WITHIN, "still {found} instead of {generation}");
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn servers_on_one_database_follow_each_other_and_the_command_line() {
    let Some(database) = TestDatabase::create() else { return };
    let folder = TempDir::new().unwrap();
    let start = |name: &str| {
        let (folder, url) = (folder.path().join(name), database.url.clone());
        thread::spawn(move || ServerProcess::start(&folder, Some(&url)))
    };
    // At the same time, on a database that is new to both.
    let (first, second) = (start("first"), start("second"));
    let (first, second) = (first.join().unwrap(), second.join().unwrap());
    for server in [&first, &second] {
        assert_eq!(server.get(SEARCH).1["generation"], 0);
    }

    let (status, _) = first.ask("PUT", "/v1/projects/a", &project("a").to_string()).unwrap();
    assert_eq!(status, 201);
    // Whoever wrote sees it at once, the other soon.
    assert_eq!(first.get(SEARCH).1["generation"], 1);
    wait_for(&second, 1);
    assert_eq!(second.get(SEARCH).1["hits"][0]["id"], "a");

    let import = |database_url| {
        let mut import = program(&folder.path().join("first"), database_url);
        import.args(["import", "-", "--kind", "projects"]);
        feed(import, &project("b").to_string())
    };
    let imported = import(Some(&database.url));
    assert_eq!(imported.status.code(), Some(0), "{}", all_text(&imported));
    wait_for(&first, 2);
    wait_for(&second, 2);
    // What a server checks, it checks against what others have written up to then.
    let orphan = json!({ "schema": 1, "id": "XX-1", "parent": "XX", "levels": ["province"],
                         "name": { "en": "a" } });
    let state = json!({ "schema": 1, "id": "XX", "levels": ["country"], "name": { "en": "b" } });
    let put = |server: &ServerProcess, path: &str, body: &Value| {
        server.ask("PUT", path, &body.to_string()).unwrap().0
    };
    assert_eq!(put(&first, "/v1/regions/XX", &state), 201);
    assert_eq!(put(&second, "/v1/regions/XX-1", &orphan), 201);
    assert_eq!(first.ask("DELETE", "/v1/regions/XX", "").unwrap().0, 422);
}

#[test]
fn a_server_answers_from_what_it_knows_while_the_database_is_away() {
    let Some(database) = TestDatabase::create() else { return };
    let folder = TempDir::new().unwrap();
    let server = ServerProcess::start(folder.path(), Some(&database.url));
    server.ask("PUT", "/v1/projects/a", &project("a").to_string()).unwrap();
    assert_eq!(server.get(SEARCH).1["generation"], 1);
    // A write of its own that nobody has asked for yet: it cannot be read back now.
    server.ask("PUT", "/v1/projects/z", &project("z").to_string()).unwrap();
    database.close();
    let begun = Instant::now();
    let (head, _) = exchange(server.address(), "GET", "/readyz", "", "").unwrap();
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    assert!(head.starts_with("HTTP/1.1 503") && head.contains("retry-after: "), "{head}");
    let (status, body) = server.get(SEARCH);
    assert_eq!((status, &body["generation"]), (200, &json!(1)), "{body}");
    let begun = Instant::now();
    let (status, body) = server.get("/v1/projects/a/matches");
    assert_eq!((status, &body["generation"]), (200, &json!(1)), "{body}");
    assert!(begun.elapsed() < Duration::from_secs(3), "nobody waits again: {:?}", begun.elapsed());
    assert_eq!(server.ask("PUT", "/v1/projects/b", &project("b").to_string()).unwrap().0, 503);
    database.open();
    assert_eq!(server.ask("PUT", "/v1/projects/b", &project("b").to_string()).unwrap().0, 201);
    assert_eq!(server.get(SEARCH).1["generation"], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_built_in_world_is_loaded_once_and_answers_as_from_a_file() {
    let Some(database) = TestDatabase::create() else { return };
    let folder = TempDir::new().unwrap();
    let open = |name: &str, database: Database| {
        let data_dir = folder.path().join(name);
        tokio::spawn(App::open(OpenOptions {
            data_dir,
            database,
            world: WorldChoice::Cn,
            access: Access::Write,
        }))
    };
    let shared = || Database::Postgres(DatabaseUrl::parse(&database.url).unwrap());
    let opening = [open("a", shared()), open("b", shared()), open("file", Database::File)];
    let mut notices = Vec::new();
    let mut answers = Vec::new();
    for opened in opening {
        let (app, notice) = opened.await.unwrap().unwrap();
        assert_eq!(app.generation().await.unwrap(), 1);
        notices.push(notice.len());
        let router = crate::support::TestApp::over(app);
        let question = json!({ "text": "抗体药物,在上海张江孵化", "as_of": "2024-06-30" });
        answers.push(router.post("/v1/matches", &question).await.body);
    }
    assert_eq!(notices.iter().sum::<usize>(), 2, "one of the two loaded it: {notices:?}");
    assert_eq!(answers[0]["candidates"].as_array().unwrap().len(), 10);
    assert!(answers.iter().all(|answer| *answer == answers[0]), "the answers differ");
}

#[test]
fn a_password_is_never_told() {
    let secret = "s3cret-of-ada";
    let closed = format!("postgres://ada:{secret}@127.0.0.1:9/plants");
    let cases = [
        // (address, arguments, exit code, what is said)
        (closed.clone(), vec!["export", "--kind", "regions"], 4, "`127.0.0.1:9` does not answer"),
        (closed.clone(), vec!["serve", "--address", "127.0.0.1:0"], 4, "`127.0.0.1:9`"),
        (closed.clone(), vec!["--help"], 0, "HINTERLAND_DATABASE_URL"),
        (closed.clone(), vec!["serve", "--help"], 0, "--database-url"),
        (closed.replace("postgres", "mysql"), vec!["serve"], 2, "`--database-url` must be"),
        (format!("{closed}?passwort={secret}"), vec!["serve"], 2, "no parameters but"),
        (closed, vec!["serve", "--database-url-file", "x"], 2, "cannot be used with"),
    ];
    let folder = TempDir::new().unwrap();
    for (url, arguments, code, said) in cases {
        let mut command = program(folder.path(), Some(&url));
        let output = command.env("HINTERLAND_LOG", "trace").args(&arguments).output().unwrap();
        let text = all_text(&output);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {text}");
        assert!(text.contains(said), "{arguments:?}: {text}");
        assert!(!text.contains(secret), "{arguments:?}: {text}");
    }
    let Some(database) = TestDatabase::create() else { return };
    let file = folder.path().join("url");
    std::fs::write(&file, format!("{}\n", database.url)).unwrap();
    let mut command = program(folder.path(), None);
    command.env("HINTERLAND_LOG", "trace").arg("--database-url-file").arg(&file);
    let output = command.args(["export", "--kind", "regions"]).output().unwrap();
    let (text, password) = (all_text(&output), database.password());
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(!text.contains(&password), "{text}");
}

#[test]
fn twenty_kills_lose_nothing_that_was_acknowledged() {
    let Some(database) = TestDatabase::create() else { return };
    let figures = kill_again_and_again(20, 1, &Place::Postgres(&database.url), |_| {});
    assert_eq!(figures.kills, 20);
    assert!(0 < figures.acknowledged, "{figures:?}");
}

#[test]
fn five_kills_on_a_data_directory_lose_nothing_that_was_acknowledged() {
    let figures = kill_again_and_again(5, 2, &Place::File, |_| {});
    assert!(0 < figures.acknowledged, "{figures:?}");
}
