use std::io::{self, BufRead};

use crate::domain::limits::IMPORT_LINE_BYTES_MAX;

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// From 1.
    pub(super) number: usize,
    pub(super) content: Result<String, BadLine>,
}

/// Why a line cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BadLine {
    /// It is longer than the limit; the rest of it was skipped.
    TooLong,
    /// It is not UTF-8 from this byte on, counted from 1.
    NotUtf8 { column: usize },
}

/// Reads lines in bounded memory, whatever their length.
#[derive(Debug)]
pub(in crate::service) struct Lines<R> {
    input: R,
    number: usize,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(input: R) -> Lines<R> {
        Lines { input, number: 0 }
    }

    /// The next line without its end (`\n` or `\r\n`), nor a byte order mark on the first.
    pub(super) fn next(&mut self) -> io::Result<Option<Line>> {
        let mut bytes = Vec::new();
        let mut too_long = false;
        let mut ended = false;
        let mut empty = true;
        while !ended {
            let buffer = self.input.fill_buf()?;
            if buffer.is_empty() {
                break;
            }
            empty = false;
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let part = &buffer[..end.unwrap_or(buffer.len())];
            too_long = too_long || IMPORT_LINE_BYTES_MAX < bytes.len() + part.len();
            if !too_long {
                bytes.extend_from_slice(part);
            }
            ended = end.is_some();
            let used = part.len() + usize::from(ended);
            self.input.consume(used);
        }
        if empty {
            return Ok(None);
        }
        self.number += 1;
        let content = if too_long { Err(BadLine::TooLong) } else { self.decode(bytes) };
        Ok(Some(Line { number: self.number, content }))
    }

    fn decode(&self, mut bytes: Vec<u8>) -> Result<String, BadLine> {
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
        if self.number == 1 && bytes.starts_with(b"\xef\xbb\xbf") {
            bytes.drain(..3);
        }
        String::from_utf8(bytes)
            .map_err(|error| BadLine::NotUtf8 { column: error.utf8_error().valid_up_to() + 1 })
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Read};

    use super::*;

    fn lines(input: &[u8]) -> Vec<Line> {
        // A small buffer: lines are pieced together.
        let mut lines = Lines::new(BufReader::with_capacity(3, input));
        std::iter::from_fn(|| lines.next().unwrap()).collect()
    }

    fn good(input: &str) -> Vec<String> {
        lines(input.as_bytes()).into_iter().map(|line| line.content.unwrap()).collect()
    }

    #[test]
    fn line_ends_of_all_systems_and_a_byte_order_mark_are_dropped() {
        assert_eq!(good("\u{feff}a\r\nb\n\nc"), ["a", "b", "", "c"]);
        assert_eq!(good(""), Vec::<String>::new());
        assert_eq!(good("\n"), [""]);
    }

    #[test]
    fn bytes_of_another_encoding_are_named_by_line() {
        // 浙江 in GBK.
        let lines = lines(b"id\nzone \xd5\xe3\xbd\xad\nCN-1\n");
        assert_eq!(lines[1].content, Err(BadLine::NotUtf8 { column: 6 }));
        assert_eq!((lines[2].number, lines[2].content.as_deref()), (3, Ok("CN-1")));
    }

    #[test]
    fn an_endless_line_is_skipped_in_bounded_memory() {
        let input = b"ok\n".chain(io::repeat(b'x').take(1 << 24)).chain(&b"\nafter"[..]);
        let mut lines = Lines::new(BufReader::new(input));
        assert_eq!(lines.next().unwrap().unwrap().content.as_deref(), Ok("ok"));
        assert_eq!(lines.next().unwrap().unwrap().content, Err(BadLine::TooLong));
        assert_eq!(lines.next().unwrap().unwrap().content.as_deref(), Ok("after"));
        assert_eq!(lines.next().unwrap(), None);
    }
}
