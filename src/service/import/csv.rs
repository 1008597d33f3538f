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
    /// Lines that were read before their turn, in search of the end of a quoted text.
    ahead: VecDeque<Line>,
    /// How many of them, from the first on, end no quoted text. That depends on the line alone, not on
    /// where the text began: no later search looks at them again.
    sought: usize,
    /// How long these are, with the line end before each.
    sought_bytes: usize,
}

impl<R: BufRead> Records<R> {
    pub(super) fn new(input: R) -> Records<R> {
        Records { lines: Lines::new(input), ahead: VecDeque::new(), sought: 0, sought_bytes: 0 }
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
        if Quotes::FieldStart.after(&text).open() {
            if !self.find_end(text.len())? {
                let content = Err(BadRecord::QuoteNeverClosed);
                return Ok(Record { line, bytes: text.len(), content });
            }
            for next in self.ahead.drain(..=self.sought) {
                text.push('\n');
                text.push_str(&next.content.unwrap_or_default());
            }
            (self.sought, self.sought_bytes) = (0, 0);
        }
        Ok(Record { line, bytes: text.len(), content: Ok(fields(&text)) })
    }

    /// Whether the line behind those that were sought ends a quoted text whose first line has so many
    /// bytes; lines are read and sought until one does, or the record would be too long.
    fn find_end(&mut self, first_bytes: usize) -> io::Result<bool> {
        loop {
            if self.ahead.len() == self.sought {
                let Some(line) = self.lines.next()? else { return Ok(false) };
                self.ahead.push_back(line);
            }
            let Ok(next) = &self.ahead[self.sought].content else { return Ok(false) };
            if IMPORT_LINE_BYTES_MAX <= first_bytes + self.sought_bytes + next.len() {
                return Ok(false);
            }
            if !Quotes::Quoted.after(next).open() {
                return Ok(true);
            }
            self.sought += 1;
            self.sought_bytes += 1 + next.len();
        }
    }

    fn next_line(&mut self) -> io::Result<Option<Line>> {
        let Some(line) = self.ahead.pop_front() else { return self.lines.next() };
        if 0 < self.sought {
            self.sought -= 1;
            self.sought_bytes -= 1 + line.content.as_ref().map_or(0, String::len);
        }
        Ok(Some(line))
    }
}

/// Where a reader of CSV stands: a quote opens a text only at the beginning of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quotes {
    FieldStart,
    Bare,
    Quoted,
    /// After a quote inside a quoted text: its end, or the first half of a doubled quote.
    QuoteSeen,
}

impl Quotes {
    /// Where it stands behind `text`.
    fn after(self, text: &str) -> Quotes {
        text.bytes().fold(self, |quotes, byte| match (quotes, byte) {
            (Quotes::Quoted, b'"') => Quotes::QuoteSeen,
            (Quotes::Quoted, _) | (Quotes::FieldStart | Quotes::QuoteSeen, b'"') => Quotes::Quoted,
            (_, b',') => Quotes::FieldStart,
            _ => Quotes::Bare,
        })
    }

    fn open(self) -> bool {
        self == Quotes::Quoted
    }
}

/// A byte that stands nowhere in UTF-8 (RFC 3629, section 1).
const NO_TEXT: u8 = 0xff;

/// The fields of one whole record.
fn fields(record: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        // Line ends inside a quoted text belong to it; there are no others. A byte that no text has
        // ends nothing.
        .terminator(csv::Terminator::Any(NO_TEXT))
        .from_reader(record.as_bytes());
    let record = reader.records().next().and_then(Result::ok).unwrap_or_default();
    record.iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
        // Whoever reads the fields refuses it; nothing behind it is lost.
        assert_eq!(records(b"a\0b,c\n"), [good(1, &["a\0b", "c"])]);
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

    #[test]
    fn each_line_is_sought_once_however_many_quotes_never_close() {
        // Each line closes the quote of the line before and opens another: were every line sought from
        // each of those before it, this would be fifty thousand million bytes.
        let rows = 200_000;
        let found = records("x\",\"\n".repeat(rows).as_bytes());
        assert_eq!(found.len(), rows);
        let is_bad =
            |(_, content): &(_, Result<_, _>)| content == &Err(BadRecord::QuoteNeverClosed);
        assert_eq!(found.iter().filter(|record| !is_bad(record)).count(), 0);
    }

    /// As the words say it: each record by itself, without any memory.
    fn by_the_words(lines: &[&str]) -> Vec<(usize, Result<Vec<String>, BadRecord>)> {
        let (mut found, mut at) = (Vec::new(), 0);
        while at < lines.len() {
            let closes =
                |last: &usize| !Quotes::FieldStart.after(&lines[at..=*last].join("\n")).open();
            let last = (at..lines.len()).find(closes);
            let content = last.map(|last| fields(&lines[at..=last].join("\n")));
            if !lines[at].trim().is_empty() {
                found.push((at + 1, content.ok_or(BadRecord::QuoteNeverClosed)));
            }
            at = last.unwrap_or(at) + 1;
        }
        found
    }

    proptest! {
        #[test]
        fn what_was_sought_before_changes_no_record(
            lines in proptest::collection::vec("[x,\"]{0,4}", 0..12),
        ) {
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            let input = lines.join("\n");
            prop_assert_eq!(records(input.as_bytes()), by_the_words(&lines));
        }
    }
}
