use crate::{
    domain::invalid::{Invalid, InvalidLine},
    service::Error,
};

/// The lines of a CSV file, without the blanks around cells and without empty lines.
#[derive(Debug)]
pub(super) struct Lines {
    /// What the file is called in faults.
    pub(super) file: String,
    pub(super) lines: Vec<Line>,
}

/// A line of a CSV file.
#[derive(Debug)]
pub(super) struct Line {
    /// From 1.
    pub(super) number: u64,
    pub(super) cells: Vec<String>,
}

impl Lines {
    /// Reads a file that is named `file` in faults.
    ///
    /// # Errors
    /// Its text is not UTF-8.
    pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Lines, Error> {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(bytes);
        let mut lines = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|fault| {
                let line = fault.position().map_or(0, csv::Position::line);
                InvalidLine::new(file, line, Invalid::new("", "other bytes", "CSV in UTF-8"))
            })?;
            if record.iter().any(|cell| !cell.is_empty()) {
                let number = record.position().map_or(0, csv::Position::line);
                lines.push(Line { number, cells: record.iter().map(str::to_owned).collect() });
            }
        }
        Ok(Lines { file: file.to_owned(), lines })
    }

    /// A fault in a line; line 0 is the file as a whole.
    pub(super) fn fault(&self, line: u64, column: &str, value: &str, expected: &str) -> Error {
        InvalidLine::new(&self.file, line, Invalid::new(column, value, expected)).into()
    }

    /// The names of the head, which must be there and different; `what` is what they name.
    ///
    /// # Errors
    /// There is no line, a name is empty or stands twice.
    pub(super) fn head(&self, what: &str) -> Result<&Line, Error> {
        let Some(head) = self.lines.first() else {
            return Err(self.fault(0, "", "", "a table with a head"));
        };
        for (place, name) in head.cells.iter().enumerate().skip(1) {
            if name.is_empty() {
                let expected = format!("the name of a {what} in column {}", place + 1);
                return Err(self.fault(head.number, "", name, &expected));
            }
            if head.cells[1..place].contains(name) {
                let expected = format!("the name of one {what} only");
                return Err(self.fault(head.number, "", name, &expected));
            }
        }
        Ok(head)
    }
}

/// Reads a finite number.
pub(super) fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}
