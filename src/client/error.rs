use serde::Deserialize;

use crate::domain::invalid::{Invalid, shorten};

/// Why a server gave no answer that can be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody answers at its address.
    #[error("the server `{server}` cannot be reached")]
    Unreachable {
        /// Its address.
        server: String,
        /// The cause.
        #[source]
        source: reqwest::Error,
    },
    /// Somebody answers at its address who cannot be spoken to by TLS, or for whom nobody vouches.
    /// Nothing was sent.
    #[error("no encrypted connection to the server `{server}`: {reason}")]
    Insecure {
        /// Its address.
        server: String,
        /// Why, in words.
        reason: String,
    },
    /// It was reached and then said nothing for too long.
    #[error(
        "the server `{server}` said nothing for {seconds} seconds: `--server-timeout` waits longer"
    )]
    Silent {
        /// Its address.
        server: String,
        /// How long.
        seconds: f64,
    },
    /// The connection was lost before the answer was whole.
    #[error("the connection to the server `{server}` broke off: {what}")]
    BrokenOff {
        /// Its address.
        server: String,
        /// What that leaves open.
        what: &'static str,
        /// The cause.
        #[source]
        source: reqwest::Error,
    },
    /// It sends elsewhere, where a key must not go by itself.
    #[error(
        "the server `{server}` redirects to `{to}`, which is not followed: name it by `--server`"
    )]
    Redirected {
        /// Its address.
        server: String,
        /// Where to.
        to: String,
    },
    /// Its answer is not one of ours.
    #[error("the server `{server}` does not speak as Hinterland: {what}")]
    Foreign {
        /// Its address.
        server: String,
        /// What it said.
        what: String,
    },
    /// It refuses, and says why.
    #[error("{0}")]
    Refused(Refusal),
    /// A job came to another end than its results.
    #[error("the job `{id}` {what}")]
    JobLost {
        /// Its identifier.
        id: String,
        /// What became of it.
        what: String,
    },
    /// The key cannot be sent.
    #[error("the file of the key must hold one key, of visible ASCII characters, and nothing else")]
    Key,
    /// There is no client of HTTPS on this machine.
    #[error(
        "no connections can be made: this machine needs certificates of authorities, as those of \
         `ca-certificates`, or a file of them by `--ca-file`"
    )]
    NoConnections(#[source] reqwest::Error),
}

/// A problem document that a server answered: RFC 9457.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Refusal {
    /// The kind of problem, as `/problems/not-found`.
    #[serde(rename = "type")]
    kind: String,
    /// The status.
    pub status: u16,
    /// What is wrong, and what would be right.
    pub detail: String,
    /// Every fault, one by one.
    #[serde(default, rename = "errors")]
    pub faults: Vec<Fault>,
}

/// One thing wrong with an input.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Fault {
    /// The line of an imported file, from 1; `None` elsewhere.
    #[serde(default)]
    pub line: Option<usize>,
    /// The field or parameter; empty for the whole.
    pub path: String,
    /// What stood there.
    pub value: String,
    /// What would be right.
    pub expected: String,
}

impl Refusal {
    /// The word of the kind of problem, such as `not-found`.
    pub fn code(&self) -> &str {
        self.kind.strip_prefix("/problems/").unwrap_or(&self.kind)
    }

    /// The same refusal without its faults.
    #[must_use]
    pub fn without_faults(&self) -> Refusal {
        Refusal { faults: Vec::new(), ..self.clone() }
    }

    /// The same refusal with the faults of a part of the request under their paths in that part, as
    /// a command names them that reads the part from a file.
    #[must_use]
    pub fn of_part(mut self, part: &str) -> Refusal {
        for fault in &mut self.faults {
            match fault.path.strip_prefix(part) {
                Some("") => fault.path.clear(),
                Some(rest) if rest.starts_with('.') => fault.path = rest[1..].to_owned(),
                Some(rest) if rest.starts_with('[') => fault.path = rest.to_owned(),
                _ => {}
            }
        }
        self
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.detail)
    }
}

impl From<&Fault> for Invalid {
    fn from(fault: &Fault) -> Invalid {
        Invalid::new(fault.path.as_str(), &fault.value, &fault.expected)
    }
}

impl Error {
    /// An answer that is none of ours.
    pub fn foreign(server: &str, what: &str) -> Error {
        Error::Foreign { server: server.to_string(), what: shorten(what) }
    }
}
