use std::{fs, process::Output};

use tempfile::TempDir;

use super::{
    CHINESE, ENGLISH,
    remote::{DAY, Server, key},
    rows, text,
};

#[test]
fn papers_of_a_server_are_those_that_are_written_here() {
    let server = Server::start("cn", &[]);
    let directory = server.directory.path();
    let write = |name: &str, text: &str| {
        fs::write(directory.join(name), text).unwrap();
        directory.join(name).to_str().unwrap().to_owned()
    };
    let profile = write(
        "project.json",
        r#"{"schema":1,"id":"etcher","name":{"zh":"刻蚀机","en":"Etcher"},"host_city":"CN-310000",
        "industries":[{"system":"gbt4754","code":"3562","weight":1.0}],
        "money":{"equipment":{"value":60,"unit":"million CNY"}}}"#,
    );
    let refused = write("refused.json", r#"{"schema":1,"id":"a","needs":{"land":{"value":-3}}}"#);
    let (profile, refused) = (profile.as_str(), refused.as_str());
    let words = "集成电路设备，在上海孵化，固定资产投资2亿元";
    let cases = [
        format!("memo {CHINESE} --as-of {DAY} --limit 2"),
        format!("memo --file {profile} --limit 1 --weight access=30 --drop land_cost"),
        format!("memo --file {profile} --lang zh --level prefecture --limit 1"),
        format!("policy --region CN-330200 --project {words}"),
        format!("policy --region CN-330200 --as-of 2024-09-01 --lang en --project {profile}"),
        format!(
            "policy --region CN-330200 --with-host --include-expired --include-doubtful --years 7 \
             --discount-rate 5.5 --json --project {profile}"
        ),
        "policy --region CN-330800 --color always --project aiyi-valves-2021".to_owned(),
    ];
    for case in &cases {
        let arguments: Vec<&str> = case.split(' ').collect();
        assert!(!server.same(&arguments, 0).is_empty(), "{case}");
    }
    assert_file_is_the_same(&server);
    let refusals: [(&[&str], i32); 6] = [
        (&["memo", "--id", "no-such"], 1),
        (&["memo", "--file", refused], 2),
        (&["memo", ENGLISH, "--limit", "1", "--output", "/nowhere/memo.html"], 1),
        (&["policy", "--region", "CN-330200", "--project", "no-such"], 1),
        (&["policy", "--region", "CN-999999", "--project", words], 1),
        (&["policy", "--region", "CN-330200", "--project", refused], 2),
    ];
    for (arguments, code) in refusals {
        assert_eq!(server.same(arguments, code), "", "{arguments:?}");
    }
}

/// A memo that goes into a file.
fn assert_file_is_the_same(server: &Server) {
    let directory = server.directory.path();
    let [here, there] =
        ["here.html", "there.html"].map(|name| directory.join(name).to_str().unwrap().to_owned());
    let paper = ["memo", ENGLISH, "--limit", "1", "-o"];
    for told in [
        server.here(&[&paper[..], &[here.as_str()]].concat()),
        server.there(&[&paper[..], &[there.as_str()]].concat()),
    ] {
        assert_eq!((told.status.code(), text(&told.stdout)), (Some(0), String::new()));
    }
    assert_eq!(fs::read(&there).unwrap(), fs::read(&here).unwrap());
}

/// Writes a country and so many provinces through the server.
fn import(server: &Server, provinces: usize) {
    let file = server.directory.path().join("regions.ndjson");
    fs::write(&file, rows(provinces).join("\n")).unwrap();
    let told = server.there(&["import", file.to_str().unwrap(), "--kind", "regions"]);
    assert_eq!(told.status.code(), Some(0), "{}", text(&told.stderr));
}

#[test]
fn the_log_of_a_server_is_read_in_pages_and_printed_as_one() {
    let server = Server::start("none", &[]);
    import(&server, 1_050); // more lines than a table has
    let chinese = server.same(&["audit", "--lang", "zh"], 0);
    assert_eq!(chinese.lines().count(), 1_052, "a head and a line for each region");
    assert_eq!(server.same(&["audit", "--json"], 0).lines().count(), 1_051);
    assert!(server.same(&["audit", "--since", "2026-06-30"], 0).contains("XX-001050"));
    assert_eq!(server.same(&["audit", "--since", "2999-01-01"], 0).lines().count(), 1);
    let other = server.there(&["audit", "--organisation", "acme"]);
    assert_eq!(other.status.code(), Some(2));
    let errors = text(&other.stderr);
    assert!(errors.contains("`--organisation` must be left out with `--server`"), "{errors}");
}

