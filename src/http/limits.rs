use std::time::Duration;

use serde::{Deserialize, Deserializer};

use crate::{
    domain::{invalid::Invalid, limits},
    service::computing::ComputingLimits,
};

/// Longest time that a limit may be: a day.
const SECONDS_MAX: f64 = 86_400.0;
/// Largest head that may be allowed: hyper keeps no more of a connection.
const HEAD_BYTES_MAX: usize = limits::CONNECTION_BYTES_MAX / 2;
/// Largest count that makes sense of anything here.
const COUNT_MAX: usize = 1_000_000;

/// The limits of a server that an operator may set; each that is not set has the value, and the
/// reason, of its constant in `domain/limits.rs`. The names are those of the configuration file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ServerLimits {
    /// Open connections.
    pub connections_max: usize,
    /// Open connections of one address.
    pub connections_per_address_max: usize,
    /// Bytes of path and query.
    pub uri_bytes_max: usize,
    /// Headers of a request.
    pub headers_max: usize,
    /// Bytes of all headers of a request.
    pub header_bytes_max: usize,
    /// Bytes of a body.
    pub body_bytes_max: usize,
    /// Bytes of the body of an import.
    pub import_bytes_max: usize,
    /// Imports at a time.
    pub imports_max: usize,
    /// From the start of a connection to its first byte.
    pub silent_seconds_max: Seconds,
    /// From the first byte of a head to its last.
    pub header_seconds_max: Seconds,
    /// From an answer to the whole head of the next request.
    pub idle_seconds_max: Seconds,
    /// Until a body has arrived.
    pub body_seconds_max: Seconds,
    /// Until the body of an import has arrived.
    pub import_body_seconds_max: Seconds,
    /// Until a request is answered.
    pub request_seconds_max: Seconds,
    /// Until an import is answered.
    pub import_seconds_max: Seconds,
    /// How long the answer to a request with an idempotency key is kept.
    pub idempotency_seconds_max: Seconds,
    /// How long a client may take none of an answer.
    pub write_stall_seconds_max: Seconds,
    /// How long requests in flight may take after the signal to stop.
    pub drain_seconds_max: Seconds,
    /// Questions that are computed at a time, each on a thread.
    pub computing_threads: usize,
    /// Questions that wait to be computed.
    pub computing_queue_max: usize,
    /// How long a question waits to be computed.
    pub computing_wait_seconds_max: Seconds,
    /// Pairs of project, region and draw of one question.
    pub pairs_max: u64,
    /// Requests per second of one caller, over time.
    pub requests_per_second_max: u32,
    /// Requests of one caller at once.
    pub requests_burst_max: u32,
    /// Pairs per second of one caller, over time.
    pub pairs_per_second_max: u64,
    /// Pairs of one caller at once.
    pub pairs_burst_max: u64,
}

impl Default for ServerLimits {
    fn default() -> ServerLimits {
        ServerLimits {
            connections_max: limits::CONNECTIONS_MAX,
            connections_per_address_max: limits::CONNECTIONS_PER_ADDRESS_MAX,
            uri_bytes_max: limits::URI_BYTES_MAX,
            headers_max: limits::HEADERS_MAX,
            header_bytes_max: limits::HEADER_BYTES_MAX,
            body_bytes_max: limits::BODY_BYTES_MAX,
            import_bytes_max: limits::IMPORT_BYTES_MAX,
            imports_max: limits::IMPORTS_MAX,
            silent_seconds_max: Seconds::whole(limits::SILENT_SECONDS_MAX),
            header_seconds_max: Seconds::whole(limits::HEADER_SECONDS_MAX),
            idle_seconds_max: Seconds::whole(limits::IDLE_SECONDS_MAX),
            body_seconds_max: Seconds::whole(limits::BODY_SECONDS_MAX),
            import_body_seconds_max: Seconds::whole(limits::IMPORT_BODY_SECONDS_MAX),
            request_seconds_max: Seconds::whole(limits::REQUEST_SECONDS_MAX),
            import_seconds_max: Seconds::whole(limits::IMPORT_SECONDS_MAX),
            idempotency_seconds_max: Seconds::whole(limits::IDEMPOTENCY_SECONDS_MAX),
            write_stall_seconds_max: Seconds::whole(limits::WRITE_STALL_SECONDS_MAX),
            drain_seconds_max: Seconds::whole(limits::DRAIN_SECONDS_MAX),
            computing_threads: limits::COMPUTING_THREADS,
            computing_queue_max: limits::COMPUTING_QUEUE_MAX,
            computing_wait_seconds_max: Seconds(limits::COMPUTING_WAIT_SECONDS_MAX),
            pairs_max: limits::PAIRS_MAX,
            requests_per_second_max: limits::REQUESTS_PER_SECOND_MAX,
            requests_burst_max: limits::REQUESTS_BURST_MAX,
            pairs_per_second_max: limits::PAIRS_PER_SECOND_MAX,
            pairs_burst_max: limits::PAIRS_BURST_MAX,
        }
    }
}

