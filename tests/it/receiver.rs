use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::mpsc::{self, Receiver, Sender},
    thread,
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// How long a delivery may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);

/// Whoever is told of alerts: listens on this machine and answers as it is bid.
pub(crate) struct Hook {
    /// `127.0.0.1:40000`.
    pub(crate) host: String,
    told: Receiver<Delivered>,
    answers: Sender<Reply>,
}

/// What a receiver answers.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// A head, as `204 No Content`, and further lines.
    Head(&'static str),
    /// Nothing, until it is asked no more.
    Silence,
}

/// What a receiver was told.
#[derive(Debug, Clone)]
pub(crate) struct Delivered {
    head: String,
    body: String,
}

impl Hook {
    /// Gives each of these answers in turn, and then 204 for ever.
    pub(crate) fn listen(answers: &[Reply]) -> Hook {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let (tell, told) = mpsc::channel();
        let (bid, bidden) = mpsc::channel();
        for answer in answers {
            bid.send(answer.clone()).unwrap();
        }
        thread::spawn(move || {
            // Those that get no answer stay open.
            let mut silent = Vec::new();
            for connection in listener.incoming() {
                let Ok(mut connection) = connection else { continue };
                let Some(delivered) = read(&mut connection) else { continue };
                let answer = bidden.try_recv().unwrap_or(Reply::Head("204 No Content"));
                match answer {
                    Reply::Head(head) => {
                        let end = "\r\nContent-Length: 0\r\n\r\n";
                        connection.write_all(format!("HTTP/1.1 {head}{end}").as_bytes()).ok();
                    }
                    Reply::Silence => silent.push(connection),
                }
                if tell.send(delivered).is_err() {
                    return;
                }
            }
        });
        Hook { host, told, answers: bid }
    }

    /// The address of the hook.
    pub(crate) fn url(&self) -> String {
        format!("http://{}/hook", self.host)
    }

    /// The answers that follow those that were not given yet.
    pub(crate) fn then(&self, answer: Reply) {
        self.answers.send(answer).unwrap();
    }

    /// Waits for the next delivery.
    pub(crate) fn next(&self) -> Delivered {
        self.told.recv_timeout(PATIENCE).expect("the receiver is told")
    }

    /// Whether anything was told that was not looked at yet.
    pub(crate) fn is_told(&self) -> bool {
        self.told.try_recv().is_ok()
    }
}

fn read(connection: &mut TcpStream) -> Option<Delivered> {
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let length = connection.read(&mut piece).ok()?;
        if length == 0 {
            return None;
        }
        bytes.extend_from_slice(&piece[..length]);
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let found = header(head, "content-length")?;
        if found.parse() == Ok(body.len()) {
            return Some(Delivered { head: head.to_owned(), body: body.to_owned() });
        }
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let lines = head.lines().filter_map(|line| line.split_once(": "));
    lines.clone().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

impl Delivered {
    /// A header; empty if it is not there.
    pub(crate) fn header(&self, name: &str) -> &str {
        header(&self.head, name).unwrap_or_default()
    }

    /// The body as JSON.
    pub(crate) fn body(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// How many of its signatures are right for a secret, computed from nothing but the hash: RFC 2104.
    pub(crate) fn signatures_by(&self, secret: &str) -> usize {
        let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        assert!((24..=64).contains(&key.len()));
        let pad = |with: u8| -> Vec<u8> {
            (0..64).map(|at| key.get(at).copied().unwrap_or(0) ^ with).collect()
        };
        let [id, timestamp] = ["webhook-id", "webhook-timestamp"].map(|name| self.header(name));
        let content = format!("{id}.{timestamp}.{}", self.body);
        let inner = Sha256::digest([pad(0x36).as_slice(), content.as_bytes()].concat());
        let outer = Sha256::digest([pad(0x5c).as_slice(), &inner[..]].concat());
        let expected = format!("v1,{}", STANDARD.encode(outer));
        self.header("webhook-signature").split(' ').filter(|found| *found == expected).count()
    }
}
