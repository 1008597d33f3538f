use std::{
    env, fs,
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    database::TestDatabase,
    process::{ServerProcess, ask},
    source,
};

/// The variable with the path of nginx.
const VARIABLE: &str = "HINTERLAND_TEST_NGINX";
/// Within which time a server sees what the other wrote.
const FOLLOWS_WITHIN: Duration = Duration::from_secs(2);

/// A proxy that ends with the test.
struct Proxy {
    child: Child,
    address: String,
}

impl Proxy {
    /// Starts the proxy of `deploy/nginx.conf` before two servers, on loopback and without TLS.
    fn start(program: &str, folder: &Path, servers: [&str; 2]) -> Proxy {
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let deployed = fs::read_to_string(source::root().join("deploy/nginx.conf")).unwrap();
        let changes = [
            ("hinterland-1:8080", servers[0].to_owned()),
            ("hinterland-2:8080", servers[1].to_owned()),
            ("listen 443 ssl;", format!("listen {free};")),
            ("ssl_certificate ", "# ".to_owned()),
            ("ssl_certificate_key ", "# ".to_owned()),
            ("/dev/stdout", "off; #".to_owned()),
            ("http {", {
                let folder = folder.display();
                let kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
                let paths = kinds.map(|kind| format!("{kind}_temp_path {folder}/{kind};\n"));
                format!("pid {folder}/pid;\nhttp {{\n{}", paths.concat())
            }),
        ];
        let adapted = changes.iter().fold(deployed, |text, (from, to)| {
            assert!(text.contains(from), "`{from}` is not in the configuration");
            text.replace(from, to)
        });
        let file = folder.join("nginx.conf");
        fs::write(&file, adapted).unwrap();
        let mut command = Command::new(program);
        command.arg("-c").arg(&file).arg("-p").arg(folder).args(["-g", "daemon off;"]);
        command.args(["-e", "stderr"]).stdin(Stdio::null());
        let proxy = Proxy { child: command.spawn().unwrap(), address: free.to_string() };
        let begun = Instant::now();
        while TcpStream::connect(&proxy.address).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(10), "the proxy does not listen");
            thread::sleep(Duration::from_millis(20));
        }
        proxy
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        ask(&self.address, method, path, &body.to_string())
            .unwrap_or_else(|error| panic!("{method} {path}: {error}"))
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // SIGQUIT would wait for connections; SIGTERM ends master and workers at once.
        let id = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status().ok();
        self.child.wait().ok();
    }
}

/// Writes a project through the proxy and asks for matches meanwhile; returns the project's id.
fn write_and_ask(proxy: &Proxy, number: usize) -> String {
    let id = format!("p{number}");
    let project = json!({ "schema": 1, "id": id, "name": { "en": id } });
    let (status, body) = proxy.ask("PUT", &format!("/v1/projects/{id}"), &project);
    assert!(status == 200 || status == 201, "{status} {body}");
    let question = json!({ "text": "battery cells", "limit": 1 });
    let (status, body) = proxy.ask("POST", "/v1/matches", &question);
    assert_eq!(status, 200, "{body}");
    assert!(body["generation"].is_u64(), "{body}");
    id
}

#[test]
fn clients_of_the_proxy_do_not_see_a_server_die() {
    let (Some(database), Ok(nginx)) = (TestDatabase::create(), env::var(VARIABLE)) else { return };
    let folder = TempDir::new().unwrap();
    let start = |at: &str, name: &str| {
        ServerProcess::start_at(at, &folder.path().join(name), Some(&database.url))
    };
    let mut servers = ["first", "second"].map(|name| start("127.0.0.1:0", name));
    let addresses = servers.each_ref().map(|server| server.address().to_owned());
    let proxy = Proxy::start(&nginx, folder.path(), addresses.each_ref().map(String::as_str));

    let mut acknowledged = Vec::new();
    for round in 0..4 {
        let victim = round % 2;
        acknowledged.extend((0..5).map(|step| write_and_ask(&proxy, round * 10 + step)));
        servers[victim].kill();
        acknowledged.extend((5..10).map(|step| write_and_ask(&proxy, round * 10 + step)));
        servers[victim] = start(&addresses[victim], ["first", "second"][victim]);
    }

    let begun = Instant::now();
    for server in &servers {
        for id in &acknowledged {
            assert_eq!(server.get(&format!("/v1/projects/{id}")).0, 200, "{id} is lost");
        }
        let search = || server.get("/v1/search?kind=projects&limit=1").1["generation"].clone();
        while search() != acknowledged.len() {
            assert!(begun.elapsed() < FOLLOWS_WITHIN, "still {}", search());
            thread::sleep(Duration::from_millis(20));
        }
    }
}
