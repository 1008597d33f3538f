use std::io::{self, BufRead};

use crate::domain::limits::IMPORT_LINE_BYTES_MAX;

/// One document of a JSON file, still text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Element {
    /// The line on which it begins, from 1.
    pub(super) line: usize,
    pub(super) content: Result<Vec<u8>, BadElement>,
}

/// Why a document of a JSON file cannot be taken out of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum BadElement {
    /// It is longer than the limit; the rest of it was skipped.
    TooLong,
    /// The file does not go on as it should; nothing after this is read.
    Structure { found: String, expected: &'static str },
}

/// Takes the documents out of a JSON file, one document or an array of them, in bounded memory.
///
/// It counts brackets and knows strings; whether what stands between is right JSON, the reader of
/// each document finds out.
#[derive(Debug)]
pub(in crate::service) struct Elements<R> {
    input: R,
    line: usize,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    /// After the opening bracket.
    First,
    /// After a document of the array.
    Between,
    /// After a comma.
    Item,
    /// After the single document or the array.
    After,
    Done,
}

impl<R: BufRead> Elements<R> {
    pub(super) fn new(input: R) -> Elements<R> {
        Elements { input, line: 1, state: State::Start }
    }

    pub(super) fn next(&mut self) -> io::Result<Option<Element>> {
        loop {
            if self.state == State::Done {
                return Ok(None);
            }
            if self.state == State::Start {
                self.skip_byte_order_mark()?;
            }
            let byte = self.skip_space()?;
            match (self.state, byte) {
                (State::Start, Some(b'[')) => self.step(State::First),
                (State::First | State::Between, Some(b']')) => self.step(State::After),
                (State::Between, Some(b',')) => self.step(State::Item),
                (State::After, None) => self.state = State::Done,
                (State::Start, Some(_)) => return self.element(State::After).map(Some),
                (State::First, Some(_)) => return self.element(State::Between).map(Some),
                (State::Item, Some(byte)) if byte != b']' => {
                    return self.element(State::Between).map(Some);
                }
                (state, byte) => return Ok(Some(self.broken(byte, expected_in(state)))),
            }
        }
    }

    fn element(&mut self, next: State) -> io::Result<Element> {
        let line = self.line;
        let mut bytes = Vec::new();
        let mut too_long = false;
        let mut scanner = Scanner::default();
        loop {
            let buffer = self.input.fill_buf()?;
            if buffer.is_empty() {
                if scanner.depth == 0 && !scanner.in_string {
                    break;
                }
                let expected = "the end of the document that begins on this line";
                let mut element = self.broken(None, expected);
                element.line = line;
                return Ok(element);
            }
            let (taken, ended) = scanner.take(buffer);
            let part = &buffer[..taken];
            self.line += part.split(|byte| *byte == b'\n').count() - 1;
            too_long = too_long || IMPORT_LINE_BYTES_MAX < bytes.len() + taken;
            if !too_long {
                bytes.extend_from_slice(part);
            }
            self.input.consume(taken);
            if ended {
                break;
            }
        }
        self.state = next;
        let content = if too_long { Err(BadElement::TooLong) } else { Ok(bytes) };
        Ok(Element { line, content })
    }

    fn broken(&mut self, byte: Option<u8>, expected: &'static str) -> Element {
        self.state = State::Done;
        let found = match byte {
            Some(byte) if byte.is_ascii() => char::from(byte).to_string(),
            Some(byte) => format!("byte {byte:#04x}"),
            None => "the end of the file".to_owned(),
        };
        Element { line: self.line, content: Err(BadElement::Structure { found, expected }) }
    }

    /// Consumes one byte.
    fn step(&mut self, state: State) {
        self.input.consume(1);
        self.state = state;
    }

    fn skip_byte_order_mark(&mut self) -> io::Result<()> {
        if self.input.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
            self.input.consume(3);
        }
        Ok(())
    }

    fn skip_space(&mut self) -> io::Result<Option<u8>> {
        loop {
            let byte = self.input.fill_buf()?.first().copied();
            match byte {
                Some(b'\n') => self.line += 1,
                Some(b' ' | b'\t' | b'\r') => {}
                _ => return Ok(byte),
            }
            self.input.consume(1);
        }
    }
}

