use std::{fs, net::TcpListener, path::Path, process::Output};

use tempfile::TempDir;

use super::{
    CHINESE, ENGLISH,
    remote::{DAY, Server, program},
    text,
};
use crate::tls::{Authority, Front, Seen};

/// Asks a server over HTTPS, on a machine that trusts by itself nobody but whom a file names.
fn ask(origin: &str, system: &str, arguments: &[&str]) -> Output {
    let mut command = program();
    command.env("SSL_CERT_FILE", system).env_remove("SSL_CERT_DIR");
    command.args(["--server", origin]).args(arguments).output().unwrap()
}

/// The file of an authority that vouches for nobody.
fn stranger(folder: &Path) -> String {
    let folder = folder.join("stranger");
    fs::create_dir(&folder).unwrap();
    Authority::new("Stranger").write(&folder)
}

#[test]
fn a_command_prints_the_same_over_https() {
    let server = Server::start("cn", &[]);
    let folder = server.directory.path();
    let authority = Authority::new("House");
    let (house, stranger) = (authority.write(folder), stranger(folder));
    let front = Front::before(server.host(), authority.certify(&["localhost", "127.0.0.1"]));
    let projects = folder.join("projects.ndjson");
    let project = r#"{"schema":1,"id":"a","name":{"en":"a"},"host_city":"CN-310000","industries":[{"system":"gbt4754","code":"3841","weight":1.0}]}"#;
    fs::write(&projects, project).unwrap();
    let projects = projects.to_str().unwrap();
    let cases: [&[&str]; 5] = [
        &["match", CHINESE, "--as-of", DAY, "--limit", "2"],
        &["match", ENGLISH, "--as-of", DAY, "--limit", "2", "--json"],
        &["search", "生物医药", "--level", "park"],
        &["rerank", projects, "--as-of", DAY, "--top", "3"], // a job, whose events are streamed
        &["compare", ENGLISH, "--region", "CN-330800"],      // a refusal
    ];
    let trust: &[&str] = &["--ca-file", &house];
    for arguments in cases {
        let plain = server.there(arguments);
        let over = ask(&front.origin(), &stranger, &[trust, arguments].concat());
        assert_eq!(text(&over.stderr), text(&plain.stderr), "{arguments:?}");
        assert_eq!(text(&over.stdout), text(&plain.stdout), "{arguments:?}");
        assert_eq!(over.status.code(), plain.status.code(), "{arguments:?}");
        assert_eq!(front.next(), Seen::Carried);
    }
    // An address in place of a name, and a system that trusts the authority already.
    let origin = front.origin().replace("localhost", "127.0.0.1");
    for (system, further) in [(&stranger, trust), (&house, &[])] {
        let over = ask(&origin, system, &[further, cases[2]].concat());
        assert_eq!(text(&over.stdout), text(&server.there(cases[2]).stdout));
    }
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_refused_and_nothing_is_sent() {
    let folder = TempDir::new().unwrap();
    let authority = Authority::new("House");
    let (house, stranger) = (authority.write(folder.path()), stranger(folder.path()));
    let key = folder.path().join("key");
    fs::write(&key, "hinterland_key_1").unwrap();
    let key = key.to_str().unwrap();
    let years = |years| authority.certify_for_years(&["localhost"], years);
    let cases = [
        (
            Authority::new("Other").certify(&["localhost"]),
            "its certificate is of an authority that is not trusted here; `--ca-file` names",
        ),
        (
            Authority::new("House").certify(&["localhost"]), // the same name is not the same key
            "its certificate names an authority that is trusted here, which has not signed it",
        ),
        (years([2000, 2020]), "its certificate has expired on 2020-01-01"),
        (years([2090, 2100]), "its certificate is not valid before 2090-01-01"),
        (
            authority.certify(&["other.example", "10.0.0.7"]),
            "its certificate is for `other.example`, `10.0.0.7`, not for `localhost`",
        ),
        (authority.itself(), "its certificate is that of an authority"),
    ];
    for (certified, expected) in cases {
        // Who carried something would carry it to nobody.
        let front = Front::before("127.0.0.1:1", certified);
        let origin = front.origin();
        let arguments = ["--ca-file", &house, "--key-file", key, "search", "电池"];
        let told = ask(&origin, &stranger, &arguments);
        let errors = text(&told.stderr);
        assert_eq!(told.status.code(), Some(4), "{errors}");
        let begin = format!("error: no encrypted connection to the server `{origin}`: {expected}");
        assert!(errors.starts_with(&begin) && errors.lines().count() == 1, "{errors}");
        assert_eq!((text(&told.stdout).as_str(), front.next()), ("", Seen::Refused));
    }
    // Without the file the same authority is a stranger, too, also to a write.
    let front = Front::before("127.0.0.1:1", authority.certify(&["localhost"]));
    let file = folder.path().join("regions.csv");
    fs::write(&file, "").unwrap();
    let import = ["import", file.to_str().unwrap(), "--kind", "regions"];
    let told = ask(&front.origin(), &stranger, &import);
    let errors = text(&told.stderr);
    assert!(told.status.code() == Some(4) && errors.contains("not trusted here"), "{errors}");
    assert_eq!(front.next(), Seen::Refused);
}

#[test]
fn a_server_without_tls_is_told_from_one_that_is_not_there() {
    let server = Server::start("none", &[]);
    let folder = server.directory.path();
    let stranger = stranger(folder);
    let origin = format!("https://{}", server.host());
    let told = ask(&origin, &stranger, &["search", "电池"]);
    let errors = text(&told.stderr);
    assert_eq!(told.status.code(), Some(4), "{errors}");
    assert_eq!(
        errors.trim_end(),
        format!(
            "error: no encrypted connection to the server `{origin}`: no TLS is spoken there, as \
             at an address of `http://`"
        )
    );
    let gone = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        format!("https://{}", listener.local_addr().unwrap())
    };
    let told = ask(&gone, &stranger, &["search", "电池"]);
    let errors = text(&told.stderr);
    assert!(told.status.code() == Some(4) && errors.contains("cannot be reached"), "{errors}");

    // A machine that trusts nobody speaks HTTP to itself, and HTTPS to nobody.
    let nobody = "/dev/null";
    let plain = ask(&format!("http://{}", server.host()), nobody, &["search", "电池"]);
    assert_eq!(plain.status.code(), Some(0), "{}", text(&plain.stderr));
    let told = ask(&origin, nobody, &["search", "电池"]);
    let errors = text(&told.stderr);
    assert!(told.status.code() == Some(4) && errors.contains("needs certificates"), "{errors}");
}

#[test]
fn a_file_that_is_no_certificate_is_named() {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: &str| {
        let file = folder.path().join(name);
        fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let cases = [
        (write("key.pem", "hinterland_key_1"), 2, "each of which begins with `-----BEGIN"),
        (
            write("cut.pem", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"),
            2,
            "number 1 cannot be read",
        ),
        ("/no/such/file".to_owned(), 1, "`/no/such/file`"),
    ];
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let asking: &[&str] = &["--server", "https://localhost:1", "search", "电池"];
    let serving: &[&str] =
        &["--data-dir", data, "--world", "none", "serve", "--address", "127.0.0.1:0"];
    for (file, code, expected) in cases {
        for arguments in [asking, serving] {
            let told = program().args(arguments).args(["--ca-file", &file]).output().unwrap();
            let errors = text(&told.stderr);
            assert_eq!(told.status.code(), Some(code), "{errors}");
            assert!(errors.contains(expected) && errors.contains(&file), "{errors}");
            assert!(!errors.contains("hinterland_key_1"), "{errors}");
        }
    }
}
