use std::{borrow::Cow, io::Write};

use serde::Deserialize;

use super::{
    Form, Input, Progress, TableFormat,
    row::Row,
    source::{Item, Projects},
    table::{Table, unwritable},
};
use crate::{
    domain::{invalid::Invalid, project::ProjectProfile},
    service::Error,
};

/// The projects of an input, one by one, for whoever has them ranked elsewhere.
pub struct ProjectReader(Projects);

impl ProjectReader {
    /// Begins to read a stream or a file.
    ///
    /// # Errors
    /// It cannot be read; stored projects stand where they are ranked.
    pub fn open(input: Input) -> Result<ProjectReader, Error> {
        if matches!(input, Input::Stored) {
            return Err(Invalid::new("", "stored projects", "a stream or a file").into());
        }
        Projects::open(input, None).map(ProjectReader)
    }

    /// The line or row of the next project, from 1, and the project or why it is refused; `None` at
    /// the end.
    ///
    /// # Errors
    /// The input cannot be read.
    pub fn next_project(
        &mut self,
    ) -> Result<Option<(usize, Result<ProjectProfile, Error>)>, Error> {
        let item = self.0.next()?;
        Ok(item.map(|Item { place, project, .. }| (place, project)))
    }

    /// How far it has been read.
    pub fn progress(&self) -> Progress {
        self.0.progress()
    }
}

/// Writes rankings that were computed elsewhere in the form of a run of this machine.
pub struct AnswerWriter {
    table: Table<Box<dyn Write + Send>>,
    is_flat: bool,
}

impl AnswerWriter {
    /// Begins to write.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn new(
        form: Form,
        format: TableFormat,
        output: Box<dyn Write + Send>,
    ) -> Result<AnswerWriter, Error> {
        let is_flat = matches!(form, Form::Rows);
        Ok(AnswerWriter { table: Table::new(format, output)?, is_flat })
    }

    /// Adds the match document of a project, which stands on one line.
    ///
    /// # Errors
    /// It is no match document; the output cannot be written.
    pub fn take(&mut self, mut document: Vec<u8>) -> Result<(), Error> {
        if self.is_flat {
            return self.table.take(&rows(&document).map_err(unwritable)?);
        }
        document.push(b'\n');
        self.table.take(&document)
    }

    /// Ends the output.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn finish(self) -> Result<(), Error> {
        self.table.finish()?.flush().map_err(unwritable)
    }
}

/// What the rows of a match document are made of.
#[derive(Deserialize)]
struct Document<'a> {
    #[serde(borrow)]
    project: Named<'a>,
    generation: i64,
    #[serde(borrow)]
    definition: Cow<'a, str>,
    #[serde(borrow)]
    as_of: Cow<'a, str>,
    #[serde(borrow)]
    level: Cow<'a, str>,
    #[serde(borrow)]
    candidates: Vec<Candidate<'a>>,
}

#[derive(Deserialize)]
struct Named<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Candidate<'a> {
    rank: i64,
    #[serde(borrow)]
    region: Region<'a>,
    total: i64,
    bounds: Bounds,
    #[serde(borrow)]
    standing: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Region<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    name: Name,
}

#[derive(Deserialize)]
struct Name {
    zh: Option<String>,
    en: Option<String>,
}

#[derive(Deserialize)]
struct Bounds {
    low: i64,
    high: i64,
}

/// The rows of a match document as lines, as those of a ranking.
fn rows(document: &[u8]) -> Result<Vec<u8>, serde_json::Error> {
    let document: Document<'_> = serde_json::from_slice(document)?;
    let mut lines = Vec::new();
    for candidate in document.candidates {
        let Region { id, name } = candidate.region;
        let row = Row {
            project: document.project.id.as_ref().into(),
            rank: candidate.rank,
            region: id,
            region_name_zh: name.zh.map(Cow::from),
            region_name_en: name.en.map(Cow::from),
            level: document.level.as_ref().into(),
            points: candidate.total,
            points_low: candidate.bounds.low,
            points_high: candidate.bounds.high,
            standing: candidate.standing,
            as_of: document.as_of.as_ref().into(),
            generation: document.generation,
            definition: document.definition.as_ref().into(),
        };
        row.write(&mut lines)?;
    }
    Ok(lines)
}
