use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
};

use serde_json::{Value, json};

use super::{
    remote::{DAY, Server, run},
    text,
};

/// An address at which nobody answers.
fn gone() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

#[test]
fn runs_without_causes_are_compared_without_the_server() {
    let server = Server::start("none", &[]);
    let directory = server.directory.path();
    let header = "project,rank,region,region_name_zh,region_name_en,level,points,points_low,\
                  points_high,standing,as_of,generation,definition";
    let sheet = |name: &str, regions: [&str; 2]| {
        let rows = (1..).zip(regions).map(|(rank, region)| {
            format!("p,{rank},{region},,{region},park,{},5,9,behind,{DAY},3,abc", 9 - rank)
        });
        let lines: Vec<String> = std::iter::once(header.to_owned()).chain(rows).collect();
        fs::write(directory.join(name), lines.join("\n")).unwrap();
        directory.join(name).to_str().unwrap().to_owned()
    };
    let [before, after] = [sheet("a.csv", ["CN-1", "CN-2"]), sheet("b.csv", ["CN-2", "CN-3"])];
    for further in [&["--json"][..], &["--lang", "zh"], &["--lang", "en"]] {
        let arguments = [&["diff", before.as_str(), after.as_str()], further].concat();
        let told = server.same(&arguments, 0);
        assert!(told.contains("CN-3"), "{told}");
        let alone = run(&[&["--server", gone().as_str()], arguments.as_slice()].concat());
        assert_eq!(text(&alone.stdout), told, "nobody is asked");
    }
}

/// Projects on the provinces, with further fields.
fn projects() -> [Value; 2] {
    [("a", "CN-310000"), ("b", "CN-330100")].map(|(id, host)| {
        json!({ "schema": 1, "id": id, "name": { "en": id }, "host_city": host,
                "industries": [{ "system": "gbt4754", "code": "3841", "weight": 1.0 }] })
    })
}