impl ServerLimits {
    /// What is out of range, by the name of its field.
    ///
    /// # Errors
    /// Names each limit that is zero, or larger than the server can keep.
    pub fn check(&self) -> Result<(), Vec<Invalid>> {
        let heads_max = HEAD_BYTES_MAX;
        let counts = [
            ("connections_max", self.connections_max, COUNT_MAX),
            ("connections_per_address_max", self.connections_per_address_max, COUNT_MAX),
            ("uri_bytes_max", self.uri_bytes_max, heads_max),
            ("headers_max", self.headers_max, 1_000),
            ("header_bytes_max", self.header_bytes_max, heads_max),
            ("body_bytes_max", self.body_bytes_max, limits::IMPORT_BYTES_MAX),
            ("import_bytes_max", self.import_bytes_max, usize::MAX),
            ("imports_max", self.imports_max, COUNT_MAX),
            ("computing_threads", self.computing_threads, 1_024),
            ("computing_queue_max", self.computing_queue_max, COUNT_MAX),
        ];
        let mut faults: Vec<Invalid> = counts
            .into_iter()
            .filter(|(_, count, most)| !(1..=*most).contains(count))
            .map(|(name, count, most)| {
                Invalid::new(name, count, &format!("a whole number between 1 and {most}"))
            })
            .collect();
        let rates = [
            ("pairs_max", self.pairs_max),
            ("requests_per_second_max", self.requests_per_second_max.into()),
            ("requests_burst_max", self.requests_burst_max.into()),
            ("pairs_per_second_max", self.pairs_per_second_max),
            ("pairs_burst_max", self.pairs_burst_max),
        ];
        let zeros = rates.into_iter().filter(|(_, rate)| *rate == 0);
        faults.extend(zeros.map(|(name, _)| Invalid::new(name, 0, "a whole number of at least 1")));
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    /// These limits with those of `asked` that can change while a server runs, and the names of the
    /// others that `asked` would change: what threads, queues and seats were made for.
    #[must_use]
    pub fn reloaded(&self, asked: &ServerLimits) -> (ServerLimits, Vec<&'static str>) {
        let kept = ServerLimits {
            connections_max: self.connections_max,
            imports_max: self.imports_max,
            computing_threads: self.computing_threads,
            computing_queue_max: self.computing_queue_max,
            computing_wait_seconds_max: self.computing_wait_seconds_max,
            pairs_max: self.pairs_max,
            ..asked.clone()
        };
        let changes = [
            // Fewer than were asked for, too, where the system has not given files enough.
            ("connections_max", asked.connections_max != kept.connections_max),
            ("imports_max", asked.imports_max != kept.imports_max),
            ("computing_threads", asked.computing_threads != kept.computing_threads),
            ("computing_queue_max", asked.computing_queue_max != kept.computing_queue_max),
            (
                "computing_wait_seconds_max",
                asked.computing_wait_seconds_max != kept.computing_wait_seconds_max,
            ),
            ("pairs_max", asked.pairs_max != kept.pairs_max),
        ];
        let names = changes.into_iter().filter(|(_, changes)| *changes).map(|(name, _)| name);
        (kept, names.collect())
    }

    /// What of it concerns computing.
    pub fn computing(&self) -> ComputingLimits {
        ComputingLimits {
            threads: self.computing_threads,
            queue_max: self.computing_queue_max,
            wait_max: Some(self.computing_wait_seconds_max.duration()),
            pairs_max: self.pairs_max,
        }
    }
}

/// A time in seconds: above 0, at most a day.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Seconds(f64);

impl Seconds {
    /// `None` if it is not above 0 or more than a day.
    pub fn new(seconds: f64) -> Option<Seconds> {
        (0.001..=SECONDS_MAX).contains(&seconds).then_some(Seconds(seconds))
    }

    /// Of a constant.
    const fn whole(seconds: u64) -> Seconds {
        #[expect(clippy::cast_precision_loss, reason = "no limit is as long as that")]
        Seconds(seconds as f64)
    }

    /// The same as a duration.
    pub fn duration(self) -> Duration {
        Duration::from_secs_f64(self.0)
    }
}

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Seconds, D::Error> {
        let seconds = f64::deserialize(deserializer)?;
        let expected = "a number of seconds between 0.001 and 86400";
        Seconds::new(seconds).ok_or_else(|| {
            let unexpected = serde::de::Unexpected::Float(seconds);
            serde::de::Error::invalid_value(unexpected, &expected)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_in_range() {
        assert_eq!(ServerLimits::default().check(), Ok(()));
    }

    #[test]
    fn what_cannot_change_while_a_server_runs_is_kept_and_named() {
        let before = ServerLimits::default();
        let asked = ServerLimits {
            computing_threads: 7,
            requests_per_second_max: 1,
            body_bytes_max: 9,
            ..ServerLimits::default()
        };
        let (after, kept) = before.reloaded(&asked);
        assert_eq!(kept, ["computing_threads"]);
        let computing_threads = before.computing_threads;
        assert_eq!(after, ServerLimits { computing_threads, ..asked });
        for connections_max in [1, before.connections_max + 1] {
            let asked = ServerLimits { connections_max, ..before.clone() };
            assert_eq!(before.reloaded(&asked), (before.clone(), vec!["connections_max"]));
        }
        assert_eq!(before.reloaded(&before), (before, vec![]));
    }

    #[test]
    fn what_is_out_of_range_is_named() {
        let limits = ServerLimits {
            connections_max: 0,
            uri_bytes_max: 1 << 20,
            pairs_max: 0,
            requests_burst_max: 0,
            ..ServerLimits::default()
        };
        let faults = limits.check().unwrap_err();
        let names: Vec<_> = faults.iter().map(|fault| fault.path.as_str()).collect();
        assert_eq!(names, ["connections_max", "uri_bytes_max", "pairs_max", "requests_burst_max"]);
    }

    #[test]
    fn seconds_are_above_zero_and_at_most_a_day() {
        for seconds in [0.0, -1.0, f64::NAN, f64::INFINITY, 86_401.0, 1e-9] {
            assert_eq!(Seconds::new(seconds), None, "{seconds}");
        }
        assert_eq!(Seconds::new(0.25).map(Seconds::duration), Some(Duration::from_millis(250)));
    }
}
