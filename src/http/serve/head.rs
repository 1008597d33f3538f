use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

/// Why the head of a request is refused, although its parts can be read.
///
/// hyper reads such heads in one of the ways that RFC 9112 allows; a proxy before us may read them
/// in another, and then the two disagree where a request ends. The rules are those of RFC 9112,
/// sections 2.2, 3.2 and 6.3; that of the size is our own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HeadFault {
    /// A line ends with a line feed alone.
    BareLineFeed,
    /// `Content-Length` and `Transfer-Encoding` together.
    TwoFramings,
    /// More than one `Content-Length`.
    TwoLengths,
    /// Not exactly one `Host`.
    Host,
    /// More bytes of headers than are allowed.
    TooLarge,
}

/// What was found about a head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct HeadVerdict {
    /// Why it is refused.
    pub(crate) fault: Option<HeadFault>,
    /// Whether the connection is to be closed after the answer: where the next head begins is not
    /// known.
    pub(crate) is_last: bool,
}

/// The verdicts on the heads that have arrived and are not yet answered, in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Verdicts(Arc<Mutex<VecDeque<HeadVerdict>>>);

impl Verdicts {
    /// That on the next request. A head that grew past what is followed has none: the parser may
    /// still have read it, for it looks at the size before it reads on alone.
    pub(super) fn next(&self) -> HeadVerdict {
        const UNFOLLOWED: HeadVerdict =
            HeadVerdict { fault: Some(HeadFault::TooLarge), is_last: true };
        self.queue().pop_front().unwrap_or(UNFOLLOWED)
    }

    fn push(&self, verdict: HeadVerdict) {
        self.queue().push_back(verdict);
    }

    fn queue(&self) -> std::sync::MutexGuard<'_, VecDeque<HeadVerdict>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Follows the bytes of a connection from head to head, beside the parser.
///
/// The body of a known length is skipped. After a chunked one the connection ends, so that its
/// chunks need not be followed.
#[derive(Debug)]
pub(super) struct HeadScanner {
    at: At,
    head: Vec<u8>,
    header_bytes_max: usize,
    head_bytes_max: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// Before a head; empty lines are skipped, as RFC 9112, section 2.2 has it.
    Between,
    Head,
    Body {
        left: u64,
    },
    /// No head follows, or nobody knows where.
    Beyond,
}

impl HeadScanner {
    /// `head_bytes_max` is how much the parser keeps of a head before it refuses it by itself.
    pub(super) fn new(header_bytes_max: usize, head_bytes_max: usize) -> HeadScanner {
        HeadScanner { at: At::Between, head: Vec::new(), header_bytes_max, head_bytes_max }
    }

    /// Whether a head has begun and not ended.
    pub(super) fn is_inside_head(&self) -> bool {
        self.at == At::Head
    }

    /// Follows the next bytes; how many heads end in them.
    pub(super) fn scan(&mut self, mut bytes: &[u8], verdicts: &Verdicts) -> usize {
        let mut ended = 0;
        while let Some(first) = bytes.first() {
            match self.at {
                At::Beyond => break,
                At::Between if b"\r\n".contains(first) => bytes = &bytes[1..],
                At::Between => self.at = At::Head,
                At::Body { left } => {
                    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                    let skipped = usize::try_from(left.min(length)).unwrap_or(bytes.len());
                    bytes = &bytes[skipped..];
                    let left = left.saturating_sub(length);
                    self.at = if left == 0 { At::Between } else { At::Body { left } };
                }
                At::Head => {
                    let line_end = bytes.iter().position(|byte| *byte == b'\n');
                    let (line, rest) = bytes.split_at(line_end.map_or(bytes.len(), |at| at + 1));
                    self.head.extend_from_slice(line);
                    bytes = rest;
                    if self.head.ends_with(b"\n\r\n") || self.head.ends_with(b"\n\n") {
                        self.end_head(verdicts);
                        ended += 1;
                    } else if self.head_bytes_max < self.head.len() {
                        self.at = At::Beyond;
                        self.head = Vec::new();
                    }
                }
            }
        }
        ended
    }

    fn end_head(&mut self, verdicts: &Verdicts) {
        let head = Head::read(&self.head);
        let fault = head.fault(self.header_bytes_max);
        let is_last = fault.is_some() || 0 < head.transfer_encodings;
        verdicts.push(HeadVerdict { fault, is_last });
        self.at = match (is_last, head.content_length) {
            (true, _) => At::Beyond,
            (false, None | Some(0)) => At::Between,
            (false, Some(left)) => At::Body { left },
        };
        // Kept for the next head, but for one that was unusually large.
        self.head.clear();
        self.head.shrink_to(1_024);
    }
}

/// What of a head matters for where it ends.
#[derive(Debug, Default)]
struct Head {
    header_bytes: usize,
    has_bare_line_feed: bool,
    hosts: usize,
    content_lengths: usize,
    transfer_encodings: usize,
    content_length: Option<u64>,
}

impl Head {
    fn read(bytes: &[u8]) -> Head {
        let mut head = Head::default();
        for (number, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
            head.has_bare_line_feed |= !line.ends_with(b"\r\n");
            // The first line is that of the request.
            if 0 < number {
                head.header_bytes += line.len();
                head.read_header(line);
            }
        }
        head
    }

