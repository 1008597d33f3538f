use std::io::{self, BufRead};

use super::{
    Importable,
    csv::{BadRecord, Records},
    fault,
    json::{BadElement, Elements},
    line::{BadLine, Lines},
    whole_row,
};
use crate::{
    domain::{invalid::Invalid, limits::IMPORT_LINE_BYTES_MAX},
    service::{
        document::{DocumentFault, read_document_bytes, read_value},
        sheet::{self, Header},
        transfer::{Format, RowFault},
    },
};

/// One row of a file.
pub(in crate::service) struct Row<T> {
    /// The line on which it begins, from 1.
    pub(in crate::service) line: usize,
    /// How long it is.
    pub(super) bytes: usize,
    /// Whether its fields are columns.
    pub(super) is_sheet: bool,
    pub(in crate::service) document: Result<T, Vec<RowFault>>,
}

/// The rows of a file of any format; blank lines are none.
pub(in crate::service) enum Rows<R, T: 'static> {
    Json(Elements<R>),
    Ndjson(Lines<R>),
    /// The header is read with the first row; a bad one ends the file.
    Csv(Records<R>, Option<Sheet<T>>),
    Ended,
}

/// The columns of a table, wherever its rows come from.
pub(in crate::service) struct Sheet<T: 'static>(Header<T>);

impl<T: Importable> Sheet<T> {
    /// Reads the names of the columns, which stand on `line`.
    ///
    /// # Errors
    /// Unknown or repeated columns, or no `id`.
    pub(in crate::service) fn read(line: usize, names: &[String]) -> Result<Self, Vec<RowFault>> {
        let header = Header::read(T::COLUMNS, names);
        header.map(Sheet).map_err(|faults| on_line(line, faults))
    }

    /// The document of the row on `line`.
    ///
    /// # Errors
    /// What is wrong with its cells, by column.
    pub(in crate::service) fn document(
        &self,
        line: usize,
        cells: &[String],
    ) -> Result<T, Vec<RowFault>> {
        let read = |value| read_value(value).map_err(sheet_faults::<T>);
        self.0.value(cells).and_then(read).map_err(|faults| on_line(line, faults))
    }
}

fn on_line(line: usize, faults: Vec<Invalid>) -> Vec<RowFault> {
    faults.into_iter().map(|invalid| fault(line, invalid)).collect()
}

impl<R: BufRead, T: Importable> Rows<R, T> {
    pub(in crate::service) fn new(input: R, format: Format) -> Rows<R, T> {
        match format {
            Format::Json => Rows::Json(Elements::new(input)),
            Format::Ndjson => Rows::Ndjson(Lines::new(input)),
            Format::Csv => Rows::Csv(Records::new(input), None),
        }
    }

    pub(in crate::service) fn next(&mut self) -> io::Result<Option<Row<T>>> {
        match self {
            Rows::Json(elements) => Ok(elements.next()?.map(|element| {
                let document = match element.content {
                    Ok(bytes) => return document_row(element.line, &bytes),
                    Err(BadElement::TooLong) => too_long(element.line),
                    Err(BadElement::Structure { found, expected }) => {
                        vec![whole_row(element.line, &found, expected)]
                    }
                };
                bad_row(element.line, document)
            })),
            Rows::Ndjson(lines) => loop {
                let Some(line) = lines.next()? else { return Ok(None) };
                match line.content {
                    Ok(text) if text.trim().is_empty() => {}
                    Ok(text) => return Ok(Some(document_row(line.number, text.as_bytes()))),
                    Err(bad) => {
                        return Ok(Some(bad_row(line.number, bad_line(line.number, bad))));
                    }
                }
            },
            Rows::Csv(..) => self.next_record(),
            Rows::Ended => Ok(None),
        }
    }

    fn next_record(&mut self) -> io::Result<Option<Row<T>>> {
        let Rows::Csv(records, header) = self else { return Ok(None) };
        let Some(record) = records.next()? else { return Ok(None) };
        let line = record.line;
        let fields = match record.content {
            Ok(fields) => fields,
            Err(bad) => {
                let faults = match bad {
                    BadRecord::Line(bad) => bad_line(line, bad),
                    BadRecord::QuoteNeverClosed => {
                        vec![whole_row(line, "\"", "a closing quote for each opening one")]
                    }
                };
                if header.is_none() {
                    *self = Rows::Ended;
                }
                return Ok(Some(bad_row(line, faults)));
            }
        };
        let Some(header) = header else {
            return match Sheet::read(line, &fields) {
                Ok(read) => {
                    *header = Some(read);
                    self.next_record()
                }
                Err(faults) => {
                    *self = Rows::Ended;
                    Ok(Some(bad_row(line, faults)))
                }
            };
        };
        let document = header.document(line, &fields);
        Ok(Some(Row { line, bytes: record.bytes, is_sheet: true, document }))
    }
}

fn sheet_faults<T: Importable>(fault: DocumentFault) -> Vec<Invalid> {
    match fault {
        DocumentFault::Invalid(faults) => {
            faults.into_iter().map(|invalid| sheet::locate(T::COLUMNS, invalid)).collect()
        }
        // A value that was built here has no syntax.
        DocumentFault::Syntax { message, .. } => vec![Invalid::new("", "", &message)],
    }
}

fn document_row<T: Importable>(line: usize, bytes: &[u8]) -> Row<T> {
    let document = read_document_bytes(bytes).map_err(|found| match found {
        DocumentFault::Invalid(faults) => {
            faults.into_iter().map(|invalid| fault(line, invalid)).collect()
        }
        DocumentFault::Syntax { line: below, column, message } => {
            let text = String::from_utf8_lossy(bytes);
            let value = text.lines().nth(below - 1).unwrap_or_default();
            let expected = format!("JSON; at column {column}: {message}");
            vec![whole_row(line + below - 1, value, &expected)]
        }
    });
    Row { line, bytes: bytes.len(), is_sheet: false, document }
}

fn bad_row<T>(line: usize, faults: Vec<RowFault>) -> Row<T> {
    Row { line, bytes: 0, is_sheet: false, document: Err(faults) }
}

fn bad_line(line: usize, bad: BadLine) -> Vec<RowFault> {
    match bad {
        BadLine::TooLong => too_long(line),
        BadLine::NotUtf8 { column } => {
            let value = format!("other bytes from column {column} on");
            let expected = "UTF-8; a file in GBK must be saved as UTF-8 first";
            vec![whole_row(line, &value, expected)]
        }
    }
}

fn too_long(line: usize) -> Vec<RowFault> {
    let expected = format!("at most {IMPORT_LINE_BYTES_MAX} bytes for one document");
    vec![whole_row(line, "a longer row", &expected)]
}