/// The whole answer to a request that sends a body.
fn exchange(server: &Server, head: &str, body: &str) -> String {
    let host = server.url.strip_prefix("http://").unwrap();
    let mut connection = TcpStream::connect(host).unwrap();
    let length = body.len();
    write!(
        connection,
        "{head} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    answer
}

/// Posts a job to the server; its id.
fn post(server: &Server, weights: &Value) -> String {
    let body = json!({ "projects": projects(), "level": "province", "limit": 5, "as_of": DAY,
                       "wishes": { "weights": weights } });
    let answer = exchange(server, "POST /v1/rerank-jobs", &body.to_string());
    let (_, job) = answer.split_once("\r\n\r\n").unwrap();
    let job: Value = serde_json::from_str(job).unwrap_or_else(|_| panic!("{answer}"));
    job["id"].as_str().unwrap().to_owned()
}

/// Posts a job and waits for its end; its id.
fn finished(server: &Server, weights: &Value) -> String {
    let id = post(server, weights);
    let events = exchange(server, &format!("GET /v1/rerank-jobs/{id}/events"), "");
    assert!(events.contains("event: ended") && events.contains("finished"), "{events}");
    id
}

/// The files of the same runs.
fn files(server: &Server) -> [String; 3] {
    let directory = server.directory.path();
    let input = directory.join("projects.ndjson");
    fs::write(&input, projects().map(|it| it.to_string()).join("\n")).unwrap();
    let input = input.to_str().unwrap();
    let shared = ["--level", "province", "--top", "5", "--as-of", DAY];
    let weighed: &[&str] = &["--weight", "labour_cost=60"];
    let cases = [("a.ndjson", &[][..]), ("b.ndjson", weighed), ("flat.csv", weighed)];
    cases.map(|(name, further)| {
        let output = directory.join(name).to_str().unwrap().to_owned();
        let told = server
            .here(&[&["rerank", input, "--output", &output], shared.as_slice(), further].concat());
        assert_eq!(told.status.code(), Some(0), "{}", text(&told.stderr));
        output
    })
}

#[test]
fn jobs_and_files_are_compared_with_their_causes() {
    let server = Server::start("cn", &[]);
    let [a, b, flat] = files(&server);
    let before = format!("job:{}", finished(&server, &json!({})));
    let after = format!("job:{}", finished(&server, &json!({ "labour_cost": 60.0 })));
    let diff = |arguments: &[&str]| server.same(&[&["diff"], arguments].concat(), 0);
    let told = diff(&[&before, &after, "--json"]);
    let difference: Value = serde_json::from_str(&told).unwrap();
    let moved = &difference["projects"][0]["moved"][0];
    assert_eq!((&difference["unexplained"], &moved["cause"]), (&Value::Null, &json!("weights")));
    for pair in [[&a, &b], [&before, &b], [&a, &after]] {
        assert_eq!(diff(&[pair[0], pair[1], "--json"]), told, "{pair:?}");
    }
    let chinese = diff(&[&before, &after, "--lang", "zh"]);
    assert!(chinese.contains("比较了2个项目"), "{chinese}");
    assert_eq!(diff(&[&a, &b, "--lang", "zh"]), chinese);
    let short = diff(&[&before, &after, "--limit", "1"]);
    assert!(short.contains("2 projects compared") && short.len() < diff(&[&a, &after]).len());
    // Of a flat output no causes can be told, whatever stands beside it.
    for pair in [[&before, &flat], [&flat, &after], [&a, &flat]] {
        let told: Value = serde_json::from_str(&diff(&[pair[0], pair[1], "--json"])).unwrap();
        assert_eq!(told["unexplained"]["code"], "flat_output", "{pair:?}");
    }
}

#[test]
fn what_is_no_run_of_a_server_is_refused_as_here() {
    let server = Server::start("cn", &["--job-threads", "0"]);
    let open = format!("job:{}", post(&server, &json!({})));
    let refuse = |arguments: [&str; 2], code: i32, expected: &str| {
        let arguments = [&["diff"], &arguments[..]].concat();
        assert_eq!(server.same(&arguments, code), "");
        let errors = text(&server.there(&arguments).stderr);
        assert!(errors.contains(expected), "{errors}");
    };
    refuse([&open, &open], 1, "is not finished: 0 of 2 projects are done");
    refuse([&open, "job:job-000000000000"], 1, "is not finished");
    refuse(["job:job-000000000000", &open], 1, "no job has id `job-000000000000`");
    refuse(["job:a b", &open], 2, "'job:a b'");
}

/// A run of so many projects that say so much, as `rerank` would print it.
fn long_run(directory: &Path, projects: usize, characters: usize) -> String {
    let words = "x".repeat(characters);
    let line = |number: usize| {
        let document = json!({
            "project": { "schema": 1, "id": format!("p{number}"), "description": { "en": words } },
            "generation": 1, "definition": "abc", "as_of": DAY, "level": "park", "weights": {},
            "candidates": [], "counts": { "ranked": 0, "returned": 0 },
        });
        document.to_string()
    };
    let path = directory.join(format!("run-{projects}-{characters}.ndjson"));
    fs::write(&path, (0..projects).map(line).collect::<Vec<_>>().join("\n")).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn runs_too_long_for_a_server_are_refused_with_what_to_do() {
    let server = Server::start("none", &[]);
    let directory = server.directory.path();
    // Longer than other bodies may be, and than many a server reads by itself.
    let long = long_run(directory, 900, 2_000);
    assert!(server.same(&["diff", &long, &long], 0).contains("900 projects compared"));
    for (projects, characters, expected) in [
        (1_001, 1, "takes 1000 projects of a run and these are 1001"),
        (1_000, 4_500, "takes 8388608 bytes of both runs and these are "),
    ] {
        let run = long_run(directory, projects, characters);
        let told = server.there(&["diff", &run, &run]);
        let errors = text(&told.stderr);
        assert_eq!(told.status.code(), Some(2), "{errors}");
        assert!(errors.contains(expected) && errors.contains("compare `job:ID`"), "{errors}");
        assert_eq!(server.here(&["diff", &run, &run]).status.code(), Some(0));
    }
}