fn expected_in(state: State) -> &'static str {
    match state {
        State::Start => "one JSON document or an array of them",
        State::First | State::Item => "a document",
        State::Between => "`,` or `]` after a document",
        State::After | State::Done => "nothing after the document or the array",
    }
}

/// Finds the end of a JSON value without a stack.
#[derive(Default)]
struct Scanner {
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl Scanner {
    /// How many bytes belong to the value, and whether it ends after them.
    fn take(&mut self, buffer: &[u8]) -> (usize, bool) {
        for (at, byte) in buffer.iter().enumerate() {
            if self.in_string {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => self.in_string = false,
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' if 1 < self.depth => self.depth -= 1,
                b'}' | b']' if self.depth == 1 => {
                    self.depth = 0;
                    return (at + 1, true);
                }
                // A bare word or number ends here.
                b',' | b']' | b'\n' | b' ' if self.depth == 0 => return (at, true),
                _ => {}
            }
        }
        (buffer.len(), false)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Read};

    use super::*;

    fn elements(input: &str) -> Vec<(usize, Result<String, String>)> {
        let mut elements = Elements::new(BufReader::with_capacity(3, input.as_bytes()));
        std::iter::from_fn(|| elements.next().unwrap())
            .map(|element| {
                let content = match element.content {
                    Ok(bytes) => Ok(String::from_utf8(bytes).unwrap()),
                    Err(BadElement::TooLong) => Err("too long".to_owned()),
                    Err(BadElement::Structure { found, .. }) => Err(found),
                };
                (element.line, content)
            })
            .collect()
    }

    #[test]
    fn documents_are_taken_out_with_their_lines() {
        let ok = |line, text: &str| (line, Ok(text.to_owned()));
        let bad = |line, found: &str| (line, Err(found.to_owned()));
        let cases = [
            ("{\"a\": 1}", vec![ok(1, "{\"a\": 1}")]),
            ("[]", vec![]),
            (
                "[\n {\"a\":[1]},\n {\"b\":\n2}\n]\n",
                vec![ok(2, "{\"a\":[1]}"), ok(3, "{\"b\":\n2}")],
            ),
            // Brackets and quotes inside texts
            (r#"[{"a":"}]\"["},{}]"#, vec![ok(1, r#"{"a":"}]\"["}"#), ok(1, "{}")]),
            // No documents, but the reader of documents says so
            ("[1, \"x\"]", vec![ok(1, "1"), ok(1, "\"x\"")]),
            ("", vec![bad(1, "the end of the file")]),
            ("{}\n{}", vec![ok(1, "{}"), bad(2, "{")]),
            ("[{},]", vec![ok(1, "{}"), bad(1, "]")]),
            ("[{} {}]", vec![ok(1, "{}"), bad(1, "{")]),
            ("[{}", vec![ok(1, "{}"), bad(1, "the end of the file")]),
            ("[\n{\"a\":\n", vec![bad(2, "the end of the file")]),
        ];
        for (input, expected) in cases {
            assert_eq!(elements(input), expected, "{input}");
            assert_eq!(elements(&format!("\u{feff}{input}")).len(), expected.len());
        }
    }

    #[test]
    fn depth_costs_no_stack_and_length_no_memory() {
        let deep = "[".repeat(100_000);
        assert_eq!(elements(&deep), [(1, Err("the end of the file".to_owned()))]);
        let long = std::io::repeat(b'[').take(1 << 22);
        let input = b"[{},".chain(long).chain(std::io::repeat(b']').take(1 << 22));
        let mut elements = Elements::new(BufReader::new(input.chain(&b",{}]"[..])));
        assert!(elements.next().unwrap().unwrap().content.is_ok());
        assert_eq!(elements.next().unwrap().unwrap().content, Err(BadElement::TooLong));
        assert_eq!(elements.next().unwrap().unwrap().content, Ok(b"{}".to_vec()));
        assert_eq!(elements.next().unwrap(), None);
    }
}