#[test]
fn an_admin_reads_the_lines_of_the_own_organisation() {
    let directory = TempDir::new().unwrap();
    let admin = key(directory.path(), "admin", &["--role", "admin"]);
    let sponsor = key(directory.path(), "sponsor", &["--role", "sponsor"]);
    let data = directory.path().join("data");
    let server = Server::start_on(directory, &data, &["--world", "none", "--require-keys"]);
    let here = server.here(&["audit", "--organisation", "acme"]);
    let there = server.there(&["--key-file", &admin, "audit"]);
    assert_eq!(there.status.code(), Some(0), "{}", text(&there.stderr));
    assert_eq!(text(&there.stdout), text(&here.stdout));
    assert_eq!(text(&there.stdout).lines().count(), 3, "both keys");
    let refused = server.there(&["--key-file", &sponsor, "audit"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("the role `sponsor` may not do this"));
}

/// Saves a search on the server.
fn add(server: &Server, further: &[&str]) -> Output {
    let add = ["alerts", "add", ENGLISH, "--level", "province", "--weight", "access=0.3"];
    let added = server.there(&[&add, further].concat());
    assert_eq!(added.status.code(), Some(0), "{}", text(&added.stderr));
    added
}

#[test]
fn saved_searches_of_a_server_are_kept_there() {
    // Nobody looks but who is told to, so that both ways see the same.
    let server =
        Server::start("none", &["--webhook-loopback-hosts", "127.0.0.1:9", "--job-threads", "0"]);
    import(&server, 2);
    assert!(server.same(&["alerts", "list", "--lang", "zh"], 0).starts_with("没有已存搜索"));
    let added = text(&add(&server, &["--top", "4"]).stdout);
    let id = added.split(' ').next().unwrap();
    assert!(added.ends_with(" is saved: changes among the first 4 are noticed from now on.\n"));
    // A secret stands alone on standard output, and is another after it was replaced.
    let hook = "http://127.0.0.1:9/hook";
    let told = add(&server, &["--tell", "left", "--webhook", hook]);
    let secret = text(&told.stdout);
    assert!(secret.starts_with("whsec_") && secret.lines().count() == 1, "{secret}");
    assert!(text(&told.stderr).contains("is not shown again"));
    let second = text(&told.stderr).split(' ').next().unwrap().to_owned();
    let rotated = server.there(&["alerts", "rotate", &second, "--json"]);
    let rotated: serde_json::Value = serde_json::from_slice(&rotated.stdout).unwrap();
    let other = rotated["webhook_secret"].as_str().unwrap();
    assert!(other.starts_with("whsec_") && other != secret.trim_end(), "{rotated}");

    // Beside the server and through it the same is seen, also once something was noticed.
    assert!(server.same(&["alerts", "list"], 0).contains(hook));
    import(&server, 3);
    assert_eq!(server.here(&["alerts", "check"]).status.code(), Some(0));
    for arguments in [&["list"][..], &["list", "--json"], &["list", "--lang", "zh"]] {
        let told = server.same(&[&["alerts"], arguments].concat(), 0);
        assert!(told.contains(id) && told.contains(&second), "{told}");
    }
    for further in [&["--lang", "zh"][..], &["--json"], &["--limit", "1"]] {
        let told = server.same(&[&["alerts", "list", id], further].concat(), 0);
        assert!(told.contains("XX-000003") || told.contains("Province 3"), "{told}");
    }
    let refusals: [(&[&str], i32); 5] = [
        (&["list", "search-0"], 1),
        (&["remove", "search-0"], 1),
        (&["rotate", id], 2), // no receiver
        (&["add", ENGLISH, "--top", "99"], 2),
        (&["add", "--id", "no-such"], 1),
    ];
    for (arguments, code) in refusals {
        assert_eq!(server.same(&[&["alerts"], arguments].concat(), code), "", "{arguments:?}");
    }
    for (arguments, expected) in [
        (&["check"][..], "`--server` must be left out: a server looks"),
        (&["add", ENGLISH, "--webhook", "https://a.example/"], "`--webhook` must be at a host"),
        (&["add", ENGLISH, "--webhook-hosts", "a.example"], "`--webhook-hosts` must be left out"),
    ] {
        let told = server.there(&[&["alerts"], arguments].concat());
        assert_eq!(told.status.code(), Some(2));
        assert!(text(&told.stderr).contains(expected), "{}", text(&told.stderr));
    }
    for id in [id, &second] {
        let removed = server.there(&["alerts", "remove", id]);
        assert_eq!(text(&removed.stdout), format!("{id} is gone, and what it noticed.\n"));
    }
    assert!(server.same(&["alerts", "list"], 0).starts_with("There are no saved searches"));
}
