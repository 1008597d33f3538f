use std::io::{self, BufRead, Read};

/// One line of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    /// Its bytes without the line feed.
    Whole(Vec<u8>),
    /// It was longer than allowed; the rest of it has been skipped.
    TooLong,
}

/// The lines of a stream that are not blank, each with its number from 1; none takes more memory
/// than `bytes_max`.
pub(super) struct Lines<R> {
    input: R,
    bytes_max: usize,
    number: usize,
}

impl<R: BufRead> Lines<R> {
    /// Reads lines of at most `bytes_max` bytes.
    pub(super) fn new(input: R, bytes_max: usize) -> Lines<R> {
        Lines { input, bytes_max, number: 0 }
    }

    fn read(&mut self) -> io::Result<Option<Line>> {
        let mut line = Vec::new();
        if self.read_part(self.bytes_max + 1, &mut line)? == 0 {
            return Ok(None);
        }
        self.number += 1;
        if line.last() == Some(&b'\n') {
            line.pop();
        } else if self.bytes_max < line.len() {
            self.skip()?;
            return Ok(Some(Line::TooLong));
        }
        Ok(Some(Line::Whole(line)))
    }

    fn skip(&mut self) -> io::Result<()> {
        let mut rest = Vec::new();
        while self.read_part(self.bytes_max, &mut rest)? != 0 && rest.last() != Some(&b'\n') {
            rest.clear();
        }
        Ok(())
    }

    fn read_part(&mut self, bytes_max: usize, part: &mut Vec<u8>) -> io::Result<usize> {
        let limit = u64::try_from(bytes_max).unwrap_or(u64::MAX);
        self.input.by_ref().take(limit).read_until(b'\n', part)
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = io::Result<(usize, Line)>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.read() {
                Ok(Some(Line::Whole(line))) if line.trim_ascii().is_empty() => {}
                Ok(Some(line)) => return Some(Ok((self.number, line))),
                Ok(None) => return None,
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_numbers_and_their_limit() {
        let input = b"{}\n\n  \r\n123456789\nabc\n12345" as &[u8];
        let lines: Vec<(usize, Line)> = Lines::new(input, 5).map(Result::unwrap).collect();
        let whole = |text: &str| Line::Whole(text.as_bytes().to_vec());
        let expected =
            [(1, whole("{}")), (4, Line::TooLong), (5, whole("abc")), (6, whole("12345"))];
        assert_eq!(lines, expected);
    }
}
