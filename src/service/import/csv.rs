use std::{
    collections::VecDeque,
    io::{self, BufRead},
};

use super::line::{BadLine, Line, Lines};
use crate::domain::limits::IMPORT_LINE_BYTES_MAX;

/// A record of a CSV file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Record {
    /// The line on which it begins, from 1.
    pub(super) line: usize,
    /// How long it is.
    pub(super) bytes: usize,
    pub(super) content: Result<Vec<String>, BadRecord>,
}

/// Why a record cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum BadRecord {
    /// One of its lines cannot be read.
    Line(BadLine),
    /// A quote opens on its line and never closes; reading goes on with the next line.
    QuoteNeverClosed,
}

/// Reads the records of a CSV file in bounded memory; blank lines are skipped.
#[derive(Debug)]
pub(in crate::service) struct Records<R> {
    lines: Lines<R>,
    /// Lines that were read in vain for the end of a quoted text.
    pending: VecDeque<Line>,
}

impl<R: BufRead> Records<R> {
    pub(super) fn new(input: R) -> Records<R> {
        Records { lines: Lines::new(input), pending: VecDeque::new() }
    }

    pub(super) fn next(&mut self) -> io::Result<Option<Record>> {
        loop {
            let Some(Line { number, content }) = self.next_line()? else { return Ok(None) };
            let bad = |content| Ok(Some(Record { line: number, bytes: 0, content: Err(content) }));
            match content {
                Ok(text) if text.trim().is_empty() => {}
                Ok(text) => return self.record(number, text).map(Some),
                Err(line) => return bad(BadRecord::Line(line)),
            }
        }
    }

    fn record(&mut self, line: usize, mut text: String) -> io::Result<Record> {
        let mut quotes = Quotes::default();
        quotes.read(&text);
        let mut tried = Vec::new();
        while quotes.open() {
            let next = self.next_line()?;
            let content = next.as_ref().and_then(|next| next.content.as_ref().ok());
            let fits = content.filter(|next| text.len() + next.len() < IMPORT_LINE_BYTES_MAX);
            let Some(content) = fits else {
                tried.extend(next);
                // What was tried stands before what was not yet tried again.
                tried.append(&mut self.pending.drain(..).collect());
                self.pending = tried.into();
                return Ok(Record {
                    line,
                    bytes: text.len(),
                    content: Err(BadRecord::QuoteNeverClosed),
                });
            };
            text.push('\n');
            text.push_str(content);
            quotes.read("\n");
            quotes.read(content);
            tried.extend(next);
        }
        Ok(Record { line, bytes: text.len(), content: Ok(fields(&text)) })
    }

    fn next_line(&mut self) -> io::Result<Option<Line>> {
        match self.pending.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.lines.next(),
        }
    }
}

/// Where a reader of CSV stands: a quote opens a text only at the beginning of a field.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Quotes {
    #[default]
    FieldStart,
    Bare,
    Quoted,
    /// After a quote inside a quoted text: its end, or the first half of a doubled quote.
    QuoteSeen,
}

impl Quotes {
    fn read(&mut self, text: &str) {
        for byte in text.bytes() {
            *self = match (*self, byte) {
                (Quotes::Quoted, b'"') => Quotes::QuoteSeen,
                (Quotes::Quoted, _) | (Quotes::FieldStart | Quotes::QuoteSeen, b'"') => {
                    Quotes::Quoted
                }
                (_, b',') => Quotes::FieldStart,
                _ => Quotes::Bare,
            };
        }
    }

    fn open(self) -> bool {
        self == Quotes::Quoted
    }
}

/// The fields of one whole record.
fn fields(record: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        // Line ends inside a quoted text belong to it; there are no others.
        .terminator(csv::Terminator::Any(b'\0'))
        .from_reader(record.as_bytes());
    let record = reader.records().next().and_then(Result::ok).unwrap_or_default();
    record.iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(input: &[u8]) -> Vec<(usize, Result<Vec<String>, BadRecord>)> {
        let mut records = Records::new(input);
        std::iter::from_fn(|| records.next().unwrap())
            .map(|record| (record.line, record.content))
            .collect()
    }

    fn good(line: usize, fields: &[&str]) -> (usize, Result<Vec<String>, BadRecord>) {
        (line, Ok(fields.iter().map(ToString::to_string).collect()))
    }

    #[test]
    fn quoted_texts_may_hold_commas_quotes_and_lines() {
        let input = "a,b\r\n\n\"1,5\",\"say \"\"yes\"\"\"\n\"two\nlines\",5\" pipe\n,\n";
        assert_eq!(
            records(input.as_bytes()),
            [
                good(1, &["a", "b"]),
                good(3, &["1,5", "say \"yes\""]),
                good(4, &["two\nlines", "5\" pipe"]),
                good(6, &["", ""]),
            ]
        );
    }

    #[test]
    fn a_quote_that_never_closes_costs_its_own_line_only() {
        let input = b"a,b\n1,\"open\n2,x\n3,y\n";
        let expected = [
            good(1, &["a", "b"]),
            (2, Err(BadRecord::QuoteNeverClosed)),
            good(3, &["2", "x"]),
            good(4, &["3", "y"]),
        ];
        assert_eq!(records(input), expected);
        // A line that cannot be read ends the search too.
        let input = b"a,b\n1,\"open\n2,\xd5\xe3\n3,\"y\"\n";
        let found = records(input);
        assert_eq!(found[1], (2, Err(BadRecord::QuoteNeverClosed)));
        assert_eq!(found[2], (3, Err(BadRecord::Line(BadLine::NotUtf8 { column: 3 }))));
        assert_eq!(found[3], good(4, &["3", "y"]));
    }

    #[test]
    fn an_open_quote_before_a_large_file_is_given_up_in_bounded_memory() {
        let mut input = b"1,\"open\n".to_vec();
        let rows = IMPORT_LINE_BYTES_MAX / 4 + 10;
        input.extend(b"2,x\n".repeat(rows));
        let found = records(&input);
        assert_eq!(found[0], (1, Err(BadRecord::QuoteNeverClosed)));
        assert_eq!(found.len(), 1 + rows);
        assert!(found[1..].iter().all(|(_, content)| content.is_ok()));
    }
}
