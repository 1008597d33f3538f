use std::{
    fs::File,
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::{
    Backup, fault_of,
    write::{FORM, Foot, Head, hexadecimal},
};
use crate::{
    domain::{invalid::Invalid, limits::BACKUP_LINE_BYTES_MAX},
    service::Error,
    store::{ARCHIVED_TABLES, ArchiveSource, ArchivedColumn, ArchivedRows, ArchivedTable, Cell},
};

/// Reads all of an archive and compares it with what its last line says.
///
/// # Errors
/// It cannot be read, is none, was changed or is cut off.
pub(super) fn check(path: &Path) -> Result<Backup, Error> {
    let mut lines = Lines::open(path)?;
    let head = lines.head()?;
    let (mut rows, mut sum, mut damaged) = (0, lines.sum.clone(), Vec::new());
    loop {
        let Some(line) = lines.next()? else {
            return Err(lines.refuse("a file that is cut off", "a whole backup"));
        };
        if line.first() == Some(&b'{') {
            let foot: Foot = lines.parse(&line)?;
            let found = hexadecimal(sum);
            if found != foot.sha256 {
                let expected = format!("a backup whose bytes have the SHA-256 `{}`", foot.sha256);
                return Err(lines.refuse(&found, &expected));
            }
            if rows != foot.rows {
                return Err(lines.refuse(&rows.to_string(), &format!("{} rows", foot.rows)));
            }
            if lines.next()?.is_some() {
                return Err(lines.refuse("more after its last line", "a backup and nothing else"));
            }
            let Head { schema, generation, .. } = head;
            return Ok(Backup { schema, generation, rows, sha256: foot.sha256, damaged });
        }
        let (table, cells) = lines.row(&line, &head)?;
        damaged.extend(fault_of(table, &lines.columns(table, &head)?, &cells));
        rows += 1;
        sum = lines.sum.clone();
    }
}

/// The rows of an archive that was checked.
pub(super) struct Rows {
    lines: Lines,
    head: Head,
    /// Read already, but of the next table.
    kept: Option<(&'static ArchivedTable, Vec<Cell>)>,
}

impl Rows {
    pub(super) fn open(path: &Path) -> Result<Rows, Error> {
        let mut lines = Lines::open(path)?;
        let head = lines.head()?;
        Ok(Rows { lines, head, kept: None })
    }

    fn row(&mut self) -> Result<Option<(&'static ArchivedTable, Vec<Cell>)>, Error> {
        if let Some(kept) = self.kept.take() {
            return Ok(Some(kept));
        }
        match self.lines.next()? {
            Some(line) if line.first() != Some(&b'{') => {
                self.lines.row(&line, &self.head).map(Some)
            }
            _ => Ok(None),
        }
    }
}

impl ArchiveSource<Error> for Rows {
    fn next(&mut self, rows_max: usize) -> Result<Option<ArchivedRows>, Error> {
        let Some((table, first)) = self.row()? else { return Ok(None) };
        let columns = self.lines.columns(table, &self.head)?;
        let mut rows = vec![first];
        while rows.len() < rows_max
            && let Some((of, cells)) = self.row()?
        {
            if of != table {
                self.kept = Some((of, cells));
                break;
            }
            rows.push(cells);
        }
        Ok(Some(ArchivedRows { table, columns, rows }))
    }
}

/// The lines of a file, each bounded, and the sum of those that were read.
struct Lines {
    path: PathBuf,
    input: BufReader<File>,
    sum: Sha256,
}

impl Lines {
    fn open(path: &Path) -> Result<Lines, Error> {
        let file = File::open(path).map_err(|source| unreadable(path, source))?;
        Ok(Lines { path: path.to_owned(), input: BufReader::new(file), sum: Sha256::new() })
    }

    /// The next line, which ends with a line feed; `None` at the end.
    fn next(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let mut line = Vec::new();
        let most = u64::try_from(BACKUP_LINE_BYTES_MAX).unwrap_or(u64::MAX);
        let read = (&mut self.input).take(most).read_until(b'\n', &mut line);
        read.map_err(|source| unreadable(&self.path, source))?;
        self.sum.update(&line);
        match line.last() {
            None => Ok(None),
            Some(b'\n') => Ok(Some(line)),
            Some(_) if line.len() < BACKUP_LINE_BYTES_MAX => {
                Err(self.refuse("a file that is cut off", "a whole backup"))
            }
            Some(_) => {
                let expected = format!("a file of lines of at most {BACKUP_LINE_BYTES_MAX} bytes");
                Err(self.refuse("a longer one", &expected))
            }
        }
    }

    fn head(&mut self) -> Result<Head, Error> {
        let line = self.next()?.unwrap_or_default();
        let head: Option<Head> = serde_json::from_slice(&line).ok();
        match head {
            Some(head) if head.hinterland_backup == FORM => Ok(head),
            Some(head) => {
                let expected = format!("a backup of the form {FORM}: use a newer program");
                Err(self.refuse(&head.hinterland_backup.to_string(), &expected))
            }
            None => {
                let start = String::from_utf8_lossy(&line).trim_end().to_owned();
                Err(self.refuse(&start, "a backup, which `hinterland backup` writes"))
            }
        }
    }

    fn row(&self, line: &[u8], head: &Head) -> Result<(&'static ArchivedTable, Vec<Cell>), Error> {
        let mut cells: Vec<Cell> = self.parse(line)?;
        let name = if cells.is_empty() { None } else { cells.remove(0) };
        let name = name.unwrap_or_default();
        let Some(table) = ARCHIVED_TABLES.iter().find(|table| table.name == name) else {
            return Err(self.refuse(&name, "a backup of tables that this program knows"));
        };
        if self.columns(table, head)?.len() != cells.len() {
            let expected = format!("a backup whose rows of `{name}` have its columns");
            return Err(self.refuse(&format!("{} cells", cells.len()), &expected));
        }
        Ok((table, cells))
    }

    /// The columns that the rows of a table have in this archive.
    fn columns(&self, table: &ArchivedTable, head: &Head) -> Result<Vec<ArchivedColumn>, Error> {
        let names = head.tables.get(table.name).map_or(&[][..], Vec::as_slice);
        let known = |name: &String| table.columns.iter().find(|column| column.name == name);
        let columns = names.iter().map(|name| {
            let refused = || self.refuse(name, "a backup of columns that this program knows");
            known(name).copied().ok_or_else(refused)
        });
        columns.collect()
    }

    fn parse<T: serde::de::DeserializeOwned>(&self, line: &[u8]) -> Result<T, Error> {
        serde_json::from_slice(line)
            .map_err(|error| self.refuse(&error.to_string(), "a backup that nobody changed"))
    }

    fn refuse(&self, found: &str, expected: &str) -> Error {
        Invalid::new(self.path.display().to_string(), found, expected).into()
    }
}

fn unreadable(path: &Path, source: std::io::Error) -> Error {
    Error::Unreadable { path: path.display().to_string(), source }
}
