use std::{fs, net::TcpListener};

use tempfile::TempDir;

use super::{
    CHINESE, ENGLISH,
    remote::{DAY, Server, key, run},
    rows, text,
};

/// An address at which nobody answers.
fn gone() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

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
    let cases: [&[&str]; 7] = [
        &["memo", CHINESE, "--as-of", DAY, "--limit", "2"],
        &[
            "memo",
            "--file",
            profile,
            "--limit",
            "1",
            "--weight",
            "access=30",
            "--drop",
            "land_cost",
        ],
        &["memo", "--file", profile, "--lang", "zh", "--level", "prefecture", "--limit", "1"],
        &["policy", "--region", "CN-330200", "--project", words],
        &[
            "policy",
            "--region",
            "CN-330200",
            "--as-of",
            "2024-09-01",
            "--lang",
            "en",
            "--project",
            profile,
        ],
        &[
            "policy",
            "--region",
            "CN-330200",
            "--with-host",
            "--include-expired",
            "--include-doubtful",
            "--years",
            "7",
            "--discount-rate",
            "5.5",
            "--json",
            "--project",
            profile,
        ],
        &["policy", "--region", "CN-330800", "--color", "always", "--project", "aiyi-valves-2021"],
    ];
    for arguments in cases {
        assert!(!server.same(arguments, 0).is_empty(), "{arguments:?}");
    }
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

#[test]
fn the_log_of_a_server_is_read_in_pages_and_printed_as_one() {
    let server = Server::start("none", &[]);
    let file = server.directory.path().join("regions.ndjson");
    // More lines than a table has.
    fs::write(&file, rows(1_050).join("\n")).unwrap();
    let told = server.there(&["import", file.to_str().unwrap(), "--kind", "regions"]);
    assert_eq!(told.status.code(), Some(0), "{}", text(&told.stderr));
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
    // Causes are told from the documents that the server has.
    let document = r#"{"project":{"schema":1,"id":"p"},"generation":1,"definition":"abc",
        "as_of":"2026-06-30","level":"park","weights":{},"candidates":[],
        "counts":{"ranked":0,"returned":0}}"#;
    let file = directory.join("run.ndjson");
    fs::write(&file, document.replace('\n', " ")).unwrap();
    let file = file.to_str().unwrap();
    let refused = server.there(&["diff", file, file]);
    assert_eq!(refused.status.code(), Some(2));
    let errors = text(&refused.stderr);
    assert!(errors.contains("`--server` must be left out: causes are told from"), "{errors}");
    assert_eq!(server.here(&["diff", file, file]).status.code(), Some(0));
}

#[test]
fn saved_searches_of_a_server_are_kept_there() {
    // Nobody looks but who is told to, so that both ways see the same.
    let server =
        Server::start("none", &["--webhook-loopback-hosts", "127.0.0.1:9", "--job-threads", "0"]);
    let file = server.directory.path().join("regions.ndjson");
    let import = |provinces: usize| {
        fs::write(&file, rows(provinces).join("\n")).unwrap();
        let told = server.there(&["import", file.to_str().unwrap(), "--kind", "regions"]);
        assert_eq!(told.status.code(), Some(0), "{}", text(&told.stderr));
    };
    import(2);
    assert!(server.same(&["alerts", "list", "--lang", "zh"], 0).starts_with("没有已存搜索"));
    let add = |further: &[&str]| {
        let add = ["alerts", "add", ENGLISH, "--level", "province", "--weight", "access=0.3"];
        let added = server.there(&[&add, further].concat());
        assert_eq!(added.status.code(), Some(0), "{}", text(&added.stderr));
        added
    };
    let added = text(&add(&["--top", "4"]).stdout);
    let id = added.split(' ').next().unwrap();
    assert!(added.ends_with(" is saved: changes among the first 4 are noticed from now on.\n"));
    // A secret stands alone on standard output, and is another after it was replaced.
    let hook = "http://127.0.0.1:9/hook";
    let told = add(&["--tell", "left", "--webhook", hook]);
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
    import(3);
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
