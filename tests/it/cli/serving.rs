use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command},
};

use serde_json::Value;

use super::{Place, rows, text};

/// A running server; it is stopped when the test ends, however it ends.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(place: &Place) -> Server {
        let mut child = place.spawn(&["serve", "--address", "127.0.0.1:0"]);
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("listening on http://");
        let Some(address) = address.map(ToOwned::to_owned) else {
            let mut errors = String::new();
            child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
            panic!("`{line}` {errors}");
        };
        let server = Server { child, address };
        // A line on standard output is no proof that anybody answers.
        assert_eq!(server.get("/healthz"), "HTTP/1.1 200 OK");
        server
    }

    /// The status line of an answer; empty if the server closes the connection without one.
    fn get(&self, path: &str) -> String {
        let mut connection = TcpStream::connect(&self.address).unwrap();
        let host = &self.address;
        write!(connection, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
            .unwrap();
        let mut line = String::new();
        BufReader::new(connection).read_line(&mut line).ok();
        line.trim_end().to_owned()
    }

    fn signal(&self, name: &str) {
        let status = Command::new("kill").args([name, &self.child.id().to_string()]).status();
        assert!(status.unwrap().success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

#[test]
fn beside_a_server_reading_works_and_writing_names_the_holder() {
    let place = Place::new("none");
    let server = Server::start(&place);
    assert!(server.address.starts_with("127.0.0.1:"), "{}", server.address);

    let write = place.feed(&["import", "-", "--kind", "regions"], &rows(1).join("\n"));
    assert_eq!(write.status.code(), Some(3));
    let holder = format!("process {}", server.child.id());
    assert!(text(&write.stderr).contains(&holder), "{}", text(&write.stderr));
    assert_eq!(place.regions(), Vec::<Value>::new());
    assert_eq!(server.get("/readyz"), "HTTP/1.1 200 OK");
}

#[test]
fn a_server_stops_in_order_on_both_signals() {
    for signal in ["-TERM", "-INT"] {
        let place = Place::new("none");
        let mut server = Server::start(&place);
        server.signal(signal);
        assert_eq!(server.child.wait().unwrap().code(), Some(0), "{signal}");
        let write = place.feed(&["import", "-", "--kind", "regions"], &rows(1).join("\n"));
        assert_eq!(write.status.code(), Some(0), "{}", text(&write.stderr));
    }
}

#[test]
fn a_server_listens_to_this_machine_only() {
    let output = Place::new("none").run(&["serve", "--address", "0.0.0.0:8080"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("127.0.0.1"), "{}", text(&output.stderr));
}