    fn read_header(&mut self, line: &[u8]) {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { return };
        let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
        if name.eq_ignore_ascii_case(b"host") {
            self.hosts += 1;
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            self.transfer_encodings += 1;
        } else if name.eq_ignore_ascii_case(b"content-length") {
            self.content_lengths += 1;
            // One that is no number is refused by the parser.
            let value = std::str::from_utf8(value).ok();
            self.content_length = value.and_then(|value| value.parse().ok());
        }
    }

    fn fault(&self, header_bytes_max: usize) -> Option<HeadFault> {
        if self.has_bare_line_feed {
            Some(HeadFault::BareLineFeed)
        } else if header_bytes_max < self.header_bytes {
            Some(HeadFault::TooLarge)
        } else if 0 < self.content_lengths && 0 < self.transfer_encodings {
            Some(HeadFault::TwoFramings)
        } else if 1 < self.content_lengths {
            Some(HeadFault::TwoLengths)
        } else if self.hosts != 1 {
            Some(HeadFault::Host)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn verdicts(chunks: &[&[u8]]) -> Vec<HeadVerdict> {
        let found = Verdicts::default();
        let mut scanner = HeadScanner::new(100, 1_000);
        let ended: usize = chunks.iter().map(|chunk| scanner.scan(chunk, &found)).sum();
        assert_eq!(ended, found.queue().len());
        found.0.lock().unwrap().iter().copied().collect()
    }

    fn fault_of(headers: &str) -> Option<HeadFault> {
        let text = format!("GET / HTTP/1.1\r\n{headers}\r\n");
        let found = verdicts(&[text.as_bytes()]);
        assert_eq!(found.len(), 1, "{headers:?}");
        assert_eq!(found[0].is_last, found[0].fault.is_some() || headers.contains("chunked"));
        found[0].fault
    }

    #[test]
    fn heads_on_which_two_readers_could_disagree_are_refused() {
        use HeadFault::{BareLineFeed, Host, TooLarge, TwoFramings, TwoLengths};
        let cases = [
            ("Host: a\r\n", None),
            ("host:a\r\nContent-Length: 3\r\n", None),
            ("Host: a\r\nTransfer-Encoding: chunked\r\n", None),
            ("Host: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n", Some(TwoFramings)),
            ("Host: a\r\ntransfer-encoding: chunked\r\ncontent-length: 3\r\n", Some(TwoFramings)),
            ("Host: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n", Some(TwoLengths)),
            ("Content-Length: 3\r\n", Some(Host)),
            ("Host: a\r\nHost: b\r\n", Some(Host)),
            ("Host: a\nX: b\r\n", Some(BareLineFeed)),
            (&format!("Host: a\r\nX: {}\r\n", "x".repeat(100)), Some(TooLarge)),
        ];
        for (headers, expected) in cases {
            assert_eq!(fault_of(headers), expected, "{headers:?}");
        }
        assert_eq!(
            verdicts(&[b"GET / HTTP/1.1\nHost: a\n\n"])[0].fault,
            Some(HeadFault::BareLineFeed)
        );
    }

    #[test]
    fn a_body_is_no_head_whatever_it_says() {
        let text = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 18\r\n\r\n\
            GET / HTTP/1.1\r\n\r\n\r\nGET /b HTTP/1.1\r\nHost: b\r\n\r\n";
        assert_eq!(verdicts(&[text]), [HeadVerdict::default(), HeadVerdict::default()]);
    }

    #[test]
    fn a_head_that_never_ends_is_not_kept() {
        let found = Verdicts::default();
        let mut scanner = HeadScanner::new(100, 1_000);
        scanner.scan(b"GET / HTTP/1.1\r\nHost: a\r\n", &found);
        assert!(scanner.is_inside_head());
        scanner.scan(&[b'x'; 2_000], &found);
        assert!(!scanner.is_inside_head() && scanner.head.capacity() == 0);
        // Whatever the parser makes of it is refused.
        let refused = HeadVerdict { fault: Some(HeadFault::TooLarge), is_last: true };
        assert_eq!(found.next(), refused);
    }

    proptest! {
        #[test]
        fn where_the_bytes_are_cut_changes_nothing(
            cuts in prop::collection::vec(0_usize..120, 0..6),
            ends in prop::sample::select(vec!["Content-Length: 4\r\n\r\nbody", "\r\n", "X: \n\r\n"]),
        ) {
            let text = format!(
                "\r\nPUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n12345GET / HTTP/1.1\r\n\
                 Host: a\r\n{ends}"
            );
            let mut cuts: Vec<usize> = cuts.into_iter().map(|at| at.min(text.len())).collect();
            cuts.extend([0, text.len()]);
            cuts.sort_unstable();
            let bytes = text.as_bytes();
            let chunks: Vec<&[u8]> = cuts.windows(2).map(|cut| &bytes[cut[0]..cut[1]]).collect();
            prop_assert_eq!(verdicts(&chunks), verdicts(&[bytes]));
        }
    }
}
