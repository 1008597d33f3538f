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
    process::{ServerProcess, exchange, program},
    source,
};

/// The variable with the path of nginx.
const VARIABLE: &str = "HINTERLAND_TEST_NGINX";
/// Within which time a server sees what the other wrote.
const FOLLOWS_WITHIN: Duration = Duration::from_secs(2);
/// The name by which clients know the proxy, which is none of the servers' machine.
const HOST: &str = "Host: plants.example:8443\r\n";

/// A proxy that ends with the test.
struct Proxy {
    child: Child,
    address: String,
    /// The header line with the key.
    key: String,
}

impl Proxy {
    /// Starts the proxy of `deploy/nginx.conf` before two servers, on loopback and without TLS; its
    /// clients have the key.
    fn start(program: &str, folder: &Path, servers: [&str; 2], key: &str) -> Proxy {
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
        let (child, address) = (command.spawn().unwrap(), free.to_string());
        let proxy = Proxy { child, address, key: key.to_owned() };
        let begun = Instant::now();
        while TcpStream::connect(&proxy.address).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(10), "the proxy does not listen");
            thread::sleep(Duration::from_millis(20));
        }
        proxy
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let (status, _, body) = self.send((method, path), &self.key, &body.to_string());
        (status, body)
    }

    /// Asks by the proxy's name, and returns status, head and body of the answer.
    fn send(&self, what: (&str, &str), headers: &str, body: &str) -> (u16, String, Value) {
        ask(&self.address, what, &format!("{HOST}{headers}"), body)
    }
}

fn ask(
    address: &str,
    (method, path): (&str, &str),
    headers: &str,
    body: &str,
) -> (u16, String, Value) {
    let (head, body) = exchange(address, method, path, headers, body)
        .unwrap_or_else(|error| panic!("{method} {path}: {error}"));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    (status.unwrap_or_else(|| panic!("{method} {path}: {head}")), head, body)
}

/// Makes a key in the database of the servers, and returns the header line with it.
fn make_key(folder: &Path, database: &TestDatabase) -> String {
    let mut command = program(&folder.join("keys"), Some(&database.url));
    command.args(["keys", "create", "--role", "admin", "--organisation", "default"]);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    format!("Authorization: Bearer {}\r\n", String::from_utf8(output.stdout).unwrap().trim_end())
}

/// Writes as a page of the proxy's own does and as those of others do.
fn write_as_pages(proxy: &Proxy) {
    let (status, head, body) = proxy.send(("POST", "/v1/session"), &proxy.key, "");
    assert_eq!(status, 200, "{body}");
    let lines = head.lines().filter_map(|line| line.split_once(": "));
    let mut cookies = lines.filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
    let (_, cookie) = cookies.next().unwrap();
    let cookie = cookie.split(';').next().unwrap();
    let project = json!({ "schema": 1, "id": "page", "name": { "en": "page" } }).to_string();
    let origins = [("plants.example:8443", 201), ("plants.example", 403), ("evil.example", 403)];
    for (origin, expected) in origins {
        let headers = format!("Cookie: {cookie}\r\nOrigin: https://{origin}\r\n");
        let (status, _, body) = proxy.send(("PUT", "/v1/projects/page"), &headers, &project);
        assert_eq!(status, expected, "{origin}: {body}");
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
    let key = make_key(folder.path(), &database);
    let start = |at: &str, name: &str| {
        ServerProcess::deployed_at(at, &folder.path().join(name), Some(&database.url))
    };
    let mut servers = ["first", "second"].map(|name| start("127.0.0.1:0", name));
    let addresses = servers.each_ref().map(|server| server.address().to_owned());
    let upstream = addresses.each_ref().map(String::as_str);
    let proxy = Proxy::start(&nginx, folder.path(), upstream, &key);

    let (status, _, _) = proxy.send(("GET", "/v1/search?kind=projects"), "", "");
    assert_eq!(status, 401, "whoever reaches the proxy needs a key");
    write_as_pages(&proxy);
    let mut acknowledged = vec!["page".to_owned()];
    for round in 0..4 {
        let victim = round % 2;
        acknowledged.extend((0..5).map(|step| write_and_ask(&proxy, round * 10 + step)));
        servers[victim].kill();
        acknowledged.extend((5..10).map(|step| write_and_ask(&proxy, round * 10 + step)));
        servers[victim] = start(&addresses[victim], ["first", "second"][victim]);
    }

    let begun = Instant::now();
    for address in &addresses {
        let get = |path: &str| ask(address, ("GET", path), &key, "");
        for id in &acknowledged {
            assert_eq!(get(&format!("/v1/projects/{id}")).0, 200, "{id} is lost");
        }
        let search = || get("/v1/search?kind=projects&limit=1").2["generation"].clone();
        while search() != acknowledged.len() {
            assert!(begun.elapsed() < FOLLOWS_WITHIN, "still {}", search());
            thread::sleep(Duration::from_millis(20));
        }
    }
}
